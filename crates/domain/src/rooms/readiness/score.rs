//! How ready each service and the workspace is, as points of 100, with the arithmetic.

use super::checks::{Check, SEVERITIES, Severity};

/// How many checks of each severity failed, the gravest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally(pub [usize; 4]);

impl Tally {
    /// One more.
    pub fn add(&mut self, check: &Check) {
        self.0[check.severity as usize] += 1;
    }

    /// How many of a severity.
    pub const fn of(self, severity: Severity) -> usize {
        self.0[severity as usize]
    }

    /// 100 less the points of each failed check, no less than 0; half of that where a critical one is
    /// among them, so that nothing makes up for it.
    pub fn points(self) -> usize {
        let lost: usize = SEVERITIES
            .iter()
            .map(|severity| severity.points() * self.of(*severity))
            .sum();
        let left = 100_usize.saturating_sub(lost);
        if self.of(Severity::Critical) > 0 {
            left / 2
        } else {
            left
        }
    }

    /// The gravest severity of which some failed, and how many did.
    pub fn worst(self) -> Option<(Severity, usize)> {
        let all = SEVERITIES
            .iter()
            .map(|severity| (*severity, self.of(*severity)));
        all.into_iter().find(|(_, count)| *count > 0)
    }

    /// The arithmetic, as `100 − 1 × 25 (critical) − 2 × 10 (high)`.
    pub fn words(self) -> String {
        let mut words = "100".to_owned();
        for severity in SEVERITIES.iter().filter(|severity| self.of(**severity) > 0) {
            let name = severity.label().to_lowercase();
            words += &format!(" − {} × {} ({name})", self.of(*severity), severity.points());
        }
        if self.of(Severity::Critical) > 0 {
            words = format!("({words}) / 2, as a critical one fails");
        }
        words
    }
}

/// How much a service counts among all: 4 for tier 1, 3 for tier 2, 2 for tier 3, else 1.
pub fn weight(tier: Option<u8>) -> usize {
    5 - usize::from(tier.unwrap_or(4).clamp(1, 4))
}

/// The score of all services together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overall {
    /// Points of 100.
    pub points: usize,
    /// The arithmetic.
    pub how: String,
}

impl Overall {
    /// The mean of services by their weights, rounded down; half of it while `critical` checks fail
    /// anywhere; none without a service.
    pub fn of(
        services: impl Iterator<Item = (Option<u8>, usize)>,
        critical: usize,
    ) -> Option<Self> {
        let mut parts = [(0_usize, 0_usize); 4];
        for (tier, points) in services {
            let part = &mut parts[4 - weight(tier)];
            part.0 += 1;
            part.1 += points;
        }
        let weights: usize = (0..4).map(|at| parts[at].0 * (4 - at)).sum();
        let sum: usize = (0..4).map(|at| parts[at].1 * (4 - at)).sum();
        let mean = sum.checked_div(weights)?;
        let names = ["tier 1", "tier 2", "tier 3", "the rest"];
        let part = |at: usize| {
            let (count, points) = parts[at];
            (count > 0).then(|| format!("{} × {points} points of {count} of {}", 4 - at, names[at]))
        };
        let told: Vec<String> = (0..4).filter_map(part).collect();
        let mut how = format!("({}) / {weights} = {mean}", told.join(" + "));
        let points = if critical > 0 {
            let half = mean / 2;
            let fail = if critical == 1 {
                "check fails"
            } else {
                "checks fail"
            };
            how += &format!("; half of it, {half}, while {critical} critical {fail}");
            half
        } else {
            mean
        };
        Some(Self { points, how })
    }
}
