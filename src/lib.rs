//! The browser shell of Holdfast.

pub mod edge;
