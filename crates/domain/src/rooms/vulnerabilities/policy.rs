//! Until when a vulnerability is to be fixed.

use super::cvss::Severity;
use super::figures::scored;
use crate::rooms::workspace::workspaces;
use crate::value::{date, day, part};
use crate::view::View;
use chrono::{Days, NaiveDate};
use holdfast_ledger::{Path, Record, Text};

/// The parts of the workspace's policy, the most severe first.
pub const KEYS: [&str; 4] = ["critical", "high", "medium", "low"];

/// Days to fix where the workspace says nothing: CISA's for critical and high (BOD 19-02), then
/// a quarter and half a year.
pub const USUAL: [u64; 4] = [15, 30, 90, 180];

/// The workspace's policy, the most severe first; what it does not say is as usual.
///
/// # Errors
/// When something more severe may wait longer.
pub fn policy(view: &View<'_>) -> Result<[u64; 4], String> {
    let mut workspaces = workspaces(view);
    workspaces
        .find_map(|record| record.value(Path::of("due_policy")))
        .map_or(Ok(USUAL), policy_of)
}

/// The policy that a value of the field `due_policy` makes.
///
/// # Errors
/// As [`policy`].
pub fn policy_of(value: &Text) -> Result<[u64; 4], String> {
    let mut days = USUAL;
    for (key, days) in KEYS.iter().zip(&mut days) {
        if let Some(own) = part(value, key).and_then(|part| part.get()) {
            *days = own;
        }
    }
    match days.windows(2).position(|pair| pair[0] > pair[1]) {
        Some(at) => Err(format!(
            "what is {} may wait longer than what is {}",
            KEYS[at],
            KEYS[at + 1]
        )),
        None => Ok(days),
    }
}

/// A day until which something is to be fixed, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day that is in time.
    pub day: NaiveDate,
    /// Where it comes from, in words.
    pub why: String,
}

/// Until when a vulnerability is to be fixed: as written; else by severity from the day it was
/// found, or by CISA's catalogue where that is earlier.
///
/// # Errors
/// What is missing, as a part of a sentence.
pub fn due(record: &Record, view: &View<'_>) -> Result<Due, String> {
    let on = |field| day(record, field);
    if let Some(day) = on("due") {
        return Ok(Due {
            day,
            why: "as written".to_owned(),
        });
    }
    // The catalogue's day for all the world may be over before something is found here.
    let kev = record
        .value(Path::of("kev"))
        .and_then(|kev| date(part(kev, "due").as_ref()))
        .filter(|due| on("found").is_none_or(|found| found <= *due));
    let catalogue = kev.map(|day| Due {
        day,
        why: format!("CISA KEV: {day}"),
    });
    let by_policy = by_policy(record, on("found"), view);
    match (by_policy, catalogue) {
        (Ok(own), Some(kev)) if own.day <= kev.day => Ok(own),
        (Ok(own), None) => Ok(own),
        (_, Some(kev)) => Ok(kev),
        (Err(why), None) => Err(why),
    }
}

fn by_policy(record: &Record, found: Option<NaiveDate>, view: &View<'_>) -> Result<Due, String> {
    let policy = policy(view)?;
    let found = found.ok_or("it does not say when it was found")?;
    let severity = Severity::of(scored(record)?.value);
    let days = match severity {
        Severity::Critical => policy[0],
        Severity::High => policy[1],
        Severity::Medium => policy[2],
        Severity::Low => policy[3],
        Severity::None => return Err("its score is 0".to_owned()),
    };
    let day = found
        .checked_add_days(Days::new(days))
        .ok_or("the day is out of range")?;
    let severity = severity.label().to_lowercase();
    Ok(Due {
        day,
        why: format!("found on {found}, {severity}: {days} days"),
    })
}
