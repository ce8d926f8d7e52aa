//! The fields and lists of a change. Names here are names in files, for good.

use super::{DECISIONS, OUTCOMES, RISK_LEVELS, STATES, TYPES};
use crate::prelude::*;
use crate::rooms::incidents;

/// From when until when.
const WINDOW: &[Field] = &[
    field("start", "Start", Type::Instant),
    field("end", "End", Type::Instant),
];

const OUTAGE: &[Field] = &[
    field("expected", "Outage expected", Type::Flag),
    field("minutes", "How long", Type::Minutes),
    field("what", "What is down, and for whom", Type::Prose),
];

pub(super) const SERVICES: Field = field("services", "Services", Type::Links(&["service"]))
    .help("What is changed. Conflicts, runbooks to look at again and figures follow from it.");
pub(super) const CATEGORY: Field =
    field("category", "Category", Type::Line).help("For example network, database, application.");
pub(super) const REASON: Field =
    field("reason", "Reason", Type::Prose).help("Why, and what happens if it is not done.");
pub(super) const RISK_LEVEL: Field =
    field("risk_level", "Risk level", Type::Choice(RISK_LEVELS)).group("Assessment");
pub(super) const OUTAGE_EXPECTED: Field =
    field("outage", "Outage", Type::Group(OUTAGE)).group("Assessment");

const ONE_RUNBOOK: Type = Type::Link(&["runbook"]);

macro_rules! with_plan {
    ([$($before:expr),* $(,)?] [$($after:expr),* $(,)?]) => {
        &[
            $($before,)*
            field("implementation_plan", "Implementation plan", Type::Prose).group("Plan"),
            field("implementation_runbook", "Implementation runbook", ONE_RUNBOOK)
                .group("Plan")
                .help("Run from here while the change is implemented."),
            field("test_plan", "Test plan", Type::Prose)
                .group("Plan")
                .help("How you see that it works, and that nothing else broke."),
            field("test_runbook", "Test runbook", ONE_RUNBOOK).group("Plan"),
            field("back_out_plan", "Back-out plan", Type::Prose)
                .group("Plan")
                .help("The way back, how long it takes, and until when it is open."),
            field("back_out_runbook", "Back-out runbook", ONE_RUNBOOK)
                .group("Plan")
                .help("Its critical path is the time that the way back takes."),
            field("validation", "Validation after back-out", Type::Minutes)
                .group("Plan")
                .help("How long it takes to see that all is as before."),
            field("communications", "Communications", Type::Prose)
                .group("Plan")
                .help("Who is told what, and when."),
            field("communications_runbook", "Communications runbook", ONE_RUNBOOK).group("Plan"),
            field("runbooks", "Further runbooks", Type::Links(&["runbook"])).group("Plan"),
            $($after,)*
        ]
    };
}

pub(super) const FIELDS: &[Field] = with_plan!([
    field("type", "Type", Type::Choice(TYPES))
        .help(
            "Standard: from an approved template, done often. Emergency: cannot wait; approval may \
             follow.",
        )
        .column(),
    field("state", "State", Type::Choice(STATES))
        .assumed("draft")
        .by_screen()
        .column(),
    field("requester", "Requested by", Type::Link(&["person"])),
    field("assignee", "Carried out by", Type::Link(&["person"])),
    SERVICES,
    CATEGORY,
    REASON,
    field("template", "Made from", Type::Link(&["change_template"])).by_screen(),
    field("reference", "Reference", Type::Line)
        .help("Its number in another system, or a link to it there."),
    RISK_LEVEL.column(),
    OUTAGE_EXPECTED,
    field("window", "Window", Type::Group(WINDOW))
        .group("Schedule")
        .column(),
    field("actual", "Carried out", Type::Group(WINDOW))
        .group("Schedule")
        .help("Only where the log does not say it: of what was imported or written down later."),
] [
    field("approvals_needed", "Approvals needed", whole(1, 20, ""))
        .group("Approval")
        .help("Of those asked; empty means all of them."),
    field("outcome", "Outcome", Type::Choice(OUTCOMES))
        .group("Closing")
        .by_screen()
        .column(),
    field("closing_notes", "Closing notes", Type::Prose)
        .group("Closing")
        .by_screen(),
    field("more", "More", Type::Code)
        .group("Source")
        .help("What the imported file said that fits no field, as it came.")
        .by_screen(),
    field("fingerprint", "Fingerprint", Type::Line)
        .group("Source")
        .help("Of the entry as it was taken in.")
        .by_screen(),
]);

/// What a template says; all of it but duration and approval is taken over by changes.
pub(super) const TEMPLATE_FIELDS: &[Field] = with_plan!([
    SERVICES,
    CATEGORY.column(),
    REASON,
    RISK_LEVEL.column(),
    OUTAGE_EXPECTED,
] [
    field("duration", "Duration", Type::Minutes)
        .group("Schedule")
        .help("How long the window of a change is that is made from it."),
    field("approval", "Approved", Type::Group(super::templates::APPROVAL))
        .group("Approval")
        .by_screen(),
]);

pub(super) const LISTS: &[List] = &[
    List {
        key: "approvals",
        label: "Approvals",
        one: "Approval",
        fields: &[
            field("asked", "Asked", Type::Link(WHO)),
            field("decision", "Decision", Type::Choice(DECISIONS))
                .assumed("pending")
                .by_screen(),
            field("by", "By", Type::Line).by_screen(),
            field("by_id", "By (person)", Type::Link(&["person"])).by_screen(),
            field("at", "At", Type::Instant).by_screen(),
            field("comment", "Comment", Type::Prose).by_screen(),
            field("content", "Fingerprint of what was decided on", Type::Line).by_screen(),
        ],
        by: By::Form,
    },
    list(
        "answers",
        "Answers",
        "Answer",
        &[
            field("question", "Question", Type::Line)
                .help("The id of the question in its questionnaire."),
            field("answer", "Answer", Type::Line),
        ],
    )
    .by_screen(),
    list(
        "outages",
        "Downtime that it caused",
        "Downtime",
        incidents::OUTAGE,
    ),
    list(
        "log",
        "Log",
        "Entry",
        &[
            field("at", "At", Type::Instant),
            field("by", "By", Type::Line),
            field("by_id", "By (person)", Type::Link(&["person"])),
            field("from", "From", Type::Choice(STATES)),
            field("to", "To", Type::Choice(STATES)),
            field("why", "Why", Type::Prose),
            field("content", "Fingerprint of what was decided on", Type::Line),
        ],
    )
    .by_screen(),
];
