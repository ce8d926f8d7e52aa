//! Times of a calendar: of a zone that the file describes, in UTC, or of none.

use super::lines::{Part, Property};
use super::rule;
use chrono::{Duration, NaiveDate, NaiveDateTime};
use std::collections::HashMap;

/// A time as a calendar says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    /// What the wall shows.
    pub shown: NaiveDateTime,
    /// The instant, in milliseconds since 1970.
    pub at: i64,
    /// Whether it is a whole day.
    pub day: bool,
    /// Whether its zone is known.
    pub known: bool,
}

/// The zones that a file describes.
#[derive(Default)]
pub struct Zones(HashMap<String, Vec<Change>>);

/// When a zone changes its offset.
struct Change {
    first: NaiveDateTime,
    rule: Option<String>,
    dates: Vec<NaiveDateTime>,
    /// The offset from then on, in seconds.
    offset: i32,
}

impl Zones {
    /// The zones of a calendar.
    pub fn of(calendar: &[Part]) -> Self {
        let mut zones = HashMap::new();
        let inner = calendar
            .iter()
            .flat_map(|part| part.parts.iter().chain([part]));
        for part in inner.filter(|part| part.name == "VTIMEZONE") {
            let changes = part.parts.iter().filter_map(change);
            if let Some(name) = part.find("TZID") {
                zones.insert(name.value.trim().to_owned(), changes.collect());
            }
        }
        Self(zones)
    }

    // In seconds; none where the file does not say.
    fn offset(&self, zone: &str, shown: NaiveDateTime) -> Option<i32> {
        if matches!(zone, "UTC" | "Etc/UTC") {
            return Some(0);
        }
        let changes = self.0.get(zone)?;
        let last = changes
            .iter()
            .filter_map(|change| Some((change.last(shown)?, change.offset)));
        let last = last.max_by_key(|(at, _)| *at).map(|(_, offset)| offset);
        last.or_else(|| changes.first().map(|change| change.offset))
    }

    /// A time that a line says.
    pub fn time(&self, property: &Property) -> Option<Time> {
        self.read(property.value.trim(), property.param("TZID"))
    }

    fn read(&self, text: &str, zone: Option<&str>) -> Option<Time> {
        if let Some(day) = day(text) {
            let shown = day.and_hms_opt(0, 0, 0)?;
            return Some(self.placed(shown, zone, true));
        }
        let (text, utc) = match text.strip_suffix('Z') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let shown = local(text)?;
        Some(self.placed(shown, if utc { Some("UTC") } else { zone }, false))
    }

    fn placed(&self, shown: NaiveDateTime, zone: Option<&str>, day: bool) -> Time {
        let offset = zone.and_then(|zone| self.offset(zone, shown));
        let at = shown.and_utc().timestamp_millis() - i64::from(offset.unwrap_or(0)) * 1000;
        Time {
            shown,
            at,
            day,
            known: offset.is_some(),
        }
    }

    /// The last day on which something begins that comes again until a time, seen from the zone in which
    /// it begins.
    pub fn until(&self, text: &str, first: &Time, zone: Option<&str>) -> Option<NaiveDate> {
        let time = self.read(text, zone)?;
        if time.day {
            return Some(time.shown.date());
        }
        let offset = Duration::milliseconds(first.shown.and_utc().timestamp_millis() - first.at);
        let here = chrono::DateTime::from_timestamp_millis(time.at)?
            .naive_utc()
            .checked_add_signed(offset)?;
        let fits = here.time() >= first.shown.time();
        if fits {
            Some(here.date())
        } else {
            here.date().pred_opt()
        }
    }
}

impl Change {
    fn last(&self, shown: NaiveDateTime) -> Option<NaiveDateTime> {
        let ruled = self
            .rule
            .as_ref()
            .and_then(|text| rule::last_yearly(text, self.first, shown));
        let dates = self.dates.iter().copied().chain([self.first]);
        let dated = dates.filter(|at| *at <= shown).max();
        ruled.max(dated)
    }
}

fn change(part: &Part) -> Option<Change> {
    let dates = part
        .properties
        .iter()
        .filter(|property| property.name == "RDATE");
    let dates = dates.flat_map(|property| property.value.split(',').filter_map(local));
    Some(Change {
        first: local(&part.find("DTSTART")?.value)?,
        rule: part.find("RRULE").map(|rule| rule.value.clone()),
        dates: dates.collect(),
        offset: seconds(&part.find("TZOFFSETTO")?.value)?,
    })
}

// `+0100`, `-043015`
fn seconds(text: &str) -> Option<i32> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let part = |at: usize| -> Option<i32> { digits.get(at..at + 2)?.parse().ok() };
    let all = part(0)? * 3600 + part(2)? * 60 + part(4).unwrap_or(0);
    (all < 24 * 3600).then_some(sign * all)
}

/// `20261201`
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let is_day = text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_day
        .then(|| NaiveDate::parse_from_str(text, "%Y%m%d").ok())
        .flatten()
}

// `20261201T200000`, the same in zones with a `Z` that means nothing there.
fn local(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches('Z');
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok()
}

/// `P1DT2H30M`, `PT90S`, `P2W`: in milliseconds; none for what is negative or no duration.
pub fn duration(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches('+').strip_prefix('P')?;
    let (mut total, mut number, mut any) = (0_i64, String::new(), false);
    for letter in text.chars() {
        let unit = match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            'T' if number.is_empty() => continue,
            'W' => 7 * 86_400,
            'D' => 86_400,
            'H' => 3_600,
            'M' => 60,
            'S' => 1,
            _ => return None,
        };
        let count: i64 = number.parse().ok()?;
        total = total.checked_add(count.checked_mul(unit * 1000)?)?;
        number.clear();
        any = true;
    }
    (any && number.is_empty()).then_some(total)
}
