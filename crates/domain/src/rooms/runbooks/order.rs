//! Steps that were done before what comes first. It is allowed, and said.

use super::log::{Event, What};
use super::plan::Plan;
use super::run::{RunView, State, StepView};
use super::steps::decision_of;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// The steps that come first and were not over when this one was done; while it is not done,
/// those that are not over yet.
pub fn overtaken(run: &RunView, step: usize) -> Vec<usize> {
    let own = &run.steps[step];
    let by = own.since.filter(|_| own.state == State::Done);
    let open = |at: &usize| {
        let first = &run.steps[*at];
        let over = first.state.is_finished();
        let later = by.filter(|by| first.since.is_some_and(|at| at > *by));
        !over || later.is_some_and(|by| !was_over(run, first.id, by))
    };
    comes_first(&run.plan, &run.steps, step)
        .into_iter()
        .filter(open)
        .collect()
}

// Whether a step was over at some time before, though it was done again since.
fn was_over(run: &RunView, step: Id, by: i64) -> bool {
    let ended = |event: &Event| matches!(event.what, Some(What::Done | What::Skipped));
    let mut own = run.events.iter().filter(|event| event.step == Some(step));
    own.any(|event| ended(event) && event.at.is_some_and(|at| at <= by))
}

/// What to say of steps that were overtaken: `before 2.1 was done`; empty for none.
pub fn said(run: &RunView, overtaken: &[usize]) -> String {
    match overtaken {
        [] => String::new(),
        [_] => format!("before {} was done", numbers(run, overtaken)),
        _ => format!("before {} were done", numbers(run, overtaken)),
    }
}

/// The numbers of some steps, of many the first: `1, 2.1, 2.2 and 37 more`.
pub fn numbers(run: &RunView, steps: &[usize]) -> String {
    const NAMED: usize = 3;
    // One more is named as shortly as counted.
    let named = if steps.len() > NAMED + 1 {
        NAMED
    } else {
        steps.len()
    };
    let numbers = steps[..named].iter();
    let numbers: Vec<&str> = numbers.map(|&at| &*run.plan.steps[at].number).collect();
    match steps.len() - named {
        0 => numbers.join(", "),
        more => format!("{} and {more} more", numbers.join(", ")),
    }
}

// The worked steps that come right before one. What was left out hands on what came before it;
// what a step stands under has only begun, but a decision has to be made.
fn comes_first(plan: &Plan, states: &[StepView], step: usize) -> Vec<usize> {
    let n = plan.steps.len();
    let mut found = Vec::new();
    let mut seen = vec![false; 2 * n];
    let mut open = plan.before[step].clone();
    while let Some(activity) = open.pop() {
        if std::mem::replace(&mut seen[activity], true) {
            continue;
        }
        let at = plan.step_of(activity);
        let worked = plan.steps[at].is_worked() && states[at].state != State::NotApplicable;
        if activity < n && worked && !holds(plan, at, step) {
            found.push(at);
        } else {
            open.extend(&plan.before[activity]);
        }
    }
    let decision = decision_of(&plan.steps, plan.steps[step].parent);
    found.extend(decision.filter(|_| !plan.steps[step].when.is_empty()));
    found.arrange();
    found
}

fn holds(plan: &Plan, at: usize, step: usize) -> bool {
    let mut above = plan.steps[step].parent;
    while let Some(parent) = above {
        if parent == at {
            return true;
        }
        above = plan.steps[parent].parent;
    }
    false
}
