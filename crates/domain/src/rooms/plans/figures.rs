//! What follows from plans and activations.

use super::scope::{Row, Scope};
use super::stages;
use super::track::{self, BackAt, StageState, Track};
use crate::describe::{Cell, Figure, Tone};
use crate::rooms::exercises::EXERCISE;
use crate::rooms::exercises::ratings::{held_at, is_evaluated};
use crate::rooms::runbooks::recovery::left_words;
use crate::rooms::runbooks::run::{minutes_between, took};
use crate::rooms::runbooks::versions;
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

pub(super) const ACTIVATION: &[Figure] = &[
    Figure {
        key: "progress",
        label: "Stages",
        how: "The stages whose runs are finished, or that were skipped.",
        column: true,
        of: progress,
    },
    Figure {
        key: "forecast",
        label: "Forecast",
        how: "The critical path over what is left of the stages: of a run under way what it forecasts, else \
              the critical path of its runbook.",
        column: true,
        of: forecast,
    },
    Figure {
        key: "rto_left",
        label: "RTO left",
        how: "Of the plan’s services that are not back, the one whose RTO ends first. It counts from when the \
              disruption occurred.",
        column: true,
        of: rto_left,
    },
    Figure {
        key: "version",
        label: "Plan as it was",
        how: "The version of the plan that was carried out: which was approved, when and by whom.",
        column: false,
        of: carried_version,
    },
    Figure {
        key: "lasted",
        label: "Lasted",
        how: "From when it was declared until it was stood down, or to now.",
        column: false,
        of: lasted,
    },
];

// A figure over lists says itself that people disagree about them (M5).
fn disputed(mut cell: Cell, is: bool) -> Cell {
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
    let all = track::of_plan(plan.id, view).into_iter();
    let counts = all.filter(|activation| {
        let lessons = !activation.text("lessons").trim().is_empty();
        activation.text("state") == "stood_down" && lessons
    });
    let over = |activation: &Record| instant(activation.value(Path::of("stood_down")));
    let stood_down = counts.filter_map(over);
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
    stood_down.chain(held.filter_map(held_at)).max()
}

fn exercised(plan: &Record, view: &View<'_>) -> Cell {
    let Some(at) = last_exercise(plan, view) else {
        return Cell {
            text: "never".to_owned(),
            tone: Tone::Warn,
            ..Cell::default()
        };
    };
    Cell {
        text: view.day_of(at).unwrap_or_default().to_string(),
        rank: Some(at as f64),
        ..Cell::default()
    }
}

fn progress(activation: &Record, view: &View<'_>) -> Cell {
    let is = list_in_conflict(activation, "stages");
    let now = Track::of(activation, view);
    if now.stages.is_empty() {
        return disputed(Cell::unknown("it has no stages"), is);
    }
    let count = |state| {
        now.stages
            .iter()
            .filter(|stage| stage.state == state)
            .count()
    };
    let done = now
        .stages
        .iter()
        .filter(|stage| !stage.state.is_open())
        .count();
    let trouble = count(StageState::Trouble) + count(StageState::GivenUp);
    let cell = Cell {
        text: format!("{done} of {}", now.stages.len()),
        rank: Some(done as f64 / now.stages.len() as f64),
        tone: if trouble > 0 { Tone::Bad } else { Tone::Plain },
        inputs: format!(
            "{} running, {trouble} in trouble, {} skipped.",
            count(StageState::Running),
            count(StageState::Skipped)
        ),
    };
    disputed(cell, is)
}

fn forecast(activation: &Record, view: &View<'_>) -> Cell {
    let is = list_in_conflict(activation, "stages");
    if !track::goes_on(activation) {
        return Cell {
            text: "over".to_owned(),
            ..Cell::default()
        };
    }
    let now = Track::of(activation, view);
    let Some((finish, whole)) = now.finish else {
        let nothing = now.stages.iter().all(|stage| !stage.state.is_open());
        let cell = if nothing {
            Cell {
                text: "nothing is left to do".to_owned(),
                ..Cell::default()
            }
        } else {
            Cell::unknown("some stages wait for each other")
        };
        return disputed(cell, is);
    };
    let left = minutes_between(view.now, finish);
    let known = now
        .stages
        .iter()
        .any(|stage| stage.state.is_open() && stage.left.is_some());
    if !known {
        return disputed(Cell::unknown("what is left has no duration"), is);
    }
    let least = if whole { "" } else { "at least " };
    let cell = Cell {
        text: format!("{least}{} to go", took(left)),
        rank: Some(left),
        ..Cell::default()
    };
    disputed(cell, is)
}

fn rto_left(activation: &Record, view: &View<'_>) -> Cell {
    let is = list_in_conflict(activation, "stages");
    let now = Track::of(activation, view);
    let open = now
        .clocks
        .iter()
        .filter(|clock| !matches!(clock.back, BackAt::Since(_)));
    let first = open
        .filter_map(|clock| Some((clock.due?, clock)))
        .min_by_key(|(due, _)| *due);
    let Some((due, clock)) = first else {
        let back = !now.clocks.is_empty()
            && now
                .clocks
                .iter()
                .all(|clock| matches!(clock.back, BackAt::Since(_)));
        let cell = if back {
            Cell {
                text: "all is back".to_owned(),
                tone: Tone::Good,
                ..Cell::default()
            }
        } else {
            Cell::unknown("no RTO was given, or nobody said when it occurred")
        };
        return disputed(cell, is);
    };
    if !track::goes_on(activation) {
        return disputed(Cell::unknown("it was over before all was back"), is);
    }
    let left = minutes_between(view.now, due);
    let name = view.there(clock.service).map(|service| view.name(service));
    let cell = Cell {
        text: left_words(left),
        rank: Some(left),
        tone: if left < 0.0 { Tone::Bad } else { Tone::Plain },
        inputs: name.unwrap_or_default(),
    };
    disputed(cell, is)
}

fn carried_version(activation: &Record, view: &View<'_>) -> Cell {
    let Some(plan) = view.linked(activation.value(Path::of("plan"))) else {
        return Cell::unknown("the plan is not here any more");
    };
    let content = activation.text("plan_version");
    let day = |at: i64| view.day_of(at).unwrap_or_default().to_string();
    let Some(version) = versions::find(plan, &content) else {
        let as_of = instant(activation.value(Path::of("declared"))).map(day);
        let as_of = as_of.map_or_else(String::new, |day| format!(", as of {day}"));
        return Cell {
            text: format!("unapproved{as_of}"),
            tone: Tone::Warn,
            ..Cell::default()
        };
    };
    let at = version
        .at
        .map_or_else(String::new, |at| format!(" {}", day(at)));
    let by = match version.by.as_str() {
        "" => String::new(),
        by => format!(" by {by}"),
    };
    Cell {
        text: format!("version {} (approved{at}{by})", version.number),
        rank: Some(version.number as f64),
        inputs: version.summary,
        ..Cell::default()
    }
}

fn lasted(activation: &Record, view: &View<'_>) -> Cell {
    let time = |field| instant(activation.value(Path::of(field)));
    let Some(from) = time("declared") else {
        return Cell::unknown("nobody said when it was declared");
    };
    let to = match time("stood_down") {
        Some(to) => to,
        None if track::goes_on(activation) => view.now,
        None => return Cell::unknown("it was cancelled"),
    };
    let length = minutes_between(from, to);
    Cell {
        text: took(length),
        rank: Some(length),
        ..Cell::default()
    }
}
