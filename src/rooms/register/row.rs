//! One row of a register.

use super::grid::Grid;
use super::state::{Line, Register};
use crate::prelude::*;
use crate::ui::cell::{badge, cell, is_number, title, tone};
use holdfast_domain::conflicts;
use holdfast_domain::describe::{Finding, Tone, Type};
use holdfast_domain::rooms;
use holdfast_domain::rooms::runbooks::{RUNBOOK, rules};
use holdfast_domain::table::{Column, Source, Standing};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Id, Ledger, Path, Record, Text};
use leptos::ev;

/// The element that the focus goes to in a record's row.
pub fn row_id(id: Id) -> String {
    format!("row-{id}")
}

/// A record's row.
pub fn row(grid: Grid, id: Id) -> AnyView {
    let register = grid.register;
    let place = move || grid.place_of(Line::Row(id));
    let selected = move || register.selected.with(|selected| selected.contains(&id));
    let tab = move || {
        if place() == grid.active.get() {
            "0"
        } else {
            "-1"
        }
    };
    let name = move || {
        register.epoch.track();
        register
            .read(id, |record, view| view.name(record))
            .unwrap_or_default()
    };
    let link = move || {
        register.epoch.track();
        register
            .read(id, |record, _| title(record))
            .unwrap_or_default()
    };
    let disputed = move || {
        register.epoch.track();
        let disputed = register.read(id, conflicts::count).unwrap_or_default();
        (disputed > 0)
            .then(|| view! { " "<span class="conflict">{conflicts::counted(disputed)}</span> })
    };
    let badges = move || {
        register.epoch.track();
        let badges = register
            .read(id, |record, _| badges(record))
            .unwrap_or_default();
        let one = |(text, tone): (&'static str, Tone)| view! { " "{badge(text, tone)} };
        badges.into_iter().map(one).collect_view()
    };
    let failed = move || {
        let tally = register.workspace.checked_later(|kept, _| kept.tally(id));
        let (severity, count) = tally?.worst()?;
        let words = format!("{count} {}", severity.label().to_lowercase());
        Some(view! { " "{badge(words, severity.tone())} })
    };
    let cells = move || {
        register.epoch.track();
        let columns = register.shown_columns();
        register.read(id, |record, view| cells(&columns, record, view))
    };
    let select = move |event: ev::MouseEvent| {
        grid.toggle(place(), event.shift_key());
        // With Shift a selected row stays selected, whatever the browser made of the click.
        event_target::<web_sys::HtmlInputElement>(&event).set_checked(selected());
    };
    let tools = move || {
        let standing = register.spec.with(|spec| spec.standing);
        (standing != Standing::Live).then(|| bring_back(register, id, standing))
    };
    view! {
        <tr role="row" aria-rowindex=move || place() + 2 aria-selected=move || selected().to_string() on:focusin=move |_| grid.active.set(place())>
            <td role="cell" class="sel">
                <input type="checkbox" tabindex=tab aria-label=move || format!("Select {}", name()) prop:checked=selected on:click=select/>
            </td>
            <th role="rowheader" scope="row" class="title">
                {badges}{disputed}{failed}<a href=register.href(id) id=row_id(id) tabindex=tab>{link}</a>
            </th>
            {tools}
            {cells}
        </tr>
    }
    .into_any()
}

/// What other records are made of says so, and what is not as it was approved.
pub fn badges(record: &Record) -> Vec<(&'static str, Tone)> {
    if record.kind == RUNBOOK.key() {
        rules::badges(record)
    } else {
        Vec::new()
    }
}

/// The cells behind the title. On phones a row is a card: the state and three more.
pub fn cells(columns: &[Column], record: &Record, view: &View<'_>) -> AnyView {
    let mut more = 0;
    let late = late(columns, record, view);
    let cells = columns.iter().skip(1).map(|column| {
        let class = if matches!(column.key.as_str(), "state" | "status") {
            "state"
        } else if more < 3 {
            more += 1;
            "meta"
        } else {
            ""
        };
        let shown = match late.iter().find(|(key, _)| *key == column.key) {
            Some((_, class)) => {
                view! { <span class=*class>{cell(column, record, view)}</span> }.into_any()
            }
            None => cell(column, record, view),
        };
        view! { <td role="cell" class=class class:num=is_number(column)>{shown}</td> }
    });
    cells.collect_view().into_any()
}

// The days that have passed and that something is wrong with, and how loud that is.
fn late(columns: &[Column], record: &Record, view: &View<'_>) -> Vec<(&'static str, &'static str)> {
    let today = view.today();
    let past = |column: &Column| match column.source {
        Source::Field(field) if matches!(field.ty, Type::Date) => {
            let day = value::day(record, field.key)?;
            (day < today).then_some(field.key)
        }
        _ => None,
    };
    let past: Vec<&str> = columns.iter().filter_map(past).collect();
    let kind = rooms::kind(record.kind.as_str()).filter(|_| !past.is_empty());
    let found = kind.map(|kind| (kind.findings)(record, view));
    let of = |finding: Finding| Some((finding.field?, tone(finding.tone)));
    let found = found.into_iter().flatten().filter_map(of);
    found.filter(|(field, _)| past.contains(field)).collect()
}

fn bring_back(register: Register, id: Id, standing: Standing) -> AnyView {
    let label = if standing == Standing::Deleted {
        "Restore"
    } else {
        "Unarchive"
    };
    let press = move |_| bring_back_all(register, &[id], standing);
    view! { <td role="cell" class="tools"><button type="button" class="btn small" on:click=press>{label}</button></td> }.into_any()
}

/// Restores deleted or archived records as one command.
pub fn bring_back_all(register: Register, ids: &[Id], standing: Standing) {
    let kind = register.kind.key();
    let back = |id: &Id| match standing {
        Standing::Deleted => Ledger::undelete(*id, kind),
        _ => Edit {
            record: *id,
            kind,
            path: Path::of("archived"),
            value: Text::null(),
        },
    };
    let edits: Vec<Edit> = ids.iter().map(back).collect();
    let what = if let [id] = ids {
        register
            .read(*id, |record, view| view.name(record))
            .unwrap_or_default()
    } else {
        register.count_words(ids.len())
    };
    let done = if standing == Standing::Deleted {
        "restored"
    } else {
        "taken out of the archive"
    };
    if let Err(why) = register
        .workspace
        .dispatch(&format!("{what} {done}"), &edits)
    {
        register
            .workspace
            .alarm(format!("Nothing was changed: {why}"));
    }
}
