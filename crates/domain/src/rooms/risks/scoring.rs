//! How a risk is rated: likelihood times impact on a 5×5 matrix.

use crate::describe::Tone;
use crate::value::outcomes;
use holdfast_ledger::{Id, Record, Text};

/// The highest likelihood and the highest impact.
pub const SIZE: usize = 5;

/// What the likelihoods 1 to 5 are called.
pub const LIKELIHOODS: [&str; SIZE] = ["Rare", "Unlikely", "Possible", "Likely", "Almost certain"];

/// What the impacts 1 to 5 are called.
pub const IMPACTS: [&str; SIZE] = ["Negligible", "Minor", "Moderate", "Major", "Severe"];

/// Scores up to this one are acceptable without treatment: the appetite line.
pub const APPETITE: u32 = 9;

/// What a score means.
#[derive(Debug, PartialEq, Eq)]
pub struct Level {
    /// Its name in files.
    pub key: &'static str,
    /// Its name on screen.
    pub label: &'static str,
    /// How loud it is.
    pub tone: Tone,
    /// The least score of this level.
    pub from: u32,
    /// How often such a risk is reviewed unless the record says otherwise.
    pub review_every: &'static str,
}

/// The levels, lowest first.
pub static LEVELS: [Level; 4] = [
    Level {
        key: "low",
        label: "Low",
        tone: Tone::Good,
        from: 1,
        review_every: "12m",
    },
    Level {
        key: "medium",
        label: "Medium",
        tone: Tone::Plain,
        from: 5,
        review_every: "6m",
    },
    Level {
        key: "high",
        label: "High",
        tone: Tone::Warn,
        from: 10,
        review_every: "3m",
    },
    Level {
        key: "very_high",
        label: "Very high",
        tone: Tone::Bad,
        from: 15,
        review_every: "1m",
    },
];

/// The level of a score.
pub fn level(score: u32) -> &'static Level {
    LEVELS
        .iter()
        .rev()
        .find(|level| score >= level.from)
        .unwrap_or(&LEVELS[0])
}

/// Which of a risk's assessments.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
    /// As if nothing were done about it.
    Inherent,
    /// As things are today.
    Current,
    /// When the treatment is done.
    Target,
}

impl Which {
    /// The three, in their order.
    pub const ALL: [Self; 3] = [Self::Inherent, Self::Current, Self::Target];

    /// The field that holds the assessment.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Inherent => "inherent",
            Self::Current => "current",
            Self::Target => "target",
        }
    }

    /// Its name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Inherent => "Inherent",
            Self::Current => "Current",
            Self::Target => "Target",
        }
    }
}

/// A complete assessment, both on 1–5.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rating {
    /// 1 rare … 5 almost certain.
    pub likelihood: u32,
    /// 1 negligible … 5 severe.
    pub impact: u32,
}

impl Rating {
    /// Likelihood × impact.
    pub const fn score(self) -> u32 {
        self.likelihood * self.impact
    }

    /// Reads an assessment.
    ///
    /// # Errors
    /// What is missing or out of range, in words.
    pub fn read(value: Option<&Text>) -> Result<Self, &'static str> {
        #[derive(serde::Deserialize)]
        struct Parts {
            likelihood: Option<f64>,
            impact: Option<f64>,
        }
        let value = value.ok_or("not assessed")?;
        let parts: Parts = value.get().ok_or("the assessment cannot be read")?;
        let likelihood = parts.likelihood.ok_or("no likelihood")?;
        let impact = parts.impact.ok_or("no impact")?;
        let likelihood = step(likelihood).ok_or("the likelihood is not 1 to 5")?;
        let impact = step(impact).ok_or("the impact is not 1 to 5")?;
        Ok(Self { likelihood, impact })
    }

    /// A risk's rating; of a conflict the alternative that lists show.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn of(risk: &Record, which: Which) -> Result<Self, &'static str> {
        Self::read(outcomes(risk, which.field()).first().copied().flatten())
    }
}

fn step(number: f64) -> Option<u32> {
    (1..=SIZE as u32).find(|step| (f64::from(*step) - number).abs() < f64::EPSILON)
}

