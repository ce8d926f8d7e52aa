//! What is seen and said, written down where it happens: observations against an inject and an objective, and
//! the hot wash.

use super::Table;
use crate::edge::dom;
use crate::prelude::*;
use crate::ui::cell::badge;
use holdfast_domain::describe::Choice;
use holdfast_domain::rooms::exercises::injects::{injects, said};
use holdfast_domain::rooms::exercises::ratings::objectives;
use holdfast_domain::rooms::exercises::{NOTES, OBSERVATIONS};
use holdfast_domain::value::choice_of;
use holdfast_ledger::{Id, Key, Text};

/// The element in which an observation is written.
pub const OBSERVE: &str = "observe";

/// The box for observations, and what was observed.
pub fn observation(table: Table) -> AnyView {
    let page = table.page;
    let (sort, objective) = (
        RwSignal::new("neutral".to_owned()),
        RwSignal::new(String::new()),
    );
    let about = Memo::new(move |_| {
        let chosen = table.chosen.get()?;
        page.watch(|record, _| {
            let all = injects(record).into_iter();
            let found = all.into_iter().find(|inject| inject.id == chosen);
            found.map(|inject| (inject.title, inject.objective))
        })
    });
    // What is noted on an inject is noted on its objective.
    Effect::new(move || {
        let of = about.get().and_then(|(_, objective)| objective);
        objective.set(of.map(|id| id.to_string()).unwrap_or_default());
    });
    let all = Memo::new(move |_| page.watch(|record, _| objectives(record)));
    let options = move || {
        let option = |id: Id, title: String| {
            let id = id.to_string();
            let own = id.clone();
            view! { <option value=id selected=move || objective.get() == own>{title}</option> }
        };
        let all = all.get().into_iter();
        all.map(|one| option(one.id, one.title)).collect_view()
    };
    let write = move |text: &str| {
        let mut fields = vec![
            ("sort", Text::string(&sort.get_untracked())),
            ("text", Text::string(text)),
        ];
        let chosen = table.chosen.get_untracked();
        fields.extend(chosen.map(|id| ("inject", Text::string(&id.to_string()))));
        let objective = objective.get_untracked();
        if !objective.is_empty() {
            fields.push(("objective", Text::string(&objective)));
        }
        table.try_put("Observation added", |record, view, mint| {
            said(record, "observations", fields, view, mint)
        })
    };
    let on = move || {
        about
            .get()
            .map(|(title, _)| view! { <p class="help">{format!("On “{title}”.")}</p> })
    };
    view! {
        <section class="card" aria-label="Observations" id=crate::rooms::record::element_id("observations") tabindex="-1">
            <h2>"Observations"</h2>
            {on}
            {choose("observed", "It is", OBSERVATIONS, sort)}
            <div class="field"><label for="observed-objective">"Objective"</label>
                <select id="observed-objective" on:change:target=move |event| objective.set(event.target().value())>
                    <option value="">"None"</option>{options}
                </select></div>
            {pen(OBSERVE, "What you see", "Add observation", write)}
            {shown(table, "observations", OBSERVATIONS)}
        </section>
    }
    .into_any()
}

/// The hot wash: what participants say right afterwards.
pub fn hot_wash(table: Table) -> AnyView {
    let sort = RwSignal::new("went_well".to_owned());
    let write = move |text: &str| {
        let fields = vec![
            ("sort", Text::string(&sort.get_untracked())),
            ("text", Text::string(text)),
        ];
        table.try_put("Note added", |record, view, mint| {
            said(record, "hot_wash", fields, view, mint)
        })
    };
    view! {
        <section class="card" aria-label="Hot wash" id=crate::rooms::record::element_id("hot_wash") tabindex="-1">
            <h2>"Hot wash"</h2>
            {choose("washed", "It", NOTES, sort)}
            {pen("hot-wash", "What they say", "Add note", write)}
            {shown(table, "hot_wash", NOTES)}
        </section>
    }
    .into_any()
}

fn choose(
    id: &'static str,
    label: &'static str,
    all: &'static [Choice],
    sort: RwSignal<String>,
) -> AnyView {
    let option = |choice: &'static Choice| view! { <option value=choice.key selected=move || sort.get() == choice.key>{choice.label}</option> };
    view! {
        <div class="field"><label for=id>{label}</label>
            <select id=id on:change:target=move |event| sort.set(event.target().value())>{all.iter().map(option).collect_view()}</select></div>
    }
    .into_any()
}

// A box for a few words; what was written is gone from it once it is kept.
fn pen(
    id: &'static str,
    label: &'static str,
    button: &'static str,
    write: impl Fn(&str) -> bool + Copy + 'static,
) -> AnyView {
    let typed = RwSignal::new(String::new());
    let add = move || {
        let text = typed.get_untracked();
        if !text.trim().is_empty() && write(text.trim()) {
            typed.set(String::new());
        }
        dom::focus(id);
    };
    let press = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Enter" && !event.shift_key() {
            event.prevent_default();
            add();
        }
    };
    view! {
        <div class="field"><label for=id>{label}</label>
            <textarea id=id rows="2" prop:value=typed on:keydown=press on:input:target=move |event| typed.set(event.target().value())></textarea></div>
        <div class="btns"><button type="button" class="btn" on:click=move |_| add()>{button}</button></div>
    }
    .into_any()
}

fn shown(table: Table, list: &'static str, sorts: &'static [Choice]) -> AnyView {
    let all = Memo::new(move |_| {
        table.page.watch(|record, _| {
            let items = record.items(Key::new(list));
            let read = items.iter().map(|item| {
                let sort = item.value("sort").and_then(|sort| choice_of(sorts, sort));
                (
                    sort.map(|sort| (sort.label, sort.tone)),
                    item.text("text").into_owned(),
                )
            });
            read.collect::<Vec<_>>()
        })
    });
    let line = |(sort, text): (Option<(&'static str, _)>, String)| {
        let sort = sort.map(|(label, tone)| badge(label, tone));
        view! { <li><span>{text}</span>{sort}</li> }
    };
    view! { <ul class="list">{move || all.get().into_iter().rev().map(line).collect_view()}</ul> }
        .into_any()
}
