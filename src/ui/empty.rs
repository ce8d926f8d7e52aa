//! What stands where a list or a drawing would, as long as there is nothing for it: what is missing,
//! and how one begins.

use crate::prelude::*;
use crate::ui::icon::large;

/// In a frame of its own.
pub fn empty(glyph: &str, title: impl IntoAny, more: AnyView) -> AnyView {
    view! { <div class="table-wrap">{within(glyph, title, more)}</div> }.into_any()
}

/// Within a card.
pub fn within(glyph: &str, title: impl IntoAny, more: AnyView) -> AnyView {
    view! { <div class="empty">{large(glyph)}<h2>{title}</h2>{more}</div> }.into_any()
}
