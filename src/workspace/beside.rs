//! Which database of this address is in use: the first, or one that was begun beside a damaged
//! one (S4). The damaged one stays, and can be asked for again.

use crate::edge::error::EdgeError;
use crate::edge::location;
use crate::edge::prefs::Prefs;

const BESIDE: &str = "beside";

/// The database beside a damaged one, when there is one in use.
pub struct Beside;

impl Beside {
    /// From the next opening on, a fresh database is used. Nothing else changes.
    ///
    /// # Errors
    /// When the choice cannot be kept.
    pub fn start() -> Result<(), EdgeError> {
        prefs().set(BESIDE, &(number() + 1).to_string())
    }

    /// From the next opening on, the database before this one is used again.
    ///
    /// # Errors
    /// When the choice cannot be kept.
    pub fn go_back() -> Result<(), EdgeError> {
        match number() {
            0 | 1 => prefs().remove(BESIDE),
            more => prefs().set(BESIDE, &(more - 1).to_string()),
        }
    }

    /// Whether the database in use was begun beside another.
    pub fn in_use() -> bool {
        number() > 0
    }
}

/// What names of database, journal, channel and locks include.
pub(super) fn scope() -> String {
    match number() {
        0 => location::scope(),
        n => format!("{}~{n}", location::scope()),
    }
}

/// The name of the database in use.
pub fn database() -> String {
    location::database_name(&scope())
}

fn number() -> u32 {
    prefs()
        .get(BESIDE)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn prefs() -> Prefs {
    Prefs::new(&location::scope())
}
