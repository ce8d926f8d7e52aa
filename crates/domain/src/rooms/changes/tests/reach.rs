//! What a change may touch beside its services (DOMAIN 6), and its points of no return.

use crate::rooms::changes::reach::{Reach, reach};
use crate::testing::World;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use serde_json::json;

fn service(world: &mut World, title: &str, needs: &[(Id, &str)]) -> Id {
    let id = world.add("service", &[("title", json!(title))]);
    for (on, kind) in needs {
        let edge = [("on", json!(on.to_string())), ("kind", json!(kind))];
        world.item(id, "dependencies", &edge);
    }
    id
}

#[test]
fn the_blast_radius_is_what_goes_down_or_is_reduced_with_all_its_services() {
    let mut world = World::new();
    let (one, other) = (
        service(&mut world, "Switch A", &[]),
        service(&mut world, "Switch B", &[]),
    );
    let net = service(&mut world, "Network", &[(one, "hard")]);
    let record = service(&mut world, "Record", &[(net, "hard")]);
    let portal = service(&mut world, "Portal", &[(record, "degraded")]);
    let pair = world.add("service", &[("title", json!("Storage"))]);
    for on in [one, other] {
        let edge = [
            ("on", json!(on.to_string())),
            ("kind", json!("hard")),
            ("any_of", json!("pair")),
        ];
        world.item(pair, "dependencies", &edge);
    }
    let change = world.add("change", &[("services", json!([one.to_string()]))]);
    let found = reach(world.record(change), &world.view()).expect("a service");
    let mut down = vec![(net, one), (record, net)];
    down.arrange();
    assert_eq!(
        found,
        Reach {
            down,
            reduced: vec![(portal, record)]
        },
        "of a pair one is enough"
    );
    let figure = world.figure(change, "blast_radius");
    assert_eq!(figure.text, "2 down, 1 reduced");
    assert!(
        figure.inputs.contains("Network") && figure.inputs.contains("Portal"),
        "{}",
        figure.inputs
    );
    world.set(
        change,
        "services",
        json!([one.to_string(), other.to_string()]),
    );
    let both = reach(world.record(change), &world.view()).expect("services");
    assert!(
        both.down.iter().any(|hit| hit.0 == pair),
        "with both of the pair it is down"
    );
    world.set(change, "services", json!([portal.to_string()]));
    assert_eq!(world.figure(change, "blast_radius").text, "nothing else");
    world.set(change, "services", json!(null));
    assert_eq!(
        world.figure(change, "blast_radius").text,
        "unknown: the change names no service"
    );
}

#[test]
fn points_of_no_return_are_told_by_when_they_begin_and_whether_they_are_passed() {
    let mut world = World::new();
    let change = super::back_out::implementing(&mut world);
    let told = |world: &World| world.figure(change, "points_of_no_return");
    assert_eq!(
        told(&world).text,
        "unknown: no implementation runbook is linked"
    );
    let runbook = super::back_out::runbook(
        &mut world,
        &[("Stop", 20, ""), ("Erase the old disks", 30, "")],
    );
    world.set(change, "implementation_runbook", json!(runbook.to_string()));
    assert_eq!(told(&world).text, "none marked");
    let step = world
        .record(runbook)
        .items(holdfast_ledger::Key::new("steps"))[1]
        .id;
    world.set_item(runbook, "steps", step, "irreversible", json!(true));
    assert_eq!(told(&world).text, "1");
    assert_eq!(
        told(&world).inputs,
        "2 “Erase the old disks”: 20 min after the start"
    );
    super::take(&mut world, change, &["start_run"]);
    assert_eq!(told(&world).text, "1", "the run has the steps now");
    let run = super::back_out::run_of(&world);
    super::back_out::done(&mut world, run, "Erase the old disks");
    assert_eq!(told(&world).text, "1 of 1 passed");
}
