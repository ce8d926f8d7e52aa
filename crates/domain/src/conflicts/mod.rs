//! What a person has to decide after people worked apart, of every sort, in one list: values,
//! moves and deletions (the ledger's), what a run's log disputes (M15), codes claimed twice (M14).

mod count;
mod sides;
mod solve;
#[cfg(test)]
mod tests;

pub use count::Count;
pub use sides::{Mark, Side, Take, authors, first, label, note, sides, words};
pub use solve::{both, solve};

use crate::describe::{Cell, Figure, Tone};
use crate::rooms::runbooks::log::{self, Event, Settled};
use crate::rooms::runbooks::run::RunView;
use crate::rooms::runbooks::{RUN, steps::STEPS, variables::VALUES};
use crate::view::View;
use holdfast_ledger::conflict::{self, Conflict as Held};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};
use std::collections::BTreeMap;

/// Something that a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// In what the record holds: values, places, deletions, circles.
    Held(Held),
    /// How a step of a run stands (M15).
    Step(Id),
    /// Whether a run is over (M15).
    End,
    /// The value of a variable that two people noted in a run, each anew.
    Noted(String),
    /// The record's code is another's too (M14).
    Code,
}

/// Sorts of conflicts, to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Different values.
    Values,
    /// Items moved to different places, or into each other.
    Moves,
    /// Deleted by one, edited by another.
    Deletions,
    /// What a run's log disputes.
    Runs,
    /// Codes that several records claim.
    Codes,
}

impl Sort {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Values,
        Self::Moves,
        Self::Deletions,
        Self::Runs,
        Self::Codes,
    ];

    /// Its name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Values => "Different values",
            Self::Moves => "Moves",
            Self::Deletions => "Deleted or edited",
            Self::Runs => "Runs",
            Self::Codes => "Codes claimed twice",
        }
    }
}

impl Conflict {
    /// Which sort it is of.
    pub const fn sort(&self) -> Sort {
        match self {
            Self::Held(Held::Values(_) | Held::OneDot(_)) => Sort::Values,
            Self::Held(Held::Moved(..) | Held::Circle(..)) => Sort::Moves,
            Self::Held(Held::Deleted | Held::Removed(..)) => Sort::Deletions,
            Self::Step(_) | Self::End | Self::Noted(_) => Sort::Runs,
            Self::Code => Sort::Codes,
        }
    }
}

/// All conflicts of a record.
pub fn of(record: &Record, view: &View<'_>) -> Vec<Conflict> {
    let mut found = held(record);
    found.append(&mut told(record, view));
    if view.first_claimant(record).is_some() {
        found.push(Conflict::Code);
    }
    found
}

/// The conflicts of a record that is in no workspace yet: those that other records have no part in.
pub fn within(record: &Record) -> Vec<Conflict> {
    let mut found = held(record);
    if record.kind == RUN.key() && !record.is_deleted() {
        found.append(&mut disputes(record, &log::read(record)));
    }
    found
}

/// How many conflicts a record has.
pub fn count(record: &Record, view: &View<'_>) -> usize {
    let held = view.ledger.conflicts_in(record.id) as usize;
    held + told(record, view).len() + usize::from(view.first_claimant(record).is_some())
}

fn held(record: &Record) -> Vec<Conflict> {
    let held = conflict::of(record).into_iter();
    held.map(Conflict::Held).collect()
}

// What a run disputes; its log is read once for all who ask.
fn told(record: &Record, view: &View<'_>) -> Vec<Conflict> {
    if record.kind != RUN.key() || record.is_deleted() {
        return Vec::new();
    }
    disputes(record, &RunView::kept(record, view).events)
}

/// What the log of a run disputes, given its events.
fn disputes(run: &Record, events: &[Event]) -> Vec<Conflict> {
    let mut steps: Vec<Option<Id>> = Vec::new();
    for (step, group) in log::by_step(events) {
        let here = step.is_none_or(|step| run.has_item(STEPS, step));
        let frontier = log::frontier(events, &group);
        if here && log::settle(events, &frontier) == Settled::Disputed {
            steps.push(step);
        }
    }
    steps.arrange();
    let told = steps
        .into_iter()
        .map(|step| step.map_or(Conflict::End, Conflict::Step));
    told.chain(noted_twice(run)).collect()
}

// Variables with two entries that differ. Where one entry holds two values, that is held.
fn noted_twice(run: &Record) -> Vec<Conflict> {
    let mut first: BTreeMap<String, (String, bool)> = BTreeMap::new();
    for item in run.loose_items(VALUES) {
        let (name, value) = (item.text("name").into_owned(), item.text("value"));
        let slot = run.slot(Path::item(VALUES, item.id, Key::new("value")));
        if name.is_empty() || slot.is_none_or(holdfast_ledger::Slot::in_conflict) {
            continue;
        }
        let known = first
            .entry(name)
            .or_insert_with(|| (value.clone().into_owned(), false));
        known.1 |= known.0 != value;
    }
    let twice = first.into_iter().filter(|(_, (_, differs))| *differs);
    twice.map(|(name, _)| Conflict::Noted(name)).collect()
}

/// The records whose code another record shows, and that show it with the end of their id (M14).
pub fn claimants<'a>(view: &View<'a>) -> impl Iterator<Item = Id> + 'a {
    let view = *view;
    let claims = view.ledger.contested();
    let claims = claims.flat_map(move |(kind, code)| view.ledger.claims(kind, code));
    claims.filter(move |id| {
        let record = view.ledger.record(*id);
        record.is_some_and(|record| view.first_claimant(record).is_some())
    })
}

/// The column of registers that says which records want a decision.
pub static COLUMN: Figure = Figure {
    key: "conflicts",
    label: "Conflicts",
    how: "What people wrote, moved, deleted or reported without seeing what the other did, and nobody has \
          decided yet; and a code that another record claims too. The page Conflicts lists all of them.",
    column: false,
    of: |record, view| match count(record, view) {
        0 => Cell::default(),
        many => Cell {
            text: "In conflict".to_owned(),
            rank: Some(many as f64),
            tone: Tone::Warn,
            inputs: counted(many),
        },
    },
};

/// A number of conflicts in words.
pub fn counted(many: usize) -> String {
    if many == 1 {
        "1 conflict".to_owned()
    } else {
        format!("{many} conflicts")
    }
}
