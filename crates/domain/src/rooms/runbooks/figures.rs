//! The figures of runbooks and runs.

use super::achieved;
use super::plan::{Plan, without_duration};
use super::recovery::{self, Recovery};
use super::run::{RunState, RunView, State, took};
use crate::describe::{Cell, Figure, Tone};
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::Record;

pub(super) const RUNBOOK_FIGURES: &[Figure] = &[
    Figure {
        key: "steps",
        label: "Steps",
        how: "The steps that someone does; sections only hold them.",
        column: true,
        of: steps,
    },
    Figure {
        key: "planned",
        label: "Planned duration",
        how: "The sum of the steps' expected durations along the critical path: each step begins \
              when its predecessors are done, or the step before it where it names none. Expected: \
              (low + 4 × likely + high) ÷ 6 (PERT). Critical path method as in Hillier and \
              Lieberman, Introduction to Operations Research. An estimate covers the steps below, \
              that of a decision only the deciding; a step that is a runbook counts with that runbook's steps. \
              Steps for exercises only or for earnest only count.",
        column: true,
        of: planned,
    },
];

pub(super) const RUN_FIGURES: &[Figure] = &[
    Figure {
        key: "state",
        label: "State",
        how: "What the log's latest events about the run say.",
        column: true,
        of: run_state,
    },
    Figure {
        key: "progress",
        label: "Progress",
        how: "Steps done or skipped, of those that belong to a run of this mode.",
        column: true,
        of: progress,
    },
    Figure {
        key: "elapsed",
        label: "Elapsed",
        how: "From the first start in the log to the end of the run, or to now.",
        column: true,
        of: elapsed,
    },
    Figure {
        key: "since_occurred",
        label: "Since it occurred",
        how: "From when the disruption began (in an exercise, the scenario), else from when it was \
              detected, until all is back (the last milestone of full recovery), else to the end \
              of the run, or to now. A pause does not stop it.",
        column: false,
        of: since_occurred,
    },
    Figure {
        key: "rto_left",
        label: "RTO left",
        how: "The RTO less the time since it occurred (else since it was detected). Below zero, it \
              is over by so much. It stops when all is back: when the last milestone of full \
              recovery is reached; without one, when the run is over.",
        column: true,
        of: rto_left,
    },
    Figure {
        key: "forecast",
        label: "Forecast",
        how: "Whether all is back in time if the rest goes as planned: now plus the critical path \
              (PERT) to the last milestone of full recovery, without one through all that is left, \
              against what it is counted from plus the RTO. The \
              chance: a normal distribution with the variance along that path.",
        column: false,
        of: forecast,
    },
    Figure {
        key: "achieved_rpo",
        label: "Achieved RPO",
        how: "When it occurred less the moment to which data was recovered.",
        column: false,
        of: achieved_rpo,
    },
    Figure {
        key: "remaining",
        label: "Remaining",
        how: "The critical path through what is left, with expected durations (PERT). A running \
              step uses its own up as time goes by.",
        column: false,
        of: remaining,
    },
];

fn steps(runbook: &Record, view: &View<'_>) -> Cell {
    let plan = Plan::kept(runbook, view);
    let count = plan.steps.iter().filter(|step| step.is_worked()).count();
    Cell {
        text: count.to_string(),
        rank: Some(count as f64),
        ..Cell::default()
    }
}

fn planned(runbook: &Record, view: &View<'_>) -> Cell {
    let plan = Plan::whole(runbook, view);
    let Ok((length, back)) = plan.lengths() else {
        return Cell::unknown("some steps wait for each other");
    };
    if plan.steps.iter().all(|step| step.estimate.is_none()) {
        return Cell::unknown("no step has a duration");
    }
    let known = length.steps - length.unestimated;
    let least = if length.unestimated > 0 {
        "at least "
    } else {
        ""
    };
    let path: Vec<String> = length.path.iter().map(|&n| plan.steps[n].name()).collect();
    let back = back.and_then(|back| {
        let least = if back.unestimated > 0 {
            "at least "
        } else {
            ""
        };
        let milestone = plan.steps[back.milestone?].name();
        Some(format!(
            " All back after {least}{}: {milestone}.",
            minutes(back.minutes)
        ))
    });
    Cell {
        text: format!("{least}{}", minutes(length.minutes)),
        rank: Some(length.minutes),
        tone: Tone::Plain,
        inputs: format!(
            "{known} of {} steps have a duration. Standard deviation {}. Critical path: {}.{}{}",
            length.steps,
            minutes(length.variance.sqrt()),
            path.join(", "),
            back.unwrap_or_default(),
            conflict_note(runbook)
        ),
    }
}

fn run_state(run: &Record, view: &View<'_>) -> Cell {
    let view = RunView::kept(run, view);
    let tone = match view.state {
        RunState::NotStarted => Tone::Plain,
        RunState::Running => Tone::Busy,
        RunState::Paused => Tone::Warn,
        RunState::Finished => Tone::Good,
        RunState::Abandoned | RunState::Disputed => Tone::Bad,
    };
    let rank = Some(f64::from(view.state as u8));
    Cell {
        text: view.state.label().to_owned(),
        rank,
        tone,
        inputs: String::new(),
    }
}

