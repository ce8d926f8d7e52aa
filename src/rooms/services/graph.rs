//! The drawing of dependencies: what depends at the top, what it needs below. Nodes are buttons over
//! lines in SVG.

use super::asked::{Asked, DEPTHS, KINDS, WAYS};
use super::drawn::{Drawn, Shown, node_at};
use super::marks::{control, legend, line, mark_icon, sort_icon, sort_words};
use super::{graph_paper, graph_table, href, needs, panel};
use crate::edge::{dom, location, print};
use crate::prelude::*;
use crate::ui::chart::board::{Board, node_id};
use crate::ui::chart::net::{SCREEN, target};
use crate::ui::chart::px;
use crate::ui::empty::empty;
use crate::ui::form::{Combo, Found};
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::services::blast::Blast;
use holdfast_domain::rooms::services::drawing::{MOST, Mark};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use leptos::ev;

/// The page of the drawing.
#[derive(Clone, Copy)]
pub struct GraphPage {
    /// The workspace.
    pub workspace: Workspace,
    /// What is asked for.
    pub asked: Memo<Asked>,
    /// What is drawn.
    pub drawn: Memo<Drawn>,
    /// The service that is looked at.
    pub chosen: RwSignal<Option<Id>>,
    board: Board,
}

/// The drawing of dependencies.
pub fn graph(workspace: Workspace, shell: Shell) -> AnyView {
    let asked = Memo::new(move |_| shell.route.with(Asked::of));
    let drawn = Memo::new(move |before: Option<&Drawn>| {
        let asked = asked.get();
        workspace.watch_all(|view| Drawn::of(before, asked, view))
    });
    let size = move || drawn.with(|drawn| SCREEN.whole(&drawn.0.graph.drawing));
    let page = GraphPage {
        workspace,
        asked,
        drawn,
        chosen: RwSignal::new(asked.get_untracked().of),
        board: Board::new("Dependencies", Signal::derive(size)),
    };
    page.follow();
    let paper = RwSignal::new(false);
    keep(print::around(move |now| paper.set(now)));
    let none = Memo::new(move |_| drawn.with(|drawn| drawn.0.all.ids.is_empty()));
    let too_many = Memo::new(move |_| drawn.with(|drawn| drawn.0.graph.too_many));
    let body = move || {
        if none.get() {
            return empty("sub-runbook", "Nothing to draw yet", super::first());
        }
        let drawing = if too_many.get() {
            page.too_many()
        } else {
            page.canvas()
        };
        view! { {page.tools()}{drawing} }.into_any()
    };
    view! {
        <div class="net screen-only">{body}</div>
        {move || paper.get().then(|| graph_paper::sheet(page))}
    }
    .into_any()
}

impl GraphPage {
    // Whoever is chosen stays it when all is drawn anew, and another centre is chosen.
    fn follow(self) {
        Effect::new(move |before: Option<Asked>| {
            let asked = self.asked.get();
            let centre = asked.of;
            if before.as_ref().is_some_and(|before| before.of != centre) && centre.is_some() {
                self.chosen.set(centre);
            }
            let place = self.drawn.with(|drawn| {
                node_at(drawn, self.chosen.get_untracked()).or(node_at(drawn, centre))
            });
            let node = place.unwrap_or(0);
            self.board.show(node, self.place(node));
            if before.as_ref() != Some(&asked) {
                self.board.begin(node, self.place(node));
            }
            asked
        });
    }

    fn place(self, node: usize) -> Option<((f64, f64), (f64, f64))> {
        self.drawn.with_untracked(|drawn| {
            let drawing = &drawn.0.graph.drawing;
            (node < drawing.x.len()).then(|| (SCREEN.place(drawing, node), SCREEN.node))
        })
    }

    /// Goes to a service: to its node where it is drawn, else it becomes the centre.
    pub fn go_to(self, id: Id) {
        self.chosen.set(Some(id));
        match self.drawn.with_untracked(|drawn| node_at(drawn, Some(id))) {
            Some(node) => self.board.go_to(node, self.place(node)),
            None => self.look_from(Some(id)),
        }
    }

    /// Makes a service the centre; none: all are drawn.
    pub fn look_from(self, id: Option<Id>) {
        let asked = self.asked.get_untracked();
        Asked { of: id, ..asked }.go(self.workspace);
    }

    fn open(self, node: usize) {
        let id = self
            .drawn
            .with_untracked(|drawn| drawn.0.labels.get(node).map(|label| label.id));
        if let Some(id) = id
            && let Err(error) = location::set_hash(href(id).trim_start_matches('#'))
        {
            self.workspace
                .alarm(format!("The service is not shown: {error}."));
        }
    }

