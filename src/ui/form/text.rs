//! Inputs that are typed into: lines, paragraphs, code, numbers, durations, dates, instants.

use super::draft::Draft;
use super::frame::{Clash, Notes, described_by, field, field_with};
use super::{Control, typed};
use crate::edge::{clock, dom};
use crate::prelude::*;
use crate::ui::markdown::markdown;
use crate::ui::picture::{self, Keeper};
use holdfast_domain::describe::Type;
use leptos::{ev, html};

/// The editor of a field that is typed.
pub fn editor(control: &Control) -> AnyView {
    let draft = Draft::new(control);
    let notes = Notes {
        error: draft.error.into(),
        clash: Some(clash(control, draft)),
    };
    if matches!(control.field.ty, Type::Prose) {
        let (preview, area) = (RwSignal::new(false), NodeRef::new());
        let buttons = view! { <span class="btns">{picture_button(control, draft, area)}{preview_button(control, draft, preview)}</span> };
        return field_with(
            control,
            notes,
            buttons.into_any(),
            prose(control, draft, preview, area),
        );
    }
    if matches!(control.field.ty, Type::Instant) {
        let zone = view! { <span class="help">{clock::zone_name()}</span> }.into_any();
        return field_with(control, notes, zone, moment(control, draft));
    }
    if let Some(scheme) = scheme(control) {
        let reach = reach(control, draft, scheme);
        return field_with(control, notes, reach, line(control, draft));
    }
    let input = match control.field.ty {
        Type::Code => area(control, draft, NodeRef::new()),
        Type::Date => moment(control, draft),
        _ => line(control, draft),
    };
    field(control, notes, input)
}

// What a way to reach somebody opens, and what that is called.
fn scheme(control: &Control) -> Option<(&'static str, &'static str)> {
    match control.field.key {
        "phone" => Some(("tel:", "Call")),
        "email" => Some(("mailto:", "Write")),
        _ => None,
    }
}

fn reach(control: &Control, draft: Draft, (scheme, word): (&'static str, &'static str)) -> AnyView {
    let label = control.label();
    let name = move || format!("{word}: {}", label.get());
    let href = move || {
        let typed = draft.shown();
        let kept = typed
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || "+@.-_#*".contains(*c));
        let number = kept.collect::<String>();
        (!number.is_empty()).then(|| format!("{scheme}{number}"))
    };
    view! { <a class="btn quiet tiny" href=href hidden=move || href().is_none() aria-label=name>{word}</a> }
        .into_any()
}

fn clash(control: &Control, draft: Draft) -> Clash {
    let (ty, value) = (control.field.ty, control.value);
    Clash {
        now: Signal::derive(move || draft.clashes()),
        theirs: Signal::derive(move || value.with(|value| typed(ty, value.as_ref()))),
        insist: Callback::new(move |()| draft.insist()),
        yield_: Callback::new(move |()| {
            draft.revert();
        }),
    }
}

// Enter writes in one-line inputs and, with Ctrl, in areas; Esc forgets.
fn on_key(draft: Draft, area: bool) -> impl Fn(ev::KeyboardEvent) + 'static {
    move |event| match event.key().as_str() {
        "Enter" if !area || event.ctrl_key() || event.meta_key() => draft.commit(true),
        // In a dialog Esc closes it, as everywhere.
        "Escape" if !dom::is_in(&event, "dialog") && draft.revert() => {
            event.prevent_default();
            event.stop_propagation();
        }
        _ => {}
    }
}

fn line(control: &Control, draft: Draft) -> AnyView {
    let (unit, mode) = match control.field.ty {
        Type::Whole { unit, .. } => (unit, "numeric"),
        Type::Number { unit, .. } => (unit, "decimal"),
        // As modes, not types: an input of type "email" changes what is typed.
        _ if control.field.key == "email" => ("", "email"),
        _ if control.field.key == "phone" => ("", "tel"),
        _ => ("", "text"),
    };
    let hint = matches!(control.field.ty, Type::Minutes).then_some("for example 1 h 30");
    let error = draft.error.into();
    let input = view! {
        <input id=control.id.clone() type="text" inputmode=mode autocomplete="off" placeholder=hint
            aria-label=control.name
            aria-invalid=move || draft.error.with(Option::is_some).then_some("true")
            aria-describedby=described_by(control, error)
            prop:value=move || draft.shown()
            on:input:target=move |event| draft.input(event.target().value())
            on:focusout=move |_| draft.commit(true)
            on:keydown=on_key(draft, false)/>
    };
    if unit.is_empty() {
        input.into_any()
    } else {
        view! { <div class="affix">{input}<span>{unit}</span></div> }.into_any()
    }
}

