use super::duties::{next, reports};
use super::messages::{filled, next_update, templates};
use super::metrics::{By, metrics};
use super::priority::Table;
use super::problems::known_errors;
use super::quick::{Quick, edits, runbooks};
use super::timeline::timeline;
use super::times::{Measure, outages, together};
use super::{PROBLEM_STATES, STATES, problems, review, rules};
use crate::describe::Choice;
use crate::rooms::flow;
use crate::testing::World;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Text};
use proptest::prelude::*;
use serde_json::{Value, json};

fn keys(choices: &[Choice]) -> Vec<&'static str> {
    let mut keys: Vec<&str> = choices.iter().map(|choice| choice.key).collect();
    keys.arrange();
    keys
}

/// DOMAIN 5: every state can be reached, and only an end leads nowhere.
#[test]
fn no_state_is_out_of_reach_or_stuck() {
    let (mut reached, ends) = flow::reach(&rules::STEPS, rules::FIRST);
    reached.arrange();
    assert_eq!((reached, ends), (keys(STATES), vec!["closed"]));
    let (mut reached, ends) = flow::reach(&problems::STEPS, problems::FIRST);
    reached.arrange();
    assert_eq!((reached, ends), (keys(PROBLEM_STATES), Vec::new()));
}

/// DOMAIN, formulas: priority = impact + urgency − 1 on 1 to 3; 1, 1 → 1; 3, 3 → 5.
#[test]
fn priority_is_impact_and_urgency_less_one_unless_the_workspace_says_otherwise() {
    let levels = ["high", "medium", "low"];
    for (i, impact) in levels.iter().enumerate() {
        for (u, urgency) in levels.iter().enumerate() {
            let expected = Some((i + 1 + u + 1 - 1) as u8);
            assert_eq!(Table::default().priority(impact, urgency), expected);
        }
    }
    let mut world = World::new();
    let incident = world.add(
        "incident",
        &[("rating", json!({"impact": "high", "urgency": "medium"}))],
    );
    assert_eq!(world.figure(incident, "priority").text, "P2");
    world.set(incident, "rating", json!({"impact": "high"}));
    assert!(
        world
            .figure(incident, "priority")
            .text
            .starts_with("unknown:")
    );
    assert!(world.finds(incident, "incident-unrated"));
    world.conflict(
        incident,
        "rating",
        json!({"impact": "high", "urgency": "medium"}),
        json!({"impact": "low", "urgency": "low"}),
    );
    assert_eq!(
        world.figure(incident, "priority").text,
        "P2 or P5 (in conflict)"
    );
    let settings = world.add("workspace", &[("priorities", json!({"high": "1 1 1"}))]);
    assert!(world.figure(incident, "priority").text.starts_with("P1"));
    world.set(settings, "priorities", json!({"high": "1 1"}));
    assert!(world.figure(incident, "priority").text.starts_with("P2"));
    assert!(world.finds(settings, "workspace-priorities-unsound"));
}

/// DOMAIN 5: MTTD, MTTA, MTTR of repair and of resolve from timestamps; order checked.
#[test]
fn durations_follow_from_the_times_and_wrong_ones_are_told() {
    let mut world = World::new();
    let at = |hour: u32, minute: u32| json!(format!("2026-11-20T{hour:02}:{minute:02}:00.000Z"));
    let times = [
        ("occurred", at(8, 0)),
        ("detected", at(8, 30)),
        ("acknowledged", at(8, 40)),
        ("mitigated", at(9, 30)),
        ("resolved", at(11, 30)),
    ];
    let incident = world.add("incident", &times);
    let took = |world: &World| Measure::ALL.map(|measure| measure.of(world.record(incident)).ok());
    assert_eq!(
        took(&world),
        [Some(30.0), Some(10.0), Some(60.0), Some(180.0)]
    );
    assert!(!world.finds(incident, "incident-times-order"));
    world.set(incident, "mitigated", at(8, 10));
    assert_eq!(took(&world), [Some(30.0), Some(10.0), None, Some(180.0)]);
    let found = world.findings(incident);
    let said = found
        .iter()
        .find(|finding| finding.rule == "incident-times-order")
        .expect("told");
    assert!(
        said.text
            .starts_with("It was mitigated before it was acknowledged."),
        "{}",
        said.text
    );
    world.set(incident, "mitigated", Value::Null);
    assert!(
        world
            .figure(incident, "to_repair")
            .text
            .starts_with("unknown:")
    );
    assert!(!world.finds(incident, "incident-time-future"));
    world.set(incident, "closed", json!("2027-01-01T00:00:00.000Z"));
    assert!(world.finds(incident, "incident-time-future"));
}

