//! What people type into a form, and the values that it becomes.
//!
//! Instants are typed in the device's zone, which only the shell knows; links are
//! picked, not typed. Both are left to the shell.

use crate::describe::Type;
use crate::value::{Estimate, minutes, parse_minutes};
use chrono::NaiveDate;
use holdfast_ledger::Text;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::text::MAX_FIELD;

/// A value as a person would type it; empty for none. What does not fit the type
/// (made by another version, or by hand) is shown as it is.
pub fn typed(ty: Type, value: Option<&Text>) -> String {
    let Some(value) = value.filter(|value| !value.is_null()) else {
        return String::new();
    };
    match ty {
        Type::Minutes => value
            .get()
            .map_or_else(|| value.plain().into_owned(), minutes),
        Type::Words | Type::Ordered => value.get::<Vec<String>>().unwrap_or_default().join(", "),
        _ => value.plain().into_owned(),
    }
}

/// Reads what was typed. Nothing typed is no value.
///
/// # Errors
/// What is wrong and what to write instead, as a sentence.
pub fn read(ty: Type, typed: &str) -> Result<Text, String> {
    if typed.len() > MAX_FIELD / 2 {
        return Err("This is longer than a field may be (512 KB). Attach it as a file.".to_owned());
    }
    let trimmed = typed.trim();
    if trimmed.is_empty() {
        return Ok(Text::null());
    }
    match ty {
        Type::Prose => Ok(Text::string(typed.trim_end())),
        Type::Code => Ok(Text::string(typed)),
        Type::Whole { min, max, .. } => whole(trimmed, min, max),
        Type::Number { min, max, .. } => decimal(trimmed, min, max),
        Type::Flag => match trimmed {
            "true" => Text::parse("true"),
            _ => Ok(Text::null()),
        },
        Type::Date => match trimmed.parse::<NaiveDate>() {
            Ok(day) => Ok(Text::string(&day.to_string())),
            Err(_) => Err("This is not a date. Write it as 2026-11-22.".to_owned()),
        },
        Type::Minutes => duration(trimmed).and_then(number),
        Type::Words | Type::Ordered => words(ty, trimmed.split(',')),
        _ => Ok(Text::string(trimmed)),
    }
}

/// Words as a value: trimmed, each once, sorted unless the type keeps their order; none for no
/// words.
///
/// # Errors
/// Never in practice: a list of words can always be written.
pub fn words<'a>(ty: Type, given: impl IntoIterator<Item = &'a str>) -> Result<Text, String> {
    let mut words: Vec<&str> = Vec::new();
    for word in given.into_iter().map(str::trim) {
        if !word.is_empty() && !words.contains(&word) {
            words.push(word);
        }
    }
    if !matches!(ty, Type::Ordered) {
        words.arrange();
    }
    if words.is_empty() {
        Ok(Text::null())
    } else {
        Text::of(&words)
    }
}

/// Reads an estimate out of three durations. What is left empty is as the likely one;
/// all empty is no estimate.
///
/// # Errors
/// What is wrong and what to write instead, as a sentence.
pub fn estimate(low: &str, likely: &str, high: &str) -> Result<Text, String> {
    if [low, likely, high]
        .iter()
        .all(|part| part.trim().is_empty())
    {
        return Ok(Text::null());
    }
    if likely.trim().is_empty() {
        return Err("Write the likely duration; the other two may stay empty.".to_owned());
    }
    let likely = duration(likely)?;
    let or_likely = |part: &str| {
        if part.trim().is_empty() {
            Ok(likely)
        } else {
            duration(part)
        }
    };
    let (low, high) = (or_likely(low)?, or_likely(high)?);
    if low > likely || likely > high {
        return Err("The three must rise: at best, likely, at worst.".to_owned());
    }
    Text::of(&Estimate { low, likely, high })
}

/// The three durations of an estimate as a person would type them.
pub fn typed_estimate(value: Option<&Text>) -> [String; 3] {
    let estimate: Option<Estimate> = value.and_then(Text::get);
    estimate.map_or_else(Default::default, |of| {
        [of.low, of.likely, of.high].map(minutes)
    })
}

/// A group's value with one part changed. Parts that this version does not know stay;
/// a group with no parts is no value.
pub fn with_part(group: Option<&Text>, key: &str, part: &Text) -> Text {
    let mut parts: serde_json::Map<String, serde_json::Value> =
        group.and_then(Text::get).unwrap_or_default();
    match part.get() {
        Some(serde_json::Value::Null) | None => parts.remove(key),
        Some(value) => parts.insert(key.to_owned(), value),
    };
    if parts.is_empty() {
        Text::null()
    } else {
        Text::of(&parts).unwrap_or_else(|_| Text::null())
    }
}

fn whole(typed: &str, min: i64, max: i64) -> Result<Text, String> {
    match typed.parse::<i64>() {
        Ok(number) if (min..=max).contains(&number) => Text::of(&number),
        _ => Err(format!("Write a whole number from {min} to {max}.")),
    }
}

fn decimal(typed: &str, min: f64, max: f64) -> Result<Text, String> {
    match typed.parse::<f64>() {
        Ok(value) if (min..=max).contains(&value) => number(value),
        _ => Err(format!(
            "Write a number from {min} to {max}, with a point before decimals."
        )),
    }
}

