//! Figures that follow from a change: approvals, clashes, times.

use super::approvals::tally;
use super::conflicts::conflicts;
use super::rules::state;
use super::window::Window;
use super::{back_out, questions, reach};
use crate::describe::{Cell, Figure, Tone};
use crate::value::{instant, list_in_conflict, minutes, moment, outcomes};
use crate::view::View;
use holdfast_ledger::{Key, Path, Record};

/// Figures of a change.
pub static CHANGE: &[Figure] = &[
    Figure {
        key: "approvals_given",
        label: "Approvals",
        how: "People who approved what stands there now, of those needed. Each person counts once, \
              the requester never; approvals of an earlier version do not count. Attested on a \
              device, not authenticated.",
        column: true,
        of: approvals_given,
    },
    Figure {
        key: "clashes",
        label: "Conflicts",
        how: "Planned changes at the same time that share a service, one beside it by dependency, a \
              linked record, the owner or who carries it out; freezes; services outside their \
              maintenance windows; open major incidents and exercises on its services.",
        column: true,
        of: clashes,
    },
    Figure {
        key: "blast_radius",
        label: "Blast radius",
        how: "What else is down or reduced if all services of the change fail at once: by hard dependencies down, \
              by degraded ones reduced, unless something can stand in.",
        column: false,
        of: reach::blast_radius,
    },
    Figure {
        key: "assessed_level",
        label: "Assessed risk",
        how: "Of each questionnaire the sum of the answers’ points times the weights of their questions: \
              above the thresholds it is medium or high. Of several the highest counts.",
        column: false,
        of: questions::figure,
    },
    Figure {
        key: "latest_back_out",
        label: "Latest back-out start",
        how: "While it is being implemented: the end of the window, less the way back, less the validation \
              after it. The way back is the critical path of the back-out runbook; without one, that of \
              the run's steps that were begun and have a rollback, each by its likely duration.",
        column: false,
        of: back_out::figure,
    },
    Figure {
        key: "points_of_no_return",
        label: "Points of no return",
        how: "Steps of the implementation runbook that cannot be taken back, each by when it begins at the \
              earliest; once a run carries the change out, those that were begun are passed.",
        column: false,
        of: reach::points_of_no_return,
    },
    Figure {
        key: "window_length",
        label: "Window length",
        how: "End minus start of the window.",
        column: false,
        of: window_length,
    },
    Figure {
        key: "implementation_time",
        label: "Implementation took",
        how: "From the log: when implementation was finished minus when it was started (the first \
              start, the last finish); until it is finished, now minus the start. Where the log does not \
              say, what was written down as carried out.",
        column: false,
        of: implementation_time,
    },
];

fn approvals_given(change: &Record, view: &View<'_>) -> Cell {
    if change.text("type") == "standard" {
        let text = "approved beforehand".to_owned();
        return Cell {
            text,
            inputs: "a standard change".to_owned(),
            ..Cell::default()
        };
    }
    let tally = tally(change, view);
    let disputed = ["requester", "approvals_needed"]
        .iter()
        .any(|field| outcomes(change, field).len() > 1)
        || list_in_conflict(change, "approvals");
    let mark = if disputed { " (in conflict)" } else { "" };
    let tone = match (tally.is_enough(), tally.declined) {
        (true, _) => Tone::Good,
        (false, 0) => Tone::Plain,
        (false, _) => Tone::Bad,
    };
    let mut inputs = vec![format!("asked: {}", tally.asked)];
    let counts = [
        ("declined", tally.declined),
        ("given for an earlier version", tally.outdated),
        ("by the requester", tally.own.len()),
        ("answered twice", tally.twice.len()),
    ];
    inputs.extend(
        counts
            .iter()
            .filter(|(_, n)| *n > 0)
            .map(|(what, n)| format!("{what}: {n}")),
    );
    Cell {
        text: format!("{} of {}{mark}", tally.given, tally.needed),
        rank: Some(tally.given as f64 / tally.needed as f64),
        tone,
        inputs: inputs.join("; "),
    }
}

fn clashes(change: &Record, view: &View<'_>) -> Cell {
    let found = conflicts(change, view);
    let mark = if outcomes(change, "window").len() > 1 {
        " (in conflict)"
    } else {
        ""
    };
    let text = if found.is_empty() {
        mark.trim().to_owned()
    } else {
        format!("{}{mark}", found.len())
    };
    let tone = if found.is_empty() {
        Tone::Plain
    } else {
        Tone::Warn
    };
    Cell {
        text,
        rank: Some(found.len() as f64),
        tone,
        inputs: found
            .iter()
            .map(|conflict| conflict.text.as_str())
            .collect::<Vec<_>>()
            .join(" "),
    }
}

fn window_length(change: &Record, view: &View<'_>) -> Cell {
    let all = outcomes(change, "window");
    let mut cells = all.iter().map(|value| match Window::read(*value) {
        Ok(window) => Cell {
            text: minutes(window.minutes()),
            rank: Some(window.minutes()),
            tone: Tone::Plain,
            inputs: format!(
                "{} to {}",
                moment(window.start, view),
                moment(window.end, view)
            ),
        },
        Err(why) => Cell::unknown(why.lower()),
    });
    let mut cell = cells.next().unwrap_or_default();
    for other in cells {
        cell.text = format!("{} or {}", cell.text, other.text);
        cell.inputs = format!("{} or {}", cell.inputs, other.inputs);
    }
    if all.len() > 1 {
        cell.text.push_str(" (in conflict)");
    }
    cell
}

fn implementation_time(change: &Record, view: &View<'_>) -> Cell {
    let log = change.items(Key::new("log"));
    let times = |to: &str| -> Vec<i64> {
        let entries = log.iter().filter(|entry| entry.text("to") == to);
        entries
            .filter_map(|entry| instant(entry.value("at")))
            .collect()
    };
    let Some(start) = times("implementing").into_iter().min() else {
        return match Window::read(change.value(Path::of("actual"))) {
            Ok(actual) => took(actual.start, actual.end, "", view),
            Err(_) => Cell::unknown("not started"),
        };
    };
    let running = state(change) == "implementing";
    let Some(end) = times("review")
        .into_iter()
        .max()
        .or(running.then_some(view.now()))
    else {
        return Cell::unknown("not finished");
    };
    if end < start {
        return Cell::unknown("it was finished before it was started");
    }
    let so_far = if running { " so far" } else { "" };
    took(start, end, so_far, view)
}

fn took(start: i64, end: i64, so_far: &str, view: &View<'_>) -> Cell {
    let length = (end - start) as f64 / 60_000.0;
    Cell {
        text: format!("{}{so_far}", minutes(length)),
        rank: Some(length),
        tone: Tone::Plain,
        inputs: format!("{} to {}", moment(start, view), moment(end, view)),
    }
}
