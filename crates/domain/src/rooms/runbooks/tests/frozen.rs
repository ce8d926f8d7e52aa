use super::super::run::{RunView, State};
use super::super::start::Options;
use super::super::version;
use super::live::three;
use super::{Run, write_runbook};
use crate::testing::World;
use holdfast_ledger::{Key, Ledger};
use serde_json::json;
use std::collections::BTreeMap;

#[test]
fn a_run_keeps_the_steps_as_they_were() {
    let mut world = World::new();
    let host = [("name", json!("host")), ("default", json!("db1"))];
    let secret = [
        ("name", json!("token")),
        ("secret", json!(true)),
        ("default", json!("hunter2")),
    ];
    let steps = [
        json!({"title": "Phase", "kind": "section"}),
        json!({"title": "Ping {{host}}", "under": 0}),
        json!({"title": "Log in", "under": 0, "after": [1]}),
    ];
    let (runbook, originals) = write_runbook(&mut world, &steps);
    world.item(runbook, "variables", &host);
    world.item(runbook, "variables", &secret);
    world.set_item(
        runbook,
        "steps",
        originals[1],
        "colour",
        json!("from a later version"),
    );
    let values = BTreeMap::from([("token".to_owned(), "hunter2".to_owned())]);
    let options = Options {
        mode: "test",
        values,
        ..Options::default()
    };
    let mut run = Run::start_in(world, runbook, &options);
    let content = version::content(run.world.record(runbook));
    run.world.set_item(
        runbook,
        "steps",
        originals[1],
        "title",
        json!("Changed later"),
    );
    let record = run.world.record(run.id);
    let view = run.view();
    let titles: Vec<&str> = view.plan.steps.iter().map(|step| &*step.title).collect();
    assert_eq!(titles, ["Phase", "Ping {{host}}", "Log in"]);
    assert_eq!(view.plan.steps[2].parent, Some(0));
    assert_eq!(view.plan.steps[2].predecessors, Some(vec![run.steps[1]]));
    let items = record.items(Key::new("steps"));
    assert_eq!(items[1].text("origin"), originals[1].to_string());
    assert_eq!(items[1].text("colour"), "from a later version");
    assert_eq!(record.text("runbook_version"), content);
    assert_eq!(record.text("runbook"), run.runbook.to_string());
    assert_eq!(record.text("code"), "RUN-1");
    let all: String = record
        .slots()
        .iter()
        .filter_map(|slot| slot.shown())
        .map(holdfast_ledger::Text::as_str)
        .collect();
    assert!(
        all.contains("db1") && !all.contains("hunter2"),
        "a secret is never stored"
    );
    assert!(run.world.finds(run.id, "run-unapproved"));
}

#[test]
fn an_approved_version_is_named_and_a_changed_one_is_not() {
    for (change, approved) in [(false, true), (true, false)] {
        let mut world = World::new();
        let (runbook, _) = write_runbook(&mut world, &[json!({"title": "A"})]);
        world.user = "Ada".to_owned();
        world.act(runbook, "submit", &[]).expect("submitted");
        world.act(runbook, "approve", &[]).expect("approved");
        if change {
            world.set(runbook, "purpose", json!("Another one"));
        }
        let run = Run::start_in(
            world,
            runbook,
            &Options {
                mode: "actual",
                ..Options::default()
            },
        );
        assert_eq!(!run.world.finds(run.id, "run-unapproved"), approved);
    }
}

#[test]
fn steps_for_other_modes_do_not_apply() {
    let steps = [
        json!({"title": "Call the insurer", "only": "actual"}),
        json!({"title": "Drill", "kind": "section", "only": "exercise"}),
        json!({"title": "Pretend", "under": 1}),
        json!({"title": "Go on"}),
    ];
    let states = |mode| {
        Run::start(
            &steps,
            &Options {
                mode,
                ..Options::default()
            },
        )
        .states()
    };
    let (no, ready, pending) = (State::NotApplicable, State::Ready, State::Pending);
    assert_eq!(states("actual"), [ready, no, no, pending]);
    assert_eq!(states("exercise"), [no, ready, ready, pending]);
    assert_eq!(states("test"), [no, ready, ready, pending]);
}

#[test]
fn a_step_left_out_hands_on_what_it_would_have_waited_for() {
    let mut run = three();
    let [stop, restore, _] = run.steps[..] else {
        panic!("three steps")
    };
    run.act("12:01:00", |act| act.skip(restore, "Not needed."))
        .expect("skipped");
    assert_eq!(run.states(), [State::Ready, State::Skipped, State::Pending]);
    run.act("12:02:00", |act| act.done(stop, "")).expect("done");
    assert_eq!(run.states(), [State::Done, State::Skipped, State::Ready]);
}

