//! What runs say of steps and of plans.

use super::*;
use crate::rooms::calibration::forecasts::Lasted;

struct Story {
    world: World,
    runbook: Id,
    step: Id,
}

// A runbook with one step of 10/20/40 minutes, written down in May.
fn story() -> Story {
    let mut world = World::new();
    world.at(WRITTEN);
    let runbook = world.add("runbook", &[("title", json!("Restore"))]);
    let fields = [
        ("title", json!("Disks")),
        ("duration", json!({"low": 10, "likely": 20, "high": 40})),
    ];
    let step = world.item(runbook, "steps", &fields);
    world.at(NOW);
    Story {
        world,
        runbook,
        step,
    }
}

impl Story {
    // A run in which the step took from 10:00 to some minutes later.
    fn run(&mut self, mode: &str, day: &str, minutes: u32) -> Id {
        let fields = [
            ("title", json!("Run")),
            ("runbook", json!(self.runbook.to_string())),
            ("mode", json!(mode)),
        ];
        let run = self.world.add("run", &fields);
        let fields = [
            ("title", json!("Disks")),
            ("origin", json!(self.step.to_string())),
            ("duration", json!({"low": 10, "likely": 20, "high": 40})),
        ];
        let step = self.world.item(run, "steps", &fields);
        let (begun, over) = (
            format!("{day}T10:00:00.000Z"),
            format!("{day}T{:02}:{:02}:00.000Z", 10 + minutes / 60, minutes % 60),
        );
        let mut before: Vec<Id> = Vec::new();
        for (of, what, at) in [
            (None, "started", &begun),
            (Some(step), "started", &begun),
            (Some(step), "done", &over),
            (None, "finished", &over),
        ] {
            let mut fields = vec![("what", json!(what)), ("at", json!(at))];
            let after: Vec<String> = before.iter().map(ToString::to_string).collect();
            fields.push(("after", json!(after)));
            if let Some(step) = of {
                fields.push(("step", json!(step.to_string())));
            }
            let event = self.world.item(run, "events", &fields);
            before.push(event);
        }
        run
    }

    fn row(&self, counted: Counted) -> steps::Row {
        let (all, view) = (told(&self.world), self.world.view());
        let mut rows: Vec<_> = all.steps_after(None, counted, &view).collect();
        assert_eq!(rows.len(), 1);
        let (place, row) = rows.remove(0);
        assert_eq!(all.steps_after(Some(place), counted, &view).count(), 0);
        row.expect("an estimate")
    }
}

#[test]
fn runs_tell_how_long_a_step_takes_and_tests_at_a_table_do_not() {
    let mut story = story();
    story.run("actual", "2026-04-01", 90);
    story.run("exercise", "2026-06-01", 50);
    story.run("actual", "2026-07-01", 70);
    story.run("test", "2026-07-02", 1);
    let row = story.row(Counted::Since);
    let seen: Vec<f64> = row.seen.iter().map(|(minutes, _)| *minutes).collect();
    assert_eq!((seen, row.counted), (vec![50.0, 70.0, 90.0], 2));
    near(row.quantile(0.1), 50.0);
    near(row.quantile(0.5), 70.0);
    near(row.quantile(0.9), 90.0);
    let suggestion = row.suggestion.expect("both took longer");
    assert_eq!(suggestion.now, "10 min to 40 min, likely 20 min");
    assert_eq!(story.row(Counted::All).counted, 3);
    // Once applied, the same runs say nothing more; another one does.
    let edits = edits(&[suggestion], &story.world.view()).expect("it stands as it did");
    story.world.commit(&edits);
    let after = story.row(Counted::Since);
    assert_eq!(after.counted, 0);
    assert!(after.suggestion.is_err());
    assert!(after.estimate.high > 40.0);
}

#[test]
fn a_step_about_which_people_disagree_gets_no_suggestion() {
    let mut story = story();
    story.run("actual", "2026-07-01", 70);
    let mut other = story.world.fork(7);
    for (world, high) in [(&mut story.world, 50), (&mut other, 60)] {
        let value = json!({"low": 10, "likely": 20, "high": high});
        world.set_item(story.runbook, "steps", story.step, "duration", value);
    }
    story.world.merge(&other);
    let why = story.row(Counted::All).suggestion.expect_err("disputed");
    assert!(why.contains("disagree"), "{why}");
}

