//! A simulated team: copies of a workspace that edit apart and exchange what they have. Which
//! edits they make is up to the test.

#![allow(dead_code)]

use holdfast_ledger::change::Change;
use holdfast_ledger::purge::Purge;
use holdfast_ledger::{Dot, Edit, Id, Ledger, Path, Record, Stamp, Text, line};

/// A value that stands in a copy.
pub type Held = (Id, Path, Text, Dot);

pub struct Team {
    pub copies: Vec<Ledger>,
    /// All changes that were ever made.
    pub changes: Vec<Change>,
    seeds: u64,
}

impl Team {
    pub fn new(copies: usize) -> Self {
        Self {
            copies: (0..copies).map(|_| Ledger::new()).collect(),
            changes: Vec::new(),
            seeds: 1,
        }
    }

    /// A number that was not given before.
    pub fn random(&mut self) -> u64 {
        self.seeds += 1;
        self.seeds.wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }

    pub fn stamp(&mut self, who: usize) -> Stamp {
        Stamp {
            at: 0,
            by: format!("copy {who}").into(),
            note: None,
            random: self.random(),
        }
    }

    pub fn commit(&mut self, who: usize, edits: &[Edit]) -> Vec<Change> {
        let stamp = self.stamp(who);
        let made = self.copies[who].commit(edits, &stamp);
        self.keep(made.expect("short values of one kind"))
    }

    pub fn purge(&mut self, who: usize, purges: &[Purge]) -> Vec<Change> {
        let stamp = self.stamp(who);
        let made = self.copies[who].purge(purges, &[], &stamp);
        self.keep(made.expect("short values of one kind"))
    }

    fn keep(&mut self, made: Vec<Change>) -> Vec<Change> {
        self.changes.extend(made.iter().cloned());
        made
    }

    /// Copy `to` takes in all records of copy `from`.
    pub fn join_all(&mut self, from: usize, to: usize) {
        let records: Vec<_> = self.copies[from].records().cloned().collect();
        for record in records {
            self.copies[to].join(record);
        }
    }

    /// A copy is closed and opened again: a new replica over the same records, read from storage.
    pub fn reopen(&mut self, who: usize) {
        let mut fresh = Ledger::new();
        for record in self.copies[who].records() {
            let text = line::print(record);
            line::read_all(&text, |record| assert!(fresh.join(record))).expect("own line");
        }
        self.copies[who] = fresh;
    }

    /// A copy becomes a clone of another; both go on as replicas of their own.
    pub fn clone_onto(&mut self, from: usize, to: usize) {
        let mut fresh = Ledger::new();
        for record in self.copies[from].records() {
            fresh.join(record.clone());
        }
        self.copies[to] = fresh;
    }

    /// Everybody takes in everybody's records, twice, in one order or the other.
    pub fn exchange(&mut self, backwards: bool) {
        let all = 0..self.copies.len();
        let each = |from| all.clone().map(move |to| (from, to));
        let mut pairs: Vec<_> = all.clone().flat_map(each).collect();
        if backwards {
            pairs.reverse();
        }
        for (from, to) in pairs.repeat(2) {
            self.join_all(from, to);
        }
    }

    /// All values that stand somewhere.
    pub fn held(&self) -> Vec<Held> {
        self.copies.iter().flat_map(values).collect()
    }

    /// M2, M17: one of these values that is not in the first copy, though no change replaced it in
    /// sight of it and nobody purged it; or that is there though somebody did.
    pub fn lost(&self, before: &[Held]) -> Option<String> {
        let now = values(&self.copies[0]);
        for value in before {
            let (record, path, _, dot) = value;
            let replaced = self.changes.iter().any(|change| {
                let mut writes = change.writes.iter();
                change.record == *record
                    && writes.any(|write| write.path == *path && write.over.contains(dot))
            });
            let purged = self.copies[0].purged_of(*record);
            let purged = purged.is_some_and(|purged| purged.has(*path, *dot));
            let there = now.contains(value);
            if there && purged {
                return Some(format!("purged and still there: {value:?}"));
            }
            if !(there || replaced || purged) {
                return Some(format!("lost: {value:?}"));
            }
        }
        None
    }
}

pub fn values(ledger: &Ledger) -> Vec<Held> {
    let of = |record: &Record| -> Vec<_> {
        let slots = record.slots().iter();
        let each = slots.flat_map(|slot| slot.values.iter().map(|value| (slot.path, value)));
        each.map(|(path, value)| (record.id, path, value.text.clone(), value.dot))
            .collect()
    };
    ledger.records().flat_map(of).collect()
}

/// How many cases a property test runs: `PROPTEST_CASES`, or so many.
pub fn cases(usual: u32) -> u32 {
    let wanted = std::env::var("PROPTEST_CASES").ok();
    wanted.and_then(|count| count.parse().ok()).unwrap_or(usual)
}
