//! Pictures in texts: shown from this copy's own store, put there by pasting or dropping them.

use crate::edge::files::{self, GivenFile, Picture};
use crate::prelude::*;
use crate::workspace::Workspace;
use holdfast_domain::pictures;
use holdfast_ledger::Id;
use leptos::task::spawn_local;
use web_sys::{DataTransfer, HtmlTextAreaElement};

/// The record that keeps the pictures of the texts on the page; given by its page as a context.
#[derive(Clone, Copy)]
pub struct Keeper {
    /// The workspace.
    pub workspace: Workspace,
    /// The record.
    pub record: Id,
}

/// What happens with the text once a picture stands in it.
pub type Put = Callback<String>;

/// A picture of the store; `words` stand for it.
pub fn picture(fingerprint: &str, words: String) -> AnyView {
    let workspace = Workspace::of_page();
    let found = LocalSignal::new_local(None::<Result<Picture, String>>);
    let fingerprint = fingerprint.to_owned();
    spawn_local(async move {
        let bytes = workspace.attachment(&fingerprint).await;
        let made = bytes.and_then(|bytes| {
            let of_type = pictures::type_of(&bytes).ok_or("This file is no picture.")?;
            Picture::new(&bytes, of_type).map_err(|why| why.to_string())
        });
        // The text may be gone from the page by now.
        let _ = found.try_set(Some(made));
    });
    let shown = move || {
        found.with(|found| match found {
            Some(Ok(picture)) => {
                view! { <img src=picture.url().to_owned() alt=words.clone()/> }.into_any()
            }
            Some(Err(_)) => {
                view! { <span class="badge">{format!("Picture: {words}. It is not in this copy.")}</span> }.into_any()
            }
            None => view! { <span class="muted">{words.clone()}</span> }.into_any(),
        })
    };
    view! { <span class="picture">{shown}</span> }.into_any()
}

/// The pictures of a paste or a drop. A paste that is text as well is text.
pub fn given(data: &DataTransfer) -> Vec<GivenFile> {
    let text = data.get_data("text/plain").unwrap_or_default();
    if text.is_empty() {
        only_pictures(files::from_transfer(data))
    } else {
        Vec::new()
    }
}

fn only_pictures(mut files: Vec<GivenFile>) -> Vec<GivenFile> {
    files.retain(|file| file.mime().starts_with("image/"));
    files
}

/// Whether files are being held over the page.
pub fn is_of_files(data: &DataTransfer) -> bool {
    data.types()
        .iter()
        .any(|of| of.as_string().as_deref() == Some("Files"))
}

/// Keeps pictures with the record and puts them into a text, where its caret is by then.
pub fn put(keeper: Keeper, files: Vec<GivenFile>, area: HtmlTextAreaElement, done: Put) {
    spawn_local(async move {
        for file in files {
            match keep(keeper, &file).await {
                Ok(text) => {
                    insert(&area, &text);
                    let _ = done.try_run(area.value());
                }
                Err(why) => keeper.workspace.alarm(why),
            }
        }
    });
}

/// A button that asks for a picture.
pub fn button(name: Signal<String>, chosen: Callback<Vec<GivenFile>>) -> AnyView {
    let changed = move |event: leptos::ev::Event| {
        chosen.run(only_pictures(files::from_input(&event_target(&event))));
    };
    view! {
        <label class="btn quiet tiny file-btn">"Picture"<input type="file" accept="image/png,image/jpeg,image/gif,image/webp" aria-label=name on:change=changed/></label>
    }
    .into_any()
}

async fn keep(keeper: Keeper, file: &GivenFile) -> Result<String, String> {
    let name = file.name();
    let kept = keeper.workspace.attach_picture(keeper.record, file).await?;
    Ok(pictures::markdown(&name, &kept))
}

fn insert(area: &HtmlTextAreaElement, text: &str) {
    let at = area.selection_start().ok().flatten().unwrap_or(0);
    if area.set_range_text(text).is_ok() {
        let end = at + text.encode_utf16().count() as u32;
        // A caret elsewhere is no harm.
        let _ = area.set_selection_range(end, end);
    }
}
