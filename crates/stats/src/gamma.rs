//! What is known of how often something happens: a gamma distribution of the rate, made sharper by what
//! was counted (Gelman et al., *Bayesian Data Analysis*, 3rd edition, 2.6).

use crate::draw::NINETY;

/// A gamma distribution of a rate, with the mean `shape / rate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    /// As if so many events had been counted.
    pub shape: f64,
    /// In so much time.
    pub rate: f64,
}

/// So many steps are enough for every series and fraction here.
const STEPS: usize = 10_000;
/// Halvings between two numbers until nothing is left between them that matters.
const HALVINGS: usize = 64;
/// From this shape on the law of Wilson and Hilferty is exact enough, and the series takes too many steps.
const LARGE: f64 = 10_000.0;

impl Gamma {
    /// The one with this mean and variance; none unless both are above 0.
    pub fn of_moments(mean: f64, variance: f64) -> Option<Self> {
        let sound = mean > 0.0 && variance > 0.0 && mean.is_finite() && variance.is_finite();
        sound.then(|| Self {
            shape: mean * mean / variance,
            rate: mean / variance,
        })
    }

    /// What is known after so many events in so much time: shape + events, rate + time. Poisson events
    /// and a gamma distribution are conjugate.
    #[must_use]
    pub fn after(self, events: usize, time: f64) -> Self {
        Self {
            shape: self.shape + events as f64,
            rate: self.rate + time.max(0.0),
        }
    }

    /// Its mean.
    pub fn mean(self) -> f64 {
        self.shape / self.rate
    }

    /// Its variance.
    pub fn variance(self) -> f64 {
        self.shape / (self.rate * self.rate)
    }

    /// The chance that nothing happens in so much time: (rate / (rate + time))^shape.
    pub fn none_within(self, time: f64) -> f64 {
        libm::exp(-self.shape * libm::log1p(time.max(0.0) / self.rate))
    }

    /// The chance of a rate of at most `x`: the regularised incomplete gamma function, by its series
    /// below the mean and by its continued fraction above (Abramowitz and Stegun, *Handbook of
    /// Mathematical Functions*, 6.5.29 and 6.5.31).
    pub fn cdf(self, x: f64) -> f64 {
        let (a, x) = (self.shape, x * self.rate);
        if x <= 0.0 {
            return 0.0;
        }
        let scale = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
        if x < a + 1.0 {
            let (mut term, mut sum) = (1.0 / a, 1.0 / a);
            for n in 1..STEPS {
                term *= x / (a + n as f64);
                sum += term;
                if term < sum * f64::EPSILON {
                    break;
                }
            }
            (sum * scale).min(1.0)
        } else {
            1.0 - (scale * fraction(a, x)).min(1.0)
        }
    }

