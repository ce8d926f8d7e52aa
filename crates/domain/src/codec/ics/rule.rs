//! How an event comes again (`RRULE`): what of it a window of the calendar can say, and back.

use super::times::{Time, Zones};
use crate::rooms::changes::occurrences::{Again, Day, Every, Rule};
use chrono::{Datelike, NaiveDateTime};
use serde_json::{Value, json};

fn parts(text: &str) -> Vec<(String, String)> {
    let parts = text.split(';').filter_map(|part| part.split_once('='));
    parts
        .map(|(name, value)| (name.trim().to_uppercase(), value.trim().to_uppercase()))
        .collect()
}

/// What a window of the calendar says of a rule (its field `repeats`); none where it cannot say it.
pub fn repeats(text: &str, first: &Time, zone: Option<&str>, zones: &Zones) -> Option<Value> {
    let again = again(text, first, zone, zones)?;
    let days: Vec<String> = {
        let mut days: Vec<String> = again.days.iter().flatten().map(|day| day.write()).collect();
        holdfast_ledger::sort::Arrange::arrange(days.as_mut_slice());
        days
    };
    let mut value = json!({"every": again.every.key()});
    if again.interval > 1 {
        value["interval"] = again.interval.into();
    }
    if !days.is_empty() {
        value["days"] = json!(days);
    }
    if let Some(until) = again.until {
        value["until"] = until.to_string().into();
    }
    Some(value)
}

fn again(text: &str, first: &Time, zone: Option<&str>, zones: &Zones) -> Option<Again> {
    let own = first.shown;
    let mut again = Again {
        every: Every::Day,
        interval: 1,
        days: Vec::new(),
        until: None,
    };
    let parts = parts(text);
    let every = parts.iter().find(|(name, _)| name == "FREQ");
    again.every = match every?.1.as_str() {
        "DAILY" => Every::Day,
        "WEEKLY" => Every::Week,
        "MONTHLY" => Every::Month,
        "YEARLY" => Every::Year,
        _ => return None,
    };
    let (mut count, mut month) = (None, false);
    for (name, value) in &parts {
        match name.as_str() {
            "FREQ" => {}
            "INTERVAL" => again.interval = value.parse().ok().filter(|n| (1..=400).contains(n))?,
            "COUNT" => count = Some(value.parse::<usize>().ok().filter(|n| *n > 0)?),
            "UNTIL" => again.until = Some(zones.until(value, first, zone)?),
            "WKST" if value == "MO" => {}
            "BYDAY" => {
                let days: Option<Vec<Day>> = value.split(',').map(Day::read).collect();
                again.days = days?.into_iter().map(Ok).collect();
            }
            "BYMONTH" if again.every == Every::Year && value.parse() == Ok(own.month()) => {
                month = true
            }
            "BYMONTHDAY"
                if value.parse() == Ok(own.day())
                    && matches!(again.every, Every::Month | Every::Year) => {}
            _ => return None,
        }
    }
    if !fits(&again, month) {
        return None;
    }
    if let Some(count) = count {
        again.until = Some(again.last_of(own, count)?);
    }
    Some(again)
}

// A day of the week with a number is one of a month; a year has 53 of each unless its month is named.
fn fits(again: &Again, month: bool) -> bool {
    let numbered = again.days.iter().flatten().any(|day| day.nth != 0);
    match again.every {
        Every::Day | Every::Week => !numbered,
        Every::Month => true,
        Every::Year => again.days.is_empty() || month,
    }
}

/// The rule of a window whose wall shows UTC.
pub fn print(rule: &Rule) -> Option<String> {
    let again = rule.again.as_ref()?;
    let first = chrono::DateTime::from_timestamp_millis(rule.first.start)?.naive_utc();
    let every = match again.every {
        Every::Day => "DAILY",
        Every::Week => "WEEKLY",
        Every::Month => "MONTHLY",
        Every::Year => "YEARLY",
    };
    let mut text = format!("FREQ={every}");
    if again.interval > 1 {
        text.push_str(&format!(";INTERVAL={}", again.interval));
    }
    let days: Vec<String> = again
        .days
        .iter()
        .flatten()
        .map(|day| day.write().to_uppercase())
        .collect();
    if !days.is_empty() {
        if again.every == Every::Year {
            text.push_str(&format!(";BYMONTH={}", first.month()));
        }
        text.push_str(&format!(";BYDAY={}", days.join(",")));
    }
    if let Some(until) = again.until {
        text.push_str(&format!(";UNTIL={}T235959Z", until.format("%Y%m%d")));
    }
    Some(text)
}

/// The last moment up to another at which a zone changes that does so once a year: the nth day of the
/// week in a month. By the wall.
pub fn last_yearly(
    text: &str,
    first: NaiveDateTime,
    shown: NaiveDateTime,
) -> Option<NaiveDateTime> {
    let parts = parts(text);
    let of = |wanted: &str| {
        parts
            .iter()
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.as_str())
    };
    let month: u32 = of("BYMONTH").map_or(Some(first.month()), |month| month.parse().ok())?;
    let day = of("BYDAY").and_then(Day::read);
    let until = of("UNTIL").and_then(|text| super::times::day(text.get(..8)?));
    let in_year = |year: i32| {
        let begin = chrono::NaiveDate::from_ymd_opt(year, month, 1)?;
        let mut days = begin.iter_days().take_while(|day| day.month() == month);
        let date = match day {
            Some(wanted) => days.find(|date| wanted.is(*date))?,
            None => begin.with_day(first.day())?,
        };
        Some(date.and_time(first.time()))
    };
    let last_year = until.map_or(shown.year(), |until| until.year().min(shown.year()));
    let years = [last_year, last_year.checked_sub(1)?];
    let found = years.into_iter().filter_map(in_year);
    let counts = |at: &NaiveDateTime| {
        *at >= first && *at <= shown && until.is_none_or(|until| at.date() <= until)
    };
    found.filter(counts).max()
}
