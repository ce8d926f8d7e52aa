use super::super::run::{RunState, RunView, State};
use super::super::start::Options;
use super::super::version;
use super::{Run, minutes, write_runbook};
use crate::testing::World;
use holdfast_ledger::{Key, Ledger};
use serde_json::json;
use std::collections::BTreeMap;

fn three() -> Run {
    let steps = [
        json!({"title": "Stop", "duration": minutes(5, 5, 5)}),
        json!({"title": "Restore", "duration": minutes(20, 30, 40)}),
        json!({"title": "Check"}),
    ];
    Run::start(
        &steps,
        &Options {
            mode: "actual",
            ..Options::default()
        },
    )
}

#[test]
fn a_run_from_start_to_finish() {
    let mut run = three();
    let [stop, restore, check] = run.steps[..] else {
        panic!("three steps")
    };
    assert_eq!(run.states(), [State::Ready, State::Pending, State::Pending]);
    run.act("12:00:00", |act| act.start_step(stop))
        .expect("started");
    assert_eq!(run.view().current, [0]);
    run.act("12:07:30", |act| act.done(stop, "")).expect("done");
    assert_eq!(run.states(), [State::Done, State::Ready, State::Pending]);
    let view = run.view();
    assert_eq!(
        (view.steps[0].minutes, view.next, view.finished, view.total),
        (Some(7.5), Some(1), 1, 3)
    );
    run.act("12:08:00", |act| act.start_step(restore))
        .expect("started");
    run.act("12:30:00", |act| act.fail(restore, "No space left."))
        .expect("failed");
    assert_eq!(run.states(), [State::Done, State::Failed, State::Pending]);
    run.act("12:31:00", |act| act.start_step(restore))
        .expect("tried again");
    run.act("12:51:00", |act| act.done(restore, "On the other disk."))
        .expect("done");
    assert_eq!(
        run.view().steps[1].minutes,
        Some(20.0),
        "the last attempt counts"
    );
    run.act("12:52:00", |act| act.skip(check, "Monitoring shows it."))
        .expect("skipped");
    run.act("12:53:00", |act| act.finish("")).expect("finished");
    let view = run.view();
    assert_eq!((view.state, view.finished), (RunState::Finished, 3));
    assert_eq!(
        view.clock(run.world.now + 3_600_000).since_started,
        Some(53.0),
        "the clock stands"
    );
    assert_eq!(view.clock(run.world.now).remaining, None);
    assert!(
        run.act("12:54:00", |act| act.done(check, ""))
            .expect_err("over")
            .contains("Resume")
    );
    run.act("12:55:00", |act| act.note(None, "Debrief at nine."))
        .expect("notes can be added");
    run.act("12:56:00", |act| act.resume("Too early."))
        .expect("resumed");
    assert_eq!(run.view().state, RunState::Running);
}

#[test]
fn a_step_that_wants_evidence_is_not_done_without() {
    let steps = [json!({"title": "Restore", "evidence_required": true})];
    let mut run = Run::start(&steps, &Options::default());
    let restore = run.steps[0];
    let refused = run.act("12:01:00", |act| act.done(restore, " "));
    assert!(refused.expect_err("no evidence").contains("evidence"));
    run.act("12:02:00", |act| {
        act.done(restore, "Screenshot in the safe.")
    })
    .expect("done");
    let view = run.view();
    assert_eq!(view.steps[0].state, State::Done);
    let last = view.events.last().expect("an event");
    assert_eq!(last.text, "Screenshot in the safe.");
}

#[test]
fn an_event_that_was_taken_back_does_not_count() {
    let mut run = three();
    let stop = run.steps[0];
    run.act("12:01:00", |act| act.start_step(stop))
        .expect("started");
    run.act("12:02:00", |act| act.done(stop, "")).expect("done");
    let (kind, list) = (Key::new("run"), Key::new("events"));
    let event = run.view().events[2].id;
    run.world
        .commit(&[Ledger::remove_item(run.id, kind, list, event)]);
    assert_eq!(
        (run.states()[0], run.view().events.len()),
        (State::Running, 2)
    );
    run.world
        .commit(&[Ledger::restore_item(run.id, kind, list, event)]);
    assert_eq!((run.states()[0], run.view().events.len()), (State::Done, 3));
}

