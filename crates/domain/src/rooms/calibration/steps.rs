//! How long steps take: their estimates, held against the runs in which they were done.

use super::{Calibration, Counted, Suggestion, is_disputed, written};
use crate::rooms::runbooks::RUNBOOK;
use crate::rooms::runbooks::run::{RunView, State, minutes_between};
use crate::rooms::runbooks::steps::STEPS;
use crate::value::{Estimate, minutes};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::ops::Bound;

/// An estimate weighs as so many observations.
pub const WEIGHT: f64 = 5.0;
/// A range becomes narrower only from so many observations on.
pub const NARROWS: usize = 5;

/// A runbook, and a step in it.
pub type Place = (Id, Id);

/// A step that was done in a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Taken {
    /// The runbook that says how long it takes.
    runbook: Id,
    /// The step there.
    step: Id,
    /// The run.
    run: Id,
    /// When it was done, in milliseconds since 1970.
    at: i64,
    /// How long it took.
    minutes: f64,
}

impl Taken {
    /// The runbook and the step in it.
    pub fn place(&self) -> Place {
        (self.runbook, self.step)
    }
}

/// The steps that a run did and timed, by the steps of runbooks that they are copies of. Waits and milestones say nothing; neither do
/// tests of a runbook, which are gone through at a table. Of an estimate that covers several steps the time
/// from the first begun to the last done counts, once all of them are done.
pub fn taken(record: &Record, run: &RunView) -> Vec<Taken> {
    if record.text("mode") == "test" {
        return Vec::new();
    }
    let id = |step: usize, field: &'static str| -> Option<Id> {
        let path = Path::item(STEPS, run.plan.steps[step].id, Key::new(field));
        record.value(path)?.plain().parse().ok()
    };
    let of_run: Option<Id> = record.text("runbook").parse().ok();
    // The runbook that a step was taken from: the nearest above that was taken in, else the run's.
    let runbook = |step: usize| {
        let above =
            std::iter::successors(run.plan.steps[step].parent, |at| run.plan.steps[*at].parent);
        let mut taken_in = above.filter(|at| run.plan.steps[*at].kind == "runbook");
        taken_in.find_map(|at| id(at, "runbook")).or(of_run)
    };
    let covers = (0..run.steps.len()).filter(|at| run.plan.covered_by[*at] == Some(*at));
    let one = |cover: usize| {
        let (begun, done) = span(run, cover)?;
        Some(Taken {
            runbook: runbook(cover)?,
            step: id(cover, "origin")?,
            run: record.id,
            at: done,
            minutes: minutes_between(begun, done),
        })
    };
    covers.filter_map(one).collect()
}

// From when until when what an estimate covers was worked at; none unless all of it was done.
fn span(run: &RunView, cover: usize) -> Option<(i64, i64)> {
    let all = 0..run.steps.len();
    let covered = all.filter(|at| run.plan.covered_by[*at] == Some(cover));
    let worked = covered.filter(|at| run.plan.steps[*at].takes_time());
    let (mut begun, mut done) = (i64::MAX, i64::MIN);
    for at in worked.filter(|at| run.steps[*at].state != State::NotApplicable) {
        let step = &run.steps[at];
        if step.state != State::Done || step.minutes.is_none() || run.plan.steps[at].kind == "wait"
        {
            return None;
        }
        begun = begun.min(step.began?);
        done = done.max(step.since?);
    }
    (begun <= done).then_some((begun, done))
}

/// What runs say of a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The runbook.
    pub runbook: Id,
    /// The step.
    pub step: Id,
    /// What it is called.
    pub title: String,
    /// What it is estimated at.
    pub estimate: Estimate,
    /// What it took in all runs, in minutes, rising, with the runs.
    pub seen: Vec<(f64, Id)>,
    /// How many of these count against the estimate.
    pub counted: usize,
    /// What could stand there instead, or why nothing is suggested.
    pub suggestion: Result<Suggestion, String>,
}

impl Row {
    /// The minutes within which such a share of the runs did it (the nearest rank).
    pub fn quantile(&self, share: f64) -> f64 {
        let n = self.seen.len();
        let place = ((n as f64 * share).ceil() as usize).clamp(1, n.max(1)) - 1;
        self.seen.get(place).map_or(0.0, |(minutes, _)| *minutes)
    }
}

