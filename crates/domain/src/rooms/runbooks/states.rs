//! What follows for steps that nobody touched, and for sections.

use super::plan::Plan;
use super::run::{State, StepView};
use super::steps::decision_of;
use crate::graph;
use holdfast_ledger::sort::Arrange;

/// Marks what does not belong to runs of this mode, and what another answer leads to, with all
/// that stands under it. A step that someone worked on nevertheless keeps its state.
pub(super) fn leave_out(plan: &Plan, steps: &mut [StepView], mode: &str) {
    let mode = if mode == "actual" {
        "actual"
    } else {
        "exercise"
    };
    let mut left_out: Vec<bool> = Vec::with_capacity(steps.len());
    for (n, step) in plan.steps.iter().enumerate() {
        let other_way = !step.when.is_empty()
            && decision_of(&plan.steps, step.parent).is_some_and(|decision| {
                steps[decision].state == State::Done && steps[decision].answer != step.when
            });
        let out = (!step.only.is_empty() && step.only != mode)
            || other_way
            || step.parent.is_some_and(|parent| left_out[parent]);
        left_out.push(out);
        if out && steps[n].frontier.is_empty() {
            steps[n].state = State::NotApplicable;
        }
    }
}

/// Finds the steps that nothing is in the way of. Where steps wait for each other,
/// nothing holds any step back: a run must never be stuck.
pub(super) fn find_ready(plan: &Plan, steps: &mut [StepView]) {
    let n = steps.len();
    let order = graph::order(&plan.before);
    let mut passed = vec![order.is_err(); 2 * n];
    let mut can_begin = vec![order.is_err(); n];
    for activity in order.unwrap_or_default() {
        let before = &plan.before[activity];
        let step = plan.step_of(activity);
        let (worked, state) = (plan.steps[step].is_worked(), steps[step].state);
        if activity == step {
            // With a decision that was skipped all its ways are open: people choose, and skip others.
            let decided = plan.steps[step].when.is_empty()
                || decision_of(&plan.steps, plan.steps[step].parent)
                    .is_none_or(|decision| steps[decision].state.is_finished());
            can_begin[step] = decided && before.iter().all(|&a| passed[a]);
        }
        // What was left out hands on what it would have waited for.
        let over = state == State::Done || (can_begin[step] && (!worked || state.is_finished()));
        passed[activity] = if activity == step {
            over || state == State::Running
        } else {
            over && before.iter().all(|&a| a == step || passed[a])
        };
    }
    for (step, can_begin) in steps.iter_mut().zip(can_begin) {
        if can_begin && step.state == State::Pending {
            step.state = State::Ready;
        }
    }
}

/// A section stands as the steps under it do.
pub(super) fn sum_sections(plan: &Plan, steps: &mut [StepView]) {
    let n = steps.len();
    let mut under: Vec<Vec<State>> = vec![Vec::new(); n];
    for at in (0..n).rev() {
        let mut states = std::mem::take(&mut under[at]);
        if plan.steps[at].is_worked() {
            states.push(steps[at].state);
        } else if steps[at].state != State::NotApplicable {
            steps[at].state = sum(&states, steps[at].state);
        }
        states.arrange();
        states.dedup();
        if let Some(parent) = plan.steps[at].parent {
            under[parent].extend(states);
        }
    }
}

fn sum(states: &[State], untouched: State) -> State {
    let any = |state| states.contains(&state);
    if any(State::Disputed) {
        State::Disputed
    } else if any(State::Failed) {
        State::Failed
    } else if any(State::Blocked) {
        State::Blocked
    } else if states.iter().all(|state| state.is_finished()) {
        State::Done
    } else if any(State::Running) || any(State::Done) || any(State::Skipped) {
        State::Running
    } else {
        untouched
    }
}
