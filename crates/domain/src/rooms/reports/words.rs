//! What reports write alike: tables, links, counts.

use crate::rooms;
use crate::value::outcomes;
use crate::view::View;
use holdfast_ledger::{Id, Record};

/// As many rows of a table are written; how many more there are is said.
pub const LISTED: usize = 10;

/// A text in one line with nothing in it that Markdown reads: it may be any record's.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        for c in word.chars() {
            if matches!(
                c,
                '\\' | '[' | ']' | '*' | '_' | '`' | '<' | '|' | '~' | '&'
            ) {
                out.push('\\');
            }
            out.push(c);
        }
    }
    out
}

/// A record by its name, as a link to it where this version has a page for it.
pub fn link(id: Id, view: &View<'_>) -> String {
    let Some(record) = view.there(id) else {
        return "(no longer there)".to_owned();
    };
    let name = plain(&view.name(record));
    match rooms::kind(record.kind.as_str()) {
        Some(kind) => format!("[{name}](#/{}/{id})", kind.room),
        None => name,
    }
}

/// A table; none where it has no rows. The columns from `numbers` on hold numbers.
pub fn table(heads: &[&str], numbers: usize, rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mark = |n: usize| if n < numbers { " --- |" } else { " ---: |" };
    let marks: String = (0..heads.len()).map(mark).collect();
    let mut out = format!("| {} |\n|{marks}\n", heads.join(" | "));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out
}

/// The first rows of a table, and how many there are beside them.
pub fn first_rows(heads: &[&str], numbers: usize, rows: &[Vec<String>]) -> String {
    first_of(heads, numbers, rows.len(), rows.iter().cloned())
}

/// The same of so many rows, of which no more are written than are shown.
pub fn first_of(
    heads: &[&str],
    numbers: usize,
    count: usize,
    rows: impl Iterator<Item = Vec<String>>,
) -> String {
    let shown: Vec<Vec<String>> = rows.take(LISTED).collect();
    let mut out = table(heads, numbers, &shown);
    if count > shown.len() {
        out.push_str(&format!("\nAnd {} more.\n", count - shown.len()));
    }
    out
}

/// How many, with the word for one or for many.
pub fn many(count: usize, one: &str, more: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { more })
}

/// The end of a sentence on how many of what it counts people disagree about; empty where nobody does.
pub fn disputed<'a>(
    records: impl IntoIterator<Item = &'a Record>,
    fields: &[&'static str],
) -> String {
    let differ = |record: &&Record| fields.iter().any(|field| outcomes(record, field).len() > 1);
    match records.into_iter().filter(differ).count() {
        0 => String::new(),
        count => format!(
            " ({} in conflict; counted by what lists show)",
            many(count, "record is", "records are")
        ),
    }
}

/// What is so of some things: of how many, of how many not, and of how many nobody knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Of how many it is so.
    pub yes: usize,
    /// Of how many it is not.
    pub no: usize,
    /// Of how many nobody knows.
    pub unknown: usize,
}

impl Share {
    /// Counts one more.
    pub fn add(&mut self, so: Option<bool>) {
        match so {
            Some(true) => self.yes += 1,
            Some(false) => self.no += 1,
            None => self.unknown += 1,
        }
    }

    /// How many were counted.
    pub const fn all(self) -> usize {
        self.yes + self.no + self.unknown
    }

    /// In words: `2 of 5, 1 unknown`.
    pub fn words(self) -> String {
        match (self.all(), self.unknown) {
            (0, _) => "none".to_owned(),
            (all, unknown) if unknown == all => format!("unknown, {all}"),
            (all, 0) => format!("{} of {all}", self.yes),
            (all, unknown) => format!("{} of {all}, {unknown} unknown", self.yes),
        }
    }
}
