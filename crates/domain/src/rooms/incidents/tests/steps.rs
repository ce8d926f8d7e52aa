//! The states of an incident and what is done with it.

use super::super::problems::{self, known_errors};
use super::super::quick::{Quick, edits, runbooks};
use super::super::timeline::timeline;
use super::super::times::outages;
use super::super::{PROBLEM_STATES, STATES, rules};
use super::{answered, service};
use crate::rooms::flow;
use crate::testing::World;
use holdfast_ledger::{Id, Key, Path};
use proptest::prelude::*;
use serde_json::{Value, json};

/// DOMAIN 5: every state is reached, and from each an end.
#[test]
fn no_state_is_out_of_reach_or_stuck() {
    let flaws = flow::flaws(&rules::STEPS, (rules::FIRST, &["closed"]), STATES);
    assert_eq!(flaws, [""; 0]);
    // A closed problem may be looked at again.
    let flaws = flow::flaws(
        &problems::STEPS,
        (problems::FIRST, &["closed"]),
        PROBLEM_STATES,
    );
    assert_eq!(flaws, ["closed is no end"]);
}

/// A table with each flaw is found out.
#[test]
fn flaws_of_a_table_of_states_are_found() {
    use flow::step;
    let all = &STATES[..4];
    let table = [
        step("a", "A", &["new"], "assigned"),
        step("b", "B", &["assigned"], "assigned"),
        step("c", "C", &["in_progress"], "elsewhere"),
    ];
    let flaws = flow::flaws(&table, ("new", &["in_progress"]), all);
    let expected = [
        "new is stuck",
        "assigned is stuck",
        "in_progress is out of reach",
        "in_progress is no end",
        "on_hold is out of reach",
        "on_hold is stuck",
    ];
    assert_eq!(flaws, expected);
}

/// DOMAIN 5: new → assigned → in progress ⇄ on hold → resolved → closed, each step logged.
#[test]
fn an_incident_goes_from_new_to_closed_and_its_times_follow() {
    let mut world = World::new();
    let incident = answered(&mut world);
    assert!(world.finds(incident, "incident-unassigned"));
    assert!(world.act(incident, "start", &[]).is_err(), "nobody has it");
    world.act(incident, "take", &[]).expect("taken");
    assert!(!world.finds(incident, "incident-unassigned"));
    world.act(incident, "start", &[]).expect("begun");
    assert!(world.act(incident, "hold", &[]).is_err(), "no reason");
    world.at("2026-11-22T12:10:00.000Z");
    let hold = [
        ("reason", json!("customer")),
        ("pauses", json!(true)),
        ("why", json!("They call back.")),
    ];
    world.act(incident, "hold", &hold).expect("waits");
    world.at("2026-11-22T12:40:00.000Z");
    world.act(incident, "resume", &[]).expect("goes on");
    let pauses = world.record(incident).items(Key::new("pauses"));
    assert_eq!(pauses[0].text("to"), "2026-11-22T12:40:00.000Z");
    assert_eq!(pauses[0].text("reason"), "customer");
    assert!(
        world.act(incident, "resolve", &[]).is_err(),
        "nothing was done"
    );
    let early = [
        ("resolution", json!("Restarted.")),
        ("at", json!("2026-11-22T09:00:00.000Z")),
    ];
    assert!(
        world.act(incident, "resolve", &early).is_err(),
        "before it was detected"
    );
    let done = [
        ("resolution", json!("Restarted.")),
        ("at", json!("2026-11-22T12:45:00.000Z")),
    ];
    world.at("2026-11-22T12:50:00.000Z");
    world.act(incident, "resolve", &done).expect("resolved");
    assert_eq!(
        outages(world.record(incident))[0].to,
        holdfast_ledger::time::parse("2026-11-22T12:45:00.000Z")
    );
    assert_eq!(world.figure(incident, "downtime").text, "2 h 55 min");
    let again = [("why", json!("Again.")), ("again", json!(true))];
    world.act(incident, "reopen", &again).expect("open again");
    assert!(
        world
            .record(incident)
            .value(Path::of("mitigated"))
            .is_none()
    );
    let hit = outages(world.record(incident));
    assert_eq!(
        (hit.len(), hit[1].service, hit[1].to),
        (2, hit[0].service, None)
    );
    assert!(world.record(incident).value(Path::of("resolved")).is_none());
    world.act(incident, "start", &[]).expect("begun again");
    world
        .act(incident, "resolve", &[("resolution", json!("New disk."))])
        .expect("resolved");
    world.act(incident, "close", &[]).expect("closed");
    assert_eq!(rules::state(world.record(incident)), "closed");
    let states: Vec<String> = timeline(world.record(incident), &world.view())
        .into_iter()
        .filter(|entry| entry.what == "State")
        .map(|entry| entry.text)
        .collect();
    assert_eq!(states[0], "New → Assigned");
    assert_eq!(
        states[2],
        "In progress → On hold. For the customer: They call back."
    );
    assert_eq!(states.last().map(String::as_str), Some("Resolved → Closed"));
}

