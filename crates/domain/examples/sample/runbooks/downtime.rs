//! Switch to paper: what wards do when the patient record is down.

use crate::sample::steps::{self, check, decide, milestone, section, step, task, tell};
use crate::sample::world::World;
use serde_json::json;

const PACK: &str = "WARD DOWNTIME PACK (red box, ward clerk's desk)\n\
    20 x admission booklet\n40 x observation chart, adult (score on the back)\n\
    20 x observation chart, child\n40 x drug chart\n20 x blood request, 20 x imaging request\n\
    10 x transfer form\n1 x pad of patient labels, blank\n2 x black pens, 1 x torch\n\
    1 x list of telephone extensions that work without the network\n\
    Checked on the first Monday of the month by the ward clerk. Seal broken = count again.\n";

/// Writes the runbook and has it approved.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("alison", "2026-06-02 10:20")?;
    let head = json!({
        "title": "Switch to paper: ward downtime procedure",
        "owner": "@safety", "tags": ["clinical", "wards"], "scenario": "ransomware",
        "purpose": "Every ward works safely on paper within 30 minutes, and nothing written on \
                    paper is lost when the record comes back.",
        "trigger": "The electronic patient record is down, or not safe to use, and the recovery \
                    lead cannot promise it back within 20 minutes.",
        "preconditions": "- Downtime packs on every ward (red box, ward clerk’s desk)\n\
                          - The downtime viewer’s last snapshot: under 60 minutes old\n\
                          - Switchboard works; if not, work through *Loss of telephony* beside this",
        "services": ["@s_epr"],
        "review_every": "6m", "next_review": "2026-12-02",
        "variables": [
            {"name": "system", "description": "What is down, in words that a nurse uses", "default": "the electronic patient record"},
            {"name": "downtime_start", "description": "When paper begins, 24-hour clock; written on every form", "pattern": "[0-2][0-9]:[0-5][0-9]"},
        ],
    });
    steps::write(world, "rb_paper", head, outline())?;
    world.attach("rb_paper", "downtime-pack.txt", PACK, None)?;
    world.act("rb_paper", "submit", &[])?;
    world.sit("helen", "2026-06-08 17:45")?;
    world.approve("rb_paper", "First version")?;
    world.sit("helen", "2026-09-24 12:30")?;
    world.act(
        "rb_paper",
        "reviewed",
        &[(
            "comment",
            "Read again after the exercise on 17 September. The steps hold; what failed was a seal \
         that nobody had checked. See the risk on downtime packs.",
        )],
    )
}

fn outline() -> Vec<steps::Step> {
    vec![
        section("Decide and tell", vec![
            decide("Paper or wait?",
                "Ask the recovery lead: *will {{system}} be back within 20 minutes, yes or no?* \
                 Anything but a clear yes is a no.")
                .by("safety").answers(&["go to paper", "wait"]).with(vec![
                    step("wait", "Twenty minutes, once")
                        .says("Note the time. Then it is paper, whatever is promised. Never wait twice.")
                        .takes(20, 20, 20).when("wait"),
                    task("Look whether the downtime viewer is fresh",
                        "Its first line says when it last heard from the record. Older than an hour: \
                         say so in the first message.")
                        .takes(1, 2, 5).when("go to paper"),
                ]),
            task("Say the time at which paper begins",
                "24-hour clock. The scribe reads it back; it goes on every form.")
                .by("safety").takes(1, 1, 2).captures("downtime_start"),
            tell("Tell the wards to go to paper",
                "Same words by both ways. Do not say why. Do not guess how long.")
                .by("communications").takes(3, 5, 10).proven()
                .to("Nurses in charge of all wards", "Bleep group 77, then text group “All wards”",
                    "Downtime. {{system}} is down. Go to paper now, open the red box. Downtime began \
                     {{downtime_start}}. Next message in 30 minutes."),
        ]),
        section("On every ward", vec![
            task("Open the red box and count",
                "Break the seal. Short of charts? Porters bring the site reserve: extension 5150.")
                .by("safety").takes(3, 5, 15),
            task("Print the ward list from the downtime viewer",
                "Downtime PC, desktop icon *Downtime viewer*. It works without the network. Print \
                 twice: one for the board, one for the drug trolley. Write the snapshot’s time on \
                 both in red.")
                .by("safety").takes(5, 10, 20)
                .shows("A list with name, hospital number, allergies and drugs due in the next 12 hours.")
                .back("No viewer: take allergies by asking every patient and from the wristbands."),
            task("Start a paper drug chart for every patient",
                "Copy allergies **first**, in red capitals. Then what is due in the next six hours. \
                 Two people read each chart to each other. Insulin, anticoagulants, opioids: the \
                 doctor signs each line.")
                .by("safety").takes(20, 40, 75),
            check("Every patient has wristband, chart and allergies",
                "The nurse in charge walks round once with the printed list and ticks off.")
                .by("safety").takes(10, 15, 25).proven(),
            task("Critical results by telephone",
                "Laboratories ring the ward for every result outside the critical limits. Write \
                 down: value, time, who said it, **read back**.")
                .by("safety"),
        ]),
        milestone("All wards on paper").recovers("s_care", "partial"),
        section("Back to the record", vec![
            decide("Is it safe to go back?",
                "Only the clinical safety lead says yes. Ask: are allergies there? Are yesterday’s \
                 notes there? Do results arrive? One no is a no.")
                .by("safety").answers(&["no", "yes"]).with(vec![
                    tell("Tell the wards that paper goes on", "Then decide again when the reason is mended.")
                        .by("communications").takes(3, 5, 10).when("no")
                        .to("Nurses in charge of all wards", "Text group “All wards”",
                            "{{system}} can be seen again but is not safe yet. Stay on paper. Next \
                             message in 30 minutes."),
                    tell("Tell the wards that the record is back", "")
                        .by("communications").takes(3, 5, 10).when("yes")
                        .to("Nurses in charge of all wards", "Bleep group 77, then text group “All wards”",
                            "{{system}} is back. New entries there from now on. Keep all paper in the \
                             red box until the ward clerk has collected it."),
                ]),
            task("Enter what was written on paper",
                "Order: allergies, drugs given, observations, then the rest. Mark each sheet \
                 *entered*, with initials. Two hours of paper take about one hour to enter.")
                .by("safety").takes(60, 120, 240),
            check("Sample ten charts against the record",
                "Ten patients from three wards, drugs given and allergies. Any difference: enter \
                 all of that ward again.")
                .by("safety").takes(20, 30, 45).proven(),
            task("Thank the controllers and collect the exercise papers",
                "Umpires’ sheets and marked wristbands, before anyone goes home.")
                .by("scribe").takes(5, 5, 10).only("exercise"),
        ]),
        milestone("Wards work in the record again").recovers("s_epr", "full"),
    ]
}