#[test]
fn sections_and_steps_with_steps_below() {
    let steps = [
        json!({"title": "Phase", "kind": "section"}),
        json!({"title": "Fail over", "under": 0}),
        json!({"title": "Stop A", "under": 1}),
        json!({"title": "Start B", "under": 1}),
        json!({"title": "Tell people"}),
    ];
    let mut run = Run::start(
        &steps,
        &Options {
            mode: "actual",
            ..Options::default()
        },
    );
    let (ready, pending, running, done) =
        (State::Ready, State::Pending, State::Running, State::Done);
    assert_eq!(run.states(), [ready, ready, pending, pending, pending]);
    let [_, over, a, b, _] = run.steps[..] else {
        panic!("five steps")
    };
    run.act("12:00:00", |act| act.start_step(over))
        .expect("started");
    assert_eq!(run.states(), [running, running, ready, pending, pending]);
    run.act("12:01:00", |act| act.done(a, "")).expect("done");
    run.act("12:02:00", |act| act.done(b, "")).expect("done");
    assert_eq!(
        run.states(),
        [running, running, done, done, pending],
        "the step above is not done"
    );
    run.act("12:03:00", |act| act.done(over, "")).expect("done");
    assert_eq!(run.states(), [done, done, done, done, ready]);
    let section = run.steps[0];
    assert!(run.act("12:04:00", |act| act.done(section, "")).is_err());
}

#[test]
fn steps_that_wait_for_each_other_do_not_stop_a_run() {
    let steps = [
        json!({"title": "A", "after": [1]}),
        json!({"title": "B", "after": [0]}),
    ];
    let run = Run::start(
        &steps,
        &Options {
            mode: "actual",
            ..Options::default()
        },
    );
    assert_eq!(run.states(), [State::Ready, State::Ready]);
}

#[test]
fn findings_of_runs_both_ways() {
    let mut run = three();
    let [stop, restore, _] = run.steps[..] else {
        panic!("three steps")
    };
    let rules = [
        "run-step-failed",
        "run-step-left-running",
        "run-step-disputed",
        "run-end-disputed",
        "run-times-reversed",
    ];
    assert!(rules.iter().all(|rule| !run.world.finds(run.id, rule)));
    run.act("12:01:00", |act| act.fail(stop, "It hangs."))
        .expect("failed");
    run.act("12:02:00", |act| act.start_step(restore))
        .expect("started");
    assert!(run.world.finds(run.id, "run-step-failed"));
    assert!(!run.world.finds(run.id, "run-step-left-running"));
    run.act("12:03:00", |act| act.finish("")).expect("finished");
    assert!(run.world.finds(run.id, "run-step-left-running"));
}

/// Looking again at a run that was looked at before shows the same as looking at it for the
/// first time.
#[test]
fn a_run_that_is_looked_at_again_stands_the_same() {
    let mut run = three();
    let [stop, restore, check] = run.steps[..] else {
        panic!("three steps")
    };
    let mut before = run.view();
    let mut same = |run: &Run, what: &str| {
        let record = run.world.record(run.id);
        let (again, anew) = (RunView::after(record, Some(&before)), RunView::of(record));
        assert_eq!(
            (&again.steps, &again.events),
            (&anew.steps, &anew.events),
            "{what}"
        );
        assert_eq!(
            (again.state, again.ended, again.next),
            (anew.state, anew.ended, anew.next)
        );
        assert_eq!(
            (&again.current, again.finished),
            (&anew.current, anew.finished)
        );
        before = again;
    };
    run.act("12:01:00", |act| act.start_step(stop))
        .expect("started");
    same(&run, "a start");
    run.act("12:02:00", |act| act.done(stop, "")).expect("done");
    same(&run, "an end, and the next is ready");
    run.act("12:03:00", |act| act.fail(restore, "Full."))
        .expect("failed");
    run.act("12:04:00", |act| act.pause("Lunch."))
        .expect("paused");
    same(&run, "two events at once");
    let event = run.view().events[2].id;
    let put_right = json!("2026-11-22T12:09:00.000Z");
    run.world.set_item(run.id, "events", event, "at", put_right);
    same(&run, "a time put right, and the order with it");
    let (kind, list) = (Key::new("run"), Key::new("events"));
    run.world
        .commit(&[Ledger::remove_item(run.id, kind, list, event)]);
    same(&run, "an event taken back");
    run.world
        .commit(&[Ledger::restore_item(run.id, kind, list, event)]);
    same(&run, "and there again");
    run.world
        .set_item(run.id, "steps", check, "title", json!("Look"));
    same(&run, "a step renamed");
    run.act("12:10:00", |act| act.resume("")).expect("resumed");
    run.act("12:11:00", |act| act.reset(stop, "Too early."))
        .expect("set back");
    same(&run, "a step set back");
}
