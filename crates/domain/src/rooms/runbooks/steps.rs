//! The steps of a runbook or a run, read once into a flat tree.

use crate::value::{self, Estimate};
use holdfast_ledger::record::{Flag, Item};
use holdfast_ledger::{Id, Key, Record, Text};

/// The list of steps, in runbooks and in runs.
pub const STEPS: Key = Key::new("steps");
/// The field of a step that names what comes first.
pub const PREDECESSORS: &str = "predecessors";
/// The word in it that stands for what the step before it comes after: both are worked side by
/// side, wherever they are moved.
pub const BESIDE: &str = "beside";

/// A step as far as plan and rules look at it.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is said of a step by itself, in any combination"
)]
pub struct Step {
    /// Its id.
    pub id: Id,
    /// What it is called; may be empty.
    pub title: String,
    /// The key of its kind; `task` when none is given.
    pub kind: String,
    /// Its number in the outline, for example `2.3`.
    pub number: String,
    /// How many steps it stands under.
    pub depth: usize,
    /// The step that it stands under, as an index into the list.
    pub parent: Option<usize>,
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
    /// What can be decided here: what the decision lists, then what steps below it name.
    pub answers: Vec<String>,
    /// Minutes after the start of the run before which it does not begin.
    pub start_after: Option<f64>,
    /// The moment before which it does not begin, in milliseconds since 1970.
    pub start_at: Option<i64>,
    /// Whether other steps stand under it.
    pub holds: bool,
    /// The role that does it: its own, or that of what it stands under.
    pub role: Option<Id>,
    /// Whether that role is its own.
    pub own_role: bool,
    /// Whether there is no way back after it.
    pub irreversible: bool,
    /// The service that is fully back when it is reached: of a milestone that is not for a part.
    pub restores: Option<Id>,
    /// Why it wants a look.
    pub flag: Option<Flag>,
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
    let mut steps: Vec<Step> = Vec::with_capacity(items.len());
    // For each depth: the last step there, and its position among its siblings.
    let mut trail: Vec<(usize, usize)> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let position = trail
            .get(item.depth)
            .map_or(1, |(_, position)| position + 1);
        trail.truncate(item.depth);
        let parent = trail.last().map(|(parent, _)| *parent);
        trail.push((n, position));
        let number = match parent {
            // Outlines go to depth ten at most; a hostile file must not fill the memory.
            Some(parent) if item.depth > 32 => steps[parent].number.clone(),
            Some(parent) => format!("{}.{position}", steps[parent].number),
            None => position.to_string(),
        };
        let mut step = read_one(item, number, parent);
        if let Some(parent) = parent {
            steps[parent].holds = true;
        }
        step.role = step
            .role
            .or_else(|| parent.and_then(|parent| steps[parent].role));
        if !step.when.is_empty()
            && let Some(decision) = decision_of(&steps, parent)
            && !steps[decision].answers.contains(&step.when)
        {
            let answer = step.when.clone();
            steps[decision].answers.push(answer);
        }
        steps.push(step);
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

fn read_one(item: &Item<'_>, number: String, parent: Option<usize>) -> Step {
    let kind = item.text("kind");
    let is_full = kind == "milestone" && item.text("recovery") != "partial";
    let link = |field| item.value(field).and_then(|id| id.plain().parse().ok());
    let restores = link("service").filter(|_| is_full);
    let role: Option<Id> = link("role");
    let first = item.value(PREDECESSORS);
    let beside = is_beside(first);
    let ids = |ids: Vec<String>| ids.iter().filter_map(|id| id.parse().ok()).collect();
    Step {
        id: item.id,
        title: item.text("title").trim().to_owned(),
        kind: if kind.is_empty() {
            "task".to_owned()
        } else {
            kind.into_owned()
        },
        number,
        depth: item.depth,
        parent,
        estimate: item.get("duration"),
        predecessors: first.filter(|_| !beside).and_then(Text::get).map(ids),
        beside,
        only: item.text("only").into_owned(),
        evidence: item.get("evidence_required") == Some(true),
        when: item.text("when").trim().to_owned(),
        answers: item.get("answers").unwrap_or_default(),
        start_after: item.get("start_after"),
        start_at: value::instant(item.value("start_at")),
        holds: false,
        role,
        own_role: role.is_some(),
        restores,
        irreversible: item.get("irreversible") == Some(true),
        flag: item.flag,
    }
}
