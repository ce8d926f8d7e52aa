//! Service calendars: when a service is promised, and business time.

use super::spans::{Span, union};
use crate::prelude::*;
use crate::rooms::people::hours::Week;
use crate::value::{list_in_conflict, outcomes};
use crate::zone::{DAY, Zone, day_of, midnight};
use chrono::{Datelike, NaiveDate};
use holdfast_ledger::{Id, Key};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;
/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;
/// Time is reckoned from this year on: what browsers are asked of zones begins there.
pub const FIRST_YEAR: i32 = 2015;
/// And so many years ahead of this one.
const AHEAD_YEARS: i32 = 2;

const HOLIDAY: &[Field] = &[
    field("date", "Date", Type::Date),
    field("title", "Name", Type::Line),
    field("hours", "Open", Type::Line)
        .help("The hours of that day, as 09:00–12:00. Empty: closed."),
];

/// When services are promised.
pub static SERVICE_CALENDAR: Kind = Kind {
    id: "service_calendar",
    room: "service-levels",
    code: "CAL",
    one: "Service calendar",
    many: "Service calendars",
    icon: "today",
    purpose: "The hours in which services are promised, in which time zone, and the days that are \
              different. Service levels are measured on them.",
    sort: "title",
    fields: &[
        NAME,
        field("hours", "Hours", Type::Line)
            .group("Hours")
            .help(
                "As Mon–Fri 08:00–17:00; Sat 09:00–12:00. Empty: round the clock. What ends before \
                 it begins ends on the next day.",
            )
            .column(),
        field("time_zone", "Time zone", Type::Line)
            .group("Hours")
            .help("As Europe/London. Days and months begin there.")
            .column(),
    ],
    lists: &[list("holidays", "Holidays", "Holiday", HOLIDAY)],
    figures: &[],
    actions: review::actions,
    findings,
};

/// A calendar as it is reckoned with.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The clocks there.
    pub zone: Arc<Zone>,
    /// For each weekday from Monday, from which minute to which; past the end of the day where it
    /// goes on into the next.
    week: [Vec<(u16, u16)>; 7],
    /// The same of single days, which count in place of their weekday.
    holidays: BTreeMap<NaiveDate, Vec<(u16, u16)>>,
    /// Whether people disagree about any of this.
    pub disputed: bool,
}

impl Calendar {
    /// What a calendar says.
    ///
    /// # Errors
    /// Why nobody can reckon with it, as the end of a sentence.
    pub fn of(calendar: &Record, view: &View<'_>) -> Result<Self, String> {
        let zone = view.zones.find(&calendar.text("time_zone"))?;
        let mut week: [Vec<(u16, u16)>; 7] = Default::default();
        for span in hours(&calendar.text("hours"))? {
            week[usize::from(span.0 / DAY_MINUTES)].push(on_its_day(span));
        }
        let mut holidays = BTreeMap::new();
        for item in calendar.items(Key::new("holidays")) {
            if let Some(day) = date(item.value("date")) {
                holidays.insert(day, hours_of_day(&item.text("hours"))?);
            }
        }
        let fields = ["hours", "time_zone"];
        let disputed = fields
            .iter()
            .any(|field| outcomes(calendar, field).len() > 1)
            || list_in_conflict(calendar, "holidays");
        Ok(Self {
            zone,
            week,
            holidays,
            disputed,
        })
    }

    /// The service time within a stretch. Hours belong to the day on which they begin, so a holiday
    /// does not end the night before it.
    pub fn open(&self, stretch: Span) -> Vec<Span> {
        let mut open = Vec::new();
        // What began two days before may still go on.
        let mut wall = midnight(day_of(self.zone.wall(stretch.from))) - 2 * DAY;
        let last = self.zone.wall(stretch.to);
        while wall <= last && !stretch.is_empty() {
            let day = day_of(wall);
            let weekday = &self.week[day.weekday().num_days_from_monday() as usize];
            for (from, to) in self.holidays.get(&day).unwrap_or(weekday) {
                let at = |minute: u16| self.zone.instant(wall + i64::from(minute) * MINUTE);
                open.push(Span::new(at(*from), at(*to)).common(stretch));
            }
            wall += DAY;
        }
        union(open)
    }
}

// Round the clock where nothing is written; in minutes from Monday 00:00.
fn hours(text: &str) -> Result<Vec<(u16, u16)>, String> {
    if text.trim().is_empty() {
        return Ok((0..7)
            .map(|day| (day * DAY_MINUTES, (day + 1) * DAY_MINUTES))
            .collect());
    }
    let week = Week::read(text).map_err(|why| format!("of its hours {why}"))?;
    if week.spans.is_empty() || !week.remarks.is_empty() {
        return Err(format!("of its hours “{text}” cannot be read"));
    }
    Ok(week.spans.iter().map(|span| (span.from, span.to)).collect())
}

fn hours_of_day(text: &str) -> Result<Vec<(u16, u16)>, String> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let read = hours(&format!("Mon {text}")).ok();
    let one_day = read.filter(|spans| spans.iter().all(|span| span.0 < DAY_MINUTES));
    one_day.ok_or_else(|| format!("a holiday’s hours “{text}” cannot be read"))
}

