//! The workspace in memory: records, the replica that writes here, and the one
//! way in: edits become changes, changes are applied.

use crate::change::{Change, Write};
use crate::id::{Dot, Id, ReplicaId};
use crate::index::Index;
use crate::path::{DELETED, Key, Path, REMOVED};
use crate::purge::{Purge, Purged};
use crate::record::{Mark, Record, Slot, Value, tombstone};
use crate::sort::Arrange;
use crate::text::{MAX_FIELD, Text};
use std::collections::{BTreeSet, HashMap};
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

#[derive(Clone, Debug)]
struct Replica {
    id: ReplicaId,
    counter: u64,
    last_hash: String,
}

/// All records, and the replica that edits them here.
#[derive(Default)]
pub struct Ledger {
    records: HashMap<Id, Record>,
    kinds: HashMap<Key, BTreeSet<Id>>,
    replica: Option<Replica>,
    /// Changes whose predecessors have not arrived yet.
    waiting: Vec<Change>,
    index: Index,
    /// How often records of each kind changed.
    revisions: HashMap<Key, u64>,
    /// Records of which more was purged since somebody asked.
    purged: BTreeSet<Id>,
}

impl Ledger {
    /// An empty workspace.
    pub fn new() -> Self {
        Self::default()
    }

    /// A record by its id, deleted or not.
    pub fn record(&self, id: Id) -> Option<&Record> {
        self.records.get(&id)
    }

    /// The records of a kind in order of their ids, deleted ones too.
    pub fn of_kind(&self, kind: Key) -> impl DoubleEndedIterator<Item = &Record> {
        let ids = self.kinds.get(&kind).into_iter().flatten();
        ids.filter_map(|id| self.records.get(id))
    }

    /// How often records of a kind were written to here: what was made of them holds while this stays.
    pub fn revision(&self, kind: Key) -> u64 {
        self.revisions.get(&kind).copied().unwrap_or_default()
    }

    /// The kinds that have records, sorted by name.
    pub fn kinds(&self) -> Vec<Key> {
        let mut kinds: Vec<Key> = self
            .kinds
            .iter()
            .filter(|(_, ids)| !ids.is_empty())
            .map(|(kind, _)| *kind)
            .collect();
        kinds.arrange();
        kinds
    }

    /// All records, in no order.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values()
    }

    /// How many records there are, deleted ones too.
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// The records that claim a human code, in order of their ids (M14).
    pub fn claims(&self, kind: Key, code: &Text) -> impl Iterator<Item = Id> {
        self.index.claims(kind, code)
    }

    /// The highest number among a kind's codes of the form `PREFIX-number`; 0 for none.
    pub fn highest_code(&self, kind: Key) -> u64 {
        self.index.highest(kind)
    }

    /// The number of a code of the form `PREFIX-number`, if it is one that is continued.
    pub fn number_of_code(code: &Text) -> Option<u64> {
        crate::index::number_of(code)
    }

    /// How many conflicts each record has that has some (R11), in order of their ids.
    pub fn conflicts(&self) -> impl Iterator<Item = (Id, u32)> {
        self.index.conflicts()
    }

    /// How many conflicts a record has (R11).
    pub fn conflicts_in(&self, id: Id) -> u32 {
        self.index.conflicts_in(id)
    }

    /// The codes that more than one record claims, deleted ones too (M14).
    pub fn contested(&self) -> impl Iterator<Item = (Key, &Text)> {
        self.index.contested()
    }

    /// Whether the indexes are equal to these: for tests that rebuild them.
    pub fn index_is(&self, rebuilt: &Index) -> bool {
        self.index == *rebuilt
    }

    /// The records that mention a record by its id, in order of their ids.
    pub fn mentions(&self, id: Id) -> impl Iterator<Item = Id> {
        self.index.mentions(id)
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The replica that edits here, once it has made its first change.
    pub fn replica(&self) -> Option<ReplicaId> {
        self.replica.as_ref().map(|replica| replica.id)
    }

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

    /// The records of which more was purged since this was asked last: what was kept of them
    /// elsewhere has to go too.
    pub fn take_purged(&mut self) -> BTreeSet<Id> {
        std::mem::take(&mut self.purged)
    }

    /// What is purged of a record, if anything is.
    pub fn purged_of(&self, record: Id) -> Option<&Purged> {
        let purged = &self.records.get(&record)?.purged;
        (!purged.is_empty()).then_some(purged)
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
        let replica = self.replica.get_or_insert_with(|| Replica {
            id: ReplicaId(stamp.random),
            counter: 0,
            last_hash: String::new(),
        });
        replica.counter += 1;
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

    /// Applies a change that was made elsewhere or read from disk. Gives the records
    /// that it touched: none when it was known, or must wait for an earlier one; more
    /// when others waited for it.
    pub fn apply(&mut self, change: Change) -> Vec<Id> {
        self.waiting.push(change);
        let mut touched = Vec::new();
        while let Some(at) = self.waiting.iter().position(|change| self.is_ready(change)) {
            let change = self.waiting.swap_remove(at);
            if self.apply_now(&change) {
                touched.push(change.record);
            }
        }
        touched
    }

    /// Applies what still waits for changes that will not come (they were lost with
    /// the storage that held them). Nothing that is here is left out.
    pub fn apply_waiting(&mut self) -> Vec<Id> {
        let mut rest = std::mem::take(&mut self.waiting);
        rest.arrange_by_key(|change| change.dot);
        rest.iter()
            .filter(|change| self.apply_now(change))
            .map(|change| change.record)
            .collect()
    }

    /// How many changes wait for earlier ones.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    fn is_ready(&self, change: &Change) -> bool {
        match self.records.get(&change.record) {
            Some(record) => change.after.iter().all(|dot| record.seen.has(*dot)),
            None => change.after.is_empty(),
        }
    }

    fn apply_now(&mut self, change: &Change) -> bool {
        let record = self
            .records
            .entry(change.record)
            .or_insert_with(|| Record::new(change.record, change.kind));
        self.kinds
            .entry(record.kind)
            .or_default()
            .insert(change.record);
        *self.revisions.entry(record.kind).or_default() += 1;
        if !change.purges.is_empty() {
            self.index.forget_all(record);
            let applied = record.apply(change);
            self.index.learn_all(record);
            self.purged.insert(change.record);
            return applied;
        }
        self.index
            .forget(record, change.writes.iter().map(|write| write.path));
        let applied = record.apply(change);
        self.index
            .learn(record, change.writes.iter().map(|write| write.path));
        applied
    }

    /// Puts a record's whole state in, joining it with what is here (M1). Gives
    /// whether anything changed here.
    pub fn join(&mut self, record: Record) -> bool {
        match self.records.get_mut(&record.id) {
            Some(own) if own.kind != record.kind || *own == record => false,
            Some(own) => {
                let joined = crate::merge::join(own, &record);
                let changed = joined != *own;
                if changed {
                    *self.revisions.entry(own.kind).or_default() += 1;
                    if joined.purged != own.purged {
                        self.purged.insert(record.id);
                    }
                    self.index.forget_all(own);
                    *own = joined;
                    self.index.learn_all(own);
                }
                changed
            }
            None => {
                self.kinds.entry(record.kind).or_default().insert(record.id);
                *self.revisions.entry(record.kind).or_default() += 1;
                self.index.learn_all(&record);
                self.records.insert(record.id, record);
                true
            }
        }
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
