//! How changes go, and what closing one leaves behind.

use crate::rooms::changes::metrics::{By, Row, What, rows, total};
use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::{Value, json};

fn closed(
    world: &mut World,
    outcome: &str,
    kind: &str,
    at: &str,
    more: &[(&'static str, Value)],
) -> Id {
    let fields = [
        ("title", json!("Change")),
        ("type", json!(kind)),
        ("state", json!("closed")),
        ("outcome", json!(outcome)),
    ];
    let change = world.add("change", &fields);
    for (field, value) in more {
        world.set(change, field, value.clone());
    }
    let entry = [
        ("to", json!("closed")),
        ("at", json!(format!("{at}T12:00:00.000Z"))),
    ];
    world.item(change, "log", &entry);
    change
}

fn caused(world: &mut World, change: Id, priority: u8) {
    // Impact + urgency − 1, where high is 1.
    let levels = ["high", "medium", "low"];
    let impact = levels[usize::from(priority - 1).min(2)];
    let urgency = levels[usize::from(priority - 1).saturating_sub(2)];
    let fields = [
        ("title", json!("Down")),
        ("caused_by", json!(change.to_string())),
        ("rating", json!({"impact": impact, "urgency": urgency})),
    ];
    world.add("incident", &fields);
}

fn text(row: &Row, what: What, world: &World) -> String {
    row.show(what, &world.view()).text
}

/// DOMAIN formulas: 3·ok − 2·issues − 5·failed − 10·P1 − 5·P2 − 2·P3.
#[test]
fn the_success_score_weighs_outcomes_and_the_incidents_that_they_caused() {
    let mut world = World::new();
    for _ in 0..4 {
        closed(&mut world, "successful", "normal", "2026-10-01", &[]);
    }
    let first = closed(
        &mut world,
        "successful_with_issues",
        "normal",
        "2026-10-02",
        &[],
    );
    let second = closed(&mut world, "backed_out", "emergency", "2026-11-03", &[]);
    closed(&mut world, "failed", "normal", "2026-11-04", &[]);
    world.add("change", &[("title", json!("Still open"))]);
    for (change, priority) in [(first, 1), (second, 2), (second, 3), (second, 4)] {
        caused(&mut world, change, priority);
    }
    let all = total(&world.view());
    assert_eq!(text(&all, What::Closed, &world), "7");
    assert_eq!(text(&all, What::Success, &world), "71 %");
    assert_eq!(text(&all, What::Failed, &world), "2");
    assert_eq!(text(&all, What::Emergency, &world), "14 %");
    assert_eq!(text(&all, What::Incidents, &world), "4");
    assert_eq!(all.of(What::Incidents).len(), 2);
    // 3·4 − 2·1 − 5·2 − 10·1 − 5·1 − 2·1
    assert_eq!(text(&all, What::Score, &world), "-17");
    world.add(
        "incident",
        &[
            ("title", json!("New")),
            ("caused_by", json!(first.to_string())),
        ],
    );
    assert!(
        text(&total(&world.view()), What::Score, &world)
            .starts_with("unknown: New has no priority")
    );
}

#[test]
fn rows_are_months_categories_or_services() {
    let mut world = World::new();
    let (one, two) = (
        world.add("service", &[("title", json!("One"))]),
        world.add("service", &[("title", json!("Two"))]),
    );
    let both = json!([one.to_string(), two.to_string()]);
    closed(
        &mut world,
        "successful",
        "normal",
        "2026-10-01",
        &[("services", both), ("category", json!("network"))],
    );
    closed(
        &mut world,
        "",
        "normal",
        "2026-11-02",
        &[("services", json!([two.to_string()]))],
    );
    let names = |by| -> Vec<String> {
        let rows = rows(by, &world.view());
        rows.iter()
            .map(|row| format!("{} {}", row.name, row.all.len()))
            .collect()
    };
    assert_eq!(names(By::Month), ["2026-11 1", "2026-10 1"]);
    assert_eq!(names(By::Category), ["network 1", "No category 1"]);
    assert_eq!(names(By::Service), ["One 1", "Two 2"]);
    let november = &rows(By::Month, &world.view())[0];
    assert_eq!(
        text(november, What::Success, &world),
        "unknown: none has an outcome"
    );
}

#[test]
fn what_was_closed_wants_its_runbooks_looked_at() {
    let mut world = World::new();
    let service = world.add("service", &[("title", json!("One"))]);
    let named = world.add("runbook", &[("title", json!("Named"))]);
    let recovers = world.add(
        "runbook",
        &[
            ("title", json!("Recovers")),
            ("services", json!([service.to_string()])),
        ],
    );
    let other = world.add("runbook", &[("title", json!("Other"))]);
    let due = |world: &World, runbook| world.finds(runbook, "runbook-review-after-change");
    let more = [
        ("services", json!([service.to_string()])),
        ("test_runbook", json!(named.to_string())),
    ];
    let change = closed(&mut world, "successful", "normal", "2026-11-20", &more);
    assert_eq!(
        [named, recovers, other].map(|runbook| due(&world, runbook)),
        [true, true, false]
    );
    world.set(named, "reviewed", json!("2026-11-19"));
    assert!(due(&world, named), "that was before");
    world.set(named, "reviewed", json!("2026-11-20"));
    assert!(!due(&world, named));
    world.set(
        recovers,
        "approval",
        json!({"at": "2026-11-21T09:00:00.000Z"}),
    );
    assert!(!due(&world, recovers), "who approves it has looked at it");
    world.set(change, "state", json!("review"));
    world.set(named, "reviewed", Value::Null);
    assert!(!due(&world, named), "it is not closed");
}
