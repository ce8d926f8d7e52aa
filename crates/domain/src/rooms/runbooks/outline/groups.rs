//! Steps side by side when others are put between them or they are moved: who stays together
//! stays side by side, who leaves comes after what stands before it.

use super::Outline;
use crate::rooms::runbooks::beside;
use crate::rooms::runbooks::steps::{PREDECESSORS, STEPS, is_beside};
use holdfast_ledger::{Edit, Id, Key, Path, Text};
use std::collections::{HashMap, HashSet};

impl Outline<'_> {
    fn value(&self, step: Id, field: &'static str) -> Option<&Text> {
        self.record.value(Path::item(STEPS, step, Key::new(field)))
    }

    /// Whether it is said of a step that it is side by side with the one before it.
    pub(super) fn is_beside(&self, step: Id) -> bool {
        is_beside(self.value(step, PREDECESSORS))
    }

    /// When several steps are put after one: what was side by side with that comes after them.
    pub(in crate::rooms::runbooks) fn parted(&self, after: Option<Id>) -> Option<Edit> {
        let (under, after) = self.spot(after);
        let next = self.next(under, after).filter(|next| self.is_beside(*next));
        next.map(|next| beside::put(self.record, next, false))
    }

    /// For each step, the first of those that it is side by side with: itself, if with none.
    pub(super) fn groups(&self) -> HashMap<Id, Id> {
        let mut groups = HashMap::with_capacity(self.order.len());
        for siblings in self.children.values() {
            let mut before: Option<(Id, Id)> = None;
            for &step in siblings {
                let joined = before.filter(|(last, _)| {
                    self.is_beside(step) && self.value(*last, "when") == self.value(step, "when")
                });
                let first = joined.map_or(step, |(_, first)| first);
                groups.insert(step, first);
                before = Some((step, first));
            }
        }
        groups
    }

    /// A section that takes in the step before others that are side by side with it has that step
    /// stand for it: they are side by side with the section now.
    pub(super) fn taken_in(&self, step: Id, under: Option<Id>, groups: &mut HashMap<Id, Id>) {
        let section = under.filter(|under| {
            let kind = self.value(*under, "kind");
            kind.is_some_and(|kind| kind.plain() == "section")
        });
        let Some(to) = section.and_then(|section| groups.get(&section).copied()) else {
            return;
        };
        let with_it = |(of, first): &(&Id, &mut Id)| **first == step && **of != step;
        groups
            .iter_mut()
            .filter(with_it)
            .for_each(|(_, first)| *first = to);
    }

    /// What is to be said anew of those whose siblings changed, given who was with whom before.
    pub(super) fn regroup(
        &self,
        groups: &HashMap<Id, Id>,
        moved: &HashSet<Id>,
        edits: &mut Vec<Edit>,
    ) {
        for parent in &self.touched {
            let siblings = self.under(*parent);
            let now = joined(siblings, groups, moved);
            for (n, &step) in siblings.iter().enumerate() {
                let with = n > 0 && now[n].is_some() && now[n] == now[n - 1];
                let was = self.is_beside(step);
                // What names the steps before it goes on doing so.
                let may = was || self.value(step, PREDECESSORS).is_none();
                if with != was && may {
                    edits.push(beside::put(self.record, step, with));
                }
            }
        }
    }
}

// The group of each sibling now: one that was put between two of a group is one of them.
fn joined(siblings: &[Id], groups: &HashMap<Id, Id>, moved: &HashSet<Id>) -> Vec<Option<Id>> {
    let stayed = |id: &&Id| !moved.contains(*id);
    let group = |id: &Id| groups.get(id).copied();
    let one = |(n, id): (usize, &Id)| {
        let before = siblings[..n].iter().rfind(stayed).and_then(group);
        let behind = siblings[n + 1..].iter().find(stayed).and_then(group);
        let between = before.filter(|_| moved.contains(id) && before == behind);
        between.or_else(|| group(id))
    };
    siblings.iter().enumerate().map(one).collect()
}
