//! How long a plan may take, as a distribution (PERT).
//!
//! The expected durations and variances along the critical path add up, and their sum is taken
//! to be normal: Malcolm, Roseboom, Clark and Fazar, *Application of a Technique for Research and
//! Development Program Evaluation*, Operations Research 7 (1959). Optimistic where other paths
//! are nearly as long: any of them may turn out to be the longest.

use super::plan::Length;

/// The normal distribution of a plan's length.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The expected length, in minutes.
    pub mean: f64,
    /// The standard deviation, in minutes.
    pub deviation: f64,
}

impl Spread {
    /// The distribution of a plan.
    pub fn of(length: &Length) -> Self {
        Self {
            mean: length.minutes,
            deviation: length.variance.max(0.0).sqrt(),
        }
    }

    /// The chance to be done within so many minutes, from 0 to 1.
    pub fn chance(self, within: f64) -> f64 {
        if self.deviation > 0.0 {
            normal((within - self.mean) / self.deviation)
        } else {
            f64::from(u8::from(within >= self.mean))
        }
    }

    /// The minutes within which it is done with a chance strictly between 0 and 1.
    pub fn within(self, chance: f64) -> f64 {
        // Beyond eight deviations there is nothing to find.
        let (mut low, mut high) = (-8.0, 8.0);
        for _ in 0..60 {
            let middle = f64::midpoint(low, high);
            if normal(middle) < chance {
                low = middle;
            } else {
                high = middle;
            }
        }
        (self.mean + self.deviation * low).max(0.0)
    }

    /// Points of the curve of chances, from hardly ever to nearly always: minutes and chance.
    pub fn curve(self, points: usize) -> Vec<(f64, f64)> {
        let reach = if self.deviation > 0.0 {
            3.0 * self.deviation
        } else {
            (self.mean * 0.1).max(1.0)
        };
        let from = (self.mean - reach).max(0.0);
        let step = (self.mean + reach - from) / (points.max(2) - 1) as f64;
        (0..points.max(2))
            .map(|n| from + step * n as f64)
            .map(|minutes| (minutes, self.chance(minutes)))
            .collect()
    }
}

/// The standard normal distribution function, by Abramowitz and Stegun, *Handbook of Mathematical
/// Functions*, 26.2.17; wrong by less than 7.5e-8.
pub fn normal(z: f64) -> f64 {
    const B: [f64; 5] = [
        0.319_381_530,
        -0.356_563_782,
        1.781_477_937,
        -1.821_255_978,
        1.330_274_429,
    ];
    let t = 1.0 / (1.0 + 0.231_641_9 * z.abs());
    let sum = B.iter().rev().fold(0.0, |sum, b| (sum + b) * t);
    let upper = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * sum;
    if z < 0.0 { upper } else { 1.0 - upper }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// DOMAIN formulas: path 5/8/17, 3/5/7, 4/6/8, 3/4/5 → te 24, variance 5, P(≤ 28) = 0.963.
    #[test]
    fn the_worked_example_is_done_within_28_with_a_chance_of_0_963() {
        let spread = Spread {
            mean: 24.0,
            deviation: 5.0_f64.sqrt(),
        };
        assert!((spread.chance(28.0) - 0.963).abs() < 5e-4);
        assert!((spread.chance(24.0) - 0.5).abs() < 1e-6);
        assert!((spread.within(0.963_2) - 28.0).abs() < 0.01);
    }

    /// Hillier and Lieberman, the Reliable Construction Co. project: mean 44 weeks, variance 9,
    /// so that the deadline of 47 weeks is met with a chance of about 0.84.
    #[test]
    fn the_published_deadline_is_met_with_a_chance_of_0_84() {
        let spread = Spread {
            mean: 44.0,
            deviation: 3.0,
        };
        assert!((spread.chance(47.0) - 0.8413).abs() < 1e-4);
    }

    #[test]
    fn the_distribution_function_has_its_published_values() {
        for (z, p) in [
            (0.0, 0.5),
            (1.0, 0.841_345),
            (-1.96, 0.024_998),
            (2.33, 0.990_097),
        ] {
            assert!((normal(z) - p).abs() < 1e-6, "{z}");
        }
    }

    #[test]
    fn what_does_not_vary_is_done_in_time_or_not() {
        let spread = Spread {
            mean: 30.0,
            deviation: 0.0,
        };
        assert_eq!((spread.chance(29.0), spread.chance(30.0)), (0.0, 1.0));
        assert!((spread.within(0.95) - 30.0).abs() < 1e-9);
    }

    #[test]
    fn the_curve_rises() {
        let spread = Spread {
            mean: 24.0,
            deviation: 30.0,
        };
        let curve = spread.curve(40);
        assert_eq!(curve.len(), 40);
        assert!(curve[0].0 >= 0.0, "nothing is done before it began");
        assert!(
            curve
                .windows(2)
                .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1)
        );
    }
}
