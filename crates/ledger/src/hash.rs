//! Fingerprints: SHA-256 cut to 128 bits, in hexadecimal.

use sha2::{Digest, Sha256};

/// How many hexadecimal digits a fingerprint has.
pub const DIGITS: usize = 32;

/// The fingerprint of some bytes: 32 hexadecimal digits.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..16])
}

/// The whole SHA-256 of some bytes: 64 hexadecimal digits (names attachments).
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A SHA-256 of much, taken piece by piece.
#[derive(Default)]
pub struct Sum(Sha256);

impl Sum {
    /// Takes the next piece.
    pub fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// As [`sha256`] of all pieces in one.
    pub fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let pair = |byte: &u8| [byte >> 4, byte & 15].map(|half| char::from(HEX[usize::from(half)]));
    bytes.iter().flat_map(pair).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn sha256_of_the_standards_example() {
        // FIPS 180-2, appendix B.1.
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(super::sha256(b"abc"), expected);
        assert_eq!(super::fingerprint(b"abc"), expected[..32]);
        let mut sum = super::Sum::default();
        sum.take(b"a");
        sum.take(b"bc");
        assert_eq!(sum.hex(), expected);
    }
}
