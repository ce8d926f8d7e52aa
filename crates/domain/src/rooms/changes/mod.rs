//! Change requests: what is to be changed, when, with whose leave, and the way back; and what they
//! are judged by: templates, questions of risk, freezes and maintenance windows, meetings of the CAB.

pub mod approvals;
pub mod back_out;
pub mod calendar;
pub mod closed;
pub mod conflicts;
mod describe;
pub mod figures;
pub mod findings;
pub mod meetings;
pub mod metrics;
pub mod occurrences;
pub mod plans;
pub mod questions;
pub mod reach;
mod read;
pub mod rules;
pub mod run;
pub mod slots;
pub mod templates;
#[cfg(test)]
mod tests;
pub mod wall;
pub mod window;
pub mod windows;

pub use meetings::CAB_MEETING;
pub use questions::QUESTIONNAIRE;
pub use templates::CHANGE_TEMPLATE;
pub use windows::CALENDAR_WINDOW;

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
    fields: describe::FIELDS,
    lists: describe::LISTS,
    figures: figures::CHANGE,
    actions: rules::actions,
    findings: findings::findings,
};
