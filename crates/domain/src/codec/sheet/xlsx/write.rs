//! Writing a workbook: one sheet after the other, texts in the cells, nothing compressed.

use super::wide::spread;
use crate::codec::sheet::xml::escape;
use crate::codec::sheet::{Grid, Sheet, zip};
use crate::pace::{Pace, at_once};
use std::collections::BTreeSet;

/// The longest name of a sheet, in UTF-16 units.
const MAX_NAME: usize = 31;
/// The longest text of a cell, in UTF-16 units.
pub(super) const MAX_TEXT: usize = 32_767;

/// Writes a workbook. The same grid gives the same bytes. Names of sheets are cut to what
/// spreadsheet programs take, and made to differ.
pub fn write(grid: &Grid) -> Vec<u8> {
    at_once(write_at(grid.clone(), Pace::STRAIGHT)).unwrap_or_default()
}

/// As [`write`], at a pace.
///
/// # Errors
/// When it is given up.
pub async fn write_at(mut grid: Grid, pace: Pace<'_>) -> Result<Vec<u8>, String> {
    let names = names(&grid.sheets);
    let mut parts = vec![(
        "[Content_Types].xml".to_owned(),
        types(grid.sheets.len()).into_bytes(),
    )];
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |inside: &str| {
        format!(
            "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{inside}</Relationships>"
        )
        .into_bytes()
    };
    let own = format!(
        "<Relationship Id=\"rId1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/>"
    );
    parts.push(("_rels/.rels".to_owned(), rels(&own)));
    let (mut sheets, mut places) = (String::new(), String::new());
    for (n, name) in (1..).zip(&names) {
        sheets.push_str("<sheet name=\"");
        escape(name, &mut sheets);
        sheets.push_str(&format!("\" sheetId=\"{n}\" r:id=\"rId{n}\"/>"));
        places.push_str(&format!(
            "<Relationship Id=\"rId{n}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        ));
    }
    let workbook = format!(
        "{HEAD}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{office}\"><sheets>{sheets}</sheets></workbook>"
    );
    parts.push(("xl/workbook.xml".to_owned(), workbook.into_bytes()));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), rels(&places)));
    let all: usize = grid.sheets.iter().map(|sheet| sheet.rows.len()).sum();
    let mut done = 0;
    for (n, sheet) in (1..).zip(&mut grid.sheets) {
        spread(sheet);
        let text = rows(sheet, &mut done, all, pace).await?;
        // What is written is not needed any more.
        sheet.rows = Vec::new();
        parts.push((format!("xl/worksheets/sheet{n}.xml"), text.into_bytes()));
    }
    Ok(zip::write(&parts))
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn types(sheets: usize) -> String {
    let of = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let mut out = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{of}.sheet.main+xml\"/>"
    );
    for n in 1..=sheets {
        out.push_str(&format!(
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{of}.worksheet+xml\"/>"
        ));
    }
    out.push_str("</Types>");
    out
}

fn names(sheets: &[Sheet]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let name = |sheet: &Sheet| {
        let allowed = |c: char| {
            if c.is_control() || "[]:*?/\\".contains(c) {
                ' '
            } else {
                c
            }
        };
        let plain: String = sheet.name.chars().map(allowed).collect();
        let plain = plain.trim().trim_matches('\'');
        let plain = if plain.is_empty() { "Sheet" } else { plain };
        let mut n = 1;
        loop {
            let end = if n == 1 {
                String::new()
            } else {
                format!(" {n}")
            };
            let name = format!("{}{end}", cut(plain, MAX_NAME - end.len()).trim_end());
            if taken.insert(name.to_lowercase()) {
                return name;
            }
            n += 1;
        }
    };
    sheets.iter().map(name).collect()
}

/// The beginning of a text, of at most so many UTF-16 units.
pub(super) fn cut(text: &str, units: usize) -> &str {
    let mut used = 0;
    let fits = |(_, letter): &(usize, char)| {
        used += letter.len_utf16();
        used <= units
    };
    let end = text.char_indices().take_while(fits).last();
    &text[..end.map_or(0, |(at, letter)| at + letter.len_utf8())]
}

