//! Lists inside a record: editors of items that can be added, moved and removed, and
//! tables of what actions and screens wrote.

use super::fields::is_for_machines;
use super::{RecordPage, bind, chosen_items, fields};
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::ui::cell::said;
use crate::ui::form::{Combo, Control, Found, field_editor, is_short, resolve};
use crate::ui::icon::icon;
use holdfast_domain::describe::{By, Field, List, Type, in_text};
use holdfast_domain::value;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Flag, Item, Place};
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text, place};
use leptos::ev;
use leptos::task::spawn_local;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Row {
    id: Id,
    depth: usize,
    flag: Option<u8>,
    moved_twice: bool,
}

fn rows(record: &Record, list: Key) -> Vec<Row> {
    let row = |item: &Item<'_>| {
        let slot = record.slot(Path::item(list, item.id, PLACE));
        Row {
            id: item.id,
            depth: item.depth,
            flag: item.flag.map(|flag| u8::from(flag == Flag::Circle)),
            moved_twice: slot.is_some_and(holdfast_ledger::Slot::in_conflict),
        }
    };
    record.items(list).iter().map(row).collect()
}

fn item_id(item: Id) -> String {
    format!("i-{item}")
}

/// An editor of a list.
pub fn editor(page: RecordPage, list: &'static List) -> AnyView {
    let key = Key::new(list.key);
    let rows = Memo::new(move |_| page.watch(|record, _| rows(record, key)));
    let count = move || rows.with(Vec::len);
    let order =
        Memo::new(move |_| rows.with(|rows| rows.iter().map(|row| row.id).collect::<Vec<_>>()));
    let number = move |id: Id| {
        order
            .with(|order| order.iter().position(|other| *other == id))
            .unwrap_or_default()
            + 1
    };
    let row = move |row: Row| {
        let number = Signal::derive(move || number(row.id));
        item(page, list, row, number)
    };
    let empty = move || {
        (count() == 0)
            .then(|| view! { <p class="muted">{format!("No {} yet.", in_text(list.one))}</p> })
    };
    view! {
        <section class="card" aria-label=list.label id=fields::element_id(list.key) tabindex="-1">
            <div class="card-head"><h2>{list.label}</h2><span class="muted">{move || Some(count()).filter(|n| *n > 0)}</span></div>
            {empty}
            <ol class="items" hidden=move || count() == 0>
                <For each=move || rows.get() key=|row| *row children=row/>
            </ol>
            {adder(page, list)}
        </section>
    }
    .into_any()
}

fn item(page: RecordPage, list: &'static List, row: Row, number: Signal<usize>) -> AnyView {
    let key = Key::new(list.key);
    let name = move || format!("{} {}", list.one, number.get());
    let only_link = sole_link(list).is_some();
    let editors = list
        .fields
        .iter()
        .filter(|field| field.by == By::Form)
        .map(|field| {
            let path = Path::item(key, row.id, Key::new(field.key));
            let id = format!("{}-{}", item_id(row.id), field.key);
            // The number is another after a move.
            let name = Signal::derive(move || format!("{}: {}", name(), field.label));
            let mut control = bind::control(page, path, field, id, Some(name));
            control.half = is_half(field.ty);
            control.compact = true;
            control.bare = only_link;
            if field.items.is_empty() {
                field_editor(&control)
            } else {
                chosen_items::editor(page, list, row.id, &control)
            }
        });
    let editors = editors.collect_view();
    let class = if only_link { "body" } else { "body form" };
    let move_key = move |event: ev::KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" if event.alt_key() => true,
            "ArrowDown" if event.alt_key() => false,
            _ => return,
        };
        event.prevent_default();
        shift(page, list, row.id, up);
    };
    let last = move || {
        page.watch(|record, _| {
            record
                .items(key)
                .last()
                .is_none_or(|last| last.id == row.id)
        })
    };
    view! {
        <li class="item numbered" on:keydown=move_key>
            <span class="no" aria-hidden="true">{move || number.get()}"."</span>
            <div class=class role="group" aria-label=name>
                {editors}
                {written(page, list, row.id)}
                {flags(page, list, row)}
            </div>
            <div class="tools">
                <button type="button" class="btn icon small quiet" id=format!("{}-up", item_id(row.id)) aria-label=move || format!("Move {} up", name())
                    aria-disabled=move || (number.get() == 1).then_some("true") on:click=move |_| shift(page, list, row.id, true)>{icon("arrow-up")}</button>
                <button type="button" class="btn icon small quiet" id=format!("{}-down", item_id(row.id)) aria-label=move || format!("Move {} down", name())
                    aria-disabled=move || last().then_some("true") on:click=move |_| shift(page, list, row.id, false)>{icon("arrow-down")}</button>
                <button type="button" class="btn icon small quiet" aria-label=move || format!("Remove {}", name())
                    on:click=move |_| remove(page, list, row.id)>{icon("trash")}</button>
            </div>
        </li>
    }
    .into_any()
}

