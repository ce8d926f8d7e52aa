//! Two texts side by side, with marks on the words in which they differ.

use crate::prelude::*;
use holdfast_domain::diff::{self, Part};

/// Up to how many bytes a value is short.
const SHORT: usize = 24;

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

/// One text over the former: what went is struck out, what is new is marked.
pub fn marked(before: &str, after: &str) -> AnyView {
    let part = |part: Part| match part {
        Part::Same(text) => text.into_any(),
        Part::Gone(text) => view! { <del>{text}</del> }.into_any(),
        Part::New(text) => view! { <ins>{text}</ins> }.into_any(),
    };
    let shorter = before.len().min(after.len());
    // Short values are replaced, not edited: word marks would only confuse.
    if shorter < SHORT && before != after {
        let gone = (!before.is_empty()).then(|| view! { <del>{before.to_owned()}</del>" " });
        let new = (!after.is_empty()).then(|| view! { <ins>{after.to_owned()}</ins> });
        return view! { {gone}{new} }.into_any();
    }
    diff::words(before, after)
        .into_iter()
        .map(part)
        .collect_view()
        .into_any()
}
