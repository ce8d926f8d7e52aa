//! The page: opens the workspace, then shows what the address says.

use crate::edge::location;
use crate::route::Route;
use crate::workspace::{self, Opened, Workspace};
use leptos::prelude::*;
use leptos::task::spawn_local;

#[derive(Clone, Copy)]
enum Stage {
    Opening,
    Ready(Workspace),
    Damaged(StoredValue<String>),
}

/// The app.
#[component]
pub fn App() -> impl IntoView {
    let stage = RwSignal::new_local(Stage::Opening);
    spawn_local(async move {
        stage.set(match workspace::open().await {
            Opened::Ready(workspace) => Stage::Ready(workspace),
            Opened::Damaged(why) => Stage::Damaged(StoredValue::new(why)),
        });
    });
    move || match stage.get() {
        Stage::Opening => view! { <main class="main" aria-busy="true"><h1>"Holdfast"</h1></main> }.into_any(),
        Stage::Ready(workspace) => view! { <Shell workspace/> }.into_any(),
        Stage::Damaged(why) => view! { <main class="main"><h1>"Holdfast"</h1><p>{why.get_value()}</p></main> }.into_any(),
    }
}

#[component]
fn Shell(workspace: Workspace) -> impl IntoView {
    provide_context(workspace);
    let route = RwSignal::new(Route::parse(&location::hash()));
    match location::on_hash_change(move |hash| route.set(Route::parse(&hash))) {
        Ok(listener) => listener.keep(),
        Err(error) => workspace.alarm(format!("Links do not work in this browser: {error}.")),
    }
    let state = workspace.save_state();
    view! {
        <p role="status" aria-label="Save state">{move || state.get().words()}</p>
        <main class="main">{move || crate::rooms::page(&route.get())}</main>
    }
}
