//! Workbooks of spreadsheet programs (ECMA-376, XLSX): text, numbers, booleans, dates by their
//! format. Formulas count as the value that they had when the file was saved.

mod book;
mod read;
mod style;
mod wide;
mod write;

pub use read::{read, read_at};
pub use write::{write, write_at};

/// What an archive of an office program is, told by the names in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// A workbook that can be read.
    Workbook,
    /// A workbook of another kind: binary, or of another office program.
    OtherWorkbook,
    /// Something else.
    Other,
}

/// What an archive is.
pub fn office(bytes: &[u8]) -> Office {
    let Ok(entries) = super::zip::entries(bytes) else {
        // Damaged: reading says how, if it began as a workbook.
        let names = |name: &[u8]| bytes.windows(name.len()).any(|part| part == name);
        return if names(b"xl/workbook.xml") || names(b"xl/worksheets/") {
            Office::Workbook
        } else {
            Office::Other
        };
    };
    let has = |end: &str| entries.iter().any(|entry| entry.name.ends_with(end));
    let spreadsheet = b"application/vnd.oasis.opendocument.spreadsheet";
    let is_ods = |entry: &super::zip::Entry<'_>| {
        entry.name == "mimetype" && entry.packed.starts_with(spreadsheet)
    };
    if has("workbook.xml") {
        Office::Workbook
    } else if has("workbook.bin") || entries.iter().any(is_ods) {
        Office::OtherWorkbook
    } else {
        Office::Other
    }
}
