//! Whether a cell is what a filter asks for.

use super::column::{Column, Seen};
use super::spec::{ME, Test};
use crate::describe::Type;
use crate::value::{Estimate, instant};
use crate::view::View;
use chrono::{DateTime, Days, NaiveDate};
use holdfast_ledger::Record;

/// What a filter of days begins with that asks for those without a day.
pub const NO_DAY: &str = "none";

/// A filter made ready: days resolved, numbers read, texts in lower case.
pub struct Ready<'a> {
    column: &'a Column,
    wanted: Wanted,
}

enum Wanted {
    Any(Vec<String>),
    Numbers(Option<f64>, Option<f64>),
    Days(Option<NaiveDate>, Option<NaiveDate>),
    NoDay,
    Contains(String),
}

impl<'a> Ready<'a> {
    /// Makes a filter ready for today and whoever uses the device.
    pub fn new(column: &'a Column, test: &Test, view: &View<'_>) -> Self {
        let wanted = match test {
            Test::Any(values) => {
                let me = view.user_id.map(|id| id.to_string()).unwrap_or_default();
                let links = matches!(column.ty(), Some(Type::Link(_) | Type::Links(_)));
                // Without a person record nobody's id is looked for, so that nothing fits.
                let own = |value: &String| {
                    if links && value == ME {
                        if me.is_empty() {
                            "nobody".to_owned()
                        } else {
                            me.clone()
                        }
                    } else {
                        value.clone()
                    }
                };
                Wanted::Any(values.iter().map(own).collect())
            }
            Test::Range(from, to) if matches!(column.ty(), Some(Type::Date | Type::Instant)) => {
                if from.trim() == NO_DAY {
                    Wanted::NoDay
                } else {
                    Wanted::Days(day(from, view), day(to, view))
                }
            }
            Test::Range(from, to) => {
                Wanted::Numbers(from.trim().parse().ok(), to.trim().parse().ok())
            }
            Test::Contains(text) => Wanted::Contains(text.trim().to_lowercase()),
        };
        Self { column, wanted }
    }

    /// Whether a record fits; where people disagree, one alternative is enough.
    pub fn fits(&self, record: &Record, view: &View<'_>) -> bool {
        self.column
            .seen(record, view)
            .iter()
            .any(|seen| self.fits_cell(seen.as_ref(), view))
    }

    /// Whether one of these values is among those that it names.
    pub fn is_wanted(&self, values: &[String]) -> bool {
        matches!(&self.wanted, Wanted::Any(wanted) if values.iter().any(|value| wanted.contains(value)))
    }

    fn fits_cell(&self, seen: Option<&Seen<'_>>, view: &View<'_>) -> bool {
        match &self.wanted {
            Wanted::Any(wanted) => values(seen).iter().any(|value| wanted.contains(value)),
            Wanted::Numbers(from, to) => number(seen)
                .is_some_and(|n| from.is_none_or(|from| n >= from) && to.is_none_or(|to| n <= to)),
            Wanted::Days(from, to) => day_of(self.column.ty(), seen, view).is_some_and(|day| {
                from.is_none_or(|from| day >= from) && to.is_none_or(|to| day <= to)
            }),
            Wanted::NoDay => seen.is_none(),
            Wanted::Contains(part) => seen.is_some_and(|seen| match seen {
                Seen::Value(text) => text.plain().to_lowercase().contains(part.as_str()),
                Seen::Figure(cell) => cell.text.to_lowercase().contains(part.as_str()),
            }),
        }
    }
}

/// The values that [`Test::Any`] compares; one empty text for nothing there.
pub fn values(seen: Option<&Seen<'_>>) -> Vec<String> {
    let found = match seen {
        None => Vec::new(),
        Some(Seen::Figure(cell)) => vec![figure_text(&cell.text).to_owned()],
        Some(Seen::Value(text)) if text.as_str().starts_with('[') => text.get().unwrap_or_default(),
        // "No" and "never said" are the same to whoever looks for "yes".
        Some(Seen::Value(text)) if text.as_str() == "false" => Vec::new(),
        Some(Seen::Value(text)) => vec![text.plain().into_owned()],
    };
    if found.is_empty() {
        vec![String::new()]
    } else {
        found
    }
}

/// A figure's text as filters compare it: why it is unknown does not matter.
fn figure_text(text: &str) -> &str {
    if text.starts_with("unknown:") {
        "unknown"
    } else {
        text
    }
}

fn number(seen: Option<&Seen<'_>>) -> Option<f64> {
    let Seen::Value(text) = seen? else {
        return None;
    };
    text.get()
        .or_else(|| text.get::<Estimate>().map(Estimate::mean))
}

fn day_of(ty: Option<Type>, seen: Option<&Seen<'_>>, view: &View<'_>) -> Option<NaiveDate> {
    let Seen::Value(text) = seen? else {
        return None;
    };
    if matches!(ty, Some(Type::Instant)) {
        let local = instant(Some(text))? + i64::from(view.offset_minutes) * 60_000;
        return DateTime::from_timestamp_millis(local).map(|at| at.date_naive());
    }
    crate::value::date(Some(text))
}

/// A day as filters name it: `2026-11-22`, `today`, `today+7`, `today-30`.
pub fn day(text: &str, view: &View<'_>) -> Option<NaiveDate> {
    let text = text.trim();
    let Some(offset) = text.strip_prefix("today") else {
        return text.parse().ok();
    };
    let today = view.today();
    match offset.split_at_checked(1) {
        None => Some(today),
        Some(("+", days)) => today.checked_add_days(Days::new(days.parse().ok()?)),
        Some(("-", days)) => today.checked_sub_days(Days::new(days.parse().ok()?)),
        Some(_) => None,
    }
}
