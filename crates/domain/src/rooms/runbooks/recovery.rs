//! The clock against RTO: from when it counts, what is left of it, when all will be back, and
//! what holds that up.
//!
//! Recovery counts from when the disruption occurred (in an exercise, the scenario), else from
//! when it was detected; never from the start of the run, and it does not stop while a run waits.

use super::holds;
pub use super::holds::{Hold, Why};
use super::run::{RunView, State, minutes_between, took};
use crate::describe::Tone;
use crate::graph::Schedule;
use crate::value::{self, Estimate};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// From what recovery is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// From when the disruption began.
    Occurred,
    /// From when it was noticed: nobody knows when it began.
    Detected,
    /// From when the scenario of an exercise begins.
    Scenario,
}

impl Counted {
    /// What the clock says beside its time.
    pub const fn since(self) -> &'static str {
        match self {
            Self::Occurred => "since it occurred",
            Self::Detected => "since it was detected",
            Self::Scenario => "since the scenario began",
        }
    }

    /// The same as a moment.
    pub const fn when(self) -> &'static str {
        match self {
            Self::Occurred => "when it occurred",
            Self::Detected => "when it was detected",
            Self::Scenario => "when the scenario began",
        }
    }
}

/// Why something has no figure.
pub const NO_BASE: &str = "nobody said when it occurred or was detected";
/// The same for the objective.
pub const NO_RTO: &str = "no RTO was given";
/// The same where both are missing.
pub const NEITHER: &str = "no RTO was given, and nobody said when it occurred or was detected";
/// Why nothing is forecast of a run whose steps are all finished.
pub const NOTHING_LEFT: &str = "nothing is left to do";
/// The same of a run that is over.
pub const OVER: &str = "the run is over";

/// A run against its objective.
#[derive(Clone, Debug, PartialEq)]
pub struct Recovery {
    /// From when recovery is counted, in milliseconds since 1970, and what that is.
    pub base: Option<(i64, Counted)>,
    /// Minutes from there to the start of the run.
    pub lost: Option<f64>,
    /// When all was back, if it is: when the last milestone of full recovery was reached. Where a
    /// service has none, nobody can say before the run is over.
    pub recovered: Option<i64>,
    /// Minutes from there until all was back; else to the end of the run; else to now.
    pub elapsed: Option<f64>,
    /// When everything must be back.
    pub due: Option<i64>,
    /// Minutes until then, or that were left when all was back; what it is over by is below zero.
    pub left: Option<f64>,
    /// When all will be done, or why nobody can say.
    pub forecast: Result<Forecast, &'static str>,
    /// What holds that up, the worst first.
    pub holds: Vec<Hold>,
    /// What is reached next, in order: the milestones ahead, or the sections where a run has none.
    pub coming: Vec<Coming>,
}

/// When all will be done if the rest goes as planned.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The moment, in milliseconds since 1970.
    pub finish: i64,
    /// When all is back, where milestones say what that is and it is not yet.
    pub back: Option<i64>,
    /// Minutes until then: the critical path through what is left.
    pub remaining: f64,
    /// The standard deviation, in minutes, along the path that the RTO waits for.
    pub deviation: f64,
    /// How many steps that are left have no duration; with any it is "at the earliest".
    pub unestimated: usize,
    /// Minutes between all being back and the end of the RTO; below zero when it comes too late.
    pub spare: Option<f64>,
    /// How likely it is to be in time, 0 to 1, where durations have a spread.
    pub chance: Option<f64>,
}

/// Something that is reached later.
#[derive(Clone, Debug, PartialEq)]
pub struct Coming {
    /// The step, as an index into the plan.
    pub at: usize,
    /// When, if all goes as planned.
    pub when: Option<i64>,
}

impl Recovery {
    /// How a run stands against its objective at `now`, in milliseconds since 1970.
    pub fn of(run: &RunView, now: i64) -> Self {
        let base = base(run);
        let recovered = recovered(run);
        let until = recovered.or(run.ended).unwrap_or(now);
        let elapsed = base.map(|(from, _)| minutes_between(from, until));
        let ahead = Ahead::of(run, now);
        let due = base.zip(run.rto).map(|((from, _), rto)| after(from, rto));
        Self {
            base,
            lost: base
                .zip(run.started)
                .map(|((from, _), started)| minutes_between(from, started)),
            recovered,
            elapsed,
            due,
            left: elapsed.zip(run.rto).map(|(elapsed, rto)| rto - elapsed),
            forecast: forecast(run, ahead.as_ref(), due, recovered),
            holds: ahead
                .as_ref()
                .map(|ahead| holds::holds(run, ahead))
                .unwrap_or_default(),
            coming: coming(run, ahead.as_ref()),
        }
    }

