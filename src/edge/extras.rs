//! What lies beside the workspace's records in its database: attachments, and rows of `meta` that
//! tabs use among themselves.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::error::StoreError;
use super::idb::Mode;
use super::rows::{optional_bytes, optional_text, texts};
use super::store::{BLOBS, META, Store};

impl Store {
    /// The attachment stored under a digest.
    ///
    /// # Errors
    /// `Corrupt` when the row is not bytes; otherwise as the browser says.
    pub async fn blob(&self, digest: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let tx = self.db.transaction(&[BLOBS], Mode::Read)?;
        let request = tx.store(BLOBS)?.get(&digest.into())?;
        tx.complete().await?;
        optional_bytes(&request.result()?, "an attachment")
    }

    /// Stores attachments under their digests, all or nothing.
    ///
    /// # Errors
    /// `Quota`, `Aborted`, `Closed`: nothing was stored.
    pub async fn put_blobs(&self, blobs: &[(String, Vec<u8>)]) -> Result<(), StoreError> {
        let tx = self.db.transaction(&[BLOBS], Mode::Write)?;
        let store = tx.store(BLOBS)?;
        for (digest, bytes) in blobs {
            store.put(&digest.into(), &Uint8Array::from(bytes.as_slice()))?;
        }
        tx.complete().await
    }

    /// Removes the attachment stored under a digest.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn delete_blob(&self, digest: &str) -> Result<(), StoreError> {
        let tx = self.db.transaction(&[BLOBS], Mode::Write)?;
        tx.store(BLOBS)?.delete(&digest.into())?;
        tx.complete().await
    }

    /// The digests of all attachments.
    ///
    /// # Errors
    /// As the browser says.
    pub async fn blob_digests(&self) -> Result<Vec<String>, StoreError> {
        let tx = self.db.transaction(&[BLOBS], Mode::Read)?;
        let request = tx.store(BLOBS)?.get_all_keys(&JsValue::UNDEFINED)?;
        tx.complete().await?;
        texts(&request.result()?, "an attachment's digest")
    }

    /// Rows of `meta` whose key begins with `prefix`, in key order (heartbeats, claims).
    ///
    /// # Errors
    /// As the browser says.
    pub async fn meta_rows(&self, prefix: &str) -> Result<Vec<(String, String)>, StoreError> {
        let tx = self.db.transaction(&[META], Mode::Read)?;
        let store = tx.store(META)?;
        let keys = store.get_all_keys(&JsValue::UNDEFINED)?;
        let values = store.get_all(&JsValue::UNDEFINED)?;
        tx.complete().await?;
        let keys = texts(&keys.result()?, "a row's key")?;
        let values = texts(&values.result()?, "a row")?;
        let rows = keys.into_iter().zip(values);
        Ok(rows.filter(|(key, _)| key.starts_with(prefix)).collect())
    }

    /// Reads a row of `meta`, lets `change` say what it shall be (`None`: absent), and writes
    /// that in the same transaction. Returns what `change` said beside it.
    ///
    /// # Errors
    /// As the browser says; then nothing was written.
    pub async fn update_meta<T>(
        &self,
        key: &str,
        change: impl FnOnce(Option<&str>) -> (Option<String>, T),
    ) -> Result<T, StoreError> {
        let tx = self.db.transaction(&[META], Mode::Write)?;
        let store = tx.store(META)?;
        let stored = store.get(&key.into())?.answer().await?;
        let stored = optional_text(&stored, key)?;
        let (row, answer) = change(stored.as_deref());
        match row {
            Some(row) if stored.as_ref() == Some(&row) => {}
            Some(row) => drop(store.put(&key.into(), &row.into())?),
            None => drop(store.delete(&key.into())?),
        }
        tx.complete().await?;
        Ok(answer)
    }
}
