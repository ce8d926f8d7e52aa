mod approvals;
mod back_out;
mod calendar;
mod conflicts;
mod findings;
mod meetings;
mod metrics;
mod questions;
mod reach;
mod steps;
mod templates;
mod walks;

use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::{Value, json};

fn window() -> Value {
    json!({ "start": "2026-11-22T11:00:00.000Z", "end": "2026-11-22T14:00:00.000Z" })
}

/// A drafted change of a type with everything filled in, requested by Ada.
fn drafted(world: &mut World, kind: &str) -> Id {
    let ada = world.person("Ada");
    world.act_as(ada);
    let fields = [
        ("title", json!("Replace core switch")),
        ("type", json!(kind)),
        ("reason", json!("End of support.")),
        ("requester", json!(ada.to_string())),
        ("risk_level", json!("medium")),
        ("window", window()),
        ("implementation_plan", json!("Swap it.")),
        ("test_plan", json!("Ping.")),
        ("back_out_plan", json!("Swap it back.")),
    ];
    let change = world.add("change", &fields);
    if kind == "standard" {
        let template = template(world);
        world.set(change, "template", json!(template.to_string()));
    }
    change
}

/// A template that its owner did not approve, but somebody else.
fn template(world: &mut World) -> Id {
    let me = (world.user.clone(), world.user_id);
    let (owner, other) = (
        world.person("Owner of templates"),
        world.person("Approver of templates"),
    );
    let fields = [
        ("title", json!("Monthly updates")),
        ("owner", json!(owner.to_string())),
        ("reason", json!("Every month.")),
        ("duration", json!(90)),
        ("implementation_plan", json!("As ever.")),
        ("back_out_plan", json!("Snapshot back.")),
    ];
    let template = world.add("change_template", &fields);
    world.act_as(other);
    take(world, template, &["approve"]);
    (world.user, world.user_id) = me;
    template
}

fn take(world: &mut World, change: Id, steps: &[&str]) {
    for step in steps {
        world
            .act(change, step, &[])
            .unwrap_or_else(|why| panic!("{step}: {why}"));
    }
}

fn state(world: &World, change: Id) -> String {
    world.record(change).text("state").into_owned()
}

fn someone(world: &mut World, name: &str) -> Id {
    let person = world.person(name);
    world.act_as(person);
    person
}

fn ask_for_approval(world: &mut World, change: Id, asked: Id) -> Id {
    world.item(change, "approvals", &[("asked", json!(asked.to_string()))])
}

/// A change that Ben approved and that was authorised.
fn authorised(world: &mut World) -> Id {
    let change = drafted(world, "normal");
    take(world, change, &["submit", "assess"]);
    someone(world, "Ben");
    take(world, change, &["approve", "authorise"]);
    assert_eq!(world.findings(change), []);
    change
}
