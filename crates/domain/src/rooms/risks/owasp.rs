//! OWASP's risk rating methodology: a likelihood from eight factors, an impact from four technical
//! or, where they are given, four business factors, each 0 to 9.
//! <https://owasp.org/www-community/OWASP_Risk_Rating_Methodology>

use super::matrix::{Matrix, Scheme, leveled};
use crate::describe::{Field, Type, field};

/// The factors as a vector names them, in OWASP's order: eight of likelihood (threat agent, then
/// vulnerability), four of technical impact, four of business impact.
pub const FACTORS: [(&str, &str); 16] = [
    ("SL", "Skill level"),
    ("M", "Motive"),
    ("O", "Opportunity"),
    ("S", "Size of the group"),
    ("ED", "Ease of discovery"),
    ("EE", "Ease of exploit"),
    ("A", "Awareness"),
    ("ID", "Intrusion detection"),
    ("LC", "Loss of confidentiality"),
    ("LI", "Loss of integrity"),
    ("LAV", "Loss of availability"),
    ("LAC", "Loss of accountability"),
    ("FD", "Financial damage"),
    ("RD", "Reputation damage"),
    ("NC", "Non-compliance"),
    ("PV", "Privacy violation"),
];

const fn factor(n: usize) -> Field {
    let ty = Type::Whole {
        min: 0,
        max: 9,
        unit: "",
    };
    field(FACTORS[n].0, FACTORS[n].1, ty)
}

/// The factors as what is asked one by one, in OWASP's order.
#[rustfmt::skip]
pub static ASKED: [Field; 16] = [
    factor(0), factor(1), factor(2), factor(3), factor(4), factor(5), factor(6), factor(7),
    factor(8), factor(9), factor(10), factor(11), factor(12), factor(13), factor(14), factor(15),
];

/// A vector of what was answered; factors that have no answer are left out.
///
/// # Errors
/// As [`Factors::read`].
pub fn vector(answer: impl Fn(&'static str) -> Option<String>) -> Result<String, String> {
    let mut vector = String::new();
    for (key, _) in FACTORS {
        if let Some(value) = answer(key) {
            if !vector.is_empty() {
                vector.push('/');
            }
            vector.push_str(key);
            vector.push(':');
            vector.push_str(&value);
        }
    }
    Factors::read(&vector)?;
    Ok(vector)
}

/// The factors that a vector gives: name, value as written.
pub fn given(vector: &str) -> Vec<(&'static str, &str)> {
    let words = vector.trim().trim_matches(['(', ')']).split('/');
    let one = |word| {
        let (key, value): (&str, &str) = str::split_once(word, ':')?;
        let (known, _) = FACTORS.iter().find(|(known, _)| *known == key)?;
        Some((*known, value))
    };
    words.filter_map(one).collect()
}

/// What the factors of a risk come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Factors {
    /// The mean of the eight factors of likelihood, 0 to 9.
    pub likelihood: f64,
    /// The mean of the factors of technical impact, if they are given.
    pub technical: Option<f64>,
    /// The mean of the factors of business impact, if they are given.
    pub business: Option<f64>,
}

impl Factors {
    /// Reads a vector such as `SL:5/M:2/…`. The factors of one impact may be left out.
    ///
    /// # Errors
    /// What is missing or wrong, as a part of a sentence.
    pub fn read(vector: &str) -> Result<Self, String> {
        let mut given = [None; 16];
        let vector = vector.trim().trim_matches(['(', ')']);
        for word in vector.split('/').filter(|word| !word.is_empty()) {
            let wrong = || format!("“{word}” is no OWASP factor from 0 to 9");
            let (key, value) = word.split_once(':').ok_or_else(wrong)?;
            let place = FACTORS.iter().position(|(known, _)| *known == key);
            let place = place.ok_or_else(wrong)?;
            let value = value.parse::<u8>().ok().filter(|value| *value <= 9);
            let value = value.ok_or_else(wrong)?;
            if given[place].replace(f64::from(value)).is_some() {
                return Err(format!("the OWASP factor {key} is given twice"));
            }
        }
        let (likelihood, technical, business) = (
            mean(&given, 0, 8)?,
            mean(&given, 8, 12)?,
            mean(&given, 12, 16)?,
        );
        let likelihood = likelihood.ok_or("no OWASP factors of likelihood")?;
        if technical.is_none() && business.is_none() {
            return Err("no OWASP factors of impact".to_owned());
        }
        Ok(Self {
            likelihood,
            technical,
            business,
        })
    }

    /// The impact that counts: of the business where it is known, else the technical one. They are
    /// not averaged.
    pub fn impact(self) -> f64 {
        self.business.or(self.technical).unwrap_or_default()
    }
}

