//! Values as people type and read them.

use crate::describe::{Choice, Field, Type};
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::{Id, Path, Record, Text};
use serde::{Deserialize, Serialize};

/// A duration as an estimate, in minutes; low ≤ likely ≤ high.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// If all goes well.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// If much goes wrong.
    pub high: f64,
}

impl Estimate {
    /// The expected duration of a PERT estimate, in minutes: (a + 4m + b) / 6.
    pub fn mean(self) -> f64 {
        (self.low + 4.0 * self.likely + self.high) / 6.0
    }

    /// Its variance, in square minutes: ((b − a) / 6)².
    pub fn variance(self) -> f64 {
        ((self.high - self.low) / 6.0).powi(2)
    }
}

/// A day out of a value.
pub fn date(value: Option<&Text>) -> Option<NaiveDate> {
    value?.plain().parse().ok()
}

/// A day out of a record's field.
pub fn day(record: &Record, field: &'static str) -> Option<NaiveDate> {
    date(record.value(Path::of(field)))
}

/// The records that a field of links names, as they stand there. What is no id is left out.
pub fn links(record: &Record, field: &'static str) -> Vec<Id> {
    let each: Vec<String> = record.get(field).unwrap_or_default();
    each.iter().filter_map(|id| id.parse().ok()).collect()
}

/// An instant out of a value, in milliseconds since 1970.
pub fn instant(value: Option<&Text>) -> Option<i64> {
    holdfast_ledger::time::parse(&value?.plain())
}

/// An instant as a value.
pub fn instant_text(at_ms: i64) -> Text {
    Text::string(&holdfast_ledger::time::print(at_ms))
}

/// An instant as the clock on this device shows it, with its offset from UTC:
/// `2026-11-22 13:05 (UTC+01:00)`.
pub fn moment(at_ms: i64, view: &View<'_>) -> String {
    let offset = view.offset_minutes;
    let local = holdfast_ledger::time::print(at_ms + i64::from(offset) * 60_000);
    let (sign, size) = (if offset < 0 { '−' } else { '+' }, offset.unsigned_abs());
    let zone = if offset == 0 {
        String::new()
    } else {
        format!("{sign}{:02}:{:02}", size / 60, size % 60)
    };
    format!("{} {} (UTC{zone})", &local[..10], &local[11..16])
}

/// A duration in words: `90` minutes are `1 h 30 min`, `2880` are `2 d`.
pub fn minutes(total: f64) -> String {
    let total = total.round() as i64;
    let (sign, total) = if total < 0 {
        ("−", -total)
    } else {
        ("", total)
    };
    let parts = [
        (total / 1440, "d"),
        (total / 60 % 24, "h"),
        (total % 60, "min"),
    ];
    let words: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, unit)| format!("{n} {unit}"))
        .collect();
    if words.is_empty() {
        "0 min".to_owned()
    } else {
        format!("{sign}{}", words.join(" "))
    }
}

/// Reads a duration: `90`, `90m`, `1h30`, `1 h 30 min`, `2d`. In minutes.
pub fn parse_minutes(text: &str) -> Option<f64> {
    let lower = text.trim().to_lowercase();
    if let Ok(plain) = lower.parse::<f64>() {
        return (plain >= 0.0 && plain.is_finite()).then_some(plain);
    }
    let mut total = 0.0;
    let mut rest = lower.as_str();
    let mut after_hours = false;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let number: f64 = rest[..digits].parse().ok()?;
        rest = rest[digits..].trim_start();
        let letters = rest
            .find(|c: char| !c.is_alphabetic())
            .unwrap_or(rest.len());
        let factor = match &rest[..letters] {
            "d" | "day" | "days" => 1440.0,
            "h" | "hour" | "hours" => 60.0,
            "m" | "min" | "mins" | "minute" | "minutes" => 1.0,
            "" if after_hours => 1.0,
            _ => return None,
        };
        after_hours = (factor - 60.0_f64).abs() < f64::EPSILON;
        total += number * factor;
        rest = rest[letters..].trim_start();
    }
    (!lower.is_empty() && total.is_finite()).then_some(total)
}

