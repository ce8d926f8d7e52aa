//! Rows as the database hands them back, checked: text, bytes or numbers, or a `Corrupt` error.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::error::StoreError;
use super::js;

/// A value that must be text; `what` names it in the error.
pub(crate) fn text(value: &JsValue, what: impl Fn() -> String) -> Result<String, StoreError> {
    js::text(value).ok_or_else(|| StoreError::Corrupt(format!("{} is not text", what())))
}

/// A value that is text or not there.
pub(crate) fn optional_text(value: &JsValue, what: &str) -> Result<Option<String>, StoreError> {
    if value.is_undefined() {
        return Ok(None);
    }
    text(value, || what.to_owned()).map(Some)
}

/// An array of texts.
pub(crate) fn texts(values: &JsValue, what: &str) -> Result<Vec<String>, StoreError> {
    array(values)?
        .iter()
        .map(|value| text(&value, || what.to_owned()))
        .collect()
}

/// Bytes that are there or not.
pub(crate) fn optional_bytes(value: &JsValue, what: &str) -> Result<Option<Vec<u8>>, StoreError> {
    if value.is_undefined() {
        return Ok(None);
    }
    match value.dyn_ref::<Uint8Array>() {
        Some(bytes) => Ok(Some(bytes.to_vec())),
        None => Err(StoreError::Corrupt(format!("{what} is not bytes"))),
    }
}

/// An array of counted keys.
pub(crate) fn numbers(values: &JsValue) -> Result<Vec<u64>, StoreError> {
    array(values)?.iter().map(|value| number(&value)).collect()
}

/// A counted key: a whole number from 1 to 2^53.
pub(crate) fn number(value: &JsValue) -> Result<u64, StoreError> {
    value
        .as_f64()
        .filter(|number| *number >= 1.0)
        .map(|number| number as u64)
        .ok_or_else(|| StoreError::Corrupt("an entry of the change log has no number".into()))
}

fn array(values: &JsValue) -> Result<&Array, StoreError> {
    values
        .dyn_ref::<Array>()
        .ok_or_else(|| StoreError::Corrupt("a list of rows is not a list".into()))
}
