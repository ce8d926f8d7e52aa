//! What can be done with a runbook, and what is wrong with it.

use crate::describe::{Action, Finding};
use crate::view::View;
use holdfast_ledger::Record;

/// What can be done with a runbook now.
pub fn actions(_: &Record, _: &View<'_>) -> Vec<Action> {
    Vec::new()
}

/// What is wrong with a runbook.
pub fn findings(_: &Record, _: &View<'_>) -> Vec<Finding> {
    Vec::new()
}