    fn canvas(self) -> AnyView {
        let key = move |from: usize, key: &str, on_region: bool| {
            self.drawn.with_untracked(|drawn| {
                target(&drawn.0.graph.drawing, from, key, on_region, |_| true)
            })
        };
        let inside = view! { {move || self.lines()}{move || self.nodes()} }.into_any();
        let of_board = move |event: ev::KeyboardEvent| match &*event.key() {
            "Enter" if event.target() != event.current_target() && dom::is_in(&event, ".node") => {
                event.prevent_default();
                self.open(self.board.active.get_untracked());
            }
            "n" | "N" if !event.ctrl_key() && !event.meta_key() && dom::is_in(&event, ".graph") => {
                event.prevent_default();
                dom::focus(needs::ADD);
            }
            _ => {}
        };
        view! {
            <div class="net-parts">
                <section class="card" aria-label="Drawing" on:keydown=of_board>
                    <div class="g-tools btns"><p class="muted" role="status">{move || self.counted()}</p>{self.board.buttons()}{super::print_button(self.workspace, "Dependencies")}</div>
                    {self.board.view(key, move |node| self.place(node), inside)}
                    {self.board.explained(legend())}
                    <p class="help">"↓ and ↑ follow the lines to what is needed and to what needs it, ← and → go to what stands beside. Enter opens a service, N adds what it needs, + and − zoom, 0 shows all."</p>
                </section>
                {panel::panel(self)}
            </div>
            {graph_table::behind(self)}
        }
        .into_any()
    }

    /// How much there is, and how much of it is drawn.
    pub fn counted(self) -> String {
        self.drawn.with(|drawn| {
            let Shown {
                all, graph, around, ..
            } = &*drawn.0;
            let (shown, total) = (graph.nodes.len(), all.ids.len());
            let Some(around) = around else {
                return format!("{shown} services");
            };
            let part = |what: &str, blast: &Blast| {
                let steps: Vec<String> = blast
                    .layers
                    .iter()
                    .map(|layer| layer.len().to_string())
                    .collect();
                let beyond: usize = blast.beyond.iter().sum();
                let beyond = match beyond {
                    0 => String::new(),
                    more => format!(" and {more} further away"),
                };
                match steps.is_empty() {
                    true if beyond.is_empty() => format!("{what} nothing"),
                    true => format!("{what}{beyond}"),
                    false => format!("{what} {}{beyond}", steps.join(" + ")),
                }
            };
            let mut words = format!("{shown} of {total} services");
            if self.asked.with(|asked| asked.way != "up") {
                words.push_str(&part(", needs", &around.down));
            }
            if self.asked.with(|asked| asked.way != "down") {
                words.push_str(&part(", needed by", &around.up));
            }
            if graph.total > shown {
                words.push_str(&format!(
                    ". The nearest {MOST} of {} are drawn",
                    graph.total
                ));
            }
            words
        })
    }

