//! What the page shows when the app itself fails: no silent, dead screen.

use super::error::EdgeError;
use super::js;
use js_sys::Function;
use std::panic::PanicHookInfo;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element};

/// Words of the failure page.
pub struct Words {
    /// The heading.
    pub title: &'static str,
    /// Paragraphs below it.
    pub text: &'static [&'static str],
    /// The button that loads the page again.
    pub reload: &'static str,
}

/// From now on a panic replaces the page by these words and the reason.
pub fn install(words: &'static Words) {
    std::panic::set_hook(Box::new(move |info| {
        let reason = reason(info);
        web_sys::console::error_1(&JsValue::from_str(&reason));
        // Nothing more can be done from here when even this fails; the console has the reason.
        let _ = show(words, &reason);
    }));
}

fn reason(info: &PanicHookInfo<'_>) -> String {
    let what = info.payload_as_str().unwrap_or("no reason given");
    match info.location() {
        Some(place) => format!("{what} ({}:{})", place.file(), place.line()),
        None => what.to_owned(),
    }
}

/// Shows these words and the reason instead of the page. Only with the browser's own functions: after a
/// panic no code of the app may run again.
///
/// # Errors
/// When the browser refuses.
pub fn show(words: &Words, reason: &str) -> Result<(), EdgeError> {
    let refused = |error: JsValue| EdgeError::refused("showing a failure", &error);
    let document = js::document()?;
    let body = document
        .body()
        .ok_or(EdgeError::Unavailable("a page body"))?;
    let main = element(&document, "main", "").map_err(refused)?;
    main.set_class_name("solo");
    let said = element(&document, "div", "").map_err(refused)?;
    said.set_class_name("stack");
    said.set_attribute("role", "alert").map_err(refused)?;
    main.append_child(&said).map_err(refused)?;
    let mut parts = vec![element(&document, "h1", words.title)];
    parts.extend(words.text.iter().map(|text| element(&document, "p", text)));
    parts.push(element(&document, "pre", reason));
    for part in parts {
        let part = part.map_err(refused)?;
        said.append_child(&part).map_err(refused)?;
    }
    let button = element(&document, "button", words.reload).map_err(refused)?;
    button.set_class_name("btn primary");
    let window = js::window()?;
    let location = window.location();
    if let Some(reload) = js::get(&location, "reload") {
        let reload = reload.unchecked_into::<Function>().bind0(&location);
        button
            .add_event_listener_with_callback("click", &reload)
            .map_err(refused)?;
    }
    main.append_child(&button).map_err(refused)?;
    body.set_text_content(None);
    body.append_child(&main).map_err(refused)?;
    Ok(())
}

fn element(document: &Document, tag: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    element.set_text_content(Some(text));
    Ok(element)
}
