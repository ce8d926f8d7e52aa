//! The clock against RTO, with worked examples.

use super::super::RUN;
use super::super::achieved::{achieved, data_loss};
use super::super::recovery::{Counted, NEITHER, NO_BASE, NO_RTO, Recovery, Why, left_words};
use super::super::start::Options;
use super::{Run, minutes};
use crate::describe::Cell;
use holdfast_ledger::time;
use serde_json::{Value, json};

fn ms(clock: &str) -> i64 {
    time::parse(&format!("2026-11-22T{clock}:00.000Z")).expect("a time")
}

/// A run that was started at 12:00, of what occurred at 11:20; RTO two hours.
fn started(mode: &'static str, steps: &[Value]) -> Run {
    let options = Options {
        mode,
        occurred: Some(ms("11:20")),
        ..Options::default()
    };
    let mut run = Run::start(steps, &options);
    run.world.set(run.id, "rto", json!(120));
    run
}

fn figure(run: &Run, key: &str) -> Cell {
    let mut figures = RUN.figures.iter();
    let figure = figures.find(|figure| figure.key == key).expect("a figure");
    let mut view = run.world.view();
    view.now = ms("12:10");
    (figure.of)(run.world.record(run.id), &view)
}

fn two() -> [Value; 2] {
    [
        json!({"title": "Restore", "duration": minutes(20, 30, 40)}),
        json!({"title": "Check", "duration": minutes(4, 10, 16)}),
    ]
}

impl Run {
    fn recovery(&self, clock: &str) -> Recovery {
        Recovery::of(&self.view(), ms(clock))
    }

    fn whys(&self, clock: &str) -> Vec<(Option<usize>, Why)> {
        let holds = self.recovery(clock).holds.into_iter();
        let place = |step| self.steps.iter().position(|known| Some(*known) == step);
        holds.map(|hold| (place(hold.step), hold.why)).collect()
    }
}

#[test]
fn the_clock_counts_from_when_it_occurred_and_not_from_the_start_of_the_run() {
    let run = started("actual", &two());
    let now = run.recovery("12:10");
    assert_eq!(now.base, Some((ms("11:20"), Counted::Occurred)));
    assert_eq!((now.lost, now.elapsed), (Some(40.0), Some(50.0)));
    assert_eq!((now.due, now.left), (Some(ms("13:20")), Some(70.0)));
    assert_eq!(left_words(70.0), "1 h 10 min left");
}

#[test]
fn it_counts_from_detection_where_nobody_knows_when_it_occurred() {
    let options = Options {
        mode: "actual",
        detected: Some(ms("11:50")),
        ..Options::default()
    };
    let run = Run::start(&two(), &options);
    let now = run.recovery("12:10");
    assert_eq!(now.base, Some((ms("11:50"), Counted::Detected)));
    assert_eq!((now.lost, now.elapsed), (Some(10.0), Some(20.0)));
    assert_eq!((now.left, now.unknown(&run.view())), (None, NO_RTO));
}

#[test]
fn in_an_exercise_it_counts_from_the_start_of_the_scenario() {
    let run = started("exercise", &two());
    let base = run.recovery("12:10").base;
    assert_eq!(base, Some((ms("11:20"), Counted::Scenario)));
}

#[test]
fn an_exercise_begins_with_its_scenario_unless_somebody_says_otherwise() {
    let options = Options {
        mode: "exercise",
        ..Options::default()
    };
    let run = Run::start(&two(), &options);
    let now = run.recovery("12:10");
    assert_eq!(now.base, Some((ms("12:00"), Counted::Scenario)));
    assert_eq!(now.lost, Some(0.0));
}

#[test]
fn without_a_base_nothing_is_made_up() {
    let run = Run::start(&two(), &Options::default());
    let now = run.recovery("12:10");
    assert_eq!(
        (now.base, now.lost, now.elapsed, now.due, now.left),
        (None, None, None, None, None)
    );
    assert_eq!(now.unknown(&run.view()), NEITHER);
    let shown = figure(&run, "forecast");
    assert_eq!(
        (&*shown.text, shown.inputs.contains(NEITHER)),
        ("40 min to go", true)
    );
    let forecast = now.forecast.expect("the rest is planned all the same");
    assert_eq!((forecast.spare, forecast.chance), (None, None));
}

