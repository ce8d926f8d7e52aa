//! A year of incidents; two of them are tonight's.

use super::registers;
use super::world::World;
use holdfast_ledger::{Key, Text};
use serde_json::json;

/// Writes them down.
pub fn logged(world: &mut World) -> Result<(), String> {
    registers::sittings(world, include_str!("incidents.json"))?;
    corrected(world)?;
    tonight(world)?;
    for (run, incident) in [("run_telephony", "@i_phones"), ("run_exercise", "@i_drill")] {
        world.edit(run, json!({ "subject": incident }))?;
    }
    Ok(())
}

// What was counted wrongly at first says so.
fn corrected(world: &mut World) -> Result<(), String> {
    world.sit("shona", "2026-05-19 08:06")?;
    let record = world.record(world.id("i_phish")?)?;
    let items = record.items(Key::new("timeline"));
    let find = |part: &str| {
        let item = items
            .iter()
            .find(|item| item.text("text").starts_with(part));
        item.map(|item| item.id)
            .ok_or_else(|| format!("no entry {part}"))
    };
    let (wrong, right) = (find("36 accounts")?, find("40 accounts")?);
    let edit = holdfast_ledger::Edit {
        record: record.id,
        kind: record.kind,
        path: holdfast_ledger::Path::item(Key::new("timeline"), right, Key::new("corrects")),
        value: Text::string(&wrong.to_string()),
    };
    world.commit(&[edit])
}

// Sunday evening: a dip of the mains at Fellgate, and what came of it.
fn tonight(world: &mut World) -> Result<(), String> {
    let eddie = world.sit("eddie", "2026-11-22 17:46")?;
    let pictures = json!({
        "title": "No pictures since the power dip at Fellgate", "services": ["@s_pictures"], "category": "Application",
        "detection": "user", "reporter": "@eddie", "rating": {"impact": "high", "urgency": "high"},
        "occurred": "2026-11-22T17:31:00.000Z", "detected": "2026-11-22T17:44:00.000Z", "problem": "@prb_power",
        "description": "Theatres and the emergency department see no images.",
        "outages": [{"service": "@s_pictures", "kind": "outage", "from": "2026-11-22T17:31:00.000Z"}],
    });
    world.add("incident", "i_pictures", pictures)?;
    let results = json!({
        "title": "No blood results in the record since 17:40", "services": ["@s_results", "@s_engine"], "category": "Interfaces",
        "detection": "staff", "rating": {"impact": "medium", "urgency": "high"}, "problem": "@prb_engine",
        "occurred": "2026-11-22T17:40:00.000Z", "detected": "2026-11-22T18:05:00.000Z",
        "outages": [{"service": "@s_results", "kind": "outage", "from": "2026-11-22T17:40:00.000Z"}],
    });
    let joe = world.sit("joe", "2026-11-22 18:06")?;
    world.add("incident", "i_results", results)?;
    world.act("i_results", "take", &[])?;
    world.act("i_results", "start", &[])?;
    world.sit("anwar", "2026-11-22 18:12")?;
    world.act(
        "i_pictures",
        "take",
        &[("why", "Imaging and infrastructure are called.")],
    )?;
    world.act("i_pictures", "declare", &[("why", "Theatres are waiting.")])?;
    world.act("i_pictures", "start", &[])?;
    let said = json!({
        "tasks": [
            {"title": "Runner between imaging and theatres", "who": "@alison", "due": "2026-11-22T18:30:00.000Z", "state": "done", "done_at": "2026-11-22T18:26:00.000Z"},
            {"title": "Check the index of the archive", "who": "@dan", "due": "2026-11-22T20:00:00.000Z"},
            {"title": "UPS B: read its log before it is overwritten", "who": "@brian", "due": "2026-11-22T21:00:00.000Z", "state": "open"},
        ],
        "messages": [{"at": "2026-11-22T18:25:00.000Z", "stage": "first", "audience": "internal", "channel": "Bleep and text",
            "text": "INC: no pictures. Hit: Pictures, since 17:31. Print at the modality. Next message 19:45.",
            "next_update": "2026-11-22T19:45:00.000Z", "by": "Callum Reay"}],
        "duties": [{"regime": "nis2", "note": "Asked whether it is to be reported: national desk, 18:40."}],
    });
    world.edit("i_pictures", said)?;
    world.act(
        "i_pictures",
        "hand_over",
        &[("role", "scribe"), ("who", &world.id("shona")?.to_string())],
    )?;
    world.back_to(eddie, "2026-11-22 18:50")?;
    let note = json!({"timeline": [{"at": "2026-11-22T18:48:00.000Z", "by": "Eddie Fairclough", "what": "observation", "text": "Theatre 3 prints at the modality; it takes four minutes a patient."}]});
    world.edit("i_pictures", note)?;
    world.edit("run_pictures", json!({ "subject": "@i_pictures" }))?;
    world.back_to(joe, "2026-11-22 19:05")?;
    world.edit("run_lab", json!({ "subject": "@i_results" }))?;
    world.act(
        "i_results",
        "hold",
        &[
            ("reason", "supplier"),
            ("pauses", "true"),
            ("why", "The engine’s maker looks at the trace."),
        ],
    )?;
    world.act("i_results", "resume", &[])
}
