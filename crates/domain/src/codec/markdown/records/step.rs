//! What a draft says about a step, as the fields of a record's step.

use std::collections::BTreeMap;

use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Text};
use serde_json::Value;

use super::super::draft::{Only, StepDraft};
use super::super::steps::join;
use super::values::{link, string, value};
use crate::describe::Type;
use crate::entry;
use crate::rooms::runbooks::steps::BESIDE;
use crate::value::{Estimate, instant_text};

/// The records that a step's names stand for; none where a name fits none or several.
#[derive(Debug, Clone, Copy, Default)]
pub struct Linked {
    /// Who does it.
    pub role: Option<Id>,
    /// What is worked through here.
    pub runbook: Option<Id>,
    /// What is back when it is reached.
    pub service: Option<Id>,
}

/// The fields of a step, but for its place, its predecessors and its flags; null where it says
/// nothing. A name that stands for no record stays as words in the instructions.
pub fn fields(step: &StepDraft, linked: Linked) -> Vec<(&'static str, Text)> {
    let links = [
        ("runbook", "Runbook", &step.runbook, linked.runbook),
        ("service", "Service", &step.service, linked.service),
        ("role", "Role", &step.role, linked.role),
    ];
    let mut instructions = step.instructions.clone();
    for (_, label, name, found) in links {
        if found.is_none() && !name.is_empty() {
            join(&mut instructions, &format!("{label}: {name}"));
        }
    }
    let only = match step.only {
        Only::Always => "",
        Only::Exercise => "exercise",
        Only::Actual => "actual",
    };
    let (command, language) = match &step.command {
        Some(command) => (command.text.as_str(), command.info.as_str()),
        None => ("", ""),
    };
    let texts = [
        ("title", step.title.as_str()),
        ("kind", step.kind.word()),
        ("instructions", &instructions),
        ("command", command),
        ("language", language),
        ("expected", &step.expected),
        ("rollback", &step.rollback),
        ("only", only),
        ("when", &step.when),
        ("recovery", step.recovery),
        ("audience", &step.audience),
        ("channel", &step.channel),
        ("message", &step.message),
        ("captures", &step.captures),
    ];
    let mut fields: Vec<(&'static str, Text)> = Vec::with_capacity(24);
    fields.extend(texts.map(|(field, text)| (field, string(text))));
    fields.extend(links.map(|(field, _, _, found)| (field, link(found))));
    let estimate = step.duration.map(|minutes| Estimate {
        low: minutes.low.into(),
        likely: minutes.likely.into(),
        high: minutes.high.into(),
    });
    let known = |known: Option<Value>| known.map_or_else(Text::null, |known| value(&known));
    fields.extend([
        ("answers", answers(&step.answers)),
        ("start_after", known(step.start_after.map(Into::into))),
        (
            "start_at",
            step.start_at.map_or_else(Text::null, instant_text),
        ),
        ("duration", estimate.as_ref().map_or_else(Text::null, value)),
        ("heading", known(step.heading.map(Into::into))),
        ("ticked", known(step.done.map(Into::into))),
    ]);
    fields
}

// What can be decided, in the order in which it was written.
fn answers(answers: &[String]) -> Text {
    entry::words(Type::Ordered, answers.iter().map(String::as_str)).unwrap_or_else(|_| Text::null())
}

/// The flags of a step.
pub fn flags(step: &StepDraft) -> [(&'static str, bool); 2] {
    [
        ("evidence_required", step.evidence_required),
        ("irreversible", step.irreversible),
    ]
}

/// The steps that come first, by the ids that the names in the text became; null where the step
/// before it does.
pub fn predecessors(step: &StepDraft, known: &BTreeMap<&str, Id>) -> Text {
    let Some(after) = &step.after else {
        return Text::null();
    };
    if *after == [BESIDE] {
        return value(after);
    }
    let after = after.iter().filter_map(|name| known.get(name.as_str()));
    value(&after.map(ToString::to_string).into_set())
}
