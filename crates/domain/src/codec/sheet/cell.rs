//! Values in our own tables: as people read them where that reads back as the same value, else as
//! JSON after `json:`. So a table that comes back unchanged changes nothing.

use super::names::Names;
use crate::describe::Type;
use crate::entry;
use crate::value::{Estimate, minutes};
use holdfast_ledger::{Id, Text};

/// What a cell begins with that holds JSON.
pub(super) const JSON: &str = "json:";

/// Between the durations of an estimate.
const DASH: &str = " – ";

/// A value as a cell.
pub fn write(
    ty: Type,
    value: &Text,
    names: &Names<'_>,
    name: &dyn Fn(Id) -> Option<String>,
) -> String {
    let reads_back = |text: &String| read(ty, text, names).as_ref() == Ok(value);
    forms(ty, value, name)
        .into_iter()
        .find(reads_back)
        .unwrap_or_else(|| format!("{JSON}{}", value.as_str()))
}

fn forms(ty: Type, value: &Text, name: &dyn Fn(Id) -> Option<String>) -> Vec<String> {
    let plain = || value.plain().into_owned();
    match ty {
        Type::Choice(choices) => {
            let known = crate::value::choice_of(choices, value);
            known
                .map(|known| known.label.to_owned())
                .into_iter()
                .chain([plain()])
                .collect()
        }
        Type::Flag => vec![
            if value.as_str() == "true" {
                "yes"
            } else {
                "no"
            }
            .to_owned(),
        ],
        Type::Minutes => value
            .get()
            .map(minutes)
            .into_iter()
            .chain([plain()])
            .collect(),
        Type::Estimate => {
            let parts = value
                .get()
                .map(|of: Estimate| [of.low, of.likely, of.high].map(minutes));
            parts.map(|parts| parts.join(DASH)).into_iter().collect()
        }
        Type::Words | Type::Ordered => {
            let words: Vec<String> = value.get().unwrap_or_default();
            vec![words.join(", "), words.join("\n")]
        }
        Type::Link(_) => {
            let called = plain().parse().ok().and_then(name);
            called.into_iter().chain([plain()]).collect()
        }
        Type::Links(_) => {
            let ids: Vec<String> = value.get().unwrap_or_default();
            let called = |id: &String| id.parse().ok().and_then(name).unwrap_or_else(|| id.clone());
            let called: Vec<String> = ids.iter().map(called).collect();
            vec![called.join("\n"), ids.join("\n")]
        }
        Type::Contents => vec![value.as_str().to_owned()],
        _ => vec![plain()],
    }
}

/// A cell as a value; nothing for an empty one.
///
/// # Errors
/// When it is in none of the forms that are written.
pub fn read(ty: Type, text: &str, names: &Names<'_>) -> Result<Text, String> {
    if text.trim().is_empty() {
        return Ok(Text::null());
    }
    if let Some(json) = text.strip_prefix(JSON) {
        return Text::parse(json);
    }
    match ty {
        Type::Line | Type::Prose | Type::Code => Ok(Text::string(text)),
        Type::Choice(choices) => {
            let known = choices.iter().find(|choice| choice.label == text);
            let known = known.or_else(|| choices.iter().find(|choice| choice.key == text));
            known.map(|choice| Text::string(choice.key)).ok_or_else(|| {
                let labels: Vec<&str> = choices.iter().map(|choice| choice.label).collect();
                format!("This is none of: {}.", labels.join(", "))
            })
        }
        Type::Flag => match text {
            "yes" => Text::parse("true"),
            "no" => Text::parse("false"),
            _ => Err("Write yes or no.".to_owned()),
        },
        Type::Instant => match holdfast_ledger::time::parse(text) {
            Some(_) => Ok(Text::string(text)),
            None => Err("This is not a time.".to_owned()),
        },
        Type::Estimate => {
            let parts: Vec<&str> = text.split(DASH).collect();
            match *parts.as_slice() {
                [low, likely, high] => entry::estimate(low, likely, high),
                _ => entry::estimate("", text, ""),
            }
        }
        Type::Words | Type::Ordered => {
            let words: Vec<&str> = pieces(text).collect();
            entry::words(ty, words)
        }
        Type::Link(kinds) => names
            .find(text, kinds)
            .map(|id| Text::string(&id.to_string())),
        Type::Links(kinds) => {
            let found = pieces_of_lines(text).map(|name| names.find(name, kinds));
            let ids = found.collect::<Result<Vec<Id>, String>>()?;
            links(&ids)
        }
        Type::Contents => Text::parse(text),
        _ => entry::read(ty, text),
    }
}

/// Ids as a value, each once.
///
/// # Errors
/// Never in practice: a list of ids can always be written.
pub fn links(ids: &[Id]) -> Result<Text, String> {
    let mut once: Vec<String> = Vec::new();
    for id in ids.iter().map(Id::to_string) {
        if !once.contains(&id) {
            once.push(id);
        }
    }
    Text::of(&once)
}

/// The entries of a cell that is a list: by lines if it has several, else by semicolons, else by
/// commas.
pub fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mark = ['\n', ';', ',']
        .into_iter()
        .find(|mark| text.contains(*mark));
    let pieces = text.split(mark.unwrap_or('\n')).map(str::trim);
    pieces.filter(|piece| !piece.is_empty())
}

fn pieces_of_lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.split('\n').map(str::trim);
    lines.filter(|line| !line.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_value_of_any_type_comes_back(
            text in "[ a-c,;\n\"]{0,6}|json:|[0-9.]{1,4}|yes|.{0,4}",
            number in prop::option::of(-1000..100_000_i32),
            words in prop::collection::vec("[a-c,; \n]{0,4}", 0..4),
        ) {
            let (names, none) = (Names::default(), |_: Id| None);
            let types = [
                Type::Line, Type::Prose, Type::Code, Type::Flag, Type::Date, Type::Instant, Type::Minutes, Type::Estimate,
                Type::Words, Type::Ordered, Type::Link(&[]), Type::Links(&[]), Type::Contents,
                Type::Choice(crate::rooms::risks::TREATMENTS), Type::Whole { min: 1, max: 5, unit: "" },
            ];
            let mut values = vec![Text::string(&text), Text::of(&words).expect("words")];
            values.extend(number.map(|number| Text::of(&(f64::from(number) / 4.0)).expect("a number")));
            for value in values {
                for ty in types {
                    let cell = write(ty, &value, &names, &none);
                    prop_assert_eq!(read(ty, &cell, &names), Ok(value.clone()), "{}", cell);
                }
            }
        }
    }

    #[test]
    fn values_read_as_people_write_them() {
        let (names, none) = (Names::default(), |_: Id| None);
        let cell = |ty, json: &str| write(ty, &Text::parse(json).expect("JSON"), &names, &none);
        assert_eq!(cell(Type::Minutes, "90"), "1 h 30 min");
        assert_eq!(cell(Type::Minutes, "0.2"), "0.2");
        assert_eq!(cell(Type::Flag, "true"), "yes");
        assert_eq!(cell(Type::Words, r#"["a","b"]"#), "a, b");
        assert_eq!(cell(Type::Words, r#"["a, b","c"]"#), "a, b\nc");
        assert_eq!(cell(Type::Words, r#"["b","a"]"#), r#"json:["b","a"]"#);
        assert_eq!(cell(Type::Line, "\"\""), "json:\"\"");
        assert_eq!(
            cell(Type::Estimate, r#"{"high":60.0,"likely":30.0,"low":20.0}"#),
            "20 min – 30 min – 1 h"
        );
    }
}
