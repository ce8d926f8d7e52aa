//! The screens of the rooms. A register and a record page follow from the kind's
//! description; a room adds only what is its own.

pub mod record;
pub mod register;

use crate::route::{Page, Route};
use leptos::prelude::*;

/// The page that an address leads to.
pub fn page(route: &Route) -> AnyView {
    match route.page.clone() {
        Page::Room(room) => register::register(room, route),
        Page::Record(room, id) => record::record(room, id),
        _ => view! { <section class="page"><h1>"Holdfast"</h1></section> }.into_any(),
    }
}
