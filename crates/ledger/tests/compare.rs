//! Two states side by side, and single records brought back: R12.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod common;

use common::{Plain, RISK, STEPS, export_without, id, stamp};
use holdfast_ledger::compare::{as_record, bring_back, differences, is_there, over};
use holdfast_ledger::file::{Loose, Received, Why, read};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Key, Ledger, Path, Text};
use proptest::prelude::*;
use std::collections::BTreeMap;

const TITLE: Path = Path::of("title");
const CAUSE: Path = Path::of("cause");

fn commit(ledger: &mut Ledger, edits: &[Edit]) {
    ledger.commit(edits, &stamp(1)).expect("short values");
}

fn edit(path: Path, value: Text) -> Edit {
    Edit {
        record: id(1),
        kind: RISK,
        path,
        value,
    }
}

fn set(ledger: &mut Ledger, path: Path, value: &str) {
    commit(ledger, &[edit(path, Text::string(value))]);
}

fn put(ledger: &mut Ledger, item: u8, title: &str) {
    let place = Place {
        under: None,
        key: format!("k{item}"),
    };
    let at = |field| Path::item(STEPS, id(item), field);
    commit(
        ledger,
        &[
            edit(at(PLACE), place.to_text()),
            edit(at(Key::new("title")), Text::string(title)),
        ],
    );
}

fn state(ledger: &Ledger) -> Received {
    Received::Stamped(ledger.record(id(1)).expect("the record").clone())
}

// For records without a log.
fn never(_: Key) -> bool {
    false
}

fn paths(first: &Received, second: &Received) -> Vec<String> {
    let all = differences(first, second);
    all.iter().map(|one| one.path.to_string()).collect()
}

fn written() -> Ledger {
    let mut ledger = Ledger::new();
    set(&mut ledger, TITLE, "Flood");
    set(&mut ledger, CAUSE, "Rain");
    put(&mut ledger, 2, "Close the gate");
    ledger
}

#[test]
fn r12_what_differs_is_told_and_nothing_else() {
    let mut ledger = written();
    let before = state(&ledger);
    assert_eq!(differences(&before, &before), []);
    set(&mut ledger, TITLE, "Fire");
    commit(&mut ledger, &[edit(CAUSE, Text::null())]);
    commit(
        &mut ledger,
        &[Ledger::remove_item(id(1), RISK, STEPS, id(2))],
    );
    let item = |field: &str| format!("steps/{}/{field}", id(2));
    let expected = [
        "cause".to_owned(),
        "title".to_owned(),
        item("place"),
        item("title"),
    ];
    assert_eq!(paths(&before, &state(&ledger)), expected);
    let title = differences(&before, &state(&ledger)).swap_remove(1);
    let said = (title.first, title.second);
    assert_eq!(
        said,
        (Some(Text::string("Flood")), Some(Text::string("Fire")))
    );
}

#[test]
fn r12_a_deleted_record_comes_back_as_it_was() {
    let mut ledger = written();
    let before = state(&ledger);
    set(&mut ledger, TITLE, "Fire");
    commit(&mut ledger, &[Ledger::delete(id(1), RISK)]);
    assert!(is_there(&before) && !is_there(&state(&ledger)));
    let edits = bring_back(&ledger, &before, &never);
    commit(&mut ledger, &edits);
    assert_eq!(differences(&before, &state(&ledger)), []);
    assert_eq!(bring_back(&ledger, &before, &never), []);
}

#[test]
fn r12_a_record_that_was_never_here_comes_whole() {
    let before = state(&written());
    let mut empty = Ledger::new();
    let edits = bring_back(&empty, &before, &never);
    commit(&mut empty, &edits);
    assert_eq!(differences(&before, &state(&empty)), []);
}

#[test]
fn r12_what_a_file_leaves_out_is_no_difference_and_stays() {
    let mut ledger = written();
    let file = export_without(&ledger, &|_, path| path == CAUSE);
    let incoming = read(&file, &Plain, &mut || id(9)).expect("an own file");
    let theirs = incoming.records.into_iter().next().expect("the record");
    assert_eq!(differences(&theirs, &state(&ledger)), []);
    set(&mut ledger, TITLE, "Fire");
    let edits = bring_back(&ledger, &theirs, &never);
    commit(&mut ledger, &edits);
    let record = ledger.record(id(1)).expect("the record");
    assert_eq!(
        (record.text("title"), record.text("cause")),
        ("Flood".into(), "Rain".into())
    );
}

