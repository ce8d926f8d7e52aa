//! Purge: M17, and what it means for M1, M7, M10, M12, F1, F3, R8, R9.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod common;

use common::{RISK, STEPS, export, export_without, id, set, set_item, stamp, take, verdict};
use holdfast_ledger::change::check_chains;
use holdfast_ledger::compare::bring_back;
use holdfast_ledger::file::Received;
use holdfast_ledger::merge::join;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::plan::{Verdict, roll_back};
use holdfast_ledger::purge::{Purge, scrub, writers};
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Change, Edit, Key, Ledger, Path, Text, line};
use std::collections::BTreeSet;

const TITLE: Path = Path::of("title");
const PHONE: Path = Path::of("phone");
const SECRET: &str = "01632 960001";

fn purge(ledger: &mut Ledger, who: u64, purges: &[Purge]) -> Vec<Change> {
    ledger.purge(purges, &[], &stamp(who)).expect("short")
}

fn purge_phone(ledger: &mut Ledger, who: u64, history: &[Change]) -> Vec<Change> {
    let record = ledger.record(id(1)).expect("kept");
    let dots = writers(record, history, PHONE, |text| text.plain() == SECRET);
    purge(ledger, who, &[Purge::values(id(1), PHONE, dots)])
}

/// A record with a title and a phone number, in two copies, and the first one's history.
fn two_copies() -> (Ledger, Ledger, Vec<Change>) {
    let (mut ours, mut theirs) = (Ledger::new(), Ledger::new());
    let mut history = set(&mut ours, 1, 1, TITLE, "Flood");
    history.extend(set(&mut ours, 1, 1, PHONE, SECRET));
    take(&mut theirs, &export(&ours));
    (ours, theirs, history)
}

fn phone(ledger: &Ledger) -> String {
    ledger
        .record(id(1))
        .expect("kept")
        .text("phone")
        .into_owned()
}

#[test]
fn m17_3_a_purged_value_is_absent_marked_and_editable_anew() {
    let (mut ours, _, history) = two_copies();
    purge_phone(&mut ours, 1, &history);
    let record = ours.record(id(1)).expect("kept");
    assert_eq!(record.value(PHONE), None);
    assert!(record.purged().touches(PHONE) && !record.purged().touches(TITLE));
    assert!(!export(&ours).contains(SECRET));
    assert!(!line::print(record).contains(SECRET));
    set(&mut ours, 1, 1, PHONE, "none");
    assert_eq!(phone(&ours), "none");
}

#[test]
fn m17_1_a_copy_that_meets_the_purge_loses_the_value_and_an_old_file_does_not_bring_it_back() {
    let (mut ours, mut theirs, history) = two_copies();
    let old = export(&ours);
    purge_phone(&mut ours, 1, &history);
    let file = export(&ours);
    assert_eq!(verdict(&theirs, &file), Verdict::Purging(vec![PHONE]));
    take(&mut theirs, &file);
    assert_eq!(export(&theirs), file);
    assert_eq!(theirs.take_purged(), BTreeSet::from([id(1)]));
    for copy in [&mut ours, &mut theirs] {
        assert_eq!(verdict(copy, &old), Verdict::Same);
        take(copy, &old);
        assert_eq!(export(copy), file);
    }
    // F1: the purge is in a file without history too.
    let mut fresh = Ledger::new();
    take(&mut fresh, &file);
    take(&mut fresh, &old);
    assert_eq!(export(&fresh), file);
}

#[test]
fn m17_2_what_was_written_apart_stays() {
    let (mut ours, mut theirs, history) = two_copies();
    set(&mut theirs, 2, 1, PHONE, "01632 960002");
    purge_phone(&mut ours, 1, &history);
    take(&mut ours, &export(&theirs));
    take(&mut theirs, &export(&ours));
    assert_eq!(phone(&ours), "01632 960002");
    assert_eq!(export(&theirs), export(&ours));
}

