//! What is drawn once that was read from which it follows.

use crate::prelude::*;
use crate::workspace::{Ahead, Workspace};
use leptos::task::spawn_local;

/// Draws something once all is read that it asks for; until then says that it is being read.
pub fn once_read(
    workspace: Workspace,
    ahead: Ahead,
    reading: &'static str,
    draw: impl Fn() -> AnyView + 'static,
) -> AnyView {
    let ready = RwSignal::new(false);
    spawn_local(async move {
        workspace.ahead(ahead).await;
        ready.try_set(true);
    });
    let shown = move || {
        if ready.get() {
            draw()
        } else {
            view! { <p class="muted" aria-busy="true">{reading}</p> }.into_any()
        }
    };
    view! { {shown} }.into_any()
}
