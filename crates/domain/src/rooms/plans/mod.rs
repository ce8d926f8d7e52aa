//! DR plans: what is brought back after a loss, by whom, in which order and how soon; and their
//! activations, which track a plan while it is carried out.

pub mod activate;
mod carried;
pub mod deeds;
mod describe;
pub mod document;
pub mod figures;
pub mod findings;
pub mod held;
pub mod mode;
pub mod order;
mod returned;
pub mod rules;
pub mod scope;
pub mod stages;
mod standing;
#[cfg(test)]
mod tests;
pub mod track;
mod under_way;

pub use describe::{
    APPROVED_FIELDS, APPROVED_LISTS, ENTRIES, LOG, MESSAGES, ORDER, PHASES, RESOURCES, RUNBOOKS,
    STAGES, STATES, STATUS, STRATEGIES, STRATEGY_LIST, TEAMS,
};

use crate::describe::Kind;

/// How to live through a loss.
pub static PLAN: Kind = Kind {
    id: "plan",
    room: "plans",
    code: "DRP",
    one: "DR plan",
    many: "DR plans",
    icon: "flag",
    purpose: "How to live through the loss of a site, a system or a supplier: what is brought back, who \
              decides, with which runbooks, in which order. The order and whether it is soon enough follow \
              from the services.",
    sort: "title",
    fields: describe::PLAN_FIELDS,
    lists: describe::PLAN_LISTS,
    figures: figures::PLAN,
    actions: rules::actions,
    findings: findings::plan,
};

/// A plan that is carried out, in earnest or as an exercise.
pub static ACTIVATION: Kind = Kind {
    id: "activation",
    room: "plans",
    code: "ACT",
    one: "Activation",
    many: "Activations",
    icon: "run",
    purpose: "When a plan was carried out, and how it went. Open a plan and activate it.",
    sort: "-declared",
    fields: describe::ACTIVATION_FIELDS,
    lists: describe::ACTIVATION_LISTS,
    figures: standing::ACTIVATION,
    actions: rules::activation_actions,
    findings: under_way::activation,
};