#[test]
fn m17_a_former_value_goes_from_history_and_the_newer_one_stays() {
    let (mut ours, mut theirs, mut history) = two_copies();
    history.extend(set(&mut ours, 1, 1, PHONE, "none"));
    history.extend(purge_phone(&mut ours, 1, &history));
    assert_eq!(phone(&ours), "none");
    take(&mut theirs, &export(&ours));
    let purged = theirs.purged_of(id(1)).expect("purged");
    let hashes: Vec<String> = history.iter().map(Change::hash).collect();
    let mut gone = 0;
    for change in &mut history {
        gone += usize::from(change.purge(purged));
        assert!(!change.print().contains(SECRET));
        let again = Change::parse(&change.print()).expect("own change");
        assert_eq!(&again, change);
        assert!(!change.purge(purged), "once is enough");
    }
    assert_eq!(gone, 1);
    // R9: the chain holds all the same, by the former hash.
    assert_eq!(hashes, history.iter().map(Change::hash).collect::<Vec<_>>());
    assert_eq!(check_chains(&history), []);
    assert!(history[1].salt.is_empty() && !history[1].kept_hash.is_empty());
}

#[test]
fn r9_a_former_hash_hides_no_alteration_where_nothing_was_purged() {
    let (_, _, mut history) = two_copies();
    history[0].kept_hash = history[0].hash();
    history[0].by = "Eve".into();
    assert_eq!(check_chains(&history).len(), 1);
}

#[test]
fn m17_5_stored_lines_lose_the_value_and_tell_it_once() {
    let (mut ours, _, history) = two_copies();
    let record = line::print(ours.record(id(1)).expect("kept"));
    purge_phone(&mut ours, 1, &history);
    let mut found = Vec::new();
    for text in [record, history[1].print()] {
        let purged = |id| ours.purged_of(id);
        let new = scrub(&text, purged, &mut |path, text| {
            found.push((path, text.clone()))
        });
        let new = new.expect("it held the value");
        assert!(!new.contains(SECRET) && new.len() > 20);
        assert_eq!(scrub(&new, purged, &mut |_, _| unreachable!()), None);
    }
    assert_eq!(found, vec![(PHONE, Text::string(SECRET)); 2]);
    let purged = |id| ours.purged_of(id);
    assert_eq!(scrub(&history[0].print(), purged, &mut |_, _| ()), None);
}

#[test]
fn m17_a_whole_item_goes_and_an_edit_made_apart_is_flagged() {
    let (mut ours, mut theirs, _) = two_copies();
    set_item(&mut ours, 1, 1, 50, PLACE, "\"x\"");
    set_item(&mut ours, 1, 1, 50, Key::new("text"), "\"Call 01632\"");
    take(&mut theirs, &export(&ours));
    purge(&mut ours, 1, &[Purge::item(id(1), STEPS, id(50))]);
    let record = ours.record(id(1)).expect("kept");
    assert!(!record.has_item(STEPS, id(50)));
    assert!(!export(&ours).contains("Call 01632"));
    set_item(&mut theirs, 2, 1, 50, Key::new("text"), "\"Call 0800\"");
    take(&mut ours, &export(&theirs));
    take(&mut theirs, &export(&ours));
    assert_eq!(export(&ours), export(&theirs));
    let record = ours.record(id(1)).expect("kept");
    let items = record.items(STEPS);
    assert_eq!(items[0].text("text"), "Call 0800");
    assert!(items[0].flag.is_some(), "M7");
}

