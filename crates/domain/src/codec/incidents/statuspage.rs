//! Incidents of status pages (Atlassian Statuspage, JSON).

use super::draft::{Draft, label, prune, take, take_time};
use crate::codec::advisory::{list, text_at};
use crate::value::instant_text;
use holdfast_ledger::Text;
use holdfast_ledger::file::{Incoming, Loose};
use holdfast_ledger::sort::Arrange;
use serde_json::{Map, Value};

/// Whether an entry is one of a status page.
pub fn is_one(entry: &Map<String, Value>) -> bool {
    let has = |key: &str| entry.contains_key(key);
    has("name") && (has("incident_updates") || has("impact"))
}

/// Whether an entry announces work and is no incident.
pub fn is_maintenance(entry: &Map<String, Value>) -> bool {
    entry.get("scheduled_for").is_some_and(|at| !at.is_null())
        || entry
            .get("impact")
            .is_some_and(|impact| impact == "maintenance")
}

/// What the words of a status page mean here.
fn state(status: &str) -> Option<&'static str> {
    match status {
        "investigating" | "identified" | "monitoring" => Some("in_progress"),
        "resolved" | "postmortem" => Some("resolved"),
        _ => None,
    }
}

/// Reads an incident. None where it has no name of its own.
///
/// # Errors
/// When a text of it is too long.
pub fn read(
    entry: &Map<String, Value>,
    page: Option<&Value>,
    incoming: &mut Incoming,
) -> Result<Option<Loose>, String> {
    let mut rest = entry.clone();
    let whole = Text::of(entry)?;
    let title = take(&mut rest, "name").unwrap_or_default();
    let mut began = ["started_at", "created_at"].iter();
    let began = began.find_map(|key| entry.get(*key)?.as_str());
    let own = entry.get("id").and_then(Value::as_str).map(str::trim);
    let own = own.filter(|id| !id.is_empty()).map(str::to_owned);
    let own = own.or_else(|| Some(format!("{title}\n{}", began?)));
    let Some(own) = own.filter(|_| !title.is_empty()) else {
        return Ok(None);
    };
    let mut draft = Draft::new("statuspage", &own);
    draft.text("title", &title);
    let reference = take(&mut rest, "shortlink").or_else(|| take(&mut rest, "id"));
    draft.text("reference", &reference.unwrap_or_default());
    let status = take(&mut rest, "status").unwrap_or_default();
    let known = state(&status);
    draft.text("state", known.unwrap_or_default());
    if known != Some(status.as_str()) {
        rest.insert("status".to_owned(), status.into());
    }
    let occurred = take_time(&mut rest, "started_at");
    let times = [
        ("occurred", occurred),
        ("detected", take_time(&mut rest, "created_at")),
        ("mitigated", take_time(&mut rest, "monitoring_at")),
        ("resolved", take_time(&mut rest, "resolved_at")),
    ];
    for (field, at) in times {
        if let Some(at) = at {
            draft.time(field, at);
        }
    }
    let summary = take(&mut rest, "postmortem_body");
    draft.text("summary", &summary.unwrap_or_default());
    let window = (occurred.or(times[1].1), times[3].1);
    hit(entry, window, &mut draft);
    updates(&mut rest, &mut draft);
    prune(&mut rest);
    if let Some(page) = page {
        rest.insert("page".to_owned(), page.clone());
    }
    draft
        .finish(rest, whole.as_str().as_bytes(), incoming)
        .map(Some)
}

// How hard it hit, and for how long: the impact stays among what the source says, since ours has other steps.
fn hit(entry: &Map<String, Value>, (from, to): (Option<i64>, Option<i64>), draft: &mut Draft) {
    let impact = entry.get("impact").and_then(Value::as_str);
    let (level, kind) = match impact.unwrap_or_default() {
        "critical" => ("high", "outage"),
        "major" => ("medium", "degraded"),
        "minor" => ("low", "degraded"),
        _ => return,
    };
    let mut rating = Map::new();
    rating.insert("impact".to_owned(), level.into());
    draft.group("rating", &rating);
    let Some(from) = from else {
        return;
    };
    let whole = Value::Object(entry.clone());
    let names = list(&whole, "components").iter();
    let names = names.filter_map(|component| text_at(component, &["name"]));
    draft.outages(names.collect(), kind, (from, to));
}

// Updates come the newest first. What of them has no field stays among what the source says.
fn updates(rest: &mut Map<String, Value>, draft: &mut Draft) {
    let Some(Value::Array(updates)) = rest.remove("incident_updates") else {
        return;
    };
    let mut said: Vec<(Option<i64>, usize, Map<String, Value>)> = Vec::new();
    let mut others = Vec::new();
    for (n, update) in updates.into_iter().rev().enumerate() {
        match update {
            Value::Object(mut update) => {
                let shown = update.get("display_at").and_then(Value::as_str);
                if shown.is_some() && shown == update.get("created_at").and_then(Value::as_str) {
                    update.remove("created_at");
                }
                let at = take_time(&mut update, "display_at");
                let at = at.or_else(|| take_time(&mut update, "created_at"));
                said.push((at, n, update));
            }
            other => others.push(other),
        }
    }
    said.arrange_by_key(|(at, n, _)| (at.unwrap_or(i64::MAX), *n));
    let mut before = "new";
    for (at, _, mut update) in said {
        let status = take(&mut update, "status").unwrap_or_default();
        let body = take(&mut update, "body").unwrap_or_default();
        let now = state(&status).unwrap_or(before);
        let mut fields = Vec::new();
        fields.extend(at.map(|at| ("at", instant_text(at))));
        if now == before {
            fields.push(("what", Text::string("note")));
        } else {
            fields.push(("what", Text::string("state")));
            fields.push(("from", Text::string(before)));
            fields.push(("to", Text::string(now)));
        }
        before = now;
        let words = if status.is_empty() {
            body
        } else {
            format!("**{}**: {body}", label(&status))
        };
        fields.push(("text", Text::string(words.trim())));
        let own = update.get("id").and_then(Value::as_str).unwrap_or_default();
        let name = if own.is_empty() {
            format!("{}\n{status}", at.unwrap_or_default())
        } else {
            own.to_owned()
        };
        draft.item("timeline", &name, &fields);
        update.remove("incident_id");
        prune(&mut update);
        if !update.is_empty() {
            others.push(Value::Object(update));
        }
    }
    if !others.is_empty() {
        rest.insert("incident_updates".to_owned(), Value::Array(others));
    }
}
