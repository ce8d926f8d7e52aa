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
        "services": ["@s_power", "@s_epr"],
        "review_every": "12m", "next_review": "2027-07-29",
        "variables": [{"name": "hours_left", "description": "Hours of fuel at the present load, from the gauge", "pattern": "[0-9]{1,3}"},
                      {"name": "tanker", "description": "When the fuel company says that it comes", "default": "not known yet"}],
    });
    steps::write(world, "rb_power", head, outline())?;
    world.edit("rb_power", json!({"comments": [{
        "text": "Load table is from 2022, before the second scanner. To be measured at the next \
                 generator test, then this can go to review.",
        "by": "Brian Sowerby", "at": "2026-07-29T15:20:00.000Z",
    }]}))
}

fn outline() -> Vec<steps::Step> {
    vec![
        section("Know where you stand", vec![
            task("Read gauge and load",
                "Day tank, bulk tank, load in kW. Hours = litres ÷ litres an hour (table on the \
                 door). Say it on channel 4.")
                .by("estates").takes(5, 10, 15).proven().captures("hours_left"),
            check("Look at the fuel in the sight glass",
                "Clear and bright is good. Haze, layers or dark sludge: change to the other \
                 filter **now**, order fuel polishing with the delivery.")
                .by("estates").takes(5, 5, 10),
        ]),
        task("Order fuel", "24-hour line, number on the card. Ask when the tanker is here, not when it leaves.")
            .by("estates").takes(5, 10, 20).captures("tanker").named("fuel"),
        tell("Tell gold", "Hours as they are now, not as they were at the gauge.")
            .by("communications").takes(5, 5, 10)
            .to("Gold commander, site managers", "Gold bridge by voice, radio channel 4",
                "Fellgate runs on the generator, with fuel for {{hours_left}} hours. Tanker: {{tanker}}. \
                 Theatres begin nothing long until further notice. Next report in 30 minutes."),
        decide("What does UPS B need?",
            "On battery with generator power good: the UPS is at fault, go to bypass. Generator \
             unsteady: **do not**, shed load instead.")
            .by("estates").answers(&["bypass", "less load", "nothing"]).after(&["fuel"]).named("ups").with(vec![
                task("Maintenance bypass",
                    "Two people, card on the cabinet, one reads, one switches. Q3 in, Q1 out, Q2 out. \
                     Nobody stands in front of the doors.")
                    .takes(10, 15, 25).final_step().when("bypass")
                    .back("Q2 in, Q1 in, Q3 out: in this order only."),
                task("Take test and reporting off UPS B", "Racks F14 to F16, both strips.")
                    .by("recovery").takes(10, 15, 30).when("less load"),
            ]),
        decide("Is there fuel for six hours?",
            "{{hours_left}} hours at the gauge, tanker: {{tanker}}. A tanker that is not on its way counts for nothing.")
            .by("estates").answers(&["no", "yes"]).after(&["fuel"]).named("hours").with(vec![
                section("Under six hours", vec![
                    task("Shed load in the data hall",
                        "Order: test, reporting, archive, second application server. Directory, database \
                         and interface engine stay to the last.")
                        .by("recovery").takes(20, 30, 60),
                    decide("Fail over to Marrowdale?",
                        "Under three hours and no tanker in sight: yes. It takes two hours; do not start \
                         it with one.")
                        .by("commander").answers(&["fail over", "stay"]).with(vec![
                            task("Switch the patient record over",
                                "As on the Sunday in August: the database first, then the application.")
                                .by("dba").takes(60, 90, 120).when("fail over")
                                .back("Switch back: 25 minutes read-only."),
                            task("Look again every half hour", "Gauge, load, tanker. Then decide again.")
                                .takes(5, 5, 10).when("stay"),
                        ]),
                ]).when("no"),
                task("Read the gauge every hour", "Write it on the door.").takes(5, 5, 10).when("yes"),
            ]),
        check("Mains steady for fifteen minutes", "All three phases, at the main board. Then the generator may rest.")
            .by("estates").takes(15, 15, 20).after(&["ups", "hours"]).proven(),
        milestone("Mains back, tanks full").recovers("s_power", "full"),
    ]
}
