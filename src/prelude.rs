//! What every screen uses: Leptos's signals, effects and owners, and the app's own views.

pub use crate::signals::{Effect, LocalSignal, Memo, RwSignal};
pub use crate::view::{AnyView, CollectView, IntoAny, ViewFn};
pub use holdfast_view::view;
pub use leptos::prelude::*;
