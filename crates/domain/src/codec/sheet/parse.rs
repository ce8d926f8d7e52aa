//! Values as other tools and people write them in tables, read by the type of the field.

use super::cell;
use super::choice::choice;
use super::columns::plain;
use super::dates::{self, Moment, Order, duration};
use super::names::Names;
use crate::describe::{Field, Type};
use crate::entry;
use crate::value::Estimate;
use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use holdfast_ledger::{Id, Text};

/// What a cell became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The value.
    pub value: Text,
    /// Whether all that the cell says is in it; else the cell is kept in the notes as well.
    pub whole: bool,
    /// What a person should know of how it was read.
    pub said: Option<String>,
}

/// What else it takes to read a cell.
pub struct How<'a> {
    /// What comes first in dates.
    pub order: Order,
    /// The offset of this device from UTC in minutes: for times without a zone.
    pub offset_minutes: i32,
    /// The records that texts may name.
    pub names: &'a Names<'a>,
    /// Words of a dialect and the choices that they stand for.
    pub words: &'a [(&'a str, &'a str)],
    /// How many minutes a duration counts for each in a bare number, where its heading says so.
    pub unit: Option<f64>,
}

/// How many minutes the unit at the end of a heading has: `Handle Time (Hours)`.
pub fn unit(heading: &str) -> Option<f64> {
    let (_, unit) = heading.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    match plain(unit).as_str() {
        "seconds" | "s" => Some(1.0 / 60.0),
        "minutes" | "min" => Some(1.0),
        "hours" | "h" => Some(60.0),
        "days" | "d" => Some(1440.0),
        _ => None,
    }
}

/// Whether a text stands for nothing.
pub fn is_missing(text: &str) -> bool {
    const MARKS: [&str; 9] = ["", "?", "-", "--", "–", "—", "n/a", "#n/a", "null"];
    let text = text.trim();
    MARKS.iter().any(|mark| text.eq_ignore_ascii_case(mark))
}

/// Reads a cell as a value of a field.
///
/// # Errors
/// Why it does not fit, as a sentence.
pub fn parse(field: &Field, text: &str, how: &How<'_>) -> Result<Parsed, String> {
    let trimmed = text.trim();
    let value = match field.ty {
        Type::Line if trimmed.contains(['\n', '\r']) => {
            let first = trimmed.lines().next().unwrap_or_default();
            return Ok(part_of(
                Text::string(first),
                "Only the first line is taken.",
            ));
        }
        Type::Whole { min, max, .. } => return whole(field, trimmed, (min, max)),
        Type::Choice(choices) => return choice(choices, trimmed, how.words),
        Type::Flag => flag(trimmed)?,
        Type::Date | Type::Instant => return date(field.ty, trimmed, how),
        Type::Minutes => match (
            counted(trimmed, how.unit),
            entry::read(Type::Minutes, trimmed),
        ) {
            (Some(total), _) => minutes(total)?,
            (None, Ok(value)) => value,
            (None, Err(why)) => minutes(duration(trimmed).ok_or(why)?)?,
        },
        Type::Estimate => estimate(trimmed)?,
        Type::Link(kinds) => Text::string(&how.names.find(trimmed, kinds)?.to_string()),
        Type::Links(kinds) => {
            let found = entries(trimmed, kinds, how.names)?;
            cell::links(&found)?
        }
        Type::Words | Type::Ordered => entry::words(field.ty, cell::pieces(trimmed))?,
        Type::Contents | Type::Group(_) => Text::parse(trimmed)?,
        ty => entry::read(ty, text).or_else(|why| decimal(ty, trimmed).ok_or(why))?,
    };
    Ok(all_of(value))
}

/// A value that says all that its cell does.
pub(super) fn all_of(value: Text) -> Parsed {
    Parsed {
        value,
        whole: true,
        said: None,
    }
}

// A bare number of hours or days, with a point or a comma before its decimals.
fn counted(text: &str, unit: Option<f64>) -> Option<f64> {
    let plain = if text.contains('.') {
        text.parse::<f64>()
    } else {
        text.replacen(',', ".", 1).parse()
    };
    let total = plain.ok()? * unit?;
    (total >= 0.0 && total.is_finite()).then_some(total)
}

/// A value that says a part of what its cell does.
pub(super) fn part_of(value: Text, said: &str) -> Parsed {
    Parsed {
        value,
        whole: false,
        said: Some(said.to_owned()),
    }
}

