//! What importers of vulnerabilities and incidents share.

use holdfast_ledger::file::Incoming;
use holdfast_ledger::sort::Arrange;
use serde_json::Value;

/// How long what has no field may be to be kept in a record, in bytes.
const KEPT: usize = 128 << 10;

/// Reads JSON.
///
/// # Errors
/// Where it ends to be JSON, as a sentence; nothing was changed.
pub fn json(text: &str) -> Result<Value, String> {
    let text = text.trim_start_matches('\u{feff}');
    serde_json::from_str(text).map_err(|error| {
        format!(
            "Line {}: the file is damaged or cut off here ({error}). Nothing was changed.",
            error.line()
        )
    })
}

/// An array of strings as words: trimmed, each once, sorted. None where it is anything else.
pub fn words(value: Option<&Value>) -> Option<Vec<String>> {
    let texts = value?.as_array()?.iter().map(Value::as_str);
    let texts: Option<Vec<&str>> = texts.collect();
    Some(sorted(texts?))
}

/// Texts as words: trimmed, each once, sorted.
pub fn sorted(texts: Vec<&str>) -> Vec<String> {
    let mut words: Vec<&str> = texts.into_iter().map(str::trim).collect();
    words.retain(|word| !word.is_empty());
    words.arrange();
    // Before they are copied: a long name may be said a million times in few bytes.
    words.dedup();
    words.into_iter().map(str::to_owned).collect()
}

/// A value as it came, where it is not too long to stand in a record; else it is named among what is left out.
pub fn kept(value: &Value, what: &str, incoming: &mut Incoming) -> Option<String> {
    let text = serde_json::to_string_pretty(value).ok()?;
    if text.len() <= KEPT {
        return Some(text);
    }
    let kib = text.len() >> 10;
    incoming
        .unknown
        .push(format!("{what}, {kib} KB: keep the file itself"));
    None
}

/// The text at the end of a path of names, trimmed; none where it is empty or anything else.
pub fn text_at<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    let at = path.iter().try_fold(value, |value, key| value.get(key))?;
    at.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// The entries of a list; none where it is anything else.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map(Vec::as_slice).unwrap_or_default()
}
