use super::{ask_for_approval, authorised, drafted, someone, take};
use crate::describe::Tone;
use crate::testing::World;
use holdfast_ledger::Key;
use serde_json::{Value, json};

#[test]
fn four_eyes_the_requester_cannot_approve() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit", "assess"]);
    assert!(
        world
            .act(change, "approve", &[])
            .expect_err("own")
            .contains("four eyes")
    );
    world.user_id = None;
    world.user = " ada ".to_owned();
    assert!(
        world
            .act(change, "approve", &[])
            .expect_err("same name")
            .contains("four eyes")
    );
    world.user.clear();
    assert!(
        world
            .act(change, "approve", &[])
            .expect_err("nobody")
            .contains("who is using")
    );
    assert!(
        world
            .act(change, "authorise", &[])
            .expect_err("none")
            .starts_with("0 of 1")
    );
    someone(&mut world, "Ben");
    take(&mut world, change, &["approve", "authorise"]);
}

#[test]
fn n_of_m_with_one_voice_each() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    let [ben, cem, dot] = ["Ben", "Cem", "Dot"].map(|name| world.person(name));
    let role = world.add("role", &[("title", json!("Change manager"))]);
    world.set(role, "primary", json!(ben.to_string()));
    world.item(role, "deputies", &[("person", json!(cem.to_string()))]);
    ask_for_approval(&mut world, change, role);
    ask_for_approval(&mut world, change, ben);
    ask_for_approval(&mut world, change, dot);
    take(&mut world, change, &["submit", "assess"]);
    assert_eq!(world.figure(change, "approvals_given").text, "0 of 3");
    world.set(change, "approvals_needed", json!(2));
    world.act_as(ben);
    take(&mut world, change, &["approve"]);
    assert!(
        world
            .act(change, "approve", &[])
            .expect_err("again")
            .contains("one voice")
    );
    assert_eq!(world.figure(change, "approvals_given").text, "1 of 2");
    someone(&mut world, "Eve");
    assert!(
        world
            .act(change, "approve", &[])
            .expect_err("not asked")
            .contains("not among those")
    );
    world.act_as(cem);
    assert!(
        world
            .act(change, "approve", &[])
            .expect_err("taken")
            .contains("already answered")
    );
    world.act_as(dot);
    assert!(
        world
            .act(change, "decline", &[])
            .expect_err("no reason")
            .contains("why not")
    );
    world
        .act(change, "decline", &[("comment", json!("Not on a Friday."))])
        .expect("declined");
    let cell = world.figure(change, "approvals_given");
    assert_eq!((cell.text.as_str(), cell.tone), ("1 of 2", Tone::Bad));
    assert!(world.act(change, "authorise", &[]).is_err());
    // Who declined may think again: the same voice, not a second one.
    take(&mut world, change, &["approve", "authorise"]);
    assert_eq!(world.figure(change, "approvals_given").text, "2 of 2");
    assert_eq!(world.record(change).items(Key::new("approvals")).len(), 3);
    assert_eq!(world.findings(change), []);
}

#[test]
fn an_approval_counts_for_what_it_was_given_for() {
    let mut world = World::new();
    let change = authorised(&mut world);
    world.set(change, "closing_notes", json!("Not part of it."));
    assert_eq!(world.findings(change), []);
    world.set(change, "back_out_plan", json!("None."));
    assert!(world.finds(change, "change-changed-since"));
    assert_eq!(world.figure(change, "approvals_given").text, "0 of 1");
    world.set(change, "back_out_plan", json!("Swap it back."));
    assert_eq!(world.findings(change), []);
    world.set(change, "back_out_plan", json!("Call the vendor."));
    take(&mut world, change, &["approve"]);
    assert_eq!(world.findings(change), []);
}

