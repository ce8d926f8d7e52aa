//! Parts of a run's record: roles, values, messages, files.

use super::super::event_words::{named, role_name};
use super::super::log::What;
use super::super::run::{RunView, State};
use super::super::steps::STEPS;
use super::super::telling::{Sent, Telling};
use super::super::variables;
use super::{cell, inline};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use std::collections::BTreeMap;

/// Who had which role, from the start on or as it was handed over; the lead first.
pub fn roles(run: &Record, state: &RunView, view: &View<'_>) -> Vec<(String, String)> {
    let mut roles: Vec<Id> = state
        .plan
        .steps
        .iter()
        .filter_map(|step| step.role)
        .collect();
    roles.extend(state.events.iter().filter_map(|event| event.role));
    let mut named_roles: Vec<(String, Id)> = roles
        .into_iter()
        .map(|role| (role_name(role, view), role))
        .collect();
    named_roles.arrange();
    named_roles.dedup();
    let lead = lead(run, state, view);
    if named_roles.is_empty() && lead.is_empty() {
        return Vec::new();
    }
    let lead = if state.lead().is_empty() {
        lead
    } else {
        format!("{lead} (handed over)")
    };
    let mut held = vec![("Lead of the run".to_owned(), lead)];
    for (name, role) in named_roles {
        let holder = match state.holder_of(Some(role)) {
            none if none.is_empty() => usual_holder(role, view),
            holder if state.held_from_start(role) => holder,
            holder => format!("{holder} (handed over)"),
        };
        held.push((name, holder));
    }
    held
}

/// Who leads a run: whom it was handed to, else who is named in it, else who started it.
pub fn lead(run: &Record, state: &RunView, view: &View<'_>) -> String {
    let handed = state.lead();
    if !handed.is_empty() {
        return handed;
    }
    let owner = view.linked(run.value(Path::of("owner")));
    owner.map_or_else(
        || state.started_by().to_owned(),
        |owner| owner.text("title").into_owned(),
    )
}

fn usual_holder(role: Id, view: &View<'_>) -> String {
    let role = view.ledger.record(role);
    let primary = role.and_then(|role| view.linked(role.value(Path::of("primary"))));
    primary
        .map(|person| format!("{}, its primary", person.text("title")))
        .unwrap_or_default()
}

/// The values of variables, and who gave which when.
pub fn values(run: &Record, state: &RunView, out: &mut String) {
    let values = variables::asked(run);
    if values.is_empty() {
        return;
    }
    out.push_str("\n## Values\n\n| Name | Value |\n| --- | --- |\n");
    for (name, value) in values {
        let value = if value.trim().is_empty() {
            "no value"
        } else {
            &value
        };
        out.extend(["| ", &cell(&name), " | ", &cell(value), " |\n"]);
    }
    let mut changes = state
        .events
        .iter()
        .filter(|event| event.captured.is_some())
        .peekable();
    if changes.peek().is_some() {
        out.push_str("\nGiven during the run:\n\n");
    }
    for event in changes {
        let Some((name, value)) = &event.captured else {
            continue;
        };
        let by = inline(named(&event.by));
        let at = super::when(event, state);
        out.extend([
            "- ",
            &at,
            " · ",
            &by,
            " · ",
            &inline(name),
            " = ",
            &inline(value),
            "\n",
        ]);
    }
}

/// A message that a step sent.
pub struct Message {
    /// Number and title of the step that sent it.
    pub step: String,
    /// When, in milliseconds since 1970.
    pub at: Option<i64>,
    /// Who sent it.
    pub by: String,
    /// What was sent.
    pub sent: Sent,
}

/// Said of a message whose words nobody wrote down.
pub const AS_PLANNED: &str = "as planned; nobody wrote down what was sent";

/// The messages of communication steps that were done, as they were sent.
pub fn messages(run: &Record, state: &RunView) -> Vec<Message> {
    let mut all = Vec::new();
    for (step, now) in state.plan.steps.iter().zip(&state.steps) {
        if step.kind != "communication" || now.state != State::Done {
            continue;
        }
        let values = values_at(run, state, now.since);
        let filled = |key| {
            let text = field(run, step.id, key).map(|text| text.plain().into_owned());
            variables::fill(text.unwrap_or_default().trim(), &values)
        };
        let planned = Telling {
            audience: filled("audience"),
            channel: filled("channel"),
            message: filled("message"),
        };
        // What stands beside a step on paper is a note; the words are those of the sheet.
        let paper = now.frontier.iter().any(|&n| state.events[n].paper);
        let sent = planned.sent(if paper { "" } else { &now.reason });
        if !sent.telling.message.is_empty() {
            let title = variables::fill(&step.title, &values);
            all.push(Message {
                step: [&step.number, " ", &title].concat(),
                at: now.since,
                by: named(&now.by).to_owned(),
                sent,
            });
        }
    }
    all
}

// The values as they stood then. What a variable was before it was given during the run is not in
// the run any more: its name stays.
fn values_at(run: &Record, state: &RunView, at: Option<i64>) -> BTreeMap<String, String> {
    let mut values = variables::values(run);
    let given = |after: bool| {
        let events = state.events.iter();
        events.filter(move |event| event.what == Some(What::Captured) && (event.at > at) == after)
    };
    let later = given(true).filter_map(|event| event.captured.as_ref());
    later.for_each(|(name, _)| drop(values.remove(name)));
    let before = given(false).filter_map(|event| event.captured.clone());
    values.extend(before);
    values.retain(|_, value| !value.trim().is_empty());
    values
}

/// The attached files, by name and fingerprint.
pub fn files(run: &Record, state: &RunView, out: &mut String) {
    let items = run.items(Key::new("attachments"));
    if items.is_empty() {
        return;
    }
    out.push_str(
        "\n## Files\n\n| File | Belongs to | Bytes | SHA-256 |\n| --- | --- | --- | --- |\n",
    );
    for item in items {
        let step = item.text("item").parse().ok().and_then(|id| state.find(id));
        let step = step.map(|at| state.plan.steps[at].name());
        let row = [
            cell(&item.text("name")),
            cell(&step.unwrap_or_else(|| "the run".to_owned())),
            cell(&item.text("size")),
            cell(&item.text("sha256")),
        ];
        out.extend(["| ", &row.join(" | "), " |\n"]);
    }
}

/// Whether a flag of a step is set.
pub fn is_set(run: &Record, step: Id, key: &'static str) -> bool {
    field(run, step, key).and_then(Text::get) == Some(true)
}

/// What a step of the run says in a field.
pub fn field<'r>(run: &'r Record, step: Id, key: &'static str) -> Option<&'r Text> {
    let value = run.value(Path::item(STEPS, step, Key::new(key)))?;
    (!value.is_null()).then_some(value)
}

/// What a service is called.
pub fn service(id: &Text, view: &View<'_>) -> String {
    view.linked(Some(id)).map_or_else(
        || "a service that is no longer here".to_owned(),
        |service| service.text("title").into_owned(),
    )
}
