//! The browser shell of Holdfast.

pub mod app;
pub mod edge;
pub mod rest;
pub mod rooms;
pub mod route;
pub mod ui;
pub mod workspace;
