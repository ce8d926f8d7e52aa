//! Three runs: an exercise, a night in earnest, and one that is under way.

use super::play::{Line, Start, play};
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
    occurred: "",
    values: &[
        ("system", "the electronic patient record"),
        ("downtime_start", "09:05"),
    ],
};

const NIGHT: Start = Start {
    runbook: "rb_telephony",
    name: "run_telephony",
    title: "Telephones dead on all sites, 14 October",
    mode: "actual",
    occurred: "2026-10-14 02:38",
    values: &[("site", "all sites")],
};

const SUNDAY: Start = Start {
    runbook: "rb_lab",
    name: "run_lab",
    title: "No blood results in the record since 17:40",
    mode: "actual",
    occurred: "2026-11-22 17:40",
    values: &[],
};

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
        "2026-11-22",
        ("joe", "18:22"),
        &SUNDAY,
        &lines["run_lab"],
    )
}
