//! What stands beside the drawing: the service that is looked at.

use super::graph::GraphPage;
use super::marks::{mark_icon, needs_words, sort_words};
use super::{href, needs};
use crate::prelude::*;
use crate::ui::cell::tone;
use crate::ui::icon::icon;
use holdfast_domain::describe::{Cell, Tone};
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::drawing::Mark;
use holdfast_domain::rooms::services::net::Needs;
use holdfast_domain::rooms::services::overview::figure;
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;

/// The id of the panel.
pub const PANEL: &str = "net-panel";
/// How many of those that need it are named.
const NAMED: usize = 20;

#[derive(Clone, Default, PartialEq)]
struct About {
    name: String,
    facts: Vec<(&'static str, Cell)>,
    marks: Vec<Mark>,
    needed_by: Vec<(Id, String, Needs)>,
    more: usize,
}

fn plain(text: String) -> Cell {
    Cell {
        text,
        ..Cell::default()
    }
}

fn about(page: GraphPage, id: Id) -> About {
    page.workspace.watch_all(|view| {
        let all = Catalogue::kept(view);
        let Some((at, record)) = all.find(id).zip(view.there(id)) else {
            return About::default();
        };
        let node = &all.nodes[at as usize];
        let mut facts = vec![("Type", plain(sort_words(&node.sort).to_owned()))];
        facts.push(("Tier", figure("criticality", record, view)));
        facts.extend(node.rto.map(|rto| ("RTO", plain(minutes(rto)))));
        facts.push(("Achievable", figure("achievable", record, view)));
        facts.push(("Wave", figure("wave", record, view)));
        let takes = figure("takes_down", record, view);
        if takes.rank.is_some_and(|count| count > 0.0) {
            facts.push(("Takes down alone", takes));
        }
        let mut needed_by = Vec::new();
        for edge in all.net.up(at) {
            let from = all.ids[edge.from as usize];
            let name = view.there(from).map(|record| view.name(record));
            needed_by.extend(name.map(|name| (from, name, edge.kind)));
        }
        let more = needed_by.len().saturating_sub(NAMED);
        needed_by.truncate(NAMED);
        About {
            name: view.name(record),
            facts,
            marks: Mark::of(&all, at),
            needed_by,
            more,
        }
    })
}

/// The panel.
pub fn panel(page: GraphPage) -> AnyView {
    let body = move || {
        match page.chosen.get() {
        Some(id) => one(page, id),
        None => view! { <p class="muted">"Choose a service in the drawing: what it needs is edited here."</p> }.into_any(),
    }
    };
    view! { <aside class="card net-panel" id=PANEL tabindex="-1" aria-label="Chosen service">{body}</aside> }.into_any()
}

fn one(page: GraphPage, id: Id) -> AnyView {
    let shown = Memo::new(move |_| about(page, id));
    let facts = move || {
        let row = |(label, cell): (&'static str, Cell)| view! { <dt>{label}</dt><dd><span class=tone(cell.tone) title=cell.inputs>{cell.text}</span></dd> };
        shown.get().facts.into_iter().map(row).collect_view()
    };
    let marks = move || {
        let one = |mark: Mark| view! { <li class=tone(Tone::Warn)>{icon(mark_icon(mark))}{mark.words()}</li> };
        shown.get().marks.into_iter().map(one).collect_view()
    };
    let up = move || {
        let About {
            needed_by, more, ..
        } = shown.get();
        if needed_by.is_empty() {
            return view! { <p class="muted">"Nothing that was named."</p> }.into_any();
        }
        let row = |(id, name, kind): (Id, String, Needs)| {
            view! { <li><button type="button" class="link" on:click=move |_| page.go_to(id)>{name}</button><span class="muted">{needs_words(kind)}</span></li> }
        };
        view! {
            <ul class="list">{needed_by.into_iter().map(row).collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="muted">{format!("and {more} more")}</p> })}
        }
        .into_any()
    };
    let centred = move || page.asked.with(|asked| asked.of == Some(id));
    view! {
        <div class="card-head"><h2><a href=href(id)>{move || shown.get().name}</a></h2></div>
        <ul class="net-marks">{marks}</ul>
        <dl class="facts">{facts}</dl>
        <p class="btns">
            <button type="button" class="btn small" hidden=centred on:click=move |_| page.look_from(Some(id))>"Look from here"</button>
            <a class="btn small" href=href(id)>"Open"</a>
        </p>
        {needs::editor(page, id)}
        <h3>"Needed by"</h3>
        {up}
    }
    .into_any()
}
