//! Between instants and what a clock on the wall shows. All that recurs is said in wall time.

use crate::view::View;
use crate::zone::Zone;
use chrono::{DateTime, NaiveDateTime};
use std::sync::Arc;

/// The clocks of a time zone. One that nobody names, or that this device does not know, is the device's as it
/// is now.
fn clocks(zone: &str, view: &View<'_>) -> Arc<Zone> {
    if is_utc(zone) {
        return Arc::new(Zone::default());
    }
    let device = || Arc::new(Zone::new(view.offset_minutes, Vec::new()));
    view.zones.find(zone).unwrap_or_else(|_| device())
}

/// Whether a time zone is UTC itself.
pub fn is_utc(zone: &str) -> bool {
    matches!(zone.trim(), "UTC" | "Etc/UTC" | "Z")
}

/// What the wall shows in a time zone at an instant, in milliseconds since 1970; empty: the device's
/// zone. None beyond the calendar.
pub fn local(at_ms: i64, zone: &str, view: &View<'_>) -> Option<NaiveDateTime> {
    let shown = DateTime::from_timestamp_millis(at_ms).map(|_| clocks(zone, view).wall(at_ms))?;
    Some(DateTime::from_timestamp_millis(shown)?.naive_utc())
}

/// The instant at which the wall shows this, in milliseconds since 1970.
pub fn instant(shown: NaiveDateTime, zone: &str, view: &View<'_>) -> i64 {
    clocks(zone, view).instant(shown.and_utc().timestamp_millis())
}
