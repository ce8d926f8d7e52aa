//! Messages between the tabs of one page address.

use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::error::EdgeError;

/// A channel to the other tabs. Closed when dropped; a tab does not hear itself.
pub struct Channel {
    raw: BroadcastChannel,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Channel {
    /// Opens the channel of `scope` (see [`location::scope`](super::location::scope)) and calls
    /// `on_message` with each text that another tab posts.
    ///
    /// # Errors
    /// `Unavailable` in old browsers.
    pub fn open(scope: &str, on_message: impl Fn(String) + 'static) -> Result<Self, EdgeError> {
        let raw = BroadcastChannel::new(&format!("holdfast:{scope}"))
            .map_err(|_| EdgeError::Unavailable("messages between tabs"))?;
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                on_message(text);
            }
        });
        raw.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Ok(Self {
            raw,
            _listener: listener,
        })
    }

    /// Sends a text to all other tabs.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn post(&self, text: &str) -> Result<(), EdgeError> {
        self.raw
            .post_message(&text.into())
            .map_err(|error| EdgeError::refused("a message to other tabs", &error))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.raw.set_onmessage(None);
        self.raw.close();
    }
}
