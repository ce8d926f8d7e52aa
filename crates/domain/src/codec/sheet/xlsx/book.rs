//! The parts of a workbook: which sheets there are, and where.

use crate::codec::sheet::xml::{Event, Xml};
use crate::codec::sheet::zip::{Entry, Inflate, MAX_ENTRIES, MAX_UNPACKED, entries};
use crate::codec::sheet::{GridError, MAX_CELL};
use std::cell::Cell;

const LARGE: &str =
    "The workbook is too large: more than 256 MB, or more than 10,000 sheets. It was not read.";

/// A workbook's parts, unpacked when they are asked for.
pub struct Book<'a> {
    entries: Vec<Entry<'a>>,
    inflate: Inflate<'a>,
    /// How many bytes were unpacked: several sheets may name one part, to be unpacked for each.
    unpacked: Cell<usize>,
    /// The folder of the workbook's own part, with a slash.
    folder: String,
    /// Its sheets: name and part, in order.
    pub sheets: Vec<(String, String)>,
    /// Whether its days are counted from 1904.
    pub since_1904: bool,
}

impl<'a> Book<'a> {
    /// Opens a workbook.
    ///
    /// # Errors
    /// When the file is damaged or not a workbook.
    pub fn open(bytes: &'a [u8], inflate: Inflate<'a>) -> Result<Self, GridError> {
        let entries = entries(bytes)?;
        let own = entries
            .iter()
            .find(|entry| entry.name.ends_with("workbook.xml"));
        let own = own.map(|entry| entry.name.clone());
        let own = own.ok_or_else(|| GridError::new("There is no workbook in the file."))?;
        let at = own.rfind('/').map_or(0, |at| at + 1);
        let mut book = Self {
            entries,
            inflate,
            unpacked: Cell::new(0),
            folder: own[..at].to_owned(),
            sheets: Vec::new(),
            since_1904: false,
        };
        let places = book.places(&own[at..])?;
        let text = book.part(&own)?.unwrap_or_default();
        book.list(&text, &places)?;
        Ok(book)
    }

    fn list(&mut self, text: &str, places: &[(String, String)]) -> Result<(), GridError> {
        let mut xml = Xml::new(text);
        let mut seen = 0;
        while let Some(event) = xml.next()? {
            match event {
                Event::Start("workbookPr") => {
                    let said = xml.attribute("date1904")?;
                    self.since_1904 = said.is_some_and(|said| matches!(&*said, "1" | "true"));
                }
                Event::Start("sheet") => {
                    let name = xml.attribute("name")?.unwrap_or_default().into_owned();
                    // Each has a part of its own, in a workbook that a program wrote.
                    seen += 1;
                    if seen > MAX_ENTRIES {
                        return Err(GridError::new(LARGE));
                    }
                    // Its number is `sheetId`, its place `r:id`.
                    let id = xml.attribute("id")?.unwrap_or_default();
                    let place = places.iter().find(|(known, _)| *known == id);
                    // A sheet may be a chart or a dialog.
                    if let Some((_, place)) = place.filter(|(_, place)| place.contains("worksheet"))
                    {
                        self.sheets.push((name, place.clone()));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    // Where the parts are that the workbook names by number.
    fn places(&self, own: &str) -> Result<Vec<(String, String)>, GridError> {
        let name = format!("{}_rels/{own}.rels", self.folder);
        let text = self.part(&name)?.unwrap_or_default();
        let mut xml = Xml::new(&text);
        let mut places = Vec::new();
        while let Some(event) = xml.next()? {
            if event == Event::Start("Relationship") {
                let id = xml.attribute("Id")?.unwrap_or_default().into_owned();
                let target = xml.attribute("Target")?.unwrap_or_default();
                let place = match target.strip_prefix('/') {
                    Some(whole) => whole.to_owned(),
                    None => format!("{}{target}", self.folder),
                };
                places.push((id, place));
                if places.len() > MAX_ENTRIES {
                    return Err(GridError::new(LARGE));
                }
            }
        }
        Ok(places)
    }

    /// A part beside the workbook's own.
    ///
    /// # Errors
    /// As [`Self::part`].
    pub fn beside(&self, name: &str) -> Result<Option<String>, GridError> {
        self.part(&format!("{}{name}", self.folder))
    }

    /// A part's text, if it is there.
    ///
    /// # Errors
    /// When it is damaged or no text, or more was unpacked than any workbook holds.
    pub fn part(&self, name: &str) -> Result<Option<String>, GridError> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name == name) else {
            return Ok(None);
        };
        let unpacked = self.unpacked.get().saturating_add(entry.size);
        if unpacked > MAX_UNPACKED {
            return Err(GridError::new(LARGE));
        }
        self.unpacked.set(unpacked);
        let bytes = entry.content(self.inflate)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            GridError::new(format!(
                "“{name}” in the file is not UTF-8. Save it again and choose it once more."
            ))
        })?;
        Ok(Some(text.trim_start_matches('\u{feff}').to_owned()))
    }

    /// The texts that cells name by number.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn texts(&self) -> Result<Vec<String>, GridError> {
        let text = self.beside("sharedStrings.xml")?.unwrap_or_default();
        let mut xml = Xml::new(&text);
        let mut texts = Vec::new();
        while let Some(event) = xml.next()? {
            if event == Event::Start("si") {
                texts.push(rich_text(&mut xml, "si")?);
            }
        }
        Ok(texts)
    }
}

/// The text within an element that has just begun: all its runs, without how they are spoken.
pub fn rich_text(xml: &mut Xml<'_>, element: &str) -> Result<String, GridError> {
    let (mut out, mut in_text, mut spoken) = (String::new(), false, false);
    while let Some(event) = xml.next()? {
        match event {
            Event::Start("rPh") => spoken = true,
            Event::End("rPh") => spoken = false,
            Event::Start("t") => in_text = true,
            Event::End("t") => in_text = false,
            Event::Text(text) if in_text && !spoken => out.push_str(&text),
            Event::End(name) if name == element => break,
            _ => {}
        }
    }
    if out.len() > MAX_CELL {
        return Err(GridError::new("A cell is longer than 1 MB."));
    }
    Ok(unescape(&out))
}

// What XML cannot hold is written as `_x000D_` (ECMA-376, 22.4.2.4).
fn unescape(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("_x") {
        let letter = rest
            .get(at + 2..at + 6)
            .filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let letter = letter.filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let letter = letter.and_then(|hex| char::from_u32(u32::from_str_radix(hex, 16).ok()?));
        let (to, next) = match letter {
            Some(_) => (at, at + 7),
            None => (at + 2, at + 2),
        };
        out.push_str(&rest[..to]);
        out.extend(letter);
        rest = &rest[next..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::sheet::{inflate, zip};

    #[test]
    fn a_part_that_many_sheets_name_counts_for_each() {
        let parts = [
            ("xl/workbook.xml", "<workbook/>"),
            ("xl/worksheets/sheet1.xml", "<worksheet/>"),
        ];
        let own = |(name, text): (&str, &str)| (name.to_owned(), text.as_bytes().to_vec());
        let bytes = zip::write(&parts.map(own));
        let book = Book::open(&bytes, &inflate).expect("a workbook");
        // As after many large ones: there is room for two more.
        book.unpacked.set(MAX_UNPACKED - 2 * "<worksheet/>".len());
        let sheet = || book.part("xl/worksheets/sheet1.xml");
        assert!(sheet().is_ok() && sheet().is_ok());
        assert!(sheet().is_err_and(|error| error.reason.contains("256 MB")));
    }
}
