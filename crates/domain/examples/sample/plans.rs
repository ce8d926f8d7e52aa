//! Two DR plans: one in force and walked through at a table, one that is begun.

use super::play::tell;
use super::registers;
use super::world::World;
use holdfast_domain::ask::{Answers, Ask};
use holdfast_domain::rooms::plans::deeds::{say, skip_stage};
use holdfast_domain::rooms::plans::track::{Track, of_plan};
use holdfast_ledger::{Edit, Id};
use serde_json::json;

/// Writes them down.
pub fn written(world: &mut World) -> Result<(), String> {
    registers::sittings(world, include_str!("plans.json"))?;
    world.sit("grace", "2026-10-26 11:15")?;
    world.act("p_fellgate", "submit", &[])?;
    world.sit("ruth", "2026-11-02 16:30")?;
    world.approve("p_fellgate", "First version, after the review with estates")?;
    world.act("p_fellgate", "put_in_force", &[])?;
    walked_through(world)
}

// A morning at the table: one runbook is begun, the others are talked through.
fn walked_through(world: &mut World) -> Result<(), String> {
    world.sit("ruth", "2026-11-11 09:05")?;
    let answers = [
        ("mode", "exercise"),
        (
            "reason",
            "Walk-through with wards, imaging and infrastructure: water in the hall, evacuated at 08:50.",
        ),
        ("occurred", "2026-11-11T08:50:00.000Z"),
    ];
    world.act_large(400, "p_fellgate", "activate", &answers)?;
    let plan = world.id("p_fellgate")?;
    let made = of_plan(plan, &world.view()).last().map(|record| record.id);
    world.call("act_walk", made.ok_or("nothing was activated")?);
    world.edit(
        "act_walk",
        json!({"title": "Walk-through: water in the hall", "incident": "@i_drill"}),
    )?;
    let stages = Track::of(world.record(world.id("act_walk")?)?, &world.view()).stages;
    let run = |at: usize| stages.get(at).and_then(|stage| stage.run).ok_or("no run");
    let (paper, pictures) = (run(0)?, run(1)?);
    world.at("2026-11-11 09:20")?;
    let lines = [
        (
            "decide",
            "Paper or wait?",
            "go to paper: The hall is evacuated, nobody waits.",
        ),
        (
            "done",
            "Look whether the downtime viewer is fresh",
            "08:47, fresh.",
        ),
        ("find", "Say the time at which paper begins", "09:20"),
        (
            "done",
            "Tell the wards to go to paper",
            "Read out at the table, 09:24. Bleep group 77 was rung for a test.",
        ),
        ("finish", "", "The rest was talked through."),
    ];
    for (what, step, text) in lines {
        tell(world, paper, None, (what, step, text))?;
    }
    world.at("2026-11-11 09:50")?;
    tell(
        world,
        pictures,
        None,
        (
            "finish",
            "",
            "Talked through; nobody had the password of the archive at hand.",
        ),
    )?;
    deed(world, |ask| {
        say(
            ask,
            "note",
            "The grab bag is there, its radios are not charged.",
            None,
        )
    })?;
    let text = "Pictures read only first: writing can wait until the evening.";
    deed(world, |ask| say(ask, "decision", text, Some(stages[1].id)))?;
    let phones = stages.last().map(|stage| stage.id).ok_or("no stages")?;
    let why = "The night of 14 October was exercise enough.";
    deed(world, |ask| skip_stage(ask, phones, why))?;
    world.at("2026-11-11 10:40")?;
    world.act("act_walk", "stand_down", &[
        ("why", "All stages were walked through."),
        ("lessons", "Radios of the grab bag go on charge. The password of the archive belongs in the safe. \
                     Who rings the ambulance service was clear to nobody: named in the plan since."),
    ])
}

fn deed(
    world: &mut World,
    deed: impl FnOnce(Ask<'_>) -> Result<Vec<Edit>, String>,
) -> Result<(), String> {
    let mut ids: Vec<Id> = (0..4).map(|_| world.mint()).collect();
    let edits = deed(Ask {
        action: "",
        record: world.record(world.id("act_walk")?)?,
        view: world.view(),
        answers: &Answers::new(),
        mint: &mut || ids.pop().unwrap_or_default(),
    })?;
    world.commit(&edits)
}
