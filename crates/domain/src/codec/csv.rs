//! Tables as CSV (RFC 4180), for spreadsheets.

/// Writes rows of cells: UTF-8 with a byte order mark, because spreadsheets guess another
/// encoding without; lines end in CRLF. A cell that a spreadsheet would take for a formula
/// gets an apostrophe before it, unless it is a number.
pub fn write(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut out = String::from('\u{feff}');
    for row in rows {
        for (n, cell) in row.iter().enumerate() {
            if n > 0 {
                out.push(',');
            }
            write_cell(cell, &mut out);
        }
        out.push_str("\r\n");
    }
    out
}

fn write_cell(cell: &str, out: &mut String) {
    let guard = if is_formula(cell) { "'" } else { "" };
    if cell.contains([',', '"', '\n', '\r']) || cell.starts_with(' ') || cell.ends_with(' ') {
        out.push('"');
        out.push_str(guard);
        out.push_str(&cell.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(guard);
        out.push_str(cell);
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
    use proptest::prelude::*;

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
        for good in ["-5", "+3.5", "a=b", "x"] {
            assert_eq!(one(good), good);
        }
    }

    /// Reads one line back as RFC 4180 says.
    fn read(line: &str) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' if quoted && letters.peek() == Some(&'"') => {
                    letters.next();
                    cell.push('"');
                }
                '"' => quoted = !quoted,
                ',' if !quoted => cells.push(std::mem::take(&mut cell)),
                _ => cell.push(letter),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn cells_are_read_back_as_written(cells in proptest::collection::vec("[a-z,\"\n =+-]{0,8}", 1..5)) {
            let text = write([cells.clone()]);
            let line = text.strip_prefix('\u{feff}').and_then(|text| text.strip_suffix("\r\n"));
            let back = read(line.unwrap_or_default());
            prop_assert_eq!(back.len(), cells.len());
            for (back, cell) in back.iter().zip(&cells) {
                prop_assert_eq!(back.strip_prefix('\'').unwrap_or(back), cell);
            }
        }
    }
}
