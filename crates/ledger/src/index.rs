//! Indexes over all records that follow every change: who claims a human code,
//! and which records mention a record.

use crate::id::Id;
use crate::path::{Key, Path};
use crate::record::{Record, Slot};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The field that holds a record's human code.
pub const CODE: Path = Path::of("code");

/// Codes and mentions. A record counts once for each register that mentions another.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Index {
    codes: HashMap<Key, HashMap<Text, BTreeSet<Id>>>,
    numbers: HashMap<Key, BTreeMap<u64, u32>>,
    mentions: HashMap<Id, BTreeMap<Id, u32>>,
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
    }

    fn forget_slot(&mut self, record: &Record, slot: &Slot) {
        for value in &slot.values {
            if slot.path == CODE {
                let codes = self.codes.entry(record.kind).or_default();
                if let Some(claimants) = codes.get_mut(&value.text) {
                    claimants.remove(&record.id);
                    if claimants.is_empty() {
                        codes.remove(&value.text);
                    }
                }
                if let Some(number) = number_of(&value.text) {
                    drop_one(self.numbers.entry(record.kind).or_default(), &number);
                }
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

    fn learn_slot(&mut self, record: &Record, slot: &Slot) {
        for value in &slot.values {
            if slot.path == CODE {
                let codes = self.codes.entry(record.kind).or_default();
                codes
                    .entry(value.text.clone())
                    .or_default()
                    .insert(record.id);
                if let Some(number) = number_of(&value.text) {
                    *self
                        .numbers
                        .entry(record.kind)
                        .or_default()
                        .entry(number)
                        .or_default() += 1;
                }
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

fn drop_one<K: Ord>(counts: &mut BTreeMap<K, u32>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

fn number_of(code: &Text) -> Option<u64> {
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
