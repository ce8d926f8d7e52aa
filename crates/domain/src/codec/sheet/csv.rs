//! CSV as it comes: the delimiter from the data, a byte order mark or none, any line ends, cells of
//! several lines, rows of unequal length.

use super::{GridError, MAX_CELL, MAX_CELLS, Row, Sheet};
use crate::codec::csv::DELIMITERS;
use crate::pace::{Pace, at_once};

/// How much of a file tells its delimiter, in bytes.
const SAMPLE: usize = 1 << 16;

/// Reads a table. Rows keep the number of the line that they begin at; lines with nothing on them
/// are no rows.
///
/// # Errors
/// Which line is wrong, and why.
pub fn read(text: &str) -> Result<Sheet, GridError> {
    at_once(read_at(text, Pace::STRAIGHT))
}

/// As [`read`], at a pace.
///
/// # Errors
/// As [`read`], and when it is given up.
pub async fn read_at(text: &str, pace: Pace<'_>) -> Result<Sheet, GridError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (said, rest, line) = directive(text);
    let delimiter = said.unwrap_or_else(|| delimiter(rest));
    let mut rows = Vec::new();
    let mut reader = Reader {
        text: rest,
        delimiter: delimiter as u8,
        at: 0,
        line,
        cells: 0,
    };
    while reader.at < rest.len() {
        let far = || reader.at as f64 / rest.len() as f64;
        pace.step(rows.len(), far).await?;
        rows.extend(reader.row()?);
    }
    Ok(Sheet {
        name: String::new(),
        rows,
    })
}

/// The delimiter that gives the most rows as many cells as the one above them has.
pub fn delimiter(text: &str) -> char {
    let lines = counts(&text.as_bytes()[..text.len().min(SAMPLE)]);
    let mut best = (0, ',');
    for (n, candidate) in DELIMITERS.into_iter().enumerate() {
        let each = lines.iter().map(|line| line[n]);
        let most = each.clone().max().unwrap_or_default();
        let pairs = lines.windows(2).filter(|pair| pair[0][n] > 0);
        let equal = pairs.filter(|pair| pair[0][n] == pair[1][n]).count();
        let some = each.filter(|count| *count > 0).count();
        let score = if most == 0 {
            0
        } else {
            equal * 1000 + some + most
        };
        if score > best.0 {
            best = (score, candidate);
        }
    }
    best.1
}

// How many of each delimiter stand in each line, outside quotes. Which of them parts cells is not
// known yet, so a quotation mark after any of them opens a cell.
fn counts(sample: &[u8]) -> Vec<[usize; DELIMITERS.len()]> {
    let (mut lines, mut line, mut filled) = (Vec::new(), [0; DELIMITERS.len()], false);
    let (mut quoted, mut opens) = (false, true);
    for byte in sample {
        let known = DELIMITERS
            .iter()
            .position(|mark| *mark == char::from(*byte));
        match (*byte, known) {
            (b'"', _) if quoted || opens => quoted = !quoted,
            _ if quoted => {}
            (b'\n' | b'\r', _) => {
                lines.extend(std::mem::take(&mut filled).then_some(line));
                line = Default::default();
            }
            (_, Some(n)) => line[n] += 1,
            _ => {}
        }
        filled |= !matches!(byte, b'\n' | b'\r');
        // Two marks in a row within quotes are one: the second opens again.
        opens = known.is_some() || matches!(byte, b'\n' | b'\r' | b'"');
    }
    lines.extend(filled.then_some(line));
    lines
}

// Spreadsheets may say the delimiter in a first line of its own: `sep=;`.
fn directive(text: &str) -> (Option<char>, &str, usize) {
    let said = text.strip_prefix("sep=").and_then(|rest| {
        let delimiter = rest.chars().next().filter(|c| DELIMITERS.contains(c))?;
        let rest = &rest[delimiter.len_utf8()..];
        let after = rest.strip_prefix("\r\n").or(rest.strip_prefix('\n'))?;
        Some((delimiter, after))
    });
    match said {
        Some((delimiter, rest)) => (Some(delimiter), rest, 2),
        None => (None, text, 1),
    }
}

struct Reader<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    line: usize,
    cells: usize,
}

impl<'a> Reader<'a> {
    fn row(&mut self) -> Result<Option<Row>, GridError> {
        let (start, line) = (self.at, self.line);
        let mut cells = Vec::new();
        loop {
            let cell = self.cell()?;
            if cell.len() > MAX_CELL {
                return Err(GridError::line(
                    self.line,
                    "a cell is longer than 1 MB. Take it out of the table and attach it as a file.",
                ));
            }
            cells.push(cell);
            if self.text.as_bytes().get(self.at) != Some(&self.delimiter) {
                break;
            }
            self.at += 1;
        }
        self.cells += cells.len();
        if self.cells > MAX_CELLS {
            return Err(GridError::line(
                line,
                "the table has more than 10 million cells. Split the file.",
            ));
        }
        let nothing = self.at == start;
        self.end_line();
        Ok((!nothing).then_some(Row { line, cells }))
    }

