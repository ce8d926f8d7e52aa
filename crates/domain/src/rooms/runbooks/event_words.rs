//! What an event of a run says, in words: the same on screen, on paper and in a file.

use super::log::{Event, What};
use super::run::RunView;
use crate::view::View;
use holdfast_ledger::{Id, Text};

/// What happened, as a heading: `Done`, `Run finished`, `Note on the run`.
pub fn what(event: &Event) -> String {
    let label = event
        .what
        .and_then(What::choice)
        .map_or(&*event.word, |choice| choice.label);
    match event.what {
        Some(What::Note) if event.step.is_none() => "Note on the run".to_owned(),
        Some(What::HandedOver) if event.at_start => "Role from the start".to_owned(),
        Some(What::HandedOver | What::Captured | What::Added) => label.to_owned(),
        _ if event.step.is_none() => ["Run ", &label.to_lowercase()].concat(),
        _ => label.to_owned(),
    }
}

/// Who wrote it down.
pub fn by(event: &Event) -> &str {
    named(&event.by)
}

/// A name, or that there is none.
pub fn named(name: &str) -> &str {
    if name.is_empty() {
        "somebody unnamed"
    } else {
        name
    }
}

/// What it says beside its text: what was decided, which value was found, who has what now; empty
/// for nothing.
pub fn more(event: &Event, view: &View<'_>) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !event.answer.is_empty() {
        parts.push(["Answer: ", &event.answer].concat());
    }
    if let Some((name, value)) = &event.captured {
        parts.push([name, " = ", value].concat());
    }
    if event.what == Some(What::HandedOver) {
        let to = named(&event.to);
        parts.push(match (event.role, event.step) {
            (Some(role), _) if event.at_start => {
                [to, " has the role ", &role_name(role, view)].concat()
            }
            (Some(role), _) => [&role_name(role, view), ": ", to].concat(),
            (None, Some(_)) => ["To ", to].concat(),
            (None, None) => ["Lead: ", to].concat(),
        });
    }
    parts.join(" · ")
}

/// What is to be said of its time: that it lies before the start of the run, and who put it right
/// when, with the time that stood there first; empty for nothing. `time` says a moment.
pub fn of_time(event: &Event, run: &RunView, time: &dyn Fn(i64) -> String) -> String {
    let started = event.at.zip(run.started);
    let mut said: Vec<String> = Vec::new();
    if started.is_some_and(|(at, started)| at < started) {
        said.push("before the start of the run".to_owned());
    }
    if let Some((by, at)) = &event.corrected {
        let first = event.first.map(|first| [", first ", &time(first)].concat());
        let by = ["put right by ", named(by), " at ", &time(*at)].concat();
        said.push([by, first.unwrap_or_default()].concat());
    }
    said.join("; ")
}

/// What a role is called.
pub fn role_name(role: Id, view: &View<'_>) -> String {
    let role = view.linked(Some(&Text::string(&role.to_string())));
    role.map_or_else(
        || "a role that is no longer here".to_owned(),
        |role| role.text("title").into_owned(),
    )
}