#[test]
fn r12_what_a_log_holds_now_stays_and_what_is_missing_comes_back() {
    let mut ledger = written();
    put(&mut ledger, 3, "Call");
    let before = state(&ledger);
    set(&mut ledger, TITLE, "Fire");
    put(&mut ledger, 2, "Close both gates");
    put(&mut ledger, 4, "Leave");
    let remove = Ledger::remove_item(id(1), RISK, STEPS, id(3));
    commit(&mut ledger, &[remove]);
    let edits = bring_back(&ledger, &before, &|list| list == STEPS);
    commit(&mut ledger, &edits);
    let record = ledger.record(id(1)).expect("the record");
    assert_eq!(record.text("title"), "Flood");
    let items = record.items(STEPS);
    let items: Vec<_> = items.iter().map(|item| item.text("title")).collect();
    assert_eq!(items, ["Close both gates", "Call", "Leave"]);
    // Nothing is left to bring back, though the log still says more than it did.
    assert_eq!(bring_back(&ledger, &before, &|list| list == STEPS), []);
}

#[test]
fn a_state_without_stamps_is_read_like_any_other() {
    let record = state(&written());
    let Received::Stamped(stamped) = &record else {
        panic!("stamped");
    };
    let values = stamped.slots().iter();
    let values = values.filter_map(|slot| Some((slot.path, slot.shown()?.clone())));
    let loose = Received::Loose(Loose {
        id: Some(id(1)),
        kind: RISK,
        values: values.collect(),
        order: Vec::new(),
        why: Why::Unstamped,
    });
    let read = as_record(&loose);
    assert_eq!(read.text("cause"), "Rain");
    assert_eq!(read.items(STEPS)[0].text("title"), "Close the gate");
    assert_eq!(as_record(&record).heads(), stamped.heads());
    // Over what is here it says nothing of the rest.
    let mut ledger = written();
    set(&mut ledger, Path::of("event"), "The wall breaks");
    let all = over(ledger.record(id(1)), &loose);
    assert_eq!(
        (all.text("event"), all.text("cause")),
        ("The wall breaks".into(), "Rain".into())
    );
}

#[test]
fn r12_a_hand_made_record_takes_nothing_away() {
    let mut ledger = written();
    commit(
        &mut ledger,
        &[Ledger::remove_item(id(1), RISK, STEPS, id(2))],
    );
    let step = Path::item(STEPS, id(2), Key::new("title"));
    let loose = Received::Loose(Loose {
        id: Some(id(1)),
        kind: RISK,
        values: BTreeMap::from([(TITLE, Text::string("Fire")), (step, Text::string("Go"))]),
        order: Vec::new(),
        why: Why::Unstamped,
    });
    let edits = bring_back(&ledger, &loose, &never);
    commit(&mut ledger, &edits);
    let record = ledger.record(id(1)).expect("the record");
    assert_eq!(
        (record.text("title"), record.text("cause")),
        ("Fire".into(), "Rain".into())
    );
    let items = record.items(STEPS);
    assert_eq!(
        items
            .iter()
            .map(|item| item.text("title"))
            .collect::<Vec<_>>(),
        ["Go"]
    );
}

proptest! {
    /// Whatever was done since, a record that is brought back says what it said.
    #[test]
    fn r12_brought_back_it_says_what_it_said(
        first in prop::collection::vec((0..6_u8, 0..3_u8), 1..12),
        then in prop::collection::vec((0..6_u8, 0..3_u8), 0..12),
    ) {
        let mut ledger = Ledger::new();
        set(&mut ledger, TITLE, "Flood");
        let act = |ledger: &mut Ledger, (what, value): (u8, u8)| match what {
            0 => set(ledger, TITLE, &format!("t{value}")),
            1 => set(ledger, CAUSE, &format!("c{value}")),
            2 => put(ledger, 2 + value, &format!("s{value}")),
            3 => commit(ledger, &[Ledger::remove_item(id(1), RISK, STEPS, id(2 + value))]),
            4 => commit(ledger, &[edit(CAUSE, Text::null())]),
            _ => commit(ledger, &[Ledger::delete(id(1), RISK)]),
        };
        first.into_iter().for_each(|one| act(&mut ledger, one));
        let undelete = Ledger::undelete(id(1), RISK);
        commit(&mut ledger, &[undelete]);
        let before = state(&ledger);
        then.into_iter().for_each(|one| act(&mut ledger, one));
        let edits = bring_back(&ledger, &before, &never);
        commit(&mut ledger, &edits);
        prop_assert_eq!(differences(&before, &state(&ledger)), []);
        prop_assert!(is_there(&state(&ledger)));
    }
}
