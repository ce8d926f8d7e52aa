//! The link between the two data halls.

use crate::sample::steps::{self, check, command, decide, milestone, section, task, tell};
use crate::sample::world::World;
use serde_json::json;

/// Writes the runbook; it is in review.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("sunita", "2026-09-29 09:15")?;
    let head = json!({
        "title": "Fail over the data centre link", "owner": "@network",
        "tags": ["network"], "scenario": "key_supplier",
        "purpose": "Fellgate and Marrowdale see each other again over the reserve circuit, with \
                    replication of the patient record running.",
        "trigger": "Both fibres between the halls are down, or lose more than 1 % for ten minutes.",
        "preconditions": "- Out-of-band access to both core switches (mobile router, envelope 2)\n\
                          - Nobody is in the middle of a storage change",
        "services": ["@s_link"],
        "review_every": "6m", "next_review": "2027-03-29",
        "variables": [
            {"name": "core_a", "description": "Core switch at Fellgate", "default": "core-fg1"},
            {"name": "core_b", "description": "Core switch at Marrowdale", "default": "core-md1"},
        ],
    });
    steps::write(world, "rb_link", head, vec![
        section("Make sure", vec![
            command("Is it the fibre?", "text",
                "ssh ops@{{core_a}}\nshow interfaces transceiver | include Te1/1/1|Te1/1/2")
                .by("network").takes(2, 3, 5)
                .shows("Receive power under −30 dBm on both: no light, the fibre is cut.")
                .named("light"),
            decide("Cut, or only sick?",
                "- **No light on both**: go on.\n- **Light, but errors**: clean the connectors \
                 first, ten minutes, no more.")
                .by("network").takes(2, 5, 10),
        ]),
        task("Stop replication cleanly",
            "DBA suspends log shipping *before* the routes move: `alter system set \
             log_archive_dest_state_2=defer;` Otherwise it tries, hangs, and fills the log disk.")
            .by("dba").takes(5, 5, 10).back("`…=enable;`"),
        command("Move the routes to the reserve circuit", "text",
            "configure terminal\nrouter bgp 64620\n neighbor RESERVE route-map PREFER in\nend\nclear ip bgp RESERVE soft in")
            .by("network").takes(5, 10, 15)
            .says("First on {{core_a}}, then on {{core_b}}. Two minutes between.")
            .back("`no neighbor RESERVE route-map PREFER in`, same order."),
        check("Both halls see each other",
            "`ping {{core_b}} size 1500 repeat 1000` from {{core_a}}: no loss, under 9 ms. The \
             reserve carries 1 Gbit/s: imaging will be slow, say so.")
            .by("network").takes(5, 10, 15).proven(),
        tell("Tell the service desk",
            "> Fellgate–Marrowdale runs on the reserve circuit. Images from the other site open \
             slowly. Everything else is normal.")
            .by("communications").takes(3, 5, 10),
        task("Replication on again",
            "DBA enables log shipping, watches the gap get smaller for 15 minutes.")
            .by("dba").takes(15, 20, 40),
        milestone("On the reserve circuit"),
    ])?;
    world.act("rb_link", "submit", &[])
}
