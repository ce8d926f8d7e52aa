//! A matrix while it is being edited: what is typed may be wrong until it is written.

use super::{Matrix, Scheme, number};
use crate::entry::with_part;
use crate::rooms::risks::owasp;
use holdfast_ledger::Text;

/// A level while it is being edited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelDraft {
    /// Its name.
    pub label: String,
    /// Its least score.
    pub from: String,
    /// How often it is reviewed: a key of the intervals.
    pub review: String,
}

/// A matrix while it is being edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// How many likelihoods and impacts there are.
    pub size: u32,
    /// How they become a score: a key of the schemes.
    pub scheme: &'static str,
    /// What the likelihoods are called, least first.
    pub likelihoods: Vec<String>,
    /// What the impacts are called, least first.
    pub impacts: Vec<String>,
    /// The scores of a table, row by row, least likelihood first; empty for other schemes.
    pub cells: Vec<String>,
    /// The levels, lowest first.
    pub levels: Vec<LevelDraft>,
    /// The greatest score that is acceptable without treatment.
    pub appetite: String,
}

impl Draft {
    /// A matrix as it is edited.
    pub fn of(matrix: &Matrix) -> Self {
        let level = |level: &super::Level| LevelDraft {
            label: level.label.clone(),
            from: number(level.from),
            review: level.review_every.to_owned(),
        };
        Self {
            size: matrix.size,
            scheme: matrix.scheme.key(),
            likelihoods: matrix.likelihoods.clone(),
            impacts: matrix.impacts.clone(),
            cells: matrix.cells.iter().map(|cell| number(*cell)).collect(),
            levels: matrix.levels.iter().map(level).collect(),
            appetite: number(matrix.appetite),
        }
    }

    /// The same with another number of steps. Names at both ends stay, levels and appetite keep
    /// their share of the greatest score.
    pub fn resize(&mut self, size: u32) {
        let before = self.greatest();
        let old = self.size;
        self.likelihoods = stretched(&self.likelihoods, size);
        self.impacts = stretched(&self.impacts, size);
        if !self.cells.is_empty() {
            let cells = std::mem::take(&mut self.cells);
            let cell = |l: u32, i: u32| {
                let at = (l - 1) * old + (i - 1);
                let kept = (l <= old && i <= old).then(|| cells.get(at as usize).cloned());
                kept.flatten().unwrap_or_else(|| (l * i).to_string())
            };
            self.cells = cells_of(size, cell);
        }
        self.size = size;
        self.rescale(before);
    }

    /// The same by another scheme. A table begins with the scores of the scheme before; OWASP's
    /// matrix is as OWASP has it.
    pub fn change_scheme(&mut self, key: &str) {
        let Some(scheme) = Scheme::read(key) else {
            return;
        };
        if scheme == Scheme::Owasp {
            *self = Self::of(&owasp::matrix());
            return;
        }
        let before = self.greatest();
        let was = self.bare();
        self.cells = if scheme == Scheme::Table {
            cells_of(self.size, |l, i| number(was.score(l, i)))
        } else {
            Vec::new()
        };
        self.scheme = scheme.key();
        self.rescale(before);
    }

    // So that levels mean much the same after the greatest score has changed.
    fn rescale(&mut self, before: f64) {
        let now = self.greatest();
        if before <= 0.0 || now <= 0.0 || (before - now).abs() < f64::EPSILON {
            return;
        }
        let whole = now > 10.0;
        let scaled = |text: &str| {
            let score: f64 = text.trim().parse().ok()?;
            let score = score * now / before;
            Some(number(if whole {
                score.round()
            } else {
                (score * 10.0).round() / 10.0
            }))
        };
        for level in &mut self.levels {
            level.from = scaled(&level.from).unwrap_or_default();
        }
        self.appetite = scaled(&self.appetite).unwrap_or_default();
    }

    /// One more level above the others.
    pub fn add_level(&mut self) {
        self.levels.push(LevelDraft {
            review: "1m".to_owned(),
            ..LevelDraft::default()
        });
    }

