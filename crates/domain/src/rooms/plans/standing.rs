//! What follows from activations.

use super::figures::disputed;
use super::rules;
use super::track::{self, BackAt, StageState, Track};
use crate::describe::{Cell, Figure, Tone};
use crate::rooms::runbooks::recovery::left_words;
use crate::rooms::runbooks::run::{minutes_between, took};
use crate::value::{instant, list_in_conflict};
use crate::view::View;
use holdfast_ledger::{Path, Record};

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
    let left = minutes_between(view.now(), finish);
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
    let left = minutes_between(view.now(), due);
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
    let day = |at: i64| view.day_of(at).unwrap_or_default().to_string();
    let Some(version) = rules::carried_version(activation, plan) else {
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
        None if track::goes_on(activation) => view.now(),
        None => return Cell::unknown("it was cancelled"),
    };
    let length = minutes_between(from, to);
    Cell {
        text: took(length),
        rank: Some(length),
        ..Cell::default()
    }
}