#[test]
fn m17_a_whole_record_goes_and_stays_as_a_dot() {
    let (mut ours, mut theirs, history) = two_copies();
    let old = export(&ours);
    let made = purge(&mut ours, 1, &[Purge::record(id(1))]);
    let record = ours.record(id(1)).expect("its dot");
    assert!(record.is_purged() && record.is_deleted());
    let file = export(&ours);
    assert!(!file.contains(SECRET) && !file.contains("Flood"));
    assert!(matches!(verdict(&theirs, &file), Verdict::Purging(_)));
    take(&mut theirs, &file);
    take(&mut theirs, &old);
    assert_eq!(export(&theirs), file);
    for mut change in history {
        assert!(change.purge(ours.purged_of(id(1)).expect("purged")));
    }
    // What purged it says itself who did.
    assert!(
        !made[0]
            .clone()
            .purge(ours.purged_of(id(1)).expect("purged"))
    );
    // M7: an edit made apart keeps the record, with that edit alone.
    let mut third = Ledger::new();
    take(&mut third, &old);
    set(&mut third, 3, 1, TITLE, "Fire");
    take(&mut third, &file);
    let record = third.record(id(1)).expect("kept");
    assert!(record.deleted_but_edited() && !record.is_purged());
    assert_eq!(
        (record.text("title").as_ref(), record.value(PHONE)),
        ("Fire", None)
    );
}

#[test]
fn m17_purges_travel_as_changes_in_any_order() {
    let (mut ours, _, mut history) = two_copies();
    let made = purge_phone(&mut ours, 1, &history);
    assert_eq!(Change::parse(&made[0].print()), Ok(made[0].clone()));
    history.extend(made);
    history.extend(set(&mut ours, 1, 1, PHONE, "none"));
    for turn in 0..history.len() {
        history.rotate_left(turn);
        let mut other = Ledger::new();
        for change in &history {
            other.apply(change.clone());
        }
        assert_eq!(export(&other), export(&ours));
    }
}

#[test]
fn r8_m17_4_undo_lists_what_was_purged_and_holds_it_no_more() {
    let (mut ours, _, mut history) = two_copies();
    let value = Text::string("none");
    let (record, kind, path) = (id(1), RISK, PHONE);
    let edits = [Edit {
        record,
        kind,
        path,
        value,
    }];
    let before = Undo::prepare(&ours, &edits);
    let made = ours.commit(&edits, &stamp(1)).expect("short");
    let mut undo = Undo::made_by(&before, &made);
    history.extend(made);
    assert!(format!("{undo:?}").contains(SECRET));
    purge_phone(&mut ours, 1, &history);
    for _ in 0..2 {
        let undoing = undo.edits(&ours);
        assert_eq!(undoing.edits, []);
        assert_eq!(undoing.purged, [(id(1), PHONE)]);
        undo.forget_purged(&ours);
        assert!(!format!("{undo:?}").contains(SECRET));
    }
}

#[test]
fn m17_4_rolling_back_leaves_purged_registers_and_records_as_they_are() {
    let (mut ours, _, history) = two_copies();
    set(&mut ours, 1, 2, TITLE, "Fire");
    let then: Vec<_> = ours.records().cloned().collect();
    purge_phone(&mut ours, 1, &history);
    purge(&mut ours, 1, &[Purge::record(id(2))]);
    set(&mut ours, 1, 1, TITLE, "Flooding");
    let edits = roll_back(&ours, &then, BTreeSet::new(), &|_, _| false).edits;
    ours.commit(&edits, &stamp(1)).expect("short");
    assert_eq!(phone(&ours), "");
    assert_eq!(ours.record(id(1)).expect("kept").text("title"), "Flood");
    assert!(ours.record(id(2)).expect("its dot").is_purged());
}

#[test]
fn r12_m17_nothing_of_a_purged_record_is_brought_back() {
    let (mut ours, _, _) = two_copies();
    let before = Received::Stamped(ours.record(id(1)).expect("kept").clone());
    set(&mut ours, 1, 1, TITLE, "Flooding");
    assert_ne!(bring_back(&ours, &before, &|_| false), []);
    purge(&mut ours, 1, &[Purge::record(id(1))]);
    assert_eq!(bring_back(&ours, &before, &|_| false), []);
}

