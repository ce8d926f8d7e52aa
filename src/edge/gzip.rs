//! Packing bytes with what the browser has for it.

use super::error::EdgeError;
use super::js;
use js_sys::{Array, ArrayBuffer, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

const WHAT: &str = "packing a file";

/// The bytes, gzipped. The browser works beside the page.
///
/// # Errors
/// When the browser has no `CompressionStream` (Chromium 80, Firefox 113, Safari 16.4), or no memory.
pub async fn pack(bytes: &[u8]) -> Result<Vec<u8>, EdgeError> {
    let packed = streamed(bytes).await;
    packed.map_err(|error| EdgeError::refused(WHAT, &error))
}

async fn streamed(bytes: &[u8]) -> Result<Vec<u8>, JsValue> {
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let gzip = construct("CompressionStream", &"gzip".into())?;
    let stream = js::call(&js::call(&blob, "stream", &[])?, "pipeThrough", &[gzip])?;
    let whole: Promise =
        js::call(&construct("Response", &stream)?, "arrayBuffer", &[])?.dyn_into()?;
    let buffer: ArrayBuffer = JsFuture::from(whole).await?.dyn_into()?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

fn construct(class: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    let window = js::window().map_err(|error| error.to_string())?;
    let found = js::get(&window, class).and_then(|class| class.dyn_into::<Function>().ok());
    let class = found.ok_or_else(|| JsValue::from_str(&format!("there is no {class}")))?;
    Reflect::construct(&class, &Array::of1(argument))
}
