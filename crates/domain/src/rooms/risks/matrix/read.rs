//! Reading the matrix out of the workspace's record.

use super::{Level, Matrix, Scheme, leveled};
use crate::describe::INTERVALS;
use crate::rooms::risks::owasp;
use holdfast_ledger::Text;
use serde::Deserialize;

/// The least and the greatest size of a matrix.
const SIZES: std::ops::RangeInclusive<u32> = 3..=6;

#[derive(Deserialize)]
struct Parts {
    size: Option<f64>,
    likelihoods: Option<Vec<String>>,
    impacts: Option<Vec<String>>,
    scheme: Option<String>,
    cells: Option<String>,
    levels: Option<Vec<String>>,
    thresholds: Option<Vec<String>>,
    reviews: Option<String>,
    appetite: Option<f64>,
}

impl Matrix {
    /// Reads the matrix of a workspace. What it does not say is as usual, where that fits.
    ///
    /// # Errors
    /// What does not fit together, as a part of a sentence.
    pub fn read(value: &Text) -> Result<Self, String> {
        let parts: Parts = value
            .get()
            .ok_or("it is not made of the parts of a matrix")?;
        let scheme = parts.scheme.unwrap_or_default();
        let scheme =
            Scheme::read(&scheme).ok_or_else(|| format!("the scoring “{scheme}” is not known"))?;
        let usual = if scheme == Scheme::Owasp {
            owasp::matrix()
        } else {
            Self::standard()
        };
        let size = parts.size.unwrap_or_else(|| f64::from(usual.size));
        let whole = SIZES
            .into_iter()
            .find(|n| (f64::from(*n) - size).abs() < f64::EPSILON);
        let size = whole.ok_or_else(|| format!("it has {size} steps, not 3 to 6"))?;
        if scheme == Scheme::Owasp && size != usual.size {
            return Err(format!("OWASP’s matrix has 3 steps, not {size}"));
        }
        let names = |what: &str, own: Option<Vec<String>>, usual: &[String]| match own {
            Some(own) if own.len() == size as usize => Ok(own),
            Some(own) => Err(format!("{} {what} are named, not {size}", own.len())),
            None if usual.len() == size as usize => Ok(usual.to_vec()),
            None => Ok((1..=size).map(|n| n.to_string()).collect()),
        };
        let cells = match scheme {
            Scheme::Table => read_cells(&parts.cells.unwrap_or_default(), size as usize)?,
            _ => Vec::new(),
        };
        let (likelihoods, impacts) = (
            names("likelihoods", parts.likelihoods, &usual.likelihoods)?,
            names("impacts", parts.impacts, &usual.impacts)?,
        );
        let mut levels = match (parts.levels, parts.thresholds) {
            (None, None) => usual.levels,
            (levels, thresholds) => read_levels(levels, thresholds)?,
        };
        if let Some(reviews) = parts.reviews {
            read_reviews(&reviews, &mut levels)?;
        }
        Ok(Self {
            size,
            likelihoods,
            impacts,
            scheme,
            cells,
            levels,
            appetite: parts.appetite.unwrap_or(usual.appetite),
            disputed: false,
        })
    }
}

fn read_cells(text: &str, size: usize) -> Result<Vec<f64>, String> {
    let rows: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    if rows.len() != size {
        return Err(format!("its table has {} lines, not {size}", rows.len()));
    }
    let mut cells = Vec::with_capacity(size * size);
    for (n, row) in rows.iter().enumerate() {
        let words = row
            .split([' ', '\t', ',', ';'])
            .filter(|word| !word.is_empty());
        for word in words {
            let score = word
                .parse::<f64>()
                .ok()
                .filter(|score| (0.0..=1000.0).contains(score));
            cells.push(score.ok_or_else(|| format!("“{word}” in its table is no score"))?);
        }
        if cells.len() != size * (n + 1) {
            return Err(format!("line {} of its table has not {size} scores", n + 1));
        }
    }
    Ok(cells)
}

fn read_reviews(text: &str, levels: &mut [Level]) -> Result<(), String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() != levels.len() {
        return Err(format!(
            "{} intervals of review are given for {} levels",
            words.len(),
            levels.len()
        ));
    }
    for (level, word) in levels.iter_mut().zip(words) {
        let known = INTERVALS.iter().find(|interval| interval.key == word);
        level.review_every = known
            .ok_or_else(|| format!("the interval of review “{word}” is not known"))?
            .key;
    }
    Ok(())
}

fn read_levels(
    labels: Option<Vec<String>>,
    thresholds: Option<Vec<String>>,
) -> Result<Vec<Level>, String> {
    let (labels, thresholds) = labels
        .zip(thresholds)
        .ok_or("levels need names and thresholds")?;
    let from: Option<Vec<f64>> = thresholds
        .iter()
        .map(|text| text.trim().parse().ok())
        .collect();
    let from = from.ok_or("a threshold is no number")?;
    if labels.len() != from.len() || !(2..=6).contains(&from.len()) {
        return Err(format!(
            "it has {} levels and {} thresholds",
            labels.len(),
            from.len()
        ));
    }
    if from.iter().any(|from| !from.is_finite()) || from.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err("the thresholds do not rise".to_owned());
    }
    Ok(leveled(labels, &from))
}
