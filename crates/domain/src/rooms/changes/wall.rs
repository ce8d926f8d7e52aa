//! Between instants and what a clock on the wall shows. All that recurs is said in wall time.

use crate::view::View;
use chrono::{DateTime, NaiveDateTime};

/// The offset from UTC in minutes (east positive) in a time zone at an instant. So far every zone is
/// taken to be the device's; only UTC is known by its name.
fn offset_minutes(zone: &str, _at_ms: i64, view: &View<'_>) -> i64 {
    if is_utc(zone) {
        0
    } else {
        i64::from(view.offset_minutes)
    }
}

/// Whether a time zone is UTC itself.
pub fn is_utc(zone: &str) -> bool {
    matches!(zone.trim(), "UTC" | "Etc/UTC" | "Z")
}

/// What the wall shows in a time zone at an instant, in milliseconds since 1970; empty: the device's
/// zone. None beyond the calendar.
pub fn local(at_ms: i64, zone: &str, view: &View<'_>) -> Option<NaiveDateTime> {
    let shown = at_ms.checked_add(offset_minutes(zone, at_ms, view) * 60_000)?;
    Some(DateTime::from_timestamp_millis(shown)?.naive_utc())
}

/// The instant at which the wall shows this, in milliseconds since 1970.
pub fn instant(shown: NaiveDateTime, zone: &str, view: &View<'_>) -> i64 {
    let at = shown.and_utc().timestamp_millis();
    at - offset_minutes(zone, at, view) * 60_000
}
