//! The figures of runbooks and runs.

use crate::describe::{Figure, Finding};
use crate::view::View;
use holdfast_ledger::Record;

pub(super) const RUNBOOK_FIGURES: &[Figure] = &[];
pub(super) const RUN_FIGURES: &[Figure] = &[];

/// What wants attention in a run.
pub fn run_findings(_: &Record, _: &View<'_>) -> Vec<Finding> {
    Vec::new()
}
