//! How a risk is rated: by the workspace's matrix.

use super::matrix::{Configured, Matrix, Scheme, number};
use super::owasp::{self, Factors};
use crate::value::{date, outcomes, part};
use crate::view::View;
use chrono::{DateTime, NaiveDate};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record, Text};

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

/// A complete assessment that fits the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Rating {
    /// From 1, the least.
    pub likelihood: u32,
    /// From 1, the least.
    pub impact: u32,
    /// What it scores.
    pub score: f64,
    /// The factors that it follows from, for OWASP's scheme.
    pub factors: Option<Factors>,
}

impl Rating {
    /// Reads an assessment. What does not fit the matrix is not moved until it does.
    ///
    /// # Errors
    /// What is missing or out of range, as a part of a sentence.
    pub fn read(value: Option<&Text>, matrix: &Matrix) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        struct Parts {
            likelihood: Option<f64>,
            impact: Option<f64>,
            owasp: Option<String>,
        }
        let value = value.ok_or("not assessed")?;
        let parts: Parts = value.get().ok_or("the assessment cannot be read")?;
        let (likelihood, impact, factors) = if matrix.scheme == Scheme::Owasp {
            let factors = Factors::read(&parts.owasp.ok_or("no OWASP factors")?)?;
            let (l, i) = (factors.likelihood, factors.impact());
            (owasp::step(l), owasp::step(i), Some(factors))
        } else {
            let likelihood = parts.likelihood.ok_or("no likelihood")?;
            let impact = parts.impact.ok_or("no impact")?;
            let fits = |n: f64, what: &str| {
                let step =
                    (1..=matrix.size).find(|step| (f64::from(*step) - n).abs() < f64::EPSILON);
                step.ok_or_else(|| format!("the {what} is {}, not 1 to {}", number(n), matrix.size))
            };
            (
                fits(likelihood, "likelihood")?,
                fits(impact, "impact")?,
                None,
            )
        };
        let score = matrix.score(likelihood, impact);
        Ok(Self {
            likelihood,
            impact,
            score,
            factors,
        })
    }

    /// A risk's rating; of a conflict the alternative that lists show.
    ///
    /// # Errors
    /// As [`Self::read`]; or what is wrong with the matrix.
    pub fn of(risk: &Record, which: Which, view: &View<'_>) -> Result<Self, String> {
        let matrix = super::matrix::matrix(view);
        let matrix = matrix.as_ref().as_ref().map_err(|why| unsound(why))?;
        Self::read(
            outcomes(risk, which.field()).first().copied().flatten(),
            matrix,
        )
    }
}

/// Why nothing can be rated.
pub fn unsound(why: &str) -> String {
    format!("the risk matrix cannot be used: {why}")
}

/// Which risks stand where on the matrix.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct HeatMap {
    /// Risks by likelihood and impact: `cells[likelihood - 1][impact - 1]`.
    pub cells: Vec<Vec<Vec<Id>>>,
    /// Risks that cannot be placed: not or not fully assessed, or outside the matrix.
    pub unrated: Vec<Id>,
    /// Risks that stand in more than one cell, because people disagree.
    pub disputed: Vec<Id>,
}

impl HeatMap {
    /// Places risks by one of their assessments. A disputed one stands in each cell
    /// that somebody gave it, and is listed as disputed.
    pub fn of<'a>(risks: impl Iterator<Item = &'a Record>, which: Which, matrix: &Matrix) -> Self {
        let size = matrix.size as usize;
        let mut map = Self {
            cells: vec![vec![Vec::new(); size]; size],
            ..Self::default()
        };
        for risk in risks {
            let values = outcomes(risk, which.field());
            let mut places: Vec<Rating> = values
                .iter()
                .filter_map(|value| Rating::read(*value, matrix).ok())
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

/// The way of a risk over the matrix: likelihood and impact of each assessment that can be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The risk.
    pub risk: Id,
    /// Inherent, current, target.
    pub places: [Option<(u32, u32)>; 3],
}

/// The ways of risks over the matrix, for arrows; those that stand nowhere are left out.
pub fn ways<'a>(risks: impl Iterator<Item = &'a Record>, matrix: &Matrix) -> Vec<Way> {
    let way = |risk: &Record| {
        let place = |which: Which| {
            let value = outcomes(risk, which.field()).first().copied().flatten();
            let rating = Rating::read(value, matrix).ok()?;
            Some((rating.likelihood, rating.impact))
        };
        let places = Which::ALL.map(place);
        let stands = places.iter().any(Option::is_some);
        stands.then_some(Way {
            risk: risk.id,
            places,
        })
    };
    risks.filter_map(way).collect()
}

