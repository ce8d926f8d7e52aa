//! A figure that opens to its formula and what it was made of.

use crate::prelude::*;

/// A figure within a line or a cell: `how` says how it is made, `from` of what; empty for nothing.
pub fn opens(text: impl Into<String>, how: impl Into<String>, from: impl Into<String>) -> AnyView {
    let (how, from) = (how.into(), from.into());
    let from = (!from.is_empty()).then(|| view! { <p class="help"><b>"From: "</b>{from}</p> });
    view! {
        <details class="opens">
            <summary>{text.into()}</summary>
            <p class="help">{how}</p>
            {from}
        </details>
    }
    .into_any()
}
