//! The history of a record: who, when, before, after.

use super::{RecordPage, bind, purge};
use crate::prelude::*;
use crate::ui::cell::said;
use crate::ui::diff::marked;
use crate::workspace::{PastChange, PastWrite, Target};
use holdfast_domain::describe::{By, Field, Type, in_text};
use holdfast_domain::register::short;
use holdfast_domain::value;
use holdfast_ledger::path::{DELETED, PLACE, REMOVED};
use holdfast_ledger::{Path, Text};
use leptos::html;
use leptos::task::spawn_local;

/// How many changes are shown at first, and how many more at a time.
const SHOWN: usize = 20;

#[derive(Clone)]
enum Loaded {
    Not,
    All(Vec<PastChange>),
    Failed(String),
}

/// The card of the history. It is read when it is opened.
pub fn history(page: RecordPage) -> AnyView {
    let open = RwSignal::new(false);
    let shown = RwSignal::new(SHOWN);
    let loaded = LocalSignal::new_local(Loaded::Not);
    let element = NodeRef::<html::Details>::new();
    Effect::new(move || {
        // Again after each change of the record.
        page.watch(|_, _| ());
        if open.get() {
            spawn_local(async move {
                let found = match page.workspace.history(page.id).await {
                    Ok(changes) => Loaded::All(changes),
                    Err(why) => Loaded::Failed(why.to_string()),
                };
                let _ = loaded.try_set(found);
            });
        }
    });
    let toggled = move |_| {
        if let Some(details) = element.try_get_untracked().flatten() {
            open.set(details.open());
        }
    };
    let list = move || {
        match loaded.get() {
        Loaded::Not => view! { <p class="muted">"Reading…"</p> }.into_any(),
        Loaded::Failed(why) => view! { <p class="error"><span>{format!("The history cannot be read: {why}.")}</span></p> }.into_any(),
        Loaded::All(changes) => {
            let older = older(page, &changes);
            let rest = changes.len().saturating_sub(shown.get());
            let rows = changes.into_iter().take(shown.get()).map(|change| entry(page, change)).collect_view();
            view! {
                <ol class="history">{rows}</ol>
                {older}
                <button type="button" class="btn small" hidden=rest == 0 on:click=move |_| shown.update(|n| *n += SHOWN)>{format!("Show more ({rest})")}</button>
            }
            .into_any()
        }
    }
    };
    view! {
        <section class="card" aria-label="History">
            <details node_ref=element on:toggle=toggled>
                <summary><h2 class="in-line">"History"</h2></summary>
                {move || open.get().then(list)}
            </details>
            {purged(page)}
        </section>
    }
    .into_any()
}

// Which fields are empty because what stood there was purged.
fn purged(page: RecordPage) -> AnyView {
    let names = Memo::new(move |_| {
        page.watch(|record, _| {
            let empty = |path: &Path| record.value(*path).is_none();
            let paths = record.purged().registers().filter(empty);
            let mut names: Vec<String> = paths.map(|path| named(page, path).0).collect();
            names.dedup();
            names.join(", ")
        })
    });
    let shown = move || {
        let names = names.get();
        (!names.is_empty()).then(|| view! { <p class="muted">{format!("Purged: {names}")}</p> })
    };
    view! { {shown} }.into_any()
}

// What stands in the record from changes whose history is not in this copy: it can be purged too.
fn older(page: RecordPage, changes: &[PastChange]) -> AnyView {
    let rows = page.read(|record, _| {
        let known = |dot| changes.iter().any(|past| past.change.dot == dot);
        let slots = record.slots().iter().filter(|slot| {
            let path = slot.path;
            !path.is_tombstone()
                && path.field != PLACE
                && !is_stamp(page, path)
                && slot.values.iter().any(|value| !known(value.dot))
        });
        slots
            .filter_map(|slot| Some((slot.path, record.value(slot.path)?.clone())))
            .collect::<Vec<_>>()
    });
    (!rows.is_empty()).then(|| {
        let row = |(path, text): (Path, Text)| {
            let (label, field) = named(page, path);
            let shown = words(page, field, Some(&text));
            view! { <dt>{label.clone()}</dt><dd>{shown.clone()}" "{purge_button(page, Target::Value(path, text), label, shown)}</dd> }
        };
        view! {
            <p class="muted">"Written before the history that is in this copy:"</p>
            <dl class="past">{rows.into_iter().map(row).collect_view()}</dl>
        }
    }).into_any()
}

// What goes is named on the button: beside a text stands the one before it, which may be meant.
fn purge_button(page: RecordPage, target: Target, name: String, shown: String) -> AnyView {
    if page.workspace.is_read_only() {
        return ().into_any();
    }
    let words = match short(&shown, CROPPED) {
        what if what.is_empty() => "Purge…".to_owned(),
        what => format!("Purge “{what}”…"),
    };
    let label = format!("{words} ({name})");
    let ask = move |_| {
        let (target, name, shown) = (target.clone(), format!("“{name}”"), shown.clone());
        page.purging.set(Some(purge::Asked {
            target,
            name,
            shown,
        }));
    };
    view! { <button type="button" class="btn small quiet" aria-label=label on:click=ask>{words}</button> }.into_any()
}

