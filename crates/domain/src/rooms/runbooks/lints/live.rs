//! What wants attention in how a run is gone about: order, and values that people disagree about.

use super::some_of;
use crate::describe::Finding;
use crate::rooms::runbooks::run::{RunView, State};
use crate::rooms::runbooks::{order, values};
use holdfast_ledger::Record;

/// What wants attention in how a run is gone about.
pub fn findings(run: &Record, view: &RunView) -> Vec<Finding> {
    let mut found = Vec::new();
    let early = |n: usize| {
        let step = &view.plan.steps[n];
        let done = step.is_worked() && view.steps[n].state == State::Done;
        let said = order::said(view, &order::overtaken(view, n));
        (done && !said.is_empty()).then(|| format!("{} {said}", step.name()))
    };
    let early: Vec<String> = (0..view.steps.len()).filter_map(early).collect();
    if let Some(steps) = some_of(&early) {
        let text = format!("Done out of order: {steps}.");
        found.push(Finding::warn("run-out-of-order", None, text));
    }
    if let Some(names) = some_of(&values::disputed(run)) {
        let text = format!(
            "People who did not know of each other noted different values for: {names}. Find out \
             which one is right, then give it again."
        );
        found.push(Finding::bad("run-value-disputed", None, text));
    }
    found
}
