//! Compressed files (gzip, RFC 1952), as some tables are published: EPSS among them.

use super::sheet::zip::{MAX_UNPACKED, crc32};
use super::sheet::{GridError, inflate};

const DAMAGED: &str =
    "The compressed file is damaged or was cut off. Load it anew and choose it once more.";

/// Whether bytes begin as a compressed file does.
pub fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x1f\x8b\x08")
}

/// The name of what is in a compressed file.
pub fn inner_name(name: &str) -> &str {
    let end = name.len().saturating_sub(3);
    match name.get(end..) {
        Some(ending) if ending.eq_ignore_ascii_case(".gz") => &name[..end],
        _ => name,
    }
}

/// Unpacks a compressed file, as far as 256 MB.
///
/// # Errors
/// When it is damaged or unpacks to more.
pub fn read(bytes: &[u8]) -> Result<Vec<u8>, GridError> {
    let body = body(bytes).ok_or_else(|| GridError::new(DAMAGED))?;
    let (packed, end) = body.split_at(body.len() - 8);
    let number = |at: usize| u32::from_le_bytes([end[at], end[at + 1], end[at + 2], end[at + 3]]);
    let plain = inflate(packed, MAX_UNPACKED)?;
    if number(0) != crc32(&plain) || number(4) != plain.len() as u32 {
        return Err(GridError::new(DAMAGED));
    }
    Ok(plain)
}

// What stands below the head (2.3.1): the deflated bytes, their CRC-32 and their length.
fn body(bytes: &[u8]) -> Option<&[u8]> {
    let flags = *bytes.get(3).filter(|_| is_packed(bytes))?;
    let mut rest = bytes.get(10..)?;
    if flags & 4 != 0 {
        let long = usize::from(u16::from_le_bytes([*rest.first()?, *rest.get(1)?]));
        rest = rest.get(2 + long..)?;
    }
    for text in [8, 16] {
        if flags & text != 0 {
            let end = rest.iter().position(|byte| *byte == 0)?;
            rest = &rest[end + 1..];
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..)?;
    }
    (rest.len() >= 8).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;

    fn packed(flags: u8, head: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut out = vec![0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255];
        out.extend(head);
        out.extend(compress_to_vec(plain, 6));
        out.extend(crc32(plain).to_le_bytes());
        out.extend((plain.len() as u32).to_le_bytes());
        out
    }

    #[test]
    fn a_compressed_table_is_unpacked_whatever_its_head_says() {
        let plain = b"#model_version:v2025,score_date:2026-11-25\ncve,epss,percentile\n";
        for (flags, head) in [
            (0, &b""[..]),
            (8, b"epss.csv\0"),
            (4 | 8 | 16 | 2, b"\x02\0xxepss.csv\0said\0cc"),
        ] {
            assert_eq!(read(&packed(flags, head, plain)).as_deref(), Ok(&plain[..]));
        }
        assert_eq!(inner_name("epss.csv.GZ"), "epss.csv");
        assert_eq!(inner_name("epss.csv"), "epss.csv");
    }

    #[test]
    fn a_damaged_one_is_said_to_be() {
        let whole = packed(8, b"epss.csv\0", b"cve,epss,percentile");
        for cut in 0..whole.len() {
            assert!(read(&whole[..cut]).is_err(), "{cut}");
        }
        let mut wrong = whole.clone();
        let last = wrong.len() - 6;
        wrong[last] ^= 1;
        assert!(read(&wrong).is_err());
    }
}
