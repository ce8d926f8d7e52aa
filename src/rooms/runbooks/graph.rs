//! A plan as a graph: what comes after what. Nodes are buttons over lines in SVG.

use super::facts::Facts;
use super::graph_lines::line;
use super::plan::PlanPage;
use super::words::kind_icon;
use crate::edge::dom;
use crate::prelude::*;
use crate::ui::chart::board::{Board, node_id};
use crate::ui::chart::net::{SCREEN, target};
use crate::ui::chart::px;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::drawing::{Graph, Scope, usual_scope};
use holdfast_domain::rooms::runbooks::gantt::Form;
use holdfast_domain::value::minutes;
use std::sync::Arc;

#[derive(Clone, Default)]
struct Drawn(Arc<Shown>);

#[derive(Default)]
struct Shown {
    facts: Facts,
    graph: Option<Graph>,
}

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, Copy)]
struct Canvas {
    plan: PlanPage,
    drawn: Memo<Drawn>,
    board: Board,
}

/// The circle in words; empty where there is none.
pub fn circle_in_words(facts: &Facts) -> String {
    if facts.chart.is_some() {
        return String::new();
    }
    let circle = Graph::of(&facts.plan, None, Scope::All).circle();
    match &*circle {
        [] => "They wait for each other through the sections that they stand in.".to_owned(),
        [one] => format!("{} waits for itself.", facts.name(*one)),
        [first, .., last] => {
            let mut words = String::new();
            for pair in circle.windows(2) {
                words.push_str(&format!(
                    "{} waits for {}; ",
                    facts.name(pair[1]),
                    facts.name(pair[0])
                ));
            }
            words.push_str(&format!(
                "{} waits for {}.",
                facts.name(*first),
                facts.name(*last)
            ));
            words
        }
    }
}

/// How long a step takes, as a node says it; nothing where the plan has no times.
pub fn length(facts: &Facts, step: usize) -> Option<String> {
    let (chart, plan) = (facts.chart.as_ref()?, &facts.plan);
    let bar = &chart.bars[step];
    Some(match bar.form {
        Form::Milestone => "milestone".to_owned(),
        Form::Open => "no duration".to_owned(),
        Form::Within(over) => format!("within {}", plan.steps[over].number),
        _ => minutes(bar.finish - bar.start),
    })
}

/// The graph of a plan.
pub fn graph(plan: PlanPage) -> AnyView {
    let usual = |facts: &Facts| usual_scope(&facts.plan);
    let scope = RwSignal::new(plan.facts.with_untracked(usual));
    let drawn = Memo::new(move |_| {
        let facts = plan.facts.get();
        let graph = Some(Graph::of(&facts.plan, facts.chart.as_ref(), scope.get()));
        Drawn(Arc::new(Shown { facts, graph }))
    });
    let size = move || {
        drawn.with(|drawn| {
            let graph = drawn.0.graph.as_ref();
            graph.map_or((0.0, 0.0), |graph| SCREEN.whole(&graph.drawing))
        })
    };
    let board = Board::new("Graph of the steps", Signal::derive(size));
    let canvas = Canvas { plan, drawn, board };
    let inside = view! { {move || canvas.lines()}{move || canvas.nodes()} }.into_any();
    view! {
        <section class="card" aria-label="Graph">
            <div class="g-tools btns">{scopes(plan, scope)}{board.buttons()}</div>
            {board.view(move |from, key, on_region| canvas.target(from, key, on_region), move |node| canvas.place(node), inside)}
            <p class="help">"↓ and ↑ follow the lines to what comes after and before, ← and → go to what runs beside, Enter opens a step, + and − zoom, 0 shows all. Thick lines and frames: critical. Dashed: part of a circle."</p>
        </section>
    }
    .into_any()
}

// All steps, the first level, or what stands under one of its steps.
fn scopes(plan: PlanPage, scope: RwSignal<Scope>) -> AnyView {
    let options = move || {
        plan.facts.with(|facts| {
            let plan = &facts.plan;
            let holds = (0..plan.steps.len())
                .filter(|&step| plan.steps[step].depth == 0 && plan.holds_steps(step));
            let named = holds.map(|step| (step, facts.name(step)));
            named.collect::<Vec<_>>()
        })
    };
    let shown = Memo::new(move |_| options());
    let chosen = move || match scope.get() {
        Scope::All => "all".to_owned(),
        Scope::Sections => "sections".to_owned(),
        Scope::Under(step) => step.to_string(),
    };
    let choose = move |value: String| {
        scope.set(match &*value {
            "all" => Scope::All,
            "sections" => Scope::Sections,
            step => step.parse().map_or(Scope::All, Scope::Under),
        });
    };
    let option = move |(step, name): (usize, String)| {
        let value = step.to_string();
        view! { <option value=value.clone() selected=move || chosen() == value>{name}</option> }
    };
    view! {
        <label class="inline" hidden=move || shown.with(Vec::is_empty)>"Show "
            <select on:change:target=move |event| choose(event.target().value())>
                <option value="all" selected=move || chosen() == "all">"All steps"</option>
                <option value="sections" selected=move || chosen() == "sections">"Sections only"</option>
                {move || shown.get().into_iter().map(option).collect_view()}
            </select>
        </label>
    }
    .into_any()
}

