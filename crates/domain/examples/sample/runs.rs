//! Runs: an exercise, a night in earnest, one that was written on paper, and two that are under way.

use super::play::{Line, RUN, Start, play, step_of};
use super::world::World;
use serde_json::json;
use std::collections::BTreeMap;

/// What was written down in each run.
const LINES: &str = include_str!("runs.json");

const EXERCISE: Start = Start {
    runbook: "rb_paper",
    name: "run_exercise",
    title: "Exercise Cold Tarn: three wards on paper",
    mode: "exercise",
    occurred: "2026-09-17 08:50",
    values: &[("system", "the electronic patient record")],
    ..RUN
};

const NIGHT: Start = Start {
    runbook: "rb_telephony",
    name: "run_telephony",
    title: "Telephones dead on all sites, 14 October",
    occurred: "2026-10-14 02:38",
    detected: "2026-10-14 02:41",
    values: &[("site", "all sites")],
    ..RUN
};

const SUNDAY: Start = Start {
    runbook: "rb_lab",
    name: "run_lab",
    title: "No blood results in the record since 17:40",
    occurred: "2026-11-22 17:40",
    ..RUN
};

const DRY: Start = Start {
    runbook: "rb_day",
    name: "run_dry",
    title: "Dry run at the table: a day from Marrowdale",
    mode: "test",
    subject: "c_failover",
    entered: "2026-11-20 08:40",
    ..RUN
};

const PICTURES: Start = Start {
    runbook: "rb_pictures",
    name: "run_pictures",
    title: "No pictures since the power dip at Fellgate",
    occurred: "2026-11-22 17:31",
    detected: "2026-11-22 17:44",
    values: &[("down_since", "17:31")],
    ..RUN
};

const SPLICE: Start = Start {
    runbook: "rb_link",
    name: "run_splice",
    title: "Reserve circuit carries the link",
    subject: "c_splice",
    ..RUN
};

/// What the archive said when it was started reading only.
const STARTED: &str = "pa-fg1 18:56:41 mode: read-only\npa-fg1 18:56:41 index: checking\n\
    pa-fg1 18:56:42 studies: 1,204,518\npa-fg1 18:56:42 last study: 2026-11-22 17:28:09\n";

/// Plays the runs, and what came of them.
pub fn carried_out(world: &mut World) -> Result<(), String> {
    let lines: BTreeMap<String, Vec<Line>> =
        serde_json::from_str(LINES).map_err(|error| error.to_string())?;
    play(
        world,
        "2026-09-17",
        ("helen", "09:00"),
        &EXERCISE,
        &lines["run_exercise"],
    )?;
    world.sit("grace", "2026-09-21 10:30")?;
    world.edit("run_exercise", json!({
        "tags": ["exercise"],
        "notes": "Found: seals do not prove that a box is full. Drug charts take half of the time. \
                  Both are in the risk on downtime packs.",
        "links": [{"to": "@r_packs", "how": "found"}],
    }))?;
    play(
        world,
        "2026-10-14",
        ("gareth", "02:46"),
        &NIGHT,
        &lines["run_telephony"],
    )?;
    world.sit("gareth", "2026-10-22 11:00")?;
    world.edit(
        "run_telephony",
        json!({"links": [{"to": "@r_telephony", "how": "happened"}]}),
    )?;
    world.act("rb_telephony", "draft", &[])?;
    world.edit("rb_telephony", json!({"comments": [{
        "text": "After the 14th: the portal sign-in must work from a phone, radio batteries go on \
                 the monthly check, and taking back the divert needs a step of its own.",
        "by": "Gareth Lyle", "at": "2026-10-22T11:05:00.000Z",
    }]}))?;
    world.edit_item(
        "rb_telephony",
        "steps",
        "Report the fault",
        json!({
            "duration": {"low": 10, "likely": 20, "high": 40},
        }),
    )?;
    play(
        world,
        "2026-11-19",
        ("dan", "13:05"),
        &DRY,
        &lines["run_dry"],
    )?;
    play(
        world,
        "2026-11-22",
        ("joe", "18:22"),
        &SUNDAY,
        &lines["run_lab"],
    )?;
    play(
        world,
        "2026-11-22",
        ("lorna", "18:02"),
        &PICTURES,
        &lines["run_pictures"],
    )?;
    play(
        world,
        "2026-11-22",
        ("gareth", "18:04"),
        &SPLICE,
        &lines["run_splice"],
    )?;
    world.sit("joe", "2026-11-22 19:06")?;
    let step = step_of(world, world.id("run_pictures")?, "Start reading only")?;
    world.attach("run_pictures", "pa-fg1-start.txt", STARTED, Some(step))?;
    world.edit(
        "run_pictures",
        json!({"recovered_to": "2026-11-22T17:28:00.000Z"}),
    )
}
