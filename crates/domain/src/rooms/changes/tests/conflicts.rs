//! What stands against a change at its time, and when it could take place instead.

use crate::rooms::changes::conflicts::{With, conflicts};
use crate::rooms::changes::slots;
use crate::rooms::changes::window::Window;
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::{Value, json};

fn window(day: u32, from: u32, to: u32) -> Value {
    let at = |hour| format!("2026-12-{day:02}T{hour:02}:00:00.000Z");
    json!({ "start": at(from), "end": at(to) })
}

fn planned(world: &mut World, title: &str, window: Value) -> Id {
    let fields = [
        ("title", json!(title)),
        ("state", json!("submitted")),
        ("window", window),
    ];
    world.add("change", &fields)
}

fn link(world: &mut World, from: Id, to: Id) {
    world.item(from, "links", &[("to", json!(to.to_string()))]);
}

#[test]
fn changes_at_the_same_time_clash_over_what_they_share() {
    let mut world = World::new();
    let network = world.add("risk", &[("title", json!("Network"))]);
    let owner = world.person("Ada");
    let one = planned(&mut world, "One", window(1, 10, 12));
    let same = planned(&mut world, "Same network", window(1, 11, 13));
    let later = planned(&mut world, "Later", window(1, 12, 14));
    let other = planned(&mut world, "Something else", window(1, 10, 12));
    let mine = planned(&mut world, "Same owner", window(1, 9, 11));
    for change in [one, same, later] {
        link(&mut world, change, network);
    }
    for change in [one, mine] {
        world.set(change, "owner", json!(owner.to_string()));
    }
    let names = |id: Id| -> Vec<String> {
        let clashes = conflicts(world.record(id), &world.view());
        let title = |id| world.record(id).text("title").into_owned();
        let clashes = clashes.iter();
        clashes
            .map(|clash| format!("{}: {}", title(clash.other), clash.shared.join(", ")))
            .collect()
    };
    assert_eq!(names(one), ["Same network: Network", "Same owner: Ada"]);
    assert_eq!(names(same), ["One: Network", "Later: Network"]);
    assert_eq!(names(other), [] as [&str; 0]);
}

#[test]
fn links_count_from_whichever_end_they_were_made() {
    let mut world = World::new();
    let network = world.add("risk", &[("title", json!("Network"))]);
    let one = planned(&mut world, "One", window(1, 10, 12));
    let two = planned(&mut world, "Two", window(1, 10, 12));
    link(&mut world, network, one);
    assert!(conflicts(world.record(one), &world.view()).is_empty());
    link(&mut world, network, two);
    assert_eq!(conflicts(world.record(one), &world.view()).len(), 1);
}

#[test]
fn what_is_over_or_only_drafted_blocks_nothing() {
    let mut world = World::new();
    let network = world.add("risk", &[("title", json!("Network"))]);
    let one = planned(&mut world, "One", window(1, 10, 12));
    let two = planned(&mut world, "Two", window(1, 10, 12));
    link(&mut world, one, network);
    link(&mut world, two, network);
    for (state, clashes) in [
        ("draft", 0),
        ("submitted", 1),
        ("implementing", 1),
        ("closed", 0),
        ("cancelled", 0),
    ] {
        world.set(two, "state", json!(state));
        assert_eq!(
            conflicts(world.record(one), &world.view()).len(),
            clashes,
            "{state}"
        );
    }
    world.set(two, "state", json!("scheduled"));
    world.at("2026-12-01T12:00:00.001Z");
    assert!(conflicts(world.record(one), &world.view()).is_empty());
}

fn service(world: &mut World, title: &str) -> Id {
    world.add("service", &[("title", json!(title))])
}

fn on(world: &mut World, change: Id, services: &[Id]) {
    let ids: Vec<String> = services.iter().map(ToString::to_string).collect();
    world.set(change, "services", json!(ids));
}

fn with(world: &World, change: Id) -> Vec<With> {
    let found = conflicts(world.record(change), &world.view());
    found.iter().map(|conflict| conflict.with).collect()
}

fn calendar(world: &mut World, sort: &str, from: &str, to: &str) -> Id {
    let at = |at: &str| json!(format!("2026-12-{at}:00.000Z"));
    let fields = [
        ("title", json!(sort)),
        ("sort", json!(sort)),
        ("from", at(from)),
        ("to", at(to)),
    ];
    world.add("calendar_window", &fields)
}

