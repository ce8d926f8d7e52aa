use crate::rooms::exercises::proofs::proved;
use crate::rooms::services::catalogue::Catalogue;
use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::json;

fn drill(world: &mut World, sort: &str, state: &str) -> (Id, Id) {
    let service = world.add("service", &[("title", json!("Mail"))]);
    let fields = [("type", json!(sort)), ("state", json!(state))];
    let exercise = world.add("exercise", &fields);
    let achieved = [
        ("service", json!(service.to_string())),
        ("down", json!("2026-11-20T10:00:00.000Z")),
        ("back", json!("2026-11-20T13:30:00.000Z")),
        ("data_as_of", json!("2026-11-20T09:15:00.000Z")),
    ];
    world.item(exercise, "achieved", &achieved);
    (service, exercise)
}

#[test]
fn a_drill_that_was_held_proves_times_of_its_services() {
    let mut world = World::new();
    let (service, _) = drill(&mut world, "drill", "closed");
    let all = Catalogue::kept(&world.view());
    let node = all.find(service).expect("a node");
    let proof = all.proof(node, |proof| proof.rto).expect("a proof");
    assert_eq!((proof.rto, proof.rpo), (Some(210.0), Some(45.0)));
    assert_eq!(proof.date.to_string(), "2026-11-20");
}

#[test]
fn talk_what_is_planned_and_what_was_cancelled_prove_nothing() {
    for (sort, state) in [
        ("tabletop", "closed"),
        ("drill", "planned"),
        ("drill", "cancelled"),
    ] {
        let mut world = World::new();
        let (_, exercise) = drill(&mut world, sort, state);
        assert!(proved(world.record(exercise)).is_empty(), "{sort} {state}");
        assert_eq!(
            world.finds(exercise, "exercise-achieved-in-talk"),
            sort == "tabletop"
        );
    }
}

#[test]
fn times_that_contradict_each_other_prove_nothing_and_are_found() {
    let mut world = World::new();
    let (_, exercise) = drill(&mut world, "drill", "closed");
    assert!(!world.finds(exercise, "exercise-achieved-times"));
    let item = world
        .record(exercise)
        .items(holdfast_ledger::Key::new("achieved"))[0]
        .id;
    world.set_item(
        exercise,
        "achieved",
        item,
        "back",
        json!("2026-11-20T09:00:00.000Z"),
    );
    assert!(world.finds(exercise, "exercise-achieved-times"));
    assert!(proved(world.record(exercise)).is_empty());
}
