//! Printing.

use super::dom::{Listener, listen};
use super::error::EdgeError;
use super::{js, slices};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, Window};

/// Opens the print dialog, once what is for paper only is drawn. `title` names the document
/// (browsers offer it as the PDF's file name) for as long as the dialog is open.
///
/// # Errors
/// When there is no page to print.
pub fn print(title: Option<&str>) -> Result<(), EdgeError> {
    let (window, document) = (js::window()?, js::document()?);
    let title = title.map(str::to_owned);
    // The browser's own event leaves no time to draw: none at all in Firefox, and none
    // anywhere while a script runs.
    tell(&window, "beforeprint")?;
    spawn_local(async move {
        slices::yield_now().await;
        let former = document.title();
        if let Some(title) = title {
            document.set_title(&title);
        }
        if window.print().is_err() {
            // Then the browser says nothing of an end either.
            let _ = tell(&window, "afterprint");
        }
        document.set_title(&former);
    });
    Ok(())
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
        listen(window.as_ref(), "afterprint", move |_event| after(false))?,
    ])
}
