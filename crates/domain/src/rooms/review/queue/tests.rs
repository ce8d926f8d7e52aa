//! What is due, and whose it is.

use super::*;
use crate::recent::Recent;
use crate::testing::World;
use proptest::prelude::*;
use serde_json::{Value, json};

fn queue(wanted: &Wanted, world: &World) -> Queue {
    let view = world.view();
    Reviews::kept(&view).queue(wanted, &view)
}

fn ids(due: &[Due]) -> Vec<Id> {
    due.iter().map(|due| due.id).collect()
}

#[test]
fn the_queue_holds_what_is_overdue_or_soon_and_can_be_reviewed() {
    let mut world = World::new();
    let mut risk = |day: &str| match day {
        "" => world.add("risk", &[("title", json!("Flood"))]),
        day => world.add("risk", &[("next_review", json!(day))]),
    };
    // The world's clock stands on 22 November 2026.
    let (late, later) = (risk("2026-11-21"), risk("2026-01-01"));
    let (today, soon) = (risk("2026-11-22"), risk("2026-12-22"));
    let (_, undated, closed) = (risk("2026-12-23"), risk(""), risk("2026-11-01"));
    world.set(closed, "closure", json!({"by": "Ada"}));
    let queue = queue(&Wanted::default(), &world);
    assert_eq!(ids(&queue.overdue), [later, late]);
    assert_eq!(ids(&queue.soon), [today, soon]);
    assert_eq!(ids(&queue.undated), [undated]);
}

#[test]
fn every_kind_that_stays_can_be_reviewed_and_is_asked_for_a_day() {
    for id in STAYING {
        let kind = kind(id).expect("a kind");
        let mut world = World::new();
        let record = world.add(kind.id, &[("title", json!("One"))]);
        assert!(
            can_review(kind, world.record(record), &world.view()),
            "{id}"
        );
        assert_eq!(
            ids(&queue(&Wanted::default(), &world).undated),
            [record],
            "{id}"
        );
    }
}

#[test]
fn what_is_retired_or_superseded_waits_for_no_review() {
    let mut world = World::new();
    let service = world.add("service", &[("lifecycle", json!("retired"))]);
    let of = |state: &str| {
        [
            ("status", json!(state)),
            ("services", json!([service.to_string()])),
        ]
    };
    let runbook = world.add("runbook", &of("superseded"));
    world.add(
        "change",
        &[
            ("state", json!("closed")),
            (
                "window",
                json!({"start": "2026-11-20T09:00:00.000Z", "end": "2026-11-20T10:00:00.000Z"}),
            ),
            ("services", json!([service.to_string()])),
        ],
    );
    let seen = queue(&Wanted::default(), &world);
    assert_eq!(seen, Queue::default());
    world.set(runbook, "status", json!("approved"));
    assert_eq!(ids(&queue(&Wanted::default(), &world).overdue), [runbook]);
    world.set(service, "lifecycle", json!("live"));
    assert_eq!(ids(&queue(&Wanted::default(), &world).undated), [service]);
}

#[test]
fn what_happens_once_is_reviewed_where_it_has_a_day() {
    let mut world = World::new();
    let incident = world.add("incident", &[("title", json!("Mail is down"))]);
    assert_eq!(queue(&Wanted::default(), &world), Queue::default());
    world.set(incident, "next_review", json!("2026-11-01"));
    let queue = queue(&Wanted::default(), &world);
    assert_eq!(ids(&queue.overdue), [incident]);
    assert_eq!(overdue_by_room(&queue), [("incidents", 1)]);
}

#[test]
fn a_queue_is_of_a_room_and_of_an_owner() {
    let mut world = World::new();
    let ada = world.person("Ada");
    let role = world.add("role", &[("primary", json!(ada.to_string()))]);
    let late = ("next_review", json!("2026-11-01"));
    let mut owned =
        |kind, owner: Id| world.add(kind, &[late.clone(), ("owner", json!(owner.to_string()))]);
    let (risk, control) = (owned("risk", ada), owned("control", role));
    let nobodys = world.add("risk", &[late]);
    world.user_id = Some(ada);
    let of = |room, owners| ids(&queue(&Wanted { room, owners }, &world).overdue);
    assert_eq!(of(Some("risks"), None), [risk, nobodys]);
    assert_eq!(of(None, Some(mine(&world.view()))), [control, risk]);
    assert_eq!(of(None, Some(vec![Id::NONE])), [nobodys]);
    assert_eq!(Reviews::kept(&world.view()).owners(), [Id::NONE, ada, role]);
}

