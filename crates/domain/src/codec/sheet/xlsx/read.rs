//! Reading a workbook's sheets.

use super::book::{Book, rich_text};
use super::style::{self, Shown};
use super::wide;
use crate::codec::sheet::xml::{Event, Xml};
use crate::codec::sheet::zip::Inflate;
use crate::codec::sheet::{Grid, GridError, MAX_CELLS, Row, Sheet};
use crate::pace::{Pace, at_once};
use holdfast_ledger::sort::Arrange;

/// The most columns that a sheet has (XFD).
const MAX_COLUMNS: usize = 16_384;
/// The most rows that a sheet has.
const MAX_ROWS: usize = 1_048_576;
/// The most text that all cells together may hold, in bytes.
const MAX_TEXT: usize = 256 << 20;

/// Reads a workbook.
///
/// # Errors
/// What is wrong with it, and in which sheet.
pub fn read(bytes: &[u8], inflate: Inflate<'_>) -> Result<Grid, GridError> {
    at_once(read_at(bytes, inflate, Pace::STRAIGHT))
}

/// As [`read`], at a pace.
///
/// # Errors
/// As [`read`], and when it is given up.
pub async fn read_at(
    bytes: &[u8],
    inflate: Inflate<'_>,
    pace: Pace<'_>,
) -> Result<Grid, GridError> {
    let book = Book::open(bytes, inflate)?;
    let mut reader = Reader {
        texts: book.texts()?,
        styles: match book.beside("styles.xml")? {
            Some(text) => style::read(&text)?,
            None => Vec::new(),
        },
        since_1904: book.since_1904,
        cells: 0,
        size: 0,
    };
    let mut grid = Grid::default();
    let many = book.sheets.len() as f64;
    for (n, (name, part)) in book.sheets.iter().enumerate() {
        let text = book.part(part)?.unwrap_or_default();
        let pace = pace.part(n as f64 / many, (n + 1) as f64 / many);
        let rows = reader.rows(&text, pace).await.map_err(|error| GridError {
            at: format!("Sheet “{name}”"),
            reason: error.to_string(),
        })?;
        let mut sheet = Sheet {
            name: name.clone(),
            rows,
        };
        wide::gather(&mut sheet);
        grid.sheets.push(sheet);
    }
    if grid.sheets.is_empty() {
        return Err(GridError::new("There is no sheet in the workbook."));
    }
    Ok(grid)
}

struct Reader {
    texts: Vec<String>,
    styles: Vec<Shown>,
    since_1904: bool,
    cells: usize,
    size: usize,
}

/// How a cell says what it holds.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    Number(Shown),
    Shared,
    Flag,
    Text,
}

impl Reader {
    async fn rows(&mut self, text: &str, pace: Pace<'_>) -> Result<Vec<Row>, GridError> {
        let mut xml = Xml::new(text);
        let mut rows: Vec<Row> = Vec::new();
        let (mut within, mut column) = (false, 0);
        while let Some(event) = xml.next()? {
            match event {
                Event::Start("sheetData") => within = true,
                Event::End("sheetData") => within = false,
                Event::Start("row") if within => {
                    pace.step(rows.len(), || xml.far()).await?;
                    let said = xml.attribute("r")?.and_then(|at| at.parse().ok());
                    let next = rows.last().map_or(1, |row| row.line + 1);
                    let line = said.unwrap_or(next);
                    if rows.len() == MAX_ROWS {
                        return Err(GridError::line(line, "it has more than 1,048,576 rows."));
                    }
                    let cells = Vec::new();
                    rows.push(Row { line, cells });
                    column = 0;
                }
                Event::Start("c") if within => {
                    let at = xml.attribute("r")?;
                    column = at.and_then(|at| column_of(&at)).unwrap_or(column);
                    let cell = self.cell(&mut xml)?;
                    if let Some(row) = rows.last_mut() {
                        self.put(row, column, cell)?;
                    }
                    column += 1;
                }
                _ => {}
            }
        }
        rows.retain(|row| !row.cells.is_empty());
        if !rows.is_sorted_by_key(|row| row.line) {
            rows.arrange_by_key(|row| row.line);
        }
        Ok(rows)
    }

    fn put(&mut self, row: &mut Row, column: usize, cell: String) -> Result<(), GridError> {
        if cell.is_empty() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(GridError::line(
                row.line,
                "it has more than 16,384 columns.",
            ));
        }
        let longer = (column + 1).saturating_sub(row.cells.len());
        self.cells += longer;
        self.size += cell.len();
        if self.cells > MAX_CELLS || self.size > MAX_TEXT {
            return Err(GridError::line(
                row.line,
                "the table is too large: more than 10 million cells or 256 MB of text. Split the file.",
            ));
        }
        if longer > 0 {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = cell;
        Ok(())
    }

