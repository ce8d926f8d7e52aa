//! Changing the outline of a runbook: adding, indenting, moving and removing steps.
//!
//! Each function gives the edits of one command; none means that it cannot be done
//! from where the steps stand. What was done is remembered, so that several steps can be
//! moved one after the other.

mod groups;
pub(super) mod handed;
mod moves;
mod paste;
#[cfg(test)]
mod tests;

pub use handed::told;
pub use moves::Moves;

use super::beside;
use super::steps::{PREDECESSORS, STEPS, is_beside};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text, place};
use std::collections::{HashMap, HashSet};

/// How steps are moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Below the step before them.
    Indent,
    /// Beside the step that they stand under, with what that says of when they apply.
    Outdent,
    /// Before the step before them.
    Up,
    /// After the step after them.
    Down,
    /// Away. What stands below takes their place, with what they say of when it applies.
    Remove,
}

/// Where steps are put, seen from another step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// Before it.
    Before,
    /// Below it, behind all that stands there.
    In,
    /// Behind it.
    After,
}

struct Node {
    parent: Option<Id>,
    key: String,
}

/// The steps of a runbook as they stand, to be changed.
pub struct Outline<'a> {
    record: &'a Record,
    /// All steps in the order in which they stood.
    order: Vec<Id>,
    nodes: HashMap<Id, Node>,
    children: HashMap<Option<Id>, Vec<Id>>,
    /// What steps were put below or taken from.
    touched: HashSet<Option<Id>>,
    /// What steps were handed of when they apply.
    handed: HashMap<(Id, &'static str), Text>,
}

/// Adds a step after another: as the first below it if it has any below it, beside it
/// otherwise; at the end after none. The first edit names its place.
///
/// This is what a person waits for with each line, so it looks at the neighbours only.
pub fn add(record: &Record, after: Option<Id>, new: Id) -> Vec<Edit> {
    let items = record.items(STEPS);
    let at = after.and_then(|after| items.iter().position(|item| item.id == after));
    let last = || items.iter().rposition(|item| item.parent.is_none());
    let (under, behind, rest) = match at {
        Some(at) if items.get(at + 1).is_some_and(|next| next.parent == after) => {
            (after, None, at + 1)
        }
        Some(at) => (items[at].parent, Some(at), at + 1),
        None => (None, last(), items.len()),
    };
    let mut rest = items[rest..].iter();
    let next = rest.find(|item| behind.is_none_or(|behind| item.depth <= items[behind].depth));
    let next = next.filter(|next| next.parent == under);
    let key = |item: &Item<'_>| item.place().key;
    let (before, behind) = (behind.map(|at| key(&items[at])), next.map(key));
    let key = place::between(before.as_deref(), behind.as_deref(), new);
    let under = under.map(|under| under.to_string());
    let mut edits = vec![Edit {
        record: record.id,
        kind: record.kind,
        path: Path::item(STEPS, new, PLACE),
        value: Place { key, under }.to_text(),
    }];
    // Between steps that are worked side by side it is one of them.
    let joins = before.is_some() && next.is_some_and(|next| is_beside(next.value(PREDECESSORS)));
    edits.extend(joins.then(|| beside::put(record, new, true)));
    edits
}