/// Which risks stand where on the matrix.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct HeatMap {
    /// Risks by likelihood and impact: `cells[likelihood - 1][impact - 1]`.
    pub cells: [[Vec<Id>; SIZE]; SIZE],
    /// Risks that cannot be placed: not or not fully assessed.
    pub unrated: Vec<Id>,
    /// Risks that stand in more than one cell, because people disagree.
    pub disputed: Vec<Id>,
}

impl HeatMap {
    /// Places risks by one of their assessments. A disputed one stands in each cell
    /// that somebody gave it, and is listed as disputed.
    pub fn of<'a>(risks: impl Iterator<Item = &'a Record>, which: Which) -> Self {
        let mut map = Self::default();
        for risk in risks {
            let values = outcomes(risk, which.field());
            let mut places: Vec<Rating> = values
                .iter()
                .filter_map(|value| Rating::read(*value).ok())
                .collect();
            places.dedup();
            if values.len() > 1 {
                map.disputed.push(risk.id);
            }
            if places.is_empty() {
                map.unrated.push(risk.id);
            }
            for place in places {
                let row = &mut map.cells[place.likelihood as usize - 1];
                let cell = &mut row[place.impact as usize - 1];
                if cell.last() != Some(&risk.id) {
                    cell.push(risk.id);
                }
            }
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn every_score_has_the_level_that_begins_below_it() {
        let labels = [
            (1, "Low"),
            (4, "Low"),
            (5, "Medium"),
            (9, "Medium"),
            (10, "High"),
        ];
        for (score, label) in
            labels
                .into_iter()
                .chain([(14, "High"), (15, "Very high"), (25, "Very high")])
        {
            assert_eq!(level(score).label, label, "{score}");
        }
        assert!(LEVELS.windows(2).all(|pair| pair[0].from < pair[1].from));
    }

    #[test]
    fn an_assessment_is_rated_only_when_it_is_whole_and_in_range() {
        let read = |json: &str| Rating::read(Text::parse(json).ok().as_ref()).map(Rating::score);
        assert_eq!(read(r#"{"likelihood":3,"impact":4}"#), Ok(12));
        assert_eq!(
            read(r#"{"likelihood":3.0,"impact":4,"knowledge":"weak"}"#),
            Ok(12)
        );
        assert_eq!(read(r#"{"impact":4}"#), Err("no likelihood"));
        assert_eq!(read(r#"{"likelihood":4}"#), Err("no impact"));
        assert_eq!(
            read(r#"{"likelihood":0,"impact":4}"#),
            Err("the likelihood is not 1 to 5")
        );
        assert_eq!(
            read(r#"{"likelihood":5,"impact":2.5}"#),
            Err("the impact is not 1 to 5")
        );
        assert_eq!(read("\"high\""), Err("the assessment cannot be read"));
        assert_eq!(Rating::read(None), Err("not assessed"));
    }

    #[test]
    fn the_heat_map_places_every_risk_and_says_which_are_unrated_or_disputed() {
        let mut world = World::new();
        let rated = |likelihood, impact| json!({ "likelihood": likelihood, "impact": impact });
        let fire = world.add(
            "risk",
            &[("current", rated(2, 5)), ("inherent", rated(4, 5))],
        );
        let flood = world.add("risk", &[("current", rated(2, 5))]);
        let theft = world.add("risk", &[("current", json!({ "likelihood": 2 }))]);
        let strike = world.add("risk", &[("title", json!("Strike"))]);
        world.conflict(strike, "current", rated(1, 1), rated(5, 5));
        let map = HeatMap::of(world.view().live("risk"), Which::Current);
        assert_eq!(map.cells[1][4], [fire, flood]);
        assert_eq!(
            (&map.cells[0][0][..], &map.cells[4][4][..]),
            (&[strike][..], &[strike][..])
        );
        assert_eq!((map.unrated, map.disputed), (vec![theft], vec![strike]));
        let inherent = HeatMap::of(world.view().live("risk"), Which::Inherent);
        assert_eq!(inherent.cells[3][4], [fire]);
        assert_eq!(inherent.unrated, [flood, theft, strike]);
    }
}
