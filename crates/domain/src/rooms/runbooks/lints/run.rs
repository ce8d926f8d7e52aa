//! What wants attention in a run.

use super::some_of;
use crate::describe::Finding;
use crate::rooms::plans::track;
use crate::rooms::runbooks::recovery::Recovery;
use crate::rooms::runbooks::run::{RunState, RunView, State, StepView};
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::{Path, Record};

/// What wants attention in a run.
pub fn findings(run: &Record, at: &View<'_>) -> Vec<Finding> {
    let view = RunView::kept(run, at);
    let mut found = Vec::new();
    let those = |is: &dyn Fn(&StepView) -> bool| {
        let steps = view.steps.iter().zip(&view.plan.steps);
        let wanted = steps.filter(|(state, step)| step.is_worked() && is(state));
        some_of(&wanted.map(|(_, step)| step.name()).collect::<Vec<_>>())
    };
    if let Some(steps) = those(&|step| step.state == State::Disputed) {
        let text = format!(
            "People who did not know of each other say different things about: {steps}. Agree, \
             then say again how it stands."
        );
        found.push(Finding::bad("run-step-disputed", None, text));
    }
    if view.state == RunState::Disputed {
        let text = "One finished the run while another gave it up. Resume it, then end it again.";
        found.push(Finding::bad("run-end-disputed", None, text.to_owned()));
    }
    if let Some(steps) = those(&|step| step.state == State::Failed) {
        found.push(Finding::bad(
            "run-step-failed",
            None,
            format!("Failed and not mended: {steps}."),
        ));
    }
    if let Some(steps) = those(&|step| step.state == State::Blocked) {
        let text = format!("Blocked: {steps}. Say what would help, and to whom.");
        found.push(Finding::bad("run-step-blocked", None, text));
    }
    let disputed = view
        .plan
        .steps
        .iter()
        .filter(|step| !step.disputed.is_empty());
    let disputed: Vec<String> = disputed
        .map(|step| format!("{}: {}", step.name(), step.disputed))
        .collect();
    if let Some(steps) = some_of(&disputed) {
        let text =
            format!("Nobody had decided what the runbook says when this run was started. {steps}.");
        found.push(Finding::warn("run-disputed-at-start", None, text));
    }
    // A change is no disruption: nothing occurred, so nothing counts from then.
    let planned = at.linked(run.value(Path::of("subject")));
    let planned = planned.is_some_and(|subject| subject.kind == "change");
    found.extend(
        objective(&view, at.now()).filter(|found| !(planned && found.rule == "run-no-base")),
    );
    found.extend(left_behind(run, &view, at));
    let running = those(&|step| step.state == State::Running);
    if let Some(steps) = running.filter(|_| view.state.is_over()) {
        let text = format!("The run is over, and these still run: {steps}.");
        found.push(Finding::warn("run-step-left-running", None, text));
    }
    if let Some(steps) = those(&|step| step.began.zip(step.since).is_some_and(|(a, b)| b < a)) {
        let text = format!("Ended before it began: {steps}. Put one of the times right.");
        found.push(Finding::warn("run-times-reversed", None, text));
    }
    found.extend(super::live::findings(run, &view));
    if run.value(Path::of("approval")).is_none() {
        let text = "The runbook was not approved as it was when this run was started.";
        found.push(Finding::warn("run-unapproved", None, text.to_owned()));
    }
    found
}

// A run that goes on after the plan that it belongs to was stood down.
fn left_behind(run: &Record, now: &RunView, view: &View<'_>) -> Option<Finding> {
    let activation = track::of_run(run.id, view)?;
    let left = !now.state.is_over() && !track::goes_on(activation);
    left.then(|| {
        let text = format!(
            "{} is over, and this run goes on. Finish it, or give it up.",
            view.name(activation)
        );
        Finding::warn("run-activation-over", None, text)
    })
}

// How it stands against the RTO, while it can still be changed.
fn objective(run: &RunView, now: i64) -> Option<Finding> {
    if run.state.is_over() || run.state == RunState::NotStarted {
        return None;
    }
    let now = Recovery::of(run, now);
    if run.earnest && now.base.is_none() {
        let text = "Nobody said when it occurred, so nothing counts against the RTO. Say when it \
                    occurred, or was detected.";
        return Some(Finding::warn(
            "run-no-base",
            Some("occurred"),
            text.to_owned(),
        ));
    }
    let left = now.left?;
    if left < 0.0 {
        let text = format!(
            "The RTO passed {} ago, and the run is not over.",
            minutes(-left)
        );
        return Some(Finding::bad("run-over-rto", None, text));
    }
    let late = now.forecast.ok()?.spare.filter(|spare| *spare < 0.0)?;
    let text = format!(
        "At this pace it ends {} after the RTO. See what holds it on the run’s page.",
        minutes(-late)
    );
    Some(Finding::warn("run-late", None, text))
}
