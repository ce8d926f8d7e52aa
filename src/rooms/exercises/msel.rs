//! The list of injects (MSEL) as a table that is filled in by keys alone: Enter adds a row, arrows move between
//! cells. As CSV out and in.

use super::{Table, scrolls};
use crate::edge::{dom, files, slices};
use crate::prelude::*;
use crate::ui::handed;
use crate::ui::icon::icon;
use holdfast_domain::rooms::exercises::injects::{INJECTS, injects};
use holdfast_domain::rooms::exercises::msel::{self, COLUMNS, offset_text, parse_offset, to_csv};
use holdfast_domain::rooms::exercises::ratings::{is_held, objectives};
use holdfast_ledger::{Id, Key, Path, Record, Text};
use leptos::ev;
use leptos::task::spawn_local;

/// The greatest file that is read, in bytes.
const MOST: u64 = 1 << 20;
const FILE: &str = "msel-file";

/// The tab.
pub fn tab(table: Table) -> AnyView {
    let page = table.page;
    let over = over(table);
    let note = move || {
        over.get().then(
            || view! { <p class="muted">"It is over: the injects stand as they were played."</p> },
        )
    };
    let ids = Memo::new(move |_| {
        page.watch(|record, _| {
            record
                .items(INJECTS)
                .iter()
                .map(|item| item.id)
                .collect::<Vec<Id>>()
        })
    });
    let against = Memo::new(move |_| page.watch(|record, _| msel::against_time(record)));
    let sort = move |_| {
        if table.try_put("Injects sorted by time", |record, _, _| {
            msel::by_time(record)
        }) {
            page.workspace
                .say("The injects stand in the order of their times");
        }
    };
    let sortable = move || match against.with(Vec::len) {
        0 => None,
        1 => Some(
            "1 inject stands behind one that comes later. When it is carried out, the times count."
                .to_owned(),
        ),
        many => Some(format!(
            "{many} injects stand behind one that comes later. When it is carried out, the times count."
        )),
    };
    let sortable = move || {
        sortable().map(|text| {
            view! { <div class="callout tone-warn"><p>{text}</p><button type="button" class="btn small" on:click=sort>"Sort by time"</button></div> }
        })
    };
    let none = move || {
        ids.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"No inject yet."</p> })
    };
    let heads = COLUMNS
        .iter()
        .map(|(_, label)| view! { <th scope="col">{*label}</th> });
    let heads = heads.collect_view();
    let list = view! {
        <table class="table folds msel" hidden=move || ids.with(Vec::is_empty)>
            <caption class="sr">"Injects"</caption>
            <thead><tr>{heads}<th scope="col"><span class="sr">"Remove"</span></th></tr></thead>
            <tbody><For each=move || ids.get() key=|id| *id children=move |id| row(table, ids, against, id)/></tbody>
        </table>
    };
    let export = move |_| {
        let (name, text) = page
            .read(|record, view| (format!("{}-injects.csv", view.code(record)), to_csv(record)));
        handed::file(page.workspace, &name, "text/csv", text.as_bytes());
    };
    let chosen = move |event: ev::Event| {
        let given = files::from_input(&event_target(&event)).into_iter().next();
        spawn_local(async move {
            let Some(given) = given else { return };
            match given.read(MOST, |_| true).await {
                Ok(bytes) => take_in(table, &bytes),
                Err(error) => page
                    .workspace
                    .alarm(format!("{} was not read: {error}.", given.name())),
            }
        });
    };
    view! {
        <section class="card" aria-label="Injects" id=crate::rooms::record::element_id("injects") tabindex="-1">
            <div class="card-head"><h2>"Injects"</h2><span class="muted">{move || Some(ids.with(Vec::len)).filter(|n| *n > 0)}</span></div>
            {none}{note}{sortable}
            {scrolls("Table of injects".to_owned(), list.into_any())}
            <p class="help">"Enter adds a row, arrows move between cells, Esc takes back what is being typed. A time is written as +1 h 30 or 1:30, in the scenario’s time."</p>
            <div class="btns">
                <button type="button" class="btn quiet" hidden=over on:click=move |_| add(table)>{icon("plus")}"Add inject"</button>
                <button type="button" class="btn" on:click=export>{icon("download")}"Export CSV"</button>
            </div>
            <div class="field" hidden=over>
                <label for=FILE>"Import CSV"</label>
                <input id=FILE type="file" accept=".csv,text/csv" on:change=chosen/>
            </div>
        </section>
    }
    .into_any()
}

