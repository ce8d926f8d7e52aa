//! The worker's end of the messages that [`worker`](super::worker) sends.
//!
//! The app's module runs in the worker as well as in the page: where there is no page, it answers
//! requests instead of drawing (docs/DELIVERY.md, "Worker").

use std::cell::Cell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::js;

/// Answers a request: its name and its bytes give bytes, or what is wrong as a sentence. It may tell
/// how far it is, 0 to 1, as often as it likes.
pub type Answer = fn(&str, &[u8], &dyn Fn(f64)) -> Result<Vec<u8>, String>;

/// How much further an answer must be to be told again.
const TOLD_BY: f64 = 0.01;

/// The worker that this code runs in.
pub struct Scope(DedicatedWorkerGlobalScope);

impl Scope {
    /// The worker; `None` in a page.
    pub fn here() -> Option<Self> {
        js_sys::global().dyn_into().ok().map(Self)
    }

    /// Answers every request from now on, and tells the page that it does.
    pub fn listen(self, answer: Answer) {
        let scope = self.0.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            reply(&scope, &event.data(), answer);
        });
        self.0
            .set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        self.say(&[("holdfast", "ready".into())]);
    }

    /// Tells the page that this worker cannot work, and why.
    pub fn fail(self, why: &str) {
        self.say(&[("holdfast", "failed".into()), ("error", why.into())]);
    }

    fn say(&self, pairs: &[(&str, JsValue)]) {
        // Without a word the page would wait for ever; a worker that ends without one is an error there.
        if self.0.post_message(&js::object(pairs)).is_err() {
            self.0.close();
        }
    }
}

fn reply(scope: &DedicatedWorkerGlobalScope, message: &JsValue, answer: Answer) {
    let get = |key| js::get(message, key).unwrap_or_default();
    let op = get("op").as_string().unwrap_or_default();
    let body = get("body");
    let bytes = match body.dyn_ref::<Uint8Array>() {
        Some(bytes) => bytes.to_vec(),
        None => body.as_string().unwrap_or_default().into_bytes(),
    };
    let told = Cell::new(0.0);
    let progress = |done: f64| {
        if done - told.get() >= TOLD_BY {
            told.set(done);
            let so_far = js::object(&[("id", get("id")), ("progress", done.into())]);
            // A page that hears nothing of it waits for the answer all the same.
            let _ = scope.post_message(&so_far);
        }
    };
    let transfer = Array::new();
    let (key, value): (&str, JsValue) = match answer(&op, &bytes, &progress) {
        Ok(bytes) => {
            let bytes = Uint8Array::from(bytes.as_slice());
            transfer.push(&bytes.buffer());
            ("ok", bytes.into())
        }
        Err(reason) => ("error", reason.into()),
    };
    let reply = js::object(&[("id", get("id")), (key, value)]);
    if scope.post_message_with_transfer(&reply, &transfer).is_err() {
        scope.close();
    }
}
