//! The page: opens the workspace, then shows it. In a worker: answers what the page asks.

use crate::edge::serve::Scope;
use crate::edge::{kit, slices};
use crate::prelude::*;
use crate::rest::{self, Load};
use crate::rooms::first;
use crate::ui::part::{self, Part};
use crate::ui::shell;
use crate::ui::theme::Theme;
use crate::view;
use crate::workspace::exchange::is_sealed_kit;
use crate::workspace::{self, Opened, Workspace};
use leptos::task::spawn_local;

#[derive(Clone, Copy)]
enum Stage {
    Opening,
    /// A kit takes in the records that it brings.
    Filling(Workspace),
    Ready(Workspace),
    Sealed(Workspace),
    Damaged(StoredValue<String>),
}

/// Draws the app into the page, or works for a page where this is its worker; `load` brings what
/// the first screen does without.
pub fn start(load: Load) {
    rest::set_load(load);
    match Scope::here() {
        Some(worker) => wasm_bindgen_futures::spawn_local(serve(worker)),
        None => view::mount(app),
    }
}

async fn serve(worker: Scope) {
    match rest::rest().await {
        Ok(rest) => (rest.serve)(worker),
        Err(rest::Missing) => worker.fail("its second part could not be loaded"),
    }
}

/// The app.
fn app() -> AnyView {
    let stage = LocalSignal::new_local(Stage::Opening);
    let rest = RwSignal::new(Part::Loading);
    // Who began before needs all of it; at the first start its first screen comes first.
    if first::began() || kit::brings_records() {
        part::load(rest);
    }
    let ready = move |workspace| {
        Theme::kept(workspace).show(workspace);
        stage.set(Stage::Ready(workspace));
    };
    let afresh = move |workspace| {
        spawn_local(async move {
            fill(workspace).await;
            ready(workspace);
        });
    };
    spawn_local(async move {
        match workspace::open().await {
            Opened::Ready(workspace) if is_empty_kit(workspace) && is_sealed_kit() => {
                stage.set(Stage::Sealed(workspace));
            }
            Opened::Ready(workspace) => {
                if is_empty_kit(workspace) {
                    stage.set(Stage::Filling(workspace));
                }
                fill(workspace).await;
                ready(workspace);
            }
            Opened::Damaged(why) => stage.set(Stage::Damaged(StoredValue::new(why))),
        }
        if !first::began() {
            slices::yield_now().await;
            part::load(rest);
        }
    });
    let shown = move || {
        match stage.get() {
        Stage::Opening => view! { <main class="solo" aria-busy="true"><p role="status">"Opening the workspace…"</p></main> }.into_any(),
        Stage::Filling(workspace) => view! { <main class="solo" aria-busy="true"><p role="status">"Opening the records of this kit…"</p><progress max="100" value=move || workspace.import().percent().to_string() aria-label="Records"></progress></main> }.into_any(),
        Stage::Ready(workspace) => {
            workspace.follow_people();
            shell::shell(workspace, rest)
        }
        Stage::Sealed(workspace) => part::page(rest, move |rest| (rest.unlock)(workspace, Callback::new(ready))),
        Stage::Damaged(why) => part::page(rest, move |rest| (rest.rescue)(&why.get_value(), Callback::new(afresh))),
    }
    };
    shown.into_any()
}

fn is_empty_kit(workspace: Workspace) -> bool {
    kit::brings_records() && workspace.read(|view| view.ledger.is_empty())
}

/// A kit takes in the records that it brings before anything is shown: they are its content.
/// Afterwards its storage holds them, with what was changed there.
async fn fill(workspace: Workspace) {
    if !is_empty_kit(workspace) {
        return;
    }
    let taken = match rest::rest().await {
        Ok(rest) => (rest.open_kit)(workspace).await,
        Err(rest::Missing) => Err(first::MISSING.to_owned()),
    };
    if let Err(why) = taken {
        workspace.alarm(format!("The records of this kit were not taken in: {why}"));
    }
}