    // Up to the end of the cell that has just begun.
    fn cell(&self, xml: &mut Xml<'_>) -> Result<String, GridError> {
        let style = xml.attribute("s")?.and_then(|at| at.parse::<usize>().ok());
        let shown = style.and_then(|at| self.styles.get(at)).copied();
        let holds = match xml.attribute("t")?.as_deref() {
            Some("s") => Holds::Shared,
            Some("b") => Holds::Flag,
            Some("inlineStr" | "str" | "e" | "d") => Holds::Text,
            _ => Holds::Number(shown.unwrap_or(Shown::Number)),
        };
        let (mut raw, mut in_value) = (String::new(), false);
        while let Some(event) = xml.next()? {
            match event {
                Event::Start("v") => in_value = true,
                Event::End("v") => in_value = false,
                Event::Start("is") => raw = rich_text(xml, "is")?,
                Event::Text(text) if in_value => raw.push_str(&text),
                Event::End("c") => break,
                _ => {}
            }
        }
        Ok(match holds {
            _ if raw.is_empty() => raw,
            Holds::Text => raw,
            Holds::Flag => if raw.trim() == "1" { "true" } else { "false" }.to_owned(),
            Holds::Number(shown) => style::text(&raw, shown, self.since_1904),
            Holds::Shared => {
                let at = raw.trim().parse::<usize>().ok();
                let text = at.and_then(|at| self.texts.get(at));
                let text =
                    text.ok_or_else(|| GridError::new("A cell names a text that is not there."))?;
                text.clone()
            }
        })
    }
}

