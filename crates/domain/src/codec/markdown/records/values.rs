//! Values as records hold them.

use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Text};
use serde::Serialize;
use serde_json::json;

use super::super::draft::StepDraft;
use super::super::front_matter::{Interval, Unit};
use crate::describe::INTERVALS;

/// A text; none where it is empty.
pub fn string(text: &str) -> Text {
    if text.is_empty() {
        Text::null()
    } else {
        Text::string(text)
    }
}

/// Words as a set, as fields hold them.
pub fn words(words: &[String]) -> Text {
    let words = words.iter().into_set();
    if words.is_empty() {
        Text::null()
    } else {
        value(&json!(words))
    }
}

/// A link; none where it leads nowhere.
pub fn link(id: Option<Id>) -> Text {
    id.map_or_else(Text::null, |id| Text::string(&id.to_string()))
}

/// JSON that was built here, which always has a canonical form.
pub fn value<T: Serialize>(json: &T) -> Text {
    Text::of(json).unwrap_or_else(|_| Text::null())
}

/// The interval as fields hold it, if it is one of theirs.
pub fn interval_key(interval: Interval) -> Option<&'static str> {
    let months = match interval.unit {
        Unit::Month => interval.count,
        Unit::Year => interval.count.checked_mul(12)?,
        Unit::Day | Unit::Week => return None,
    };
    let key = format!("{months}m");
    INTERVALS
        .iter()
        .map(|choice| choice.key)
        .find(|known| *known == key)
}

/// Steps with the index of their parent, parents before children.
pub fn flatten<'a>(
    steps: &'a [StepDraft],
    parent: Option<usize>,
    flat: &mut Vec<(&'a StepDraft, Option<usize>)>,
) {
    for step in steps {
        let at = flat.len();
        flat.push((step, parent));
        flatten(&step.children, Some(at), flat);
    }
}
