//! The screens of the rooms. A register and a record page follow from the kind's
//! description; a room adds only what is its own.

pub mod backups;
pub mod calibration;
pub mod changes;
pub mod conflicts;
pub mod data;
pub mod device;
pub mod exercises;
pub mod first;
pub mod incidents;
pub mod once;
pub mod people;
pub mod plans;
pub mod readiness;
pub mod record;
pub mod register;
pub mod reports;
pub mod rescue;
pub mod reviews;
pub mod risks;
pub mod runbooks;
mod runner;
pub mod runs;
pub mod service_levels;
pub mod services;
pub mod settings;
pub mod simulation;
pub mod sweep;
pub mod today;
pub mod training;
pub mod trends;
pub mod unknown;
pub mod views;

use crate::prelude::*;
use crate::route::{Page, Route};

/// The page that an address leads to; drawn anew when `route.page` changes. One that heeds the
/// rest of the address watches `Shell::of_page().route`.
pub fn page(route: &Route) -> AnyView {
    match route.page.clone() {
        Page::Room(room) => register::register(room, route),
        Page::Record(room, id) => record::record(room, id),
        Page::Today => today::page(),
        Page::Readiness => readiness::page(),
        Page::Reports => reports::page(),
        Page::Simulation => simulation::page(),
        Page::Calibration => calibration::page(),
        Page::Data => data::page(),
        Page::Conflicts => conflicts::page(),
        Page::Settings => settings::page(),
        Page::Unknown(path) => unknown::unknown(&path),
    }
}
