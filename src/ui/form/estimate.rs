//! A duration as an estimate: three inputs, one value.

use super::draft::{count, keep_both};
use super::frame::{Clash, Notes, fieldset};
use super::group::leaves;
use super::{Control, How, Write, Writer};
use crate::prelude::*;
use crate::workspace::Workspace;
use holdfast_domain::entry;
use holdfast_ledger::Text;
use leptos::ev;

const PARTS: [&str; 3] = ["At best", "Likely", "At worst"];

// What is typed in the three inputs.
#[derive(Clone, PartialEq)]
struct Typing {
    parts: [String; 3],
    // What stood there when the typing began.
    base: Option<Text>,
}

#[derive(Clone, Copy)]
struct Draft {
    value: Signal<Option<Text>>,
    write: Writer,
    typing: RwSignal<Option<Typing>>,
    error: RwSignal<Option<String>>,
}

impl Draft {
    fn shown(self) -> [String; 3] {
        let stored = || {
            self.value
                .with(|value| entry::typed_estimate(value.as_ref()))
        };
        let typing = self.typing.get();
        typing.map_or_else(stored, |typing| typing.parts)
    }

    fn typed(self, n: usize, text: String) {
        let mut parts = untrack(|| self.shown());
        parts[n] = text;
        let now = self.value.get_untracked();
        let base = self
            .typing
            .get_untracked()
            .map_or(now, |typing| typing.base);
        self.typing.set(Some(Typing { parts, base }));
    }

    // Whether somebody else wrote another value meanwhile.
    fn clashes(self) -> bool {
        let value = self.value.get();
        self.typing.get().is_some_and(|typing| {
            typing.base != value && typing.parts != entry::typed_estimate(value.as_ref())
        })
    }

    // Writes what was typed; over another value than the typing began with only if a person says so.
    fn commit(self, how: Option<How>) {
        let Some(Some(typing)) = self.typing.try_get_untracked() else {
            return;
        };
        let [low, likely, high] = &typing.parts;
        let value = self.value.get_untracked();
        let written = entry::estimate(low, likely, high).and_then(|new| {
            if new == value.clone().unwrap_or_else(Text::null) {
                return Ok(true);
            }
            if how.is_none() && typing.base != value {
                return Ok(false);
            }
            let how = how.unwrap_or_default();
            let write = Write {
                how,
                ..Write::of(new)
            };
            self.write.run(write).map(|()| true)
        });
        if written == Ok(true) {
            self.typing.set(None);
        }
        self.error.set(written.err());
    }

    // Nobody can choose any more: both are kept.
    fn leave(self) {
        self.commit(None);
        if self.typing.try_get_untracked().flatten().is_some() {
            self.commit(Some(How::Beside));
        }
    }
}

/// The editor of an estimate.
pub fn editor(control: &Control) -> AnyView {
    let draft = Draft {
        value: control.value,
        write: control.write,
        typing: RwSignal::new(None),
        error: RwSignal::new(None),
    };
    let clash = Clash {
        now: Signal::derive(move || draft.clashes()),
        theirs: Signal::derive(move || {
            let parts = draft
                .value
                .with(|value| entry::typed_estimate(value.as_ref()));
            let said = parts.iter().filter(|part| !part.is_empty());
            said.map(String::as_str).collect::<Vec<_>>().join(" – ")
        }),
        insist: Callback::new(move |()| draft.commit(Some(How::Over))),
        yield_: Callback::new(move |()| {
            draft.error.set(None);
            draft.typing.set(None);
        }),
    };
    if let (Some(workspace), true) = (use_context::<Workspace>(), control.stored) {
        count(workspace.unwritten(), move || {
            let waits = draft.typing.with(Option::is_some);
            waits && draft.error.with(Option::is_none) && !draft.clashes()
        });
        count(workspace.undecided(), move || draft.clashes());
        keep_both(clash.now, move || draft.leave());
    }
    on_cleanup(move || draft.leave());
    let label = control.label();
    let input = |n: usize| {
        let name = move || format!("{}: {}", label.get(), PARTS[n].to_lowercase());
        view! {
            <input type="text" autocomplete="off" aria-label=name placeholder=PARTS[n]
                aria-invalid=move || draft.error.with(Option::is_some).then_some("true")
                prop:value=move || draft.shown()[n].clone()
                on:input:target=move |event| draft.typed(n, event.target().value())/>
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            draft.commit(None);
        }
    };
    let inputs = view! {
        <div class="inline" on:keydown=key on:focusout=move |event| if leaves(&event) { draft.commit(None) }>
            {input(0)}<span aria-hidden="true">"–"</span>{input(1)}<span aria-hidden="true">"–"</span>{input(2)}
        </div>
    };
    fieldset(
        control,
        Notes {
            error: draft.error.into(),
            clash: Some(clash),
        },
        inputs.into_any(),
    )
}
