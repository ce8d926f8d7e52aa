//! The fields and lists of incidents, problems and message templates. Names here are names in files, for
//! good.

use crate::prelude::*;

/// How far an incident has come, in order.
pub const STATES: &[Choice] = &[
    choice("new", "New", Tone::Warn),
    choice("assigned", "Assigned", Tone::Busy),
    choice("in_progress", "In progress", Tone::Busy),
    choice("on_hold", "On hold", Tone::Warn),
    choice("resolved", "Resolved", Tone::Good),
    choice("reopened", "Reopened", Tone::Warn),
    choice("closed", "Closed", Tone::Good),
    choice("cancelled", "Cancelled", Tone::Plain),
    choice("duplicate", "Duplicate", Tone::Plain),
];

/// How much of something: of the impact of an incident, of its urgency.
pub const LEVELS: &[Choice] = &[
    choice("high", "High", Tone::Bad),
    choice("medium", "Medium", Tone::Warn),
    choice("low", "Low", Tone::Plain),
];

/// What told of an incident first.
pub const DETECTION: &[Choice] = &[
    choice("monitoring", "Monitoring", Tone::Plain),
    choice("user", "A user", Tone::Plain),
    choice("staff", "Our own staff", Tone::Plain),
    choice("supplier", "A supplier", Tone::Plain),
    choice("authority", "An authority", Tone::Plain),
    choice("other", "Something else", Tone::Plain),
];

/// What a disruption does to a service.
pub const OUTAGES: &[Choice] = &[
    choice("outage", "Down", Tone::Bad),
    choice("degraded", "Degraded", Tone::Warn),
];

/// Why an incident has to wait.
pub const WAITS: &[Choice] = &[
    choice("customer", "For the customer", Tone::Plain),
    choice("supplier", "For a supplier", Tone::Plain),
    choice("change", "For a change", Tone::Plain),
    choice("parts", "For parts", Tone::Plain),
    choice("other", "For something else", Tone::Plain),
];

/// What an entry of the timeline says.
pub const ENTRIES: &[Choice] = &[
    choice("note", "Note", Tone::Plain),
    choice("observation", "Observed", Tone::Plain),
    choice("action", "Done", Tone::Good),
    choice("decision", "Decided", Tone::Busy),
    choice("hypothesis", "Supposed", Tone::Plain),
    choice("evidence", "Evidence", Tone::Plain),
    choice("state", "State", Tone::Busy),
    choice("assigned", "Assigned", Tone::Plain),
    choice("escalated", "Escalated", Tone::Warn),
    choice("handed_over", "Handed over", Tone::Plain),
];

/// Roles in an incident.
pub const ROLES: &[Choice] = &[
    choice("commander", "Incident commander", Tone::Plain),
    choice("liaison", "Liaison", Tone::Plain),
    choice("communications", "Communications", Tone::Plain),
    choice("scribe", "Scribe", Tone::Plain),
];

/// Ways of escalation (ITIL 4).
pub const ESCALATIONS: &[Choice] = &[
    choice(
        "functional",
        "Functional: to those who know more",
        Tone::Plain,
    ),
    choice("hierarchic", "Hierarchic: to those who decide", Tone::Plain),
];

/// How a task stands.
pub const TASKS: &[Choice] = &[
    choice("open", "Open", Tone::Plain),
    choice("done", "Done", Tone::Good),
    choice("dropped", "Dropped", Tone::Plain),
];

/// What a message is of the course of an incident.
pub const STAGES: &[Choice] = &[
    choice("first", "First notice", Tone::Plain),
    choice("update", "Update", Tone::Plain),
    choice("resolved", "Resolved", Tone::Plain),
];

/// Who is told.
pub const AUDIENCES: &[Choice] = &[
    choice("internal", "Internal", Tone::Plain),
    choice("customers", "Customers", Tone::Plain),
];

/// Duties to report, whose clocks are known.
pub const REGIMES: &[Choice] = &[
    choice("nis2", "NIS2", Tone::Plain),
    choice("dora", "DORA", Tone::Plain),
    choice("gdpr", "GDPR", Tone::Plain),
    choice("other", "Another duty", Tone::Plain),
];

/// Kinds of contributing factors.
pub const FACTORS: &[Choice] = &[
    choice("technology", "Technology", Tone::Plain),
    choice("process", "Process", Tone::Plain),
    choice("people", "People", Tone::Plain),
    choice("supplier", "Supplier", Tone::Plain),
    choice("environment", "Environment", Tone::Plain),
];

/// How far a problem has come, in order.
pub const PROBLEM_STATES: &[Choice] = &[
    choice("new", "New", Tone::Warn),
    choice("investigating", "Investigating", Tone::Busy),
    choice("known_error", "Known error", Tone::Warn),
    choice("fix_in_progress", "Fix in progress", Tone::Busy),
    choice("resolved", "Resolved", Tone::Good),
    choice("closed", "Closed", Tone::Good),
];

