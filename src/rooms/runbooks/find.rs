//! Finding and replacing what the steps say, and giving a variable another name.

use super::details;
use super::editor::Editor;
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::ui::icon::icon;
use holdfast_domain::describe::in_text;
use holdfast_domain::rooms::runbooks::STEP_FIELDS;
use holdfast_domain::rooms::runbooks::replace::{self, Hit, Query};
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_ledger::{Key, Path};
use leptos::ev;
use leptos::task::spawn_local;

/// How many places are listed.
const LISTED: usize = 100;

#[derive(Clone, Copy)]
struct Search {
    editor: Editor,
    query: RwSignal<Query>,
    with: RwSignal<String>,
    hits: Memo<Vec<Hit>>,
}

/// Ctrl F within the steps looks in them: the browser sees only the rows that are in the page.
pub fn key(editor: Editor, event: &ev::KeyboardEvent) {
    let command = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
    if command && matches!(event.key().as_str(), "f" | "h") {
        event.prevent_default();
        event.stop_propagation();
        if editor.finding.get_untracked() {
            look();
        }
        editor.finding.set(true);
    }
}

// By now the panel is there, or the focus stays where it is.
fn look() {
    spawn_local(async {
        slices::yield_now().await;
        dom::focus("find-text");
    });
}

/// The panel; there while one is looking for something.
pub fn panel(editor: Editor) -> AnyView {
    let query = RwSignal::new(Query::default());
    let with = RwSignal::new(String::new());
    let hits = Memo::new(move |_| {
        if !editor.finding.get() {
            return Vec::new();
        }
        query.with(|query| editor.page.watch(|record, _| replace::hits(record, query)))
    });
    let search = Search {
        editor,
        query,
        with,
        hits,
    };
    let shown = move || {
        editor.finding.get().then(|| {
            look();
            inside(search)
        })
    };
    view! { {shown} }.into_any()
}

fn inside(search: Search) -> AnyView {
    let Search {
        editor,
        query,
        with,
        hits,
    } = search;
    let close = move || {
        editor.finding.set(false);
        if let Some(at) = editor.at.get_untracked() {
            editor.focus(at);
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.stop_propagation();
            close();
        }
    };
    let count = move || match hits.with(Vec::len) {
        0 if query.with(|query| query.find.is_empty()) => String::new(),
        0 => "Nothing found".to_owned(),
        1 => "1 place".to_owned(),
        n => format!("{n} places"),
    };
    let none = move || hits.with(Vec::is_empty);
    let rest = move || {
        let more = hits.with(Vec::len).saturating_sub(LISTED);
        (more > 0).then(|| view! { <li class="muted">{format!("and {more} more")}</li> })
    };
    let listed = move || {
        let some = hits.with(|hits| hits.iter().take(LISTED).cloned().collect::<Vec<_>>());
        some.into_iter().map(|hit| one(search, hit)).collect_view()
    };
    let flag = move |label: &'static str, get: fn(&Query) -> bool, set: fn(&mut Query, bool)| {
        view! {
            <label class="check"><input type="checkbox" prop:checked=move || query.with(get) on:change:target=move |event| query.update(|query| set(query, event.target().checked()))/>{label}</label>
        }
    };
    view! {
        <div class="find-panel" role="search" aria-label="Find and replace in the steps" on:keydown=key>
            <div class="btns">
                <label class="inline">"Find "<input id="find-text" type="text" autocomplete="off" prop:value=move || query.with(|query| query.find.clone())
                    on:input:target=move |event| query.update(|query| query.find = event.target().value())/></label>
                <label class="inline">"Replace with "<input type="text" autocomplete="off" prop:value=move || with.get() on:input:target=move |event| with.set(event.target().value())/></label>
                {flag("Match case", |query| query.case, |query, on| query.case = on)}
                {flag("A variable’s name", |query| query.variable, |query, on| query.variable = on)}
                <button type="button" class="btn" disabled=none on:click=move |_| all(search)>"Replace all"</button>
                <span class="muted" role="status">{count}</span>
                <button type="button" class="btn icon quiet push" aria-label="Close find and replace" on:click=move |_| close()>{icon("close")}</button>
            </div>
            <ul class="list scroll" aria-label="Places found" hidden=none>{listed}{rest}</ul>
        </div>
    }
    .into_any()
}

fn one(search: Search, hit: Hit) -> AnyView {
    let editor = search.editor;
    let path = Path::item(STEPS, hit.step, Key::new(hit.field));
    let text = editor.page.read(|record, _| {
        let text = record.value(path).map(|text| text.plain().into_owned());
        text.unwrap_or_default()
    });
    let (before, own, after) = replace::around(&text, &hit.range);
    let label = STEP_FIELDS.iter().find(|field| field.key == hit.field);
    let label = label.map_or("", |field| field.label);
    let name = untrack(move || editor.name(hit.step)).unwrap_or_default();
    let place = if hit.field == "title" {
        name.split(' ').next().unwrap_or_default().to_owned()
    } else {
        format!("{name}, {}", in_text(label))
    };
    let field = hit.field;
    let go = move |_| {
        if field == "title" {
            editor.focus(hit.step);
        } else {
            details::open_at(editor, hit.step, field);
        }
    };
    let replaced = hit.clone();
    let said = format!("Replace in {place}");
    // A variable is renamed everywhere or not at all.
    let alone = (!search.query.with_untracked(|query| query.variable)).then(|| {
        view! { <button type="button" class="btn small" aria-label=said on:click=move |_| put(search, std::slice::from_ref(&replaced))>"Replace"</button> }
    });
    view! {
        <li>
            <div><button type="button" class="figure" on:click=go>{place}</button>" "<span>{before}<mark>{own}</mark>{after}</span></div>
            {alone}
        </li>
    }
    .into_any()
}

fn all(search: Search) {
    let query = search.query.get_untracked();
    if !query.variable {
        let hits = search.hits.get_untracked();
        return put(search, &hits);
    }
    let page = search.editor.page;
    let new = search.with.get_untracked();
    let new = new.trim();
    let renamed = page.read(|record, _| Some(replace::rename(record, &query.find, new)));
    let done = renamed.unwrap_or_else(|| Err("The runbook is not here any more.".to_owned()));
    let done = done.and_then(|edits| {
        let label = format!("Variable {} is called {new} now", query.find);
        page.workspace.dispatch(&label, &edits)
    });
    if let Err(why) = done {
        page.workspace.alarm(format!("Nothing was changed: {why}"));
    }
}

fn put(search: Search, hits: &[Hit]) {
    let page = search.editor.page;
    let (query, with) = (search.query.get_untracked(), search.with.get_untracked());
    let (edits, left_out) = page.read(|record, _| replace::replace(record, &query, hits, &with));
    let done = hits.len() - left_out;
    let mut label = if done == 1 {
        "Replaced in 1 place".to_owned()
    } else {
        format!("Replaced in {done} places")
    };
    if left_out > 0 {
        label.push_str(&format!(
            ". Left as they are: {left_out} in texts about which people disagree"
        ));
    }
    if edits.is_empty() {
        page.workspace.alarm(label);
    } else {
        page.put(&label, &edits);
    }
}
