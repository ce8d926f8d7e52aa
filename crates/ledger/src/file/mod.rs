//! The file that people share: plain JSON, good to read, the same bytes for the
//! same content (DESIGN §4; `docs/FORMAT.md`).
//!
//! What people read stands in `records` and `deleted`; what merging needs stands
//! apart in `sync`; `history` and `attachments` are optional.

mod pretty;
mod raw;
mod read;
mod stamps;
mod write;

pub use pretty::pretty;
pub use read::{
    Check, FileError, Incoming, Loose, One, Opened, Received, Why, looks_like_workspace, open,
    open_telling, read,
};
pub use write::{Export, write, write_telling};

use crate::path::Key;

/// The format's version: within one major version older apps keep what they do not know.
pub const VERSION: &str = "1.0";
/// The major version that this code reads and writes.
pub const MAJOR: u32 = 1;

/// Major and minor number of a version; what is no number counts as 0.
fn numbers(version: &str) -> (u32, u32) {
    let mut numbers = version.split('.').map(|n| n.parse().unwrap_or(0));
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

/// Whether a version is of a newer major version than this code writes.
pub fn is_newer(version: &str) -> bool {
    numbers(version).0 > MAJOR
}

/// The version that stands beside what is stored once this code has written to it: its own, or
/// `None` where a newer one stands, whose parts are kept.
pub fn raised(stored: Option<&str>) -> Option<&'static str> {
    let newer = stored.is_some_and(|stored| numbers(stored) > numbers(VERSION));
    (!newer).then_some(VERSION)
}

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

#[cfg(test)]
mod tests {
    use super::{VERSION, is_newer, raised};

    #[test]
    fn f7_the_version_of_what_is_stored_is_never_lowered() {
        for older in [None, Some("0.9"), Some("1.0"), Some("damaged")] {
            assert_eq!(raised(older), Some(VERSION), "{older:?}");
        }
        for newer in ["1.1", "1.10", "2.0", "2"] {
            assert_eq!(raised(Some(newer)), None, "{newer}");
        }
        assert_eq!(["1.9", "2.0", "10"].map(is_newer), [false, true, true]);
    }
}
