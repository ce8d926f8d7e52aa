//! A simulated team: copies that edit apart and exchange records and files in any order.
//! Rules M1–M9, M17 and R-rules of SPEC.md.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod common;

use common::team::{Team, cases};
use holdfast_ledger::change::{Change, check_chains, record_of};
use holdfast_ledger::conflict::{self, Conflict};
use holdfast_ledger::file::{Export, Received, Shape, read, write};
use holdfast_ledger::merge::join;
use holdfast_ledger::path::{PLACE, Path};
use holdfast_ledger::purge::Purge;
use holdfast_ledger::record::{Flag, Place};
use holdfast_ledger::{Edit, Id, Key, Ledger, Slot, Text, place};
use proptest::prelude::*;
use std::collections::BTreeSet;

const KIND: Key = Key::new("risk");
const LIST: Key = Key::new("actions");

struct Plain;

impl Shape for Plain {
    fn kinds(&self) -> Vec<Key> {
        vec![KIND]
    }
    fn keys(&self, _: Key) -> Vec<Key> {
        vec![Key::new("title"), LIST]
    }
    fn item_keys(&self, _: Key, list: Key) -> Option<Vec<Key>> {
        (list == LIST).then(|| vec![Key::new("text")])
    }
}

fn id(n: u8) -> Id {
    Id::mint(1_000 + i64::from(n), [n; 16])
}

#[derive(Clone, Debug)]
enum Step {
    /// Copy `who` writes `value` into a field of a record.
    Set {
        who: usize,
        record: u8,
        field: u8,
        value: u8,
    },
    /// Copy `who` adds or moves an item.
    Put {
        who: usize,
        record: u8,
        item: u8,
        under: Option<u8>,
    },
    /// Copy `who` edits an item.
    Item {
        who: usize,
        record: u8,
        item: u8,
        value: u8,
    },
    /// Copy `who` removes an item or brings it back.
    Remove {
        who: usize,
        record: u8,
        item: u8,
        back: bool,
    },
    /// Copy `who` deletes a record or brings it back.
    Delete { who: usize, record: u8, back: bool },
    /// Copy `who` purges what stands in a field, an item or a record.
    Purge { who: usize, record: u8, what: u8 },
    /// Copy `to` joins one record of copy `from`.
    Join { from: usize, to: usize, record: u8 },
    /// Copy `to` takes in a file of copy `from`.
    File { from: usize, to: usize },
    /// Copy `who` is closed and opened again: a new replica over the same records.
    Restart { who: usize },
    /// Copy `to` becomes a clone of copy `from`, then both go on.
    Clone { from: usize, to: usize },
}

const COPIES: usize = 3;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let who = 0..COPIES;
    let pair = (0..COPIES, 0..COPIES);
    let step = prop_oneof![
        6 => (who.clone(), 0..3u8, 0..3u8, 0..4u8)
            .prop_map(|(who, record, field, value)| Step::Set { who, record, field, value }),
        4 => (who.clone(), 0..3u8, 0..4u8, proptest::option::of(0..4u8))
            .prop_map(|(who, record, item, under)| Step::Put { who, record, item, under }),
        3 => (who.clone(), 0..3u8, 0..4u8, 0..4u8)
            .prop_map(|(who, record, item, value)| Step::Item { who, record, item, value }),
        2 => (who.clone(), 0..3u8, 0..4u8, any::<bool>())
            .prop_map(|(who, record, item, back)| Step::Remove { who, record, item, back }),
        2 => (who.clone(), 0..3u8, any::<bool>())
            .prop_map(|(who, record, back)| Step::Delete { who, record, back }),
        1 => (who.clone(), 0..3u8, 0..9u8).prop_map(|(who, record, what)| Step::Purge { who, record, what }),
        4 => (pair.clone(), 0..3u8).prop_map(|((from, to), record)| Step::Join { from, to, record }),
        2 => pair.clone().prop_map(|(from, to)| Step::File { from, to }),
        1 => who.prop_map(|who| Step::Restart { who }),
        1 => pair.prop_map(|(from, to)| Step::Clone { from, to }),
    ];
    prop::collection::vec(step, 1..60)
}

trait Steps {
    fn set(&mut self, who: usize, record: u8, path: Path, value: Text);
    fn purge_some(&mut self, who: usize, record: Id, what: u8);
    fn file(&self, who: usize) -> String;
    fn run(&mut self, step: &Step);
}

