//! Controls: what is done, always or when it happens, so that a risk is lower.

pub mod figures;
pub mod rules;
#[cfg(test)]
mod tests;

use super::risks::MONEY;
use crate::prelude::*;

/// When a control works (ISO/IEC 27002, control types; recovery beside them).
pub const KINDS: &[Choice] = &[
    choice("preventive", "Preventive", Tone::Plain),
    choice("detective", "Detective", Tone::Plain),
    choice("corrective", "Corrective", Tone::Plain),
    choice("recovery", "Recovery", Tone::Plain),
];

/// How far a control is.
pub const STATES: &[Choice] = &[
    choice("planned", "Planned", Tone::Plain),
    choice("in_place", "In place", Tone::Good),
    choice("degraded", "Degraded", Tone::Bad),
    choice("retired", "Retired", Tone::Plain),
];

/// How well a control works.
pub const LEVELS: &[Choice] = &[
    choice("ineffective", "Ineffective", Tone::Bad),
    choice("partly", "Partly effective", Tone::Warn),
    choice("effective", "Effective", Tone::Good),
];

/// What came of a test.
pub const RESULTS: &[Choice] = &[
    choice("passed", "Passed", Tone::Good),
    choice("passed_with_issues", "Passed with issues", Tone::Warn),
    choice("failed", "Failed", Tone::Bad),
];

const EFFECTIVENESS: &[Field] = &[
    field("level", "Level", Type::Choice(LEVELS)),
    field("evidence", "Evidence", Type::Prose).help("What shows it: a test, a log, an audit."),
    field("date", "Judged on", Type::Date),
];

/// A control.
pub static CONTROL: Kind = Kind {
    id: "control",
    room: "controls",
    code: "CTL",
    one: "Control",
    many: "Controls",
    icon: "control",
    purpose: "What lowers risks: locks, alarms, backups, habits. Each says whether it works, what \
              shows that, and when it was tested last. A risk whose score was lowered needs one.",
    sort: "title",
    fields: &[
        field("type", "Type", Type::Choice(KINDS))
            .help(
                "Preventive: it does not happen. Detective: it is noticed. Corrective: it is \
                   stopped. Recovery: what was lost comes back.",
            )
            .column(),
        field("state", "State", Type::Choice(STATES))
            .assumed("planned")
            .column(),
        field("description", "Description", Type::Prose),
        field("risks", "Risks", Type::Links(&["risk"])).help("Which it lowers."),
        field("services", "Services", Type::Links(&["service"])).help("Which it protects."),
        field("frameworks", "Framework references", Type::Words)
            .help("For example: ISO 27001 A.8.13, NIST CSF PR.DS-11, ISO 22301 8.3."),
        field("effectiveness", "Effectiveness", Type::Group(EFFECTIVENESS)).group("Effectiveness"),
        field("test_every", "Tested", Type::Choice(INTERVALS)).group("Effectiveness"),
        field("cost_build", "Cost to build", MONEY).group("Cost"),
        field("cost_run", "Cost to run", MONEY)
            .group("Cost")
            .help("A year."),
    ],
    lists: &[List {
        key: "tests",
        label: "Tests",
        one: "Test",
        fields: &[
            field("planned", "Planned for", Type::Date),
            field("done_on", "Done on", Type::Date),
            field("result", "Result", Type::Choice(RESULTS)),
            field("by", "By", Type::Line),
            field("note", "What was seen", Type::Prose),
        ],
        by: By::Form,
    }],
    figures: figures::CONTROL,
    actions: rules::actions,
    findings: rules::findings,
};
