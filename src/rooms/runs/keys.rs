//! The keys of a run: the likely deeds of the step at hand, and its command into the clipboard.

use super::RunPage;
use super::deeds::{self, Deed};
use crate::edge::clipboard;
use crate::edge::keys::{At, Press, on_press};
use crate::prelude::*;
use crate::ui::keys::single_keys;
use crate::ui::markdown::copied;
use crate::ui::page::keep;
use holdfast_domain::rooms::runbooks::run::State;
use holdfast_ledger::Id;
use leptos::task::spawn_local;

/// Listens while the page is there.
pub fn listen(page: RunPage) {
    keep(on_press(move |press| pressed(page, press)));
}

fn pressed(page: RunPage, press: &Press) -> bool {
    let held = press.command || press.alt || press.shift;
    // A step that nobody sees takes no keys.
    let seen = page.live.tab.with_untracked(|tab| *tab == "steps");
    if held || !seen || press.at != At::Page || !single_keys(page.workspace) {
        return false;
    }
    let Some(step) = untrack(|| page.current()) else {
        return false;
    };
    match press.key.as_str() {
        "c" => copy(page, step),
        "s" => press_if(page, Deed::Start(step), |state| {
            !matches!(state, State::Running | State::Done | State::Disputed)
        }),
        "d" => press_if(page, Deed::Done(step), |state| state != State::Done),
        "f" => press_if(page, Deed::Fail(step), |state| {
            !matches!(state, State::Failed | State::Done)
        }),
        "n" => next(page, step),
        _ => false,
    }
}

// A key does what a button would; where there is none, nothing.
fn press_if(page: RunPage, deed: Deed, can: fn(State) -> bool) -> bool {
    let can = page.now.with_untracked(|now| {
        let open = now.run().is_some_and(|run| !run.state.is_over());
        let row = deed.step().and_then(|step| now.row(step));
        open && row.is_some_and(|row| row.worked && can(row.state))
    });
    if can {
        deeds::press(page, deed);
    }
    can
}

fn next(page: RunPage, step: Id) -> bool {
    let worked = page.now.with_untracked(super::standing::Now::worked);
    let mut rest = worked.iter().skip_while(|known| **known != step);
    let next = rest.nth(1).copied();
    if let Some(next) = next {
        page.choose(next);
    }
    next.is_some()
}

fn copy(page: RunPage, step: Id) -> bool {
    let words = page.workspace.read(|view| {
        page.now
            .with_untracked(|now| now.words(view, page.id, step))
    });
    if words.command.is_empty() {
        return false;
    }
    let said = copied("Command copied", &words.command);
    spawn_local(async move {
        match clipboard::copy(&words.command).await {
            Ok(()) => page.workspace.say(said),
            Err(error) => page.workspace.alarm(format!(
                "Not copied: {error}. Select the command and copy it."
            )),
        }
    });
    true
}
