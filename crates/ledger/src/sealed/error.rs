//! Why something cannot be sealed or opened, in words for people.

use super::{Cost, MIN_PASSPHRASE};
use crate::scan::ScanError;
use std::fmt;

/// Why something cannot be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealError {
    /// The passphrase has too few characters.
    Short,
    /// What is to be sealed is too large for a file.
    TooLarge,
    /// This is not a sealed file.
    NotSealed,
    /// It is no well-formed JSON, or not the envelope's: where, and what is wrong.
    Damaged(ScanError),
    /// The encrypted bytes are not whole.
    Cut,
    /// A version or a method that this app does not know.
    Unknown(String),
    /// It asks for more work than is done for a file, or for none.
    Bounds(Cost),
    /// This device has not so many KiB of memory to give.
    Memory(u32),
    /// The passphrase is wrong, or the file was changed.
    Refused,
}

impl fmt::Display for SealError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => write!(
                out,
                "The passphrase is too short: at least {MIN_PASSPHRASE} characters. Four or five words that nobody else would put together are good."
            ),
            Self::TooLarge => out.write_str(
                "It is too large to be sealed: the file would have more than 512 MB. Export it room by room, or without history.",
            ),
            Self::NotSealed => out.write_str("This is not a sealed file of Holdfast."),
            Self::Damaged(error) => write!(
                out,
                "The sealed file is damaged, perhaps cut off: {error}. Ask for it again."
            ),
            Self::Cut => out.write_str(
                "The sealed file is damaged: its encrypted part is not whole. Ask for it again.",
            ),
            Self::Unknown(what) => write!(
                out,
                "The file is sealed with {what}, which this version of Holdfast does not know. A newer version may open it."
            ),
            Self::Bounds(cost) => write!(
                out,
                "Opening this file would take {} MiB of memory and {} passes over it. Files may ask for up to {} MiB and for 1 to {} passes, so it is refused.",
                cost.m_kib.div_ceil(1024),
                cost.t,
                Cost::MOST.m_kib / 1024,
                Cost::MOST.t
            ),
            Self::Memory(kib) => write!(
                out,
                "Opening or sealing takes {} MiB of memory, which this device cannot give now. Close other tabs and try again.",
                kib.div_ceil(1024)
            ),
            Self::Refused => out.write_str(
                "The passphrase is wrong, or the file was changed after it was sealed; the two cannot be told apart. Try again, minding capital letters and spaces.",
            ),
        }
    }
}

impl std::error::Error for SealError {}

impl From<ScanError> for SealError {
    fn from(error: ScanError) -> Self {
        Self::Damaged(error)
    }
}
