//! Runbooks, and the runs that carry them out.
//!
//! A runbook's steps are one tree, ordered by the ledger's places. A run holds its
//! own frozen copy of them and a log of events that only grows; every state, time
//! and figure of a run follows from that log.

pub mod act;
mod describe;
pub mod evidence;
pub mod figures;
pub mod lints;
pub mod log;
pub mod outline;
pub mod plan;
pub mod rules;
pub mod run;
pub mod start;
mod states;
pub mod steps;
pub mod variables;
pub mod version;

pub use describe::{MODES, RECOVERY, STEP_FIELDS, STEP_KINDS, USES};

#[cfg(test)]
mod tests;

use crate::describe::{Kind, no_actions};

/// How to recover something, step by step.
pub static RUNBOOK: Kind = Kind {
    id: "runbook",
    room: "runbooks",
    code: "RB",
    one: "Runbook",
    many: "Runbooks",
    icon: "runbook",
    purpose: "How to recover something, step by step, so that someone else can do it at night. \
              Write one, or import the Markdown that you have; then start a run to work through it.",
    sort: "title",
    fields: describe::RUNBOOK_FIELDS,
    lists: describe::RUNBOOK_LISTS,
    figures: figures::RUNBOOK_FIGURES,
    actions: rules::actions,
    findings: lints::findings,
};

/// One carrying out of a runbook: in earnest, as an exercise, or as a test.
pub static RUN: Kind = Kind {
    id: "run",
    room: "runs",
    code: "RUN",
    one: "Run",
    many: "Runs",
    icon: "run",
    purpose: "Who did what, when, while a runbook was carried out. Open a runbook and start a run.",
    sort: "-code",
    fields: describe::RUN_FIELDS,
    lists: describe::RUN_LISTS,
    figures: figures::RUN_FIGURES,
    actions: no_actions,
    findings: lints::run::findings,
};
