//! Services beside their register: the drawing of dependencies, the order of recovery, the business
//! impact analysis of all; and what is a service's own on its page.

mod asked;
mod bia;
mod blast;
mod cell;
mod chain;
mod claims;
mod drawn;
mod graph;
mod graph_paper;
mod graph_table;
mod impact;
pub mod long;
mod marks;
mod minimum;
mod needs;
mod order;
mod panel;

pub use graph::graph;
pub use impact::impact;
pub use order::order;

use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::tabs;
use crate::workspace::Workspace;
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_ledger::Id;

/// Lists that the form does not show: they have parts of their own.
const ELSEWHERE: [&str; 5] = ["dependencies", "impacts", "peaks", "resources", "mbco"];

/// The page of a service.
pub fn page(page: RecordPage) -> AnyView {
    let open = RwSignal::new("about");
    let about = move || {
        view! { <div class="record"><div>{record::form_without(page, &ELSEWHERE)}</div>{record::panel(page)}</div> }.into_any()
    };
    let parts = vec![
        ("about", "About", ViewFn::from(about)),
        ("impact", "Impact", ViewFn::from(move || bia::tab(page))),
        (
            "dependencies",
            "Dependencies",
            ViewFn::from(move || blast::tab(page)),
        ),
    ];
    record::lead(page, open, |field| {
        let part = match field {
            "dependencies" => "dependencies",
            "impacts" | "peaks" | "resources" | "mbco" => "impact",
            _ => "about",
        };
        (part, record::element_id(field))
    });
    view! {
        <section class="page">
            {record::head(page)}
            {record::findings(page)}
            {tabs::tabs_at("Service", parts, open)}
            {crate::ui::form::ask(page.asked)}
        </section>
    }
    .into_any()
}

/// The address of a service's page.
fn href(id: Id) -> String {
    Route::to(Page::Record(SERVICE.room, id)).href()
}

/// A service by its number, as a link to its page.
fn link(all: &Catalogue, names: &[String], node: u32) -> AnyView {
    let (id, name) = (all.ids[node as usize], names[node as usize].clone());
    view! { <a href=href(id)>{name}</a> }.into_any()
}

/// How many services of a chain are named: in a large circle there may be hundreds.
const NAMED: usize = 8;

/// A chain of services, each a link; of a long one the first and the last few.
fn links(all: &Catalogue, names: &[String], chain: &[u32]) -> AnyView {
    let skipped = chain.len().saturating_sub(NAMED);
    let one = |(n, node): (usize, &u32)| {
        let others = (n == 1 && skipped > 0).then(|| format!("{skipped} others → "));
        view! { {(n > 0).then_some(" → ")}{others}{link(all, names, *node)} }
    };
    let kept = |n: &usize| *n == 0 || *n > skipped;
    let named = (0..chain.len()).filter(kept).map(|n| &chain[n]);
    named.enumerate().map(one).collect_view().into_any()
}

/// How one begins with services, where there is none.
fn first() -> AnyView {
    view! { <p>{SERVICE.purpose}</p>{all_services()} }.into_any()
}

/// The way to their register.
fn all_services() -> AnyView {
    let to = Route::to(Page::Room(SERVICE.room)).href();
    view! { <a class="btn" href=to>"All services"</a> }.into_any()
}

/// A view of the room that shows some of a service.
fn view_href(view: &str, of: Id) -> String {
    Route::to(Page::Room(SERVICE.room))
        .with("view", view)
        .with("of", &of.to_string())
        .href()
}

/// A button that prints what is on screen.
fn print_button(workspace: Workspace, title: &'static str) -> AnyView {
    let press = move |_| {
        handed::paper(workspace, Some(title));
    };
    view! { <button type="button" class="btn small" on:click=press>{icon("print")}"Print"</button> }
        .into_any()
}
