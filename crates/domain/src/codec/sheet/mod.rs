//! Tables in and out: CSV and XLSX for every kind of record, from the field descriptions.
//!
//! A file becomes a [`Grid`] of text. A [`Mapping`] says which column becomes which field; it is
//! guessed and a person corrects it. [`records`](records::records) makes of both what a workspace
//! file made by hand would hold, which then goes the way of every file without stamps (M10).

pub mod cell;
mod choice;
pub mod columns;
pub mod csv;
pub mod dialect;
pub mod guess;
pub mod mapping;
pub mod names;
mod notes;
pub mod parse;
pub mod preview;
pub mod records;
mod report;
mod rows;
#[cfg(test)]
mod tests;
mod updates;
pub mod work;
pub mod write;
pub mod xlsx;
pub mod xml;
pub mod zip;

pub(crate) mod dates;
mod fill;
pub mod glance;
mod inflate;
mod items;

pub use dates::Order;
pub use inflate::inflate;
pub use mapping::Mapping;

use crate::pace::Pace;
use std::fmt;

/// The most cells that a file may hold, empty ones between others counted.
pub const MAX_CELLS: usize = 10_000_000;

/// The longest text in a cell, in bytes: what a field may hold.
pub const MAX_CELL: usize = holdfast_ledger::text::MAX_FIELD;

/// A table file as text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Its sheets; a CSV file is one.
    pub sheets: Vec<Sheet>,
}

/// A sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; empty in a CSV file.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The line of the file that it begins at, or its number in the sheet; from 1.
    pub line: usize,
    /// Its cells; empty ones at the end may be missing.
    pub cells: Vec<String>,
}

impl Row {
    /// A cell; empty where the row has none.
    pub fn cell(&self, at: usize) -> &str {
        self.cells.get(at).map_or("", String::as_str)
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Reads a table file: a workbook, or CSV, at a pace.
///
/// # Errors
/// Why it cannot be read, as a sentence.
pub async fn open(bytes: &[u8], is_workbook: bool, pace: Pace<'_>) -> Result<Grid, String> {
    if is_workbook {
        let read = xlsx::read_at(bytes, &inflate, pace).await;
        return read.map_err(|error| error.to_string());
    }
    let text = std::str::from_utf8(bytes);
    let text = text.map_err(|error| super::sniff::not_utf8(bytes, error.valid_up_to()))?;
    let sheet = csv::read_at(text, pace).await;
    let sheet = sheet.map_err(|error| error.to_string())?;
    Ok(Grid {
        sheets: vec![sheet],
    })
}

impl Grid {
    /// The first so many rows of each sheet: enough to see what a mapping does.
    #[must_use]
    pub fn head(&self, rows: usize) -> Self {
        let head = |sheet: &Sheet| Sheet {
            name: sheet.name.clone(),
            rows: sheet.rows.iter().take(rows).cloned().collect(),
        };
        Self {
            sheets: self.sheets.iter().map(head).collect(),
        }
    }
}

/// Why a table file cannot be read. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GridError {
    /// Where: "Line 7", "Sheet “Risks”, row 7", or empty.
    pub at: String,
    /// What is wrong and what to do, as a sentence.
    pub reason: String,
}

impl GridError {
    /// An error somewhere in the file.
    pub fn new(reason: impl Into<String>) -> Self {
        Self {
            at: String::new(),
            reason: reason.into(),
        }
    }

    /// An error in a line of a CSV file.
    pub fn line(line: usize, reason: &str) -> Self {
        Self {
            at: format!("Line {line}"),
            reason: reason.to_owned(),
        }
    }
}

impl From<String> for GridError {
    fn from(reason: String) -> Self {
        Self::new(reason)
    }
}

impl fmt::Display for GridError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() {
            out.write_str(&self.reason)
        } else {
            write!(out, "{}: {}", self.at, self.reason)
        }
    }
}

impl std::error::Error for GridError {}
