//! Settings: this device, this workspace, and what holds for both.

mod matrix;
mod shared;

use crate::edge::offline::page_version;
use crate::edge::{clock, location, storage};
use crate::prelude::*;
use crate::rooms::first::rename;
use crate::ui::keys::SINGLE_KEYS;
use crate::ui::safety;
use crate::ui::shell::Shell;
use crate::ui::theme::{THEMES, Theme};
use crate::workspace::{Beside, Workspace};
use holdfast_domain::rooms::people::PERSON;
use leptos::task::spawn_local;

/// The page `#/settings`.
pub fn page() -> AnyView {
    let workspace = Workspace::of_page();
    let shell = Shell::of_page();
    view! {
        <section class="page read">
            <div class="head"><h1 tabindex="-1">"Settings"</h1></div>
            {who(workspace)}
            {name(workspace)}
            {shared::cards(workspace)}
            {look(workspace)}
            {keys(shell, workspace)}
            {room(workspace)}
            <section class="card stack">
                <h2>"Without a network"</h2>
                <p role="status">{move || safety::offline_words(shell, workspace)}</p>
            </section>
            {about()}
        </section>
    }
    .into_any()
}

fn who(workspace: Workspace) -> AnyView {
    let user = workspace.user();
    let typed = move |event| {
        let name = event_target_value(&event).trim().to_owned();
        if user.with_untracked(|user| user.name != name) {
            workspace.set_user(name);
            workspace.say("Changes are signed with this name from now on");
        }
    };
    let people = move || {
        let names = workspace.watch_kind(PERSON.key(), |view| {
            view.live(PERSON.id)
                .map(|person| person.text("title").into_owned())
                .filter(|name| !name.is_empty())
                .take(500)
                .collect::<Vec<_>>()
        });
        names
            .into_iter()
            .map(|name| view! { <option value=name></option> })
            .collect_view()
    };
    let linked = move || {
        user.with(|user| user.id.is_some()).then_some("This is the person of that name in People: approvals and four-eyes rules know you by it.")
    };
    view! {
        <section class="card stack">
            <h2>"Who is using this device?"</h2>
            <div class="field">
                <label for="device-user">"Your name"</label>
                <input id="device-user" type="text" list="people-names" autocomplete="name" maxlength="200"
                    aria-describedby="device-user-help" prop:value=move || user.with(|user| user.name.clone()) on:change=typed/>
                <datalist id="people-names">{people}</datalist>
                <p class="help" id="device-user-help">"Signs your changes, so that others can ask you. Nobody checks it: it says who, it does not prove it. Choose a name from People where you can. "{linked}</p>
            </div>
        </section>
    }
    .into_any()
}

fn name(workspace: Workspace) -> AnyView {
    let refused = RwSignal::new(None::<String>);
    let typed = move |event| {
        let name = event_target_value(&event).trim().to_owned();
        if name.is_empty() || name == workspace.name_untracked() {
            return;
        }
        refused.set(rename(workspace, &name).err());
    };
    view! {
        <section class="card stack">
            <h2>"This workspace"</h2>
            <div class="field">
                <label for="workspace-name">"Name"</label>
                <input id="workspace-name" type="text" maxlength="200" aria-describedby="workspace-name-help"
                    prop:value=move || workspace.name() on:change=typed/>
                <p class="help" id="workspace-name-help">"Shown at the top, in the names of exported files and on paper."</p>
                {move || refused.get().map(|why| view! { <p class="error" role="alert">{why}</p> })}
            </div>
        </section>
    }
    .into_any()
}

fn look(workspace: Workspace) -> AnyView {
    let kept = Theme::kept(workspace);
    let choices = THEMES.map(|theme| {
        view! {
            <label>
                <input type="radio" name="theme" checked=theme == kept on:change=move |_| theme.choose(workspace)/>
                <span>{theme.label()}</span>
            </label>
        }
    });
    view! {
        <section class="card stack">
            <h2 id="theme-label">"Theme"</h2>
            <div class="seg" role="radiogroup" aria-labelledby="theme-label">{choices.into_iter().collect_view()}</div>
        </section>
    }
    .into_any()
}

