//! `localStorage` through gloo-storage, guarded: where it is missing, gloo would stop the program.

use gloo_storage::errors::StorageError;
use gloo_storage::{LocalStorage, Storage};

use super::error::EdgeError;
use super::js;

const WHAT: &str = "small storage (localStorage)";

/// Fails where the page has no `localStorage` (blocked site data, some private windows).
pub(crate) fn available() -> Result<(), EdgeError> {
    match js::window()?.local_storage() {
        Ok(Some(_)) => Ok(()),
        _ => Err(EdgeError::Unavailable(WHAT)),
    }
}

/// The text under a key.
pub(crate) fn read(key: &str) -> Result<Option<String>, EdgeError> {
    available()?;
    match LocalStorage::get::<String>(key) {
        Ok(text) => Ok(Some(text)),
        Err(StorageError::KeyNotFound(_)) => Ok(None),
        Err(error) => Err(refused(&error)),
    }
}

/// Writes a text under a key.
pub(crate) fn write(key: &str, text: &str) -> Result<(), EdgeError> {
    available()?;
    LocalStorage::set(key, text).map_err(|error| match &error {
        StorageError::JsError(thrown) if thrown.name.contains("Quota") => EdgeError::Quota,
        // Firefox's older name for the same.
        StorageError::JsError(thrown) if thrown.name.contains("QUOTA") => EdgeError::Quota,
        _ => refused(&error),
    })
}

/// Removes a key.
pub(crate) fn remove(key: &str) -> Result<(), EdgeError> {
    available()?;
    LocalStorage::delete(key);
    Ok(())
}

/// All keys that begin with `prefix`, in no order.
pub(crate) fn keys(prefix: &str) -> Result<Vec<String>, EdgeError> {
    available()?;
    let raw = LocalStorage::raw();
    Ok((0..LocalStorage::length())
        .filter_map(|index| raw.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect())
}

fn refused(error: &StorageError) -> EdgeError {
    EdgeError::Refused {
        what: WHAT,
        why: error.to_string(),
    }
}