    // Size and scheme alone: what scores follow from.
    fn bare(&self) -> Matrix {
        let scheme = Scheme::read(self.scheme).unwrap_or(Scheme::Product);
        let cells = self.cells.iter().map(|cell| cell.trim().parse());
        Matrix {
            size: self.size,
            scheme,
            cells: cells.map(Result::unwrap_or_default).collect(),
            ..Matrix::standard()
        }
    }

    fn greatest(&self) -> f64 {
        self.bare().range().1
    }

    /// The score of a cell as it is being edited.
    pub fn score(&self, likelihood: u32, impact: u32) -> f64 {
        self.bare().score(likelihood, impact)
    }

    /// What is written, over what stood there (parts that this version does not know stay), and
    /// the matrix that it makes.
    ///
    /// # Errors
    /// What does not fit together, as a part of a sentence.
    pub fn write(&self, before: Option<&Text>) -> Result<(Text, Matrix), String> {
        distinct("likelihood", "likelihoods", &self.likelihoods)?;
        distinct("impact", "impacts", &self.impacts)?;
        let labels = self.levels.iter().map(|level| level.label.clone());
        let labels: Vec<String> = labels.collect();
        distinct("level", "levels", &labels)?;
        self.scored()?;
        let appetite: f64 = self
            .appetite
            .trim()
            .parse()
            .ok()
            .filter(|score| (0.0..=1000.0).contains(score))
            .ok_or_else(|| match self.appetite.trim() {
                "" => "the appetite is empty".to_owned(),
                text => format!("the appetite “{text}” is no score"),
            })?;
        let trimmed = |texts: &[String]| {
            let texts: Vec<&str> = texts.iter().map(|text| text.trim()).collect();
            Text::of(&texts)
        };
        let from: Vec<String> = self.levels.iter().map(|level| level.from.clone()).collect();
        let mut reviews = String::new();
        for level in &self.levels {
            if !reviews.is_empty() {
                reviews.push(' ');
            }
            reviews.push_str(&level.review);
        }
        let appetite = if appetite.fract() == 0.0 {
            Text::of(&(appetite as i64))?
        } else {
            Text::of(&appetite)?
        };
        let cells = match self.cells.as_slice() {
            [] => Text::null(),
            cells => Text::string(&lines(cells, self.size as usize)),
        };
        let parts = [
            ("size", Text::of(&self.size)?),
            ("likelihoods", trimmed(&self.likelihoods)?),
            ("impacts", trimmed(&self.impacts)?),
            ("scheme", Text::string(self.scheme)),
            ("cells", cells),
            ("levels", trimmed(&labels)?),
            ("thresholds", trimmed(&from)?),
            ("reviews", Text::string(&reviews)),
            ("appetite", appetite),
        ];
        let mut text = before.cloned();
        for (key, part) in parts {
            text = Some(with_part(text.as_ref(), key, &part));
        }
        let text = text.unwrap_or_else(Text::null);
        let matrix = Matrix::read(&text)?;
        reached(&matrix)?;
        Ok((text, matrix))
    }
}

impl Draft {
    // Whether each level says where it begins, and each cell of a table its score.
    fn scored(&self) -> Result<(), String> {
        let number = |text: &str| text.trim().parse::<f64>().ok();
        let mut before = None;
        for level in &self.levels {
            let (label, from) = (level.label.trim(), level.from.trim());
            let Some(begins) = number(from).filter(|from| from.is_finite()) else {
                return Err(match from {
                    "" => format!("the level “{label}” does not say at which score it begins"),
                    from => format!("the level “{label}” begins at “{from}”, which is no number"),
                });
            };
            if let Some((below, least)) = before.filter(|(_, least)| begins <= *least) {
                return Err(format!(
                    "the level “{label}” begins at {from}, not above “{below}” at {least}"
                ));
            }
            before = Some((label, begins));
        }
        let empty = self.cells.iter().position(|cell| cell.trim().is_empty());
        match empty.map(|at| (at / self.size as usize, at % self.size as usize)) {
            Some((likelihood, impact)) => Err(format!(
                "the cell of likelihood {} “{}” and impact {} “{}” is empty",
                likelihood + 1,
                self.likelihoods
                    .get(likelihood)
                    .map_or("", |name| name.trim()),
                impact + 1,
                self.impacts.get(impact).map_or("", |name| name.trim()),
            )),
            None => Ok(()),
        }
    }
}