/// The estimate that follows from one there is and what was observed: n observations weigh n, the
/// estimate as much as [`WEIGHT`]. By that weight its mean goes towards theirs, and its ends towards the
/// shortest and the longest; inwards only from [`NARROWS`] observations on, as a few are no range. What is
/// most likely follows from mean and ends, (6 · mean − low − high) / 4. None without observations.
pub fn weighed(estimate: Estimate, seen: &[f64]) -> Option<Estimate> {
    // What was imported may have its ends in another order.
    let all = [estimate.low, estimate.likely, estimate.high].map(|minutes| minutes.max(0.0));
    let estimate = Estimate {
        low: all.iter().copied().fold(f64::INFINITY, f64::min),
        likely: all[1],
        high: all.iter().copied().fold(0.0, f64::max),
    };
    let n = seen.len() as f64;
    let least = seen.iter().copied().reduce(f64::min)?;
    let most = seen.iter().copied().reduce(f64::max)?;
    let towards = |from: f64, to: f64| from + (to - from) * n / (n + WEIGHT);
    let inwards = seen.len() >= NARROWS;
    let mean = towards(estimate.mean(), seen.iter().sum::<f64>() / n);
    let end = |own: f64, seen: f64, wider: bool| {
        if wider || inwards {
            towards(own, seen)
        } else {
            own
        }
    };
    let low = end(estimate.low, least, least < estimate.low);
    let high = end(estimate.high, most, most > estimate.high);
    let likely = ((6.0 * mean - low - high) / 4.0).clamp(low, high);
    Some(Estimate { low, likely, high })
}

/// Minutes as people write them: whole ones, below ten to the half.
fn written_as(estimate: Estimate) -> Estimate {
    let near = |minutes: f64| {
        let parts = if minutes < 10.0 { 2.0 } else { 1.0 };
        (minutes * parts).round() / parts
    };
    Estimate {
        low: near(estimate.low),
        likely: near(estimate.likely),
        high: near(estimate.high),
    }
}

/// An estimate in words: `10 min to 40 min, likely 20 min`.
pub fn words(estimate: Estimate) -> String {
    let said = |time: f64| {
        if time.fract() == 0.0 || time >= 60.0 {
            minutes(time)
        } else {
            format!("{time} min")
        }
    };
    format!(
        "{} to {}, likely {}",
        said(estimate.low),
        said(estimate.high),
        said(estimate.likely)
    )
}

impl Calibration {
    /// The steps that runs did, after one of them or from the first on: the place of each, and what runs say of it where it
    /// has an estimate. One by one, so that the shell can do it in slices.
    pub fn steps_after<'a>(
        &'a self,
        last: Option<Place>,
        counted: Counted,
        view: &'a View<'_>,
    ) -> impl Iterator<Item = (Place, Option<Row>)> + 'a {
        let from = last.map_or(Bound::Unbounded, Bound::Excluded);
        let rest = self.taken.range((from, Bound::Unbounded));
        rest.map(move |(place, taken)| (*place, self.row(*place, taken.clone(), counted, view)))
    }
}

/// Puts rows in order: those with a suggestion first, in each by runbook and step.
pub fn in_order(rows: &mut [Row]) {
    rows.arrange_by_key(|row| row.suggestion.is_err());
}

impl Calibration {
    fn row(
        &self,
        (runbook, step): (Id, Id),
        mut taken: Vec<Taken>,
        counted: Counted,
        view: &View<'_>,
    ) -> Option<Row> {
        let record = view.there(runbook).filter(|record| View::is_live(record))?;
        if record.kind != RUNBOOK.key() || !record.has_item(STEPS, step) {
            return None;
        }
        let path = Path::item(STEPS, step, Key::new("duration"));
        let estimate: Estimate = record.value(path)?.get()?;
        taken.arrange_by(|a, b| a.minutes.total_cmp(&b.minutes).then(a.run.cmp(&b.run)));
        let own = self.since((runbook, path), record.value(path), written(record, path));
        let since = match counted {
            Counted::All => Some(i64::MIN),
            Counted::Since => own,
        };
        let counts = |taken: &&Taken| since.is_some_and(|since| taken.at > since);
        let against: Vec<f64> = taken
            .iter()
            .filter(counts)
            .map(|taken| taken.minutes)
            .collect();
        let suggestion = if is_disputed(record, path) {
            Err("people disagree about the estimate: decide first".to_owned())
        } else if since.is_none() {
            Err("nobody knows when the estimate was written".to_owned())
        } else {
            let suggested = suggested(estimate, &against, (record, path), own);
            suggested.and_then(|one| one.where_it_counts(counted))
        };
        Some(Row {
            runbook,
            step,
            title: record
                .value(Path::item(STEPS, step, Key::new("title")))?
                .plain()
                .into_owned(),
            estimate,
            seen: taken
                .iter()
                .map(|taken| (taken.minutes, taken.run))
                .collect(),
            counted: against.len(),
            suggestion,
        })
    }
}

fn suggested(
    estimate: Estimate,
    seen: &[f64],
    (record, path): (&Record, Path),
    written: Option<i64>,
) -> Result<Suggestion, String> {
    let new = weighed(estimate, seen).map(written_as);
    let new = new.ok_or("no run that counts says more")?;
    if new == written_as(estimate) {
        return Err("what was seen is what was estimated".to_owned());
    }
    Ok(Suggestion {
        words: words(new),
        now: words(estimate),
        from: record.value(path).cloned().unwrap_or_else(Text::null),
        written,
        edit: Edit {
            record: record.id,
            kind: record.kind,
            path,
            value: Text::of(&new)?,
        },
    })
}
