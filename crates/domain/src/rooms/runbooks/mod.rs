//! Runbooks, and the runs that carry them out.
//!
//! A runbook's steps are one tree, ordered by the ledger's places. A run holds its
//! own frozen copy of them and a log of events that only grows; every state, time
//! and figure of a run follows from that log.

pub mod achieved;
pub mod act;
pub mod beside;
pub mod bulk;
pub mod compare;
pub mod conditions;
pub mod crew;
mod describe;
pub mod disputed;
pub mod drawing;
pub mod event_words;
pub mod evidence;
pub mod figures;
pub mod gantt;
mod holds;
pub mod lints;
pub mod listed;
pub mod log;
mod look;
pub mod order;
pub mod outline;
pub mod plan;
pub mod posts;
pub mod quick;
pub mod recovery;
pub mod replace;
pub mod restore;
pub mod rules;
pub mod run;
pub mod snippet;
pub mod spread;
pub mod start;
mod states;
pub mod steps;
pub mod streams;
pub mod tag;
pub mod telling;
pub mod tracks;
pub mod transcript;
pub mod values;
pub mod variables;
pub mod version;
pub mod versions;
mod waits;
mod ways;

pub use describe::{MODES, ONLY, RECOVERY, STEP_FIELDS, STEP_KINDS, USES};

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
