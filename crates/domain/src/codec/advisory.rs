//! What importers of vulnerabilities share.

use holdfast_ledger::sort::Arrange;
use serde_json::Value;

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