// Remaining: 30 + 10 = 40 min from 12:00, done at 12:40, 40 min before 13:20. Variances
// (20/6)² + (12/6)² = 15.11, deviation 3.887.
#[test]
fn the_forecast_follows_the_critical_path_of_what_is_left() {
    let run = started("actual", &two());
    let forecast = run.recovery("12:00").forecast.expect("a forecast");
    assert_eq!((forecast.finish, forecast.remaining), (ms("12:40"), 40.0));
    assert_eq!(forecast.spare, Some(40.0));
    assert!((forecast.deviation - (136.0_f64 / 9.0).sqrt()).abs() < 1e-9);
    assert!(forecast.chance.expect("a chance") > 0.999_999);
}

// At 12:42 nothing was begun: done at 13:22, two minutes late; z = −2 ÷ 3.887 = −0.5145, and the
// table of the normal distribution has 0.3034.
#[test]
fn the_chance_to_be_in_time_is_that_of_a_normal_distribution() {
    let run = started("actual", &two());
    let forecast = run.recovery("12:42").forecast.expect("a forecast");
    assert_eq!(forecast.spare, Some(-2.0));
    assert!((forecast.chance.expect("a chance") - 0.3034).abs() < 0.000_1);
    let even = run.recovery("12:40").forecast.expect("a forecast").chance;
    assert!((even.expect("a chance") - 0.5).abs() < 1e-6);
}

#[test]
fn durations_without_a_spread_give_no_chance() {
    let steps = [json!({"title": "Restore", "duration": minutes(30, 30, 30)})];
    let forecast = started("actual", &steps).recovery("12:00").forecast;
    assert_eq!(forecast.expect("a forecast").chance, None);
}

#[test]
fn what_cannot_be_foretold_says_why() {
    let bare = [json!({"title": "Restore"}), json!({"title": "Check"})];
    let mut run = started("actual", &bare);
    let why = |run: &Run| run.recovery("12:30").forecast.expect_err("no forecast");
    assert_eq!(why(&run), "what is left has no duration");
    let (restore, check) = (run.steps[0], run.steps[1]);
    for step in [restore, check] {
        run.act("12:05:00", |act| act.done(step, "")).expect("done");
    }
    assert_eq!(why(&run), "nothing is left to do");
    assert_eq!(figure(&run, "forecast").text, "nothing is left to do");
    run.act("12:06:00", |act| act.finish("")).expect("finished");
    assert_eq!(why(&run), "the run is over");
    let mut circle = started("actual", &two());
    let first = circle.steps[1].to_string();
    circle.world.set_item(
        circle.id,
        "steps",
        circle.steps[0],
        "predecessors",
        json!([first]),
    );
    assert_eq!(why(&circle), "some steps wait for each other");
    assert_eq!(
        circle.recovery("12:30").left,
        Some(50.0),
        "the clock goes on"
    );
}

#[test]
fn past_the_objective_the_time_left_is_below_zero() {
    let run = started("actual", &two());
    let now = run.recovery("13:32");
    assert_eq!(now.left, Some(-12.0));
    assert_eq!(left_words(-12.0), "12 min over");
}

#[test]
fn the_clock_goes_on_while_the_run_is_paused_and_stands_once_it_is_over() {
    let mut run = started("actual", &two());
    run.act("12:05:00", |act| act.pause("Power is being checked."))
        .expect("paused");
    let now = run.recovery("12:35");
    assert_eq!((now.elapsed, now.left), (Some(75.0), Some(45.0)));
    assert_eq!((now.holds[0].why, now.holds[0].step), (Why::Paused, None));
    assert_eq!(now.holds[0].reason, "Power is being checked.");
    run.act("12:40:00", |act| act.abandon("No use."))
        .expect("given up");
    let over = run.recovery("15:00");
    assert_eq!((over.elapsed, over.left), (Some(80.0), Some(40.0)));
    assert!(over.holds.is_empty(), "nothing holds what is over");
}

