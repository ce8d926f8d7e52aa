//! The browser shell of Holdfast.
