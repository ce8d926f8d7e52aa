use super::{authorised, drafted, someone, state, take, window};
use crate::rooms::changes::{CHANGE, STATES, rules};
use crate::testing::World;
use holdfast_ledger::Key;
use serde_json::{Value, json};

#[test]
fn a_normal_change_from_draft_to_closed() {
    let mut world = World::new();
    let change = authorised(&mut world);
    take(&mut world, change, &["schedule", "implement"]);
    assert_eq!(
        world.figure(change, "implementation_time").text,
        "0 min so far"
    );
    world.at("2026-11-22T13:30:00.000Z");
    take(&mut world, change, &["finish"]);
    assert_eq!(state(&world, change), "review");
    world
        .act(change, "close", &[("outcome", json!("successful"))])
        .expect("closed");
    assert_eq!(world.record(change).text("outcome"), "successful");
    assert_eq!(world.findings(change), []);
    assert_eq!(
        world.figure(change, "implementation_time").text,
        "1 h 30 min"
    );
    let log = world.record(change).items(Key::new("log"));
    let steps: Vec<String> = log
        .iter()
        .map(|entry| format!("{} {}", entry.text("by"), entry.text("to")))
        .collect();
    let expected = [
        "Ada submitted",
        "Ada assessed",
        "Ben authorised",
        "Ben scheduled",
        "Ben implementing",
        "Ben review",
        "Ben closed",
    ];
    assert_eq!(steps, expected);
    assert_eq!(log[0].text("from"), "draft");
    assert_eq!(log[5].text("at"), "2026-11-22T13:30:00.000Z");
}

#[test]
fn a_change_edited_after_its_approval_is_neither_scheduled_nor_implemented() {
    let mut world = World::new();
    let change = authorised(&mut world);
    world.set(change, "back_out_plan", json!("Another way back"));
    let refused = world
        .act(change, "schedule", &[])
        .expect_err("no longer approved");
    assert!(refused.contains("0 of 1 approvals"), "{refused}");
    let change = authorised(&mut world);
    take(&mut world, change, &["schedule"]);
    world.set(change, "back_out_plan", json!("Another way back"));
    let refused = world
        .act(change, "implement", &[])
        .expect_err("no longer approved");
    assert!(refused.contains("no longer count"), "{refused}");
}

#[test]
fn the_steps_offered_are_those_of_the_state_and_no_others() {
    let offered = [
        ("draft", "submit cancel"),
        ("submitted", "assess schedule reject cancel"),
        ("assessed", "authorise reject cancel"),
        ("authorised", "schedule reject cancel"),
        ("scheduled", "implement reject cancel"),
        ("implementing", "finish reject cancel"),
        ("review", "close"),
        ("closed", ""),
        ("rejected", ""),
        ("cancelled", ""),
    ];
    assert_eq!(
        offered.map(|(state, _)| state).to_vec(),
        STATES.iter().map(|s| s.key).collect::<Vec<_>>()
    );
    let mut world = World::new();
    let change = drafted(&mut world, "standard");
    for (state, expected) in offered {
        world.set(change, "state", json!(state));
        let actions = rules::actions(world.record(change), &world.view());
        let keys: Vec<&str> = actions
            .iter()
            .map(|a| a.key)
            .filter(|k| *k != "reviewed")
            .collect();
        assert_eq!(keys.join(" "), expected, "{state}");
    }
}

#[test]
fn a_standard_change_goes_straight_to_scheduled_and_others_do_not() {
    let mut world = World::new();
    let change = drafted(&mut world, "standard");
    take(&mut world, change, &["submit"]);
    let refused = world.act(change, "assess", &[]).expect_err("standard");
    assert!(refused.contains("beforehand"), "{refused}");
    take(&mut world, change, &["schedule"]);
    assert_eq!(state(&world, change), "scheduled");
    assert_eq!(world.findings(change), []);
    assert_eq!(
        world.figure(change, "approvals_given").text,
        "approved beforehand"
    );
    world.set(change, "test_plan", json!("Another one."));
    assert!(world.finds(change, "change-changed-since"));

    let normal = drafted(&mut world, "normal");
    take(&mut world, normal, &["submit"]);
    let refused = world.act(normal, "schedule", &[]).expect_err("normal");
    assert!(refused.contains("Only a standard change"), "{refused}");
}

#[test]
fn submitting_names_all_that_is_missing() {
    let mut world = World::new();
    world.user = "Ada".to_owned();
    let change = world.add("change", &[("code", json!("CHG-1"))]);
    let refused = world.act(change, "submit", &[]).expect_err("empty");
    assert_eq!(
        refused,
        "Still missing: a title, a type, a reason, who requests it."
    );
    world.set(change, "title", json!("Patch"));
    world.set(change, "type", json!("normal"));
    world.set(change, "reason", json!("A hole."));
    let ben = someone(&mut world, "Ben");
    take(&mut world, change, &["submit"]);
    assert_eq!(world.record(change).text("requester"), ben.to_string());
    let refused = world.act(change, "assess", &[]).expect_err("no level");
    assert!(refused.contains("risk level"), "{refused}");
}

