//! Distributions to draw from.

use super::random::Random;
use super::strips::Beta;
use std::collections::BTreeMap;

/// How far the 5th and the 95th percentile of a normal distribution lie apart, in standard
/// deviations.
pub const NINETY: f64 = 3.289_707_253_902_943;

/// A PERT distribution: a beta distribution between a least and a greatest value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pert {
    /// The least value.
    pub min: f64,
    /// The most likely value.
    pub mode: f64,
    /// The greatest value.
    pub max: f64,
    /// How much the most likely value weighs: 4 as a rule, 0 for a uniform distribution.
    pub gamma: f64,
}

impl Pert {
    /// Its mean, (a + γm + b) / (γ + 2); not its mode.
    pub fn mean(self) -> f64 {
        (self.min + self.gamma * self.mode + self.max) / (self.gamma + 2.0)
    }

    /// Ready to draw from: α = 1 + γ(m − a)/(b − a), β = 1 + γ(b − m)/(b − a).
    pub fn ready(self) -> PertDraw {
        self.ready_among(&mut Shapes::default())
    }

    /// The same where others of the same shape are drawn from, too: they share a table of 10 KB.
    pub fn ready_among(self, shapes: &mut Shapes) -> PertDraw {
        let range = self.max - self.min;
        let beta = (range > 0.0).then(|| {
            let share = self.gamma / range;
            let alpha = 1.0 + share * (self.mode - self.min);
            let beta = 1.0 + share * (self.max - self.mode);
            let known = shapes.0.entry((alpha.to_bits(), beta.to_bits()));
            known.or_insert_with(|| Beta::new(alpha, beta)).clone()
        });
        PertDraw {
            min: self.min,
            range,
            beta,
        }
    }
}

/// The shapes that are drawn from.
#[derive(Debug, Default)]
pub struct Shapes(BTreeMap<(u64, u64), Beta>);

/// A PERT distribution to draw from.
#[derive(Clone, Debug)]
pub struct PertDraw {
    min: f64,
    range: f64,
    beta: Option<Beta>,
}

impl PertDraw {
    /// The next value; the one there is where least and greatest are equal.
    pub fn draw(&self, random: &mut Random) -> f64 {
        match &self.beta {
            Some(beta) => self.min + self.range * beta.draw(random),
            None => self.min,
        }
    }

    /// The greatest value.
    pub fn max(&self) -> f64 {
        self.min + self.range
    }
}

/// A lognormal distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lognormal {
    /// The mean of the logarithm.
    pub mu: f64,
    /// The standard deviation of the logarithm.
    pub sigma: f64,
}

impl Lognormal {
    /// The one whose 5th and 95th percentile are these, both above 0:
    /// μ = (ln L + ln U)/2, σ = (ln U − ln L)/3.2897.
    pub fn of_interval(low: f64, high: f64) -> Self {
        let (low, high) = (libm::log(low), libm::log(high));
        Self {
            mu: f64::midpoint(low, high),
            sigma: (high - low) / NINETY,
        }
    }

    /// Its mean, exp(μ + σ²/2).
    pub fn mean(self) -> f64 {
        libm::exp(self.mu + self.sigma * self.sigma / 2.0)
    }

    /// The next value.
    pub fn draw(self, random: &mut Random) -> f64 {
        libm::exp(self.mu + self.sigma * random.normal())
    }
}

/// Up to this mean a Poisson number is found by inversion; a greater mean is a sum of such.
const INVERTED: f64 = 16.0;

/// A Poisson distribution whose mean is drawn, too: `mean` is asked for only where it matters,
/// and never gives more than `most`.
pub fn poisson(
    random: &mut Random,
    most: f64,
    none: f64,
    mean: impl FnOnce(&mut Random) -> f64,
) -> u32 {
    let u = random.uniform();
    // Nothing happens at the greatest mean, so nothing does at the one that is drawn.
    if u < none && most <= INVERTED {
        return 0;
    }
    let mut left = mean(random);
    if left <= INVERTED {
        return inverted(u, left);
    }
    let mut count = inverted(u, INVERTED);
    left -= INVERTED;
    while left > 0.0 {
        let part = left.min(INVERTED);
        count += inverted(random.uniform(), part);
        left -= part;
    }
    count
}

