//! Commands that make records and items, change them and remove them, taken back in turn and done again.
//! Rule R8 of SPEC.md.

// Tests fail by panicking, their helpers too.
#![allow(clippy::expect_used, clippy::panic)]

mod common;

use common::{RISK, STEPS, id, stamp};
use holdfast_ledger::path::{Key, PLACE, Path};
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::undo::Undo;
use holdfast_ledger::{Edit, Id, Ledger, Record, Text};
use proptest::prelude::*;

/// One thing that a person does.
#[derive(Clone, Copy, Debug)]
enum Does {
    Field { record: u8, field: u8, value: u8 },
    Add { record: u8, item: u8 },
    Item { record: u8, item: u8, value: u8 },
    Remove { record: u8, item: u8 },
    Delete { record: u8 },
    Restore { record: u8 },
}

fn does() -> impl Strategy<Value = Does> {
    let (record, item, value) = (0_u8..2, 0_u8..2, 0_u8..3);
    let of_item = (record.clone(), item.clone());
    prop_oneof![
        (record.clone(), 0_u8..2, value.clone()).prop_map(|(record, field, value)| Does::Field {
            record,
            field,
            value
        }),
        of_item
            .clone()
            .prop_map(|(record, item)| Does::Add { record, item }),
        (record.clone(), item, value).prop_map(|(record, item, value)| Does::Item {
            record,
            item,
            value
        }),
        of_item.prop_map(|(record, item)| Does::Remove { record, item }),
        record.clone().prop_map(|record| Does::Delete { record }),
        record.prop_map(|record| Does::Restore { record }),
    ]
}

fn text(value: u8) -> Text {
    match value {
        0 => Text::null(),
        n => Text::string(&n.to_string()),
    }
}

// Nobody edits what they cannot see: what is not there, or gone, stays as it is.
fn edit(ledger: &Ledger, does: Does) -> Option<Edit> {
    let there = |record: u8| {
        ledger
            .record(id(record))
            .filter(|record| !record.is_deleted())
    };
    let has = |record: u8, item: u8| {
        there(record).is_some_and(|record| record.items(STEPS).iter().any(|one| one.id == id(item)))
    };
    let buried = |record: u8| ledger.record(id(record)).is_some_and(Record::is_deleted);
    let edit = |record: u8, path: Path, value: Text| Edit {
        record: id(record),
        kind: RISK,
        path,
        value,
    };
    let title = Key::new("title");
    match does {
        Does::Field {
            record,
            field,
            value,
        } if !buried(record) => {
            let path = Path::field([title, Key::new("cause")][usize::from(field)]);
            Some(edit(record, path, text(value)))
        }
        Does::Add { record, item } if there(record).is_some() && !has(record, item) => {
            let place = Place {
                key: format!("k{item}"),
                under: None,
            };
            Some(edit(
                record,
                Path::item(STEPS, id(item), PLACE),
                place.to_text(),
            ))
        }
        Does::Item {
            record,
            item,
            value,
        } if has(record, item) => Some(edit(
            record,
            Path::item(STEPS, id(item), title),
            text(value),
        )),
        Does::Remove { record, item } if has(record, item) => {
            Some(Ledger::remove_item(id(record), RISK, STEPS, id(item)))
        }
        Does::Delete { record } if there(record).is_some() => {
            Some(Ledger::delete(id(record), RISK))
        }
        Does::Restore { record } if buried(record) => Some(Ledger::undelete(id(record), RISK)),
        _ => None,
    }
}

/// What one can see: which records and items there are, and what stands in them.
fn seen(ledger: &Ledger) -> Vec<(Id, Option<Id>, String)> {
    let mut seen = Vec::new();
    for record in ledger.records().filter(|record| !record.is_deleted()) {
        let words = ["title", "cause"].map(|field| record.text(field).into_owned());
        seen.push((record.id, None, words.join("|")));
        for item in record.items(STEPS) {
            seen.push((record.id, Some(item.id), item.text("title").into_owned()));
        }
    }
    seen.arrange();
    seen
}

fn command(ledger: &mut Ledger, edits: &[Edit]) -> Option<Undo> {
    let former = Undo::prepare(ledger, edits);
    let changes = ledger.commit(edits, &stamp(1)).expect("a short value");
    (!changes.is_empty()).then(|| Undo::made_by(&former, &changes))
}

/// Takes one command back, or does it again, as the app does: the others learn of it.
fn turn(ledger: &mut Ledger, from: &mut Vec<Undo>, to: &mut Vec<Undo>) {
    let command = from.pop().expect("a command");
    let undoing = command.edits(ledger);
    assert_eq!(undoing.changed_since, [], "nobody else changed anything");
    let former = Undo::prepare(ledger, &undoing.edits);
    let changes = ledger.commit(&undoing.edits, &stamp(1)).expect("turned");
    for other in from.iter_mut().chain(to.iter_mut()) {
        other.follow(&command, &changes);
    }
    to.push(Undo::made_by(&former, &changes));
}

proptest! {
    #[test]
    fn r8_what_was_made_goes_when_all_that_was_done_to_it_is_taken_back(
        commands in proptest::collection::vec(does(), 1..14),
        walk in proptest::collection::vec(any::<bool>(), 0..40),
    ) {
        let mut ledger = Ledger::new();
        let (mut done, mut undone, mut states) = (Vec::new(), Vec::new(), vec![seen(&ledger)]);
        for does in commands {
            let undo = edit(&ledger, does).and_then(|edit| command(&mut ledger, &[edit]));
            if let Some(undo) = undo {
                done.push(undo);
                states.push(seen(&ledger));
            }
        }
        // A walk to and fro, then all the way back.
        let steps = walk.into_iter().chain(vec![true; states.len()]);
        for back in steps {
            match back {
                true if !done.is_empty() => turn(&mut ledger, &mut done, &mut undone),
                false if !undone.is_empty() => turn(&mut ledger, &mut undone, &mut done),
                _ => {}
            }
            prop_assert_eq!(&seen(&ledger), &states[done.len()]);
        }
    }
}

/// What somebody else wrote into what I made stays, and keeps it.
#[test]
fn r8_what_another_wrote_keeps_the_record() {
    let mut ledger = Ledger::new();
    let write = |field: &'static str, value: &str| Edit {
        record: id(1),
        kind: RISK,
        path: Path::of(field),
        value: Text::string(value),
    };
    let made = command(&mut ledger, &[write("title", "Flood")]).expect("made");
    let mut other = Ledger::new();
    other.join(ledger.record(id(1)).expect("there").clone());
    let cause = command(&mut ledger, &[write("cause", "Rain")]).expect("changed");
    let (mut done, mut undone) = (vec![made, cause], Vec::new());
    turn(&mut ledger, &mut done, &mut undone);
    other
        .commit(&[write("cause", "Snow")], &stamp(2))
        .expect("theirs");
    ledger.join(other.record(id(1)).expect("there").clone());
    let undoing = done[0].edits(&ledger);
    assert!(undoing.edits.iter().all(|edit| !edit.path.is_tombstone()));
}
