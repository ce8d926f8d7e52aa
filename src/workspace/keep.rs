//! The bytes of files that a command is going to name.

use super::{MAX_ATTACHMENT, READ_ONLY, Workspace};
use holdfast_ledger::hash;

impl Workspace {
    /// Stores the bytes of a file, and gives their fingerprint. The bytes come first: a record
    /// must not name a file that is not there.
    ///
    /// # Errors
    /// Why they were not stored, as a sentence.
    pub async fn keep_bytes(self, name: &str, bytes: &[u8]) -> Result<String, String> {
        if bytes.len() as u64 > MAX_ATTACHMENT {
            return Err(format!("“{name}” was not kept: it is larger than 5 MB."));
        }
        if self.is_read_only() {
            return Err(READ_ONLY.to_owned());
        }
        let inner = self.inner();
        let Some(store) = &inner.saver.store else {
            return Err(format!(
                "“{name}” was not kept: this browser keeps no files for this page."
            ));
        };
        let sha256 = hash::sha256(bytes);
        let stored = store.put_blobs(&[(sha256.clone(), bytes.to_vec())]).await;
        stored.map_err(|why| format!("“{name}” was not kept: {why}."))?;
        Ok(sha256)
    }
}
