//! A table as the page needs it to ask what its columns become: its first rows, and those further
//! down that tell something of a column. The rest stays where it was read.

use super::dates::{is_ambiguous, order};
use super::mapping::{Chosen, Mapping};
use super::{Grid, Row, Sheet};
use crate::pace::Pace;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The longest text that may be a day.
const DAY: usize = 40;

/// What is seen of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// Its sheets.
    pub sheets: Vec<Part>,
    /// What its headings suggest, told by all of it.
    pub suggested: Vec<Chosen>,
}

/// What is seen of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    name: String,
    rows: Vec<(usize, Vec<String>)>,
    /// How many rows it has in all.
    pub all: usize,
    /// Of these, the ones below the headings that are not blank.
    pub filled: usize,
}

impl Glance {
    /// Looks at a table: at so many rows of each sheet, and at what tells of columns below them.
    ///
    /// # Errors
    /// When it is given up.
    pub async fn at(file: &str, grid: &Grid, most: usize, pace: Pace<'_>) -> Result<Self, String> {
        let mapping = Mapping::guess(file, grid);
        let mut sheets = Vec::new();
        for (sheet, own) in grid.sheets.iter().zip(&mapping.sheets) {
            let telling = telling(sheet, own.head + 1, most, pace).await?;
            let rows = sheet.rows.iter().enumerate();
            let rows = rows.filter(|(n, _)| *n < most || telling.contains(n));
            let below = sheet.rows.iter().skip(own.head + 1);
            sheets.push(Part {
                name: sheet.name.clone(),
                rows: rows.map(|(_, row)| (row.line, row.cells.clone())).collect(),
                all: sheet.rows.len(),
                filled: below.filter(|row| !row.is_blank()).count(),
            });
        }
        Ok(Self {
            sheets,
            suggested: mapping.chosen(),
        })
    }

    /// The rows that are seen.
    pub fn grid(&self) -> Grid {
        let row = |(line, cells): &(usize, Vec<String>)| Row {
            line: *line,
            cells: cells.clone(),
        };
        let sheet = |part: &Part| Sheet {
            name: part.name.clone(),
            rows: part.rows.iter().map(row).collect(),
        };
        Grid {
            sheets: self.sheets.iter().map(sheet).collect(),
        }
    }
}

// The rows from `most` on that tell what none above tells: the widest, and in each column the first
// that is filled, the first day that shows what comes first in days, the first that leaves it open.
async fn telling(
    sheet: &Sheet,
    body: usize,
    most: usize,
    pace: Pace<'_>,
) -> Result<BTreeSet<usize>, String> {
    let mut told: Vec<[bool; 3]> = Vec::new();
    let mut out = BTreeSet::new();
    for (n, row) in sheet.rows.iter().enumerate().skip(body) {
        pace.step_of(n, sheet.rows.len()).await?;
        if row.cells.len() > told.len() {
            told.resize(row.cells.len(), [false; 3]);
            out.insert(n);
        }
        for (cell, told) in row.cells.iter().zip(&mut told) {
            let text = cell.trim();
            let is_short = text.len() < DAY && text.bytes().any(|byte| byte.is_ascii_digit());
            let may = |known: bool| is_short && !known;
            let now = [
                !text.is_empty(),
                may(told[1]) && order([text].into_iter()).1,
                may(told[2]) && is_ambiguous(text),
            ];
            for (told, now) in told.iter_mut().zip(now) {
                if now && !*told {
                    *told = true;
                    out.insert(n);
                }
            }
        }
    }
    Ok(out.split_off(&most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sheet::{Order, csv};
    use crate::pace::at_once;

    #[test]
    fn a_glance_tells_of_columns_what_the_whole_table_does() {
        let mut text = String::from("Title,Next review,Late,Open\n");
        for n in 0..500 {
            let (day, late, open) = match n {
                450 => ("04/13/2027", "", ""),
                460 => ("", "first", "3/4/2027"),
                470 => ("", "second,more,and more,and more", ""),
                _ => ("", "", ""),
            };
            text.push_str(&format!("Risk {n},{day},{late},{open}\n"));
        }
        let grid = Grid {
            sheets: vec![csv::read(&text).expect("a table")],
        };
        let glance = at_once(Glance::at("t.csv", &grid, 100, Pace::STRAIGHT)).expect("a glance");
        let seen = glance.grid();
        assert_eq!(seen.sheets[0].rows.len(), 103);
        assert_eq!((glance.sheets[0].all, glance.sheets[0].filled), (501, 500));
        let mut whole = Mapping::guess("t.csv", &grid);
        whole.set_rows(&grid, 0, Some("risk"));
        let mut part = Mapping::guess("t.csv", &seen);
        part.choose(&seen, &glance.suggested);
        part.set_rows(&seen, 0, Some("risk"));
        for mapping in [&mut whole, &mut part] {
            mapping.set_target(0, 3, "reviewed").expect("a field");
        }
        let (w, p) = (&whole.sheets[0], &part.sheets[0]);
        assert_eq!(whole.chosen(), part.chosen());
        assert_eq!(w.orders[1], Order::Month);
        for column in 0..w.targets.len() {
            let (all, some) = (&grid.sheets[0], &seen.sheets[0]);
            assert_eq!(w.asks_order(all, column), p.asks_order(some, column));
            assert_eq!(w.examples(all, column, 1), p.examples(some, column, 1));
        }
    }
}
