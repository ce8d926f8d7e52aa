//! Where the page is: hash routes, the base path, and whether this is a kit.

use super::dom::{Listener, listen};
use super::error::EdgeError;
use super::js;

/// The hash without its `#`, as typed (percent-encoding kept); empty when there is none.
pub fn hash() -> String {
    let hash = js::window().and_then(|window| {
        window
            .location()
            .hash()
            .map_err(|error| EdgeError::refused("reading the address", &error))
    });
    hash.map(|hash| hash.trim_start_matches('#').to_owned())
        .unwrap_or_default()
}

/// Goes to a hash (without its `#`); the browser's back button leads back.
///
/// # Errors
/// When the browser refuses to navigate.
pub fn set_hash(hash: &str) -> Result<(), EdgeError> {
    js::window()?
        .location()
        .set_hash(hash)
        .map_err(|error| EdgeError::refused("changing the address", &error))
}

/// Replaces the hash; the back button does not stop here. `hashchange` listeners are called, as
/// with [`set_hash`].
///
/// # Errors
/// When the browser refuses to navigate.
pub fn replace_hash(hash: &str) -> Result<(), EdgeError> {
    js::window()?
        .location()
        .replace(&format!("#{hash}"))
        .map_err(|error| EdgeError::refused("changing the address", &error))
}

/// Calls `callback` with the new hash whenever it changes, until the listener is dropped.
///
/// # Errors
/// Without a window.
pub fn on_hash_change(callback: impl Fn(String) + 'static) -> Result<Listener, EdgeError> {
    listen(js::window()?.as_ref(), "hashchange", move |_event| {
        callback(hash());
    })
}

/// Loads the page again, with a newer version if one was activated.
///
/// # Errors
/// When the browser refuses.
pub fn reload() -> Result<(), EdgeError> {
    js::window()?
        .location()
        .reload()
        .map_err(|error| EdgeError::refused("reloading", &error))
}

/// The folder part of a path: up to and including its last slash.
pub fn folder(path: &str) -> &str {
    path.rfind('/').map_or("/", |last| &path[..=last])
}

/// The folder that the page was opened from, for instance `/` or `/sub/path/`.
pub fn base_path() -> String {
    let path = js::window()
        .ok()
        .and_then(|window| window.location().pathname().ok())
        .unwrap_or_default();
    folder(&path).to_owned()
}

/// The kit's id when this page is a kit (`<html data-kit="…">`).
pub fn kit_id() -> Option<String> {
    js::document()
        .ok()?
        .document_element()?
        .get_attribute("data-kit")
        .filter(|id| !id.is_empty())
}

/// What names of databases, journals, channels and locks must include, because one origin may
/// host several workspaces and all file:// pages may share one: the base path, or the kit's id.
pub fn scope() -> String {
    match kit_id() {
        Some(id) => format!("kit:{id}"),
        None => base_path(),
    }
}

/// The name of the workspace database of a scope.
pub fn database_name(scope: &str) -> String {
    format!("holdfast:{scope}")
}

/// The whole address of a hash (without its `#`), to hand to somebody else.
pub fn address(hash: &str) -> String {
    let here = js::window().and_then(|window| {
        window
            .location()
            .href()
            .map_err(|error| EdgeError::refused("the address", &error))
    });
    let here = here.unwrap_or_default();
    format!("{}#{hash}", here.split('#').next().unwrap_or_default())
}

/// Whether the browser believes to be connected; true when unknown.
pub fn online() -> bool {
    js::window().is_ok_and(|window| window.navigator().on_line())
}