async fn rows(
    sheet: &Sheet,
    done: &mut usize,
    all: usize,
    pace: Pace<'_>,
) -> Result<String, String> {
    let mut out = format!("{HEAD}<worksheet xmlns=\"{MAIN}\"><sheetData>");
    for row in &sheet.rows {
        pace.step_of(*done, all).await?;
        *done += 1;
        out.push_str(&format!("<row r=\"{}\">", row.line));
        for (n, cell) in row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
        {
            out.push_str(&format!("<c r=\"{}{}\"", letters(n), row.line));
            if is_number(cell) {
                out.push_str(&format!("><v>{cell}</v></c>"));
            } else {
                out.push_str(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
                text(cell, &mut out);
                out.push_str("</t></is></c>");
            }
        }
        out.push_str("</row>");
    }
    out.push_str("</sheetData></worksheet>");
    Ok(out)
}

// Short ones only, which read back as they are and which no program shows in another way.
fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let short = (1..10).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    short
        && cell
            .parse::<i64>()
            .is_ok_and(|number| number.to_string() == cell)
}

// 0 is A, 26 is AA.
fn letters(column: usize) -> String {
    let last = char::from(b'A' + (column % 26) as u8);
    match column / 26 {
        0 => last.to_string(),
        more => format!("{}{last}", letters(more - 1)),
    }
}

// What XML cannot hold, or would read as another line end, is written as `_x000D_`.
fn text(cell: &str, out: &mut String) {
    let mut plain = String::with_capacity(cell.len());
    for (at, letter) in cell.char_indices() {
        let looks_escaped = || {
            let bytes = cell.as_bytes();
            bytes.get(at + 1) == Some(&b'x') && bytes.get(at + 6) == Some(&b'_')
        };
        match letter {
            '\t' | '\n' => plain.push(letter),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => {
                plain.push_str(&format!("_x{:04X}_", u32::from(letter)))
            }
            '_' if looks_escaped() => plain.push_str("_x005F_"),
            _ => plain.push(letter),
        }
    }
    escape(&plain, out);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sheet::{Row, inflate, xlsx};
    use proptest::prelude::*;

    fn sheet(name: &str) -> Sheet {
        Sheet {
            name: name.to_owned(),
            rows: Vec::new(),
        }
    }

    #[test]
    fn names_of_sheets_are_short_and_differ() {
        let long = "Vulnerabilities - Advisories of vendors";
        let names = names(&[
            sheet(long),
            sheet(long),
            sheet("a/b"),
            sheet("A B"),
            sheet(""),
        ]);
        assert_eq!(
            names,
            [
                "Vulnerabilities - Advisories of",
                "Vulnerabilities - Advisories 2",
                "a b",
                "A B 2",
                "Sheet"
            ]
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        let mut sheet = sheet("S");
        let cells = ["=1+1", "+1", "-x", "@SUM(A1)", "</t></is><f>1</f>"].map(str::to_owned);
        let cells = cells.to_vec();
        sheet.rows.push(Row { line: 1, cells });
        // Stored, not packed: what is written can be read as it stands.
        let bytes = write(&Grid {
            sheets: vec![sheet],
        });
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("<f>"), "{text}");
        assert_eq!(text.matches("t=\"inlineStr\"").count(), 5);
    }

    #[test]
    fn columns_have_letters() {
        assert_eq!(
            [0, 25, 26, 701, 702].map(letters),
            ["A", "Z", "AA", "ZZ", "AAA"]
        );
    }

    proptest! {
        #[test]
        fn any_grid_is_read_as_it_was_written(
            sheets in prop::collection::vec(prop::collection::vec(prop::collection::vec("[a-c<&\"\r\n\t _x0-9]{0,8}|-?[0-9]{0,11}|.{0,5}|\u{1}", 1..5), 0..5), 1..3)
        ) {
            let grid = Grid {
                sheets: sheets.into_iter().enumerate().map(|(n, rows)| Sheet {
                    name: format!("S{n}"),
                    rows: (1..).zip(rows).map(|(line, mut cells)| {
                        cells.push("end".to_owned());
                        Row { line, cells }
                    }).collect(),
                }).collect(),
            };
            let bytes = write(&grid);
            prop_assert_eq!(xlsx::read(&bytes, &inflate).expect("our own workbook"), grid);
        }
    }
}
