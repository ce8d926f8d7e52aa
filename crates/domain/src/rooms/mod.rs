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
        id: "services",
        name: "Services",
        icon: "service",
        kinds: &[&services::SERVICE],
    },
    Room {
        id: "risks",
        name: "Risks",
        icon: "risk",
        kinds: &[&risks::RISK],
    },
    Room {
        id: "controls",
        name: "Controls",
        icon: "control",
        kinds: &[&controls::CONTROL],
    },
    Room {
        id: "vulnerabilities",
        name: "Vulnerabilities",
        icon: "vulnerability",
        kinds: &[&vulnerabilities::VULNERABILITY],
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
        id: "backups",
        name: "Backups",
        icon: "archive",
        kinds: &[&backups::BACKUP_POLICY],
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
