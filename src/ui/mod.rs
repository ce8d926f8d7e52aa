//! Shared parts of the screens.

pub mod banner;
pub mod cell;
pub mod chart;
pub mod choice;
pub mod command;
pub mod create;
pub mod dialog;
pub mod diff;
pub mod form;
pub mod icon;
pub mod keys;
pub mod markdown;
pub mod menu;
pub mod nav;
pub mod page;
pub mod palette;
pub mod part;
pub mod person;
pub mod picture;
pub mod safety;
pub mod settle;
pub mod shell;
pub mod sight;
pub mod tabs;
pub mod theme;
pub mod toast;
