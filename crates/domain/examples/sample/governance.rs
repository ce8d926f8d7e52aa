//! A year of changes, and what they are judged by: a template, freezes and maintenance windows,
//! meetings of the board, questions.

use super::registers;
use super::steps::{self, check, task, tell};
use super::world::{World, instant};
use holdfast_domain::rooms::changes::questions::answer;
use holdfast_ledger::time::print;
use holdfast_ledger::{Id, Key};
use serde_json::{Value, json};

/// Name, title, type, category, services, requester, approver, when, for how many minutes, risk
/// level, plans (implementation, test, back-out), outcome, notes.
type Row = (
    String,
    String,
    String,
    String,
    Vec<String>,
    String,
    String,
    String,
    u32,
    String,
    String,
    String,
    String,
    String,
    String,
);

/// The template of the monthly updates; it is approved.
pub fn template(world: &mut World) -> Result<(), String> {
    world.sit("freya", "2026-01-12 10:00")?;
    let template = json!({
        "title": "Monthly server updates", "owner": "@freya", "services": ["@s_vm"], "category": "updates",
        "risk_level": "low", "duration": 270,
        "reason": "Monthly security updates; ring 1 had them a week before.",
        "outage": {"expected": true, "minutes": 5, "what": "Each server restarts once; pairs never at the same time."},
        "implementation_plan": "Standard procedure S-04, one ring.",
        "test_plan": "Monitoring green, smoke test EPR-S1.",
        "back_out_plan": "Snapshot back, ten minutes a server, until 06:00.",
        "communications": "Calendar entry, as every month.",
    });
    world.add("change_template", "t_patch", template)?;
    world.sit("anwar", "2026-01-13 09:20")?;
    world.act("t_patch", "approve", &[])
}

/// What was changed before autumn.
pub fn year(world: &mut World) -> Result<(), String> {
    let rows: Vec<Row> =
        serde_json::from_str(include_str!("year.json")).map_err(|error| error.to_string())?;
    for row in rows {
        played(world, row)?;
    }
    Ok(())
}

fn played(world: &mut World, row: Row) -> Result<(), String> {
    let (
        name,
        title,
        kind,
        category,
        services,
        requester,
        approver,
        when,
        minutes,
        risk,
        plan,
        test,
        back,
        outcome,
        notes,
    ) = row;
    let start = instant(&when)?;
    let hours = |hours: i64| print(start + hours * 3_600_000)[..16].replace('T', " ");
    let end = print(start + i64::from(minutes) * 60_000);
    let services: Vec<String> = services
        .iter()
        .map(|service| format!("@{service}"))
        .collect();
    world.sit(&requester, &hours(-150))?;
    world.add("change", &name, json!({
        "title": title, "type": kind, "category": category, "services": services, "owner": format!("@{requester}"),
        "requester": format!("@{requester}"), "assignee": format!("@{requester}"), "reason": title, "risk_level": risk,
        "window": {"start": print(start), "end": end}, "implementation_plan": plan, "test_plan": test, "back_out_plan": back,
        "approvals": [{"asked": format!("@{approver}")}],
    }))?;
    world.act(&name, "submit", &[])?;
    world.sit(&approver, &hours(-100))?;
    for action in ["assess", "approve", "authorise", "schedule"] {
        world.act(&name, action, &[])?;
    }
    world.sit(&requester, &hours(0))?;
    world.act(&name, "implement", &[])?;
    world.at(&hours(i64::from(minutes / 60).max(1)))?;
    world.act(&name, "finish", &[])?;
    world.sit(&approver, &hours(60))?;
    world.act(
        &name,
        "close",
        &[("outcome", outcome.leak()), ("notes", notes.leak())],
    )
}

/// Freezes, maintenance windows, meetings and questions; how the batteries were judged by them.
pub fn written(world: &mut World) -> Result<(), String> {
    let files: Vec<Value> =
        serde_json::from_str(include_str!("governance.json")).map_err(|error| error.to_string())?;
    for file in files {
        registers::written(world, &file.to_string())?;
    }
    runbooks(world)?;
    world.sit("brian", "2026-11-20 11:00")?;
    let questions = world
        .record(world.id("q_risk")?)?
        .items(Key::new("questions"));
    let questions: Vec<Id> = questions.iter().map(|item| item.id).collect();
    for (question, said) in questions
        .into_iter()
        .zip(["Nobody", "Once", "Within the window"])
    {
        let edits = answer(world.record(world.id("c_ups")?)?, question, said);
        world.commit(&edits)?;
    }
    Ok(())
}

// What the template tells in words, as runbooks; it is approved anew with them.
fn runbooks(world: &mut World) -> Result<(), String> {
    world.sit("freya", "2026-11-18 09:10")?;
    let head = |title: &str| json!({"title": title, "owner": "@freya", "tags": ["updates"]});
    steps::write(
        world,
        "rb_ring",
        head("Update a ring of servers"),
        vec![
            task("Snapshot of each server", "")
                .by("recovery")
                .takes(10, 15, 30)
                .back("Delete the snapshots."),
            task("Updates in, pairs never at the same time", "")
                .by("recovery")
                .takes(90, 120, 200)
                .back("Back to the snapshot."),
            check("Monitoring is green", "Ten minutes without an alarm.")
                .by("recovery")
                .takes(10, 10, 20),
        ],
    )?;
    steps::write(
        world,
        "rb_ring_back",
        head("Take a ring of servers back to its snapshots"),
        vec![
            task("Stop the updates", "").by("recovery").takes(2, 5, 10),
            task("Back to the snapshots, five servers at a time", "")
                .by("recovery")
                .takes(30, 50, 80),
        ],
    )?;
    steps::write(
        world,
        "rb_smoke",
        head("Smoke test EPR-S1"),
        vec![
            check(
                "Open a chart, write a note, print it",
                "On one ward of each site.",
            )
            .by("recovery")
            .takes(5, 10, 15),
        ],
    )?;
    steps::write(world, "rb_ring_tell", head("Tell the wards of short restarts"), vec![
        tell("Entry in the calendar, message the day before", "").by("recovery").takes(5, 5, 10)
            .to("Wards and clinics", "Staff app", "Tomorrow evening some servers restart one after the other. Nothing stays away for longer than five minutes."),
    ])?;
    let all = ["rb_ring", "rb_ring_back", "rb_smoke", "rb_ring_tell"];
    for runbook in all {
        world.act(runbook, "submit", &[])?;
    }
    world.edit("t_patch", json!({
        "implementation_runbook": "@rb_ring", "test_runbook": "@rb_smoke", "back_out_runbook": "@rb_ring_back",
        "communications_runbook": "@rb_ring_tell", "runbooks": ["@rb_paper"], "validation": 20,
    }))?;
    world.sit("anwar", "2026-11-20 16:30")?;
    for runbook in all {
        world.approve(runbook, "First version.")?;
    }
    world.act("t_patch", "approve", &[])?;
    world.sit("freya", "2026-11-20 17:00")?;
    let next = [
        ("title", "Monthly server updates, ring 2, January"),
        ("start", "2027-01-12T19:00:00.000Z"),
    ];
    world.act("t_patch", "new_change", &next)
}
