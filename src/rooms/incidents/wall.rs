//! The wall of the room where an incident is led from: read from five metres, nothing to press.

use super::{War, brief, clocks, href, war};
use crate::edge::keys::{At, on_press};
use crate::edge::{clock, dom, location, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::page::keep;
use holdfast_domain::rooms::incidents::timeline::timeline;
use holdfast_domain::rooms::incidents::{INCIDENT, STATES};
use holdfast_domain::value::instant;
use holdfast_ledger::{Id, Key};
use leptos::task::spawn_local;

/// The most of each that fit.
const SAID: usize = 4;
const TASKS: usize = 4;

const VIEW: &str = "view";
const WALL: &str = "wall";

/// Whether an address asks for the wall.
pub fn is_asked(route: &Route) -> bool {
    route.get(VIEW) == Some(WALL)
}

/// The address of an incident's wall.
pub fn href_of(incident: Id) -> String {
    Route::to(Page::Record(INCIDENT.room, incident))
        .with(VIEW, WALL)
        .href()
}

/// Takes the focus to the wall's heading and back to the incident's; Esc leaves the wall.
pub fn follow(incident: Id, wall: Memo<bool>) {
    keep(on_press(move |press| {
        let leaves = wall.get_untracked() && press.key == "escape" && press.at == At::Page;
        let back = Route::to(Page::Record(INCIDENT.room, incident));
        // An address that cannot be changed leaves the wall where it is.
        leaves && location::set_hash(&back.to_string()).is_ok()
    }));
    Effect::new(move |before: Option<bool>| {
        let now = wall.get();
        if before.unwrap_or(false) != now {
            spawn_local(async {
                slices::yield_now().await;
                dom::focus_heading();
            });
        }
        now
    });
}

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
            format!("{}{}", priority.unwrap_or_default(), state.to_lowercase())
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
    view! {
        <section class="wall war-wall screen-only">
            <header>
                <h1 tabindex="-1">{name}</h1>
                <span class="badge earnest">{state}</span>
                <p class="day"><b>{time}</b>" "{clock::zone_name()}</p>
                <nav aria-label="Wall screen">
                    <button type="button" class="btn quiet" on:click=|_| dom::full_screen()>"Full screen"</button>
                    <a class="btn quiet" href=href(page.id)>"Exit"</a>
                </nav>
            </header>
            <div class="wall-clocks">{clocks::clocks(war)}</div>
            <div class="wall-parts">
                <section><h2>"Roles"</h2><ul>{move || roles.get().into_iter().map(role).collect_view()}</ul></section>
                <section><h2>"Open tasks"</h2>{open(war)}</section>
                <section><h2>"Last entries"</h2>{said(war)}</section>
            </div>
        </section>
    }
    .into_any()
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
