//! How many conflicts there are, for the mark that leads to them.

use super::Workspace;
use super::exchange::breathe;
use crate::edge::{clock, slices};
use crate::prelude::*;
use holdfast_domain::broken::Broken;
use holdfast_domain::conflicts::Count;
use holdfast_domain::rooms::runbooks::RUN;
use holdfast_ledger::{Dot, Id};
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// Runs that changed together and are looked at in one go.
const AT_ONCE: usize = 20;

/// What is known of conflicts.
#[derive(Default)]
pub struct Conflicts {
    open: RwSignal<usize>,
    count: RefCell<Count>,
    /// The version of the list of runs that was looked at; `None` before the first look.
    version: Cell<Option<u64>>,
    broken: RwSignal<Option<LastMerge>>,
}

/// What the last import of this visit left to look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LastMerge {
    /// What was imported.
    pub name: String,
    /// What is wrong since, the worst first.
    pub broken: Vec<Broken>,
    /// How many records were left out of the look.
    pub unchecked: usize,
    /// The changes of the file whose values stand against others since.
    pub came: BTreeSet<Dot>,
}

impl Workspace {
    /// How many conflicts there are; 0 until the first look.
    pub fn conflicts(self) -> RwSignal<usize> {
        self.inner().conflicts.open
    }

    /// What the last import of this visit left to look at: the rules that it broke (M13).
    pub fn last_merge(self) -> RwSignal<Option<LastMerge>> {
        self.inner().conflicts.broken
    }

    /// The records that have conflicts, in order of their ids.
    pub fn in_conflict(self) -> BTreeSet<Id> {
        let inner = self.inner();
        self.read(|view| inner.conflicts.count.borrow().records(view))
    }

    /// Keeps the number of conflicts up to date. A change costs a look at the runs that it changed.
    pub fn follow_conflicts(self) {
        Effect::new(move || {
            self.watch_all(|_| ());
            let inner = self.inner();
            let known = &inner.conflicts;
            let (changed, now) = self.changed_since(RUN.key(), known.version.get().unwrap_or(0));
            let first = known.version.replace(Some(now)).is_none();
            match changed.filter(|_| !first) {
                Some(runs) if runs.len() <= AT_ONCE => {
                    self.look_at(&runs);
                    self.count_conflicts();
                }
                Some(runs) => spawn_local(self.look_at_each(runs)),
                None => spawn_local(self.look_at_each(self.read(|view| {
                    let runs = view.ledger.of_kind(RUN.key());
                    runs.map(|run| run.id).collect()
                }))),
            }
        });
    }

    async fn look_at_each(self, runs: Vec<Id>) {
        self.count_conflicts();
        // What made them many is drawn first.
        slices::yield_now().await;
        let mut began = clock::elapsed_ms();
        for run in runs {
            self.look_at(&[run]);
            breathe(&mut began).await;
        }
        self.count_conflicts();
    }

    fn look_at(self, runs: &[Id]) {
        let inner = self.inner();
        let mut count = inner.conflicts.count.borrow_mut();
        self.read(|view| {
            for run in runs.iter().filter_map(|run| view.ledger.record(*run)) {
                count.look(run, view);
            }
        });
    }

    fn count_conflicts(self) {
        let inner = self.inner();
        let many = self.read(|view| inner.conflicts.count.borrow().all(view));
        let open = inner.conflicts.open;
        if open.get_untracked() != many {
            open.set(many);
        }
    }
}