fn take_in(table: Table, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if table.try_put("Injects added", |record, view, mint| {
        msel::from_csv(record, &text, view, mint)
    }) {
        table.page.workspace.say("Injects added from the file");
    }
}

fn cell_id(inject: Id, field: &str) -> String {
    format!("m-{inject}-{field}")
}

fn row(table: Table, ids: Memo<Vec<Id>>, against: Memo<Vec<Id>>, id: Id) -> AnyView {
    let cells = COLUMNS.iter().map(|(field, label)| match *field {
        "objective" => objective(table, ids, id, label),
        field => cell(table, ids, against, id, field, label),
    });
    let cells = cells.collect_view();
    let number = move || {
        ids.with(|ids| ids.iter().position(|other| *other == id))
            .unwrap_or_default()
            + 1
    };
    let remove = move |_| {
        table
            .page
            .put("Inject removed", &[msel::remove(table.page.id, id)]);
        dom::focus(&crate::rooms::record::element_id("injects"));
    };
    view! {
        <tr>{cells}<td><button type="button" class="btn icon small quiet" hidden=over(table) aria-label=move || format!("Remove inject {}", number()) on:click=remove>{icon("trash")}</button></td></tr>
    }
    .into_any()
}

// Whether it has been held: what was played is not written anew.
fn over(table: Table) -> Memo<bool> {
    Memo::new(move |_| table.page.watch(|record, _| is_held(record)))
}

fn path(inject: Id, field: &'static str) -> Path {
    Path::item(INJECTS, inject, Key::new(field))
}

fn cell(
    table: Table,
    ids: Memo<Vec<Id>>,
    against: Memo<Vec<Id>>,
    id: Id,
    field: &'static str,
    label: &'static str,
) -> AnyView {
    let page = table.page;
    let value = Memo::new(move |_| {
        page.watch(|record, _| {
            let value = record.value(path(id, field));
            match field {
                "offset" => offset_text(value.and_then(Text::get)),
                _ => value
                    .map(|text| text.plain().into_owned())
                    .unwrap_or_default(),
            }
        })
    });
    let over = over(table);
    // What was typed and cannot be read.
    let unread = RwSignal::new(None::<String>);
    let wrong = Memo::new(move |_| unread.with(Option::is_some));
    on_cleanup(move || {
        if let Some(typed) = unread.get_untracked() {
            page.workspace.alarm(format!(
                "“{typed}” is no time, and was not kept. Write one as +1 h 30."
            ));
        }
    });
    let save = move |typed: &str| {
        unread.set(None);
        if typed.trim() == value.get_untracked().trim() {
            return;
        }
        let text = match (field, typed.trim()) {
            (_, "") => Some(Text::null()),
            ("offset", typed) => parse_offset(typed).and_then(|minutes| Text::of(&minutes).ok()),
            (_, typed) => Some(Text::string(typed)),
        };
        match text {
            Some(text) => page.put("Inject changed", &[page.edit(path(id, field), text)]),
            None => unread.set(Some(typed.trim().to_owned())),
        }
    };
    let press = move |event: ev::KeyboardEvent| {
        let input: web_sys::HtmlInputElement = event_target(&event);
        if event.key() == "Enter" {
            event.prevent_default();
            if over.get_untracked() {
                return;
            }
            save(&input.value());
            return add(table);
        }
        // What is being typed is taken back; a row that was added and not written leaves none behind.
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            input.set_value(&value.get_untracked());
            unread.set(None);
            return leave(table, ids, id);
        }
        let at = input.selection_start().ok().flatten();
        let (left, right) = (
            at == Some(0),
            at == Some(input.value().encode_utf16().count() as u32),
        );
        travel(&event, ids, id, field, left, right);
    };
    let change =
        move |event: ev::Event| save(&event_target::<web_sys::HtmlInputElement>(&event).value());
    let name = move || {
        let number = ids
            .with(|ids| ids.iter().position(|other| *other == id))
            .unwrap_or_default()
            + 1;
        format!("Inject {number}: {label}")
    };
    let invalid = move || wrong.get().then_some("true");
    let told = move || match (wrong.get(), field) {
        (true, _) => {
            Some(view! { <span class="error">"Write a time, as +1 h 30."</span> }.into_any())
        }
        (false, "offset") if against.with(|against| against.contains(&id)) => {
            Some(view! { <span class="status tone-warn">"before one above"</span> }.into_any())
        }
        _ => None,
    };
    view! {
        <td data-l=label><input id=cell_id(id, field) type="text" autocomplete="off" aria-label=name aria-invalid=invalid
            readonly=over prop:value=value on:change=change on:keydown=press/>{told}</td>
    }
    .into_any()
}

