//! The steps of a runbook or a run, read once into a flat tree.

use crate::value::Estimate;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Key, Record};

/// The list of steps, in runbooks and in runs.
pub const STEPS: Key = Key::new("steps");
/// The field of a step that names what comes first.
pub const PREDECESSORS: &str = "predecessors";

/// A step as far as plan and rules look at it.
#[derive(Clone, Debug, PartialEq)]
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
    /// The steps that come first, if someone said so.
    pub predecessors: Option<Vec<Id>>,
    /// The only mode that it belongs to, if not to all: `exercise` or `actual`.
    pub only: String,
    /// Whether it is done only when someone says what shows that.
    pub evidence: bool,
}

impl Step {
    /// Whether someone does it; a section only holds others.
    pub fn is_worked(&self) -> bool {
        self.kind != "section"
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
        steps.push(read_one(item, number, parent));
    }
    steps
}

fn read_one(item: &Item<'_>, number: String, parent: Option<usize>) -> Step {
    let kind = item.text("kind");
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
        predecessors: item.get(PREDECESSORS).map(ids),
        only: item.text("only").into_owned(),
        evidence: item.get("evidence_required") == Some(true),
    }
}