const RATING: &[Field] = &[
    field("impact", "Impact", Type::Choice(LEVELS)),
    field("urgency", "Urgency", Type::Choice(LEVELS)),
];

const STATED: &[Field] = &[
    field("repair", "To repair", Type::Minutes),
    field("resolve", "To resolve", Type::Minutes),
    field("downtime", "Downtime", Type::Minutes),
];

const PERSON: Type = Type::Link(&["person"]);

/// The fields of an incident.
pub(super) const INCIDENT_FIELDS: &[Field] = &[
    field("state", "State", Type::Choice(STATES))
        .assumed("new")
        .by_screen()
        .column(),
    field("rating", "Impact and urgency", Type::Group(RATING))
        .help("How much is hit, and how soon it must be mended. The priority follows from both."),
    field("major", "Major incident", Type::Flag)
        .help("Led by an incident commander, in the war room."),
    field("services", "Services", Type::Links(&["service"]))
        .help("What is hit.")
        .column(),
    field("description", "What happens", Type::Prose).help("What people notice, and where."),
    field("category", "Category", Type::Line),
    field("subcategory", "Subcategory", Type::Line),
    field("detection", "Detected by", Type::Choice(DETECTION)),
    field("reporter", "Reported by", PERSON),
    field("reference", "Number elsewhere", Type::Line)
        .help("The number or address of the same incident in another tool."),
    field("team", "Team", Type::Link(&["team"])).group("Who"),
    field("assignee", "Assigned to", PERSON)
        .group("Who")
        .column(),
    field("commander", "Incident commander", PERSON)
        .group("Who")
        .by_screen(),
    field("liaison", "Liaison", PERSON).group("Who").by_screen(),
    field("communications", "Communications", PERSON)
        .group("Who")
        .by_screen(),
    field("scribe", "Scribe", PERSON).group("Who").by_screen(),
    field("occurred", "Occurred", Type::Instant)
        .group("Times")
        .help("When it began, noticed or not."),
    field("detected", "Detected", Type::Instant)
        .group("Times")
        .column(),
    field("acknowledged", "Acknowledged", Type::Instant)
        .group("Times")
        .help("When somebody took it on."),
    field("mitigated", "Mitigated", Type::Instant)
        .group("Times")
        .help("When people could work again, or the spread had ended."),
    field("resolved", "Resolved", Type::Instant).group("Times"),
    field("closed", "Closed", Type::Instant).group("Times"),
    field(
        "stated",
        "Durations as the source states them",
        Type::Group(STATED),
    )
    .group("Times")
    .by_screen(),
    field("resolution", "Resolution", Type::Prose)
        .group("Solution")
        .help("What was done, and how one saw that it helped."),
    field("workaround", "Workaround", Type::Prose).group("Solution"),
    field("problem", "Problem", Type::Link(&["problem"]))
        .group("Solution")
        .help("What lies behind it."),
    field("caused_by", "Caused by the change", Type::Link(&["change"])).group("Solution"),
    field("duplicate_of", "Duplicate of", Type::Link(&["incident"]))
        .group("Solution")
        .by_screen(),
    field("excluded", "Left out of all figures", Type::Flag)
        .group("Solution")
        .help("For drills and false alarms: neither metrics nor service levels count it."),
    field("summary", "Summary", Type::Prose)
        .group("Post-incident review")
        .help("What happened, for somebody who was not there."),
    field("went_well", "What went well", Type::Prose).group("Post-incident review"),
    field("went_badly", "What went badly", Type::Prose).group("Post-incident review"),
    field("lucky", "Where we were lucky", Type::Prose).group("Post-incident review"),
    field("fingerprint", "Fingerprint of the source", Type::Line)
        .group("Source")
        .by_screen(),
    field("more", "What the source says besides", Type::Code)
        .group("Source")
        .by_screen(),
];

/// A time in which something holds: without an end it still does.
const FROM: Field = field("from", "From", Type::Instant);
const TO: Field = field("to", "To", Type::Instant).help("Empty while it goes on.");

/// What happened to services, and when.
pub const OUTAGE: &[Field] = &[
    field("service", "Service", Type::Link(&["service"])),
    field("kind", "How", Type::Choice(OUTAGES)).assumed("outage"),
    FROM,
    TO,
    field("note", "Note", Type::Line),
];

const PAUSE: &[Field] = &[
    FROM,
    TO,
    field("reason", "Reason", Type::Choice(WAITS)),
    field("note", "Note", Type::Line),
];

