//! The stateless worker: bytes in, lines or a file out. See `src/edge/worker.rs` for
//! the messages and `docs/DELIVERY.md` for how it starts.

use holdfast_domain::heavy;
use holdfast_ledger::Id;
use js_sys::{Array, Date, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn main() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let worker = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        answer(&worker, &event.data());
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
}

fn get(message: &JsValue, key: &str) -> JsValue {
    Reflect::get(message, &key.into()).unwrap_or_default()
}

fn answer(scope: &DedicatedWorkerGlobalScope, message: &JsValue) {
    let op = get(message, "op").as_string().unwrap_or_default();
    let body = get(message, "body");
    let bytes = match body.dyn_ref::<Uint8Array>() {
        Some(bytes) => bytes.to_vec(),
        None => body.as_string().unwrap_or_default().into_bytes(),
    };
    let reply = Object::new();
    let transfer = Array::new();
    let (key, value): (&str, JsValue) = match run(&op, &bytes) {
        Ok(text) => {
            let bytes = Uint8Array::from(text.as_bytes());
            transfer.push(&bytes.buffer());
            ("ok", bytes.into())
        }
        Err(reason) => ("error", reason.into()),
    };
    // Setting a property of a plain object cannot fail.
    let _ = Reflect::set(&reply, &"id".into(), &get(message, "id"));
    let _ = Reflect::set(&reply, &key.into(), &value);
    // Without an answer the page would wait for ever; a failure here is a lost worker there.
    if scope.post_message_with_transfer(&reply, &transfer).is_err() {
        scope.close();
    }
}

fn run(op: &str, bytes: &[u8]) -> Result<String, String> {
    let text = || std::str::from_utf8(bytes).map_err(|error| error.to_string());
    match op {
        "read" => heavy::read_file(bytes, &mut mint),
        "write" => heavy::write_file(text()?, false),
        "write with history" => heavy::write_file(text()?, true),
        _ => Err(format!("The worker does not know “{op}”. Reload the page.")),
    }
}

// Ids for items of hand-made files that give none.
fn mint() -> Id {
    let random = || (js_sys::Math::random() * 256.0) as u8;
    Id::mint(Date::now() as i64, std::array::from_fn(|_| random()))
}
