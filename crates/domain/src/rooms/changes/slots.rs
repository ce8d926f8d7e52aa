//! When a change could take place instead: the next times at which nothing stands against it.

use super::conflicts::{Own, words};
use super::plans::{Held, Planned, Plans};
use super::window::Window;
use crate::ask::Ask;
use crate::describe::{Action, Tone};
use crate::rooms::runbooks::plan::Plan;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Path, Record};

/// How far ahead is looked.
pub const AHEAD_DAYS: i64 = 90;
/// How many are offered.
pub const OFFERED: usize = 5;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Slots begin on the half hour.
const STEP: i64 = 30 * MINUTE;

/// How long a change takes, in minutes: its window, else its template's duration, else the critical
/// path of its implementation runbook.
///
/// # Errors
/// When none of them says it.
pub fn duration(change: &Record, view: &View<'_>) -> Result<f64, &'static str> {
    if let Ok(window) = Window::of(change) {
        return Ok(window.minutes());
    }
    let linked = |field| view.linked(change.value(Path::of(field)));
    let template = linked("template").and_then(|template| template.get::<f64>("duration"));
    let runbook = || {
        let plan = Plan::whole(linked("implementation_runbook")?, view);
        let length = plan.length().ok()?;
        (length.unestimated == 0 && length.minutes > 0.0).then_some(length.minutes)
    };
    template
        .filter(|minutes| *minutes > 0.0)
        .or_else(runbook)
        .ok_or(
            "neither a window, nor a template, nor a runbook with durations says how long it takes",
        )
}

/// The next times within 90 days at which nothing stands against a change, the earliest first: of a
/// long free time its beginning, and each day at the time of day that the change has now.
///
/// # Errors
/// When nobody knows how long it takes.
pub fn free(change: &Record, view: &View<'_>) -> Result<Vec<Window>, &'static str> {
    let length = (duration(change, view)? * MINUTE as f64) as i64;
    let whole = Window {
        start: round_up(view.now()),
        end: view.now() + AHEAD_DAYS * DAY,
    };
    let own = Own::of(change, view);
    let plans = Plans::kept(view);
    let mut open = vec![whole];
    for service in &own.planned.services {
        open = maintained(open, *service, &plans, view);
    }
    let busy = busy(&own, whole, &plans, view);
    let free = without(&open, &busy);
    let usual = Window::of(change).ok().map(|window| window.start);
    let mut found: Vec<Window> = Vec::new();
    for time in free {
        for start in starts(time, length, usual) {
            found.push(Window {
                start,
                end: start + length,
            });
            if found.len() == OFFERED {
                return Ok(found);
            }
        }
    }
    Ok(found)
}

const fn round_up(at: i64) -> i64 {
    (at + STEP - 1).div_euclid(STEP) * STEP
}

fn starts(time: Window, length: i64, usual: Option<i64>) -> Vec<i64> {
    let mut found = Vec::new();
    let first = round_up(time.start);
    // A maintenance window may begin beside the half hour.
    let first = if first + length > time.end {
        time.start
    } else {
        first
    };
    if first + length <= time.end {
        found.push(first);
    }
    let Some(usual) = usual else { return found };
    let mut next = first + (usual - first).rem_euclid(DAY);
    while next + length <= time.end && found.len() < OFFERED {
        if !found.contains(&next) {
            found.push(next);
        }
        next += DAY;
    }
    found
}

// What of these times lies in a maintenance window of a service, where it has any.
fn maintained(open: Vec<Window>, service: Id, plans: &Plans, view: &View<'_>) -> Vec<Window> {
    let about = |held: &&Held| !held.freeze && held.concerns(std::slice::from_ref(&service));
    let held: Vec<&Held> = plans.windows().iter().filter(about).collect();
    if held.is_empty() {
        return open;
    }
    let mut found = Vec::new();
    for time in open {
        let each = held
            .iter()
            .flat_map(|held| held.rule.within(time.start, time.end, view));
        found.extend(each.map(|held| Window {
            start: held.start.max(time.start),
            end: held.end.min(time.end),
        }));
    }
    found.retain(|time| time.start < time.end);
    found.arrange_by_key(|time| (time.start, time.end));
    found
}

fn busy(own: &Own<'_>, whole: Window, plans: &Plans, view: &View<'_>) -> Vec<Window> {
    let planned = plans.at(whole).filter(|(_, other)| other.is_planned());
    let clash =
        |(id, other): (Id, &Planned)| other.window.filter(|_| !own.shares(id, other).is_empty());
    let mut busy: Vec<Window> = planned.filter_map(clash).collect();
    let frozen = plans
        .windows()
        .iter()
        .filter(|held| held.freeze && held.concerns(&own.planned.services));
    busy.extend(frozen.flat_map(|held| held.rule.within(whole.start, whole.end, view)));
    busy.arrange_by_key(|time| time.start);
    busy
}

// What is left of open times; both are sorted by their start.
fn without(open: &[Window], busy: &[Window]) -> Vec<Window> {
    let mut found = Vec::new();
    for time in open {
        let mut start = time.start;
        for taken in busy.iter().filter(|taken| taken.overlaps(*time)) {
            if taken.start > start {
                found.push(Window {
                    start,
                    end: taken.start,
                });
            }
            start = start.max(taken.end);
        }
        if start < time.end {
            found.push(Window {
                start,
                end: time.end,
            });
        }
    }
    found.arrange_by_key(|time| time.start);
    found
}

/// The action "Move to …": the next free time, of a change with conflicts that is not under way.
pub fn action(change: &Record, view: &View<'_>) -> Option<Action> {
    let state = super::rules::state(change);
    if !matches!(
        &*state,
        "draft" | "submitted" | "assessed" | "authorised" | "scheduled"
    ) {
        return None;
    }
    let movable = !super::conflicts::conflicts(change, view).is_empty();
    let first = free(change, view)
        .ok()
        .and_then(|slots| slots.first().copied());
    movable.then(|| Action {
        key: "slot",
        label: match first {
            Some(first) => format!("Move to {}", words(first, view)),
            None => "Move to a free time".to_owned(),
        },
        tone: Tone::Plain,
        refused: first.is_none().then(|| {
            format!("Within {AHEAD_DAYS} days there is no time at which nothing stands against it.")
        }),
        about: String::new(),
        asks: &[],
        perform: take_first,
    })
}

fn take_first(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let slots = free(ask.record, &ask.view)?;
    let first = slots.first().ok_or("There is no free time.")?;
    Ok(vec![ask.set("window", first.to_text()?)])
}
