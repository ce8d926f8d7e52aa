//! From what a person wants to the changes that say it: edits become changes, numbered and chained.

use crate::change::{Change, Write};
use crate::id::{Dot, Id, ReplicaId};
use crate::ledger::Ledger;
use crate::path::{DELETED, Key, Path, REMOVED};
use crate::purge::{Purge, Purged};
use crate::record::{Record, tombstone};
use crate::text::{MAX_FIELD, Text};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// What a person wants a register to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The record, which need not exist yet.
    pub record: Id,
    /// Its kind.
    pub kind: Key,
    /// The register.
    pub path: Path,
    /// The new value; `null` clears it. `true` in a tombstone buries all that is there.
    pub value: Text,
}

/// The value of an edit that deletes or removes.
pub(crate) fn buries() -> Text {
    Text::own("true")
}

/// Who edits, when; and some randomness.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// Milliseconds since 1970.
    pub at: i64,
    /// Who is using the device.
    pub by: Arc<str>,
    /// What the edits are part of, if that is worth a word.
    pub note: Option<Arc<str>>,
    /// A random number: salts the hash chain; names the replica at its first edit.
    pub random: u64,
}

/// An edit that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitError {
    /// A value is longer than a field may be.
    TooLong(Path),
    /// A record with this id is of another kind.
    OtherKind(Id),
}

impl fmt::Display for CommitError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(path) => {
                write!(
                    out,
                    "The text in “{}” is longer than 1 MB. Nothing was changed.",
                    path.field
                )
            }
            Self::OtherKind(_) => {
                out.write_str("A record of another kind has the same id. Nothing was changed.")
            }
        }
    }
}

impl std::error::Error for CommitError {}

/// The replica that edits here.
#[derive(Clone, Debug)]
pub(crate) struct Replica {
    pub(crate) id: ReplicaId,
    counter: u64,
    last_hash: String,
}

impl Ledger {
    /// Makes the edits: one change for each record that they touch, in order of
    /// first mention. An edit that says what is there already makes no change.
    /// All or nothing.
    ///
    /// # Errors
    /// When a value is too long or a record is of another kind; nothing is changed then.
    pub fn commit(&mut self, edits: &[Edit], stamp: &Stamp) -> Result<Vec<Change>, CommitError> {
        let changes = self.prepare(edits, stamp)?;
        for change in &changes {
            self.apply_now(change);
        }
        Ok(changes)
    }

