//! A plan as a graph: what comes after what. Nodes are buttons over lines in SVG.

use super::graph_lines::{SCREEN, line, target};
use super::plan::{Facts, PlanPage};
use super::words::kind_icon;
use crate::edge::{dom, slices};
use crate::ui::chart::px;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use holdfast_domain::rooms::runbooks::drawing::{Graph, Scope, usual_scope};
use holdfast_domain::rooms::runbooks::gantt::Form;
use holdfast_domain::value::minutes;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::{ev, html};
use std::sync::Arc;

/// The zooms that a press of a button goes through.
const ZOOMS: [f64; 6] = [0.35, 0.5, 0.7, 1.0, 1.3, 1.7];

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
    scroller: NodeRef<html::Div>,
    zoom: RwSignal<usize>,
    /// The node that has the focus, or would get it.
    active: RwSignal<usize>,
    /// What is on screen, in pixels of the drawing: top, bottom.
    seen: RwSignal<(f64, f64)>,
    /// Where a drag began: pointer and scroll.
    drag: RwSignal<Option<(i32, i32, i32, i32)>>,
}

/// The circle in words; empty where there is none.
pub fn circle_in_words(facts: &Facts) -> String {
    let Some(plan) = facts.plan.as_ref().filter(|_| facts.chart.is_none()) else {
        return String::new();
    };
    let circle = Graph::of(plan, None, Scope::All).circle();
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
    let (chart, plan) = facts.chart.as_ref().zip(facts.plan.as_ref())?;
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
    let usual = |facts: &Facts| {
        facts
            .plan
            .as_ref()
            .map_or(Scope::All, |plan| usual_scope(plan))
    };
    let scope = RwSignal::new(plan.facts.with_untracked(usual));
    let drawn = Memo::new(move |_| {
        let facts = plan.facts.get();
        let graph = facts
            .plan
            .as_ref()
            .map(|plan| Graph::of(plan, facts.chart.as_ref(), scope.get()));
        Drawn(Arc::new(Shown { facts, graph }))
    });
    let canvas = Canvas {
        plan,
        drawn,
        scroller: NodeRef::new(),
        zoom: RwSignal::new(3),
        active: RwSignal::new(0),
        seen: RwSignal::new((0.0, 1200.0)),
        drag: RwSignal::new(None),
    };
    canvas.follow();
    let zoom = move || ZOOMS[canvas.zoom.get()];
    let size = move |pick: fn(&Graph) -> f64| {
        move || drawn.with(|drawn| drawn.0.graph.as_ref().map_or(0.0, pick))
    };
    let width = size(|graph| graph.drawing.width * SCREEN.cell.0);
    let height = size(|graph| graph.drawing.layers as f64 * SCREEN.cell.1);
    view! {
        <section class="card" aria-label="Graph">
            <div class="g-tools btns">
                {scopes(plan, scope)}
                {canvas.button("minus", "Zoom out", -1)}{canvas.button("plus", "Zoom in", 1)}
            </div>
            <div class="graph table-wrap" node_ref=canvas.scroller tabindex="0" role="region" aria-label="Graph of the steps" class:drags=move || canvas.drag.get().is_some()
                on:scroll=move |_| canvas.look() on:keydown=move |event| canvas.key(&event)
                on:pointerdown=move |event| canvas.take(&event) on:pointermove=move |event| canvas.pull(&event)
                on:pointerup=move |_| canvas.drag.set(None) on:pointerleave=move |_| canvas.drag.set(None)>
                <div class="graph-size" style:--gw=move || format!("{}px", px(width() * zoom())) style:--gh=move || format!("{}px", px(height() * zoom()))>
                    <div class="graph-in" style:--zoom=move || zoom().to_string() style:--gw=move || format!("{}px", px(width())) style:--gh=move || format!("{}px", px(height()))>
                        {move || canvas.lines()}
                        {move || canvas.nodes()}
                    </div>
                </div>
            </div>
            <p class="help">"↓ and ↑ follow the lines to what comes after and before, ← and → go to what runs beside, Enter opens a step, + and − zoom. Thick lines and frames: critical. Dashed: part of a circle."</p>
        </section>
    }
    .into_any()
}