/// The records that a list of names stands for. A name may hold what parts names: then the whole
/// cell is one.
fn entries(text: &str, kinds: &[&str], names: &Names<'_>) -> Result<Vec<Id>, String> {
    let found: Result<Vec<Id>, String> = cell::pieces(text)
        .map(|name| names.find(name, kinds))
        .collect();
    found.or_else(|why| names.find(text, kinds).map(|id| vec![id]).map_err(|_| why))
}

// A comma before decimals, as half of Europe writes it.
fn decimal(ty: Type, text: &str) -> Option<Text> {
    let one_comma = text.matches(',').count() == 1 && !text.contains('.');
    one_comma.then(|| entry::read(ty, &text.replace(',', ".")).ok())?
}

fn whole(field: &Field, text: &str, (min, max): (i64, i64)) -> Result<Parsed, String> {
    let exact = |value: Text| Parsed {
        value,
        whole: true,
        said: None,
    };
    let why = match entry::read(field.ty, text) {
        Ok(value) => return Ok(exact(value)),
        Err(why) => why,
    };
    // As spreadsheets write it: `3.0`; as others do: `3 - Moderate`.
    if let Some((number, rest)) = text.split_once('.')
        && rest.bytes().all(|byte| byte == b'0')
        && let Ok(value) = entry::read(field.ty, number)
    {
        return Ok(exact(value));
    }
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let label = text[digits..].trim_start_matches([' ', '-', '–', ':', '(', '=']);
    if digits > 0
        && label.starts_with(char::is_alphabetic)
        && let Ok(value) = entry::read(field.ty, &text[..digits])
    {
        return Ok(part_of(value, "Only the number is taken."));
    }
    let step = told(field.help, text)
        .or_else(|| ladder(text).filter(|_| min == 1 && (5..7).contains(&max)));
    match step.filter(|step| (min..=max).contains(step)) {
        Some(step) => Ok(Parsed {
            value: Text::of(&step)?,
            whole: true,
            said: Some(format!("“{text}” is taken for {step}.")),
        }),
        None => Err(why),
    }
}

// The help of a field says what its steps are called: `1 rare, 2 unlikely`.
fn told(help: &str, text: &str) -> Option<i64> {
    let wanted = plain(text);
    help.split([',', '.', ';', ':']).find_map(|part| {
        let (number, name) = part.trim().split_once(' ')?;
        let step = number.parse().ok()?;
        (plain(name) == wanted).then_some(step)
    })
}

// Words of usual scales of five steps.
fn ladder(text: &str) -> Option<i64> {
    const STEPS: [&[&str]; 5] = [
        &[
            "verylow",
            "negligible",
            "insignificant",
            "rare",
            "veryunlikely",
            "remote",
        ],
        &["low", "minor", "unlikely"],
        &["medium", "moderate", "possible"],
        &["high", "major", "significant", "likely", "probable"],
        &[
            "veryhigh",
            "severe",
            "critical",
            "catastrophic",
            "almostcertain",
            "verylikely",
            "certain",
        ],
    ];
    let wanted = plain(text);
    let at = STEPS.iter().position(|step| step.contains(&&*wanted))?;
    Some(at as i64 + 1)
}

fn flag(text: &str) -> Result<Text, String> {
    const YES: [&str; 6] = ["yes", "true", "1", "x", "y", "✓"];
    const NO: [&str; 4] = ["no", "false", "0", "n"];
    let text = text.to_lowercase();
    if YES.contains(&&*text) {
        Text::parse("true")
    } else if NO.contains(&&*text) {
        Text::parse("false")
    } else {
        Err("Write yes or no.".to_owned())
    }
}

fn date(ty: Type, text: &str, how: &How<'_>) -> Result<Parsed, String> {
    let read = dates::moment(text, how.order);
    let Some(Moment { day, time, zone }) = read else {
        return Err("This is not a date. Write it as 2026-11-22.".to_owned());
    };
    let said = dates::is_ambiguous(text).then(|| {
        let first = match how.order {
            Order::Day => "day",
            Order::Month => "month",
        };
        format!("Read as {day}: the {first} first.")
    });
    if matches!(ty, Type::Date) {
        let whole = time.is_none_or(|time| time == NaiveTime::MIN);
        let value = Text::string(&day.to_string());
        return Ok(Parsed { value, whole, said });
    }
    let local = NaiveDateTime::new(day, time.unwrap_or_default());
    let offset = zone.unwrap_or(how.offset_minutes);
    let utc = local.checked_sub_signed(TimeDelta::minutes(i64::from(offset)));
    let utc = utc.ok_or("This is not a time.")?;
    let whole = time.is_some();
    Ok(Parsed {
        value: crate::value::instant_text(utc.and_utc().timestamp_millis()),
        whole,
        said,
    })
}

