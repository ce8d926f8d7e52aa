//! The steps of a runbook as tasks.

use super::build::{Build, Ends, fixed, key};
use super::model::{Label, MOST_TASKS};
use crate::rooms::runbooks::plan::Plan as Steps;
use crate::stats::draw::Pert;
use crate::stats::recovery::NONE;
use crate::value::Estimate;
use holdfast_ledger::Id;
use std::sync::Arc;

impl Build<'_> {
    /// The tasks of a runbook. None where its steps wait for each other, it is not there, or there are too many.
    pub(super) fn runbook(&mut self, runbook: Id, services: &[Id], start: u32) -> Option<Ends> {
        let record = self.view.there(runbook)?;
        let steps: Arc<Steps> = Steps::whole(record, self.view);
        let schedule = steps.schedule(&steps.minutes()).ok()?;
        let n = steps.steps.len();
        if self.plan.tasks.len() + 2 * n > MOST_TASKS {
            self.is_full = true;
            return None;
        }
        self.runbooks.push(runbook);
        let name = self.view.name(record);
        let first = self.plan.tasks.len() as u32;
        let mut within: Vec<u64> = Vec::with_capacity(n);
        for step in &steps.steps {
            // Of a runbook that was taken in, the step that did so is part of the name: ids are told apart within one only.
            let above = step.parent.map_or_else(
                || key(runbook, 0),
                |parent| {
                    let taken_in = steps.steps[parent].kind == "runbook";
                    if taken_in {
                        key(steps.steps[parent].id, within[parent])
                    } else {
                        within[parent]
                    }
                },
            );
            within.push(above);
            self.task(key(step.id, above), None, NONE);
        }
        for _ in 0..n {
            self.task(0, None, NONE);
        }
        for (at, before) in steps.before.iter().enumerate() {
            let task = first + at as u32;
            for before in before {
                self.after(task, first + *before as u32);
            }
            if before.is_empty() {
                self.after(task, start);
            }
        }
        let longest = longest_way(&steps, |end| schedule.times[end].earliest_finish);
        let mut placed = Placed {
            runbook,
            name,
            steps: &steps,
            first,
            start,
        };
        for (at, on_the_way) in longest.into_iter().enumerate() {
            self.hold(&placed, at);
            let applies = steps.steps[at].is_worked() && steps.steps[at].only != "exercise";
            if applies {
                self.missing[first as usize + at] = steps.lacks_estimate(at);
            }
            if applies && on_the_way {
                self.step(&mut placed, at);
            }
        }
        let roots = (0..n).filter(|at| steps.steps[*at].parent.is_none());
        let all: Vec<u32> = roots.map(|at| first + (n + at) as u32).collect();
        let ends = |service: &Id| -> Vec<u32> {
            let restores = |at: &usize| steps.steps[*at].restores == Some(*service);
            let milestones = (0..n).filter(restores).map(|at| first + at as u32);
            let milestones: Vec<u32> = milestones.collect();
            if milestones.is_empty() {
                all.clone()
            } else {
                milestones
            }
        };
        // A runbook without steps is over when it begins.
        let all = if all.is_empty() {
            vec![start]
        } else {
            all.clone()
        };
        let each = services.iter().map(|service| {
            let own = ends(service);
            if own.is_empty() { vec![start] } else { own }
        });
        Some(Ends {
            each: each.collect(),
            all,
        })
    }

    // How long a step takes, and who does it.
    fn step(&mut self, placed: &mut Placed<'_>, at: usize) {
        let steps = placed.steps;
        let first = placed.first as usize;
        let step = &steps.steps[at];
        if let Some(cover) = steps.covered_by[at] {
            let covering = first + cover;
            let of = steps.steps[cover].id;
            let length = steps.steps[cover].estimate.map(estimated);
            self.plan.tasks[covering].length = length.map(|law| self.cut(of, law));
            self.labels[covering] = Some(Label {
                of,
                runbook: Some(placed.runbook),
                text: format!("{}: {}", placed.name, steps.steps[cover].name()),
            });
            // Whoever does a step that an estimate above covers is at it while that work lasts.
            if cover != at && self.plan.tasks[covering].role == NONE {
                self.staff(covering, step.role);
            }
        }
        let is_own = steps.covered_by[at].is_none_or(|cover| cover == at);
        if step.takes_time() && step.kind != "wait" && is_own {
            self.staff(first + at, step.role);
        }
    }

    fn staff(&mut self, task: usize, role: Option<Id>) {
        if let Some(role) = role {
            let role = self.people.role(role, (self.outside, self.at), self.view);
            self.plan.tasks[task].role = role;
        }
    }

    // What does not begin before some minutes after the start, or before a moment, waits for a task that takes so long.
    fn hold(&mut self, placed: &Placed<'_>, at: usize) {
        let step = &placed.steps.steps[at];
        let task = placed.first + at as u32;
        if let Some(minutes) = step.start_after.filter(|minutes| *minutes > 0.0) {
            let hold = self.task(0, Some(fixed(minutes)), NONE);
            self.after(hold, placed.start);
            self.after(task, hold);
        }
        let ahead = step.start_at.zip(self.at);
        let ahead = ahead.map(|(start, at)| start.saturating_sub(at) as f64 / 60_000.0);
        if let Some(minutes) = ahead.filter(|minutes| *minutes > 0.0) {
            let hold = self.task(0, Some(fixed(minutes)), NONE);
            self.after(task, hold);
        }
    }
}

// A runbook whose steps become tasks from a place on.
struct Placed<'a> {
    runbook: Id,
    name: String,
    steps: &'a Steps,
    first: u32,
    start: u32,
}

// For each step whether it is on the longest way of each decision above it, by usual durations: of
// different answers one is carried out, and a plan is as long as its longest way.
fn longest_way(steps: &Steps, finish: impl Fn(usize) -> f64) -> Vec<bool> {
    let n = steps.steps.len();
    let mut best: Vec<Option<usize>> = vec![None; n];
    let is_way = |at: usize| !steps.steps[at].when.is_empty();
    for at in (0..n).filter(|at| is_way(*at)) {
        let Some(parent) = steps.steps[at].parent else {
            continue;
        };
        let longer = best[parent].is_none_or(|known| finish(n + at) > finish(n + known));
        if longer {
            best[parent] = Some(at);
        }
    }
    let mut on: Vec<bool> = Vec::with_capacity(n);
    for (at, step) in steps.steps.iter().enumerate() {
        let above = step.parent.is_none_or(|parent| on[parent]);
        let best = step.parent.and_then(|parent| best[parent]);
        let own = best.is_none_or(|best| !is_way(at) || steps.steps[best].when == step.when);
        on.push(above && own);
    }
    on
}

// What is typed in another order counts in the right one.
fn estimated(estimate: Estimate) -> Pert {
    let mode = estimate.likely.max(0.0);
    let (low, high) = (estimate.low.max(0.0), estimate.high.max(0.0));
    Pert {
        min: low.min(high).min(mode),
        mode,
        max: low.max(high).max(mode),
        gamma: 4.0,
    }
}