// All steps, the first level, or what stands under one of its steps.
fn scopes(plan: PlanPage, scope: RwSignal<Scope>) -> AnyView {
    let options = move || {
        plan.facts.with(|facts| {
            let Some(plan) = facts.plan.as_ref() else {
                return Vec::new();
            };
            let holds = (0..plan.steps.len())
                .filter(|&step| plan.steps[step].depth == 0 && plan.holds_steps(step));
            holds.map(|step| (step, facts.name(step))).collect()
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

fn node_id(node: usize) -> String {
    format!("node-{node}")
}

impl Canvas {
    fn button(self, glyph: &'static str, name: &'static str, by: isize) -> AnyView {
        view! { <button type="button" class="btn icon small" aria-label=name title=name on:click=move |_| self.zoom_by(by)>{icon(glyph)}</button> }
            .into_any()
    }

    fn zoom_by(self, by: isize) {
        let to = self.zoom.get_untracked().saturating_add_signed(by);
        self.zoom.set(to.min(ZOOMS.len() - 1));
        self.look();
    }

    fn follow(self) {
        keep(dom::on_resize(move || self.look()));
        Effect::new(move || {
            self.drawn.track();
            self.scroller.track();
            spawn_local(async move {
                slices::yield_now().await;
                self.look();
            });
        });
    }

    // Which part of the drawing is on screen, in steps, so that scrolling seldom draws.
    fn look(self) {
        let Some(scroller) = self.scroller.try_get_untracked().flatten() else {
            return;
        };
        let zoom = ZOOMS[self.zoom.get_untracked()];
        let (top, height) = (
            f64::from(scroller.scroll_top()),
            f64::from(scroller.client_height()),
        );
        let step = 4.0 * SCREEN.cell.1;
        let from = (top / zoom / step).floor() * step - step;
        let to = ((top + height) / zoom / step).ceil() * step + step;
        if self.seen.get_untracked() != (from, to) {
            self.seen.set((from, to));
        }
    }

    fn take(self, event: &ev::PointerEvent) {
        let Some(scroller) = self.scroller.get_untracked() else {
            return;
        };
        // A finger scrolls by itself, and a node is pressed.
        let on_node = event.target() != event.current_target() && is_on_node(event);
        if event.pointer_type() == "mouse" && event.button() == 0 && !on_node {
            let (x, y) = (event.client_x(), event.client_y());
            self.drag
                .set(Some((x, y, scroller.scroll_left(), scroller.scroll_top())));
        }
    }

    fn pull(self, event: &ev::PointerEvent) {
        // A scrollbar that was let go of says nothing of it.
        if event.buttons() == 0 {
            if self.drag.get_untracked().is_some() {
                self.drag.set(None);
            }
            return;
        }
        if let Some((x, y, left, top)) = self.drag.get_untracked()
            && let Some(scroller) = self.scroller.get_untracked()
        {
            scroller.set_scroll_left(left + x - event.client_x());
            scroller.set_scroll_top(top + y - event.client_y());
        }
    }

    // The nodes that can be seen, and the one with the focus. Scrolling leaves those that stay.
    fn nodes(self) -> AnyView {
        self.drawn.track();
        let seen = move || {
            let (from, to) = self.seen.get();
            dom::hold_focus(|| {});
            self.drawn.with_untracked(|drawn| {
                let Some(drawing) = drawn.0.graph.as_ref().map(|graph| &graph.drawing) else {
                    return Vec::new();
                };
                let active = self.active.get_untracked();
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
        let (x, y) = SCREEN.place(graph, node);
        let (left, top) = (
            format!("{}px", px(x - SCREEN.node.0 / 2.0)),
            format!("{}px", px(y - SCREEN.node.1 / 2.0)),
        );
        let Some((step, plan)) = graph.nodes[node].zip(facts.plan.as_ref()) else {
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
        let tab = move || if self.active.get() == node { "0" } else { "-1" };
        view! {
            <button type="button" class="node" id=node_id(node) tabindex=tab class:crit=critical class:circle=in_circle class:milestone=plan.steps[step].kind == "milestone"
                style:--x=left style:--y=top aria-label=words.clone() title=words
                on:focus=move |_| self.active.set(node) on:click=move |_| self.plan.go_to(step)>
                <span class="what">{icon(kind_icon(&plan.steps[step].kind))}<span class="no">{plan.steps[step].number.clone()}</span></span>" "
                <span class="title">{facts.titles[step].clone()}</span>" "
                <span class="dur">{length}</span>
            </button>
        }
        .into_any()
    }

    fn lines(self) -> AnyView {
        let (from, to) = self.seen.get();
        self.drawn.with(|drawn| {
            let Some(graph) = &drawn.0.graph else {
                return ().into_any();
            };
            let mut drawn = Vec::new();
            for (n, route) in graph.drawing.routes.iter().enumerate() {
                let ends = [SCREEN.place(graph, route.from).1, SCREEN.place(graph, route.to).1];
                if ends[0].max(ends[1]) >= from && ends[0].min(ends[1]) <= to {
                    drawn.push(line(&SCREEN, graph, n, true));
                }
            }
            view! { <svg class="graph-lines" aria-hidden="true">{drawn.into_iter().collect_view()}</svg> }.into_any()
        })
    }

    fn key(self, event: &ev::KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let on_region = event.target() == event.current_target();
        let key = event.key();
        let to = self.drawn.with_untracked(|drawn| {
            let graph = drawn.0.graph.as_ref()?;
            target(graph, self.active.get_untracked(), &key, on_region)
        });
        match (to, &*key) {
            (Some(to), _) => self.go_to(to),
            (None, "+") => self.zoom_by(1),
            (None, "-") => self.zoom_by(-1),
            _ => return,
        }
        event.prevent_default();
    }

    fn go_to(self, node: usize) {
        self.active.set(node);
        if let Some(scroller) = self.scroller.get_untracked() {
            let zoom = ZOOMS[self.zoom.get_untracked()];
            let at = self.drawn.with_untracked(|drawn| {
                drawn
                    .0
                    .graph
                    .as_ref()
                    .map(|graph| SCREEN.place(graph, node))
            });
            let (width, height) = (
                f64::from(scroller.client_width()),
                f64::from(scroller.client_height()),
            );
            let (left, top) = (
                f64::from(scroller.scroll_left()),
                f64::from(scroller.scroll_top()),
            );
            if let Some((x, y)) = at.map(|(x, y)| (x * zoom, y * zoom)) {
                let (half, high) = (
                    SCREEN.node.0 / 2.0 * zoom + 8.0,
                    SCREEN.node.1 / 2.0 * zoom + 8.0,
                );
                if x - half < left || x + half > left + width {
                    scroller.set_scroll_left((x - width / 2.0) as i32);
                }
                if y - high < top || y + high > top + height {
                    scroller.set_scroll_top((y - height / 2.0) as i32);
                }
            }
            self.look();
        }
        spawn_local(async move {
            slices::yield_now().await;
            slices::yield_now().await;
            dom::focus(&node_id(node));
        });
    }
}

fn is_on_node(event: &ev::PointerEvent) -> bool {
    use leptos::wasm_bindgen::JsCast;
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| matches!(target.closest("button"), Ok(Some(_))))
}
