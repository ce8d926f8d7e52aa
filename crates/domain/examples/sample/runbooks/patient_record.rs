//! Restoring the electronic patient record after ransomware.

use crate::sample::steps::{
    self, Step, check, command, decide, milestone, section, step, task, tell,
};
use crate::sample::world::World;
use serde_json::json;

/// Writes the runbook and has it approved.
pub fn write(world: &mut World) -> Result<(), String> {
    world.sit("dan", "2026-07-06 08:10")?;
    let head = json!({
        "title": "Restore the electronic patient record after ransomware",
        "owner": "@recovery", "tags": ["clinical", "cyber", "EPR"], "scenario": "ransomware",
        "purpose": "Clinicians work in a clean patient record again, with no more than 15 minutes \
                    of entries lost, and the intruder is not in it.",
        "trigger": "Encrypted files or a ransom note on any server of the patient record, or an \
                    EDR alarm *mass file change* there that cyber security confirms.",
        "preconditions": "- Incident declared, incident commander named, log open\n\
                          - Recovery network at Marrowdale reachable from the two red laptops\n\
                          - Break-glass envelopes 1, 2 and 4 from the control room’s safe\n\
                          - Two people for every step that is marked as point of no return",
        "services": ["@s_epr"],
        "review_every": "6m", "next_review": "2027-01-20",
        "notes": "Times are from the exercise in March 2026 (11 h 40 min with a 2.1 TB database).\n\n\
                  Not in here: paying, which is not a technical decision, and talking to the \
                  intruder, which is the police’s.",
        "variables": [
            {"name": "db", "description": "Name of the database", "default": "FELLSEPR", "pattern": "[A-Z]{4,8}"},
            {"name": "db_host", "description": "Clean database server in the recovery network", "default": "rec-db1"},
            {"name": "restore_point", "description": "Last moment known to be clean, as YYYY-MM-DD HH24:MI, from forensics", "pattern": "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}"},
            {"name": "isolated_at", "description": "When it was cut off, 24-hour clock", "pattern": "[0-2][0-9]:[0-5][0-9]"},
            {"name": "vault_code", "description": "One-time code of the immutable store, from two key holders", "secret": true},
        ],
    });
    let outline = vec![
        contain(),
        decide_the_point(),
        foundation(),
        database(),
        application(),
        reopen(),
        after(),
    ];
    steps::write(world, "rb_epr", head, outline)?;
    world.act("rb_epr", "submit", &[])?;
    world.sit("helen", "2026-07-20 18:05")?;
    world.edit("rb_epr", json!({"comments": [{
        "text": "Approved on condition that the sample check stays before the wards are let in, \
                 however late it is.",
        "by": "Dr Helen Marsden", "at": "2026-07-20T18:05:00.000Z",
    }]}))?;
    world.approve("rb_epr", "Times from the exercise in March")
}

fn contain() -> Step {
    section("Contain", vec![
        task("Pull the record off the network",
            "Firewall rule group **EPR-ISOLATE**, enable, commit. Do **not** power anything off: \
             memory is evidence.\n\nNo access to the firewall? Unplug ports 1–4 of the two EPR top \
             switches, rack F07. They are marked red.")
            .by("network").takes(3, 5, 15).back("Disable the rule group, only when the commander says so.")
            .captures("isolated_at").named("isolated"),
        check("Nothing gets out any more",
            "From the jump host: `ping` to two application servers gives no answer. Firewall log \
             shows only *deny* for ten minutes.")
            .by("network").takes(10, 12, 15).proven(),
        step("runbook", "Wards go to paper").runbook("rb_paper")
            .says("It goes on beside the rest; do not wait for it here.")
            .by("safety").takes(25, 45, 75).after(&["isolated"]),
        tell("First message to gold", "Add only what somebody has seen. Guess nothing.")
            .by("communications").takes(5, 10, 15).after(&["isolated"]).named("gold")
            .to("Gold commander", "Gold bridge by voice, then e-mail",
                "Patient record isolated at {{isolated_at}} after suspected ransomware. Wards go to \
                 paper. Whether data left is not known yet. Next report in 30 minutes."),
        task("Call those who must be called",
            "National cyber desk, police, EPR supplier’s emergency line, insurer: numbers in \
             envelope 1. The data protection officer’s 72 hours begin **now**.")
            .by("commander").takes(15, 25, 40).proven().only("actual").after(&["gold"]),
        step("approval", "The commander says that it is contained")
            .says("Network and cyber security each say *quiet* and since when. Then it is written down.")
            .by("commander").takes(2, 5, 10),
    ])
}

