//! Whatever people try in whatever order, a change keeps to its rules.

use super::drafted;
use crate::rooms::changes::STATES;
use crate::rooms::changes::approvals::tally;
use crate::rooms::changes::rules;
use crate::rooms::flow;
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use proptest::prelude::*;
use serde_json::{Value, json};

const TRIES: [&str; 11] = [
    "submit",
    "assess",
    "authorise",
    "schedule",
    "implement",
    "finish",
    "close",
    "reject",
    "cancel",
    "approve",
    "decline",
];

/// What can go wrong in a change that went through the app only.
fn check(world: &World, change: Id, kind: &str) -> Result<(), TestCaseError> {
    let record = world.record(change);
    let log = record.items(Key::new("log"));
    let mut at = "draft".to_owned();
    for entry in &log {
        prop_assert_eq!(entry.text("from"), at.as_str());
        at = entry.text("to").into_owned();
    }
    let state = record.text("state");
    prop_assert_eq!(
        if state.is_empty() { "draft" } else { &*state },
        at.as_str()
    );
    let tally = tally(record, &world.view());
    prop_assert!(tally.own.is_empty() && tally.twice.is_empty());
    let went_ahead = log.iter().any(|entry| entry.text("to") == "implementing");
    let declined = world.record(change).items(Key::new("approvals"));
    let declined = declined
        .iter()
        .any(|line| line.text("decision") == "rejected");
    if went_ahead && kind == "normal" && !declined {
        prop_assert!(tally.is_enough());
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_order_of_attempts_breaks_the_rules(
        kind in prop::sample::select(vec!["standard", "normal", "emergency"]),
        likely in prop::collection::vec((0..3usize, 0..TRIES.len(), any::<bool>()), 0..40),
    ) {
        let mut world = World::new();
        let change = drafted(&mut world, kind);
        let people = [world.user_id, Some(world.person("Ben")), Some(world.person("Cem"))];
        world.set(change, "approvals_needed", json!(2));
        let answers: [(&'static str, Value); 4] = [
            ("why", json!("Because.")),
            ("comment", json!("Well.")),
            ("outcome", json!("successful")),
            ("notes", json!("Done.")),
        ];
        for (person, action, answered) in likely {
            world.act_as(people[person].expect("a person"));
            let answers = if answered { &answers[..] } else { &[] };
            let before = world.record(change).clone();
            if world.act(change, TRIES[action], answers).is_err() {
                prop_assert_eq!(world.record(change), &before);
            }
            check(&world, change, kind)?;
        }
    }
}

/// From each state the end is reached, and each state is reached from the draft, whatever the type.
#[test]
fn no_state_is_stuck_and_none_is_out_of_reach() {
    let ends = ["closed", "rejected", "cancelled"];
    let flaws = flow::flaws(&rules::STEPS, (rules::FIRST, &ends), STATES);
    assert_eq!(flaws, [""; 0]);
    let mut from_review = rules::STEPS
        .iter()
        .filter(|step| step.from.contains(&"review"));
    assert!(
        from_review.all(|step| step.to == "closed"),
        "neither rejected nor cancelled from review on"
    );
}

proptest! {
    /// Wherever attempts lead, there is a step that people who fill in what is missing can take.
    #[test]
    fn from_wherever_attempts_lead_a_change_can_be_ended(
        kind in prop::sample::select(vec!["standard", "normal", "emergency"]),
        tries in prop::collection::vec(0..TRIES.len(), 0..12),
    ) {
        let mut world = World::new();
        let change = drafted(&mut world, kind);
        let answers: [(&'static str, Value); 4] = [
            ("why", json!("Because.")),
            ("comment", json!("Well.")),
            ("outcome", json!("failed")),
            ("notes", json!("Done.")),
        ];
        let mut at = |action: &str| world.act(change, action, &answers).is_ok();
        for action in tries {
            at(TRIES[action]);
        }
        for last in ["cancel", "finish", "close"] {
            at(last);
        }
        let state = world.record(change).text("state").into_owned();
        prop_assert!(["closed", "rejected", "cancelled"].contains(&&*state), "{}", state);
    }
}
