//! Risks: what may happen, how bad it would be, and what is done about it.

pub mod figures;
pub mod legs;
pub mod loss;
pub mod matrix;
pub mod owasp;
pub mod quant;
pub mod rules;
pub mod scoring;
pub mod simulate;
mod tail;
#[cfg(test)]
mod tests;

use super::scenarios::SCENARIOS;
use crate::prelude::*;

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

/// A step of the largest matrix that can be configured.
const STEP: Type = whole(1, 6, "");

/// The greatest amount of money that can be written.
pub const MOST_MONEY: f64 = 1e15;

/// An amount of money in the workspace's currency.
pub const MONEY: Type = Type::Number {
    min: 0.0,
    max: MOST_MONEY,
    unit: "",
};

/// How many times a year an event happens.
const A_YEAR: Type = Type::Number {
    min: 0.0,
    max: quant::MOST_A_YEAR,
    unit: "a year",
};

/// How much the most likely value of a PERT distribution weighs.
const GAMMA: Type = Type::Number {
    min: 0.0,
    max: 100.0,
    unit: "",
};

/// How a frequency is given.
pub const FREQUENCY_FORMS: &[Choice] = &[
    choice("pert", "Least, most likely, most", Tone::Plain),
    choice("rate", "One rate", Tone::Plain),
];

/// How a loss is given.
pub const LOSS_FORMS: &[Choice] = &[
    choice("pert", "Least, most likely, most", Tone::Plain),
    choice("interval", "90 % interval", Tone::Plain),
];

const PERT: &[&str] = &["pert"];

/// How often a year the event happens: decided together, so one field.
const FREQUENCY: &[Field] = &[
    field("how", "Given as", Type::Choice(FREQUENCY_FORMS)),
    field("min", "At least", A_YEAR).only(PERT),
    field("most_likely", "Most likely", A_YEAR).only(PERT),
    field("max", "At most", A_YEAR).only(PERT),
    field("gamma", "Weight of the most likely", GAMMA)
        .help("4 unless you know better.")
        .only(PERT),
    field("rate", "Rate", A_YEAR)
        .help("On average; 0.1 is once in ten years.")
        .only(&["rate"]),
];

/// What one event costs: decided together, so one field.
const LOSS: &[Field] = &[
    field("how", "Given as", Type::Choice(LOSS_FORMS)),
    field("min", "At least", MONEY).only(PERT),
    field("most_likely", "Most likely", MONEY).only(PERT),
    field("max", "At most", MONEY).only(PERT),
    field("gamma", "Weight of the most likely", GAMMA)
        .help("4 unless you know better.")
        .only(PERT),
    field("low", "5 % are below", MONEY).only(&["interval"]),
    field("high", "5 % are above", MONEY)
        .help("A lognormal distribution: 90 % of the losses lie between the two.")
        .only(&["interval"]),
];

const LAST_ASSESSMENT: &[Field] = &[
    field("likelihood", "Likelihood", STEP),
    field("impact", "Impact", STEP),
    field("owasp", "OWASP factors", Type::Line),
    field("date", "Assessed on", Type::Date),
];

/// An assessment: likelihood and impact belong together, so they are one field.
pub const ASSESSMENT: &[Field] = &[
    field("likelihood", "Likelihood", STEP).help(
        "From 1, the least. As delivered: 1 rare, 2 unlikely, 3 possible, 4 likely, \
         5 almost certain.",
    ),
    field("impact", "Impact", STEP).help(
        "From 1, the least. As delivered: 1 negligible, 2 minor, 3 moderate, 4 major, 5 severe.",
    ),
    field("owasp", "OWASP factors", Type::Line).help(
        "For the OWASP scheme only: 0 to 9 each, for example \
         SL:5/M:2/O:7/S:1/ED:3/EE:6/A:9/ID:2/LC:9/LI:7/LAV:5/LAC:8/FD:1/RD:2/NC:1/PV:5.",
    ),
    field("date", "Assessed on", Type::Date),
    field(
        "knowledge",
        "Strength of knowledge",
        Type::Choice(KNOWLEDGE),
    ),
    field("rationale", "Rationale", Type::Prose),
];

