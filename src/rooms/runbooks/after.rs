//! What a step comes after: the step before it, nothing, or certain steps.

use super::editor::{Editor, disputed};
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::form::Write;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::beside;
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::steps::{BESIDE, PREDECESSORS, STEPS};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};

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
        None => "before",
        Some(ids) if ids == [BESIDE] => "beside",
        Some(ids) if ids.is_empty() => "none",
        Some(_) => "some",
    });
    let choose = move |key: &'static str| {
        picking.set(key == "some");
        match key {
            "before" => put.run(None),
            "none" => put.run(Some(Vec::new())),
            "beside" => put.run(Some(vec![BESIDE.to_owned()])),
            // One begins with what it comes after anyway.
            _ => put.run(Some(
                page.read(|record, view| comes_after(record, view, step)),
            )),
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

fn comes_after(record: &Record, view: &View<'_>, step: Id) -> Vec<String> {
    let plan = Plan::kept(record, view);
    let at = plan.steps.iter().position(|known| known.id == step);
    let first = at.map(|at| beside::named_before(&plan, at));
    let first = first.into_iter().flatten();
    first.map(|id| id.to_string()).collect()
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
    let list = NodeRef::<leptos::html::Select>::new();
    let add = move |id: String| {
        // Else it would go on showing one that was not chosen: the list is another now.
        if let Some(list) = list.get_untracked() {
            list.set_value("");
        }
        if !id.is_empty() {
            let mut all = untrack(ids);
            all.push(id);
            put.run(Some(all));
        }
    };
    view! {
        <div class="chips">{move || ids().into_iter().map(chip).collect_view()}</div>
        <select node_ref=list aria-label="Add a step that comes first" on:change:target=move |event| add(event.target().value())>
            <option value="">"Add a step…"</option>
            {others}
        </select>
    }
    .into_any()
}
