//! How forecasts are judged.

use super::*;
use crate::rooms::calibration::forecasts::Judged;
use crate::stats::brier::Forecast;

#[test]
fn a_level_forecasts_what_changes_of_it_did_before() {
    let mut world = World::new();
    for (day, level, outcome) in [
        (1, "high", "failed"),
        (2, "low", "successful"),
        (3, "high", "successful_with_issues"),
        (4, "high", "backed_out"),
    ] {
        let change = world.add(
            "change",
            &[
                ("state", json!("closed")),
                ("risk_level", json!(level)),
                ("outcome", json!(outcome)),
            ],
        );
        let at = json!(format!("2026-06-{day:02}T12:00:00.000Z"));
        world.item(change, "log", &[("to", json!("closed")), ("at", at)]);
    }
    let open = world.add(
        "change",
        &[("state", json!("draft")), ("risk_level", json!("high"))],
    );
    let vague = world.add(
        "change",
        &[("state", json!("closed")), ("outcome", json!("failed"))],
    );
    world.item(
        vague,
        "log",
        &[
            ("to", json!("closed")),
            ("at", json!("2026-06-09T12:00:00.000Z")),
        ],
    );
    let calibration = told(&world);
    let judged = calibration.change_forecasts();
    let said: Vec<(f64, bool)> = judged
        .cases
        .iter()
        .map(|(_, one)| (one.chance, one.came))
        .collect();
    assert_eq!(
        said,
        [(0.5, true), (0.5, false), (2.0 / 3.0, false), (0.5, true)]
    );
    assert_eq!(
        judged.left_out,
        [(vague, "nobody said how risky it was".to_owned())]
    );
    assert!(judged.cases.iter().all(|(id, _)| *id != open));
    let levels = calibration.levels();
    let high = levels
        .iter()
        .find(|level| level.label == "High")
        .expect("a level");
    assert_eq!((high.count, high.failed), (3, 2));
}

/// 184 days are two whole periods of 90: one event in the first of them.
#[test]
fn each_whole_period_after_an_estimate_is_a_forecast() {
    let mut world = World::new();
    world.at(WRITTEN);
    let risk = risk(&mut world, json!({"how": "rate", "rate": 2}));
    let incident = incident(&mut world, "2026-06-01T00:00:00.000Z");
    link(&mut world, risk, incident);
    world.at(NOW);
    let judged = told(&world).risk_judged();
    let came: Vec<bool> = judged.cases.iter().map(|(_, one)| one.came).collect();
    assert_eq!(came, [true, false]);
    // Shape 1, rate ½ year: 1 − ½/(½ + 90/365.25).
    near(judged.cases[0].1.chance, 1.0 - 0.5 / (0.5 + 90.0 / 365.25));
}

#[test]
fn enough_cases_are_judged_in_a_sentence() {
    let case = |chance, came| (Id([1; 16]), Forecast { chance, came });
    let judged = |cases| Judged {
        cases,
        left_out: Vec::new(),
    };
    let good: Vec<_> = (0..ENOUGH)
        .map(|n| case(if n < 5 { 0.9 } else { 0.1 }, n < 5))
        .collect();
    assert_eq!(
        judged(good.clone()).words(),
        "96 % better than always saying the share in which it happened."
    );
    let bad = good
        .iter()
        .map(|(_, one)| case(1.0 - one.chance, one.came))
        .collect();
    assert!(
        judged(bad)
            .words()
            .ends_with("worse than always saying the share in which it happened.")
    );
    assert!(
        judged(vec![case(0.1, false); ENOUGH])
            .words()
            .starts_with("It never happened")
    );
    assert_eq!(
        judged(good[..3].to_vec()).words(),
        "n = 3: too few to judge."
    );
    assert_eq!(judged(Vec::new()).words(), "Unknown: there is no case yet.");
}
