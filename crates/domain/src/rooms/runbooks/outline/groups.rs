//! Steps side by side when others are put between them or they are moved: who stays together
//! stays side by side, who leaves comes after what stands before it.

use super::Outline;
use crate::rooms::runbooks::beside;
use crate::rooms::runbooks::steps::{PREDECESSORS, STEPS, is_beside};
use holdfast_ledger::{Edit, Id, Key, Path, Text};
use std::collections::{HashMap, HashSet};

impl Outline<'_> {
    pub(super) fn value(&self, step: Id, field: &'static str) -> Option<&Text> {
        self.record.value(Path::item(STEPS, step, Key::new(field)))
    }

    /// Whether it is said of a step that it is side by side with the one before it.
    pub(super) fn is_beside(&self, step: Id) -> bool {
        is_beside(self.value(step, PREDECESSORS))
    }

    /// When several steps are put after one: what was side by side with that comes after them.
    pub(in crate::rooms::runbooks) fn parted(&self, after: Option<Id>) -> Option<Edit> {
        let (under, after) = self.spot(after);
        self.parted_at(under, after)
    }

    /// The same behind a sibling.
    pub(super) fn parted_at(&self, under: Option<Id>, after: Option<Id>) -> Option<Edit> {
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

    /// A section that takes in the first of several that are side by side has that step stand for
    /// it: the others are side by side with the section now. What was side by side with the section
    /// itself begins with what it holds.
    pub(super) fn taken_in(
        &self,
        step: Id,
        under: Option<Id>,
        chosen: &HashSet<Id>,
        groups: &mut HashMap<Id, Id>,
    ) {
        let section = under.filter(|under| {
            let kind = self.value(*under, "kind");
            kind.is_some_and(|kind| kind.plain() == "section")
        });
        let own = |id: Id| groups.get(&id).copied();
        let Some((section, with)) = section.and_then(|section| Some((section, own(section)?)))
        else {
            return;
        };
        let held = self.under(Some(section)).iter().filter(|id| **id != step);
        if own(step) == Some(with) {
            let mut of_held = held.map(|id| own(*id));
            let first = of_held.next().flatten();
            let one = first.filter(|first| of_held.all(|other| other == Some(*first)));
            groups.extend(one.map(|first| (step, first)));
        } else if held.clone().all(|id| chosen.contains(id)) {
            let stays = |id: &Id| *id != step && !chosen.contains(id);
            for (id, first) in groups.iter_mut() {
                if *first == step && stays(id) {
                    *first = with;
                }
            }
        }
    }

    // What the first of a step's group named, if that went away: the step waits for it in its place.
    fn first_left(&self, step: Id, groups: &HashMap<Id, Id>, moved: &HashSet<Id>) -> Option<&Text> {
        let first = groups.get(&step).filter(|first| moved.contains(first))?;
        let named = self.value(*first, PREDECESSORS);
        named.filter(|named| *first != step && !is_beside(Some(named)))
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
                    edits.push(match self.first_left(step, groups, moved) {
                        Some(first) if !with => beside::after(self.record, step, first),
                        _ => beside::put(self.record, step, with),
                    });
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