#[test]
fn m10_m17_a_hand_edited_old_file_proposes_the_value_and_marks_it() {
    let (mut ours, _, history) = two_copies();
    let old = export(&ours).replace("\"Flood\"", "\"Flooding\"");
    purge_phone(&mut ours, 1, &history);
    let Verdict::Proposed(all) = verdict(&ours, &old) else {
        panic!("hand-edited");
    };
    let risky: Vec<(Path, bool)> = all.iter().map(|one| (one.path, one.is_risky())).collect();
    assert_eq!(risky, [(PHONE, true), (TITLE, false)]);
}

#[test]
fn m10_m17_a_value_pasted_into_an_export_that_lost_it_is_a_hand_edit() {
    let mut ours = Ledger::new();
    let edit = |path: Path, text: &str| Edit {
        record: id(1),
        kind: RISK,
        path,
        value: Text::string(text),
    };
    // One change wrote both, so that the pasted value stands where the purged one stood.
    let edits = [edit(TITLE, "Flood"), edit(PHONE, SECRET)];
    let history = ours.commit(&edits, &stamp(1)).expect("short");
    purge_phone(&mut ours, 1, &history);
    let pasted = export(&ours).replace(
        "\"title\": \"Flood\"",
        &format!("\"title\": \"Flood\",\n        \"phone\": \"{SECRET}\""),
    );
    assert!(pasted.contains(SECRET));
    assert!(matches!(verdict(&ours, &pasted), Verdict::Proposed(_)));
}

#[test]
fn f3_m17_a_file_without_the_register_purges_it_too() {
    let (mut ours, mut theirs, history) = two_copies();
    purge_phone(&mut ours, 1, &history);
    set(&mut ours, 1, 1, PHONE, "none");
    let redacted = export_without(&ours, &|_, path| path == PHONE);
    take(&mut theirs, &redacted);
    assert_eq!(phone(&theirs), "");
    take(&mut theirs, &export(&ours));
    assert_eq!(export(&theirs), export(&ours));
}

/// Who never had a value can purge it all the same, with the record.
#[test]
fn f3_m17_a_redacted_copy_purges_what_it_does_not_hold() {
    let (mut ours, _, _) = two_copies();
    let mut theirs = Ledger::new();
    take(
        &mut theirs,
        &export_without(&ours, &|_, path| path == PHONE),
    );
    purge(&mut theirs, 2, &[Purge::record(id(1))]);
    take(&mut ours, &export(&theirs));
    assert!(ours.record(id(1)).expect("its dot").is_purged());
    assert!(!export(&ours).contains(SECRET));
    take(&mut theirs, &export(&ours));
    assert_eq!(export(&theirs), export(&ours));
}

#[test]
fn m17_indexes_forget_what_was_purged() {
    let mut ours = Ledger::new();
    set(&mut ours, 1, 1, TITLE, "Flood");
    let made = set(&mut ours, 1, 1, PHONE, &id(9).to_string());
    assert_eq!(ours.mentions(id(9)).count(), 1);
    let purged = Purge::values(id(1), PHONE, vec![made[0].dot]);
    purge(&mut ours, 1, &[purged]);
    assert_eq!(ours.mentions(id(9)).count(), 0);
}

#[test]
fn m1_m17_joining_with_purges_is_a_join() {
    let (mut a, mut b, history) = two_copies();
    let mut c = Ledger::new();
    take(&mut c, &export(&a));
    purge_phone(&mut a, 1, &history);
    set(&mut a, 1, 1, PHONE, "none");
    purge(&mut b, 2, &[Purge::record(id(1))]);
    set(&mut c, 3, 1, TITLE, "Fire");
    let [a, b, c] = [&a, &b, &c].map(|copy| copy.record(id(1)).expect("kept").clone());
    assert_eq!(join(&a, &b), join(&b, &a));
    assert_eq!(join(&join(&a, &b), &c), join(&a, &join(&b, &c)));
    let all = join(&join(&a, &b), &c);
    assert_eq!(join(&all, &a), all);
}
