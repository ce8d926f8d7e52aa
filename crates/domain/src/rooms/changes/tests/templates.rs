//! Standard changes come from approved templates.

use super::{drafted, someone, state, take, template};
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::{Value, json};

fn made(world: &mut World, template: Id) -> Id {
    let answers = [
        ("title", json!("December")),
        ("start", json!("2026-12-01T20:00:00.000Z")),
    ];
    world
        .act(template, "new_change", &answers)
        .expect("a change");
    let all = world.ledger.of_kind(Key::new("change"));
    all.map(|change| change.id).max().expect("the change")
}

#[test]
fn a_change_from_an_approved_template_goes_straight_to_scheduled() {
    let mut world = World::new();
    someone(&mut world, "Ada");
    let template = template(&mut world);
    assert_eq!(world.findings(template), []);
    let change = made(&mut world, template);
    let record = world.record(change);
    assert_eq!(record.text("type"), "standard");
    assert_eq!(record.text("implementation_plan"), "As ever.");
    assert_eq!(record.text("template"), template.to_string());
    assert_eq!(world.figure(change, "window_length").text, "1 h 30 min");
    take(&mut world, change, &["submit", "schedule"]);
    assert_eq!(state(&world, change), "scheduled");
}

#[test]
fn a_template_that_was_changed_since_or_not_approved_schedules_nothing() {
    let mut world = World::new();
    someone(&mut world, "Ada");
    let template = template(&mut world);
    let change = made(&mut world, template);
    take(&mut world, change, &["submit"]);
    world.set(template, "implementation_plan", json!("Otherwise."));
    let refused = world
        .act(change, "schedule", &[])
        .expect_err("changed since");
    assert!(
        refused.contains("changed since it was approved"),
        "{refused}"
    );
    assert!(world.finds(template, "template-unapproved"));
    assert!(world.finds(change, "change-template-unapproved"));
    world.set(template, "approval", Value::Null);
    let refused = world
        .act(change, "schedule", &[])
        .expect_err("not approved");
    assert!(refused.contains("is not approved"), "{refused}");
    world.delete(template);
    let refused = world.act(change, "schedule", &[]).expect_err("gone");
    assert!(refused.contains("no longer there"), "{refused}");
}

#[test]
fn its_owner_does_not_approve_a_template() {
    let mut world = World::new();
    let template = template(&mut world);
    let ada = someone(&mut world, "Ada");
    world.set(template, "owner", json!(ada.to_string()));
    world.set(template, "implementation_plan", json!("Otherwise."));
    let refused = world.act(template, "approve", &[]).expect_err("four eyes");
    assert!(refused.contains("four eyes"), "{refused}");
    someone(&mut world, "Ben");
    take(&mut world, template, &["approve"]);
    assert_eq!(world.findings(template), []);
    // Whoever takes it over later has not approved what they own.
    let ben = world.user_id.expect("Ben");
    world.set(template, "owner", json!(ben.to_string()));
    assert!(world.finds(template, "template-unapproved"));
}

#[test]
fn a_standard_change_from_nowhere_can_be_given_a_template() {
    let mut world = World::new();
    let template = template(&mut world);
    let change = drafted(&mut world, "normal");
    world.set(change, "type", json!("standard"));
    take(&mut world, change, &["submit"]);
    let refused = world.act(change, "schedule", &[]).expect_err("from none");
    assert!(refused.contains("from none"), "{refused}");
    world
        .act(
            change,
            "template",
            &[("template", json!(template.to_string()))],
        )
        .expect("chosen");
    assert_eq!(
        world.record(change).text("implementation_plan"),
        "Swap it.",
        "what it says stays"
    );
    take(&mut world, change, &["schedule"]);
}

#[test]
fn an_approval_that_was_given_before_runbooks_counted_is_judged_as_it_was() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit", "assess"]);
    someone(&mut world, "Ben");
    take(&mut world, change, &["approve"]);
    let item = world.record(change).items(Key::new("approvals"))[0].id;
    // What the first version wrote for this change.
    let lines = [
        ("type", json!("normal").to_string()),
        (
            "window",
            world
                .record(change)
                .value(holdfast_ledger::Path::of("window"))
                .expect("a window")
                .as_str()
                .to_owned(),
        ),
        ("outage", "null".to_owned()),
        ("risk_level", json!("medium").to_string()),
        ("implementation_plan", json!("Swap it.").to_string()),
        ("test_plan", json!("Ping.").to_string()),
        ("back_out_plan", json!("Swap it back.").to_string()),
        ("communications", "null".to_owned()),
        ("runbooks", "null".to_owned()),
    ];
    let lines = lines.map(|(field, json)| {
        [
            field, "=", &json, "
",
        ]
        .concat()
    });
    let text = lines.concat();
    let first = format!("1:{}", holdfast_ledger::hash::fingerprint(text.as_bytes()));
    world.set_item(change, "approvals", item, "content", json!(first));
    assert_eq!(world.figure(change, "approvals_given").text, "1 of 1");
    world.set(change, "validation", json!(30));
    assert_eq!(
        world.figure(change, "approvals_given").text,
        "1 of 1",
        "the first version does not cover it"
    );
    world.set(change, "test_plan", json!("Another."));
    assert_eq!(world.figure(change, "approvals_given").text, "0 of 1");
}

#[test]
fn an_approval_covers_services_runbooks_and_validation() {
    let mut world = World::new();
    let runbook = world.add("runbook", &[("title", json!("Swap"))]);
    for (field, value) in [
        ("services", json!(["x"])),
        ("implementation_runbook", json!(runbook.to_string())),
        ("test_runbook", json!(runbook.to_string())),
        ("back_out_runbook", json!(runbook.to_string())),
        ("communications_runbook", json!(runbook.to_string())),
        ("validation", json!(15)),
    ] {
        let change = super::authorised(&mut world);
        world.set(change, field, value);
        assert_eq!(
            world.figure(change, "approvals_given").text,
            "0 of 1",
            "{field}"
        );
    }
}
