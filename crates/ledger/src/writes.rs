//! How a record takes a change in.

use crate::change::{Change, Write};
use crate::id::Dot;
use crate::record::{Mark, Record, Slot, Value};
use crate::sort::Arrange;

impl Record {
    /// Applies a change whose predecessors were applied. `false` when it was known.
    pub fn apply(&mut self, change: &Change) -> bool {
        if self.seen.has(change.dot) {
            return false;
        }
        let at = self.marks.partition_point(|mark| mark.dot < change.dot);
        let (dot, by) = (change.dot, change.by.clone());
        let mark = Mark {
            dot,
            at: change.at,
            by,
            live: 0,
        };
        self.marks.insert(at, mark);
        for write in &change.writes {
            self.write(change.dot, write);
        }
        self.marks.retain(|mark| mark.live > 0);
        self.heads.retain(|head| !change.after.contains(head));
        self.heads.push(change.dot);
        self.heads.arrange();
        self.seen.add(change.dot);
        // Also where nothing new is purged: a change that came late may bring what is.
        self.purged.join(&change.purges);
        self.drop_purged();
        true
    }

    fn write(&mut self, dot: Dot, write: &Write) {
        let at = self.find(write.path).unwrap_or_else(|at| {
            let slot = Slot {
                path: write.path,
                values: Vec::new(),
                known: None,
            };
            self.slots.insert(at, slot);
            at
        });
        let slot = &mut self.slots[at];
        let marks = &mut self.marks;
        slot.values.retain(|value| {
            let stays = !write.over.contains(&value.dot);
            if !stays {
                count(marks, value.dot, -1);
            }
            stays
        });
        // What lost its value to a purge still replaces what it replaced.
        if let Some(text) = write.value.clone() {
            slot.values.push(Value { dot, text });
            slot.values.arrange();
            count(marks, dot, 1);
        }
        if let Some(known) = &mut slot.known {
            known.add(dot);
        } else if slot.values.is_empty() {
            self.slots.remove(at);
        }
    }

    /// Keeps the marks of changes that still have a value here, sorted and counted.
    pub(crate) fn tidy_marks(&mut self) {
        self.marks.arrange_by_key(|mark| mark.dot);
        self.marks.dedup_by_key(|mark| mark.dot);
        self.count_marks();
        self.marks.retain(|mark| mark.live > 0);
    }

    /// Counts the values of each mark anew.
    pub(crate) fn count_marks(&mut self) {
        self.marks.iter_mut().for_each(|mark| mark.live = 0);
        for value in self.slots.iter().flat_map(|slot| &slot.values) {
            count(&mut self.marks, value.dot, 1);
        }
    }
}

fn count(marks: &mut [Mark], dot: Dot, by: i32) {
    if let Ok(at) = marks.binary_search_by_key(&dot, |mark| mark.dot) {
        marks[at].live = marks[at].live.saturating_add_signed(by);
    }
}
