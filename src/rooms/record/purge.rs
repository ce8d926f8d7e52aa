//! The dialog before a purge (M17), the one thing here that no undo takes back.

use super::RecordPage;
use crate::edge::dom;
use crate::prelude::*;
use crate::route::{Page as At, Route};
use crate::ui::dialog::{Dialog, cancel};
use crate::workspace::{ATTACHMENTS, Target};
use holdfast_domain::describe::in_text;
use holdfast_domain::purge::{Held, held};
use holdfast_domain::rooms;
use holdfast_domain::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Key, Path, Text};
use leptos::task::spawn_local;
use std::collections::BTreeSet;

/// The most letters of a text that the dialog shows, and the most records it names.
const LETTERS: usize = 300;
const NAMED: usize = 10;

/// What a person wants to purge.
#[derive(Clone)]
pub struct Asked {
    /// What of the record.
    pub target: Target,
    /// What it is called, for example "Phone" or "this risk".
    pub name: String,
    /// What stands there, as people read it; empty for a whole record.
    pub shown: String,
}

/// Asks about the whole record.
pub fn record(page: RecordPage) {
    let one = in_text(page.kind.one);
    page.purging.set(Some(Asked {
        target: Target::Record,
        name: format!("this {one}"),
        shown: String::new(),
    }));
}

/// Asks about an attachment.
pub fn attachment(page: RecordPage, item: Id, name: &str) {
    page.purging.set(Some(Asked {
        target: Target::Item(ATTACHMENTS, item),
        name: "this attachment".to_owned(),
        shown: name.to_owned(),
    }));
}

/// The dialog; it is open while something is asked.
pub fn dialog(page: RecordPage) -> AnyView {
    let (open, busy) = (RwSignal::new(false), RwSignal::new(false));
    let elsewhere = RwSignal::new(false);
    let failed = RwSignal::new(None::<String>);
    let found = RwSignal::new(Vec::<Held>::new());
    Effect::new(move || {
        if let Some(asked) = page.purging.get() {
            found.set(find(page, &asked.target));
            elsewhere.set(false);
            failed.set(None);
            open.set(true);
        }
    });
    let title = Signal::derive(move || {
        let name = page
            .purging
            .with(|asked| asked.as_ref().map(|asked| asked.name.clone()));
        format!("Purge {}", name.unwrap_or_default())
    });
    let purge = move |_| {
        let Some(asked) = page.purging.get_untracked() else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let mut all = found.get_untracked();
        all.retain(|one| one.copied || elsewhere.get_untracked());
        let workspace = page.workspace;
        spawn_local(async move {
            let done = workspace.purge(page.id, asked.target, &all).await;
            let _ = busy.try_set(false);
            match done {
                Ok(()) => {
                    workspace.say("Purged. It does not come back.");
                    let _ = open.try_set(false);
                    dom::keep_focus();
                }
                // The page of a record that was purged whole is gone, and this dialog with it.
                Err(why) if failed.try_set(Some(why.clone())).is_some() => workspace.alarm(why),
                Err(_) => {}
            }
        });
    };
    let body = move || {
        let asked = page.purging.get_untracked();
        let shown: String = asked
            .map(|asked| asked.shown.chars().take(LETTERS).collect())
            .unwrap_or_default();
        let (copies, others): (Vec<Held>, Vec<Held>) = found
            .get_untracked()
            .into_iter()
            .partition(|one| one.copied);
        let (copies, others) = page
            .workspace
            .read(|view| (named(&copies, view), named(&others, view)));
        let copies = copies.map(|names| view! { <p>"Copies of it go too, in:"</p>{names} });
        let others = others.map(|names| view! {
            <label class="check">
                <input type="checkbox" prop:checked=elsewhere on:change=move |_| elsewhere.update(|on| *on = !*on)/>
                <span>"Purge it too where the same stands elsewhere:"</span>
            </label>
            {names}
        });
        view! {
            {(!shown.is_empty()).then(|| view! { <blockquote>{shown}</blockquote> })}
            {copies}{others}
            <p><b>"It goes for good, and no undo brings it back: "</b>"from here, from the history, from restore points, and from every copy of the workspace that merges with this one."</p>
            <p class="help">"Out of reach: files that others hold, until they are imported where the purge is known; printed pages; what was copied elsewhere; the disk of this device, where the browser may leave freed bytes for a while. Who wrote it and when stays on record. To keep the rest of a text, change the text first, then purge the former one in the history."</p>
            {move || failed.get().map(|why| view! { <p class="error" role="alert"><span>{why}</span></p> })}
        }
        .into_any()
    };
    let buttons = move || {
        view! {
            {cancel(open)}
            <button type="button" class="btn danger" aria-disabled=move || busy.get().then_some("true") on:click=purge>
                {move || if busy.get() { "Purging…" } else { "Purge for good" }}
            </button>
        }
        .into_any()
    };
    Effect::new(move || {
        if !open.get() && page.purging.with_untracked(Option::is_some) {
            page.purging.set(None);
        }
    });
    Dialog::new(title, body, buttons).view(open)
}

// The other registers that hold the same.
fn find(page: RecordPage, target: &Target) -> Vec<Held> {
    page.read(|record, view| match target {
        Target::Record => Vec::new(),
        Target::Value(path, text) => held(view, record, *path, text),
        Target::Item(list, item) => {
            let path = Path::item(*list, *item, Key::new("sha256"));
            let file = record.value(path);
            file.map(|file: &Text| held(view, record, path, file))
                .unwrap_or_default()
        }
    })
}

// The records that hold it, as links.
fn named(held: &[Held], view: &View<'_>) -> Option<AnyView> {
    let ids: BTreeSet<Id> = held.iter().map(|one| one.record).into_set();
    let left = ids.len().saturating_sub(NAMED);
    let link = |id: Id| {
        let record = view.ledger.record(id)?;
        let kind = rooms::kind(record.kind.as_str())?;
        let href = Route::to(At::Record(kind.room, id)).href();
        Some(view! { <li><a href=href>{view.name(record)}</a></li> })
    };
    let links = ids.into_iter().take(NAMED).map(link).collect_view();
    (!held.is_empty()).then(|| {
        view! {
            <ul>{links}</ul>
            {(left > 0).then(|| view! { <p class="muted">{format!("… and {left} more.")}</p> })}
        }
        .into_any()
    })
}
