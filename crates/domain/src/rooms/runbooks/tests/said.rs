//! What is said with a deed, and of a step: evidence, who approved, marks of added steps, waits.

use super::super::act::Outcome;
use super::super::order;
use super::super::start::Options;
use super::Run;
use serde_json::{Value, json};

fn run_of(steps: &[Value]) -> Run {
    let actual = Options {
        mode: "actual",
        ..Options::default()
    };
    Run::start(steps, &actual)
}

fn ms(clock: &str) -> i64 {
    holdfast_ledger::time::parse(&format!("2026-11-22T{clock}.000Z")).expect("an instant")
}

#[test]
fn of_many_steps_that_were_overtaken_three_are_named() {
    let all: Vec<Value> = (0..41)
        .map(|_| json!({"title": "A", "predecessors": []}))
        .collect();
    let view = run_of(&all).view();
    assert_eq!(order::numbers(&view, &[0, 1, 2, 3]), "1, 2, 3, 4");
    let many: Vec<usize> = (0..40).collect();
    assert_eq!(
        order::said(&view, &many),
        "before 1, 2, 3 and 37 more were done"
    );
}

#[test]
fn a_message_as_planned_is_no_evidence_that_it_was_sent() {
    let mut run = run_of(&[json!({"title": "Tell them", "evidence_required": true})]);
    let tell = run.steps[0];
    let said = |text| Outcome {
        text,
        template: "To the wards: we are back.",
        ..Outcome::default()
    };
    let same = run.act("12:01:00", |act| {
        act.complete(tell, said("To the wards: we are back. "))
    });
    assert!(same.expect_err("no evidence").contains("was sent"));
    let text = "To the wards: we are back. Read by all four.";
    run.act("12:02:00", |act| act.complete(tell, said(text)))
        .expect("done");
}

#[test]
fn an_approval_says_who_approved() {
    let mut run =
        run_of(&[json!({"title": "Go back?", "kind": "approval", "evidence_required": true})]);
    let gate = run.steps[0];
    let by = |text| Outcome {
        text,
        approved_by: "Bo Lind",
        ..Outcome::default()
    };
    let refused = run.act("12:01:00", |act| act.complete(gate, by("")));
    assert!(refused.is_err(), "a name is no evidence");
    run.act("12:02:00", |act| act.complete(gate, by("On the phone.")))
        .expect("done");
    let view = run.view();
    let last = view.events.last().expect("an event");
    assert_eq!(last.text, "Approved by Bo Lind.\n\nOn the phone.");
}

#[test]
fn the_title_of_an_added_step_is_read_as_in_the_outline() {
    let mut run = run_of(&[json!({"title": "A"}), json!({"title": "B"})]);
    let a = run.steps[0];
    run.act("12:01:00", |act| {
        act.add_step(Some(a), "Fetch the disk ~10 !", "")
    })
    .expect("added");
    let view = run.view();
    let added = &view.plan.steps[1];
    assert_eq!(added.title, "Fetch the disk");
    assert_eq!(added.estimate.map(|estimate| estimate.likely), Some(10.0));
    assert!(added.irreversible);
}

#[test]
fn a_wait_that_runs_says_when_it_is_over() {
    let wait = json!({"title": "Let it drain", "kind": "wait",
        "duration": {"low": 20, "likely": 20, "high": 20}});
    let mut run = run_of(&[wait, json!({"title": "A"})]);
    let step = run.steps[0];
    assert_eq!(run.view().wait_ends(0), None);
    run.act("12:01:00", |act| act.start_step(step))
        .expect("started");
    run.act("12:02:00", |act| act.start_step(act.state.steps[1].id))
        .expect("started");
    assert_eq!(run.view().wait_ends(0), Some(ms("12:21:00")));
    assert_eq!(run.view().wait_ends(1), None, "it is no wait");
}