/// The number of events whose cumulated probability first exceeds `u`.
fn inverted(u: f64, mean: f64) -> u32 {
    let mut chance = libm::exp(-mean);
    let (mut sum, mut count) = (chance, 0);
    while u >= sum && chance > 0.0 {
        count += 1;
        chance *= mean / f64::from(count);
        sum += chance;
    }
    count
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the very same numbers are meant")]
mod tests {
    use super::*;

    /// Mean and standard error of so many draws.
    fn mean_of(n: u32, mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let (mut sum, mut squares) = (0.0, 0.0);
        for _ in 0..n {
            let value = draw();
            sum += value;
            squares += value * value;
        }
        let n = f64::from(n);
        let mean = sum / n;
        (mean, ((squares / n - mean * mean) / n).sqrt())
    }

    fn assert_mean(expected: f64, (mean, error): (f64, f64)) {
        assert!(
            (mean - expected).abs() <= 4.0 * error,
            "{mean} ± {error}, not {expected}"
        );
    }

    /// DOMAIN formulas: PERT (5, 20, 50), γ 2 → 23.75.
    #[test]
    fn the_mean_of_a_pert_is_not_its_mode() {
        let pert = Pert {
            min: 5.0,
            mode: 20.0,
            max: 50.0,
            gamma: 2.0,
        };
        assert!((pert.mean() - 23.75).abs() < 1e-12);
        let usual = Pert { gamma: 4.0, ..pert };
        assert!((usual.mean() - 22.5).abs() < 1e-12);
    }

    #[test]
    fn pert_draws_lie_between_and_have_the_mean() {
        let mut random = Random::new(11);
        for (min, mode, max, gamma) in [
            (5.0, 20.0, 50.0, 2.0),
            (5.0, 20.0, 50.0, 4.0),
            (0.0, 0.0, 1.0, 4.0),
            (0.0, 1.0, 1.0, 4.0),
            (0.0, 0.9, 1.0, 40.0),
            (2.0, 3.0, 4.0, 0.0),
        ] {
            let pert = Pert {
                min,
                mode,
                max,
                gamma,
            };
            let ready = pert.ready();
            let got = mean_of(100_000, || {
                let value = ready.draw(&mut random);
                assert!((min..=max).contains(&value), "{value}");
                value
            });
            assert_mean(pert.mean(), got);
        }
        let still = Pert {
            min: 3.0,
            mode: 3.0,
            max: 3.0,
            gamma: 4.0,
        };
        assert_eq!(still.ready().draw(&mut random), 3.0);
    }

    /// DOMAIN formulas: the 90 % interval (1, 10) has the mean 4.040012827 a year at λ 1.
    #[test]
    fn a_lognormal_keeps_its_interval_and_its_mean() {
        let law = Lognormal::of_interval(1.0, 10.0);
        assert!((law.mean() - 4.040_012_827).abs() < 1e-9, "{}", law.mean());
        let mut random = Random::new(13);
        let n = 200_000;
        let mut inside = 0;
        let got = mean_of(n, || {
            let value = law.draw(&mut random);
            inside += u32::from((1.0..10.0).contains(&value));
            value
        });
        assert_mean(law.mean(), got);
        let share = f64::from(inside) / f64::from(n);
        assert!(
            (share - 0.9).abs() < 4.0 * (0.09 / f64::from(n)).sqrt(),
            "{share}"
        );
    }

    #[test]
    fn poisson_numbers_have_mean_and_variance_of_one_size() {
        let mut random = Random::new(14);
        for mean in [0.0, 0.1, 3.0, 15.9, 16.1, 40.0, 800.0] {
            let none = libm::exp(-mean);
            let mut draw = || f64::from(poisson(&mut random, mean, none, |_| mean));
            assert_mean(mean, mean_of(50_000, &mut draw));
            let got = mean_of(50_000, || (draw() - mean) * (draw() - mean));
            // Two independent draws: their deviations multiply to 0 on average.
            assert_mean(0.0, got);
            let got = mean_of(50_000, || {
                let off = draw() - mean;
                off * off
            });
            assert_mean(mean, got);
        }
    }

    /// That nothing happens is decided before the mean is drawn; its chance is the same.
    #[test]
    fn a_drawn_mean_changes_nothing_but_the_spread() {
        let mut random = Random::new(15);
        let pert = Pert {
            min: 0.1,
            mode: 0.5,
            max: 2.0,
            gamma: 4.0,
        };
        let ready = pert.ready();
        let none = libm::exp(-2.0);
        let got = mean_of(200_000, || {
            f64::from(poisson(&mut random, 2.0, none, |random| ready.draw(random)))
        });
        assert_mean(pert.mean(), got);
    }
}
