//! A button that opens a small menu: closed by Esc, by leaving it, by what was chosen, or by the
//! next menu that opens.

use crate::edge::{dom, place, slices};
use crate::prelude::*;
use crate::ui::dialog::next_id;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::{ev, html};

/// A menu. Its button shows `label`; what is inside is drawn anew each time it opens. A choice
/// of a `button` or a link closes it, a checkbox does not.
pub fn menu(
    label: impl IntoAny + 'static,
    inside: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    // Taking the menu out of the page takes its focus, after what it holds is gone: hence `try`.
    let element = NodeRef::<html::Details>::new();
    let open = RwSignal::new(false);
    let scrolls = StoredValue::new_local(None::<dom::Listener>);
    let id = next_id("menu");
    let button = id.clone();
    let close = move |back: bool| {
        if let Some(details) = element.try_get_untracked().flatten() {
            details.set_open(false);
        }
        if back {
            dom::focus(&button);
        }
    };
    let chosen = {
        let close = close.clone();
        move |event: ev::MouseEvent| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            if target.is_some_and(|target| matches!(target.closest("button, a"), Ok(Some(_)))) {
                // What it opens gives the focus back: the menu's button is there then. Where the
                // choice has moved the focus already, it stays.
                let details = element.try_get_untracked().flatten();
                close(details.is_some_and(|details| dom::has_focus(&details)));
            }
        }
    };
    let key = {
        let close = close.clone();
        move |event: ev::KeyboardEvent| {
            if event.key() == "Escape" && open.try_get_untracked() == Some(true) {
                event.stop_propagation();
                close(true);
            }
        }
    };
    let left = move |event: ev::FocusEvent| {
        let to = event
            .related_target()
            .and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let details = element.try_get_untracked().flatten();
        if let (Some(to), Some(details)) = (to, details)
            && !details.contains(Some(&to))
        {
            close(false);
        }
    };
    // Pressing on a label would give the focus to what is behind the menu, and so close it
    // under the pointer. (Chromium's page process does not survive the label going then.)
    let stay = |event: ev::MouseEvent| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| matches!(target.closest("label"), Ok(Some(_)))) {
            event.prevent_default();
        }
    };
    let toggled = move |_| {
        let details = element.try_get_untracked().flatten();
        let is_open = details
            .as_ref()
            .is_some_and(web_sys::HtmlDetailsElement::open);
        let _ = open.try_set(is_open);
        let Some(details) = details.filter(|_| is_open) else {
            scrolls.set_value(None);
            return;
        };
        // It goes along with its button.
        let main = details.closest("main").ok().flatten();
        let along = details.clone();
        let along = main.and_then(|main| {
            dom::listen(&main, "scroll", move |_| place::beside_button(&along)).ok()
        });
        scrolls.set_value(along);
        spawn_local(async move {
            // What it holds has to be drawn and measured first.
            slices::yield_now().await;
            place::beside_button(&details);
        });
    };
    view! {
        <details class="drop" name="menu" node_ref=element on:keydown=key on:focusout=left
            on:toggle=toggled>
            <summary class="btn" id=id>{label}</summary>
            <div class="menu" on:click=chosen on:mousedown=stay>{move || open.get().then(&inside)}</div>
        </details>
    }
    .into_any()
}
