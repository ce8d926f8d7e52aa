//! Shared parts of every screen.

pub mod dialog;
pub mod icon;
pub mod markdown;
