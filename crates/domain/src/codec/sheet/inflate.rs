//! DEFLATE (RFC 1951), read into bounded memory. A hundred lines, where the crates for it cost
//! tens of kilobytes; the browser's own is asynchronous and missing in older ones.

use super::GridError;
use holdfast_ledger::sort::Arrange;

const DAMAGED: &str = "A part of the file is damaged: its compression is broken.";

/// Extra bits and base values of lengths 257 to 285 and of distances 0 to 29 (RFC 1951, 3.2.5).
const LENGTHS: [(u32, u32); 29] = ladder(3, 4);
const DISTANCES: [(u32, u32); 30] = ladder(1, 2);
/// The order in which the lengths of the codes for code lengths stand (3.2.7).
const ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

// (bits, base): the first `2 * group` have no extra bits, then each group one more.
const fn ladder<const N: usize>(first: u32, group: u32) -> [(u32, u32); N] {
    let (mut out, mut n, mut base) = ([(0, 0); N], 0, first);
    while n < N {
        let bits = match (n as u32 / group).checked_sub(1) {
            Some(bits) => bits,
            None => 0,
        };
        out[n] = (bits, base);
        base += 1 << bits;
        n += 1;
    }
    out
}

/// Undoes DEFLATE, as far as `limit` bytes.
///
/// # Errors
/// When the data is damaged, or more than `limit` bytes come out.
pub fn inflate(data: &[u8], limit: usize) -> Result<Vec<u8>, GridError> {
    let mut stream = Stream {
        data,
        at: 0,
        held: 0,
        count: 0,
        out: Vec::new(),
        limit,
    };
    loop {
        let last = stream.bits(1)? == 1;
        match stream.bits(2)? {
            0 => stream.stored()?,
            1 => {
                let mut lengths = [8_u8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                stream.block(&Codes::new(&lengths), &Codes::new(&[5; 30]))?;
            }
            2 => {
                let (letters, distances) = stream.tables()?;
                stream.block(&letters, &distances)?;
            }
            _ => return Err(GridError::new(DAMAGED)),
        }
        if last {
            return Ok(stream.out);
        }
    }
}

/// A canonical Huffman code: how many codes there are of each length, and the symbols in order.
struct Codes {
    counts: [u16; 16],
    symbols: Vec<u16>,
}

impl Codes {
    fn new(lengths: &[u8]) -> Self {
        let mut counts = [0; 16];
        for length in lengths {
            counts[usize::from(*length)] += 1;
        }
        counts[0] = 0;
        let used = |symbol: &u16| lengths[usize::from(*symbol)] > 0;
        let mut symbols: Vec<u16> = (0..lengths.len() as u16).filter(used).collect();
        symbols.arrange_by(|a, b| {
            let length = |symbol: &u16| (lengths[usize::from(*symbol)], *symbol);
            length(a).cmp(&length(b))
        });
        Self { counts, symbols }
    }
}

struct Stream<'a> {
    data: &'a [u8],
    at: usize,
    held: u32,
    count: u32,
    out: Vec<u8>,
    limit: usize,
}

