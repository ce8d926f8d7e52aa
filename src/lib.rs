//! The browser shell of Holdfast.

pub mod edge;
pub mod workspace;
