//! Small bridges to JavaScript for what web-sys does not bind in its stable part.

use js_sys::{Array, Function, JsString, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use super::error::EdgeError;

/// A property that is there; `None` when it is missing, null, or its getter throws.
pub(crate) fn get(target: &JsValue, key: &str) -> Option<JsValue> {
    Reflect::get(target, &JsValue::from_str(key))
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// Calls a method by name. A missing method is an error like a thrown one.
pub(crate) fn call(target: &JsValue, method: &str, args: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = get(target, method)
        .and_then(|value| value.dyn_into().ok())
        .ok_or_else(|| JsValue::from_str(&format!("there is no {method}")))?;
    function.apply(target, &args.iter().collect::<Array>())
}

/// A text; `None` when the value is none. The browser's encoder reads long texts several times
/// faster than the glue does, which goes through them letter by letter.
pub(crate) fn text(value: &JsValue) -> Option<String> {
    const LONG: u32 = 4096;
    let long = value
        .dyn_ref::<JsString>()
        .filter(|text| text.length() >= LONG);
    let bytes = long.and_then(|text| {
        let encoder: Function = get(&js_sys::global(), "TextEncoder")?.dyn_into().ok()?;
        let encoder = Reflect::construct(&encoder, &Array::new()).ok()?;
        let bytes = call(&encoder, "encode", &[text.into()]).ok()?;
        bytes.dyn_into::<Uint8Array>().ok()
    });
    match bytes {
        Some(bytes) => String::from_utf8(bytes.to_vec()).ok(),
        None => value.as_string(),
    }
}

/// An object with these properties.
pub(crate) fn object(pairs: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (key, value) in pairs {
        // Setting a property of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object
}

/// The `name` of an error, or an empty text.
pub(crate) fn error_name(error: &JsValue) -> String {
    get(error, "name")
        .and_then(|name| name.as_string())
        .unwrap_or_default()
}

/// The words of an error: its message, its name, or the value as text.
pub(crate) fn error_message(error: &JsValue) -> String {
    let message = get(error, "message").and_then(|text| text.as_string());
    match message {
        Some(text) if !text.is_empty() => text,
        _ => match error_name(error) {
            name if !name.is_empty() => name,
            _ => error.as_string().unwrap_or_else(|| format!("{error:?}")),
        },
    }
}

/// A promise and the function that resolves it.
pub(crate) fn deferred() -> (Promise, Function) {
    let mut kept = None;
    let promise = Promise::new(&mut |resolve, _reject| kept = Some(resolve));
    // The executor runs before the constructor returns, so the fallback is never taken.
    (promise, kept.unwrap_or_default())
}

/// A promise that resolves (with undefined) after `ms` milliseconds.
pub(crate) fn after(ms: i32) -> Promise {
    Promise::new(&mut |resolve, _reject| {
        let set = web_sys::window().map(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms)
        });
        if !matches!(set, Some(Ok(_))) {
            // No timer: do not wait for ever.
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    })
}

/// The window of the page.
pub(crate) fn window() -> Result<web_sys::Window, EdgeError> {
    web_sys::window().ok_or(EdgeError::Unavailable("a window"))
}

/// The document of the page.
pub(crate) fn document() -> Result<web_sys::Document, EdgeError> {
    window()?
        .document()
        .ok_or(EdgeError::Unavailable("a document"))
}