    /// As [`Self::commit`], but what stands in the registers stays beside the new values: for
    /// bringing back what people disagreed about. One change for each edit.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn commit_beside(
        &mut self,
        edits: &[Edit],
        stamp: &Stamp,
    ) -> Result<Vec<Change>, CommitError> {
        let mut made = Vec::with_capacity(edits.len());
        for edit in edits {
            for mut change in self.prepare(std::slice::from_ref(edit), stamp)? {
                change
                    .writes
                    .iter_mut()
                    .for_each(|write| write.over.clear());
                self.seal(&change);
                self.apply_now(&change);
                made.push(change);
            }
        }
        Ok(made)
    }

    // The chain goes on from the change as it is now (R9).
    fn seal(&mut self, change: &Change) {
        if let Some(replica) = &mut self.replica {
            replica.last_hash = change.hash();
        }
    }

    /// The changes that the edits make, numbered but not applied: for imports, which
    /// are written to the disk before they are shown. Changes that are never applied
    /// leave a gap in the replica's chain.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn prepare(&mut self, edits: &[Edit], stamp: &Stamp) -> Result<Vec<Change>, CommitError> {
        self.make(edits, &[], stamp)
    }

    /// Purges values for good (M17), and makes edits in the same changes. What is purged whole
    /// is deleted too, so that what others wrote there meanwhile is flagged (M7). All or nothing.
    ///
    /// # Errors
    /// As [`Self::commit`].
    pub fn purge(
        &mut self,
        purges: &[Purge],
        edits: &[Edit],
        stamp: &Stamp,
    ) -> Result<Vec<Change>, CommitError> {
        let mut all = edits.to_vec();
        for purge in purges.iter().filter(|purge| purge.is_whole()) {
            if let Some(record) = self.records.get(&purge.record) {
                let (id, kind, path) = (record.id, record.kind, purge.path);
                all.push(if path.is_item() {
                    Self::remove_item(id, kind, path.list, path.item)
                } else {
                    Self::delete(id, kind)
                });
            }
        }
        let changes = self.make(&all, purges, stamp)?;
        for change in &changes {
            self.apply_now(change);
        }
        Ok(changes)
    }
    fn make(
        &mut self,
        edits: &[Edit],
        purges: &[Purge],
        stamp: &Stamp,
    ) -> Result<Vec<Change>, CommitError> {
        let mut order: Vec<Id> = Vec::new();
        let mut groups: HashMap<Id, Vec<&Edit>> = HashMap::new();
        for edit in edits {
            if edit.value.as_str().len() > MAX_FIELD {
                return Err(CommitError::TooLong(edit.path));
            }
            let kind = self
                .records
                .get(&edit.record)
                .map_or(edit.kind, |record| record.kind);
            let group = groups.entry(edit.record).or_default();
            let first = group.first().map_or(edit.kind, |first| first.kind);
            if kind != edit.kind || first != edit.kind {
                return Err(CommitError::OtherKind(edit.record));
            }
            if group.is_empty() {
                order.push(edit.record);
            }
            group.push(edit);
        }
        for purge in purges {
            if !order.contains(&purge.record) {
                order.push(purge.record);
            }
        }
        let change = |id: Id| {
            let group = groups.remove(&id).unwrap_or_default();
            let purged = self.purged_by(id, purges);
            self.change_for(id, &group, purged, stamp)
        };
        Ok(order.into_iter().filter_map(change).collect())
    }

    // What purges add to what is purged of a record.
    fn purged_by(&self, id: Id, purges: &[Purge]) -> Purged {
        let mut purged = Purged::none();
        if let Some(record) = self.records.get(&id) {
            for purge in purges.iter().filter(|purge| purge.record == id) {
                if purge.is_whole() {
                    purged.add(purge.path, record.seen.entries());
                } else {
                    purged.add(purge.path, purge.dots.iter().copied());
                }
            }
        }
        purged
    }

    fn change_for(
        &mut self,
        id: Id,
        edits: &[&Edit],
        purges: Purged,
        stamp: &Stamp,
    ) -> Option<Change> {
        let own = self.records.get(&id).map(|record| record.kind);
        let kind = own.or_else(|| edits.first().map(|edit| edit.kind))?;
        // A later edit of the same register in one command replaces the earlier.
        let last: HashMap<Path, usize> = edits
            .iter()
            .enumerate()
            .map(|(n, edit)| (edit.path, n))
            .collect();
        let kept = edits
            .iter()
            .enumerate()
            .filter(|(n, edit)| last.get(&edit.path) == Some(n));
        let writes: Vec<Write> = kept.filter_map(|(_, edit)| self.write_for(edit)).collect();
        if writes.is_empty() && purges.is_empty() {
            return None;
        }
        let fresh = || Replica {
            id: ReplicaId(stamp.random),
            counter: 0,
            last_hash: String::new(),
        };
        let replica = self.replica.get_or_insert_with(fresh);
        replica.counter += 1;
        // A file may claim changes of this opening that were never made, by a fault or forged. Under their
        // names the next ones would count as known and be dropped: they get another (R13).
        let next = Dot {
            replica: replica.id,
            counter: replica.counter,
        };
        let claimed = |record: &Record| record.seen.has(next);
        if self.records.get(&id).is_some_and(claimed) {
            *replica = fresh();
            replica.counter += 1;
        }
        let change = Change {
            dot: Dot {
                replica: replica.id,
                counter: replica.counter,
            },
            record: id,
            kind,
            at: stamp.at,
            by: stamp.by.clone(),
            note: stamp.note.clone(),
            after: self
                .records
                .get(&id)
                .map(|record| record.heads.clone())
                .unwrap_or_default(),
            writes,
            purges,
            prev: replica.last_hash.clone(),
            salt: format!("{:016x}", stamp.random.rotate_left(17) ^ replica.counter),
            kept_hash: String::new(),
        };
        replica.last_hash = change.hash();
        Some(change)
    }

    fn write_for(&self, edit: &Edit) -> Option<Write> {
        let record = self.records.get(&edit.record);
        let slot = record.and_then(|record| record.slot(edit.path));
        let all = edit.path.is_tombstone() && edit.value == buries();
        let value = match record {
            Some(record) if all => tombstone(record.seen()),
            _ => edit.value.clone(),
        };
        let over: Vec<Dot> = slot
            .map(|slot| slot.values.iter().map(|v| v.dot).collect())
            .unwrap_or_default();
        let same = match slot {
            Some(slot) => !slot.in_conflict() && slot.shown() == Some(&value),
            None => value.is_null(),
        };
        (!same).then_some(Write {
            path: edit.path,
            over,
            value: Some(value),
        })
    }

    /// An edit that deletes a record.
    pub fn delete(record: Id, kind: Key) -> Edit {
        Edit {
            record,
            kind,
            path: Path::field(DELETED),
            value: buries(),
        }
    }

    /// An edit that brings a deleted record back.
    pub fn undelete(record: Id, kind: Key) -> Edit {
        Edit {
            record,
            kind,
            path: Path::field(DELETED),
            value: Text::null(),
        }
    }

    /// An edit that removes an item from a list.
    pub fn remove_item(record: Id, kind: Key, list: Key, item: Id) -> Edit {
        Edit {
            record,
            kind,
            path: Path::item(list, item, REMOVED),
            value: buries(),
        }
    }

    /// An edit that brings a removed item back.
    pub fn restore_item(record: Id, kind: Key, list: Key, item: Id) -> Edit {
        Edit {
            record,
            kind,
            path: Path::item(list, item, REMOVED),
            value: Text::null(),
        }
    }
}