impl Stream<'_> {
    fn bits(&mut self, wanted: u32) -> Result<u32, GridError> {
        while self.count < wanted {
            let byte = *self.data.get(self.at).ok_or(GridError::new(DAMAGED))?;
            self.held |= u32::from(byte) << self.count;
            self.at += 1;
            self.count += 8;
        }
        let value = self.held & ((1 << wanted) - 1);
        self.held >>= wanted;
        self.count -= wanted;
        Ok(value)
    }

    // Codes come bit by bit, the highest first: those of one length follow each other as numbers.
    fn symbol(&mut self, codes: &Codes) -> Result<usize, GridError> {
        let (mut code, mut first, mut index) = (0_u32, 0_u32, 0_u32);
        for length in 1..16 {
            code |= self.bits(1)?;
            let count = u32::from(codes.counts[length]);
            if code < first + count {
                let symbol = codes.symbols.get((index + code - first) as usize);
                return symbol
                    .map(|symbol| usize::from(*symbol))
                    .ok_or(GridError::new(DAMAGED));
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        Err(GridError::new(DAMAGED))
    }

    fn room(&self, more: usize) -> Result<(), GridError> {
        if self.out.len() + more > self.limit {
            return Err(GridError::new(
                "A part of the file is larger than it says. It was not read.",
            ));
        }
        Ok(())
    }

    fn stored(&mut self) -> Result<(), GridError> {
        // What is left of a byte says nothing.
        (self.held, self.count) = (0, 0);
        let head = self.data.get(self.at..self.at + 4);
        let &[a, b, c, d] = head.unwrap_or_default() else {
            return Err(GridError::new(DAMAGED));
        };
        let length = u16::from_le_bytes([a, b]);
        self.at += 4;
        let to = self.at + usize::from(length);
        let part = self.data.get(self.at..to);
        match part.filter(|_| length == !u16::from_le_bytes([c, d])) {
            Some(part) => {
                self.room(part.len())?;
                self.out.extend_from_slice(part);
                self.at = to;
                Ok(())
            }
            None => Err(GridError::new(DAMAGED)),
        }
    }

    fn tables(&mut self) -> Result<(Codes, Codes), GridError> {
        let letters = self.bits(5)? as usize + 257;
        let distances = self.bits(5)? as usize + 1;
        let known = self.bits(4)? as usize + 4;
        let mut lengths = [0_u8; 19];
        for place in &ORDER[..known] {
            lengths[*place] = self.bits(3)? as u8;
        }
        let codes = Codes::new(&lengths);
        let total = letters + distances;
        let mut all: Vec<u8> = Vec::with_capacity(total);
        while all.len() < total {
            let (value, times) = match self.symbol(&codes)? {
                16 => match all.last() {
                    Some(last) => (*last, 3 + self.bits(2)?),
                    None => return Err(GridError::new(DAMAGED)),
                },
                17 => (0, 3 + self.bits(3)?),
                18 => (0, 11 + self.bits(7)?),
                length => (length as u8, 1),
            };
            all.extend(std::iter::repeat_n(value, times as usize));
        }
        if all.len() > total || letters > 286 || distances > 30 {
            return Err(GridError::new(DAMAGED));
        }
        Ok((Codes::new(&all[..letters]), Codes::new(&all[letters..])))
    }

    fn block(&mut self, letters: &Codes, distances: &Codes) -> Result<(), GridError> {
        loop {
            match self.symbol(letters)? {
                letter @ 0..256 => {
                    self.room(1)?;
                    self.out.push(letter as u8);
                }
                256 => return Ok(()),
                // The longest length has a symbol of its own, without extra bits.
                285 => self.copy(258, distances)?,
                length => {
                    let known = LENGTHS.get(length - 257);
                    let (bits, base) = *known.ok_or(GridError::new(DAMAGED))?;
                    let length = base + self.bits(bits)?;
                    self.copy(length as usize, distances)?;
                }
            }
        }
    }

    fn copy(&mut self, length: usize, distances: &Codes) -> Result<(), GridError> {
        let known = DISTANCES.get(self.symbol(distances)?);
        let (bits, base) = *known.ok_or(GridError::new(DAMAGED))?;
        let distance = (base + self.bits(bits)?) as usize;
        self.room(length)?;
        let Some(from) = self.out.len().checked_sub(distance) else {
            return Err(GridError::new(DAMAGED));
        };
        for at in from..from + length {
            self.out.push(self.out[at]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::compress_to_vec;
    use proptest::prelude::*;

    #[test]
    fn the_tables_of_the_standard() {
        assert_eq!(LENGTHS[8], (1, 11));
        assert_eq!(LENGTHS[27], (5, 227));
        assert_eq!(DISTANCES[4], (1, 5));
        assert_eq!(DISTANCES[29], (13, 24_577));
    }

    #[test]
    fn a_bomb_stops_at_its_limit() {
        let bomb = compress_to_vec(&vec![0; 10 << 20], 9);
        assert!(bomb.len() < 20_000);
        let error = inflate(&bomb, 1 << 20).expect_err("too large");
        assert!(error.reason.contains("larger"), "{error}");
        assert_eq!(inflate(&bomb, 10 << 20).map(|out| out.len()), Ok(10 << 20));
    }

    proptest! {
        #[test]
        fn what_another_compressor_wrote_is_read(
            parts in prop::collection::vec(("[a-f <>/]{0,40}", 1..30_usize), 0..40),
            noise in prop::collection::vec(any::<u8>(), 0..2000),
            level in 0..10_u8,
        ) {
            let text: String = parts.iter().map(|(part, times)| part.repeat(*times)).collect();
            let bytes = [text.as_bytes(), &noise].concat();
            prop_assert_eq!(inflate(&compress_to_vec(&bytes, level), bytes.len()), Ok(bytes));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            drop(inflate(&bytes, 1 << 16));
        }
    }
}
