//! The risk matrix as the workspace configures it: size, words, scheme, levels, appetite.

mod draft;
mod read;

pub use draft::{Draft, LevelDraft};

use super::owasp;
use crate::describe::{Choice, Field, Tone, Type, choice, field};
use crate::rooms::workspace::workspaces;
use crate::value::outcomes;
use crate::view::View;
use std::sync::{Arc, LazyLock};

/// How likelihood and impact become a score.
pub const SCHEMES: &[Choice] = &[
    choice("l_x_i", "Likelihood × impact", Tone::Plain),
    choice(
        "simplerisk_li_2i",
        "SimpleRisk: L × I + 2 I, of 10",
        Tone::Plain,
    ),
    choice(
        "simplerisk_li_i",
        "SimpleRisk: L × I + I, of 10",
        Tone::Plain,
    ),
    choice("simplerisk_li", "SimpleRisk: L × I, of 10", Tone::Plain),
    choice(
        "simplerisk_li_l",
        "SimpleRisk: L × I + L, of 10",
        Tone::Plain,
    ),
    choice(
        "simplerisk_li_2l",
        "SimpleRisk: L × I + 2 L, of 10",
        Tone::Plain,
    ),
    choice("table", "A table of cells (ISO 27005)", Tone::Plain),
    choice("owasp", "OWASP risk rating", Tone::Plain),
];

/// The matrix as a field of the workspace.
pub const MATRIX: &[Field] = &[
    field(
        "size",
        "Steps",
        Type::Whole {
            min: 3,
            max: 6,
            unit: "",
        },
    ),
    field("likelihoods", "Likelihoods", Type::Ordered)
        .help("What they are called, least first, as many as there are steps."),
    field("impacts", "Impacts", Type::Ordered)
        .help("What they are called, least first, as many as there are steps."),
    field("scheme", "Scoring", Type::Choice(SCHEMES)),
    field("cells", "Cells", Type::Code).help(
        "For a table of cells: a line of scores for each likelihood, least first; impacts rise \
         to the right.",
    ),
    field("levels", "Levels", Type::Ordered).help("What they are called, lowest first."),
    field("thresholds", "Levels begin at", Type::Ordered)
        .help("The least score of each level, rising."),
    field("reviews", "Levels are reviewed", Type::Line).help(
        "How often, lowest level first: months, for example 12m 6m 3m 1m. Empty: as delivered.",
    ),
    field(
        "appetite",
        "Appetite",
        Type::Number {
            min: 0.0,
            max: 1000.0,
            unit: "",
        },
    )
    .help("The greatest score that is acceptable without treatment."),
];

/// How a score follows from likelihood and impact.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scheme {
    /// Their product.
    Product,
    /// `SimpleRisk`'s classic family: L × I + a L + b I, as tenths of the greatest.
    SimpleRisk {
        /// What the likelihood counts for beside the product.
        likelihood: u32,
        /// What the impact counts for beside the product.
        impact: u32,
    },
    /// What stands in the cell.
    Table,
    /// OWASP's severities, from 16 factors: 0 note … 4 critical.
    Owasp,
}

impl Scheme {
    fn read(key: &str) -> Option<Self> {
        let simple = |likelihood, impact| Some(Self::SimpleRisk { likelihood, impact });
        match key {
            "" | "l_x_i" => Some(Self::Product),
            "simplerisk_li_2i" => simple(0, 2),
            "simplerisk_li_i" => simple(0, 1),
            "simplerisk_li" => simple(0, 0),
            "simplerisk_li_l" => simple(1, 0),
            "simplerisk_li_2l" => simple(2, 0),
            "table" => Some(Self::Table),
            "owasp" => Some(Self::Owasp),
            _ => None,
        }
    }

    /// Its name in files, as [`SCHEMES`] has it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Product => "l_x_i",
            Self::SimpleRisk { likelihood, impact } => match (likelihood, impact) {
                (0, 2) => "simplerisk_li_2i",
                (0, 1) => "simplerisk_li_i",
                (1, _) => "simplerisk_li_l",
                (2, _) => "simplerisk_li_2l",
                _ => "simplerisk_li",
            },
            Self::Table => "table",
            Self::Owasp => "owasp",
        }
    }
}

