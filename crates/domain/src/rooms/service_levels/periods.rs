//! The periods over which availability is measured.

use super::spans::Span;
use super::terms::{Held, Period};
use crate::zone::DAY;
use chrono::{Datelike, Months, NaiveDate};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A month, a quarter or a year of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// Its first day.
    pub first: NaiveDate,
    /// How many months it has: 1, 3 or 12.
    pub months: u32,
}

impl Stretch {
    /// The one of so many months that a day is in.
    pub fn with(day: NaiveDate, months: u32) -> Self {
        let month = day.month0() / months * months + 1;
        let first = NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
        Self { first, months }
    }

    /// The day after its last.
    pub fn after(self) -> NaiveDate {
        let after = self.first.checked_add_months(Months::new(self.months));
        after.unwrap_or(NaiveDate::MAX)
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        Self {
            first: self.after(),
            ..self
        }
    }

    /// The one before.
    #[must_use]
    pub fn before(self) -> Self {
        let first = self.first.checked_sub_months(Months::new(self.months));
        Self {
            first: first.unwrap_or(self.first),
            ..self
        }
    }

    /// What it is called: `November 2026`, `Q4 2026`, `2026`.
    pub fn name(self) -> String {
        let year = self.first.year();
        match self.months {
            1 => format!("{} {year}", MONTHS[self.first.month0() as usize]),
            3 => format!("Q{} {year}", self.first.month0() / 3 + 1),
            _ => year.to_string(),
        }
    }

    /// How an address names it: `2026-11`, `2026-Q4`, `2026`.
    pub fn key(self) -> String {
        let year = self.first.year();
        match self.months {
            1 => format!("{year:04}-{:02}", self.first.month()),
            3 => format!("{year:04}-Q{}", self.first.month0() / 3 + 1),
            _ => format!("{year:04}"),
        }
    }

    /// Reads what [`Self::key`] wrote.
    pub fn read(key: &str) -> Option<Self> {
        let (year, part) = key
            .split_once('-')
            .map_or((key, None), |(year, part)| (year, Some(part)));
        let year: i32 = (year.len() == 4).then(|| year.parse().ok())??;
        let (month, months) = match part {
            None => (1, 12),
            Some(part) => match part.strip_prefix('Q') {
                Some(quarter) => (
                    quarter
                        .parse::<u32>()
                        .ok()
                        .filter(|n| (1..=4).contains(n))?
                        * 3
                        - 2,
                    3,
                ),
                None => (part.parse().ok()?, 1),
            },
        };
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        Some(Self { first, months })
    }
}

/// A period over which something is measured, by the terms that hold at its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// What it is called; calendar dates in it are as in files.
    pub name: String,
    /// When it is.
    pub span: Span,
    /// The place in the agreement of the terms whose target it is held against.
    pub terms: usize,
}

/// The periods of an agreement that have a part within a stretch, in their order. Where other terms
/// begin, so does another period: each is held against one target. Of the last days there is one for
/// the end of each month, and one for now.
pub fn periods(held: &[Held], within: Span, now: i64) -> Vec<Measured> {
    let mut found = Vec::new();
    for (n, one) in held.iter().enumerate() {
        let part = one.span.common(within);
        let Some(period) = one.terms.period.filter(|_| !part.is_empty()) else {
            continue;
        };
        let zone = &one.hours.calendar.zone;
        let months = match period {
            Period::Month | Period::Rolling(_) => 1,
            Period::Quarter => 3,
            Period::Year => 12,
        };
        let mut stretch = Stretch::with(zone.day(part.from), months);
        loop {
            let whole = Span::new(zone.begins(stretch.first), zone.begins(stretch.after()));
            if whole.from >= part.to {
                break;
            }
            let span = whole.common(one.span);
            match period {
                Period::Rolling(days) => {
                    let end = span.to.min(now);
                    if span.from <= end {
                        found.push(rolling(held, n, days, end));
                    }
                }
                _ => found.push(Measured {
                    name: named(stretch, span, whole, one),
                    span,
                    terms: n,
                }),
            }
            stretch = stretch.next();
        }
    }
    found
}

// The last days before an end, as far as anything was promised in them.
fn rolling(held: &[Held], terms: usize, days: u32, end: i64) -> Measured {
    let zone = &held[terms].hours.calendar.zone;
    // By the clocks there, so that it is the same time of day.
    let from = zone.instant(zone.wall(end) - i64::from(days) * DAY);
    let last = zone.day(end - 1);
    Measured {
        name: format!("{days} days to {last}"),
        span: Span::new(from.max(held[0].span.from), end),
        terms,
    }
}

fn named(stretch: Stretch, span: Span, whole: Span, held: &Held) -> String {
    let zone = &held.hours.calendar.zone;
    let from = (span.from > whole.from).then(|| format!(" from {}", zone.day(span.from)));
    let to = (span.to < whole.to).then(|| format!(" to {}", zone.day(span.to - 1)));
    [
        stretch.name(),
        from.unwrap_or_default(),
        to.unwrap_or_default(),
    ]
    .concat()
}

/// The period that an instant is in; none before the first terms and after the last.
pub fn period_at(held: &[Held], at: i64) -> Option<Measured> {
    let here = periods(held, Span::new(at, at + 1), at);
    here.into_iter().next_back()
}