fn on_its_day((from, to): (u16, u16)) -> (u16, u16) {
    let day = from / DAY_MINUTES * DAY_MINUTES;
    (from - day, to - day)
}

/// A calendar's service time, worked out once for all years that are reckoned with.
#[derive(Debug)]
pub struct Hours {
    /// What the calendar says.
    pub calendar: Calendar,
    open: Vec<Span>,
    /// How long all is that is open before each, in milliseconds.
    before: Vec<i64>,
}

impl Hours {
    fn of(calendar: Calendar, year: i32) -> Self {
        let begins = |year| {
            let day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
            calendar.zone.begins(day)
        };
        let open = calendar.open(Span::new(
            begins(FIRST_YEAR),
            begins(year + AHEAD_YEARS + 1),
        ));
        let mut sum = 0;
        let before = open.iter().map(|span| {
            sum += span.long();
            sum - span.long()
        });
        Self {
            before: before.collect(),
            open,
            calendar,
        }
    }

    /// The service time within a stretch.
    pub fn within(&self, stretch: Span) -> Vec<Span> {
        super::spans::within(&self.open, stretch)
    }

    /// How long that is, in milliseconds.
    pub fn long(&self, stretch: Span) -> i64 {
        if stretch.is_empty() {
            return 0;
        }
        self.until(stretch.to) - self.until(stretch.from)
    }

    // The service time before an instant.
    fn until(&self, at: i64) -> i64 {
        let passed = self.open.partition_point(|span| span.from < at);
        passed.checked_sub(1).map_or(0, |last| {
            self.before[last] + Span::new(self.open[last].from, self.open[last].to.min(at)).long()
        })
    }

    /// When so much service time (in milliseconds) has passed since an instant; none where that is
    /// beyond the years that are reckoned with.
    pub fn after(&self, from: i64, long: i64) -> Option<i64> {
        let want = self.until(from) + long;
        let at = self.before.partition_point(|before| *before <= want);
        let last = at.checked_sub(1)?;
        let at = self.open[last].from + (want - self.before[last]);
        (at <= self.open[last].to).then_some(at.max(from))
    }
}

/// All calendars, read once while none changes.
pub struct Calendars {
    all: BTreeMap<Id, OnceLock<Result<Arc<Hours>, String>>>,
    year: i32,
}

impl Calendars {
    /// The calendars of a workspace.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let year = view.today().year();
        let make = |_: Option<&Self>| {
            let records = view.ledger.of_kind(SERVICE_CALENDAR.key());
            let there = records.filter(|record| !record.is_deleted());
            let mut all = BTreeMap::new();
            there.for_each(|record| drop(all.insert(record.id, OnceLock::new())));
            Self { all, year }
        };
        // Time is reckoned some years ahead, so with a new year there is more of it.
        let revision = view.ledger.revision(SERVICE_CALENDAR.key()) * 10_000;
        match view.recent {
            Some(recent) => {
                recent.whole(revision.wrapping_add(u64::from(year.unsigned_abs())), make)
            }
            None => Arc::new(make(None)),
        }
    }

    /// The service time of a calendar.
    ///
    /// # Errors
    /// Why it is not known, as the end of a sentence.
    pub fn hours(&self, calendar: Id, view: &View<'_>) -> Result<Arc<Hours>, String> {
        let gone = || "its service calendar is no longer there".to_owned();
        let slot = self.all.get(&calendar).ok_or_else(gone)?;
        let read = slot.get_or_init(|| {
            let record = view.there(calendar).ok_or_else(gone)?;
            let read = Calendar::of(record, view);
            let read = read.map_err(|why| format!("{}: {why}", view.name(record)))?;
            Ok(Arc::new(Hours::of(read, self.year)))
        });
        read.clone()
    }
}

fn findings(calendar: &Record, view: &View<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if let Err(why) = view.zones.find(&calendar.text("time_zone")) {
        let text = format!("Nothing can be measured on it: {why}. Write one as Europe/London.");
        found.push(Finding::warn("calendar-zone", Some("time_zone"), text));
    }
    if let Err(why) = hours(&calendar.text("hours")) {
        let text =
            format!("Nothing can be measured on it: {why}. Write them as Mon–Fri 08:00–17:00.");
        found.push(Finding::warn("calendar-hours", Some("hours"), text));
    }
    let holidays = calendar.items(Key::new("holidays"));
    let undated = holidays
        .iter()
        .filter(|item| date(item.value("date")).is_none());
    let undated = undated.count();
    if undated > 0 {
        let text = format!("{undated} of its holidays have no date, and count for nothing.");
        found.push(Finding::warn("calendar-holiday", Some("holidays"), text));
    }
    let unread = holidays
        .iter()
        .find_map(|item| hours_of_day(&item.text("hours")).err());
    if let Some(why) = unread {
        let text = format!("Nothing can be measured on it: {why}. Write them as 09:00–12:00.");
        found.push(Finding::warn(
            "calendar-holiday-hours",
            Some("holidays"),
            text,
        ));
    }
    review::beside(found, calendar, view)
}
