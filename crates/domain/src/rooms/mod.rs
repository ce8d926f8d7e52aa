//! One folder for each room, all of one shape: `mod.rs` (the records), `rules.rs`
//! (transitions, invariants, findings), `figures.rs` (derived numbers).

pub mod backups;
pub mod changes;
pub mod controls;
pub mod people;
pub mod review;
pub mod risks;
pub mod runbooks;
pub mod scenarios;
pub mod services;
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

/// The rooms in the order of the navigation.
pub static ROOMS: &[Room] = &[
    Room {
        id: "services",
        name: "Services",
        icon: "service",
        holds: &["service"],
    },
    Room {
        id: "risks",
        name: "Risks",
        icon: "risk",
        holds: &["risk"],
    },
    Room {
        id: "controls",
        name: "Controls",
        icon: "control",
        holds: &["control"],
    },
    Room {
        id: "vulnerabilities",
        name: "Vulnerabilities",
        icon: "vulnerability",
        holds: &["vulnerability"],
    },
    Room {
        id: "changes",
        name: "Changes",
        icon: "change",
        holds: &["change"],
    },
    Room {
        id: "runbooks",
        name: "Runbooks",
        icon: "runbook",
        holds: &["runbook"],
    },
    Room {
        id: "runs",
        name: "Runs",
        icon: "run",
        holds: &["run"],
    },
    Room {
        id: "backups",
        name: "Backups",
        icon: "archive",
        holds: &["backup_policy"],
    },
    Room {
        id: "people",
        name: "People",
        icon: "people",
        holds: &["person", "role", "team"],
    },
];

/// Every kind of record that this version describes, in the order of exports.
static KINDS: [&Kind; 12] = [
    &workspace::WORKSPACE,
    &services::SERVICE,
    &risks::RISK,
    &controls::CONTROL,
    &vulnerabilities::VULNERABILITY,
    &changes::CHANGE,
    &runbooks::RUNBOOK,
    &runbooks::RUN,
    &backups::BACKUP_POLICY,
    &people::PERSON,
    &people::ROLE,
    &people::TEAM,
];

/// Every kind of record that this version describes, in the order of exports.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    KINDS.into_iter()
}

/// The description of a kind, if this version knows it.
pub fn kind(id: &str) -> Option<&'static Kind> {
    kinds().find(|kind| kind.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::{Field, Type};
    use std::collections::BTreeSet;

    fn is_file_name(key: &str) -> bool {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        key.starts_with(|c: char| c.is_ascii_lowercase()) && key.chars().all(fits)
    }

    fn check_fields(place: &str, fields: &[&'static Field]) {
        let mut seen = BTreeSet::new();
        for field in fields {
            let name = format!("{place}.{}", field.key);
            assert!(is_file_name(field.key), "{name}");
            assert!(seen.insert(field.key), "{name} is there twice");
            assert!(!field.label.is_empty(), "{name} has no label");
            match field.ty {
                Type::Choice(choices) => {
                    let keys: BTreeSet<&str> = choices.iter().map(|choice| choice.key).collect();
                    assert_eq!(keys.len(), choices.len(), "{name} offers a choice twice");
                    let assumed = field.assumed;
                    assert!(
                        assumed.is_empty() || keys.contains(assumed),
                        "{name}: {assumed}"
                    );
                }
                Type::Group(parts) => check_fields(&name, &parts.iter().collect::<Vec<_>>()),
                Type::Link(kinds) | Type::Links(kinds) => {
                    assert!(
                        kinds.iter().all(|id| kind(id).is_some()),
                        "{name}: {kinds:?}"
                    );
                }
                _ => {}
            }
        }
    }

    #[test]
    fn every_kind_is_in_the_room_that_it_names() {
        let placed: Vec<(&str, &str)> = ROOMS
            .iter()
            .flat_map(|room| room.holds.iter().map(|id| (room.id, *id)))
            .collect();
        // The workspace's own record is in the settings.
        let named: Vec<(&str, &str)> = kinds().skip(1).map(|kind| (kind.room, kind.id)).collect();
        assert_eq!(placed, named);
    }

    #[test]
    fn descriptions_name_everything_once() {
        let mut kinds_seen = BTreeSet::new();
        for kind in kinds() {
            assert!(
                kinds_seen.insert(kind.id) && is_file_name(kind.id),
                "{}",
                kind.id
            );
            check_fields(kind.id, &kind.all_fields().collect::<Vec<_>>());
            // Fields and lists stand side by side in files; fields and figures in saved views.
            let fields: BTreeSet<&str> = kind.all_fields().map(|field| field.key).collect();
            let (mut entries, mut columns) = (fields.clone(), fields);
            for list in kind.all_lists() {
                assert!(
                    entries.insert(list.key),
                    "{}.{} is there twice",
                    kind.id,
                    list.key
                );
                let place = format!("{}.{}", kind.id, list.key);
                check_fields(&place, &list.fields.iter().collect::<Vec<_>>());
            }
            for figure in kind.figures {
                assert!(
                    columns.insert(figure.key),
                    "{}.{} is there twice",
                    kind.id,
                    figure.key
                );
                assert!(
                    !figure.how.is_empty(),
                    "{}.{} does not say how",
                    kind.id,
                    figure.key
                );
            }
        }
    }
}
