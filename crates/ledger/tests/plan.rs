//! What a file would do, and how it is taken in: M4 to M7, M10 to M12.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod common;

use common::{RISK, STEPS, export, id, planned, set, stamp, take, two_copies, verdict};
use holdfast_ledger::file::{Received, Why};
use holdfast_ledger::merge::join;
use holdfast_ledger::path::{DELETED, PLACE, REMOVED};
use holdfast_ledger::plan::{Proposal, RollBack, Verdict, accept, changes, offered, roll_back};
use holdfast_ledger::{Key, Ledger, Path, Record, Text};
use std::collections::BTreeSet;

const TITLE: Path = Path::of("title");
const CAUSE: Path = Path::of("cause");

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
        disputed: false,
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
    let edits = roll_back(&ledger, &then, BTreeSet::new(), &|_, _| false).edits;
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
    assert_eq!(
        roll_back(&ledger, &then, BTreeSet::new(), &|_, _| false).edits,
        vec![]
    );
}

#[test]
fn m10_1_a_proposal_decides_nothing_unseen() {
    let (mut ours, mut theirs) = two_copies();
    set(&mut ours, 1, 1, TITLE, "Flood, ground floor");
    set(&mut theirs, 2, 1, TITLE, "Flood, basement");
    set(&mut ours, 1, 1, CAUSE, "Rain");
    take(&mut ours, &export(&theirs));
    let file = |title: &str| {
        format!(
            r#"{{"format":"holdfast","version":"1.0","records":{{"risk":[{{"id":"{}","title":"{title}","cause":"Snow"}}]}}}}"#,
            id(1)
        )
    };
    let third = planned(&ours, &file("Flood, roof")).remove(0);
    let Verdict::Proposed(all) = &third.verdict else {
        panic!("{:?}", third.verdict)
    };
    let told: Vec<(Path, bool, bool)> = all
        .iter()
        .map(|one| (one.path, one.disputed, one.is_risky()))
        .collect();
    assert_eq!(told, [(CAUSE, false, false), (TITLE, true, true)]);
    // Left alone, people still disagree; accepted, it decides.
    let open = |ledger: &Ledger| ledger.conflicts_in(id(1));
    let risky = |path| all.iter().any(|one| one.path == path && one.is_risky());
    let edits = accept(&third, |path| !risky(path));
    ours.commit(&edits, &stamp(3)).expect("a short value");
    assert_eq!(
        (
            ours.record(id(1)).expect("kept").text("cause").as_ref(),
            open(&ours)
        ),
        ("Snow", 1)
    );
    ours.commit(&accept(&third, |_| true), &stamp(3))
        .expect("a short value");
    assert_eq!(open(&ours), 0);
    assert_eq!(
        ours.record(id(1)).expect("kept").text("title"),
        "Flood, roof"
    );
    // Where nobody disagrees any more it is a proposal like any other.
    let again = planned(&ours, &file("Flood, attic")).remove(0);
    assert!(
        matches!(&again.verdict, Verdict::Proposed(all) if all.iter().all(|one| !one.is_risky()))
    );
}

#[test]
fn m10_1_what_is_shown_already_decides_nothing() {
    let (mut ours, mut theirs) = two_copies();
    set(&mut ours, 1, 1, TITLE, "Flood, ground floor");
    set(&mut theirs, 2, 1, TITLE, "Flood, basement");
    take(&mut ours, &export(&theirs));
    let shown = ours.record(id(1)).expect("kept").text("title").into_owned();
    let file = format!(
        r#"{{"format":"holdfast","version":"1.0","records":{{"risk":[{{"id":"{}","title":"{shown}"}}]}}}}"#,
        id(1)
    );
    assert_eq!(verdict(&ours, &file), Verdict::Same);
}

#[test]
fn r12_rolling_back_takes_nothing_out_of_a_log() {
    let mut ledger = Ledger::new();
    let entry = |n: u8| Path::item(STEPS, id(n), Key::new("text"));
    set(&mut ledger, 1, 1, TITLE, "Flood");
    set(&mut ledger, 1, 1, entry(10), "pumps started");
    let then: Vec<Record> = ledger.records().cloned().collect();
    set(&mut ledger, 1, 1, TITLE, "Fire");
    set(&mut ledger, 1, 1, entry(10), "pumps started late");
    set(&mut ledger, 1, 1, entry(11), "pumps stopped");
    set(&mut ledger, 1, 2, TITLE, "Theft");
    let back = |logs: bool| {
        let grows = |_: Key, list: Key| logs && list == STEPS;
        roll_back(&ledger, &then, BTreeSet::new(), &grows)
    };
    let (log, list) = (back(true), back(false));
    assert_eq!((log.logged, log.deleted), (1, 1));
    assert_eq!((list.logged, list.deleted), (0, 1));
    let texts = |back: &RollBack| {
        let mut after = Ledger::new();
        for record in ledger.records() {
            after.join(record.clone());
        }
        after.commit(&back.edits, &stamp(2)).expect("short values");
        let record = after.record(id(1)).expect("kept");
        let said = [10, 11].map(|n| {
            let there = record.has_item(STEPS, id(n));
            there.then(|| record.value(entry(n)).map(|text| text.plain().into_owned()))
        });
        (record.text("title").into_owned(), said)
    };
    let said = |text: &str| Some(Some(text.to_owned()));
    assert_eq!(
        texts(&log),
        (
            "Flood".into(),
            [said("pumps started late"), said("pumps stopped")]
        )
    );
    assert_eq!(
        texts(&list),
        ("Flood".into(), [said("pumps started"), None])
    );
}
