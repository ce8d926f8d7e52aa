//! The page: opens the workspace, then shows it.

use crate::rooms::rescue;
use crate::ui::shell;
use crate::ui::theme::Theme;
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
    let ready = move |workspace| {
        Theme::kept(workspace).show(workspace);
        stage.set(Stage::Ready(workspace));
    };
    spawn_local(async move {
        match workspace::open().await {
            Opened::Ready(workspace) => ready(workspace),
            Opened::Damaged(why) => stage.set(Stage::Damaged(StoredValue::new(why))),
        }
    });
    move || {
        match stage.get() {
        Stage::Opening => view! { <main class="solo" aria-busy="true"><p role="status">"Opening the workspace…"</p></main> }.into_any(),
        Stage::Ready(workspace) => {
            workspace.follow_people();
            shell::shell(workspace)
        }
        Stage::Damaged(why) => rescue::page(&why.get_value(), Callback::new(ready)),
    }
    }
}
