//! Tables as CSV (RFC 4180), for spreadsheets. They are read in [`super::sheet::csv`].

/// What may stand between cells in files that are read. A cell that holds one is quoted, so that
/// none of them is taken for it.
pub const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// Writes rows of cells: UTF-8 with a byte order mark, because spreadsheets guess another
/// encoding without; lines end in CRLF. A cell that a spreadsheet would take for a formula
/// gets an apostrophe before it, unless it is a number.
pub fn write(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = String::from('\u{feff}');
    for row in rows {
        add_row(&row, &mut out);
    }
    out
}

/// Adds a row to what [`write`] began.
pub fn add_row(row: &[String], out: &mut String) {
    if row.len() == 1 && row[0].is_empty() {
        // A line with nothing on it would be no row.
        out.push_str("\"\"");
    }
    for (n, cell) in row.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        write_cell(cell, out);
    }
    out.push_str("\r\n");
}

fn write_cell(cell: &str, out: &mut String) {
    let guard = if is_guarded(cell) { "'" } else { "" };
    let marks = cell.contains(DELIMITERS) || cell.contains(['"', '\n', '\r']);
    // A file whose first line says which delimiter it uses begins so.
    if marks || cell.starts_with("sep=") || cell.trim().len() < cell.len() {
        out.push('"');
        out.push_str(guard);
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(guard);
        out.push_str(cell);
    }
}

// What begins with the guard already gets another one, so that one can always be taken off.
fn is_guarded(cell: &str) -> bool {
    is_formula(cell.trim_start_matches('\''))
}

/// A cell as it was before [`write`] guarded it.
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_guarded(rest) => rest,
        _ => cell,
    }
}

// Spreadsheets also skip blanks before the sign, and some take the wide forms of the signs.
fn is_formula(cell: &str) -> bool {
    let text = cell.trim_start();
    let sign = text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || cell.starts_with(['\t', '\r', '\n']);
    sign && cell.parse::<f64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(cell: &str) -> String {
        write([vec![cell.to_owned()]])
            .trim_start_matches('\u{feff}')
            .trim_end_matches("\r\n")
            .to_owned()
    }

    #[test]
    fn rows_end_in_crlf_after_a_byte_order_mark() {
        let rows = [
            vec!["Code".to_owned(), "Title".to_owned()],
            vec!["RISK-1".to_owned(), "Fire, flood".to_owned()],
        ];
        assert_eq!(
            write(rows),
            "\u{feff}Code,Title\r\nRISK-1,\"Fire, flood\"\r\n"
        );
    }

    #[test]
    fn quotes_and_lines_are_kept_in_quotes() {
        assert_eq!(one("say \"no\""), "\"say \"\"no\"\"\"");
        assert_eq!(one("two\nlines"), "\"two\nlines\"");
        assert_eq!(one("plain text"), "plain text");
    }

    #[test]
    fn what_looks_like_a_formula_is_guarded_and_numbers_are_not() {
        for bad in ["=1+1", "+cmd", "-x", "@SUM(A1)", " =1+1", "\t=1", "＝1"] {
            assert!(one(bad).trim_start_matches('"').starts_with('\''), "{bad}");
        }
        for good in ["-5", "+3.5", "a=b", "x", "'tis"] {
            assert_eq!(one(good), good);
        }
        assert_eq!(one("'=1"), "''=1", "so that one guard can be taken off");
        assert_eq!(unguarded("''=1"), "'=1");
        assert_eq!(unguarded("'=1"), "=1");
        assert_eq!(unguarded("'tis"), "'tis");
    }
}
