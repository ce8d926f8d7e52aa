//! Each rule finds what is wrong, and nothing where all is well.

use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::{Value, json};

fn runbook(world: &mut World, steps: &[Value]) -> (Id, Vec<Id>) {
    let id = world.add("runbook", &[("title", json!("Fail over"))]);
    let items = steps.iter().map(|step| {
        let fields = [
            "title",
            "kind",
            "command",
            "role",
            "duration",
            "instructions",
            "only",
            "answers",
            "when",
            "service",
            "runbook",
            "audience",
            "message",
        ];
        let of = |field: &&'static str| {
            (!step[*field].is_null()).then(|| (*field, step[*field].clone()))
        };
        let fields: Vec<_> = fields.iter().filter_map(of).collect();
        world.item(id, "steps", &fields)
    });
    let items = items.collect();
    (id, items)
}

/// A rule finds fault with the first runbook and not with the second.
#[track_caller]
pub(super) fn both_ways(rule: &str, bad: &[Value], good: &[Value]) {
    let mut world = World::new();
    let ((bad, _), (good, _)) = (runbook(&mut world, bad), runbook(&mut world, good));
    assert!(world.finds(bad, rule), "{rule} is not found");
    assert!(
        !world.finds(good, rule),
        "{rule} is found where nothing is wrong"
    );
}

#[test]
fn steps_are_checked_both_ways() {
    let good = [json!({"title": "Stop"})];
    both_ways("runbook-no-steps", &[json!({"kind": "section"})], &good);
    both_ways("runbook-step-untitled", &[json!({"kind": "task"})], &good);
    for title in ["if yes: stop", "Wait ~10 and stop", "Ask @nobody else"] {
        both_ways("runbook-marks-left", &[json!({"title": title})], &good);
    }
    let command = json!({"title": "Stop", "kind": "command", "command": "systemctl stop app"});
    both_ways(
        "runbook-command-missing",
        &[json!({"title": "Stop", "kind": "command"})],
        &[command],
    );
}

#[test]
fn estimates_are_checked_both_ways() {
    let step = |low, likely, high| json!({"title": "S", "duration": {"low": low, "likely": likely, "high": high}});
    both_ways("runbook-estimate-order", &[step(5, 3, 9)], &[step(3, 3, 3)]);
    both_ways(
        "runbook-estimate-order",
        &[step(-1, 3, 9)],
        &[step(0, 3, 9)],
    );
}

#[test]
fn an_estimate_under_another_does_not_count() {
    let mut world = World::new();
    let estimate = json!({"low": 1, "likely": 2, "high": 3});
    let step = json!({"title": "S", "duration": estimate});
    let (id, items) = runbook(&mut world, &[step.clone(), step]);
    assert!(!world.finds(id, "runbook-estimate-covered"));
    world.set_item(
        id,
        "steps",
        items[1],
        "place",
        json!({"key": "x", "under": items[0].to_string()}),
    );
    assert!(world.finds(id, "runbook-estimate-covered"));
}

#[test]
fn roles_are_checked_both_ways() {
    let mut world = World::new();
    let role = world.add("role", &[("title", json!("DBA"))]);
    let (id, items) = runbook(
        &mut world,
        &[
            json!({"title": "A", "kind": "section"}),
            json!({"title": "B"}),
        ],
    );
    assert!(world.finds(id, "runbook-role-missing"));
    world.set_item(id, "steps", items[1], "role", json!(role.to_string()));
    assert!(!world.finds(id, "runbook-role-missing"));
    world.set_item(id, "steps", items[1], "role", json!(null));
    world.set_item(id, "steps", items[0], "role", json!(role.to_string()));
    world.set_item(
        id,
        "steps",
        items[1],
        "place",
        json!({"key": "x", "under": items[0].to_string()}),
    );
    assert!(
        !world.finds(id, "runbook-role-missing"),
        "the section says who"
    );
    assert!(!world.finds(id, "runbook-role-gone"));
    world.delete(role);
    assert!(world.finds(id, "runbook-role-gone"));
}

