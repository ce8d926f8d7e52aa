//! Days and times as tables write them. Whether the day or the month comes first is decided once
//! for a column, from all of it.

use crate::value::parse_minutes;
use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

/// What comes first in `3/4/2026`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Order {
    /// The day.
    #[default]
    Day,
    /// The month.
    Month,
}

/// A day, and a time of it where one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The day.
    pub day: NaiveDate,
    /// The time of day.
    pub time: Option<NaiveTime>,
    /// The offset from UTC in minutes, where one is given.
    pub zone: Option<i32>,
}

/// What comes first in a column, and whether the column shows it: some number is above 12.
pub fn order<'a>(texts: impl Iterator<Item = &'a str>) -> (Order, bool) {
    for text in texts {
        let (date, _) = split(text);
        let parts = parts(date);
        if let [first, second, _] = *parts.as_slice()
            && first.len() < 3
            && !date.contains('.')
        {
            match (first.parse::<u32>(), second.parse::<u32>()) {
                (Ok(13..), _) => return (Order::Day, true),
                (Ok(_), Ok(13..)) => return (Order::Month, true),
                _ => {}
            }
        }
    }
    (Order::Day, false)
}

/// Whether a day may be read in two ways.
pub fn is_ambiguous(text: &str) -> bool {
    let read = |order| moment(text, order).map(|moment| moment.day);
    let (day, month) = (read(Order::Day), read(Order::Month));
    day.is_some() && month.is_some() && day != month
}

/// Reads a day with or without a time: `2026-11-22`, `22.11.2026 14:30`, `11/22/26 2:30 PM`,
/// `22-Nov-2026`, `2026-11-22T14:30:00Z`, `20261122`.
pub fn moment(text: &str, order: Order) -> Option<Moment> {
    let (date, clock) = split(text);
    let day = day(date, order)?;
    let Some(clock) = clock else {
        return Some(Moment {
            day,
            time: None,
            zone: None,
        });
    };
    let (time, zone) = time(clock)?;
    Some(Moment {
        day,
        time: Some(time),
        zone,
    })
}

// A time has a colon; it begins with the digits before the first.
fn split(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    let Some(colon) = text.find(':') else {
        return (text, None);
    };
    let digits = text[..colon]
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .len();
    let date = text[..digits].trim_end_matches(['T', 't', ',', ' ']);
    (date, Some(&text[digits..]))
}

fn parts(date: &str) -> Vec<&str> {
    let parts = date.split(|c: char| !c.is_alphanumeric());
    parts.filter(|part| !part.is_empty()).collect()
}

fn day(date: &str, order: Order) -> Option<NaiveDate> {
    let parts = parts(date);
    let number = |text: &str| (text.len() < 5).then(|| text.parse::<u32>().ok()).flatten();
    let (year, month, day) = match *parts.as_slice() {
        [whole] if whole.len() == 8 && whole.is_ascii() => {
            (&whole[..4], number(&whole[4..6])?, &whole[6..])
        }
        [first, second, third] if first.len() == 4 => (first, month_of(second)?, third),
        [first, second, third] => {
            let day_first = order == Order::Day || date.contains('.');
            match (word(first), word(second)) {
                (Some(month), None) => (third, month, second),
                (None, Some(month)) => (third, month, first),
                _ if day_first => (third, number(second)?, first),
                _ => (third, number(first)?, second),
            }
        }
        _ => return None,
    };
    let full = match (year.len(), number(year)? as i32) {
        (4, year) => year,
        (2, year @ 70..) => 1900 + year,
        (2, year) => 2000 + year,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(full, month, number(day)?)
}

fn month_of(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| word(text))
}

fn word(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let text = text.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|month| text.len() > 2 && month.starts_with(&text))?;
    Some(at as u32 + 1)
}

fn time(text: &str) -> Option<(NaiveTime, Option<i32>)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.');
    let (clock, mut rest) = text.split_at(end.unwrap_or(text.len()));
    let (clock, _) = clock.split_once('.').unwrap_or((clock, ""));
    let fields: Vec<u32> = clock
        .split(':')
        .map_while(|field| field.parse().ok())
        .collect();
    let (mut hour, minute, second) = match *fields.as_slice() {
        [hour, minute] => (hour, minute, 0),
        [hour, minute, second] => (hour, minute, second),
        _ => return None,
    };
    rest = rest.trim();
    for (half, from) in [("am", 0), ("pm", 12)] {
        if let Some(head) = rest.get(..2).filter(|head| head.eq_ignore_ascii_case(half)) {
            rest = rest[head.len()..].trim();
            hour = (1..=12).contains(&hour).then_some(hour % 12 + from)?;
            break;
        }
    }
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, zone(rest)?))
}

