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

/// Joins what was spread: in one pass over each row, however many columns go on.
pub fn gather(sheet: &mut Sheet) {
    let Some(head) = sheet.rows.first() else {
        return;
    };
    let continues = |at: usize| {
        let before = head.cell(at - 1);
        let before = before.strip_suffix(GOES_ON).unwrap_or(before);
        head.cell(at).strip_suffix(GOES_ON) == Some(before)
    };
    let goes_on: Vec<bool> = (0..head.cells.len())
        .map(|at| at > 0 && continues(at))
        .collect();
    if !goes_on.contains(&true) {
        return;
    }
    for (n, row) in sheet.rows.iter_mut().enumerate() {
        let mut joined: Vec<String> = Vec::with_capacity(row.cells.len());
        for (at, cell) in std::mem::take(&mut row.cells).into_iter().enumerate() {
            match joined.last_mut() {
                Some(before) if goes_on.get(at) == Some(&true) => {
                    // The heading stays as it was.
                    before.push_str(if n > 0 { &cell } else { "" });
                }
                _ => joined.push(cell),
            }
        }
        row.cells = joined;
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

    #[test]
    fn thousands_of_columns_that_go_on_are_joined_at_once() {
        let mut head = vec!["A".to_owned()];
        head.resize(8_000, format!("A{GOES_ON}"));
        head.extend((0..8_000).map(|n| format!("B{n}")));
        let mut cells = vec!["x".to_owned(); head.len()];
        cells[7_999] = "y".repeat(1 << 20);
        let row = |line, cells| Row { line, cells };
        let mut sheet = Sheet {
            name: String::new(),
            rows: vec![row(1, head), row(2, cells.clone()), row(3, cells)],
        };
        gather(&mut sheet);
        assert_eq!(sheet.rows[0].cell(0), "A");
        assert_eq!(sheet.rows[2].cells.len(), 8_001);
        assert_eq!(sheet.rows[2].cell(0).len(), 7_999 + (1 << 20));
    }
}
