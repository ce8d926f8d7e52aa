//! What is disputed in a runbook is said wherever its steps are worked: none takes a side silently.

use super::super::disputed::{all, before_start, of_step};
use super::super::evidence::record_markdown;
use super::super::outline;
use super::super::start::Options;
use super::super::steps::STEPS;
use super::{Run, write_runbook};
use crate::testing::World;
use holdfast_ledger::{Id, Ledger};
use serde_json::json;

/// A title that two people wrote, and a step that one removed while the other worked on it.
fn disputed() -> (World, Id, Vec<Id>) {
    let mut a = World::new();
    let steps = [
        json!({"title": "Begin"}),
        json!({"title": "Stop"}),
        json!({"title": "Pull"}),
    ];
    let (id, steps) = write_runbook(&mut a, &steps);
    let mut b = a.fork(2);
    a.set_item(id, "steps", steps[1], "title", json!("Stop the queue"));
    b.set_item(id, "steps", steps[1], "title", json!("Halt the queue"));
    let kind = a.record(id).kind;
    a.commit(&[Ledger::remove_item(id, kind, STEPS, steps[2])]);
    b.set_item(id, "steps", steps[2], "title", json!("Pull the plug"));
    a.merge(&b);
    (a, id, steps)
}

#[test]
fn each_disputed_step_is_named_with_what_stands_against_it() {
    let (world, id, steps) = disputed();
    let (record, view) = (world.record(id), world.view());
    let found = all(record, &view);
    assert_eq!(found.len(), 2, "{found:?}");
    let shown = record.items(STEPS)[1].text("title").into_owned();
    let other = if shown == "Stop the queue" {
        "Halt the queue"
    } else {
        "Stop the queue"
    };
    let title = format!("Title: also “{other}”");
    assert_eq!(of_step(record, steps[1], &view), title);
    let removed = "removed by one, edited by another";
    assert_eq!(of_step(record, steps[2], &view), removed);
    assert_eq!(of_step(record, steps[0], &view), "");
    assert_eq!(
        before_start(record, &view),
        [
            format!("2 “{shown}”: {title}"),
            format!("3 “Pull the plug”: {removed}")
        ]
    );
}

#[test]
fn m5_a_run_keeps_the_words_of_both_sides_and_its_record_says_so() {
    let (world, runbook, _) = disputed();
    let options = Options {
        mode: "actual",
        ..Options::default()
    };
    let mut run = Run::start_in(world, runbook, &options);
    let said: Vec<String> = run
        .view()
        .plan
        .steps
        .iter()
        .map(|step| step.disputed.clone())
        .collect();
    assert!(said[0].is_empty());
    assert!(said[1].starts_with("Title: also “"), "{said:?}");
    assert_eq!(said[2], "removed by one, edited by another");
    let (record, view) = (run.world.record(run.id), run.world.view());
    assert_eq!(of_step(record, run.steps[1], &view), said[1]);
    assert!(run.world.finds(run.id, "run-disputed-at-start"));
    assert!(record_markdown(record, &view).contains("(disputed: Title: also"));
    // Decided afterwards in the runbook: the run still says what was known when it was started.
    let title = run.world.record(runbook).items(STEPS)[1].id;
    run.world
        .set_item(runbook, "steps", title, "title", json!("Stop"));
    assert_eq!(all(run.world.record(runbook), &run.world.view()).len(), 1);
    assert_eq!(run.view().plan.steps[1].disputed, said[1]);
}

#[test]
fn a_run_of_what_nobody_disputes_says_nothing() {
    let run = Run::start(&[json!({"title": "Begin"})], &Options::default());
    assert!(before_start(run.world.record(run.runbook), &run.world.view()).is_empty());
    assert!(run.view().plan.steps[0].disputed.is_empty());
    assert!(!run.world.finds(run.id, "run-disputed-at-start"));
}

#[test]
fn m7_a_step_whose_section_was_removed_apart_says_which_condition_it_stood_under() {
    let mut a = World::new();
    let steps = [
        json!({"title": "Lost?", "kind": "decision", "answers": ["no", "yes"]}),
        json!({"title": "Move", "kind": "section", "under": 0, "when": "no"}),
        json!({"title": "Stop", "under": 1}),
    ];
    let (id, steps) = write_runbook(&mut a, &steps);
    let mut b = a.fork(2);
    let edits = outline::Outline::of(a.record(id)).turn(outline::Turn::Remove, &steps[1..2]);
    a.commit(&edits);
    let new = b.mint();
    b.commit(&outline::add(b.record(id), Some(steps[2]), new));
    b.set_item(id, "steps", new, "title", json!("Pull the plug"));
    // What both knew went along with its condition; what was added apart has lost it, and says so.
    b.set_item(id, "steps", steps[2], "title", json!("Stop it"));
    a.merge(&b);
    let items = a.record(id).items(STEPS);
    let of = |id: Id| items.iter().find(|item| item.id == id).expect("a step");
    assert_eq!(
        (of(steps[2]).text("when"), of(steps[2]).text("title")),
        ("no".into(), "Stop it".into())
    );
    assert_eq!(of(new).parent, None);
    assert!(a.finds(id, "runbook-condition-gone"));
    assert_eq!(
        before_start(a.record(id), &a.view()),
        ["2 “Pull the plug”: it stood under a section that was removed, only if no"]
    );
    let place = json!({"key": "z", "under": steps[0].to_string()});
    a.set_item(id, "steps", new, "place", place);
    assert!(!a.finds(id, "runbook-condition-gone"));
}