#[test]
fn what_holds_the_end_is_on_the_critical_path() {
    let steps = [
        json!({"title": "Restore", "duration": minutes(60, 60, 60)}),
        json!({"title": "Tell people", "duration": minutes(5, 5, 5), "after": []}),
        json!({"title": "Check", "duration": minutes(10, 10, 10), "after": [0]}),
    ];
    let mut run = started("actual", &steps);
    let [restore, tell, _] = run.steps[..] else {
        panic!("three steps")
    };
    assert_eq!(run.whys("12:00"), [(Some(0), Why::Ready)]);
    run.act("12:00:00", |act| act.start_step(restore))
        .expect("started");
    run.act("12:00:00", |act| act.start_step(tell))
        .expect("started");
    assert_eq!(run.whys("12:20"), [(Some(0), Why::Running(Some(40.0)))]);
    assert_eq!(run.whys("13:07"), [(Some(0), Why::Late(7.0))]);
    run.act("13:08:00", |act| act.fail(restore, "The disk is full."))
        .expect("failed");
    assert_eq!(run.whys("13:10"), [(Some(0), Why::Failed)]);
    run.act("13:11:00", |act| act.start_step(restore))
        .expect("again");
    run.act("13:12:00", |act| act.block(restore, "No key."))
        .expect("blocked");
    let now = run.recovery("13:12");
    assert_eq!(
        (now.holds[0].why, &*now.holds[0].reason),
        (Why::Blocked, "No key.")
    );
    assert!(Why::Blocked.is_trouble() && !Why::Ready.is_trouble());
}

#[test]
fn a_step_without_a_duration_holds_what_comes_after_it() {
    let steps = [
        json!({"title": "Agree", "kind": "approval"}),
        json!({"title": "Restore", "duration": minutes(60, 60, 60)}),
    ];
    let run = started("actual", &steps);
    assert_eq!(run.whys("12:00"), [(Some(0), Why::Approval)]);
}

#[test]
fn steps_under_an_estimated_section_hold_it() {
    let steps = [
        json!({"title": "Databases", "kind": "section", "duration": minutes(60, 60, 60)}),
        json!({"title": "One", "under": 0}),
        json!({"title": "Other", "under": 0}),
    ];
    let mut run = started("actual", &steps);
    let one = run.steps[1];
    run.act("12:00:00", |act| act.start_step(one))
        .expect("started");
    assert_eq!(run.whys("12:20"), [(Some(1), Why::Running(None))]);
}

#[test]
fn a_step_that_waits_for_a_time_holds_when_that_is_later_than_what_comes_before() {
    let steps = [
        json!({"title": "Stop", "duration": minutes(10, 10, 10)}),
        json!({"title": "Switch", "kind": "wait", "start_after": 45}),
    ];
    let run = started("actual", &steps);
    assert_eq!(run.whys("12:00"), [(Some(1), Why::Until(ms("12:45")))]);
    assert_eq!(
        Why::Until(0).words(|_| "12:45".to_owned()),
        "waits until 12:45"
    );
    assert_eq!(run.whys("12:40"), [(Some(0), Why::Ready)]);
}

#[test]
fn milestones_ahead_say_when_they_are_reached() {
    let steps = [
        json!({"title": "Restore", "duration": minutes(30, 30, 30)}),
        json!({"title": "Reads work", "kind": "milestone"}),
        json!({"title": "Check", "duration": minutes(10, 10, 10)}),
        json!({"title": "All works", "kind": "milestone"}),
    ];
    let mut run = started("actual", &steps);
    let coming = |run: &Run| -> Vec<(usize, Option<i64>)> {
        let coming = run.recovery("12:00").coming.into_iter();
        coming.map(|coming| (coming.at, coming.when)).collect()
    };
    assert_eq!(
        coming(&run),
        [(1, Some(ms("12:30"))), (3, Some(ms("12:40")))]
    );
    let reads = run.steps[1];
    run.act("12:00:00", |act| act.done(reads, ""))
        .expect("done");
    assert_eq!(coming(&run), [(3, Some(ms("12:40")))]);
}