    fn tools(self) -> AnyView {
        let choice = move |label: &'static str,
                           key: &'static str,
                           all: &'static [(&'static str, &'static str)],
                           of: fn(&Asked) -> &'static str| {
            let option = move |(value, words): &(&'static str, &'static str)| {
                let value = *value;
                view! { <option value=value selected=move || self.asked.with(of) == value>{*words}</option> }
            };
            let change = move |value: String| {
                self.asked
                    .get_untracked()
                    .with(key, &value)
                    .go(self.workspace)
            };
            view! { <label class="inline">{label}" "<select on:change:target=move |event| change(event.target().value())>{all.iter().map(option).collect_view()}</select></label> }
        };
        let centred = move || self.asked.with(|asked| asked.of.is_some());
        view! {
            <div class="toolbar net-tools">
                <label class="inline" for="net-centre">"Look from"</label>
                {self.centre()}
                <button type="button" class="btn small" hidden=move || !centred() on:click=move |_| self.look_from(None)>"All services"</button>
                <span class="inline" hidden=move || !centred()>
                    {choice("Show", "way", &WAYS, |asked| asked.way)}
                    {choice("Up to", "depth", &DEPTHS, |asked| asked.depth)}
                </span>
                {choice("Count", "kinds", &KINDS, |asked| asked.kinds)}
            </div>
        }
        .into_any()
    }

    fn centre(self) -> AnyView {
        let picked = Callback::new(move |found: Found| {
            if let Some(id) = found.id {
                self.look_from(Some(id));
            }
        });
        let combo = Combo::finding(&["service"], Signal::derive(Vec::new), picked);
        let shown = Memo::new(move |_| {
            let of = self.asked.with(|asked| asked.of);
            self.workspace.watch_all(|view| {
                let record = of.and_then(|id| view.there(id));
                record.map(|record| view.name(record)).unwrap_or_default()
            })
        });
        let Some(control) = control("net-centre", "Look from") else {
            return ().into_any();
        };
        let leave = Callback::new(move |()| combo.close());
        view! { <div class="pick">{combo.view(&control, shown.into(), leave)}</div> }.into_any()
    }

    fn too_many(self) -> AnyView {
        let shown = move || {
            self.drawn.with(|drawn| {
                let all = &drawn.0.all;
                let mut most: Vec<u32> = (0..all.ids.len() as u32).collect();
                most.arrange_by(|a, b| all.net.ups(*b).cmp(&all.net.ups(*a)));
                most.truncate(12);
                let name = |node: &u32| {
                    let id = all.ids[*node as usize];
                    let name = self.workspace.read(|view| view.there(id).map(|record| view.name(record)));
                    let ups = all.net.ups(*node);
                    view! { <li><button type="button" class="btn small" on:click=move |_| self.look_from(Some(id))>{name}</button><span class="muted">{format!("needed by {ups}")}</span></li> }
                };
                view! {
                    <section class="card" aria-label="Drawing">
                        <h2>{format!("{} services are too many to read at once", drawn.0.graph.total)}</h2>
                        <p>{format!("Up to {MOST} are drawn together. Choose above which one to look from, or begin with one that many need:")}</p>
                        <ul class="list">{most.iter().map(name).collect_view()}</ul>
                    </section>
                }
                .into_any()
            })
        };
        view! { {shown} }.into_any()
    }

    // The nodes that can be seen, and the one with the focus. Scrolling leaves those that stay.
    fn nodes(self) -> AnyView {
        self.drawn.track();
        let half = (SCREEN.node.0 / 2.0, SCREEN.node.1 / 2.0);
        let seen = move || {
            let part = self.board.seen.get();
            dom::hold_focus(|| {});
            self.drawn.with_untracked(|drawn| {
                let drawing = &drawn.0.graph.drawing;
                let active = self.board.active.get_untracked();
                let is_seen = |node: &usize| {
                    let (x, y) = SCREEN.place(drawing, *node);
                    active == *node || part.has((x - half.0, y - half.1), (x + half.0, y + half.1))
                };
                drawing
                    .order
                    .iter()
                    .copied()
                    .filter(is_seen)
                    .collect::<Vec<_>>()
            })
        };
        let one = move |node: usize| self.drawn.with_untracked(|drawn| self.node(drawn, node));
        view! { <For each=seen key=|node| *node children=one/> }.into_any()
    }

    fn node(self, drawn: &Drawn, node: usize) -> AnyView {
        let (graph, label) = (&drawn.0.graph, &drawn.0.labels[node]);
        let (x, y) = SCREEN.place(&graph.drawing, node);
        let (left, top) = (
            format!("{}px", px(x - SCREEN.node.0 / 2.0)),
            format!("{}px", px(y - SCREEN.node.1 / 2.0)),
        );
        let id = label.id;
        let has = |mark: Mark| label.marks.contains(&mark);
        let mut words = vec![label.name(), sort_words(&label.sort).to_owned()];
        words.extend(label.tier.map(|tier| format!("tier {tier}")));
        words.extend(label.marks.iter().map(|mark| mark.words().to_owned()));
        let words = words.join(", ");
        let active = self.board.active;
        let tab = move || if active.get() == node { "0" } else { "-1" };
        let look = move || {
            active.set(node);
            self.chosen.set(Some(id));
        };
        let marks = label
            .marks
            .iter()
            .map(|mark| icon(mark_icon(*mark)))
            .collect_view();
        let tier = label
            .tier
            .map(|tier| view! { <span class="tier" data-tier=format!("T{tier}")></span> });
        view! {
            <button type="button" class="node" id=node_id(node) tabindex=tab class:point=has(Mark::Point) class:circle=has(Mark::Circle) class:late=has(Mark::Late)
                aria-pressed=move || (self.chosen.get() == Some(id)).to_string()
                style:--x=left style:--y=top aria-label=words.clone() title=words
                on:focus=move |_| look() on:click=move |_| look() on:dblclick=move |_| self.open(node)>
                <span class="what">{icon(sort_icon(&label.sort))}<span class="no">{label.code.clone()}</span>{tier}</span>" "
                <span class="dur">{marks}</span>" "
                <span class="title">{label.title.clone()}</span>
            </button>
        }
        .into_any()
    }

    fn lines(self) -> AnyView {
        let part = self.board.seen.get();
        self.drawn.with(|drawn| {
            let graph = &drawn.0.graph;
            let mut lines = Vec::new();
            for (n, route) in graph.drawing.routes.iter().enumerate() {
                let [a, b] = [route.from, route.to].map(|node| SCREEN.place(&graph.drawing, node));
                let low = (a.0.min(b.0), a.1.min(b.1));
                if part.has(low, (a.0.max(b.0), a.1.max(b.1))) {
                    lines.push(line(&SCREEN, graph, n));
                }
            }
            view! { <svg class="graph-lines" aria-hidden="true">{lines.into_iter().collect_view()}</svg> }.into_any()
        })
    }
}
