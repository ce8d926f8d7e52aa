//! What is listed, what each side says, and what deciding does. M5, M7, M8, M11, M14, R7.

use super::*;
use crate::table::{Filter, Spec, Table, Test};
use crate::testing::World;
use holdfast_ledger::{Ledger, Text};
use serde_json::json;

/// Two people do something with a risk without seeing each other's; then all is together.
fn apart(
    mine: impl FnOnce(&mut World, Id, Id),
    theirs: impl FnOnce(&mut World, Id, Id),
) -> (World, Id, Id) {
    let mut world = World::new();
    world.user = "Ines".to_owned();
    let risk = world.add(
        "risk",
        &[("title", json!("Flood")), ("code", json!("RISK-1"))],
    );
    let first = world.item(risk, "actions", &[("title", json!("Raise the wall"))]);
    let second = world.item(risk, "actions", &[("title", json!("Buy pumps"))]);
    let mut other = world.fork(7);
    other.user = "Tom".to_owned();
    other.now += 60_000;
    mine(&mut world, risk, first);
    theirs(&mut other, risk, second);
    world.merge(&other);
    other.merge(&world);
    assert_eq!(world.record(risk), other.record(risk), "M1");
    (world, risk, first)
}

/// The only conflict there is: what it is about, and what its sides say and who.
fn shown(world: &World, id: Id) -> (Conflict, String, Vec<(String, String)>) {
    let view = world.view();
    let record = world.record(id);
    let found = of(record, &view);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(count(record, &view), 1);
    assert_eq!(Count::default().all(&view), 1);
    let about = found[0].clone();
    let said = sides(record, &about, &view).into_iter().map(|side| {
        let names: Vec<String> = side.marks.iter().map(|mark| mark.by.clone()).collect();
        (words(record, &about, &side.take, &view), names.join(" "))
    });
    let said = said.collect();
    assert!(note(record, &about, &view).len() > 20);
    (about.clone(), label(record, &about, &view), said)
}

/// Decides for each side in turn, each in a copy of its own.
fn decided(world: &World, id: Id, about: &Conflict) -> Vec<World> {
    let view = world.view();
    let taken = sides(world.record(id), about, &view)
        .into_iter()
        .map(|side| {
            let mut copy = world.fork(9);
            let mut mint = || unreachable!("nothing new is made");
            let edits = solve(world.record(id), about, &side.take, &view, &mut mint);
            copy.commit(&edits.expect("a way to decide"));
            let left = of(copy.record(id), &copy.view());
            assert!(
                !left.contains(about),
                "{about:?} is decided by {:?}",
                side.take
            );
            copy
        });
    taken.collect()
}