impl Canvas {
    fn target(self, from: usize, key: &str, on_region: bool) -> Option<usize> {
        self.drawn.with_untracked(|drawn| {
            let graph = drawn.0.graph.as_ref()?;
            let counts = |node: usize| graph.nodes[node].is_some();
            target(&graph.drawing, from, key, on_region, counts)
        })
    }

    fn place(self, node: usize) -> Option<((f64, f64), (f64, f64))> {
        self.drawn.with_untracked(|drawn| {
            let graph = drawn.0.graph.as_ref()?;
            Some((SCREEN.place(&graph.drawing, node), SCREEN.node))
        })
    }

    // The nodes that can be seen, and the one with the focus. Scrolling leaves those that stay.
    fn nodes(self) -> AnyView {
        self.drawn.track();
        let seen = move || {
            let (from, to) = self.board.seen.get().y;
            dom::hold_focus(|| {});
            self.drawn.with_untracked(|drawn| {
                let Some(drawing) = drawn.0.graph.as_ref().map(|graph| &graph.drawing) else {
                    return Vec::new();
                };
                let active = self.board.active.get_untracked();
                let is_seen = |node: &usize| {
                    let y = drawing.layer[*node] as f64 * SCREEN.cell.1;
                    (from..to).contains(&y) || active == *node
                };
                drawing.order.iter().copied().filter(is_seen).collect()
            })
        };
        let one = move |node: usize| {
            self.drawn.with_untracked(|drawn| {
                let graph = drawn.0.graph.as_ref();
                graph
                    .map(|graph| self.node(&drawn.0.facts, graph, node))
                    .into_any()
            })
        };
        view! { <For each=seen key=|node| *node children=one/> }.into_any()
    }

    fn node(self, facts: &Facts, graph: &Graph, node: usize) -> AnyView {
        let (x, y) = SCREEN.place(&graph.drawing, node);
        let (left, top) = (
            format!("{}px", px(x - SCREEN.node.0 / 2.0)),
            format!("{}px", px(y - SCREEN.node.1 / 2.0)),
        );
        let plan = &facts.plan;
        let Some(step) = graph.nodes[node] else {
            return view! { <span class="junction" aria-hidden="true" style:--x=format!("{}px", px(x)) style:--y=format!("{}px", px(y))></span> }.into_any();
        };
        let bar = facts.chart.as_ref().map(|chart| &chart.bars[step]);
        let critical = bar.is_some_and(|bar| bar.critical);
        let length = length(facts, step);
        let in_circle = graph
            .drawing
            .routes
            .iter()
            .any(|route| route.in_circle && (route.from == node || route.to == node));
        let before: Vec<usize> = graph
            .drawing
            .routes
            .iter()
            .filter(|route| route.to == node)
            .filter_map(|route| graph.nodes[route.from])
            .take(4)
            .collect();
        let mut words = facts.name(step);
        for part in [
            length.as_deref().unwrap_or(""),
            if critical { "critical" } else { "" },
            if in_circle { "part of a circle" } else { "" },
        ] {
            if !part.is_empty() {
                words.push_str(", ");
                words.push_str(part);
            }
        }
        if !before.is_empty() {
            words.push_str(", after ");
            words.push_str(&facts.names(&before));
        }
        let active = self.board.active;
        let tab = move || if active.get() == node { "0" } else { "-1" };
        view! {
            <button type="button" class="node" id=node_id(node) tabindex=tab class:crit=critical class:circle=in_circle class:milestone=plan.steps[step].kind == "milestone"
                style:--x=left style:--y=top aria-label=words.clone() title=words
                on:focus=move |_| active.set(node) on:click=move |_| self.plan.go_to(step)>
                <span class="what">{icon(kind_icon(&plan.steps[step].kind))}<span class="no">{plan.steps[step].number.clone()}</span></span>" "
                <span class="title">{facts.title(step)}</span>" "
                <span class="dur">{length}</span>
            </button>
        }
        .into_any()
    }

    fn lines(self) -> AnyView {
        let (from, to) = self.board.seen.get().y;
        self.drawn.with(|drawn| {
            let Some(graph) = &drawn.0.graph else {
                return ().into_any();
            };
            let mut drawn = Vec::new();
            for (n, route) in graph.drawing.routes.iter().enumerate() {
                let y = |node| SCREEN.place(&graph.drawing, node).1;
                let ends = [y(route.from), y(route.to)];
                if ends[0].max(ends[1]) >= from && ends[0].min(ends[1]) <= to {
                    drawn.push(line(&SCREEN, graph, n, true));
                }
            }
            view! { <svg class="graph-lines" aria-hidden="true">{drawn.into_iter().collect_view()}</svg> }.into_any()
        })
    }
}
