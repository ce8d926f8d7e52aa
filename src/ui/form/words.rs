//! Words, as chips that can be added and removed.

use super::frame::{Notes, described_by, field};
use super::{Control, Write};
use crate::prelude::*;
use crate::ui::icon::icon;
use holdfast_domain::entry;
use holdfast_ledger::Text;
use leptos::ev;

/// The editor of a list of words.
pub fn editor(control: &Control) -> AnyView {
    let (value, write, ty) = (control.value, control.write, control.field.ty);
    let (typing, error) = (RwSignal::new(String::new()), RwSignal::new(None));
    let words = Signal::derive(move || {
        value.with(|value| {
            value
                .as_ref()
                .and_then(Text::get::<Vec<String>>)
                .unwrap_or_default()
        })
    });
    let put = move |words: Vec<String>| {
        let value = entry::words(ty, words.iter().map(String::as_str));
        error.set(value.and_then(|value| write.run(Write::of(value))).err());
    };
    let add = move || {
        // Losing the focus is also said by what is already gone from the page.
        let Some(typed) = typing.try_get_untracked() else {
            return;
        };
        if typed.trim().is_empty() {
            return;
        }
        let mut all = words.get_untracked();
        all.extend(typed.split(',').map(str::to_owned));
        put(all);
        if error.with_untracked(Option::is_none) {
            typing.set(String::new());
        }
    };
    on_cleanup(move || {
        if typing
            .try_get_untracked()
            .is_some_and(|typed| !typed.trim().is_empty())
        {
            add();
        }
    });
    let remove = move |word: &str| {
        let mut all = words.get_untracked();
        all.retain(|other| other != word);
        put(all);
    };
    let key = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" | "," if !typing.with_untracked(|typed| typed.trim().is_empty()) => {
            event.prevent_default();
            add();
        }
        "Backspace" if typing.with_untracked(String::is_empty) => {
            if let Some(last) = words.get_untracked().last() {
                remove(last);
            }
        }
        _ => {}
    };
    let chip = move |word: String| {
        let (name, gone) = (format!("Remove {word}"), word.clone());
        view! {
            <span class="chip">{word}<button type="button" aria-label=name on:click=move |_| remove(&gone)>{icon("close")}</button></span>
        }
    };
    let input = view! {
        <div class="tags">
            {move || words.get().into_iter().map(chip).collect_view()}
            <input id=control.id.clone() type="text" autocomplete="off" aria-label=control.name
                aria-describedby=described_by(control, error.into())
                prop:value=typing
                on:input:target=move |event| typing.set(event.target().value())
                on:focusout=move |_| add()
                on:keydown=key/>
        </div>
    };
    field(
        control,
        Notes {
            error: error.into(),
            clash: None,
        },
        input.into_any(),
    )
}
