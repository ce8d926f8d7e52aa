//! What a record's conflicts are, and how undo brings them back. Rules M5, M7, M8, M11, R7, R8,
//! R10 and R11 of SPEC.md.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod common;

use common::{RISK, id, stamp};
use holdfast_ledger::change::check_chains;
use holdfast_ledger::conflict::{Conflict, of};
use holdfast_ledger::path::{Key, PLACE, Path};
use holdfast_ledger::record::Place;
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Edit, Ledger, Record, Text, line};

const LIST: Key = Key::new("actions");

fn edit(path: Path, value: Text) -> Edit {
    Edit {
        record: id(1),
        kind: RISK,
        path,
        value,
    }
}

fn title(text: &str) -> Edit {
    edit(Path::of("title"), Text::string(text))
}

fn item(n: u8, field: &'static str) -> Path {
    Path::item(LIST, id(n), Key::new(field))
}

fn put(n: u8, key: &str, under: Option<u8>) -> Edit {
    let place = Place {
        key: key.to_owned(),
        under: under.map(|under| id(under).to_string()),
    };
    edit(Path::item(LIST, id(n), PLACE), place.to_text())
}

/// A copy with one record, and another that goes its own way from there.
fn two(edits: &[Edit]) -> (Ledger, Ledger) {
    let (mut a, mut b) = (Ledger::new(), Ledger::new());
    a.commit(edits, &stamp(1)).expect("short values");
    b.join(record(&a).clone());
    (a, b)
}

fn record(ledger: &Ledger) -> &Record {
    ledger.record(id(1)).expect("the record")
}

fn apart(a: &mut Ledger, b: &mut Ledger, mine: &[Edit], theirs: &[Edit]) -> Vec<Conflict> {
    a.commit(mine, &stamp(1)).expect("short values");
    b.commit(theirs, &stamp(2)).expect("short values");
    a.join(record(b).clone());
    b.join(record(a).clone());
    assert_eq!(record(a), record(b));
    let found = of(record(a));
    assert_eq!(a.conflicts_in(id(1)) as usize, found.len());
    found
}

#[test]
fn r11_different_values_are_a_conflict_until_one_is_written() {
    let (mut a, mut b) = two(&[title("Flood")]);
    let found = apart(&mut a, &mut b, &[title("Fire")], &[title("Frost")]);
    assert_eq!(found, [Conflict::Values(Path::of("title"))]);
    a.commit(&[title("Frost")], &stamp(1)).expect("decided");
    assert_eq!(of(record(&a)), []);
    assert_eq!(a.conflicts().count(), 0);
}

#[test]
fn r11_equal_values_are_no_conflict() {
    let (mut a, mut b) = two(&[title("Flood")]);
    assert_eq!(
        apart(&mut a, &mut b, &[title("Fire")], &[title("Fire")]),
        []
    );
}

#[test]
fn r11_an_item_moved_by_two_and_one_removed_against_an_edit() {
    let (mut a, mut b) = two(&[put(2, "a", None), put(3, "b", None), put(4, "c", None)]);
    let found = apart(
        &mut a,
        &mut b,
        &[
            put(2, "d", None),
            Ledger::remove_item(id(1), RISK, LIST, id(3)),
        ],
        &[
            put(2, "e", Some(4)),
            edit(item(3, "text"), Text::string("Call")),
        ],
    );
    let expected = [Conflict::Moved(LIST, id(2)), Conflict::Removed(LIST, id(3))];
    assert_eq!(found, expected);
}

#[test]
fn r11_a_removed_item_and_a_deleted_record_have_none() {
    let text = |text: &str| edit(item(2, "text"), Text::string(text));
    let (mut a, mut b) = two(&[put(2, "a", None), text("Call"), title("Flood")]);
    let found = apart(&mut a, &mut b, &[text("Ring")], &[text("Write")]);
    assert_eq!(found, [Conflict::Values(item(2, "text"))]);
    a.commit(&[Ledger::remove_item(id(1), RISK, LIST, id(2))], &stamp(1))
        .expect("removed");
    assert_eq!(of(record(&a)), []);
    a.commit(&[Ledger::delete(id(1), RISK)], &stamp(1))
        .expect("deleted");
    b.commit(&[title("Fire")], &stamp(2)).expect("edited");
    a.join(record(&b).clone());
    assert_eq!(of(record(&a)), [Conflict::Deleted]);
    a.commit(&[Ledger::delete(id(1), RISK)], &stamp(1))
        .expect("deleted again");
    assert_eq!(of(record(&a)), []);
}

