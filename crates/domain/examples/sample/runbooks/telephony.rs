//! What to do when the telephones are dead.

use crate::sample::steps::{self, check, command, decide, milestone, section, task, tell};
use crate::sample::world::World;
use serde_json::json;

/// Writes the runbook and has it approved; it was used since, and is being rewritten.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("gareth", "2026-08-05 11:15")?;
    let head = json!({
        "title": "Loss of telephony", "owner": "@network", "tags": ["telephony"],
        "scenario": "key_supplier",
        "purpose": "The emergency numbers of all three sites are answered again, at first on the \
                    reserve phones, then on the exchange.",
        "trigger": "Calls to 2222 do not connect from any one site, or the carrier reports the \
                    trunk down, for more than two minutes.",
        "preconditions": "- Reserve phones charged (yellow boxes: switchboard, theatres, emergency \
                          department, maternity)\n- Handheld radios at the site managers’ desk",
        "services": ["@s_phones"],
        "review_every": "6m", "next_review": "2027-02-05",
        "variables": [
            {"name": "site", "description": "Which site, or all", "default": "all sites"},
            {"name": "carrier_ref", "description": "The carrier’s fault number, once there is one"},
        ],
    });
    steps::write(world, "rb_telephony", head, outline())?;
    world.act("rb_telephony", "submit", &[])?;
    world.sit("sunita", "2026-08-11 08:50")?;
    world.approve("rb_telephony", "First version")
}

fn outline() -> Vec<steps::Step> {
    vec![
        check(
            "Call 2222 from two sites",
            "From a ward phone **and** from the switchboard’s test phone. Say: *test call, no \
             emergency*. Hang up at the answer.",
        )
        .by("network")
        .takes(1, 2, 5)
        .named("test"),
        tell(
            "Runners and radios",
            "Site manager hands out the radios, channel 1.",
        )
        .by("communications")
        .takes(3, 5, 10)
        .after(&["test"])
        .named("radios")
        .only("actual")
        .to(
            "Everybody in the building",
            "Tannoy on {{site}}, twice",
            "2222 is down on {{site}}. For a cardiac arrest send a runner to the site manager’s desk.",
        ),
        task(
            "Switch the reserve phones on",
            "Yellow boxes. Read their numbers out on the radio: switchboard 960251, emergency \
             department 960252, theatres 960253, maternity 960254.",
        )
        .by("estates")
        .takes(5, 10, 15)
        .after(&["radios"])
        .named("reserve"),
        decide(
            "Ours or the carrier’s?",
            "Gateway lights green and trunk down: the carrier. Anything else: ours.",
        )
        .by("network")
        .takes(1, 3, 5)
        .after(&["test"])
        .named("whose")
        .answers(&["no power", "ours", "the carrier’s"])
        .with(whose()),
        check(
            "Every emergency number rings where it should",
            "2222, 2323 (security), 2424 (fire), and the public numbers of all three emergency \
             doors, each from outside.",
        )
        .by("scribe")
        .takes(10, 15, 20)
        .after(&["reserve", "whose"])
        .proven()
        .named("rings"),
        milestone("Telephones back")
            .recovers("s_phones", "full")
            .after(&["rings"]),
    ]
}

fn whose() -> Vec<steps::Step> {
    vec![
        section("The carrier’s", vec![
            task("Report the fault",
                "Carrier’s priority line, contract number on the rack door, words: *emergency \
                 services, total loss*. They give a fault number.")
                .by("network").takes(5, 10, 30).proven().captures("carrier_ref"),
            tell("Tell those who ring us", "")
                .by("communications").takes(5, 10, 15)
                .to("Ambulance control, GP out-of-hours, police control", "By voice, from the reserve phones",
                    "Our outside lines are down, the carrier’s fault number is {{carrier_ref}}. Reach \
                     us on the reserve numbers of your card. We ring when it is over."),
            task("Divert the main numbers to the reserve phones",
                "Carrier’s portal, *Emergency divert*, plan B. Or ask the person on the line to do it.")
                .by("network").takes(5, 10, 20)
                .back("Plan A in the same menu. **Do it before midnight**: plan B drops fax and alarm lines."),
        ]).when("the carrier’s"),
        section("Ours", vec![
            command("Restart the voice gateway", "text",
                "ssh admin@gw1.voice.example.org\nshow voice trunk summary\nreload in 1")
                .by("network").takes(5, 8, 15).final_step()
                .says("Drops every call that still stands. Ask the site manager first.")
                .shows("trunk 1  up  up"),
        ]).when("ours"),
        task("Power to the voice rack",
            "Only when both supplies of the rack are dark. Runbook *Generator fuel and UPS failure*.")
            .by("estates").takes(15, 30, 60).when("no power"),
    ]
}
