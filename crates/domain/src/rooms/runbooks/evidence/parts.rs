//! Parts of a run's record: recovery against its objectives, roles, values, messages, files.

use super::super::log::What;
use super::super::run::{RunView, State, minutes_between, took};
use super::super::steps::STEPS;
use super::super::variables;
use super::{cell, fact, inline, named, time};
use crate::describe::Choice;
use crate::rooms::runbooks::describe::RECOVERY;
use crate::value::{self, choice_of, minutes};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use std::collections::BTreeMap;

/// Recovery against its objectives: from when it is counted, what was lost before the start, how
/// long it took, and the milestones on the way.
pub fn recovery(run: &Record, state: &RunView, view: &View<'_>, out: &mut String) {
    let ids: Vec<String> = run.get("services").unwrap_or_default();
    let services = ids.iter().map(|id| service(&Text::string(id), view));
    let services: Vec<String> = services.collect();
    fact("Services", &inline(&services.join(", ")), out);
    let Some(base) = state.base() else {
        fact("RTO", &state.rto.map(minutes).unwrap_or_default(), out);
        return;
    };
    let from = if state.occurred.is_some() {
        "occurred"
    } else {
        "detected"
    };
    let counted = format!("when it {from}, {}", time(Some(base)));
    fact("Recovery is counted from", &counted, out);
    if let Some(started) = state.started {
        fact(
            "Lost before the start",
            &took(minutes_between(base, started)),
            out,
        );
    }
    if let Some(rto) = state.rto {
        let until = state.ended.unwrap_or(view.now);
        let spent = minutes_between(base, until);
        let (rest, word) = if spent <= rto {
            (rto - spent, "left")
        } else {
            (spent - rto, "over")
        };
        let at = if state.ended.is_some() {
            "at the end"
        } else {
            "now"
        };
        fact(
            "RTO",
            &format!("{}, {} {word} {at}", minutes(rto), minutes(rest)),
            out,
        );
    }
    let rpo = run.get::<f64>("rpo").map(minutes).unwrap_or_default();
    fact("RPO", &rpo, out);
    let to = value::instant(run.value(Path::of("recovered_to")));
    fact("Data recovered to", &time(to), out);
    if let Some((to, occurred)) = to.zip(state.occurred) {
        fact("Achieved RPO", &took(minutes_between(to, occurred)), out);
    }
    milestones(run, state, base, view, out);
}

fn milestones(run: &Record, state: &RunView, base: i64, view: &View<'_>, out: &mut String) {
    for (step, now) in state.plan.steps.iter().zip(&state.steps) {
        let Some(service_of) = field(run, step.id, "service") else {
            continue;
        };
        if now.state != State::Done || step.kind != "milestone" {
            continue;
        }
        let how = field(run, step.id, "recovery").and_then(|how| choice_of(RECOVERY, how));
        let how = how.map_or("Reached", |how: &Choice| how.label);
        let after = now.since.map(|since| took(minutes_between(base, since)));
        let label = inline(&service(service_of, view)).into_owned();
        let said = format!(
            "{how}, {}, after {}",
            time(now.since),
            after.unwrap_or_default()
        );
        fact(&label, &said, out);
    }
}

/// Who had which role, as it was handed over; the lead too.
pub fn roles(run: &Record, state: &RunView, view: &View<'_>, out: &mut String) {
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
    let lead = state.lead();
    if named_roles.is_empty() && lead.is_empty() {
        return;
    }
    out.push_str("\n## Roles\n\n| Role | Held by |\n| --- | --- |\n");
    let lead = if lead.is_empty() {
        view.linked(run.value(Path::of("owner")))
            .map(|record| record.text("title").into_owned())
            .unwrap_or_default()
    } else {
        format!("{lead} (handed over)")
    };
    out.extend(["| Lead of the run | ", &cell(&lead), " |\n"]);
    for (name, role) in named_roles {
        let holder = match state.holder_of(Some(role)) {
            none if none.is_empty() => usual_holder(role, view),
            holder => format!("{holder} (handed over)"),
        };
        out.extend(["| ", &cell(&name), " | ", &cell(&holder), " |\n"]);
    }
}

fn usual_holder(role: Id, view: &View<'_>) -> String {
    let role = view.ledger.record(role);
    let primary = role.and_then(|role| view.linked(role.value(Path::of("primary"))));
    primary
        .map(|person| format!("{}, its primary", person.text("title")))
        .unwrap_or_default()
}

/// What a role is called.
pub fn role_name(role: Id, view: &View<'_>) -> String {
    let role = view.linked(Some(&Text::string(&role.to_string())));
    role.map_or_else(
        || "a role that is no longer here".to_owned(),
        |role| role.text("title").into_owned(),
    )
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
        let at = super::when(event);
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

/// The messages of communication steps that were done, as they were sent.
pub fn messages(run: &Record, state: &RunView, out: &mut String) {
    let mut any = false;
    for (step, now) in state.plan.steps.iter().zip(&state.steps) {
        let text = |key| field(run, step.id, key).map(|text| text.plain().into_owned());
        let message = text("message").unwrap_or_default();
        let told = step.kind == "communication" && now.state == State::Done;
        if !told || message.trim().is_empty() {
            continue;
        }
        if !any {
            out.push_str("\n## Messages\n");
            any = true;
        }
        let values = values_at(run, state, now.since);
        let fill = |text: &str| variables::fill(text, &values);
        out.extend([
            "\n### ",
            &step.number,
            " ",
            &inline(&fill(&step.title)),
            "\n\n",
        ]);
        fact("Sent", &time(now.since), out);
        fact("By", &inline(named(&now.by)), out);
        for (key, label) in [("audience", "Audience"), ("channel", "Channel")] {
            fact(label, &inline(&fill(&text(key).unwrap_or_default())), out);
        }
        out.push('\n');
        for line in fill(&message).lines() {
            out.extend(["> ", line, "\n"]);
        }
    }
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

fn field<'r>(run: &'r Record, step: Id, key: &'static str) -> Option<&'r Text> {
    let value = run.value(Path::item(STEPS, step, Key::new(key)))?;
    (!value.is_null()).then_some(value)
}

fn service(id: &Text, view: &View<'_>) -> String {
    view.linked(Some(id)).map_or_else(
        || "a service that is no longer here".to_owned(),
        |service| service.text("title").into_owned(),
    )
}