#[test]
fn a_duplicate_names_another_and_circles_are_told() {
    let mut world = World::new();
    let (one, two) = (answered(&mut world), answered(&mut world));
    let own = [("of", json!(one.to_string()))];
    assert!(world.act(one, "duplicate", &own).is_err());
    world.act(two, "duplicate", &own).expect("a duplicate");
    assert!(!world.finds(two, "incident-duplicate-circle"));
    world.set(one, "duplicate_of", json!(two.to_string()));
    assert!(
        world.finds(two, "incident-duplicate-circle")
            && world.finds(one, "incident-duplicate-circle")
    );
    world.act(two, "not_duplicate", &[]).expect("back");
    assert!(!world.finds(one, "incident-duplicate-circle"));
    world.set(two, "state", json!("duplicate"));
    assert!(world.finds(two, "incident-duplicate-of-nothing"));
}

/// DOMAIN 5: roles are handed over with a log, and a major incident has a commander.
#[test]
fn a_major_incident_has_a_commander_and_hand_overs_are_logged() {
    let mut world = World::new();
    let incident = answered(&mut world);
    world.set(incident, "major", json!(true));
    assert!(world.finds(incident, "incident-no-commander"));
    world.set(incident, "major", Value::Null);
    world
        .act(incident, "declare", &[("why", json!("All sites."))])
        .expect("declared");
    assert!(!world.finds(incident, "incident-no-commander"));
    let ben = world.person("Ben");
    let to = [
        ("role", json!("commander")),
        ("who", json!(ben.to_string())),
        ("why", json!("Ada goes home.")),
    ];
    world.act(incident, "hand_over", &to).expect("handed over");
    assert_eq!(world.record(incident).text("commander"), ben.to_string());
    let said = timeline(world.record(incident), &world.view());
    assert!(
        said.iter()
            .any(|entry| entry.text == "Incident commander: Ben. Ada goes home.")
    );
    let (cem, dee) = (world.person("Cem"), world.person("Dee"));
    world.conflict(
        incident,
        "commander",
        json!(cem.to_string()),
        json!(dee.to_string()),
    );
    assert!(
        world
            .record(incident)
            .slot(Path::of("commander"))
            .is_some_and(holdfast_ledger::Slot::in_conflict)
    );
}

#[test]
fn an_incident_becomes_a_problem_and_that_a_change_linked_both_ways() {
    let mut world = World::new();
    let incident = answered(&mut world);
    world.set(incident, "description", json!("No mail."));
    world.act(incident, "problem", &[]).expect("a problem");
    let linked =
        |world: &World, id: Id, field| world.record(id).text(field).parse::<Id>().expect("linked");
    let problem = linked(&world, incident, "problem");
    assert_eq!(world.record(problem).text("title"), "Mail is down");
    assert_eq!(world.record(problem).text("symptoms"), "No mail.");
    assert_eq!(world.figure(problem, "incidents").text, "1");
    assert!(world.act(incident, "problem", &[]).is_err(), "it has one");
    world.act(problem, "plan_fix", &[]).expect("a change");
    let change = linked(&world, problem, "fix");
    assert_eq!(world.record(change).text("title"), "Fix: Mail is down");
    assert!(world.act(problem, "plan_fix", &[]).is_err(), "it has one");
}