/// What a score means.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Its name on screen.
    pub label: String,
    /// The least score of this level.
    pub from: f64,
    /// How loud it is.
    pub tone: Tone,
    /// How often such a risk is reviewed unless the record says otherwise.
    pub review_every: &'static str,
}

/// The matrix by which risks are rated.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// How many likelihoods and impacts there are: 3 to 6.
    pub size: u32,
    /// What the likelihoods are called, least first.
    pub likelihoods: Vec<String>,
    /// What the impacts are called, least first.
    pub impacts: Vec<String>,
    /// How they become a score.
    pub scheme: Scheme,
    /// Row by row, least likelihood first; empty unless the scheme is a table.
    pub cells: Vec<f64>,
    /// The levels, lowest first; at least two.
    pub levels: Vec<Level>,
    /// Scores up to this one are acceptable without treatment: the appetite line.
    pub appetite: f64,
    /// Whether people disagree about the matrix: this is the one that lists show.
    pub disputed: bool,
}

/// The matrix of the workspace, or why there is none.
pub type Configured = Arc<Result<Matrix, String>>;

static STANDARD: LazyLock<Configured> = LazyLock::new(|| Arc::new(Ok(Matrix::standard())));

/// The matrix that the workspace is rated by: as configured, else the usual 5×5.
pub fn matrix(view: &View<'_>) -> Configured {
    let mut workspaces = workspaces(view);
    let own = workspaces.find_map(|record| {
        let values = outcomes(record, "risk_matrix");
        values
            .iter()
            .any(Option::is_some)
            .then_some((record, values))
    });
    let Some((record, values)) = own else {
        return STANDARD.clone();
    };
    let read = || {
        let first = values.first().copied().flatten();
        let read = first.map_or_else(|| Ok(Matrix::standard()), Matrix::read);
        read.map(|matrix| Matrix {
            disputed: values.len() > 1,
            ..matrix
        })
    };
    match view.recent {
        Some(recent) => recent.read(record.id, record.slots(), |_| read()),
        None => Arc::new(read()),
    }
}

fn named(names: &[String], step: u32) -> String {
    let name = names.get((step as usize).wrapping_sub(1));
    match name {
        Some(name) if *name != step.to_string() => format!("{step} {name}"),
        _ => step.to_string(),
    }
}

fn owned<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).to_vec()
}

impl Matrix {
    /// The usual matrix: 5×5, the product, four levels from 1, 5, 10 and 15, appetite 9.
    pub fn standard() -> Self {
        Self {
            size: 5,
            likelihoods: owned(["Rare", "Unlikely", "Possible", "Likely", "Almost certain"]),
            impacts: owned(["Negligible", "Minor", "Moderate", "Major", "Severe"]),
            scheme: Scheme::Product,
            cells: Vec::new(),
            levels: leveled(
                owned(["Low", "Medium", "High", "Very high"]),
                &[1.0, 5.0, 10.0, 15.0],
            ),
            appetite: 9.0,
            disputed: false,
        }
    }

    /// The score of a cell; likelihood and impact from 1 to the size.
    pub fn score(&self, likelihood: u32, impact: u32) -> f64 {
        let (l, i, n) = (likelihood, impact, self.size);
        match self.scheme {
            Scheme::Product => f64::from(l * i),
            Scheme::SimpleRisk { likelihood, impact } => {
                let of = |l: u32, i: u32| f64::from(l * i + likelihood * l + impact * i);
                (of(l, i) * 1000.0 / of(n, n)).round() / 100.0
            }
            Scheme::Table => {
                let at = (l - 1) * n + (i - 1);
                self.cells.get(at as usize).copied().unwrap_or_default()
            }
            Scheme::Owasp => owasp::severity(l, i),
        }
    }

    /// The least and the greatest score of all cells.
    pub fn range(&self) -> (f64, f64) {
        let steps = 1..=self.size;
        let cells = steps.flat_map(|l| (1..=self.size).map(move |i| (l, i)));
        let scores = cells.map(|(l, i)| self.score(l, i));
        scores.fold(
            (f64::INFINITY, f64::NEG_INFINITY),
            |(least, most), score| (least.min(score), most.max(score)),
        )
    }

    /// What a step of likelihood is called, with its number: `4 Likely`.
    pub fn likelihood_name(&self, step: u32) -> String {
        named(&self.likelihoods, step)
    }

    /// What a step of impact is called, with its number: `5 Severe`.
    pub fn impact_name(&self, step: u32) -> String {
        named(&self.impacts, step)
    }

