//! One record: a form that follows from the description of its kind.

use crate::workspace::Workspace;
use holdfast_ledger::Id;
use leptos::prelude::*;

/// The page of a record.
pub fn record(_room: &'static str, id: Id) -> AnyView {
    let workspace = Workspace::of_page();
    let name = move || {
        workspace.watch(id, |view| view.ledger.record(id).map(|record| view.name(record)))
    };
    view! { <section class="page"><h1>{name}</h1></section> }.into_any()
}
