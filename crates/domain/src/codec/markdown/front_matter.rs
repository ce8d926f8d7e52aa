//! Front matter: kept verbatim, understood where it is plain.
//!
//! Only `key: value` lines and lists of scalars are understood. Whatever else stands there (nested
//! maps, template tags, invalid YAML) stays in the verbatim text and never fails a file.

use std::fmt;

use chrono::{Days, Months, NaiveDate};

/// What was understood of a front matter block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Understood {
    /// `title` (or `linktitle`).
    pub title: String,
    /// `description` or `summary`.
    pub description: String,
    /// `owner`, `owner_slack`, `maintainer`, `team` or `author`.
    pub owner: String,
    /// `tags`, `keywords`, `labels` or `categories`.
    pub tags: Vec<String>,
    /// `last_reviewed_on` and similar.
    pub last_reviewed: Option<NaiveDate>,
    /// `review_in` and similar.
    pub review_interval: Option<Interval>,
}

/// A review interval such as "6 months".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    /// How many, at least 1.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// A calendar unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// 24 hours on the calendar.
    Day,
    /// Seven days.
    Week,
    /// A calendar month; a day that the month lacks becomes its last.
    Month,
    /// Twelve months.
    Year,
}

impl Interval {
    /// Reads "6 months", "1 year", "90 days", "2 weeks".
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split_whitespace();
        let (count, unit, None) = (words.next()?.parse().ok()?, words.next()?, words.next()) else {
            return None;
        };
        let unit = match unit.to_ascii_lowercase().trim_end_matches('s') {
            "day" => Unit::Day,
            "week" => Unit::Week,
            "month" => Unit::Month,
            "year" => Unit::Year,
            _ => return None,
        };
        (count > 0).then_some(Self { count, unit })
    }

    /// The day that lies this interval after `start`; `None` beyond the calendar's end.
    pub fn after(self, start: NaiveDate) -> Option<NaiveDate> {
        match self.unit {
            Unit::Day => start.checked_add_days(Days::new(self.count.into())),
            Unit::Week => start.checked_add_days(Days::new(u64::from(self.count) * 7)),
            Unit::Month => start.checked_add_months(Months::new(self.count)),
            Unit::Year => start.checked_add_months(Months::new(self.count.checked_mul(12)?)),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(
            f,
            "{} {unit}{}",
            self.count,
            if self.count == 1 { "" } else { "s" }
        )
    }
}

/// Splits `text` (LF line ends) into its front matter block, delimiters included and without the
/// last line end, and the rest. `None` if the text does not begin with a closed block.
pub fn split(text: &str) -> Option<(&str, &str)> {
    let first = text.lines().next()?.trim_end();
    if first != "---" && first != "+++" {
        return None;
    }
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        if number > 0 && (bare == first || (first == "---" && bare == "...")) {
            return Some((
                &text[..at + line.trim_end_matches('\n').len()],
                &text[at + line.len()..],
            ));
        }
        at += line.len();
    }
    None
}

/// Understands what is plain in a block.
pub fn understand(block: &str) -> Understood {
    let mut understood = Understood::default();
    for (key, values) in entries(block) {
        let first = || values.first().cloned().unwrap_or_default();
        match key.as_str() {
            "title" => understood.title = first(),
            "linktitle" if understood.title.is_empty() => understood.title = first(),
            "description" | "summary" if understood.description.is_empty() => {
                understood.description = first();
            }
            "owner" | "owner_slack" | "maintainer" | "team" | "author"
                if understood.owner.is_empty() =>
            {
                understood.owner = values.join(", ");
            }
            "tags" | "keywords" | "labels" | "categories" => understood.tags.extend(values),
            "last_reviewed_on" | "last_reviewed" | "reviewed_on" | "last_review" => {
                understood.last_reviewed = date(&first());
            }
            "review_in" | "review_every" | "review_interval" => {
                understood.review_interval = Interval::parse(&first());
            }
            _ => {}
        }
    }
    understood
}

