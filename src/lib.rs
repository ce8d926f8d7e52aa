//! The browser shell of Holdfast.

pub mod app;
pub mod edge;
pub mod prelude;
pub mod rest;
pub mod rooms;
pub mod route;
pub mod signals;
pub mod ui;
pub mod view;
pub mod workspace;
