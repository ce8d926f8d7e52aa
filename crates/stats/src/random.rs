//! A small seeded generator.

use std::fmt;
use std::sync::LazyLock;

/// xoshiro256++ (Blackman and Vigna 2019), seeded by `SplitMix64` (Steele, Lea, Flood 2014).
#[derive(Clone)]
pub struct Random {
    state: [u64; 4],
    ziggurat: &'static Ziggurat,
}

impl fmt::Debug for Random {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Random").field(&self.state).finish()
    }
}

/// The next number of `SplitMix64`.
pub fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Random {
    /// The generator of a seed.
    pub fn new(mut seed: u64) -> Self {
        let state = [(); 4].map(|()| split_mix(&mut seed));
        Self {
            state,
            ziggurat: &ZIGGURAT,
        }
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let result = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        result
    }

    /// The upper 53 of 64 random bits, as a number in [0, 1).
    pub(crate) fn unit(bits: u64) -> f64 {
        (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform in [0, 1), in steps of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        Self::unit(self.bits())
    }

    /// From the standard normal distribution, by the ziggurat method (Marsaglia and Tsang 2000, in
    /// the form of Doornik 2005): most numbers take one comparison and no logarithm.
    pub fn normal(&mut self) -> f64 {
        let ziggurat = self.ziggurat;
        loop {
            let bits = self.bits();
            let block = (bits & 127) as usize;
            let u = 2.0 * Self::unit(bits) - 1.0;
            let x = u * ziggurat.edges[block];
            if u.abs() < ziggurat.ratios[block] {
                return x;
            }
            if block == 0 {
                return self.tail(u < 0.0);
            }
            let height = |edge: f64| libm::exp(-0.5 * (edge * edge - x * x));
            let (outer, inner) = (
                height(ziggurat.edges[block]),
                height(ziggurat.edges[block + 1]),
            );
            if inner + self.uniform() * (outer - inner) < 1.0 {
                return x;
            }
        }
    }

    /// What lies beyond the last block (Marsaglia 1964).
    fn tail(&mut self, negative: bool) -> f64 {
        loop {
            // 1 − u, which is never 0.
            let x = libm::log(1.0 - self.uniform()) / LAST;
            let y = libm::log(1.0 - self.uniform());
            if -2.0 * y >= x * x {
                return if negative { x - LAST } else { LAST - x };
            }
        }
    }
}

/// The blocks of the normal density, of one area each: 128 of them, the last with the tail.
struct Ziggurat {
    /// Where each block ends at the right, the widest first.
    edges: [f64; 129],
    /// The share of each block that lies below the density everywhere.
    ratios: [f64; 128],
}

/// Where the tail begins, and the area of a block.
const LAST: f64 = 3.442_619_855_899;
const AREA: f64 = 9.912_563_035_262_17e-3;

static ZIGGURAT: LazyLock<Ziggurat> = LazyLock::new(|| {
    let mut edges = [0.0; 129];
    let mut density = libm::exp(-0.5 * LAST * LAST);
    edges[0] = AREA / density;
    edges[1] = LAST;
    for n in 2..128 {
        edges[n] = (-2.0 * libm::log(AREA / edges[n - 1] + density)).sqrt();
        density = libm::exp(-0.5 * edges[n] * edges[n]);
    }
    let mut ratios = [0.0; 128];
    for (n, ratio) in ratios.iter_mut().enumerate() {
        *ratio = edges[n + 1] / edges[n];
    }
    Ziggurat { edges, ratios }
});

#[cfg(test)]
mod tests {
    use super::*;

    /// The published first outputs of `SplitMix64` for the seed 1234567.
    #[test]
    fn split_mix_gives_its_published_numbers() {
        let mut state = 1_234_567;
        let numbers = [(); 3].map(|()| split_mix(&mut state));
        assert_eq!(
            numbers,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    /// The first outputs of the reference implementation in C for the state 1, 2, 3, 4.
    #[test]
    fn xoshiro_gives_its_reference_numbers() {
        let mut random = Random {
            state: [1, 2, 3, 4],
            ziggurat: &ZIGGURAT,
        };
        let numbers = [(); 6].map(|()| random.bits());
        assert_eq!(
            numbers,
            [
                41_943_041,
                58_720_359,
                3_588_806_011_781_223,
                3_591_011_842_654_386,
                9_228_616_714_210_784_205,
                9_973_669_472_204_895_162,
            ]
        );
    }

    /// The mean of n uniform numbers has a standard error of √(1/12n); of normal ones √(1/n).
    #[test]
    fn means_and_variances_are_right() {
        let mut random = Random::new(7);
        let n = 200_000;
        let (mut uniform, mut normal, mut square) = (0.0, 0.0, 0.0);
        // Beyond 1.96 lie 5 % of a normal distribution, beyond the last block 0.0576 %.
        let (mut beyond, mut tail) = (0.0, 0.0);
        for _ in 0..n {
            let u = random.uniform();
            assert!((0.0..1.0).contains(&u));
            uniform += u;
            let z = random.normal();
            normal += z;
            square += z * z;
            beyond += f64::from(u8::from(z.abs() > 1.959_963_985));
            tail += f64::from(u8::from(z.abs() > LAST));
        }
        let n = f64::from(n);
        assert!((uniform / n - 0.5).abs() < 4.0 * (1.0 / (12.0 * n)).sqrt());
        assert!((normal / n).abs() < 4.0 * (1.0 / n).sqrt());
        assert!((square / n - 1.0).abs() < 4.0 * (2.0 / n).sqrt());
        assert!((beyond / n - 0.05).abs() < 4.0 * (0.0475 / n).sqrt());
        assert!((tail / n - 0.000_576).abs() < 4.0 * (0.000_576 / n).sqrt());
    }
}
