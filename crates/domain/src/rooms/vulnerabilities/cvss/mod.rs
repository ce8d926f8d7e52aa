//! CVSS: how severe a vulnerability is, computed from its vector.

pub mod v3;
pub mod v4;
mod v4_scores;

use crate::describe::Tone;

/// What a vector comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// 0 to 10, one decimal.
    pub value: f64,
    /// The version and what was counted, for example `CVSS 3.1 base`.
    pub basis: &'static str,
}

/// How severe a score is (CVSS 3.1 section 5, CVSS 4.0 section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// 0.0
    None,
    /// 0.1 to 3.9
    Low,
    /// 4.0 to 6.9
    Medium,
    /// 7.0 to 8.9
    High,
    /// 9.0 to 10.0
    Critical,
}

impl Severity {
    /// The severity of a score.
    pub fn of(score: f64) -> Self {
        match score {
            score if score < 0.1 => Self::None,
            score if score < 4.0 => Self::Low,
            score if score < 7.0 => Self::Medium,
            score if score < 9.0 => Self::High,
            _ => Self::Critical,
        }
    }

    /// Its name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Low => "Low",
            Self::Medium => "Medium",
            Self::High => "High",
            Self::Critical => "Critical",
        }
    }

    /// How loud it is.
    pub const fn tone(self) -> Tone {
        match self {
            Self::None => Tone::Good,
            Self::Low | Self::Medium => Tone::Plain,
            Self::High => Tone::Warn,
            Self::Critical => Tone::Bad,
        }
    }
}

/// Scores a vector of any version that can be scored.
///
/// # Errors
/// What is wrong with it, as a part of a sentence.
pub fn score(vector: &str) -> Result<Score, String> {
    let vector = vector.trim();
    if let Some(rest) = vector.strip_prefix("CVSS:4.0/") {
        v4::score(rest)
    } else if let Some(rest) = vector.strip_prefix("CVSS:3.1/") {
        v3::score(rest, true)
    } else if let Some(rest) = vector.strip_prefix("CVSS:3.0/") {
        v3::score(rest, false)
    } else {
        Err("the vector does not begin with CVSS:3.0/, CVSS:3.1/ or CVSS:4.0/".to_owned())
    }
}

/// A metric: its name and the values that it may have, with spaces between.
type Metric = (&'static str, &'static str);

/// The values of a vector by the places of their metrics; the first `needed` must be there.
fn read<'a, const N: usize>(
    vector: &'a str,
    metrics: &[Metric; N],
    needed: usize,
) -> Result<[Option<&'a str>; N], String> {
    let mut given = [None; N];
    for word in vector.split('/') {
        let unknown = || format!("“{word}” in the vector is no metric");
        let (key, value) = word.split_once(':').ok_or_else(unknown)?;
        let place = metrics.iter().position(|(known, _)| *known == key);
        let place = place.ok_or_else(unknown)?;
        if !metrics[place].1.split(' ').any(|known| known == value) {
            return Err(format!("{key} in the vector cannot be “{value}”"));
        }
        if given[place].replace(value).is_some() {
            return Err(format!("{key} is twice in the vector"));
        }
    }
    match given[..needed].iter().position(Option::is_none) {
        Some(missing) => Err(format!("the vector lacks {}", metrics[missing].0)),
        None => Ok(given),
    }
}

#[cfg(test)]
mod testing {
    use super::Metric;
    use proptest::prelude::*;

    /// Any vector of all of these metrics, without its version.
    pub fn any_vector(metrics: &[Metric]) -> impl Strategy<Value = String> + use<> {
        let metric = |&(key, values): &Metric| {
            let values: Vec<&str> = values.split(' ').collect();
            prop::sample::select(values).prop_map(move |value| format!("{key}:{value}"))
        };
        let words: Vec<_> = metrics.iter().map(metric).collect();
        words.prop_map(|words| words.join("/"))
    }
}
