//! The file that people share: plain JSON, good to read, the same bytes for the
//! same content (DESIGN §4; `docs/FORMAT.md`).
//!
//! What people read stands in `records` and `deleted`; what merging needs stands
//! apart in `sync`; `history` and `attachments` are optional.

mod pretty;
mod read;
mod write;

pub use pretty::pretty;
pub use read::{FileError, Incoming, Loose, Received, Why, looks_like_workspace, read};
pub use write::{Export, write};

use crate::path::Key;

/// The format's version: within one major version older apps keep what they do not know.
pub const VERSION: &str = "1.0";
/// The major version that this code reads and writes.
pub const MAJOR: u32 = 1;
/// The largest file that is read, in bytes.
pub const MAX_FILE: u64 = 512 << 20;

/// The order in which things are written, and what is a list of items: given by
/// whoever knows the kinds.
pub trait Shape {
    /// The known kinds, in order; others follow by name.
    fn kinds(&self) -> Vec<Key>;
    /// A kind's fields and lists, in order; others follow by name.
    fn keys(&self, kind: Key) -> Vec<Key>;
    /// The fields of a list's items, in order; `None` if this is not a list.
    fn item_keys(&self, kind: Key, list: Key) -> Option<Vec<Key>>;
}