    /// The scores of a level in words: `Medium: 5 to below 10`.
    pub fn level_words(&self, place: usize) -> String {
        let level = &self.levels[place];
        let from = number(level.from);
        match self.levels.get(place + 1) {
            Some(next) => format!("{}: {from} to below {}", level.label, number(next.from)),
            None => format!("{}: from {from}", level.label),
        }
    }

    /// All that a reader of scores has to know.
    pub fn words(&self) -> String {
        let mut words = format!(
            "A score is {}. Appetite: scores up to {} are acceptable without treatment. Levels: ",
            self.rule(),
            number(self.appetite)
        );
        for place in 0..self.levels.len() {
            if place > 0 {
                words.push_str("; ");
            }
            words.push_str(&self.level_words(place));
        }
        words.push('.');
        words
    }

    /// How loud a level is, by its place: 1 to 5, spread over the levels that there are.
    pub fn heat(&self, place: usize) -> usize {
        match self.levels.len() {
            // The usual four leave out the one in the middle.
            4 => [1, 2, 4, 5][place.min(3)],
            count => (1 + place * 4 / (count - 1).max(1)).min(5),
        }
    }

    /// The level of a score: its place among the levels.
    pub fn place(&self, score: f64) -> usize {
        self.levels
            .iter()
            .rposition(|level| score >= level.from)
            .unwrap_or(0)
    }

    /// The level of a score.
    pub fn level(&self, score: f64) -> &Level {
        &self.levels[self.place(score)]
    }

    /// Whether a score is acceptable without treatment.
    pub fn within(&self, score: f64) -> bool {
        score <= self.appetite
    }

    /// What a score is, as the end of a sentence.
    pub const fn rule(&self) -> &'static str {
        match self.scheme {
            Scheme::Product => "likelihood × impact",
            Scheme::SimpleRisk { .. } => {
                "likelihood × impact and what is added to it, as tenths of the greatest"
            }
            Scheme::Table => "what the workspace’s table gives for likelihood and impact",
            Scheme::Owasp => "OWASP’s severity, from 0 to 4",
        }
    }

    /// How a score follows, for example `likelihood 3 × impact 4 = 12`.
    pub fn reckoning(&self, likelihood: u32, impact: u32) -> String {
        let (l, i) = (likelihood, impact);
        let score = number(self.score(l, i));
        match self.scheme {
            Scheme::Product => format!("likelihood {l} × impact {i} = {score}"),
            Scheme::SimpleRisk { likelihood, impact } => {
                let n = self.size;
                let beside = |n: u32, what: &str| match n {
                    0 => String::new(),
                    1 => format!(" + {what}"),
                    _ => format!(" + {n} × {what}"),
                };
                let beside = beside(likelihood, "likelihood") + &beside(impact, "impact");
                let most = n * n + likelihood * n + impact * n;
                format!(
                    "likelihood {l} × impact {i}{beside} = {}, ×10/{most} = {score}",
                    l * i + likelihood * l + impact * i
                )
            }
            Scheme::Table => format!("likelihood {l}, impact {i}: {score} in the table"),
            Scheme::Owasp => format!(
                "likelihood {}, impact {}: {score} in OWASP’s table",
                self.likelihoods[l as usize - 1].to_lowercase(),
                self.impacts[i as usize - 1].to_lowercase()
            ),
        }
    }
}

/// A score as text: no decimals where there are none.
pub fn number(score: f64) -> String {
    format!("{score}")
}

/// Levels lowest first: the highest wants action and is reviewed each month, the one below a look
/// each quarter, the lowest is good and reviewed once a year, the others twice.
pub fn leveled(labels: Vec<String>, from: &[f64]) -> Vec<Level> {
    let count = labels.len();
    let means = |n: usize| match (n, count - 1 - n) {
        (_, 0) => (Tone::Bad, "1m"),
        (0, _) => (Tone::Good, "12m"),
        (_, 1) => (Tone::Warn, "3m"),
        _ => (Tone::Plain, "6m"),
    };
    let pairs = labels.into_iter().zip(from).enumerate();
    pairs
        .map(|(n, (label, from))| {
            let (tone, review_every) = means(n);
            Level {
                label,
                from: *from,
                tone,
                review_every,
            }
        })
        .collect()
}