/// What a field may turn out to hold: one value, or in a conflict each alternative
/// once, the one that lists show first. `None` stands for "cleared".
pub fn outcomes<'a>(record: &'a Record, field: &'static str) -> Vec<Option<&'a Text>> {
    let Some(slot) = record.slot(Path::of(field)) else {
        return vec![None];
    };
    let mut found: Vec<Option<&Text>> = Vec::with_capacity(1);
    for value in &slot.values {
        let text = Some(&value.text).filter(|text| !text.is_null());
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// Whether people disagree about any value in a list. Where an item stands in it is none: figures of
/// lists do not ask for the order.
pub fn list_in_conflict(record: &Record, list: &str) -> bool {
    let mut conflicts = record.conflicts();
    conflicts.any(|slot| slot.path.list == list && slot.path.field != PLACE)
}

/// The choice that a value names.
pub fn choice_of(choices: &'static [Choice], value: &Text) -> Option<&'static Choice> {
    let key = value.plain();
    choices.iter().find(|choice| choice.key == key)
}

/// A value in words, as tables, history and search show it. What does not fit the
/// field's type (made by another version, or by hand) is shown as it is; a choice that
/// nobody has made is shown as the one that it counts as.
pub fn show(field: &Field, value: Option<&Text>, view: &View<'_>) -> String {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return match field.ty {
            Type::Choice(choices) => {
                let assumed = choices.iter().find(|choice| choice.key == field.assumed);
                assumed.map_or_else(String::new, |choice| choice.label.to_owned())
            }
            _ => String::new(),
        };
    };
    match field.ty {
        Type::Choice(choices) => choice_of(choices, value)
            .map_or_else(|| value.plain().into_owned(), |c| c.label.to_owned()),
        Type::Flag => if value.as_str() == "true" {
            "yes"
        } else {
            "no"
        }
        .to_owned(),
        Type::Minutes => value
            .get()
            .map_or_else(|| value.plain().into_owned(), minutes),
        Type::Estimate => value.get().map_or_else(
            || value.plain().into_owned(),
            |e: Estimate| {
                format!(
                    "{} – {} – {}",
                    minutes(e.low),
                    minutes(e.likely),
                    minutes(e.high)
                )
            },
        ),
        Type::Whole { unit, .. } | Type::Number { unit, .. } if !unit.is_empty() => {
            format!("{} {unit}", value.plain())
        }
        Type::Link(_) => show_link(value, view),
        Type::Links(_) => {
            let ids: Vec<String> = value.get().unwrap_or_default();
            let names: Vec<String> = ids
                .iter()
                .map(|id| show_link(&Text::string(id), view))
                .collect();
            names.join(", ")
        }
        Type::Words | Type::Ordered => value.get::<Vec<String>>().unwrap_or_default().join(", "),
        Type::Group(fields) => show_group(fields, value, view),
        Type::Instant => match instant(Some(value)) {
            Some(at) => moment(at, view),
            None => value.plain().into_owned(),
        },
        Type::Contents => String::new(),
        Type::Code if AS_IT_CAME.contains(&field.key) => in_words(&value.plain()),
        Type::Line if FINGERPRINTS.contains(&field.key) => in_short(&value.plain()),
        Type::Line
        | Type::Prose
        | Type::Code
        | Type::Date
        | Type::Whole { .. }
        | Type::Number { .. } => value.plain().into_owned(),
    }
}

/// The fields that hold the fingerprint of a version.
const FINGERPRINTS: [&str; 3] = ["content", "runbook_version", "plan_version"];

/// Enough of a fingerprint to tell versions apart by eye: of `1:83a09ca4…`, what follows the way
/// in which it was made.
pub fn in_short(fingerprint: &str) -> String {
    match fingerprint.split_once(':') {
        Some((_, hash)) => hash.chars().take(8).collect(),
        None => fingerprint.to_owned(),
    }
}

fn show_link(value: &Text, view: &View<'_>) -> String {
    match view.linked(Some(value)) {
        Some(record) => view.name(record),
        None => "(no longer there)".to_owned(),
    }
}

/// Fields that keep what a source says besides, as JSON: people are told it field by field.
const AS_IT_CAME: [&str; 2] = ["more", "document"];

fn in_words(text: &str) -> String {
    use serde_json::Value;
    fn said(value: &Value) -> String {
        match value {
            Value::Null => "nothing".to_owned(),
            Value::Bool(is) => if *is { "yes" } else { "no" }.to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) => text.clone(),
            Value::Array(all) => all.iter().map(said).collect::<Vec<_>>().join(", "),
            Value::Object(parts) => {
                let parts = parts.iter();
                let parts = parts.map(|(name, value)| match value {
                    Value::Object(_) => format!("{} ({})", spaced(name), said(value)),
                    _ => format!("{}: {}", spaced(name), said(value)),
                });
                parts.collect::<Vec<_>>().join("; ")
            }
        }
    }
    match serde_json::from_str(text) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => said(&value),
        _ => text.to_owned(),
    }
}