fn decide_the_point() -> Step {
    section(
        "Find the clean moment",
        vec![
        task("Copy memory and disks of two servers",
            "The first one encrypted and one that still works. Cyber security does it; nobody else \
             logs on there.")
            .by("recovery").takes(40, 60, 120).proven(),
        decide("Is the last full backup older than the intruder?",
            "Forensics give the intruder’s first sign, T. The backup must have **ended** before T.")
            .by("commander").answers(&["no", "yes"]).with(vec![
                task("Go back one backup at a time",
                    "Until one ended before T. Each costs three hours of reading in; say so to gold.")
                    .by("dba").takes(20, 40, 90).when("no"),
                task("Take the archive logs up to T",
                    "From the immutable store, with their checksums. Nothing that was written after T.")
                    .by("dba").takes(10, 15, 30).when("yes"),
            ]),
        task("Say the moment aloud", "Scribe writes it and reads it back. From here on it is not discussed any more.")
            .by("commander").takes(5, 10, 20).captures("restore_point"),
        step("approval", "Clinical safety agrees to the data that will be missing")
            .says("Say in minutes what is lost, and which paper replaces it. Yes or no, by name.")
            .by("safety").takes(5, 10, 20).proven(),
    ],
    )
}

fn foundation() -> Step {
    section("Clean ground", vec![
        step("runbook", "A clean directory").runbook("rb_directory")
            .says("Only up to *Directory and DNS are sound*; the second reset of krbtgt goes on beside this.")
            .by("recovery").takes(120, 180, 300),
        command("Make three clean servers", "sh",
            "cd /recovery/epr && terraform apply -auto-approve -var site=marrowdale")
            .by("recovery").takes(20, 30, 60)
            .shows("Apply complete! Resources: 11 added, 0 changed, 0 destroyed.")
            .back("terraform destroy, then again; the store is not touched by this."),
        task("Open the immutable store for reading",
            "Two key holders, each types half of {{vault_code}}. Reading only; the lock on \
             deleting stays.")
            .by("recovery").takes(10, 15, 30),
        check("Scan the backup before it is let in",
            "Mount read-only on the scan host, full scan with yesterday’s signatures. One finding \
             = stop, take the backup before, decide again.")
            .by("recovery").takes(45, 70, 120).proven(),
    ])
}

fn database() -> Step {
    section("Database", vec![
        command("Start the instance without the database", "sh",
            "ssh oracle@{{db_host}}\nexport ORACLE_SID={{db}}\nrman target / <<< 'startup nomount;'")
            .by("dba").takes(5, 10, 15).shows("Oracle instance started"),
        command("Control file back", "sql",
            "restore controlfile from '/store/{{db}}/autobackup';\nalter database mount;")
            .by("dba").takes(5, 10, 20)
            .back("Take the autobackup of the day before; the names hold the date."),
        command("Restore and recover to the clean moment", "sql",
            "run {\n  set until time \"to_date('{{restore_point}}','YYYY-MM-DD HH24:MI')\";\n  restore database;\n  recover database;\n}")
            .by("dba").takes(150, 210, 320)
            .says("Eight channels. Watch `v$session_longops`, not your telephone. About 10 GB a \
                   minute; under 4 means the store is throttled: call the recovery lead.")
            .shows("media recovery complete"),
        check("Look before you open",
            "Open read-only. Newest entry in `encounter` is a few minutes before \
             {{restore_point}}. Ten known patients, with allergies. Block check finds nothing.")
            .by("dba").takes(20, 30, 45).proven(),
        command("Open it for good", "sql", "alter database open resetlogs;")
            .by("dba").takes(5, 5, 10).final_step()
            .says("After this the old archive logs fit no more. Two people, read the name of the \
                   database to each other."),
        command("Back it up at once", "sh", "/recovery/bin/full-backup.sh {{db}} --to immutable")
            .by("dba").takes(5, 10, 15)
            .says("Starts in the background, takes three hours, do not wait."),
        milestone("Database open").recovers("s_epr", "partial"),
    ])
}