// A level that no cell reaches, or an appetite that leaves nothing out, is a slip of the pen.
fn reached(matrix: &Matrix) -> Result<(), String> {
    let (least, most) = matrix.range();
    match matrix.levels.iter().find(|level| level.from > most) {
        Some(level) => Err(format!(
            "the level “{}” begins at {}, but the greatest score is {}",
            level.label,
            number(level.from),
            number(most)
        )),
        None if matrix.appetite < least => Err(format!(
            "the appetite {} is below the least score {}: nothing would be acceptable",
            number(matrix.appetite),
            number(least)
        )),
        None => Ok(()),
    }
}

fn distinct(one: &str, many: &str, names: &[String]) -> Result<(), String> {
    for (n, name) in names.iter().enumerate() {
        let name = name.trim();
        if name.is_empty() {
            return Err(format!("{one} {} has no name", n + 1));
        }
        if names[..n].iter().any(|other| other.trim() == name) {
            return Err(format!("two {many} are called “{name}”"));
        }
    }
    Ok(())
}

fn lines(cells: &[String], size: usize) -> String {
    let mut text = String::new();
    for (n, cell) in cells.iter().enumerate() {
        text.push_str(cell.trim());
        let end = (n + 1).is_multiple_of(size);
        if n + 1 < cells.len() {
            text.push(if end { '\n' } else { ' ' });
        }
    }
    text
}

fn cells_of(size: u32, cell: impl Fn(u32, u32) -> String) -> Vec<String> {
    let mut cells = Vec::with_capacity((size * size) as usize);
    for likelihood in 1..=size {
        cells.extend((1..=size).map(|impact| cell(likelihood, impact)));
    }
    cells
}

