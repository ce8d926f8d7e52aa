//! What steps wait for beside other steps: times after the start of the run, and moments.

use super::recovery::after;
use super::run::{RunView, State, StepView, minutes_between};
use super::steps::Step;

impl RunView {
    /// Minutes from `now` before which each step does not begin, for those that wait for a time.
    pub fn not_before(&self, now: i64) -> Vec<f64> {
        let started = self.started.unwrap_or(now);
        let wait = |(step, view): (&Step, &StepView)| {
            if !matches!(view.state, State::Pending | State::Ready) {
                return 0.0;
            }
            let after = step
                .start_after
                .map_or(0.0, |after| after - minutes_between(started, now));
            let at = step.start_at.map_or(0.0, |at| minutes_between(now, at));
            after.max(at).max(0.0)
        };
        self.plan.steps.iter().zip(&self.steps).map(wait).collect()
    }

    /// When a wait that runs is over: after its planned time, or at the moment that is set for it.
    pub fn wait_ends(&self, at: usize) -> Option<i64> {
        let (step, view) = (self.plan.steps.get(at)?, self.steps.get(at)?);
        if step.kind != "wait" || view.state != State::Running {
            return None;
        }
        let planned = view.began.or(view.since).zip(step.estimate);
        let planned = planned.map(|(began, estimate)| after(began, estimate.mean()));
        let held = self.started.zip(step.start_after);
        let held = held.map(|(started, minutes)| after(started, minutes));
        [planned, held, step.start_at].into_iter().flatten().max()
    }
}