// `AB12` is column 27, from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.take(4).fold(0, |sum, letter| {
        sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1
    });
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sheet::{inflate, zip};
    use miniz_oxide::deflate::compress_to_vec;

    const RELS: &str = "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Target=\"/xl/worksheets/sheet2.xml\"/></Relationships>";
    const STYLES: &str = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"[h]:mm\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>";

    fn book(date1904: bool, sheet: &str) -> Vec<u8> {
        let workbook = format!(
            "<workbook xmlns:r=\"x\"><workbookPr date1904=\"{}\"/><sheets><sheet name=\"A &amp; B\" sheetId=\"7\" r:id=\"rId1\"/><sheet name=\"Empty\" sheetId=\"8\" r:id=\"rId2\"/></sheets></workbook>",
            u8::from(date1904)
        );
        let texts = "<sst><si><t>Code</t></si><si><r><t>Ti</t></r><r><t xml:space=\"preserve\">tle </t></r><rPh><t>x</t></rPh></si><si><t>a_x000D_b_x005F_x0041__x</t></si></sst>";
        let parts = [
            ("xl/workbook.xml", workbook.as_str()),
            ("xl/_rels/workbook.xml.rels", RELS),
            ("xl/sharedStrings.xml", texts),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", sheet),
            (
                "xl/worksheets/sheet2.xml",
                "<worksheet><sheetData/></worksheet>",
            ),
        ];
        let own = |(name, text): (&str, &str)| (name.to_owned(), text.as_bytes().to_vec());
        zip::write(&parts.map(own))
    }

    const CELLS: &str = "<worksheet><cols><c r=\"Z9\"/></cols><sheetData>\
        <row r=\"3\"><c r=\"B3\" t=\"s\"><v>1</v></c><c r=\"A3\" t=\"s\"><v>0</v></c></row>\
        <row r=\"2\"><c t=\"inlineStr\"><is><t>in line</t></is></c><c><v>3</v></c><c t=\"b\"><v>1</v></c></row>\
        <row r=\"5\"><c r=\"A5\" s=\"1\"><v>44886</v></c><c r=\"B5\" s=\"2\"><f>1/2</f><v>0.5</v></c><c r=\"D5\" t=\"e\"><v>#N/A</v></c><c r=\"E5\" t=\"str\"><v>two</v></c><c t=\"s\"><v>2</v></c></row>\
        <row r=\"6\"/></sheetData></worksheet>";

    fn rows(grid: &Grid) -> Vec<(usize, Vec<&str>)> {
        let rows = grid.sheets[0].rows.iter();
        rows.map(|row| (row.line, row.cells.iter().map(String::as_str).collect()))
            .collect()
    }

    #[test]
    fn cells_of_all_types_in_any_order() {
        let grid = read(&book(true, CELLS), &inflate).expect("a workbook");
        assert_eq!(
            grid.sheets
                .iter()
                .map(|sheet| sheet.name.as_str())
                .collect::<Vec<_>>(),
            ["A & B", "Empty"]
        );
        assert_eq!(
            rows(&grid),
            [
                (2, vec!["in line", "3", "true"]),
                (3, vec!["Code", "Title "]),
                (
                    5,
                    vec!["2026-11-22", "12:00:00", "", "#N/A", "two", "a\rb_x0041__x"]
                ),
            ]
        );
        let grid = read(&book(false, CELLS), &inflate).expect("a workbook");
        assert_eq!(grid.sheets[0].rows[2].cells[0], "2022-11-21");
    }

    #[test]
    fn deflated_parts_are_read() {
        // The archive of the test, with one entry packed as programs pack it.
        let sheet = CELLS.as_bytes();
        let packed = compress_to_vec(sheet, 6);
        let mut bytes = book(true, "");
        let name = b"xl/worksheets/sheet1.xml";
        let at = bytes
            .windows(name.len())
            .position(|part| part == name)
            .expect("there");
        bytes.splice(at + name.len()..at + name.len(), packed.iter().copied());
        let head = |field: usize, bytes: &mut Vec<u8>, base: usize, value: &[u8]| {
            bytes.splice(
                base + field..base + field + value.len(),
                value.iter().copied(),
            );
        };
        let last = bytes
            .windows(name.len())
            .rposition(|part| part == name)
            .expect("there");
        let central = last - 46;
        head(10, &mut bytes, central, &8_u16.to_le_bytes());
        head(16, &mut bytes, central, &zip::crc32(sheet).to_le_bytes());
        head(
            20,
            &mut bytes,
            central,
            &(packed.len() as u32).to_le_bytes(),
        );
        head(24, &mut bytes, central, &(sheet.len() as u32).to_le_bytes());
        // What came after the packed part moved.
        let moved = packed.len() as u32;
        let end = bytes
            .windows(4)
            .rposition(|part| part == b"PK\x05\x06")
            .expect("there");
        let start = u32::from_le_bytes(std::array::from_fn(|n| bytes[end + 16 + n])) + moved;
        head(16, &mut bytes, end, &start.to_le_bytes());
        let second = b"xl/worksheets/sheet2.xml";
        let other = bytes
            .windows(second.len())
            .rposition(|part| part == second)
            .expect("there")
            - 46;
        let place = u32::from_le_bytes(std::array::from_fn(|n| bytes[other + 42 + n])) + moved;
        head(42, &mut bytes, other, &place.to_le_bytes());
        let grid = read(&bytes, &inflate).expect("a workbook");
        assert_eq!(rows(&grid)[1], (3, vec!["Code", "Title "]));
    }

    #[test]
    fn hostile_workbooks_are_refused() {
        let wide = "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZZ1\"><v>1</v></c></row></sheetData></worksheet>";
        let mut many = String::from("<worksheet><sheetData>");
        for n in 1..700 {
            many.push_str(&format!(
                "<row r=\"{n}\"><c r=\"XFD{n}\"><v>1</v></c></row>"
            ));
        }
        many.push_str("</sheetData></worksheet>");
        let missing =
            "<worksheet><sheetData><row><c t=\"s\"><v>9</v></c></row></sheetData></worksheet>";
        let grows = "<!DOCTYPE x><worksheet/>";
        for (sheet, words) in [
            (wide, "columns"),
            (&many, "too large"),
            (missing, "names a text"),
            (grows, "document type"),
            ("<worksheet><sheetData><row r=\"1\"><c", "cut off"),
        ] {
            let error = read(&book(false, sheet), &inflate)
                .expect_err(words)
                .to_string();
            assert!(
                error.contains(words) && error.starts_with("Sheet “A & B”: "),
                "{error}"
            );
        }
        assert!(read(&zip::write(&[]), &inflate).is_err());
    }

    #[test]
    fn more_sheets_than_parts_can_be_are_refused() {
        let sheets = "<sheet name=\"A\" r:id=\"rId9\"/>".repeat(10_001);
        let own = format!("<workbook><sheets>{sheets}</sheets></workbook>");
        let parts = [("xl/workbook.xml".to_owned(), own.into_bytes())];
        let error = read(&zip::write(&parts), &inflate).expect_err("too many");
        assert!(error.reason.contains("10,000 sheets"), "{error}");
    }
}
