//! Lines across the page for what concerns all of it: work that is not saved, a newer version.

use crate::edge::offline::{self, OfflineState};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::shell::Shell;
use crate::workspace::{SaveState, Workspace};

/// The lines that hold now.
pub fn banners(shell: Shell, workspace: Workspace) -> AnyView {
    let later = RwSignal::new(None::<String>);
    let update = move || match shell.offline.get() {
        OfflineState::UpdateReady { version } if later.get().as_ref() != Some(&version) => {
            Some(update_ready(&version, later, workspace))
        }
        _ => None,
    };
    let read_only = move || {
        workspace.read_only().get().then(|| view! {
            <div class="banner tone-warn" role="status">
                <p><b>"Read only."</b>" A newer Holdfast wrote this workspace. Here it can be read and exported; load the newer version to change it."</p>
            </div>
        }.into_any())
    };
    let missed = workspace.is_missed();
    let missed = move || missed.get().then(gone);
    let locked = move || workspace.is_locked_kit().then(locked);
    view! { {read_only} {missed} {locked} {move || not_saved(workspace)} {update} }.into_any()
}

fn locked() -> AnyView {
    view! {
        <div class="banner tone-info" role="status">
            <p><b>"The records of this kit are sealed."</b>" They are not here until somebody opens them with their passphrase."</p>
            <span class="btns"><a class="btn small" href=Route::to(Page::Data).href()>"Open them"</a></span>
        </div>
    }
    .into_any()
}

fn gone() -> AnyView {
    view! {
        <div class="banner tone-error" role="alert">
            <p><b>"The workspace that was kept here is gone."</b>" This browser removed it, or somebody did. A restore point may be left; the last export brings the rest back."</p>
            <span class="btns"><a class="btn small" href=Route::to(Page::Data).href()>"Open Data"</a></span>
        </div>
    }
    .into_any()
}

fn not_saved(workspace: Workspace) -> Option<AnyView> {
    let SaveState::NotSaved(why) = workspace.save_state().get() else {
        return None;
    };
    let waiting = workspace.unsaved();
    let kept = match waiting {
        0 => String::new(),
        1 => " Your last change is only in this tab.".to_owned(),
        many => format!(" Your last {many} changes are only in this tab."),
    };
    let retry = (waiting > 0).then(|| {
        view! { <button type="button" class="btn small" on:click=move |_| workspace.drain()>"Try again"</button> }
    });
    let line = view! {
        <div class="banner tone-error" role="alert">
            <p><b>{format!("Not saved: {}", why.trim_end_matches('.'))}"."</b>{kept}</p>
            <span class="btns">
                {retry}
                <a class="btn small" href=Route::to(Page::Data).href()>"Export now"</a>
            </span>
        </div>
    };
    Some(line.into_any())
}

fn update_ready(version: &str, later: RwSignal<Option<String>>, workspace: Workspace) -> AnyView {
    let put_off = version.to_owned();
    view! {
        <div class="banner tone-info" role="status">
            <p><b>{format!("Version {version} is ready.")}</b>" It starts when you say so; what you do now stays as it is."</p>
            <span class="btns">
                <button type="button" class="btn small" on:click=move |_| take_update(workspace)>"Start it now"</button>
                <button type="button" class="btn small quiet" on:click=move |_| later.set(Some(put_off.clone()))>"Later"</button>
            </span>
        </div>
    }
    .into_any()
}

/// Keeps what the service worker says, and tells once for each version that it is ready.
pub fn follow_offline(shell: Shell, workspace: Workspace) {
    const TOLD: &str = "offline-version";
    offline::register(move |state| {
        if let OfflineState::Ready { version } = &state
            && workspace.prefs().get(TOLD).as_ref() != Some(version)
        {
            workspace.say(format!("Ready offline, version {version}"));
            // Told again at the next start when this cannot be kept.
            let _ = workspace.prefs().set(TOLD, version);
        }
        shell.offline.set(state);
    });
}

/// Starts the newer version, unless work would be lost.
pub fn take_update(workspace: Workspace) {
    if workspace.save_state().get_untracked() != SaveState::Saved {
        workspace.alarm("Not all is saved yet, so this version stays. Save or export first.");
        return;
    }
    if let Err(error) = offline::activate_update() {
        workspace.alarm(format!("The newer version did not start: {error}. Close all tabs of Holdfast and open it again."));
    }
}
