//! A workspace as it was: what its history gives back, whatever of it is known and whatever its clocks said (M3).

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod common;

use common::{RISK, id};
use holdfast_ledger::origin::Changes;
use holdfast_ledger::past::Past;
use holdfast_ledger::{Change, Edit, Id, Key, Ledger, Path, Stamp, Text};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Somebody writes, some time later, and may have heard of what the other wrote.
#[derive(Clone, Copy, Debug)]
struct Does {
    who: usize,
    hears: bool,
    record: u8,
    field: usize,
    value: u8,
    later: i64,
}

fn does(later: std::ops::Range<i64>) -> impl Strategy<Value = Does> {
    (
        0_usize..2,
        any::<bool>(),
        0_u8..3,
        0_usize..4,
        0_u8..4,
        later,
    )
        .prop_map(|(who, hears, record, field, value, later)| Does {
            who,
            hears,
            record,
            field,
            value,
            later,
        })
}

fn path(field: usize) -> Path {
    Path::field(
        [
            Key::new("title"),
            Key::new("cause"),
            Key::new("notes"),
            holdfast_ledger::path::DELETED,
        ][field],
    )
}

/// All values of all registers, those in conflict too.
type Seen = BTreeMap<(Id, Path), Vec<Text>>;

fn seen(ledger: &Ledger) -> Seen {
    let slots = ledger
        .records()
        .flat_map(|record| record.slots().iter().map(|slot| (record.id, slot)));
    let texts = |(id, slot): (Id, &holdfast_ledger::Slot)| {
        let texts = slot.values.iter().map(|value| value.text.clone());
        ((id, slot.path), texts.collect())
    };
    slots
        .map(texts)
        .filter(|(_, texts): &(_, Vec<Text>)| !texts.is_empty())
        .collect()
}

/// What two people wrote, each change with what all of it was then, as who hears of everything has it.
struct Told {
    now: Ledger,
    changes: Vec<(Change, Seen)>,
}

fn tell(story: &[Does]) -> Told {
    let mut desks = [Ledger::new(), Ledger::new()];
    let (mut now, mut changes, mut at) = (Ledger::new(), Vec::<(Change, Seen)>::new(), 0);
    for one in story {
        at += one.later;
        if one.hears {
            changes
                .iter()
                .for_each(|(change, _)| drop(desks[one.who].apply(change.clone())));
        }
        let edit = if one.field == 3 && one.value > 0 {
            Ledger::delete(id(one.record), RISK)
        } else {
            Edit {
                record: id(one.record),
                kind: RISK,
                path: path(one.field % 3),
                value: Text::string(&one.value.to_string()),
            }
        };
        let stamp = Stamp {
            at,
            by: "Ada".into(),
            note: None,
            random: one.who as u64 + 1,
        };
        for change in desks[one.who]
            .commit(&[edit], &stamp)
            .expect("a short value")
        {
            now.apply(change.clone());
            changes.push((change, seen(&now)));
        }
    }
    Told { now, changes }
}

fn past(told: &Told, from: i64, known: impl Fn(usize) -> bool) -> Past {
    let mut past = Past::new(from);
    for record in told.now.records() {
        if past.take(record) {
            continue;
        }
        let own = told.changes.iter().enumerate();
        let own = own.filter(|(n, (change, _))| change.record == record.id && known(*n));
        let own: Changes = own
            .map(|(_, (change, _))| (change.dot, change.clone()))
            .collect();
        past.take_changes(record, own);
    }
    past
}

proptest! {
    /// With all of its history a workspace is at each moment what it was then.
    #[test]
    fn what_was_there_comes_back(story in prop::collection::vec(does(2..50), 1..24), from in 0_i64..600) {
        let told = tell(&story);
        let mut past = past(&told, from, |_| true);
        let first = told.changes.first().map(|(change, _)| change.at);
        prop_assert!(past.first() >= first, "nothing is older than the first");
        for (change, then) in told.changes.iter().filter(|(change, _)| change.at >= from) {
            prop_assert!(!past.go(change.at, || true));
            prop_assert_eq!(&seen(past.ledger()), then);
        }
    }

    /// Whatever of it is known, and whatever the clocks said, it ends as it stands.
    #[test]
    fn it_ends_as_it_stands(story in prop::collection::vec(does(-40..50), 1..24), known in any::<u32>(), from in -100_i64..600) {
        let told = tell(&story);
        let mut past = past(&told, from, |n| known >> (n % 32) & 1 == 1);
        prop_assert!(!past.go(i64::MAX, || true));
        prop_assert_eq!(seen(past.ledger()), seen(&told.now));
    }
}

#[test]
fn it_goes_on_in_parts_and_stands_still_before_the_first() {
    let write = |value, later| Does {
        who: 0,
        hears: true,
        record: 1,
        field: 0,
        value,
        later,
    };
    let told = tell(&[write(1, 10), write(2, 10), write(3, 10)]);
    let mut past = past(&told, 5, |_| true);
    assert_eq!(past.first(), Some(10));
    assert!(!past.go(9, || true));
    assert!(past.ledger().is_empty());
    let mut turns = 0;
    let mut one = || {
        turns += 1;
        turns % 2 == 1
    };
    assert!(past.go(20, &mut one), "more is left");
    assert!(!past.go(20, &mut one));
    let title = past
        .ledger()
        .record(id(1))
        .map(|record| record.text("title").into_owned());
    assert_eq!(title.as_deref(), Some("2"));
}
