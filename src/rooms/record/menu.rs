//! What can be done with any record: print, copy the link, duplicate, archive, delete, purge.

use super::{RecordPage, purge};
use crate::edge::{clipboard, dom, location, slices};
use crate::prelude::*;
use crate::route::{Page as At, Route};
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::menu;
use holdfast_domain::duplicate::duplicate;
use holdfast_ledger::{Id, Ledger, Path, Text};
use leptos::task::spawn_local;

/// The menu behind the three dots; what a page has more of stands first.
pub fn menu(page: RecordPage, more: Option<ViewFn>) -> AnyView {
    let archived =
        Memo::new(move |_| page.watch(|record, _| record.get::<bool>("archived") == Some(true)));
    let archive = move || {
        if archived.get() {
            "Unarchive"
        } else {
            "Archive"
        }
    };
    let entry = move |name: &'static str, label: &'static str, act: fn(RecordPage)| {
        view! { <button type="button" on:click=move |_| act(page)>{icon(name)}{label}</button> }
    };
    let label = view! { {icon("more")}<span class="sr">"More actions"</span> };
    menu::menu(label, move || {
        let more = more.as_ref().map(|more| view! { {more.run()}<hr/> });
        view! {
            {more}
            {entry("print", "Print", print_page)}
            {entry("link", "Copy link", copy_link)}
            {entry("copy", "Duplicate", make_copy)}
            {entry("archive", archive(), toggle_archive)}
            {entry("trash", "Delete", delete)}
            {entry("close", "Purge…", purge::record)}
        }
        .into_any()
    })
}

fn print_page(page: RecordPage) {
    let name = page.read(|record, view| view.name(record));
    handed::paper(page.workspace, Some(&name));
}

fn copy_link(page: RecordPage) {
    let link = location::address(&Route::to(At::Record(page.kind.room, page.id)).to_string());
    spawn_local(async move {
        match clipboard::copy(&link).await {
            Ok(()) => page.workspace.say("Link copied"),
            Err(why) => page
                .workspace
                .alarm(format!("The link was not copied: {why}. It is {link}")),
        }
    });
}

fn make_copy(page: RecordPage) {
    let made = page
        .workspace
        .create(page.kind)
        .and_then(|(new, mut edits)| {
            let mut failed = None;
            let mut mint = || {
                page.workspace.mint().unwrap_or_else(|why| {
                    failed = Some(why);
                    Id::NONE
                })
            };
            edits.extend(page.read(|record, _| duplicate(record, page.kind, new, &mut mint)));
            if let Some(why) = failed {
                return Err(why);
            }
            page.workspace
                .dispatch(&format!("{} duplicated", page.kind.one), &edits)?;
            Ok(new)
        });
    match made {
        Ok(new) => {
            // Staying on the old one would look as if nothing had happened.
            let _ = location::set_hash(&Route::to(At::Record(page.kind.room, new)).to_string());
        }
        Err(why) => page.workspace.alarm(why),
    }
}

fn toggle_archive(page: RecordPage) {
    let archived = page.read(|record, _| record.get::<bool>("archived") == Some(true));
    let (word, json) = if archived {
        ("taken out of the archive", "null")
    } else {
        ("archived", "true")
    };
    let value = Text::parse(json).unwrap_or_else(|_| Text::null());
    page.put(
        &format!("{} {word}", page.kind.one),
        &[page.edit(Path::of("archived"), value)],
    );
}

fn delete(page: RecordPage) {
    page.put(
        &format!("{} deleted", page.kind.one),
        &[Ledger::delete(page.id, page.kind.key())],
    );
    // The menu goes with the page that it is on.
    spawn_local(async {
        slices::yield_now().await;
        dom::keep_focus();
    });
}