impl Steps for Team {
    fn set(&mut self, who: usize, record: u8, path: Path, value: Text) {
        let (record, kind) = (id(record), KIND);
        let edit = Edit {
            record,
            kind,
            path,
            value,
        };
        self.commit(who, &[edit]);
    }

    fn purge_some(&mut self, who: usize, record: Id, what: u8) {
        let purge = match what {
            0..=3 => {
                let path = Path::field(Key::of(&format!("f{what}")));
                let slot = self.copies[who].record(record).and_then(|r| r.slot(path));
                Purge::values(record, path, slot.map(Slot::dots).unwrap_or_default())
            }
            4..=7 => Purge::item(record, LIST, id(100 + what - 4)),
            _ => Purge::record(record),
        };
        self.purge(who, &[purge]);
    }

    fn file(&self, who: usize) -> String {
        export(&self.copies[who])
    }

    fn run(&mut self, step: &Step) {
        match *step {
            Step::Set {
                who,
                record,
                field,
                value,
            } => {
                let path = match field {
                    2 => holdfast_ledger::index::CODE,
                    _ => Path::field(Key::of(&format!("f{field}"))),
                };
                let text = if value == 0 {
                    Text::null()
                } else {
                    Text::string(&format!("v-{value}"))
                };
                self.set(who, record, path, text);
            }
            Step::Put {
                who,
                record,
                item,
                under,
            } => {
                let key = place::between(None, None, id(100 + item));
                let under = under.map(|under| id(100 + under).to_string());
                let path = Path::item(LIST, id(100 + item), PLACE);
                self.set(who, record, path, Place { key, under }.to_text());
            }
            Step::Item {
                who,
                record,
                item,
                value,
            } => {
                let path = Path::item(LIST, id(100 + item), Key::new("text"));
                self.set(who, record, path, Text::string(&format!("i{value}")));
            }
            Step::Remove {
                who,
                record,
                item,
                back,
            } => {
                let item = id(100 + item);
                let known = self.copies[who]
                    .record(id(record))
                    .is_some_and(|r| r.has_item(LIST, item));
                if back {
                    self.commit(who, &[Ledger::restore_item(id(record), KIND, LIST, item)]);
                } else if known {
                    self.commit(who, &[Ledger::remove_item(id(record), KIND, LIST, item)]);
                }
            }
            Step::Delete { who, record, back } => {
                let edit = if back {
                    Ledger::undelete
                } else {
                    Ledger::delete
                };
                if self.copies[who].record(id(record)).is_some() {
                    self.commit(who, &[edit(id(record), KIND)]);
                }
            }
            Step::Purge { who, record, what } => self.purge_some(who, id(record), what),
            Step::Join { from, to, record } => {
                if let Some(record) = self.copies[from].record(id(record)).cloned() {
                    self.copies[to].join(record);
                }
            }
            Step::File { from, to } => {
                let file = self.file(from);
                take_file(&mut self.copies[to], &file);
            }
            Step::Restart { who } => self.reopen(who),
            Step::Clone { from, to } => self.clone_onto(from, to),
        }
    }
}

fn export(ledger: &Ledger) -> String {
    let export = Export {
        workspace: None,
        name: "Team",
        scope: "workspace",
        records: ledger.records().collect(),
        history: None,
        attachments: Vec::new(),
        omit: &|_, _| false,
    };
    write(export, &Plain)
}

