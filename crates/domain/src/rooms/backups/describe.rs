//! The fields and lists of backups. Names here are names in files, for good.

use crate::prelude::*;

/// How a backup is made.
pub const METHODS: &[Choice] = &[
    choice("full", "Full", Tone::Plain),
    choice("incremental", "Incremental", Tone::Plain),
    choice("differential", "Differential", Tone::Plain),
    choice("snapshot", "Snapshot", Tone::Plain),
    choice("replication", "Replication", Tone::Plain),
    choice("cdp", "Continuous (CDP)", Tone::Plain),
];

/// What a copy is kept on.
pub const MEDIA: &[Choice] = &[
    choice("disk", "Disk", Tone::Plain),
    choice("object", "Object store", Tone::Plain),
    choice("tape", "Tape", Tone::Plain),
    choice("optical", "Optical disc", Tone::Plain),
    choice("snapshot", "Snapshot beside the data", Tone::Plain),
    choice("other", "Other", Tone::Plain),
];

/// How a job ended.
pub const RESULTS: &[Choice] = &[
    choice("success", "Success", Tone::Good),
    choice("warning", "With warnings", Tone::Warn),
    choice("failed", "Failed", Tone::Bad),
    choice("cancelled", "Cancelled", Tone::Plain),
];

/// How much a restore test brings back.
pub const SCOPES: &[Choice] = &[
    choice("full", "All data", Tone::Plain),
    choice("partial", "Part of it", Tone::Plain),
    choice("files", "Some files", Tone::Plain),
    choice("bare_metal", "All, on empty machines", Tone::Plain),
];

/// How a restore test ended.
pub const VERDICTS: &[Choice] = &[
    choice("passed", "Passed", Tone::Good),
    choice("passed_with_issues", "Passed with issues", Tone::Warn),
    choice("failed", "Failed", Tone::Bad),
];

/// Whether the data that came back is whole.
pub const INTEGRITY: &[Choice] = &[
    choice("ok", "Whole", Tone::Good),
    choice("not_ok", "Not whole", Tone::Bad),
    choice("not_checked", "Not checked", Tone::Warn),
];

pub(super) const POLICY: &[Field] = &[
    NAME,
    field("service", "Data set", Type::Link(&["service"]))
        .help("What is copied.")
        .column(),
    field("what", "What is copied", Type::Prose).help("And what is not."),
    field("method", "Method", Type::Choice(METHODS)),
    field("interval", "Every", Type::Minutes)
        .group("Schedule")
        .help("From the start of one copy to the start of the next.")
        .column(),
    field("job_time", "Takes", Type::Minutes)
        .group("Schedule")
        .help("From the start of a copy to its end. Where jobs are logged, what they took counts."),
    field("schedule", "In words", Type::Line)
        .group("Schedule")
        .help("For example: every night at 22:00, full on Sundays."),
    field("anchor", "First at", Type::Instant)
        .group("Schedule")
        .help("From then on a job is expected at each interval, and missed where none is logged."),
    field("grace", "Grace", Type::Minutes)
        .group("Schedule")
        .help("How late a result may come before it is missed. Empty: until the next is due."),
    field("verify_every", "Verified every", Type::Minutes)
        .group("Schedule")
        .help("By a restore test, or by a job that reads back what it wrote. For example 30 d."),
    field("retention", "Kept for", whole(0, 36_500, "days")).group("Where copies are"),
    field("location", "Kept at", Type::Link(&["service"]))
        .group("Where copies are")
        .help(
            "The site where the copy is. Of several, or to say more of it, use the list of copies.",
        )
        .column(),
    field("transfer_lag", "On its way", Type::Minutes)
        .group("Where copies are")
        .help("From the end of a copy until it is where it is kept."),
];

pub(super) const COPY: &[Field] = &[
    field("title", "Copy", Type::Line),
    field("location", "Kept at", Type::Link(&["service"])).help("The site, or what stores it."),
    field("medium", "Medium", Type::Choice(MEDIA)),
    field("offsite", "Off site", Type::Flag).help("Not where the data set itself is."),
    field("offline", "Offline", Type::Flag).help("Nothing on the network can write to it."),
    field("immutable", "Immutable", Type::Flag)
        .help("Nobody can change or delete it before its time."),
    field("encrypted", "Encrypted", Type::Flag),
    field("lag", "On its way", Type::Minutes).help("From the end of the job until it is there."),
    field("note", "Note", Type::Line),
];

pub(super) const JOB: &[Field] = &[
    field("policy", "Policy", Type::Link(&["backup_policy"])).column(),
    field("started", "Started", Type::Instant).column(),
    field("ended", "Ended", Type::Instant),
    field("result", "Result", Type::Choice(RESULTS)).column(),
    field(
        "size",
        "Size",
        Type::Number {
            min: 0.0,
            max: 1e9,
            unit: "GB",
        },
    ),
    field("errors", "Errors", whole(0, 1 << 40, "")),
    field("verified", "Verified", Type::Flag).help("It read back what it wrote."),
    field("copy", "Copy", Type::Line).help("Which of the policy’s copies it wrote."),
    field("message", "Message", Type::Line),
    field("reference", "Reference", Type::Line).help("Its name or number in the backup program."),
];

pub(super) const TEST: &[Field] = &[
    field(
        "services",
        "Data sets and services",
        Type::Links(&["service"]),
    )
    .help("What is brought back. Empty: the data set of the policy.")
    .column(),
    field("policy", "Policy", Type::Link(&["backup_policy"])).help("Whose copy is used."),
    field("copy", "Copy", Type::Line).help("Which of the policy’s copies."),
    field("scope", "Scope", Type::Choice(SCOPES))
        .assumed("full")
        .help("Part of it and some files prove how old the data is, but no recovery time."),
    field("due", "Due", Type::Date).column(),
    field("operator", "Operator", Type::Link(&["person"])),
    field("started", "Started", Type::Instant)
        .group("What happened")
        .help("When the data was needed: the clock of the RTO runs from here."),
    field("ended", "Ended", Type::Instant)
        .group("What happened")
        .help("When it could be used again."),
    field("data_as_of", "Data as of", Type::Instant)
        .group("What happened")
        .help("The moment whose data came back."),
    field("result", "Result", Type::Choice(VERDICTS))
        .group("What happened")
        .column(),
    field("integrity", "Integrity", Type::Choice(INTEGRITY)).group("What happened"),
    field("integrity_note", "How it was checked", Type::Prose).group("What happened"),
    field("run", "Run", Type::Link(&["run"]))
        .group("What happened")
        .help("The run of the runbook, if it was restored by one."),
    field("findings", "Findings", Type::Prose).group("What happened"),
];
