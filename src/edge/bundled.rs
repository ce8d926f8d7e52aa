//! Files that come with the app: from its own folder, or from a block of the kit's page.

use super::dom;
use super::error::EdgeError;
use super::js;
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The sample workspace, as it is published with the app.
pub const SAMPLE: &str = "sample.holdfast.json";

const WHAT: &str = "a file of the app";

/// The bytes of a file that was published with the page. A kit has no folder: there the file is
/// the data block with the same name as id.
///
/// # Errors
/// When it is not there, or there is neither network nor a stored copy.
pub async fn read(name: &str) -> Result<Vec<u8>, EdgeError> {
    if let Some(text) = dom::text_of(name) {
        return Ok(text.into_bytes());
    }
    let refused = |error: JsValue| EdgeError::refused(WHAT, &error);
    let window = js::window()?;
    let asked: Promise = js::call(&window, "fetch", &[JsValue::from_str(name)])
        .map_err(refused)?
        .unchecked_into();
    let response = JsFuture::from(asked).await.map_err(refused)?;
    if !js::get(&response, "ok").is_some_and(|ok| ok.is_truthy()) {
        return Err(EdgeError::Unavailable(WHAT));
    }
    let body: Promise = js::call(&response, "arrayBuffer", &[])
        .map_err(refused)?
        .unchecked_into();
    let buffer: ArrayBuffer = JsFuture::from(body)
        .await
        .map_err(refused)?
        .unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}
