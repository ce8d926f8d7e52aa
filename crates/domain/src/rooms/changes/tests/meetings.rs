//! Meetings of the board.

use super::{drafted, someone, take};
use crate::rooms::changes::meetings::printed;
use crate::testing::World;
use holdfast_ledger::{Id, Key};
use serde_json::json;

fn agenda(world: &World, meeting: Id) -> Vec<String> {
    let items = world.record(meeting).items(Key::new("agenda"));
    let name = |id: &str| {
        let change: Id = id.parse().expect("an id");
        world.record(change).text("title").into_owned()
    };
    items
        .iter()
        .map(|item| name(&item.text("change")))
        .collect()
}

#[test]
fn the_agenda_is_filled_with_what_waits_and_each_change_once() {
    let mut world = World::new();
    let meeting = world.add("cab_meeting", &[("at", json!("2026-11-23T10:00:00.000Z"))]);
    let refused = world.act(meeting, "fill", &[]).expect_err("nothing waits");
    assert!(refused.contains("is on the agenda"), "{refused}");
    for (title, kind) in [
        ("Later", "normal"),
        ("At once", "emergency"),
        ("Monthly", "standard"),
        ("Draft", "normal"),
    ] {
        let change = drafted(&mut world, kind);
        world.set(change, "title", json!(title));
        if title != "Draft" {
            take(&mut world, change, &["submit"]);
        }
    }
    take(&mut world, meeting, &["fill"]);
    // What cannot wait comes first; standard changes were approved beforehand.
    assert_eq!(agenda(&world, meeting), ["At once", "Later"]);
    let next = drafted(&mut world, "normal");
    world.set(next, "title", json!("New"));
    take(&mut world, next, &["submit"]);
    take(&mut world, meeting, &["fill"]);
    assert_eq!(agenda(&world, meeting), ["At once", "Later", "New"]);
    let paper = printed(world.record(meeting), &world.view());
    assert_eq!(paper[0].reason, "End of support.");
    assert!(
        paper[0].facts.contains("Type: Emergency"),
        "{}",
        paper[0].facts
    );
}

#[test]
fn a_decision_of_the_board_is_minuted_and_is_no_approval() {
    let mut world = World::new();
    let change = drafted(&mut world, "normal");
    take(&mut world, change, &["submit", "assess"]);
    let meeting = world.add("cab_meeting", &[("at", json!("2026-11-22T10:00:00.000Z"))]);
    assert_eq!(
        world.figure(meeting, "decided").text,
        "unknown: nothing is on the agenda"
    );
    take(&mut world, meeting, &["fill"]);
    assert!(
        world.finds(meeting, "cab-not-minuted"),
        "it was this morning"
    );
    let item = world.record(meeting).items(Key::new("agenda"))[0].id;
    world.set_item(meeting, "agenda", item, "decision", json!("approved"));
    assert!(!world.finds(meeting, "cab-not-minuted"));
    assert_eq!(world.figure(meeting, "decided").text, "1 of 1");
    someone(&mut world, "Ben");
    let refused = world
        .act(change, "authorise", &[])
        .expect_err("nobody approved it");
    assert!(refused.contains("0 of 1 approvals"), "{refused}");
}