// Of fewer names the first and the last stay; further ones are called by their number. Those at the end that
// are called so already were made here: they go first, or one of them may stand where another is made.
fn stretched(names: &[String], size: u32) -> Vec<String> {
    let made = names.iter().enumerate().rev();
    let made = made.take_while(|(n, name)| name.trim() == (n + 1).to_string());
    let names = &names[..names.len() - made.count()];
    let (old, new) = (names.len(), size as usize);
    if new >= old {
        let more = (old + 1..=new).map(|n| n.to_string());
        return names.iter().cloned().chain(more).collect();
    }
    let at = |n: usize| (n as f64 * (old - 1) as f64 / (new - 1).max(1) as f64).round();
    (0..new).map(|n| names[at(n) as usize].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::SCHEMES;
    use super::*;

    fn read(text: &str) -> Matrix {
        Matrix::read(&Text::parse(text).expect("JSON")).expect("a matrix")
    }

    #[test]
    fn what_is_drafted_from_a_matrix_is_written_as_the_same_matrix() {
        let table = r#"{"size":4,"scheme":"table","cells":"0 0 1 1\n0 1 2 2\n1 2 3 3\n1 2 3 4",
            "levels":["Low","High"],"thresholds":["0","2.5"],"reviews":"24m 3m","appetite":1.5,"own":7}"#;
        for matrix in [
            Matrix::standard(),
            owasp::matrix(),
            read(table),
            read(
                r#"{"scheme":"simplerisk_li_2i","levels":["Low","High"],"thresholds":["0","5"],"appetite":4}"#,
            ),
        ] {
            let (text, written) = Draft::of(&matrix).write(None).expect("sound");
            assert_eq!(written, matrix);
            assert_eq!(Matrix::read(&text), Ok(matrix));
        }
        let stood = Text::parse(table).expect("JSON");
        let (text, _) = Draft::of(&read(table)).write(Some(&stood)).expect("sound");
        let own = crate::value::part(&text, "own").and_then(|own| own.get());
        assert_eq!(own, Some(7), "what this version does not know stays");
    }

    #[test]
    fn another_size_keeps_the_ends_and_the_meaning_of_the_levels() {
        let mut draft = Draft::of(&Matrix::standard());
        draft.resize(4);
        assert_eq!(
            draft.likelihoods,
            ["Rare", "Unlikely", "Likely", "Almost certain"]
        );
        let from: Vec<&str> = draft.levels.iter().map(|level| &*level.from).collect();
        assert_eq!((from, &*draft.appetite), (vec!["1", "3", "6", "10"], "6"));
        draft.resize(6);
        assert_eq!(draft.impacts[4..], ["5", "6"]);
        assert!(draft.write(None).is_ok());
    }

    #[test]
    fn a_table_begins_with_the_scores_before_and_owasp_brings_its_own() {
        let mut draft = Draft::of(&Matrix::standard());
        draft.change_scheme("table");
        let (_, matrix) = draft.write(None).expect("sound");
        assert_eq!((matrix.scheme, matrix.score(3, 4)), (Scheme::Table, 12.0));
        draft.resize(3);
        assert_eq!(draft.cells, ["1", "2", "3", "2", "4", "6", "3", "6", "9"]);
        draft.change_scheme("owasp");
        assert_eq!(draft.write(None).expect("sound").1, owasp::matrix());
    }

    #[test]
    fn whatever_sizes_and_schemes_were_tried_what_comes_is_a_matrix() {
        for key in SCHEMES.iter().map(|scheme| scheme.key) {
            let mut draft = Draft::of(&Matrix::standard());
            draft.change_scheme(key);
            let sizes = if key == "owasp" {
                &[][..]
            } else {
                &[6, 3, 4, 3, 4, 5, 6, 5, 3, 6]
            };
            for size in sizes {
                draft.resize(*size);
                let written = draft.write(None).map(|(_, matrix)| matrix.size);
                assert_eq!(written, Ok(*size), "{key}");
            }
            assert!(draft.write(None).is_ok(), "{key}");
        }
    }

    #[test]
    fn what_does_not_fit_together_is_said() {
        let refused = |change: fn(&mut Draft)| {
            let mut draft = Draft::of(&Matrix::standard());
            change(&mut draft);
            draft.write(None).expect_err("refused")
        };
        for (change, words) in [
            (
                (|d| d.likelihoods[0].clear()) as fn(&mut Draft),
                "likelihood 1 has no name",
            ),
            (
                |d| d.impacts[1] = d.impacts[0].clone(),
                "called “Negligible”",
            ),
            (
                |d| d.levels[2].from = "4".to_owned(),
                "“High” begins at 4, not above “Medium” at",
            ),
            (
                |d| d.levels[3].from = "26".to_owned(),
                "greatest score is 25",
            ),
            (
                |d| d.levels[1].from = "some".to_owned(),
                "“Medium” begins at “some”, which is no number",
            ),
            (
                |d| d.levels[1].from.clear(),
                "“Medium” does not say at which score it begins",
            ),
            (
                |d| d.levels[1].review = "2w".to_owned(),
                "“2w” is not known",
            ),
            (|d| d.appetite = "all".to_owned(), "“all” is no score"),
            (|d| d.appetite.clear(), "the appetite is empty"),
            (|d| d.appetite = "0".to_owned(), "below the least score"),
            (|d| d.add_level(), "level 5 has no name"),
            (
                |d| {
                    d.change_scheme("table");
                    d.cells[3].clear();
                },
                "the cell of likelihood 1 “Rare” and impact 4 “Major” is empty",
            ),
        ] {
            let why = refused(change);
            assert!(why.contains(words), "{why}");
        }
    }
}