const fn is_half(ty: Type) -> bool {
    is_short(ty) || matches!(ty, Type::Choice(_))
}

// A list of nothing but links to records: people are added by name, in one go.
fn sole_link(list: &'static List) -> Option<(&'static Field, &'static [&'static str])> {
    match list.fields {
        [field] => match field.ty {
            Type::Link(kinds) => Some((field, kinds)),
            _ => None,
        },
        _ => None,
    }
}

// Fields of the item that actions wrote.
fn written(page: RecordPage, list: &'static List, item: Id) -> AnyView {
    let key = Key::new(list.key);
    let values = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let fields = list
                .fields
                .iter()
                .filter(|field| field.by == By::Screen && !is_for_machines(field));
            let shown = fields.map(|field| {
                (
                    field.label,
                    said(
                        field,
                        record.value(Path::item(key, item, Key::new(field.key))),
                        view,
                    ),
                )
            });
            shown
                .filter(|(_, text)| !text.is_empty())
                .collect::<Vec<_>>()
        })
    });
    let rows = move || {
        let rows = values.get();
        let row = |(label, text): (&'static str, String)| view! { <dt>{label}</dt><dd>{text}</dd> };
        (!rows.is_empty()).then(
            || view! { <dl class="facts field">{rows.into_iter().map(row).collect_view()}</dl> },
        )
    };
    view! { {rows} }.into_any()
}

fn flags(page: RecordPage, list: &'static List, row: Row) -> AnyView {
    let (key, kind) = (Key::new(list.key), page.kind.key());
    let removed = (row.flag == Some(0)).then(|| {
        let keep = move |_| page.put("Kept", &[Ledger::restore_item(page.id, kind, key, row.id)]);
        let drop = move |_| page.put("Removed", &[Ledger::remove_item(page.id, kind, key, row.id)]);
        view! {
            <div class="callout tone-warn field">
                <p>"Removed by one person, edited by another who did not know."</p>
                <div class="btns"><button type="button" class="btn small" on:click=keep>"Keep it"</button><button type="button" class="btn small danger" on:click=drop>"Remove it"</button></div>
            </div>
        }
    });
    let circle = (row.flag == Some(1)).then(|| {
        view! { <p class="error field"><span>"Two people moved items into each other. Move it where it belongs."</span></p> }
    });
    let moved = row.moved_twice.then(|| {
        let keep = move |_| {
            let shown =
                page.read(|record, _| record.value(Path::item(key, row.id, PLACE)).cloned());
            if let Some(value) = shown {
                page.put(
                    "Position decided",
                    &[page.edit(Path::item(key, row.id, PLACE), value)],
                );
            }
        };
        view! {
            <p class="wide btns"><span class="conflict">"moved by two people"</span>
                <button type="button" class="btn small" on:click=keep>"Leave it here"</button></p>
        }
    });
    view! { {removed}{circle}{moved} }.into_any()
}

fn adder(page: RecordPage, list: &'static List) -> AnyView {
    if let Some((field, kinds)) = sole_link(list) {
        return add_linked(page, list, field, kinds);
    }
    let add = move |_| {
        let Ok(id) = page
            .workspace
            .mint()
            .map_err(|why| page.workspace.alarm(why))
        else {
            return;
        };
        page.put(
            &format!("{} added", list.one),
            &[end_of_list(page, list, id)],
        );
        if let Some(first) = list.fields.iter().find(|field| field.by == By::Form) {
            focus_later(format!("{}-{}", item_id(id), first.key));
        }
    };
    let label = format!("Add {}", in_text(list.one));
    view! { <div class="after"><button type="button" class="btn quiet" on:click=add>{icon("plus")}{label}</button></div> }.into_any()
}

fn add_linked(
    page: RecordPage,
    list: &'static List,
    field: &'static Field,
    kinds: &'static [&'static str],
) -> AnyView {
    let key = Key::new(list.key);
    let there = Memo::new(move |_| {
        page.watch(|record, _| {
            record
                .items(key)
                .iter()
                .filter_map(|item| item.text(field.key).parse().ok())
                .collect::<Vec<Id>>()
        })
    });
    let picked = Callback::new(move |found: Found| {
        let made = resolve(page.workspace, &found)
            .and_then(|(id, edits)| Ok((id, edits, page.workspace.mint()?)));
        match made {
            Ok((id, mut edits, item)) => {
                edits.push(end_of_list(page, list, item));
                let path = Path::item(key, item, Key::new(field.key));
                edits.push(page.edit(path, Text::string(&id.to_string())));
                page.put(&format!("{} added", list.one), &edits);
            }
            Err(why) => page.workspace.alarm(why),
        }
    });
    let combo = Combo::new(kinds, there.into(), picked);
    let label = format!("Add {}", in_text(list.one));
    let control = Control::around(field, format!("add-{}", list.key), Some(label.clone()));
    let id = control.id.clone();
    let input = combo.view(
        &control,
        Signal::derive(String::new),
        Callback::new(|()| {}),
    );
    view! {
        <div class="field after"><label for=id>{label}</label><div class="pick">{input}</div></div>
    }
    .into_any()
}