// All of a group's factors or none.
fn mean(given: &[Option<f64>; 16], from: usize, to: usize) -> Result<Option<f64>, String> {
    let missing = given[from..to].iter().position(Option::is_none);
    match missing {
        _ if given[from..to].iter().all(Option::is_none) => Ok(None),
        Some(at) => Err(format!(
            "the OWASP factor {} is missing",
            FACTORS[from + at].0
        )),
        None => {
            let sum: f64 = given[from..to].iter().flatten().sum();
            Ok(Some(sum / (to - from) as f64))
        }
    }
}

/// The step of a mean: 1 low (below 3), 2 medium (below 6), 3 high.
pub fn step(mean: f64) -> u32 {
    1 + u32::from(mean >= 3.0) + u32::from(mean >= 6.0)
}

/// The overall severity by OWASP's table: 0 note, 1 low, 2 medium, 3 high, 4 critical.
pub fn severity(likelihood: u32, impact: u32) -> f64 {
    f64::from((likelihood + impact).saturating_sub(2))
}

/// OWASP's matrix: 3×3, five severities; medium is the greatest that is borne.
pub fn matrix() -> Matrix {
    let owned = |names: &[&str]| {
        names
            .iter()
            .map(|name| (*name).to_owned())
            .collect::<Vec<_>>()
    };
    let steps = owned(&["Low", "Medium", "High"]);
    Matrix {
        size: 3,
        likelihoods: steps.clone(),
        impacts: steps,
        scheme: Scheme::Owasp,
        cells: Vec::new(),
        levels: leveled(
            owned(&["Note", "Low", "Medium", "High", "Critical"]),
            &[0.0, 1.0, 2.0, 3.0, 4.0],
        ),
        appetite: 2.0,
        disputed: false,
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "the very same numbers are meant")]
mod tests {
    use super::*;

    /// DOMAIN formulas, OWASP risk rating.
    #[test]
    fn the_worked_example_is_low_overall() {
        let vector =
            "(SL:5/M:2/O:7/S:1/ED:3/EE:6/A:9/ID:2/LC:9/LI:7/LAV:5/LAC:8/FD:1/RD:2/NC:1/PV:5)";
        let factors = Factors::read(vector).expect("whole");
        assert_eq!(
            (factors.likelihood, factors.technical, factors.business),
            (4.375, Some(7.25), Some(2.25))
        );
        let (l, i) = (step(factors.likelihood), step(factors.impact()));
        assert_eq!((l, i, step(7.25)), (2, 1, 3));
        let matrix = matrix();
        assert_eq!(matrix.level(matrix.score(l, i)).label, "Low");
        // Without what it means for the business, the technical impact counts.
        let factors = Factors::read(&vector[..vector.find("/FD").expect("there")]);
        let factors = factors.expect("enough");
        assert_eq!(factors.impact(), 7.25);
        assert_eq!(matrix.level(matrix.score(l, step(7.25))).label, "High");
    }

    /// OWASP's table of overall severity, row by row.
    #[test]
    fn the_severity_table() {
        let matrix = matrix();
        let row = |l| [1, 2, 3].map(|i| matrix.level(matrix.score(l, i)).label.clone());
        assert_eq!(row(1), ["Note", "Low", "Medium"]);
        assert_eq!(row(2), ["Low", "Medium", "High"]);
        assert_eq!(row(3), ["Medium", "High", "Critical"]);
        let steps = [0.0, 2.99, 3.0, 5.99, 6.0, 9.0].map(step);
        assert_eq!(steps, [1, 1, 2, 2, 3, 3]);
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        for (vector, words) in [
            ("", "no OWASP factors of likelihood"),
            ("SL:5", "M is missing"),
            (
                "SL:5/M:2/O:7/S:1/ED:3/EE:6/A:9/ID:2",
                "no OWASP factors of impact",
            ),
            ("SL:10", "“SL:10” is no"),
            ("SL:1/SL:2", "twice"),
            ("XX:1", "“XX:1” is no"),
            ("high", "“high” is no"),
        ] {
            let why = Factors::read(vector).expect_err(vector);
            assert!(why.contains(words), "{vector}: {why}");
        }
    }

    #[test]
    fn factors_asked_one_by_one_make_the_vector_and_come_back_from_it() {
        let whole = "SL:5/M:2/O:7/S:1/ED:3/EE:6/A:9/ID:2/LC:9/LI:7/LAV:5/LAC:8";
        let answers = given(whole);
        assert_eq!(answers.len(), 12);
        let answer = |key: &str| {
            let found = answers.iter().find(|(known, _)| *known == key);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(vector(answer).as_deref(), Ok(whole));
        let why = vector(|key| answer(key).filter(|_| key != "M")).expect_err("M is missing");
        assert!(why.contains("factor M is missing"), "{why}");
        let keys: Vec<&str> = ASKED.iter().map(|field| field.key).collect();
        assert_eq!(keys, FACTORS.map(|(key, _)| key));
    }
}
