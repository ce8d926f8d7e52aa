//! QR codes (ISO/IEC 18004): a short text as squares that any phone reads from paper.
//!
//! Only what paper needs: versions 1 to 10, error correction M (a seventh of the code may be
//! spoilt), letters as capitals where all fit, bytes otherwise.

mod codewords;

/// A code: a square of dark and light modules.
pub struct Qr {
    size: usize,
    dark: Vec<bool>,
    // What finds, times and describes the code, and so holds no data.
    fixed: Vec<bool>,
}

/// How many light modules stand around a code on every side.
const QUIET: usize = 4;

impl Qr {
    /// The smallest code that holds the text; `None` when it is longer than version 10 holds.
    pub fn of(text: &str) -> Option<Self> {
        let (version, bits) = codewords::of(text)?;
        let mut best: Option<(usize, Self)> = None;
        for mask in 0..8 {
            let mut code = Self::empty(version);
            code.describe(mask);
            code.fill(&bits, mask);
            let penalty = code.penalty();
            if best.as_ref().is_none_or(|(least, _)| penalty < *least) {
                best = Some((penalty, code));
            }
        }
        best.map(|(_, code)| code)
    }

    /// How many modules a side has, the light margin not counted.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether a module is dark.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }

    /// How many modules a side has with the margin: the side of the path's view box.
    pub fn side(&self) -> usize {
        self.size + 2 * QUIET
    }

    /// The dark modules as the data of an SVG path, one unit a module, inside the margin.
    pub fn path(&self) -> String {
        let mut out = String::new();
        for y in 0..self.size {
            let mut x = 0;
            while x < self.size {
                let from = x;
                while self.is_dark(x, y) {
                    x += 1;
                }
                if x > from {
                    let [left, top, wide] =
                        [from + QUIET, y + QUIET, x - from].map(|n| n.to_string());
                    out.extend(["M", &left, " ", &top, "h", &wide, "v1h-", &wide, "z"]);
                }
                x += 1;
            }
        }
        out
    }

    fn empty(version: usize) -> Self {
        let size = 17 + 4 * version;
        let mut code = Self {
            size,
            dark: vec![false; size * size],
            fixed: vec![false; size * size],
        };
        for n in 0..size {
            code.fix(6, n, n.is_multiple_of(2));
            code.fix(n, 6, n.is_multiple_of(2));
        }
        let last = size - 7;
        for (left, top) in [(0, 0), (last, 0), (0, last)] {
            code.finder(left, top);
        }
        let centres = centres(version);
        for &x in &centres {
            for &y in &centres {
                let in_finder = (x == 6 && (y == 6 || y + 7 == size)) || (y == 6 && x + 7 == size);
                if !in_finder {
                    code.rings(x - 2, y - 2, 5);
                }
            }
        }
        code.say_version(version);
        code
    }

    fn fix(&mut self, x: usize, y: usize, dark: bool) {
        let at = y * self.size + x;
        self.dark[at] = dark;
        self.fixed[at] = true;
    }

    // Squares in squares: dark outside, then light, then dark.
    fn rings(&mut self, left: usize, top: usize, side: usize) {
        let middle = side / 2;
        for y in 0..side {
            for x in 0..side {
                let ring = x.abs_diff(middle).max(y.abs_diff(middle));
                self.fix(left + x, top + y, ring + 1 != middle);
            }
        }
    }

    // A corner mark with the light line that parts it from the rest.
    fn finder(&mut self, left: usize, top: usize) {
        let across = |from: usize| from.saturating_sub(1)..(from + 8).min(self.size);
        let (columns, rows) = (across(left), across(top));
        for y in rows {
            for x in columns.clone() {
                self.fix(x, y, false);
            }
        }
        self.rings(left, top, 7);
    }

    // From version 7 on the code says its version, twice.
    fn say_version(&mut self, version: usize) {
        if version < 7 {
            return;
        }
        let bits = (version << 12) | remainder(version, 12, 0x1f25);
        for n in 0..18 {
            let (along, across) = (n / 3, self.size - 11 + n % 3);
            let dark = bits >> n & 1 == 1;
            self.fix(across, along, dark);
            self.fix(along, across, dark);
        }
    }