impl<'a> Outline<'a> {
    /// The outline of a runbook.
    pub fn of(record: &'a Record) -> Self {
        let items = record.items(STEPS);
        let mut children: HashMap<Option<Id>, Vec<Id>> = HashMap::new();
        for item in &items {
            children.entry(item.parent).or_default().push(item.id);
        }
        let node = |item: &Item<'_>| Node {
            parent: item.parent,
            key: item.place().key,
        };
        Self {
            record,
            order: items.iter().map(|item| item.id).collect(),
            nodes: items.iter().map(|item| (item.id, node(item))).collect(),
            children,
            touched: HashSet::new(),
            handed: HashMap::new(),
        }
    }

    /// Moves or removes steps, each with what stands below it. Where some cannot go, the
    /// others that stand behind them stay too. No edits: none could.
    pub fn turn(&mut self, turn: Turn, steps: &[Id]) -> Vec<Edit> {
        let chosen: HashSet<Id> = steps.iter().copied().collect();
        let mut edits = Vec::new();
        let mut groups = self.groups();
        if turn == Turn::Remove {
            self.remove(&chosen, &mut edits);
            self.regroup(&groups, &chosen, &mut edits);
            return edits;
        }
        let mut tops = self.tops(&chosen);
        // Those that go down or out start with the last, so that their order stays.
        if matches!(turn, Turn::Outdent | Turn::Down) {
            tops.reverse();
        }
        for step in tops {
            let to = match turn {
                Turn::Indent => self.indented(step, &chosen),
                Turn::Outdent => self.outdented(step),
                Turn::Up => self.raised(step, &chosen),
                _ => self.lowered(step, &chosen),
            };
            if let Some((under, after)) = to {
                let left = self.parent(step).filter(|_| turn == Turn::Outdent);
                if let Some(left) = left.filter(|_| !self.is_new(step)) {
                    self.hand_on(left, step, &mut edits);
                }
                self.shift(step, under, after, &mut edits);
                self.taken_in(step, under, &chosen, &mut groups);
            }
        }
        self.regroup(&groups, &chosen, &mut edits);
        edits
    }

    /// Puts steps, each with what stands below it, to another. `None` when that is one of
    /// them or stands below one.
    pub fn put(&mut self, steps: &[Id], target: Id, spot: Spot) -> Option<Vec<Edit>> {
        let chosen: HashSet<Id> = steps.iter().copied().collect();
        if chosen.contains(&target) || self.is_below(target, &chosen) {
            return None;
        }
        let tops = self.tops(&chosen);
        let groups = self.groups();
        let mut edits = Vec::new();
        let mut last = None;
        for step in tops {
            let (under, after) = match (last, spot) {
                (Some(last), _) => (self.nodes.get(&step).and(self.parent(last)), Some(last)),
                (None, Spot::In) => (Some(target), self.under(Some(target)).last().copied()),
                (None, Spot::After) => (self.parent(target), Some(target)),
                (None, Spot::Before) => (self.parent(target), self.beside(target, -1)),
            };
            // A step that stands there already stays.
            if after == Some(step) {
                last = Some(step);
                continue;
            }
            self.shift(step, under, after, &mut edits);
            last = Some(step);
        }
        self.regroup(&groups, &chosen, &mut edits);
        Some(edits)
    }

    fn parent(&self, step: Id) -> Option<Id> {
        self.nodes.get(&step)?.parent
    }

    fn under(&self, parent: Option<Id>) -> &[Id] {
        self.children
            .get(&parent)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn key(&self, step: Id) -> &str {
        self.nodes.get(&step).map_or("", |node| &node.key)
    }

    // Siblings stand in the order of their keys, but for those whose places make a circle.
    fn position(&self, step: Id) -> Option<usize> {
        let node = self.nodes.get(&step)?;
        let siblings = self.under(node.parent);
        let own = (node.key.as_str(), step);
        let found = siblings.binary_search_by(|other| (self.key(*other), *other).cmp(&own));
        found
            .ok()
            .or_else(|| siblings.iter().position(|other| *other == step))
    }

    // The sibling so many places on.
    fn beside(&self, step: Id, by: isize) -> Option<Id> {
        let siblings = self.under(self.parent(step));
        let at = self.position(step)?.checked_add_signed(by)?;
        siblings.get(at).copied()
    }

    // Those of the steps that stand below none of them, in the order of the outline.
    fn tops(&self, chosen: &HashSet<Id>) -> Vec<Id> {
        let mut below: HashSet<Id> = HashSet::new();
        let mut tops = Vec::new();
        for step in &self.order {
            let parent = self.parent(*step);
            let covered =
                parent.is_some_and(|parent| chosen.contains(&parent) || below.contains(&parent));
            if covered {
                below.insert(*step);
            } else if chosen.contains(step) {
                tops.push(*step);
            }
        }
        tops
    }

    fn is_below(&self, step: Id, chosen: &HashSet<Id>) -> bool {
        let mut at = self.parent(step);
        let mut passed = 0;
        while let Some(parent) = at {
            passed += 1;
            if chosen.contains(&parent) || passed > self.order.len() {
                return true;
            }
            at = self.parent(parent);
        }
        false
    }

    fn indented(&self, step: Id, chosen: &HashSet<Id>) -> Option<(Option<Id>, Option<Id>)> {
        let before = self.beside(step, -1).filter(|id| !chosen.contains(id))?;
        Some((Some(before), self.under(Some(before)).last().copied()))
    }

    fn outdented(&self, step: Id) -> Option<(Option<Id>, Option<Id>)> {
        let parent = self.parent(step)?;
        Some((self.parent(parent), Some(parent)))
    }

    // At the top of its level, to the end of the level before.
    fn raised(&self, step: Id, chosen: &HashSet<Id>) -> Option<(Option<Id>, Option<Id>)> {
        let parent = self.parent(step);
        if let Some(before) = self.beside(step, -1) {
            return (!chosen.contains(&before)).then(|| (parent, self.beside(before, -1)));
        }
        let aunt = self.beside(parent?, -1)?;
        Some((Some(aunt), self.under(Some(aunt)).last().copied()))
    }

    // At the end of its level, to the top of the next.
    fn lowered(&self, step: Id, chosen: &HashSet<Id>) -> Option<(Option<Id>, Option<Id>)> {
        let parent = self.parent(step);
        if let Some(next) = self.beside(step, 1) {
            return (!chosen.contains(&next)).then_some((parent, Some(next)));
        }
        let aunt = self.beside(parent?, 1)?;
        Some((Some(aunt), None))
    }

    // What stands below takes the place, and what came after comes after what was before.
    fn remove(&mut self, chosen: &HashSet<Id>, edits: &mut Vec<Edit>) {
        let mut gone = Vec::new();
        for step in self.order.clone() {
            if !chosen.contains(&step) || !self.nodes.contains_key(&step) {
                continue;
            }
            let parent = self.parent(step);
            let mut last = Some(step);
            for child in self.under(Some(step)).to_vec() {
                self.hand_on(step, child, edits);
                self.shift(child, parent, last, edits);
                last = Some(child);
            }
            self.take(step);
            gone.push(step);
        }
        // What is written of a step together with its removal would keep it (M7).
        edits.retain(|edit| !chosen.contains(&edit.path.item));
        edits.extend(beside::without(self.record, &gone));
        let (id, kind) = (self.record.id, self.record.kind);
        edits.extend(
            gone.into_iter()
                .map(|step| Ledger::remove_item(id, kind, STEPS, step)),
        );
    }

    fn take(&mut self, step: Id) {
        let at = self.position(step);
        let parent = self.nodes.remove(&step).and_then(|node| node.parent);
        self.touched.insert(parent);
        if let (Some(at), Some(siblings)) = (at, self.children.get_mut(&parent)) {
            siblings.remove(at);
        }
    }

    fn shift(&mut self, step: Id, under: Option<Id>, after: Option<Id>, edits: &mut Vec<Edit>) {
        self.take(step);
        let (before, next) = self.room(under, after);
        let key = place::between(before, next, step);
        edits.push(self.place(step, under, key.clone()));
        let at = after.and_then(|after| self.position(after));
        let siblings = self.children.entry(under).or_default();
        siblings.insert(at.map_or(0, |at| at + 1).min(siblings.len()), step);
        self.nodes.insert(step, Node { parent: under, key });
        self.touched.insert(under);
    }

    // What a step added after another stands under, and behind which of its siblings.
    fn spot(&self, after: Option<Id>) -> (Option<Id>, Option<Id>) {
        match after.filter(|after| self.nodes.contains_key(after)) {
            None => (None, self.under(None).last().copied()),
            Some(step) if self.under(Some(step)).is_empty() => (self.parent(step), Some(step)),
            Some(step) => (Some(step), None),
        }
    }

    // The sibling behind another, or the first.
    fn next(&self, under: Option<Id>, after: Option<Id>) -> Option<Id> {
        let at = after.and_then(|after| self.position(after));
        self.under(under).get(at.map_or(0, |at| at + 1)).copied()
    }

    // The keys between which there is room behind a sibling.
    fn room(&self, under: Option<Id>, after: Option<Id>) -> (Option<&str>, Option<&str>) {
        let next = self.next(under, after);
        (
            after.map(|after| self.key(after)),
            next.map(|next| self.key(next)),
        )
    }

    fn place(&self, step: Id, under: Option<Id>, key: String) -> Edit {
        let under = under.map(|under| under.to_string());
        self.edit(step, PLACE, Place { key, under }.to_text())
    }

    fn edit(&self, step: Id, field: Key, value: Text) -> Edit {
        Edit {
            record: self.record.id,
            kind: self.record.kind,
            path: Path::item(STEPS, step, field),
            value,
        }
    }
}
