//! Attachments: small files, for example the photo of a broken part.

use super::{RecordPage, purge};
use crate::edge::files::{self, GivenFile, Picture};
use crate::prelude::*;
use crate::ui::icon::icon;
use crate::workspace::{ATTACHMENTS, megabytes};
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Ledger};
use leptos::html;
use leptos::task::spawn_local;

/// Types that are shown as pictures. Not SVG: it is a document.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

#[derive(Clone, PartialEq)]
struct Attachment {
    item: Id,
    name: String,
    mime: String,
    size: f64,
    sha256: String,
}

impl Attachment {
    fn of(item: &Item<'_>) -> Self {
        Self {
            item: item.id,
            name: item.text("name").into_owned(),
            mime: item.text("type").into_owned(),
            size: item.get("size").unwrap_or_default(),
            sha256: item.text("sha256").into_owned(),
        }
    }
}

/// The card of attachments.
pub fn attachments(page: RecordPage) -> AnyView {
    let all = Memo::new(move |_| {
        page.watch(|record, _| {
            let items = record.items(ATTACHMENTS);
            items.iter().map(Attachment::of).collect::<Vec<_>>()
        })
    });
    let input = NodeRef::<html::Input>::new();
    let chosen = move |_| {
        if let Some(input) = input.get_untracked() {
            take(page, files::from_input(&input));
        }
    };
    view! {
        <section class="card" aria-label="Attachments">
            <h2>"Attachments"</h2>
            <ul class="list" hidden=move || all.with(Vec::is_empty)>{move || all.get().into_iter().map(|one| row(page, one, false)).collect_view()}</ul>
            <div class="field screen-only">
                <label for="attach">"Attach files"</label>
                <input id="attach" type="file" multiple node_ref=input on:change=chosen aria-describedby="attach-help"/>
                <p class="help" id="attach-help">"At most 5 MB each."</p>
            </div>
        </section>
    }
    .into_any()
}

/// The files that belong to an item of a record, pictures shown; nothing where there are none.
pub fn attached_to(page: RecordPage, item: Id) -> AnyView {
    let all = Memo::new(move |_| {
        let wanted = item.to_string();
        page.watch(|record, _| {
            let all = record.items(ATTACHMENTS);
            let own = all.iter().filter(|file| file.text("item") == wanted);
            own.map(Attachment::of).collect::<Vec<_>>()
        })
    });
    let shown = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            let rows = all.into_iter().map(|one| row(page, one, true)).collect_view();
            view! { <section aria-label="Evidence"><h3>"Evidence"</h3><ul class="list">{rows}</ul></section> }
        })
    };
    view! { {shown} }.into_any()
}

fn take(page: RecordPage, files: Vec<GivenFile>) {
    spawn_local(async move {
        for file in files {
            let attached = page.workspace.attach_file(page.id, &file).await;
            if let Err(why) = attached {
                page.workspace.alarm(why);
            }
        }
    });
}

fn size(bytes: f64) -> String {
    if bytes < 1024.0 {
        format!("{bytes} bytes")
    } else if bytes < 1_048_576.0 {
        format!("{:.0} KB", bytes / 1024.0)
    } else {
        megabytes(bytes as u64)
    }
}

// `looked_at`: its picture shows without being asked for.
fn row(page: RecordPage, one: Attachment, looked_at: bool) -> AnyView {
    let Attachment {
        item,
        name,
        mime,
        size: bytes,
        sha256,
    } = one;
    let picture = LocalSignal::new_local(None::<Picture>);
    let is_picture = PICTURES.contains(&mime.as_str());
    let remove_name = format!("Remove {name}");
    let remove = move |_| {
        page.put(
            "Attachment removed",
            &[Ledger::remove_item(
                page.id,
                page.kind.key(),
                ATTACHMENTS,
                item,
            )],
        )
    };
    let (purge_name, purged) = (format!("Purge {name}"), name.clone());
    let show_name = format!("Show {name}");
    let alt = name.clone();
    let shown = move || {
        picture.with(|picture| {
            picture.as_ref().map(|picture| {
                view! { <img class="preview" src=picture.url().to_owned() alt=alt.clone()/> }
            })
        })
    };
    let (look_at, of_type) = (sha256.clone(), mime.clone());
    let show = move || {
        if picture.with_untracked(Option::is_some) {
            return picture.set(None);
        }
        let (sha256, mime) = (look_at.clone(), of_type.clone());
        spawn_local(async move {
            let found = page.workspace.attachment(&sha256).await;
            match found.and_then(|bytes| Picture::new(&bytes, &mime).map_err(|why| why.to_string()))
            {
                Ok(made) => drop(picture.try_set(Some(made))),
                Err(why) => page.workspace.alarm(why),
            }
        });
    };
    if looked_at && is_picture {
        show();
    }
    let file_name = name.clone();
    let download = move |_| {
        let (sha256, mime, name) = (sha256.clone(), mime.clone(), file_name.clone());
        spawn_local(async move {
            let found = page.workspace.attachment(&sha256).await;
            let given = found.and_then(|bytes| {
                files::download(&name, &mime, &bytes).map_err(|why| why.to_string())
            });
            if let Err(why) = given {
                page.workspace.alarm(why);
            }
        });
    };
    let look = is_picture.then(|| {
        view! { <button type="button" class="btn small icon quiet" aria-label=show_name on:click=move |_| show()>{icon("eye")}</button> }
    });
    view! {
        <li>
            <div>
                <button type="button" class="figure" on:click=download>{icon("attach")}" "{name}</button>
                {shown}
            </div>
            <span class="muted">{size(bytes)}</span>
            {look}
            <button type="button" class="btn small icon quiet" aria-label=remove_name on:click=remove>{icon("trash")}</button>
            {(!looked_at).then(|| view! { <button type="button" class="btn small quiet" aria-label=purge_name on:click=move |_| purge::attachment(page, item, &purged)>"Purge…"</button> })}
        </li>
    }
    .into_any()
}
