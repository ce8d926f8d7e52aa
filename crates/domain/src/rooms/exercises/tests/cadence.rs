use crate::rooms::exercises::cadence::{Sort, due};
use crate::testing::World;
use serde_json::json;

fn of(world: &World, sort: Sort) -> crate::rooms::exercises::cadence::Due {
    let all = due(&world.view());
    all.into_iter()
        .find(|due| due.sort == sort)
        .expect("each sort")
}

#[test]
fn what_was_never_practised_is_due_and_what_was_is_due_again_after_its_months() {
    let mut world = World::new();
    let today = world.view().today();
    assert!(of(&world, Sort::Tabletop).is_late(today));
    let held = [
        ("type", json!("tabletop")),
        ("state", json!("closed")),
        ("ended", json!("2025-11-22T10:00:00.000Z")),
    ];
    world.add("exercise", &held);
    let due = of(&world, Sort::Tabletop);
    assert_eq!(due.by.expect("a day").to_string(), "2026-11-22");
    assert!(!due.is_late(today) && due.is_open(today));
    world.at("2026-11-23T12:00:00.000Z");
    assert!(of(&world, Sort::Tabletop).is_late(world.view().today()));
    let workspace = world.add("workspace", &[("title", json!("Ours"))]);
    world.set(workspace, "exercise_months", json!({"tabletop": 24}));
    assert!(!of(&world, Sort::Tabletop).is_late(world.view().today()));
}

#[test]
fn one_that_is_planned_in_time_leaves_nothing_open_and_seminars_count_for_nothing() {
    let mut world = World::new();
    let today = world.view().today();
    let fields = [
        ("type", json!("seminar")),
        ("state", json!("closed")),
        ("ended", json!("2026-11-01T10:00:00.000Z")),
    ];
    world.add("exercise", &fields);
    assert!(of(&world, Sort::Tabletop).last.is_none());
    world.add(
        "exercise",
        &[
            ("type", json!("drill")),
            ("from", json!("2026-11-22T15:00:00.000Z")),
        ],
    );
    assert!(!of(&world, Sort::Live).is_open(today));
    assert!(of(&world, Sort::Communications).is_open(today));
}

#[test]
fn a_real_activation_counts_as_live_when_its_lessons_are_written_down() {
    let mut world = World::new();
    let incident = world.add("incident", &[("title", json!("Fire"))]);
    let fields = [
        ("state", json!("closed")),
        ("incident", json!(incident.to_string())),
        ("began", json!("2026-10-01T10:00:00.000Z")),
    ];
    let exercise = world.add("exercise", &fields);
    assert!(of(&world, Sort::Live).last.is_none());
    assert!(world.finds(exercise, "exercise-incident-review"));
    world.set(incident, "summary", json!("The switch room burned."));
    assert!(of(&world, Sort::Live).last.is_none(), "no lesson yet");
    world.set(incident, "went_well", json!("Nobody was hurt."));
    assert_eq!(
        of(&world, Sort::Live).last.map(|(id, _)| id),
        Some(exercise)
    );
    assert!(!world.finds(exercise, "exercise-incident-review"));
}
