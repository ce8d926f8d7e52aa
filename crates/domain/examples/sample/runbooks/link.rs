//! The link between the two data halls.

use crate::sample::steps::{self, check, command, decide, milestone, section, step, task, tell};
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
            {"name": "fault", "description": "The carrier’s number for the cut"},
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
                "No light on both is a cut. Light, but errors: sick.")
                .by("network").answers(&["cut", "sick"]).with(vec![
                    task("Report the cut", "Carrier’s priority line. Ask where the splice van is now.")
                        .takes(5, 10, 20).captures("fault").when("cut"),
                    task("Clean the connectors", "Both ends, ten minutes, no more. Still errors: treat it as cut.")
                        .takes(5, 10, 10).when("sick"),
                ]),
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
        tell("Tell the service desk", "")
            .by("communications").takes(3, 5, 10)
            .to("Service desk, imaging, database administrators", "Chat *Major*, then e-mail",
                "Fellgate–Marrowdale runs on the reserve circuit (carrier’s fault {{fault}}). Images \
                 from the other site open slowly. Everything else is normal."),
        task("Replication on again",
            "DBA enables log shipping, watches the gap get smaller for 15 minutes.")
            .by("dba").takes(15, 20, 40),
        milestone("On the reserve circuit").recovers("s_link", "partial"),
        step("wait", "The fibre is mended").says("The carrier rings. Light on both ends for an hour.")
            .by("network").takes(240, 360, 720),
        step("approval", "Change manager lets the routes go back").says("Not in the hour of a backup.")
            .by("commander").takes(5, 10, 30),
        command("Routes back to the fibres", "text",
            "configure terminal\nrouter bgp 64620\n no neighbor RESERVE route-map PREFER in\nend\nclear ip bgp RESERVE soft in")
            .by("network").takes(5, 10, 15).says("{{core_b}} first this time, then {{core_a}}."),
        milestone("Both fibres carry").recovers("s_link", "full"),
    ])?;
    world.act("rb_link", "submit", &[])
}
