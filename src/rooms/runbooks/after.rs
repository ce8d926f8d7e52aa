//! What a step comes after: the step before it, nothing, or certain steps.

use super::editor::{Editor, disputed};
use crate::ui::dialog::next_id;
use crate::ui::form::Write;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::steps::{PREDECESSORS, STEPS};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Text};
use leptos::prelude::*;

const CHOICES: [(&str, &str); 4] = [
    ("before", "The step before it"),
    ("beside", "The same as the step before: side by side"),
    ("none", "Nothing"),
    ("some", "Certain steps"),
];

/// The editor of what a step comes after.
pub fn editor(editor: Editor, step: Id) -> AnyView {
    let path = Path::item(STEPS, step, Key::new(PREDECESSORS));
    let page = editor.page;
    let value = Memo::new(move |_| {
        page.watch(|record, _| record.value(path).and_then(Text::get::<Vec<String>>))
    });
    let disputed = disputed(page, step, PREDECESSORS);
    let beside = Memo::new(move |_| {
        editor
            .rows
            .with(|rows| rows.row(step).is_some_and(|row| row.beside))
    });
    let picking = RwSignal::new(false);
    let put = Callback::new(move |ids: Option<Vec<String>>| {
        let text = ids.and_then(|mut ids| {
            ids.arrange();
            ids.dedup();
            Text::of(&ids).ok()
        });
        let write = Write::of(text.unwrap_or_else(Text::null));
        page.put("Order of steps changed", &[page.edit(path, write.value)]);
    });
    let chosen = Memo::new(move |_| match value.get() {
        _ if picking.get() => "some",
        _ if beside.get() => "beside",
        None => "before",
        Some(ids) if ids.is_empty() => "none",
        Some(_) => "some",
    });
    let choose = move |key: &'static str| {
        picking.set(key == "some");
        match key {
            "before" => put.run(None),
            "none" => put.run(Some(Vec::new())),
            "beside" if !beside.get_untracked() => editor.side_by_side_of(step),
            _ => {}
        }
    };
    let group = next_id("after");
    let option = |(key, label): (&'static str, &'static str)| {
        view! {
            <label><input type="radio" name=group.clone() value=key prop:checked=move || chosen.get() == key on:change=move |_| choose(key)/><span>{label}</span></label>
        }
    };
    let steps = move || (chosen.get() == "some").then(|| some(editor, step, value, put));
    view! {
        <fieldset class="field">
            <legend>"Comes after"{move || disputed.get().then(|| view! { " "<span class="conflict">"People disagree: choose again"</span> })}</legend>
            <div class="seg">{CHOICES.map(option).into_iter().collect_view()}</div>
            {steps}
        </fieldset>
    }
    .into_any()
}

// The steps that come first, and a list to add one.
fn some(
    editor: Editor,
    step: Id,
    value: Memo<Option<Vec<String>>>,
    put: Callback<Option<Vec<String>>>,
) -> AnyView {
    let ids = move || value.get().unwrap_or_default();
    let name = move |id: &str| {
        let id: Option<Id> = id.parse().ok();
        id.and_then(|id| editor.name(id))
            .unwrap_or_else(|| "A step that is no longer here".to_owned())
    };
    let chip = move |id: String| {
        let label = name(&id);
        let remove = format!("Remove {label}");
        let without = move |_| {
            let rest = ids().into_iter().filter(|known| *known != id).collect();
            put.run(Some(rest));
        };
        view! { <span class="chip">{label}<button type="button" aria-label=remove on:click=without>{icon("close")}</button></span> }
    };
    let others = move || {
        let taken = ids();
        let free = editor
            .all()
            .into_iter()
            .filter(|id| *id != step && !taken.contains(&id.to_string()));
        free.map(|id| view! { <option value=id.to_string()>{editor.name(id)}</option> })
            .collect_view()
    };
    let add = move |id: String| {
        if !id.is_empty() {
            let mut all = untrack(ids);
            all.push(id);
            put.run(Some(all));
        }
    };
    view! {
        <div class="chips">{move || ids().into_iter().map(chip).collect_view()}</div>
        <select aria-label="Add a step that comes first" on:change:target=move |event| add(event.target().value())>
            <option value="">"Add a step…"</option>
            {others}
        </select>
    }
    .into_any()
}
