//! Long work on the page's own thread, in slices, so that input and painting get their turn.

use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

use super::clock;
use super::js;

/// Lets the browser handle what waits (input, painting, storage, other tabs), then goes on.
///
/// By a message, because nested timers are held back by 4 ms (a second in hidden tabs), and what
/// follows `scheduler.yield()` goes before all other events, so that storage would starve.
pub async fn yield_now() {
    // Without channels: go on without a turn rather than stop.
    let Ok(channel) = MessageChannel::new() else {
        return;
    };
    let (promise, resolve) = js::deferred();
    channel.port1().set_onmessage(Some(&resolve));
    if channel.port2().post_message(&JsValue::NULL).is_ok() {
        let _ = JsFuture::from(promise).await;
    }
    channel.port1().close();
}

/// Lets what hangs on the changes made so far be drawn, then goes on: before the browser handles
/// any other event, so that the next key finds the page as this one leaves it.
pub async fn drawn() {
    // What watches was told first, so its turn comes first; what that sets off has the second.
    for _ in 0..2 {
        let _ = JsFuture::from(Promise::resolve(&JsValue::NULL)).await;
    }
}

/// Calls back once the frame that shows the page as it is now was painted.
pub fn painted(then: impl FnOnce() + 'static) {
    leptos::prelude::request_animation_frame(move || {
        wasm_bindgen_futures::spawn_local(async move {
            yield_now().await;
            then();
        });
    });
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