const ENTRY: &[Field] = &[
    field("at", "At", Type::Instant).help("Can be put right later."),
    field("first_at", "First at", Type::Instant)
        .help("The time that was written first, where it was put right since."),
    field("what", "What", Type::Choice(ENTRIES)).assumed("note"),
    field("text", "Entry", Type::Prose),
    field("by", "By", Type::Line),
    field("by_id", "By (person)", PERSON),
    field("from", "From", Type::Choice(STATES)),
    field("to", "To", Type::Choice(STATES)),
    field("role", "Role", Type::Choice(ROLES)),
    field("who", "Who", Type::Link(&["person", "role", "team"])),
    field("way", "Way", Type::Choice(ESCALATIONS)),
    field("corrects", "Corrects", Type::Line).help("The id of the entry that this puts right."),
];

const TASK: &[Field] = &[
    field("title", "Task", Type::Line),
    field("who", "Who", Type::Link(WHO)),
    field("due", "Due", Type::Instant),
    field("state", "State", Type::Choice(TASKS)).assumed("open"),
    field("done_at", "Done at", Type::Instant),
];

const MESSAGE: &[Field] = &[
    field("at", "Sent", Type::Instant),
    field("stage", "Stage", Type::Choice(STAGES)),
    field("audience", "Audience", Type::Choice(AUDIENCES)).assumed("internal"),
    field("channel", "Channel", Type::Line).help("For example e-mail, status page, telephone."),
    field("text", "Message", Type::Prose),
    field("next_update", "Next update promised for", Type::Instant),
    field("by", "By", Type::Line),
];

const DUTY: &[Field] = &[
    field("regime", "Duty", Type::Choice(REGIMES)),
    field("aware", "Aware since", Type::Instant)
        .help("When we knew that it is one to report. Empty: when it was detected."),
    field("classified", "Classified as major", Type::Instant).help("DORA counts from here, too."),
    field("within", "To report within", Type::Minutes).help("Of another duty, from being aware."),
    field("first_sent", "First report sent", Type::Instant),
    field("second_sent", "Second report sent", Type::Instant),
    field("final_sent", "Final report sent", Type::Instant),
    field("note", "Note", Type::Line).help("For example to which authority, and its number."),
];

const FACTOR: &[Field] = &[
    field("title", "Factor", Type::Line),
    field("sort", "Sort", Type::Choice(FACTORS)),
    field("note", "How it contributed", Type::Prose),
];

const FACTOR_LIST: List = list("factors", "Contributing factors", "Factor", FACTOR);

/// The lists of an incident.
pub(super) const INCIDENT_LISTS: &[List] = &[
    list("outages", "Outages", "Outage", OUTAGE),
    list("tasks", "Tasks", "Task", TASK),
    list("timeline", "Timeline", "Entry", ENTRY).by_screen(),
    list("messages", "Messages", "Message", MESSAGE),
    list("duties", "Duties to report", "Duty", DUTY),
    list("pauses", "Pauses of the clocks", "Pause", PAUSE),
    FACTOR_LIST,
];

/// The fields of a problem.
pub(super) const PROBLEM_FIELDS: &[Field] = &[
    field("state", "State", Type::Choice(PROBLEM_STATES))
        .assumed("new")
        .by_screen()
        .column(),
    field("services", "Services", Type::Links(&["service"])).column(),
    field("category", "Category", Type::Line),
    field("symptoms", "Symptoms", Type::Prose).help("How one sees that it is this again."),
    field("team", "Team", Type::Link(&["team"])).group("Who"),
    field("assignee", "Assigned to", PERSON)
        .group("Who")
        .column(),
    field("investigation", "Investigation", Type::Prose).group("Investigation"),
    field("workaround", "Workaround", Type::Prose)
        .group("Known error")
        .help("What helps until it is mended. Offered on new incidents of these services."),
    field("fix", "Permanent fix", Type::Link(&["change"])).group("Known error"),
];

/// The lists of a problem.
pub(super) const PROBLEM_LISTS: &[List] = &[
    list(
        "whys",
        "Five whys",
        "Why",
        &[
            field("title", "Why?", Type::Line),
            field("answer", "Because", Type::Prose),
        ],
    ),
    FACTOR_LIST,
    list(
        "log",
        "Log",
        "Entry",
        &[
            field("at", "At", Type::Instant),
            field("by", "By", Type::Line),
            field("by_id", "By (person)", PERSON),
            field("from", "From", Type::Choice(PROBLEM_STATES)),
            field("to", "To", Type::Choice(PROBLEM_STATES)),
            field("why", "Why", Type::Prose),
        ],
    )
    .by_screen(),
];

/// The fields of a message template.
pub(super) const TEMPLATE_FIELDS: &[Field] = &[
    NAME,
    field("stage", "Stage", Type::Choice(STAGES)).column(),
    field("audience", "Audience", Type::Choice(AUDIENCES)).assumed("internal").column(),
    field("channel", "Channel", Type::Line),
    field("text", "Message", Type::Prose).help(
        "{{title}}, {{code}}, {{services}}, {{state}}, {{since}}, {{next_update}}, {{workaround}} and \
         {{resolution}} are filled in.",
    ),
    field("minutes", "Next update after", Type::Minutes)
        .help("How long until the next message is promised."),
];