// `dateAdded`, `date_added`: “date added”.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    let mut small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && small {
            out.push(' ');
            out.extend(letter.to_lowercase());
        } else {
            out.push(if letter == '_' { ' ' } else { letter });
        }
        small = letter.is_lowercase();
    }
    out
}

fn show_group(fields: &[Field], value: &Text, view: &View<'_>) -> String {
    let parts = fields.iter().filter_map(|field| {
        let shown = show(field, part(value, field.key).as_ref(), view);
        (!shown.is_empty()).then(|| format!("{}: {shown}", field.label))
    });
    parts.collect::<Vec<_>>().join(" · ")
}

/// One part of a group's value.
pub fn part(value: &Text, key: &str) -> Option<Text> {
    let object: serde_json::Map<String, serde_json::Value> = value.get()?;
    object.get(key).and_then(|part| Text::of(part).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_words() {
        assert_eq!(minutes(90.0), "1 h 30 min");
        assert_eq!(minutes(2880.0), "2 d");
        assert_eq!(minutes(0.2), "0 min");
        assert_eq!(minutes(-5.0), "−5 min");
    }

    #[test]
    fn what_a_source_says_besides_is_told_field_by_field() {
        use crate::rooms::vulnerabilities::KEV;
        let world = crate::testing::World::new();
        let more =
            r#"{"dueDate": "soon", "cwes": ["CWE-1", "CWE-2"], "euvd": {"id": 7}, "is_new": true}"#;
        let kev = Text::of(&serde_json::json!({"action": "Patch", "more": more})).expect("JSON");
        let field = crate::describe::field("kev", "CISA KEV", Type::Group(KEV));
        assert_eq!(
            show(&field, Some(&kev), &world.view()),
            "Required action: Patch · More: cwes: CWE-1, CWE-2; due date: soon; euvd (id: 7); is new: yes"
        );
    }

    #[test]
    fn moments_are_shown_by_this_devices_clock() {
        let mut world = crate::testing::World::new();
        assert_eq!(moment(world.now, &world.view()), "2026-11-22 12:00 (UTC)");
        world.offset_minutes = -210;
        assert_eq!(
            moment(world.now, &world.view()),
            "2026-11-22 08:30 (UTC−03:30)"
        );
    }

    #[test]
    fn a_choice_that_nobody_made_is_shown_as_what_it_counts_as() {
        const CHOICES: &[Choice] = &[crate::describe::choice(
            "open",
            "Open",
            crate::describe::Tone::Plain,
        )];
        let world = crate::testing::World::new();
        let plain = crate::describe::field("state", "State", Type::Choice(CHOICES));
        assert_eq!(show(&plain, None, &world.view()), "");
        assert_eq!(show(&plain.assumed("open"), None, &world.view()), "Open");
    }

    #[test]
    fn durations_as_typed() {
        for (text, expected) in [
            ("90", 90.0),
            ("1h30", 90.0),
            ("1 h 30 min", 90.0),
            ("2d", 2880.0),
            ("1.5h", 90.0),
        ] {
            assert_eq!(parse_minutes(text), Some(expected), "{text}");
        }
        for bad in ["", "soon", "-5", "5 x", "1h30x"] {
            assert_eq!(parse_minutes(bad), None, "{bad}");
        }
    }

    /// DOMAIN formulas: PERT network, te = (a + 4m + b) / 6, σ² = ((b − a) / 6)².
    #[test]
    fn pert_estimates() {
        let path = [
            (5.0, 8.0, 17.0),
            (3.0, 5.0, 7.0),
            (4.0, 6.0, 8.0),
            (3.0, 4.0, 5.0),
        ]
        .map(|(low, likely, high)| Estimate { low, likely, high });
        let te: f64 = path.iter().map(|e| e.mean()).sum();
        let variance: f64 = path.iter().map(|e| e.variance()).sum();
        assert!((te - 24.0).abs() < 1e-9);
        assert!((variance - 5.0).abs() < 1e-9);
    }
}