    /// The rate that is not exceeded with a chance strictly between 0 and 1.
    pub fn quantile(self, chance: f64) -> f64 {
        let mut high = self.mean().max(f64::MIN_POSITIVE);
        while self.cdf(high) < chance && high < f64::MAX / 4.0 {
            high *= 2.0;
        }
        let mut low = 0.0;
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(low, high);
            if self.cdf(middle) < chance {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }

    /// The interval that the rate lies in with a chance of 90 %, as much on either side outside. Of large shapes by the
    /// cube root, which is nearly normal (Wilson and Hilferty, *The distribution of chi-square*, Proceedings of
    /// the National Academy of Sciences 17, 1931).
    pub fn ninety(self) -> (f64, f64) {
        if self.shape < LARGE {
            return (self.quantile(0.05), self.quantile(0.95));
        }
        let part = 1.0 / (9.0 * self.shape);
        let at = |off: f64| {
            let root = (1.0 - part + off * part.sqrt()).max(0.0);
            self.mean() * root * root * root
        };
        (at(-NINETY / 2.0), at(NINETY / 2.0))
    }
}

// Lentz's way through the continued fraction: `up` and `down` are quotients of the numerators and of the
// denominators of what is cut off after each step.
fn fraction(shape: f64, x: f64) -> f64 {
    let tiny = f64::MIN_POSITIVE / f64::EPSILON;
    let not_none = |value: f64| if value.abs() < tiny { tiny } else { value };
    let mut each = x + 1.0 - shape;
    let (mut up, mut down) = (1.0 / tiny, 1.0 / each);
    let mut value = down;
    for step in 1..STEPS {
        let step = step as f64;
        let part = step * (shape - step);
        each += 2.0;
        down = 1.0 / not_none(part * down + each);
        up = not_none(each + part / up);
        value *= down * up;
        if (down * up - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn near(got: f64, wanted: f64, within: f64) {
        assert!((got - wanted).abs() <= within, "{got}, not {wanted}");
    }

    /// Gelman et al., 2.6: asthma deaths, a prior of shape 3 and rate 5, 3 deaths in 2 person-units give shape 6 and rate 7,
    /// mean 0.86; 30 in 20 give 33 and 25, mean 1.32.
    #[test]
    fn events_add_to_the_shape_and_time_to_the_rate() {
        let prior = Gamma {
            shape: 3.0,
            rate: 5.0,
        };
        let one = prior.after(3, 2.0);
        assert_eq!(
            (one.shape.to_bits(), one.rate.to_bits()),
            (6f64.to_bits(), 7f64.to_bits())
        );
        near(one.mean(), 0.857, 5e-4);
        near(prior.after(30, 20.0).mean(), 1.32, 5e-4);
    }

    /// Half of a chi-square of 2·shape degrees of freedom is gamma: its published percentiles.
    #[test]
    fn quantiles_are_those_of_the_chi_square_tables() {
        for (degrees, chance, chi) in [
            (1.0, 0.95, 3.841_459),
            (2.0, 0.05, 0.102_587),
            (10.0, 0.05, 3.940_299),
            (10.0, 0.95, 18.307_038),
            (30.0, 0.975, 46.979_242),
            (100.0, 0.95, 124.342_113),
        ] {
            let law = Gamma {
                shape: degrees / 2.0,
                rate: 0.5,
            };
            near(law.quantile(chance), chi, 1e-5);
            near(law.cdf(chi), chance, 1e-6);
        }
    }

    /// Of shape 1 it is exponential: 1 − e^(−x), and nothing happens with rate / (rate + time).
    #[test]
    fn of_shape_one_it_is_the_exponential_distribution() {
        let law = Gamma {
            shape: 1.0,
            rate: 2.0,
        };
        near(law.cdf(0.7), 1.0 - (-1.4_f64).exp(), 1e-12);
        near(law.quantile(0.5), 0.5 * 2.0_f64.ln(), 1e-12);
        near(law.none_within(3.0), 0.4, 1e-12);
    }

    /// Where both ways can be gone they meet; beyond, the shape is no matter of time.
    #[test]
    fn large_shapes_have_the_interval_of_the_series() {
        let law = |shape: f64| Gamma { shape, rate: shape };
        let (low, high) = law(LARGE).ninety();
        near(low, law(LARGE).quantile(0.05), 1e-6);
        near(high, law(LARGE).quantile(0.95), 1e-6);
        let (low, high) = law(1e12).ninety();
        near(low, 1.0, 2e-6);
        near(high, 1.0, 2e-6);
    }

    #[test]
    fn moments_name_one_law_or_none() {
        let law = Gamma::of_moments(2.0, 0.5).expect("both above 0");
        near(law.mean(), 2.0, 1e-12);
        near(law.variance(), 0.5, 1e-12);
        for (mean, variance) in [
            (0.0, 1.0),
            (1.0, 0.0),
            (f64::NAN, 1.0),
            (1.0, f64::INFINITY),
        ] {
            assert_eq!(Gamma::of_moments(mean, variance), None);
        }
    }

    proptest! {
        #[test]
        fn the_mean_after_lies_between_the_one_before_and_what_was_counted(
            shape in 0.05..200.0_f64, rate in 0.01..200.0_f64, events in 0..500_usize, time in 0.001..100.0_f64,
        ) {
            let prior = Gamma { shape, rate };
            let (before, seen) = (prior.mean(), events as f64 / time);
            let after = prior.after(events, time).mean();
            let slack = 1e-9 * (before + seen);
            prop_assert!(after >= before.min(seen) - slack && after <= before.max(seen) + slack);
            // The same again brings it no farther from what was counted.
            let twice = prior.after(2 * events, 2.0 * time).mean();
            prop_assert!((twice - seen).abs() <= (after - seen).abs() + slack);
        }

        #[test]
        fn a_quantile_is_where_the_chance_is_reached(
            shape in 0.05..300.0_f64, rate in 0.01..100.0_f64, chance in 0.01..0.99_f64,
        ) {
            let law = Gamma { shape, rate };
            let x = law.quantile(chance);
            // Of a small shape the least rates are too small to be told apart.
            prop_assume!(x > 1e-12);
            prop_assert!((law.cdf(x) - chance).abs() < 1e-7, "{}", law.cdf(x));
            let (low, high) = law.ninety();
            prop_assert!(low <= high);
        }
    }
}
