//! A plan goes from draft to in force; an activation ends.

use super::super::describe::{STATES, STATUS};
use super::super::rules::{ACTIVATION_STEPS, BEGUN, FIRST, STEPS};
use super::Site;
use crate::rooms::flow::flaws;
use crate::rooms::plans::PLAN;
use crate::rooms::runbooks::compare::{compare, entry_words};
use crate::rooms::runbooks::restore::bring_back;
use crate::rooms::runbooks::versions::{self, Contents};
use holdfast_ledger::Key;
use serde_json::json;

#[test]
fn every_state_is_reached_and_leads_to_an_end() {
    let plan = flaws(&STEPS, (FIRST, &["retired"]), STATUS);
    let activation = flaws(
        &ACTIVATION_STEPS,
        (BEGUN, &["stood_down", "cancelled"]),
        STATES,
    );
    assert!(
        plan.is_empty() && activation.is_empty(),
        "{plan:?} {activation:?}"
    );
}

#[test]
fn a_plan_is_approved_as_it_stands_and_later_edits_show() {
    let mut site = Site::new();
    let plan = site.plan;
    let world = &mut site.world;
    world.act(plan, "submit", &[]).expect("submitted");
    world
        .act(plan, "approve", &[("summary", json!("First"))])
        .expect("approved");
    world.act(plan, "put_in_force", &[]).expect("in force");
    assert_eq!(world.record(plan).text("status"), "active");
    assert!(!world.finds(plan, "plan-changed-since-approval"));
    // To review it without a change leaves the approval as it is, and says that it was looked at.
    let found = [("comment", json!("Still right."))];
    world.act(plan, "reviewed", &found).expect("reviewed");
    assert!(!world.finds(plan, "plan-changed-since-approval"));
    let comments = world.record(plan).items(Key::new("comments"));
    assert_eq!(comments[0].text("text"), "Still right.");
    // Notes are not what was approved; whatever the plan says is, its lists too.
    world.set(plan, "notes", json!("Seen in March."));
    assert!(!world.finds(plan, "plan-changed-since-approval"));
    let resource = world.item(plan, "resources", &[("what", json!("Grab bag"))]);
    assert!(world.finds(plan, "plan-changed-since-approval"));
    world
        .act(plan, "approve_in_force", &[])
        .expect("approved again");
    assert!(!world.finds(plan, "plan-changed-since-approval"));
    assert_eq!(
        world.record(plan).text("status"),
        "active",
        "it stays in force"
    );
    let all = versions::all(world.record(plan));
    assert_eq!(all.len(), 2);
    let first = Contents::of_version(world.record(plan), all[0].id).expect("kept");
    let second = Contents::of_version(world.record(plan), all[1].id).expect("kept");
    let resources = |contents: &Contents| {
        let lists = contents.lists.iter();
        let own = lists.filter(|(list, _)| *list == Key::new("resources"));
        own.flat_map(|(_, entries)| entries.iter().map(|entry| entry.id))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        (resources(&first), resources(&second)),
        (vec![], vec![resource])
    );
    assert!(
        second
            .to_text()
            .expect("short")
            .as_str()
            .contains("Grab bag")
    );
}

#[test]
fn nothing_is_approved_that_names_no_service_or_is_disputed() {
    let mut site = Site::new();
    let plan = site.plan;
    site.world.set(plan, "services", json!([]));
    let refused = site.world.act(plan, "submit", &[]).expect_err("refused");
    assert!(refused.contains("no service"), "{refused}");
    site.world
        .set(plan, "services", json!([site.record.to_string()]));
    site.world.act(plan, "submit", &[]).expect("submitted");
    site.world
        .conflict(plan, "purpose", json!("All"), json!("Half"));
    let refused = site.world.act(plan, "approve", &[]).expect_err("refused");
    assert!(refused.contains("disagree"), "{refused}");
}

#[test]
fn a_change_of_its_services_asks_for_a_review() {
    let mut site = Site::approved();
    let change = site.world.add(
        "change",
        &[
            ("title", json!("New storage")),
            ("services", json!([site.record.to_string()])),
        ],
    );
    assert!(!site.world.finds(site.plan, "plan-review-after-change"));
    site.world.at("2026-11-24T12:00:00.000Z");
    site.world.set(change, "state", json!("closed"));
    let closed = [
        ("to", json!("closed")),
        ("at", json!("2026-11-24T10:00:00.000Z")),
    ];
    site.world.item(change, "log", &closed);
    assert!(site.world.finds(site.plan, "plan-review-after-change"));
    site.world
        .act(site.plan, "reviewed", &[])
        .expect("reviewed");
    assert!(!site.world.finds(site.plan, "plan-review-after-change"));
}

#[test]
fn what_a_plan_says_now_is_compared_with_a_version_and_brought_back() {
    let mut site = Site::approved();
    let plan = site.plan;
    let [first, second] = site.entries;
    let world = &mut site.world;
    world.set(plan, "criteria", json!("The hall is evacuated."));
    let resource = world.item(plan, "resources", &[("what", json!("Grab bag"))]);
    world.set_item(
        plan,
        "runbooks",
        second,
        "after",
        json!([first.to_string()]),
    );
    let version = versions::all(world.record(plan))[0].id;
    let before = Contents::of_version(world.record(plan), version).expect("kept");
    let told = compare(&PLAN, &before, &Contents::of(world.record(plan)));
    assert_eq!(
        told.summary(),
        "Runbooks by phase: 1 entry changed; Resources: 1 entry added; 1 field changed"
    );
    let view = world.view();
    let now = Contents::of(world.record(plan));
    let mut lists = told.lists.iter();
    let listed = lists
        .find(|listed| listed.list == "runbooks")
        .expect("a list");
    let list = PLAN.list("runbooks").expect("described");
    let entries = now.list(Key::new("runbooks"));
    let change = listed
        .rows
        .iter()
        .flat_map(|row| &row.differences)
        .next()
        .expect("a difference");
    let field = list
        .fields
        .iter()
        .find(|field| change.field.as_str() == field.key)
        .expect("a field");
    let said = entry_words(list, field, change.after.as_ref(), entries, &view);
    assert!(said.contains("Restore the database"), "{said}");
    let edits = bring_back(world.record(plan), &before);
    world.commit(&edits);
    let record = world.record(plan);
    assert!(compare(&PLAN, &before, &Contents::of(record)).is_same());
    assert_eq!(record.text("status"), "draft");
    assert!(
        record
            .items(Key::new("resources"))
            .iter()
            .all(|item| item.id != resource)
    );
}

#[test]
fn activations_of_a_version_are_counted() {
    let mut site = Site::approved();
    site.activate(&[]);
    let plan = site.world.record(site.plan);
    let content = versions::all(plan)[0].content.clone();
    assert_eq!(versions::runs(plan, &content, &site.world.view()), 1);
}
