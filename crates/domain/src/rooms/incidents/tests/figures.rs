//! Figures of incidents, and what is wrong with them.

use super::super::metrics::{By, metrics};
use super::super::priority::Table;
use super::super::review;
use super::super::times::{Measure, together};
use super::{answered, service};
use crate::testing::World;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Text};
use proptest::prelude::*;
use serde_json::{Value, json};

/// DOMAIN, formulas: priority = impact + urgency − 1 on 1 to 3; 1, 1 → 1; 3, 3 → 5.
#[test]
fn priority_is_impact_and_urgency_less_one_unless_the_workspace_says_otherwise() {
    let levels = ["high", "medium", "low"];
    for (i, impact) in levels.iter().enumerate() {
        for (u, urgency) in levels.iter().enumerate() {
            let expected = Some((i + 1 + u + 1 - 1) as u8);
            assert_eq!(Table::default().priority(impact, urgency), expected);
        }
    }
    let mut world = World::new();
    let incident = world.add(
        "incident",
        &[("rating", json!({"impact": "high", "urgency": "medium"}))],
    );
    assert_eq!(world.figure(incident, "priority").text, "P2");
    world.set(incident, "rating", json!({"impact": "high"}));
    assert!(
        world
            .figure(incident, "priority")
            .text
            .starts_with("unknown:")
    );
    assert!(world.finds(incident, "incident-unrated"));
    world.conflict(
        incident,
        "rating",
        json!({"impact": "high", "urgency": "medium"}),
        json!({"impact": "low", "urgency": "low"}),
    );
    assert_eq!(
        world.figure(incident, "priority").text,
        "P2 or P5 (in conflict)"
    );
    let settings = world.add("workspace", &[("priorities", json!({"high": "1 1 1"}))]);
    assert!(world.figure(incident, "priority").text.starts_with("P1"));
    world.set(settings, "priorities", json!({"high": "1 1"}));
    assert!(world.figure(incident, "priority").text.starts_with("P2"));
    assert!(world.finds(settings, "workspace-priorities-unsound"));
    assert!(!world.finds(settings, "workspace-priorities-order"));
    world.set(settings, "priorities", json!({"high": "3 2 1"}));
    assert!(
        world.finds(settings, "workspace-priorities-order"),
        "less urgent, sooner"
    );
    world.set(settings, "priorities", json!({"high": "5 5 5"}));
    assert!(
        world.finds(settings, "workspace-priorities-order"),
        "less impact, sooner"
    );
}

/// DOMAIN 5: MTTD, MTTA, MTTR of repair and of resolve from timestamps; order checked.
#[test]
fn durations_follow_from_the_times_and_wrong_ones_are_told() {
    let mut world = World::new();
    let at = |hour: u32, minute: u32| json!(format!("2026-11-20T{hour:02}:{minute:02}:00.000Z"));
    let times = [
        ("occurred", at(8, 0)),
        ("detected", at(8, 30)),
        ("acknowledged", at(8, 40)),
        ("mitigated", at(9, 30)),
        ("resolved", at(11, 30)),
    ];
    let incident = world.add("incident", &times);
    let took = |world: &World| Measure::ALL.map(|measure| measure.of(world.record(incident)).ok());
    assert_eq!(
        took(&world),
        [Some(30.0), Some(10.0), Some(60.0), Some(180.0)]
    );
    assert!(!world.finds(incident, "incident-times-order"));
    world.set(incident, "mitigated", at(8, 10));
    assert_eq!(took(&world), [Some(30.0), Some(10.0), None, Some(180.0)]);
    let found = world.findings(incident);
    let said = found
        .iter()
        .find(|finding| finding.rule == "incident-times-order")
        .expect("told");
    assert!(
        said.text
            .starts_with("It was mitigated before it was acknowledged."),
        "{}",
        said.text
    );
    world.set(incident, "mitigated", Value::Null);
    assert!(
        world
            .figure(incident, "to_repair")
            .text
            .starts_with("unknown:")
    );
    assert!(!world.finds(incident, "incident-time-future"));
    world.set(incident, "closed", json!("2027-01-01T00:00:00.000Z"));
    assert!(world.finds(incident, "incident-time-future"));
}