#[test]
fn changes_of_one_service_or_of_its_neighbours_collide() {
    let mut world = World::new();
    let (record, servers, mail) = (
        service(&mut world, "Record"),
        service(&mut world, "Servers"),
        service(&mut world, "Mail"),
    );
    world.item(
        record,
        "dependencies",
        &[("on", json!(servers.to_string()))],
    );
    let one = planned(&mut world, "One", window(1, 10, 12));
    let same = planned(&mut world, "Same", window(1, 11, 12));
    let below = planned(&mut world, "Below", window(1, 9, 11));
    let other = planned(&mut world, "Other", window(1, 10, 12));
    on(&mut world, one, &[record]);
    on(&mut world, same, &[record]);
    on(&mut world, below, &[servers]);
    on(&mut world, other, &[mail]);
    let found = conflicts(world.record(one), &world.view());
    let said: Vec<String> = found
        .iter()
        .map(|conflict| conflict.shared.join(", "))
        .collect();
    assert_eq!(said, ["Record", "Record, which needs Servers"]);
    assert_eq!(
        with(&world, below),
        [With::Change],
        "seen from the other end too"
    );
    assert!(with(&world, other).is_empty());
    assert_eq!(world.figure(one, "clashes").text, "2");
}

#[test]
fn one_person_does_not_carry_out_two_changes_at_once() {
    let mut world = World::new();
    let ada = world.person("Ada");
    let one = planned(&mut world, "One", window(1, 10, 12));
    let two = planned(&mut world, "Two", window(1, 11, 13));
    world.set(one, "owner", json!(ada.to_string()));
    world.set(two, "assignee", json!(ada.to_string()));
    assert_eq!(with(&world, one), [With::Change]);
    world.set(two, "window", window(1, 12, 13));
    assert!(
        with(&world, one).is_empty(),
        "one after the other is no conflict"
    );
}

#[test]
fn a_freeze_warns_or_blocks_by_its_policy_and_an_emergency_does_not_wait() {
    let mut world = World::new();
    let freeze = calendar(&mut world, "freeze", "01T11:00", "02T00:00");
    let change = super::drafted(&mut world, "normal");
    world.set(change, "window", window(1, 10, 12));
    super::take(&mut world, change, &["submit", "assess"]);
    super::someone(&mut world, "Ben");
    super::take(&mut world, change, &["approve", "authorise"]);
    assert_eq!(with(&world, change), [With::Freeze]);
    assert!(world.finds(change, "change-in-freeze"));
    world.set(freeze, "policy", json!("block"));
    let refused = world.act(change, "schedule", &[]).expect_err("blocked");
    assert!(refused.contains("freeze"), "{refused}");
    world.set(change, "type", json!("emergency"));
    super::take(&mut world, change, &["schedule"]);
}

#[test]
fn a_freeze_of_one_service_is_none_for_others() {
    let mut world = World::new();
    let (one, other) = (service(&mut world, "One"), service(&mut world, "Other"));
    let freeze = calendar(&mut world, "freeze", "01T00:00", "02T00:00");
    on(&mut world, freeze, &[one]);
    let change = planned(&mut world, "Change", window(1, 10, 12));
    on(&mut world, change, &[other]);
    assert!(with(&world, change).is_empty());
    on(&mut world, change, &[one, other]);
    assert_eq!(with(&world, change), [With::Freeze]);
}

#[test]
fn a_service_with_maintenance_windows_is_changed_in_them() {
    let mut world = World::new();
    let (one, other) = (service(&mut world, "One"), service(&mut world, "Other"));
    let held = calendar(&mut world, "maintenance", "01T10:00", "01T14:00");
    on(&mut world, held, &[one]);
    let change = planned(&mut world, "Change", window(1, 13, 15));
    on(&mut world, change, &[one, other]);
    assert_eq!(with(&world, change), [With::Maintenance]);
    world.set(change, "window", window(1, 10, 14));
    assert!(with(&world, change).is_empty());
    on(&mut world, change, &[other]);
    world.set(change, "window", window(3, 10, 14));
    assert!(
        with(&world, change).is_empty(),
        "it has none, so any time is right"
    );
}

#[test]
fn a_major_incident_that_is_open_stands_against_a_change() {
    let mut world = World::new();
    let one = service(&mut world, "One");
    let change = planned(&mut world, "Change", window(1, 10, 12));
    on(&mut world, change, &[one]);
    let incident = world.add(
        "incident",
        &[
            ("title", json!("Down")),
            ("services", json!([one.to_string()])),
        ],
    );
    assert!(with(&world, change).is_empty(), "it is not a major one");
    world.set(incident, "major", json!(true));
    assert_eq!(with(&world, change), [With::Incident]);
    for state in ["resolved", "closed", "cancelled", "duplicate"] {
        world.set(incident, "state", json!(state));
        assert!(with(&world, change).is_empty(), "{state}");
    }
}

