//! Files that are given as evidence: chosen or photographed, looked at, and kept with what they show.

use super::RunPage;
use crate::edge::files::{self, Picture};
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::icon::icon;
use crate::workspace::{Taken, megabytes, take};
use holdfast_domain::rooms::runbooks::act::Proof;
use leptos::html;
use leptos::task::spawn_local;
use std::rc::Rc;

/// A file that was given and is not kept yet.
#[derive(Clone)]
pub struct Given {
    name: String,
    mime: String,
    bytes: Rc<Vec<u8>>,
    picture: Option<Rc<Picture>>,
    was: Option<u64>,
}

impl Given {
    fn of(taken: Taken) -> Self {
        let Taken {
            name,
            mime,
            bytes,
            was,
        } = taken;
        let shown = mime.starts_with("image/") && !mime.contains("svg");
        let picture = shown.then(|| Picture::new(&bytes, &mime).ok()).flatten();
        Self {
            name,
            mime,
            bytes: Rc::new(bytes),
            picture: picture.map(Rc::new),
            was,
        }
    }

    // A photo that is not what the camera made says so.
    fn smaller(&self) -> Option<String> {
        let is = self.bytes.len() as u64;
        let was = self.was?;
        Some(format!(
            "made smaller: {} → {}",
            megabytes(was),
            megabytes(is)
        ))
    }
}

/// The files of a dialog.
#[derive(Clone, Copy)]
pub struct Files {
    all: LocalSignal<Vec<Given>>,
    error: RwSignal<Option<String>>,
}

impl Files {
    /// None yet.
    pub fn new() -> Self {
        Self {
            all: LocalSignal::new_local(Vec::new()),
            error: RwSignal::new(None),
        }
    }

    /// Forgets them.
    pub fn clear(self) {
        self.all.set(Vec::new());
        self.error.set(None);
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.all.with_untracked(Vec::is_empty)
    }

    fn take(self, input: NodeRef<html::Input>) {
        let Some(input) = input.get_untracked() else {
            return;
        };
        self.error.set(None);
        for file in files::from_input(&input) {
            spawn_local(async move {
                // The dialog may be gone by the time that the file is read.
                match take(&file).await {
                    Ok(taken) => drop(self.all.try_update(|all| all.push(Given::of(taken)))),
                    Err(why) => drop(self.error.try_set(Some(why))),
                }
            });
        }
    }

    /// Keeps their bytes, so that a command can name them.
    ///
    /// # Errors
    /// Why one was not kept, as a sentence.
    pub async fn keep(self, page: RunPage) -> Result<Vec<Proof>, String> {
        let mut kept = Vec::new();
        for given in self.all.get_untracked() {
            let sha256 = page.workspace.keep_bytes(&given.name, &given.bytes).await?;
            kept.push(Proof {
                size: given.bytes.len() as u64,
                name: given.name,
                mime: given.mime,
                sha256,
            });
        }
        Ok(kept)
    }

    /// The inputs, and what was given so far.
    pub fn view(self) -> AnyView {
        let (input, camera) = (NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
        let (id, photo) = (next_id("files"), next_id("photo"));
        let row = move |(n, given): (usize, Given)| {
            let remove = format!("Remove {}", given.name);
            let url = given
                .picture
                .as_ref()
                .map(|picture| picture.url().to_owned());
            let preview = url.map(|url| view! { <img class="thumb" src=url alt=""/> });
            let left_out = move |_| self.all.update(|all| drop(all.remove(n)));
            view! {
                <li><span>{preview}" "{given.name.clone()}{given.smaller().map(|words| view! { <span class="help">" "{words}</span> })}</span>
                    <button type="button" class="btn small icon quiet" aria-label=remove on:click=left_out>{icon("close")}</button></li>
            }
        };
        let rows = move || {
            self.all
                .get()
                .into_iter()
                .enumerate()
                .map(row)
                .collect_view()
        };
        let wrong = move || self.error.with(Option::is_some).then_some("true");
        view! {
            <div class="field">
                <label for=id.clone()>"Files as evidence"</label>
                <input id=id type="file" multiple aria-invalid=wrong node_ref=input on:change=move |_| self.take(input)/>
                <p class="help">"Pictures, logs, exports; at most 5 MB each. Large photos are made smaller. They stay with the step."</p>
                <p class="error" role="alert" hidden=move || self.error.with(Option::is_none)>{self.error}</p>
                <div class="field touch-only">
                    <label for=photo.clone()>"Or take a photo"</label>
                    <input id=photo type="file" accept="image/*" capture="environment" node_ref=camera on:change=move |_| self.take(camera)/>
                </div>
                <ul class="list" hidden=move || self.all.with(Vec::is_empty)>{rows}</ul>
            </div>
        }
        .into_any()
    }
}
