//! Figures of an agreement: what is kept of it now.

use super::clocks::Timed;
use super::measure::Level;
use super::report::{Breach, Line, in_minutes, percent};
use super::spans::Span;
use crate::describe::{Cell, Figure, Tone};
use crate::value::minutes;
use crate::view::View;
use crate::zone::DAY;
use holdfast_ledger::Record;

/// Figures of an agreement.
pub static SERVICE_LEVEL: &[Figure] = &[
    Figure {
        key: "availability",
        label: "Availability",
        how: "(Agreed service time − downtime) / agreed service time, in the period of today, as far as \
              it is over. Downtime is what incidents and changes say of outages, within service time, \
              each moment once. Of several services the lowest.",
        column: true,
        of: |record, view| of_worst(record, view, availability),
    },
    Figure {
        key: "target",
        label: "Target",
        how: "What the terms of today promise.",
        column: true,
        of: |record, view| of_worst(record, view, |_, line, _| target(line)),
    },
    Figure {
        key: "budget",
        label: "Budget left",
        how: "The error budget of the period of today, (1 − target) · agreed service time, less the \
              downtime so far. Of several services the one whose availability is lowest.",
        column: true,
        of: |record, view| of_worst(record, view, |_, line, _| budget(line)),
    },
    Figure {
        key: "forecast",
        label: "Used up",
        how: "The day on which the error budget is used up, if downtime goes on as in the period so far.",
        column: true,
        of: |record, view| of_worst(record, view, |level, line, _| forecast(level, line)),
    },
    Figure {
        key: "breaches",
        label: "Breaches",
        how: "Of the last 365 days: periods of services in which less was kept than promised, and \
              incidents on which response or resolution took too long.",
        column: true,
        of: breaches,
    },
];

