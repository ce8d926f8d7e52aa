//! Reports of one record: the documents that its own page has.

use super::{Asked, Document};
use crate::codec::markdown;
use crate::rooms::exercises::after_action as exercise;
use crate::rooms::incidents::review as incident;
use crate::rooms::plans::document;
use crate::rooms::runbooks::evidence::record_markdown;
use crate::rooms::runbooks::tag::{approval_in_words, version_in_words};
use crate::value::instant;
use crate::view::View;
use holdfast_ledger::{Path, Record};

fn version(record: &Record) -> String {
    format!(
        "{} · {}",
        version_in_words(record),
        approval_in_words(record)
    )
}

// Of what has no versions it is said as of when it is told.
fn as_of(asked: &Asked<'_>, view: &View<'_>) -> String {
    format!("As of {}", (asked.said)(view.now()))
}

// What the file of a record is called: its code where it has one.
fn file(record: &Record, view: &View<'_>) -> String {
    match view.code(record) {
        code if code.is_empty() => record.kind.as_str().to_owned(),
        code => code,
    }
}

/// The document of a plan.
pub fn plan(asked: &Asked<'_>, view: &View<'_>) -> Option<Document> {
    let plan = asked.record?;
    let text = document::whole(plan, view);
    let document = Document::of(view.name(plan), text, version(plan), file(plan, view));
    Some(document.without_head())
}

/// A runbook.
pub fn runbook(asked: &Asked<'_>, view: &View<'_>) -> Option<Document> {
    let runbook = asked.record?;
    let text = markdown::write(&markdown::records::draft(runbook, view));
    Some(Document::of(
        view.name(runbook),
        text,
        version(runbook),
        file(runbook, view),
    ))
}

/// The record of a run.
pub fn run(asked: &Asked<'_>, view: &View<'_>) -> Option<Document> {
    let run = asked.record?;
    let text = record_markdown(run, view);
    let began = instant(run.value(Path::of("started"))).map(asked.said);
    let standing = format!(
        "{}{}",
        began.map_or_else(String::new, |at| format!("Began {at} · ")),
        as_of(asked, view)
    );
    Some(Document::of(
        view.name(run),
        text,
        standing,
        file(run, view),
    ))
}

/// The review of an incident.
pub fn review(asked: &Asked<'_>, view: &View<'_>) -> Option<Document> {
    let record = asked.record?;
    let text = incident::markdown(record, view, asked.said);
    let name = format!("{}-review", file(record, view));
    Some(Document::of(
        view.name(record),
        text,
        as_of(asked, view),
        name,
    ))
}

/// The after-action report of an exercise.
pub fn after_action(asked: &Asked<'_>, view: &View<'_>) -> Option<Document> {
    let record = asked.record?;
    let text = exercise::markdown(record, view, asked.said);
    let name = format!("{}-after-action", file(record, view));
    Some(Document::of(
        view.name(record),
        text,
        as_of(asked, view),
        name,
    ))
}