#[test]
fn a_known_error_offers_its_workaround_on_the_same_services() {
    let mut world = World::new();
    let (mail, web) = (service(&mut world, "Mail"), service(&mut world, "Web"));
    let problem = world.add(
        "problem",
        &[
            ("services", json!([mail.to_string()])),
            ("state", json!("known_error")),
        ],
    );
    assert!(world.finds(problem, "problem-no-workaround"));
    let offered =
        |world: &World, service: Id| known_errors(&[service.to_string()], &world.view()).len();
    assert_eq!(offered(&world, mail), 0, "nothing that helps");
    world.set(problem, "workaround", json!("Restart it."));
    assert!(!world.finds(problem, "problem-no-workaround"));
    assert_eq!((offered(&world, mail), offered(&world, web)), (1, 0));
    world.set(problem, "state", json!("closed"));
    assert_eq!(offered(&world, mail), 0);
    let change = world.add("change", &[("state", json!("implementing"))]);
    world.set(problem, "state", json!("fix_in_progress"));
    world.set(problem, "fix", json!(change.to_string()));
    assert!(
        !world.finds(problem, "problem-fix-done") && !world.finds(problem, "problem-fix-stopped")
    );
    world.set(change, "state", json!("closed"));
    assert!(world.finds(problem, "problem-fix-done"));
    world.set(change, "state", json!("rejected"));
    assert!(world.finds(problem, "problem-fix-stopped"));
}

#[test]
fn one_line_logs_an_incident_with_its_outage() {
    let mut world = World::new();
    let mail = service(&mut world, "Mail");
    let mut quick = Quick {
        service: Some(mail),
        impact: "high".to_owned(),
        how: "outage".to_owned(),
        ..Quick::default()
    };
    let (id, item) = (world.mint(), world.mint());
    assert!(
        edits(id, &quick, &world.view(), &mut || item).is_err(),
        "no title"
    );
    quick.title = " Mail is down ".to_owned();
    let made = edits(id, &quick, &world.view(), &mut || item).expect("edits");
    world.commit(&made);
    assert_eq!(world.record(id).text("title"), "Mail is down");
    assert_eq!(world.figure(id, "priority").text, "P1");
    let outages = outages(world.record(id));
    assert_eq!(
        (outages.len(), outages[0].service, outages[0].to),
        (1, Some(mail), None)
    );
    let runbook = world.add(
        "runbook",
        &[
            ("services", json!([mail.to_string()])),
            ("scenario", json!("ransomware")),
        ],
    );
    let other = world.add("runbook", &[("scenario", json!("ransomware"))]);
    let ids = |services: &[String], scenario: &str| -> Vec<Id> {
        runbooks(services, scenario, &world.view())
            .iter()
            .map(|runbook| runbook.id)
            .collect()
    };
    assert_eq!(ids(&[mail.to_string()], ""), [runbook]);
    assert_eq!(ids(&[mail.to_string()], "ransomware"), [runbook, other]);
}

proptest! {
    /// DOMAIN 5: whatever people try in whatever order, each state follows from the one before.
    #[test]
    fn no_order_of_attempts_breaks_the_states(tries in prop::collection::vec((0..16_usize, any::<bool>()), 0..40)) {
        const TRIES: [&str; 16] = ["take", "start", "hold", "resume", "resolve", "reopen", "close", "cancel", "duplicate",
            "not_duplicate", "revive", "assign", "mitigate", "declare", "escalate", "hand_over"];
        let mut world = World::new();
        let other = answered(&mut world);
        let incident = answered(&mut world);
        let me = world.user_id.expect("somebody").to_string();
        for (action, answered) in tries {
            let given = [
                ("why", json!("Because.")), ("reason", json!("parts")), ("pauses", json!(true)),
                ("resolution", json!("Done.")), ("of", json!(other.to_string())), ("way", json!("functional")),
                ("who", json!(me)), ("role", json!("scribe")),
            ];
            let before = world.record(incident).clone();
            world.now += 60_000;
            if world.act(incident, TRIES[action], if answered { &given } else { &[] }).is_err() {
                prop_assert_eq!(world.record(incident), &before);
            }
            let record = world.record(incident);
            let mut at = "new".to_owned();
            for entry in record.items(Key::new("timeline")).iter().filter(|entry| entry.text("what") == "state") {
                prop_assert_eq!(entry.text("from"), at.as_str());
                at = entry.text("to").into_owned();
            }
            prop_assert_eq!(rules::state(record), at.as_str());
            let open = record.items(Key::new("pauses")).iter().filter(|pause| pause.value("to").is_none()).count();
            prop_assert!(open <= 1 && (open == 0 || at != "in_progress"), "{open} pauses while {at}");
            prop_assert!(!world.finds(incident, "incident-times-order"));
        }
    }
}