/// The risks with the highest current scores, the highest first, and how many risks there are;
/// those that have no current score come last.
pub fn highest<'a>(
    risks: impl Iterator<Item = &'a Record>,
    matrix: &Matrix,
    most: usize,
) -> (Vec<Id>, usize) {
    let score = |risk: &Record| {
        let value = outcomes(risk, Which::Current.field())
            .first()
            .copied()
            .flatten();
        let rated = Rating::read(value, matrix);
        // Falling, as hundredths: scores have two decimals at most.
        rated.map_or(i64::MAX, |rating| -(rating.score * 100.0).round() as i64)
    };
    let mut all: Vec<(i64, Id)> = risks.map(|risk| (score(risk), risk.id)).collect();
    all.arrange();
    let count = all.len();
    all.truncate(most);
    (all.into_iter().map(|(_, id)| id).collect(), count)
}

/// What another matrix would change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// How many current assessments would have no place any more.
    pub outside: usize,
    /// How many would have another level.
    pub moved: usize,
    /// How many are above the appetite, and how many would be.
    pub above: (usize, usize),
}

/// What another matrix would change of the current assessments of risks.
pub fn effect<'a>(
    risks: impl Iterator<Item = &'a Record>,
    now: &Configured,
    then: &Matrix,
) -> Effect {
    let mut effect = Effect::default();
    for risk in risks {
        let value = outcomes(risk, Which::Current.field())
            .first()
            .copied()
            .flatten();
        let rated = |matrix: &Matrix| Rating::read(value, matrix).ok();
        let before = now.as_ref().as_ref().ok();
        let before = before.and_then(|matrix| Some((matrix, rated(matrix)?.score)));
        let after = rated(then).map(|rating| rating.score);
        effect.above.0 += usize::from(before.is_some_and(|(now, score)| !now.within(score)));
        effect.above.1 += usize::from(after.is_some_and(|score| !then.within(score)));
        match (before, after) {
            (Some(_), None) => effect.outside += 1,
            (Some((now, before)), Some(after)) => {
                let same = now.level(before).label == then.level(after).label;
                effect.moved += usize::from(!same);
            }
            _ => {}
        }
    }
    effect
}

/// A point of a risk's history.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// When it was written, in milliseconds since 1970; 0 where nobody knows.
    pub at: i64,
    /// The day that the assessment says it was made on.
    pub on: Option<NaiveDate>,
    /// By whom.
    pub by: String,
    /// The score by today's matrix; none where the assessment does not fit it or was cleared.
    pub score: Option<f64>,
}

/// The history of an assessment from what was written of it, in the order of its times.
pub fn history<'a>(
    written: impl Iterator<Item = (i64, &'a str, Option<&'a Text>)>,
    matrix: &Matrix,
) -> Vec<Scored> {
    let mut points: Vec<Scored> = written
        .map(|(at, by, value)| Scored {
            at,
            on: value.and_then(|value| date(part(value, "date").as_ref())),
            by: by.to_owned(),
            score: Rating::read(value, matrix).ok().map(|rating| rating.score),
        })
        .collect();
    points.arrange_by_key(|point| point.at);
    points
}

/// The course of a score over the days that assessments were made on (of those that say none, the
/// day they were written on), one point a day: what was written last of it. `offset_minutes` is
/// the device's, for days that follow from times.
pub fn course(history: &[Scored], offset_minutes: i32) -> Vec<(NaiveDate, Scored)> {
    let day = |point: &Scored| {
        let local = point.at + i64::from(offset_minutes) * 60_000;
        let written = DateTime::from_timestamp_millis(local);
        point.on.or_else(|| written.map(|at| at.date_naive()))
    };
    let dated = history.iter().enumerate();
    let dated = dated.filter_map(|(n, point)| Some((day(point)?, n)));
    let mut dated: Vec<(NaiveDate, usize)> = dated.collect();
    dated.arrange();
    let mut course: Vec<(NaiveDate, Scored)> = Vec::with_capacity(dated.len());
    for (day, n) in dated {
        if course.last().is_some_and(|(last, _)| *last == day) {
            course.pop();
        }
        course.push((day, history[n].clone()));
    }
    course
}

#[cfg(test)]
#[path = "scoring_tests.rs"]
mod tests;
