//! The steps of a runbook or a run, read once into a flat tree.

use crate::recent::print_of;
use crate::value::{self, Estimate};
use holdfast_ledger::record::{Flag, Item};
use holdfast_ledger::{Id, Key, Record, Text};
use std::collections::HashMap;
use std::sync::Arc;

/// The list of steps, in runbooks and in runs.
pub const STEPS: Key = Key::new("steps");
/// The field of a step that names what comes first.
pub const PREDECESSORS: &str = "predecessors";
/// The word in it that stands for what the step before it comes after: both are worked side by
/// side, wherever they are moved.
pub const BESIDE: &str = "beside";

/// A step as far as plan and rules look at it: what is said of it, and what follows from where it
/// stands.
#[derive(Clone, Debug)]
pub struct Step {
    said: Arc<Said>,
    /// Its number in the outline, for example `2.3`.
    pub number: String,
    /// How many steps it stands under.
    pub depth: usize,
    /// The step that it stands under, as an index into the list.
    pub parent: Option<usize>,
    /// What can be decided here: what the decision lists, then what steps below it name.
    pub answers: Vec<String>,
    /// Whether other steps stand under it.
    pub holds: bool,
    /// The role that does it: its own, or that of what it stands under.
    pub role: Option<Id>,
    /// Why it wants a look.
    pub flag: Option<Flag>,
}

/// What is said of a step itself.
#[derive(Debug, PartialEq)]
pub struct Said {
    /// Its id.
    pub id: Id,
    /// What it is called; may be empty.
    pub title: String,
    /// The key of its kind; `task` when none is given.
    pub kind: String,
    /// How long it takes, if someone said so.
    pub estimate: Option<Estimate>,
    /// The steps that come first, if someone named them.
    pub predecessors: Option<Vec<Id>>,
    /// Whether someone said that it is worked side by side with the step before it.
    pub beside: bool,
    /// The only mode that it belongs to, if not to all: `exercise` or `actual`.
    pub only: String,
    /// Whether it is done only when someone says what shows that.
    pub evidence: bool,
    /// The answer to the decision above that leads here; empty for any.
    pub when: String,
    /// What the decision lists.
    listed: Vec<String>,
    /// Of a run's step: what was disputed of it when the run was started.
    pub disputed: String,
    /// Minutes after the start of the run before which it does not begin.
    pub start_after: Option<f64>,
    /// The moment before which it does not begin, in milliseconds since 1970.
    pub start_at: Option<i64>,
    /// The role that is its own.
    pub own_role: Option<Id>,
    /// Whether there is no way back after it.
    pub irreversible: bool,
    /// The service that is fully back when it is reached: of a milestone that is not for a part.
    pub restores: Option<Id>,
}

impl std::ops::Deref for Step {
    type Target = Said;
    fn deref(&self) -> &Said {
        &self.said
    }
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.said, &other.said) || self.said == other.said;
        same && self.number == other.number
            && self.depth == other.depth
            && self.parent == other.parent
            && self.answers == other.answers
            && self.holds == other.holds
            && self.role == other.role
            && self.flag == other.flag
    }
}

/// What was read of steps, each known by the dots of its registers: of steps that stand as they did
/// nothing is read again.
#[derive(Debug, Default)]
pub struct Known(HashMap<Id, (u64, Arc<Said>)>);

impl Known {
    fn said(&self, item: &Item<'_>, print: u64) -> Option<Arc<Said>> {
        let (known, said) = self.0.get(&item.id)?;
        (*known == print).then(|| said.clone())
    }
}

impl Step {
    /// Whether someone does it; a section only holds others, and so does a runbook whose steps
    /// were taken in.
    pub fn is_worked(&self) -> bool {
        self.kind != "section" && !(self.kind == "runbook" && self.holds)
    }

    /// Whether it takes time: a milestone is reached, nobody works on it.
    pub fn takes_time(&self) -> bool {
        self.is_worked() && self.kind != "milestone"
    }

    /// Whether a decision lists this answer, or none at all.
    pub fn lists(&self, answer: &str) -> bool {
        self.listed.is_empty() || self.listed.iter().any(|listed| listed == answer)
    }