/// How the assessments look by one matrix: its steps and no more, or OWASP's factors.
const fn assessed(most: i64) -> [Field; 5] {
    let step = whole(1, most, "");
    [
        field("likelihood", "Likelihood", step),
        field("impact", "Impact", step),
        field("date", "Assessed on", Type::Date),
        field(
            "knowledge",
            "Strength of knowledge",
            Type::Choice(KNOWLEDGE),
        ),
        field("rationale", "Rationale", Type::Prose),
    ]
}

static STEPS: [[Field; 5]; 4] = [assessed(3), assessed(4), assessed(5), assessed(6)];
static FACTORS: [Field; 4] = [
    field("owasp", "OWASP factors", Type::Line).help(
        "0 to 9 each, for example SL:5/M:2/O:7/S:1/ED:3/EE:6/A:9/ID:2/LC:9/LI:7/LAV:5/LAC:8. The \
         table above asks for them one by one.",
    ),
    field("date", "Assessed on", Type::Date),
    field(
        "knowledge",
        "Strength of knowledge",
        Type::Choice(KNOWLEDGE),
    ),
    field("rationale", "Rationale", Type::Prose),
];

const fn inherent(parts: &'static [Field]) -> Field {
    field("inherent", "Inherent", Type::Group(parts))
        .group("Assessment")
        .help("As if nothing were done about it.")
}

const fn current(parts: &'static [Field]) -> Field {
    field("current", "Current", Type::Group(parts))
        .group("Assessment")
        .help("As things are today.")
}

const fn target(parts: &'static [Field]) -> Field {
    field("target", "Target", Type::Group(parts))
        .group("Assessment")
        .help("When the treatment is done.")
}

const fn assessments(parts: &'static [Field]) -> [Field; 3] {
    [inherent(parts), current(parts), target(parts)]
}

static BY_STEPS: [[Field; 3]; 4] = [
    assessments(&STEPS[0]),
    assessments(&STEPS[1]),
    assessments(&STEPS[2]),
    assessments(&STEPS[3]),
];
static BY_FACTORS: [Field; 3] = assessments(&FACTORS);

/// A field of a risk as it is filled in by a matrix: assessments ask for what that needs.
pub fn by_matrix(field: &'static Field, matrix: &matrix::Matrix) -> &'static Field {
    let shapes = match matrix.scheme {
        matrix::Scheme::Owasp => Some(&BY_FACTORS),
        _ => BY_STEPS.get((matrix.size as usize).wrapping_sub(3)),
    };
    let own = shapes.and_then(|shapes| shapes.iter().find(|shape| shape.key == field.key));
    own.unwrap_or(field)
}

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
        Type::Number {
            min: 0.0,
            max: 1000.0,
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
        field("services", "Services", Type::Links(&["service"]))
            .help("What would be down or harmed."),
        inherent(ASSESSMENT),
        current(ASSESSMENT),
        target(ASSESSMENT),
        field(
            "last_assessment",
            "Assessment before",
            Type::Group(LAST_ASSESSMENT),
        )
        .group("Assessment")
        .help("What the current assessment was copied from.")
        .by_screen(),
        field("frequency", "Events a year", Type::Group(FREQUENCY)).group("In money"),
        field("loss", "Loss of one event", Type::Group(LOSS)).group("In money"),
        field(
            "frequency_after",
            "Events a year, treated",
            Type::Group(FREQUENCY),
        )
        .group("In money")
        .help("When the treatment is done; empty when it changes nothing of it."),
        field(
            "loss_after",
            "Loss of one event, treated",
            Type::Group(LOSS),
        )
        .group("In money")
        .help("When the treatment is done; empty when it changes nothing of it."),
        field("treatment_cost", "Cost of the treatment", MONEY)
            .group("In money")
            .help("A year, building included by its share."),
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
