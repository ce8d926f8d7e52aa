//! What a register may be asked next, found out while nobody waits.

use super::state::Register;
use crate::edge::{clock, slices};
use crate::prelude::*;
use leptos::task::spawn_local;

/// The most rows of which something is found out at a time.
const MOST: usize = 100;
/// How long that should take, in milliseconds: what is pressed meanwhile waits for it.
const AHEAD_MS: f64 = 8.0;

impl Register {
    // So that the first letter of a search, the first press of a column's head and the first choice
    // of a group need not read every record.
    pub(super) fn read_ahead(self) {
        if self
            .ahead
            .try_update_value(|on| std::mem::replace(on, true))
            != Some(false)
        {
            return;
        }
        spawn_local(async move {
            // A cell may be a word, or follow from a whole plan.
            let (mut rows, mut about) = (1, String::new());
            loop {
                slices::yield_now().await;
                let Some(kept) = self.table.try_get_value() else {
                    return;
                };
                // What somebody waits for goes first.
                if self.busy.try_get_untracked() == Some(true) {
                    continue;
                }
                let shown = self.columns.get_untracked();
                let began = clock::elapsed_ms();
                let found = self.workspace.read(|view| {
                    let mut table = kept.table.borrow_mut();
                    table.find_ahead(&shown, rows, view)
                });
                let Some(column) = found else { break };
                rows = if column != about || clock::elapsed_ms() - began > AHEAD_MS {
                    (rows / 2).max(1)
                } else {
                    (rows * 2).min(MOST)
                };
                about = column;
            }
            self.ahead.set_value(false);
        });
    }
}
