//! One folder for each room, all of one shape: `mod.rs` (the records), `rules.rs`
//! (transitions, invariants, findings), `figures.rs` (derived numbers).

pub mod changes;
pub mod people;
pub mod review;
pub mod risks;
pub mod runbooks;
pub mod scenarios;
pub mod workspace;

use crate::describe::Kind;

/// A room: a place in the navigation with one or more registers.
pub struct Room {
    /// Its address, as in `#/risks`.
    pub id: &'static str,
    /// Its name on screen.
    pub name: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// Its registers; the first opens first.
    pub kinds: &'static [&'static Kind],
}

/// The rooms in the order of the navigation.
pub static ROOMS: &[Room] = &[
    Room {
        id: "risks",
        name: "Risks",
        icon: "risk",
        kinds: &[&risks::RISK],
    },
    Room {
        id: "changes",
        name: "Changes",
        icon: "change",
        kinds: &[&changes::CHANGE],
    },
    Room {
        id: "runbooks",
        name: "Runbooks",
        icon: "runbook",
        kinds: &[&runbooks::RUNBOOK],
    },
    Room {
        id: "runs",
        name: "Runs",
        icon: "run",
        kinds: &[&runbooks::RUN],
    },
    Room {
        id: "people",
        name: "People",
        icon: "people",
        kinds: &[&people::PERSON, &people::ROLE, &people::TEAM],
    },
];

/// Every kind of record that this version describes, in the order of exports.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    std::iter::once(&workspace::WORKSPACE)
        .chain(ROOMS.iter().flat_map(|room| room.kinds.iter().copied()))
}

/// The description of a kind, if this version knows it.
pub fn kind(id: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.id == id)
}
