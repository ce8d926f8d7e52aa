//! Figures that follow from a control: its tests, and whether it works.

use super::rules::{last_test, next_test, tests_of, works};
use super::{RESULTS, STATES};
use crate::describe::{Cell, Figure, Tone};
use crate::value::list_in_conflict;
use chrono::Datelike;
use holdfast_ledger::Record;

/// Figures of a control.
pub static CONTROL: &[Figure] = &[
    Figure {
        key: "works",
        label: "Works",
        how: "Yes when it is in place, at least partly effective, and did not fail its last test.",
        column: true,
        of: |control, _| works_cell(control),
    },
    Figure {
        key: "last_test",
        label: "Last test",
        how: "The result of the test that was done last.",
        column: false,
        of: |control, _| last_cell(control),
    },
    Figure {
        key: "next_test",
        label: "Next test",
        how: "The first test that is planned and not done, or the last one and the interval, \
              whichever is earlier.",
        column: true,
        of: |control, view| {
            let Some(due) = next_test(control) else {
                return Cell::unknown("no test is planned, and none was done that has an interval");
            };
            Cell {
                text: format!("{due}{}", mark(control)),
                rank: Some(f64::from(due.num_days_from_ce())),
                tone: if due < view.today() {
                    Tone::Warn
                } else {
                    Tone::Plain
                },
                inputs: format!("{} tests", tests_of(control).len()),
            }
        },
    },
];

fn mark(control: &Record) -> &'static str {
    if list_in_conflict(control, "tests") {
        " (in conflict)"
    } else {
        ""
    }
}

fn works_cell(control: &Record) -> Cell {
    let disputed = ["state", "effectiveness"]
        .iter()
        .any(|field| crate::value::outcomes(control, field).len() > 1);
    let mark = if disputed {
        " (in conflict)"
    } else {
        mark(control)
    };
    let state = control.text("state");
    let state = STATES
        .iter()
        .find(|known| known.key == state)
        .unwrap_or(&STATES[0]);
    let (text, rank, tone) = match works(control) {
        Ok(()) => ("yes".to_owned(), 1.0, Tone::Good),
        Err(why) => (format!("no: {why}"), 0.0, Tone::Warn),
    };
    Cell {
        text: text + mark,
        rank: Some(rank),
        tone: if state.key == "planned" {
            Tone::Plain
        } else {
            tone
        },
        inputs: format!("state: {}", state.label.to_lowercase()),
    }
}

fn last_cell(control: &Record) -> Cell {
    let tests = tests_of(control);
    let Some((test, day)) = last_test(&tests).and_then(|test| Some((test, test.done?))) else {
        return Cell::unknown("never tested");
    };
    let result = RESULTS.iter().find(|known| known.key == test.result);
    let (label, tone) = result.map_or(("no result", Tone::Warn), |known| (known.label, known.tone));
    Cell {
        text: format!("{label} on {day}{}", mark(control)),
        rank: Some(f64::from(day.num_days_from_ce())),
        tone,
        inputs: format!("{} tests", tests.len()),
    }
}