    /// Its number and title for messages, for example `2.3 “Stop the queue”`.
    pub fn name(&self) -> String {
        if self.title.is_empty() {
            format!("{} (no title)", self.number)
        } else {
            format!("{} “{}”", self.number, self.title)
        }
    }
}

/// The steps in the order of the outline, parents before children.
pub fn read(record: &Record) -> Vec<Step> {
    read_items(&record.items(STEPS))
}

/// The same from items that were listed already.
pub fn read_items(items: &[Item<'_>]) -> Vec<Step> {
    outlined(items, items.iter().map(|item| Arc::new(said(item))))
}

/// The same, where most were read before.
pub fn read_after(record: &Record, before: &Known) -> (Vec<Step>, Known) {
    let items = record.items(STEPS);
    let mut known = Known(HashMap::with_capacity(items.len()));
    let each = items.iter().map(|item| {
        let print = print_of(item.slots());
        let said = before
            .said(item, print)
            .unwrap_or_else(|| Arc::new(said(item)));
        known.0.insert(item.id, (print, said.clone()));
        said
    });
    (outlined(&items, each), known)
}

// What is said of the items, in the order of the outline, as it stands there.
fn outlined(items: &[Item<'_>], said: impl Iterator<Item = Arc<Said>>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::with_capacity(items.len());
    // For each depth: the last step there, and its position among its siblings.
    let mut trail: Vec<(usize, usize)> = Vec::new();
    for (n, (item, said)) in items.iter().zip(said).enumerate() {
        let position = trail
            .get(item.depth)
            .map_or(1, |(_, position)| position + 1);
        trail.truncate(item.depth);
        let parent = trail.last().map(|(parent, _)| *parent);
        trail.push((n, position));
        let number = match parent {
            // Outlines go to depth ten at most; a hostile file must not fill the memory.
            Some(parent) if item.depth > 32 => steps[parent].number.clone(),
            Some(parent) => [&steps[parent].number, ".", &position.to_string()].concat(),
            None => position.to_string(),
        };
        if let Some(parent) = parent {
            steps[parent].holds = true;
        }
        if !said.when.is_empty()
            && let Some(decision) = decision_of(&steps, parent)
            && !steps[decision].answers.contains(&said.when)
        {
            steps[decision].answers.push(said.when.clone());
        }
        steps.push(Step {
            number,
            depth: item.depth,
            parent,
            answers: said.listed.clone(),
            holds: false,
            role: said
                .own_role
                .or_else(|| parent.and_then(|parent| steps[parent].role)),
            flag: item.flag,
            said,
        });
    }
    steps
}

/// The decision that a step's `when` is about: the nearest that it stands under.
pub fn decision_of(steps: &[Step], parent: Option<usize>) -> Option<usize> {
    let mut at = parent;
    while let Some(n) = at {
        if steps[n].kind == "decision" {
            return Some(n);
        }
        at = steps[n].parent;
    }
    None
}

/// Whether a value of [`PREDECESSORS`] says that the step is side by side with the one before.
pub fn is_beside(first: Option<&Text>) -> bool {
    first
        .and_then(Text::get::<Vec<String>>)
        .is_some_and(|first| first == [BESIDE])
}

fn said(item: &Item<'_>) -> Said {
    let kind = item.text("kind");
    let is_full = kind == "milestone" && item.text("recovery") != "partial";
    let link = |field| item.value(field).and_then(|id| id.plain().parse().ok());
    let first = item.value(PREDECESSORS);
    let beside = is_beside(first);
    let ids = |ids: Vec<String>| ids.iter().filter_map(|id| id.parse().ok()).collect();
    Said {
        id: item.id,
        title: item.text("title").trim().to_owned(),
        restores: link("service").filter(|_| is_full),
        kind: if kind.is_empty() {
            "task".to_owned()
        } else {
            kind.into_owned()
        },
        estimate: item.get("duration"),
        predecessors: first.filter(|_| !beside).and_then(Text::get).map(ids),
        beside,
        only: item.text("only").into_owned(),
        evidence: item.get("evidence_required") == Some(true),
        when: item.text("when").trim().to_owned(),
        listed: item.get("answers").unwrap_or_default(),
        disputed: item.text("disputed").into_owned(),
        start_after: item.get("start_after"),
        start_at: value::instant(item.value("start_at")),
        own_role: link("role"),
        irreversible: item.get("irreversible") == Some(true),
    }
}