fn keys(shell: Shell, workspace: Workspace) -> AnyView {
    let on = workspace.prefs().get(SINGLE_KEYS).as_deref() != Some("off");
    let changed = move |event| {
        let word = if event_target_checked(&event) {
            "on"
        } else {
            "off"
        };
        if let Err(error) = workspace.prefs().set(SINGLE_KEYS, word) {
            workspace.alarm(format!("This is kept for this visit only: {error}."));
        }
    };
    view! {
        <section class="card stack">
            <h2>"Keys"</h2>
            <label class="check"><input type="checkbox" checked=on on:change=changed/>"Single keys do something (N, /, ?, G and a letter)"</label>
            <p class="help">"Switch this off if you speak or scan text into the page."</p>
            <p class="btns"><button type="button" class="btn" on:click=move |_| shell.keys.set(true)>"Show all keys"</button></p>
        </section>
    }
    .into_any()
}

fn room(workspace: Workspace) -> AnyView {
    let kept = RwSignal::new(None::<bool>);
    let estimate = RwSignal::new(String::new());
    safety::ask_kept(kept);
    spawn_local(async move {
        if let Ok(room) = storage::estimate().await {
            estimate.try_set(match (room.usage, room.quota) {
                (Some(used), Some(all)) => format!(
                    "About {} of {} are in use.",
                    megabytes(used),
                    megabytes(all)
                ),
                _ => String::new(),
            });
        }
    });
    let ask = move |_| {
        spawn_local(async move {
            match storage::persist().await {
                Ok(true) => {
                    kept.set(Some(true));
                    workspace.say("The browser promises to keep the data");
                }
                Ok(false) => workspace.alarm("The browser did not promise it. It does so more readily for pages that are installed or bookmarked. Export from time to time."),
                Err(error) => workspace.alarm(format!("The browser cannot be asked: {error}. Export from time to time.")),
            }
        });
    };
    let state = move || {
        match kept.get() {
        None => view! { <p>"Asking the browser…"</p> }.into_any(),
        Some(true) => view! { <p><span class="status tone-ok">"The browser promises to keep the data of this page until you delete it."</span></p> }.into_any(),
        Some(false) => view! {
            <p>"The browser may delete the data of this page when the device runs out of room. It can be asked to promise that it will not."</p>
            <p class="btns"><button type="button" class="btn" on:click=ask>"Ask the browser to keep it"</button></p>
        }
        .into_any(),
    }
    };
    let exported = move || match safety::last_export(workspace) {
        Some(at) => format!(
            "All was exported last on {}.",
            clock::date_time(at.max(0) as u64)
        ),
        None => "It was never exported as a whole from this device.".to_owned(),
    };
    view! {
        <section class="card stack">
            <h2>"Storage"</h2>
            <p>"Everything is kept in this browser, on this device. "{exported}" "{move || estimate.get()}</p>
            <div class="stack" aria-live="polite">{state}</div>
            {beside(workspace)}
        </section>
    }
    .into_any()
}

/// The way back to a workspace that could not be opened.
fn beside(workspace: Workspace) -> Option<AnyView> {
    let back = move |_| {
        let gone_back = Beside::go_back().and_then(|()| location::reload());
        if let Err(error) = gone_back {
            workspace.alarm(format!("The other workspace cannot be asked for: {error}."));
        }
    };
    Beside::in_use().then(|| {
        view! {
            <p>"This workspace was begun beside one that could not be opened. That one is still here."</p>
            <p class="btns"><button type="button" class="btn" on:click=back>"Try to open the other one"</button></p>
        }
        .into_any()
    })
}

fn megabytes(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{} KB", bytes >> 10),
        mb if mb < 10_240 => format!("{mb} MB"),
        mb => format!("{} GB", mb >> 10),
    }
}

fn about() -> AnyView {
    let version = page_version();
    let version = if version.is_empty() {
        "unknown".to_owned()
    } else {
        version
    };
    view! {
        <section class="card stack">
            <h2>"About"</h2>
            <dl class="facts">
                <dt>"Version"</dt><dd>{version}</dd>
                <dt>"Licence"</dt><dd>"MIT OR Apache-2.0"</dd>
                <dt>"Network"</dt><dd>"Nothing leaves this page but the files that you export. There is no server, no account, no counting of visits."</dd>
                <dt>"Limits"</dt><dd>"Attachment 5 MB, file 512 MB, one field of text 1 MB, nesting of a file 128."</dd>
            </dl>
        </section>
    }
    .into_any()
}
