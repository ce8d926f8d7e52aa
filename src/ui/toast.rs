//! Short messages: what was done, with the way back; alarms stay until they are closed.

use crate::edge::{clock, dom, slices};
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::workspace::{Notice, Workspace};
use leptos::task::spawn_local;

/// How long a message without alarm stays, in milliseconds; Undo stays in the top bar.
const STAYS_MS: i32 = 8_000;
/// The same where it stands over what one works with.
const STAYS_SMALL_MS: i32 = 4_000;
const SMALL: &str = "(max-width: 39.99rem)";
/// The messages' element.
pub const TOASTS: &str = "toasts";
/// How many messages are shown at once.
const SHOWN: usize = 4;

#[derive(Clone, PartialEq)]
struct Toast {
    id: u32,
    notice: Notice,
}

/// The messages, at the bottom of the window.
pub fn toasts(workspace: Workspace) -> AnyView {
    let shown = RwSignal::new(Vec::<Toast>::new());
    let next = StoredValue::new(0_u32);
    let notice = workspace.notice();
    let close = move |id: u32| {
        let _ = shown.try_update(|all| all.retain(|toast| toast.id != id));
    };
    Effect::new(move || {
        let Some(notice) = notice.get() else { return };
        let id = next.get_value() + 1;
        next.set_value(id);
        let stays = notice.alarm;
        shown.update(|all| add(all, Toast { id, notice }));
        dom::raise(TOASTS);
        spawn_local(async {
            // Once it is drawn.
            slices::yield_now().await;
            dom::uncover_focus(TOASTS);
        });
        if !stays {
            spawn_local(async move {
                let small = dom::media(SMALL);
                clock::pause(if small { STAYS_SMALL_MS } else { STAYS_MS }).await;
                close(id);
            });
        }
    });
    let mended = workspace.mended_alarms();
    Effect::new(move || {
        let Some(about) = mended.get() else { return };
        let is_mended = |toast: &Toast| toast.notice.alarm && toast.notice.text.contains(&about);
        if shown.with_untracked(|all| all.iter().any(is_mended)) {
            shown.update(|all| all.retain(|toast| !is_mended(toast)));
        }
    });
    view! {
        <div id="toasts-home">
            <div class="toasts" id=TOASTS popover="manual" role="status" aria-label="Messages">
                <For each=move || shown.get() key=|toast| toast.id let:toast>{one(&toast, workspace, close)}</For>
            </div>
        </div>
    }
    .into_any()
}

// Only the newest message can be undone by its button; the same alarm is shown once.
fn add(all: &mut Vec<Toast>, toast: Toast) {
    all.retain(|old| old.notice.alarm && old.notice != toast.notice);
    if all.len() >= SHOWN {
        all.remove(0);
    }
    all.push(toast);
}

fn one(toast: &Toast, workspace: Workspace, close: impl Fn(u32) + Copy + 'static) -> AnyView {
    let id = toast.id;
    let undo = toast.notice.undo.then(|| {
        let undo = move |_| {
            close(id);
            workspace.undo();
        };
        view! { <button type="button" class="btn small" on:click=undo>"Undo"</button> }
    });
    let link = toast.notice.link.clone().map(|(words, href)| {
        view! { <a class="btn small" href=href on:click=move |_| close(id)>{words}</a> }
    });
    let role = toast.notice.alarm.then_some("alert");
    view! {
        <div class="toast" class:tone-error=toast.notice.alarm role=role>
            <p>{toast.notice.text.clone()}</p>
            {link}
            {undo}
            <button type="button" class="btn small icon" aria-label="Close message" on:click=move |_| close(id)>{icon("close")}</button>
        </div>
    }
    .into_any()
}
