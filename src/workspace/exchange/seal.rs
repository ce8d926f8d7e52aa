//! Sealed files: made and opened by the worker, because the key takes about a second.

use super::{Run, heavy, heavy_text};
use crate::edge::{random, text};
use holdfast_domain::heavy::with_passphrase;
use holdfast_ledger::sealed::Fresh;

/// Seals a file. The passphrase is kept nowhere.
///
/// # Errors
/// Why it was not sealed, as a sentence.
pub async fn seal(file: &str, passphrase: &str, run: Run) -> Result<String, String> {
    let request = with_passphrase(&text::composed(passphrase), file.as_bytes());
    heavy_text("seal", request, run).await
}

/// Says what is wrong with a sealed file, before anybody is asked for its passphrase.
///
/// # Errors
/// What is wrong, as a sentence.
pub async fn check_sealed(file: &[u8]) -> Result<(), String> {
    let checked = heavy("check sealed", file.to_vec(), Run::UNWATCHED).await;
    checked.map(drop)
}

/// Opens a sealed file.
///
/// # Errors
/// Why it was not opened, as a sentence.
pub async fn open_sealed(file: &[u8], passphrase: &str) -> Result<Vec<u8>, String> {
    let request = with_passphrase(&text::composed(passphrase), file);
    heavy("open sealed", request, Run::UNWATCHED).await
}

pub(super) fn fresh() -> Result<Fresh, String> {
    let mut fresh = Fresh {
        salt: [0; 16],
        nonce: [0; 12],
    };
    let filled = random::fill(&mut fresh.salt).and_then(|()| random::fill(&mut fresh.nonce));
    filled.map_err(|error| format!("Nothing was sealed: {error}."))?;
    Ok(fresh)
}
