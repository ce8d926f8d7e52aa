//! What a run comes to, in short lines: when, for how long, and recovery against its objectives.

use super::super::describe::{MODES, RECOVERY};
use super::super::plan::without_duration;
use super::super::recovery::Recovery;
use super::super::run::{RunState, RunView, State, minutes_between, took};
use super::parts::{field, lead, service};
use crate::value::{self, choice_of, minutes};
use crate::view::View;
use holdfast_ledger::{Path, Record, Text};
use std::borrow::Cow;

/// A label and what belongs to it.
pub type Fact = (Cow<'static, str>, String);

/// How an instant, in milliseconds since 1970, is written: in UTC in files, as people read it on
/// screen and on paper.
pub type Time<'a> = &'a dyn Fn(i64) -> String;

// Only what is known is said.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn add(&mut self, label: impl Into<Cow<'static, str>>, value: String) {
        if !value.is_empty() {
            self.0.push((label.into(), value));
        }
    }
}

/// What a run comes to.
pub fn facts(run: &Record, state: &RunView, view: &View<'_>, time: Time<'_>) -> Vec<Fact> {
    let linked = |field| {
        view.linked(run.value(Path::of(field)))
            .map(|record| view.name(record))
    };
    let mut facts = Facts::default();
    let runbook = linked("runbook").unwrap_or_else(|| "no longer in this workspace".to_owned());
    let mode = run.value(Path::of("mode"));
    let mode = mode.and_then(|mode| choice_of(MODES, mode));
    facts.add("Runbook", runbook);
    facts.add("Mode", mode.map_or("", |mode| mode.label).to_owned());
    facts.add("Carried out for", linked("subject").unwrap_or_default());
    facts.add("Lead", lead(run, state, view));
    facts.add("State", state.state.label().to_owned());
    if state.events.iter().any(|event| event.paper) {
        let source = "a run on paper; entered afterwards";
        facts.add("Taken from", source.to_owned());
    }
    times(state, view.now(), time, &mut facts);
    recovery(run, state, view, time, &mut facts);
    facts.0
}

fn times(state: &RunView, now: i64, time: Time<'_>, facts: &mut Facts) {
    let clock = state.clock(now);
    for (label, at) in [
        ("Occurred", state.occurred),
        ("Detected", state.detected),
        ("Started", state.started),
        ("Ended", state.ended),
    ] {
        facts.add(label, at.map(time).unwrap_or_default());
    }
    let over = state.state.is_over();
    for (label, length) in [
        ("From start to end", clock.since_started),
        ("From occurrence to end", clock.since_occurred),
    ] {
        facts.add(label, length.filter(|_| over).map(took).unwrap_or_default());
    }
    facts.add("Planned", planned(state));
    let done = format!("{} of {}", state.finished, state.total);
    facts.add("Steps done or skipped", done);
    let least = if clock.unestimated > 0 {
        " at the earliest"
    } else {
        ""
    };
    let ahead = clock
        .forecast
        .filter(|_| state.state != RunState::NotStarted);
    if let Some(end) = ahead {
        let said = format!("{}{least}, as of {}", time(end), time(now));
        facts.add("Forecast end", said);
    }
}

fn planned(state: &RunView) -> String {
    match state
        .plan
        .length_of(|n| state.steps[n].state != State::NotApplicable)
    {
        Ok(length) if length.unestimated == 0 => minutes(length.minutes),
        Ok(length) => {
            let open = without_duration(length.unestimated);
            format!("at least {}; {open}", minutes(length.minutes))
        }
        Err(_) => "unknown: some steps wait for each other".to_owned(),
    }
}

// From when recovery is counted, what was lost before the start, how long it took, and the
// milestones on the way.
fn recovery(run: &Record, state: &RunView, view: &View<'_>, time: Time<'_>, facts: &mut Facts) {
    let ids: Vec<String> = run.get("services").unwrap_or_default();
    let services = ids.iter().map(|id| service(&Text::string(id), view));
    let services: Vec<String> = services.collect();
    facts.add("Services", services.join(", "));
    let now = Recovery::of(state, view.now());
    let Some((base, counted)) = now.base else {
        facts.add("RTO", state.rto.map(minutes).unwrap_or_default());
        return;
    };
    let counted = format!("{}, {}", counted.when(), time(base));
    facts.add("Recovery is counted from", counted);
    facts.add(
        "Lost before the start",
        now.lost.map(took).unwrap_or_default(),
    );
    facts.add("RTO", objective(state, &now).unwrap_or_default());
    let rpo = run.get::<f64>("rpo").map(minutes).unwrap_or_default();
    facts.add("RPO", rpo);
    let to = value::instant(run.value(Path::of("recovered_to")));
    facts.add("Data recovered to", to.map(time).unwrap_or_default());
    let loss = to.zip(state.occurred);
    let loss = loss.map(|(to, occurred)| took(minutes_between(to, occurred)));
    facts.add("Achieved RPO", loss.unwrap_or_default());
    milestones(run, state, base, view, time, facts);
}

// `1 h, 15 min over when all was back`
fn objective(state: &RunView, now: &Recovery) -> Option<String> {
    let (rto, left) = (state.rto?, now.left?);
    let word = if left < 0.0 { "over" } else { "left" };
    let at = match (now.recovered, state.ended) {
        (Some(_), _) => "when all was back",
        (None, Some(_)) => "at the end",
        (None, None) => "now",
    };
    Some(format!(
        "{}, {} {word} {at}",
        minutes(rto),
        minutes(left.abs())
    ))
}

fn milestones(
    run: &Record,
    state: &RunView,
    base: i64,
    view: &View<'_>,
    time: Time<'_>,
    facts: &mut Facts,
) {
    for (step, now) in state.plan.steps.iter().zip(&state.steps) {
        let Some(service_of) = field(run, step.id, "service") else {
            continue;
        };
        if now.state != State::Done || step.kind != "milestone" {
            continue;
        }
        let how = field(run, step.id, "recovery").and_then(|how| choice_of(RECOVERY, how));
        let how = how.map_or("Reached", |how| how.label);
        let after = now.since.map(|since| took(minutes_between(base, since)));
        let said = format!(
            "{how}, {}, after {}",
            now.since.map(time).unwrap_or_default(),
            after.unwrap_or_default()
        );
        facts.add(service(service_of, view), said);
    }
}
