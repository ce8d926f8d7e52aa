//! What was written to since: what is kept up to date between edits rests on it.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod common;

use common::{RISK, id, set};
use holdfast_ledger::{Id, Key, Ledger, Path};

const TITLE: Path = Path::of("title");

#[test]
fn writes_are_remembered_by_kind_and_in_order() {
    let mut ledger = Ledger::new();
    assert_eq!(ledger.written_since(RISK, 0), Some(vec![]));
    set(&mut ledger, 1, 2, TITLE, "Flood");
    let before = ledger.revision(RISK);
    set(&mut ledger, 1, 1, TITLE, "Fire");
    set(&mut ledger, 1, 2, TITLE, "Storm");
    assert_eq!(ledger.written_since(RISK, before), Some(vec![id(1), id(2)]));
    assert_eq!(
        ledger.written_since(RISK, ledger.revision(RISK)),
        Some(vec![])
    );
    let other = Key::new("service");
    assert_eq!(ledger.written_since(other, 0), Some(vec![]));
}

#[test]
fn what_nobody_remembers_is_not_guessed() {
    let mut ledger = Ledger::new();
    assert_eq!(ledger.written_since(RISK, 1), None, "of another ledger");
    for n in 0..5_000_u32 {
        set(&mut ledger, 1, n.to_le_bytes()[0], TITLE, &n.to_string());
    }
    let now = ledger.revision(RISK);
    assert_eq!(ledger.written_since(RISK, 0), None);
    let last = ledger.written_since(RISK, now - 4_096);
    assert_eq!(last.map(|ids| ids.len()), Some(4_096));
}

#[test]
fn a_join_that_brings_nothing_is_no_write() {
    let mut ledger = Ledger::new();
    set(&mut ledger, 1, 1, TITLE, "Flood");
    let now = ledger.revision(RISK);
    let same = ledger.record(id(1)).expect("it is there").clone();
    let mut other = Ledger::new();
    assert!(other.join(same.clone()));
    assert_eq!(other.written_since(RISK, 0), Some(vec![id(1)]));
    assert!(!ledger.join(same));
    assert_eq!(ledger.written_since(RISK, now), Some(vec![]));
}

#[test]
fn reading_on_after_an_id_misses_and_doubles_nothing() {
    let mut ledger = Ledger::new();
    for n in [3, 1, 4, 2] {
        set(&mut ledger, 1, n, TITLE, "Flood");
    }
    let mut read: Vec<Id> = Vec::new();
    while let Some(next) = ledger.of_kind_after(RISK, read.last().copied()).next() {
        read.push(next.id);
    }
    assert_eq!(read, [1, 2, 3, 4].map(id));
}
