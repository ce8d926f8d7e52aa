//! Links to other records, and from them.

use super::RecordPage;
use crate::prelude::*;
use crate::route::{Page as At, Route};
use crate::ui::form::{Combo, Control, Found, record_link, resolve};
use crate::ui::icon::icon;
use holdfast_domain::describe::{BASE_LISTS, Kind, in_text};
use holdfast_domain::rooms;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Id, Key, Ledger, Path, Record, Text, place};

const LINKS: Key = Key::new("links");

#[derive(Clone, PartialEq)]
struct Mention {
    href: String,
    name: String,
    how: String,
}

/// The card of links.
pub fn links(page: RecordPage) -> AnyView {
    let own = Memo::new(move |_| {
        page.watch(|record, _| {
            let link = |item: &holdfast_ledger::record::Item<'_>| {
                (
                    item.id,
                    item.text("to").parse::<Id>().ok(),
                    item.text("how").into_owned(),
                )
            };
            record.items(LINKS).iter().map(link).collect::<Vec<_>>()
        })
    });
    let mentions = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let others = view
                .ledger
                .mentions(record.id)
                .filter(|id| *id != record.id);
            let others = others
                .filter_map(|id| view.ledger.record(id))
                .filter(|other| !other.is_deleted());
            let mention = |other: &Record| {
                let kind = rooms::kind(other.kind.as_str())?;
                let href = Route::to(At::Record(kind.room, other.id)).href();
                Some(Mention {
                    href,
                    name: view.name(other),
                    how: how(kind, other, record.id),
                })
            };
            others.filter_map(mention).take(200).collect::<Vec<_>>()
        })
    });
    let row = move |(item, to, how): (Id, Option<Id>, String)| {
        let target = to.map(|to| record_link(page.workspace, to));
        let name = to.and_then(|to| {
            page.workspace
                .read(|view| Some(view.name(view.ledger.record(to)?)))
        });
        let name = format!(
            "Remove link to {}",
            name.unwrap_or_else(|| "a record that is not here".to_owned())
        );
        let remove = move |_| {
            page.put(
                "Link removed",
                &[Ledger::remove_item(page.id, page.kind.key(), LINKS, item)],
            )
        };
        view! {
            <li>
                <span>{target}" "<span class="muted">{how}</span></span>
                <button type="button" class="btn small icon quiet" aria-label=name on:click=remove>{icon("close")}</button>
            </li>
        }
    };
    let mention = |mention: Mention| {
        view! { <li><span><a href=mention.href>{mention.name}</a>" "<span class="muted">{mention.how}</span></span></li> }
    };
    let none = move || {
        (own.with(Vec::is_empty) && mentions.with(Vec::is_empty))
            .then(|| view! { <p class="muted">"Nothing is linked yet."</p> })
    };
    let used = move || {
        let found = mentions.get();
        (!found.is_empty()).then(|| view! { <h3>"Where it is used"</h3><ul class="list">{found.into_iter().map(mention).collect_view()}</ul> })
    };
    view! {
        <section class="card" aria-label="Links">
            <h2>"Links"</h2>
            {none}
            <ul class="list" hidden=move || own.with(Vec::is_empty)>{move || own.get().into_iter().map(row).collect_view()}</ul>
            {used}
            {adder(page)}
        </section>
    }
    .into_any()
}

// Where and how another record mentions this one.
fn how(kind: &'static Kind, other: &Record, id: Id) -> String {
    let needle = id.to_string();
    let slots = other.slots().iter().filter(|slot| {
        !slot.path.is_tombstone()
            && slot
                .values
                .iter()
                .any(|value| value.text.as_str().contains(&needle))
    });
    let mut words: Vec<String> = Vec::new();
    for slot in slots {
        let Path { list, item, field } = slot.path;
        if slot.path.is_item() && !other.has_item(list, item) {
            continue;
        }
        let word = if list == LINKS {
            let how = other.value(Path::item(LINKS, item, Key::new("how")));
            how.map_or_else(|| "link".to_owned(), |how| how.plain().into_owned())
        } else if slot.path.is_item() {
            kind.list(list.as_str())
                .map_or_else(|| list.to_string(), |list| in_text(list.one))
        } else {
            kind.field(field.as_str())
                .map_or_else(|| field.to_string(), |field| in_text(field.label))
        };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.join(", ")
}

fn adder(page: RecordPage) -> AnyView {
    let Some(field) = BASE_LISTS
        .iter()
        .flat_map(|list| list.fields)
        .find(|field| field.key == "to")
    else {
        return ().into_any();
    };
    let how = RwSignal::new(String::new());
    let there = Memo::new(move |_| {
        page.watch(|record, _| {
            let linked = record
                .items(LINKS)
                .into_iter()
                .filter_map(|item| item.text("to").parse().ok());
            linked.chain([page.id]).collect::<Vec<Id>>()
        })
    });
    let picked = Callback::new(
        move |found: Found| match add(page, &found, &how.get_untracked()) {
            Ok(()) => how.set(String::new()),
            Err(why) => page.workspace.alarm(why),
        },
    );
    let combo = Combo::new(&[], there.into(), picked);
    let control = Control::around(field, "add-link".to_owned(), None);
    let input = combo.view(
        &control,
        Signal::derive(String::new),
        Callback::new(|()| {}),
    );
    view! {
        <details class="add">
            <summary class="btn small quiet">{icon("plus")}"Add link"</summary>
            <div class="form">
                <div class="field"><label for="link-how">"How it is linked"</label>
                    <input id="link-how" type="text" placeholder="for example mitigates" prop:value=how on:input:target=move |event| how.set(event.target().value())/></div>
                <div class="field"><label for="add-link">"To"</label><div class="pick">{input}</div></div>
            </div>
        </details>
    }
    .into_any()
}

fn add(page: RecordPage, found: &Found, how: &str) -> Result<(), String> {
    let (to, mut edits) = resolve(page.workspace, found)?;
    let item = page.workspace.mint()?;
    let last = page.read(|record, _| record.items(LINKS).last().map(|item| item.place().key));
    let place = Place {
        key: place::between(last.as_deref(), None, item),
        under: None,
    };
    let at = |field: Key| Path::item(LINKS, item, field);
    edits.push(page.edit(at(PLACE), place.to_text()));
    edits.push(page.edit(at(Key::new("to")), Text::string(&to.to_string())));
    if !how.trim().is_empty() {
        edits.push(page.edit(at(Key::new("how")), Text::string(how.trim())));
    }
    page.workspace.dispatch("Link added", &edits).map(drop)
}
