//! What a file would do, and how it is taken in: M4, M5, M7, M10, M11, M12, M16, F2, F3, R8.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod common;

use common::{Plain, RISK, export, export_without, id, planned, set, stamp, take, verdict};
use holdfast_ledger::file::{FileError, Received, Why, read};
use holdfast_ledger::merge::join;
use holdfast_ledger::path::{DELETED, PLACE, REMOVED};
use holdfast_ledger::plan::{Proposal, Verdict, accept, changes, offered, plan, roll_back};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text};
use proptest::prelude::*;
use std::collections::BTreeSet;

const TITLE: Path = Path::of("title");

fn two_copies() -> (Ledger, Ledger) {
    let (mut ours, mut theirs) = (Ledger::new(), Ledger::new());
    set(&mut ours, 1, 1, TITLE, "Flood");
    take(&mut theirs, &export(&ours));
    (ours, theirs)
}

#[test]
fn m12_new_same_changed_and_deleted_are_told_apart() {
    let (mut ours, mut theirs) = two_copies();
    assert_eq!(verdict(&Ledger::new(), &export(&ours)), Verdict::New);
    assert_eq!(verdict(&ours, &export(&theirs)), Verdict::Same);
    set(&mut theirs, 2, 1, TITLE, "Flooding");
    assert_eq!(
        verdict(&ours, &export(&theirs)),
        Verdict::Changed(vec![TITLE])
    );
    // The older copy has nothing to say to the newer.
    assert_eq!(verdict(&theirs, &export(&ours)), Verdict::Same);
    take(&mut ours, &export(&theirs));
    assert_eq!(ours.record(id(1)).expect("kept").text("title"), "Flooding");
    theirs
        .commit(&[Ledger::delete(id(1), RISK)], &stamp(2))
        .expect("known kind");
    assert_eq!(verdict(&ours, &export(&theirs)), Verdict::Deleted);
    take(&mut ours, &export(&theirs));
    assert!(ours.record(id(1)).expect("a tombstone").is_deleted());
}

#[test]
fn m5_both_values_of_a_conflict_are_kept_and_survive_files() {
    let (mut ours, mut theirs) = two_copies();
    set(&mut ours, 1, 1, TITLE, "Flood, ground floor");
    set(&mut theirs, 2, 1, TITLE, "Flood, basement");
    assert_eq!(
        verdict(&ours, &export(&theirs)),
        Verdict::Conflicting(vec![TITLE])
    );
    take(&mut ours, &export(&theirs));
    let mut third = Ledger::new();
    take(&mut third, &export(&ours));
    let slot = third
        .record(id(1))
        .and_then(|record| record.slot(TITLE))
        .expect("a title");
    assert!(slot.in_conflict());
    assert_eq!(slot.values.len(), 2);
    // Resolving is a change; whoever sees it has no question left (M4).
    set(&mut third, 3, 1, TITLE, "Flood, both floors");
    take(&mut ours, &export(&third));
    assert_eq!(ours.record(id(1)).expect("kept").conflicts().count(), 0);
}

#[test]
fn m6_the_same_value_on_both_sides_is_no_conflict() {
    let (mut ours, mut theirs) = two_copies();
    set(&mut ours, 1, 1, TITLE, "Deluge");
    set(&mut theirs, 2, 1, TITLE, "Deluge");
    assert_eq!(verdict(&ours, &export(&theirs)), Verdict::Changed(vec![]));
    take(&mut ours, &export(&theirs));
    assert_eq!(ours.record(id(1)).expect("kept").conflicts().count(), 0);
}

#[test]
fn m7_a_deleted_record_that_was_edited_meanwhile_stays_and_is_flagged() {
    let (mut ours, mut theirs) = two_copies();
    ours.commit(&[Ledger::delete(id(1), RISK)], &stamp(1))
        .expect("known kind");
    set(&mut theirs, 2, 1, TITLE, "Flood, worse");
    take(&mut ours, &export(&theirs));
    let record = ours.record(id(1)).expect("kept");
    assert!(!record.is_deleted() && record.deleted_but_edited());
    ours.commit(&[Ledger::undelete(id(1), RISK)], &stamp(1))
        .expect("known kind");
    assert!(!ours.record(id(1)).expect("kept").deleted_but_edited());
}

