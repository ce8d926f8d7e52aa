//! Change requests: what is to be changed, when, with whose leave, and the way back.

pub mod approvals;
pub mod figures;
pub mod findings;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod window;

use crate::prelude::*;

/// Types of change (ITIL 4, change enablement).
pub const TYPES: &[Choice] = &[
    choice("standard", "Standard", Tone::Plain),
    choice("normal", "Normal", Tone::Plain),
    choice("emergency", "Emergency", Tone::Warn),
];

/// States of a change, in their order.
pub const STATES: &[Choice] = &[
    choice("draft", "Draft", Tone::Plain),
    choice("submitted", "Submitted", Tone::Busy),
    choice("assessed", "Assessed", Tone::Busy),
    choice("authorised", "Authorised", Tone::Busy),
    choice("scheduled", "Scheduled", Tone::Busy),
    choice("implementing", "Implementing", Tone::Busy),
    choice("review", "In review", Tone::Busy),
    choice("closed", "Closed", Tone::Good),
    choice("rejected", "Rejected", Tone::Bad),
    choice("cancelled", "Cancelled", Tone::Plain),
];

/// How risky a change is.
pub const RISK_LEVELS: &[Choice] = &[
    choice("low", "Low", Tone::Plain),
    choice("medium", "Medium", Tone::Warn),
    choice("high", "High", Tone::Bad),
];

/// How a change ended.
pub const OUTCOMES: &[Choice] = &[
    choice("successful", "Successful", Tone::Good),
    choice(
        "successful_with_issues",
        "Successful with issues",
        Tone::Warn,
    ),
    choice("backed_out", "Backed out", Tone::Warn),
    choice("failed", "Failed", Tone::Bad),
];

/// What an approver decided.
pub const DECISIONS: &[Choice] = &[
    choice("pending", "Pending", Tone::Plain),
    choice("approved", "Approved", Tone::Good),
    choice("rejected", "Declined", Tone::Bad),
];

const WINDOW: &[Field] = &[
    field("start", "Start", Type::Instant),
    field("end", "End", Type::Instant),
];

const OUTAGE: &[Field] = &[
    field("expected", "Outage expected", Type::Flag),
    field("minutes", "How long", Type::Minutes),
    field("what", "What is down, and for whom", Type::Prose),
];

/// A change request.
pub static CHANGE: Kind = Kind {
    id: "change",
    room: "changes",
    code: "CHG",
    one: "Change",
    many: "Changes",
    icon: "change",
    purpose: "Every change to what the organisation runs on: why, when, how it is tested, how it \
              is taken back, and who approved it. Begin with the reason and the window.",
    sort: "-window.start",
    fields: &[
        field("type", "Type", Type::Choice(TYPES))
            .help(
                "Standard: approved beforehand, done often. Emergency: cannot wait; approval may \
                 follow.",
            )
            .column(),
        field("state", "State", Type::Choice(STATES))
            .assumed("draft")
            .by_screen()
            .column(),
        field("requester", "Requested by", Type::Link(&["person"])),
        field("reason", "Reason", Type::Prose).help("Why, and what happens if it is not done."),
        field("risk_level", "Risk level", Type::Choice(RISK_LEVELS))
            .group("Assessment")
            .column(),
        field("outage", "Outage", Type::Group(OUTAGE)).group("Assessment"),
        field("window", "Window", Type::Group(WINDOW))
            .group("Schedule")
            .column(),
        field("implementation_plan", "Implementation plan", Type::Prose).group("Plan"),
        field("test_plan", "Test plan", Type::Prose)
            .group("Plan")
            .help("How you see that it works, and that nothing else broke."),
        field("back_out_plan", "Back-out plan", Type::Prose)
            .group("Plan")
            .help("The way back, how long it takes, and until when it is open."),
        field("communications", "Communications", Type::Prose)
            .group("Plan")
            .help("Who is told what, and when."),
        field("runbooks", "Runbooks", Type::Links(&["runbook"])).group("Plan"),
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
    ],
    lists: &[
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
        List {
            key: "log",
            label: "Log",
            one: "Entry",
            fields: &[
                field("at", "At", Type::Instant),
                field("by", "By", Type::Line),
                field("by_id", "By (person)", Type::Link(&["person"])),
                field("from", "From", Type::Choice(STATES)),
                field("to", "To", Type::Choice(STATES)),
                field("why", "Why", Type::Prose),
                field("content", "Fingerprint of what was decided on", Type::Line),
            ],
            by: By::Screen,
        },
    ],
    figures: figures::CHANGE,
    actions: rules::actions,
    findings: findings::findings,
};
