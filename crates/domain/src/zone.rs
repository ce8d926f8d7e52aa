//! Time zones: which instant a clock on a wall means, and what it shows at an instant.
//!
//! No table of zones is in the app: the browser has one, and hands over what it says of a zone.

use chrono::NaiveDate;
use std::sync::{Arc, Mutex, PoisonError};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;
/// Milliseconds of a day.
pub const DAY: i64 = 1440 * MINUTE;

/// The clocks of a place: how far they are ahead of UTC, and when that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    first: i32,
    changes: Vec<Change>,
}

/// From an instant on, in milliseconds since 1970, clocks are set so many minutes ahead of UTC
/// (east positive).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// When they are set.
    pub at: i64,
    /// How far ahead they are from then on, in minutes.
    pub minutes: i32,
}

impl Zone {
    /// Clocks that are so many minutes ahead of UTC at first, and are set at these instants, which
    /// rise and are at least two days apart. Before the first and after the last nothing changes.
    pub fn new(first: i32, changes: Vec<Change>) -> Self {
        Self { first, changes }
    }

    /// What clocks show at an instant: milliseconds from 1970-01-01 00:00 on the wall.
    pub fn wall(&self, at: i64) -> i64 {
        let passed = self.changes.partition_point(|change| change.at <= at);
        at + self.ahead(passed)
    }

    /// The instant at which clocks show this. A time that they skip is the moment at which they are
    /// set; a time that they show twice is the first.
    pub fn instant(&self, wall: i64) -> i64 {
        // Measured by the clocks as they were before each change, a time shown twice is still before it.
        let (mut low, mut high) = (0, self.changes.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if self.changes[middle].at + self.ahead(middle) <= wall {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        let at = wall - self.ahead(low);
        let set = low.checked_sub(1).map(|last| self.changes[last].at);
        set.map_or(at, |set| at.max(set))
    }

    /// The day that it is there at an instant.
    pub fn day(&self, at: i64) -> NaiveDate {
        day_of(self.wall(at))
    }

    /// When a day begins there.
    pub fn begins(&self, day: NaiveDate) -> i64 {
        self.instant(midnight(day))
    }

    // After so many changes, in milliseconds.
    fn ahead(&self, passed: usize) -> i64 {
        let last = passed.checked_sub(1).map(|last| self.changes[last].minutes);
        i64::from(last.unwrap_or(self.first)) * MINUTE
    }
}

/// The day of a time on the wall.
pub fn day_of(wall: i64) -> NaiveDate {
    let at = chrono::DateTime::from_timestamp_millis(wall).unwrap_or_default();
    at.date_naive()
}

/// Midnight at the beginning of a day, on the wall.
pub fn midnight(day: NaiveDate) -> i64 {
    day.and_time(chrono::NaiveTime::MIN)
        .and_utc()
        .timestamp_millis()
}

/// The zones that this device knows, each asked for once.
pub struct Zones {
    ask: fn(&str) -> Option<Zone>,
    known: Mutex<Vec<(String, Option<Arc<Zone>>)>>,
}

/// For those who have no zones.
pub static NO_ZONES: Zones = Zones::new(|_| None);

impl Zones {
    /// The zones that somebody can tell by their names.
    pub const fn new(ask: fn(&str) -> Option<Zone>) -> Self {
        let known = Mutex::new(Vec::new());
        Self { ask, known }
    }

    /// A zone by its name, as `Europe/Berlin`.
    ///
    /// # Errors
    /// Why it is not known, as the end of a sentence.
    pub fn find(&self, name: &str) -> Result<Arc<Zone>, String> {
        let name = name.trim();
        if name.is_empty() {
            return Err("no time zone is written down".to_owned());
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let mut found = known.iter().filter(|(known, _)| known == name);
        let found = found.next().map(|(_, zone)| zone.clone());
        let zone = found.unwrap_or_else(|| {
            let zone = (self.ask)(name).map(Arc::new);
            known.push((name.to_owned(), zone.clone()));
            zone
        });
        zone.ok_or_else(|| format!("“{name}” is no time zone that this device knows"))
    }
}

/// Two places for tests.
#[cfg(test)]
#[path = "zone_tests.rs"]
pub mod tests;
