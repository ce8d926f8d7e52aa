//! What is muted does not count, until its day is over or people disagree.

use super::checks::Severity;
use super::mute::{Mute, mute, mute_id, unmute};
use super::tests::{look, vital};
use crate::testing::World;
use holdfast_ledger::{Id, Text};
use serde_json::json;

fn muting(
    world: &World,
    id: Id,
    check: &str,
    until: &str,
) -> Result<Vec<holdfast_ledger::Edit>, String> {
    let record = world.record(id);
    let (why, until) = (Text::string("Known."), Text::string(until));
    mute(record, check, Some(&why), Some(&until), &world.view())
}

#[test]
fn what_is_muted_does_not_count_until_its_day_is_over_or_it_is_let_count_again() {
    let mut world = World::new();
    let service = vital(&mut world);
    let check = "service-vital-no-plan";
    let before = look(&world);
    assert_eq!(before.count(Severity::Critical), 1);
    let edits = muting(&world, service, check, "2026-11-22").expect("edits");
    world.commit(&edits);
    let muted = look(&world);
    assert_eq!(muted.count(Severity::Critical), 0);
    let one = muted.failed.iter().find(|one| one.check.id == check);
    assert!(one.expect("still listed").muted.is_some());
    assert!(muted.overall.expect("a score").points > before.overall.expect("a score").points);
    world.at("2026-11-23T12:00:00.000Z");
    let over = look(&world);
    assert_eq!(over.count(Severity::Critical), 1);
    let one = over.failed.iter().find(|one| one.check.id == check);
    assert!(
        one.expect("listed")
            .text
            .ends_with("It was muted until 2026-11-22.")
    );
    let again = muting(&world, service, check, "2026-12-24").expect("edits");
    world.commit(&again);
    assert_eq!(look(&world).count(Severity::Critical), 0);
    world.commit(&unmute(world.record(service), check));
    assert_eq!(look(&world).count(Severity::Critical), 1);
    let again = muting(&world, service, check, "2026-12-24").expect("edits");
    world.commit(&again);
    assert_eq!(look(&world).count(Severity::Critical), 0, "muted anew");
}

#[test]
fn a_mute_needs_a_reason_and_a_day_to_come() {
    let mut world = World::new();
    let service = vital(&mut world);
    assert!(muting(&world, service, "service-vital-no-plan", "2026-11-21").is_err());
    let (record, view) = (world.record(service), world.view());
    let (blank, day) = (Text::string(" "), Text::string("2026-12-24"));
    assert!(mute(record, "x", Some(&blank), Some(&day), &view).is_err());
    assert!(mute(record, "x", Some(&day), None, &view).is_err());
}

#[test]
fn two_people_who_mute_the_same_apart_disagree_about_the_day_and_nothing_is_muted() {
    let mut world = World::new();
    let service = vital(&mut world);
    let check = "service-vital-no-plan";
    let mut other = world.fork(2);
    let edits = muting(&world, service, check, "2026-12-01").expect("edits");
    world.commit(&edits);
    let edits = muting(&other, service, check, "2026-12-24").expect("edits");
    other.commit(&edits);
    world.merge(&other);
    let record = world.record(service);
    let items = record.items(super::mute::MUTES);
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].id, mute_id(service, check));
    let told = Mute::of(record, check, &world.view()).expect("a mute");
    assert!(!told.holds() && told.ended().is_some());
    assert_eq!(look(&world).count(Severity::Critical), 1);
}

#[test]
fn the_id_of_a_mute_is_as_published() {
    let record: Id = "01944f2a-0000-7000-8000-000000000001"
        .parse()
        .expect("an id");
    let published = "1246553c-6cfb-871f-98a6-a8da4b498566";
    assert_eq!(
        mute_id(record, "service-vital-no-plan").to_string(),
        published
    );
}

#[test]
fn a_mute_that_somebody_took_back_while_another_prolonged_it_mutes_nothing() {
    let mut world = World::new();
    let service = vital(&mut world);
    let check = "service-vital-no-plan";
    let edits = muting(&world, service, check, "2026-12-01").expect("edits");
    world.commit(&edits);
    let mut other = world.fork(2);
    world.commit(&unmute(world.record(service), check));
    let edits = muting(&other, service, check, "2026-12-24").expect("edits");
    other.commit(&edits);
    world.merge(&other);
    let told = Mute::of(world.record(service), check, &world.view()).expect("a mute");
    assert!(!told.holds() && told.ended().is_some());
    let edits = muting(&world, service, check, "2026-12-31").expect("edits");
    world.commit(&edits);
    let told = Mute::of(world.record(service), check, &world.view()).expect("a mute");
    assert!(told.holds(), "decided anew");
}

#[test]
fn two_items_that_mute_one_check_must_agree() {
    let mut world = World::new();
    let service = vital(&mut world);
    let check = "service-vital-no-plan";
    let mute = |until: &str| {
        [
            ("check", json!(check)),
            ("reason", json!("Known.")),
            ("until", json!(until)),
        ]
    };
    world.item(service, "mutes", &mute("2026-12-01"));
    let holds = |world: &World| {
        let told = Mute::of(world.record(service), check, &world.view());
        told.expect("a mute").holds()
    };
    assert!(holds(&world), "whatever its id");
    world.item(service, "mutes", &mute("2026-01-01"));
    assert!(!holds(&world));
    let edits = muting(&world, service, check, "2026-12-24").expect("edits");
    world.commit(&edits);
    assert!(holds(&world));
    assert_eq!(world.record(service).items(super::mute::MUTES).len(), 1);
}
