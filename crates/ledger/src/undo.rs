//! Undo and redo: the former values, written as new changes (SPEC R8).

use crate::change::Change;
use crate::id::{Dot, Id};
use crate::ledger::{Edit, Ledger};
use crate::path::{DELETED, Key, PLACE, Path, REMOVED};
use crate::text::Text;

/// What one register held before a command and which change holds it since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    record: Id,
    kind: Key,
    path: Path,
    value: Text,
    since: Dot,
}

/// How to take a command back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    steps: Vec<Before>,
}

/// What undoing does now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undoing {
    /// The edits to make.
    pub edits: Vec<Edit>,
    /// Registers that someone else changed since: listed, not overwritten.
    pub changed_since: Vec<(Id, Path)>,
}

impl Undo {
    /// Notes what the edits will replace. Call it before [`Ledger::commit`], and
    /// [`Self::made_by`] with its changes.
    pub fn prepare(ledger: &Ledger, edits: &[Edit]) -> Vec<(Id, Path, Text)> {
        let shown = |edit: &Edit| {
            let record = ledger.record(edit.record);
            let text = record.and_then(|record| record.slot(edit.path)).and_then(|slot| slot.shown());
            (edit.record, edit.path, text.cloned().unwrap_or_else(Text::null))
        };
        edits.iter().map(shown).collect()
    }

    /// How to take back the changes, given what stood there before.
    pub fn made_by(before: &[(Id, Path, Text)], changes: &[Change]) -> Self {
        let mut steps = Vec::new();
        for change in changes {
            for write in &change.writes {
                let found = before.iter().find(|(id, path, _)| (*id, *path) == (change.record, write.path));
                let value = found.map_or_else(Text::null, |(_, _, text)| text.clone());
                steps.push(Before {
                    record: change.record,
                    kind: change.kind,
                    path: write.path,
                    value,
                    since: change.dot,
                });
            }
        }
        Self { steps }
    }

    /// Whether there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The edits that take the command back, as things stand now. A record that the
    /// command created is deleted whole; an item that it created is removed whole.
    pub fn edits(&self, ledger: &Ledger) -> Undoing {
        let mut out = Undoing::default();
        for step in &self.steps {
            let Some(record) = ledger.record(step.record) else { continue };
            let ours = record.slot(step.path).is_some_and(|slot| {
                slot.values.iter().all(|value| value.dot == step.since)
            });
            if !ours {
                out.changed_since.push((step.record, step.path));
                continue;
            }
            let edit = Edit {
                record: step.record,
                kind: step.kind,
                path: step.path,
                value: step.value.clone(),
            };
            out.edits.push(self.created_whole(step, ledger).unwrap_or(edit));
        }
        out.edits.dedup();
        out
    }

    // A field that was written when its record (or item) was made is not cleared:
    // the record is deleted, so that restoring it brings all of it back.
    fn created_whole(&self, step: &Before, ledger: &Ledger) -> Option<Edit> {
        let record = ledger.record(step.record)?;
        if !step.value.is_null() || step.path.is_tombstone() {
            return None;
        }
        let mine = |dot: Dot| self.steps.iter().any(|s| s.since == dot && s.record == step.record);
        let all_mine = record.seen().entries().count() == 1 && record.heads().iter().all(|d| mine(*d));
        if all_mine && record.slots().iter().all(|slot| slot.values.iter().all(|v| mine(v.dot))) {
            return Some(Ledger::delete(step.record, step.kind));
        }
        let placed = Path { field: PLACE, ..step.path };
        let made_here = step.path.is_item()
            && self.steps.iter().any(|s| s.record == step.record && s.path == placed && s.value.is_null());
        made_here.then(|| Ledger::remove_item(step.record, step.kind, step.path.list, step.path.item))
    }
}

/// Whether the edit buries or raises a record or an item.
pub fn is_burial(edit: &Edit) -> bool {
    edit.path.field == DELETED || edit.path.field == REMOVED
}
