use super::{authorised, drafted, take};
use crate::testing::World;
use serde_json::{Value, json};

#[test]
fn plans_are_there_before_it_is_decided() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit"]);
    assert_eq!(world.findings(change), []);
    for (field, rule) in [
        ("back_out_plan", "change-no-back-out"),
        ("test_plan", "change-no-test"),
        ("requester", "change-no-requester"),
    ] {
        world.set(change, field, Value::Null);
        assert!(world.finds(change, rule), "{rule}");
    }
}

#[test]
fn an_expected_outage_is_told_and_has_a_length() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit"]);
    world.set(change, "outage", json!({ "expected": true }));
    assert!(
        world.finds(change, "change-outage-untold") && world.finds(change, "change-outage-length")
    );
    world.set(change, "outage", json!({ "expected": true, "minutes": 30 }));
    world.set(change, "communications", json!("Mail to all stores."));
    assert_eq!(world.findings(change), []);
    world.set(change, "communications", Value::Null);
    world.set(change, "outage", json!({ "expected": false }));
    assert_eq!(world.findings(change), []);
}

#[test]
fn an_implementation_that_outlasts_its_window_is_shown() {
    let mut world = World::new();
    let change = authorised(&mut world);
    take(&mut world, change, &["schedule", "implement"]);
    world.at("2026-11-22T14:00:00.000Z");
    assert!(!world.finds(change, "change-overrun"));
    world.at("2026-11-22T14:00:01.000Z");
    assert!(world.finds(change, "change-overrun"));
}

#[test]
fn clashes_are_shown_on_both() {
    let mut world = World::new();
    let (one, two) = (drafted(&mut world, "normal"), drafted(&mut world, "normal"));
    let owner = world.person("Owner");
    for change in [one, two] {
        world.set(change, "state", json!("submitted"));
        world.set(change, "owner", json!(owner.to_string()));
    }
    assert!(world.finds(one, "change-overlap") && world.finds(two, "change-overlap"));
    assert_eq!(world.figure(one, "clashes").text, "1");
    world.set(two, "owner", Value::Null);
    assert!(!world.finds(one, "change-overlap"));
    assert_eq!(world.figure(one, "clashes").text, "");
}
