//! The change requests, each as far as it has come.

use super::world::World;
use serde_json::{Value, json};
use std::collections::BTreeMap;

const CHANGES: &str = include_str!("changes.json");

/// What somebody did with a change: when, who, what, and the answers.
type Deed = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

/// What was done with each change, in the order in which they were requested.
const STORY: &[(&str, &str, &[Deed])] = &[
    (
        "c_store",
        "2026-09-01 09:20",
        &[
            ("2026-09-01 09:50", "dan", "submit", &[]),
            ("2026-09-03 11:00", "anwar", "assess", &[]),
            (
                "2026-09-03 15:10",
                "ines",
                "approve",
                &[("comment", "Only after the month-end run.")],
            ),
            ("2026-09-04 08:30", "ruth", "approve", &[]),
            ("2026-09-04 08:40", "anwar", "authorise", &[]),
            ("2026-09-04 08:45", "anwar", "schedule", &[]),
            ("2026-09-23 20:05", "dan", "implement", &[]),
            ("2026-09-24 02:40", "dan", "finish", &[]),
            (
                "2026-09-25 10:15",
                "anwar",
                "close",
                &[
                    ("outcome", "successful"),
                    (
                        "notes",
                        "First full backup took 4 h 10 min. Restore to the test host: all ten tables equal.",
                    ),
                ],
            ),
        ],
    ),
    (
        "c_core",
        "2026-09-21 13:35",
        &[
            ("2026-09-21 14:00", "gareth", "submit", &[]),
            ("2026-09-23 09:30", "anwar", "assess", &[]),
            ("2026-09-23 16:45", "sunita", "approve", &[]),
            (
                "2026-09-25 12:20",
                "tobias",
                "approve",
                &[(
                    "comment",
                    "Emergency department needs a runner from 23:45 to 05:00.",
                )],
            ),
            ("2026-09-25 13:00", "anwar", "authorise", &[]),
            ("2026-09-25 13:05", "anwar", "schedule", &[]),
            ("2026-10-11 00:10", "gareth", "implement", &[]),
            ("2026-10-11 03:55", "gareth", "finish", &[]),
            (
                "2026-10-13 10:40",
                "sunita",
                "close",
                &[
                    ("outcome", "backed_out"),
                    (
                        "notes",
                        "Standby would not rejoin the stack after the reload: the new image needs a \
                       boot loader that our release note did not name. Old image from slot 2 at \
                       03:20, green at 03:48. No ward lost more than four minutes. Next try after \
                       a rehearsal on the spare switch.",
                    ),
                ],
            ),
        ],
    ),
    (
        "c_cloud",
        "2026-10-16 10:05",
        &[(
            "2026-11-05 15:00",
            "gareth",
            "cancel",
            &[(
                "why",
                "Porting the numbers takes twelve weeks. New request when the contract is signed.",
            )],
        )],
    ),
    (
        "c_smb",
        "2026-10-26 14:50",
        &[
            ("2026-10-26 15:10", "marcus", "submit", &[]),
            ("2026-10-27 10:00", "anwar", "assess", &[]),
            (
                "2026-10-28 13:15",
                "tobias",
                "decline",
                &[(
                    "comment",
                    "Two mobile X-ray units speak nothing else, and you would find out at 3 a.m.",
                )],
            ),
            (
                "2026-10-28 16:00",
                "anwar",
                "reject",
                &[(
                    "why",
                    "In three steps by department, with the devices listed first.",
                )],
            ),
        ],
    ),
    (
        "c_vpn",
        "2026-10-28 22:05",
        &[
            ("2026-10-28 22:12", "marcus", "submit", &[]),
            ("2026-10-28 22:14", "marcus", "assess", &[]),
            (
                "2026-10-28 22:20",
                "anwar",
                "approve",
                &[("comment", "By telephone to me at 22:16. Go.")],
            ),
            (
                "2026-10-28 22:21",
                "marcus",
                "authorise",
                &[(
                    "why",
                    "Exploited tonight. Incident commander agrees; the director cannot be reached before morning.",
                )],
            ),
            ("2026-10-28 22:23", "sunita", "schedule", &[]),
            ("2026-10-28 22:24", "sunita", "implement", &[]),
            ("2026-10-29 00:35", "sunita", "finish", &[]),
            (
                "2026-10-29 08:10",
                "peter",
                "approve",
                &[(
                    "comment",
                    "Approved afterwards. Right decision; please ring me at night as well.",
                )],
            ),
            (
                "2026-10-30 11:30",
                "marcus",
                "close",
                &[
                    ("outcome", "successful"),
                    (
                        "notes",
                        "No sign of use before the patch. Off for 71 minutes.",
                    ),
                ],
            ),
        ],
    ),
    (
        "c_agent",
        "2026-10-29 09:45",
        &[
            ("2026-10-29 10:10", "marcus", "submit", &[]),
            ("2026-10-30 09:00", "anwar", "assess", &[]),
            ("2026-10-30 09:15", "anwar", "approve", &[]),
            (
                "2026-11-02 17:30",
                "tobias",
                "approve",
                &[("comment", "Not the theatre PCs before January.")],
            ),
            ("2026-11-03 08:20", "ruth", "authorise", &[]),
            ("2026-11-03 08:25", "ruth", "schedule", &[]),
            ("2026-11-16 08:15", "marcus", "implement", &[]),
        ],
    ),
    (
        "c_rules",
        "2026-11-04 11:30",
        &[
            ("2026-11-04 11:40", "gareth", "submit", &[]),
            ("2026-11-05 09:10", "anwar", "assess", &[]),
            ("2026-11-06 10:25", "sunita", "approve", &[]),
            ("2026-11-06 10:30", "anwar", "authorise", &[]),
            ("2026-11-06 10:35", "anwar", "schedule", &[]),
            ("2026-11-19 20:05", "gareth", "implement", &[]),
            ("2026-11-19 23:20", "gareth", "finish", &[]),
        ],
    ),
    (
        "c_fibre",
        "2026-11-05 08:35",
        &[
            ("2026-11-05 08:55", "sunita", "submit", &[]),
            ("2026-11-06 09:00", "anwar", "assess", &[]),
            ("2026-11-06 11:15", "anwar", "approve", &[]),
            (
                "2026-11-09 07:50",
                "dan",
                "approve",
                &[("comment", "I stop the storage move that week.")],
            ),
            ("2026-11-09 09:30", "ruth", "authorise", &[]),
        ],
    ),
    (
        "c_failover",
        "2026-11-09 13:20",
        &[
            ("2026-11-10 09:05", "dan", "submit", &[]),
            ("2026-11-12 10:00", "anwar", "assess", &[]),
            (
                "2026-11-16 18:40",
                "helen",
                "approve",
                &[(
                    "comment",
                    "With a paper rehearsal on the two intensive care units before.",
                )],
            ),
        ],
    ),
    (
        "c_ups",
        "2026-11-18 10:50",
        &[("2026-11-18 11:05", "brian", "submit", &[])],
    ),
    ("c_gateway", "2026-11-19 16:15", &[]),
    (
        "c_patch",
        "2026-11-20 09:10",
        &[
            ("2026-11-20 09:15", "freya", "submit", &[]),
            ("2026-11-20 09:18", "freya", "schedule", &[]),
        ],
    ),
    (
        "c_splice",
        "2026-11-17 09:30",
        &[
            ("2026-11-17 09:40", "gareth", "submit", &[]),
            ("2026-11-18 10:00", "anwar", "assess", &[]),
            ("2026-11-18 16:10", "sunita", "approve", &[]),
            ("2026-11-18 16:15", "sunita", "authorise", &[]),
            ("2026-11-18 16:20", "sunita", "schedule", &[]),
            ("2026-11-22 18:02", "gareth", "implement", &[]),
        ],
    ),
];

