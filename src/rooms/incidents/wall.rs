//! The wall of the room where an incident is led from: read from five metres, nothing to press.

use super::{War, brief, clocks, hit, href, runs, war};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::wall::ways;
use holdfast_domain::rooms::incidents::STATES;
use holdfast_domain::rooms::incidents::timeline::timeline;
use holdfast_domain::value::instant;
use holdfast_ledger::{Id, Key};

/// The most of each that fit.
const SAID: usize = 4;
const TASKS: usize = 4;

/// The wall.
pub fn wall(war: War) -> AnyView {
    let page = war.page;
    let name = Memo::new(move |_| page.watch(|record, view| view.name(record)));
    let state = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let key = holdfast_domain::rooms::incidents::rules::state(record);
            let state = STATES
                .iter()
                .find(|state| state.key == key)
                .map_or("", |state| state.label);
            let priority = holdfast_domain::rooms::incidents::priority::priority(record, view);
            let priority = priority.map(|priority| format!("P{priority}, "));
            let major = if record.get::<bool>("major") == Some(true) {
                "Major, "
            } else {
                ""
            };
            format!(
                "{major}{}{}",
                priority.unwrap_or_default(),
                state.to_lowercase()
            )
        })
    });
    let time = Memo::new(move |_| clock::time(war.tick.get().max(0) as u64));
    let roles = war::held(war);
    let role = move |(label, who, _): (&'static str, Option<Id>, bool)| {
        let name = who.and_then(|id| {
            page.workspace
                .read(|view| view.there(id).map(|who| who.text("title").into_owned()))
        });
        view! { <li><b>{label}</b><span>{name.unwrap_or_else(|| "nobody".to_owned())}</span></li> }
    };
    let services = hit::services(war);
    let hit_line = move |hit: hit::Hit| {
        let (text, class) = hit::words(&hit, page.workspace.now().get());
        let name = page.workspace.read(|view| {
            view.there(hit.service)
                .map(|service| service.text("title").into_owned())
        });
        view! { <li><b>{name.unwrap_or_default()}</b><span class=class>{text}</span></li> }
    };
    let hit_lines = move || services.get().into_iter().map(hit_line).collect_view();
    view! {
        <section class="wall war-wall screen-only">
            <header>
                <h1 tabindex="-1">{name}</h1>
                <span class="badge earnest">{state}</span>
                <p class="day"><b>{time}</b>" "{clock::zone_name()}</p>
                {ways(href(page.id))}
            </header>
            <div class="wall-clocks">{clocks::clocks(war)}</div>
            <div class="wall-parts">
                <section><h2>"Services"</h2><ul>{hit_lines}</ul><h2>"Runs"</h2>{running(war)}</section>
                <section><h2>"Roles"</h2><ul>{move || roles.get().into_iter().map(role).collect_view()}</ul></section>
                <section><h2>"Open tasks"</h2>{open(war)}</section>
                <section><h2>"Last entries"</h2>{said(war)}</section>
            </div>
        </section>
    }
    .into_any()
}

fn running(war: War) -> AnyView {
    let all = runs::running(war);
    let line = |line: runs::Line| view! { <li><b>{line.name}</b><span>{line.how}</span></li> };
    let list = move || {
        let all = all.get();
        if all.is_empty() {
            return view! { <p class="none">"No run is carried out for it."</p> }.into_any();
        }
        view! { <ul>{all.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! { {list} }.into_any()
}

fn open(war: War) -> AnyView {
    let page = war.page;
    let found = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let items = record.items(Key::new("tasks"));
            let open = items
                .iter()
                .filter(|item| matches!(&*item.text("state"), "" | "open"));
            let line = |item: &holdfast_ledger::record::Item<'_>| {
                let who = view
                    .linked(item.value("who"))
                    .map(|who| who.text("title").into_owned());
                let due = instant(item.value("due")).map(|due| brief(due, view.now));
                let about: Vec<String> = [who, due].into_iter().flatten().collect();
                (item.text("title").into_owned(), about.join(", "))
            };
            open.map(line).collect::<Vec<_>>()
        })
    });
    let line =
        |(title, about): (String, String)| view! { <li><b>{title}</b><span>{about}</span></li> };
    let list = move || {
        let found = found.get();
        let more = found.len().saturating_sub(TASKS);
        let more = (more > 0).then(|| view! { <li class="more">{format!("and {more} more")}</li> });
        if found.is_empty() {
            return view! { <p class="none">"No task is open."</p> }.into_any();
        }
        view! { <ul>{found.into_iter().take(TASKS).map(line).collect_view()}{more}</ul> }.into_any()
    };
    view! { {list} }.into_any()
}

fn said(war: War) -> AnyView {
    let page = war.page;
    let last = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let all = timeline(record, view);
            let last = all
                .into_iter()
                .rev()
                .filter(|entry| !entry.corrected)
                .take(SAID);
            let line = last.map(|entry| {
                let at = entry.at.map(|at| brief(at, view.now)).unwrap_or_default();
                let words = if entry.text.is_empty() {
                    entry.what
                } else {
                    format!("{}: {}", entry.what, entry.text)
                };
                (at, words)
            });
            line.collect::<Vec<_>>()
        })
    });
    let line =
        |(time, words): (String, String)| view! { <li><b>{time}</b><span>{words}</span></li> };
    view! { <ol class="coming said">{move || last.get().into_iter().map(line).collect_view()}</ol> }
        .into_any()
}