fn application() -> Step {
    section(
        "Application",
        vec![
        command("Install the application from the golden image", "sh",
            "ansible-playbook -i recovery epr.yml --limit app --diff")
            .by("recovery").takes(30, 40, 60).shows("failed=0"),
        task("New passwords for every service account",
            "Application, interface engine, reporting, supplier’s access. From the generator on \
             the red laptop, into the vault, nowhere else.")
            .by("dba").takes(20, 30, 45),
        check("Smoke test by the applications team",
            "Script *EPR-S1*, 14 checks: log on, find patient, allergies, prescribe, give, \
             result, letter, print. All green, or say which are not.")
            .by("recovery").takes(25, 40, 60).proven(),
        task("Interfaces one by one",
            "Patient master first, then laboratory, imaging, pharmacy. After each: ten messages, \
             count in = count out. Queues of the outage are **kept**, replayed oldest first.")
            .by("recovery").takes(40, 60, 120),
        decide("Go or no-go?",
            "Commander asks round: recovery, database, network, clinical safety, cyber. Each says \
             *go* or *no-go* and one reason. One no-go is enough.")
            .by("commander").answers(&["go", "no-go"]).with(vec![
                task("Write names and hour into the log", "Who said *go*, one line each.")
                    .by("scribe").takes(2, 5, 5).when("go"),
                section("What stands in the way", vec![
                    tell("Tell gold that it takes longer", "")
                        .by("communications").takes(5, 5, 10)
                        .to("Gold commander", "Gold bridge by voice",
                            "Recovered to {{restore_point}}, but not let in: one check is not green. \
                             Wards stay on paper. Next report in 30 minutes."),
                    task("Mend it, then ask round again", "Only what was named. Nothing else is touched now.")
                        .by("recovery").takes(20, 40, 120),
                ]).when("no-go"),
            ]),
    ],
    )
}

fn reopen() -> Step {
    section(
        "Back to the wards",
        vec![
        task("Let in one ward",
            "Firewall group **EPR-PILOT**: Ward 7 at Marrowdale. Two nurses and a doctor work in \
             it for 30 minutes beside their paper.")
            .by("network").takes(35, 40, 60).back("Disable EPR-PILOT; the ward stays on paper."),
        check("Clinical safety looks at the pilot",
            "Sample: ten patients of Ward 7. Compare drugs and allergies with paper.")
            .by("safety").takes(15, 20, 30).proven(),
        tell("Tell everybody", "Ten minutes before the first site is let in.")
            .by("communications").takes(5, 10, 15)
            .to("All staff of the three sites", "Text group *Everybody*, tannoy, intranet",
                "The patient record comes back now, site by site: Marrowdale, Fellgate, St Oswin’s. \
                 It holds entries up to {{restore_point}}. Keep your paper. Change your password at \
                 first logon."),
        task("Let in the rest, site by site",
            "15 minutes between sites. Watch logons a minute and the database’s wait events.")
            .by("network").takes(45, 60, 90),
        milestone("Patient record in use").recovers("s_epr", "full"),
    ],
    )
}

fn after() -> Step {
    section(
        "Afterwards",
        vec![
        task("Entries from paper", "Ward clerks, by the order in the downtime procedure.")
            .by("safety").takes(180, 360, 720),
        task("Keep the evidence",
            "Images, logs, this run’s record: on two disks, sealed, signed, to the safe.")
            .by("scribe").takes(20, 30, 45).proven(),
        task("Talk it through while it is fresh",
            "Within 48 hours, one hour, no blame. What helped, what was missing, which step lied.")
            .by("commander").takes(60, 60, 60),
    ],
    )
}