#[test]
fn predecessors_are_checked_both_ways() {
    let mut world = World::new();
    let (id, items) = runbook(&mut world, &[json!({"title": "A"}), json!({"title": "B"})]);
    assert!(!world.finds(id, "runbook-circle") && !world.finds(id, "runbook-predecessor-gone"));
    world.set_item(
        id,
        "steps",
        items[0],
        "predecessors",
        json!([items[1].to_string()]),
    );
    assert!(
        world.finds(id, "runbook-circle"),
        "B follows A as it stands below it"
    );
    world.set_item(id, "steps", items[1], "predecessors", json!([]));
    assert!(!world.finds(id, "runbook-circle"));
    world.set_item(
        id,
        "steps",
        items[1],
        "predecessors",
        json!([id.to_string()]),
    );
    assert!(world.finds(id, "runbook-predecessor-gone"));
}

#[test]
fn two_people_who_move_steps_under_each_other_are_told() {
    let mut world = World::new();
    let (id, items) = runbook(&mut world, &[json!({"title": "A"}), json!({"title": "B"})]);
    let under = |other: Id| json!({"key": "x", "under": other.to_string()});
    world.set_item(id, "steps", items[0], "place", under(items[1]));
    assert!(!world.finds(id, "runbook-outline-circle"));
    world.set_item(id, "steps", items[1], "place", under(items[0]));
    assert!(world.finds(id, "runbook-outline-circle"));
}

#[test]
fn variables_are_checked_both_ways() {
    let mut world = World::new();
    let (id, items) = runbook(&mut world, &[json!({"title": "Ping {{host}}"})]);
    assert!(world.finds(id, "runbook-variable-undeclared"));
    let host = world.item(
        id,
        "variables",
        &[("name", json!("host")), ("default", json!("db1"))],
    );
    assert!(!world.finds(id, "runbook-variable-undeclared"));
    assert!(!world.finds(id, "runbook-variable-unused"));
    assert!(!world.finds(id, "runbook-secret-stored"));
    world.set_item(id, "variables", host, "secret", json!(true));
    assert!(world.finds(id, "runbook-secret-stored"));
    world.set_item(id, "steps", items[0], "title", json!("Ping"));
    assert!(world.finds(id, "runbook-variable-unused"));
    assert!(
        !world.finds(id, "runbook-variable-twice") && !world.finds(id, "runbook-variable-name")
    );
    let other = world.item(id, "variables", &[("name", json!("host"))]);
    assert!(world.finds(id, "runbook-variable-twice"));
    world.set_item(id, "variables", other, "name", json!("my host"));
    assert!(world.finds(id, "runbook-variable-name") && !world.finds(id, "runbook-variable-twice"));
}

#[test]
fn approval_and_review_are_checked_both_ways() {
    let mut world = World::new();
    let (id, _) = runbook(&mut world, &[json!({"title": "A"})]);
    assert!(world.finds(id, "runbook-unapproved") && !world.finds(id, "review-overdue"));
    world.user = "Ada".to_owned();
    world.act(id, "submit", &[]).expect("submitted");
    world.act(id, "approve", &[]).expect("approved");
    assert!(!world.finds(id, "runbook-unapproved"));
    world.set(id, "next_review", json!("2026-11-21"));
    assert!(world.finds(id, "review-overdue"));
}

#[test]
fn many_steps_make_one_sentence() {
    let names = |n: usize| (1..=n).map(|n| n.to_string()).collect::<Vec<_>>();
    assert_eq!(
        super::some_of(&names(5)).as_deref(),
        Some("1, 2, 3 and 2 more")
    );
    assert_eq!(super::some_of(&names(3)).as_deref(), Some("1, 2, 3"));
    assert_eq!(super::some_of(&[]), None);
}
