//! The JSON around the encrypted bytes: written, read, and the header as associated data.

use super::{Cost, Fresh, SealError, VERSION};
use crate::scan::{Scan, ScanError, Scanned};
use argon2::Params;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use std::borrow::Cow;

const FORMAT: &str = "holdfast-sealed";
const KDF: &str = "argon2id";
const CIPHER: &str = "aes-256-gcm";

/// All of the envelope but the encrypted bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub cost: Cost,
    pub fresh: Fresh,
}

impl Header {
    /// What is authenticated beside the encrypted bytes: the header as canonical JSON (R5).
    pub fn canonical(&self) -> String {
        let Cost { m_kib, t } = self.cost;
        let salt = BASE64.encode(self.fresh.salt);
        let nonce = BASE64.encode(self.fresh.nonce);
        format!(
            r#"{{"cipher":{{"name":"{CIPHER}","nonce":"{nonce}"}},"format":"{FORMAT}","kdf":{{"m_kib":{m_kib},"name":"{KDF}","p":1,"salt":"{salt}","t":{t}}},"version":"{VERSION}"}}"#
        )
    }

    /// Bounds the work: a hostile file must not occupy a device.
    pub fn check(&self) -> Result<Params, SealError> {
        let Cost { m_kib, t } = self.cost;
        if m_kib > Cost::MOST.m_kib || t > Cost::MOST.t {
            return Err(SealError::Bounds(self.cost));
        }
        Params::new(m_kib, t, 1, Some(32)).map_err(|_| SealError::Bounds(self.cost))
    }
}

/// The envelope as a file.
pub(super) fn print(header: &Header, data: &str) -> String {
    let Cost { m_kib, t } = header.cost;
    let salt = BASE64.encode(header.fresh.salt);
    let nonce = BASE64.encode(header.fresh.nonce);
    format!(
        r#"{{
  "format": "{FORMAT}",
  "version": "{VERSION}",
  "kdf": {{"name": "{KDF}", "m_kib": {m_kib}, "t": {t}, "p": 1, "salt": "{salt}"}},
  "cipher": {{"name": "{CIPHER}", "nonce": "{nonce}"}},
  "data": "{data}"
}}
"#
    )
}

/// What was found so far. Texts stay as they are in the file.
#[derive(Default)]
struct Found<'a> {
    format: Option<Cow<'a, str>>,
    version: Option<Cow<'a, str>>,
    kdf: Option<Cow<'a, str>>,
    m_kib: Option<u64>,
    t: Option<u64>,
    p: Option<u64>,
    salt: Option<Cow<'a, str>>,
    cipher: Option<Cow<'a, str>>,
    nonce: Option<Cow<'a, str>>,
    data: Option<Cow<'a, str>>,
    strange: Option<String>,
}

/// Reads an envelope; the header's bounds are checked, its Base64 of `data` is not.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read(text: &str) -> Result<(Header, Cow<'_, str>), SealError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut found = Found::default();
    let mut scan = Scan::new(text);
    let scanned = found.take(&mut scan).and_then(|()| scan.end());
    // What is not ours is called so, damaged or not; what is newer is not called damaged.
    match &found.format {
        Some(format) if format == FORMAT => {}
        Some(_) => return Err(SealError::NotSealed),
        None => return Err(scanned.err().map_or(SealError::NotSealed, Into::into)),
    }
    if let Some(version) = &found.version
        && version != VERSION
    {
        return Err(SealError::Unknown(format!("version “{}”", short(version))));
    }
    scanned?;
    found.finish(&scan)
}

impl<'a> Found<'a> {
    fn take(&mut self, scan: &mut Scan<'a>) -> Scanned<()> {
        scan.object(|scan, key| match &*key {
            "format" => once(&mut self.format, scan, Scan::string),
            "version" => once(&mut self.version, scan, Scan::string),
            "data" => once(&mut self.data, scan, Scan::string),
            "kdf" => scan.object(|scan, key| match &*key {
                "name" => once(&mut self.kdf, scan, Scan::string),
                "m_kib" => once(&mut self.m_kib, scan, Scan::number),
                "t" => once(&mut self.t, scan, Scan::number),
                "p" => once(&mut self.p, scan, Scan::number),
                "salt" => once(&mut self.salt, scan, Scan::string),
                _ => self.strange(scan, &key),
            }),
            "cipher" => scan.object(|scan, key| match &*key {
                "name" => once(&mut self.cipher, scan, Scan::string),
                "nonce" => once(&mut self.nonce, scan, Scan::string),
                _ => self.strange(scan, &key),
            }),
            _ => self.strange(scan, &key),
        })
    }

    // Nothing of a header may go unread: it might be what keeps the file safe.
    fn strange(&mut self, scan: &mut Scan<'a>, key: &str) -> Scanned<()> {
        self.strange
            .get_or_insert_with(|| format!("“{}”", short(key)));
        scan.skip()
    }

    fn finish(self, scan: &Scan<'_>) -> Result<(Header, Cow<'a, str>), SealError> {
        let missing = |what: &str| scan.fail(format!("{what} is missing"));
        let name = |name: Option<Cow<'_, str>>, known: &str, what: &str| match name {
            Some(name) if name == known => Ok(()),
            Some(name) => Err(SealError::Unknown(format!("“{}”", short(&name)))),
            None => Err(missing(what).into()),
        };
        name(self.kdf, KDF, "the name of “kdf”")?;
        name(self.cipher, CIPHER, "the name of “cipher”")?;
        if let Some(strange) = self.strange {
            return Err(SealError::Unknown(strange));
        }
        self.version.ok_or_else(|| missing("“version”"))?;
        let cost = Cost {
            m_kib: number(self.m_kib.ok_or_else(|| missing("“m_kib”"))?),
            t: number(self.t.ok_or_else(|| missing("“t”"))?),
        };
        if self.p.ok_or_else(|| missing("“p”"))? != 1 {
            return Err(SealError::Unknown("more lanes than one".to_owned()));
        }
        let fresh = Fresh {
            salt: exact(self.salt, "“salt”", scan)?,
            nonce: exact(self.nonce, "“nonce”", scan)?,
        };
        let header = Header { cost, fresh };
        header.check()?;
        Ok((header, self.data.ok_or_else(|| missing("“data”"))?))
    }
}

fn once<'a, T>(
    slot: &mut Option<T>,
    scan: &mut Scan<'a>,
    read: fn(&mut Scan<'a>) -> Scanned<T>,
) -> Scanned<()> {
    let value = read(scan)?;
    match slot.replace(value) {
        None => Ok(()),
        Some(_) => Err(scan.fail("something is said twice")),
    }
}

// Larger numbers are out of bounds in any case.
fn number(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn exact<const N: usize>(
    text: Option<Cow<'_, str>>,
    what: &str,
    scan: &Scan<'_>,
) -> Result<[u8; N], ScanError> {
    let bytes = text.and_then(|text| BASE64.decode(&*text).ok());
    let bytes = bytes.and_then(|bytes| <[u8; N]>::try_from(bytes).ok());
    bytes.ok_or_else(|| scan.fail(format!("{what} is not {N} bytes as Base64")))
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}
