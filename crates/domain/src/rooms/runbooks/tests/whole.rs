use super::super::plan::Plan;
use super::{minutes, write_runbook};
use crate::testing::World;
use serde_json::json;

#[test]
fn a_runbook_within_counts_with_its_own_steps() {
    let mut world = World::new();
    let inner = [
        json!({"title": "X", "duration": minutes(30, 30, 30)}),
        json!({"title": "Y", "duration": minutes(20, 20, 20), "after": [0]}),
    ];
    let (inner, _) = write_runbook(&mut world, &inner);
    let inside = json!({"title": "Inner", "kind": "runbook", "runbook": inner.to_string()});
    let mut beside = inside.clone();
    beside["after"] = json!([]);
    let steps = [
        inside,
        beside,
        json!({"title": "Z", "duration": minutes(5, 5, 5)}),
    ];
    let (outer, _) = write_runbook(&mut world, &steps);
    let plan = Plan::whole(world.record(outer), &world.view());
    let numbers: Vec<&str> = plan.steps.iter().map(|step| &*step.number).collect();
    assert_eq!(numbers, ["1", "1.1", "1.2", "2", "2.1", "2.2", "3"]);
    assert_eq!(plan.taken_from[1], Some(inner));
    let length = plan.length().expect("no circle");
    // Twice the same runbook, side by side: the steps of one do not wait for the other's.
    assert!((length.minutes - 55.0).abs() < 1e-9);
    assert_eq!(
        length.unestimated, 0,
        "it says how long it takes with its steps"
    );
    assert_eq!(world.figure(outer, "planned").text, "55 min");
}

#[test]
fn runbooks_that_hold_each_other_are_taken_in_once() {
    let mut world = World::new();
    let (one, steps) = write_runbook(&mut world, &[json!({"title": "A", "kind": "runbook"})]);
    let back = json!({"title": "B", "kind": "runbook", "runbook": one.to_string()});
    let (other, _) = write_runbook(&mut world, &[back]);
    world.set_item(one, "steps", steps[0], "runbook", json!(other.to_string()));
    let plan = Plan::whole(world.record(one), &world.view());
    let titles: Vec<&str> = plan.steps.iter().map(|step| &*step.title).collect();
    assert_eq!(titles, ["A", "B"]);
}

#[test]
fn an_estimate_covers_the_runbook_within() {
    let mut world = World::new();
    let (inner, _) = write_runbook(
        &mut world,
        &[json!({"title": "X", "duration": minutes(30, 30, 30)})],
    );
    let step = json!({"title": "Inner", "kind": "runbook", "runbook": inner.to_string(), "duration": minutes(7, 7, 7)});
    let (outer, _) = write_runbook(&mut world, &[step]);
    let plan = Plan::whole(world.record(outer), &world.view());
    assert!((plan.length().expect("no circle").minutes - 7.0).abs() < 1e-9);
}
