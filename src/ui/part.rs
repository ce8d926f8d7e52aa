//! The second part of the app on screen: not yet there, there, or not to be had.

use crate::edge::location;
use crate::prelude::*;
use crate::rest::{self, Rest};
use leptos::task::spawn_local;

/// Where loading the second part stands.
#[derive(Clone, Copy)]
pub enum Part {
    /// On its way.
    Loading,
    /// There.
    Here(&'static Rest),
    /// Not to be had, for now.
    Missing,
}

impl Part {
    /// The second part, if it is there.
    pub fn here(self) -> Option<&'static Rest> {
        match self {
            Self::Here(rest) => Some(rest),
            Self::Loading | Self::Missing => None,
        }
    }
}

/// Loads the second part; once it is there nothing more is done.
pub fn load(part: RwSignal<Part>) {
    if part.get_untracked().here().is_some() {
        return;
    }
    part.set(Part::Loading);
    spawn_local(async move {
        part.set(rest::rest().await.map_or(Part::Missing, Part::Here));
    });
}

/// A page of the second part, once that is there.
pub fn page(part: RwSignal<Part>, page: impl Fn(&'static Rest) -> AnyView) -> AnyView {
    match part.get() {
        Part::Loading => ().into_any(),
        Part::Here(rest) => page(rest),
        Part::Missing => missing(part),
    }
}

/// Stands where the page would, when the second part cannot be had.
pub fn missing(part: RwSignal<Part>) -> AnyView {
    view! {
        <section class="solo">
            <div class="callout tone-error" role="alert">
                <h1 tabindex="-1">"This part of Holdfast could not be loaded"</h1>
                <p>"There is no network, or this copy was replaced by a newer version. Nothing is lost: what you did is kept in this browser."</p>
                <span class="btns">
                    <button type="button" class="btn primary" on:click=|_| { let _ = location::reload(); }>"Reload"</button>
                    <button type="button" class="btn" on:click=move |_| load(part)>"Try again"</button>
                </span>
            </div>
        </section>
    }
    .into_any()
}
