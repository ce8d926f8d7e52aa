//! The draft that a record makes.

use holdfast_ledger::record::Item;
use holdfast_ledger::{Path, Record, Text};
use serde_json::Value;

use super::super::draft::{
    Command, MAX_DEPTH, Minutes, Note, Only, RunbookDraft, Source, StepDraft, StepKind, Unmapped,
    VariableDraft,
};
use super::super::facts::chosen;
use super::super::front_matter::Interval;
use super::super::tree::Forest;
use crate::rooms::runbooks::steps::{PREDECESSORS, STEPS};
use crate::rooms::runbooks::variables::VARIABLES;
use crate::rooms::runbooks::{RECOVERY, USES};
use crate::rooms::scenarios::SCENARIOS;
use crate::value::{self, Estimate};
use crate::view::View;

/// The draft that a record makes, in normal form. Minutes are rounded to whole ones.
pub fn draft(record: &Record, view: &View<'_>) -> RunbookDraft {
    let text = |field| record.text(field).into_owned();
    let title_of = |field| {
        view.linked(record.value(Path::of(field)))
            .map(|r| r.text("title"))
    };
    let source: Option<Value> = record.get("source");
    let front_matter = source.and_then(|source| Some(source["front_matter"].as_str()?.to_owned()));
    let scenario = SCENARIOS
        .iter()
        .find(|choice| choice.key == record.text("scenario"));
    let note = Note {
        text: text("notes"),
        source: Source::default(),
    };
    let left = Unmapped {
        text: text("unmapped"),
        reason: "What the imported file said that fits no field.".to_owned(),
        source: Source::default(),
    };
    let mut draft = RunbookDraft {
        id: Some(record.id.to_string()),
        title: text("title"),
        purpose: text("purpose"),
        trigger: text("trigger"),
        scenario: scenario
            .map(|choice| choice.label.to_owned())
            .unwrap_or_default(),
        preconditions: text("preconditions"),
        owner: title_of("owner").unwrap_or_default().into_owned(),
        services: titles(record.value(Path::of("services")), view),
        used: chosen(USES, &record.text("use"))
            .filter(|used| *used != "runbook")
            .unwrap_or_default(),
        tags: record.get("tags").unwrap_or_default(),
        last_reviewed: crate::value::date(record.value(Path::of("reviewed"))),
        review_interval: interval(&record.text("review_every")),
        front_matter: front_matter.unwrap_or_default(),
        variables: record.items(VARIABLES).iter().map(variable).collect(),
        notes: vec![note],
        steps: tree(&record.items(STEPS), view),
        unmapped: vec![left],
    };
    draft.normalise();
    draft
}

/// The titles of linked records.
fn titles(links: Option<&Text>, view: &View<'_>) -> Vec<String> {
    let ids: Vec<String> = links.and_then(Text::get).unwrap_or_default();
    let linked = ids
        .iter()
        .filter_map(|id| view.linked(Some(&Text::string(id))));
    linked
        .map(|record| record.text("title").into_owned())
        .collect()
}

fn interval(key: &str) -> Option<Interval> {
    Interval::parse(&format!("{} months", key.strip_suffix('m')?))
}

fn variable(item: &Item<'_>) -> VariableDraft {
    let text = |field| item.text(field).into_owned();
    VariableDraft {
        name: text("name"),
        description: text("description"),
        default: text("default"),
        pattern: text("pattern"),
        secret: item.get("secret").unwrap_or(false),
    }
}

/// The items as a tree. What is nested deeper than a text may be stands at the deepest level.
fn tree(items: &[Item<'_>], view: &View<'_>) -> Vec<StepDraft> {
    let mut forest = Forest::new();
    for item in items {
        let depth = item.depth.min(MAX_DEPTH - 1);
        forest.push(None, depth, depth + 1, step(item, view));
    }
    forest.finish()
}

fn step(item: &Item<'_>, view: &View<'_>) -> StepDraft {
    let text = |field| item.text(field).into_owned();
    let title_of = |field| {
        let linked = view.linked(item.value(field));
        linked
            .map(|record| record.text("title").into_owned())
            .unwrap_or_default()
    };
    let command = Command {
        text: text("command"),
        info: text("language"),
    };
    StepDraft {
        id: Some(item.id.to_string()),
        kind: StepKind::from_word(&item.text("kind")).unwrap_or_default(),
        title: text("title"),
        heading: item.get("heading"),
        instructions: text("instructions"),
        command: (!command.text.is_empty()).then_some(command),
        expected: text("expected"),
        rollback: text("rollback"),
        role: title_of("role"),
        runbook: title_of("runbook"),
        after: item.get(PREDECESSORS),
        start_after: item.get("start_after").map(whole),
        start_at: value::instant(item.value("start_at")),
        answers: item.get("answers").unwrap_or_default(),
        when: text("when"),
        service: title_of("service"),
        recovery: chosen(RECOVERY, &text("recovery")).unwrap_or_default(),
        audience: text("audience"),
        channel: text("channel"),
        message: text("message"),
        captures: text("captures"),
        duration: item.get::<Estimate>("duration").map(minutes),
        evidence_required: item.get("evidence_required").unwrap_or(false),
        irreversible: item.get("irreversible").unwrap_or(false),
        only: match &*item.text("only") {
            "exercise" => Only::Exercise,
            "actual" => Only::Actual,
            _ => Only::Always,
        },
        done: item.get("ticked"),
        source: Source::default(),
        children: Vec::new(),
    }
}

fn whole(minutes: f64) -> u32 {
    minutes.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

fn minutes(estimate: Estimate) -> Minutes {
    Minutes::sorted(
        whole(estimate.low),
        whole(estimate.likely),
        whole(estimate.high),
    )
}
