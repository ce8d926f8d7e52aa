//! Which choice of a list a cell means.

use super::columns::plain;
use super::parse::{Parsed, all_of, part_of};
use crate::describe::Choice;
use holdfast_ledger::Text;

/// The choice that a text means: by its key, its label, the label's beginning, or a dialect's word.
///
/// # Errors
/// That it means none of them.
pub(super) fn choice(
    choices: &'static [Choice],
    text: &str,
    words: &[(&str, &str)],
) -> Result<Parsed, String> {
    let wanted = plain(text);
    let by = |name: &dyn Fn(&'static Choice) -> String| {
        choices
            .iter()
            .find(|choice| name(choice) == wanted)
            .map(|choice| choice.key)
    };
    let head = |label: &str| plain(label.split([':', '(', ',']).next().unwrap_or_default());
    let found = by(&|choice| plain(choice.key)).or_else(|| by(&|choice| plain(choice.label)));
    if let Some(key) = found.or_else(|| by(&|choice| head(choice.label))) {
        return Ok(all_of(Text::string(key)));
    }
    let meant = words.iter().filter(|(word, _)| plain(word) == wanted);
    let mut meant = meant.filter_map(|(_, key)| {
        let known = |choice: &&Choice| choice.key == key.trim_start_matches('~');
        Some((choices.iter().find(known)?, key.starts_with('~')))
    });
    let found = meant.next().map(|(choice, less)| {
        let value = Text::string(choice.key);
        if less {
            part_of(value, &format!("This is taken for “{}”.", choice.label))
        } else {
            all_of(value)
        }
    });
    found.ok_or_else(|| {
        let labels: Vec<&str> = choices.iter().map(|choice| choice.label).collect();
        format!("This is none of: {}.", labels.join(", "))
    })
}