    /// Why there is no time left to show of this run, where there is none.
    pub const fn unknown(&self, run: &RunView) -> &'static str {
        match (self.base.is_none(), run.rto.is_none()) {
            (true, true) => NEITHER,
            (true, false) => NO_BASE,
            (false, _) => NO_RTO,
        }
    }
}

pub(super) fn base(run: &RunView) -> Option<(i64, Counted)> {
    let occurred = if run.earnest {
        Counted::Occurred
    } else {
        Counted::Scenario
    };
    let occurred = run.occurred.map(|at| (at, occurred));
    occurred.or_else(|| run.detected.map(|at| (at, Counted::Detected)))
}

/// The moment so many minutes after another, in milliseconds since 1970.
pub fn after(from: i64, minutes: f64) -> i64 {
    from.saturating_add((minutes * 60_000.0).round() as i64)
}

// What is left of a run that goes on: planned minutes of each step, and when each can be done.
pub(super) struct Ahead {
    pub(super) now: i64,
    left: Vec<f64>,
    pub(super) wait: Vec<f64>,
    pub(super) schedule: Schedule,
}

impl Ahead {
    // Nothing is ahead of a run that is over, nor where steps wait for each other.
    fn of(run: &RunView, now: i64) -> Option<Self> {
        if run.state.is_over() {
            return None;
        }
        let (left, wait) = (run.minutes_left(now), run.not_before(now));
        let schedule = run.plan.schedule_from(&left, &wait).ok()?;
        Some(Self {
            now,
            left,
            wait,
            schedule,
        })
    }

    // The planned minutes left of a step that has an estimate of its own.
    pub(super) fn own(&self, run: &RunView, at: usize) -> Option<f64> {
        (run.plan.covered_by[at] == Some(at)).then(|| self.left[at])
    }
}

pub(super) fn open(run: &RunView) -> impl Iterator<Item = usize> {
    (0..run.steps.len())
        .filter(|&at| run.plan.steps[at].is_worked() && !run.steps[at].state.is_finished())
}

// The milestones that say that all is back: each is of a service, and belongs to this run.
fn restoring(run: &RunView) -> impl Iterator<Item = usize> {
    let counts = |at: &usize| {
        let here = run.steps[*at].state != State::NotApplicable;
        here && run.plan.steps[*at].restores.is_some()
    };
    (0..run.steps.len()).filter(counts)
}

// All is back when each service that is to be recovered has its milestones, and all are reached.
// What was left out was not reached.
fn recovered(run: &RunView) -> Option<i64> {
    let said =
        |service: &Id| restoring(run).any(|at| run.plan.steps[at].restores == Some(*service));
    if !run.services.iter().all(said) {
        return None;
    }
    let reached = restoring(run).map(|at| {
        let step = &run.steps[at];
        step.since.filter(|_| step.state == State::Done)
    });
    let all: Option<Vec<i64>> = reached.collect();
    all?.into_iter().max()
}

fn forecast(
    run: &RunView,
    ahead: Option<&Ahead>,
    due: Option<i64>,
    recovered: Option<i64>,
) -> Result<Forecast, &'static str> {
    if run.state.is_over() {
        return Err(OVER);
    }
    let ahead = ahead.ok_or("some steps wait for each other")?;
    let covered = |at: &usize| run.plan.covered_by[*at].is_some();
    let takes_time = |at: &usize| run.plan.steps[*at].takes_time();
    if open(run).next().is_none() {
        return Err(NOTHING_LEFT);
    }
    let remaining = ahead.schedule.finish;
    if remaining <= 0.0 && !open(run).any(|at| covered(&at)) {
        return Err("what is left has no duration");
    }
    // What the RTO waits for: the last milestone of recovery that is ahead, else all of it.
    let ready = |at: &usize| !run.steps[*at].state.is_finished();
    let schedule = &ahead.schedule;
    let last = schedule.last_of(&mut restoring(run).filter(ready));
    let to_last = last.map(|last| schedule.path_to(last, &run.plan.before));
    let path = to_last.as_ref().unwrap_or(&schedule.path);
    let variance: f64 = path.iter().map(|&at| variance(run, ahead, at)).sum();
    let deviation = variance.sqrt();
    let finish = after(ahead.now, remaining);
    let back = last.map(|last| after(ahead.now, schedule.times[last].earliest_finish));
    let all_back = recovered.or(back).unwrap_or(finish);
    let spare = due.map(|due| minutes_between(all_back, due));
    Ok(Forecast {
        finish,
        back,
        remaining,
        deviation,
        unestimated: open(run)
            .filter(|at| takes_time(at) && !covered(at))
            .count(),
        spare,
        chance: spare
            .filter(|_| recovered.is_none() && deviation > 0.0 && deviation.is_finite())
            .map(|spare| normal(spare / deviation)),
    })
}

