//! Printing.

use super::dom::{Listener, listen};
use super::error::EdgeError;
use super::js;

/// Opens the print dialog. `title` names the document (browsers offer it as the PDF's file name)
/// for as long as the dialog is open.
///
/// # Errors
/// When the browser refuses to print.
pub fn print(title: Option<&str>) -> Result<(), EdgeError> {
    let document = js::document()?;
    let former = document.title();
    if let Some(title) = title {
        document.set_title(title);
    }
    let printed = js::window()?
        .print()
        .map_err(|error| EdgeError::refused("printing", &error));
    document.set_title(&former);
    printed
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