fn take_file(ledger: &mut Ledger, text: &str) {
    let incoming = read(text, &Plain, &mut || unreachable!("all have ids")).expect("own file");
    for received in incoming.records {
        match received {
            Received::Stamped(record) => drop(ledger.join(record)),
            Received::Loose(loose) => panic!("own stamps are trusted: {loose:?}\n{text}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), failure_persistence: Some(Box::new(prop::test_runner::FileFailurePersistence::Direct("tests/team.proptest-regressions"))), ..ProptestConfig::default() })]

    /// M1, M2, M3, M5–M9, M17: after everyone has everything, whatever the order, all copies
    /// are equal in canonical bytes, and no value that a copy still had was lost.
    #[test]
    fn m1_m2_m3_m7_m8_m9_copies_converge_and_lose_nothing(steps in steps(), order in any::<bool>()) {
        let mut team = Team::new(COPIES);
        for step in &steps {
            team.run(step);
        }
        let before = team.held();
        team.exchange(order);
        let files: Vec<String> = (0..COPIES).map(|who| team.file(who)).collect();
        prop_assert_eq!(&files[0], &files[1]);
        prop_assert_eq!(&files[1], &files[2]);
        prop_assert_eq!(team.lost(&before), None);
    }

    /// M1: joining is idempotent, commutative and associative.
    #[test]
    fn m1_join_is_a_join(steps in steps()) {
        let mut team = Team::new(COPIES);
        for step in &steps {
            team.run(step);
        }
        for n in 0..3 {
            let states: Vec<_> = team.copies.iter().filter_map(|copy| copy.record(id(n))).collect();
            let [a, b, c] = states.as_slice() else { continue };
            prop_assert_eq!(&join(a, a), *a);
            prop_assert_eq!(join(a, b), join(b, a));
            prop_assert_eq!(join(&join(a, b), c), join(a, &join(b, c)));
        }
    }

    /// R3: the same changes in any order of arrival give the same state.
    #[test]
    fn r3_changes_may_arrive_in_any_order(steps in steps(), seed in any::<u64>()) {
        let mut team = Team::new(COPIES);
        for step in &steps {
            team.run(step);
        }
        for from in 0..COPIES { for to in 0..COPIES { team.join_all(from, to) } }
        // A clone may have overwritten the only copy of a change.
        let kept = |change: &&Change| {
            team.copies[0].record(change.record).is_some_and(|record| record.seen().has(change.dot))
        };
        let mut shuffled: Vec<Change> = team.changes.iter().filter(kept).cloned().collect();
        let mut state = seed | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        let mut other = Ledger::new();
        for change in shuffled {
            let again = Change::parse(&change.print()).expect("own change");
            prop_assert_eq!(&again, &change);
            prop_assert_eq!(record_of(&change.print()), Some(change.record));
            other.apply(again.clone());
            other.apply(again);
        }
        prop_assert_eq!(other.waiting(), 0);
        for from in 0..COPIES { team.join_all(from, 0) }
        prop_assert_eq!(export(&other), team.file(0));
    }

    /// F1: exporting, importing into an empty copy and exporting again gives the same bytes.
    #[test]
    fn f1_files_round_trip(steps in steps()) {
        let mut team = Team::new(COPIES);
        for step in &steps {
            team.run(step);
        }
        let file = team.file(0);
        let mut other = Ledger::new();
        take_file(&mut other, &file);
        prop_assert_eq!(export(&other), file);
    }

    /// R10, R11: indexes that follow each change are what building them anew gives; items are in a
    /// circle just where lists show them flagged.
    #[test]
    fn r10_r7_indexes_follow(steps in steps()) {
        let mut team = Team::new(COPIES);
        for step in &steps {
            team.run(step);
        }
        for copy in &team.copies {
            let mut rebuilt = holdfast_ledger::index::Index::default();
            for record in copy.records() {
                rebuilt.learn_all(record);
            }
            prop_assert!(copy.index_is(&rebuilt));
            for record in copy.records().filter(|record| !record.is_deleted()) {
                let items = record.items(LIST).into_iter();
                let flagged = items.filter(|item| item.flag == Some(Flag::Circle));
                let flagged: BTreeSet<Id> = flagged.map(|item| item.id).collect();
                let members = |conflict| match conflict {
                    Conflict::Circle(_, items) => items,
                    _ => Vec::new(),
                };
                let found = conflict::of(record).into_iter().flat_map(members);
                prop_assert_eq!(found.collect::<BTreeSet<Id>>(), flagged);
            }
        }
    }

    /// R9: the chains of all replicas hold, and an altered change breaks one.
    #[test]
    fn r9_chains_show_tampering(steps in steps(), victim in any::<prop::sample::Index>()) {
        let mut team = Team::new(COPIES);
        for step in &steps {
            team.run(step);
        }
        prop_assert_eq!(check_chains(&team.changes), vec![]);
        let followed: Vec<usize> = (0..team.changes.len()).filter(|n| {
            let dot = team.changes[*n].dot;
            team.changes.iter().any(|c| c.dot.replica == dot.replica && c.dot.counter == dot.counter + 1)
        }).collect();
        if !followed.is_empty() {
            let at = followed[victim.index(followed.len())];
            team.changes[at].by = "someone else".into();
            prop_assert_eq!(check_chains(&team.changes).len(), 1);
        }
    }
}
