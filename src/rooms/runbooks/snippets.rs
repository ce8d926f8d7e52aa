//! Reusable groups of steps: put into a runbook, and saved out of one.

use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_button};
use crate::ui::icon::icon;
use crate::ui::menu::menu;
use crate::workspace::Workspace;
use holdfast_domain::rooms::runbooks::steps::{self, STEPS, Step};
use holdfast_domain::rooms::runbooks::{RUNBOOK, snippet};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path};
use leptos::task::spawn_local;

/// How many runbooks the list offers.
const OFFERED: usize = 50;

/// A runbook whose steps can be taken.
#[derive(Clone, PartialEq)]
struct Source {
    id: Id,
    name: String,
    note: String,
}

/// The menu of the outline's toolbar, with its dialogs. `at` is the step at hand, if there is one.
pub fn tools(page: RecordPage, at: RwSignal<Option<Id>>) -> AnyView {
    let (inserting, saving) = (RwSignal::new(false), RwSignal::new(false));
    let inside = move || {
        let none = at.get_untracked().is_none();
        view! {
            <button type="button" aria-haspopup="dialog" on:click=move |_| inserting.set(true)>{icon("sub-runbook")}"Insert steps…"</button>
            <button type="button" aria-haspopup="dialog" disabled=none on:click=move |_| saving.set(true)>{icon("bookmark")}"Save as snippet…"</button>
        }
        .into_any()
    };
    view! { {menu("Snippets", inside)}{insert(page, at, inserting)}{save(page, at, saving)} }
        .into_any()
}

/// Runs `make` with a source of ids.
///
/// # Errors
/// When the browser gives no random numbers.
pub fn minting<T>(
    workspace: Workspace,
    make: impl FnOnce(&mut dyn FnMut() -> Id) -> T,
) -> Result<T, String> {
    let mut failed = None;
    let made = make(&mut || {
        workspace.mint().unwrap_or_else(|why| {
            failed = Some(why);
            Id::NONE
        })
    });
    failed.map_or(Ok(made), Err)
}

/// The dialog that puts steps of another runbook behind the step at hand.
pub fn insert(page: RecordPage, at: RwSignal<Option<Id>>, open: RwSignal<bool>) -> AnyView {
    let search = RwSignal::new(String::new());
    let body = move || {
        search.set(String::new());
        let id = next_id("search");
        let found = Memo::new(move |_| {
            let words = search.get();
            page.workspace.read(|view| sources(view, &words, page.id))
        });
        let row = move |source: Source| {
            let id = source.id;
            let of = format!(" steps of {}", source.name);
            let take = move |_| match put(page, id, at) {
                Ok(()) => open.set(false),
                Err(why) => page.workspace.alarm(why),
            };
            view! {
                <li>
                    <div><p>{source.name}</p><p class="help">{source.note}</p></div>
                    <button type="button" class="btn small" on:click=take>"Insert"<span class="sr">{of}</span></button>
                </li>
            }
        };
        let rows = move || {
            let found = found.get();
            if found.is_empty() {
                return view! { <p class="muted">"No other runbook with steps has these words."</p> }.into_any();
            }
            view! { <ul class="list">{found.into_iter().map(row).collect_view()}</ul> }.into_any()
        };
        view! {
            <p class="help">{move || place(page, at.get())}</p>
            <div class="field">
                <label for=id.clone()>"Search snippets and runbooks"</label>
                <input id=id type="search" autofocus autocomplete="off" prop:value=move || search.get() on:input:target=move |event| search.set(event.target().value())/>
            </div>
            {rows}
        }
        .into_any()
    };
    Dialog::new("Insert steps".to_owned(), body, move || cancel(open)).view(open)
}

fn place(page: RecordPage, at: Option<Id>) -> String {
    let title = at.and_then(|at| {
        page.read(|record, _| {
            let steps = steps::read(record);
            steps.iter().find(|step| step.id == at).map(Step::name)
        })
    });
    match title {
        Some(name) => format!("Copies of the steps are put behind step {name}. What becomes of the originals later does not touch them."),
        None => "Copies of the steps are put at the end. What becomes of the originals later does not touch them.".to_owned(),
    }
}

