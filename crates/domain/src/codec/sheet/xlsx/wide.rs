//! Texts that are longer than a spreadsheet program takes in one cell: they go on in columns of
//! their own, and come back as one.

use super::write::{MAX_TEXT, cut};
use crate::codec::sheet::{Row, Sheet};

/// What the heading of a column ends with that goes on with the one before it.
const GOES_ON: &str = " (continued)";

fn is_long(row: &Row, at: usize) -> bool {
    // A letter takes at least as many bytes as units.
    row.cell(at).len() > MAX_TEXT && row.cell(at).encode_utf16().count() > MAX_TEXT
}

/// Spreads what is too long over several columns, under headings that say so.
pub fn spread(sheet: &mut Sheet) {
    let width = sheet.rows.first().map_or(0, |head| head.cells.len());
    for at in (0..width).rev() {
        let heading = sheet.rows[0].cell(at).to_owned();
        let mut n = at;
        while !heading.is_empty()
            && !is_long(&sheet.rows[0], at)
            && sheet.rows.iter().any(|row| is_long(row, n))
        {
            for (line, row) in sheet.rows.iter_mut().enumerate() {
                if line == 0 {
                    row.cells.insert(n + 1, format!("{heading}{GOES_ON}"));
                } else if n < row.cells.len() {
                    let fits = cut(&row.cells[n], MAX_TEXT).len();
                    let rest = row.cells[n].split_off(fits);
                    row.cells.insert(n + 1, rest);
                }
            }
            n += 1;
        }
    }
}

/// Joins what was spread.
pub fn gather(sheet: &mut Sheet) {
    let width = sheet.rows.first().map_or(0, |head| head.cells.len());
    for at in (1..width).rev() {
        let goes_on = {
            let head = &sheet.rows[0];
            let before = head.cell(at - 1);
            let before = before.strip_suffix(GOES_ON).unwrap_or(before);
            head.cell(at).strip_suffix(GOES_ON) == Some(before)
        };
        if !goes_on {
            continue;
        }
        let longer = sheet
            .rows
            .iter_mut()
            .enumerate()
            .filter(|(_, row)| row.cells.len() > at);
        for (n, row) in longer {
            let rest = row.cells.remove(at);
            if n > 0 {
                row.cells[at - 1].push_str(&rest);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: usize, cells: &[&str]) -> Row {
        let cells = cells.iter().map(|cell| (*cell).to_owned()).collect();
        Row { line, cells }
    }

    #[test]
    fn long_texts_come_back_whole() {
        let long = "é𝄞x".repeat(30_000);
        let whole = Sheet {
            name: "S".to_owned(),
            rows: vec![
                row(1, &["A", "B", "C"]),
                row(2, &["1", &long, "2"]),
                row(3, &["3", "short", "4"]),
                row(4, &["5"]),
            ],
        };
        let mut wide = whole.clone();
        spread(&mut wide);
        assert_eq!(wide.rows[0].cells.len(), 6);
        let fits = |cell: &String| cell.encode_utf16().count() <= MAX_TEXT;
        assert!(wide.rows.iter().all(|row| row.cells.iter().all(fits)));
        gather(&mut wide);
        assert_eq!(wide, whole);
    }
}