// A runbook of a service, and an incident of that service that is over.
fn after(incident: &[(&'static str, Value)]) -> (World, Id, Id) {
    let mut world = World::new();
    let service = world.add(
        "service",
        &[
            ("title", json!("Mail")),
            ("next_review", json!("2028-01-01")),
        ],
    );
    let services = ("services", json!([service.to_string()]));
    let fields = [services.clone(), ("next_review", json!("2027-11-01"))];
    let runbook = world.add("runbook", &fields);
    let mut all = vec![
        services,
        ("state", json!("resolved")),
        ("resolved", json!("2026-11-20T10:00:00.000Z")),
    ];
    all.extend_from_slice(incident);
    let incident = world.add("incident", &all);
    (world, runbook, incident)
}

#[test]
fn an_incident_that_was_major_or_reviewed_asks_for_a_look_at_plans_and_runbooks() {
    let rule = "runbook-review-after-incident";
    for said in [
        ("major", json!(true)),
        ("summary", json!("A disk was full.")),
    ] {
        let (mut world, runbook, incident) = after(&[said]);
        assert!(world.finds(runbook, rule));
        let found = queue(&Wanted::default(), &world);
        assert_eq!(ids(&found.overdue), [runbook]);
        let due = &found.overdue[0];
        assert_eq!(due.after[1].as_ref().map(|cause| cause.id), Some(incident));
        assert_eq!((due.own, due.day), (false, "2026-11-20".parse().ok()));
        world.set(runbook, "reviewed", json!("2026-11-19"));
        assert!(world.finds(runbook, rule), "that was before");
        world.act(runbook, "reviewed", &[]).expect("reviewed");
        assert!(!world.finds(runbook, rule));
        assert_eq!(queue(&Wanted::default(), &world).overdue, []);
    }
}

#[test]
fn drills_small_ones_open_ones_and_others_ask_for_nothing() {
    let major = ("major", json!(true));
    let none: [&[(&'static str, Value)]; 5] = [
        &[],
        &[major.clone(), ("excluded", json!(true))],
        &[major.clone(), ("state", json!("in_progress"))],
        &[major.clone(), ("state", json!("duplicate"))],
        &[major.clone(), ("services", json!([]))],
    ];
    for said in none {
        let (world, runbook, _) = after(said);
        assert!(
            !world.finds(runbook, "runbook-review-after-incident"),
            "{said:?}"
        );
        assert_eq!(queue(&Wanted::default(), &world).overdue, [], "{said:?}");
    }
}

#[test]
fn a_plan_is_looked_at_after_an_incident_until_it_is_retired() {
    let (mut world, runbook, _) = after(&[("major", json!(true))]);
    let services = world.record(runbook).text("services").into_owned();
    let services: Value = serde_json::from_str(&services).expect("services");
    let plan = world.add("plan", &[("services", services)]);
    assert!(world.finds(plan, "plan-review-after-incident"));
    assert!(ids(&queue(&Wanted::default(), &world).overdue).contains(&plan));
    world.set(plan, "status", json!("retired"));
    assert!(!world.finds(plan, "plan-review-after-incident"));
    assert!(!ids(&queue(&Wanted::default(), &world).overdue).contains(&plan));
}

/// Closed late in the evening, approved earlier on that evening or the next morning: which day that was follows from
/// where one is now, and nothing of it is kept.
#[test]
fn what_is_kept_follows_the_clocks_of_the_device() {
    let (mut world, runbook, _) = after(&[
        ("major", json!(true)),
        ("resolved", json!("2026-11-20T21:00:00.000Z")),
    ]);
    let approval = json!({"by": "Ada", "at": "2026-11-20T09:00:00.000Z"});
    world.set(runbook, "approval", approval);
    let recent = Recent::default();
    for (offset, asked) in [(0, false), (600, true), (0, false)] {
        world.offset_minutes = offset;
        let view = View {
            recent: Some(&recent),
            ..world.view()
        };
        let kept = Reviews::kept(&view).queue(&Wanted::default(), &view);
        assert_eq!(ids(&kept.overdue).contains(&runbook), asked, "{offset}");
    }
    world.set(
        runbook,
        "approval",
        json!({"by": "Ada", "at": "2026-11-20T15:00:00.000Z"}),
    );
    for (offset, asked) in [(0, false), (180, true), (600, false)] {
        world.offset_minutes = offset;
        let view = View {
            recent: Some(&recent),
            ..world.view()
        };
        let kept = Reviews::kept(&view).queue(&Wanted::default(), &view);
        assert_eq!(ids(&kept.overdue).contains(&runbook), asked, "{offset}");
    }
}

#[test]
fn what_is_kept_follows_every_edit() {
    let mut world = World::new();
    let recent = Recent::default();
    let risk = world.add("risk", &[("title", json!("Flood"))]);
    for (day, late) in [("2026-11-01", 1), ("2027-11-01", 0), ("2026-11-02", 1)] {
        world.set(risk, "next_review", json!(day));
        let view = View {
            recent: Some(&recent),
            ..world.view()
        };
        let kept = Reviews::kept(&view).queue(&Wanted::default(), &view);
        assert_eq!(kept.overdue.len(), late, "{day}");
        assert_eq!(kept, queue(&Wanted::default(), &world));
    }
}

proptest! {
    /// Read ahead, as far as it came, it is the queue that is read at once, whatever was written meanwhile.
    #[test]
    fn read_ahead_is_as_read_at_once(parts in 0_usize..200, written in prop::collection::vec((0_usize..12, 0_u32..3), 0..9)) {
        let mut world = World::new();
        let all: Vec<Id> = ["risk", "control", "service", "role"]
            .into_iter()
            .flat_map(|kind| [kind; 3])
            .map(|kind| world.add(kind, &[("next_review", json!("2026-11-01"))]))
            .collect();
        let recent = Recent::default();
        let mut written = written.into_iter();
        for _ in 0..parts {
            let view = View { recent: Some(&recent), ..world.view() };
            if !Reviews::ahead(&view, 2) {
                break;
            }
            if let Some((record, month)) = written.next() {
                world.set(all[record], "next_review", json!(format!("2026-1{month}-02")));
            }
        }
        let view = View { recent: Some(&recent), ..world.view() };
        let kept = Reviews::kept(&view).queue(&Wanted::default(), &view);
        prop_assert_eq!(kept, queue(&Wanted::default(), &world));
        prop_assert!(!Reviews::ahead(&view, 2), "all is known");
    }
}
