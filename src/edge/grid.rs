//! Moving through a table of fields by keyboard.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement};

/// Moves the focus from the field that an event comes from to the field of the same
/// `data-column` in the next row that has one, or the one before. Says whether there was one.
pub fn along_column(event: &Event, down: bool) -> bool {
    let field = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let next = field.as_ref().and_then(|field| neighbour(field, down));
    if let Some(next) = &next {
        let _ = next.focus();
        if let Some(input) = next.dyn_ref::<HtmlInputElement>() {
            input.select();
        }
    }
    next.is_some()
}

fn neighbour(field: &Element, down: bool) -> Option<HtmlElement> {
    let column = field.get_attribute("data-column")?;
    let selector = ["[data-column=\"", &column, "\"]"].concat();
    let mut row = field.closest("tr").ok()??;
    loop {
        row = if down {
            row.next_element_sibling()
        } else {
            row.previous_element_sibling()
        }?;
        if let Some(found) = row.query_selector(&selector).ok()? {
            return found.dyn_into().ok();
        }
    }
}