    // Correction level and mask, twice; level M is zero.
    fn describe(&mut self, mask: usize) {
        let bits = ((mask << 10) | remainder(mask, 10, 0x537)) ^ 0x5412;
        let (size, bit) = (self.size, |n: usize| bits >> n & 1 == 1);
        for n in 0..15 {
            let first = match n {
                0..=5 => (8, n),
                6 => (8, 7),
                7 => (8, 8),
                8 => (7, 8),
                _ => (14 - n, 8),
            };
            let second = if n < 8 {
                (size - 1 - n, 8)
            } else {
                (8, size - 15 + n)
            };
            self.fix(first.0, first.1, bit(n));
            self.fix(second.0, second.1, bit(n));
        }
        self.fix(8, size - 8, true);
    }

    // The data in pairs of columns from the right, up and down in turn, under a mask.
    fn fill(&mut self, bytes: &[u8], mask: usize) {
        let mut bits = bytes
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |n| byte >> n & 1 == 1));
        let mut right = self.size - 1;
        let mut up = true;
        loop {
            for n in 0..self.size {
                let y = if up { self.size - 1 - n } else { n };
                for x in [right, right - 1] {
                    let at = y * self.size + x;
                    if !self.fixed[at] {
                        self.dark[at] = bits.next().unwrap_or(false) ^ masked(mask, x, y);
                    }
                }
            }
            up = !up;
            // The column that times the rows is no part of a pair.
            right = match right {
                8 => 5,
                1 => return,
                _ => right - 2,
            };
        }
    }

    // How hard a code is to read: long runs, blocks, what looks like a corner, and imbalance.
    fn penalty(&self) -> usize {
        const CORNER: [bool; 7] = [true, false, true, true, true, false, true];
        let size = self.size;
        let mut total = 0;
        for upright in [false, true] {
            let module = |line: usize, n: usize| {
                if upright {
                    self.is_dark(line, n)
                } else {
                    self.is_dark(n, line)
                }
            };
            for line in 0..size {
                let modules: Vec<bool> = (0..size).map(|n| module(line, n)).collect();
                let runs = modules.chunk_by(|a, b| a == b);
                let long = runs.filter(|run| run.len() >= 5);
                total += long.map(|run| run.len() - 2).sum::<usize>();
                // The margin counts as light.
                let light = |range: std::ops::Range<usize>| {
                    range
                        .clone()
                        .all(|n| !modules.get(n).copied().unwrap_or(false))
                };
                for from in 0..=size - 7 {
                    if modules[from..from + 7] == CORNER {
                        let before = light(from.saturating_sub(4)..from);
                        total +=
                            40 * (usize::from(before) + usize::from(light(from + 7..from + 11)));
                    }
                }
            }
        }
        for y in 1..size {
            for x in 1..size {
                let here = self.is_dark(x, y);
                let same = [(x - 1, y), (x, y - 1), (x - 1, y - 1)]
                    .iter()
                    .all(|&(x, y)| self.is_dark(x, y) == here);
                total += 3 * usize::from(same);
            }
        }
        let (all, dark) = (size * size, self.dark.iter().filter(|dark| **dark).count());
        // Each whole step of five percent away from one half.
        let away = (20 * dark).abs_diff(10 * all);
        total + 10 * (away.div_ceil(all).saturating_sub(1))
    }
}

// What is left when bits are divided by a generator.
fn remainder(bits: usize, length: usize, generator: usize) -> usize {
    let mut rest = bits;
    for _ in 0..length {
        rest = (rest << 1) ^ ((rest >> (length - 1)) * generator);
    }
    rest
}

fn masked(mask: usize, x: usize, y: usize) -> bool {
    let rest = match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    };
    rest == 0
}

// Where the small marks stand that keep a larger code straight.
fn centres(version: usize) -> Vec<usize> {
    let last = 10 + 4 * version;
    match version {
        1 => Vec::new(),
        2..=6 => vec![6, last],
        _ => vec![6, 3 + last / 2, last],
    }
}

#[cfg(test)]
mod tests;
