//! What the continuity checks find, kept up to date in slices once somebody asked for it.

use super::Workspace;
use super::ahead::OF_CHECKS;
use crate::edge::{clock, slices};
use crate::prelude::*;
use holdfast_domain::rooms::readiness::kept::Kept;
use holdfast_domain::view::View;
use leptos::task::spawn_local;

/// How long a slice of looking may take, in milliseconds.
const SLICE_MS: f64 = 10.0;

/// How long after a page came what may come later begins, in milliseconds.
const LATER_MS: i32 = 1_500;

/// Who follows the checks.
#[derive(Clone, Copy)]
pub struct Checks {
    /// Whether anybody asked.
    wanted: RwSignal<bool>,
    /// How often all was looked at and something was found anew; 0 before the first time.
    done: RwSignal<u64>,
    /// How often a record had been looked at then.
    looks: StoredValue<u64>,
    /// The last look that was begun.
    turn: StoredValue<u64>,
    /// Whether somebody asked who can wait.
    waits: StoredValue<bool>,
}

impl Checks {
    pub(super) fn new() -> Self {
        Self {
            wanted: RwSignal::new(false),
            done: RwSignal::new(0),
            looks: StoredValue::new(0),
            turn: StoredValue::new(0),
            waits: StoredValue::new(false),
        }
    }

    fn want(self) {
        if !self.wanted.get_untracked() {
            self.wanted.set(true);
        }
    }
}

impl Workspace {
    /// Reads what the checks find; the reader runs again when they find something else. None until all
    /// records were looked at once.
    pub fn checked<T>(self, reader: impl FnOnce(&Kept, &View<'_>) -> T) -> Option<T> {
        self.inner().checks.want();
        self.checked_later(reader)
    }

    /// The same, for what may come a while after the page: nothing is looked at before that is on screen.
    pub fn checked_later<T>(self, reader: impl FnOnce(&Kept, &View<'_>) -> T) -> Option<T> {
        let checks = self.inner().checks;
        if !checks.wanted.get_untracked() && !checks.waits.get_value() {
            checks.waits.set_value(true);
            spawn_local(async move {
                clock::pause(LATER_MS).await;
                checks.want();
            });
        }
        if checks.done.get() == 0 {
            return None;
        }
        self.read(|view| {
            let kept = Kept::known(view).filter(|kept| kept.is_complete())?;
            Some(reader(&kept, view))
        })
    }

    /// Follows the checks as soon as somebody asks for them: a moment after each change only what it
    /// touched is looked at again, and each minute what follows from the moment.
    pub fn follow_checks(self) {
        let checks = self.inner().checks;
        Effect::new(move || {
            if !checks.wanted.get() {
                return;
            }
            self.watch_settled(|_| ());
            self.now().track();
            self.user().track();
            checks.turn.update_value(|turn| *turn += 1);
            let own = checks.turn.get_value();
            spawn_local(async move {
                // What many records are made into is read in parts first.
                for ahead in OF_CHECKS {
                    self.ahead(ahead).await;
                }
                let more = || {
                    let until = clock::elapsed_ms() + SLICE_MS;
                    self.read(|view| Kept::work(view, || clock::elapsed_ms() < until))
                };
                // What was thrown away, by a purge or a new day, is told again, however often it was looked at.
                let known = || self.read(Kept::known);
                let before = known().is_some_and(|kept| kept.is_complete());
                while checks.turn.get_value() == own && more() {
                    slices::yield_now().await;
                }
                let Some(kept) = known().filter(|kept| kept.is_done()) else {
                    return;
                };
                if !before || kept.looks() != checks.looks.get_value() {
                    checks.looks.set_value(kept.looks());
                    checks.done.update(|done| *done += 1);
                }
            });
        });
    }
}
