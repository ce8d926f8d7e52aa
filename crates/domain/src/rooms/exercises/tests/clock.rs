use super::Table;
use crate::rooms::exercises::clock::{Beat, Clock, scenario_time};
use proptest::prelude::*;
use serde_json::json;

const MINUTE: i64 = 60_000;

#[test]
fn the_scenario_stands_while_it_is_paused_and_the_wall_goes_on() {
    let mut table = Table::new();
    table.world.set(table.exercise, "pace", json!(4));
    table.world.set(
        table.exercise,
        "scenario_start",
        json!("2026-11-22T03:00:00.000Z"),
    );
    assert_eq!(Clock::of(table.record(), table.world.now).began, None);
    table.act("start", &[]).expect("started");
    table.minutes(10);
    table.act("pause", &[]).expect("paused");
    table.minutes(25);
    let clock = Clock::of(table.record(), table.world.now);
    assert!((clock.scenario - 40.0).abs() < 1e-9 && !clock.runs);
    assert_eq!(clock.due(60.0, table.world.now), None, "it stands");
    table.act("resume", &[]).expect("resumed");
    table.minutes(5);
    let clock = Clock::of(table.record(), table.world.now);
    assert!((clock.scenario - 60.0).abs() < 1e-9);
    assert_eq!(clock.worked, 15 * MINUTE);
    assert_eq!(
        clock.due(100.0, table.world.now),
        Some(table.world.now + 10 * MINUTE)
    );
    let shown = scenario_time(table.record(), clock.scenario, &clock);
    assert_eq!(
        shown,
        holdfast_ledger::time::parse("2026-11-22T04:00:00.000Z")
    );
}

#[test]
fn another_pace_counts_from_then_on_and_leaves_what_was() {
    let mut table = Table::started();
    table.minutes(10);
    table.act("pace", &[("pace", json!(6))]).expect("paced");
    table.minutes(5);
    let clock = Clock::of(table.record(), table.world.now);
    assert!((clock.scenario - 40.0).abs() < 1e-9);
    table.world.set(table.exercise, "pace", json!(60));
    let after = Clock::of(table.record(), table.world.now);
    assert!(
        (after.scenario - 40.0).abs() < 1e-9,
        "the field says what holds when it begins"
    );
}

#[test]
fn what_two_people_pressed_at_once_counts_once() {
    let beats = [
        (0, Beat::Started(None)),
        (MINUTE, Beat::Paused),
        (2 * MINUTE, Beat::Paused),
        (3 * MINUTE, Beat::Started(Some(9.0))),
        (4 * MINUTE, Beat::Resumed(None)),
        (5 * MINUTE, Beat::Ended),
        (6 * MINUTE, Beat::Resumed(None)),
    ];
    let clock = Clock::at(&beats, 1.0, 9 * MINUTE);
    assert!((clock.scenario - 2.0).abs() < 1e-9);
    assert_eq!(
        (clock.began, clock.ended, clock.runs),
        (Some(0), Some(5 * MINUTE), false)
    );
}

fn beat() -> impl Strategy<Value = (i64, Beat)> {
    let pace = prop::option::of(0.1_f64..20.0);
    let beat = (0..5_u8, pace).prop_map(|(which, pace)| match which {
        0 => Beat::Started(pace),
        1 => Beat::Paused,
        2 => Beat::Resumed(pace),
        3 => Beat::Paced(pace),
        _ => Beat::Ended,
    });
    (0_i64..100_000, beat)
}

proptest! {
    /// Scenario time is monotone, never runs while paused, and does not depend on the order in which
    /// entries came in.
    #[test]
    fn the_scenarios_time_never_goes_back_and_never_runs_while_paused(
        beats in prop::collection::vec(beat(), 0..12),
        now in 0_i64..120_000,
        more in 0_i64..50_000,
    ) {
        let before = Clock::at(&beats, 1.0, now);
        let after = Clock::at(&beats, 1.0, now + more);
        prop_assert!(after.scenario >= before.scenario && before.scenario >= 0.0);
        let quiet = !beats.iter().any(|(at, _)| *at > now && *at <= now + more);
        if quiet && !before.runs {
            prop_assert!((after.scenario - before.scenario).abs() < 1e-9);
            prop_assert_eq!(after.worked, before.worked);
        }
        let distinct = beats.iter().enumerate().all(|(n, (at, _))| beats[..n].iter().all(|(other, _)| other != at));
        if distinct {
            let turned: Vec<_> = beats.iter().rev().copied().collect();
            prop_assert_eq!(Clock::at(&turned, 1.0, now), before);
        }
    }
}
