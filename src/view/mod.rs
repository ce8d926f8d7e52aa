//! Views: what a screen says is there, and how the page is made to show it.
//!
//! A view is plain data ([`AnyView`]); one function builds the page's nodes from it and one brings
//! nodes that stand there to what a newer view says. What changes by itself is a function of
//! signals, run by an effect of Leptos. Leptos's own views are a type each, with such functions of
//! their own: of a screen they were three quarters (docs/ARCHITECTURE.md, Choices).

mod attr;
mod element;
mod node;
mod rows;
mod state;
mod value;

pub use element::El;
pub use node::{AnyView, CollectView, IntoAny, Nodes, ViewFn};
pub use rows::each;
pub use value::{IntoValue, Value};

use leptos::prelude::document;

/// Shows a view at the end of the page's body, for good: its owner is kept by Leptos.
pub fn mount(view: impl FnOnce() -> AnyView + 'static) {
    leptos::mount::mount_to_body(move || {
        let state = view().build();
        if let Some(body) = document().body() {
            state.mount(&body, None);
        }
        // What stops the effects of a view is that its state is dropped.
        std::mem::forget(state);
    });
}