fn objective(table: Table, ids: Memo<Vec<Id>>, id: Id, label: &'static str) -> AnyView {
    const FIELD: &str = "objective";
    let page = table.page;
    let all = Memo::new(move |_| page.watch(|record, _| objectives(record)));
    let value = Memo::new(move |_| {
        page.watch(|record, _| {
            let value = record.value(path(id, FIELD));
            value
                .map(|text| text.plain().into_owned())
                .unwrap_or_default()
        })
    });
    let options = move || {
        let all = all.get().into_iter();
        let option = |one: holdfast_domain::rooms::exercises::ratings::Objective| {
            let key = one.id.to_string();
            let own = key.clone();
            view! { <option value=key selected=move || value.get() == own>{one.title}</option> }
        };
        all.map(option).collect_view()
    };
    let change = move |event: ev::Event| {
        let chosen = event_target::<web_sys::HtmlSelectElement>(&event).value();
        let text = if chosen.is_empty() {
            Text::null()
        } else {
            Text::string(&chosen)
        };
        page.put("Inject changed", &[page.edit(path(id, FIELD), text)]);
    };
    // Arrows lead to other cells, as everywhere in this table, and do not choose something else on the way.
    let press = move |event: ev::KeyboardEvent| {
        if event.alt_key() {
            return;
        }
        if matches!(event.key().as_str(), "ArrowUp" | "ArrowDown") {
            event.prevent_default();
        }
        travel(&event, ids, id, FIELD, true, true);
    };
    let name = move || {
        let number = ids
            .with(|ids| ids.iter().position(|other| *other == id))
            .unwrap_or_default()
            + 1;
        format!("Inject {number}: {label}")
    };
    view! { <td data-l=label><select id=cell_id(id, FIELD) aria-label=name disabled=over(table) on:change=change on:keydown=press><option value="">"None"</option>{options}</select></td> }
        .into_any()
}

// Arrows up and down lead to the rows beside, arrows at the ends of a text to the cells beside.
fn travel(
    event: &ev::KeyboardEvent,
    ids: Memo<Vec<Id>>,
    id: Id,
    field: &str,
    first: bool,
    last: bool,
) {
    let ids = ids.get_untracked();
    let Some(row) = ids.iter().position(|other| *other == id) else {
        return;
    };
    let column = COLUMNS
        .iter()
        .position(|(key, _)| *key == field)
        .unwrap_or_default();
    let (row, column) = match event.key().as_str() {
        "ArrowUp" => (row.checked_sub(1), Some(column)),
        "ArrowDown" => (Some(row + 1), Some(column)),
        "ArrowLeft" if first => (Some(row), column.checked_sub(1)),
        "ArrowRight" if last => (Some(row), Some(column + 1)),
        _ => return,
    };
    let to = row
        .and_then(|row| ids.get(row))
        .zip(column.and_then(|column| COLUMNS.get(column)));
    if let Some((id, (field, _))) = to {
        event.prevent_default();
        dom::focus(&cell_id(*id, field));
    }
}

fn waits(exercise: &Record, id: Id) -> bool {
    let mut all = injects(exercise).into_iter();
    all.find(|inject| inject.id == id)
        .is_none_or(|inject| inject.waits())
}

fn leave(table: Table, ids: Memo<Vec<Id>>, id: Id) {
    let page = table.page;
    // A row without words that was released or skipped is none that was begun by mistake.
    let blank = page.read(|record, _| {
        let said = |(field, _): &(&'static str, &str)| record.value(path(id, field)).is_some();
        !COLUMNS.iter().any(said) && waits(record, id)
    });
    if !blank {
        return;
    }
    let before = ids.with_untracked(|ids| {
        let at = ids.iter().position(|other| *other == id)?;
        ids.get(at.checked_sub(1)?).copied()
    });
    page.put("Inject removed", &[msel::remove(page.id, id)]);
    match before {
        Some(before) => dom::focus(&cell_id(before, COLUMNS[0].0)),
        None => dom::focus(&crate::rooms::record::element_id("injects")),
    };
}

// A row at the end, with the focus in its first cell.
fn add(table: Table) {
    let added = table.try_put("Inject added", |record, view, mint| {
        msel::add(record, vec![Vec::new()], view, mint)
    });
    let last = table
        .page
        .read(|record, _| record.items(INJECTS).last().map(|item| item.id));
    if let Some(id) = last.filter(|_| added) {
        spawn_local(async move {
            slices::yield_now().await;
            dom::focus(&cell_id(id, COLUMNS[0].0));
        });
    }
}
