use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::{Value, json};

fn judged(level: &str) -> Value {
    json!({"level": level, "evidence": "Restored in March.", "date": "2026-03-01"})
}

/// A control about which nothing is wrong.
fn sound(world: &mut World) -> Id {
    let risk = world.add("risk", &[("title", json!("Flood"))]);
    let fields = [
        ("title", json!("Pumps")),
        ("state", json!("in_place")),
        ("effectiveness", judged("effective")),
        ("risks", json!([risk.to_string()])),
        ("test_every", json!("6m")),
    ];
    let control = world.add("control", &fields);
    let done = [
        ("done_on", json!("2026-06-01")),
        ("result", json!("passed")),
    ];
    world.item(control, "tests", &done);
    assert_eq!(world.findings(control), []);
    control
}

#[test]
fn a_test_is_due_after_its_interval_or_when_it_is_planned() {
    let mut world = World::new();
    let control = sound(&mut world);
    assert_eq!(world.figure(control, "next_test").text, "2026-12-01");
    world.at("2026-12-01T12:00:00.000Z");
    assert!(!world.finds(control, "control-test-overdue"));
    world.at("2026-12-02T12:00:00.000Z");
    assert!(world.finds(control, "control-test-overdue"));
    world.at("2026-11-22T12:00:00.000Z");
    world.item(control, "tests", &[("planned", json!("2026-11-21"))]);
    assert!(world.finds(control, "control-test-overdue"));
    let untested = world.add("control", &[("title", json!("New"))]);
    assert!(
        world
            .figure(untested, "next_test")
            .text
            .starts_with("unknown")
    );
}

#[test]
fn recording_a_test_closes_the_one_that_was_planned() {
    let mut world = World::new();
    let control = sound(&mut world);
    let planned = world.item(control, "tests", &[("planned", json!("2026-11-20"))]);
    let answers = [
        ("result", json!("failed")),
        ("note", json!("The second pump stood still.")),
    ];
    let why = world
        .act(control, "record_test", &answers)
        .expect_err("nobody");
    assert!(why.contains("who is using"), "{why}");
    world.user = "Ada".to_owned();
    let why = world
        .act(control, "record_test", &[])
        .expect_err("no result");
    assert!(why.contains("what came of"), "{why}");
    world
        .act(control, "record_test", &answers)
        .expect("recorded");
    let items = world.record(control).items(Key::new("tests"));
    assert_eq!((items.len(), items[1].id), (2, planned));
    assert_eq!(items[1].text("done_on"), "2026-11-22");
    assert_eq!(
        (&*items[1].text("by"), &*items[1].text("result")),
        ("Ada", "failed")
    );
    assert!(world.finds(control, "control-test-failed"));
    assert_eq!(
        world.figure(control, "works").text,
        "no: failed its last test"
    );
    assert_eq!(
        world.figure(control, "last_test").text,
        "Failed on 2026-11-22"
    );
    world.at("2026-11-23T12:00:00.000Z");
    world
        .act(control, "record_test", &[("result", json!("passed"))])
        .expect("recorded");
    assert_eq!(world.record(control).items(Key::new("tests")).len(), 3);
    assert!(!world.finds(control, "control-test-failed"));
    assert_eq!(world.figure(control, "works").text, "yes");
}

#[test]
fn what_is_in_place_shows_that_it_works() {
    let mut world = World::new();
    let control = sound(&mut world);
    world.set(control, "effectiveness", json!({"level": "effective"}));
    assert!(world.finds(control, "control-without-evidence"));
    world.set(control, "effectiveness", judged("ineffective"));
    assert!(!world.finds(control, "control-without-evidence"));
    assert!(world.finds(control, "control-ineffective"));
    world.set(control, "effectiveness", judged("partly"));
    assert!(!world.finds(control, "control-ineffective"));
    world.set(control, "test_every", json!(null));
    world.at("2027-03-01T12:00:00.000Z");
    assert!(!world.finds(control, "control-evidence-old"));
    world.at("2027-03-02T12:00:00.000Z");
    assert!(world.finds(control, "control-evidence-old"));
}

#[test]
fn a_control_is_for_something_and_is_tested() {
    let mut world = World::new();
    let control = sound(&mut world);
    world.set(control, "risks", json!(null));
    assert!(world.finds(control, "control-without-purpose"));
    let service = world.add("service", &[("title", json!("Ward"))]);
    world.set(control, "services", json!([service.to_string()]));
    assert!(!world.finds(control, "control-without-purpose"));
    assert!(!world.finds(control, "control-untested"));
    let new = world.add("control", &[("state", json!("in_place"))]);
    assert!(world.finds(new, "control-untested"));
    world.item(new, "tests", &[("planned", json!("2027-01-10"))]);
    assert!(!world.finds(new, "control-untested"));
}

#[test]
fn a_degraded_control_says_so_and_a_retired_one_is_left_in_peace() {
    let mut world = World::new();
    let control = sound(&mut world);
    assert!(!world.finds(control, "control-degraded"));
    world.set(control, "state", json!("degraded"));
    assert!(world.finds(control, "control-degraded"));
    assert_eq!(world.figure(control, "works").text, "no: degraded");
    world.set(control, "effectiveness", json!(null));
    world.set(control, "state", json!("retired"));
    assert_eq!(world.findings(control), []);
    world.set(control, "state", json!(null));
    assert_eq!(world.figure(control, "works").text, "no: not in place");
    assert!(
        !world.finds(control, "control-without-evidence"),
        "it is only planned"
    );
    let copy = judged("effective");
    world.conflict(control, "effectiveness", copy, judged("partly"));
    assert!(
        world
            .figure(control, "works")
            .text
            .ends_with("(in conflict)")
    );
}
