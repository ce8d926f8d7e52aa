//! Competences, training and who can run a runbook (DOMAIN 11). Today is 22 November 2026, a Sunday, 12:00 UTC.

use super::gaps;
use super::held::{Held, SOON_DAYS, Standing};
use super::tonight::{Able, tonight};
use crate::testing::World;
use chrono::{Days, NaiveDate};
use holdfast_ledger::Id;
use proptest::prelude::*;
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

fn role(world: &mut World, primary: Id, deputies: &[Id]) -> Id {
    let role = world.add(
        "role",
        &[
            ("title", json!("DBA")),
            ("primary", json!(primary.to_string())),
        ],
    );
    for deputy in deputies {
        world.item(role, "deputies", &[("person", json!(deputy.to_string()))]);
    }
    role
}

fn competence(world: &mut World, role: Id, valid_for: &str) -> Id {
    let fields = [
        ("title", json!("Restore a database")),
        ("roles", json!([role.to_string()])),
        ("valid_for", json!(valid_for)),
    ];
    let fields = if valid_for.is_empty() {
        &fields[..2]
    } else {
        &fields[..]
    };
    world.add("competence", fields)
}

fn trained(
    world: &mut World,
    person: Id,
    competence: Id,
    date: &str,
    more: &[(&'static str, Value)],
) -> Id {
    let mut fields = vec![
        ("person", json!(person.to_string())),
        ("competence", json!(competence.to_string())),
        ("date", json!(date)),
        ("result", json!("passed")),
    ];
    fields.retain(|(field, _)| more.iter().all(|(other, _)| field != other));
    fields.extend(more.iter().cloned());
    world.add("training_record", &fields)
}

fn standing(world: &World, person: Id, competence: Id) -> Standing {
    let view = world.view();
    Held::of(&view).standing(person, competence, view.today())
}

#[test]
fn a_training_counts_until_it_runs_out_and_the_longest_counts() {
    let mut world = World::new();
    let ada = world.person("Ada");
    let role = role(&mut world, ada, &[]);
    let skill = competence(&mut world, role, "12m");
    assert_eq!(standing(&world, ada, skill), Standing::Missing);
    let old = trained(&mut world, ada, skill, "2025-11-21", &[]);
    assert_eq!(
        standing(&world, ada, skill),
        Standing::Expired(day("2026-11-21"))
    );
    assert!(world.finds(old, "training-expired"));
    assert_eq!(world.figure(old, "valid_until").text, "2026-11-21");
    // On its last day it still counts.
    world.set(old, "date", json!("2025-11-22"));
    assert_eq!(
        standing(&world, ada, skill),
        Standing::Soon(day("2026-11-22"))
    );
    assert!(world.finds(old, "training-soon") && !world.finds(old, "training-expired"));
    let new = trained(&mut world, ada, skill, "2026-06-01", &[]);
    assert_eq!(
        standing(&world, ada, skill),
        Standing::Valid(Some(day("2027-06-01")))
    );
    assert!(
        !world.finds(old, "training-soon"),
        "a later one took its place"
    );
    assert!(!world.finds(new, "training-soon"));
    world.set(new, "expires", json!("2026-12-01"));
    assert_eq!(
        standing(&world, ada, skill),
        Standing::Soon(day("2026-12-01")),
        "the certificate says so"
    );
    world.set(skill, "valid_for", json!(null));
    assert_eq!(
        standing(&world, ada, skill),
        Standing::Valid(None),
        "the old one is for good now"
    );
    assert_eq!(world.figure(old, "valid_until").text, "for good");
    world.set(old, "date", json!(null));
    assert_eq!(
        world.figure(old, "valid_until").text,
        "unknown: nobody wrote down when it was"
    );
}

#[test]
fn what_was_failed_or_is_disputed_proves_nothing() {
    let mut world = World::new();
    let ada = world.person("Ada");
    let role = role(&mut world, ada, &[]);
    let skill = competence(&mut world, role, "12m");
    let training = trained(
        &mut world,
        ada,
        skill,
        "2026-06-01",
        &[("result", json!("failed"))],
    );
    assert_eq!(standing(&world, ada, skill), Standing::Missing);
    assert_eq!(world.figure(training, "valid_until").text, "not valid");
    world.set(training, "result", json!("attended"));
    assert!(standing(&world, ada, skill).counts());
    world.conflict(training, "result", json!("passed"), json!("failed"));
    assert_eq!(standing(&world, ada, skill), Standing::Missing);
}

#[test]
fn those_who_need_a_competence_are_the_holders_of_its_roles() {
    let mut world = World::new();
    let [ada, bo, cy] = ["Ada", "Bo", "Cy"].map(|name| world.person(name));
    let role = role(&mut world, ada, &[bo, ada]);
    let skill = competence(&mut world, role, "");
    assert!(world.finds(skill, "competence-nobody"));
    trained(&mut world, cy, skill, "2026-06-01", &[]);
    assert!(
        world.finds(skill, "competence-nobody"),
        "Cy holds no such role"
    );
    trained(&mut world, bo, skill, "2026-06-01", &[]);
    assert!(world.finds(skill, "competence-gaps") && !world.finds(skill, "competence-nobody"));
    assert_eq!(world.figure(skill, "held_by").text, "1 of 2");
    assert!(world.figure(skill, "held_by").inputs.contains("Ada"));
    trained(&mut world, ada, skill, "2026-06-01", &[]);
    assert!(!world.finds(skill, "competence-gaps"));
    world.set(skill, "roles", json!(null));
    assert!(world.figure(skill, "held_by").text.starts_with("unknown:"));
}

#[test]
fn tonight_it_can_be_run_by_who_is_trained_and_at_work() {
    let mut world = World::new();
    let [ada, bo] = ["Ada", "Bo"].map(|name| world.person(name));
    for (person, hours) in [(ada, "Mon–Fri 08:00–17:00"), (bo, "Sat–Sun 08:00–20:00")] {
        world.set(person, "working_hours", json!(hours));
        world.set(person, "time_zone", json!("UTC"));
    }
    let role = role(&mut world, ada, &[bo]);
    let skill = competence(&mut world, role, "12m");
    trained(&mut world, ada, skill, "2026-06-01", &[]);
    let runbook = world.add("runbook", &[("title", json!("Restore"))]);
    world.item(
        runbook,
        "steps",
        &[
            ("title", json!("Restore")),
            ("role", json!(role.to_string())),
        ],
    );
    let can = |world: &World, at: &str| {
        let at = holdfast_ledger::time::parse(at).expect("a time");
        let posts = tonight(world.record(runbook), at, &world.view());
        assert_eq!(posts.len(), 1);
        assert_eq!(
            posts[0]
                .candidates
                .iter()
                .map(|one| one.deputy)
                .collect::<Vec<_>>(),
            [false, true]
        );
        let able = posts[0]
            .candidates
            .iter()
            .filter(|one| one.able() == Able::Now);
        able.map(|one| one.person).collect::<Vec<_>>()
    };
    // On Sunday Bo is at work and not trained; on Monday Ada is both.
    assert_eq!(can(&world, "2026-11-22T12:00:00.000Z"), []);
    assert_eq!(can(&world, "2026-11-23T12:00:00.000Z"), [ada]);
    trained(&mut world, bo, skill, "2026-06-01", &[]);
    assert_eq!(can(&world, "2026-11-22T12:00:00.000Z"), [bo]);
    // In a year the training has run out.
    assert_eq!(can(&world, "2027-11-21T12:00:00.000Z"), []);
}

proptest! {
    /// A training counts on each day up to its last and on none after it.
    #[test]
    fn a_training_never_outlives_its_validity(length in 0_u64..4000, ahead in 0_u64..4000) {
        let from = day("2020-01-01");
        let (last, today) = (from + Days::new(length), from + Days::new(ahead));
        let standing = Standing::until(last, today);
        prop_assert_eq!(standing.counts(), today <= last);
        prop_assert_eq!(matches!(standing, Standing::Soon(_)), today <= last && last <= today + Days::new(SOON_DAYS));
    }
}

#[test]
fn a_plan_says_which_of_its_people_lack_what_its_roles_need() {
    let mut world = World::new();
    let (ada, ben) = (world.person("Ada"), world.person("Ben"));
    let dba = role(&mut world, ada, &[ben]);
    let plan = world.add("plan", &[("title", json!("Loss of the hall"))]);
    let said = |world: &World| world.figure(plan, "training").text;
    assert_eq!(said(&world), "unknown: its teams name no role");
    world.item(plan, "teams", &[("role", json!(dba.to_string()))]);
    assert_eq!(
        said(&world),
        "unknown: no competence is needed by the roles of its teams"
    );
    let skill = competence(&mut world, dba, "");
    assert_eq!(said(&world), "2 gaps");
    trained(&mut world, ada, skill, "2026-06-01", &[]);
    let cell = world.figure(plan, "training");
    assert_eq!(cell.text, "1 gap");
    assert_eq!(cell.inputs, "Restore a database: Ben");
    let view = world.view();
    let needs = gaps::of_plan(world.record(plan), &view);
    assert_eq!(needs.len(), 1);
    assert_eq!(needs[0].missing().collect::<Vec<_>>(), [ben]);
    assert!(!needs[0].is_open(), "one of them has it");
    trained(&mut world, ben, skill, "2026-06-01", &[]);
    assert_eq!(said(&world), "no gap");
    // A role that nobody holds is a gap beside those of people.
    let nobody = world.add("role", &[("title", json!("Lead"))]);
    world.item(plan, "teams", &[("role", json!(nobody.to_string()))]);
    competence(&mut world, nobody, "");
    competence(&mut world, dba, "");
    assert_eq!(said(&world), "3 gaps", "Ada, Ben, and nobody");
}

#[test]
fn who_can_carry_out_a_plan_is_asked_of_its_roles_and_of_its_runbooks() {
    let mut world = World::new();
    let (ada, ben) = (world.person("Ada"), world.person("Ben"));
    let lead = role(&mut world, ada, &[]);
    let dba = role(&mut world, ben, &[]);
    let runbook = world.add("runbook", &[("title", json!("Restore"))]);
    world.item(
        runbook,
        "steps",
        &[("title", json!("Do it")), ("role", json!(dba.to_string()))],
    );
    let plan = world.add("plan", &[("activators", json!([lead.to_string()]))]);
    let entry = [
        ("phase", json!("recover")),
        ("runbook", json!(runbook.to_string())),
    ];
    world.item(plan, "runbooks", &entry);
    let view = world.view();
    let posts = tonight(world.record(plan), view.now, &view);
    let roles: Vec<Id> = posts.iter().map(|post| post.role).collect();
    assert_eq!(roles, [lead, dba]);
    assert_eq!(posts[1].candidates[0].person, ben);
}
