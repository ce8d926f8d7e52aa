//! An incident in one line: what, where, how bad. Everything else later.

use super::{INCIDENT, LEVELS, OUTAGES};
use crate::ask::Answers;
use crate::describe::{Field, Type, field};
use crate::rooms::runbooks::RUNBOOK;
use crate::value::{instant, instant_text};
use crate::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text, place};

/// What is asked: a title is enough.
pub static ASKS: &[Field] = &[
    field("title", "What happens", Type::Line),
    field("service", "Service", Type::Link(&["service"])).help("What is hit."),
    field("how", "The service is", Type::Choice(OUTAGES))
        .help("Nothing chosen: not hit, or nobody knows yet."),
    field("impact", "Impact", Type::Choice(LEVELS))
        .help("Urgency counts as the same until somebody says otherwise."),
    field("occurred", "Since when", Type::Instant)
        .help("Empty: nobody knows. It counts as detected now."),
];

/// What is known at once.
#[derive(Clone, Debug, Default)]
pub struct Quick {
    /// What happens, in a few words.
    pub title: String,
    /// What is hit.
    pub service: Option<Id>,
    /// The key of the impact: high, medium or low; empty where nobody can tell yet.
    pub impact: String,
    /// Whether the service is down or degraded; empty for neither.
    pub how: String,
    /// When it began, in milliseconds since 1970, if that is known.
    pub occurred: Option<i64>,
}

impl Quick {
    /// What was answered.
    pub fn of(answers: &Answers) -> Self {
        let said = |key| {
            answers
                .get(key)
                .map(|text: &Text| text.plain().into_owned())
        };
        Self {
            title: said("title").unwrap_or_default(),
            service: said("service").and_then(|id| id.parse().ok()),
            impact: said("impact").unwrap_or_default(),
            how: said("how").unwrap_or_default(),
            occurred: instant(answers.get("occurred")),
        }
    }
}

/// The edits that fill a new incident; it was detected now.
///
/// # Errors
/// What is missing.
pub fn edits(
    record: Id,
    quick: &Quick,
    view: &View<'_>,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Vec<Edit>, String> {
    let title = quick.title.trim();
    if title.is_empty() {
        return Err("Write a few words to know it by.".to_owned());
    }
    if quick.occurred.is_some_and(|at| at > view.now()) {
        return Err("It cannot begin in the future.".to_owned());
    }
    let edit = |path, value| Edit {
        record,
        kind: INCIDENT.key(),
        path,
        value,
    };
    let mut edits = vec![
        edit(Path::of("title"), Text::string(title)),
        edit(Path::of("detected"), instant_text(view.now())),
    ];
    if let Some(me) = view.user_id {
        edits.push(edit(Path::of("reporter"), Text::string(&me.to_string())));
    }
    if let Some(occurred) = quick.occurred {
        edits.push(edit(Path::of("occurred"), instant_text(occurred)));
    }
    if !quick.impact.is_empty() {
        // Until somebody judges otherwise it is as urgent as it is bad.
        let rating = serde_json::json!({"impact": quick.impact, "urgency": quick.impact});
        edits.push(edit(Path::of("rating"), Text::of(&rating)?));
    }
    let Some(service) = quick.service else {
        return Ok(edits);
    };
    edits.push(edit(
        Path::of("services"),
        Text::of(&[service.to_string()])?,
    ));
    if !quick.how.is_empty() {
        let item = mint();
        let at = |field| Path::item(Key::new("outages"), item, field);
        let first = Place {
            key: place::between(None, None, item),
            under: None,
        };
        let from = quick.occurred.unwrap_or(view.now());
        edits.push(edit(at(PLACE), first.to_text()));
        edits.push(edit(
            at(Key::new("service")),
            Text::string(&service.to_string()),
        ));
        edits.push(edit(at(Key::new("kind")), Text::string(&quick.how)));
        edits.push(edit(at(Key::new("from")), instant_text(from)));
    }
    Ok(edits)
}

/// Approved runbooks that fit what is hit: those for most of the services first, those for the scenario before
/// others.
pub fn runbooks<'v>(services: &[String], scenario: &str, view: &View<'v>) -> Vec<&'v Record> {
    let mut found = Vec::new();
    for runbook in view.live(RUNBOOK.id) {
        if matches!(&*runbook.text("status"), "superseded")
            || matches!(&*runbook.text("use"), "template" | "snippet")
        {
            continue;
        }
        let own: Vec<String> = runbook.get("services").unwrap_or_default();
        let common = own.iter().filter(|id| services.contains(id)).count();
        let fits = !scenario.is_empty() && runbook.text("scenario") == scenario;
        if common > 0 || fits {
            let approved = runbook.text("status") == "approved";
            found.push(((common, fits, approved), runbook));
        }
    }
    found.arrange_by_key(|(fit, runbook)| (std::cmp::Reverse(*fit), runbook.id));
    found.into_iter().map(|(_, runbook)| runbook).collect()
}
