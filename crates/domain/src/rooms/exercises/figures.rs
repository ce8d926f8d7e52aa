//! Figures of exercises and capability targets.

use super::injects::injects;
use super::ratings::{Spread, of_capability, ratings};
use super::{clock::Clock, rules};
use crate::describe::{Cell, Figure, Tone};
use crate::value::{list_in_conflict, minutes};
use crate::view::View;
use holdfast_ledger::Record;

// A distribution as a cell: it sorts by how much has to become better.
fn cell(spread: Spread, none: &str, inputs: String) -> Cell {
    if spread.total() == 0 {
        return Cell::unknown(none);
    }
    let tone = match (spread.0[3], spread.0[2]) {
        (0, 0) => Tone::Good,
        (0, _) => Tone::Warn,
        _ => Tone::Bad,
    };
    Cell {
        text: spread.words(),
        rank: Some(spread.failing() as f64),
        tone,
        inputs,
    }
}

fn disputed(mut cell: Cell, exercise: &Record, list: &str) -> Cell {
    if list_in_conflict(exercise, list) {
        cell.text.push_str(" (in conflict)");
    }
    cell
}

/// Figures of an exercise.
pub static FIGURES: &[Figure] = &[
    Figure {
        key: "ratings",
        label: "Ratings",
        how: "How many ratings are P, S, M and U (HSEEP). They are not averaged: what could not be performed \
              is not made good by something else.",
        column: true,
        of: |exercise, _| {
            let spread = Spread::of(&ratings(exercise));
            let cell = cell(
                spread,
                "nobody has rated it",
                format!("{} ratings", spread.total()),
            );
            disputed(cell, exercise, "evaluations")
        },
    },
    Figure {
        key: "injects",
        label: "Injects",
        how: "How many injects went out, of all that are not skipped.",
        column: false,
        of: |exercise, _| {
            let all = injects(exercise);
            let skipped = all
                .iter()
                .filter(|inject| inject.state == "skipped")
                .count();
            let out = all.iter().filter(|inject| inject.is_out()).count();
            let cell = Cell {
                text: format!("{out} of {}", all.len() - skipped),
                rank: Some(out as f64),
                tone: Tone::Plain,
                inputs: format!("{} injects, skipped: {skipped}", all.len()),
            };
            disputed(cell, exercise, "injects")
        },
    },
    Figure {
        key: "lasted",
        label: "Lasted",
        how: "From its start to its end without pauses, from its log.",
        column: false,
        of: lasted,
    },
];

fn lasted(exercise: &Record, view: &View<'_>) -> Cell {
    let clock = Clock::of(exercise, view.now());
    if clock.began.is_none() {
        let why = if rules::state(exercise) == rules::FIRST {
            "it has not begun"
        } else {
            "its log does not say when it began"
        };
        return Cell::unknown(why);
    }
    let worked = clock.worked as f64 / 60_000.0;
    let cell = Cell {
        text: minutes(worked),
        rank: Some(worked),
        tone: Tone::Plain,
        inputs: format!("In the scenario: {}", minutes(clock.scenario)),
    };
    disputed(cell, exercise, "log")
}

/// Figures of a capability target.
pub static CAPABILITY: &[Figure] = &[
    Figure {
        key: "last_ratings",
        label: "Last ratings",
        how: "How it was rated in the last exercise that rated it: how many P, S, M and U.",
        column: true,
        of: |target, view| {
            let all = of_capability(target.id, view);
            let last = all.last();
            let from = last.and_then(|(_, id, _)| view.there(*id));
            let spread = last.map(|(_, _, spread)| *spread).unwrap_or_default();
            let from = from.map_or_else(String::new, |exercise| view.name(exercise));
            cell(spread, "no exercise has rated it", from)
        },
    },
    Figure {
        key: "exercises",
        label: "Exercises",
        how: "Exercises that were held and rated it.",
        column: true,
        of: |target, view| {
            let all = of_capability(target.id, view);
            let line = |(_, id, spread): &(i64, _, Spread)| {
                let exercise = view.there(*id)?;
                Some(format!("{}: {}", view.name(exercise), spread.words()))
            };
            let lines: Vec<String> = all.iter().filter_map(line).collect();
            Cell::count(all.len() as i64, lines.join("; "))
        },
    },
];
