//! A drafted drill as edits of a new exercise.

use super::{Draft, Request};
use crate::ask::Answers;
use crate::rooms::exercises::EXERCISE;
use crate::rooms::exercises::injects::asked;
use crate::value::instant_text;
use crate::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Edit, Id, Record, Text};

/// The edits that fill a new exercise with a draft.
///
/// # Errors
/// When a value cannot be written.
pub fn edits(
    record: Id,
    request: &Request,
    draft: &Draft,
    view: View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let (empty, answers) = (Record::new(record, EXERCISE.key()), Answers::new());
    let mut ask = asked(&empty, view, &answers, mint);
    let ids = |ids: &[Id]| Text::of(&ids.iter().map(ToString::to_string).collect::<Vec<_>>());
    let mut edits = vec![
        ask.set("type", Text::string("tabletop")),
        ask.set("services", ids(&draft.services)?),
    ];
    let texts = [
        ("title", &draft.title),
        ("story", &draft.story),
        ("scope", &draft.scope),
        ("scenario", &request.scenario),
    ];
    let texts = texts.into_iter().filter(|(_, text)| !text.is_empty());
    edits.extend(texts.map(|(field, text)| ask.set(field, Text::string(text))));
    let from = |risk: &Id| {
        let to = ("to", Text::string(&risk.to_string()));
        vec![to, ("how", Text::string("made from"))]
    };
    edits.extend(ask.add_all("links", request.risks.iter().map(from).collect()));
    if let Some(runbook) = request.runbook {
        edits.push(ask.set("runbooks", ids(&[runbook])?));
    }
    if let Some(from) = request.from {
        let length = draft.injects.last().map_or(0.0, |last| last.offset);
        let to = from.saturating_add((length * 60_000.0) as i64);
        edits.push(ask.set("from", instant_text(from)));
        edits.push(ask.set("to", instant_text(to)));
    }
    let aims = draft.objectives.iter().map(|aim| {
        let service = aim.service;
        let service = service.map(|id| ("service", Text::string(&id.to_string())));
        let title = ("title", Text::string(&aim.title));
        [title].into_iter().chain(service).collect()
    });
    let aims = ask.add_all("objectives", aims.collect());
    let added = aims.iter().filter(|edit| edit.path.field == PLACE);
    let ids: Vec<Id> = added.map(|edit| edit.path.item).collect();
    edits.extend(aims);
    let mut injects = Vec::new();
    for event in &draft.injects {
        let mut fields = vec![("offset", Text::of(&event.offset)?)];
        let texts = [
            ("title", &event.title),
            ("from", &event.from),
            ("to", &event.to),
            ("channel", &event.channel),
            ("text", &event.text),
            ("expected", &event.expected),
        ];
        fields.extend(texts.map(|(field, text)| (field, Text::string(text))));
        let aim = ids.get(event.objective);
        fields.extend(aim.map(|aim| ("objective", Text::string(&aim.to_string()))));
        injects.push(fields);
    }
    edits.extend(ask.add_all("injects", injects));
    Ok(edits)
}
