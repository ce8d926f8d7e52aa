//! What follows from plans.

use super::ACTIVATION;
use super::scope::{Row, Scope};
use super::stages;
use super::track;
use super::under_way::did_any;
use crate::describe::{Cell, Figure, Tone};
use crate::rooms::exercises::EXERCISE;
use crate::rooms::exercises::ratings::{held_at, is_evaluated};
use crate::rooms::training::gaps;
use crate::value::{instant, list_in_conflict, minutes};
use crate::view::View;
use holdfast_ledger::{Path, Record};

pub(super) const PLAN: &[Figure] = &[
    Figure {
        key: "feasible",
        label: "Within RTO",
        how: "How many of its services are back in time, of how many. For each service of the plan: the time from the event to the activation, then all that has to be \
              back first, then its own recovery, against its RTO or a lower one that it inherits. Its own \
              recovery: the longest of the plan’s runbooks for it, else its strategy, else what is known of \
              the service. What the loss does not take down is there already.",
        column: true,
        of: feasible,
    },
    Figure {
        key: "length",
        label: "Runbooks take",
        how: "A time: the critical path over the plan’s runbooks from the activation on, each as long as its own \
              critical path (PERT). Those of the phase Prepare are for quiet days and do not count.",
        column: true,
        of: length,
    },
    Figure {
        key: "waves",
        label: "Recovery order",
        how: "An order, not a time: in how many waves services come back, one wave after the other. What the services of the plan need, hard or for their recovery, comes back in an earlier wave. \
              Those that wait for each other come back together. Waves set by hand count as set.",
        column: false,
        of: waves,
    },
    Figure {
        key: "training",
        label: "Training gaps",
        how: "For each role of its teams and of those who may activate it: the competences that the role needs, and \
              who of its primary and deputies was not trained, or no longer.",
        column: true,
        of: gaps::figure,
    },
    Figure {
        key: "exercised",
        label: "Exercised",
        how: "When it was last carried out, in earnest or as an exercise, and stood down with lessons written down; or \
              when an exercise that names it ended, once that is evaluated.",
        column: true,
        of: exercised,
    },
];

// A figure over lists says itself that people disagree about them (M5).
pub(super) fn disputed(mut cell: Cell, is: bool) -> Cell {
    if is {
        cell.text.push_str(" (in conflict)");
        cell.tone = cell.tone.max(Tone::Warn);
    }
    cell
}

fn feasible(plan: &Record, view: &View<'_>) -> Cell {
    let scope = Scope::of(plan, view);
    let named: Vec<&Row> = scope.rows.iter().filter(|row| row.named).collect();
    if named.is_empty() {
        return disputed(Cell::unknown("it names no service"), scope.disputed);
    }
    let name = |row: &&&Row| view.there(row.service).map(|service| view.name(service));
    let names = |rows: &[&&Row]| rows.iter().filter_map(name).collect::<Vec<_>>().join(", ");
    let late: Vec<&&Row> = named
        .iter()
        .filter(|row| row.spare().is_some_and(|spare| spare < 0.0))
        .collect();
    let open: Vec<&&Row> = named.iter().filter(|row| row.spare().is_none()).collect();
    let met = named.len() - late.len() - open.len();
    let mut inputs = format!("Activated after {}.", minutes(scope.activation));
    let back = |row: &&Row| Some(format!("{} after {}", name(&row)?, minutes(row.minutes)));
    let back: Vec<String> = named
        .iter()
        .filter(|row| row.whole)
        .filter_map(back)
        .collect();
    if !back.is_empty() {
        inputs.push_str(&format!(" Back: {}.", back.join(", ")));
    }
    if !late.is_empty() {
        inputs.push_str(&format!(" Too late: {}.", names(&late)));
    }
    if !open.is_empty() {
        inputs.push_str(&format!(
            " No RTO, or not all durations known: {}.",
            names(&open)
        ));
    }
    let cell = Cell {
        text: format!("{met} of {} services", named.len()),
        rank: Some(met as f64 / named.len() as f64),
        tone: match (late.is_empty(), open.is_empty()) {
            (false, _) => Tone::Bad,
            (true, false) => Tone::Warn,
            (true, true) => Tone::Good,
        },
        inputs,
    };
    let nothing = met == 0 && late.is_empty();
    let unknown = || Cell::unknown("no service has both an RTO and known durations");
    disputed(if nothing { unknown() } else { cell }, scope.disputed)
}