#[test]
fn m7_m12_delete_against_edit_is_shown_as_a_conflict_either_way() {
    let tomb = Path::field(DELETED);
    let delete = |ledger: &mut Ledger, who| {
        let edits = [Ledger::delete(id(1), RISK)];
        ledger.commit(&edits, &stamp(who)).expect("known kind");
    };
    // Deleted here, edited there.
    let (mut ours, mut theirs) = two_copies();
    delete(&mut ours, 1);
    set(&mut theirs, 2, 1, TITLE, "Flood, worse");
    let file = export(&theirs);
    assert_eq!(verdict(&ours, &file), Verdict::Conflicting(vec![tomb]));
    // Edited here, deleted there.
    let back = export(&ours);
    assert_eq!(verdict(&theirs, &back), Verdict::Conflicting(vec![tomb]));
    // Once taken in, it is not told again.
    take(&mut ours, &file);
    set(&mut theirs, 2, 1, Path::of("cause"), "Rain");
    let changed = Verdict::Changed(vec![Path::of("cause")]);
    assert_eq!(verdict(&ours, &export(&theirs)), changed);
}

#[test]
fn m7_m12_an_item_removed_by_one_and_edited_by_the_other_is_shown_as_a_conflict() {
    let (list, item) = (Key::new("steps"), id(9));
    let text = Path::item(list, item, Key::new("text"));
    let (mut ours, mut theirs) = (Ledger::new(), Ledger::new());
    set(&mut ours, 1, 1, text, "Stop it");
    take(&mut theirs, &export(&ours));
    let edits = [Ledger::remove_item(id(1), RISK, list, item)];
    ours.commit(&edits, &stamp(1)).expect("known kind");
    let tomb = Path::item(list, item, REMOVED);
    // A removal that the other side knows nothing against is a change.
    let removed = Verdict::Changed(vec![tomb]);
    assert_eq!(verdict(&theirs, &export(&ours)), removed);
    set(&mut theirs, 2, 1, text, "Stop it now");
    let both = Verdict::Conflicting(vec![tomb]);
    assert_eq!(verdict(&theirs, &export(&ours)), both);
    assert_eq!(verdict(&ours, &export(&theirs)), both);
}

#[test]
fn m5_m12_what_merges_cleanly_beside_a_conflict_is_named() {
    let (mut ours, mut theirs) = two_copies();
    let cause = Path::of("cause");
    set(&mut ours, 1, 1, TITLE, "Flood, ground floor");
    set(&mut theirs, 2, 1, TITLE, "Flood, basement");
    set(&mut theirs, 2, 1, cause, "Rain");
    let file = export(&theirs);
    assert_eq!(verdict(&ours, &file), Verdict::Conflicting(vec![TITLE]));
    let mine = ours.record(id(1)).expect("kept");
    let joined = join(mine, theirs.record(id(1)).expect("kept"));
    assert_eq!(changes(mine, &joined), [cause]);
}

#[test]
fn m10_what_would_take_something_away_is_told_from_a_change() {
    let (mut ours, _) = two_copies();
    set(&mut ours, 1, 1, Path::of("cause"), "Rain");
    let edited = export(&ours).replace("\"Rain\"", "null");
    let edited = edited.replace("Flood", "Fire");
    let plan = planned(&ours, &edited).remove(0);
    let Verdict::Proposed(proposals) = &plan.verdict else {
        panic!("{:?}", plan.verdict)
    };
    let empties: Vec<bool> = proposals.iter().map(Proposal::empties).collect();
    assert_eq!(empties, [true, false]);
}

#[test]
fn m10_an_item_that_goes_is_one_decision() {
    let (list, item) = (Key::new("steps"), id(9));
    let at = |field| Path::item(list, item, field);
    let all = [PLACE, Key::new("text")].map(|field| Proposal {
        path: at(field),
        ours: Some(Text::string("x")),
        theirs: None,
        purged: false,
    });
    let paths: Vec<Path> = offered(&all).iter().map(|one| one.path).collect();
    assert_eq!(paths, [at(PLACE)]);
    // Where only a value of it goes, that is the question.
    assert_eq!(offered(&all[1..]).len(), 1);
}

