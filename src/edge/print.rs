//! Printing.

use super::dom::{Listener, listen};
use super::error::EdgeError;
use super::{js, slices};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, HtmlElement, Window};

/// Opens the print dialog, once what is for paper only is drawn. `title` names the document
/// (browsers offer it as the PDF's file name) for as long as the dialog is open.
///
/// # Errors
/// When there is no page to print.
pub fn print(title: Option<&str>) -> Result<(), EdgeError> {
    let (window, document) = (js::window()?, js::document()?);
    let title = title.map(str::to_owned);
    let former = document.title();
    let root = root();
    // A long sheet takes a while, in which the page can do nothing: this says so, once it is on screen.
    if let Some(root) = &root {
        let _ = root.set_attribute(DRAWING, "");
    }
    slices::painted(move || {
        // The browser's own event leaves no time to draw: none at all in Firefox, and none
        // anywhere while a script runs.
        let told = tell(&window, "beforeprint");
        spawn_local(async move {
            slices::yield_now().await;
            if let Some(root) = &root {
                let _ = root.remove_attribute(DRAWING);
            }
            if let Some(title) = title {
                document.set_title(&title);
            }
            if told.is_err() || window.print().is_err() {
                // Then the browser says nothing of an end either.
                let _ = tell(&window, "afterprint");
            }
            document.set_title(&former);
        });
    });
    Ok(())
}

/// On the root while a sheet is being drawn; style/parts.css says so on screen.
const DRAWING: &str = "data-paper";

/// Labels every page with the document's title, and with this at the foot, unless what is drawn
/// for paper has labelled them already: browsers tell of a print twice.
pub fn label_page(foot: &str) {
    let given = root().and_then(|root| root.style().get_property_value("--print-title").ok());
    if given.is_some_and(|given| given.is_empty()) {
        let title = js::document().map(|document| document.title());
        label(&title.unwrap_or_default(), "", foot);
    }
}

fn root() -> Option<HtmlElement> {
    let root = js::document().ok()?.document_element()?;
    root.dyn_into().ok()
}

/// Says what stands in the margins of every page: at the top on both sides, and at the foot. Only
/// browsers with margin boxes show it; they number the pages there too.
pub fn label(head: &str, side: &str, foot: &str) {
    let Some(root) = root() else { return };
    for (name, text) in [("title", head), ("side", side), ("note", foot)] {
        let name = ["--print-", name].concat();
        // A custom property takes any text.
        let _ = if text.is_empty() {
            root.style().remove_property(&name).map(drop)
        } else {
            root.style().set_property(&name, &quoted(text))
        };
    }
}

/// Whether the browser prints what [`label`] says. Where not, a sheet says it in the head of its
/// table.
pub fn has_margins() -> bool {
    js::window().is_ok_and(|window| js::get(&window, "CSSMarginRule").is_some())
}

// As a string of a style sheet.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn tell(window: &Window, name: &'static str) -> Result<(), EdgeError> {
    Event::new(name)
        .and_then(|event| window.dispatch_event(&event))
        .map(drop)
        .map_err(|error| EdgeError::refused("printing", &error))
}

/// Calls `callback` with true just before the page is printed, however that was asked for, and
/// with false afterwards.
///
/// # Errors
/// When the browser refuses to listen.
pub fn around(callback: impl Fn(bool) + Clone + 'static) -> Result<[Listener; 2], EdgeError> {
    let window = js::window()?;
    let after = callback.clone();
    Ok([
        listen(window.as_ref(), "beforeprint", move |_event| callback(true))?,
        listen(window.as_ref(), "afterprint", move |_event| {
            after(false);
            label("", "", "");
        })?,
    ])
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_title_cannot_leave_its_string() {
        assert_eq!(quoted("a\"b\\c\nd"), r#""a\"b\\c d""#);
    }
}
