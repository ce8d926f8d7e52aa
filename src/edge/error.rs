//! What can go wrong at the edge, in words a person can act on.

use std::fmt;

use wasm_bindgen::JsValue;

use super::js;

/// A failure of the browser's database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// There is no usable database here: private window, blocked site data, or an old browser.
    Unavailable(String),
    /// The browser refuses more bytes.
    Quota,
    /// A transaction was rolled back; nothing of it was kept. Carries the browser's reason.
    Aborted(String),
    /// The connection is gone: the browser closed it, or the database is being deleted.
    Closed,
    /// The database is not there any more: site data was cleared, by a person or by the browser.
    Removed,
    /// What is stored cannot be read as this version wrote it. Says what was found.
    Corrupt(String),
    /// The database did not open in time because another tab holds it.
    Blocked,
    /// One piece is larger than the bound that the caller set. Both in bytes.
    TooLarge {
        /// Size of the piece.
        bytes: u64,
        /// The bound.
        limit: u64,
    },
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(why) => write!(
                f,
                "this browser offers no storage to this page ({why}); work is kept in memory only, so export it before you close the page"
            ),
            Self::Quota => f.write_str(
                "the browser's storage for this site is full; export the workspace, free some space, then try again",
            ),
            Self::Aborted(why) => write!(
                f,
                "the browser rolled back a write ({why}); nothing of it was stored, try again"
            ),
            Self::Closed => f.write_str(
                "the connection to the browser's storage was lost; reload the page, or export what is shown first",
            ),
            Self::Removed => f.write_str(
                "the stored workspace was removed from this browser; export what this page still holds before you close it",
            ),
            Self::Corrupt(what) => write!(f, "the stored workspace cannot be read: {what}"),
            Self::Blocked => f.write_str(
                "another tab holds the stored workspace; close the other Holdfast tabs, then try again",
            ),
            Self::TooLarge { bytes, limit } => write!(
                f,
                "{bytes} bytes are more than the {limit} bytes allowed here"
            ),
        }
    }
}

impl std::error::Error for StoreError {}

impl StoreError {
    /// Reads a thrown value or a `DOMException` of the database.
    ///
    /// Some browsers report a full disk under another name with "quota" in the message.
    pub(crate) fn from_js(error: &JsValue) -> Self {
        let name = js::error_name(error);
        let message = js::error_message(error);
        match name.as_str() {
            "QuotaExceededError" => Self::Quota,
            _ if message.to_ascii_lowercase().contains("quota") => Self::Quota,
            "InvalidStateError" => Self::Closed,
            "NotFoundError" => Self::Corrupt(message),
            _ => Self::Aborted(message),
        }
    }
}

/// A failure of any other browser effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EdgeError {
    /// This browser, or this kind of page, does not have it.
    Unavailable(&'static str),
    /// The browser said no. What was tried, and the browser's words.
    Refused {
        /// What was tried.
        what: &'static str,
        /// The browser's words.
        why: String,
    },
    /// The browser's small storage (`localStorage`) is full.
    Quota,
    /// A file is larger than may be read. Both in bytes.
    TooLarge {
        /// Size of the file.
        bytes: u64,
        /// The most that may be read.
        limit: u64,
    },
    /// The work was stopped on request.
    Cancelled,
}

impl fmt::Display for EdgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unavailable(what) => write!(f, "this browser does not offer {what} here"),
            Self::Refused { what, why } => write!(f, "the browser refused {what}: {why}"),
            Self::Quota => f.write_str("the browser's small storage for this site is full"),
            Self::TooLarge { bytes, limit } => write!(
                f,
                "the file has {bytes} bytes; the most that can be read is {limit} bytes"
            ),
            Self::Cancelled => f.write_str("stopped on request"),
        }
    }
}

impl std::error::Error for EdgeError {}

impl EdgeError {
    /// A thrown value, with what was being tried.
    pub(crate) fn refused(what: &'static str, error: &JsValue) -> Self {
        Self::Refused {
            what,
            why: js::error_message(error),
        }
    }
}