fn end_of_list(page: RecordPage, list: &'static List, item: Id) -> Edit {
    let key = Key::new(list.key);
    let last = page.read(|record, _| {
        let mut root = record.items(key).into_iter().filter(|item| item.depth == 0);
        root.next_back().map(|item| item.place().key)
    });
    let place = Place {
        key: place::between(last.as_deref(), None, item),
        under: None,
    };
    page.edit(Path::item(key, item, PLACE), place.to_text())
}

// Moves an item past its neighbour; the focus stays on what was pressed.
fn shift(page: RecordPage, list: &'static List, item: Id, up: bool) {
    let key = Key::new(list.key);
    let place = page.read(|record, _| {
        let items = record.items(key);
        let parent = items.iter().find(|other| other.id == item)?.parent;
        let siblings: Vec<&Item<'_>> = items
            .iter()
            .filter(|other| other.parent == parent)
            .collect();
        let at = siblings.iter().position(|other| other.id == item)?;
        let key_at = |n: usize| siblings.get(n).map(|item| item.place().key);
        let (before, after) = if up {
            (
                at.checked_sub(2).and_then(key_at),
                key_at(at.checked_sub(1)?),
            )
        } else {
            (Some(key_at(at + 1)?), key_at(at + 2))
        };
        let key = place::between(before.as_deref(), after.as_deref(), item);
        Some(Place {
            key,
            under: parent.map(|parent| parent.to_string()),
        })
    });
    let Some(place) = place else { return };
    page.put(
        &format!("{} moved", list.one),
        &[page.edit(Path::item(key, item, PLACE), place.to_text())],
    );
    focus_later(format!(
        "{}-{}",
        item_id(item),
        if up { "up" } else { "down" }
    ));
}

fn remove(page: RecordPage, list: &'static List, item: Id) {
    let key = Key::new(list.key);
    page.put(
        &format!("{} removed", list.one),
        &[Ledger::remove_item(page.id, page.kind.key(), key, item)],
    );
    focus_later(fields::element_id(list.key));
}

fn focus_later(id: String) {
    spawn_local(async move {
        slices::yield_now().await;
        let _ = dom::focus(&id);
    });
}

/// A list that actions or a screen of its own wrote, as a table.
pub fn table(page: RecordPage, list: &'static List) -> AnyView {
    let key = Key::new(list.key);
    let rows = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let columns: Vec<&Field> = list
                .fields
                .iter()
                .filter(|field| !is_for_machines(field))
                .collect();
            let used: Vec<&Field> = columns
                .into_iter()
                .filter(|field| {
                    record
                        .items(key)
                        .iter()
                        .any(|item| item.value(field.key).is_some())
                })
                .take(6)
                .collect();
            let cells = |item: &Item<'_>| {
                used.iter()
                    .map(|field| shown(field, item, view))
                    .collect::<Vec<_>>()
            };
            let cells = record.items(key).iter().map(cells).collect::<Vec<_>>();
            (
                used.iter().map(|field| field.label).collect::<Vec<_>>(),
                cells,
            )
        })
    });
    let some = move || rows.with(|(_, cells)| !cells.is_empty());
    let body = move || {
        let (heads, cells) = rows.get();
        let row = |cells: Vec<String>| view! { <tr>{cells.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> };
        view! {
            <table class="table compact">
                <caption class="sr">{list.label}</caption>
                <thead><tr>{heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view()}</tr></thead>
                <tbody>{cells.into_iter().map(row).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        <section class="card" aria-label=list.label id=fields::element_id(list.key) tabindex="-1" hidden=move || !some()>
            <h2>{list.label}</h2>
            <div class="table-wrap" tabindex="0">{body}</div>
        </section>
    }
    .into_any()
}

fn shown(field: &Field, item: &Item<'_>, view: &holdfast_domain::view::View<'_>) -> String {
    match field.ty {
        Type::Instant => value::instant(item.value(field.key))
            .map(bind::when)
            .unwrap_or_default(),
        _ => value::show(field, item.value(field.key), view),
    }
}
