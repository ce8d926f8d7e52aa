//! Attachments: small files beside a record, kept under the fingerprint of their bytes.

use super::Workspace;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Path, Text, hash, place};

/// The most bytes that an attachment may have.
pub const MAX_ATTACHMENT: u64 = 5 << 20;

const LIST: Key = Key::new("attachments");

impl Workspace {
    /// Stores a file and attaches it to a record.
    ///
    /// # Errors
    /// Why it was not attached, as a sentence; then nothing was changed.
    pub async fn attach(
        self,
        record: Id,
        name: &str,
        mime: &str,
        bytes: Vec<u8>,
    ) -> Result<(), String> {
        if bytes.len() as u64 > MAX_ATTACHMENT {
            return Err(format!(
                "“{name}” was not attached: it is larger than 5 MB."
            ));
        }
        let inner = self.inner();
        let Some(store) = &inner.saver.store else {
            return Err(format!(
                "“{name}” was not attached: this browser keeps no files for this page."
            ));
        };
        let (size, sha256) = (bytes.len(), hash::sha256(&bytes));
        // The bytes first: a record must not name a file that is not there.
        let stored = store.put_blobs(&[(sha256.clone(), bytes)]).await;
        stored.map_err(|why| format!("“{name}” was not attached: {why}."))?;
        let item = self.mint()?;
        let found = self.read(|view| {
            let record = view.ledger.record(record)?;
            Some((
                record.kind,
                record.items(LIST).last().map(|item| item.place().key),
            ))
        });
        let Some((kind, last)) = found else {
            return Err("The record is not here any more.".to_owned());
        };
        let place = Place {
            key: place::between(last.as_deref(), None, item),
            under: None,
        };
        let values = [
            (PLACE, place.to_text()),
            (Key::new("name"), Text::string(name)),
            (Key::new("type"), Text::string(mime)),
            (Key::new("size"), Text::of(&size)?),
            (Key::new("sha256"), Text::string(&sha256)),
        ];
        let edits = values.map(|(field, value)| Edit {
            record,
            kind,
            path: Path::item(LIST, item, field),
            value,
        });
        self.dispatch("Attachment added", &edits).map(drop)
    }

    /// The bytes of an attachment by their fingerprint.
    ///
    /// # Errors
    /// Why they are not here, as a sentence.
    pub async fn attachment(self, sha256: &str) -> Result<Vec<u8>, String> {
        let inner = self.inner();
        let store = inner.saver.store.as_ref();
        let store = store.ok_or("This browser keeps no files for this page.")?;
        match store.blob(sha256).await {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(
                "The file is not in this copy. Import the workspace from where it was attached."
                    .to_owned(),
            ),
            Err(why) => Err(format!("The file cannot be read: {why}.")),
        }
    }
}
