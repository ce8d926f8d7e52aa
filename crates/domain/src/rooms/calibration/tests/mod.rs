//! What counts against an estimate, what is suggested, and how forecasts are judged.

mod forecasts;
mod runs;

use super::frequency::{fitted, prior};
use super::steps::weighed;
use super::*;
use crate::rooms;
use crate::stats::compound::Often;
use crate::stats::draw::Pert;
use crate::testing::World;
use crate::value::Estimate;
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::{Value, json};

fn told(world: &World) -> Calibration {
    let (mut all, view) = (Calibration::default(), world.view());
    for kind in rooms::kinds() {
        for record in view.ledger.of_kind(kind.key()) {
            all.take(record, kind, &view);
        }
    }
    all.finish(&view);
    all
}

fn risk(world: &mut World, frequency: Value) -> Id {
    world.add(
        "risk",
        &[("title", json!("Loss")), ("frequency", frequency)],
    )
}

fn incident(world: &mut World, occurred: &str) -> Id {
    world.add("incident", &[("occurred", json!(occurred))])
}

fn link(world: &mut World, from: Id, to: Id) {
    world.item(from, "links", &[("to", json!(to.to_string()))]);
}

fn row(world: &World, risk: Id, counted: Counted) -> Result<frequency::Told, String> {
    let rows = told(world).risks(counted);
    let found = rows.into_iter().find(|row| row.risk == risk);
    found.expect("a row").told
}

fn near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() < 1e-9, "{got}, not {wanted}");
}

// Half a year before the 22nd of November.
const WRITTEN: &str = "2026-05-22T12:00:00.000Z";
const NOW: &str = "2026-11-22T12:00:00.000Z";

/// One rate weighs as one event in 1/rate years: 0.5 a year and two events in 184 days make
/// (1 + 2)/(2 + 184/365.25).
#[test]
fn a_rate_weighs_as_one_event() {
    let mut world = World::new();
    world.at(WRITTEN);
    let risk = risk(&mut world, json!({"how": "rate", "rate": 0.5}));
    for occurred in ["2026-06-01T00:00:00.000Z", "2026-10-01T00:00:00.000Z"] {
        let incident = incident(&mut world, occurred);
        link(&mut world, incident, risk);
    }
    world.at(NOW);
    let told = row(&world, risk, Counted::Since).expect("known");
    near(told.prior.law.shape, 1.0);
    near(told.prior.law.rate, 2.0);
    near(told.years, 184.0 / 365.25);
    near(told.posterior.mean(), 3.0 / (2.0 + 184.0 / 365.25));
    let suggestion = told.suggestion.expect("something is learnt");
    assert_eq!(
        (&*suggestion.now, &*suggestion.words),
        ("0.5 a year", "0 to 3.99, most likely 0.799 a year")
    );
}

/// Whole days are counted, as they are shown: an hour later nothing of what is shown is another.
#[test]
fn what_is_shown_stays_while_no_day_is_over() {
    let mut world = World::new();
    world.at(WRITTEN);
    let risk = risk(&mut world, json!({"how": "rate", "rate": 0.5}));
    world.at(NOW);
    let before = row(&world, risk, Counted::Since);
    world.at("2026-11-22T13:00:00.000Z");
    assert_eq!(row(&world, risk, Counted::Since), before);
    world.at("2026-11-23T13:00:00.000Z");
    assert_ne!(row(&world, risk, Counted::Since), before);
}

/// Of PERT (2, 4, 10): mean 28/6, variance (28/6 − 2)(10 − 28/6)/7.
#[test]
fn three_values_weigh_as_their_mean_and_variance_say() {
    let pert = Pert {
        min: 2.0,
        mode: 4.0,
        max: 10.0,
        gamma: 4.0,
    };
    let law = prior(Often::Pert(pert)).expect("a law").law;
    let mean = 28.0 / 6.0;
    near(law.mean(), mean);
    near(law.variance(), (mean - 2.0) * (10.0 - mean) / 7.0);
    assert!(prior(Often::Rate(0.0)).is_err());
    // Three equal values are one.
    let one = Pert {
        min: 3.0,
        mode: 3.0,
        max: 3.0,
        gamma: 4.0,
    };
    near(prior(Often::Pert(one)).expect("a law").law.shape, 1.0);
}

