//! Until when a change can still be taken back within its window.

use super::run::of_change;
use super::window::Window;
use crate::describe::{Cell, Tone};
use crate::graph::Circle;
use crate::rooms::runbooks::plan::{Plan, without_duration};
use crate::rooms::runbooks::run::{RunView, State};
use crate::rooms::runbooks::steps::STEPS;
use crate::value::{minutes, moment};
use crate::view::View;
use holdfast_ledger::{Key, Path, Record};

/// Until when the back-out has to begin.
#[derive(Clone, Debug, PartialEq)]
pub struct Latest {
    /// The moment, in milliseconds since 1970.
    pub at: i64,
    /// How long the way back takes, in minutes.
    pub back: f64,
    /// How long it takes to see that all is as before, in minutes.
    pub validation: f64,
    /// What says how long the way back takes.
    pub by: String,
}

/// The latest start of the back-out: the end of the window, less the way back from what is done so far,
/// less the validation after it.
///
/// # Errors
/// Which input is missing.
pub fn latest(change: &Record, view: &View<'_>) -> Result<Latest, String> {
    let window = Window::of(change).map_err(|why| why.lower().to_owned())?;
    let validation = change.get::<f64>("validation");
    let validation =
        validation.ok_or("nobody said how long the validation after a back-out takes")?;
    let (back, by) = way_back(change, view)?;
    Ok(Latest {
        at: window.end - ((back + validation) * 60_000.0) as i64,
        back,
        validation,
        by,
    })
}

fn way_back(change: &Record, view: &View<'_>) -> Result<(f64, String), String> {
    if let Some(runbook) = view.linked(change.value(Path::of("back_out_runbook"))) {
        let name = view.name(runbook);
        let plan = Plan::whole(runbook, view);
        let length = plan
            .length()
            .map_err(|_| format!("steps of {name} wait for each other"))?;
        if length.steps == 0 {
            return Err(format!("{name} has no steps"));
        }
        if length.unestimated > 0 {
            return Err(format!(
                "of {name} {}",
                without_duration(length.unestimated)
            ));
        }
        return Ok((length.minutes, format!("the critical path of {name}")));
    }
    let runbook = view.linked(change.value(Path::of("implementation_runbook")));
    let runbook =
        runbook.ok_or("neither a back-out runbook nor an implementation runbook is linked")?;
    let run = of_change(change, runbook, view).ok_or_else(|| {
        format!(
            "{} is not run for this change, so nobody knows which steps are done",
            view.name(runbook)
        )
    })?;
    let minutes = undoing(run, view)?;
    Ok((
        minutes,
        format!(
            "the steps of {} that were begun and have a rollback, each as long as it was to take",
            view.name(run)
        ),
    ))
}

// The critical path through the steps that were begun and can be taken back, each by its likely
// duration: backwards it is as long as forwards.
fn undoing(run: &Record, view: &View<'_>) -> Result<f64, String> {
    let state = RunView::kept(run, view);
    let plan = &state.plan;
    let mut minutes = vec![0.0; plan.steps.len()];
    for (at, step) in plan.steps.iter().enumerate() {
        let begun = matches!(
            state.steps[at].state,
            State::Done | State::Running | State::Blocked | State::Failed | State::Disputed
        );
        let rollback = run.value(Path::item(STEPS, step.id, Key::new("rollback")));
        let has_way_back = rollback.is_some_and(|text| !text.plain().trim().is_empty());
        if !(begun && has_way_back && step.takes_time()) {
            continue;
        }
        // A section's estimate covers the steps below it.
        let cover = if step.estimate.is_some() {
            Some(at)
        } else {
            plan.covered_by[at]
        };
        let likely = cover.and_then(|cover| Some((cover, plan.steps[cover].estimate?.likely)));
        let (cover, likely) = likely.ok_or_else(|| format!("{} has no duration", step.name()))?;
        minutes[cover] = likely.max(0.0);
    }
    // Waiting times of the plan are not waited for on the way back.
    let schedule = plan.schedule_from(&minutes, &[]);
    schedule
        .map(|schedule| schedule.finish)
        .map_err(|Circle(_)| "steps of the run wait for each other".to_owned())
}

/// The figure `latest_back_out`: while a change is being implemented.
pub fn figure(change: &Record, view: &View<'_>) -> Cell {
    if super::rules::state(change) != "implementing" {
        return Cell {
            text: "not under way".to_owned(),
            inputs: "it counts while the change is being implemented".to_owned(),
            ..Cell::default()
        };
    }
    let latest = match latest(change, view) {
        Ok(latest) => latest,
        Err(why) => return Cell::unknown(&why),
    };
    let left = (latest.at - view.now()) as f64 / 60_000.0;
    let (words, tone) = if left < 0.0 {
        (format!("passed {} ago", minutes(-left)), Tone::Bad)
    } else if left < 30.0 {
        (format!("in {}", minutes(left)), Tone::Warn)
    } else {
        (format!("in {}", minutes(left)), Tone::Good)
    };
    Cell {
        text: format!("{}, {words}", moment(latest.at, view)),
        rank: Some(latest.at as f64),
        tone,
        inputs: format!(
            "way back: {}, from {}; validation: {}",
            minutes(latest.back),
            latest.by,
            minutes(latest.validation)
        ),
    }
}
