//! Taking back what was done: R8.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic, clippy::unreachable)]

mod common;

use common::{RISK, export, id, planned, set, stamp, two_copies};
use holdfast_ledger::file::Received;
use holdfast_ledger::origin::{Changes, REDONE, UNDONE, origin};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Change, Edit, Id, Ledger, Path, Stamp, Text};
use proptest::prelude::*;

const TITLE: Path = Path::of("title");

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

/// Who wrote each value of each register, where what undo gave back is whoever brought it first.
fn authors(ledger: &Ledger, history: &Changes) -> Vec<(Path, Text, String)> {
    let record = ledger.record(id(1)).expect("there");
    let mut found = Vec::new();
    for slot in record.slots() {
        for value in &slot.values {
            let mark = record.mark(value.dot).expect("signed");
            let first = origin(history, slot.path, value.dot, &slot.dots());
            let by = first.map_or(&mark.by, |first| &first.by);
            found.push((slot.path, value.text.clone(), by.to_string()));
        }
    }
    found.arrange();
    found
}

fn signed(by: &str, note: &str) -> Stamp {
    Stamp {
        by: by.into(),
        note: (!note.is_empty()).then(|| note.into()),
        ..stamp(3)
    }
}

/// Two people who do not know of each other write into two fields; all is together then.
fn disputed(values: [[u8; 2]; 2]) -> (Ledger, Changes) {
    let (mut ours, mut theirs) = two_copies();
    let mut history = Changes::new();
    for (ledger, by, values) in [
        (&mut ours, "Ana", values[0]),
        (&mut theirs, "Ben", values[1]),
    ] {
        for (path, value) in [TITLE, Path::of("cause")].into_iter().zip(values) {
            let edit = write(path, value);
            let changes = ledger
                .commit(&[edit], &signed(by, ""))
                .expect("a short value");
            keep(&mut history, &changes);
        }
    }
    ours.join(theirs.record(id(1)).expect("there").clone());
    (ours, history)
}

fn write(path: Path, value: u8) -> Edit {
    let value = Text::string(&value.to_string());
    Edit {
        record: id(1),
        kind: RISK,
        path,
        value,
    }
}

fn keep(history: &mut Changes, changes: &[Change]) {
    history.extend(changes.iter().map(|change| (change.dot, change.clone())));
}

proptest! {
    /// R8.1: however often a third person decides, takes that back and does it again, what stands there
    /// is signed by those who signed it when it was first so.
    #[test]
    fn r8_1_undo_signs_nothing_that_others_wrote(
        values in any::<[[bool; 2]; 2]>(),
        decisions in proptest::collection::vec((any::<bool>(), 0_u8..5), 1..6),
        walk in proptest::collection::vec(any::<bool>(), 0..24),
    ) {
        let (mut ledger, mut history) = disputed([0, 2].map(|from| values[from / 2].map(|more| from as u8 + u8::from(more))));
        let (mut done, mut undone) = (Vec::new(), Vec::new());
        let mut states = vec![authors(&ledger, &history)];
        for (title, value) in decisions {
            let edits = [write(if title { TITLE } else { Path::of("cause") }, value)];
            let former = Undo::prepare(&ledger, &edits);
            let changes = ledger.commit(&edits, &signed("Cy", "decided")).expect("a short value");
            if changes.is_empty() {
                continue;
            }
            keep(&mut history, &changes);
            done.push(Undo::made_by(&former, &changes));
            states.push(authors(&ledger, &history));
        }
        for (n, back) in walk.into_iter().chain(vec![true; 6]).enumerate() {
            let (word, from, to) = if back {
                (UNDONE, &mut done, &mut undone)
            } else {
                (REDONE, &mut undone, &mut done)
            };
            let Some(command) = from.pop() else { continue };
            let mut stamp = signed("Cy", &format!("{word}decided"));
            stamp.at += n as i64;
            let plan = command.edits(&ledger);
            let former = Undo::prepare(&ledger, plan.edits.iter().chain(&plan.beside));
            let mut changes = ledger.commit(&plan.edits, &stamp).expect("turned");
            changes.extend(ledger.commit_beside(&plan.beside, &stamp).expect("turned"));
            keep(&mut history, &changes);
            for other in from.iter_mut().chain(to.iter_mut()) {
                other.follow(&command, &changes);
            }
            to.push(Undo::made_by(&former, &changes));
            prop_assert_eq!(&authors(&ledger, &history), &states[done.len()]);
        }
    }
}

/// R8.1: without the history that tells, it is who gave it back.
#[test]
fn r8_1_without_history_who_undid_stands_for_it() {
    let (mut ledger, mut history) = disputed([[1, 1], [2, 2]]);
    let edits = [write(TITLE, 3)];
    let former = Undo::prepare(&ledger, &edits);
    let decided = ledger
        .commit(&edits, &signed("Cy", "decided"))
        .expect("decided");
    let plan = Undo::made_by(&former, &decided).edits(&ledger);
    let stamp = signed("Cy", "Undone: decided");
    let mut back = ledger.commit(&plan.edits, &stamp).expect("undone");
    back.extend(ledger.commit_beside(&plan.beside, &stamp).expect("undone"));
    keep(&mut history, &back);
    let by = |history: &Changes| -> Vec<String> {
        let all = authors(&ledger, history).into_iter();
        all.filter(|(path, ..)| *path == TITLE)
            .map(|(.., by)| by)
            .collect()
    };
    assert_eq!(by(&history), ["Cy", "Cy"], "the decision is not known");
    keep(&mut history, &decided);
    assert_eq!(by(&history), ["Ana", "Ben"]);
}
