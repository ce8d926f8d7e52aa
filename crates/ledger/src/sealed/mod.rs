//! Sealing: a file that only its passphrase opens (`docs/FORMAT.md`, "Sealed files").
//!
//! The key comes from the passphrase by Argon2id, the bytes are encrypted with AES-256-GCM, and the
//! header is associated data: nobody can turn a strong file into a weak one unseen. The browser's own
//! functions (`crypto.subtle`) are not used: pages over plain http and some from the disk have none.

mod envelope;
mod error;

pub use error::SealError;

use crate::file::MAX_FILE;
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Key, Nonce, Tag};
use argon2::{Algorithm, Argon2, Block, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use envelope::Header;
use zeroize::Zeroizing;

/// The one version there is. The header is authenticated as a whole, so another cannot be read in part.
pub const VERSION: &str = "1.0";
/// The fewest characters of a passphrase.
pub const MIN_PASSPHRASE: usize = 12;
/// The length of the authentication tag, which ends the encrypted bytes.
const TAG: usize = 16;

/// What guessing one passphrase costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Argon2id's memory, in KiB.
    pub m_kib: u32,
    /// Argon2id's passes over it.
    pub t: u32,
}

impl Cost {
    /// What files are sealed with: RFC 9106, section 4, for environments short of memory, in one lane.
    pub const USUAL: Self = Self {
        m_kib: 64 << 10,
        t: 3,
    };
    /// The most that a file may ask of whoever opens it: a phone has that much.
    pub const MOST: Self = Self {
        m_kib: 256 << 10,
        t: 10,
    };
}

/// Random bytes for one sealing; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fresh {
    /// Makes the key of each file another one.
    pub salt: [u8; 16],
    /// AES-GCM's nonce.
    pub nonce: [u8; 12],
}

/// Says whether this begins like a sealed file. Its own key `format` comes first as we write it, but
/// other tools may sort keys, so that all of the given head is looked at.
pub fn looks_sealed(head: &str) -> bool {
    let mut rest = head;
    while let Some((_, after)) = rest.split_once("\"format\"") {
        let value = after.trim_start().strip_prefix(':').map(str::trim_start);
        if value.is_some_and(|value| value.starts_with("\"holdfast-sealed\"")) {
            return true;
        }
        rest = after;
    }
    false
}

/// Whether a passphrase may seal. One that is short is found by trying, whatever a try costs.
///
/// # Errors
/// When it is too short.
pub fn check_passphrase(passphrase: &str) -> Result<(), SealError> {
    if passphrase.chars().count() < MIN_PASSPHRASE {
        return Err(SealError::Short);
    }
    Ok(())
}

/// Seals bytes. The passphrase counts as it is; whoever asks for it brings it into Unicode's form
/// NFC first, so that it is the same from every keyboard.
///
/// # Errors
/// When the passphrase is short, the cost out of bounds, the memory for it not to be had, or the
/// file would be larger than any that is read.
pub fn seal(
    plain: &[u8],
    passphrase: &str,
    fresh: &Fresh,
    cost: Cost,
) -> Result<String, SealError> {
    check_passphrase(passphrase)?;
    if (plain.len() as u64 + 1024) / 3 * 4 > MAX_FILE {
        return Err(SealError::TooLarge);
    }
    let header = Header {
        cost,
        fresh: *fresh,
    };
    header.check()?;
    let mut data = Vec::with_capacity(plain.len() + TAG);
    data.extend_from_slice(plain);
    let tag = cipher(passphrase, &header)?
        .encrypt_inout_detached(
            &Nonce::from(fresh.nonce),
            header.canonical().as_bytes(),
            data.as_mut_slice().into(),
        )
        .map_err(|_| SealError::TooLarge)?;
    data.extend_from_slice(&tag);
    Ok(envelope::print(&header, &BASE64.encode(&data)))
}

/// Says what of a sealed file can be said without its passphrase.
///
/// # Errors
/// When it is no sealed file, damaged, from a newer version, or asks for too much.
pub fn check(text: &str) -> Result<(), SealError> {
    unwrap(text).map(drop)
}

/// Opens a sealed file: gives the bytes that were sealed.
///
/// # Errors
/// As [`check`]; when the memory cannot be had; and when the passphrase or the file is wrong, which
/// cannot be told apart.
pub fn open(text: &str, passphrase: &str) -> Result<Vec<u8>, SealError> {
    let (header, mut data) = unwrap(text)?;
    let body = data.len() - TAG;
    let (bytes, tag) = data.split_at_mut(body);
    let tag = Tag::try_from(&*tag).map_err(|_| SealError::Cut)?;
    cipher(passphrase, &header)?
        .decrypt_inout_detached(
            &Nonce::from(header.fresh.nonce),
            header.canonical().as_bytes(),
            bytes.into(),
            &tag,
        )
        .map_err(|_| SealError::Refused)?;
    data.truncate(body);
    Ok(data)
}

// The header and the encrypted bytes, which are as long as a tag at least.
fn unwrap(text: &str) -> Result<(Header, Vec<u8>), SealError> {
    let (header, data) = envelope::read(text)?;
    let data = BASE64.decode(&*data).map_err(|_| SealError::Cut)?;
    if data.len() < TAG {
        return Err(SealError::Cut);
    }
    Ok((header, data))
}

fn cipher(passphrase: &str, header: &Header) -> Result<Aes256Gcm, SealError> {
    let params = header.check()?;
    // Asked for with care: on a small device there may not be that much.
    let mut memory = Zeroizing::new(Vec::new());
    memory
        .try_reserve_exact(params.block_count())
        .map_err(|_| SealError::Memory(header.cost.m_kib))?;
    memory.resize(params.block_count(), Block::new());
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(
            passphrase.as_bytes(),
            &header.fresh.salt,
            &mut *key,
            memory.as_mut_slice(),
        )
        .map_err(|_| SealError::Bounds(header.cost))?;
    Ok(Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key)))
}
