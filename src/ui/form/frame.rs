//! What stands around an input: label, help, what is wrong, and what people disagree about.

use super::{Control, Write};
use crate::prelude::*;
use holdfast_domain::describe::{Tone, Type};
use holdfast_ledger::Text;

/// One of several values that people wrote without seeing each other's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// The value.
    pub value: Text,
    /// The value in words.
    pub shown: String,
    /// Who wrote it, and when, in words.
    pub source: String,
}

/// The class of a tone; empty for one that says nothing.
pub const fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Good => "tone-ok",
        Tone::Busy => "tone-info",
        Tone::Warn => "tone-warn",
        Tone::Bad => "tone-error",
    }
}

/// What an input says beside its value.
#[derive(Clone, Copy)]
pub struct Notes {
    /// What is wrong with what was typed; nothing was written.
    pub error: Signal<Option<String>>,
    /// What somebody else wrote while this was being typed, and how to go on.
    pub clash: Option<Clash>,
}

/// A value that came while another was being typed.
#[derive(Clone, Copy)]
pub struct Clash {
    /// Whether there is one.
    pub now: Signal<bool>,
    /// The other value, in words.
    pub theirs: Signal<String>,
    /// Writes what was typed.
    pub insist: Callback<()>,
    /// Forgets what was typed.
    pub yield_: Callback<()>,
}

/// A field with one input, whose id is the control's.
pub fn field(control: &Control, notes: Notes, input: AnyView) -> AnyView {
    field_with(control, notes, ().into_any(), input)
}

/// A field with one input, and something beside its label.
pub fn field_with(control: &Control, notes: Notes, beside: AnyView, input: AnyView) -> AnyView {
    let (id, label) = (control.id.clone(), control.field.label);
    let half = control.half;
    let value = control.value;
    // Left out on paper.
    let blank = move || value.with(Option::is_none);
    let below = below(control, notes);
    view! {
        <div class="field" class:half=half class:blank=blank>
            <div class="label-row"><label for=id class="label" class:sr=control.bare>{label}</label>{mark(control)}{beside}</div>
            {input}
            {below}
        </div>
    }
    .into_any()
}

/// A field with several inputs, as a group with a legend.
pub fn fieldset(control: &Control, notes: Notes, inputs: AnyView) -> AnyView {
    let (id, label, half) = (control.id.clone(), control.field.label, control.half);
    let name = control.name;
    let described = described_by(control, notes.error);
    let group = matches!(control.field.ty, Type::Group(_));
    let value = control.value;
    // Left out on paper.
    let blank = move || value.with(Option::is_none);
    let below = below(control, notes);
    view! {
        <fieldset class="field" class:half=half class:group=group class:blank=blank id=id tabindex="-1" aria-label=name aria-describedby=described>
            <legend>{label}{mark(control)}</legend>
            {inputs}
            {below}
        </fieldset>
    }
    .into_any()
}

/// The ids of what describes an input.
pub fn described_by(control: &Control, error: Signal<Option<String>>) -> Signal<Option<String>> {
    let (help, wrong) = (control.help_id(), control.error_id());
    let (mark, conflict) = (mark_id(control), control.conflict);
    Signal::derive(move || {
        let wrong = error.with(Option::is_some).then(|| wrong.clone());
        let mark = conflict.with(|all| !all.is_empty()).then(|| mark.clone());
        let ids: Vec<String> = mark
            .into_iter()
            .chain(help.iter().cloned())
            .chain(wrong)
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    })
}

fn mark_id(control: &Control) -> String {
    format!("{}-conflict", control.id)
}

// It describes the input and is no part of its name.
fn mark(control: &Control) -> AnyView {
    let (conflict, id) = (control.conflict, mark_id(control));
    let shown = move || {
        let count = Some(conflict.with(Vec::len)).filter(|count| *count > 0)?;
        Some(
            view! { " " <span class="conflict" id=id.clone() aria-hidden="true">{format!("{count} values")}</span> },
        )
    };
    view! { {shown} }.into_any()
}

fn below(control: &Control, notes: Notes) -> AnyView {
    let help = control
        .help_id()
        .map(|id| view! { <p class="help" id=id>{control.field.help}</p> });
    let (error, error_id) = (notes.error, control.error_id());
    let error = move || {
        let id = error_id.clone();
        error
            .get()
            .map(|why| view! { <p class="error" id=id role="alert"><span>{why}</span></p> })
    };
    view! { {help}{error}{notes.clash.map(clash)}{alternatives(control)} }.into_any()
}

fn clash(clash: Clash) -> AnyView {
    let shown = move || {
        clash.now.get().then(|| {
            view! {
                <div class="callout tone-warn" role="alert">
                    <p>"Changed meanwhile, not by you: “" {clash.theirs} "”. What you typed is kept here and not saved yet."</p>
                    <div class="btns">
                        <button type="button" class="btn small" on:click=move |_| clash.insist.run(())>"Save mine"</button>
                        <button type="button" class="btn small" on:click=move |_| clash.yield_.run(())>"Take theirs"</button>
                    </div>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}

fn alternatives(control: &Control) -> AnyView {
    let (conflict, write) = (control.conflict, control.write);
    let failed = RwSignal::new(None);
    let keep = move |value: Text| failed.set(write.run(Write::of(value)).err());
    let one = move |alternative: Alternative| {
        let Alternative {
            value,
            shown,
            source,
        } = alternative;
        let shown = if shown.is_empty() {
            "(empty)".to_owned()
        } else {
            shown
        };
        let name = format!("Keep this: {shown}");
        view! {
            <li>
                <div><b>{shown}</b><div class="muted">{source}</div></div>
                <button type="button" class="btn small" aria-label=name on:click=move |_| keep(value.clone())>"Keep this"</button>
            </li>
        }
    };
    let list = move || {
        let all = conflict.get();
        (!all.is_empty()).then(|| {
            view! {
                <p class="help">"Two people wrote this without seeing each other. Keep one; the others stay in the history."</p>
                <ul class="alternatives">{all.into_iter().map(one).collect_view()}</ul>
                {move || failed.get().map(|why: String| view! { <p class="error" role="alert"><span>{why}</span></p> })}
            }
        })
    };
    view! { {list} }.into_any()
}