#[test]
fn m7_kept_by_one_and_deleted_by_another_is_a_question_and_no_winner() {
    let (mut a, mut b) = two(&[title("Flood"), put(1, "a", None)]);
    let (keep, bury) = (Ledger::undelete(id(1), RISK), Ledger::delete(id(1), RISK));
    let asked = apart(
        &mut a,
        &mut b,
        std::slice::from_ref(&bury),
        &[title("Fire")],
    );
    assert_eq!(asked, [Conflict::Deleted]);
    // Both decide, and neither has seen what the other decided.
    let asked = apart(
        &mut a,
        &mut b,
        std::slice::from_ref(&keep),
        std::slice::from_ref(&bury),
    );
    assert_eq!(asked, [Conflict::Deleted]);
    assert!(!record(&a).is_deleted());
    // Who decides now has seen both; taking that back asks again.
    let kept = decide(&mut a, &[keep]);
    assert_eq!(of(record(&a)), []);
    take_back(&mut a, &kept);
    assert_eq!(of(record(&a)), [Conflict::Deleted]);
    decide(&mut b, &[bury]);
    assert!(record(&b).is_deleted());
}

#[test]
fn m7_an_item_kept_by_one_and_removed_by_another_stays_flagged() {
    let (mut a, mut b) = two(&[
        edit(item(1, "title"), Text::string("Pump")),
        put(1, "a", None),
    ]);
    let keep = Ledger::restore_item(id(1), RISK, LIST, id(1));
    let remove = Ledger::remove_item(id(1), RISK, LIST, id(1));
    a.commit(std::slice::from_ref(&remove), &stamp(1))
        .expect("removed");
    b.join(record(&a).clone());
    let asked = apart(
        &mut a,
        &mut b,
        std::slice::from_ref(&keep),
        &[put(1, "b", None), remove],
    );
    assert_eq!(asked, [Conflict::Removed(LIST, id(1))]);
    decide(&mut a, &[keep]);
    assert!(record(&a).has_item(LIST, id(1)));
    assert_eq!(of(record(&a)), []);
}

#[test]
fn r11_items_in_a_circle_are_one_conflict() {
    let (mut a, mut b) = two(&[2, 3, 4, 5].map(|n| put(n, "a", None)));
    let mine = [put(2, "a", Some(3)), put(5, "a", Some(2))];
    let found = apart(
        &mut a,
        &mut b,
        &mine,
        &[put(3, "a", Some(4)), put(4, "a", Some(2))],
    );
    assert_eq!(found, [Conflict::Circle(LIST, vec![id(2), id(3), id(4)])]);
    a.commit(&[put(4, "a", None)], &stamp(1))
        .expect("moved out");
    assert_eq!(of(record(&a)), []);
}

#[test]
fn r11_m11_one_change_with_two_values_is_told_apart() {
    let (mut a, _) = two(&[title("Flood")]);
    let forged = line::print(record(&a)).replace("Flood", "Fraud");
    line::read_all(&forged, |record| assert!(a.join(record))).expect("a line");
    assert_eq!(of(record(&a)), [Conflict::OneDot(Path::of("title"))]);
}

#[test]
fn r13_what_is_edited_here_is_never_taken_for_known() {
    let (mut a, _) = two(&[title("Flood")]);
    a.commit(&[title("Deluge")], &stamp(5)).expect("an edit");
    let own = a.replica().expect("it has edited").to_string();
    let line = line::print(record(&a));
    let parts: Vec<&str> = line.split("\"s\":[").collect();
    let (seen, rest) = parts[1].split_once(']').expect("what it has seen");
    let largest: Vec<String> = seen.split(',').map(|_| u64::MAX.to_string()).collect();
    let forged = format!("{}\"s\":[{}]{rest}", parts[0], largest.join(","));
    line::read_all(&forged, |record| assert!(a.join(record))).expect("a line");
    for word in ["Spate", "Surge"] {
        let made = a.commit(&[title(word)], &stamp(6)).expect("an edit");
        assert_ne!(made[0].dot.replica.to_string(), own);
        assert_eq!(check_chains(&made), [], "R9");
        assert_eq!(record(&a).text("title"), word);
    }
}

