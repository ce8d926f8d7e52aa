//! Who must be told when a record changes.

use holdfast_ledger::{Id, Key};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};

/// One trigger for each record and each kind that is shown somewhere.
#[derive(Default)]
pub struct Tracks {
    records: RefCell<HashMap<Id, ArcTrigger>>,
    kinds: RefCell<HashMap<Key, KindTrack>>,
    all: ArcTrigger,
}

/// How many single changes a list can catch up with before it reads all again.
const REMEMBERED: usize = 4096;

#[derive(Default)]
struct KindTrack {
    trigger: ArcTrigger,
    version: u64,
    recent: VecDeque<Id>,
}

impl Tracks {
    /// The trigger of one record.
    pub fn record(&self, id: Id) -> ArcTrigger {
        self.records.borrow_mut().entry(id).or_default().clone()
    }

    /// The trigger of a kind's list.
    pub fn kind(&self, kind: Key) -> ArcTrigger {
        self.kinds
            .borrow_mut()
            .entry(kind)
            .or_default()
            .trigger
            .clone()
    }

    /// The trigger of everything.
    pub fn all(&self) -> ArcTrigger {
        self.all.clone()
    }

    /// The records that changed since a version, and the version now.
    pub fn changed_since(&self, kind: Key, version: u64) -> (Option<Vec<Id>>, u64) {
        let mut kinds = self.kinds.borrow_mut();
        let track = kinds.entry(kind).or_default();
        let missed = (track.version - version.min(track.version)) as usize;
        let from = track.recent.len().checked_sub(missed);
        let ids = from.map(|from| track.recent.iter().skip(from).copied().collect());
        (ids, track.version)
    }

    /// Tells who watches these records.
    pub fn changed(&self, touched: &[(Id, Key)]) {
        if touched.is_empty() {
            return;
        }
        let mut triggers = vec![self.all.clone()];
        let mut kinds = self.kinds.borrow_mut();
        let records = self.records.borrow();
        let mut told: Vec<Key> = Vec::new();
        for (id, kind) in touched {
            triggers.extend(records.get(id).cloned());
            let track = kinds.entry(*kind).or_default();
            track.version += 1;
            track.recent.push_back(*id);
            if track.recent.len() > REMEMBERED {
                track.recent.pop_front();
            }
            if !told.contains(kind) {
                told.push(*kind);
                triggers.push(track.trigger.clone());
            }
        }
        drop(kinds);
        drop(records);
        for trigger in triggers {
            trigger.notify();
        }
    }
}
