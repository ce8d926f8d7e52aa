//! When something that comes again takes place, by the clock on the wall: at nine in summer as in
//! winter.

use super::wall;
use super::window::{BadWindow, Window};
use crate::value::{date, instant, part};
use crate::view::View;
use chrono::{Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, Weekday};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Path, Record};

/// What is read of a window of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The first time; start < end.
    pub first: Window,
    /// The time zone in which it keeps its time of day.
    pub zone: String,
    /// How it comes again; none: never.
    pub again: Option<Again>,
    /// The days on the wall on which it is left out; what is no day stands as it was written.
    pub except: Vec<Result<NaiveDate, String>>,
}

/// How it comes again.
#[derive(Clone, Debug, PartialEq)]
pub struct Again {
    /// In steps of what.
    pub every: Every,
    /// How many of them, 1 or more.
    pub interval: u32,
    /// On which days; none: as the first time.
    pub days: Vec<Result<Day, String>>,
    /// The last day on which it may begin.
    pub until: Option<NaiveDate>,
}

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Days.
    Day,
    /// Weeks, which begin on Monday.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}

/// A day of the week, or the nth of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which one in the month: 1 the first, -1 the last; 0: each.
    pub nth: i32,
    /// The day of the week.
    pub weekday: Weekday,
}

/// The days of the week as they are written.
const NAMES: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];
const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// More than anybody looks at: a rule that somebody spoiled must not fill the memory.
const MOST: usize = 4_000;

impl Day {
    /// Reads `mo`, `1su`, `-1fr`.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let at = text.len().checked_sub(2)?;
        let (nth, name) = (text.get(..at)?, text.get(at..)?);
        let weekday = WEEKDAYS[NAMES.iter().position(|known| *known == name)?];
        let nth = if nth.is_empty() { 0 } else { nth.parse().ok()? };
        (-5..=5).contains(&nth).then_some(Self { nth, weekday })
    }

    /// As it is written.
    pub fn write(self) -> String {
        let name = NAMES[self.weekday.num_days_from_monday() as usize];
        match self.nth {
            0 => name.to_owned(),
            nth => format!("{nth}{name}"),
        }
    }

    /// Whether it is this day of its month.
    pub fn is(self, day: NaiveDate) -> bool {
        let from_end = || {
            let last = month_end(day);
            -((last.day() - day.day()) as i32 / 7 + 1)
        };
        let nth = match self.nth {
            0 => true,
            n if n > 0 => (day.day() as i32 - 1) / 7 + 1 == n,
            n => from_end() == n,
        };
        nth && day.weekday() == self.weekday
    }
}

fn month_end(day: NaiveDate) -> NaiveDate {
    let first = day.with_day(1).unwrap_or(day);
    let next = first.checked_add_months(Months::new(1));
    next.and_then(|next| next.pred_opt()).unwrap_or(day)
}

impl Every {
    /// By the key of its choice.
    pub fn of(key: &str) -> Option<Self> {
        Some(match key {
            "daily" => Self::Day,
            "weekly" => Self::Week,
            "monthly" => Self::Month,
            "yearly" => Self::Year,
            _ => return None,
        })
    }

    /// The key of its choice.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Day => "daily",
            Self::Week => "weekly",
            Self::Month => "monthly",
            Self::Year => "yearly",
        }
    }
}

