//! The drawing as a table.

use super::drawn::Drawn;
use super::graph::GraphPage;
use super::href;
use super::marks::{needs_words, sort_words};
use crate::prelude::*;
use holdfast_domain::rooms::services::net::{Edge, Needs};
use leptos::ev;

/// The table behind the drawing; drawn once somebody wants it.
pub fn behind(page: GraphPage) -> AnyView {
    let open = RwSignal::new(false);
    let toggled = move |event: ev::Event| {
        open.set(event_target::<web_sys::HtmlElement>(&event).has_attribute("open"));
    };
    let inside = move || open.get().then(|| page.drawn.with(table));
    view! {
        <details class="folded" on:toggle=toggled>
            <summary>"The same as a table"</summary>
            <div class="table-wrap" tabindex="0" role="region" aria-label="The same as a table">{inside}</div>
        </details>
    }
    .into_any()
}

/// The table.
pub fn table(drawn: &Drawn) -> AnyView {
    let shown = &drawn.0;
    let names = |edges: Vec<(u32, Needs, bool)>| {
        let one = |(node, kind, either): (u32, Needs, bool)| {
            let place = shown.graph.place(node)?;
            let mut words = shown.labels[place].name();
            match (kind, either) {
                (Needs::Hard, false) => {}
                (Needs::Hard, true) => words.push_str(" (one of)"),
                (kind, either) => {
                    let either = if either { ", one of" } else { "" };
                    let kind = needs_words(kind).to_lowercase();
                    words.push_str(&format!(" ({kind}{either})"));
                }
            }
            Some(words)
        };
        edges
            .into_iter()
            .filter_map(one)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let kinds = shown.scope_kinds();
    let row = |place: &usize| {
        let (label, node) = (&shown.labels[*place], shown.graph.nodes[*place]);
        let net = &shown.all.net;
        let counts = |edge: &Edge| kinds.has(edge.kind);
        let down = net.down(node).iter().filter(|edge| counts(edge));
        let down = down.map(|edge| (edge.to, edge.kind, net.is_alternative(edge)));
        let up = net.up(node).filter(counts);
        let up = up.map(|edge| (edge.from, edge.kind, net.is_alternative(&edge)));
        let marks: Vec<&str> = label.marks.iter().map(|mark| mark.words()).collect();
        view! {
            <tr>
                <th scope="row" class="title"><a href=href(label.id)>{label.name()}</a></th>
                <td>{sort_words(&label.sort)}</td>
                <td class="num">{label.tier}</td>
                <td>{marks.join(", ")}</td>
                <td>{names(down.collect())}</td>
                <td>{names(up.collect())}</td>
            </tr>
        }
    };
    let rows = shown.graph.drawing.order.iter().map(row).collect_view();
    view! {
        <table class="table net-table">
            <caption class="sr">"Services and their dependencies"</caption>
            <thead><tr><th scope="col">"Service"</th><th scope="col">"Type"</th><th scope="col" class="num">"Tier"</th><th scope="col">"Marks"</th><th scope="col">"Needs"</th><th scope="col">"Needed by"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}