fn area(control: &Control, draft: Draft, element: NodeRef<html::Textarea>) -> AnyView {
    let code = matches!(control.field.ty, Type::Code);
    let error = draft.error.into();
    // Browsers that cannot size an area by its content go by the number of rows.
    let rows = move || draft.shown().lines().count().clamp(2, 24).to_string();
    let keeper = keeper(control);
    let take = move |data: Option<web_sys::DataTransfer>, event: &ev::Event| {
        let files = data.map(|data| picture::given(&data)).unwrap_or_default();
        if let (Some(keeper), Some(area), false) =
            (keeper, element.get_untracked(), files.is_empty())
        {
            event.prevent_default();
            picture::put(keeper, files, area, written(draft));
        }
    };
    // Without this a browser opens what is dropped.
    let held = move |event: ev::DragEvent| {
        let data = event.data_transfer();
        if keeper.is_some() && data.is_some_and(|data| picture::is_of_files(&data)) {
            event.prevent_default();
        }
    };
    view! {
        <textarea node_ref=element id=control.id.clone() class:mono=code rows=rows spellcheck=if code { "false" } else { "true" }
            aria-label=control.name
            aria-invalid=move || draft.error.with(Option::is_some).then_some("true")
            aria-describedby=described_by(control, error)
            prop:value=move || draft.shown()
            on:input:target=move |event| draft.input(event.target().value())
            on:focusout=move |_| draft.commit(true)
            on:paste=move |event| take(event.clipboard_data(), &event)
            on:drop=move |event| take(event.data_transfer(), &event)
            on:dragover=held
            on:keydown=on_key(draft, true)></textarea>
    }
    .into_any()
}

// Paragraphs can be looked at as they will be shown; on paper they always are.
fn prose(
    control: &Control,
    draft: Draft,
    preview: RwSignal<bool>,
    element: NodeRef<html::Textarea>,
) -> AnyView {
    let shown = move || preview.get().then(|| markdown(&draft.shown()));
    view! {
        <div class="screen-only" hidden=move || preview.get()>{area(control, draft, element)}</div>
        <div class="screen-only">{shown}</div>
        <div class="print-only">{move || markdown(&draft.shown())}</div>
    }
    .into_any()
}

// Pictures stand in paragraphs of a record that can keep them.
fn keeper(control: &Control) -> Option<Keeper> {
    let keeper = use_context::<Keeper>();
    keeper.filter(|_| matches!(control.field.ty, Type::Prose))
}

fn written(draft: Draft) -> picture::Put {
    Callback::new(move |text| {
        draft.input(text);
        draft.commit(false);
    })
}

fn picture_button(
    control: &Control,
    draft: Draft,
    element: NodeRef<html::Textarea>,
) -> Option<AnyView> {
    let keeper = keeper(control)?;
    let chosen = Callback::new(move |files| {
        if let Some(area) = element.get_untracked() {
            picture::put(keeper, files, area, written(draft));
        }
    });
    let label = control.label();
    Some(picture::button(
        Signal::derive(move || format!("Add a picture to {}", label.get())),
        chosen,
    ))
}

fn preview_button(control: &Control, draft: Draft, preview: RwSignal<bool>) -> AnyView {
    let label = control.label();
    let name = move || format!("Preview {}", label.get());
    let empty = move || !preview.get() && draft.shown().trim().is_empty();
    view! {
        <button type="button" class="btn quiet tiny" aria-label=name hidden=empty
            aria-pressed=move || preview.get().to_string()
            on:click=move |_| preview.update(|on| *on = !*on)>"Preview"</button>
    }
    .into_any()
}

// A date's parts are typed one by one. Until all are there the input's value is empty,
// and to set it then would wipe what was typed; so it is only set from outside.
fn moment(control: &Control, draft: Draft) -> AnyView {
    let instant = matches!(control.field.ty, Type::Instant);
    let element = NodeRef::<html::Input>::new();
    Effect::new(move || {
        let shown = draft.shown();
        if let Some(input) = element.get()
            && input.value() != shown
            && input.check_validity()
        {
            input.set_value(&shown);
        }
    });
    let leave = move || match element.try_get_untracked().flatten() {
        Some(input) if !input.check_validity() => {
            draft
                .error
                .set(Some("The date is not complete.".to_owned()));
        }
        _ => draft.commit(true),
    };
    let on_input = move || {
        if let Some(input) = element.get_untracked()
            && input.check_validity()
        {
            draft.input(input.value());
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            leave();
        }
    };
    let error = draft.error.into();
    let input = view! {
        <input node_ref=element id=control.id.clone() type=if instant { "datetime-local" } else { "date" }
            aria-label=control.name
            aria-invalid=move || draft.error.with(Option::is_some).then_some("true")
            aria-describedby=described_by(control, error)
            on:input=move |_| on_input()
            on:focusout=move |_| leave()
            on:keydown=key/>
    };
    input.into_any()
}
