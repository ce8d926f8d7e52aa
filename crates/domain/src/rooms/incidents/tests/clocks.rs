//! What is promised, what is due, and what happened when.

use super::super::duties::{next, reports};
use super::super::messages::{filled, next_update, templates};
use super::super::timeline::timeline;
use super::answered;
use crate::testing::World;
use serde_json::{Value, json};

/// DOMAIN 5, regulatory clocks.
#[test]
fn reports_to_authorities_are_due_as_their_rules_say() {
    let mut world = World::new();
    let incident = world.add(
        "incident",
        &[("detected", json!("2026-01-30T08:00:00.000Z"))],
    );
    let due = |world: &World| -> Vec<String> {
        let reports = reports(world.record(incident), &world.view());
        let said = reports.iter().map(|report| {
            let due = report
                .due
                .map_or_else(str::to_owned, holdfast_ledger::time::print);
            format!("{} {due}", report.name)
        });
        said.collect()
    };
    let nis2 = world.item(incident, "duties", &[("regime", json!("nis2"))]);
    assert_eq!(
        due(&world),
        [
            "NIS2: early warning 2026-01-31T08:00:00.000Z",
            "NIS2: notification 2026-02-02T08:00:00.000Z",
            "NIS2: final report 2026-03-02T08:00:00.000Z",
        ]
    );
    // From when the notification was sent, and the last day of a shorter month.
    world.set_item(
        incident,
        "duties",
        nis2,
        "second_sent",
        json!("2026-01-31T20:00:00.000Z"),
    );
    assert_eq!(
        due(&world)[2],
        "NIS2: final report 2026-02-28T20:00:00.000Z"
    );
    world.set_item(incident, "duties", nis2, "regime", json!("dora"));
    world.set_item(incident, "duties", nis2, "second_sent", Value::Null);
    assert_eq!(
        due(&world)[0],
        "DORA: initial report 2026-01-31T08:00:00.000Z"
    );
    world.set_item(
        incident,
        "duties",
        nis2,
        "classified",
        json!("2026-01-30T10:00:00.000Z"),
    );
    assert_eq!(
        due(&world),
        [
            "DORA: initial report 2026-01-30T14:00:00.000Z",
            "DORA: intermediate report 2026-02-02T14:00:00.000Z",
            "DORA: final report 2026-03-02T14:00:00.000Z",
        ]
    );
    world.set_item(incident, "duties", nis2, "regime", json!("gdpr"));
    assert_eq!(due(&world), ["GDPR: notification 2026-02-02T08:00:00.000Z"]);
    assert!(world.finds(incident, "incident-report-overdue"));
    world.set_item(
        incident,
        "duties",
        nis2,
        "first_sent",
        json!("2026-02-01T08:00:00.000Z"),
    );
    assert!(!world.finds(incident, "incident-report-overdue"));
    assert!(next(&reports(world.record(incident), &world.view())).is_none());
    world.set_item(incident, "duties", nis2, "regime", json!("other"));
    world.set_item(incident, "duties", nis2, "first_sent", Value::Null);
    assert_eq!(
        due(&world),
        ["Another duty nobody wrote down within which time"]
    );
    world.set_item(incident, "duties", nis2, "within", json!(120));
    assert_eq!(due(&world), ["Another duty 2026-01-30T10:00:00.000Z"]);
    world.at("2026-01-30T09:00:00.000Z");
    assert!(
        world.finds(incident, "incident-report-soon")
            && !world.finds(incident, "incident-report-overdue")
    );
}

#[test]
fn the_next_message_is_what_the_last_one_to_each_audience_promised() {
    let mut world = World::new();
    let incident = answered(&mut world);
    let send = |world: &mut World, at: &str, audience: Value, next: Value| {
        world.item(
            incident,
            "messages",
            &[
                ("at", json!(at)),
                ("audience", audience),
                ("next_update", next),
            ],
        )
    };
    assert!(next_update(world.record(incident)).is_none());
    send(
        &mut world,
        "2026-11-22T11:00:00.000Z",
        json!("customers"),
        json!("2026-11-22T14:00:00.000Z"),
    );
    send(
        &mut world,
        "2026-11-22T11:05:00.000Z",
        Value::Null,
        json!("2026-11-22T11:30:00.000Z"),
    );
    assert_eq!(
        next_update(world.record(incident)).map(|(audience, _)| audience.key),
        Some("internal")
    );
    assert!(world.finds(incident, "incident-update-overdue"));
    send(
        &mut world,
        "2026-11-22T11:40:00.000Z",
        json!("internal"),
        Value::Null,
    );
    assert!(!world.finds(incident, "incident-update-overdue"));
    assert_eq!(
        next_update(world.record(incident)).map(|(audience, _)| audience.key),
        Some("customers")
    );
    world.set(incident, "state", json!("resolved"));
    assert!(next_update(world.record(incident)).is_none());
}

#[test]
fn templates_are_filled_in_and_a_workspace_has_its_own() {
    let mut world = World::new();
    let incident = answered(&mut world);
    assert_eq!(templates(&world.view()).len(), 6);
    let fields = [
        ("title", json!("Short")),
        ("stage", json!("first")),
        ("text", json!("{{services}}: {{title}} ({{unknown}})")),
    ];
    world.add("message_template", &fields);
    let all = templates(&world.view());
    assert_eq!((all.len(), &*all[0].name), (6, "Short"));
    let said = filled(&all[0].text, world.record(incident), None, &world.view());
    assert_eq!(said, "Mail: Mail is down ({{unknown}})");
}

/// Timeline: nothing is copied, so what is put right elsewhere is right here.
#[test]
fn the_timeline_tells_of_outages_tasks_messages_and_runs_in_order() {
    let mut world = World::new();
    let incident = answered(&mut world);
    let wrong = world.item(
        incident,
        "timeline",
        &[
            ("at", json!("2026-11-22T10:05:00.000Z")),
            ("text", json!("Disk full")),
        ],
    );
    let right = [
        ("at", json!("2026-11-22T10:06:00.000Z")),
        ("text", json!("Disk lost")),
        ("corrects", json!(wrong.to_string())),
    ];
    world.item(incident, "timeline", &right);
    world.item(
        incident,
        "tasks",
        &[
            ("title", json!("New disk")),
            ("done_at", json!("2026-11-22T11:00:00.000Z")),
        ],
    );
    world.item(
        incident,
        "messages",
        &[
            ("at", json!("2026-11-22T10:30:00.000Z")),
            ("text", json!("Mail is down.")),
        ],
    );
    let run = world.add(
        "run",
        &[
            ("title", json!("Restore mail")),
            ("subject", json!(incident.to_string())),
        ],
    );
    world.item(
        run,
        "events",
        &[
            ("what", json!("started")),
            ("at", json!("2026-11-22T10:10:00.000Z")),
            ("by", json!("Ada")),
        ],
    );
    let all = timeline(world.record(incident), &world.view());
    let said: Vec<&str> = all.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(
        said,
        [
            "Down",
            "Detected",
            "Note",
            "Note",
            "Run started",
            "Message, internal",
            "Task done"
        ]
    );
    assert!(all[2].corrected && !all[3].corrected);
    assert_eq!(all[4].source, Some(run));
}
