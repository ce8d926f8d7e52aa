//! Incidents: what broke, who is on it, what it did to services and for how long; the problems behind
//! them, and the messages that go out meanwhile.

mod deeds;
mod describe;
pub mod duties;
pub mod figures;
pub mod findings;
pub mod import;
pub mod messages;
pub mod metrics;
pub mod priority;
pub mod problems;
pub mod quick;
pub mod review;
pub mod rules;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod times;

pub use describe::{
    AUDIENCES, ENTRIES, LEVELS, OUTAGE, OUTAGES, PROBLEM_STATES, ROLES, STAGES, STATES, WAITS,
};

use crate::prelude::*;

/// An incident.
pub static INCIDENT: Kind = Kind {
    id: "incident",
    room: "incidents",
    code: "INC",
    one: "Incident",
    many: "Incidents",
    icon: "incident",
    purpose: "What broke, and what is done about it. A title, what is hit and how hard is enough to begin; \
              everything else can follow. Times, downtime and figures come from what is written down.",
    sort: "-detected",
    fields: describe::INCIDENT_FIELDS,
    lists: describe::INCIDENT_LISTS,
    figures: figures::INCIDENT,
    actions: rules::actions,
    findings: findings::findings,
};

/// What lies behind incidents.
pub static PROBLEM: Kind = Kind {
    id: "problem",
    room: "incidents",
    code: "PRB",
    one: "Problem",
    many: "Problems",
    icon: "risk",
    purpose: "What lies behind incidents: symptoms, what was found out, what helps meanwhile, and the change \
              that mends it for good. A known error's workaround is offered on new incidents.",
    sort: "-code",
    fields: describe::PROBLEM_FIELDS,
    lists: describe::PROBLEM_LISTS,
    figures: problems::FIGURES,
    actions: problems::actions,
    findings: problems::findings,
};

/// A message that is ready to be filled in.
pub static MESSAGE_TEMPLATE: Kind = Kind {
    id: "message_template",
    room: "incidents",
    code: "",
    one: "Message template",
    many: "Message templates",
    icon: "note",
    purpose: "What is sent when something breaks, written on a quiet day. Without any, plain ones are there.",
    sort: "title",
    fields: describe::TEMPLATE_FIELDS,
    lists: &[],
    figures: &[],
    actions: crate::rooms::review::actions,
    findings: |record, view| crate::rooms::review::beside(None, record, view),
};