// Snippets first, then the others by name.
fn sources(view: &View<'_>, words: &str, but: Id) -> Vec<Source> {
    let wanted = words.trim().to_lowercase();
    let mut found: Vec<(u8, String, Source)> = Vec::new();
    for runbook in view.live(RUNBOOK.id).filter(|runbook| runbook.id != but) {
        let name = view.name(runbook);
        let lower = name.to_lowercase();
        let count = runbook.items(STEPS).len();
        if count == 0 || !wanted.split_whitespace().all(|word| lower.contains(word)) {
            continue;
        }
        let (rank, what) = match &*runbook.text("use") {
            "snippet" => (0, "Snippet"),
            "template" => (1, "Template"),
            _ => (2, "Runbook"),
        };
        let steps = if count == 1 { "step" } else { "steps" };
        let note = format!("{what}, {count} {steps}");
        let id = runbook.id;
        found.push((rank, lower, Source { id, name, note }));
    }
    found.arrange_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let found = found.into_iter().take(OFFERED);
    found.map(|(.., source)| source).collect()
}

fn put(page: RecordPage, from: Id, at: RwSignal<Option<Id>>) -> Result<(), String> {
    let after = at.get_untracked();
    let made = minting(page.workspace, |mint| {
        page.read(|record, view| snippet::insert(view.ledger.record(from)?, record, after, mint))
    })?;
    let Some((edits, first)) = made else {
        return Err("It has no steps any more. Nothing was inserted.".to_owned());
    };
    page.workspace.dispatch("Steps inserted", &edits)?;
    // The row at hand is in the page, wherever it stands.
    at.set(Some(first));
    spawn_local(async move {
        slices::yield_now().await;
        dom::focus(&format!("step-{first}"));
    });
    Ok(())
}

/// The dialog that makes a snippet of the step at hand and all below it.
pub fn save(page: RecordPage, at: RwSignal<Option<Id>>, open: RwSignal<bool>) -> AnyView {
    let (title, error) = (RwSignal::new(String::new()), RwSignal::new(None::<String>));
    let body = move || {
        error.set(None);
        let own = at.get_untracked().and_then(|at| {
            let path = Path::item(STEPS, at, Key::new("title"));
            page.read(|record, _| Some(record.value(path)?.plain().into_owned()))
        });
        title.set(own.unwrap_or_default());
        let id = next_id("title");
        view! {
            <p class="help">"The step and all below it become a snippet: a runbook of its own, whose steps can be put into others. The steps here stay as they are."</p>
            <div class="field">
                <label for=id.clone()>"Title"</label>
                <input id=id type="text" required autofocus autocomplete="off" prop:value=move || title.get() on:input:target=move |event| title.set(event.target().value())/>
            </div>
            <p class="error" role="alert" hidden=move || error.with(Option::is_none)>{error}</p>
        }
        .into_any()
    };
    let submit = move || match at.get_untracked() {
        Some(at) => match keep(page, at, title.get_untracked().trim()) {
            Ok(()) => open.set(false),
            Err(why) => error.set(Some(why)),
        },
        None => open.set(false),
    };
    let buttons = move || view! { {cancel(open)}{submit_button("Save snippet")} };
    Dialog::new("Save as snippet".to_owned(), body, buttons)
        .submit(submit)
        .view(open)
}

fn keep(page: RecordPage, step: Id, title: &str) -> Result<(), String> {
    if title.is_empty() {
        return Err("Write a few words to know it by.".to_owned());
    }
    let (new, mut edits) = page.workspace.create(&RUNBOOK)?;
    let made = minting(page.workspace, |mint| {
        page.read(|record, _| snippet::save(record, step, title, new, mint))
    })?;
    edits.extend(made.ok_or("The step is no longer here. Nothing was saved.")?);
    page.workspace
        .dispatch(&format!("Snippet “{title}” saved in Runbooks"), &edits)?;
    Ok(())
}