/// The most letters of a text on a button.
const CROPPED: usize = 24;

// A value as people read it.
fn words(page: RecordPage, field: Option<&'static Field>, value: Option<&Text>) -> String {
    match field {
        Some(field) => page.workspace.read(|view| match field.ty {
            Type::Instant => value::instant(value).map(bind::when).unwrap_or_default(),
            _ => said(field, value, view),
        }),
        None => value
            .filter(|value| !value.is_null())
            .map(|value| value.plain().into_owned())
            .unwrap_or_default(),
    }
}

fn entry(page: RecordPage, past: PastChange) -> AnyView {
    let PastChange {
        change,
        writes,
        broken,
        skew,
    } = past;
    let skew = skew.map(|words| view! { " "<span class="status tone-warn">{words}</span> });
    let broken = broken.then(|| {
        view! { <p class="status tone-error">"What came before this was altered outside Holdfast."</p> }
    });
    let what = change.note.as_deref().unwrap_or_default().to_owned();
    let by = bind::author(&change.by).to_owned();
    let when = bind::when(change.at);
    let mut rows: Vec<AnyView> = Vec::new();
    for write in writes {
        rows.extend(row(page, &write));
    }
    view! {
        <li>
            <p><b>{what}</b>" "<span class="muted">{by}", "<time>{when}</time></span>{skew}</p>
            {broken}
            <dl class="past">{rows}</dl>
        </li>
    }
    .into_any()
}

// One register: what it is called, what stood there, what stands there since.
fn row(page: RecordPage, write: &PastWrite) -> Option<AnyView> {
    let path = write.path;
    if is_stamp(page, path) {
        return None;
    }
    let (label, field) = named(page, path);
    let gone = path.field == DELETED || path.field == REMOVED;
    if path.field == PLACE {
        let added = write.before.is_none();
        let text = if added { "added" } else { "moved" };
        let here =
            added && page.read(|record, _| !record.item_slots(path.list, path.item).is_empty());
        let target = Target::Item(path.list, path.item);
        let purge = here.then(|| purge_button(page, target, label.clone(), String::new()));
        return Some(view! { <dt>{label}</dt><dd>{text}" "{purge}</dd> }.into_any());
    }
    if gone {
        let buried = write.after.as_ref().is_some_and(|value| !value.is_null());
        let text = match (buried, path.is_item()) {
            (true, true) => "removed",
            (true, false) => "deleted",
            (false, _) => "brought back",
        };
        return Some(view! { <dt>{label}</dt><dd>{text}</dd> }.into_any());
    }
    let Some(after) = &write.after else {
        return Some(view! { <dt>{label}</dt><dd class="muted">"purged"</dd> }.into_any());
    };
    let purge = |value: Option<&Text>, shown: &str| {
        let value = value.filter(|value| !value.is_null() && !shown.is_empty());
        let target = Target::Value(path, value?.clone());
        Some(purge_button(page, target, label.clone(), shown.to_owned()))
    };
    let (old, new) = (write.before.as_ref(), Some(after));
    let (before, after) = (words(page, field, old), words(page, field, new));
    let former = (before != after).then(|| purge(old, &before));
    let purge = view! { {former}" "{purge(new, &after)} };
    let gap = write
        .gap
        .then(|| view! { <span class="muted">"(what stood there is not in this copy) "</span> });
    Some(
        view! { <dt>{label}</dt><dd class="diff">{gap}{marked(&before, &after)}" "{purge}</dd> }
            .into_any(),
    )
}

// What actions write beside what matters: the change itself says who and when.
fn is_stamp(page: RecordPage, path: Path) -> bool {
    let by_screen = page
        .kind
        .list(path.list.as_str())
        .is_some_and(|list| list.by == By::Screen);
    by_screen
        && matches!(
            path.field.as_str(),
            "by" | "by_id" | "at" | "sha256" | "type" | "content" | "contents"
        )
}

fn named(page: RecordPage, path: Path) -> (String, Option<&'static Field>) {
    let key = path.field.as_str();
    if !path.is_item() {
        let field = page.kind.field(key);
        let label = match field {
            _ if path.field == DELETED => page.kind.one,
            Some(field) => field.label,
            None => key,
        };
        return (label.to_owned(), field);
    }
    let Some(list) = page.kind.list(path.list.as_str()) else {
        return (path.list.to_string(), None);
    };
    match list.fields.iter().find(|field| field.key == key) {
        Some(field) if field.label == list.one => (list.one.to_owned(), Some(field)),
        Some(field) => (
            format!("{}: {}", list.one, in_text(field.label)),
            Some(field),
        ),
        None => (list.one.to_owned(), None),
    }
}
