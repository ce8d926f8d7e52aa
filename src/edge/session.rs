//! `sessionStorage`: what one tab is at, kept through a reload and no longer.

use super::{js, location};
use web_sys::Storage;

fn storage() -> Option<Storage> {
    js::window().ok()?.session_storage().ok().flatten()
}

fn named(key: &str) -> String {
    format!("holdfast:{}:tab:{key}", location::scope())
}

/// The text under a key; none also where the browser keeps nothing.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(&named(key)).ok().flatten()
}

/// Keeps a text under a key; forgets it when it is empty. Where the browser keeps nothing, a reload forgets.
pub fn keep(key: &str, text: &str) {
    let Some(storage) = storage() else { return };
    let _ = match text {
        "" => storage.remove_item(&named(key)),
        text => storage.set_item(&named(key), text),
    };
}