/// DOMAIN 5: MTBF = up time / failures; what overlaps counts once; what is left out counts nowhere.
#[test]
fn metrics_count_what_was_not_left_out_and_open_to_their_incidents() {
    let mut world = World::new();
    let mail = service(&mut world, "Mail");
    let at = |day: u32, hour: u32| format!("2026-11-{day:02}T{hour:02}:00:00.000Z");
    let log = |world: &mut World, day: u32, hours: u32, category: &str| {
        let fields = [
            ("services", json!([mail.to_string()])),
            ("category", json!(category)),
            ("occurred", json!(at(day, 8))),
            ("detected", json!(at(day, 9))),
            ("resolved", json!(at(day, 9 + hours))),
        ];
        let incident = world.add("incident", &fields);
        let outage = [
            ("service", json!(mail.to_string())),
            ("from", json!(at(day, 8))),
            ("to", json!(at(day, 8 + hours))),
        ];
        world.item(incident, "outages", &outage);
        incident
    };
    let (one, two) = (log(&mut world, 2, 2, "Disk"), log(&mut world, 4, 4, "disk"));
    let overlaps = log(&mut world, 4, 2, "Net");
    let drill = log(&mut world, 6, 9, "Disk");
    world.set(drill, "excluded", json!(true));
    let span = (
        holdfast_ledger::time::parse(&at(1, 0)).expect("a time"),
        holdfast_ledger::time::parse(&at(11, 0)).expect("a time"),
    );
    let rows = metrics(By::Service, span, &world.view());
    assert_eq!(rows.len(), 2);
    let row = &rows[1];
    assert_eq!(
        (row.service, row.failures, row.down),
        (Some(mail), 2, 360.0)
    );
    assert_eq!(row.between_failures(), Ok((240.0 * 60.0 - 360.0) / 2.0));
    // What the figure opens to: each outage with its incident, and none of the drill.
    let (mut own, minutes): (Vec<_>, Vec<_>) = row
        .outages
        .iter()
        .map(|(lasted, id)| (*id, *lasted))
        .unzip();
    assert_eq!((own[0], minutes[0]), (one, 120.0));
    own.arrange();
    assert_eq!(own, [one, two, overlaps]);
    let resolve = &row.stats[3];
    assert_eq!(
        (resolve.known.len(), resolve.mean(), resolve.median()),
        (3, Some(160.0), Some(120.0))
    );
    assert_eq!(rows[0].stats[0].mean(), Some(60.0));
    assert_eq!(rows[0].between_failures(), Err("it did not fail"));
    let by_category = metrics(By::Category, span, &world.view());
    let found: Vec<(&str, &[Id])> = by_category
        .iter()
        .map(|row| (row.label.as_str(), &row.incidents[..]))
        .collect();
    assert_eq!(
        found[1..],
        [("Disk", &[one, two][..]), ("Net", &[overlaps][..])]
    );
    assert_eq!(metrics(By::Month, span, &world.view())[1].label, "2026-11");
}

#[test]
fn stated_durations_that_differ_are_told_and_nothing_is_overwritten() {
    let mut world = World::new();
    let times = [
        ("detected", json!("2026-11-20T08:00:00.000Z")),
        ("resolved", json!("2026-11-20T09:00:00.000Z")),
        ("stated", json!({"resolve": 60.5})),
    ];
    let incident = world.add("incident", &times);
    assert!(!world.finds(incident, "incident-stated-differs"));
    world.set(incident, "stated", json!({"resolve": 600}));
    assert!(world.finds(incident, "incident-stated-differs"));
    assert_eq!(world.figure(incident, "to_resolve").text, "1 h");
}