fn duration(typed: &str) -> Result<f64, String> {
    parse_minutes(typed)
        .filter(|minutes| *minutes <= 5_256_000.0)
        .ok_or_else(|| "Write a duration such as 90, 45 min, 1 h 30 or 2 d.".to_owned())
}

// Whole numbers are written without a decimal point.
fn number(value: f64) -> Result<Text, String> {
    if value.fract() == 0.0 && value.abs() < 9e15 {
        Text::of(&(value as i64))
    } else {
        Text::of(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> Text {
        Text::parse(text).expect("JSON")
    }

    const LIKELIHOOD: Type = Type::Whole {
        min: 1,
        max: 5,
        unit: "",
    };

    const CHANCE: Type = Type::Number {
        min: 0.0,
        max: 1.0,
        unit: "",
    };

    #[test]
    fn nothing_typed_is_no_value() {
        for ty in [
            Type::Line,
            Type::Prose,
            Type::Code,
            LIKELIHOOD,
            Type::Date,
            Type::Minutes,
        ] {
            assert!(read(ty, " \n ").expect("no value").is_null());
        }
        assert!(read(Type::Words, " , ").expect("no words").is_null());
        assert!(estimate("", " ", "").expect("no estimate").is_null());
    }

    #[test]
    fn what_was_typed_comes_back() {
        for (ty, text, value) in [
            (Type::Line, " Pump  room ", r#""Pump  room""#),
            (Type::Prose, " one\n\ntwo\n", r#"" one\n\ntwo""#),
            (Type::Code, "ls  -l\n", r#""ls  -l\n""#),
            (LIKELIHOOD, "3", "3"),
            (CHANCE, "0.25", "0.25"),
            (CHANCE, "1.0", "1"),
            (Type::Flag, "true", "true"),
            (Type::Date, "2026-02-28", r#""2026-02-28""#),
            (Type::Minutes, "1h30", "90"),
            (Type::Minutes, "0.5", "0.5"),
            (Type::Words, "b, a,b ,", r#"["a","b"]"#),
            (Type::Ordered, "yes, no,yes ,", r#"["yes","no"]"#),
        ] {
            assert_eq!(read(ty, text), Ok(json(value)), "{text}");
        }
        assert_eq!(typed(Type::Minutes, Some(&json("90"))), "1 h 30 min");
        assert_eq!(typed(Type::Words, Some(&json(r#"["a","b"]"#))), "a, b");
        assert_eq!(typed(Type::Line, Some(&Text::null())), "");
        assert_eq!(typed(LIKELIHOOD, Some(&json(r#""many""#))), "many");
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (ty, text, word) in [
            (LIKELIHOOD, "6", "from 1 to 5"),
            (LIKELIHOOD, "2.5", "whole"),
            (CHANCE, "1.5", "from 0 to 1"),
            (CHANCE, "NaN", "from 0 to 1"),
            (Type::Date, "2026-02-30", "not a date"),
            (Type::Minutes, "soon", "duration"),
        ] {
            let error = read(ty, text).expect_err(text);
            assert!(error.contains(word), "{error}");
        }
        let long = "x".repeat(MAX_FIELD);
        assert!(
            read(Type::Prose, &long)
                .expect_err("long")
                .contains("longer")
        );
    }

    #[test]
    fn estimates() {
        let value = estimate("10", "", "1h").expect_err("no likely duration");
        assert!(value.contains("likely"), "{value}");
        assert!(
            estimate("30", "20", "")
                .expect_err("falls")
                .contains("rise")
        );
        let value = estimate("", "20", "1h").expect("an estimate");
        assert_eq!(
            value.get(),
            Some(Estimate {
                low: 20.0,
                likely: 20.0,
                high: 60.0
            })
        );
        assert_eq!(typed_estimate(Some(&value)), ["20 min", "20 min", "1 h"]);
        assert_eq!(typed_estimate(None), ["", "", ""]);
    }

    #[test]
    fn a_groups_unknown_parts_stay() {
        let group = json(r#"{"likelihood":3,"velocity":"fast"}"#);
        let group = with_part(Some(&group), "likelihood", &json("4"));
        assert_eq!(group, json(r#"{"likelihood":4,"velocity":"fast"}"#));
        let group = with_part(Some(&group), "likelihood", &Text::null());
        assert_eq!(group, json(r#"{"velocity":"fast"}"#));
        assert!(with_part(Some(&group), "velocity", &Text::null()).is_null());
        assert_eq!(with_part(None, "a", &json("[1]")), json(r#"{"a":[1]}"#));
    }

    proptest! {
        #[test]
        fn durations_shown_can_be_typed(total in 0_u32..5_000_000) {
            let value = number(f64::from(total)).expect("a number");
            let shown = typed(Type::Minutes, Some(&value));
            prop_assert_eq!(read(Type::Minutes, &shown), Ok(value));
        }

        #[test]
        fn whatever_is_typed_is_read_or_refused(text in ".*") {
            for ty in [Type::Line, Type::Prose, Type::Code, LIKELIHOOD, Type::Date, Type::Minutes, Type::Words] {
                if let Ok(value) = read(ty, &text) {
                    prop_assert_eq!(read(ty, &typed(ty, Some(&value))), Ok(value));
                }
            }
        }
    }
}
