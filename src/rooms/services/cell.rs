//! What stands behind a cell of the heat map: how bad, how much, and why.

use super::bia::{Bia, back};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::ui::form::field_editor;
use holdfast_domain::describe::Field;
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::edit::LEVELS;
use holdfast_domain::rooms::services::impact::{IMPACTS, cells};
use holdfast_domain::rooms::services::overview::level_words;
use holdfast_domain::value::minutes;
use holdfast_ledger::{Id, Key, Path};
use leptos::ev;

/// The id of the first field of a cell.
pub const FIRST: &str = "bia-amount";

/// The fields of a cell that are written here.
const WRITTEN: [&str; 3] = ["amount", "unit", "justification"];

fn field(key: &str) -> Option<&'static Field> {
    let list = SERVICE.list(IMPACTS.as_str())?;
    list.fields.iter().find(|field| field.key == key)
}

/// The cell that is looked at.
pub fn cell(bia: Bia) -> AnyView {
    let title = move || {
        let (category, after) = bia.place(bia.at.get()).unwrap_or_default();
        format!("{category} after {}", minutes(f64::from(after)))
    };
    let spot = Memo::new(move |_| {
        let (row, column) = bia.at.get();
        bia.spot(row, column).unwrap_or_default()
    });
    // What holds all year is no cell of the peak period that is looked at.
    let item = Memo::new(move |_| {
        let item = spot.with(|spot| spot.item)?;
        let peak = bia.peak.get();
        let own = bia.page.watch(|record, _| {
            let own = cells(record).into_iter().find(|cell| cell.item == item);
            own.is_some_and(|cell| cell.peak == peak)
        });
        own.then_some(item)
    });
    let level = move |(level, word): (usize, &&'static str)| {
        let level = level as u8;
        let here = move || item.get().is_some() && spot.with(|spot| spot.entered) == Some(level);
        view! { <button type="button" class="btn small" aria-pressed=move || here().to_string() on:click=move |_| bia.put(Some(level))>{format!("{level} {word}")}</button> }
    };
    let leave = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            back(bia);
        }
    };
    let fields = move || {
        match item.get() {
        Some(item) => editors(bia.page, item),
        None => view! { <p class="muted">"Nothing was entered here. Say how bad it is; then amount and reasons can be written."</p> }.into_any(),
    }
    };
    view! {
        <div class="bia-cell screen-only" role="group" aria-label="Cell" on:keydown=leave>
            <h3>{title}</h3>
            <div class="btns" role="group" aria-label="How bad">
                {LEVELS.iter().enumerate().map(level).collect_view()}
                <button type="button" class="btn small quiet" aria-disabled=move || item.get().is_none().then_some("true") on:click=move |_| bia.put(None)>"Take back"</button>
            </div>
            {fields}
        </div>
    }
    .into_any()
}

fn editors(page: RecordPage, item: Id) -> AnyView {
    let editor = |key: &&'static str| {
        let field = field(key)?;
        let path = Path::item(IMPACTS, item, Key::new(field.key));
        let control = record::control(page, path, field, format!("bia-{key}"), None);
        Some(field_editor(&control))
    };
    let editors = WRITTEN.iter().filter_map(editor).collect_view();
    view! { <div class="form">{editors}</div> }.into_any()
}

/// The amounts and reasons of all cells, for paper.
pub fn on_paper(page: RecordPage) -> AnyView {
    let rows = move || {
        page.watch_all(|record, _| {
            let text = |item: Id, key: &'static str| {
                let value = record.value(Path::item(IMPACTS, item, Key::new(key)));
                value
                    .map(|value| value.plain().into_owned())
                    .unwrap_or_default()
            };
            let mut rows = Vec::new();
            for cell in cells(record) {
                let amount = [text(cell.item, "amount"), text(cell.item, "unit")].join(" ");
                let why = text(cell.item, "justification");
                if amount.trim().is_empty() && why.is_empty() {
                    continue;
                }
                let level = level_words(Some(cell.level.1));
                rows.push([cell.category, minutes(cell.after), level, amount, why]);
            }
            rows
        })
    };
    let table = move || {
        let rows = rows();
        let row = |cells: [String; 5]| view! { <tr>{cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> };
        (!rows.is_empty()).then(|| {
            view! {
                <h3>"Amounts and reasons"</h3>
                <table class="table compact">
                    <thead><tr><th scope="col">"Category"</th><th scope="col">"After"</th><th scope="col">"Impact"</th><th scope="col">"Amount"</th><th scope="col">"Justification"</th></tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            }
        })
    };
    view! { {table} }.into_any()
}
