//! What a risk says of itself, and what is wrong with it.

#![expect(clippy::float_cmp, reason = "the very same numbers are meant")]

mod loss;
mod matrix;
mod money;
mod simulate;

use crate::describe::Tone;
use crate::testing::World;
use holdfast_ledger::{Id, Path};
use serde_json::{Value, json};

fn rated(likelihood: u32, impact: u32) -> Value {
    json!({ "likelihood": likelihood, "impact": impact, "date": "2026-11-01" })
}

/// A risk about which nothing is wrong.
fn sound(world: &mut World) -> Id {
    let fields = [
        ("title", json!("Data centre floods")),
        ("inherent", rated(4, 5)),
        ("current", rated(2, 4)),
        ("treatment", json!("reduce")),
    ];
    let risk = world.add("risk", &fields);
    world.item(
        risk,
        "actions",
        &[
            ("title", json!("Raise the racks")),
            ("state", json!("done")),
        ],
    );
    assert_eq!(world.findings(risk), []);
    risk
}

fn accept(world: &mut World, risk: Id) -> Result<(), String> {
    let answers = [
        ("expires", json!("2027-05-31")),
        ("reason", json!("Cheaper than moving.")),
    ];
    world.act(risk, "accept", &answers)
}

#[test]
fn ratings_say_score_level_and_what_they_rest_on() {
    let mut world = World::new();
    let risk = sound(&mut world);
    let cell = world.figure(risk, "inherent_rating");
    assert_eq!(
        (cell.text.as_str(), cell.rank),
        ("20 Very high", Some(20.0))
    );
    assert!(
        cell.inputs
            .contains("likelihood 4 × impact 5 = 20, above the appetite")
    );
    assert_eq!(world.figure(risk, "current_rating").text, "8 Medium");
    assert_eq!(
        world.figure(risk, "target_rating").text,
        "unknown: not assessed"
    );
    assert_eq!(world.figure(risk, "target_rating").rank, None);
}

#[test]
fn a_disputed_assessment_shows_each_outcome() {
    let mut world = World::new();
    let risk = sound(&mut world);
    world.conflict(risk, "current", rated(1, 2), rated(5, 5));
    let cell = world.figure(risk, "current_rating");
    assert!(
        cell.text.contains("2 Low") && cell.text.contains("25 Very high"),
        "{}",
        cell.text
    );
    assert!(cell.text.ends_with("(in conflict)"), "{}", cell.text);
    world.user = "Ada".to_owned();
    let refused = accept(&mut world, risk).expect_err("disputed");
    assert!(refused.contains("differently"), "{refused}");
}

#[test]
fn the_state_follows_from_what_was_done() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let risk = world.add("risk", &[("title", json!("Flood"))]);
    let state = |world: &World| world.figure(risk, "state").text;
    assert_eq!(state(&world), "Identified");
    world.set(risk, "current", rated(3, 3));
    assert_eq!(state(&world), "Assessed");
    let action = world.item(risk, "actions", &[("title", json!("Pump"))]);
    assert_eq!(state(&world), "Being treated");
    assert_eq!(world.figure(risk, "open_actions").text, "1");
    world.set_item(risk, "actions", action, "state", json!("done"));
    assert_eq!(state(&world), "Treated");
    world.set_item(risk, "actions", action, "state", json!("cancelled"));
    assert_eq!(state(&world), "Assessed");
    accept(&mut world, risk).expect("accepted");
    assert_eq!(state(&world), "Accepted");
    assert!(world.act(risk, "close", &[]).is_err());
    world
        .act(risk, "close", &[("reason", json!("Building sold."))])
        .expect("closed");
    assert_eq!(state(&world), "Closed");
    assert!(
        world
            .act(risk, "close", &[])
            .expect_err("closed")
            .contains("not offered")
    );
    world.act(risk, "reopen", &[]).expect("reopened");
    assert_eq!(state(&world), "Accepted");
    world
        .act(risk, "withdraw_acceptance", &[])
        .expect("withdrawn");
    assert_eq!(state(&world), "Assessed");
}