// The variance of what is left of an activity: of a step under way all of it, as nobody knows
// when it ends; of an estimate that covers several, the share of those that are left.
fn variance(run: &RunView, ahead: &Ahead, activity: usize) -> f64 {
    let Some(step) = run.plan.steps.get(activity) else {
        return 0.0;
    };
    let Some(estimate) = step.estimate.filter(|_| ahead.own(run, activity).is_some()) else {
        return 0.0;
    };
    let running = step.is_worked() && run.steps[activity].state == State::Running;
    let planned = estimate.mean();
    let share = if running {
        1.0
    } else if planned > 0.0 {
        (ahead.left[activity] / planned).clamp(0.0, 1.0)
    } else {
        0.0
    };
    Estimate::variance(estimate) * share
}

/// The standard normal distribution: the chance of a value of at most `z`. Abramowitz and Stegun,
/// *Handbook of Mathematical Functions*, 26.2.17; wrong by less than 0.000 000 1.
fn normal(z: f64) -> f64 {
    const B: [f64; 5] = [
        1.330_274_429,
        -1.821_255_978,
        1.781_477_937,
        -0.356_563_782,
        0.319_381_530,
    ];
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let tail = B.iter().fold(0.0, |sum, b| (sum + b) * t) * (-z * z / 2.0).exp() * 0.398_942_280_4;
    if z < 0.0 { tail } else { 1.0 - tail }
}

fn coming(run: &RunView, ahead: Option<&Ahead>) -> Vec<Coming> {
    let n = run.steps.len();
    let is_open = |at: &usize| !run.steps[*at].state.is_finished();
    let is_milestone = |at: &usize| run.plan.steps[*at].kind == "milestone";
    let is_part = |at: &usize| run.plan.steps[*at].depth == 0 && !run.plan.steps[*at].is_worked();
    let when = |activity: usize| {
        ahead.map(|ahead| after(ahead.now, ahead.schedule.times[activity].earliest_finish))
    };
    let mut found: Vec<Coming> = if (0..n).any(|at| is_milestone(&at)) {
        let ahead = (0..n).filter(is_milestone).filter(is_open);
        ahead.map(|at| Coming { at, when: when(at) }).collect()
    } else {
        let ahead = (0..n).filter(is_part).filter(is_open);
        let end = |at| Coming {
            at,
            when: when(n + at),
        };
        ahead.map(end).collect()
    };
    found.arrange_by_key(|coming| coming.when);
    found
}

/// Whether there is nothing to forecast; else nobody can.
pub fn is_known(why_not: &str) -> bool {
    [NOTHING_LEFT, OVER].contains(&why_not)
}

/// Time left as people say it: `1 h 5 min left`, `12 min over`.
pub fn left_words(left: f64) -> String {
    if left < 0.0 {
        format!("{} over", value::minutes(-left))
    } else {
        format!("{} left", took(left))
    }
}

/// A forecast against the objective, in words: `in time by 20 min`, `late by 5 min`.
pub fn spare_words(spare: f64) -> (String, Tone) {
    if spare < 0.0 {
        (format!("late by {}", took(-spare)), Tone::Bad)
    } else {
        (format!("in time by {}", took(spare)), Tone::Good)
    }
}

/// A chance in words, never more certain than a forecast can be: `70 % chance`.
pub fn chance_words(chance: f64) -> String {
    match (chance * 100.0).round() {
        p if p < 1.0 => "less than 1 % chance".to_owned(),
        p if p > 99.0 => "more than 99 % chance".to_owned(),
        p => format!("{p} % chance"),
    }
}
