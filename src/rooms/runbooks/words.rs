//! What a step says, on screen and on paper.

use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::ui::markdown::{code_block, markdown, wrapped_block};
use holdfast_domain::rooms::runbooks::disputed;
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::variables;
use holdfast_domain::rooms::runbooks::{STEP_FIELDS, STEP_KINDS};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use std::collections::BTreeMap;

/// What a step says, with variables filled in.
#[derive(Clone, PartialEq, Default)]
pub struct Words {
    /// What to do, in Markdown.
    pub instructions: String,
    /// What to copy and run.
    pub command: String,
    /// Its language.
    pub language: String,
    /// What should be seen afterwards.
    pub expected: String,
    /// How to take it back.
    pub rollback: String,
    /// The name of the role that does it.
    pub role: String,
    /// The name of its kind, where that says more than that there is something to do.
    pub kind: String,
    /// What it says in short lines, each with its label: for whom, when, what is reached.
    pub facts: Vec<(&'static str, String)>,
    /// What people are told, to copy and send.
    pub message: String,
    /// The runbook to work through.
    pub runbook: Option<Id>,
    /// Whether there is no way back after it.
    pub irreversible: bool,
    /// Whether evidence has to be kept.
    pub evidence: bool,
    /// What people dispute of it, beside what it says.
    pub disputed: String,
    /// The variables in it that nobody gave a value in this run.
    pub missing: Vec<String>,
}

/// The fields that are said in a line with their label.
const FACTS: [&str; 10] = [
    "when",
    "answers",
    "service",
    "recovery",
    "audience",
    "channel",
    "start_after",
    "start_at",
    "captures",
    "only",
];

impl Words {
    /// What a step of a runbook or a run says.
    pub fn of(
        record: &Record,
        step: Id,
        values: &BTreeMap<String, String>,
        view: &View<'_>,
    ) -> Self {
        let value_of = |field: &'static str| record.value(Path::item(STEPS, step, Key::new(field)));
        let text = |field| {
            value_of(field)
                .map(|text| text.plain().into_owned())
                .unwrap_or_default()
        };
        let filled = |field| variables::fill(&text(field), values);
        let flag = |field| value_of(field).and_then(Text::get) == Some(true);
        let kind = text("kind");
        let fact = |key: &&str| {
            let field = STEP_FIELDS.iter().find(|field| field.key == *key)?;
            let said = value::show(field, value_of(field.key), view);
            (!said.is_empty()).then(|| (field.label, variables::fill(&said, values)))
        };
        Self {
            facts: FACTS.iter().filter_map(fact).collect(),
            message: filled("message"),
            instructions: filled("instructions"),
            command: filled("command"),
            // The rest of a fence's info string is for tools.
            language: text("language")
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned(),
            expected: filled("expected"),
            rollback: filled("rollback"),
            role: view
                .linked(value_of("role"))
                .map(|role| role.text("title").into_owned())
                .unwrap_or_default(),
            kind: if matches!(&*kind, "" | "task" | "section") {
                String::new()
            } else {
                kind_label(&kind)
            },
            runbook: view.linked(value_of("runbook")).map(|runbook| runbook.id),
            irreversible: flag("irreversible"),
            evidence: flag("evidence_required"),
            disputed: disputed::of_step(record, step, view),
            missing: variables::missing(record, step),
        }
    }
}

/// What a kind of step is called.
fn kind_label(key: &str) -> String {
    let known = STEP_KINDS.iter().find(|choice| choice.key == key);
    known.map_or_else(|| key.to_owned(), |choice| choice.label.to_owned())
}

/// The name of a kind's icon.
pub fn kind_icon(key: &str) -> &'static str {
    match key {
        "section" => "section",
        "command" => "command",
        "decision" => "decision",
        "approval" => "approval",
        "validation" => "validation",
        "communication" => "communication",
        "wait" => "wait",
        "milestone" => "milestone",
        "runbook" => "sub-runbook",
        _ => "task",
    }
}

/// All that a step says beside its title.
pub fn body(words: &Words) -> AnyView {
    let badge = |text: String| view! { <span class="badge">{text}</span> };
    let kind = (!words.kind.is_empty()).then(|| badge(words.kind.clone()));
    let evidence = words
        .evidence
        .then(|| badge("Evidence required".to_owned()));
    let role = (!words.role.is_empty())
        .then(|| view! { <span>{icon("role")}" "{words.role.clone()}</span> });
    let facts = (kind.is_some() || evidence.is_some() || role.is_some())
        .then(|| view! { <p class="btns">{role}{kind}{evidence}</p> });
    let no_return = words.irreversible.then(|| {
        view! { <div class="callout tone-high"><p><b>"Point of no return."</b>" After this step there is no way back."</p></div> }
    });
    let runbook = words.runbook.map(|runbook| {
        let href = Route::to(Page::Record("runbooks", runbook)).href();
        view! { <p><a href=href>"Open the runbook to work through here"</a></p> }
    });
    let fact =
        |(label, said): &(&'static str, String)| view! { <dt>{*label}</dt><dd>{said.clone()}</dd> };
    let more = (!words.facts.is_empty()).then(|| {
        view! { <dl class="facts">{words.facts.iter().map(fact).collect_view()}</dl> }
    });
    let message = (!words.message.is_empty()).then(|| wrapped_block(&words.message, "Message"));
    let instructions = (!words.instructions.is_empty()).then(|| markdown(&words.instructions));
    let command = (!words.command.is_empty()).then(|| code_block(&words.command, &words.language));
    let disputed = (!words.disputed.is_empty()).then(|| {
        view! { <div class="callout tone-high"><p><b>"Disputed, not decided. "</b>{words.disputed.clone()}</p></div> }
    });
    view! { {disputed}{facts}{no_return}{more}{instructions}{runbook}{no_value(&words.missing)}{message}{command}{after(words)} }.into_any()
}

/// Says which variables have no value yet, if any.
pub fn no_value(names: &[String]) -> AnyView {
    let shown = (!names.is_empty()).then(|| {
        let text = format!("No value yet: {}", names.join(", "));
        view! { <p class="status tone-warn missing">{text}</p> }
    });
    view! { {shown} }.into_any()
}

fn after(words: &Words) -> AnyView {
    let expected = (!words.expected.is_empty()).then(|| {
        view! { <figure class="codeblock wraps"><figcaption>"Expected"</figcaption><pre tabindex="0">{words.expected.clone()}</pre></figure> }
    });
    let rollback = (!words.rollback.is_empty()).then(|| {
        view! { <div class="callout tone-mute"><div><p><b>"How to take it back"</b></p>{markdown(&words.rollback)}</div></div> }
    });
    view! { {expected}{rollback} }.into_any()
}
