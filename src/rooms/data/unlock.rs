//! A sealed kit that is opened for the first time: it asks for the passphrase of its records.

use super::kit;
use super::passphrase::Passphrase;
use crate::edge::dom;
use crate::prelude::*;
use crate::ui::icon::large;
use crate::workspace::Workspace;
use leptos::task::spawn_local;

const TYPED: &str = "kit-passphrase";

/// The page; `open` is called with the workspace once it holds the records, or without them where
/// somebody goes on without.
pub fn page(workspace: Workspace, open: Callback<Workspace>) -> AnyView {
    let passphrase = Passphrase::new(RwSignal::new(true));
    let wrong = RwSignal::new(None);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if passphrase.is_busy() {
            return;
        }
        wrong.set(None);
        passphrase.step.set("Opening…");
        spawn_local(async move {
            let typed = passphrase.typed.get_untracked();
            let opened = workspace.open_kit(&typed).await;
            passphrase.step.set("");
            match opened {
                Ok(()) => open.run(workspace),
                Err(why) => {
                    wrong.set(Some(why));
                    dom::focus(TYPED);
                }
            }
        });
    };
    view! {
        <main class="solo">
            <header>
                {large("lock")}
                <h1 tabindex="-1">"This kit is sealed"</h1>
                <p class="lede">{kit::own_words()}</p>
            </header>
            <form class="card stack" on:submit=submit>
                <p>"Whoever made it knows its passphrase. Once opened, its records are kept in this browser, on this device, where they are not sealed."</p>
                {passphrase.field(TYPED, "Passphrase", passphrase.typed, wrong.into())}
                {passphrase.show_box()}
                <div class="btns">
                    <button type="submit" class="btn primary">"Open kit"</button>
                    <button type="button" class="btn quiet" on:click=move |_| open.run(workspace)>"Go on without its records"</button>
                </div>
                {passphrase.progress()}
            </form>
        </main>
    }
    .into_any()
}
