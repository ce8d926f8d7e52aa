//! The browser's storage manager: how much room there is, and whether it may be cleared.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::error::EdgeError;
use super::js;

/// Room for this site, as the browser estimates it. `None` where it does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Estimate {
    /// Bytes in use.
    pub usage: Option<u64>,
    /// Bytes that may be used.
    pub quota: Option<u64>,
}

const WHAT: &str = "storage information";

/// Room used and left.
///
/// # Errors
/// `Unavailable` on plain http and in old browsers.
pub async fn estimate() -> Result<Estimate, EdgeError> {
    let estimate: StorageEstimate = ask("estimate").await?.unchecked_into();
    Ok(Estimate {
        usage: estimate.get_usage().map(|bytes| bytes as u64),
        quota: estimate.get_quota().map(|bytes| bytes as u64),
    })
}

/// Whether the browser promises not to clear the storage by itself.
///
/// # Errors
/// `Unavailable` on plain http and in old browsers.
pub async fn persisted() -> Result<bool, EdgeError> {
    Ok(ask("persisted").await?.is_truthy())
}

/// Asks for that promise. Some browsers ask the person, so do it on a person's action.
///
/// # Errors
/// `Unavailable` on plain http and in old browsers.
pub async fn persist() -> Result<bool, EdgeError> {
    Ok(ask("persist").await?.is_truthy())
}

async fn ask(method: &str) -> Result<JsValue, EdgeError> {
    let navigator = js::window()?.navigator();
    let manager = js::get(&navigator, "storage").ok_or(EdgeError::Unavailable(WHAT))?;
    let promise: Promise = js::call(&manager, method, &[])
        .map_err(|error| EdgeError::refused(WHAT, &error))?
        .unchecked_into();
    JsFuture::from(promise)
        .await
        .map_err(|error| EdgeError::refused(WHAT, &error))
}
