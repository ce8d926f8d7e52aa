//! The record of a run as Markdown: who did what, when, and how long it took.

mod facts;
mod parts;

pub use facts::{Fact, facts};
pub use parts::{AS_PLANNED, Message, messages, roles};

use super::event_words;
use super::log::Event;
use super::run::{RunView, State, took};
use super::steps::{STEPS, Step};
use super::telling::Sent;
use super::{lints, rules, variables};
use crate::value::minutes;
use crate::view::View;
use holdfast_ledger::{Id, Key, Path, Record};
use std::borrow::Cow;
use std::collections::HashMap;

/// The record of a run as Markdown, for evidence. Times are in UTC.
pub fn record_markdown(run: &Record, view: &View<'_>) -> String {
    let state = RunView::kept(run, view);
    let mut out = format!("# {}\n\n", inline(&view.name(run)));
    head(run, &state, view, &mut out);
    role_table(run, &state, view, &mut out);
    parts::values(run, &state, &mut out);
    steps(run, &state, view, &mut out);
    sent(run, &state, &mut out);
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
    let approval = match rules::approval_in_words(run) {
        none if none.is_empty() => "not approved".to_owned(),
        approval => approval,
    };
    let version = run.text("runbook_version");
    for (n, (label, value)) in facts(run, state, view, &rules::utc).iter().enumerate() {
        fact(&inline(label), &inline(value), out);
        if n == 0 {
            fact("Version", &inline(&version), out);
            fact("Approval", &inline(&approval), out);
        }
    }
}

fn role_table(run: &Record, state: &RunView, view: &View<'_>, out: &mut String) {
    let held = roles(run, state, view);
    if held.is_empty() {
        return;
    }
    out.push_str("\n## Roles\n\n| Role | Held by |\n| --- | --- |\n");
    for (role, holder) in held {
        out.extend(["| ", &cell(&role), " | ", &cell(&holder), " |\n"]);
    }
}

fn sent(run: &Record, state: &RunView, out: &mut String) {
    let messages = messages(run, state);
    if !messages.is_empty() {
        out.push_str("\n## Messages\n");
    }
    for message in messages {
        out.extend(["\n### ", &inline(&message.step), "\n\n"]);
        fact("Sent", &time(message.at), out);
        fact("By", &inline(&message.by), out);
        let Sent {
            telling,
            as_planned,
        } = message.sent;
        fact("Audience", &inline(&telling.audience), out);
        fact("Channel", &inline(&telling.channel), out);
        fact("Words", if as_planned { AS_PLANNED } else { "" }, out);
        out.push('\n');
        for line in telling.message.lines() {
            out.extend(["> ", line, "\n"]);
        }
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
        if !step.disputed.is_empty() {
            title.extend([" (disputed: ", &cell(&step.disputed), ")"]);
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
        let about = event.step.map(|step| match by_id.get(&step) {
            Some(step) => format!(" · {}", inline(&step.name())),
            None => " · a step that is not in this run".to_owned(),
        });
        let about = about.unwrap_or_default();
        out.extend([
            "- ",
            &when(event, state),
            " · ",
            &who(event),
            " · ",
            &inline(&event_words::what(event)),
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

// What an event says beside what happened.
fn details(event: &Event, view: &View<'_>) -> String {
    let more = event_words::more(event, view);
    let mut out = String::new();
    if !more.is_empty() {
        out.extend([" · ", &inline(&more)]);
    }
    if event.paper {
        out.push_str(" · from paper");
    }
    out
}

fn when(event: &Event, state: &RunView) -> String {
    let at = event
        .at
        .map_or_else(|| "time unknown".to_owned(), |at| time(Some(at)));
    let said = event_words::of_time(event, state, &rules::utc);
    if said.is_empty() {
        return at;
    }
    [&at, " (", &inline(&said), ")"].concat()
}

fn who(event: &Event) -> Cow<'_, str> {
    inline(event_words::by(event))
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
