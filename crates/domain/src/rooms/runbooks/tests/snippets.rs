//! Steps taken from one runbook into another.

use super::super::snippet;
use super::versions::{put, runbook, titles};
use super::write_runbook;
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::json;

const STEPS: Key = Key::new("steps");

fn insert(world: &mut World, from: Id, into: Id, after: Option<Id>) -> Id {
    let ids: Vec<Id> = (0..20).map(|_| world.mint()).collect();
    let mut ids = ids.into_iter();
    let mint = &mut || ids.next().expect("enough ids");
    let made = snippet::insert(world.record(from), world.record(into), after, mint);
    let (edits, first) = made.expect("steps");
    world.commit(&edits);
    first
}

#[test]
fn inserted_steps_have_ids_of_their_own_and_wait_for_their_own() {
    let (mut world, into, steps) = runbook(&["Before", "After"]);
    world.item(into, "variables", &[("name", json!("host"))]);
    let snippet = [
        json!({"title": "Section", "kind": "section"}),
        json!({"title": "Ping {{host}} at {{port}}", "under": 0}),
        json!({"title": "Log", "under": 0, "after": [1]}),
        json!({"title": "Last"}),
    ];
    let (from, parts) = write_runbook(&mut world, &snippet);
    for name in ["host", "port", "unused"] {
        world.item(from, "variables", &[("name", json!(name))]);
    }
    for _ in 0..2 {
        insert(&mut world, from, into, Some(steps[0]));
    }
    let group = ["Section", " Ping {{host}} at {{port}}", " Log", "Last"];
    let expected = [&["Before"], &group[..], &group, &["After"]].concat();
    assert_eq!(titles(&world, into), expected);
    let record = world.record(into);
    let items = record.items(STEPS);
    assert!(items.iter().all(|item| !parts.contains(&item.id)));
    assert_eq!(
        items[3].get::<Vec<String>>("predecessors"),
        Some(vec![items[2].id.to_string()])
    );
    assert_eq!(items[2].text("origin"), parts[1].to_string());
    let names: Vec<_> = record
        .items(Key::new("variables"))
        .iter()
        .map(|item| item.text("name").into_owned())
        .collect();
    assert_eq!(names, ["host", "port"]);
}

#[test]
fn steps_are_inserted_where_a_new_one_would_stand() {
    let (mut world, into, steps) = runbook(&["Section", "Inner", "Last"]);
    put(&mut world, into, steps[1], "5", Some(steps[0]));
    let (from, _) = write_runbook(&mut world, &[json!({"title": "X"}), json!({"title": "Y"})]);
    insert(&mut world, from, into, Some(steps[0]));
    assert_eq!(
        titles(&world, into),
        ["Section", " X", " Y", " Inner", "Last"]
    );
    insert(&mut world, from, into, None);
    assert_eq!(titles(&world, into)[5..], ["X", "Y"]);
    // Into itself: a second copy.
    insert(&mut world, from, from, None);
    assert_eq!(titles(&world, from), ["X", "Y", "X", "Y"]);
}

#[test]
fn a_step_and_all_below_it_become_a_snippet() {
    let (mut world, id, steps) = runbook(&["First", "Section", "Inner {{host}}", "Last"]);
    put(&mut world, id, steps[2], "5", Some(steps[1]));
    world.item(id, "variables", &[("name", json!("host"))]);
    let outside = json!([steps[0].to_string()]);
    world.set_item(id, "steps", steps[1], "predecessors", outside);
    let new = world.mint();
    let ids: Vec<Id> = (0..9).map(|_| world.mint()).collect();
    let mut ids = ids.into_iter();
    let mint = &mut || ids.next().expect("enough ids");
    let edits = snippet::save(world.record(id), steps[1], "Ping", new, mint);
    world.commit(&edits.expect("a step"));
    let record = world.record(new);
    assert_eq!(
        (&*record.text("title"), &*record.text("use")),
        ("Ping", "snippet")
    );
    assert_eq!(titles(&world, new), ["Section", " Inner {{host}}"]);
    // What stays behind is not waited for.
    let first = world.record(new).items(STEPS)[0];
    assert!(first.value("predecessors").is_none());
    assert_eq!(world.record(new).items(Key::new("variables")).len(), 1);
    assert!(!world.finds(new, "runbook-predecessor-gone"));
    assert!(!world.finds(new, "runbook-unapproved"));
}
