//! What people are told while it lasts: templates, filled in; and when the next message is promised.

use super::describe::{AUDIENCES, STAGES};
use super::rules::is_open;
use super::times::time;
use super::{MESSAGE_TEMPLATE, STATES};
use crate::describe::Choice;
use crate::value::{instant, moment};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Key, Record};

/// Minutes until the next message where a template does not say.
const NEXT_MINUTES: f64 = 60.0;

/// A message to be sent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// What it is called.
    pub name: String,
    /// The key of its stage.
    pub stage: String,
    /// The key of its audience.
    pub audience: String,
    /// How it is sent.
    pub channel: String,
    /// What it says, with names in braces.
    pub text: String,
    /// Minutes until the next message is promised; none after the last one.
    pub minutes: Option<f64>,
}

/// Those that are there where nobody wrote any: stage, audience, text.
const PLAIN: [(&str, &str, &str); 6] = [
    (
        "first",
        "internal",
        "{{code}} {{title}}\n\nHit: {{services}}. Since: {{since}}. We are on it.\n\nNext message: {{next_update}}.",
    ),
    (
        "update",
        "internal",
        "{{code}} {{title}}\n\nStill hit: {{services}}. State: {{state}}.\n\n{{workaround}}\n\nNext message: {{next_update}}.",
    ),
    (
        "resolved",
        "internal",
        "{{code}} {{title}} is resolved.\n\n{{resolution}}",
    ),
    (
        "first",
        "customers",
        "Since {{since}} there is a disruption of {{services}}. We are working on it, and will tell you more by \
         {{next_update}}.",
    ),
    (
        "update",
        "customers",
        "The disruption of {{services}} goes on. {{workaround}}\n\nWe will tell you more by {{next_update}}.",
    ),
    (
        "resolved",
        "customers",
        "{{services}}: back to normal. We apologise for the disruption.",
    ),
];

/// The templates of a workspace; plain ones for what it has none for.
pub fn templates(view: &View<'_>) -> Vec<Template> {
    let own = view.live(MESSAGE_TEMPLATE.id).map(|record| Template {
        name: record.text("title").into_owned(),
        stage: chosen(record, "stage", "update"),
        audience: chosen(record, "audience", "internal"),
        channel: record.text("channel").into_owned(),
        text: record.text("text").into_owned(),
        minutes: record.get::<f64>("minutes"),
    });
    let mut all: Vec<Template> = own.collect();
    for (stage, audience, text) in PLAIN {
        if all
            .iter()
            .any(|known| known.stage == stage && known.audience == audience)
        {
            continue;
        }
        all.push(Template {
            name: format!(
                "{}, {}",
                label(STAGES, stage),
                label(AUDIENCES, audience).to_lowercase()
            ),
            stage: stage.to_owned(),
            audience: audience.to_owned(),
            text: text.to_owned(),
            minutes: (stage != "resolved").then_some(NEXT_MINUTES),
            ..Template::default()
        });
    }
    let place = |template: &Template| {
        let place = |choices: &[Choice], key: &str| choices.iter().position(|c| c.key == key);
        (
            place(AUDIENCES, &template.audience),
            place(STAGES, &template.stage),
        )
    };
    all.arrange_by_key(place);
    all
}

fn chosen(record: &Record, field: &'static str, usual: &str) -> String {
    match &*record.text(field) {
        "" => usual.to_owned(),
        key => key.to_owned(),
    }
}

fn label(choices: &'static [Choice], key: &str) -> &'static str {
    choices
        .iter()
        .find(|choice| choice.key == key)
        .map_or("", |choice| choice.label)
}

/// A template filled in for an incident; `next` is the moment for which the next message is promised.
/// Names that are not known stay as they are, so that somebody sees them.
pub fn filled(template: &str, incident: &Record, next: Option<i64>, view: &View<'_>) -> String {
    let services = names(incident, view);
    let since = time(incident, "occurred").or_else(|| time(incident, "detected"));
    let said = |at: Option<i64>| at.map_or_else(|| "(not known)".to_owned(), |at| moment(at, view));
    let state = label(STATES, &super::rules::state(incident));
    let values = [
        ("title", incident.text("title").into_owned()),
        ("code", view.code(incident)),
        ("services", services),
        ("state", state.to_owned()),
        ("since", said(since)),
        ("next_update", said(next)),
        ("workaround", incident.text("workaround").into_owned()),
        ("resolution", incident.text("resolution").into_owned()),
    ];
    let mut text = template.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{{{name}}}}}"), &value);
    }
    // A part that is empty leaves no hole.
    while text.contains("\n\n\n") {
        text = text.replace("\n\n\n", "\n\n");
    }
    text.trim().to_owned()
}

fn names(incident: &Record, view: &View<'_>) -> String {
    let ids: Vec<String> = incident.get("services").unwrap_or_default();
    let records = ids.iter().filter_map(|id| view.there(id.parse().ok()?));
    let names: Vec<String> = records
        .map(|service| service.text("title").into_owned())
        .collect();
    if names.is_empty() {
        "our services".to_owned()
    } else {
        names.join(", ")
    }
}

/// When the next message is promised, audience by audience: the promise of the last message to each, in
/// milliseconds since 1970. None once the incident is over.
pub fn promised(incident: &Record) -> Vec<(&'static Choice, i64)> {
    if !is_open(incident) {
        return Vec::new();
    }
    let messages = incident.items(Key::new("messages"));
    let of = |audience: &'static Choice| {
        let own = messages
            .iter()
            .filter(|message| match &*message.text("audience") {
                "" => audience.key == "internal",
                key => key == audience.key,
            });
        let last = own.max_by_key(|message| (instant(message.value("at")), message.id))?;
        Some((audience, instant(last.value("next_update"))?))
    };
    AUDIENCES.iter().filter_map(of).collect()
}

/// The next message that is due, if one is promised.
pub fn next_update(incident: &Record) -> Option<(&'static Choice, i64)> {
    promised(incident).into_iter().min_by_key(|(_, at)| *at)
}
