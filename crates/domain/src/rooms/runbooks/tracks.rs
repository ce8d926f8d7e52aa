//! A run beside its plan: when each step was to be worked, when it was, and when what is left
//! will be.

use super::gantt::{Form, form};
use super::log::What;
use super::plan::Plan;
use super::run::{RunView, State, minutes_between};

/// A stretch of time, in minutes after the start of the run.
pub type Span = (f64, f64);

/// One step of a run, on the run's time.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// What its bars stand for.
    pub form: Form,
    /// As planned when the run started; none for a step that was added, or left out.
    pub planned: Option<Span>,
    /// When the work began, and when it was over: none while it goes on.
    pub actual: Option<(f64, Option<f64>)>,
    /// What is left of it, if the rest goes as planned.
    pub forecast: Option<Span>,
}

/// A run on its time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tracks {
    /// One for each step.
    pub tracks: Vec<Track>,
    /// When it was to be over.
    pub planned: Option<f64>,
    /// When it will be over, or was.
    pub finish: Option<f64>,
    /// When everything must be back.
    pub rto: Option<f64>,
    /// Its last minute, or now.
    pub now: f64,
}

impl Tracks {
    /// A run as it stands at `now`, in milliseconds since 1970.
    pub fn of(run: &RunView, now: i64) -> Self {
        let until = run.ended.unwrap_or(now);
        let started = run.started.unwrap_or(until);
        let at = |ms: i64| minutes_between(started, ms);
        let elapsed = at(until);
        let plan = &run.plan;
        let in_plan = in_plan(run);
        let mut minutes = plan.minutes();
        for (minutes, _) in minutes.iter_mut().zip(&in_plan).filter(|(_, here)| !**here) {
            *minutes = 0.0;
        }
        let hold = |step: &super::steps::Step| {
            let at = step.start_at.map_or(0.0, at);
            step.start_after.unwrap_or(0.0).max(at).max(0.0)
        };
        let holds: Vec<f64> = plan.steps.iter().map(hold).collect();
        let planned = plan.schedule_from(&minutes, &holds).ok();
        let over = run.state.is_over();
        let left = (!over)
            .then(|| {
                plan.schedule_from(&run.minutes_left(until), &run.not_before(until))
                    .ok()
            })
            .flatten();
        let span = |schedule: &crate::graph::Schedule, step: usize| span(plan, schedule, step);
        let mut tracks: Vec<Track> = (0..plan.steps.len())
            .map(|step| {
                let state = run.steps[step].state;
                let is_left = !state.is_finished();
                let shift = |(from, to): Span| (from + elapsed, to + elapsed);
                Track {
                    form: form(plan, step),
                    planned: planned
                        .as_ref()
                        .filter(|_| in_plan[step] && state != State::NotApplicable)
                        .map(|schedule| span(schedule, step)),
                    actual: actual(run, step, at),
                    forecast: left
                        .as_ref()
                        .filter(|_| is_left)
                        .map(|left| shift(span(left, step))),
                }
            })
            .collect();
        sum_up(plan, run, &mut tracks);
        Self {
            tracks,
            planned: planned.map(|schedule| schedule.finish),
            finish: if over {
                Some(elapsed)
            } else {
                left.map(|left| elapsed + left.finish)
            },
            rto: run.base().zip(run.rto).map(|(base, rto)| at(base) + rto),
            now: elapsed,
        }
    }

    /// The last minute that a chart should show. A time that is far beyond the rest would press
    /// that together, so it is left out.
    pub fn span(&self) -> f64 {
        let ends = self.tracks.iter().flat_map(|track| {
            let ends = [
                track.planned.map(|span| span.1),
                track.forecast.map(|span| span.1),
            ];
            ends.into_iter()
                .flatten()
                .chain(track.actual.and_then(|(_, to)| to))
        });
        let end = ends.fold(self.now.max(1.0), f64::max);
        let rto = self.rto.filter(|rto| *rto <= 2.5 * end);
        rto.map_or(end, |rto| rto.max(end)) * 1.02
    }
}

// Steps that belonged to the run when it started. What a later answer leaves out still did.
fn in_plan(run: &RunView) -> Vec<bool> {
    let mut other_mode: Vec<bool> = Vec::with_capacity(run.steps.len());
    for (step, view) in run.plan.steps.iter().zip(&run.steps) {
        let own = !step.only.is_empty() && view.state == State::NotApplicable;
        let above = step.parent.is_some_and(|parent| other_mode[parent]);
        other_mode.push(own || above);
    }
    let is_added = |view: &super::run::StepView| {
        view.events
            .iter()
            .any(|&event| run.events[event].what == Some(What::Added))
    };
    let steps = run.steps.iter().zip(other_mode);
    steps
        .map(|(view, other)| !other && !is_added(view))
        .collect()
}

fn span(plan: &Plan, schedule: &crate::graph::Schedule, step: usize) -> Span {
    let of = match form(plan, step) {
        Form::Within(cover) => cover,
        _ => step,
    };
    let begin = schedule.times[of];
    match form(plan, step) {
        Form::Summary => {
            let end = schedule.times[plan.steps.len() + step];
            (begin.earliest_start, end.earliest_finish)
        }
        _ => (begin.earliest_start, begin.earliest_finish),
    }
}

fn actual(run: &RunView, step: usize, at: impl Fn(i64) -> f64) -> Option<(f64, Option<f64>)> {
    let view = &run.steps[step];
    let over = matches!(view.state, State::Done | State::Failed | State::Skipped);
    let until = view.since.filter(|_| over);
    let from = view.began.or(until)?;
    Some((at(from), until.map(|until| at(until.max(from)))))
}

// A section began with the first of its steps and is over with the last.
fn sum_up(plan: &Plan, run: &RunView, tracks: &mut [Track]) {
    for step in (0..plan.steps.len()).rev() {
        let Some(parent) = plan.steps[step]
            .parent
            .filter(|&p| !plan.steps[p].is_worked())
        else {
            continue;
        };
        let Some((from, to)) = tracks[step].actual else {
            continue;
        };
        let finished = run.steps[parent].state.is_finished();
        let sum = tracks[parent].actual.get_or_insert((from, to));
        sum.0 = sum.0.min(from);
        sum.1 = sum
            .1
            .zip(to)
            .map(|(one, other)| one.max(other))
            .filter(|_| finished);
    }
}