// What is told of the service that stands worst.
fn of_worst(
    record: &Record,
    view: &View<'_>,
    tell: impl Fn(&Level, &Line, &View<'_>) -> Cell,
) -> Cell {
    let level = match Level::of(record, view) {
        Ok(level) => level,
        Err(why) => return Cell::unknown(&why),
    };
    match worst(&level) {
        Ok(line) => disputed(tell(&level, &line, view), line.disputed),
        Err(why) => Cell::unknown(&why),
    }
}

/// The service whose availability is the lowest in the period of today.
///
/// # Errors
/// Why there is no such period, as the end of a sentence.
pub fn worst(level: &Level) -> Result<Line, String> {
    let mut worst: Option<Line> = None;
    for service in &level.agreement.services {
        let line = level.current(*service)?;
        let of = |line: &Line| line.kept.normal.availability().unwrap_or(2.0);
        if worst.as_ref().is_none_or(|worst| of(&line) < of(worst)) {
            worst = Some(line);
        }
    }
    worst.ok_or_else(|| "it names no service".to_owned())
}

fn disputed(mut cell: Cell, disputed: bool) -> Cell {
    if disputed && !cell.text.contains("in conflict") {
        cell.text.push_str(" (in conflict)");
    }
    cell
}

fn availability(level: &Level, line: &Line, view: &View<'_>) -> Cell {
    let Some(share) = line.kept.normal.availability() else {
        return Cell::unknown("there was no agreed service time yet in this period");
    };
    let mut inputs = vec![sums(line)];
    let services = level.agreement.services.len();
    if services > 1
        && let Some(service) = view.there(line.service)
    {
        inputs.insert(
            0,
            format!("{}, the lowest of {services}", view.name(service)),
        );
    }
    if let Some(special) = line.kept.continuity.availability() {
        let wanted = line.continuity.map_or_else(|| "none".to_owned(), percent);
        inputs.push(format!(
            "In continuity mode {}, target {wanted}",
            percent(special)
        ));
    }
    let unread = level.service(line.service).unread;
    if unread > 0 {
        inputs.push(format!(
            "{unread} outages are not counted: they do not say when they were"
        ));
    }
    Cell {
        text: percent(share),
        rank: Some(share),
        tone: tone(line),
        inputs: inputs.join(". "),
    }
}

/// What an availability was made of, in words.
pub fn sums(line: &Line) -> String {
    let sums = line.kept.normal;
    let words = |ms: i64| minutes(in_minutes(ms as f64));
    let mut text = format!(
        "{}: {} agreed so far, {} of it down",
        line.period.name,
        words(sums.agreed),
        words(sums.down)
    );
    if line.kept.left_out > 0 {
        text.push_str(&format!(
            "; {} of planned maintenance left out",
            words(line.kept.left_out)
        ));
    } else if line.kept.planned > 0 {
        text.push_str(&format!(
            ", {} of that planned maintenance",
            words(line.kept.planned)
        ));
    }
    text
}

fn tone(line: &Line) -> Tone {
    if line.standing.is_breach() {
        Tone::Bad
    } else {
        Tone::Plain
    }
}

fn target(line: &Line) -> Cell {
    match line.target {
        None => Cell::unknown("the terms name no availability"),
        Some(target) => Cell {
            text: percent(target),
            rank: Some(target),
            tone: Tone::Plain,
            inputs: line.period.name.clone(),
        },
    }
}

fn budget(line: &Line) -> Cell {
    if line.target.is_none() {
        return Cell::unknown("the terms name no availability");
    }
    let Some(budget) = line.budget() else {
        return Cell::unknown("no service time is agreed in this period");
    };
    let words = |ms: f64| minutes(in_minutes(ms));
    let tone = if budget.left() < 0.0 {
        Tone::Bad
    } else {
        Tone::Plain
    };
    Cell {
        text: words(budget.left()),
        rank: Some(budget.left()),
        tone,
        inputs: format!(
            "{}: {} in all, {} used",
            line.period.name,
            words(budget.all),
            words(budget.used)
        ),
    }
}

fn forecast(level: &Level, line: &Line) -> Cell {
    let Some(budget) = line.budget() else {
        return Cell::unknown("there is no error budget");
    };
    let plain = |text: &str| Cell {
        text: text.to_owned(),
        ..Cell::default()
    };
    if budget.left() <= 0.0 && budget.used > 0.0 {
        return Cell {
            tone: Tone::Bad,
            rank: Some(0.0),
            ..plain("used up")
        };
    }
    match level.exhausted(line) {
        None => plain("not in this period"),
        Some(at) => {
            let zone = &level.held[line.period.terms].hours.calendar.zone;
            Cell {
                text: zone.day(at).to_string(),
                rank: Some(at as f64),
                tone: Tone::Warn,
                inputs: sums(line),
            }
        }
    }
}

fn breaches(record: &Record, view: &View<'_>) -> Cell {
    let level = match Level::of(record, view) {
        Ok(level) => level,
        Err(why) => return Cell::unknown(&why),
    };
    let year = Span::new(view.now() - 365 * DAY, view.now());
    if level.held[0].span.from >= view.now() {
        return Cell::unknown("nothing was promised yet");
    }
    let found = level.breaches(year);
    let late = found
        .iter()
        .filter(|breach| matches!(breach, Breach::Clock(_)))
        .count();
    let (periods, many) = (found.len() - late, found.len());
    let mut cell = Cell::count(
        many as i64,
        format!("{periods} of availability, {late} of response and resolution"),
    );
    if many > 0 {
        cell.tone = Tone::Warn;
    }
    let services = level.agreement.services.iter();
    disputed(
        cell,
        services.into_iter().any(|service| level.disputed(*service)),
    )
}

/// How an incident did on a clock, in words: `Resolution took 5 h of 4 h`.
pub fn timed(timed: &Timed) -> String {
    let verb = if timed.done { "took" } else { "has taken" };
    format!(
        "{} {verb} {} of {}",
        timed.measure.name(),
        minutes(timed.took),
        minutes(timed.within)
    )
}
