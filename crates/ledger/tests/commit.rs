//! What an edit becomes: R1, R2 and M4 of SPEC.md.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod common;

use common::{RISK, id, stamp};
use holdfast_ledger::change::Change;
use holdfast_ledger::path::Path;
use holdfast_ledger::{Edit, Id, Key, Ledger, Text};

const TITLE: Path = Path::of("title");

fn edit(record: u8, path: Path, text: &str) -> Edit {
    Edit {
        record: id(record),
        kind: RISK,
        path,
        value: Text::string(text),
    }
}

fn commit(ledger: &mut Ledger, edits: &[Edit]) -> Vec<Change> {
    ledger.commit(edits, &stamp(1)).expect("short values")
}

#[test]
fn r1_a_command_is_one_change_for_each_record_and_names_what_it_replaces() {
    let mut ledger = Ledger::new();
    let first = commit(&mut ledger, &[edit(1, TITLE, "Flood")]);
    let (cause, other) = (edit(1, Path::of("cause"), "Rain"), edit(2, TITLE, "Fire"));
    let changes = commit(&mut ledger, &[edit(1, TITLE, "Flood!"), other, cause]);
    let records: Vec<Id> = changes.iter().map(|change| change.record).collect();
    assert_eq!(records, [id(1), id(2)]);
    let [change, of_other] = changes.as_slice() else {
        panic!("{changes:?}")
    };
    assert_eq!(change.after, [first[0].dot], "the heads that were seen");
    assert_eq!(of_other.after, [], "nothing was seen of a new record");
    let over = |path: Path| {
        let write = change.writes.iter().find(|write| write.path == path);
        write.map(|write| write.over.clone())
    };
    assert_eq!(over(TITLE), Some(vec![first[0].dot]));
    assert_eq!(over(Path::of("cause")), Some(Vec::new()));
}

#[test]
fn r1_what_is_there_already_makes_no_change() {
    let mut ledger = Ledger::new();
    commit(&mut ledger, &[edit(1, TITLE, "Flood")]);
    assert_eq!(commit(&mut ledger, &[edit(1, TITLE, "Flood")]), []);
    let again = commit(
        &mut ledger,
        &[edit(1, TITLE, "Flood"), edit(2, TITLE, "Fire")],
    );
    assert_eq!(again.len(), 1);
}

#[test]
fn r2_what_cannot_be_made_changes_nothing() {
    let mut ledger = Ledger::new();
    commit(&mut ledger, &[edit(1, TITLE, "Flood")]);
    let long = edit(2, TITLE, &"a".repeat(1_048_577));
    let too_long = ledger.commit(&[edit(1, TITLE, "Fire"), long], &stamp(1));
    let said = too_long.map_err(|error| error.to_string());
    assert!(matches!(said, Err(why) if why.contains("longer than 1 MB")));
    let strange = Edit {
        kind: Key::new("change"),
        ..edit(1, TITLE, "Fire")
    };
    let other_kind = ledger.commit(&[edit(2, TITLE, "Wind"), strange], &stamp(1));
    let said = other_kind.map_err(|error| error.to_string());
    assert!(matches!(said, Err(why) if why.contains("another kind")));
    let titles: Vec<_> = ledger
        .records()
        .map(|record| record.text("title"))
        .collect();
    assert_eq!(titles, ["Flood"]);
}

#[test]
fn m4_what_the_other_side_had_seen_is_replaced_without_a_question() {
    let mut here = Ledger::new();
    commit(&mut here, &[edit(1, TITLE, "Flood")]);
    let mut there = Ledger::new();
    let copy = here.record(id(1)).expect("it is there").clone();
    there.join(copy);
    let newer = there.commit(&[edit(1, TITLE, "Flood of the cellar")], &stamp(2));
    newer.expect("a short value");
    here.join(there.record(id(1)).expect("it is there").clone());
    let record = here.record(id(1)).expect("it is there");
    assert_eq!(record.text("title"), "Flood of the cellar");
    assert_eq!(record.slot(TITLE).map(|slot| slot.dots().len()), Some(1));
}
