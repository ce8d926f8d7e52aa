//! The worker's end of the messages that [`worker`](super::worker) sends.
//!
//! The app's module runs in the worker as well as in the page: where there is no page, it answers
//! requests instead of drawing (docs/DELIVERY.md, "Worker").

use std::cell::Cell;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, DedicatedWorkerGlobalScope, FileReaderSync, MessageEvent};

use super::error::EdgeError;
use super::js;

/// Answers a request: its name and its bytes give bytes, or what is wrong as a sentence.
pub type Answer = fn(&str, &[u8], &Tell<'_>) -> Result<Vec<u8>, String>;

/// What an answer may tell before it is whole, as often as it likes.
pub struct Tell<'a> {
    /// How far it is, 0 to 1.
    pub progress: &'a dyn Fn(f64),
    /// The next part of it.
    pub part: &'a dyn Fn(String),
}

/// Bytes of a file that are read at a time.
const CHUNK: usize = 4 << 20;

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
    let bytes = match (body.dyn_ref::<Uint8Array>(), body.dyn_ref::<Blob>()) {
        (Some(bytes), _) => Ok(bytes.to_vec()),
        (None, Some(file)) => {
            read(file).map_err(|error| EdgeError::refused("reading the file", &error).to_string())
        }
        (None, None) => Ok(body.as_string().unwrap_or_default().into_bytes()),
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
    let moved = |key: &str, bytes: &[u8]| {
        let bytes = Uint8Array::from(bytes);
        let message = js::object(&[("id", get("id")), (key, (&bytes).into())]);
        let transfer = Array::of1(&bytes.buffer());
        scope.post_message_with_transfer(&message, &transfer)
    };
    let lost = Cell::new(false);
    let part = |text: String| lost.set(moved("part", text.as_bytes()).is_err() || lost.get());
    let tell = Tell {
        progress: &progress,
        part: &part,
    };
    let sent = match bytes.and_then(|bytes| answer(&op, &bytes, &tell)) {
        Ok(bytes) => moved("ok", &bytes),
        Err(reason) => {
            scope.post_message(&js::object(&[("id", get("id")), ("error", reason.into())]))
        }
    };
    // An answer that lacks a part is none.
    if sent.is_err() || lost.get() {
        scope.close();
    }
}

// Reads a file whole, piece by piece, so that it is never there twice.
fn read(file: &Blob) -> Result<Vec<u8>, JsValue> {
    let reader = FileReaderSync::new()?;
    let size = file.size() as usize;
    let mut bytes = Vec::with_capacity(size);
    while bytes.len() < size {
        let from = bytes.len();
        let to = (from + CHUNK).min(size);
        let piece = file.slice_with_f64_and_f64(from as f64, to as f64)?;
        let piece = Uint8Array::new(&reader.read_as_array_buffer(&piece)?.into());
        bytes.resize(from + piece.length() as usize, 0);
        piece.copy_to(&mut bytes[from..]);
    }
    Ok(bytes)
}