/// What was counted is in the estimate once it was applied: nothing is suggested then.
#[test]
fn what_was_applied_is_not_counted_again() {
    let mut world = World::new();
    world.at(WRITTEN);
    let risk = risk(
        &mut world,
        json!({"how": "pert", "min": 0.5, "most_likely": 1, "max": 3}),
    );
    let incident = incident(&mut world, "2026-06-01T00:00:00.000Z");
    link(&mut world, risk, incident);
    world.at(NOW);
    let suggestion = row(&world, risk, Counted::Since).expect("known").suggestion;
    let suggestion = vec![suggestion.expect("something is learnt")];
    let edits = edits(&suggestion, &world.view()).expect("it stands as it did");
    world.commit(&edits);
    let after = row(&world, risk, Counted::Since).expect("known");
    assert_eq!(
        (after.events.len(), after.suggestion.err().as_deref()),
        (0, Some("nothing new"))
    );
    // The same suggestion no longer finds what it was made for.
    assert!(super::edits(&suggestion, &world.view()).is_err());
    // An undo writes the former value anew; who knows what was applied knows how old it is.
    world.set(
        risk,
        "frequency",
        json!({"how": "pert", "min": 0.5, "most_likely": 1, "max": 3}),
    );
    assert_eq!(row(&world, risk, Counted::Since).expect("known").events, []);
    let mut knowing = told(&world);
    knowing.applied(suggestion.clone());
    let again = knowing.risks(Counted::Since).remove(0).told;
    let again = again.expect("known").suggestion;
    assert_eq!(again.as_ref().ok(), suggestion.first());
}

#[test]
fn what_came_before_the_estimate_counts_only_when_asked_for() {
    let mut world = World::new();
    world.at(WRITTEN);
    let risk = risk(&mut world, json!({"how": "rate", "rate": 0.5}));
    let first = incident(&mut world, "2025-05-22T12:00:00.000Z");
    let early = incident(&mut world, "2026-02-01T00:00:00.000Z");
    link(&mut world, risk, early);
    link(&mut world, risk, first);
    world.at(NOW);
    assert_eq!(row(&world, risk, Counted::Since).expect("known").events, []);
    let all = row(&world, risk, Counted::All).expect("known");
    let ids: Vec<Id> = all.events.iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, [early], "the first begins the time that is looked at");
    // The estimate may know of it, and once applied it would count again: it is shown only.
    let why = all.suggestion.expect_err("for information");
    assert!(why.contains("a year") && why.ends_with(ONLY_SHOWN), "{why}");
}

#[test]
fn an_incident_is_tied_by_links_by_its_problem_or_by_the_plan_that_was_activated() {
    let mut world = World::new();
    world.at(WRITTEN);
    let service = world.add("service", &[("title", json!("Record"))]);
    let risk = risk(&mut world, json!({"how": "rate", "rate": 0.5}));
    world.set(risk, "services", json!([service.to_string()]));
    world.set(risk, "scenario", json!("site"));
    let at = "2026-06-01T00:00:00.000Z";
    let by_problem = incident(&mut world, at);
    let problem = world.add("problem", &[("title", json!("Fault"))]);
    world.set(by_problem, "problem", json!(problem.to_string()));
    link(&mut world, risk, problem);
    let hit = incident(&mut world, at);
    world.set(hit, "services", json!([service.to_string()]));
    let planned = incident(&mut world, at);
    world.set(planned, "services", json!([service.to_string()]));
    let plan = world.add("plan", &[("scenario", json!("site"))]);
    let of = [
        ("plan", json!(plan.to_string())),
        ("incident", json!(planned.to_string())),
    ];
    let activation = world.add("activation", &of);
    for (field, value) in [("excluded", json!(true)), ("state", json!("duplicate"))] {
        let left_out = incident(&mut world, at);
        link(&mut world, left_out, risk);
        world.set(left_out, field, value);
    }
    world.at(NOW);
    let found = |world: &World| {
        let told = row(world, risk, Counted::Since).expect("known");
        let ids: Vec<Id> = told.events.iter().map(|(id, _)| *id).collect();
        (ids, told.others)
    };
    assert_eq!(found(&world), (vec![by_problem, planned], vec![hit]));
    world.set(activation, "mode", json!("exercise"));
    assert_eq!(found(&world), (vec![by_problem], vec![hit, planned]));
}

#[test]
fn what_cannot_be_counted_says_why() {
    let mut world = World::new();
    let none = world.add("risk", &[("title", json!("No figure"))]);
    let zero = risk(&mut world, json!({"how": "rate", "rate": 0}));
    let disputed = risk(&mut world, json!({"how": "rate", "rate": 1}));
    let (one, other) = (
        json!({"how": "rate", "rate": 2}),
        json!({"how": "rate", "rate": 3}),
    );
    world.conflict(disputed, "frequency", one, other);
    let why = |risk| row(&world, risk, Counted::Since).expect_err("unknown");
    assert_eq!(why(none), "no frequency");
    assert!(why(zero).contains("estimate is 0"));
    assert!(why(disputed).contains("disagree"));
    assert!(row(&world, zero, Counted::All).is_err());
}

#[test]
fn what_is_too_often_to_be_written_down_is_not_cut_to_what_can_be() {
    for (rate, events) in [(400.0, 1), (900.0, 3)] {
        let often = Often::Rate(rate);
        let before = prior(often).expect("a law").law;
        assert_eq!(
            fitted(often, before, before.after(events, 1.0 / 365.0)),
            None
        );
    }
}

