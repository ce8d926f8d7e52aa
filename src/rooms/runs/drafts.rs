//! Notes that are being written: kept on this device until they are added, through a reload and
//! a crash of the tab.

use super::RunPage;
use crate::prelude::*;
use holdfast_ledger::Id;

// By step, so that two tabs do not write over each other's.
fn key(page: RunPage, step: Option<Id>) -> String {
    let step = step.map(|step| step.to_string()).unwrap_or_default();
    format!("note:{}:{step}", page.id)
}

/// Takes up what was left when the page went away.
pub fn read(page: RunPage) {
    let prefs = page.workspace.prefs();
    let ids = page.now.with_untracked(super::standing::Now::ids);
    let steps = std::iter::once(None).chain(ids.into_iter().map(Some));
    let kept = steps.filter_map(|step| Some((step, prefs.get(&key(page, step))?)));
    page.notes.set(kept.collect());
}

/// The note that is being written on a step, or on the run.
pub fn of(page: RunPage, step: Option<Id>) -> String {
    page.notes
        .with(|notes| notes.get(&step).cloned())
        .unwrap_or_default()
}

/// Somebody typed. Where a device keeps nothing, the note lives as long as the page.
pub fn put(page: RunPage, step: Option<Id>, text: String) {
    page.workspace.prefs().keep(&key(page, step), &text);
    if let Some(step) = step {
        hold(page, step, !text.is_empty());
    }
    page.notes.update(|notes| {
        if text.is_empty() {
            notes.remove(&step);
        } else {
            notes.insert(step, text);
        }
    });
}

/// The notes on steps that are written and not added, in the order of the steps.
pub fn open(page: RunPage) -> Vec<(Id, String)> {
    let ids = page.now.with_untracked(super::standing::Now::ids);
    page.notes.with_untracked(|notes| {
        let note = |id: Id| {
            let text = notes.get(&Some(id))?;
            (!text.trim().is_empty()).then(|| (id, text.clone()))
        };
        ids.into_iter().filter_map(note).collect()
    })
}

// Whoever writes a note stays at its step, whatever others do with it meanwhile. Afterwards the run
// goes on, unless the step changed: that is read first.
fn hold(page: RunPage, step: Id, writing: bool) {
    let (held, state) = (page.held.get_untracked(), untrack(|| page.state(step)));
    let is_held = held.is_some_and(|(held, _)| held == step);
    if writing && !is_held {
        page.held.set(state.map(|state| (step, state)));
    } else if !writing && is_held && held.map(|(_, then)| then) == state {
        page.held.set(None);
    }
}
