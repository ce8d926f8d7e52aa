//! Until when a change can be taken back, and the run that it is carried out by.

use super::{authorised, take};
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::{Value, json};

pub(super) fn runbook(world: &mut World, steps: &[(&str, u32, &str)]) -> Id {
    let runbook = world.add("runbook", &[("title", json!("Swap"))]);
    for (title, minutes, rollback) in steps {
        let time = json!({"low": minutes, "likely": minutes, "high": minutes});
        let mut fields = vec![("title", json!(title)), ("duration", time)];
        if !rollback.is_empty() {
            fields.push(("rollback", json!(rollback)));
        }
        world.item(runbook, "steps", &fields);
    }
    runbook
}

/// A change that is being implemented between 11:00 and 14:00.
pub(super) fn implementing(world: &mut World) -> Id {
    let change = authorised(world);
    take(world, change, &["schedule", "implement"]);
    change
}

pub(super) fn run_of(world: &World) -> Id {
    world
        .ledger
        .of_kind(Key::new("run"))
        .next()
        .expect("a run")
        .id
}

pub(super) fn done(world: &mut World, run: Id, title: &str) {
    let record = world.record(run);
    let items = record.items(Key::new("steps"));
    let step = items
        .iter()
        .find(|item| item.text("title") == title)
        .expect("the step")
        .id;
    let event = |what: &str| {
        [
            ("step", json!(step.to_string())),
            ("what", json!(what)),
            ("at", json!("2026-11-22T12:00:00.000Z")),
        ]
    };
    world.item(run, "events", &event("done"));
}

#[test]
fn the_way_back_grows_with_each_step_that_is_done() {
    let mut world = World::new();
    let change = implementing(&mut world);
    let latest = |world: &World| world.figure(change, "latest_back_out").text;
    assert!(
        latest(&world).starts_with("unknown: nobody said how long the validation"),
        "{}",
        latest(&world)
    );
    world.set(change, "validation", json!(20));
    assert!(
        latest(&world).starts_with("unknown: neither a back-out runbook"),
        "{}",
        latest(&world)
    );
    let swap = runbook(
        &mut world,
        &[
            ("Stop", 10, "Start again"),
            ("Look", 50, ""),
            ("Swap", 30, "Swap back"),
        ],
    );
    world.set(change, "implementation_runbook", json!(swap.to_string()));
    assert!(
        latest(&world).contains("is not run for this change"),
        "{}",
        latest(&world)
    );
    // The approval no longer covers the plan, but it is under way: the run is started.
    take(&mut world, change, &["start_run"]);
    let run = run_of(&world);
    assert_eq!(world.record(run).text("subject"), change.to_string());
    assert_eq!(world.record(run).text("mode"), "actual");
    // Nothing is done: only the validation is left.
    assert_eq!(latest(&world), "2026-11-22 13:40 (UTC), in 1 h 40 min");
    done(&mut world, run, "Stop");
    assert_eq!(latest(&world), "2026-11-22 13:30 (UTC), in 1 h 30 min");
    done(&mut world, run, "Look");
    assert_eq!(
        latest(&world),
        "2026-11-22 13:30 (UTC), in 1 h 30 min",
        "nothing is taken back of it"
    );
    done(&mut world, run, "Swap");
    assert_eq!(latest(&world), "2026-11-22 13:00 (UTC), in 1 h");
    world.at("2026-11-22T13:10:00.000Z");
    assert_eq!(latest(&world), "2026-11-22 13:00 (UTC), passed 10 min ago");
    let refused = world
        .act(change, "start_run", &[])
        .expect_err("one is there");
    assert!(refused.contains("not offered"), "{refused}");
}

#[test]
fn a_back_out_runbook_says_how_long_the_way_back_takes() {
    let mut world = World::new();
    let change = implementing(&mut world);
    world.set(change, "validation", json!(10));
    let back = runbook(&mut world, &[("Stop", 10, ""), ("Swap back", 35, "")]);
    world.set(change, "back_out_runbook", json!(back.to_string()));
    let figure = world.figure(change, "latest_back_out");
    assert_eq!(figure.text, "2026-11-22 13:05 (UTC), in 1 h 5 min");
    assert!(
        figure.inputs.contains("critical path of"),
        "{}",
        figure.inputs
    );
    world.item(back, "steps", &[("title", json!("No idea"))]);
    let figure = world.figure(change, "latest_back_out");
    assert!(
        figure.text.contains("1 step has no duration"),
        "{}",
        figure.text
    );
}

#[test]
fn it_counts_only_while_the_change_is_being_implemented() {
    let mut world = World::new();
    let change = authorised(&mut world);
    world.set(change, "validation", json!(10));
    assert_eq!(
        world.figure(change, "latest_back_out").text,
        "not under way"
    );
    world.set(change, "window", Value::Null);
    world.set(change, "state", json!("implementing"));
    assert_eq!(
        world.figure(change, "latest_back_out").text,
        "unknown: no window"
    );
}
