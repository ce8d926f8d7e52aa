//! What a mapping makes of a table, row by row, before anything is done.

use super::Grid;
use super::mapping::Mapping;
use super::rows::{self, Report};
use crate::pace::{Pace, at_once};
use crate::view::View;

/// What one record of the file becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The sheet; empty in a CSV file.
    pub sheet: String,
    /// The line of the file, or the row of the sheet.
    pub line: usize,
    /// What it is, for example "Risk".
    pub kind: &'static str,
    /// The record that it is about, if that is here.
    pub here: Option<String>,
    /// Fields and the cells that they come from.
    pub fields: Vec<(String, String)>,
    /// How many items come to it.
    pub items: usize,
    /// Columns and cells that are kept in the notes.
    pub notes: Vec<(String, String)>,
    /// What is wrong or should be known: column and sentence.
    pub problems: Vec<(String, String)>,
}

/// The first so many records of a file, how many there are, and where all cells go.
pub fn preview(
    grid: &Grid,
    mapping: &Mapping,
    view: &View<'_>,
    most: usize,
) -> (Vec<Row>, usize, Report) {
    let read = at_once(rows::read(grid, mapping, view, Pace::STRAIGHT));
    let Ok(outcome) = read else {
        return Default::default();
    };
    let all = outcome.drafts.len();
    let row = |draft: rows::Draft| {
        let here = view.there(draft.id).map(|record| view.name(record));
        let given = draft
            .values
            .into_iter()
            .filter(|given| !given.cell.is_empty());
        Row {
            sheet: draft.at.0,
            line: draft.at.1,
            kind: draft.kind.one,
            here,
            fields: given
                .map(|given| (given.target.label(), given.cell))
                .collect(),
            items: draft.items.len(),
            notes: draft.kept,
            problems: draft.problems,
        }
    };
    let shown = outcome.drafts.into_iter().take(most).map(row).collect();
    (shown, all, outcome.report)
}
