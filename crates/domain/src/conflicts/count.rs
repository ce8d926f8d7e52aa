//! How many conflicts there are, kept up to date as records change.

use super::{claimants, told};
use crate::view::View;
use holdfast_ledger::{Id, Record};
use std::collections::{BTreeMap, BTreeSet};

/// What the runs dispute. All else the ledger's own indexes say.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Count(BTreeMap<Id, usize>);

impl Count {
    /// Looks at a run, anew after it changed.
    pub fn look(&mut self, run: &Record, view: &View<'_>) {
        let many = told(run, view).len();
        if many == 0 {
            self.0.remove(&run.id);
        } else {
            self.0.insert(run.id, many);
        }
    }

    /// How many conflicts there are in the workspace.
    pub fn all(&self, view: &View<'_>) -> usize {
        let held: usize = view.ledger.conflicts().map(|(_, many)| many as usize).sum();
        held + self.0.values().sum::<usize>() + claimants(view).count()
    }

    /// The records that have some, in order of their ids.
    pub fn records(&self, view: &View<'_>) -> BTreeSet<Id> {
        let mut ids = BTreeSet::new();
        ids.extend(view.ledger.conflicts().map(|(id, _)| id));
        ids.extend(self.0.keys());
        ids.extend(claimants(view));
        ids
    }
}