fn minutes(total: f64) -> Result<Text, String> {
    if total.fract() == 0.0 {
        Text::of(&(total as i64))
    } else {
        Text::of(&total)
    }
}

fn estimate(text: &str) -> Result<Text, String> {
    let parts: Vec<&str> = text.split(['–', '/', ';']).map(str::trim).collect();
    match *parts.as_slice() {
        [low, likely, high] => entry::estimate(low, likely, high),
        [likely] => match duration(likely) {
            Some(all) => Text::of(&Estimate {
                low: all,
                likely: all,
                high: all,
            }),
            None => entry::estimate("", likely, ""),
        },
        _ => Err(
            "Write one duration, or three with / between: at best, likely, at worst.".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::describe::field;
    use crate::rooms::risks::{KNOWLEDGE, TREATMENTS};

    fn read(ty: Type, help: &'static str, text: &str) -> Result<Parsed, String> {
        let how = How {
            order: Order::Day,
            offset_minutes: 60,
            names: &Names::default(),
            words: &[("mitigate", "reduce")],
            unit: None,
        };
        parse(&field("x", "X", ty).help(help), text, &how)
    }

    #[test]
    fn values_of_other_tools() {
        const STEPS: Type = Type::Whole {
            min: 1,
            max: 5,
            unit: "",
        };
        const HELP: &str = "From 1. As delivered: 1 rare, 2 unlikely, 3 possible.";
        for (ty, text, value, whole) in [
            (STEPS, "3.0", "3", true),
            (STEPS, "3 - Moderate", "3", false),
            (STEPS, "Unlikely", "2", true),
            (STEPS, "Very High", "5", true),
            (Type::Choice(TREATMENTS), "Mitigate", "\"reduce\"", true),
            (Type::Choice(TREATMENTS), "AVOID", "\"avoid\"", true),
            (Type::Choice(KNOWLEDGE), "weak", "\"weak\"", true),
            (Type::Flag, "FALSE", "false", true),
            (Type::Date, "22.11.2026", "\"2026-11-22\"", true),
            (Type::Date, "2026-11-22T09:00:00", "\"2026-11-22\"", false),
            (
                Type::Instant,
                "2026-11-22 09:00",
                "\"2026-11-22T08:00:00.000Z\"",
                true,
            ),
            (
                Type::Instant,
                "2026-11-22T09:00Z",
                "\"2026-11-22T09:00:00.000Z\"",
                true,
            ),
            (Type::Minutes, "1h01m30s", "61.5", true),
            (Type::Minutes, "36:00:00", "2160", true),
            (Type::Minutes, "4 h", "240", true),
            (Type::Words, "b; a\nc", r#"["b; a","c"]"#, true),
            (Type::Words, "b;a, x", r#"["a, x","b"]"#, true),
            (
                Type::Estimate,
                "10 / 20 / 30",
                r#"{"high":30.0,"likely":20.0,"low":10.0}"#,
                true,
            ),
            (Type::Line, "one\ntwo", "\"one\"", false),
        ] {
            let parsed = read(ty, HELP, text).expect(text);
            assert_eq!(
                (parsed.value.as_str(), parsed.whole),
                (value, whole),
                "{text}"
            );
        }
        for (ty, text) in [
            (STEPS, "7"),
            (STEPS, "green"),
            (Type::Choice(TREATMENTS), "ignore"),
            (Type::Flag, "perhaps"),
            (Type::Date, "soon"),
            (Type::Minutes, "1:75"),
            (Type::Link(&[]), "Nobody"),
        ] {
            assert!(read(ty, HELP, text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_heading_says_the_unit_of_bare_numbers() {
        for (heading, text, minutes) in [
            ("Handle Time (Hours)", "3.5", "210"),
            ("Handle Time (Hours)", "3,5", "210"),
            ("RTO (days)", "2", "2880"),
            ("RTO (s)", "90", "1.5"),
            ("RTO (hours)", "2 h 30 min", "150"),
            ("RTO", "90", "90"),
            ("RTO (agreed)", "90", "90"),
        ] {
            let how = How {
                order: Order::Day,
                offset_minutes: 0,
                names: &Names::default(),
                words: &[],
                unit: unit(heading),
            };
            let parsed = parse(&field("x", "X", Type::Minutes), text, &how).expect(text);
            assert_eq!(parsed.value.as_str(), minutes, "{heading} {text}");
        }
    }

    #[test]
    fn marks_for_nothing() {
        for text in ["", " ", "?", "--", "N/A", "#N/A"] {
            assert!(is_missing(text), "{text:?}");
        }
        for text in ["0", "no", "none of them", "-1"] {
            assert!(!is_missing(text), "{text}");
        }
    }
}