fn pairs(said: &[(&str, &str)]) -> Vec<(String, String)> {
    said.iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn m5_different_values_are_decided_by_one_of_them_or_by_both() {
    let (world, risk, _) = apart(
        |world, risk, _| world.set(risk, "cause", json!("Heavy rain")),
        |world, risk, _| world.set(risk, "cause", json!("A burst main")),
    );
    let (about, label, said) = shown(&world, risk);
    assert_eq!((about.sort(), &*label), (Sort::Values, "Cause"));
    assert_eq!(
        said,
        pairs(&[("Heavy rain", "Ines"), ("A burst main", "Tom")])
    );
    let after = decided(&world, risk, &about);
    let causes = after
        .iter()
        .map(|world| world.record(risk).text("cause").into_owned());
    assert_eq!(causes.collect::<Vec<_>>(), ["Heavy rain", "A burst main"]);
    let both = both(world.record(risk), &about, &world.view()).expect("texts can be joined");
    assert_eq!(both, Text::string("Heavy rain\n\nA burst main"));
}

#[test]
fn m5_words_are_united_and_choices_are_not() {
    let (world, risk, _) = apart(
        |world, risk, _| world.set(risk, "tags", json!(["river", "wall"])),
        |world, risk, _| world.set(risk, "tags", json!(["cellar", "river"])),
    );
    let (about, ..) = shown(&world, risk);
    let united = both(world.record(risk), &about, &world.view());
    assert_eq!(united, Text::of(&["cellar", "river", "wall"]).ok());
    let (world, risk, _) = apart(
        |world, risk, _| world.set(risk, "review_every", json!("1m")),
        |world, risk, _| world.set(risk, "review_every", json!("3m")),
    );
    let (about, _, said) = shown(&world, risk);
    assert_eq!(
        said,
        pairs(&[("every month", "Ines"), ("every 3 months", "Tom")])
    );
    assert_eq!(both(world.record(risk), &about, &world.view()), None);
}

#[test]
fn m9_an_unknown_kind_is_listed_and_decided_like_any_other() {
    let mut world = World::new();
    let rock = world.add(
        "asteroid",
        &[("title", json!("Apophis")), ("albedo_v", json!(0.23))],
    );
    world.conflict(rock, "albedo_v", json!(0.3), json!([1]));
    let (about, label, said) = shown(&world, rock);
    assert_eq!(label, "albedo v");
    assert_eq!(
        said.iter().map(|(words, _)| &**words).collect::<Vec<_>>(),
        ["0.3", "[1]"]
    );
    decided(&world, rock, &about);
}

#[test]
fn m8_an_item_moved_by_two_says_where_to() {
    let (world, risk, _) = apart(
        |world, risk, first| world.set_item(risk, "actions", first, "place", json!({"key": "0"})),
        |world, risk, _| {
            let first = world.record(risk).items(Key::new("actions"))[0].id;
            world.set_item(risk, "actions", first, "place", json!({"key": "zz"}));
        },
    );
    let (about, label, said) = shown(&world, risk);
    assert_eq!(
        (about.sort(), &*label),
        (Sort::Moves, "Place of Action “Raise the wall”")
    );
    // No figure of the list depends on where an item stands.
    assert!(!crate::value::list_in_conflict(
        world.record(risk),
        "actions"
    ));
    assert_eq!(
        said,
        pairs(&[("first", "Ines"), ("after Action “Buy pumps”", "Tom")])
    );
    let last = decided(&world, risk, &about).pop().expect("two sides");
    let items = last.record(risk).items(Key::new("actions"));
    assert_eq!(
        items
            .last()
            .map(|item| item.text("title").into_owned())
            .as_deref(),
        Some("Raise the wall")
    );
}

#[test]
fn m7_a_record_deleted_and_edited_is_kept_or_deleted() {
    let (world, risk, _) = apart(
        |world, risk, _| world.delete(risk),
        |world, risk, _| world.set(risk, "cause", json!("Rain")),
    );
    let (about, label, said) = shown(&world, risk);
    assert_eq!((about.sort(), &*label), (Sort::Deletions, "Risk"));
    assert_eq!(said, pairs(&[("Cause: Rain", "Tom"), ("Deleted", "Ines")]));
    let after = decided(&world, risk, &about);
    let gone: Vec<bool> = after
        .iter()
        .map(|world| world.record(risk).is_deleted())
        .collect();
    assert_eq!(gone, [false, true]);
}

#[test]
fn m7_a_record_kept_by_one_and_deleted_by_another_says_who_kept_it() {
    let (mut world, risk, _) = apart(
        |world, risk, _| world.delete(risk),
        |world, risk, _| world.set(risk, "cause", json!("Rain")),
    );
    let kind = world.record(risk).kind;
    let mut other = world.fork(8);
    other.user = "Tom".to_owned();
    world.commit(&[Ledger::undelete(risk, kind)]);
    other.delete(risk);
    world.merge(&other);
    let (_, _, said) = shown(&world, risk);
    assert_eq!(
        said,
        pairs(&[("Kept: brought back", "Ines"), ("Deleted", "Tom")])
    );
}

#[test]
fn m8_two_places_that_read_the_same_are_one_to_choose() {
    let (world, risk, _) = apart(
        |world, risk, first| world.set_item(risk, "actions", first, "place", json!({"key": "y"})),
        |world, risk, _| {
            let first = world.record(risk).items(Key::new("actions"))[0].id;
            world.set_item(risk, "actions", first, "place", json!({"key": "zz"}));
        },
    );
    let (about, _, said) = shown(&world, risk);
    assert_eq!(said, pairs(&[("after Action “Buy pumps”", "Ines Tom")]));
    let decided = decided(&world, risk, &about).pop().expect("one side");
    assert!(of(decided.record(risk), &decided.view()).is_empty());
}

#[test]
fn m7_an_item_removed_and_edited_is_kept_or_removed() {
    let list = Key::new("actions");
    let (world, risk, first) = apart(
        |world, risk, first| {
            let kind = world.record(risk).kind;
            world.commit(&[Ledger::remove_item(risk, kind, list, first)]);
        },
        |world, risk, _| {
            let first = world.record(risk).items(list)[0].id;
            world.set_item(risk, "actions", first, "title", json!("Raise it by 1 m"));
        },
    );
    let (about, label, said) = shown(&world, risk);
    assert_eq!(label, "Action “Raise it by 1 m”");
    assert_eq!(said[1], ("Removed".to_owned(), "Ines".to_owned()));
    assert!(said[0].0.contains("Raise it by 1 m"), "{said:?}");
    let after = decided(&world, risk, &about);
    let there = after
        .iter()
        .map(|world| world.record(risk).has_item(list, first));
    assert_eq!(there.collect::<Vec<_>>(), [true, false]);
}

#[test]
fn r7_a_circle_is_left_by_any_of_its_items() {
    let under = |world: &mut World, risk: Id, [item, parent]: [usize; 2]| {
        let items = world.record(risk).items(Key::new("actions"));
        let (item, parent) = (items[item].id, items[parent].id.to_string());
        let place = json!({"key": "a", "under": parent});
        world.set_item(risk, "actions", item, "place", place);
    };
    let (world, risk, _) = apart(
        |world, risk, _| under(world, risk, [0, 1]),
        |world, risk, _| under(world, risk, [1, 0]),
    );
    let (about, _, said) = shown(&world, risk);
    assert_eq!((about.sort(), said.len()), (Sort::Moves, 2));
    for world in decided(&world, risk, &about) {
        let items = world.record(risk).items(Key::new("actions"));
        assert_eq!(
            items.iter().map(|item| item.depth).collect::<Vec<_>>(),
            [0, 1]
        );
    }
}

#[test]
fn m14_a_code_that_two_claim_is_listed_for_the_younger_and_can_be_changed() {
    let mut world = World::new();
    let first = world.add(
        "risk",
        &[("title", json!("Flood")), ("code", json!("RISK-12"))],
    );
    let second = world.add(
        "risk",
        &[("title", json!("Fire")), ("code", json!("RISK-12"))],
    );
    let view = world.view();
    assert_eq!(claimants(&view).collect::<Vec<_>>(), [second]);
    assert_eq!(of(world.record(first), &view), []);
    let (about, label, said) = shown(&world, second);
    assert_eq!((&about, &*label), (&Conflict::Code, "Code"));
    assert_eq!(said, pairs(&[("RISK-13", "")]));
    let after = decided(&world, second, &about).pop().expect("one way");
    assert_eq!(after.view().code(after.record(second)), "RISK-13");
    // Deleted ones claim nothing.
    world.delete(first);
    assert_eq!(claimants(&world.view()).count(), 0);
}

#[test]
fn registers_can_be_narrowed_to_what_is_in_conflict() {
    let mut world = World::new();
    world.add("risk", &[("title", json!("Flood"))]);
    let risk = world.add("risk", &[("title", json!("Fire"))]);
    world.conflict(risk, "cause", json!("Rain"), json!("Thaw"));
    let view = world.view();
    let mut table = Table::new(&crate::rooms::risks::RISK, &view);
    let spec = Spec {
        filters: vec![Filter {
            column: "conflicts".to_owned(),
            test: Test::Any(vec!["In conflict".to_owned()]),
        }],
        ..Spec::default()
    };
    let rows = table.rows(&spec, &view);
    let ids: Vec<Id> = rows.iter().map(|row| table.id(*row)).collect();
    assert_eq!(ids, [risk]);
}

#[test]
fn m5_what_two_texts_have_in_common_is_kept_once() {
    let mut a = World::new();
    let risk = a.add("risk", &[("cause", json!("Begin\nEnd"))]);
    let mut b = a.fork(2);
    a.set(risk, "cause", json!("Begin\nHeavy rain\nEnd"));
    b.set(risk, "cause", json!("Begin\nA burst main\nEnd"));
    a.merge(&b);
    let (record, view) = (a.record(risk), a.view());
    let about = of(record, &view).remove(0);
    let kept = both(record, &about, &view).expect("texts can be joined");
    assert_eq!(kept.plain(), "Begin\nHeavy rain\n\nA burst main\nEnd");
}