// `None` inside: none is given.
fn zone(text: &str) -> Option<Option<i32>> {
    if text.is_empty() {
        return Some(None);
    }
    if ["z", "utc", "gmt"]
        .iter()
        .any(|utc| text.eq_ignore_ascii_case(utc))
    {
        return Some(Some(0));
    }
    let (sign, digits) = match text.strip_prefix('+') {
        Some(digits) => (1, digits),
        None => (-1, text.strip_prefix('-')?),
    };
    let digits = digits.replace(':', "");
    let number: i32 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    let (hours, minutes) = (number / 100, number % 100);
    (hours < 15 && minutes < 60).then_some(Some(sign * (hours * 60 + minutes)))
}

/// A duration with seconds: `1h01m01s`, `36:00:00`, `2:30` (hours and minutes). In minutes.
pub fn duration(text: &str) -> Option<f64> {
    let lower = text.trim().to_lowercase();
    if lower.contains(':') {
        let fields: Vec<f64> = lower
            .split(':')
            .map_while(|field| field.trim().parse::<u32>().ok().map(f64::from))
            .collect();
        let whole = fields.len() == lower.split(':').count();
        return match *fields.as_slice() {
            [hours, minutes] if whole && minutes < 60.0 => Some(hours * 60.0 + minutes),
            [hours, minutes, seconds] if whole && minutes < 60.0 && seconds < 60.0 => {
                Some(hours * 60.0 + minutes + seconds / 60.0)
            }
            _ => None,
        };
    }
    let units = ["seconds", "second", "secs", "sec", "s"];
    let rest = units
        .iter()
        .find_map(|unit| lower.strip_suffix(unit))?
        .trim_end();
    let digits = rest
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
        .len();
    let seconds: f64 = rest[digits..].parse().ok()?;
    let before = match rest[..digits].trim() {
        "" => 0.0,
        before => parse_minutes(before)?,
    };
    let total = before + seconds / 60.0;
    (total <= 5_256_000.0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: Order) -> String {
        match moment(text, order) {
            Some(Moment { day, time, zone }) => {
                let time = time.map_or_else(String::new, |time| format!(" {time}"));
                let zone = zone.map_or_else(String::new, |zone| format!(" {zone}"));
                format!("{day}{time}{zone}")
            }
            None => "none".to_owned(),
        }
    }

    #[test]
    fn days_and_times_as_tables_write_them() {
        for (text, expected) in [
            ("2026-11-22", "2026-11-22"),
            ("20261122", "2026-11-22"),
            ("2026/1/2", "2026-01-02"),
            ("22.11.2026", "2026-11-22"),
            ("3/4/2026", "2026-04-03"),
            ("03-04-26 09:05", "2026-04-03 09:05:00"),
            ("3/Jan/26 2:30 PM", "2026-01-03 14:30:00"),
            ("Nov 22, 2026, 12:00 am", "2026-11-22 00:00:00"),
            ("2026-11-22T14:30:05.123Z", "2026-11-22 14:30:05 0"),
            ("2026-11-22 14:30+0130", "2026-11-22 14:30:00 90"),
            ("2026-11-22T14:30:00-03:00", "2026-11-22 14:30:00 -180"),
            ("31.02.2026", "none"),
            ("13/13/2026", "none"),
            ("soon", "none"),
            ("1:2:3:4", "none"),
            ("2026-11-22 25:00", "none"),
            ("", "none"),
        ] {
            assert_eq!(read(text, Order::Day), expected, "{text}");
        }
        assert_eq!(read("3/4/2026", Order::Month), "2026-03-04");
        assert_eq!(read("3.4.2026", Order::Month), "2026-04-03");
    }

    #[test]
    fn a_column_shows_what_comes_first() {
        assert_eq!(
            order(["1/2/2026", "1/22/2026"].into_iter()),
            (Order::Month, true)
        );
        assert_eq!(
            order(["1/2/2026", "22/1/2026 10:00"].into_iter()),
            (Order::Day, true)
        );
        assert_eq!(
            order(["1/2/2026", "2026-22-01"].into_iter()),
            (Order::Day, false)
        );
        assert!(
            is_ambiguous("1/2/2026") && !is_ambiguous("1/1/2026") && !is_ambiguous("2026-01-02")
        );
    }
}