fn length(plan: &Record, view: &View<'_>) -> Cell {
    let is = list_in_conflict(plan, "runbooks");
    let all = stages::to_run(&stages::of_plan(plan));
    if all.is_empty() {
        return disputed(Cell::unknown("it has no runbooks"), is);
    }
    let Ok(length) = stages::lengths(&all, view) else {
        return disputed(Cell::unknown("some runbooks wait for each other"), is);
    };
    if length.unknown == all.len() && length.schedule.finish <= 0.0 {
        return disputed(Cell::unknown("no runbook has durations"), is);
    }
    let least = if length.unknown > 0 { "at least " } else { "" };
    let title = |at: &usize| {
        let runbook = all[*at].runbook.and_then(|runbook| view.there(runbook));
        runbook.map(|runbook| view.name(runbook))
    };
    let path: Vec<String> = length.schedule.path.iter().filter_map(title).collect();
    let cell = Cell {
        text: format!("{least}{}", minutes(length.schedule.finish)),
        rank: Some(length.schedule.finish),
        tone: Tone::Plain,
        inputs: format!(
            "{} of {} runbooks have all durations. Critical path: {}.",
            all.len() - length.unknown,
            all.len(),
            path.join(", ")
        ),
    };
    disputed(cell, is)
}

fn waves(plan: &Record, view: &View<'_>) -> Cell {
    let scope = Scope::of(plan, view);
    let Some(last) = scope.rows.iter().map(|row| row.wave).max() else {
        return disputed(Cell::unknown("it names no service"), scope.disputed);
    };
    let wave = |rows: &[Row]| {
        let names = rows.iter().filter_map(|row| {
            let by_hand = if row.by_hand { " (by hand)" } else { "" };
            Some(format!("{}{by_hand}", view.name(view.there(row.service)?)))
        });
        let number = rows.first().map_or(0, |row| row.wave);
        format!("Wave {number}: {}.", names.collect::<Vec<_>>().join(", "))
    };
    let waves = scope.rows.chunk_by(|a, b| a.wave == b.wave).map(wave);
    let cell = Cell {
        text: if last == 1 {
            "1 wave".to_owned()
        } else {
            format!("{last} waves")
        },
        rank: Some(f64::from(last)),
        inputs: waves.collect::<Vec<_>>().join(" "),
        ..Cell::default()
    };
    disputed(cell, scope.disputed)
}

/// When a plan was last exercised: when it was stood down, in milliseconds since 1970.
pub fn last_exercise(plan: &Record, view: &View<'_>) -> Option<i64> {
    last_of(plan, view).map(|(at, _)| at)
}

// The last exercise of a plan, and when it was over.
fn last_of<'v>(plan: &Record, view: &View<'v>) -> Option<(i64, &'v Record)> {
    let all = track::of_plan(plan.id, view).into_iter();
    let counts = all.filter(|activation| {
        let lessons = !activation.text("lessons").trim().is_empty();
        activation.text("state") == "stood_down" && lessons
    });
    let over = |activation: &Record| instant(activation.value(Path::of("stood_down")));
    let stood_down = counts.filter_map(|activation| Some((over(activation)?, activation)));
    let naming = view
        .ledger
        .mentions(plan.id)
        .filter_map(|id| view.there(id));
    let held = naming.filter(|record| {
        let plans: Vec<String> = record.get("plans").unwrap_or_default();
        record.kind == EXERCISE.key()
            && View::is_live(record)
            && plans.contains(&plan.id.to_string())
            && is_evaluated(record)
    });
    let held = held.filter_map(|exercise| Some((held_at(exercise)?, exercise)));
    stood_down
        .chain(held)
        .max_by_key(|(at, record)| (*at, record.id))
}

fn exercised(plan: &Record, view: &View<'_>) -> Cell {
    let Some((at, last)) = last_of(plan, view) else {
        return Cell {
            text: "never".to_owned(),
            tone: Tone::Warn,
            ..Cell::default()
        };
    };
    let mut cell = Cell {
        text: view.day_of(at).unwrap_or_default().to_string(),
        rank: Some(at as f64),
        inputs: view.name(last),
        ..Cell::default()
    };
    if last.kind == ACTIVATION.key() && !did_any(last, view) {
        cell.tone = Tone::Warn;
        cell.inputs.push_str(", which finished no stage");
    }
    cell
}
