//! When each step of a plan can run: bars to draw, and what limits each of them.

use super::plan::Plan;
use crate::graph::{Circle, Schedule};
use crate::value::Estimate;

/// What a step's bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Work with a duration of its own.
    Work,
    /// The steps below it, from the first to the last.
    Summary,
    /// A moment that is reached.
    Milestone,
    /// Work that the estimate of a step above covers.
    Within(usize),
    /// Work that nobody estimated.
    Open,
}

/// What a step waits for: what decides its earliest start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Limits {
    /// Steps that finish just then, three at most.
    pub steps: Vec<usize>,
    /// Whether there are more of them.
    pub more: bool,
    /// The minutes after the start before which it does not begin, where that decides.
    pub hold: Option<f64>,
}

/// The bar of a step. Times are minutes after the start.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it stands for.
    pub form: Form,
    /// The earliest start.
    pub start: f64,
    /// The earliest finish.
    pub finish: f64,
    /// The latest start that delays nothing.
    pub latest_start: f64,
    /// The latest finish that delays nothing.
    pub latest_finish: f64,
    /// How much later it may start without delaying the finish.
    pub float: f64,
    /// Whether any delay of it delays the finish.
    pub critical: bool,
    /// The earliest finish if all goes well in this step, and if much goes wrong.
    pub range: (f64, f64),
    /// What it waits for.
    pub limits: Limits,
}

/// A plan's bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// One for each step.
    pub bars: Vec<Bar>,
    /// When all is done at the earliest.
    pub finish: f64,
    /// The times of the plan's activities.
    pub schedule: Schedule,
}

/// The most steps that are named as limits.
const NAMED: usize = 3;

impl Chart {
    /// The bars of a plan with expected durations.
    ///
    /// # Errors
    /// The steps that wait for each other, where some do.
    pub fn of(plan: &Plan) -> Result<Self, Circle> {
        let minutes = plan.minutes();
        let schedule = plan.schedule(&minutes)?;
        let limits = limits(plan, &schedule, &minutes);
        let bars = limits
            .into_iter()
            .enumerate()
            .map(|(step, limits)| bar(plan, &schedule, &minutes, step, limits));
        Ok(Self {
            bars: bars.collect(),
            finish: schedule.finish,
            schedule,
        })
    }
}

/// What the bar of a step stands for.
pub fn form(plan: &Plan, step: usize) -> Form {
    match plan.covered_by[step] {
        Some(cover) if cover != step => Form::Within(cover),
        _ if plan.steps[step].kind == "milestone" => Form::Milestone,
        Some(_) => Form::Work,
        None if plan.holds_steps(step) => Form::Summary,
        None => Form::Open,
    }
}

fn bar(plan: &Plan, schedule: &Schedule, minutes: &[f64], step: usize, limits: Limits) -> Bar {
    let form = form(plan, step);
    // What an estimate covers takes place while that work does; nobody said when within it.
    let of = if let Form::Within(cover) = form {
        cover
    } else {
        step
    };
    let begin = schedule.times[of];
    let end = match form {
        Form::Summary => schedule.times[plan.steps.len() + step],
        _ => begin,
    };
    let range = match plan.steps[step].estimate {
        Some(Estimate { low, high, .. }) if form == Form::Work && minutes[step] > 0.0 => {
            let from = begin.earliest_start;
            (from + low.max(0.0), from + high.max(0.0))
        }
        _ => (end.earliest_finish, end.earliest_finish),
    };
    Bar {
        form,
        start: begin.earliest_start,
        finish: end.earliest_finish,
        latest_start: begin.latest_start,
        latest_finish: end.latest_finish,
        float: begin.float().min(end.float()).max(0.0),
        critical: begin.is_critical() || end.is_critical(),
        range,
        limits,
    }
}

// For each step what decides its earliest start. Sections hand on what they wait for.
fn limits(plan: &Plan, schedule: &Schedule, minutes: &[f64]) -> Vec<Limits> {
    let n = plan.steps.len();
    let holds = plan.holds();
    let mut limits: Vec<Limits> = vec![Limits::default(); 2 * n];
    for &activity in &schedule.order {
        let start = schedule.times[activity].earliest_start;
        let mut found = Limits::default();
        let same = |time: f64| (time - start).abs() <= 1e-9 * start.max(1.0);
        for &before in &plan.before[activity] {
            if !same(schedule.times[before].earliest_finish) {
                continue;
            }
            let step = plan.step_of(before);
            let is_work = plan.steps[step].is_worked() || minutes[step] > 0.0;
            if is_work && (before < n || !plan.holds_steps(step)) {
                found.add(step);
            } else {
                let passed_on = std::mem::take(&mut limits[before]);
                passed_on.steps.iter().for_each(|&step| found.add(step));
                found.more |= passed_on.more;
                found.hold = found.hold.or(passed_on.hold);
                limits[before] = passed_on;
            }
        }
        if found.steps.is_empty() && activity < n && holds[activity] > 0.0 && same(holds[activity])
        {
            found.hold = Some(holds[activity]);
        }
        limits[activity] = found;
    }
    limits.truncate(n);
    limits
}

impl Limits {
    fn add(&mut self, step: usize) {
        if self.steps.contains(&step) {
        } else if self.steps.len() < NAMED {
            self.steps.push(step);
        } else {
            self.more = true;
        }
    }
}
