//! What cells sort by.

use super::column::{Column, Source};
use crate::describe::{Choice, Type};
use crate::value::{Estimate, instant};
use crate::view::View;
use holdfast_ledger::{Id, Record, Text};
use std::cmp::Ordering;

/// How many letters of a long text decide its place.
const LETTERS: usize = 96;

/// What a cell sorts by: a number, then a text. Cells without come last, whichever way.
#[derive(Clone, Debug, PartialEq)]
pub enum SortKey {
    /// A number.
    Number(f64),
    /// A text: its first letters as a number, then all of it.
    Text(u64, Box<str>),
    /// Nothing there.
    Nothing,
}

impl SortKey {
    fn text(text: &str) -> Self {
        let text = natural(text);
        if text.is_empty() {
            return Self::Nothing;
        }
        let mut first = [0; 8];
        first
            .iter_mut()
            .zip(text.bytes())
            .for_each(|(to, byte)| *to = byte);
        Self::Text(u64::from_be_bytes(first), text.into())
    }

    /// The order of two cells.
    pub fn compare(&self, other: &Self, falling: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Nothing, Self::Nothing) => return Ordering::Equal,
            (Self::Nothing, _) => return Ordering::Greater,
            (_, Self::Nothing) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Number(_), Self::Text(..)) => Ordering::Less,
            (Self::Text(..), Self::Number(_)) => Ordering::Greater,
            (Self::Text(a, a_text), Self::Text(b, b_text)) => {
                a.cmp(b).then_with(|| a_text.cmp(b_text))
            }
        };
        if falling { order.reverse() } else { order }
    }
}

/// A text in lower case with its numbers padded, so that `Server 10` follows `Server 2`.
fn natural(text: &str) -> String {
    const DIGITS: usize = 10;
    let mut out = String::with_capacity(text.len().min(LETTERS) + DIGITS);
    let mut rest = text.trim_start();
    while let Some(letter) = rest.chars().next().filter(|_| out.len() < LETTERS) {
        if letter.is_ascii_digit() {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(rest.len());
            let number = rest[..end].trim_start_matches('0');
            out.extend(std::iter::repeat_n(
                '0',
                DIGITS.saturating_sub(number.len()),
            ));
            out.push_str(number);
            rest = &rest[end..];
        } else {
            out.extend(letter.to_lowercase());
            rest = &rest[letter.len_utf8()..];
        }
    }
    out
}

/// What a record sorts by in a column.
pub fn key(column: &Column, record: &Record, view: &View<'_>) -> SortKey {
    if let Source::Figure(figure) = column.source {
        let cell = figure.show(record, view);
        return match cell.rank {
            Some(rank) => SortKey::Number(rank),
            // What is unknown has no place among what is known.
            None if cell.text.starts_with("unknown:") => SortKey::Nothing,
            None => SortKey::text(&cell.text),
        };
    }
    match (column.ty(), column.value(record)) {
        (Some(ty), Some(value)) => value_key(ty, &value, view),
        _ => SortKey::Nothing,
    }
}

fn value_key(ty: Type, value: &Text, view: &View<'_>) -> SortKey {
    let number = |n: Option<f64>| n.map_or_else(|| SortKey::text(&value.plain()), SortKey::Number);
    match ty {
        Type::Whole { .. } | Type::Number { .. } | Type::Minutes => number(value.get()),
        Type::Estimate => number(value.get().map(Estimate::mean)),
        Type::Instant => number(instant(Some(value)).map(|at| at as f64)),
        Type::Flag => number(Some(f64::from(u8::from(value.as_str() == "true")))),
        Type::Choice(choices) => number(place(choices, value)),
        Type::Link(_) => SortKey::text(&title(&value.plain(), view)),
        Type::Links(_) => {
            let ids: Vec<String> = value.get().unwrap_or_default();
            let titles: Vec<String> = ids.iter().map(|id| title(id, view)).collect();
            SortKey::text(&titles.join(", "))
        }
        Type::Words | Type::Ordered => {
            SortKey::text(&value.get::<Vec<String>>().unwrap_or_default().join(", "))
        }
        Type::Line | Type::Prose | Type::Code | Type::Date | Type::Group(_) | Type::Contents => {
            SortKey::text(&value.plain())
        }
    }
}

fn place(choices: &[Choice], value: &Text) -> Option<f64> {
    let key = value.plain();
    choices
        .iter()
        .position(|choice| choice.key == key)
        .map(|place| place as f64)
}

/// The title of the record with this id; empty when it is no longer there.
pub fn title(id: &str, view: &View<'_>) -> String {
    let record = id.parse::<Id>().ok().and_then(|id| view.ledger.record(id));
    record
        .filter(|record| !record.is_deleted())
        .map(|record| record.text("title").into_owned())
        .unwrap_or_default()
}