/// The value of a top-level key; empty where it is no plain one.
pub(super) fn value(block: &str, key: &str) -> Option<String> {
    let mut entries = entries(block).into_iter();
    let (_, values) = entries.find(|(known, _)| known == key)?;
    Some(values.first().cloned().unwrap_or_default())
}

fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.get(..10).unwrap_or(text), "%Y-%m-%d").ok()
}

/// Top-level keys with their scalar values. Lines that are neither a key nor a list item of the
/// key before them are passed over.
fn entries(block: &str) -> Vec<(String, Vec<String>)> {
    let mut entries: Vec<(String, Vec<String>)> = Vec::new();
    for line in block.lines().skip(1) {
        let item = line.trim_start();
        if let Some(value) = item.strip_prefix("- ") {
            if let Some((_, values)) = entries.last_mut() {
                values.extend(scalar(value));
            }
        } else if item.len() == line.len()
            && let Some((key, value)) = line.split_once([':', '='])
            && !key.trim().is_empty()
            && key
                .trim()
                .chars()
                .all(|c| c.is_alphanumeric() || "-_ ".contains(c))
        {
            entries.push((
                key.trim().to_ascii_lowercase().replace(' ', "_"),
                values(value),
            ));
        }
    }
    entries
}

/// The entries of a plain list, or the one value.
pub(crate) fn values(text: &str) -> Vec<String> {
    let text = text.trim();
    match text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
    {
        Some(list) => list.split(',').filter_map(scalar).collect(),
        None => scalar(text).into_iter().collect(),
    }
}

/// A plain value without its quotes; none where it says nothing.
pub(crate) fn scalar(text: &str) -> Option<String> {
    let text = text.trim();
    let bare = ['"', '\'']
        .into_iter()
        .find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
        .unwrap_or(text);
    (!bare.is_empty() && !matches!(bare, "|" | ">" | "null" | "~")).then(|| bare.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn review_dates_come_from_last_review_and_interval() {
        let block = "---\ntitle: \"Fail over\"\nowner_slack: '#dba'\nlast_reviewed_on: 2025-08-31\n\
                     review_in: 6 months\ntags: [db, dr]\n---";
        let got = understand(block);
        assert_eq!(
            (got.title.as_str(), got.owner.as_str()),
            ("Fail over", "#dba")
        );
        assert_eq!(got.tags, ["db", "dr"]);
        let next = got
            .review_interval
            .and_then(|every| every.after(got.last_reviewed?));
        assert_eq!(next, NaiveDate::from_ymd_opt(2026, 2, 28));
    }

    #[test]
    fn block_lists_belong_to_the_key_above() {
        let got = understand("---\ntags:\n  - one\n  - two\nother:\n    - x\n---");
        assert_eq!(got.tags, ["one", "two"]);
    }

    #[test]
    fn nonsense_is_passed_over() {
        assert_eq!(
            understand("---\n: : :\n{{ x\n\t- \n---"),
            Understood::default()
        );
    }

    #[test]
    fn only_a_closed_block_at_the_start_is_front_matter() {
        assert_eq!(
            split("---\na: b\n---\nrest"),
            Some(("---\na: b\n---", "rest"))
        );
        assert_eq!(split("---\na: b\n...\n"), Some(("---\na: b\n...", "")));
        assert_eq!(split("---\n---"), Some(("---\n---", "")));
        assert_eq!(split("---\nnever closed"), None);
        assert_eq!(split("text\n---\n---\n"), None);
    }

    #[test]
    fn intervals_parse_and_print() {
        for (text, same) in [
            ("6 months", "6 months"),
            ("1 Year", "1 year"),
            ("2 weeks", "2 weeks"),
        ] {
            assert_eq!(
                Interval::parse(text).map(|i| i.to_string()).as_deref(),
                Some(same)
            );
        }
        assert_eq!(Interval::parse("0 days"), None);
        assert_eq!(Interval::parse("soon"), None);
    }
}