#[test]
fn m10_a_hand_edited_export_becomes_proposals() {
    let (ours, theirs) = two_copies();
    let edited = export(&theirs).replace("Flood", "Fire");
    let plan = planned(&ours, &edited).remove(0);
    let Verdict::Proposed(proposals) = &plan.verdict else {
        panic!("{:?}", plan.verdict)
    };
    assert_eq!(proposals[0].ours, Some(Text::string("Flood")));
    assert_eq!(proposals[0].theirs, Some(Text::string("Fire")));
    assert!(matches!(&plan.received, Received::Loose(loose) if loose.why == Why::HandEdited));
    assert_eq!(accept(&plan, |_| false), vec![]);
    assert_eq!(accept(&plan, |path| path == TITLE).len(), 1);
}

#[test]
fn m10_a_hand_made_file_needs_no_stamps_ids_or_places() {
    let file = r#"{"format":"holdfast","version":"1.0","records":{"risk":[
        {"title":"Fire","steps":[{"text":"one"},{"text":"two"}]}]}}"#;
    let plan = planned(&Ledger::new(), file).remove(0);
    assert_eq!(plan.verdict, Verdict::New);
    let mut ledger = Ledger::new();
    ledger
        .commit(&accept(&plan, |_| true), &stamp(1))
        .expect("short values");
    let record = ledger.record(plan.id).expect("made");
    let texts: Vec<String> = record
        .items(Key::new("steps"))
        .iter()
        .map(|item| item.text("text").into_owned())
        .collect();
    assert_eq!(texts, ["one", "two"]);
}

#[test]
fn m11_one_dot_with_two_values_keeps_both() {
    let (ours, _) = two_copies();
    let mut forged = Ledger::new();
    set(&mut forged, 1, 1, TITLE, "Forged");
    let mut ours = ours;
    take(&mut ours, &export(&forged));
    let slot = ours
        .record(id(1))
        .and_then(|record| record.slot(TITLE))
        .expect("a title");
    assert_eq!(slot.values.len(), 2);
}

