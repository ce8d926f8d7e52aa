//! One of several values; a small number; yes or no.

use super::frame::{Notes, described_by, field, fieldset};
use super::{Control, Write};
use crate::prelude::*;
use crate::ui::icon::icon;
use holdfast_domain::describe::Choice;
use holdfast_ledger::Text;

struct Pick {
    error: RwSignal<Option<String>>,
    set: Callback<Text>,
}

fn pick(control: &Control) -> Pick {
    let (write, error) = (control.write, RwSignal::new(None));
    Pick {
        error,
        set: Callback::new(move |value| error.set(write.run(Write::of(value)).err())),
    }
}

fn notes(error: RwSignal<Option<String>>) -> Notes {
    Notes {
        error: error.into(),
        clash: None,
    }
}

/// A row of buttons, one of which is on.
pub fn segments(control: &Control, choices: &'static [Choice]) -> AnyView {
    let options = choices
        .iter()
        .map(|choice| (Text::string(choice.key), choice.label.to_owned()));
    row(control, options.collect())
}

/// A small whole number as a row of buttons.
pub fn numbers(control: &Control, min: i64, max: i64) -> AnyView {
    let option = |number: i64| Some((Text::of(&number).ok()?, number.to_string()));
    row(control, (min..=max).filter_map(option).collect())
}

fn row(control: &Control, options: Vec<(Text, String)>) -> AnyView {
    let Pick { error, set } = pick(control);
    let value = control.value;
    let known: Vec<Text> = options.iter().map(|(value, _)| value.clone()).collect();
    let other = move || {
        let value = value.get().filter(|value| !known.contains(value))?;
        Some(view! { <span class="badge">{value.plain().into_owned()}</span> })
    };
    let option = |(choice, label): (Text, String)| {
        let (own, mine) = (choice.clone(), choice.clone());
        view! {
            <label>
                <input type="radio" name=control.id.clone() value=choice.plain().into_owned()
                    prop:checked=move || value.with(|value| value.as_ref() == Some(&own))
                    on:change=move |_| set.run(mine.clone())/>
                <span>{label}</span>
            </label>
        }
    };
    let label = control.label();
    let clear = move || format!("Clear {}", label.get());
    let inputs = view! {
        <div class="segs">
            <div class="seg">{options.into_iter().map(option).collect_view()}</div>
            {other}
            <button type="button" class="btn small icon quiet" aria-label=clear hidden=move || value.with(Option::is_none)
                on:click=move |_| set.run(Text::null())>{icon("close")}</button>
        </div>
    };
    fieldset(control, notes(error), inputs.into_any())
}

/// A list that opens.
pub fn select(control: &Control, choices: &'static [Choice]) -> AnyView {
    let Pick { error, set } = pick(control);
    let value = control.value;
    let is = move |key: &str| {
        value.with(|value| value.as_ref().is_some_and(|value| value.plain() == key))
    };
    let other = move || {
        let found = value.get().map(|value| value.plain().into_owned());
        let found = found.filter(|key| choices.iter().all(|choice| choice.key != key))?;
        Some(view! { <option value=found.clone() prop:selected=true>{found.clone()}</option> })
    };
    let option = move |choice: &'static Choice| {
        view! { <option value=choice.key prop:selected=move || is(choice.key)>{choice.label}</option> }
    };
    let chosen = move |key: String| {
        set.run(if key.is_empty() {
            Text::null()
        } else {
            Text::string(&key)
        });
    };
    // What nobody chose stands for something all the same.
    let assumed = choices
        .iter()
        .find(|choice| choice.key == control.field.assumed);
    let none = assumed.map_or_else(
        || "—".to_owned(),
        |choice| format!("{} (assumed)", choice.label),
    );
    let input = view! {
        <select id=control.id.clone() aria-label=control.name
            aria-describedby=described_by(control, error.into())
            on:change:target=move |event| chosen(event.target().value())>
            <option value="" prop:selected=move || value.with(Option::is_none)>{none}</option>
            {choices.iter().map(option).collect_view()}
            {other}
        </select>
    };
    field(control, notes(error), input.into_any())
}

/// A box to tick.
pub fn flag(control: &Control) -> AnyView {
    let Pick { error, set } = pick(control);
    let value = control.value;
    let on =
        move || value.with(|value| value.as_ref().is_some_and(|value| value.as_str() == "true"));
    let ticked = move |on: bool| {
        set.run(Text::parse(if on { "true" } else { "null" }).unwrap_or_else(|_| Text::null()));
    };
    let input = view! {
        <div class="check">
            <input type="checkbox" id=control.id.clone() aria-label=control.name
                aria-describedby=described_by(control, error.into())
                prop:checked=on
                on:change:target=move |event| ticked(event.target().checked())/>
            <span aria-hidden="true">{move || if on() { "Yes" } else { "No" }}</span>
        </div>
    };
    field(control, notes(error), input.into_any())
}
