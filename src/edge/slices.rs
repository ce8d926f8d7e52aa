//! Long work on the page's own thread, in slices, so that input and painting get their turn.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::clock;
use super::js;

/// Lets the browser handle input and paint, then goes on.
///
/// Not a timer: browsers hold nested timers back by 4 ms, and by a second in hidden tabs.
pub async fn yield_now() {
    let promise = scheduler_yield().or_else(message_turn);
    // Neither is there: go on without a turn rather than stop.
    if let Some(promise) = promise {
        let _ = JsFuture::from(promise).await;
    }
}

/// Handles `items` one by one, giving way after each `budget_ms` milliseconds of work.
/// `each` returns false to stop early; the result says whether all items were handled.
pub async fn run_sliced<T>(
    items: impl IntoIterator<Item = T>,
    budget_ms: f64,
    mut each: impl FnMut(T) -> bool,
) -> bool {
    let mut began = clock::elapsed_ms();
    for item in items {
        if !each(item) {
            return false;
        }
        if clock::elapsed_ms() - began >= budget_ms {
            yield_now().await;
            began = clock::elapsed_ms();
        }
    }
    true
}

fn scheduler_yield() -> Option<js_sys::Promise> {
    let window = js::window().ok()?;
    let scheduler = js::get(&window, "scheduler")?;
    js::call(&scheduler, "yield", &[]).ok()?.dyn_into().ok()
}

fn message_turn() -> Option<js_sys::Promise> {
    let channel = MessageChannel::new().ok()?;
    let (promise, resolve) = js::deferred();
    channel.port1().set_onmessage(Some(&resolve));
    channel.port2().post_message(&JsValue::NULL).ok()?;
    Some(promise)
}