#[test]
fn accepting_needs_a_name_an_assessment_a_reason_and_a_later_day() {
    let mut world = World::new();
    let risk = world.add("risk", &[("title", json!("Flood"))]);
    assert!(
        accept(&mut world, risk)
            .expect_err("nobody")
            .contains("who is using this device")
    );
    let ada = world.person("Ada");
    world.act_as(ada);
    assert!(
        accept(&mut world, risk)
            .expect_err("unknown")
            .contains("Assess the current risk")
    );
    world.set(risk, "current", rated(3, 4));
    let expires = ("expires", json!("2027-05-31"));
    assert!(
        world
            .act(risk, "accept", &[expires])
            .expect_err("no reason")
            .contains("why")
    );
    let reason = ("reason", json!("Cheap."));
    let only_why = std::slice::from_ref(&reason);
    assert!(world.act(risk, "accept", only_why).is_err());
    let today = ("expires", json!("2026-11-22"));
    assert!(
        world
            .act(risk, "accept", &[today, reason])
            .expect_err("today")
            .contains("later day")
    );
    accept(&mut world, risk).expect("accepted");
    let value = world
        .record(risk)
        .get::<Value>("acceptance")
        .expect("an acceptance");
    let expected = json!({
        "approver": "Ada", "approver_id": ada.to_string(), "date": "2026-11-22",
        "expires": "2027-05-31", "reason": "Cheaper than moving.", "score": 12,
    });
    assert_eq!(value, expected);
    assert_eq!(world.record(risk).text("treatment"), "accept");
    assert_eq!(
        world.figure(risk, "acceptance_state").text,
        "valid until 2027-05-31"
    );
    assert_eq!(world.findings(risk), []);
}

#[test]
fn accepting_what_is_left_keeps_the_treatment() {
    let mut world = World::new();
    let risk = sound(&mut world);
    world.user = "Ada".to_owned();
    accept(&mut world, risk).expect("accepted");
    assert_eq!(world.record(risk).text("treatment"), "reduce");
}

#[test]
fn an_acceptance_lapses_loudly() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let risk = world.add("risk", &[("current", rated(3, 4))]);
    accept(&mut world, risk).expect("accepted");
    world.at("2027-04-30T12:00:00.000Z");
    assert!(!world.finds(risk, "risk-acceptance-expiring"));
    world.at("2027-05-01T12:00:00.000Z");
    assert!(world.finds(risk, "risk-acceptance-expiring"));
    world.at("2027-05-31T12:00:00.000Z");
    assert!(world.finds(risk, "risk-acceptance-expiring"));
    assert!(!world.finds(risk, "risk-acceptance-lapsed"));
    world.at("2027-06-01T12:00:00.000Z");
    assert!(world.finds(risk, "risk-acceptance-lapsed"));
    assert_eq!(
        world.figure(risk, "acceptance_state").text,
        "lapsed on 2027-05-31"
    );
    let state = world.figure(risk, "state");
    assert_eq!(
        (&*state.text, state.tone),
        ("Assessed, acceptance lapsed", Tone::Bad)
    );
}

#[test]
fn an_acceptance_covers_no_more_than_what_was_accepted() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let risk = world.add("risk", &[("current", rated(3, 4))]);
    accept(&mut world, risk).expect("accepted");
    world.set(risk, "current", rated(2, 4));
    assert!(!world.finds(risk, "risk-acceptance-outgrown"));
    world.set(risk, "current", rated(4, 4));
    assert!(world.finds(risk, "risk-acceptance-outgrown"));
}