#[test]
fn m16_newer_minor_versions_are_read_and_newer_major_ones_refused() {
    let file = |version: &str| {
        format!(r#"{{"format":"holdfast","version":"{version}","records":{{}},"later":[1]}}"#)
    };
    let incoming = read(&file("1.7"), &Plain, &mut || id(1)).expect("a minor version");
    assert_eq!(incoming.unknown, ["later"]);
    assert_eq!(
        read(&file("2.0"), &Plain, &mut || id(1)).err(),
        Some(FileError::Newer("2.0".into()))
    );
}

#[test]
fn f2_wrong_files_name_their_line() {
    for (file, line) in [
        (
            "{\n\"format\":\"holdfast\",\n\"version\":\"1.0\",\n\"records\":{\"risk\":[{\"id\":\"x\"}]}}",
            4,
        ),
        (
            "{\"format\":\"holdfast\",\n\"records\":{\"risk\":[{\"a\":1,\"a\":2}]}}",
            2,
        ),
        (
            "{\"format\":\"holdfast\",\"records\":\n{\"risk\":[{\"~deleted\":1}]}}",
            2,
        ),
        (
            "{\"format\":\"holdfast\",\"records\":{\"risk\":[{\"title\":\"cut",
            1,
        ),
    ] {
        match read(file, &Plain, &mut || id(1)) {
            Err(FileError::Wrong(error)) => assert_eq!(error.line, line, "{file}"),
            other => panic!("{file}: {other:?}"),
        }
    }
    assert_eq!(
        read("{\"a\":1}", &Plain, &mut || id(1)).err(),
        Some(FileError::NotHoldfast)
    );
    let twice = format!(
        r#"{{"format":"holdfast","version":"1.0","records":{{"risk":[{{"id":"{0}"}},{{"id":"{0}"}}]}}}}"#,
        id(1)
    );
    assert!(matches!(
        read(&twice, &Plain, &mut || id(1)),
        Err(FileError::Wrong(_))
    ));
}

#[test]
fn f3_what_was_left_out_says_nothing() {
    let (mut ours, mut theirs) = two_copies();
    let phone = Path::of("phone");
    set(&mut ours, 1, 1, phone, "01632 960001");
    let redacted = export_without(&ours, &|_, path| path == phone);
    assert!(!redacted.contains("960001"));
    take(&mut theirs, &redacted);
    assert_eq!(theirs.record(id(1)).expect("kept").text("phone"), "");
    // The full file still brings it, although the record has seen that change by name.
    take(&mut theirs, &export(&ours));
    assert_eq!(
        theirs.record(id(1)).expect("kept").text("phone"),
        "01632 960001"
    );
    // And a redacted file takes nothing away.
    take(&mut ours, &redacted);
    assert_eq!(
        ours.record(id(1)).expect("kept").text("phone"),
        "01632 960001"
    );
}

#[test]
fn r8_undo_lists_what_someone_else_changed() {
    let mut ledger = Ledger::new();
    set(&mut ledger, 1, 1, TITLE, "Flood");
    let edits = [
        Edit {
            record: id(1),
            kind: RISK,
            path: TITLE,
            value: Text::string("Fire"),
        },
        Edit {
            record: id(1),
            kind: RISK,
            path: Path::of("cause"),
            value: Text::string("Candle"),
        },
    ];
    let before = Undo::prepare(&ledger, &edits);
    let undo = Undo::made_by(
        &before,
        &ledger.commit(&edits, &stamp(1)).expect("short values"),
    );
    set(&mut ledger, 1, 1, Path::of("cause"), "Heater");
    let undoing = undo.edits(&ledger);
    assert_eq!(undoing.changed_since, [(id(1), Path::of("cause"))]);
    ledger
        .commit(&undoing.edits, &stamp(1))
        .expect("short values");
    let record = ledger.record(id(1)).expect("kept");
    assert_eq!(
        (record.text("title").as_ref(), record.text("cause").as_ref()),
        ("Flood", "Heater")
    );
}

/// What one can see: each record's registers with their shown values.
fn seen(ledger: &Ledger) -> Vec<(Id, Path, Text)> {
    let mut seen = Vec::new();
    for record in ledger.records().filter(|record| !record.is_deleted()) {
        for slot in record.slots() {
            if let Some(value) = slot.shown().filter(|value| !value.is_null()) {
                seen.push((record.id, slot.path, value.clone()));
            }
        }
    }
    seen.arrange();
    seen
}

/// Does or takes back one command as the app does: the others learn of it.
fn turn(ledger: &mut Ledger, from: &mut Vec<Undo>, to: &mut Vec<Undo>) {
    let command = from.pop().expect("a command");
    let undoing = command.edits(ledger);
    assert_eq!(undoing.changed_since, [], "nobody else changed anything");
    let former = Undo::prepare(ledger, &undoing.edits);
    let changes = ledger
        .commit(&undoing.edits, &stamp(1))
        .expect("short values");
    for other in from.iter_mut().chain(to.iter_mut()) {
        other.follow(&command, &changes);
    }
    to.push(Undo::made_by(&former, &changes));
}

proptest! {
    #[test]
    fn r8_all_commands_can_be_taken_back_in_turn_and_done_again(
        commands in proptest::collection::vec((0_u8..2, 0_u8..2, 0_u8..3), 1..12),
        walk in proptest::collection::vec(any::<bool>(), 0..40),
    ) {
        let mut ledger = Ledger::new();
        let (mut done, mut undone, mut states) = (Vec::new(), Vec::new(), vec![seen(&ledger)]);
        for (record, path, value) in commands {
            let path = [TITLE, Path::of("cause")][usize::from(path)];
            let value = match value {
                0 => Text::null(),
                n => Text::string(&n.to_string()),
            };
            let edits = [Edit { record: id(record), kind: RISK, path, value }];
            let former = Undo::prepare(&ledger, &edits);
            let changes = ledger.commit(&edits, &stamp(1)).expect("a short value");
            if !changes.is_empty() {
                done.push(Undo::made_by(&former, &changes));
                states.push(seen(&ledger));
            }
        }
        for back in walk {
            match back {
                true if !done.is_empty() => turn(&mut ledger, &mut done, &mut undone),
                false if !undone.is_empty() => turn(&mut ledger, &mut undone, &mut done),
                _ => {}
            }
            prop_assert_eq!(&seen(&ledger), &states[done.len()]);
        }
    }
}

/// Writes a title as somebody does, and gives how to take it back.
fn titled(ledger: &mut Ledger, who: u64, title: &str) -> Undo {
    let edits = [Edit {
        record: id(1),
        kind: RISK,
        path: TITLE,
        value: Text::string(title),
    }];
    let former = Undo::prepare(ledger, &edits);
    let changes = ledger.commit(&edits, &stamp(who)).expect("a short value");
    Undo::made_by(&former, &changes)
}

#[test]
fn r8_typing_that_goes_on_is_taken_back_at_once_and_done_again() {
    let mut ledger = Ledger::new();
    titled(&mut ledger, 1, "Fire");
    let mut typed = titled(&mut ledger, 1, "Fl");
    for more in ["Floo", "Flood"] {
        assert!(typed.take_on(&titled(&mut ledger, 1, more)), "{more}");
    }
    let (mut done, mut undone) = (vec![typed], Vec::new());
    turn(&mut ledger, &mut done, &mut undone);
    assert_eq!(seen(&ledger)[0].2, Text::string("Fire"));
    turn(&mut ledger, &mut undone, &mut done);
    assert_eq!(seen(&ledger)[0].2, Text::string("Flood"));
}

#[test]
fn r8_what_replaces_another_value_is_not_taken_on() {
    let mut ledger = Ledger::new();
    titled(&mut ledger, 1, "Fire");
    let mut typed = titled(&mut ledger, 1, "Fl");
    titled(&mut ledger, 2, "Storm");
    let later = titled(&mut ledger, 1, "Flood");
    assert!(!typed.take_on(&later));
    let undoing = typed.edits(&ledger);
    assert_eq!(
        (undoing.edits, undoing.changed_since),
        (vec![], vec![(id(1), TITLE)])
    );
}

#[test]
fn r8_what_was_written_beside_another_value_is_taken_back_alone() {
    let mut ledger = Ledger::new();
    titled(&mut ledger, 1, "Fire");
    let edits = [Edit {
        record: id(1),
        kind: RISK,
        path: TITLE,
        value: Text::string("Flood"),
    }];
    let former = Undo::prepare(&ledger, &edits);
    let changes = ledger
        .commit_beside(&edits, &stamp(2))
        .expect("a short value");
    let open = |ledger: &Ledger| ledger.record(id(1)).expect("made").conflicts().count();
    assert_eq!(open(&ledger), 1);
    let undoing = Undo::made_by(&former, &changes).edits(&ledger);
    ledger
        .commit(&undoing.edits, &stamp(2))
        .expect("a short value");
    assert_eq!(
        (open(&ledger), &seen(&ledger)[0].2),
        (0, &Text::string("Fire"))
    );
}

#[test]
fn r8_what_someone_else_wrote_in_between_stays() {
    let mut ledger = Ledger::new();
    set(&mut ledger, 1, 1, TITLE, "Fire");
    let mut commands = Vec::new();
    for (who, value) in [(1, "Flood"), (2, "Storm"), (1, "Ice")] {
        let edits = [Edit {
            record: id(1),
            kind: RISK,
            path: TITLE,
            value: Text::string(value),
        }];
        let former = Undo::prepare(&ledger, &edits);
        let changes = ledger.commit(&edits, &stamp(who)).expect("a short value");
        if who == 1 {
            commands.push(Undo::made_by(&former, &changes));
        }
    }
    turn(&mut ledger, &mut commands, &mut Vec::new());
    let last = commands.pop().expect("the first command").edits(&ledger);
    assert_eq!(
        (last.edits, last.changed_since),
        (vec![], vec![(id(1), TITLE)])
    );
    assert_eq!(seen(&ledger)[0].2, Text::string("Storm"));
}

#[test]
fn r8_an_import_is_taken_back_after_a_decision_between_its_values() {
    // Whichever of the two replicas has the smaller dot, and so the value that is shown.
    for (ours, theirs) in [(1, 2), (2, 1)] {
        let mut ledger = Ledger::new();
        set(&mut ledger, ours, 1, TITLE, "Fire");
        let mut other = Ledger::new();
        other.join(ledger.record(id(1)).expect("made").clone());
        set(&mut ledger, ours, 1, TITLE, "Flood");
        set(&mut other, theirs, 1, TITLE, "Storm");
        let before = ledger.record(id(1)).expect("made").clone();
        ledger.join(other.record(id(1)).expect("joined").clone());
        let mut import = Undo::default();
        import.note_join(Some(&before), ledger.record(id(1)).expect("joined"));
        let edits = [Edit {
            record: id(1),
            kind: RISK,
            path: TITLE,
            value: Text::string("Storm"),
        }];
        let former = Undo::prepare(&ledger, &edits);
        let decided = ledger.commit(&edits, &stamp(ours)).expect("a short value");
        let mut commands = vec![import, Undo::made_by(&former, &decided)];
        let mut undone = Vec::new();
        turn(&mut ledger, &mut commands, &mut undone);
        turn(&mut ledger, &mut commands, &mut undone);
        assert_eq!(seen(&ledger)[0].2, Text::string("Flood"));
    }
}

#[test]
fn r8_undoing_an_import_restores_the_visible_state() {
    let (mut ours, mut theirs) = two_copies();
    set(&mut theirs, 2, 1, TITLE, "Flooding");
    set(&mut theirs, 2, 2, TITLE, "Fire");
    let mut undo = Undo::default();
    for planned in planned(&ours, &export(&theirs)) {
        let before = ours.record(planned.id).cloned();
        if let Received::Stamped(record) = planned.received {
            ours.join(record);
        }
        undo.note_join(before.as_ref(), ours.record(planned.id).expect("joined"));
    }
    let edits = undo.edits(&ours).edits;
    ours.commit(&edits, &stamp(1)).expect("short values");
    assert_eq!(ours.record(id(1)).expect("kept").text("title"), "Flood");
    assert!(ours.record(id(2)).expect("a tombstone").is_deleted());
}

#[test]
fn rolling_back_makes_all_look_as_it_did() {
    let mut ledger = Ledger::new();
    let step = |n: u8, field| Path::item(Key::new("steps"), id(100 + n), field);
    set(&mut ledger, 1, 1, TITLE, "Flood");
    set(&mut ledger, 1, 1, step(1, Key::new("text")), "pump");
    set(&mut ledger, 1, 2, TITLE, "Fire");
    let then: Vec<Record> = ledger.records().cloned().collect();
    set(&mut ledger, 1, 1, TITLE, "Deluge");
    set(&mut ledger, 1, 1, step(2, Key::new("text")), "swim");
    let gone = [
        Ledger::remove_item(id(1), RISK, Key::new("steps"), id(101)),
        Ledger::delete(id(2), RISK),
    ];
    ledger.commit(&gone, &stamp(1)).expect("known kinds");
    set(&mut ledger, 1, 3, TITLE, "Frost");
    let edits = roll_back(&ledger, &then, BTreeSet::new());
    ledger.commit(&edits, &stamp(1)).expect("short values");
    let record = ledger.record(id(1)).expect("kept");
    assert_eq!(record.text("title"), "Flood");
    let items = record.items(Key::new("steps"));
    assert_eq!(
        items
            .iter()
            .map(|item| item.text("text"))
            .collect::<Vec<_>>(),
        ["pump"]
    );
    assert!(!ledger.record(id(2)).expect("kept").is_deleted());
    assert!(ledger.record(id(3)).expect("kept").is_deleted());
    assert_eq!(roll_back(&ledger, &then, BTreeSet::new()), vec![]);
}

proptest! {
    /// F2: damaged files are errors or other content, never a panic.
    #[test]
    fn damaged_files_do_not_panic(at in any::<prop::sample::Index>(), len in 0usize..20, with in "[\\[\\]{}\",:0-9a-z~/-]{0,8}") {
        let (ours, mut theirs) = two_copies();
        set(&mut theirs, 2, 1, TITLE, "Fire");
        let mut joined = Ledger::new();
        take(&mut joined, &export(&ours));
        take(&mut joined, &export(&theirs));
        let mut file = export(&joined);
        let from = at.index(file.len());
        file.replace_range(from..(from + len).min(file.len()), &with);
        if let Ok(incoming) = read(&file, &Plain, &mut || id(9)) {
            let _ = plan(&ours, incoming.records, &mut || id(10));
        }
    }
}
