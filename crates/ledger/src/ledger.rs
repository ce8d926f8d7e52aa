//! The workspace in memory: records, the replica that writes here, and the one
//! way in: edits become changes, changes are applied.

pub use crate::commit::{CommitError, Edit, Stamp};

use crate::change::Change;
use crate::commit::Replica;
use crate::id::{Id, ReplicaId};
use crate::index::Index;
use crate::path::Key;
use crate::purge::Purged;
use crate::reads::{self, ALL, Journal, Sign};
use crate::record::Record;
use crate::sort::Arrange;
use crate::text::Text;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::ops::Bound;

/// All records, and the replica that edits them here.
#[derive(Default)]
pub struct Ledger {
    pub(crate) records: HashMap<Id, Record>,
    kinds: HashMap<Key, BTreeSet<Id>>,
    pub(crate) replica: Option<Replica>,
    /// Changes whose predecessors have not arrived yet.
    waiting: Vec<Change>,
    index: Index,
    /// What was written to the records of each kind here.
    written: HashMap<Key, Written>,
    /// Records of which more was purged since somebody asked.
    purged: BTreeSet<Id>,
    journal: Journal,
}

/// How many writes to records of one kind are remembered one by one.
const REMEMBERED: usize = 4096;

/// How often records of a kind were written to, and the last that were.
#[derive(Default)]
struct Written {
    count: u64,
    last: VecDeque<Id>,
}

impl Written {
    fn add(&mut self, record: Id) {
        self.count += 1;
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back(record);
    }
}

impl Ledger {
    /// An empty workspace.
    pub fn new() -> Self {
        Self::default()
    }

    /// A record by its id, deleted or not.
    pub fn record(&self, id: Id) -> Option<&Record> {
        reads::note_record(id);
        self.records.get(&id)
    }

    /// The records of a kind in order of their ids, deleted ones too.
    pub fn of_kind(&self, kind: Key) -> impl DoubleEndedIterator<Item = &Record> {
        reads::note_kind(kind);
        let ids = self.kinds.get(&kind).into_iter().flatten();
        ids.filter_map(|id| self.records.get(id))
    }

    /// Those of a kind whose ids come after one, in order.
    pub fn of_kind_after(&self, kind: Key, after: Option<Id>) -> impl Iterator<Item = &Record> {
        reads::note_kind(kind);
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        let ids = self.kinds.get(&kind).into_iter();
        ids.flat_map(move |ids| ids.range((from, Bound::Unbounded)))
            .filter_map(|id| self.records.get(id))
    }

    /// How often records of a kind were written to here: what was made of them holds while this stays.
    pub fn revision(&self, kind: Key) -> u64 {
        reads::note_revision(kind);
        self.written.get(&kind).map_or(0, |written| written.count)
    }

    /// The records of a kind that were written to since a [`revision`](Self::revision) of it, once for each
    /// time. `None` where nobody remembers: then any of them may have been.
    pub fn written_since(&self, kind: Key, revision: u64) -> Option<Vec<Id>> {
        reads::note_kind(kind);
        let missed = self.revision(kind).checked_sub(revision)?;
        let last = self.written.get(&kind).map(|written| &written.last);
        let from = last
            .map_or(0, VecDeque::len)
            .checked_sub(usize::try_from(missed).ok()?)?;
        Some(last.into_iter().flatten().skip(from).copied().collect())
    }

    /// How much was written, so that it can be asked what was [`since`](Self::signs_since) then. It is
    /// remembered from the first time on that somebody asks.
    pub fn written_until(&self) -> u64 {
        self.journal.begin()
    }

    /// The signs of what was written since, each with the record by which. `None` where nobody remembers.
    pub fn signs_since(&self, until: u64) -> Option<impl Iterator<Item = (Sign, Id)>> {
        self.journal.since(until)
    }

    /// The kinds that have records, sorted by name.
    pub fn kinds(&self) -> Vec<Key> {
        reads::note(ALL);
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
        reads::note(ALL);
        self.records.values()
    }