impl Rule {
    /// Reads a window of the calendar.
    ///
    /// # Errors
    /// When its first time is missing, incomplete or reversed.
    pub fn of(window: &Record) -> Result<Self, BadWindow> {
        let time = |field| instant(window.value(Path::of(field)));
        let first = match (time("from"), time("to")) {
            (None, None) => return Err(BadWindow::Missing),
            (None, _) => return Err(BadWindow::NoStart),
            (_, None) => return Err(BadWindow::NoEnd),
            (Some(start), Some(end)) if start >= end => return Err(BadWindow::Reversed),
            (Some(start), Some(end)) => Window { start, end },
        };
        let again = window.value(Path::of("repeats")).and_then(|value| {
            let every = Every::of(&part(value, "every")?.plain())?;
            let interval = part(value, "interval").and_then(|n| n.get::<u32>());
            let days: Vec<String> = part(value, "days")
                .and_then(|days| days.get())
                .unwrap_or_default();
            let read = |text: String| Day::read(&text).ok_or(text);
            Some(Again {
                every,
                interval: interval.unwrap_or(1).clamp(1, 400),
                days: days.into_iter().map(read).collect(),
                until: date(part(value, "until").as_ref()),
            })
        });
        let except: Vec<String> = window.get("except").unwrap_or_default();
        let read = |text: String| text.trim().parse().map_err(|_| text);
        Ok(Self {
            first,
            except: except.into_iter().map(read).collect(),
            zone: window.text("time_zone").trim().to_owned(),
            again,
        })
    }

    /// A day that nobody can read, where there is one.
    pub fn strange_day(&self) -> Option<&str> {
        let again = self.again.as_ref()?;
        again
            .days
            .iter()
            .find_map(|day| day.as_ref().err().map(String::as_str))
    }

    /// How it comes again, in words: `every 2 weeks on mo, we until 2027-01-01`.
    pub fn words(&self) -> String {
        let Some(again) = &self.again else {
            return "once".to_owned();
        };
        let unit = match again.every {
            Every::Day => "day",
            Every::Week => "week",
            Every::Month => "month",
            Every::Year => "year",
        };
        let mut words = match again.interval {
            1 => format!("every {unit}"),
            n => format!("every {n} {unit}s"),
        };
        let days: Vec<String> = again.known_days().map(Day::write).collect();
        if !days.is_empty() {
            words.push_str(&format!(" on {}", days.join(", ")));
        }
        if let Some(until) = again.until {
            words.push_str(&format!(" until {until}"));
        }
        let left: Vec<String> = { self.except.iter().flatten() }
            .map(NaiveDate::to_string)
            .collect();
        if !left.is_empty() {
            words.push_str(&format!(", not on {}", left.join(", ")));
        }
        words
    }

    fn is_left_out(&self, day: NaiveDate) -> bool {
        self.except.contains(&Ok(day))
    }

    /// The times that begin before `until` and end after `from` (milliseconds since 1970), the
    /// earliest first. The first time counts whether the rule names its day or not.
    pub fn within(&self, from: i64, until: i64, view: &View<'_>) -> Vec<Window> {
        let lies = |time: &Window| time.end > from && time.start < until;
        let shown = |at: i64| wall::local(at, &self.zone, view);
        let start = shown(self.first.start);
        let first = start.is_none_or(|start| !self.is_left_out(start.date()));
        let mut found: Vec<Window> = Vec::new();
        found.extend(Some(self.first).filter(|time| first && lies(time)));
        let (Some(again), Some(start), Some(end)) = (&self.again, start, shown(self.first.end))
        else {
            return found;
        };
        let lasts = end - start;
        // A day of room at both ends: the wall may be off by so much.
        let earliest =
            shown(from).and_then(|from| from.checked_sub_signed(lasts + Duration::days(1)));
        let latest = shown(until).and_then(|until| until.checked_add_signed(Duration::days(1)));
        let (Some(earliest), Some(latest)) = (earliest, latest) else {
            return found;
        };
        let all = again.from(start, earliest, latest).into_iter();
        for begins in all.filter(|begins| !self.is_left_out(begins.date())) {
            let Some(over) = begins.checked_add_signed(lasts) else {
                break;
            };
            let time = Window {
                start: wall::instant(begins, &self.zone, view),
                end: wall::instant(over, &self.zone, view),
            };
            if lies(&time) && time.start < time.end && time.start != self.first.start {
                found.push(time);
            }
        }
        found.arrange_by_key(|time| time.start);
        found
    }
}

