//! What the browser knows of Unicode.

use js_sys::JsString;

/// The text in Unicode's form NFC: the same letters are the same bytes, whatever keyboard they
/// came from.
pub fn composed(text: &str) -> String {
    JsString::from(text).normalize("NFC").into()
}
