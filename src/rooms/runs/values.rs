//! The values of a run: all of them in one dialog, to be given and put right.

use super::RunPage;
use super::deeds::acting;
use crate::prelude::*;
use crate::ui::dialog::{Dialog, cancel, next_id, submit_unchecked};
use holdfast_domain::rooms::runbooks::values::{self, Known};
use leptos::wasm_bindgen::JsCast;
use std::collections::BTreeMap;

/// What was typed, by name.
type Typed = RwSignal<BTreeMap<String, String>>;

/// The dialog.
pub(super) fn dialog(page: RunPage) -> AnyView {
    let open = page.live.values;
    let (typed, error) = (Typed::default(), RwSignal::new(None::<String>));
    Effect::new(move || {
        if open.get() {
            typed.set(BTreeMap::new());
            error.set(None);
        }
    });
    let body = move || {
        let all = known(page);
        let none = all
            .is_empty()
            .then(|| view! { <p>"The steps of this run use no values."</p> });
        view! {
            {none}
            {all.into_iter().map(|known| field(known, typed)).collect_view()}
            <p class="error" role="alert" hidden=move || error.with(Option::is_none)>{error}</p>
        }
    };
    let submit = move || match save(page, &typed.get_untracked()) {
        Ok(()) => open.set(false),
        Err(why) => error.set(Some(why)),
    };
    let buttons = move || view! { {cancel(open)}{submit_unchecked("Note values")} };
    Dialog::new("Values".to_owned(), body, buttons)
        .submit(submit)
        .view(open)
}

fn known(page: RunPage) -> Vec<Known> {
    let all = page.workspace.read(|view| {
        let run = view.ledger.record(page.id)?;
        Some(values::all(run, view))
    });
    all.unwrap_or_default()
}

fn field(known: Known, typed: Typed) -> AnyView {
    if known.secret {
        return secret(known.name);
    }
    let (name, shown) = (known.name.clone(), known.clone());
    let value = Signal::derive(move || {
        let given = typed.with(|typed| typed.get(&shown.name).cloned());
        given.unwrap_or_else(|| shown.value.clone())
    });
    let put = Callback::new(move |text: String| {
        typed.update(|typed| {
            typed.insert(name.clone(), text);
        });
    });
    let one = move |value: String| {
        let label = format!("“{value}”");
        view! { <button type="button" class="btn small" on:click=move |_| put.run(value.clone())>{label}</button> }
    };
    let disputed = (!known.disputed.is_empty()).then(|| {
        let values = known.disputed.clone();
        view! {
            <div class="callout tone-high"><p>"People noted different values and had not seen each other’s. Choose the one that is right."</p>
                <div class="btns">{values.into_iter().map(one).collect_view()}</div></div>
        }
    });
    view! { {input(known.name.clone(), &known, value, put)}{disputed} }.into_any()
}

/// What stands where the value of a secret would.
pub fn secret(name: String) -> AnyView {
    view! { <p class="help"><b>{name}</b>" is a secret: it is never stored. Whoever runs the step knows it."</p> }.into_any()
}

/// The input of a value. What does not fit its pattern is said, not refused.
pub fn input(
    label: String,
    known: &Known,
    value: Signal<String>,
    typed: Callback<String>,
) -> AnyView {
    let id = next_id("value");
    let unfit = RwSignal::new(false);
    let (pattern, about) = (known.pattern.clone(), known.about.clone());
    let says = format!("It does not fit {pattern}. Look again; it is taken all the same.");
    let pattern = (!pattern.is_empty()).then_some(pattern);
    let node = NodeRef::<leptos::html::Input>::new();
    let look = move |input: &web_sys::HtmlInputElement| {
        let element = input.unchecked_ref::<web_sys::Element>();
        unfit.set(element.matches(":invalid").unwrap_or(false));
    };
    // A default may not fit either.
    Effect::new(move || {
        value.track();
        if let Some(input) = node.get() {
            look(&input);
        }
    });
    let put = move |input: web_sys::HtmlInputElement| {
        look(&input);
        typed.run(input.value());
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <input node_ref=node id=id type="text" autocomplete="off" spellcheck="false" pattern=pattern prop:value=value on:input:target=move |event| put(event.target())/>
            {(!about.is_empty()).then(|| view! { <p class="help">{about}</p> })}
            <p class="status tone-warn missing" role="status">{move || unfit.get().then(|| says.clone())}</p>
        </div>
    }
    .into_any()
}

// Only what was changed, or agreed on, is noted; all in one command.
fn save(page: RunPage, typed: &BTreeMap<String, String>) -> Result<(), String> {
    let all = known(page);
    let news = all.iter().filter_map(|known| {
        let value = typed.get(&known.name)?;
        (value.trim() != known.value || !known.disputed.is_empty()).then_some((&known.name, value))
    });
    let news: Vec<_> = news.collect();
    let edits = acting(page, &mut |act| {
        let mut edits = Vec::new();
        for (name, value) in &news {
            edits.extend(act.capture(None, name, value)?);
        }
        Ok(edits)
    })?;
    let label = match &*news {
        [] => return Ok(()),
        [(name, _)] => format!("Value noted: {name}"),
        some => format!("{} values noted", some.len()),
    };
    page.workspace.dispatch(&label, &edits).map(drop)
}