proptest! {
    /// One number forgets nothing of what was counted when it is written down, as often as it is.
    #[test]
    fn one_number_keeps_its_weight_when_it_is_written_down(
        rate in 0.01..20.0_f64, rounds in prop::collection::vec((0..6_usize, 0.05..5.0_f64), 1..6),
    ) {
        let mut often = Often::Rate(rate);
        let mut whole = prior(often).expect("a law").law;
        for (events, years) in rounds {
            let before = prior(often).expect("a law").law;
            often = fitted(often, before, before.after(events, years)).expect("seldom enough");
            whole = whole.after(events, years);
            prop_assert!(crate::rooms::risks::quant::frequency(frequency::text(often).as_ref()).is_ok(), "{often:?}");
        }
        let kept = prior(often).expect("a law").law;
        // Written in three digits, up to five times.
        prop_assert!((kept.mean() / whole.mean() - 1.0).abs() < 0.03, "{kept:?} {whole:?}");
        prop_assert!((kept.shape / whole.shape - 1.0).abs() < 0.08, "{kept:?} {whole:?}");
    }

    /// Counting, writing down and counting on is the same as counting all at once.
    #[test]
    fn what_is_written_down_keeps_all_that_was_counted(
        min in 0.0..5.0_f64, more in 0.01..5.0_f64, rest in 0.01..20.0_f64, gamma in 1.0..8.0_f64,
        events in 0..20_usize, years in 0.0..5.0_f64, later in 0..20_usize, on in 0.0..5.0_f64,
    ) {
        let pert = Pert { min, mode: min + more, max: min + more + rest, gamma };
        let before = prior(Often::Pert(pert)).expect("a law").law;
        let once = before.after(events, years);
        let Some(Often::Pert(new)) = fitted(Often::Pert(pert), before, once) else { panic!("of the same form") };
        prop_assert!(new.min >= 0.0 && new.min <= new.mode && new.mode <= new.max);
        let again = prior(Often::Pert(new)).expect("a law").law.after(later, on);
        let whole = once.after(later, on);
        // Written in three digits.
        prop_assert!((again.mean() / whole.mean() - 1.0).abs() < 0.02, "{} {}", again.mean(), whole.mean());
    }

    #[test]
    fn a_suggested_duration_lies_between_the_estimate_and_what_was_seen(
        low in 0.0..30.0_f64, more in 0.0..30.0_f64, rest in 0.0..60.0_f64,
        seen in prop::collection::vec(0.0..200.0_f64, 1..30),
    ) {
        let estimate = Estimate { low, likely: low + more, high: low + more + rest };
        let new = weighed(estimate, &seen).expect("some were seen");
        let least = seen.iter().copied().fold(f64::INFINITY, f64::min);
        let most = seen.iter().copied().fold(0.0, f64::max);
        prop_assert!(new.low <= new.likely && new.likely <= new.high);
        prop_assert!(new.low >= low.min(least) - 1e-9 && new.low <= low.max(least) + 1e-9);
        prop_assert!(new.high >= estimate.high.min(most) - 1e-9 && new.high <= estimate.high.max(most) + 1e-9);
        if seen.len() < steps::NARROWS {
            prop_assert!(new.low <= low && new.high >= estimate.high, "a few are no range");
        }
        // The same seen again brings the ends no farther from what was seen.
        let twice: Vec<f64> = seen.iter().chain(&seen).copied().collect();
        let twice = weighed(estimate, &twice).expect("some were seen");
        if seen.len() >= steps::NARROWS {
            prop_assert!((twice.low - least).abs() <= (new.low - least).abs() + 1e-9);
            prop_assert!((twice.high - most).abs() <= (new.high - most).abs() + 1e-9);
        }
    }
}

/// 10/20/40 and one run of 60: the weight is 1/6, so the mean goes from 21⅔ to 28.06, the end from 40 to 43⅓.
#[test]
fn one_run_weighs_a_sixth() {
    let estimate = Estimate {
        low: 10.0,
        likely: 20.0,
        high: 40.0,
    };
    let new = weighed(estimate, &[60.0]).expect("one was seen");
    near(new.low, 10.0);
    near(new.high, 40.0 + 20.0 / 6.0);
    near(new.mean(), 130.0 / 6.0 + (60.0 - 130.0 / 6.0) / 6.0);
    assert_eq!(weighed(estimate, &[]), None);
    // Imported with its ends the wrong way round: lint runbook-estimate-order says so, and nothing breaks.
    let turned = Estimate {
        low: 30.0,
        likely: 20.0,
        high: 10.0,
    };
    let new = weighed(turned, &[20.0]).expect("one was seen");
    assert!(new.low <= new.likely && new.likely <= new.high, "{new:?}");
}
