//! Attachments: small files beside a record, kept under the fingerprint of their bytes.

use super::Workspace;
use crate::edge::files::{self, GivenFile};
use holdfast_domain::pictures;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Path, Text, hash, place};

/// The most bytes that an attachment may have.
pub const MAX_ATTACHMENT: u64 = 5 << 20;

/// The list of attachments.
pub const ATTACHMENTS: Key = Key::new("attachments");

impl Workspace {
    /// Reads a file that somebody gave and attaches it to a record; gives its fingerprint.
    ///
    /// # Errors
    /// Why it was not attached, as a sentence; then nothing was changed.
    pub async fn attach_file(self, record: Id, file: &GivenFile) -> Result<String, String> {
        let Taken {
            name, mime, bytes, ..
        } = take(file).await?;
        let item = self.mint()?;
        self.attach(record, item, &name, &mime, bytes).await
    }

    /// As [`Self::attach_file`], for what is shown as a picture.
    ///
    /// # Errors
    /// Also when it is none, or of a type that is not shown.
    pub async fn attach_picture(self, record: Id, file: &GivenFile) -> Result<String, String> {
        let Taken { name, bytes, .. } = take(file).await?;
        let Some(mime) = pictures::type_of(&bytes) else {
            return Err(format!(
                "“{name}” is not shown as a picture: take a PNG, JPEG, GIF or WebP."
            ));
        };
        let item = self.mint()?;
        self.attach(record, item, &name, mime, bytes).await
    }

    /// Stores a file and attaches it to a record as the item of that id; gives its fingerprint.
    /// What is attached already is not attached twice.
    ///
    /// # Errors
    /// Why it was not attached, as a sentence; then nothing was changed.
    pub async fn attach(
        self,
        record: Id,
        item: Id,
        name: &str,
        mime: &str,
        bytes: Vec<u8>,
    ) -> Result<String, String> {
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
        let found = self.read(|view| {
            let record = view.ledger.record(record)?;
            let items = record.items(ATTACHMENTS);
            let known = items.iter().any(|item| item.text("sha256") == sha256);
            let last = items.last().map(|item| item.place().key);
            Some((record.kind, last, known))
        });
        let Some((kind, last, known)) = found else {
            return Err("The record is not here any more.".to_owned());
        };
        if known {
            return Ok(sha256);
        }
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
            path: Path::item(ATTACHMENTS, item, field),
            value,
        });
        self.dispatch("Attachment added", &edits).map(|_| sha256)
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

/// A file that somebody gave, as it is kept.
pub struct Taken {
    /// Its name.
    pub name: String,
    /// Its type.
    pub mime: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The size that it had, where it was a large photo and was made smaller.
    pub was: Option<u64>,
}

/// Reads a file that somebody gave. A photo that is too large to be kept is made smaller: what it shows
/// is seen all the same.
///
/// # Errors
/// Why it cannot be kept, as a sentence.
pub async fn take(file: &GivenFile) -> Result<Taken, String> {
    let (name, mime, size) = (file.name(), file.mime(), file.size());
    let is_photo = SHRUNK.contains(&&*mime) && size > MAX_ATTACHMENT;
    let most = if is_photo { MAX_PHOTO } else { MAX_ATTACHMENT };
    let too_large = |size, most| {
        let (size, most) = (megabytes(size), megabytes(most));
        format!("“{name}” has {size}; a file may have {most} at most.")
    };
    if size > most {
        return Err(too_large(size, most));
    }
    let bytes = file.read(most, |_| true).await;
    let bytes = bytes.map_err(|why| format!("“{name}” cannot be read: {why}."))?;
    let small = if is_photo {
        files::photo(&bytes, &mime, LONGEST, QUALITY).await.ok()
    } else {
        None
    };
    let fits = |small: &Vec<u8>| small.len() < bytes.len() && small.len() as u64 <= MAX_ATTACHMENT;
    match small.filter(fits) {
        Some(small) => Ok(Taken {
            name: format!("{}.jpg", stem(&name)),
            mime: "image/jpeg".to_owned(),
            bytes: small,
            was: Some(size),
        }),
        None if size > MAX_ATTACHMENT => Err(too_large(size, MAX_ATTACHMENT)),
        None => Ok(Taken {
            name,
            mime,
            bytes,
            was: None,
        }),
    }
}

/// A size for people: `7.1 MB`.
pub fn megabytes(bytes: u64) -> String {
    let megabytes = format!("{:.1}", bytes as f64 / 1_048_576.0);
    format!("{} MB", megabytes.trim_end_matches(".0"))
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// What browsers can draw anew without losing more than sharpness.
const SHRUNK: [&str; 6] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "image/heif",
    "image/avif",
];
/// How many bytes a photo may have that is to be made smaller.
const MAX_PHOTO: u64 = 60 << 20;
/// What is left of it: pixels of its longer side, and the quality of the JPEG.
const LONGEST: f64 = 2560.0;
const QUALITY: f64 = 0.85;
