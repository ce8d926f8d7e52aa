//! Helpers of the browser tests.

use holdfast::edge::random;
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A name nobody else uses.
pub fn unique(what: &str) -> String {
    format!("test:{what}:{:016x}", random::number().unwrap())
}

/// Runs JavaScript with one argument `a`.
#[expect(
    clippy::disallowed_methods,
    reason = "the page of the tests is no page of the app"
)]
pub fn js(code: &str, a: impl Into<JsValue>) -> JsValue {
    Function::new_with_args("a", code)
        .call1(&JsValue::UNDEFINED, &a.into())
        .unwrap()
}

/// Runs JavaScript that returns a promise, and waits for it.
pub async fn js_async(code: &str, a: impl Into<JsValue>) -> JsValue {
    let promise: Promise = js(code, a).dyn_into().unwrap();
    JsFuture::from(promise).await.unwrap()
}

/// A promise as a future, and the function that resolves it.
pub fn signal() -> (JsFuture, Function) {
    let mut kept = None;
    let promise = Promise::new(&mut |resolve, _reject| kept = Some(resolve));
    (JsFuture::from(promise), kept.unwrap())
}

pub fn text(value: &str) -> String {
    value.to_owned()
}
