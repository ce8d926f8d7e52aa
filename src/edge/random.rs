//! Randomness from the browser's cryptographic source. There is no weaker fallback: ids must not
//! collide across devices.

use wasm_bindgen::JsCast;
use web_sys::Crypto;

use super::error::EdgeError;
use super::js;

/// Fills `bytes` with random bytes.
///
/// # Errors
/// `Unavailable` where the browser has no such source.
pub fn fill(bytes: &mut [u8]) -> Result<(), EdgeError> {
    const WHAT: &str = "secure random numbers";
    // Of the page, or of the worker, which has no window.
    let crypto: Crypto = js::get(&js_sys::global(), "crypto")
        .ok_or(EdgeError::Unavailable(WHAT))?
        .unchecked_into();
    // The browser hands out at most 65,536 bytes a call.
    for part in bytes.chunks_mut(65_536) {
        crypto
            .get_random_values_with_u8_array(part)
            .map_err(|error| EdgeError::refused(WHAT, &error))?;
    }
    Ok(())
}

/// A random number of 64 bits.
///
/// # Errors
/// See [`fill`].
pub fn number() -> Result<u64, EdgeError> {
    let mut bytes = [0; 8];
    fill(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Sixteen random bytes.
///
/// # Errors
/// See [`fill`].
pub fn bytes16() -> Result<[u8; 16], EdgeError> {
    let mut bytes = [0; 16];
    fill(&mut bytes)?;
    Ok(bytes)
}
