//! What was typed so far into the form of a paper run.

use super::Line;
use holdfast_ledger::Text;
use holdfast_ledger::sort::Ordered;
use std::collections::BTreeMap;

/// The head of the form, among the rows.
pub const HEAD: &str = "";
/// The values of variables, among the rows: their names are its fields.
pub const VALUES: &str = "value";

/// What was typed so far, by row and field. It is kept as JSON until the run is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft(pub(super) BTreeMap<String, String>);

impl Draft {
    /// What was typed into a field of a row, or of the head.
    pub fn get(&self, row: &str, field: &str) -> &str {
        self.0.get(&key(row, field)).map_or("", String::as_str)
    }

    /// Someone typed.
    pub fn set(&mut self, row: &str, field: &str, text: String) {
        if text.is_empty() {
            self.0.remove(&key(row, field));
        } else {
            self.0.insert(key(row, field), text);
        }
    }

    /// Someone typed into a step's row. Who writes an end says that it is done, unless they say
    /// otherwise; a decision wants its answer.
    pub fn enter(&mut self, line: &Line, field: &str, text: String) {
        let ends = field == "end" && !text.trim().is_empty() && line.answers.is_empty();
        self.set(&line.key, field, text);
        if ends && self.get(&line.key, "outcome").is_empty() {
            self.set(&line.key, "outcome", "done".to_owned());
        }
    }

    /// The values of variables, by name.
    pub fn values(&self) -> BTreeMap<String, String> {
        let value = |(key, value): (&String, &String)| {
            Some((key.strip_prefix("value/")?.to_owned(), value.clone()))
        };
        self.0.iter().filter_map(value).into_map()
    }

    /// Whether nothing was typed yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As text, to be kept.
    pub fn to_json(&self) -> String {
        Text::of(&self.0)
            .map(|text| text.as_str().to_owned())
            .unwrap_or_default()
    }

    /// From what was kept; nothing when that cannot be read.
    pub fn from_json(json: &str) -> Self {
        let text = Text::parse(json).ok();
        Self(text.and_then(|text| text.get()).unwrap_or_default())
    }
}

// A row's key holds no slash.
fn key(row: &str, field: &str) -> String {
    [row, "/", field].concat()
}
