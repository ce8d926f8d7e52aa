//! What other runbooks begin with or take steps from, and one that belongs to a change.

use crate::sample::steps::{self, check, decide, milestone, step, task, tell};
use crate::sample::world::World;
use serde_json::json;

/// Writes a template, a snippet, and the rehearsal that the board asked for.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("grace", "2026-10-06 14:20")?;
    template(world)?;
    snippet(world)?;
    world.sit("dan", "2026-11-17 15:30")?;
    rehearsal(world)
}

fn template(world: &mut World) -> Result<(), String> {
    let head = json!({
        "title": "Template: bring an application back", "owner": "@grace", "use": "template",
        "tags": ["template"], "purpose": "The steps that every recovery here has, in this order.",
    });
    steps::write(
        world,
        "rb_template",
        head,
        vec![
            task(
                "Say what is down and since when",
                "To the scribe, in one sentence.",
            )
            .by("scribe"),
            decide(
                "Repair, or go to the other site?",
                "Who decides, and by when?",
            )
            .by("commander")
            .answers(&["other site", "repair"])
            .with(vec![
                task("Repair", "What, by whom, and the way back.").when("repair"),
                task("Go over", "The runbook of the other site.").when("other site"),
            ]),
            tell("Tell those who use it", "").by("communications").to(
                "Those who use it",
                "Text group",
                "It is down. Next message in 30 minutes.",
            ),
            check("Those who use it say that it works", "")
                .by("recovery")
                .proven(),
            milestone("In use again"),
        ],
    )
}

fn snippet(world: &mut World) -> Result<(), String> {
    let head = json!({
        "title": "Snippet: hand over at the end of a shift", "owner": "@grace", "use": "snippet",
        "purpose": "Put in before 07:00 and 19:00 where a runbook takes longer than a shift.",
    });
    steps::write(
        world,
        "rb_snippet",
        head,
        vec![
            task(
                "Read the log aloud to whoever takes over",
                "From the last milestone on.",
            )
            .by("recovery")
            .takes(5, 10, 15),
            tell("Say who leads now", "")
                .by("scribe")
                .takes(1, 2, 5)
                .to(
                    "Everybody in the run",
                    "Conference line, then chat",
                    "The next shift leads the recovery from now on. Questions go to the number on the \
                     run’s first page.",
                ),
        ],
    )?;
    world.act("rb_snippet", "submit", &[])?;
    world.sit("dan", "2026-10-07 08:25")?;
    world.approve("rb_snippet", "First version")?;
    world.sit("grace", "2026-11-02 11:05")?;
    world.edit_item(
        "rb_snippet",
        "steps",
        "Read the log aloud to whoever takes over",
        json!({"instructions": "From the last milestone on. Blocked steps first, each with who was asked."}),
    )?;
    world.sit("dan", "2026-11-03 08:15")?;
    world.approve("rb_snippet", "Blocked steps come first")
}

fn rehearsal(world: &mut World) -> Result<(), String> {
    let head = json!({
        "title": "A day from Marrowdale: patient record, 13 December", "owner": "@dan",
        "services": ["@s_epr"], "scenario": "site",
        "purpose": "The patient record runs from Marrowdale from 05:00 to 18:30, and is back at \
                    Fellgate afterwards.",
    });
    steps::write(
        world,
        "rb_day",
        head,
        vec![
            step("wait", "Entry stops at 05:00")
                .at("2026-12-13T05:00:00.000Z")
                .by("recovery"),
            task(
                "Switch over and open at Marrowdale",
                "As in the failover of August; read-only until open.",
            )
            .by("dba")
            .takes(15, 25, 40)
            .back("Switch back: 25 minutes read-only."),
            check("Smoke test EPR-S1", "14 checks, all green.")
                .by("recovery")
                .takes(20, 25, 40)
                .proven(),
            step("wait", "A working day")
                .at("2026-12-13T18:30:00.000Z")
                .by("recovery"),
            task("Back to Fellgate", "The same way.")
                .by("dba")
                .takes(15, 25, 40),
            milestone("Back at Fellgate").recovers("s_epr", "full"),
        ],
    )
}
