//! The runbook that came as a Markdown file.

use super::world::World;
use holdfast_domain::codec::markdown::{self, records};
use holdfast_ledger::{Id, hash};
use serde_json::json;

const FILE: &str = "lab-results-interface-down.md";
const TEXT: &str = include_str!("lab-results-interface-down.md");

/// Who does each part, and how many minutes it takes: low, likely, high.
const SECTIONS: [(&str, &str, [u32; 3]); 4] = [
    ("Before you start", "recovery", [2, 5, 10]),
    ("Find out where they stop", "recovery", [10, 25, 45]),
    ("Bring them back", "recovery", [15, 25, 60]),
    ("Close", "scribe", [10, 15, 25]),
];

/// The step that is a message.
const WARDS: &str = "Tell the wards that results are late and critical ones come by telephone";

/// Imports it, names who does it, and hands it in.
pub fn imported(world: &mut World) -> Result<(), String> {
    world.sit("joe", "2026-10-20 15:10")?;
    let draft = markdown::read(FILE, TEXT).map_err(|error| error.to_string())?;
    let id = world.add("runbook", "rb_lab", json!({}))?;
    let mut ids: Vec<Id> = (0..80).map(|_| world.mint()).collect();
    let fingerprint = hash::sha256(TEXT.as_bytes());
    let file = records::File {
        name: FILE,
        fingerprint: &fingerprint,
    };
    let mut mint = || ids.pop().unwrap_or_default();
    let edits = records::edits(&draft, id, file, &world.view(), &mut mint);
    world.commit(&edits)?;
    for (section, role, [low, likely, high]) in SECTIONS {
        let duration = json!({"low": low, "likely": likely, "high": high});
        let who = json!({"role": format!("@{role}"), "duration": duration});
        world.edit_item("rb_lab", "steps", section, who)?;
    }
    world.edit("rb_lab", json!({"services": ["@s_results"]}))?;
    world.edit_item("rb_lab", "steps", WARDS, json!({
        "kind": "communication", "role": "@communications",
        "audience": "Nurses in charge of all wards, intensive care, both emergency departments",
        "channel": "Text group “All wards”; by voice where there are more than four results an hour",
        "message": "Laboratory results do not reach the patient record. No result does not mean a \
                    normal result. Critical ones are rung through. Next message in an hour.",
    }))?;
    world.act("rb_lab", "submit", &[])
}
