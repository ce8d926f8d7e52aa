//! The review after an incident: what happened, what contributed, what is to become better; on screen, on
//! paper and as Markdown.

use crate::prelude::*;
use crate::rooms::record::{self, Document, RecordPage};
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use holdfast_domain::rooms::improvements::IMPROVEMENT;
use holdfast_domain::rooms::incidents::review;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Path, Text, place};

/// The review on screen: its fields and lists, and the improvements.
pub fn tab(page: RecordPage) -> AnyView {
    let group = record::cards_of(page, super::REVIEW);
    let factors = page
        .kind
        .list("factors")
        .map(|list| record::list_editor(page, list));
    view! {
        <div class="record">
            <div>{group}{factors}{improvements(page)}</div>
            <div class="panel stack">
                <section class="card" aria-label="The review as a document">
                    <h2>"As a document"</h2>
                    <p>"With times, timeline and improvements."</p>
                    <div class="btns"><button type="button" class="btn" on:click=move |_| REVIEW.export(page)>{icon("download")}"Review as Markdown"</button></div>
                </section>
            </div>
        </div>
    }
    .into_any()
}

/// The improvements that came of a record, and a line for new ones.
pub fn improvements(page: RecordPage) -> AnyView {
    improvements_with(page, |_| ().into_any())
}

/// The same, with something beside each of them.
pub fn improvements_with(
    page: RecordPage,
    beside: impl Fn(Id) -> AnyView + Send + 'static,
) -> AnyView {
    let found = Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let found = review::improvements(record.id, view).into_iter();
            let found = found.map(|improvement| {
                let state = IMPROVEMENT.field("state");
                let state = state.map(|field| {
                    holdfast_domain::value::show(field, improvement.value(Path::of("state")), view)
                });
                (
                    improvement.id,
                    view.name(improvement),
                    state.unwrap_or_default(),
                )
            });
            found.collect::<Vec<_>>()
        })
    });
    let typed = RwSignal::new(String::new());
    let add = move || {
        let title = typed.get_untracked();
        if title.trim().is_empty() {
            return;
        }
        match make(page, title.trim()) {
            Ok(()) => typed.set(String::new()),
            Err(why) => page.workspace.alarm(why),
        }
    };
    let press = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            add();
        }
    };
    let row = move |(id, name, state): (Id, String, String)| {
        let to = Route::to(Page::Record(IMPROVEMENT.room, id)).href();
        view! { <li><a href=to>{name}</a><span class="muted">{state}</span>{beside(id)}</li> }
    };
    let none = move || {
        found
            .with(Vec::is_empty)
            .then(|| view! { <p class="muted">"Nothing yet."</p> })
    };
    view! {
        <section class="card" aria-label="Improvements">
            <h2>"Improvements"</h2>
            {none}
            <ul class="list">{move || found.get().into_iter().map(&row).collect_view()}</ul>
            <div class="field"><label for="new-improvement">"What is to become better"</label>
                <div class="inline"><input id="new-improvement" type="text" autocomplete="off" prop:value=typed on:keydown=press on:input:target=move |event| typed.set(event.target().value())/>
                <button type="button" class="btn" on:click=move |_| add()>"Add improvement"</button></div></div>
        </section>
    }
    .into_any()
}

fn make(page: RecordPage, title: &str) -> Result<(), String> {
    let (id, mut edits) = page.workspace.create(&IMPROVEMENT)?;
    let link = page.workspace.mint()?;
    let edit = |path, value| Edit {
        record: id,
        kind: IMPROVEMENT.key(),
        path,
        value,
    };
    let at = |field| Path::item(Key::new("links"), link, field);
    let place = Place {
        key: place::between(None, None, link),
        under: None,
    };
    edits.extend([
        edit(Path::of("title"), Text::string(title)),
        edit(at(PLACE), place.to_text()),
        edit(at(Key::new("to")), Text::string(&page.id.to_string())),
        edit(at(Key::new("how")), Text::string("made from")),
    ]);
    page.workspace
        .dispatch("Improvement added", &edits)
        .map(drop)
}

/// The review as a document.
pub const REVIEW: Document = Document {
    file: "review",
    label: "Post-incident review",
    signs: &[
        "Incident commander: name and signature",
        "Date",
        "Reviewed by",
    ],
    text: review::markdown,
};
