//! The fields and lists of services. Names here are names in files, for good.

use crate::prelude::*;

/// What a node of the service catalogue is.
pub const NODES: &[Choice] = &[
    choice("process", "Business process", Tone::Plain),
    choice("business_service", "Business service", Tone::Plain),
    choice("application", "Application", Tone::Plain),
    choice("infrastructure", "Infrastructure", Tone::Plain),
    choice("data", "Data set", Tone::Plain),
    choice("site", "Site", Tone::Plain),
    choice("supplier", "Supplier", Tone::Plain),
    choice("person_role", "Role of people", Tone::Plain),
];

/// Where a service is in its life.
pub const LIFECYCLE: &[Choice] = &[
    choice("planned", "Planned", Tone::Plain),
    choice("live", "Live", Tone::Good),
    choice("retiring", "Being retired", Tone::Warn),
    choice("retired", "Retired", Tone::Plain),
];

/// What it means for a service when something that it depends on is down.
pub const DEPENDENCIES: &[Choice] = &[
    choice("hard", "Hard: down means down", Tone::Bad),
    choice("degraded", "Degraded: down means reduced", Tone::Warn),
    choice("recovery", "Needed to recover, not to run", Tone::Plain),
];

/// What is needed to go on at a minimum (ISO 22301, 8.3.4).
pub const RESOURCES: &[Choice] = &[
    choice("people", "People", Tone::Plain),
    choice("information", "Information", Tone::Plain),
    choice("workplace", "Workplaces", Tone::Plain),
    choice("equipment", "Equipment", Tone::Plain),
    choice("technology", "Technology", Tone::Plain),
    choice("transport", "Transport", Tone::Plain),
    choice("finance", "Money", Tone::Plain),
    choice("supplier", "Suppliers", Tone::Plain),
];

/// What showed how soon a service comes back.
pub const PROOFS: &[Choice] = &[
    choice("restore_test", "Restore test", Tone::Plain),
    choice("exercise", "Exercise", Tone::Plain),
    choice("recovery", "Recovery in earnest", Tone::Plain),
];

const TIER: &[Field] = &[
    field("tier", "Tier", whole(1, 4, "")),
    field("reason", "Reason", Type::Prose),
];

pub(super) const FIELDS: &[Field] = &[
    NAME,
    field("node", "Type", Type::Choice(NODES)).column(),
    field("description", "Description", Type::Prose),
    field("lifecycle", "Lifecycle", Type::Choice(LIFECYCLE)).assumed("live"),
    field("support_hours", "Support hours", Type::Line).help("For example: Mon–Fri 08:00–17:00."),
    field("products", "Products", Type::Words)
        .help("What it is made of, as advisories call it, with commas between."),
    field("rto", "RTO", Type::Minutes)
        .group("Objectives")
        .help("Recovery time objective: how long it may be down, for example 4 h.")
        .column(),
    field("rpo", "RPO", Type::Minutes)
        .group("Objectives")
        .help("Recovery point objective: how much time’s data may be lost.")
        .column(),
    field("wrt", "WRT", Type::Minutes).group("Objectives").help(
        "Work recovery time: from when it is back until work is as usual again, for example to \
         enter what was written on paper.",
    ),
    field("recovery", "Own recovery", Type::Minutes)
        .group("Objectives")
        .help(
            "How long it takes to bring it back once all that it needs is there. Only where no \
             approved runbook says so.",
        ),
    field("tier", "Tier by hand", Type::Group(TIER))
        .group("Objectives")
        .help("Instead of the tier that follows from its times. 1 is the most critical."),
];

const DEPENDENCY: &[Field] = &[
    field("on", "On", Type::Link(&["service"])).help("What it needs."),
    field("kind", "Kind", Type::Choice(DEPENDENCIES)).assumed("hard"),
    field("any_of", "One of", Type::Line).help(
        "A name for what stands in for each other: of those of one kind with the same name, one \
         is enough.",
    ),
    field("note", "Note", Type::Line),
];

const IMPACT: &[Field] = &[
    field("category", "Category", Type::Line).help("As in the settings, for example Financial."),
    field("after", "After", Type::Minutes).help("An outage that has lasted so long."),
    field("level", "Impact", whole(0, 4, ""))
        .help("0 none, 1 minor, 2 moderate, 3 major, 4 severe."),
    field("amount", "Amount", whole(0, 1 << 50, "")),
    field("unit", "Unit", Type::Line).help("What the amount counts, for example EUR or patients."),
    field("justification", "Justification", Type::Prose),
    field("peak", "Peak", Type::Line).help("The id of the peak period; empty: all year."),
];

const RESOURCE: &[Field] = &[
    field("what", "What", Type::Line),
    field("sort", "Sort", Type::Choice(RESOURCES)),
    field("after", "After", Type::Minutes).help("An outage that has lasted so long."),
    field("count", "How many", whole(0, 1_000_000, "")),
];

const PROOF: &[Field] = &[
    field("date", "On", Type::Date),
    field("how", "How", Type::Choice(PROOFS)),
    field("rto", "Back after", Type::Minutes).help("How long it took until all of it was back."),
    field("rpo", "Data lost", Type::Minutes).help("How old the data was that came back."),
    field("note", "Note", Type::Line),
];

pub(super) const LISTS: &[List] = &[
    list("dependencies", "Depends on", "Dependency", DEPENDENCY),
    list("impacts", "Impact of an outage", "Impact", IMPACT),
    list(
        "peaks",
        "Peak periods",
        "Peak period",
        &[
            field("title", "Peak period", Type::Line),
            field("when", "When", Type::Line)
                .help("For example: the last three days of each month."),
        ],
    ),
    list("resources", "Minimum resources", "Resource", RESOURCE),
    list(
        "mbco",
        "Least that must go on (MBCO)",
        "Stage",
        &[
            field("after", "After", Type::Minutes).help("An outage that has lasted so long."),
            field("percent", "Share", whole(0, 100, "%"))
                .help("How much of the usual output there must be by then."),
        ],
    ),
    list("proofs", "Proof", "Proof", PROOF),
];
