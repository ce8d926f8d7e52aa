//! Figures that follow from a change: approvals, clashes, times.

use super::approvals::tally;
use super::rules::state;
use super::window::{BadWindow, Window, overlaps};
use crate::describe::{Cell, Figure, Tone};
use crate::value::{instant, list_in_conflict, minutes, moment, outcomes};
use crate::view::View;
use holdfast_ledger::{Key, Record};

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
        label: "Clashes",
        how: "Planned changes whose windows overlap this one's and which share a linked record or \
              the owner.",
        column: true,
        of: clashes,
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
              start, the last finish); until it is finished, now minus the start.",
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
    let found = overlaps(change, view);
    let names: Vec<String> = found.iter().map(|clash| view.name(clash.other)).collect();
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
        inputs: names.join("; "),
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
        Err(BadWindow::Missing) => Cell::unknown("no window"),
        Err(BadWindow::NoStart) => Cell::unknown("the window has no start"),
        Err(BadWindow::NoEnd) => Cell::unknown("the window has no end"),
        Err(BadWindow::Reversed) => Cell::unknown("the window does not end after it starts"),
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
        return Cell::unknown("not started");
    };
    let running = state(change) == "implementing";
    let Some(end) = times("review")
        .into_iter()
        .max()
        .or(running.then_some(view.now))
    else {
        return Cell::unknown("not finished");
    };
    if end < start {
        return Cell::unknown("it was finished before it was started");
    }
    let took = (end - start) as f64 / 60_000.0;
    let so_far = if running { " so far" } else { "" };
    Cell {
        text: format!("{}{so_far}", minutes(took)),
        rank: Some(took),
        tone: Tone::Plain,
        inputs: format!("{} to {}", moment(start, view), moment(end, view)),
    }
}
