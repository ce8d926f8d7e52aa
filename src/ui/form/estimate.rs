//! A duration as an estimate: three inputs, one value.

use super::frame::{Notes, fieldset};
use super::group::leaves;
use super::{Control, Write};
use holdfast_domain::entry;
use holdfast_ledger::Text;
use leptos::ev;
use leptos::prelude::*;

const PARTS: [&str; 3] = ["At best", "Likely", "At worst"];

/// The editor of an estimate.
pub fn editor(control: &Control) -> AnyView {
    let (value, write) = (control.value, control.write);
    let (typing, error) = (RwSignal::new(None::<[String; 3]>), RwSignal::new(None));
    let shown = move || {
        typing
            .get()
            .unwrap_or_else(|| value.with(|value| entry::typed_estimate(value.as_ref())))
    };
    let commit = move || {
        let Some(Some([low, likely, high])) = typing.try_get_untracked() else {
            return;
        };
        let written = entry::estimate(&low, &likely, &high).and_then(|new| {
            let same = new == value.get_untracked().unwrap_or_else(Text::null);
            if same {
                Ok(())
            } else {
                write.run(Write::of(new))
            }
        });
        if written.is_ok() {
            typing.set(None);
        }
        error.set(written.err());
    };
    on_cleanup(commit);
    let label = control.label();
    let input = |n: usize| {
        let typed = move |text: String| {
            let mut parts = untrack(shown);
            parts[n] = text;
            typing.set(Some(parts));
        };
        let name = move || format!("{}: {}", label.get(), PARTS[n].to_lowercase());
        view! {
            <input type="text" autocomplete="off" aria-label=name placeholder=PARTS[n]
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=move || { let [low, likely, high] = shown(); [low, likely, high][n].clone() }
                on:input:target=move |event| typed(event.target().value())/>
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            commit();
        }
    };
    let inputs = view! {
        <div class="inline" on:keydown=key on:focusout=move |event| if leaves(&event) { commit() }>
            {input(0)}<span aria-hidden="true">"–"</span>{input(1)}<span aria-hidden="true">"–"</span>{input(2)}
        </div>
    };
    fieldset(
        control,
        Notes {
            error: error.into(),
            clash: None,
        },
        inputs.into_any(),
    )
}
