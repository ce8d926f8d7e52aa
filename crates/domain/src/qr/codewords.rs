//! The text as codewords, with those that correct it.

/// How many codewords a block has for correction, and how many blocks there are, by version.
const BLOCKS: [(usize, usize); 10] = [
    (10, 1),
    (16, 1),
    (26, 1),
    (18, 2),
    (24, 2),
    (16, 4),
    (18, 4),
    (22, 4),
    (22, 5),
    (26, 5),
];

/// The signs of alphanumeric mode, each at its value.
const SIGNS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// The smallest version that holds the text, and its codewords in the order in which they are
/// drawn.
pub(super) fn of(text: &str) -> Option<(usize, Vec<u8>)> {
    let (version, data) = (1..=BLOCKS.len()).find_map(|version| {
        let (correction, blocks) = BLOCKS[version - 1];
        let room = capacity(version) - correction * blocks;
        Some((version, data(text, version, room)?))
    })?;
    Some((version, interleaved(&data, version)))
}

// How many codewords a version holds, those for correction too.
fn capacity(version: usize) -> usize {
    let mut modules = (16 * version + 128) * version + 64;
    if version >= 2 {
        let marks = version / 7 + 2;
        modules -= (25 * marks - 10) * marks - 55;
        if version >= 7 {
            modules -= 36;
        }
    }
    modules / 8
}

/// Bits, the first of them the highest of the first byte.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
}

impl Bits {
    fn push(&mut self, value: usize, length: usize) {
        for n in (0..length).rev() {
            if self.length.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if value >> n & 1 == 1
                && let Some(last) = self.bytes.last_mut()
            {
                *last |= 128 >> (self.length % 8);
            }
            self.length += 1;
        }
    }
}

// The text as codewords, filled up; `None` when there are more than `room`.
fn data(text: &str, version: usize, room: usize) -> Option<Vec<u8>> {
    let sign = |byte: u8| SIGNS.iter().position(|sign| *sign == byte);
    let values: Option<Vec<usize>> = text.bytes().map(sign).collect();
    let mut bits = Bits::default();
    if let Some(values) = values {
        bits.push(2, 4);
        bits.push(text.len(), if version < 10 { 9 } else { 11 });
        for pair in values.chunks(2) {
            match *pair {
                [first, second] => bits.push(first * 45 + second, 11),
                [last] => bits.push(last, 6),
                _ => {}
            }
        }
    } else {
        bits.push(4, 4);
        bits.push(text.len(), if version < 10 { 8 } else { 16 });
        for byte in text.bytes() {
            bits.push(usize::from(byte), 8);
        }
    }
    if bits.length > 8 * room {
        return None;
    }
    bits.push(0, (8 * room - bits.length).min(4));
    let mut filler = [0xec, 0x11].into_iter().cycle();
    while bits.bytes.len() < room {
        bits.bytes.extend(filler.next());
    }
    Some(bits.bytes)
}

// The codewords block by block, those for correction after them, taken in turn.
fn interleaved(data: &[u8], version: usize) -> Vec<u8> {
    let (correction, count) = BLOCKS[version - 1];
    let generator = generator(correction);
    let short = data.len() / count;
    // The last blocks are one longer where it does not come out even.
    let longer = data.len() % count;
    let mut blocks: Vec<(&[u8], Vec<u8>)> = Vec::with_capacity(count);
    let mut rest = data;
    for n in 0..count {
        let (block, left) = rest.split_at(short + usize::from(n >= count - longer));
        blocks.push((block, corrected(block, &generator)));
        rest = left;
    }
    let mut out = Vec::with_capacity(capacity(version));
    for n in 0..=short {
        out.extend(blocks.iter().filter_map(|(block, _)| block.get(n)));
    }
    for n in 0..correction {
        out.extend(blocks.iter().filter_map(|(_, more)| more.get(n)));
    }
    out
}

// In the field of 256 elements that QR codes count in.
fn times(a: u8, b: u8) -> u8 {
    let mut product = 0_u16;
    for n in (0..8).rev() {
        product = (product << 1) ^ ((product >> 7) * 0x11d);
        product ^= u16::from(b >> n & 1) * u16::from(a);
    }
    product.to_le_bytes()[0]
}

// The polynomial whose roots are the first powers of two, without its leading one.
fn generator(degree: usize) -> Vec<u8> {
    let mut out = vec![0_u8; degree];
    out[degree - 1] = 1;
    let mut root = 1;
    for _ in 0..degree {
        for n in 0..degree {
            let next = out.get(n + 1).copied().unwrap_or(0);
            out[n] = times(out[n], root) ^ next;
        }
        root = times(root, 2);
    }
    out
}

// The codewords that correct a block.
fn corrected(block: &[u8], generator: &[u8]) -> Vec<u8> {
    let mut rest = vec![0_u8; generator.len()];
    for byte in block {
        let factor = byte ^ rest[0];
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (value, by) in rest.iter_mut().zip(generator) {
            *value ^= times(*by, factor);
        }
    }
    rest
}
