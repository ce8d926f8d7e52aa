//! When all is back: the clock against RTO stops there.

use super::super::recovery::Recovery;
use super::super::start::Options;
use super::{Run, minutes, write_runbook};
use crate::testing::World;
use holdfast_ledger::time;
use serde_json::{Value, json};

fn ms(clock: &str) -> i64 {
    time::parse(&format!("2026-11-22T{clock}:00.000Z")).expect("a time")
}

// A run in earnest of what occurred at 11:20.
fn started_in(mut world: World, steps: &[Value]) -> Run {
    world.user = "Ada".to_owned();
    let (runbook, _) = write_runbook(&mut world, steps);
    let options = Options {
        mode: "actual",
        occurred: Some(ms("11:20")),
        ..Options::default()
    };
    Run::start_in(world, runbook, &options)
}

impl Run {
    fn back(&self, clock: &str) -> Recovery {
        Recovery::of(&self.view(), ms(clock))
    }
}

// Occurred 11:20, RTO 2 h. All is back at 12:50, after 1 h 30 min; going home takes an hour more.
#[test]
fn the_clock_stops_when_all_is_back_and_not_when_the_last_step_is_done() {
    let mut world = World::new();
    let ledger = world.add(
        "service",
        &[("title", json!("Ledger")), ("rto", json!(120))],
    );
    let ledger = ledger.to_string();
    let steps = [
        json!({"title": "Restore", "duration": minutes(40, 40, 40)}),
        json!({"title": "Reads", "kind": "milestone", "service": ledger, "recovery": "partial"}),
        json!({"title": "Team assembled", "kind": "milestone"}),
        json!({"title": "All", "kind": "milestone", "service": ledger}),
        json!({"title": "Return home", "duration": minutes(60, 60, 60)}),
    ];
    let mut run = started_in(world, &steps);
    let forecast = run.back("12:10").forecast.expect("a forecast");
    assert_eq!(
        (forecast.finish, forecast.back),
        (ms("13:50"), Some(ms("12:50")))
    );
    assert_eq!(
        forecast.spare,
        Some(30.0),
        "late for home, in time for the service"
    );

    let steps = run.steps.clone();
    for (clock, step) in [
        ("12:40:00", 0),
        ("12:41:00", 1),
        ("12:42:00", 2),
        ("12:50:00", 3),
    ] {
        run.act(clock, |act| act.done(steps[step], ""))
            .expect("done");
    }
    let now = run.back("13:30");
    assert_eq!(
        (now.recovered, now.elapsed),
        (Some(ms("12:50")), Some(90.0))
    );
    assert_eq!(
        now.left,
        Some(30.0),
        "the RTO was met, whatever the time is now"
    );
    let forecast = now.forecast.expect("a forecast");
    assert_eq!(
        (forecast.back, forecast.spare, forecast.chance),
        (None, Some(30.0), None)
    );

    run.act("14:00:00", |act| act.done(steps[4], ""))
        .expect("done");
    run.act("14:01:00", |act| act.finish("")).expect("finished");
    assert_eq!(run.back("18:00").left, Some(30.0));
    // Somebody finds that it is not back after all.
    let mut again = run;
    again
        .act("14:05:00", |act| act.resume(""))
        .expect("on again");
    again
        .act("14:06:00", |act| act.reset(steps[3], "Down again."))
        .expect("reset");
    let now = again.back("14:20");
    assert_eq!((now.recovered, now.left), (None, Some(-60.0)));
}

#[test]
fn it_goes_on_while_a_service_is_not_said_to_be_back() {
    let mut world = World::new();
    let [ledger, mail] = ["Ledger", "Mail"].map(|title| {
        world
            .add("service", &[("title", json!(title)), ("rto", json!(120))])
            .to_string()
    });
    let steps = [
        json!({"title": "Ledger is back", "kind": "milestone", "service": ledger}),
        json!({"title": "Mail is back", "kind": "milestone", "service": mail}),
    ];
    let mut run = started_in(world, &steps);
    let (first, second) = (run.steps[0], run.steps[1]);
    run.act("12:20:00", |act| act.done(first, ""))
        .expect("done");
    assert_eq!(run.back("12:30").recovered, None);
    // What is left out is not back.
    run.act("12:25:00", |act| act.skip(second, "No time"))
        .expect("skipped");
    assert_eq!(run.back("12:30").recovered, None);
    run.act("12:40:00", |act| act.done(second, ""))
        .expect("done");
    assert_eq!(run.back("18:00").left, Some(40.0));
    // One that has no milestone is back at the end of the run at the earliest.
    let id = run.id;
    let other = run.world.add("service", &[("title", json!("Archive"))]);
    run.world
        .set(id, "services", json!([ledger, mail, other.to_string()]));
    assert_eq!(run.back("12:45").recovered, None);
}