/// Writes the changes and takes each as far as it has come.
pub fn requested(world: &mut World) -> Result<(), String> {
    let changes: Vec<(String, Value)> =
        serde_json::from_str(CHANGES).map_err(|error| error.to_string())?;
    let mut changes: BTreeMap<String, Value> = changes.into_iter().collect();
    for (name, when, deeds) in STORY {
        let change = changes.remove(*name).ok_or("a change without words")?;
        let owner = change["requester"].as_str().or(change["owner"].as_str());
        let author = owner.unwrap_or_default().trim_start_matches('@').to_owned();
        world.sit(&author, when)?;
        world.add("change", name, change)?;
        let mut last = author;
        for (when, who, action, answers) in *deeds {
            if last == *who {
                world.at(when)?;
            } else {
                world.sit(who, when)?;
            }
            (*who).clone_into(&mut last);
            world.act(name, action, answers)?;
        }
    }
    match changes.keys().next() {
        Some(left) => Err(format!("nobody requests {left}")),
        None => remarks(world),
    }
}

fn remarks(world: &mut World) -> Result<(), String> {
    world.sit("lorna", "2026-11-20 14:05")?;
    world.edit("c_failover", json!({"comments": [{
        "text": "The supplier wants ten working days’ notice for someone at the desk that Sunday. \
                 Asked today, number 48116.",
        "by": "Lorna Tait", "at": "2026-11-20T14:05:00.000Z",
    }]}))
}
