//! A run that was worked through on paper, entered afterwards: what was typed, what it means, and
//! the run that follows from it.
//!
//! Only what stands on the paper is written: who and when are those of the paper; who entered it,
//! and when, is in the history of the change.

mod draft;
mod read;
pub mod times;
mod write;

pub use draft::{Draft, HEAD, VALUES};
pub use read::{OUTCOMES, Outcome, Row, Sheet, read};
pub use write::write;

use super::start::{self, Options};
use super::steps::{self, STEPS};
use super::{MODES, variables};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Stamp};
use std::collections::BTreeMap;

/// A step to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What the draft knows it by: stays the same while the runbook does.
    pub key: String,
    /// Its id in the run.
    pub step: Id,
    /// Its number in the outline; empty for a step that nobody had planned.
    pub number: String,
    /// Its title, with variables filled in; the draft has that of a step that nobody had planned.
    pub title: String,
    /// How many steps it stands under.
    pub depth: usize,
    /// Whether someone does it; a section is not worked.
    pub worked: bool,
    /// What can be decided in it.
    pub answers: Vec<String>,
    /// The variable that it finds out; empty for none.
    pub captures: String,
    /// The only mode that it belongs to; empty for all.
    pub only: String,
}

/// The steps to fill in, those of runbooks in this one too, as a run has them.
pub fn lines(runbook: &Record, view: &View<'_>, draft: &Draft) -> Vec<Line> {
    let mut minted = 0;
    let mut mint = || {
        minted += 1;
        Id::mint(minted, [0; 16])
    };
    let frozen = start::frozen(runbook, view, &options(draft, None), &mut mint);
    let scratch = Scratch::new(&frozen.edits);
    let run = scratch.record(frozen.run);
    run.map(|run| lines_of(run, draft)).unwrap_or_default()
}

// The run before it is in the workspace.
struct Scratch(Ledger);

impl Scratch {
    fn new(edits: &[Edit]) -> Self {
        let mut scratch = Self(Ledger::new());
        scratch.commit(edits);
        scratch
    }

    fn record(&self, run: Id) -> Option<&Record> {
        self.0.record(run)
    }

    // What is too long for a record is refused when the whole is saved.
    fn commit(&mut self, edits: &[Edit]) {
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 1,
        };
        let _ = self.0.commit(edits, &stamp);
    }
}

fn options(draft: &Draft, occurred: Option<i64>) -> Options {
    let mode = MODES
        .iter()
        .find(|mode| mode.key == draft.get(HEAD, "mode"));
    Options {
        mode: mode.map_or("", |mode| mode.key),
        occurred,
        values: draft.values(),
        ..Options::default()
    }
}

fn lines_of(run: &Record, draft: &Draft) -> Vec<Line> {
    let values = variables::values(run);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let line = |step: steps::Step| {
        let origin = run.value(Path::item(STEPS, step.id, Key::new("origin")));
        let origin = origin
            .map(|origin| origin.plain().into_owned())
            .unwrap_or_default();
        // A runbook may be taken in twice.
        let count = seen.entry(origin.clone()).or_default();
        *count += 1;
        let nth = if *count > 1 {
            ["#", &count.to_string()].concat()
        } else {
            String::new()
        };
        Line {
            key: origin + &nth,
            title: variables::fill(&step.title, &values),
            captures: variables::captured_by(run, step.id),
            worked: step.is_worked(),
            step: step.id,
            only: step.only.clone(),
            depth: step.depth,
            answers: if step.kind == "decision" {
                step.answers
            } else {
                Vec::new()
            },
            number: step.number,
        }
    };
    let mut lines: Vec<Line> = steps::read(run).into_iter().map(line).collect();
    let unplanned = |n: usize| Line {
        key: ["added-", &n.to_string()].concat(),
        step: Id::mint(UNPLANNED + n as i64, [0; 16]),
        number: String::new(),
        title: String::new(),
        depth: 0,
        worked: true,
        answers: Vec::new(),
        captures: String::new(),
        only: String::new(),
    };
    lines.extend((1..=unplanned_rows(draft)).map(unplanned));
    lines
}

/// Where the ids of rows begin that stand for steps that nobody had planned; they become steps,
/// with other ids, when the run is saved.
const UNPLANNED: i64 = 1 << 40;

/// The most steps that nobody had planned.
const MOST_UNPLANNED: usize = 99;

/// How many rows there are for steps that nobody had planned: one more than are filled in.
pub fn unplanned_rows(draft: &Draft) -> usize {
    let is_used = |n: &usize| {
        let row = ["added-", &n.to_string(), "/"].concat();
        draft.0.keys().any(|key| key.starts_with(&row))
    };
    (1..MOST_UNPLANNED).rev().find(is_used).unwrap_or(0) + 1
}

/// The names of all that lead, own and do something here, to be offered while typing.
pub fn names(view: &View<'_>) -> Vec<String> {
    let people = view
        .live("person")
        .map(|person| person.text("title").into_owned());
    let mut names: Vec<String> = people.filter(|name| !name.is_empty()).collect();
    names.arrange();
    names.dedup();
    names
}

#[cfg(test)]
mod tests;
