//! What differs between two versions, told step by step.

use super::super::RUNBOOK;
use super::super::compare::{Comparison, compare};
use super::super::run;
use super::super::versions::Contents;
use super::versions::{now, put, remove, runbook, titles};
use super::{Run, write_runbook};
use crate::rooms::runbooks::start::Options;
use crate::testing::World;
use holdfast_ledger::{Id, Text};
use serde_json::json;

fn difference(before: &Contents, world: &World, id: Id) -> Comparison {
    compare(&RUNBOOK, before, &now(world, id))
}

#[test]
fn what_differs_is_told_step_by_step() {
    let (mut world, id, steps) = runbook(&["A", "B", "C", "D"]);
    world.set_item(
        id,
        "steps",
        steps[3],
        "predecessors",
        json!([steps[0].to_string()]),
    );
    let before = now(&world, id);
    assert!(difference(&before, &world, id).is_same());
    assert_eq!(
        difference(&before, &world, id).summary(),
        "Nothing differs."
    );
    // D to the front and changed, B away, E and F new, and a field and a variable.
    put(&mut world, id, steps[3], "00", None);
    world.set_item(id, "steps", steps[3], "command", json!("ls"));
    remove(&mut world, id, steps[1]);
    for title in ["E", "F"] {
        world.item(id, "steps", &[("title", json!(title))]);
    }
    world.set(id, "purpose", json!("It is back."));
    world.item(id, "variables", &[("name", json!("host"))]);
    let told = difference(&before, &world, id);
    assert_eq!(
        told.summary(),
        "2 steps added, 1 removed, 1 changed, 1 moved; 1 field changed; 1 variable added"
    );
    let places: Vec<_> = told
        .steps
        .iter()
        .map(|row| (row.before, row.after))
        .collect();
    assert_eq!(
        places,
        [
            (Some(3), Some(0)),
            (Some(0), Some(1)),
            (Some(1), None),
            (Some(2), Some(2)),
            (None, Some(3)),
            (None, Some(4)),
        ]
    );
    let d = &told.steps[0];
    assert!(d.moved && d.differences.len() == 1);
    assert_eq!(d.differences[0].field, "command");
    assert_eq!(d.differences[0].after, Some(Text::string("ls")));
    assert!(told.steps[1].is_same() && told.steps[3].is_same());
    assert_eq!(told.fields[0].field, "purpose");
}

#[test]
fn a_section_that_moves_takes_its_steps_along() {
    let (mut world, id, steps) = runbook(&["A", "B", "C"]);
    put(&mut world, id, steps[1], "5", Some(steps[0]));
    let before = now(&world, id);
    put(&mut world, id, steps[0], "zzzz", None);
    assert_eq!(titles(&world, id), ["C", "A", " B"]);
    let told = difference(&before, &world, id);
    assert_eq!(told.summary(), "1 step moved");
    put(&mut world, id, steps[1], "zzzzz", None);
    assert_eq!(difference(&before, &world, id).summary(), "2 steps moved");
}

#[test]
fn steps_written_anew_under_the_same_title_are_the_same_steps() {
    let (mut world, id, steps) = runbook(&["A", "B"]);
    world.set_item(
        id,
        "steps",
        steps[1],
        "predecessors",
        json!([steps[0].to_string()]),
    );
    let before = now(&world, id);
    for step in &steps {
        remove(&mut world, id, *step);
    }
    let a = world.item(id, "steps", &[("title", json!("A"))]);
    let after = json!([a.to_string()]);
    world.item(
        id,
        "steps",
        &[("title", json!("B")), ("predecessors", after)],
    );
    assert!(difference(&before, &world, id).is_same());
}

#[test]
fn a_run_is_compared_by_the_steps_that_it_froze() {
    let (mut world, id, steps) = runbook(&["A", "B"]);
    world.set_item(
        id,
        "steps",
        steps[1],
        "predecessors",
        json!([steps[0].to_string()]),
    );
    let (inner, _) = write_runbook(&mut world, &[json!({"title": "Inner"})]);
    let fields = [("title", json!("C")), ("kind", json!("runbook"))];
    let nested = world.item(id, "steps", &fields);
    world.set_item(id, "steps", nested, "runbook", json!(inner.to_string()));
    let mut run = Run::start_in(world, id, &Options::default());
    assert_eq!(run::RunView::of(run.world.record(run.id)).steps.len(), 4);
    let frozen = Contents::of_run(run.world.record(run.id));
    assert!(difference(&frozen, &run.world, id).is_same());
    run.world
        .set_item(id, "steps", steps[0], "title", json!("A first"));
    run.world
        .set(id, "purpose", json!("A run says nothing of it."));
    assert_eq!(
        difference(&frozen, &run.world, id).summary(),
        "1 step changed"
    );
}