/// Takes the last command back, as the shell does; gives how to do it again.
fn take_back(ledger: &mut Ledger, undo: &Undo) -> Undo {
    let plan = undo.edits(ledger);
    assert_eq!(plan.changed_since, []);
    let former = Undo::prepare(ledger, &plan.edits);
    let mut changes = ledger.commit(&plan.edits, &stamp(1)).expect("undone");
    changes.extend(
        ledger
            .commit_beside(&plan.beside, &stamp(1))
            .expect("undone"),
    );
    assert_eq!(check_chains(&changes), [], "SPEC R9");
    Undo::made_by(&former, &changes)
}

fn decide(ledger: &mut Ledger, edits: &[Edit]) -> Undo {
    let former = Undo::prepare(ledger, edits);
    let changes = ledger.commit(edits, &stamp(1)).expect("decided");
    Undo::made_by(&former, &changes)
}

fn texts(record: &Record) -> Vec<String> {
    let slot = record.slot(Path::of("title")).expect("a title");
    slot.values
        .iter()
        .map(|value| value.text.plain().into_owned())
        .collect()
}

#[test]
fn r8_undoing_a_decision_brings_the_conflict_back() {
    let (mut a, mut b) = two(&[title("Flood")]);
    apart(&mut a, &mut b, &[title("Fire")], &[title("Frost")]);
    let decided = decide(&mut a, &[title("Frost")]);
    let undone = take_back(&mut a, &decided);
    assert_eq!(texts(record(&a)), ["Fire", "Frost"]);
    assert_eq!(a.conflicts_in(id(1)), 1);
    // Done again and undone again; and the other copy sees the same.
    let again = take_back(&mut a, &undone);
    assert_eq!(texts(record(&a)), ["Frost"]);
    take_back(&mut a, &again);
    b.join(record(&a).clone());
    assert_eq!(texts(record(&b)), ["Fire", "Frost"]);
}

#[test]
fn r8_m7_undoing_keep_brings_the_question_back_and_deletes_nothing() {
    let (mut a, mut b) = two(&[title("Flood")]);
    let found = apart(
        &mut a,
        &mut b,
        &[Ledger::delete(id(1), RISK)],
        &[title("Fire")],
    );
    assert_eq!(found, [Conflict::Deleted]);
    let kept = decide(&mut a, &[Ledger::undelete(id(1), RISK)]);
    assert_eq!(of(record(&a)), []);
    take_back(&mut a, &kept);
    assert_eq!(of(record(&a)), [Conflict::Deleted]);
    assert!(!record(&a).is_deleted());
    let deleted = decide(&mut a, &[Ledger::delete(id(1), RISK)]);
    assert!(record(&a).is_deleted());
    take_back(&mut a, &deleted);
    assert_eq!(of(record(&a)), [Conflict::Deleted]);
}

/// Takes the last command of `from` back, as the shell does: the others learn of it.
fn turn(ledger: &mut Ledger, from: &mut Vec<Undo>, to: &mut Vec<Undo>) {
    let command = from.pop().expect("a command");
    let plan = command.edits(ledger);
    assert_eq!(plan.changed_since, []);
    let former = Undo::prepare(ledger, &plan.edits);
    let mut changes = ledger.commit(&plan.edits, &stamp(1)).expect("turned");
    changes.extend(
        ledger
            .commit_beside(&plan.beside, &stamp(1))
            .expect("turned"),
    );
    for other in from.iter_mut().chain(to.iter_mut()) {
        other.follow(&command, &changes);
    }
    to.push(Undo::made_by(&former, &changes));
}

#[test]
fn r8_an_import_and_the_decision_about_it_can_be_taken_back_and_done_again() {
    let (mut a, mut b) = two(&[title("Flood")]);
    a.commit(&[title("Fire")], &stamp(1)).expect("mine");
    b.commit(&[title("Frost")], &stamp(2)).expect("theirs");
    let before = record(&a).clone();
    a.join(record(&b).clone());
    let mut import = Undo::default();
    import.note_join(Some(&before), record(&a));
    let decided = decide(&mut a, &[title("Frost")]);
    let (mut done, mut undone) = (vec![import, decided], Vec::new());
    for _ in 0..3 {
        turn(&mut a, &mut done, &mut undone);
        assert_eq!(texts(record(&a)), ["Fire", "Frost"]);
        turn(&mut a, &mut done, &mut undone);
        assert_eq!(texts(record(&a)), ["Fire"]);
        turn(&mut a, &mut undone, &mut done);
        assert_eq!(texts(record(&a)), ["Fire", "Frost"]);
        turn(&mut a, &mut undone, &mut done);
        assert_eq!(texts(record(&a)), ["Frost"]);
    }
}
