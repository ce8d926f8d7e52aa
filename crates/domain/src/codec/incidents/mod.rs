//! Incidents of other tools: status pages (Statuspage, cState), `PagerDuty`, and reports as Markdown. Each becomes
//! an incident without stamps, whose id follows from the one that its source gives it.

mod cstate;
mod draft;
mod lines;
mod pagerduty;
mod report;
mod statuspage;

use super::advisory::json;
use super::markdown::MAX_BYTES;
use holdfast_ledger::file::{Incoming, Loose, Received};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What a review says that such a file covers.
pub const SCOPE: &str = "incidents of another tool";
/// How long what a page says of itself may be to be kept with each of its incidents, in bytes.
const PAGE: usize = 4 << 10;
/// As [`PAGE`], with all of its incidents together.
const PAGES: usize = 64 << 20;
/// The most that is read as JSON, in bytes: what is short there takes many times as much in memory.
const MOST: usize = 64 << 20;

/// Whether a JSON text holds incidents of another tool.
pub fn is_json(text: &str) -> bool {
    let has = |name: &str| text.contains(name);
    has("\"incident_updates\"")
        || has("\"incident_number\"") && (has("\"urgency\"") || has("\"escalation_policy\""))
        || has("\"incidents\"") && has("\"page\"")
}

/// Whether a Markdown text is an incident: with the front matter of cState, or with the bullets of a report.
/// All others are runbooks.
pub fn is_markdown(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    cstate::is_one(text) || report::is_one(text)
}

/// Reads incidents. What cannot be one is named among what is left out.
///
/// # Errors
/// What is wrong with the file, as a sentence; nothing was changed.
pub fn read(text: &str) -> Result<Incoming, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut incoming = Incoming {
        scope: SCOPE.to_owned(),
        ..Incoming::default()
    };
    let is_json = text.trim_start().starts_with(['{', '[']) && !is_markdown(text);
    let most = if is_json { MOST } else { MAX_BYTES };
    if text.len() > most {
        return Err(format!(
            "The file has {} MB; incidents are read from files up to {} MB. It was not read.",
            text.len() / 1_000_000,
            most / 1_000_000
        ));
    }
    if is_json {
        entries(json(text)?, &mut incoming)?;
    } else {
        markdown(text, &mut incoming)?;
    }
    once(&mut incoming);
    if incoming.records.is_empty() {
        let left = match incoming.unknown.as_slice() {
            [] => String::new(),
            all => format!(" Left out: {}.", all.join(", ")),
        };
        return Err(format!(
            "The file names no incident, so there is nothing to import.{left}"
        ));
    }
    Ok(incoming)
}

fn markdown(text: &str, incoming: &mut Incoming) -> Result<(), String> {
    let text = text.replace("\r\n", "\n");
    if !cstate::is_one(&text) {
        "Incident reports".clone_into(&mut incoming.name);
        return report::read(&text, incoming);
    }
    let loose = cstate::read(&text, incoming)?;
    let title = loose.values.get(&holdfast_ledger::Path::of("title"));
    incoming.name = title
        .map(|title| title.plain().into_owned())
        .unwrap_or_default();
    incoming.records.push(Received::Loose(loose));
    Ok(())
}

// One incident, a list of them, or either inside an object.
fn entries(file: Value, incoming: &mut Incoming) -> Result<(), String> {
    let (entries, around) = match file {
        Value::Array(entries) => (entries, Map::new()),
        Value::Object(mut file) => match (file.remove("incidents"), file.remove("incident")) {
            (Some(Value::Array(entries)), _) => (entries, file),
            (_, Some(one @ Value::Object(_))) => (vec![one], file),
            _ => (vec![Value::Object(file)], Map::new()),
        },
        _ => (Vec::new(), Map::new()),
    };
    let page = around_of(around, entries.len(), incoming);
    for (n, entry) in entries.iter().enumerate() {
        let read = match entry.as_object() {
            Some(one) => entry_of(one, page.as_ref(), incoming)?,
            None => Err("which is no incident".to_owned()),
        };
        match read {
            Ok(loose) => incoming.records.push(Received::Loose(loose)),
            Err(why) => incoming.unknown.push(format!("entry {}, {why}", n + 1)),
        }
    }
    Ok(())
}

// An incident, or why it is none.
fn entry_of(
    entry: &Map<String, Value>,
    page: Option<&Value>,
    incoming: &mut Incoming,
) -> Result<Result<Loose, String>, String> {
    if pagerduty::is_one(entry) {
        let read = pagerduty::read(entry, incoming)?;
        return Ok(read.ok_or_else(|| "which has no id".to_owned()));
    }
    if !statuspage::is_one(entry) {
        return Ok(Err("which is no incident".to_owned()));
    }
    if statuspage::is_maintenance(entry) {
        let name = entry.get("name").and_then(Value::as_str);
        let name: String = name.unwrap_or_default().chars().take(60).collect();
        return Ok(Err(format!(
            "“{name}”, which is planned maintenance and no incident"
        )));
    }
    let read = statuspage::read(entry, page, incoming)?;
    Ok(read.ok_or_else(|| "which has no name, or neither an id nor a time".to_owned()))
}

// What stands around the incidents: the page goes with each, but for the time at which it was asked.
fn around_of(
    mut around: Map<String, Value>,
    many: usize,
    incoming: &mut Incoming,
) -> Option<Value> {
    let mut page = around.remove("page");
    if let Some(Value::Object(page)) = &mut page {
        page.remove("updated_at");
        let name = page.get("name").and_then(Value::as_str);
        name.unwrap_or_default().clone_into(&mut incoming.name);
    }
    if around.get("more") == Some(&Value::Bool(true)) {
        incoming
            .unknown
            .push("the pages after this one (“more” is true)".to_owned());
    }
    for name in ["more", "limit", "offset", "total"] {
        around.remove(name);
    }
    let said = |value: &Value| match value {
        Value::Null => false,
        Value::Array(all) => !all.is_empty(),
        _ => true,
    };
    let names = around.iter().filter(|(_, value)| said(value));
    let names = names.map(|(name, _)| {
        let name: String = name.chars().take(60).collect();
        format!("“{name}”, which holds no incidents")
    });
    incoming.unknown.extend(names);
    let short = |page: &Value| {
        let size = page.to_string().len();
        size <= PAGE && size.saturating_mul(many) <= PAGES
    };
    match page.filter(|page| !page.is_null()) {
        Some(page) if short(&page) => Some(page),
        Some(_) => {
            incoming
                .unknown
                .push("what the page says of itself".to_owned());
            None
        }
        None => None,
    }
}

// A file may say an incident twice: the first counts.
fn once(incoming: &mut Incoming) {
    let mut seen = BTreeSet::new();
    let mut again = 0;
    incoming.records.retain(|received| {
        let Received::Loose(loose) = received else {
            return true;
        };
        let is_new = seen.insert(loose.id);
        again += usize::from(!is_new);
        is_new
    });
    if again > 0 {
        incoming
            .unknown
            .push(format!("{again} entries that say an incident again"));
    }
}
