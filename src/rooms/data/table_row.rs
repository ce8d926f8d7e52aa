//! What one record of a table becomes, before anything is done.

use crate::prelude::*;
use holdfast_domain::codec::sheet::preview::Row;

/// A text in one line, cut after so many letters.
pub fn short(cell: &str, most: usize) -> String {
    let mut letters = cell.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = letters.char_indices().nth(most) {
        letters.truncate(at);
        letters.push('…');
    }
    letters
}

/// What one record of the file becomes.
pub fn record(row: Row) -> AnyView {
    let (word, class) = match row.here {
        Some(_) => ("Here", "status tone-info sh-half"),
        None => ("New", "status tone-ok sh-square"),
    };
    let titled = row
        .fields
        .iter()
        .find(|(field, _)| field == "Title" || field == "Name");
    let title = row.here.or_else(|| titled.map(|(_, cell)| cell.clone()));
    let title = title.unwrap_or_else(|| format!("Row {}", row.line));
    let problems = row.problems.into_iter().map(|(column, why)| {
        let words = if column.is_empty() {
            why
        } else {
            format!("{column}: {why}")
        };
        view! { <li class="status tone-warn">{words}</li> }
    });
    let facts = |all: Vec<(String, String)>| {
        let one =
            |(name, cell): (String, String)| view! { <dt>{name}</dt><dd>{short(&cell, 200)}</dd> };
        all.into_iter().map(one).collect_view()
    };
    let notes = (!row.notes.is_empty()).then(|| {
        view! { <p class="muted">"In the notes:"</p><dl class="facts">{facts(row.notes)}</dl> }
    });
    let items = match row.items {
        0 => None,
        1 => Some("1 entry of its lists".to_owned()),
        many => Some(format!("{many} entries of its lists")),
    };
    view! {
        <li><details>
            <summary><span class=class>{word}</span><span class="title">{title}</span><span class="muted">{row.kind}" · row "{row.line}</span></summary>
            <div>
                <dl class="facts">{facts(row.fields)}</dl>
                {notes}
                {items.map(|items| view! { <p class="muted">{items}</p> })}
            </div>
        </details>
        <ul>{problems.collect_view()}</ul></li>
    }
    .into_any()
}
