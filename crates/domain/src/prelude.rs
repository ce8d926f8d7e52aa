//! What the description of a room is written with.

pub use crate::describe::{
    By, Cell, Choice, Field, Figure, Finding, INTERVALS, Kind, List, NAME, Tone, Type, WHO, choice,
    field, list, no_actions, no_findings, whole,
};
pub use crate::rooms::review;
pub use crate::value::{date, day};
pub use crate::view::View;
pub use holdfast_ledger::Record;
