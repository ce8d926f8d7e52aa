//! The record of a run as Markdown: who did what, when, and how long it took.

mod parts;

use super::log::{Event, What};
use super::run::{Clock, RunState, RunView, State, took};
use super::steps::{STEPS, Step};
use super::{describe, lints, rules, variables};
use crate::value::{choice_of, minutes};
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Record};
use std::borrow::Cow;
use std::collections::HashMap;

/// The record of a run as Markdown, for evidence. Times are in UTC.
pub fn record_markdown(run: &Record, view: &View<'_>) -> String {
    let state = RunView::kept(run, view);
    let mut out = format!("# {}\n\n", inline(&view.name(run)));
    head(run, &state, view, &mut out);
    parts::roles(run, &state, view, &mut out);
    parts::values(run, &state, &mut out);
    steps(run, &state, view, &mut out);
    parts::messages(run, &state, &mut out);
    parts::files(run, &state, &mut out);
    log(&state, view, &mut out);
    attention(run, view, &mut out);
    out
}

fn fact(label: &str, value: &str, out: &mut String) {
    if !value.is_empty() {
        out.extend(["- **", label, ":** ", value, "\n"]);
    }
}

fn head(run: &Record, state: &RunView, view: &View<'_>, out: &mut String) {
    let linked = |field| {
        view.linked(run.value(Path::of(field)))
            .map(|record| view.name(record))
    };
    let runbook = linked("runbook").unwrap_or_else(|| "no longer in this workspace".to_owned());
    let mode = run
        .value(Path::of("mode"))
        .and_then(|mode| choice_of(describe::MODES, mode));
    let approval = match rules::approval_in_words(run) {
        none if none.is_empty() => "not approved".to_owned(),
        approval => approval,
    };
    let clock = state.clock(view.now);
    let span = |length: Option<f64>| length.map(took).unwrap_or_default();
    fact("Runbook", &inline(&runbook), out);
    fact("Version", &inline(&run.text("runbook_version")), out);
    fact("Approval", &inline(&approval), out);
    fact("Mode", mode.map_or("", |mode| mode.label), out);
    fact("Lead", &inline(&linked("owner").unwrap_or_default()), out);
    fact("State", state.state.label(), out);
    fact("Occurred", &time(state.occurred), out);
    fact("Detected", &time(state.detected), out);
    fact("Started", &time(state.started), out);
    fact("Ended", &time(state.ended), out);
    fact(
        "From start to end",
        &span(clock.since_started.filter(|_| state.state.is_over())),
        out,
    );
    fact(
        "From occurrence to end",
        &span(clock.since_occurred.filter(|_| state.state.is_over())),
        out,
    );
    fact("Planned", &planned(state), out);
    fact(
        "Steps done or skipped",
        &format!("{} of {}", state.finished, state.total),
        out,
    );
    if !state.state.is_over() && state.state != RunState::NotStarted {
        forecast(&clock, view.now, out);
    }
    parts::recovery(run, state, view, out);
}

fn planned(state: &RunView) -> String {
    match state
        .plan
        .length_of(|n| state.steps[n].state != State::NotApplicable)
    {
        Ok(length) if length.unestimated == 0 => minutes(length.minutes),
        Ok(length) => {
            format!(
                "at least {}; {} steps have no duration",
                minutes(length.minutes),
                length.unestimated
            )
        }
        Err(_) => "unknown: some steps wait for each other".to_owned(),
    }
}

fn forecast(clock: &Clock, now: i64, out: &mut String) {
    let least = if clock.unestimated > 0 {
        " at the earliest"
    } else {
        ""
    };
    if let Some(end) = clock.forecast {
        fact(
            "Forecast end",
            &format!("{}{least}, as of {}", time(Some(end)), time(Some(now))),
            out,
        );
    }
}

