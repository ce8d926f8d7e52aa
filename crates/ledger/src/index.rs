//! Indexes over all records that follow every change: who claims a human code, which
//! records mention a record, and in which people disagree.

use crate::conflict;
use crate::id::Id;
use crate::path::{Key, Path};
use crate::reads::{self, Sign};
use crate::record::{Record, Slot};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The field that holds a record's human code.
pub const CODE: Path = Path::of("code");

/// Codes, mentions and conflicts. A record counts once for each register that mentions another.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Index {
    codes: HashMap<Key, HashMap<Text, BTreeSet<Id>>>,
    numbers: HashMap<Key, BTreeMap<u64, u32>>,
    mentions: HashMap<Id, BTreeMap<Id, u32>>,
    /// How many conflicts a record has, where it has some.
    conflicts: BTreeMap<Id, u32>,
    /// The codes that more than one record claims.
    contested: BTreeSet<(Key, Text)>,
}

impl Index {
    /// The records that claim a code.
    pub fn claims(&self, kind: Key, code: &Text) -> impl Iterator<Item = Id> {
        let claimants = self.codes.get(&kind).and_then(|codes| codes.get(code));
        claimants.into_iter().flatten().copied()
    }

    /// The highest number among a kind's codes.
    pub fn highest(&self, kind: Key) -> u64 {
        let last = self.numbers.get(&kind).and_then(BTreeMap::last_key_value);
        last.map_or(0, |(number, _)| *number)
    }

    /// The records that mention a record.
    pub fn mentions(&self, id: Id) -> impl Iterator<Item = Id> {
        self.mentions
            .get(&id)
            .into_iter()
            .flat_map(BTreeMap::keys)
            .copied()
    }

    /// How many conflicts each record has that has some (R11), in order of their ids.
    pub fn conflicts(&self) -> impl Iterator<Item = (Id, u32)> {
        self.conflicts.iter().map(|(id, count)| (*id, *count))
    }

    /// How many conflicts a record has (R11).
    pub fn conflicts_in(&self, id: Id) -> u32 {
        self.conflicts.get(&id).copied().unwrap_or_default()
    }

    /// The codes that more than one record claims, deleted ones too (M14).
    pub fn contested(&self) -> impl Iterator<Item = (Key, &Text)> {
        self.contested.iter().map(|(kind, code)| (*kind, code))
    }

    // A record's conflicts hang together (a tombstone, a circle), so they are counted as a whole.
    fn count_conflicts(&mut self, record: &Record) {
        match conflict::of(record).len() {
            0 => self.conflicts.remove(&record.id),
            many => self.conflicts.insert(record.id, many as u32),
        };
    }

    /// Takes some registers of a record out, before they change.
    pub fn forget(&mut self, record: &Record, paths: impl Iterator<Item = Path>) {
        for slot in paths.filter_map(|path| record.slot(path)) {
            self.forget_slot(record, slot);
        }
    }

    /// Takes some registers of a record in, after they changed.
    pub fn learn(&mut self, record: &Record, paths: impl Iterator<Item = Path>) {
        for slot in paths.filter_map(|path| record.slot(path)) {
            self.learn_slot(record, slot);
        }
        self.count_conflicts(record);
    }

    /// Takes a whole record out.
    pub fn forget_all(&mut self, record: &Record) {
        record
            .slots()
            .iter()
            .for_each(|slot| self.forget_slot(record, slot));
    }

    /// Takes a whole record in.
    pub fn learn_all(&mut self, record: &Record) {
        record
            .slots()
            .iter()
            .for_each(|slot| self.learn_slot(record, slot));
        self.count_conflicts(record);
    }

    fn forget_slot(&mut self, record: &Record, slot: &Slot) {
        for value in &slot.values {
            if slot.path == CODE {
                self.forget_code(record, &value.text);
            }
            each_id(&value.text, |id| {
                let sources = self.mentions.entry(id).or_default();
                drop_one(sources, &record.id);
                if sources.is_empty() {
                    self.mentions.remove(&id);
                }
            });
        }
    }

    fn forget_code(&mut self, record: &Record, code: &Text) {
        if let Some(codes) = self.codes.get_mut(&record.kind) {
            if let Some(claimants) = codes.get_mut(code) {
                claimants.remove(&record.id);
                if claimants.len() < 2 {
                    self.contested.remove(&(record.kind, code.clone()));
                }
                if claimants.is_empty() {
                    codes.remove(code);
                }
            }
            if codes.is_empty() {
                self.codes.remove(&record.kind);
            }
        }
        if let (Some(number), Some(numbers)) = (number_of(code), self.numbers.get_mut(&record.kind))
        {
            drop_one(numbers, &number);
            if numbers.is_empty() {
                self.numbers.remove(&record.kind);
            }
        }
    }

    fn learn_code(&mut self, record: &Record, code: &Text) {
        let codes = self.codes.entry(record.kind).or_default();
        let claimants = codes.entry(code.clone()).or_default();
        claimants.insert(record.id);
        if claimants.len() > 1 && !code.is_null() {
            self.contested.insert((record.kind, code.clone()));
        }
        if let Some(number) = number_of(code) {
            let numbers = self.numbers.entry(record.kind).or_default();
            *numbers.entry(number).or_default() += 1;
        }
    }

    fn learn_slot(&mut self, record: &Record, slot: &Slot) {
        for value in &slot.values {
            if slot.path == CODE {
                self.learn_code(record, &value.text);
            }
            each_id(&value.text, |id| {
                *self
                    .mentions
                    .entry(id)
                    .or_default()
                    .entry(record.id)
                    .or_default() += 1;
            });
        }
    }
}

/// The signs of what is looked up in the index and follows from some registers of a record.
pub(crate) fn signs(
    record: &Record,
    paths: impl Iterator<Item = Path>,
    mut each: impl FnMut(Sign),
) {
    for slot in paths.filter_map(|path| record.slot(path)) {
        for value in &slot.values {
            if slot.path == CODE {
                each(reads::of_claims(record.kind, &value.text));
            }
            each_id(&value.text, |id| each(reads::of_mentions(id)));
        }
    }
}

fn drop_one<K: Ord>(counts: &mut BTreeMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

pub(crate) fn number_of(code: &Text) -> Option<u64> {
    // A number that a person could not have reached is not continued.
    code.plain()
        .rsplit_once('-')?
        .1
        .parse()
        .ok()
        .filter(|number| *number < 1 << 40)
}

// Calls `each` for every text in a value that is an id, wherever in it.
fn each_id(text: &Text, mut each: impl FnMut(Id)) {
    const LENGTH: usize = 36;
    let json = text.as_str();
    if json.len() < LENGTH + 2 {
        return;
    }
    for (at, _) in json.match_indices('"') {
        let closed = json.as_bytes().get(at + 1 + LENGTH) == Some(&b'"');
        let inner = json.get(at + 1..at + 1 + LENGTH).filter(|_| closed);
        inner
            .and_then(|id| id.parse().ok())
            .into_iter()
            .for_each(&mut each);
    }
}
