//! Who must be told when a record changes.

use crate::edge::clock;
use crate::prelude::*;
use holdfast_ledger::{Id, Key};
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// One trigger for each record and each kind that is shown somewhere.
#[derive(Default)]
pub struct Tracks {
    records: RefCell<HashMap<Id, ArcTrigger>>,
    kinds: RefCell<HashMap<Key, ArcTrigger>>,
    all: ArcTrigger,
    settled: ArcTrigger,
    /// How many changes there were, so that one that settles knows whether it is the last.
    changes: Cell<u64>,
}

/// How long nothing changes before a change has settled, in milliseconds: longer than a quick typist
/// takes from one row to the next, so that what waits for it is never in the way of that.
const SETTLES_MS: i32 = 200;

impl Tracks {
    /// The trigger of one record.
    pub fn record(&self, id: Id) -> ArcTrigger {
        self.records.borrow_mut().entry(id).or_default().clone()
    }

    /// The trigger of a kind's list.
    pub fn kind(&self, kind: Key) -> ArcTrigger {
        self.kinds.borrow_mut().entry(kind).or_default().clone()
    }

    /// The trigger of everything.
    pub fn all(&self) -> ArcTrigger {
        self.all.clone()
    }

    /// The trigger of everything, a moment after the last change.
    pub fn settled(&self) -> ArcTrigger {
        self.settled.clone()
    }

    /// Tells who watches these records.
    pub fn changed(self: &Rc<Self>, touched: &[(Id, Key)]) {
        if touched.is_empty() {
            return;
        }
        let mut triggers = vec![self.all.clone()];
        let kinds = self.kinds.borrow();
        let records = self.records.borrow();
        let mut told: Vec<Key> = Vec::new();
        for (id, kind) in touched {
            triggers.extend(records.get(id).cloned());
            if !told.contains(kind) {
                told.push(*kind);
                triggers.extend(kinds.get(kind).cloned());
            }
        }
        drop(kinds);
        drop(records);
        for trigger in triggers {
            trigger.notify();
        }
        self.settle();
    }

    // Quick changes one after the other settle once.
    fn settle(self: &Rc<Self>) {
        let change = self.changes.get() + 1;
        self.changes.set(change);
        let tracks = self.clone();
        spawn_local(async move {
            clock::pause(SETTLES_MS).await;
            if tracks.changes.get() == change {
                tracks.settled.notify();
            }
        });
    }
}