fn progress(run: &Record, view: &View<'_>) -> Cell {
    let view = RunView::kept(run, view);
    if view.total == 0 {
        return Cell::unknown("it has no steps");
    }
    let count = |state| {
        view.steps
            .iter()
            .zip(&view.plan.steps)
            .filter(|(v, s)| s.is_worked() && v.state == state)
            .count()
    };
    let (failed, disputed) = (count(State::Failed), count(State::Disputed));
    Cell {
        text: format!("{} of {}", view.finished, view.total),
        rank: Some(view.finished as f64 / view.total as f64),
        tone: if failed + disputed > 0 {
            Tone::Bad
        } else {
            Tone::Plain
        },
        inputs: format!(
            "{failed} failed, {disputed} disputed, {} skipped.",
            count(State::Skipped)
        ),
    }
}

fn elapsed(run: &Record, view: &View<'_>) -> Cell {
    span(
        RunView::kept(run, view).clock(view.now()).since_started,
        "its start is not in the log",
    )
}

fn since_occurred(run: &Record, view: &View<'_>) -> Cell {
    let now = Recovery::of(&RunView::kept(run, view), view.now());
    let mut cell = span(now.elapsed, recovery::NO_BASE);
    if let Some((_, counted)) = now.base {
        cell.inputs = format!("Counted {}.", counted.since());
        if now.recovered.is_some() {
            cell.inputs.push_str(" All was back then.");
        }
    }
    if let Some(lost) = now.lost.filter(|lost| *lost > 0.0) {
        cell.inputs.push_str(&format!(
            " {} of it before the run was started.",
            minutes(lost)
        ));
    }
    cell
}

fn rto_left(run: &Record, view: &View<'_>) -> Cell {
    let state = RunView::kept(run, view);
    let now = Recovery::of(&state, view.now());
    let Some((left, rto)) = now.left.zip(state.rto) else {
        return Cell::unknown(now.unknown(&state));
    };
    let tone = match left < 0.0 {
        true => Tone::Bad,
        false if state.state.is_over() || now.recovered.is_some() => Tone::Good,
        false => Tone::Plain,
    };
    Cell {
        text: recovery::left_words(left),
        rank: Some(left),
        tone,
        inputs: format!("RTO {}.", minutes(rto)),
    }
}

fn forecast(run: &Record, view: &View<'_>) -> Cell {
    let state = RunView::kept(run, view);
    let now = Recovery::of(&state, view.now());
    let forecast = match &now.forecast {
        Ok(forecast) => forecast,
        Err(why) if recovery::is_known(why) => {
            return Cell {
                text: (*why).to_owned(),
                ..Cell::default()
            };
        }
        Err(why) => return Cell::unknown(why),
    };
    let to_go = format!("{} to go", minutes(forecast.remaining));
    // The end is forecast all the same.
    let (text, tone, mut inputs) = if let Some(spare) = forecast.spare {
        let (text, tone) = recovery::spare_words(spare);
        (text, tone, [&to_go, "."].concat())
    } else {
        let why = now.unknown(&state);
        let why = ["Whether that is in time is unknown: ", why, "."].concat();
        (to_go, Tone::Plain, why)
    };
    if forecast.unestimated > 0 {
        let open = without_duration(forecast.unestimated);
        inputs.push_str(&[" At the earliest: of what is left, ", &open, "."].concat());
    }
    if let Some(chance) = forecast.chance {
        inputs.push_str(&format!(
            " {} to be in time.",
            recovery::chance_words(chance)
        ));
    }
    Cell {
        text,
        rank: forecast.spare,
        tone,
        inputs,
    }
}

fn achieved_rpo(run: &Record, view: &View<'_>) -> Cell {
    match achieved::data_loss(&RunView::kept(run, view)) {
        Ok(lost) => Cell {
            text: minutes(lost),
            rank: Some(lost),
            ..Cell::default()
        },
        Err(why) => Cell::unknown(why),
    }
}

fn remaining(run: &Record, view: &View<'_>) -> Cell {
    let state = RunView::kept(run, view);
    if state.state.is_over() {
        return Cell {
            text: "over".to_owned(),
            ..Cell::default()
        };
    }
    let clock = state.clock(view.now());
    if state.plan.steps.iter().all(|step| step.estimate.is_none()) {
        return Cell::unknown("no step has a duration");
    }
    let mut cell = span(clock.remaining, "some steps wait for each other");
    if clock.unestimated > 0 && clock.remaining.is_some() {
        cell.text = format!("at least {}", cell.text);
        let open = without_duration(clock.unestimated);
        cell.inputs = ["Of what is left, ", &open, "."].concat();
    }
    cell
}

fn span(length: Option<f64>, why_not: &str) -> Cell {
    match length {
        Some(length) => Cell {
            text: took(length),
            rank: Some(length),
            ..Cell::default()
        },
        None => Cell::unknown(why_not),
    }
}

// A figure from values that people disagree on says so (M5).
fn conflict_note(runbook: &Record) -> &'static str {
    let counts = |field: &str| matches!(field, "duration" | "predecessors" | "place" | "kind");
    let disputed = runbook
        .conflicts()
        .any(|slot| slot.path.list == super::steps::STEPS && counts(slot.path.field.as_str()));
    if disputed {
        " People disagree on some of these; the values shown were used."
    } else {
        ""
    }
}
