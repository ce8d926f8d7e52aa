//! Keys pressed anywhere on the page.

use super::dom::{Listener, listen};
use super::error::EdgeError;
use super::js;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

/// A key that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Press {
    /// The key as the browser names it (`k`, `?`, `Escape`), letters in lower case.
    pub key: String,
    /// Whether Control, or Command on a Mac, is held.
    pub command: bool,
    /// Whether Shift is held.
    pub shift: bool,
    /// Whether Alt is held.
    pub alt: bool,
    /// Where the focus is.
    pub at: At,
}

/// Where the focus is when a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    /// On the page.
    Page,
    /// Where text is typed or chosen.
    Text,
    /// In a modal dialog.
    Dialog,
}

/// Calls `callback` at each key press; when it answers true, the browser does nothing with it.
///
/// # Errors
/// When the browser refuses to listen.
pub fn on_press(callback: impl Fn(&Press) -> bool + 'static) -> Result<Listener, EdgeError> {
    listen(js::window()?.as_ref(), "keydown", move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        if key.default_prevented() || key.is_composing() || key.repeat() {
            return;
        }
        let press = Press {
            key: key.key().to_lowercase(),
            command: key.ctrl_key() || key.meta_key(),
            shift: key.shift_key(),
            alt: key.alt_key(),
            at: match (modal(), typing()) {
                (true, _) => At::Dialog,
                (false, true) => At::Text,
                (false, false) => At::Page,
            },
        };
        if callback(&press) {
            key.prevent_default();
        }
    })
}

/// Whether the device's keyboard has a Command key rather than Control.
pub fn is_mac() -> bool {
    js::window()
        .ok()
        .and_then(|window| js::get(&window.navigator(), "platform")?.as_string())
        .is_some_and(|platform| platform.starts_with("Mac") || platform.starts_with("iP"))
}

fn typing() -> bool {
    let focused = js::document()
        .ok()
        .and_then(|document| document.active_element());
    focused.is_some_and(|element| {
        let takes_text = match element.tag_name().as_str() {
            "TEXTAREA" | "SELECT" => true,
            "INPUT" => {
                let kind = element.get_attribute("type").unwrap_or_default();
                !matches!(
                    kind.as_str(),
                    "checkbox" | "radio" | "button" | "submit" | "file"
                )
            }
            _ => false,
        };
        let editable = element.dyn_ref::<HtmlElement>().is_some_and(|html| {
            js::get(html, "isContentEditable").is_some_and(|value| value.is_truthy())
        });
        takes_text || editable
    })
}

fn modal() -> bool {
    let found: Option<Element> = js::document()
        .ok()
        .and_then(|document| document.query_selector("dialog[open]").ok().flatten());
    found.is_some()
}
