//! Incidents of `PagerDuty` (REST API, JSON).

use super::draft::{Draft, moment, prune, take, take_time};
use crate::codec::advisory::{list, text_at};
use crate::value::instant_text;
use holdfast_ledger::Text;
use holdfast_ledger::file::{Incoming, Loose};
use holdfast_ledger::sort::Arrange;
use serde_json::{Map, Value};

/// Whether an entry is one of `PagerDuty`.
pub fn is_one(entry: &Map<String, Value>) -> bool {
    let has = |key: &str| entry.contains_key(key);
    has("incident_number") && (has("urgency") || has("status"))
}

/// Reads an incident. None where it has no id.
///
/// # Errors
/// When a text of it is too long.
pub fn read(entry: &Map<String, Value>, incoming: &mut Incoming) -> Result<Option<Loose>, String> {
    let mut rest = entry.clone();
    let whole = Text::of(entry)?;
    let number = entry
        .get("incident_number")
        .map(|number| match number.as_str() {
            Some(number) => number.trim().to_owned(),
            None => number.to_string(),
        });
    let Some(id) = take(&mut rest, "id").or(number) else {
        return Ok(None);
    };
    let mut draft = Draft::new("pagerduty", &id);
    let title = take(&mut rest, "title").or_else(|| take(&mut rest, "summary"));
    draft.text("title", title.as_deref().unwrap_or(&id));
    let address = take(&mut rest, "html_url");
    if address.is_some() {
        rest.insert("id".to_owned(), id.clone().into());
    }
    draft.text("reference", address.as_deref().unwrap_or(&id));
    draft.text(
        "description",
        &take(&mut rest, "description")
            .filter(|said| Some(said) != title.as_ref())
            .unwrap_or_default(),
    );
    if let Some(urgency @ ("high" | "low")) = entry.get("urgency").and_then(Value::as_str) {
        rest.remove("urgency");
        let mut rating = Map::new();
        rating.insert("urgency".to_owned(), urgency.into());
        draft.group("rating", &rating);
    }
    let detected = take_time(&mut rest, "created_at");
    if let Some(at) = detected {
        draft.time("detected", at);
    }
    let first = acknowledged(&mut rest, &mut draft);
    state(&mut rest, first, &mut draft);
    prune(&mut rest);
    draft
        .finish(rest, whole.as_str().as_bytes(), incoming)
        .map(Some)
}

// Who took it on, and when first.
fn acknowledged(rest: &mut Map<String, Value>, draft: &mut Draft) -> Option<i64> {
    let all = Value::Object(rest.clone());
    let read = |one: &Value| {
        let at = moment(text_at(one, &["at"])?)?;
        let by = text_at(one, &["acknowledger", "summary"]).unwrap_or_default();
        Some((at, by.to_owned()))
    };
    let mut said: Vec<(i64, String)> = list(&all, "acknowledgements")
        .iter()
        .filter_map(read)
        .collect();
    said.arrange();
    for (at, by) in &said {
        let mut fields = vec![
            ("at", instant_text(*at)),
            ("what", Text::string("action")),
            ("text", Text::string("Acknowledged")),
        ];
        if !by.is_empty() {
            fields.push(("by", Text::string(by)));
        }
        draft.item("timeline", &format!("acknowledged\n{at}\n{by}"), &fields);
    }
    let first = said.first().map(|(at, _)| *at)?;
    draft.time("acknowledged", first);
    Some(first)
}

// The state, and the time at which it came if that is not said elsewhere.
fn state(rest: &mut Map<String, Value>, acknowledged: Option<i64>, draft: &mut Draft) {
    let status = rest.get("status").and_then(Value::as_str);
    let (state, field) = match status.unwrap_or_default() {
        "triggered" => ("new", ""),
        "acknowledged" => ("in_progress", "acknowledged"),
        "resolved" => ("resolved", "resolved"),
        _ => return,
    };
    rest.remove("status");
    draft.text("state", state);
    match field {
        "resolved" => {
            let at = take_time(rest, "resolved_at");
            let at = at.or_else(|| take_time(rest, "last_status_change_at"));
            if let Some(at) = at {
                draft.time("resolved", at);
            }
        }
        "acknowledged" if acknowledged.is_none() => {
            if let Some(at) = take_time(rest, "last_status_change_at") {
                draft.time("acknowledged", at);
            }
        }
        _ => {}
    }
}