fn service(world: &mut World, title: &str) -> Id {
    world.add("service", &[("title", json!(title))])
}

fn answered(world: &mut World) -> Id {
    let me = world.person("Ada");
    world.act_as(me);
    let service = service(world, "Mail");
    let fields = [
        ("title", json!("Mail is down")),
        ("detected", json!("2026-11-22T10:00:00.000Z")),
        ("rating", json!({"impact": "high", "urgency": "high"})),
        ("services", json!([service.to_string()])),
    ];
    let incident = world.add("incident", &fields);
    let down = [
        ("service", json!(service.to_string())),
        ("from", json!("2026-11-22T09:50:00.000Z")),
    ];
    world.item(incident, "outages", &down);
    incident
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
    world
        .act(incident, "reopen", &[("why", json!("Again."))])
        .expect("open again");
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
            "Note",
            "Note",
            "Run started",
            "Message, internal",
            "Task done"
        ]
    );
    assert!(all[1].corrected && !all[2].corrected);
    assert_eq!(all[3].source, Some(run));
}

/// DOMAIN 5: MTBF = up time / failures; what overlaps counts once; what is left out counts nowhere.
#[test]
fn metrics_count_what_was_not_left_out_and_open_to_their_incidents() {
    let mut world = World::new();
    let mail = service(&mut world, "Mail");
    let at = |day: u32, hour: u32| format!("2026-11-{day:02}T{hour:02}:00:00.000Z");
    let log = |world: &mut World, day: u32, hours: u32, category: &str| {
        let fields = [
            ("services", json!([mail.to_string()])),
            ("category", json!(category)),
            ("occurred", json!(at(day, 8))),
            ("detected", json!(at(day, 9))),
            ("resolved", json!(at(day, 9 + hours))),
        ];
        let incident = world.add("incident", &fields);
        let outage = [
            ("service", json!(mail.to_string())),
            ("from", json!(at(day, 8))),
            ("to", json!(at(day, 8 + hours))),
        ];
        world.item(incident, "outages", &outage);
        incident
    };
    let (one, two) = (log(&mut world, 2, 2, "Disk"), log(&mut world, 4, 4, "disk"));
    let overlaps = log(&mut world, 4, 2, "Net");
    let drill = log(&mut world, 6, 9, "Disk");
    world.set(drill, "excluded", json!(true));
    let span = (
        holdfast_ledger::time::parse(&at(1, 0)).expect("a time"),
        holdfast_ledger::time::parse(&at(11, 0)).expect("a time"),
    );
    let rows = metrics(By::Service, span, &world.view());
    assert_eq!(rows.len(), 2);
    let row = &rows[1];
    assert_eq!(
        (row.service, row.failures, row.down),
        (Some(mail), 2, 360.0)
    );
    assert_eq!(row.between_failures(), Ok((240.0 * 60.0 - 360.0) / 2.0));
    let resolve = &row.stats[3];
    assert_eq!(
        (resolve.known.len(), resolve.mean(), resolve.median()),
        (3, Some(160.0), Some(120.0))
    );
    assert_eq!(rows[0].stats[0].mean(), Some(60.0));
    assert_eq!(rows[0].between_failures(), Err("it did not fail"));
    let by_category = metrics(By::Category, span, &world.view());
    let found: Vec<(&str, &[Id])> = by_category
        .iter()
        .map(|row| (row.label.as_str(), &row.incidents[..]))
        .collect();
    assert_eq!(
        found[1..],
        [("Disk", &[one, two][..]), ("Net", &[overlaps][..])]
    );
    assert_eq!(metrics(By::Month, span, &world.view())[1].label, "2026-11");
}