    fn end_line(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let end = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return,
        };
        self.at += end;
        self.line += 1;
    }

    // Up to the delimiter or the end of the line.
    fn plain(&mut self) -> &'a str {
        let rest = &self.text.as_bytes()[self.at..];
        let ends = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\r' | b'\n');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let plain = &self.text[self.at..self.at + length];
        self.at += length;
        plain
    }

    fn cell(&mut self) -> Result<String, GridError> {
        if self.text.as_bytes().get(self.at) != Some(&b'"') {
            return Ok(self.plain().to_owned());
        }
        let began = self.line;
        let mut cell = String::new();
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(end) = rest.find('"') else {
                return Err(GridError::line(
                    began,
                    "a cell begins with a quotation mark that is never closed. The file may be cut off.",
                ));
            };
            let part = &rest[..end];
            self.line += lines_in(part);
            cell.push_str(part);
            self.at += end + 1;
            if self.text.as_bytes().get(self.at) != Some(&b'"') {
                break;
            }
            cell.push('"');
            self.at += 1;
        }
        // What follows the closing mark belongs to the cell, wrong as it is.
        cell.push_str(self.plain());
        Ok(cell)
    }
}

// CR, LF and CRLF each end one line.
fn lines_in(text: &str) -> usize {
    let bytes = text.as_bytes();
    let ends = |at: &usize| match bytes[*at] {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    (0..bytes.len()).filter(ends).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::csv::{unguarded, write};
    use proptest::prelude::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let sheet = read(text).expect("a table");
        sheet
            .rows
            .into_iter()
            .map(|row| (row.line, row.cells))
            .collect()
    }

    fn row(line: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn the_delimiter_follows_from_the_data() {
        for (text, delimiter) in [
            ("a,b\n1,2\n", ','),
            ("a;b\n1,5;2,5\n3,1;4,2\n", ';'),
            ("a\tb\n1, x\t2\n", '\t'),
            ("a|b|c\n1|2|3\n", '|'),
            ("\"a;b;c\",d\n\"1;2;3\",4\n", ','),
            ("alone\nwords\n", ','),
        ] {
            assert_eq!(super::delimiter(text), delimiter, "{text:?}");
        }
        assert_eq!(cells("sep=;\r\na;b\r\n"), [row(2, &["a", "b"])]);
    }

    #[test]
    fn marks_line_ends_and_quotes() {
        let expected = [
            row(1, &["a", "b"]),
            row(2, &["1", "two\nlines"]),
            row(4, &["", "x\"y"]),
        ];
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("\u{feff}a,b{end}1,\"two\nlines\"{end},\"x\"\"y\"{end}");
            assert_eq!(cells(&text), expected, "{text:?}");
        }
        assert_eq!(cells("a,b\n\n\n1\n"), [row(1, &["a", "b"]), row(4, &["1"])]);
        assert_eq!(cells("a,6\" pipe\n"), [row(1, &["a", "6\" pipe"])]);
        assert_eq!(cells("\"a\" b,c\n"), [row(1, &["a b", "c"])]);
        assert_eq!(cells(""), []);
    }

    #[test]
    fn a_mark_that_is_never_closed_names_its_line() {
        let error = read("a,b\n1,2\n3,\"open\n4,5\n").expect_err("cut off");
        assert!(error.to_string().starts_with("Line 3: "), "{error}");
    }

    #[test]
    fn fifty_thousand_rows_are_read() {
        let line = "RISK-1;\"Flood, or fire\";2026-11-22;Ada Lovelace;\"two\nlines\";4;3;open\r\n";
        let sheet = read(&line.repeat(50_000)).expect("a table");
        assert_eq!(sheet.rows.len(), 50_000);
        assert_eq!(sheet.rows[49_999].line, 99_999);
    }

    proptest! {
        #[test]
        fn any_table_is_read_as_it_was_written(
            rows in prop::collection::vec(prop::collection::vec("[a-z,;|'\"\n\r\t =+@-]{0,6}|sep=;|.{0,5}", 1..5), 0..6)
        ) {
            let text = write(rows.clone());
            let sheet = read(&text).expect("our own table");
            let back: Vec<Vec<String>> = sheet.rows.iter()
                .map(|row| row.cells.iter().map(|cell| unguarded(cell).to_owned()).collect())
                .collect();
            prop_assert_eq!(back, rows);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            drop(read(&text));
        }
    }
}
