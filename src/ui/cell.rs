//! A cell of a table, drawn from what the column's description says.

use crate::edge::clock;
use crate::prelude::*;
use crate::ui::form::tone_class;
use holdfast_domain::describe::{Field, Tone, Type};
use holdfast_domain::table::{Column, Source};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::{Record, Text};

/// The classes that show how loud something is.
pub const fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "status tone-ok",
        Tone::Busy => "status tone-info sh-half",
        Tone::Warn => "status tone-warn",
        Tone::Bad => "status tone-error",
    }
}

/// A letter of a column's head as it is on average, and what stands around the words, in rem.
const LETTER_REM: f64 = 0.47;
const HEAD_REM: f64 = 2.8;

/// How wide a column wants to be, in rem: as its cells are as a rule, and no narrower than its head.
pub fn width(column: &Column) -> f64 {
    let head = column.label.chars().count() as f64 * LETTER_REM + HEAD_REM;
    cells(column).max(head)
}

fn cells(column: &Column) -> f64 {
    match column.source {
        Source::Field(field) if field.key == "code" => 6.5,
        Source::Figure(_) => 9.5,

        Source::Field(field) | Source::Part(_, field) => match field.ty {
            Type::Flag => 6.0,
            Type::Whole { .. } | Type::Number { .. } | Type::Minutes | Type::Date => 8.0,
            Type::Choice(_) => 9.5,
            Type::Link(_) | Type::Line | Type::Words | Type::Ordered => 10.0,
            Type::Estimate | Type::Instant => 14.0,
            Type::Links(_) | Type::Prose | Type::Code | Type::Group(_) | Type::Contents => 16.0,
        },
    }
}

/// Whether a column's cells stand at the right.
pub const fn is_number(column: &Column) -> bool {
    matches!(
        column.ty(),
        Some(Type::Whole { .. } | Type::Number { .. } | Type::Minutes)
    )
}

/// A cell. Where people disagree it shows the value that lists show, marked.
pub fn cell(column: &Column, record: &Record, view: &View<'_>) -> AnyView {
    let shown = match column.source {
        Source::Figure(figure) => {
            let cell = figure.show(record, view);
            let class = if cell.text.starts_with("unknown:") {
                "muted"
            } else {
                tone(cell.tone)
            };
            view! { <span class=class title=clock::with_dates(&cell.inputs)>{clock::with_dates(&cell.text)}</span> }.into_any()
        }
        Source::Field(field) if field.key == "code" => {
            view! { <span class="code">{view.code(record)}</span> }.into_any()
        }
        Source::Field(field) | Source::Part(_, field) => {
            shown_value(field, column.value(record).as_deref(), view)
        }
    };
    match column.alternatives(record) {
        0 | 1 => shown,
        many => view! { {shown} " " <span class="conflict">{format!("{many} values")}</span> }
            .into_any(),
    }
}

fn shown_value(field: &'static Field, value: Option<&Text>, view: &View<'_>) -> AnyView {
    let Some(text) = value else {
        return ().into_any();
    };
    match field.ty {
        Type::Choice(choices) => match value::choice_of(choices, text) {
            Some(choice) => {
                view! { <span class=tone(choice.tone)>{choice.label}</span> }.into_any()
            }
            None => text.plain().into_owned().into_any(),
        },
        Type::Date => clock::calendar_date(&text.plain()).into_any(),
        Type::Instant => value::instant(value)
            .and_then(|at| u64::try_from(at).ok())
            .map_or_else(|| text.plain().into_owned(), clock::date_time)
            .into_any(),
        Type::Words | Type::Ordered => {
            let words: Vec<String> = text.get().unwrap_or_default();
            words
                .into_iter()
                .map(|word| view! { <span class="tag">{word}</span>" " })
                .collect_view()
                .into_any()
        }
        Type::Flag if text.as_str() != "true" => ().into_any(),
        Type::Link(_) => match view.linked(value) {
            Some(record) => title(record).into_any(),
            None => view! { <span class="muted">"(no longer there)"</span> }.into_any(),
        },
        Type::Links(_) => {
            let ids: Vec<String> = text.get().unwrap_or_default();
            let names = ids
                .iter()
                .filter_map(|id| view.linked(Some(&Text::string(id))))
                .map(title);
            names.collect::<Vec<_>>().join(", ").into_any()
        }
        Type::Prose => value::show(field, value, view)
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
            .into_any(),
        // Half a telephone number on each of two lines is dialled wrong.
        Type::Line if field.key == "phone" => {
            view! { <span class="whole">{text.plain().into_owned()}</span> }.into_any()
        }
        _ => value::show(field, value, view).into_any(),
    }
}

/// A value in words, as a person reads it: days and times in their language.
pub fn said(field: &Field, value: Option<&Text>, view: &View<'_>) -> String {
    let shown = || value::show(field, value, view);
    match field.ty {
        Type::Instant => value::instant(value)
            .and_then(|at| u64::try_from(at).ok())
            .map_or_else(shown, clock::date_time),
        Type::Date | Type::Group(_) => clock::with_dates(&shown()),
        _ => shown(),
    }
}

/// A record's title; "Untitled" for none.
pub fn title(record: &Record) -> String {
    let title = record.text("title");
    if title.is_empty() {
        "Untitled".to_owned()
    } else {
        title.into_owned()
    }
}

/// Something about a record in a word or two, beside its name.
pub fn badge(text: impl Into<String>, tone: Tone) -> AnyView {
    let class = match tone {
        Tone::Plain => "badge".to_owned(),
        tone => format!("status {}", tone_class(tone)),
    };
    view! { <span class=class>{text.into()}</span> }.into_any()
}