#[test]
fn what_is_missing_or_contradicts_itself_is_told() {
    let mut world = World::new();
    let incident = world.add("incident", &[("state", json!("in_progress"))]);
    assert!(world.finds(incident, "incident-undetected"));
    world.set(incident, "detected", json!("2026-11-20T08:00:00.000Z"));
    assert!(
        !world.finds(incident, "incident-undetected")
            && !world.finds(incident, "incident-resolved-open")
    );
    world.set(incident, "resolved", json!("2026-11-20T09:00:00.000Z"));
    assert!(world.finds(incident, "incident-resolved-open"));
    let task = world.item(incident, "tasks", &[("title", json!("Call back"))]);
    assert!(
        !world.finds(incident, "incident-task-open"),
        "it is not over"
    );
    world.set(incident, "state", json!("resolved"));
    assert!(
        world.finds(incident, "incident-task-open")
            && !world.finds(incident, "incident-resolved-open")
    );
    world.set_item(incident, "tasks", task, "state", json!("done"));
    assert!(!world.finds(incident, "incident-task-open"));
    let outage = world.item(
        incident,
        "outages",
        &[("to", json!("2026-11-20T09:00:00.000Z"))],
    );
    assert!(world.finds(incident, "incident-outage-unbegun"));
    world.set_item(
        incident,
        "outages",
        outage,
        "from",
        json!("2026-11-20T09:30:00.000Z"),
    );
    assert!(!world.finds(incident, "incident-outage-unbegun"));
    assert_eq!(
        world.figure(incident, "downtime").text,
        "unknown: an outage ends before it begins"
    );
    let duty = world.item(incident, "duties", &[("regime", json!("other"))]);
    assert!(
        world.finds(incident, "incident-report-unclear"),
        "within which time?"
    );
    world.set_item(incident, "duties", duty, "regime", json!("nis2"));
    assert!(
        !world.finds(incident, "incident-report-unclear")
            && !world.finds(incident, "incident-report-order")
    );
    world.set_item(
        incident,
        "duties",
        duty,
        "first_sent",
        json!("2026-11-21T08:00:00.000Z"),
    );
    world.set_item(
        incident,
        "duties",
        duty,
        "second_sent",
        json!("2026-11-20T20:00:00.000Z"),
    );
    assert!(world.finds(incident, "incident-report-order"));
    world.set_item(
        incident,
        "duties",
        duty,
        "second_sent",
        json!("2026-12-20T20:00:00.000Z"),
    );
    assert!(
        world.finds(incident, "incident-report-unclear"),
        "sent in the future"
    );
}

#[test]
fn outages_that_make_no_sense_are_told() {
    let mut world = World::new();
    let incident = answered(&mut world);
    assert!(
        !world.finds(incident, "incident-outage-open")
            && !world.finds(incident, "incident-outage-nowhere")
    );
    let wrong = [
        ("from", json!("2026-11-22T10:00:00.000Z")),
        ("to", json!("2026-11-22T09:00:00.000Z")),
    ];
    world.item(incident, "outages", &wrong);
    assert!(
        world.finds(incident, "incident-outage-reversed")
            && world.finds(incident, "incident-outage-nowhere")
    );
    world.set(incident, "state", json!("closed"));
    assert!(world.finds(incident, "incident-outage-open"));
}

#[test]
fn a_major_incident_is_reviewed_within_two_weeks() {
    let mut world = World::new();
    let incident = world.add(
        "incident",
        &[
            ("state", json!("closed")),
            ("major", json!(true)),
            ("resolved", json!("2026-11-01T08:00:00.000Z")),
        ],
    );
    assert!(world.finds(incident, "incident-unreviewed"));
    world.set(incident, "summary", json!("A disk."));
    assert!(!world.finds(incident, "incident-unreviewed"));
    world.set(incident, "went_well", json!("Paper | radio"));
    let text = review::markdown(world.record(incident), &world.view(), &|at| {
        holdfast_ledger::time::print(at)
    });
    for words in [
        "## What happened\n\nA disk.",
        "| Resolved | 2026-11-01T08:00:00.000Z |",
        "## What went well\n\nPaper | radio",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
}

fn spans() -> impl Strategy<Value = Vec<(i64, Option<i64>)>> {
    let span = (0..500_i64, prop::option::of(0..600_i64))
        .prop_map(|(from, length)| (from * 60_000, length.map(|length| (from + length) * 60_000)));
    prop::collection::vec(span, 0..12)
}

#[test]
fn a_table_of_priorities_is_read_or_refused() {
    let read = |json: &str| Table::read(&Text::parse(json).expect("JSON"));
    assert_eq!(read("{}"), Ok(Table::default()));
    assert_eq!(
        read(r#"{"low":"5 5 5"}"#).map(|table| table.priority("low", "high")),
        Ok(Some(5))
    );
    for wrong in ["1 2", "1 2 3 4", "0 1 2", "1 2 6", "a b c"] {
        assert!(
            read(&format!(r#"{{"high":"{wrong}"}}"#)).is_err(),
            "{wrong}"
        );
    }
}

proptest! {
    /// Downtime: overlaps count once, so together is what minute by minute is down.
    #[test]
    fn time_together_is_the_count_of_minutes_in_which_any_holds(spans in spans()) {
        let now = 1_000 * 60_000;
        let held = |minute: i64| spans.iter().any(|(from, to)| {
            (*from..to.unwrap_or(now)).contains(&(minute * 60_000))
        });
        let count = (0..1_200).filter(|minute| held(*minute)).count();
        prop_assert!((together(spans.iter().copied(), now) - count as f64).abs() < 1e-9);
    }
}