#[test]
fn approvals_of_an_earlier_version_do_not_authorise() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit", "assess"]);
    someone(&mut world, "Ben");
    take(&mut world, change, &["approve"]);
    world.set(change, "implementation_plan", json!("Swap both."));
    let refused = world.act(change, "authorise", &[]).expect_err("edited");
    assert!(refused.contains("no longer count"), "{refused}");
}

#[test]
fn an_approval_is_not_handed_to_somebody_else() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    let [ben, cem] = ["Ben", "Cem"].map(|name| world.person(name));
    let line = ask_for_approval(&mut world, change, ben);
    take(&mut world, change, &["submit", "assess"]);
    world.act_as(ben);
    take(&mut world, change, &["approve"]);
    assert_eq!(world.figure(change, "approvals_given").text, "1 of 1");
    assert!(!world.finds(change, "change-approval-outdated"));
    world.set_item(change, "approvals", line, "asked", json!(cem.to_string()));
    assert_eq!(world.figure(change, "approvals_given").text, "0 of 1");
    assert!(world.finds(change, "change-approval-outdated"));
    assert!(world.act(change, "authorise", &[]).is_err());
}

#[test]
fn a_disputed_plan_is_not_decided_on() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit", "assess"]);
    world.conflict(change, "test_plan", json!("One."), json!("Two."));
    someone(&mut world, "Ben");
    assert!(
        world
            .act(change, "approve", &[])
            .expect_err("disputed")
            .contains("“Test plan”")
    );
    world.set(change, "test_plan", json!("Two."));
    take(&mut world, change, &["approve"]);
}

#[test]
fn an_emergency_goes_ahead_and_the_gap_is_shown_until_it_is_approved() {
    let mut world = World::new();
    let change = drafted(&mut world, "emergency");
    world.set(change, "window", Value::Null);
    take(&mut world, change, &["submit", "assess"]);
    assert!(!world.finds(change, "change-emergency-unapproved"));
    assert!(
        world
            .act(change, "authorise", &[])
            .expect_err("no reason")
            .contains("why")
    );
    world
        .act(change, "authorise", &[("why", json!("Tills are down."))])
        .expect("authorised");
    assert!(world.finds(change, "change-emergency-unapproved"));
    take(&mut world, change, &["schedule", "implement", "finish"]);
    world
        .act(change, "close", &[("outcome", json!("successful"))])
        .expect("closed");
    assert!(world.finds(change, "change-emergency-unapproved"));
    someone(&mut world, "Ben");
    take(&mut world, change, &["approve"]);
    assert_eq!(world.findings(change), []);
}

#[test]
fn what_a_merge_breaks_is_shown_not_refused() {
    let mut world = World::new();
    let change = authorised(&mut world);
    let ben = world.record(change).items(Key::new("approvals"))[0]
        .text("by_id")
        .into_owned();
    world.set(change, "requester", json!(ben));
    assert!(world.finds(change, "change-own-approval") && world.finds(change, "change-unapproved"));

    let again = authorised(&mut world);
    let approvals = world.record(again).items(Key::new("approvals"));
    let content = approvals[0].text("content").into_owned();
    let voice = [
        ("decision", json!("approved")),
        ("by", json!("Ben")),
        ("content", json!(content)),
    ];
    world.item(again, "approvals", &voice);
    assert!(world.finds(again, "change-approved-twice"));
    assert_eq!(world.figure(again, "approvals_given").text, "1 of 1");

    world.set(again, "state", json!("closed"));
    assert!(world.finds(again, "change-no-outcome"));
    world.set(again, "outcome", json!("successful"));
    assert!(!world.finds(again, "change-no-outcome"));
}

#[test]
fn more_approvals_than_people_asked_is_shown() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit"]);
    let ben = world.person("Ben");
    ask_for_approval(&mut world, change, ben);
    assert!(!world.finds(change, "change-too-few-asked"));
    world.set(change, "approvals_needed", json!(2));
    assert!(world.finds(change, "change-too-few-asked"));
}
