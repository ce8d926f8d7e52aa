//! Calibration: what was written down as an estimate, held against what happened. Counts make frequencies
//! of events sharper, runs of runbooks the durations of steps, and outcomes say how good forecasts were.
//! Nothing is changed by it: what it suggests is written only when a person asks for that, as an edit like
//! any other.
//!
//! An estimate is held against what came after it was written (the moment that its value bears), as who
//! wrote it may have known what came before. So what was applied is not counted again.

mod events;
pub mod forecasts;
pub mod frequency;
pub mod steps;
#[cfg(test)]
mod tests;

use crate::describe::Kind;
use crate::rooms::changes::CHANGE;
use crate::rooms::incidents::INCIDENT;
use crate::rooms::plans::ACTIVATION;
use crate::rooms::risks::RISK;
use crate::rooms::runbooks::RUN;
use crate::view::View;
use events::Events;
use forecasts::{ChangeCase, DurationCase};
use frequency::Estimated;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Path, Record, Text};
use std::collections::BTreeMap;
use steps::Taken;

/// So many cases are needed before anybody can say how good forecasts are.
pub const ENOUGH: usize = 10;

/// What is counted against an estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// What came after it was written.
    #[default]
    Since,
    /// All that is recorded, though the estimate may know of it: to be looked at, not to be applied, as what was applied
    /// would count the same again.
    All,
}

/// Why what all that is recorded says is not suggested.
pub const ONLY_SHOWN: &str = "is what follows if the estimate knew of none of this. To look at: applied, it would count again each time";

/// What was gathered, record by record, so that the shell can do it in slices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    risks: Vec<Estimated>,
    events: Events,
    // By runbook and step.
    taken: BTreeMap<(Id, Id), Vec<Taken>>,
    changes: Vec<ChangeCase>,
    durations: Vec<DurationCase>,
    brought_back: Vec<Suggestion>,
    now: i64,
}

impl Calibration {
    /// Looks at one record; what is archived or deleted does not count.
    pub fn take(&mut self, record: &Record, kind: &Kind, view: &View<'_>) {
        if !View::is_live(record) {
            return;
        }
        match kind.id {
            id if id == RISK.id => self.risks.extend(Estimated::of(record)),
            id if id == INCIDENT.id => self.events.incident(record, view),
            id if id == ACTIVATION.id => self.events.activation(record, view),
            id if id == CHANGE.id => self.changes.extend(ChangeCase::of(record, view)),
            id if id == RUN.id => {
                let run = crate::rooms::runbooks::run::RunView::of(record);
                for taken in steps::taken(record, &run) {
                    self.taken.entry(taken.place()).or_default().push(taken);
                }
                self.durations.extend(DurationCase::of(record, &run));
            }
            _ => {}
        }
    }

    /// Puts what was gathered in order.
    pub fn finish(&mut self, view: &View<'_>) {
        self.now = view.now();
        self.events.finish();
        self.changes
            .arrange_by_key(|case| (case.closed, case.change));
        self.durations.arrange_by_key(|case| case.run);
    }
}

impl Calibration {
    /// What was applied and may have been undone: a value that an undo brought back bears the moment of the undo, and
    /// is as old as it was before.
    pub fn applied(&mut self, all: Vec<Suggestion>) {
        self.brought_back = all;
    }

    // When a value was written, but for an undo.
    fn since(
        &self,
        (record, path): (Id, Path),
        value: Option<&Text>,
        written: Option<i64>,
    ) -> Option<i64> {
        let same = |one: &&Suggestion| {
            (one.edit.record, one.edit.path) == (record, path) && Some(&one.from) == value
        };
        let known = self
            .brought_back
            .iter()
            .find(same)
            .and_then(|one| one.written);
        known.filter(|_| written.is_some()).or(written)
    }
}

/// A value that could stand in place of the one there is.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// What it says.
    pub words: String,
    /// What stands there now.
    pub now: String,
    /// The value that it was made for.
    pub from: Text,
    /// When that was written, in milliseconds since 1970.
    pub written: Option<i64>,
    /// The edit that writes it.
    pub edit: Edit,
}

impl Suggestion {
    // What may be in the estimate already can be looked at only.
    fn where_it_counts(self, counted: Counted) -> Result<Self, String> {
        match counted {
            Counted::Since => Ok(self),
            Counted::All => Err(format!("{} {ONLY_SHOWN}", self.words)),
        }
    }
}

/// When the value that stands at a place was written, in milliseconds since 1970; none where people disagree about it,
/// or where nobody knows.
fn written(record: &Record, path: Path) -> Option<i64> {
    let slot = record.slot(path)?;
    match slot.values.as_slice() {
        [value] => Some(record.mark(value.dot)?.at),
        _ => None,
    }
}

fn is_disputed(record: &Record, path: Path) -> bool {
    record.slot(path).is_some_and(|slot| slot.values.len() > 1)
}

/// The edits of suggestions, where each still finds the value that it was made for.
///
/// # Errors
/// Why nothing is written, as a sentence.
pub fn edits(all: &[Suggestion], view: &View<'_>) -> Result<Vec<Edit>, String> {
    let each = all.iter().map(|one| {
        let record = view.there(one.edit.record);
        let record = record.filter(|record| View::is_live(record));
        let same = record.is_some_and(|record| {
            let path = one.edit.path;
            !is_disputed(record, path) && record.value(path) == Some(&one.from)
        });
        let gone = || format!("“{}” is no longer what stands there. Look again.", one.now);
        same.then(|| one.edit.clone()).ok_or_else(gone)
    });
    each.collect()
}

/// A number in three digits, as people write one.
fn rounded(value: f64) -> f64 {
    // As its own words say it, so that what is written is what was read.
    format!("{value:.2e}").parse().unwrap_or(value)
}
