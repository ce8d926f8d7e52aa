mod clocks;
mod figures;
mod steps;

use crate::testing::World;
use holdfast_ledger::Id;
use serde_json::json;

fn service(world: &mut World, title: &str) -> Id {
    world.add("service", &[("title", json!(title))])
}

fn answered(world: &mut World) -> Id {
    let me = world.person("Ada");
    world.act_as(me);
    let service = service(world, "Mail");
    let fields = [
        ("title", json!("Mail is down")),
        ("detected", json!("2026-11-22T10:00:00.000Z")),
        ("rating", json!({"impact": "high", "urgency": "high"})),
        ("services", json!([service.to_string()])),
    ];
    let incident = world.add("incident", &fields);
    let down = [
        ("service", json!(service.to_string())),
        ("from", json!("2026-11-22T09:50:00.000Z")),
    ];
    world.item(incident, "outages", &down);
    incident
}
