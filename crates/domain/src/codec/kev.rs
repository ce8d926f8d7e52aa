//! The catalogue of known exploited vulnerabilities (CISA KEV, JSON): each entry becomes a
//! vulnerability.

use crate::rooms::vulnerabilities::import::id_of;
use crate::value::date;
use holdfast_ledger::file::{Incoming, Loose, Received, Why};
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Key, Path, Text, hash};
use serde_json::{Map, Value};

/// What a review says that such a file covers.
pub const SCOPE: &str = "known exploited vulnerabilities (CISA KEV)";

/// Whether a JSON file is a catalogue.
pub fn is_catalogue(text: &str) -> bool {
    text.contains("\"cveID\"") && text.contains("\"vulnerabilities\"")
}

/// Reads a catalogue. What cannot be an entry is named among what is left out.
///
/// # Errors
/// What is wrong with the file, as a sentence; nothing was changed.
pub fn read(text: &str) -> Result<Incoming, String> {
    let catalogue: Value = super::advisory::json(text)?;
    let entries = catalogue["vulnerabilities"].as_array();
    let entries = entries.ok_or("The catalogue has no list of vulnerabilities.")?;
    let said = |key: &str| catalogue[key].as_str().unwrap_or_default();
    let mut incoming = Incoming {
        name: format!("{} {}", said("title"), said("catalogVersion"))
            .trim()
            .to_owned(),
        scope: SCOPE.to_owned(),
        ..Incoming::default()
    };
    if let Some(count) = catalogue["count"].as_u64()
        && count != entries.len() as u64
    {
        incoming.unknown.push(format!(
            "{count} entries are announced and {} are there: the file may be cut off",
            entries.len()
        ));
    }
    for (n, entry) in entries.iter().enumerate() {
        match entry.as_object().and_then(vulnerability) {
            Some(loose) => incoming.records.push(Received::Loose(loose)),
            None => incoming
                .unknown
                .push(format!("entry {}, which names no CVE", n + 1)),
        }
    }
    if incoming.records.is_empty() {
        return Err(
            "No entry of the catalogue names a CVE, so there is nothing to import.".to_owned(),
        );
    }
    Ok(incoming)
}

/// Entries of the catalogue and the parts of the field `kev` that they become.
const KEPT: [(&str, &str); 5] = [
    ("dateAdded", "added"),
    ("dueDate", "due"),
    ("requiredAction", "action"),
    ("knownRansomwareCampaignUse", "ransomware"),
    ("notes", "notes"),
];

/// Takes a text out of an entry; one of white space only is gone.
fn take(entry: &mut Map<String, Value>, key: &str) -> Option<String> {
    let text = entry.get(key)?.as_str()?.trim().to_owned();
    entry.remove(key);
    (!text.is_empty()).then_some(text)
}

fn vulnerability(entry: &Map<String, Value>) -> Option<Loose> {
    let cve = entry.get("cveID")?.as_str()?.trim();
    if cve.is_empty() {
        return None;
    }
    let mut rest = entry.clone();
    rest.remove("cveID");
    let mut values = vec![
        ("cve", Text::string(cve)),
        ("exploited", Text::parse("true").ok()?),
    ];
    for (key, field) in [
        ("vulnerabilityName", "title"),
        ("shortDescription", "description"),
        ("vendorProject", "vendor"),
    ] {
        values.extend(take(&mut rest, key).map(|text| (field, Text::string(&text))));
    }
    let product = take(&mut rest, "product");
    values.extend(product.and_then(|name| Some(("products", Text::of(&[name]).ok()?))));
    let mut kev = Map::new();
    for (key, part) in KEPT {
        if let Some(text) = take(&mut rest, key) {
            let is_day = date(Some(&Text::string(&text))).is_some();
            if matches!(part, "added" | "due") && !is_day {
                rest.insert(key.to_owned(), text.into());
            } else {
                kev.insert(part.to_owned(), text.into());
            }
        }
    }
    if let Some(words) = super::advisory::words(rest.get("cwes")) {
        rest.remove("cwes");
        if !words.is_empty() {
            values.push(("weaknesses", Text::of(&words).ok()?));
        }
    }
    if !rest.is_empty() {
        kev.insert(
            "more".into(),
            serde_json::to_string_pretty(&rest).ok()?.into(),
        );
    }
    let whole = Text::of(entry).ok()?;
    kev.insert(
        "fingerprint".into(),
        hash::fingerprint(whole.as_str().as_bytes()).into(),
    );
    values.push(("kev", Text::of(&kev).ok()?));
    let values = values.into_iter();
    Some(Loose {
        id: Some(id_of(cve)),
        kind: Key::new("vulnerability"),
        values: values
            .map(|(field, value)| (Path::of(field), value))
            .into_map(),
        order: Vec::new(),
        why: Why::Unstamped,
    })
}
