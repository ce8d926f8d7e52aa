//! One of a few large ways on, with a sentence about each.

use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::icon::large;

/// A choice that does something.
pub fn choice(
    icon: &str,
    label: impl Into<String>,
    help: impl Into<String>,
    disabled: Signal<bool>,
    run: impl Fn() + 'static,
) -> AnyView {
    let described = next_id("choice");
    let id = described.clone();
    view! {
        <div class="choice">
            {large(icon)}
            <button type="button" aria-describedby=described disabled=move || disabled.get() on:click=move |_| run()>{label.into()}</button>
            <span id=id>{help.into()}</span>
        </div>
    }
    .into_any()
}

/// A choice that leads to a page.
pub fn choice_link(icon: &str, label: &'static str, help: &'static str, href: String) -> AnyView {
    let described = next_id("choice");
    let id = described.clone();
    view! {
        <div class="choice">
            {large(icon)}
            <a href=href aria-describedby=described>{label}</a>
            <span id=id>{help}</span>
        </div>
    }
    .into_any()
}
