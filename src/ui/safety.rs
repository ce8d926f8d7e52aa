//! Whether the work is safe: saved, kept by the browser, exported, usable without a network.

use crate::edge::offline::OfflineState;
use crate::edge::{clock, kit, location, storage};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::banner;
use crate::ui::shell::Shell;
use crate::workspace::exchange::LAST_EXPORT;
use crate::workspace::{SaveState, Workspace, now_ms};
use holdfast_domain::rooms::readiness::device::{COPY_DAYS, is_old};
use leptos::task::spawn_local;

/// The card on Today: each fact with what to do about it.
pub fn card(shell: Shell, workspace: Workspace) -> AnyView {
    let kept = RwSignal::new(None::<bool>);
    ask_kept(kept);
    view! {
        <section class="card stack">
            <h2>"Is it safe?"</h2>
            <ul class="list">
                <li><span>"Saving"</span>{move || saving(workspace)}</li>
                <li><span>"Last export"</span>{move || exported(workspace)}</li>
                <li><span>"Storage"</span>{move || kept_words(kept.get())}</li>
                <li><span>"Offline"</span>{move || offline(&shell.offline.get())}</li>
            </ul>
            {move || nag(workspace)}
            <p><a href=Route::to(Page::Settings).href()>"Storage and offline use"</a>" · "<a href=Route::to(Page::Readiness).href()>"Drill the way back"</a></p>
        </section>
    }
    .into_any()
}

/// Reads whether the browser promises to keep the data.
pub fn ask_kept(kept: RwSignal<Option<bool>>) {
    spawn_local(async move {
        // Where the browser does not say, it does not promise.
        let answer = storage::persisted().await.unwrap_or(false);
        kept.try_set(Some(answer));
    });
}

fn saving(workspace: Workspace) -> AnyView {
    match workspace.save_state().get() {
        SaveState::Saved => view! { <span class="status tone-ok">"all saved"</span> }.into_any(),
        SaveState::NotSaved(_) => {
            view! { <span class="status tone-error">"not saved"</span> }.into_any()
        }
        state => {
            view! { <span class="status tone-info sh-half">{state.words().to_lowercase()}</span> }
                .into_any()
        }
    }
}

/// When all was exported last, in milliseconds since 1970.
pub fn last_export(workspace: Workspace) -> Option<i64> {
    // An export says so; device state has no signal of its own.
    workspace.notice().track();
    workspace.prefs().get(LAST_EXPORT)?.parse().ok()
}

/// How old the last export of all is, in words.
pub fn exported(workspace: Workspace) -> AnyView {
    let now = workspace.now().get().max(now_ms());
    match last_export(workspace) {
        None if kit::brings_records() => view! { <span class="muted">"none yet"</span> }.into_any(),
        None => view! { <span class="status tone-warn">"never"</span> }.into_any(),
        Some(at) => {
            let class = if is_old(at, now, COPY_DAYS) {
                "status tone-warn"
            } else {
                "status tone-ok"
            };
            view! { <span class=class>{clock::relative(at.max(0) as u64, now.max(0) as u64)}</span> }.into_any()
        }
    }
}

fn nag(workspace: Workspace) -> Option<AnyView> {
    let any = workspace.watch_all(|view| !view.ledger.is_empty());
    // A kit is itself such a file, and the page says how what changed in it is taken along.
    let never = !kit::brings_records();
    let old = last_export(workspace).map_or(never, |at| is_old(at, now_ms(), COPY_DAYS));
    (any && old).then(|| {
        view! {
            <div class="callout tone-warn">
                <p>"A browser can lose what it keeps, and a device can be lost. A file in another place stays."</p>
                <p class="btns"><a class="btn small" href=Route::to(Page::Data).href()>"Export the workspace"</a></p>
            </div>
        }
        .into_any()
    })
}

/// Whether the browser promises to keep the data, in words.
pub fn kept_words(kept: Option<bool>) -> AnyView {
    match kept {
        None => view! { <span class="muted">"asking…"</span> }.into_any(),
        Some(true) => {
            view! { <span class="status tone-ok">"kept by the browser"</span> }.into_any()
        }
        Some(false) => view! { <span class="status tone-warn">"may be cleared"</span> }.into_any(),
    }
}

/// Whether the app starts without a network, in a word.
pub fn offline(state: &OfflineState) -> AnyView {
    let (class, words) = match state {
        OfflineState::Ready { .. } => ("status tone-ok", "ready"),
        OfflineState::UpdateReady { .. } => ("status tone-info", "ready, newer version waits"),
        OfflineState::Caching => ("status tone-info sh-half", "being stored"),
        OfflineState::Unsupported if location::kit_id().is_some() => {
            ("status tone-ok", "all in this file")
        }
        OfflineState::Unsupported => ("status tone-mute", "not on this page"),
        OfflineState::Failed { .. } => ("status tone-warn", "not stored"),
    };
    view! { <span class=class>{words}</span> }.into_any()
}

/// The same at length, with the newer version's button.
pub fn offline_words(shell: Shell, workspace: Workspace) -> AnyView {
    match shell.offline.get() {
        OfflineState::Ready { version } => format!("Ready offline, version {version}. This page starts without a network and without its server.").into_any(),
        OfflineState::UpdateReady { version } => view! {
            <span>{format!("Version {version} is ready. This page goes on with the version it was started with until you start the newer one. ")}</span>
            <button type="button" class="btn small" on:click=move |_| banner::take_update(workspace)>"Start it now"</button>
        }
        .into_any(),
        OfflineState::Caching => "The app is being stored for use without a network…".into_any(),
        OfflineState::Failed { reason } => format!("The app could not be stored for use without a network: {reason}. It works as long as the network does; load the page again to try again.").into_any(),
        OfflineState::Unsupported if location::kit_id().is_some() => "This is an offline kit: one file with everything in it.".into_any(),
        OfflineState::Unsupported => "The app is not stored here: this browser or this address (plain http, a private window, a build for development) does not allow it. An offline kit works anywhere.".into_any(),
    }
}
