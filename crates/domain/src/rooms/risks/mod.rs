//! Risks: what may happen, how bad it would be, and what is done about it.

pub mod figures;
pub mod rules;
pub mod scoring;
#[cfg(test)]
mod tests;

use super::scenarios::SCENARIOS;
use crate::describe::{By, Choice, Field, Kind, List, Tone, Type, WHO, choice, field};

/// What kind of thing goes wrong.
pub const CATEGORIES: &[Choice] = &[
    choice("technology", "Technology failure", Tone::Plain),
    choice("cyber", "Cyber security", Tone::Plain),
    choice("data", "Data", Tone::Plain),
    choice("people", "People", Tone::Plain),
    choice("site", "Site and utilities", Tone::Plain),
    choice("supplier", "Supplier", Tone::Plain),
    choice("process", "Process", Tone::Plain),
    choice("legal", "Legal and compliance", Tone::Plain),
    choice("nature", "Natural hazard", Tone::Plain),
    choice("finance", "Financial", Tone::Plain),
    choice("other", "Other", Tone::Plain),
];

/// What is done about a risk (ISO 31000, 6.5.2).
pub const TREATMENTS: &[Choice] = &[
    choice("avoid", "Avoid", Tone::Plain),
    choice("reduce", "Reduce", Tone::Plain),
    choice("transfer", "Transfer", Tone::Plain),
    choice("accept", "Accept", Tone::Plain),
];

/// How much the assessment rests on.
pub const KNOWLEDGE: &[Choice] = &[
    choice("weak", "Weak: a guess", Tone::Warn),
    choice("moderate", "Moderate: some evidence", Tone::Plain),
    choice("strong", "Strong: data or tests", Tone::Good),
];

/// How far an action is.
pub const ACTION_STATES: &[Choice] = &[
    choice("open", "Open", Tone::Plain),
    choice("in_progress", "In progress", Tone::Busy),
    choice("done", "Done", Tone::Good),
    choice("cancelled", "Cancelled", Tone::Plain),
];

/// An assessment: likelihood and impact belong together, so they are one field.
pub const ASSESSMENT: &[Field] = &[
    field(
        "likelihood",
        "Likelihood",
        Type::Whole {
            min: 1,
            max: 5,
            unit: "",
        },
    )
    .help("1 rare, 2 unlikely, 3 possible, 4 likely, 5 almost certain."),
    field(
        "impact",
        "Impact",
        Type::Whole {
            min: 1,
            max: 5,
            unit: "",
        },
    )
    .help("1 negligible, 2 minor, 3 moderate, 4 major, 5 severe."),
    field("date", "Assessed on", Type::Date),
    field(
        "knowledge",
        "Strength of knowledge",
        Type::Choice(KNOWLEDGE),
    ),
    field("rationale", "Rationale", Type::Prose),
];

const ACCEPTANCE: &[Field] = &[
    field("approver", "Accepted by", Type::Line),
    field(
        "approver_id",
        "Accepted by (person)",
        Type::Link(&["person"]),
    ),
    field("date", "Accepted on", Type::Date),
    field("expires", "Expires", Type::Date),
    field("reason", "Reason", Type::Prose),
    field(
        "score",
        "Score when accepted",
        Type::Whole {
            min: 1,
            max: 25,
            unit: "",
        },
    ),
];

const CLOSURE: &[Field] = &[
    field("by", "Closed by", Type::Line),
    field("date", "Closed on", Type::Date),
    field("reason", "Reason", Type::Prose),
];

/// A risk.
pub static RISK: Kind = Kind {
    id: "risk",
    room: "risks",
    code: "RISK",
    one: "Risk",
    many: "Risks",
    icon: "risk",
    purpose: "What may go wrong, how likely and how bad it is, and what is done about it. \
              Write one sentence: because of a cause, an event may happen, with a consequence.",
    sort: "-current_rating",
    fields: &[
        field("cause", "Cause", Type::Prose).help("Because of …"),
        field("event", "Event", Type::Prose).help("… this may happen …"),
        field("consequence", "Consequence", Type::Prose).help("… which would lead to …"),
        field("category", "Category", Type::Choice(CATEGORIES)).column(),
        field("scenario", "Loss scenario", Type::Choice(SCENARIOS))
            .help("Which loss it may begin, if one."),
        field("inherent", "Inherent", Type::Group(ASSESSMENT))
            .group("Assessment")
            .help("As if nothing were done about it."),
        field("current", "Current", Type::Group(ASSESSMENT))
            .group("Assessment")
            .help("As things are today."),
        field("target", "Target", Type::Group(ASSESSMENT))
            .group("Assessment")
            .help("When the treatment is done."),
        field("treatment", "Treatment", Type::Choice(TREATMENTS))
            .group("Treatment")
            .column(),
        field("acceptance", "Acceptance", Type::Group(ACCEPTANCE))
            .group("Treatment")
            .by_screen(),
        field("closure", "Closed", Type::Group(CLOSURE))
            .group("Treatment")
            .by_screen(),
    ],
    lists: &[List {
        key: "actions",
        label: "Treatment actions",
        one: "Action",
        fields: &[
            field("title", "Action", Type::Line),
            field("owner", "Owner", Type::Link(WHO)),
            field("due", "Due", Type::Date),
            field("state", "State", Type::Choice(ACTION_STATES)).assumed("open"),
            field("done_on", "Done on", Type::Date),
        ],
        by: By::Form,
    }],
    figures: figures::RISK,
    actions: rules::actions,
    findings: rules::findings,
};