#[test]
fn sections_stand_in_where_there_are_no_milestones() {
    let steps = [
        json!({"title": "Prepare", "kind": "section"}),
        json!({"title": "Stop", "under": 0, "duration": minutes(5, 5, 5)}),
        json!({"title": "Restore", "kind": "section"}),
        json!({"title": "Copy", "under": 2, "duration": minutes(20, 20, 20)}),
    ];
    let coming = started("actual", &steps).recovery("12:00").coming;
    let coming: Vec<_> = coming
        .iter()
        .map(|coming| (coming.at, coming.when))
        .collect();
    assert_eq!(coming, [(0, Some(ms("12:05"))), (2, Some(ms("12:25")))]);
}

#[test]
fn the_achieved_rto_of_a_service_is_at_its_milestone() {
    let mut world = crate::testing::World::new();
    let [ledger, portal] =
        ["Ledger", "Portal"].map(|name| world.add("service", &[("title", json!(name))]));
    let steps = [
        json!({"title": "Reads", "kind": "milestone", "service": ledger.to_string(), "recovery": "partial"}),
        json!({"title": "All", "kind": "milestone", "service": ledger.to_string(), "recovery": "full"}),
    ];
    let (runbook, _) = super::write_runbook(&mut world, &steps);
    world.set(runbook, "services", json!([portal.to_string()]));
    let options = Options {
        mode: "actual",
        occurred: Some(ms("11:20")),
        ..Options::default()
    };
    let mut run = Run::start_in(world, runbook, &options);
    let reads = run.steps[0];
    run.act("12:30:00", |act| act.done(reads, ""))
        .expect("done");
    let found = |run: &Run| achieved(run.world.record(run.id), &run.view());
    let [first, second] = &found(&run)[..] else {
        panic!("two services")
    };
    assert_eq!(
        (first.service, first.full),
        (portal, Err("no milestone says so"))
    );
    assert_eq!(second.service, ledger);
    assert_eq!(second.partial, Ok(70.0));
    assert_eq!(second.full, Err("its milestone is not reached"));
    let all = run.steps[1];
    run.act("13:00:00", |act| act.done(all, "")).expect("done");
    assert_eq!(found(&run)[1].full, Ok(100.0));
    run.world.set(run.id, "occurred", Value::Null);
    assert_eq!(found(&run)[1].full, Err(NO_BASE));
}

#[test]
fn the_achieved_rpo_is_the_age_of_the_data_when_it_occurred() {
    let mut run = started("actual", &two());
    assert!(
        data_loss(&run.view())
            .expect_err("unknown")
            .contains("data is back")
    );
    run.world
        .set(run.id, "recovered_to", json!("2026-11-22T11:05:00.000Z"));
    assert_eq!(data_loss(&run.view()), Ok(15.0));
    run.world.set(run.id, "occurred", Value::Null);
    assert!(
        data_loss(&run.view())
            .expect_err("unknown")
            .contains("occurred")
    );
}

#[test]
fn findings_say_how_a_run_stands_against_its_objective() {
    let mut run = started("actual", &two());
    let finds = |run: &mut Run, clock: &str, rule: &str| {
        run.world.now = ms(clock);
        run.world.finds(run.id, rule)
    };
    assert!(!finds(&mut run, "12:10", "run-late"));
    assert!(
        finds(&mut run, "12:45", "run-late"),
        "40 minutes to go, 35 left"
    );
    assert!(!finds(&mut run, "12:45", "run-over-rto"));
    assert!(finds(&mut run, "13:30", "run-over-rto"));
    let restore = run.steps[0];
    run.act("12:05:00", |act| act.block(restore, "No key."))
        .expect("blocked");
    assert!(finds(&mut run, "12:10", "run-step-blocked"));
    assert!(!finds(&mut run, "12:10", "run-no-base"));
    run.world.set(run.id, "occurred", Value::Null);
    assert!(finds(&mut run, "12:10", "run-no-base"));
}
