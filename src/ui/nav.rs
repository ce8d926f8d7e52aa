//! Navigation: the rooms that exist, with how many live records each holds.

use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::icon::{icon, large};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::{ROOMS, Room};
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Key};
use leptos::task::spawn_local;
use std::collections::HashSet;

/// The navigation beside the page; a drawer on small windows.
pub fn side(shell: Shell, workspace: Workspace) -> AnyView {
    let rooms = ROOMS.iter().map(|room| {
        let count = room_count(room, workspace);
        let shown = move || (count.get() > 0).then(|| view! { <span class="count">{count.get()}</span> });
        view! { <li>{link(shell, Page::Room(room.id), room.icon, room.name, shown.into_any())}</li> }
    });
    let plain =
        |page, name, label| view! { <li>{link(shell, page, name, label, ().into_any())}</li> };
    let close = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && shell.nav.get_untracked() {
            toggle(shell);
        }
    };
    view! {
        <nav class="side" id="rooms" aria-label="Rooms" on:keydown=close>
            <button type="button" class="btn icon quiet phone-only" aria-label="Close menu" on:click=move |_| toggle(shell)>{icon("close")}</button>
            <ul>{plain(Page::Today, "today", "Today")}</ul>
            <p id="rooms-registers">"Registers"</p>
            <ul aria-labelledby="rooms-registers">{rooms.collect_view()}</ul>
            <p id="rooms-workspace">"Workspace"</p>
            <ul aria-labelledby="rooms-workspace">
                {plain(Page::Readiness, "eye", "Readiness")}
                {plain(Page::Reports, "report", "Reports")}
                {plain(Page::Simulation, "curve", "Simulation")}
                {plain(Page::Calibration, "check", "Calibration")}
                {plain(Page::Data, "data", "Data")}
                {plain(Page::Settings, "settings", "Settings")}
            </ul>
        </nav>
    }
    .into_any()
}

/// The way to what a person has to decide, while there is something.
pub fn conflicts(workspace: Workspace) -> AnyView {
    let mark = move || {
        let many = workspace.conflicts().get();
        let words = if many == 1 { "conflict" } else { "conflicts" };
        (many > 0).then(|| {
            view! {
                <a class="conflict to-decide" href=Route::to(Page::Conflicts).href()>
                    {many}" "<span>{words}</span>
                </a>
            }
        })
    };
    view! { {mark} }.into_any()
}

/// The daily places at the bottom of a small window.
pub fn dock(shell: Shell) -> AnyView {
    let at = |page: Page, name: &str, label: &'static str| {
        let href = Route::to(page.clone()).href();
        view! { <a href=href aria-current=current(shell, page)>{large(name)}{label}</a> }
    };
    view! {
        <nav class="dock" aria-label="Daily" inert=move || shell.nav.get()>
            {at(Page::Today, "today", "Today")}
            {at(Page::Room("incidents"), "incident", "Incidents")}
            {at(Page::Room("runs"), "run", "Runs")}
            {at(Page::Room("runbooks"), "runbook", "Runbooks")}
            <button type="button" aria-controls="rooms" aria-expanded=move || shell.nav.get().to_string()
                on:click=move |_| toggle(shell)>{large("menu")}"More"</button>
        </nav>
    }
    .into_any()
}

/// Opens or closes the drawer; the focus goes into it, and back to its button.
pub fn toggle(shell: Shell) {
    let open = !shell.nav.get_untracked();
    shell.nav.set(open);
    spawn_local(async move {
        slices::yield_now().await;
        dom::focus_first(if open { "#rooms a" } else { ".menu-btn" });
    });
}

fn link(shell: Shell, page: Page, name: &str, label: &'static str, after: AnyView) -> AnyView {
    let href = Route::to(page.clone()).href();
    // A tap on the place where one is closes the drawer as well.
    let close = move |_| shell.nav.set(false);
    view! {
        <a href=href aria-current=current(shell, page) on:click=close>{icon(name)}{label}{after}</a>
    }
    .into_any()
}

fn current(shell: Shell, page: Page) -> impl Fn() -> Option<&'static str> + Send {
    move || {
        let here = shell.route.with(|route| match (&route.page, &page) {
            (Page::Record(room, _), Page::Room(own)) => room == own,
            (Page::Conflicts, Page::Data) => true,
            (now, own) => now == own,
        });
        here.then_some("page")
    }
}

fn room_count(room: &'static Room, workspace: Workspace) -> Memo<usize> {
    let kinds = room.holds.iter();
    let counts: Vec<_> = kinds.map(|kind| live_count(kind, workspace)).collect();
    Memo::new(move |_| counts.iter().map(|count| count.get()).sum())
}

/// How many live records a kind has; a change costs only the records that changed.
pub fn live_count(kind: &'static str, workspace: Workspace) -> Memo<usize> {
    let known = StoredValue::new_local((0_u64, None::<HashSet<Id>>));
    Memo::new(move |_| {
        workspace
            .watch_kind(Key::new(kind), |view| {
                known.try_update_value(|(version, live)| {
                    let (changed, now) = workspace.changed_since(Key::new(kind), *version);
                    *version = now;
                    match (live, changed) {
                        (Some(live), Some(changed)) => {
                            for id in changed {
                                if is_live(view, id) {
                                    live.insert(id)
                                } else {
                                    live.remove(&id)
                                };
                            }
                            live.len()
                        }
                        (live, _) => live
                            .insert(view.live(kind).map(|record| record.id).collect())
                            .len(),
                    }
                })
            })
            .unwrap_or_default()
    })
}

fn is_live(view: &View<'_>, id: Id) -> bool {
    view.ledger.record(id).is_some_and(View::is_live)
}