#[test]
fn rejecting_and_cancelling_need_a_reason_and_end_it() {
    for (action, end) in [("reject", "rejected"), ("cancel", "cancelled")] {
        let mut world = World::new();
        let change = drafted(&mut world, "normal");
        take(&mut world, change, &["submit"]);
        assert!(
            world
                .act(change, action, &[])
                .expect_err("no reason")
                .contains("why")
        );
        world
            .act(change, action, &[("why", json!("Budget."))])
            .expect("ended");
        assert_eq!(state(&world, change), end);
        assert_eq!(world.findings(change), []);
        let log = world.record(change).items(Key::new("log"));
        assert_eq!(
            log.last().map(|entry| entry.text("why").into_owned()),
            Some("Budget.".into())
        );
    }
}

#[test]
fn closing_needs_an_outcome_and_notes_unless_all_went_well() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    world.set(change, "state", json!("review"));
    assert!(
        world
            .act(change, "close", &[])
            .expect_err("no outcome")
            .contains("how it ended")
    );
    let odd = ("outcome", json!("splendid"));
    assert!(world.act(change, "close", &[odd]).is_err());
    let failed = ("outcome", json!("failed"));
    assert!(
        world
            .act(change, "close", std::slice::from_ref(&failed))
            .expect_err("no notes")
            .contains("happened")
    );
    world
        .act(
            change,
            "close",
            &[failed, ("notes", json!("Wrong firmware."))],
        )
        .expect("closed");
    assert_eq!(
        world.record(change).text("closing_notes"),
        "Wrong firmware."
    );
}

#[test]
fn a_change_starts_only_within_its_window() {
    let mut world = World::new();
    let change = authorised(&mut world);
    take(&mut world, change, &["schedule"]);
    world.at("2026-11-22T10:59:59.000Z");
    let refused = world.act(change, "implement", &[]).expect_err("early");
    assert!(
        refused.contains("opens on 2026-11-22 11:00 (UTC)"),
        "{refused}"
    );
    world.at("2026-11-22T14:00:01.000Z");
    assert!(
        world
            .act(change, "implement", &[])
            .expect_err("late")
            .contains("ended on")
    );
    assert!(world.finds(change, "change-window-passed"));
    world.at("2026-11-22T11:00:00.000Z");
    assert!(!world.finds(change, "change-window-passed"));
    take(&mut world, change, &["implement"]);
}

#[test]
fn scheduling_needs_a_window_that_makes_sense_and_lies_ahead() {
    let mut world = World::new();
    let change = authorised(&mut world);
    world.set(change, "window", Value::Null);
    assert!(
        world
            .act(change, "schedule", &[])
            .expect_err("none")
            .contains("no window")
    );
    assert!(world.finds(change, "change-no-window"));
    let reversed =
        json!({ "start": "2026-11-23T11:00:00.000Z", "end": "2026-11-23T10:00:00.000Z" });
    world.set(change, "window", reversed);
    assert!(
        world
            .act(change, "schedule", &[])
            .expect_err("reversed")
            .contains("does not end after")
    );
    assert!(world.finds(change, "change-bad-window"));
    assert_eq!(
        world.figure(change, "window_length").text,
        "unknown: the window does not end after it starts"
    );
    let past = json!({ "start": "2026-11-21T10:00:00.000Z", "end": "2026-11-21T11:00:00.000Z" });
    world.set(change, "window", past);
    assert!(
        world
            .act(change, "schedule", &[])
            .expect_err("past")
            .contains("ended on")
    );
    world.set(change, "window", window());
    assert!(!world.finds(change, "change-no-window") && !world.finds(change, "change-bad-window"));
    assert_eq!(world.figure(change, "window_length").text, "3 h");
    take(&mut world, change, &["schedule"]);
}

#[test]
fn a_change_moved_in_two_ways_waits_for_a_person() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit"]);
    let mut copy = world.fork(9);
    copy.act_as(world.user_id.expect("Ada"));
    take(&mut world, change, &["assess"]);
    copy.act(change, "cancel", &[("why", json!("Budget."))])
        .expect("cancelled");
    world.merge(&copy);
    assert_eq!(world.record(change).items(Key::new("log")).len(), 3);
    let offered = CHANGE.offered(world.record(change), &world.view());
    for action in offered {
        let refused = action.refused.is_some_and(|why| why.contains("the state"));
        assert_eq!(refused, action.key != "reviewed", "{}", action.key);
    }
}

#[test]
fn a_change_in_two_states_goes_nowhere_whoever_asks() {
    for (one, other) in [("assessed", "cancelled"), ("scheduled", "assessed")] {
        let mut world = World::new();
        let change = drafted(&mut world, "normal");
        world.conflict(change, "state", json!(one), json!(other));
        someone(&mut world, "Ben");
        for key in ["approve", "authorise", "cancel", "implement"] {
            assert!(world.act(change, key, &[]).is_err(), "{key} of {one}");
        }
        world.act(change, "reviewed", &[]).expect("looked at");
        world.set(change, "state", json!("assessed"));
        world.act(change, "approve", &[]).expect("approved");
    }
}
