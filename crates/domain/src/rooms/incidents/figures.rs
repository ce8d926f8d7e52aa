//! Figures that follow from an incident.

use super::duties::{next, reports};
use super::messages::next_update;
use super::priority::{priority, tone};
use super::rules::is_open;
use super::times::{Measure, Outage, outages, time, together, words};
use crate::describe::{Cell, Figure, Tone};
use crate::value::{list_in_conflict, moment, part};
use crate::view::View;
use holdfast_ledger::{Path, Record};

/// Figures of an incident.
pub static INCIDENT: &[Figure] = &[
    Figure {
        key: "priority",
        label: "Priority",
        how: "From impact and urgency by the table in the settings; unless it is set otherwise impact + urgency − 1, \
              where high is 1, medium 2 and low 3.",
        column: true,
        of: priority_cell,
    },
    Figure {
        key: "open_for",
        label: "Open for",
        how: "Now minus detected, while it is open.",
        column: true,
        of: open_for,
    },
    Figure {
        key: "next_update",
        label: "Next message",
        how: "The earliest promise of the last messages to each audience.",
        column: true,
        of: next_cell,
    },
    Figure {
        key: "next_report",
        label: "Next report",
        how: "The earliest report to an authority that is not sent. NIS2: 24 h and 72 h after becoming aware, final one \
              month after the notification. DORA: the earlier of 4 h after classification and 24 h after awareness, 72 h \
              after the initial, one month after the intermediate. GDPR: 72 h after becoming aware.",
        column: false,
        of: report_cell,
    },
    Figure {
        key: "downtime",
        label: "Downtime",
        how: "How long at least one service was down; what overlaps counts once, what goes on counts up to now.",
        column: false,
        of: |incident, view| hit(incident, view, |outage| !outage.degraded, "down"),
    },
    Figure {
        key: "disruption",
        label: "Disruption",
        how: "How long at least one service was down or degraded; what overlaps counts once.",
        column: false,
        of: |incident, view| hit(incident, view, |_| true, "hit"),
    },
    Figure {
        key: "to_detect",
        label: "Time to detect",
        how: "Detected minus occurred.",
        column: false,
        of: |incident, _| took(incident, Measure::Detect),
    },
    Figure {
        key: "to_acknowledge",
        label: "Time to acknowledge",
        how: "Acknowledged minus detected.",
        column: false,
        of: |incident, _| took(incident, Measure::Acknowledge),
    },
    Figure {
        key: "to_repair",
        label: "Time to repair",
        how: "Mitigated minus detected.",
        column: false,
        of: |incident, _| took(incident, Measure::Repair),
    },
    Figure {
        key: "to_resolve",
        label: "Time to resolve",
        how: "Resolved minus detected.",
        column: false,
        of: |incident, _| took(incident, Measure::Resolve),
    },
];

fn priority_cell(incident: &Record, view: &View<'_>) -> Cell {
    let Some(priority) = priority(incident, view) else {
        return Cell::unknown("impact or urgency is not known");
    };
    let rating = incident.value(Path::of("rating"));
    let said = |key| rating.and_then(|rating| part(rating, key));
    let said = |key| said(key).map_or_else(String::new, |part| part.plain().into_owned());
    Cell {
        text: format!("P{priority}"),
        // The first is the most urgent, and sorts as the greatest.
        rank: Some(-f64::from(priority)),
        tone: if is_open(incident) {
            tone(priority)
        } else {
            Tone::Plain
        },
        inputs: format!("impact: {}; urgency: {}", said("impact"), said("urgency")),
    }
}

fn open_for(incident: &Record, view: &View<'_>) -> Cell {
    if !is_open(incident) {
        return Cell::default();
    }
    let Some(detected) = time(incident, "detected") else {
        return Cell::unknown("nobody wrote down when it was detected");
    };
    let minutes = (view.now() - detected) as f64 / 60_000.0;
    Cell {
        text: words(minutes),
        rank: Some(minutes),
        tone: Tone::Plain,
        inputs: format!("detected: {}", moment(detected, view)),
    }
}

fn next_cell(incident: &Record, view: &View<'_>) -> Cell {
    let Some((audience, at)) = next_update(incident) else {
        return Cell::default();
    };
    let mark = mark(incident, "messages");
    Cell {
        text: format!("{}{mark}", moment(at, view)),
        rank: Some(at as f64),
        tone: if at < view.now() {
            Tone::Bad
        } else {
            Tone::Plain
        },
        inputs: format!("promised to: {}", audience.label.to_lowercase()),
    }
}

fn report_cell(incident: &Record, view: &View<'_>) -> Cell {
    let reports = reports(incident, view);
    let Some((report, due)) = next(&reports) else {
        let unknown = reports.iter().find_map(|report| report.due.err());
        return unknown.map_or_else(Cell::default, Cell::unknown);
    };
    let mark = mark(incident, "duties");
    Cell {
        text: format!("{}, {}{mark}", moment(due, view), report.name),
        rank: Some(due as f64),
        tone: if due < view.now() {
            Tone::Bad
        } else {
            Tone::Plain
        },
        inputs: format!("{} reports in all", reports.len()),
    }
}

fn mark(incident: &Record, list: &str) -> &'static str {
    if list_in_conflict(incident, list) {
        " (in conflict)"
    } else {
        ""
    }
}

fn hit(incident: &Record, view: &View<'_>, counts: fn(&Outage) -> bool, how: &str) -> Cell {
    let all = outages(incident);
    let counted: Vec<&Outage> = all.iter().filter(|outage| counts(outage)).collect();
    if counted.is_empty() {
        return Cell::unknown(&format!("nobody wrote down when a service was {how}"));
    }
    if counted
        .iter()
        .any(|outage| outage.to.is_some_and(|to| to < outage.from))
    {
        return Cell::unknown("an outage ends before it begins");
    }
    let minutes = together(
        counted.iter().map(|outage| (outage.from, outage.to)),
        view.now(),
    );
    let open = counted.iter().any(|outage| outage.to.is_none());
    Cell {
        text: format!(
            "{}{}{}",
            words(minutes),
            if open { ", and it goes on" } else { "" },
            mark(incident, "outages")
        ),
        rank: Some(minutes),
        tone: if open { Tone::Bad } else { Tone::Plain },
        inputs: format!("{} times", counted.len()),
    }
}

fn took(incident: &Record, measure: Measure) -> Cell {
    match measure.of(incident) {
        Err(why) => Cell::unknown(&why),
        Ok(minutes) => Cell {
            text: words(minutes),
            rank: Some(minutes),
            tone: Tone::Plain,
            inputs: measure.formula().to_lowercase(),
        },
    }
}
