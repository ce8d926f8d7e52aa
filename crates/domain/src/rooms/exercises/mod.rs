//! Exercises: what is practised, how it went, and what that proves; and the capabilities that they are to
//! show. The words are HSEEP's (Homeland Security Exercise and Evaluation Program, 2020).

pub mod after_action;
pub mod cadence;
pub mod clock;
mod describe;
pub mod drill;
pub mod figures;
pub mod injects;
pub mod msel;
pub mod pacing;
pub mod proofs;
pub mod ratings;
pub mod retest;
pub mod rules;
#[cfg(test)]
mod tests;

pub use describe::{
    BEATS, INJECT_STATES, NOTES, OBSERVATIONS, PARTS, RATINGS, STATES, TYPES, is_talk,
};

use crate::prelude::*;

/// An exercise.
pub static EXERCISE: Kind = Kind {
    id: "exercise",
    room: "exercises",
    code: "EX",
    one: "Exercise",
    many: "Exercises",
    icon: "exercise",
    purpose: "What is practised before it counts: a discussion round a table, a drill, all of it for real. \
              Begin with what is to be shown, or let one be drafted from what hangs together.",
    sort: "-from",
    fields: describe::EXERCISE_FIELDS,
    lists: describe::EXERCISE_LISTS,
    figures: figures::FIGURES,
    actions: rules::actions,
    findings: rules::findings,
};

/// What the organisation must be able to do, and how one sees it.
pub static CAPABILITY_TARGET: Kind = Kind {
    id: "capability_target",
    room: "exercises",
    code: "CAP",
    one: "Capability target",
    many: "Capability targets",
    icon: "check",
    purpose: "What the organisation must be able to do, how well, and the critical tasks by which evaluators \
              see it. Objectives of exercises name them, so that ratings of years stand side by side.",
    sort: "code",
    fields: describe::CAPABILITY_FIELDS,
    lists: describe::CAPABILITY_LISTS,
    figures: figures::CAPABILITY,
    actions: review::actions,
    findings: |record, view| review::beside(None, record, view),
};
