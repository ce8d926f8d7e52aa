//! ZIP archives (PKWARE APPNOTE 6.3), as far as office files use them: stored and deflated entries.
//! Nothing is believed: sizes are bounded, entries checked by their CRC-32.

use super::GridError;

/// The most entries that an archive may have.
pub const MAX_ENTRIES: usize = 10_000;
/// The most bytes that its entries may unpack to, together.
pub const MAX_UNPACKED: usize = 256 << 20;

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its name, with folders.
    pub name: String,
    /// Its bytes as they stand in the archive.
    pub packed: &'a [u8],
    /// Whether they are deflated; else they are the content.
    pub deflated: bool,
    /// How many bytes the content has, as the archive says.
    pub size: usize,
    crc: u32,
}

impl Entry<'_> {
    /// The entry's content.
    ///
    /// # Errors
    /// When it cannot be unpacked, or is not what was packed.
    pub fn content(&self, inflate: Inflate<'_>) -> Result<Vec<u8>, GridError> {
        let bytes = if self.deflated {
            inflate(self.packed, self.size)?
        } else {
            self.packed.to_vec()
        };
        if bytes.len() != self.size || crc32(&bytes) != self.crc {
            return Err(GridError::new(format!(
                "“{}” in the file is damaged. Save it again in your spreadsheet program and choose it once more.",
                self.name
            )));
        }
        Ok(bytes)
    }
}

/// Undoes DEFLATE as far as so many bytes: [`super::inflate`], or the browser's own.
pub type Inflate<'a> = &'a dyn Fn(&[u8], usize) -> Result<Vec<u8>, GridError>;

const CUT: &str = "The ZIP archive is damaged or was cut off.";

/// Lists an archive's entries.
///
/// # Errors
/// When it is damaged, encrypted, or unpacks to more than is read.
pub fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, GridError> {
    let cut = || GridError::new(CUT);
    let end = find_end(bytes).ok_or_else(cut)?;
    let count = usize::from(u16_at(bytes, end + 10).ok_or_else(cut)?);
    let start = u32_at(bytes, end + 16).ok_or_else(cut)?;
    if count > MAX_ENTRIES || start == u32::MAX {
        return Err(GridError::new(
            "The ZIP archive is too large, or of a kind for very large ones. It was not read.",
        ));
    }
    let (mut at, mut total, mut out) = (start as usize, 0_usize, Vec::new());
    for _ in 0..count {
        let (entry, next) = central(bytes, at)?;
        at = next;
        total = total.saturating_add(entry.size);
        if total > MAX_UNPACKED {
            return Err(GridError::new(
                "The file would unpack to more than 256 MB. It was not read.",
            ));
        }
        out.push(entry);
    }
    Ok(out)
}

// The record at the end stands before a comment of at most 65,535 bytes.
fn find_end(bytes: &[u8]) -> Option<usize> {
    let last = bytes.len().checked_sub(22)?;
    let first = last.saturating_sub(65_535);
    (first..=last)
        .rev()
        .find(|at| bytes[*at..].starts_with(b"PK\x05\x06"))
}

fn central(bytes: &[u8], at: usize) -> Result<(Entry<'_>, usize), GridError> {
    read_central(bytes, at).ok_or_else(|| GridError::new(CUT))?
}

type Read<'a> = Result<(Entry<'a>, usize), GridError>;

