//! What a table shows and how: kept in addresses and in saved views.

use super::column::{Choosing, Column};

/// Which rows, in which order, with which columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spec {
    /// The words that must be in a row.
    pub search: String,
    /// Records in use, archived or deleted ones.
    pub standing: Standing,
    /// What the rows are sorted by; `None` as the kind says.
    pub sort: Option<Sort>,
    /// What the rows must be like: all of it.
    pub filters: Vec<Filter>,
    /// The column whose values the rows are grouped by, if they are.
    pub group: Option<String>,
    /// The columns; `None` for the usual ones.
    pub columns: Option<Vec<String>>,
}

/// Whether a record is in use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// In use.
    #[default]
    Live,
    /// Archived: out of the lists.
    Archived,
    /// Deleted: can be restored.
    Deleted,
}

/// A column to sort by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column's key.
    pub column: String,
    /// Whether the greatest comes first.
    pub falling: bool,
}

/// What the cells of a column must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The column's key.
    pub column: String,
    /// What its cells must be like.
    pub test: Test,
}

/// What a cell must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Test {
    /// One of these: choices by key, records by id, figures by their text; empty for
    /// nothing there, [`ME`] for whoever uses the device.
    Any(Vec<String>),
    /// Not before the first nor after the second; empty for no limit. Days may be
    /// `today`, `today+7`, `today-30`.
    Range(String, String),
    /// Contains this text, whatever its case.
    Contains(String),
}

/// The value that stands for whoever uses the device.
pub const ME: &str = "me";

impl Standing {
    /// The three, in their order.
    pub const ALL: [Self; 3] = [Self::Live, Self::Archived, Self::Deleted];

    /// Its name in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Archived => "archived",
            Self::Deleted => "trash",
        }
    }

    /// Its name on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Live => "In use",
            Self::Archived => "Archived",
            Self::Deleted => "Trash",
        }
    }
}

impl Sort {
    /// Reads `column` or, for falling, `-column`.
    pub fn parse(text: &str) -> Option<Self> {
        let column = text.trim_start_matches('-');
        (!column.is_empty()).then(|| Self {
            column: column.to_owned(),
            falling: text.starts_with('-'),
        })
    }

    /// As [`Self::parse`] reads it.
    pub fn print(&self) -> String {
        format!("{}{}", if self.falling { "-" } else { "" }, self.column)
    }
}

impl Test {
    /// Whether it says nothing.
    pub fn is_idle(&self) -> bool {
        match self {
            Self::Any(values) => values.is_empty(),
            Self::Range(from, to) => from.is_empty() && to.is_empty(),
            Self::Contains(text) => text.trim().is_empty(),
        }
    }
}

impl Spec {
    /// Reads an address's pairs; what names no column of the table is passed over.
    pub fn from_pairs(pairs: &[(String, String)], columns: &[Column]) -> Self {
        let mut spec = Self::default();
        for (key, value) in pairs {
            match key.as_str() {
                "q" => spec.search.clone_from(value),
                "show" => {
                    spec.standing = Standing::ALL
                        .into_iter()
                        .find(|standing| standing.key() == value)
                        .unwrap_or_default()
                }
                "sort" => {
                    spec.sort = Sort::parse(value)
                        .filter(|sort| columns.iter().any(|column| column.key == sort.column))
                }
                "group" => {
                    let named = columns.iter().find(|column| column.key == *value);
                    spec.group = named
                        .filter(|column| column.groups())
                        .map(|column| column.key.clone());
                }
                "cols" => {
                    spec.columns = Some(
                        value
                            .split(',')
                            .filter(|name| columns.iter().any(|column| column.key == *name))
                            .map(str::to_owned)
                            .collect(),
                    )
                }
                _ => {
                    let column = key
                        .strip_prefix("f.")
                        .and_then(|name| columns.iter().find(|column| column.key == name));
                    if let Some(column) = column {
                        spec.add_filter(column, value);
                    }
                }
            }
        }
        spec.filters.retain(|filter| !filter.test.is_idle());
        spec
    }

    fn add_filter(&mut self, column: &Column, value: &str) {
        let test = match column.choosing() {
            Choosing::Values => {
                if let Some(Test::Any(values)) = self.test_mut(&column.key) {
                    values.push(value.to_owned());
                    return;
                }
                Test::Any(vec![value.to_owned()])
            }
            Choosing::Numbers | Choosing::Days => {
                let (from, to) = value.split_once("..").unwrap_or((value, value));
                Test::Range(from.to_owned(), to.to_owned())
            }
            Choosing::Words => Test::Contains(value.to_owned()),
        };
        self.set(&column.key, test);
    }

    /// The address's pairs, as [`Self::from_pairs`] reads them.
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        let mut pair = |key: &str, value: &str| pairs.push((key.to_owned(), value.to_owned()));
        if !self.search.trim().is_empty() {
            pair("q", &self.search);
        }
        if self.standing != Standing::Live {
            pair("show", self.standing.key());
        }
        if let Some(sort) = &self.sort {
            pair("sort", &sort.print());
        }
        if let Some(group) = &self.group {
            pair("group", group);
        }
        for Filter { column, test } in &self.filters {
            let key = format!("f.{column}");
            match test {
                Test::Any(values) => values.iter().for_each(|value| pair(&key, value)),
                Test::Range(from, to) => pair(&key, &format!("{from}..{to}")),
                Test::Contains(text) => pair(&key, text),
            }
        }
        if let Some(columns) = &self.columns {
            pair("cols", &columns.join(","));
        }
        pairs
    }

    /// What the cells of a column must be like, if anything.
    pub fn test(&self, column: &str) -> Option<&Test> {
        self.filters
            .iter()
            .find(|filter| filter.column == column)
            .map(|filter| &filter.test)
    }

    fn test_mut(&mut self, column: &str) -> Option<&mut Test> {
        self.filters
            .iter_mut()
            .find(|filter| filter.column == column)
            .map(|filter| &mut filter.test)
    }

    /// Says what the cells of a column must be like; an idle test takes the filter away.
    pub fn set(&mut self, column: &str, test: Test) {
        let idle = test.is_idle();
        match self.test_mut(column) {
            Some(own) => *own = test,
            None => self.filters.push(Filter {
                column: column.to_owned(),
                test,
            }),
        }
        if idle {
            self.filters.retain(|filter| filter.column != column);
        }
    }

    /// Whether rows may be left out that would be there without words and filters.
    pub fn is_narrow(&self) -> bool {
        !self.search.trim().is_empty() || !self.filters.is_empty()
    }
}
