//! One folder for each room, all of one shape: `mod.rs` (the records), `rules.rs`
//! (transitions, invariants, findings), `figures.rs` (derived numbers).

pub mod backups;
pub mod calibration;
pub mod changes;
pub mod controls;
pub mod exercises;
pub mod flow;
pub mod improvements;
pub mod incidents;
pub mod people;
pub mod plans;
pub mod readiness;
pub mod reports;
pub mod review;
pub mod risks;
pub mod runbooks;
pub mod scenarios;
pub mod service_levels;
pub mod services;
pub mod simulation;
#[cfg(test)]
mod tests;
pub mod training;
pub mod vulnerabilities;
pub mod workspace;

use crate::describe::Kind;

/// A room: a place in the navigation with one or more registers.
///
/// The navigation is there before the descriptions are: this names kinds by their ids, and reaches
/// none of their rules and figures ([`kinds`] does).
pub struct Room {
    /// Its address, as in `#/risks`.
    pub id: &'static str,
    /// Its name on screen.
    pub name: &'static str,
    /// The name of its icon.
    pub icon: &'static str,
    /// The ids of what its registers hold; the first opens first.
    pub holds: &'static [&'static str],
}

impl Room {
    /// What its registers hold.
    pub fn kinds(&self) -> impl Iterator<Item = &'static Kind> {
        self.holds.iter().filter_map(|id| kind(id))
    }
}

/// Writes the tables of rooms and of kinds from one line for each room: its address, its name, its
/// icon, and what its registers hold.
///
/// Of a description the navigation keeps texts only, so it reaches no rules.
macro_rules! rooms {
    ($($id:literal $name:literal $icon:literal [$($kind:path),+];)+) => {
        /// The rooms in the order of the navigation.
        pub static ROOMS: &[Room] = &[$(Room {
            id: $id,
            name: $name,
            icon: $icon,
            holds: &[$($kind.id),+],
        }),+];

        static KINDS: &[&Kind] = &[&workspace::WORKSPACE, $($(&$kind),+),+];
    };
}

rooms! {
    "services" "Services" "service" [services::SERVICE];
    "risks" "Risks" "risk" [risks::RISK];
    "controls" "Controls" "control" [controls::CONTROL];
    "vulnerabilities" "Vulnerabilities" "vulnerability" [vulnerabilities::VULNERABILITY];
    "incidents" "Incidents" "incident" [incidents::INCIDENT, incidents::PROBLEM, incidents::MESSAGE_TEMPLATE];
    "changes" "Changes" "change" [changes::CHANGE, changes::CHANGE_TEMPLATE, changes::CALENDAR_WINDOW, changes::CAB_MEETING, changes::QUESTIONNAIRE];
    "service-levels" "Service levels" "success" [service_levels::SERVICE_LEVEL, service_levels::SERVICE_CALENDAR];
    "plans" "Plans" "flag" [plans::PLAN, plans::ACTIVATION];
    "runbooks" "Runbooks" "runbook" [runbooks::RUNBOOK];
    "runs" "Runs" "run" [runbooks::RUN];
    "backups" "Backups" "archive" [backups::BACKUP_POLICY, backups::BACKUP_JOB, backups::RESTORE_TEST];
    "exercises" "Exercises" "exercise" [exercises::EXERCISE, exercises::CAPABILITY_TARGET];
    "training" "Training" "key" [training::COMPETENCE, training::TRAINING_RECORD];
    "improvements" "Improvements" "check" [improvements::IMPROVEMENT];
    "people" "People" "people" [people::PERSON, people::ROLE, people::TEAM];
}

/// Every kind of record that this version describes, in the order of exports.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.iter().copied()
}

/// The description of a kind, if this version knows it.
pub fn kind(id: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.id == id)
}