fn read_central(bytes: &[u8], at: usize) -> Option<Read<'_>> {
    let small = |from: usize| u16_at(bytes, at + from).map(usize::from);
    let large = |from: usize| u32_at(bytes, at + from).map(|size| size as usize);
    if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
        return None;
    }
    let (flags, method) = (small(8)?, small(10)?);
    let (packed, size) = (large(20)?, large(24)?);
    let (name, extra, comment) = (small(28)?, small(30)?, small(32)?);
    let name_bytes = bytes.get(at + 46..at + 46 + name)?;
    let entry_name = String::from_utf8_lossy(name_bytes).into_owned();
    let next = at + 46 + name + extra + comment;
    if flags & 1 == 1 || !matches!(method, 0 | 8) {
        return Some(Err(GridError::new(
            "The file is protected by a password, or packed in a way that is not read. Save it without and choose it again.",
        )));
    }
    let local = large(42)?;
    if !bytes.get(local..)?.starts_with(b"PK\x03\x04") {
        return None;
    }
    let skip = usize::from(u16_at(bytes, local + 26)?) + usize::from(u16_at(bytes, local + 28)?);
    let from = local + 30 + skip;
    let entry = Entry {
        name: entry_name,
        packed: bytes.get(from..from.checked_add(packed)?)?,
        deflated: method == 8,
        size,
        crc: u32_at(bytes, at + 16)?,
    };
    Some(Ok((entry, next)))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([pair[0], pair[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// Writes an archive of stored entries. All bear one date, so that the same content gives the same
/// bytes.
pub fn write(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut central) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let mut head = Vec::new();
        // Version 2.0; names in UTF-8; stored; 1 January 1980.
        for field in [20_u16, 0x0800, 0, 0, 0x0021] {
            head.extend(field.to_le_bytes());
        }
        let size = content.len() as u32;
        for field in [crc32(content), size, size] {
            head.extend(field.to_le_bytes());
        }
        head.extend((name.len() as u16).to_le_bytes());
        head.extend([0; 2]);
        central.extend(b"PK\x01\x02\x14\x00");
        central.extend(&head);
        central.extend([0; 10]);
        central.extend((out.len() as u32).to_le_bytes());
        central.extend(name.as_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(content);
    }
    let start = out.len() as u32;
    let count = (parts.len() as u16).to_le_bytes();
    out.extend(&central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend((central.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// CRC-32 (ISO 3309, as in ZIP and gzip).
pub fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let (mut table, mut n) = ([0; 256], 0);
        while n < 256 {
            let (mut value, mut bit) = (n as u32, 0);
            while bit < 8 {
                let low = value & 1;
                value = (value >> 1) ^ if low == 1 { 0xedb8_8320 } else { 0 };
                bit += 1;
            }
            table[n] = value;
            n += 1;
        }
        table
    };
    let step = |crc: u32, byte: &u8| (crc >> 8) ^ TABLE[((crc ^ u32::from(*byte)) & 255) as usize];
    !bytes.iter().fold(!0, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sheet::inflate;
    use proptest::prelude::*;

    #[test]
    fn the_check_value_of_crc_32() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn what_is_damaged_or_too_large_is_refused() {
        let good = write(&[("a.xml".to_owned(), b"<a/>".to_vec())]);
        assert_eq!(entries(&good).expect("an archive").len(), 1);
        for end in 0..good.len() {
            assert!(entries(&good[..end]).is_err(), "cut at {end}");
        }
        let at = |sign: &[u8]| {
            good.windows(4)
                .position(|four| four == sign)
                .expect("there")
        };
        let with = |place: usize, bytes: &[u8]| {
            let mut other = good.clone();
            other[place..place + bytes.len()].copy_from_slice(bytes);
            other
        };
        let central = at(b"PK\x01\x02");
        let huge = with(central + 24, &u32::MAX.to_le_bytes());
        assert!(entries(&huge).is_err_and(|error| error.reason.contains("256 MB")));
        let many = with(at(b"PK\x05\x06") + 10, &u16::MAX.to_le_bytes());
        assert!(entries(&many).is_err());
        let locked = with(central + 8, &[1]);
        assert!(entries(&locked).is_err_and(|error| error.reason.contains("password")));
        let flipped = with(35, b"x");
        let entry = &entries(&flipped).expect("an archive")[0];
        assert!(
            entry
                .content(&inflate)
                .is_err_and(|error| error.reason.contains("damaged"))
        );
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(parts in prop::collection::vec(("[a-z/é]{1,9}", prop::collection::vec(any::<u8>(), 0..200)), 0..5)) {
            let bytes = write(&parts);
            let mut back = Vec::new();
            for entry in entries(&bytes).expect("our own archive") {
                let content = entry.content(&inflate).expect("our own entry");
                back.push((entry.name, content));
            }
            prop_assert_eq!(back, parts);
        }
    }
}