#[test]
fn a_plans_halves_and_tenths_are_held_against_how_long_runs_took() {
    let mut story = story();
    let run = story.run("actual", "2026-07-01", 30);
    let calibration = told(&story.world);
    let [case] = calibration.durations() else {
        panic!("one run")
    };
    let Lasted { half, most, took } = case.told.clone().expect("all steps have a duration");
    near(took, 30.0);
    assert!((half - 130.0 / 6.0).abs() < 1e-6);
    // 21⅔ and 1.2816 deviations of 5 minutes.
    assert!(
        (most - (130.0 / 6.0 + 1.281_552 * 5.0)).abs() < 1e-3,
        "{most}"
    );
    let judged = calibration.recovery_forecasts();
    assert_eq!(judged.left_out, [(run, "no RTO was given".to_owned())]);
    story.world.set(run, "rto", json!(35));
    story
        .world
        .set(run, "occurred", json!("2026-07-01T09:50:00.000Z"));
    let judged = told(&story.world).recovery_forecasts();
    // 10 of the 35 minutes were lost before: 25 for 21⅔ ± 5, and 40 had passed when it was over.
    assert!((judged.cases[0].1.chance - 0.7475).abs() < 1e-3);
    assert!(!judged.cases[0].1.came);
    assert_eq!(judged.words(), "n = 1: too few to judge.");
}

#[test]
fn a_run_that_ended_before_all_was_back_says_nothing_of_the_rto() {
    let mut story = story();
    let run = story.run("actual", "2026-07-01", 30);
    let service = story.world.add("service", &[("title", json!("Record"))]);
    story.world.set(run, "rto", json!(120));
    story
        .world
        .set(run, "occurred", json!("2026-07-01T09:50:00.000Z"));
    assert_eq!(told(&story.world).recovery_forecasts().cases.len(), 1);
    let milestone = [
        ("title", json!("Back")),
        ("kind", json!("milestone")),
        ("service", json!(service.to_string())),
    ];
    story.world.item(run, "steps", &milestone);
    let judged = told(&story.world).recovery_forecasts();
    assert_eq!(judged.cases, []);
    assert!(judged.left_out[0].1.contains("milestone"));
}

/// What is for exercises only is no part of a run in earnest, before its milestone either.
#[test]
fn steps_that_do_not_apply_are_not_waited_for_until_all_is_back() {
    let mut story = story();
    let run = story.run("actual", "2026-07-01", 30);
    let world = &mut story.world;
    let service = world.add("service", &[("title", json!("Record"))]);
    world.set(run, "rto", json!(35));
    world.set(run, "occurred", json!("2026-07-01T09:50:00.000Z"));
    let play = [
        ("title", json!("Play the outage")),
        ("only", json!("exercise")),
        ("duration", json!({"low": 50, "likely": 60, "high": 70})),
    ];
    world.item(run, "steps", &play);
    let milestone = [
        ("title", json!("Back")),
        ("kind", json!("milestone")),
        ("service", json!(service.to_string())),
    ];
    let milestone = world.item(run, "steps", &milestone);
    let reached = [
        ("what", json!("done")),
        ("step", json!(milestone.to_string())),
        ("at", json!("2026-07-01T10:30:00.000Z")),
    ];
    world.item(run, "events", &reached);
    let judged = told(&story.world).recovery_forecasts();
    let [(_, forecast)] = judged.cases.as_slice() else {
        panic!("one case: {judged:?}")
    };
    assert!((forecast.chance - 0.7475).abs() < 1e-3, "{forecast:?}");
}

/// Runs from before an estimate may be in it: they are shown, and change nothing.
#[test]
fn all_runs_are_shown_and_nothing_of_them_can_be_applied() {
    let mut story = story();
    story.run("actual", "2026-04-01", 90);
    let row = story.row(Counted::All);
    assert_eq!(row.counted, 1);
    let why = row.suggestion.expect_err("for information");
    assert!(why.contains("likely") && why.ends_with(ONLY_SHOWN), "{why}");
}
