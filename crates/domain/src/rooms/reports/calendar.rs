//! The change calendar as a document: an agenda of a period, day by day.

use super::words::{link, plain, table};
use super::{Asked, Document, Part};
use crate::rooms::changes::calendar::{Entry, Range, entries};
use crate::rooms::changes::conflicts::words;
use crate::rooms::changes::wall;
use crate::view::View;
use chrono::NaiveDate;
use std::fmt::Write as _;

/// Writes it. Days are those of the device's clock; what goes on longer stands on the day when it begins, or on the
/// first of the period.
pub fn write(asked: &Asked<'_>, view: &View<'_>) -> Document {
    let begin = |day: NaiveDate| {
        let shown = day.and_hms_opt(0, 0, 0).unwrap_or_default();
        wall::instant(shown, "", view)
    };
    let range = Range {
        from: begin(asked.stretch.first),
        until: begin(asked.stretch.after()),
    };
    let all = entries(range, view);
    let mut text = String::new();
    let mut rest = all.as_slice();
    while let Some(first) = rest.first() {
        let day = day_of(first, asked.stretch.first, view);
        let many = rest
            .iter()
            .take_while(|entry| day_of(entry, asked.stretch.first, view) == day)
            .count();
        let (own, more) = rest.split_at(many);
        rest = more;
        let _ = write!(text, "## {} {day}\n\n", day.format("%A"));
        let row = |entry: &Entry| {
            vec![
                words(entry.time, view),
                entry.sort.label().to_owned(),
                link(entry.id, view),
                plain(&entry.facts),
            ]
        };
        let rows: Vec<Vec<String>> = own.iter().map(row).collect();
        text.push_str(&table(
            &["When", "What", "Which", "How it stands"],
            4,
            &rows,
        ));
        text.push('\n');
    }
    if all.is_empty() {
        text.push_str("Nothing takes place in this time.\n");
    }
    let name = asked.stretch.name();
    let version = format!("{name} · as of {}", (asked.said)(view.now()));
    let file = format!("change-calendar-{}", asked.stretch.key());
    Document::new(
        format!("Change calendar: {name}"),
        version,
        file,
        vec![Part::Text(text)],
    )
}

fn day_of(entry: &Entry, first: NaiveDate, view: &View<'_>) -> NaiveDate {
    let shown = wall::local(entry.time.start, "", view);
    shown.map_or(first, |shown| shown.date().max(first))
}