#[test]
fn any_step_can_be_started_out_of_order() {
    let mut run = three();
    let check = run.steps[2];
    run.act("12:01:00", |act| act.start_step(check))
        .expect("started");
    assert_eq!(run.states(), [State::Ready, State::Pending, State::Running]);
    run.act("12:02:00", |act| act.done(check, ""))
        .expect("done");
    assert_eq!(run.states(), [State::Ready, State::Pending, State::Done]);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_reason() {
    let mut run = three();
    let stop = run.steps[0];
    assert!(
        run.act("12:00:00", |act| act.skip(stop, "  "))
            .expect_err("no reason")
            .contains("why")
    );
    assert!(
        run.act("12:00:00", |act| act.fail(stop, ""))
            .expect_err("no reason")
            .contains("wrong")
    );
    assert!(run.act("12:00:00", |act| act.reset(stop, "x")).is_err());
    assert!(run.act("12:00:00", |act| act.note(Some(stop), "")).is_err());
    assert!(run.act("12:00:00", |act| act.pause("")).is_err());
    assert!(run.act("12:00:00", |act| act.abandon("")).is_err());
    let elsewhere = run.id;
    assert!(run.act("12:00:00", |act| act.done(elsewhere, "")).is_err());
    run.act("12:01:00", |act| act.done(stop, ""))
        .expect("done, never started");
    assert_eq!(run.view().steps[0].minutes, None, "unknown, not 0");
    assert!(run.act("12:02:00", |act| act.start_step(stop)).is_err());
    run.act("12:03:00", |act| act.reset(stop, "Wrong host."))
        .expect("set back");
    assert_eq!(run.states()[0], State::Ready);
    run.act("12:04:00", |act| act.start_step(stop))
        .expect("started");
    assert!(run.act("12:05:00", |act| act.start_step(stop)).is_err());
}

#[test]
fn the_clock_counts_from_the_disruption_and_forecasts() {
    let occurred = holdfast_ledger::time::parse("2026-11-22T11:30:00.000Z");
    let steps = [
        json!({"title": "A", "duration": minutes(10, 10, 10)}),
        json!({"title": "B", "duration": minutes(20, 30, 40)}),
        json!({"title": "C"}),
    ];
    let mut run = Run::start(
        &steps,
        &Options {
            mode: "actual",
            occurred,
            ..Options::default()
        },
    );
    let first = run.steps[0];
    let clock = run.view().clock(run.world.now);
    assert_eq!(
        (clock.since_started, clock.since_occurred),
        (Some(0.0), Some(30.0))
    );
    assert_eq!((clock.remaining, clock.unestimated), (Some(40.0), 1));
    run.act("12:00:00", |act| act.start_step(first))
        .expect("started");
    let clock = run.view().clock(run.world.now + 4 * 60_000);
    assert_eq!(clock.remaining, Some(36.0));
    assert_eq!(clock.forecast, Some(run.world.now + 40 * 60_000));
    let late = run.view().clock(run.world.now + 25 * 60_000);
    assert_eq!(
        late.remaining,
        Some(30.0),
        "an overrun step takes no negative time"
    );
    let none = three();
    assert_eq!(
        none.view().clock(none.world.now).since_occurred,
        None,
        "unknown, not 0"
    );
}

#[test]
fn an_absurd_duration_breaks_nothing() {
    let absurd = json!({"low": -1e308, "likely": 1e308, "high": 1e308});
    let steps = [
        json!({"title": "A", "duration": absurd}),
        json!({"title": "B", "duration": absurd}),
    ];
    let run = Run::start(
        &steps,
        &Options {
            mode: "actual",
            ..Options::default()
        },
    );
    assert_eq!(run.view().clock(run.world.now).forecast, Some(i64::MAX));
    let text = super::super::evidence::record_markdown(run.world.record(run.id), &run.world.view());
    assert!(text.contains("9999-12-31"));
}

#[test]
fn a_pause_shows_and_needs_a_reason() {
    let mut run = three();
    run.act("12:10:00", |act| act.pause("Power is out."))
        .expect("paused");
    assert_eq!(run.view().state, RunState::Paused);
    let stop = run.steps[0];
    run.act("12:11:00", |act| act.start_step(stop))
        .expect("a pause bars nothing");
    run.act("12:20:00", |act| act.resume("")).expect("resumed");
    assert_eq!(run.view().state, RunState::Running);
    run.act("12:30:00", |act| act.abandon("The site is lost."))
        .expect("given up");
    assert_eq!(run.view().state, RunState::Abandoned);
}

#[test]
fn times_can_be_put_right_and_the_trail_stays() {
    let mut run = three();
    let stop = run.steps[0];
    run.act("12:00:00", |act| act.start_step(stop))
        .expect("started");
    run.act("12:30:00", |act| act.done(stop, "")).expect("done");
    let event = run.view().events[2].id;
    let at = |clock: &str| holdfast_ledger::time::parse(clock).expect("an instant");
    run.world.user = "Ben".to_owned();
    let right = at("2026-11-22T12:09:00.000Z");
    run.act("12:40:00", |act| act.correct_time(event, right))
        .expect("put right");
    let view = run.view();
    assert_eq!(view.steps[0].minutes, Some(9.0));
    let corrected = view
        .events
        .iter()
        .find(|e| e.id == event)
        .and_then(|e| e.corrected.clone());
    assert_eq!(corrected, Some(("Ben".to_owned(), run.world.now)));
    assert!(view.events.iter().filter(|e| e.corrected.is_some()).count() == 1);
    let early = at("2026-11-22T11:00:00.000Z");
    run.act("12:41:00", |act| act.correct_time(event, early))
        .expect("put right");
    assert_eq!(
        run.view().steps[0].minutes,
        None,
        "ended before it began: unknown"
    );
    assert!(run.world.finds(run.id, "run-times-reversed"));
    let future = at("2026-11-22T13:00:00.000Z");
    assert!(
        run.act("12:42:00", |act| act.correct_time(event, future))
            .is_err()
    );
}

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