#[test]
fn an_acceptance_is_missing_or_incomplete_or_fine() {
    let mut world = World::new();
    let risk = sound(&mut world);
    world.set(risk, "treatment", json!("accept"));
    assert!(world.finds(risk, "risk-acceptance-missing"));
    world.set(
        risk,
        "acceptance",
        json!({ "approver": "Ada", "expires": "2027-01-31" }),
    );
    assert!(world.finds(risk, "risk-acceptance-incomplete"));
    assert!(!world.finds(risk, "risk-acceptance-missing"));
    let whole = json!({ "approver": "Ada", "expires": "2027-01-31", "reason": "Cheap." });
    world.set(risk, "acceptance", whole);
    assert_eq!(world.findings(risk), []);
}

#[test]
fn assessments_are_whole_and_agree_with_each_other() {
    let mut world = World::new();
    let risk = sound(&mut world);
    world.set(risk, "current", json!({ "likelihood": 2 }));
    assert!(world.finds(risk, "risk-not-assessed"));
    world.set(risk, "current", rated(5, 5));
    assert!(!world.finds(risk, "risk-not-assessed"));
    assert!(world.finds(risk, "risk-current-above-inherent"));
    world.set(risk, "current", rated(4, 5));
    assert!(!world.finds(risk, "risk-current-above-inherent"));
}

#[test]
fn a_lowered_score_needs_something_done() {
    let mut world = World::new();
    let risk = world.add(
        "risk",
        &[("inherent", rated(3, 3)), ("current", rated(2, 3))],
    );
    let action = world.item(risk, "actions", &[("title", json!("Pump"))]);
    assert!(world.finds(risk, "risk-lowered-without-action"));
    world.set_item(risk, "actions", action, "state", json!("done"));
    assert!(!world.finds(risk, "risk-lowered-without-action"));
}

#[test]
fn above_appetite_something_is_done() {
    let mut world = World::new();
    let risk = world.add("risk", &[("current", rated(2, 5))]);
    assert!(world.finds(risk, "risk-above-appetite"));
    world.set(risk, "current", rated(3, 3));
    assert!(!world.finds(risk, "risk-above-appetite"));
    world.set(risk, "current", rated(2, 5));
    let action = world.item(risk, "actions", &[("title", json!("Pump"))]);
    assert!(!world.finds(risk, "risk-above-appetite"));
    world.set_item(risk, "actions", action, "state", json!("cancelled"));
    assert!(world.finds(risk, "risk-above-appetite"));
}

#[test]
fn actions_are_done_in_time() {
    let mut world = World::new();
    let risk = sound(&mut world);
    let fields = [("title", json!("Pump")), ("due", json!("2026-11-22"))];
    let action = world.item(risk, "actions", &fields);
    assert!(!world.finds(risk, "risk-action-overdue"));
    world.at("2026-11-23T00:00:00.000Z");
    assert!(world.finds(risk, "risk-action-overdue"));
    assert_eq!(world.figure(risk, "open_actions").text, "1, 1 overdue");
    world.set_item(risk, "actions", action, "state", json!("done"));
    assert!(!world.finds(risk, "risk-action-overdue"));
}

#[test]
fn the_next_review_follows_from_the_level() {
    let mut world = World::new();
    for (likelihood, impact, next) in [
        (1, 1, "2027-11-22"),
        (3, 3, "2027-05-22"),
        (2, 5, "2027-02-22"),
        (5, 5, "2026-12-22"),
    ] {
        let risk = world.add("risk", &[("current", rated(likelihood, impact))]);
        world.act(risk, "reviewed", &[]).expect("reviewed");
        assert_eq!(world.record(risk).text("next_review"), next);
    }
    let risk = sound(&mut world);
    world.set(risk, "next_review", json!("2026-11-21"));
    assert!(world.finds(risk, "review-overdue"));
}

#[test]
fn a_closed_risk_is_left_in_peace() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let risk = world.add("risk", &[("current", rated(5, 5))]);
    assert!(!world.findings(risk).is_empty());
    world
        .act(risk, "close", &[("reason", json!("Gone."))])
        .expect("closed");
    assert_eq!(world.findings(risk), []);
    assert!(world.record(risk).value(Path::of("closure")).is_some());
}