impl Again {
    fn known_days(&self) -> impl Iterator<Item = Day> {
        self.days
            .iter()
            .filter_map(|day| day.as_ref().ok().copied())
    }

    /// The day on which it begins for the nth time, the first time counted; none beyond a hundred years.
    pub fn last_of(&self, first: NaiveDateTime, times: usize) -> Option<NaiveDate> {
        let Some(more) = times.checked_sub(2) else {
            return Some(first.date());
        };
        let latest = first.checked_add_months(Months::new(1_200))?;
        let all = self.from(first, first, latest);
        all.get(more).map(NaiveDateTime::date)
    }

    // What the wall shows when it begins: after the first time, between two moments.
    fn from(
        &self,
        first: NaiveDateTime,
        earliest: NaiveDateTime,
        latest: NaiveDateTime,
    ) -> Vec<NaiveDateTime> {
        let (begin, interval) = (first.date(), i64::from(self.interval));
        let last = self
            .until
            .map_or(latest.date(), |until| until.min(latest.date()));
        let mut found = Vec::new();
        // The steps before `earliest` are not counted through.
        let mut step = self.steps_to(begin, earliest.date()).max(0) / interval * interval;
        step = (step - interval).max(0);
        while found.len() < MOST {
            let Some(unit) = self.unit(begin, step) else {
                break;
            };
            if unit > last {
                break;
            }
            for day in self.days_in(unit, begin) {
                if day > begin && day <= last && day >= earliest.date() {
                    found.push(day.and_time(first.time()));
                }
            }
            step += interval;
        }
        found
    }

    // The first day of the unit that lies so many steps after that of the first time.
    fn unit(&self, begin: NaiveDate, step: i64) -> Option<NaiveDate> {
        let days = |day: NaiveDate, n: i64| day.checked_add_days(Days::new(u64::try_from(n).ok()?));
        let months = |n: i64| {
            let first = begin.with_day(1)?;
            first.checked_add_months(Months::new(u32::try_from(n).ok()?))
        };
        match self.every {
            Every::Day => days(begin, step),
            Every::Week => days(monday(begin), step * 7),
            Every::Month => months(step),
            Every::Year => months(step * 12),
        }
    }

    fn steps_to(&self, begin: NaiveDate, day: NaiveDate) -> i64 {
        let months = i64::from(day.year() - begin.year()) * 12 + i64::from(day.month())
            - i64::from(begin.month());
        match self.every {
            Every::Day => (day - begin).num_days(),
            Every::Week => (monday(day) - monday(begin)).num_days() / 7,
            Every::Month => months,
            Every::Year => months.div_euclid(12),
        }
    }

    // The days of a unit on which it begins, in order.
    fn days_in(&self, unit: NaiveDate, begin: NaiveDate) -> Vec<NaiveDate> {
        let on: Vec<Day> = self.known_days().collect();
        let is_on = |day: &NaiveDate| on.iter().any(|one| one.is(*day));
        let of_month = |first: NaiveDate| -> Vec<NaiveDate> {
            let days = first
                .iter_days()
                .take_while(|day| day.month() == first.month());
            days.filter(is_on).collect()
        };
        match self.every {
            Every::Day if on.is_empty() => vec![unit],
            Every::Day => Some(unit).into_iter().filter(is_on).collect(),
            Every::Week => {
                let falls = |day: &NaiveDate| {
                    let own = on.is_empty() && day.weekday() == begin.weekday();
                    own || on.iter().any(|one| one.weekday == day.weekday())
                };
                unit.iter_days().take(7).filter(falls).collect()
            }
            // What has no such day is left out, as in RFC 5545.
            Every::Month | Every::Year if on.is_empty() => {
                unit.with_day(begin.day()).into_iter().collect()
            }
            Every::Month | Every::Year => of_month(unit),
        }
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}
