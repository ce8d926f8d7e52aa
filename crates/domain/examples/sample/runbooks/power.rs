//! Power: the generator, its fuel, and the battery room.

use crate::sample::steps::{self, check, decide, milestone, section, task, tell};
use crate::sample::world::World;
use serde_json::json;

/// Writes the runbook; still a draft.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("brian", "2026-07-29 14:05")?;
    let head = json!({
        "title": "Generator fuel and UPS failure", "owner": "@estates",
        "tags": ["estates", "power"], "scenario": "site",
        "purpose": "Theatres, intensive care and the data hall at Fellgate keep power, or are shut \
                    down in order before it goes.",
        "trigger": "Generator running with under 12 hours of fuel, or UPS B on battery or in alarm.",
        "preconditions": "- High voltage authorised person on site\n- Plant room B key, red tag\n\
                          - Fuel contract card (24-hour line, delivery within six hours)",
        "review_every": "12m", "next_review": "2027-07-29",
        "variables": [{"name": "hours_left", "description": "Hours of fuel at the present load, from the gauge", "pattern": "[0-9]{1,3}"}],
    });
    steps::write(world, "rb_power", head, vec![
        section("Know where you stand", vec![
            task("Read gauge and load",
                "Day tank, bulk tank, load in kW. Hours = litres ÷ litres an hour (table on the \
                 door). Say it on channel 4: *{{hours_left}} hours*.")
                .by("estates").takes(5, 10, 15).proven(),
            check("Look at the fuel in the sight glass",
                "Clear and bright is good. Haze, layers or dark sludge: change to the other \
                 filter **now**, order fuel polishing with the delivery.")
                .by("estates").takes(5, 5, 10),
        ]),
        tell("Order fuel and tell gold",
            "Fuel line first. Then gold: hours left, when the tanker comes, what goes off first \
             if it does not.")
            .by("estates").takes(10, 15, 30),
        section("UPS B", vec![
            decide("Bypass or not?",
                "On battery with generator power good: the UPS is at fault, go to bypass. Generator \
                 unsteady: **do not**, shed load instead.")
                .by("estates").takes(2, 5, 10),
            task("Maintenance bypass",
                "Two people, card on the cabinet, one reads, one switches. Q3 in, Q1 out, Q2 out. \
                 Nobody stands in front of the doors.")
                .by("estates").takes(10, 15, 25).back("Q2 in, Q1 in, Q3 out: in this order only."),
        ]),
        section("Under six hours of fuel", vec![
            task("Shed load in the data hall",
                "Order: test, reporting, archive, second application server. Directory, database \
                 and interface engine stay to the last.")
                .by("recovery").takes(20, 30, 60),
            decide("Fail over to Marrowdale?",
                "Under three hours and no tanker in sight: yes. It takes two hours; do not start \
                 it with one.")
                .by("commander").takes(5, 10, 15),
        ]),
        milestone("Mains back, tanks full"),
    ])?;
    world.edit("rb_power", json!({"comments": [{
        "text": "Load table is from 2022, before the second scanner. To be measured at the next \
                 generator test, then this can go to review.",
        "by": "Brian Sowerby", "at": "2026-07-29T15:20:00.000Z",
    }]}))
}