fn steps(run: &Record, state: &RunView, view: &View<'_>, out: &mut String) {
    out.push_str("\n## Steps\n\n");
    out.push_str("| Step | | Role | State | By | Began | Ended | Took | Planned |\n");
    out.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let values = variables::values(run);
    for (step, now) in state.plan.steps.iter().zip(&state.steps) {
        let role = run.value(Path::item(STEPS, step.id, Key::new("role")));
        let role = view
            .linked(role)
            .map(|role| view.name(role))
            .unwrap_or_default();
        let over = matches!(now.state, State::Done | State::Failed | State::Skipped);
        let mut title = cell(&variables::fill(&step.title, &values));
        if !step.is_worked() {
            title = format!("**{title}**");
        }
        if parts::is_set(run, step.id, "unplanned") {
            title.push_str(" (added during the run)");
        }
        let why = match now.state {
            State::Blocked => &*now.reason,
            State::Done => &*now.answer,
            _ => "",
        };
        let row = [
            step.number.clone(),
            title,
            cell(&role),
            said(state.label(now.state), why),
            cell(&now.by),
            time(now.began),
            time(now.since.filter(|_| over)),
            now.minutes.map(took).unwrap_or_default(),
            step.estimate
                .map(|estimate| minutes(estimate.mean()))
                .unwrap_or_default(),
        ];
        out.extend(["| ", &row.join(" | "), " |\n"]);
    }
}

// `Blocked: no badge`
fn said(label: &str, more: &str) -> String {
    if more.is_empty() {
        label.to_owned()
    } else {
        format!("{label}: {}", cell(more))
    }
}

fn log(state: &RunView, view: &View<'_>, out: &mut String) {
    out.push_str("\n## Log\n\n");
    let numbered = state.plan.steps.iter().map(|step| (step.id, step));
    let by_id: HashMap<Id, &Step> = numbered.collect();
    for event in &state.events {
        let what = event
            .what
            .and_then(super::log::What::choice)
            .map_or(&*event.word, |c| c.label);
        let about = event.step.map(|step| match by_id.get(&step) {
            Some(step) => format!(" · {}", inline(&step.name())),
            None => " · a step that is not in this run".to_owned(),
        });
        let about = about.unwrap_or_default();
        out.extend([
            "- ",
            &when(event),
            " · ",
            &who(event),
            " · ",
            &inline(what),
            &about,
            &details(event, view),
            "\n",
        ]);
        for line in event.text.lines() {
            // Four spaces keep it inside the item; a quote keeps its Markdown apart.
            out.extend(["    > ", line, "\n"]);
        }
    }
}

// What an event says beside what happened: an answer, a value, who has it now.
fn details(event: &Event, view: &View<'_>) -> String {
    let mut out = String::new();
    if !event.answer.is_empty() {
        out.extend([" · answer: ", &inline(&event.answer)]);
    }
    if let Some((name, value)) = &event.captured {
        out.extend([" · ", &inline(name), " = ", &inline(value)]);
    }
    if event.what == Some(What::HandedOver) {
        let post = match (event.role, event.step) {
            (Some(role), _) => parts::role_name(role, view),
            (None, Some(_)) => "the step".to_owned(),
            (None, None) => "the lead".to_owned(),
        };
        out.extend([" · ", &inline(&post), " to ", &inline(named(&event.to))]);
    }
    if event.paper {
        out.push_str(" · from paper");
    }
    out
}

fn when(event: &Event) -> String {
    let at = event
        .at
        .map_or_else(|| "time unknown".to_owned(), |at| time(Some(at)));
    match &event.corrected {
        Some((by, when)) => {
            format!(
                "{at} (put right by {} at {})",
                inline(named(by)),
                time(Some(*when))
            )
        }
        None => at,
    }
}

fn who(event: &Event) -> Cow<'_, str> {
    inline(named(&event.by))
}

fn named(by: &str) -> &str {
    if by.is_empty() { "someone unnamed" } else { by }
}

fn attention(run: &Record, view: &View<'_>, out: &mut String) {
    let findings = lints::run::findings(run, view);
    if findings.is_empty() {
        return;
    }
    out.push_str("\n## Wants attention\n\n");
    for finding in findings {
        out.extend(["- ", &inline(&finding.text), "\n"]);
    }
}

// `2026-11-22 20:01:10 UTC`
fn time(at: Option<i64>) -> String {
    at.map(rules::utc).unwrap_or_default()
}

/// Text on one line whose characters mean nothing in Markdown.
fn inline(text: &str) -> Cow<'_, str> {
    let special = |c: char| "\\`*_[]<>|~&#\n\r".contains(c);
    if !text.contains(special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            c if special(c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn cell(text: &str) -> String {
    inline(text).into_owned()
}
