//! A room's register: a table that follows from the description of its kinds.

use crate::route::{Page, Route};
use crate::workspace::Workspace;
use holdfast_domain::rooms::ROOMS;
use leptos::prelude::*;

/// The register of a room.
pub fn register(room: &'static str, _route: &Route) -> AnyView {
    let workspace = Workspace::of_page();
    let Some(room) = ROOMS.iter().find(|known| known.id == room) else {
        return ().into_any();
    };
    let kind = room.kinds[0];
    let rows = move || {
        workspace.watch_kind(kind.key(), |view| {
            let link = |record: &holdfast_ledger::Record| {
                (
                    Route::to(Page::Record(room.id, record.id)).href(),
                    view.name(record),
                )
            };
            view.live(kind.id).map(link).collect::<Vec<_>>()
        })
    };
    view! {
        <section class="page">
            <div class="head"><h1>{room.name}</h1></div>
            <ul>{move || rows().into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect_view()}</ul>
        </section>
    }
    .into_any()
}
