//! How good forecasts of chances were: the Brier score (Brier, *Verification of forecasts expressed in
//! terms of probability*, Monthly Weather Review 78, 1950).

/// A forecast, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// The chance that was given, 0 to 1.
    pub chance: f64,
    /// Whether it happened.
    pub came: bool,
}

/// Forecasts of about the same chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// From which chance on.
    pub from: f64,
    /// Up to which chance.
    pub to: f64,
    /// How many.
    pub count: usize,
    /// Their mean chance.
    pub chance: f64,
    /// In how many of them it happened.
    pub came: usize,
}

impl Bin {
    /// In what share of them it happened.
    pub fn share(&self) -> f64 {
        self.came as f64 / self.count.max(1) as f64
    }
}

/// How forecasts did.
#[derive(Clone, Debug, PartialEq)]
pub struct Brier {
    /// How many.
    pub count: usize,
    /// In how many it happened.
    pub came: usize,
    /// The mean square of chance less outcome: 0 is perfect, 0.25 is a coin.
    pub score: f64,
    /// The score of whoever always says the share in which it happened: share × (1 − share).
    pub reference: f64,
    /// By how much of the reference the score is better, 1 − score / reference; below 0 where it is worse.
    /// None where it always happened, or never: then nobody can be better than that share.
    pub skill: Option<f64>,
    /// How far the shares are from the chances: 0 where what was given 30 % happened in 30 %.
    pub reliability: f64,
    /// How far the shares are from each other: the more, the more the forecasts tell apart.
    pub resolution: f64,
    /// What forecasts of one bin differ among themselves: their variance, less twice what of it went with the outcomes.
    pub within: f64,
    /// The bins that hold any, rising.
    pub bins: Vec<Bin>,
}

impl Brier {
    /// Of forecasts, in so many bins of the same width; none without forecasts. It is
    /// score = reliability − resolution + reference + within (Murphy 1973, *A new vector partition of the probability
    /// score*; the last part by Stephenson, Coelho and Jolliffe 2008, *Two extra components in the Brier score
    /// decomposition*).
    pub fn of(forecasts: &[Forecast], bins: usize) -> Option<Self> {
        if forecasts.is_empty() {
            return None;
        }
        let bins = bins.max(1);
        let mut all = vec![Vec::new(); bins];
        for one in forecasts {
            let place = (one.chance.clamp(0.0, 1.0) * bins as f64) as usize;
            all[place.min(bins - 1)].push(*one);
        }
        let n = forecasts.len() as f64;
        let outcome = |one: &Forecast| f64::from(u8::from(one.came));
        let came = forecasts.iter().filter(|one| one.came).count();
        let base = came as f64 / n;
        let square = |one: &Forecast| (one.chance - outcome(one)) * (one.chance - outcome(one));
        let score = forecasts.iter().map(square).sum::<f64>() / n;
        let reference = base * (1.0 - base);
        let mut told = Self {
            count: forecasts.len(),
            came,
            score,
            reference,
            skill: (reference > 0.0).then(|| 1.0 - score / reference),
            reliability: 0.0,
            resolution: 0.0,
            within: 0.0,
            bins: Vec::new(),
        };
        for (at, own) in all.iter().enumerate().filter(|(_, own)| !own.is_empty()) {
            let count = own.len() as f64;
            let bin = Bin {
                from: at as f64 / bins as f64,
                to: (at + 1) as f64 / bins as f64,
                count: own.len(),
                chance: own.iter().map(|one| one.chance).sum::<f64>() / count,
                came: own.iter().filter(|one| one.came).count(),
            };
            let (mean, share) = (bin.chance, bin.share());
            told.reliability += count * (mean - share) * (mean - share) / n;
            told.resolution += count * (share - base) * (share - base) / n;
            for one in own {
                let off = one.chance - mean;
                told.within += (off * off - 2.0 * off * (outcome(one) - share)) / n;
            }
            told.bins.push(bin);
        }
        Some(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(all: &[(f64, bool)]) -> Brier {
        let all: Vec<Forecast> = all
            .iter()
            .map(|(chance, came)| Forecast {
                chance: *chance,
                came: *came,
            })
            .collect();
        Brier::of(&all, 10).expect("some")
    }

    /// By hand: (0.1² + 0.1² + 0.4² + 0.3²)/4 = 0.0675 against 0.5 × 0.5.
    #[test]
    fn the_score_is_the_mean_square() {
        let told = said(&[(0.9, true), (0.1, false), (0.6, true), (0.3, false)]);
        assert!((told.score - 0.0675).abs() < 1e-12);
        assert!((told.reference - 0.25).abs() < 1e-12);
        assert!((told.skill.expect("both happened") - 0.73).abs() < 1e-12);
    }

    #[test]
    fn who_knows_is_perfect_and_who_says_the_share_has_no_skill() {
        let perfect = said(&[(1.0, true), (0.0, false)]);
        assert!(perfect.score.abs() < 1e-12 && perfect.skill == Some(1.0));
        let share = said(&[(0.25, true), (0.25, false), (0.25, false), (0.25, false)]);
        assert!(share.skill.expect("both happened").abs() < 1e-12);
        assert!(share.reliability.abs() < 1e-12 && share.resolution.abs() < 1e-12);
        let wrong = said(&[(0.0, true), (1.0, false)]);
        assert!((wrong.score - 1.0).abs() < 1e-12 && wrong.skill == Some(-3.0));
    }

    #[test]
    fn where_it_never_happened_there_is_no_skill_to_speak_of() {
        assert_eq!(said(&[(0.2, false), (0.1, false)]).skill, None);
        assert_eq!(Brier::of(&[], 10), None);
    }

    /// Murphy: of forecasts that are alike in each bin nothing is left within them.
    #[test]
    fn of_equal_chances_the_parts_are_murphys_three() {
        let told = said(&[
            (0.15, false),
            (0.15, true),
            (0.85, true),
            (0.85, true),
            (0.85, false),
        ]);
        assert!(told.within.abs() < 1e-12);
        let wanted = (2.0 * 0.35_f64.powi(2) + 3.0 * (0.85_f64 - 2.0 / 3.0).powi(2)) / 5.0;
        assert!((told.reliability - wanted).abs() < 1e-12);
        assert_eq!(told.bins.len(), 2);
        assert_eq!((told.bins[1].count, told.bins[1].came), (3, 2));
    }

    proptest! {
        #[test]
        fn the_parts_add_up_to_the_score(
            all in prop::collection::vec((0.0..=1.0_f64, any::<bool>()), 1..60), bins in 1..12_usize,
        ) {
            let all: Vec<Forecast> = all.iter().map(|(chance, came)| Forecast { chance: *chance, came: *came }).collect();
            let told = Brier::of(&all, bins).expect("some");
            let sum = told.reliability - told.resolution + told.reference + told.within;
            prop_assert!((sum - told.score).abs() < 1e-9, "{sum} {}", told.score);
            prop_assert_eq!(told.bins.iter().map(|bin| bin.count).sum::<usize>(), all.len());
            prop_assert!((0.0..=1.0).contains(&told.score));
        }
    }
}
