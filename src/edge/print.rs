//! Printing.

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
