//! The picture archive: a decision with two ways, a gate, and two milestones.

use crate::sample::steps::{
    self, Step, check, command, decide, milestone, section, step, task, tell,
};
use crate::sample::world::World;
use serde_json::json;

/// Writes the runbook and has it approved.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("joe", "2026-09-08 13:15")?;
    let head = json!({
        "title": "Bring the picture archive back", "owner": "@lorna",
        "tags": ["clinical", "imaging"], "scenario": "site", "services": ["@s_pictures", "@s_care"],
        "purpose": "Radiologists and the emergency departments see today’s pictures within the \
                    hour, and all older ones before the next morning.",
        "trigger": "Pictures do not open from two wards, or the archive’s page shows no node in green.",
        "preconditions": "- Console access to both archive nodes\n\
                          - Scanners are told to keep their pictures (they hold two days)",
        "review_every": "12m", "next_review": "2027-09-08",
        "variables": [
            {"name": "active_node", "description": "The node that has the newest data", "pattern": "pa-(fg|md)[0-9]"},
            {"name": "down_since", "description": "When pictures stopped, 24-hour clock", "pattern": "[0-2][0-9]:[0-5][0-9]"},
            {"name": "contact", "description": "Extension that answers questions tonight", "default": "4460"},
        ],
    });
    steps::write(world, "rb_pictures", head, outline())?;
    world.act("rb_pictures", "submit", &[])?;
    world.sit("tobias", "2026-09-10 09:40")?;
    world.approve("rb_pictures", "After the move of pa-md1")
}

fn outline() -> Vec<Step> {
    vec![
        section("Know where it stands", vec![
            command("Find the node that has the newest data", "sh",
                "for n in pa-fg1 pa-md1; do ssh $n 'pacsctl status --last-study'; done")
                .by("recovery").takes(3, 5, 10).captures("active_node")
                .shows("pa-…1  last study  today, a few minutes before the failure"),
            tell("Tell those who wait for pictures", "Send it before anything else is tried.")
                .by("communications").takes(3, 5, 10)
                .to("Radiology, both emergency departments, theatres", "Text group *Imaging*, then by voice",
                    "The picture archive is down since {{down_since}}. Scanners work and keep their \
                     pictures: look at them on the scanner’s own screen. Urgent questions: \
                     extension {{contact}}. Next message in 30 minutes.").named("told"),
        ]),
        decide("Is the storage of {{active_node}} whole?",
            "`pacsctl volumes` on {{active_node}}: all volumes *clean* is a yes. One *degraded* is a no.")
            .by("recovery").takes(3, 5, 15).answers(&["no", "yes"]).named("whole").with(vec![
                section("Start in place", vec![
                    command("Start reading only", "sh", "ssh {{active_node}} 'pacsctl start --read-only'")
                        .shows("mode: read-only\nindex: checking")
                        .by("recovery").takes(5, 10, 15).back("`pacsctl stop`; nothing was written."),
                    step("wait", "The index checks itself")
                        .says("It is quicker left alone. Not before an hour after the start.")
                        .by("recovery").not_before(60).takes(20, 30, 45),
                ]).when("yes"),
                section("Move to the other hall", vec![
                    task("Ask the network whether the halls see each other", "Runbook *Fail over the data centre link* if not.")
                        .by("network").takes(5, 10, 20),
                    command("Promote the copy", "sh", "ssh pa-md1 'pacsctl promote --force'")
                        .by("recovery").takes(10, 15, 30).final_step()
                        .says("Pictures of the last minutes are only on the scanners after this."),
                ]).when("no"),
            ]),
        departments(),
        check("Ten known studies open", "Two from each kind of scanner, from a ward and from theatre.")
            .by("recovery").takes(10, 15, 20).after(&["whole"]).proven().named("open"),
        milestone("Today’s pictures can be seen").recovers("s_care", "full"),
        step("approval", "Clinical safety lets new pictures in")
            .says("Ask: does any picture hang on the wrong patient? One is a no.")
            .by("safety").takes(5, 10, 15),
        task("Take writing up again and empty the scanners", "One scanner after the other, oldest first.")
            .by("recovery").takes(60, 90, 180),
        step("runbook", "Hand over to the day shift").runbook("rb_snippet").by("recovery"),
        milestone("Archive complete").recovers("s_pictures", "full"),
    ]
}

// What goes on beside the repair.
fn departments() -> Step {
    section("Meanwhile, in the departments", vec![
        task("A radiologist reads urgent pictures at the scanners",
            "Resuscitation first. Reports by telephone, read back, and on paper.")
            .by("safety").takes(60, 90, 120).after(&["told"]),
        tell("Second message", "Only if it still does not work; otherwise skip it.")
            .by("communications").takes(2, 3, 5).not_before(30).after(&["told"])
            .to("Radiology, both emergency departments, theatres", "Text group *Imaging*",
                "Still no archive. We work on {{active_node}}. Go on reading at the scanners. Urgent \
                 questions: extension {{contact}}. Next message in an hour."),
        check("No scanner’s disk is over 80 %", "All eleven, on their own service page. Over 80 %: no more follow-ups there.")
            .by("network").takes(15, 20, 30).not_before(75).after(&["told"]),
    ]).after(&["told"])
}
