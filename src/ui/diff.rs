//! Two texts side by side, with marks on the words in which they differ.

use holdfast_domain::diff::{self, Part};
use leptos::prelude::*;

/// Draws a stretch of text that only one side has.
type Mark = fn(String) -> AnyView;

/// Both texts, the words that only the first or only the second has drawn by these marks.
pub fn sides(first: &str, second: &str, [gone, new]: [Mark; 2]) -> [AnyView; 2] {
    let (mut left, mut right) = (Vec::new(), Vec::new());
    for part in diff::words(first, second) {
        match part {
            Part::Same(text) => {
                left.push(text.clone().into_any());
                right.push(text.into_any());
            }
            Part::Gone(text) => left.push(gone(text)),
            Part::New(text) => right.push(new(text)),
        }
    }
    [left.into_any(), right.into_any()]
}