#[test]
fn an_exercise_that_is_run_stands_against_a_change_until_it_is_over() {
    let mut world = World::new();
    let one = service(&mut world, "One");
    let change = planned(&mut world, "Change", window(1, 10, 12));
    on(&mut world, change, &[one]);
    let run = world.add(
        "run",
        &[
            ("mode", json!("exercise")),
            ("services", json!([one.to_string()])),
        ],
    );
    assert!(with(&world, change).is_empty(), "nobody has begun it");
    let event = |what: &str, at: &str| [("what", json!(what)), ("at", json!(at))];
    world.item(run, "events", &event("started", "2026-11-22T10:00:00.000Z"));
    assert_eq!(with(&world, change), [With::Exercise]);
    world.item(
        run,
        "events",
        &event("finished", "2026-11-22T11:00:00.000Z"),
    );
    assert!(with(&world, change).is_empty());
}

#[test]
fn an_exercise_that_is_planned_stands_against_changes_of_its_services_in_its_time() {
    let mut world = World::new();
    let one = service(&mut world, "One");
    let change = planned(&mut world, "Change", window(1, 10, 12));
    on(&mut world, change, &[one]);
    let exercise = world.add("exercise", &[("services", json!([one.to_string()]))]);
    assert!(with(&world, change).is_empty(), "nobody said when");
    let start = super::super::window::Window::of(world.record(change))
        .expect("a window")
        .start;
    let at = |hours: i64| json!(holdfast_ledger::time::print(start + hours * 3_600_000));
    world.set(exercise, "from", at(1));
    assert_eq!(with(&world, change), [With::Exercise]);
    world.set(exercise, "to", at(5));
    world.set(exercise, "from", at(3));
    assert!(with(&world, change).is_empty(), "it is later");
    world.set(exercise, "from", at(1));
    world.set(exercise, "state", json!("cancelled"));
    assert!(with(&world, change).is_empty(), "it was given up");
}

fn starts(world: &World, change: Id) -> Vec<String> {
    let free = slots::free(world.record(change), &world.view()).expect("a duration");
    let print = |window: &Window| holdfast_ledger::time::print(window.start)[..16].to_owned();
    free.iter().map(print).collect()
}

#[test]
fn free_times_lie_in_maintenance_windows_and_beside_freezes_and_other_changes() {
    let mut world = World::new();
    let one = service(&mut world, "One");
    let held = calendar(&mut world, "maintenance", "01T20:00", "01T23:00");
    on(&mut world, held, &[one]);
    world.set(held, "repeats", json!({"every": "daily"}));
    let frozen = calendar(&mut world, "freeze", "02T00:00", "03T12:00");
    world.set(frozen, "policy", json!("block"));
    let other = planned(&mut world, "Other", window(4, 20, 22));
    let change = planned(&mut world, "Change", window(1, 10, 12));
    on(&mut world, other, &[one]);
    on(&mut world, change, &[one]);
    // Not on the 2nd, which is frozen, and not on the 4th, where one hour is left.
    assert_eq!(
        starts(&world, change),
        [
            "2026-12-01T20:00",
            "2026-12-03T20:00",
            "2026-12-05T20:00",
            "2026-12-06T20:00",
            "2026-12-07T20:00"
        ]
    );
    super::take(&mut world, change, &["slot"]);
    let window = Window::of(world.record(change)).expect("a window");
    assert_eq!(
        holdfast_ledger::time::print(window.start),
        "2026-12-01T20:00:00.000Z"
    );
    assert!(
        (window.minutes() - 120.0).abs() < f64::EPSILON,
        "as long as it was"
    );
    assert!(with(&world, change).is_empty());
}

#[test]
fn without_maintenance_windows_a_change_may_keep_its_time_of_day() {
    let mut world = World::new();
    let change = planned(&mut world, "Change", window(1, 10, 12));
    assert_eq!(
        starts(&world, change)[..2],
        ["2026-11-22T12:00", "2026-11-23T10:00"]
    );
    world.set(change, "window", Value::Null);
    let why = slots::free(world.record(change), &world.view()).expect_err("no duration");
    assert!(why.contains("how long"), "{why}");
}

#[test]
fn what_was_read_once_is_what_is_read_anew() {
    let mut world = World::new();
    let recent = crate::recent::Recent::default();
    let one = service(&mut world, "One");
    let changes: Vec<Id> = (1..9)
        .map(|day| {
            let change = planned(&mut world, "Change", window(day / 2 + 1, 10, 12));
            on(&mut world, change, &[one]);
            change
        })
        .collect();
    for (n, change) in changes.iter().enumerate() {
        match n % 3 {
            0 => world.set(*change, "state", json!("closed")),
            1 => world.set(*change, "window", window(2, 11, 13)),
            _ => world.delete(*change),
        }
        for change in &changes {
            let view = crate::view::View {
                recent: Some(&recent),
                ..world.view()
            };
            let record = world.record(*change);
            assert_eq!(conflicts(record, &view), conflicts(record, &world.view()));
        }
    }
    assert!(world.ledger.of_kind(Key::new("change")).count() == 8);
}