#[test]
fn stated_durations_that_differ_are_told_and_nothing_is_overwritten() {
    let mut world = World::new();
    let times = [
        ("detected", json!("2026-11-20T08:00:00.000Z")),
        ("resolved", json!("2026-11-20T09:00:00.000Z")),
        ("stated", json!({"resolve": 60.5})),
    ];
    let incident = world.add("incident", &times);
    assert!(!world.finds(incident, "incident-stated-differs"));
    world.set(incident, "stated", json!({"resolve": 600}));
    assert!(world.finds(incident, "incident-stated-differs"));
    assert_eq!(world.figure(incident, "to_resolve").text, "1 h");
}

#[test]
fn outages_that_make_no_sense_are_told() {
    let mut world = World::new();
    let incident = answered(&mut world);
    assert!(
        !world.finds(incident, "incident-outage-open")
            && !world.finds(incident, "incident-outage-nowhere")
    );
    let wrong = [
        ("from", json!("2026-11-22T10:00:00.000Z")),
        ("to", json!("2026-11-22T09:00:00.000Z")),
    ];
    world.item(incident, "outages", &wrong);
    assert!(
        world.finds(incident, "incident-outage-reversed")
            && world.finds(incident, "incident-outage-nowhere")
    );
    world.set(incident, "state", json!("closed"));
    assert!(world.finds(incident, "incident-outage-open"));
}

#[test]
fn a_major_incident_is_reviewed_within_two_weeks() {
    let mut world = World::new();
    let incident = world.add(
        "incident",
        &[
            ("state", json!("closed")),
            ("major", json!(true)),
            ("resolved", json!("2026-11-01T08:00:00.000Z")),
        ],
    );
    assert!(world.finds(incident, "incident-unreviewed"));
    world.set(incident, "summary", json!("A disk."));
    assert!(!world.finds(incident, "incident-unreviewed"));
    world.set(incident, "went_well", json!("Paper | radio"));
    let text = review::markdown(world.record(incident), &world.view(), &|at| {
        holdfast_ledger::time::print(at)
    });
    for words in [
        "## What happened\n\nA disk.",
        "| Resolved | 2026-11-01T08:00:00.000Z |",
        "## What went well\n\nPaper | radio",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
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

fn spans() -> impl Strategy<Value = Vec<(i64, Option<i64>)>> {
    let span = (0..500_i64, prop::option::of(0..600_i64))
        .prop_map(|(from, length)| (from * 60_000, length.map(|length| (from + length) * 60_000)));
    prop::collection::vec(span, 0..12)
}

proptest! {
    /// Downtime: overlaps count once, so together is what minute by minute is down.
    #[test]
    fn time_together_is_the_count_of_minutes_in_which_any_holds(spans in spans()) {
        let now = 1_000 * 60_000;
        let held = |minute: i64| spans.iter().any(|(from, to)| {
            (*from..to.unwrap_or(now)).contains(&(minute * 60_000))
        });
        let count = (0..1_200).filter(|minute| held(*minute)).count();
        prop_assert!((together(spans.iter().copied(), now) - count as f64).abs() < 1e-9);
    }

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

#[test]
fn a_table_of_priorities_is_read_or_refused() {
    let read = |json: &str| Table::read(&Text::parse(json).expect("JSON"));
    assert_eq!(read("{}"), Ok(Table::default()));
    assert_eq!(
        read(r#"{"low":"5 5 5"}"#).map(|table| table.priority("low", "high")),
        Ok(Some(5))
    );
    for wrong in ["1 2", "1 2 3 4", "0 1 2", "1 2 6", "a b c"] {
        assert!(
            read(&format!(r#"{{"high":"{wrong}"}}"#)).is_err(),
            "{wrong}"
        );
    }
}
