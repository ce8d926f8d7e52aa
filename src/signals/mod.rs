//! Signals, memos and effects that share their functions.
//!
//! Leptos compiles the machinery of a signal and of a memo anew for each type that one holds, and a
//! task for each closure that an effect runs (docs/ARCHITECTURE.md, Choices). Here one signal and
//! one memo hold values of all types, and one task runs all effects. They are used as Leptos's are.

mod effect;
mod memo;
mod signal;
#[cfg(test)]
mod tests;

pub use effect::Effect;
pub use memo::Memo;
pub use signal::RwSignal;

/// A signal of what cannot leave this thread: Leptos's own.
pub type LocalSignal<T> = leptos::prelude::RwSignal<T, leptos::prelude::LocalStorage>;
