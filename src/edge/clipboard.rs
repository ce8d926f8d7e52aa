//! Copying text.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlTextAreaElement;

use super::error::EdgeError;
use super::js;

const WHAT: &str = "copying";

/// Copies `text`. Call it from a click or a key press: browsers refuse it otherwise.
///
/// # Errors
/// When neither the clipboard nor the older way through a selection works.
pub async fn copy(text: &str) -> Result<(), EdgeError> {
    let navigator = js::window()?.navigator();
    // Missing on plain http and in some file:// pages.
    if js::get(&navigator, "clipboard").is_some()
        && JsFuture::from(navigator.clipboard().write_text(text))
            .await
            .is_ok()
    {
        return Ok(());
    }
    copy_selection(text)
}

fn copy_selection(text: &str) -> Result<(), EdgeError> {
    let document = js::document()?;
    let refused = |error| EdgeError::refused(WHAT, &error);
    let area: HtmlTextAreaElement = document
        .create_element("textarea")
        .map_err(refused)?
        .unchecked_into();
    area.set_value(text);
    area.set_class_name("visually-hidden");
    // Inside an open dialog, what is outside it cannot take the focus.
    let host = match document.query_selector("dialog[open]").ok().flatten() {
        Some(dialog) => dialog,
        None => document
            .body()
            .ok_or(EdgeError::Unavailable("a page body"))?
            .into(),
    };
    let focused = document.active_element();
    host.append_child(&area).map_err(refused)?;
    area.select();
    let copied = js::call(&document, "execCommand", &["copy".into()]);
    area.remove();
    if let Some(element) = focused.and_then(|element| element.dyn_into().ok()) {
        let element: web_sys::HtmlElement = element;
        let _ = element.focus();
    }
    match copied {
        Ok(done) if done.is_truthy() => Ok(()),
        Ok(_) => Err(EdgeError::Unavailable(WHAT)),
        Err(error) => Err(refused(error)),
    }
}
