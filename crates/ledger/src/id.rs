//! Names of things: records and items, replicas, changes.

use sha2::{Digest, Sha256};
use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A record's or an item's id: a UUID (version 7 when minted here), compared as
/// 128-bit number, so ids sort by the time they were minted.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Id(pub [u8; 16]);

// As one number: bytes are compared by a call, and ids are compared all the time.
impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        u128::from_be_bytes(self.0).cmp(&u128::from_be_bytes(other.0))
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Id {
    /// The id that names nothing: the `item` of a path that is a plain field.
    pub const NONE: Self = Self([0; 16]);

    /// Mints a UUID version 7 (RFC 9562) from milliseconds since 1970 and 16 random bytes.
    pub fn mint(at_ms: i64, random: [u8; 16]) -> Self {
        let mut bytes = random;
        let ms = at_ms.max(0).to_be_bytes();
        bytes[..6].copy_from_slice(&ms[2..]);
        bytes[6] = 0x70 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Self(bytes)
    }

    /// The id that follows from a name, for what comes from elsewhere or has a natural name: the
    /// same in every copy, so that what is taken in apart is one thing. The first 16 bytes of the
    /// name's SHA-256 as UUID version 8 (RFC 9562).
    pub fn named(name: &str) -> Self {
        let digest = Sha256::digest(name.as_bytes());
        let mut bytes: [u8; 16] = std::array::from_fn(|n| digest[n]);
        bytes[6] = 0x80 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Self(bytes)
    }

    /// When it was minted, in milliseconds since 1970; none of one that was not minted here or in another
    /// program that mints UUIDs of version 7.
    pub fn minted(self) -> Option<i64> {
        let seven = self.0[6] >> 4 == 7;
        let ms = self.0[..6]
            .iter()
            .fold(0, |ms, byte| ms << 8 | i64::from(*byte));
        seven.then_some(ms)
    }

    /// Seven characters from the random end, to tell two claimants of a code apart (M14).
    pub fn short(self) -> String {
        self.to_string()[29..].to_owned()
    }
}

impl Id {
    /// Appends the id as text.
    pub(crate) fn push(self, out: &mut String) {
        let mut text = [b'-'; 36];
        let mut at = 0;
        for (n, byte) in self.0.iter().enumerate() {
            at += usize::from(matches!(n, 4 | 6 | 8 | 10));
            text[at..at + 2].copy_from_slice(&hex(*byte));
            at += 2;
        }
        push_ascii(&text, out);
    }
}

fn hex(byte: u8) -> [u8; 2] {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    [byte >> 4, byte & 15].map(|digit| HEX[usize::from(digit)])
}

// Formatting does it too, several times slower, and storage lines are full of ids.
fn push_ascii(text: &[u8], out: &mut String) {
    out.push_str(std::str::from_utf8(text).unwrap_or_default());
}

impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(36);
        self.push(&mut text);
        out.write_str(&text)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The text is not an id, a replica or a dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("this is not a valid id")
    }
}

impl std::error::Error for BadId {}

impl FromStr for Id {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let bytes = text.as_bytes();
        if bytes.len() != 36 {
            return Err(BadId);
        }
        let mut id = [0; 16];
        let mut at = 0;
        for (n, out) in id.iter_mut().enumerate() {
            if matches!(n, 4 | 6 | 8 | 10) {
                if bytes[at] != b'-' {
                    return Err(BadId);
                }
                at += 1;
            }
            *out = hex_digit(bytes[at])? << 4 | hex_digit(bytes[at + 1])?;
            at += 2;
        }
        if id == [0; 16] {
            return Err(BadId);
        }
        Ok(Self(id))
    }
}

fn hex_digit(byte: u8) -> Result<u8, BadId> {
    match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(BadId),
    }
}

/// One opening of the app: a random number, minted at the first edit after start.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReplicaId(pub u64);

impl ReplicaId {
    /// Appends the replica's name as text.
    pub(crate) fn push(self, out: &mut String) {
        push_ascii(self.0.to_be_bytes().map(hex).as_flattened(), out);
    }
}

impl fmt::Display for ReplicaId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::with_capacity(16);
        self.push(&mut text);
        out.write_str(&text)
    }
}

impl fmt::Debug for ReplicaId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for ReplicaId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let canonical = text.len() == 16 && text.bytes().all(|byte| hex_digit(byte).is_ok());
        if !canonical {
            return Err(BadId);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| BadId)
    }
}

/// The name of one change: the replica that made it, and its number there, from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Dot {
    /// Who made the change.
    pub replica: ReplicaId,
    /// The change's number at that replica; the first is 1.
    pub counter: u64,
}

impl fmt::Display for Dot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.replica, self.counter)
    }
}

impl fmt::Debug for Dot {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

impl FromStr for Dot {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let (replica, counter) = text.split_once(':').ok_or(BadId)?;
        let number: u64 = counter.parse().map_err(|_| BadId)?;
        if number == 0 || number.to_string() != counter {
            return Err(BadId);
        }
        Ok(Self {
            replica: replica.parse()?,
            counter: number,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_and_parse() {
        let id = Id::mint(1_700_000_000_000, [0xab; 16]);
        let text = id.to_string();
        assert_eq!(&text[14..15], "7");
        assert_eq!(text.parse(), Ok(id));
        assert_eq!(text.to_uppercase().parse::<Id>(), Err(BadId));
        assert!(
            "00000000-0000-0000-0000-000000000000"
                .parse::<Id>()
                .is_err()
        );
    }

    #[test]
    fn a_name_has_one_id() {
        // FIPS 180-2, appendix B.1: ba7816bf8f01cfea414140de5dae2223…
        let id = Id::named("abc");
        assert_eq!(id.to_string(), "ba7816bf-8f01-8fea-8141-40de5dae2223");
        assert_ne!(id, Id::named("abd"));
    }

    #[test]
    fn later_ids_sort_later() {
        assert!(Id::mint(1, [0xff; 16]) < Id::mint(2, [0; 16]));
    }

    #[test]
    fn dots_have_one_spelling() {
        let dot: Dot = "00000000000000ff:12".parse().expect("a dot");
        assert_eq!(dot.to_string(), "00000000000000ff:12");
        assert!("00000000000000ff:012".parse::<Dot>().is_err());
        assert!("ff:12".parse::<Dot>().is_err());
        assert!("00000000000000ff:0".parse::<Dot>().is_err());
    }
}