    /// How many records there are, deleted ones too.
    pub fn len(&self) -> usize {
        reads::note(ALL);
        self.records.len()
    }

    /// The records that claim a human code, in order of their ids (M14).
    pub fn claims(&self, kind: Key, code: &Text) -> impl Iterator<Item = Id> {
        reads::note_claims(kind, code);
        self.index.claims(kind, code)
    }

    /// The highest number among a kind's codes of the form `PREFIX-number`; 0 for none.
    pub fn highest_code(&self, kind: Key) -> u64 {
        reads::note_kind(kind);
        self.index.highest(kind)
    }

    /// The number of a code of the form `PREFIX-number`, if it is one that is continued.
    pub fn number_of_code(code: &Text) -> Option<u64> {
        crate::index::number_of(code)
    }

    /// How many conflicts each record has that has some (R11), in order of their ids.
    pub fn conflicts(&self) -> impl Iterator<Item = (Id, u32)> {
        reads::note(ALL);
        self.index.conflicts()
    }

    /// How many conflicts a record has (R11).
    pub fn conflicts_in(&self, id: Id) -> u32 {
        reads::note_record(id);
        self.index.conflicts_in(id)
    }

    /// The codes that more than one record claims, deleted ones too (M14).
    pub fn contested(&self) -> impl Iterator<Item = (Key, &Text)> {
        reads::note(ALL);
        self.index.contested()
    }

    /// Whether the indexes are equal to these: for tests that rebuild them.
    pub fn index_is(&self, rebuilt: &Index) -> bool {
        self.index == *rebuilt
    }

    /// The records that mention a record by its id, in order of their ids.
    pub fn mentions(&self, id: Id) -> impl Iterator<Item = Id> {
        reads::note_mentions(id);
        self.index.mentions(id)
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        reads::note(ALL);
        self.records.is_empty()
    }

    /// The replica that edits here, once it has made its first change.
    pub fn replica(&self) -> Option<ReplicaId> {
        self.replica.as_ref().map(|replica| replica.id)
    }

    /// The records of which more was purged since this was asked last: what was kept of them
    /// elsewhere has to go too.
    pub fn take_purged(&mut self) -> BTreeSet<Id> {
        std::mem::take(&mut self.purged)
    }

    /// What is purged of a record, if anything is.
    pub fn purged_of(&self, record: Id) -> Option<&Purged> {
        reads::note_record(record);
        let purged = &self.records.get(&record)?.purged;
        (!purged.is_empty()).then_some(purged)
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

    pub(crate) fn apply_now(&mut self, change: &Change) -> bool {
        let record = self
            .records
            .entry(change.record)
            .or_insert_with(|| Record::new(change.record, change.kind));
        self.kinds
            .entry(record.kind)
            .or_default()
            .insert(change.record);
        self.written
            .entry(record.kind)
            .or_default()
            .add(change.record);
        if !change.purges.is_empty() {
            self.journal.add_all(record);
            self.index.forget_all(record);
            let applied = record.apply(change);
            self.index.learn_all(record);
            self.journal.add_all(record);
            self.purged.insert(change.record);
            return applied;
        }
        let paths = || change.writes.iter().map(|write| write.path);
        self.journal.add(record, paths());
        self.index.forget(record, paths());
        let applied = record.apply(change);
        self.index.learn(record, paths());
        self.journal.add(record, paths());
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
                    self.written.entry(own.kind).or_default().add(own.id);
                    if joined.purged != own.purged {
                        self.purged.insert(record.id);
                    }
                    self.journal.add_all(own);
                    self.index.forget_all(own);
                    *own = joined;
                    self.index.learn_all(own);
                    self.journal.add_all(own);
                }
                changed
            }
            None => {
                self.kinds.entry(record.kind).or_default().insert(record.id);
                self.written.entry(record.kind).or_default().add(record.id);
                self.index.learn_all(&record);
                self.journal.add_all(&record);
                self.records.insert(record.id, record);
                true
            }
        }
    }
}
