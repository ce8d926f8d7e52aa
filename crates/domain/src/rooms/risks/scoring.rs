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
mod tests {
    use super::super::matrix::matrix;
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn an_assessment_is_rated_only_when_it_is_whole_and_fits_the_matrix() {
        let matrix = Matrix::standard();
        let read = |json: &str| {
            let rating = Rating::read(Text::parse(json).ok().as_ref(), &matrix);
            rating.map(|rating| rating.score)
        };
        assert_eq!(read(r#"{"likelihood":3,"impact":4}"#), Ok(12.0));
        assert_eq!(
            read(r#"{"likelihood":3.0,"impact":4,"knowledge":"weak"}"#),
            Ok(12.0)
        );
        for (json, why) in [
            (r#"{"impact":4}"#, "no likelihood"),
            (r#"{"likelihood":4}"#, "no impact"),
            (
                r#"{"likelihood":0,"impact":4}"#,
                "the likelihood is 0, not 1 to 5",
            ),
            (
                r#"{"likelihood":6,"impact":4}"#,
                "the likelihood is 6, not 1 to 5",
            ),
            (
                r#"{"likelihood":5,"impact":2.5}"#,
                "the impact is 2.5, not 1 to 5",
            ),
            ("\"high\"", "the assessment cannot be read"),
        ] {
            assert_eq!(read(json), Err(why.to_owned()));
        }
        assert_eq!(Rating::read(None, &matrix), Err("not assessed".to_owned()));
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
        let outside = world.add("risk", &[("current", rated(6, 6))]);
        let strike = world.add("risk", &[("title", json!("Strike"))]);
        world.conflict(strike, "current", rated(1, 1), rated(5, 5));
        let matrix = matrix(&world.view());
        let matrix = matrix.as_ref().as_ref().expect("the usual one");
        let map = HeatMap::of(world.view().live("risk"), Which::Current, matrix);
        assert_eq!(map.cells[1][4], [fire, flood]);
        assert_eq!(
            (&map.cells[0][0][..], &map.cells[4][4][..]),
            (&[strike][..], &[strike][..])
        );
        assert_eq!(
            (map.unrated, map.disputed),
            (vec![theft, outside], vec![strike])
        );
        let (highest, all) = highest(world.view().live("risk"), matrix, 3);
        assert_eq!((highest, all), (vec![fire, flood, strike], 5));
        let inherent = HeatMap::of(world.view().live("risk"), Which::Inherent, matrix);
        assert_eq!(inherent.cells[3][4], [fire]);
        assert_eq!(inherent.unrated, [flood, theft, outside, strike]);
        let ways = ways(world.view().live("risk"), matrix);
        assert_eq!(
            ways[0],
            Way {
                risk: fire,
                places: [Some((4, 5)), Some((2, 5)), None]
            }
        );
        assert_eq!(ways.len(), 3, "what stands nowhere has no way");
    }

    #[test]
    fn a_history_is_scored_by_todays_matrix_in_the_order_of_time() {
        let matrix = Matrix::standard();
        let text = |json: &str| Text::parse(json).expect("JSON");
        let (high, odd) = (text(r#"{"likelihood":5,"impact":5}"#), text("7"));
        let written = [
            (20, "Bo", Some(&odd)),
            (10, "Ada", Some(&high)),
            (30, "Cy", None),
        ];
        let points = history(written.into_iter(), &matrix);
        let told: Vec<_> = points
            .iter()
            .map(|point| (point.at, &*point.by, point.score))
            .collect();
        assert_eq!(
            told,
            [(10, "Ada", Some(25.0)), (20, "Bo", None), (30, "Cy", None)]
        );
    }

    #[test]
    fn the_course_has_one_point_a_day_the_last_written_of_it() {
        let matrix = Matrix::standard();
        let text = |json: &str| Text::parse(json).expect("JSON");
        let old = text(r#"{"likelihood":5,"impact":4,"date":"2025-03-01"}"#);
        let slip = text(r#"{"likelihood":5,"impact":5,"date":"2026-03-01"}"#);
        let new = text(r#"{"likelihood":3,"impact":4,"date":"2026-03-01"}"#);
        let undated = text(r#"{"likelihood":1,"impact":1}"#);
        // Written in another order than the days are in; the last at the end of 22 November.
        let written = [
            (1, "Ada", Some(&slip)),
            (2, "Ada", Some(&new)),
            (3, "Bo", Some(&old)),
            (1_795_388_400_000, "Cy", Some(&undated)),
        ];
        let points = course(&history(written.into_iter(), &matrix), 120);
        let told: Vec<_> = points
            .iter()
            .map(|(day, point)| (day.to_string(), point.score))
            .collect();
        let expected = [
            ("2025-03-01", 20.0),
            ("2026-03-01", 12.0),
            ("2026-11-23", 1.0),
        ];
        let expected = expected.map(|(day, score)| (day.to_owned(), Some(score)));
        assert_eq!(told, expected);
    }

    #[test]
    fn what_another_matrix_changes_is_counted() {
        let mut world = World::new();
        for (likelihood, impact) in [(5, 5), (2, 2), (3, 3)] {
            let assessed = json!({"likelihood": likelihood, "impact": impact});
            world.add("risk", &[("current", assessed)]);
        }
        let (view, small) = (world.view(), r#"{"size":4,"appetite":3}"#);
        let small = Matrix::read(&Text::parse(small).expect("JSON")).expect("a matrix");
        let found = effect(view.live("risk"), &matrix(&view), &small);
        let expected = Effect {
            outside: 1,
            moved: 0,
            above: (1, 2),
        };
        assert_eq!(found, expected);
        let same = effect(view.live("risk"), &matrix(&view), &Matrix::standard());
        assert_eq!(
            same,
            Effect {
                above: (1, 1),
                ..Effect::default()
            }
        );
    }
}
