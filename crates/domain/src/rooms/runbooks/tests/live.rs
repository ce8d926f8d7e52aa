use super::super::run::{RunState, State};
use super::super::start::Options;
use super::{Run, minutes};
use holdfast_ledger::{Key, Ledger};
use serde_json::json;

/// A run of three steps.
pub(super) fn three() -> Run {
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

/// Who starts a runbook is told of runs of it that are not over.
#[test]
fn runs_that_go_on_are_known_until_they_are_over() {
    let mut run = three();
    let going_on = |run: &Run| {
        let (runbook, view) = (run.world.record(run.runbook), run.world.view());
        let runs = super::super::start::going_on(runbook, &view).into_iter();
        runs.map(|run| run.id).collect::<Vec<_>>()
    };
    assert_eq!(going_on(&run), [run.id]);
    run.act("12:00:00", |act| act.abandon("Another matter."))
        .expect("given up");
    assert!(going_on(&run).is_empty());
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
