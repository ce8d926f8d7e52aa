//! What a chosen file is, told by its first bytes: before anything reads it, so that a file
//! of another kind is refused by its name and not as damaged JSON or Markdown.

use super::sheet::xlsx::{Office, office};
use super::sheet::{csv, dialect};
use super::{csaf, ics, incidents, kev};
use holdfast_ledger::{Text, sealed};

/// A kind of file that can be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JSON object: a workspace, whole or damaged.
    Workspace,
    /// A sealed file: its passphrase tells what is in it.
    Sealed,
    /// A Jupyter notebook.
    Notebook,
    /// Vulnerabilities: CISA's catalogue or a CSAF advisory.
    Vulnerabilities,
    /// A calendar (iCalendar).
    Calendar,
    /// Incidents of another tool, as JSON or Markdown.
    Incidents,
    /// A table as text: CSV with any delimiter.
    Table,
    /// A workbook of a spreadsheet program (XLSX).
    Workbook,
    /// Any other text.
    Markdown,
}

const TEXT: &str = "Save it as UTF-8 text and choose it again.";

/// First bytes of files that are no text, and what such a file is.
const MAGIC: [(&[u8], &str); 11] = [
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
];

/// Says what a file is. Its name is asked only for what its text cannot tell.
///
/// # Errors
/// What it is instead, and what to do, as sentences.
pub fn sniff(name: &str, bytes: &[u8]) -> Result<Format, String> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("The file is empty.".to_owned());
    }
    if bytes.starts_with(b"PK\x03\x04") {
        match office(bytes) {
            Office::Workbook => return Ok(Format::Workbook),
            Office::OtherWorkbook => {
                return Err("This is a workbook, but none that is read here. Save it as an Excel workbook (.xlsx) or as CSV, and choose that.".to_owned());
            }
            Office::Other => {}
        }
    }
    if let Some((_, what)) = MAGIC.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Err(format!(
            "This is {what}, not a Holdfast workspace, a Markdown runbook or a Jupyter notebook. Export the text of it as Markdown, or attach it to a record."
        ));
    }
    if is_utf16(bytes) {
        return Err(format!("This text is UTF-16. {TEXT}"));
    }
    let head = &bytes[..bytes.len().min(4096)];
    if head.contains(&0) {
        return Err("This is a binary file, or a text with bytes in it that no text has. Choose a .holdfast.json, .csv, .xlsx, .md or .ipynb file, or save it anew as UTF-8 text.".to_owned());
    }
    let text = String::from_utf8_lossy(head);
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if is_object(start) {
        return Ok(if sealed::looks_sealed(&text) {
            Format::Sealed
        } else if is_notebook(&text, bytes) {
            Format::Notebook
        } else if is_vulnerabilities(&text, bytes) {
            Format::Vulnerabilities
        } else if is_incidents(&text, bytes) {
            Format::Incidents
        } else {
            Format::Workspace
        });
    }
    let whole = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    if ics::is_calendar(whole) {
        return Ok(Format::Calendar);
    }
    let lower = start.to_lowercase();
    let page = ["<!doctype", "<html", "<?xml"];
    if page.iter().any(|mark| lower.starts_with(mark)) {
        return Err("This is a web page or XML, not a Holdfast workspace, a Markdown runbook or a Jupyter notebook. Save its text as Markdown.".to_owned());
    }
    // A link at the start of a Markdown file begins with a bracket too.
    if start.starts_with('[') && Text::parse(whole.trim_start_matches('\u{feff}').trim()).is_ok() {
        return if incidents::is_json(whole) {
            Ok(Format::Incidents)
        } else {
            Err("The file is JSON, but not a Holdfast workspace.".to_owned())
        };
    }
    Ok(if is_table(name, &text) {
        Format::Table
    } else if incidents::is_markdown(whole) {
        Format::Incidents
    } else {
        Format::Markdown
    })
}

// By headings that are known; by its name where the text does not speak against it; else where
// every line has the same number of cells, under headings that are short and differ.
fn is_table(name: &str, head: &str) -> bool {
    // The last line that was looked at may be cut off.
    let whole = head.rfind('\n').map_or(head, |end| &head[..=end]);
    let known = |line: &str| {
        csv::read(line).is_ok_and(|sheet| {
            let row = sheet.rows.first();
            row.is_some_and(|row| {
                dialect::of(&row.cells).is_some() || row.cell(0).starts_with("Holdfast id (")
            })
        })
    };
    if whole.lines().take(3).any(known) {
        return true;
    }
    if ends_with(name, &[".md", ".markdown"]) {
        return false;
    }
    let start = head.trim_start_matches('\u{feff}').trim_start();
    let marks = ["# ", "## ", "- ", "* ", "> ", "```", "---", "| ", "|-"];
    let is_marked = marks.iter().any(|mark| start.starts_with(mark));
    let rows = csv::read(whole).map(|sheet| sheet.rows).unwrap_or_default();
    let width = rows.first().map_or(0, |row| row.cells.len());
    if ends_with(name, &[".csv", ".tsv", ".tab"]) {
        return width > 1 || !is_marked;
    }
    let even = rows.iter().all(|row| row.cells.len() == width);
    let headings = rows.first().map_or(&[][..], |row| &row.cells);
    let short = |cell: &String| (1..40).contains(&cell.trim().len()) && !cell.ends_with('.');
    let differ = (1..width).all(|n| !headings[..n].contains(&headings[n]));
    width > 2 && rows.len() > 2 && even && differ && !is_marked && headings.iter().all(short)
}

/// What to say of text in which the byte `at` is none of UTF-8.
pub fn not_utf8(bytes: &[u8], at: usize) -> String {
    let line = 1 + bytes.iter().take(at).filter(|byte| **byte == b'\n').count();
    format!("Line {line}: this text is not UTF-8, perhaps Latin-1 or Windows-1252. {TEXT}")
}

// A template begins with two braces: only a name or the end follows the one of an object.
fn is_object(text: &str) -> bool {
    text.strip_prefix('{').is_some_and(|rest| {
        let rest = rest.trim_start();
        rest.is_empty() || rest.starts_with(['"', '}'])
    })
}

// Its keys stand in any order, mostly the long list of cells before the version. Inside a string
// their quotes would be escaped. A workspace says so at its head.
fn is_notebook(head: &str, bytes: &[u8]) -> bool {
    let whole = if head.contains("\"format\"") {
        None
    } else {
        std::str::from_utf8(bytes).ok()
    };
    whole.is_some_and(|text| text.contains("\"nbformat\"") && text.contains("\"cells\""))
}

// Their tell-tale names may stand anywhere. A workspace says so at its head.
fn is_vulnerabilities(head: &str, bytes: &[u8]) -> bool {
    let foreign = !head.contains("\"format\"");
    let whole = foreign.then(|| std::str::from_utf8(bytes).ok()).flatten();
    whole.is_some_and(|text| kev::is_catalogue(text) || csaf::is_advisory(text))
}

// As vulnerabilities are.
fn is_incidents(head: &str, bytes: &[u8]) -> bool {
    let foreign = !head.contains("\"format\"");
    let whole = foreign.then(|| std::str::from_utf8(bytes).ok()).flatten();
    whole.is_some_and(incidents::is_json)
}

// By its mark, or without one by the zeros beside the letters that all of its markup uses.
fn is_utf16(bytes: &[u8]) -> bool {
    let marked = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let head = &bytes[..bytes.len().min(64)];
    let zeros = |at: usize| head.chunks_exact(2).all(|pair| pair[at] == 0);
    let letters = |at: usize| head.chunks_exact(2).all(|pair| pair[at] != 0);
    marked || head.len() > 1 && (zeros(1) && letters(0) || zeros(0) && letters(1))
}

fn ends_with(name: &str, ends: &[&str]) -> bool {
    let name = name.to_ascii_lowercase();
    ends.iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_told_from_a_template() {
        let is = |text: &str| sniff("x", text.as_bytes());
        for text in ["{\"format\": 1}", "\u{feff} {\n\t\"a\"", "{}", "{"] {
            assert_eq!(is(text), Ok(Format::Workspace), "{text}");
        }
        let notebook = "{\n \"cells\": [],\n \"metadata\": {},\n \"nbformat\": 4\n}";
        assert_eq!(is(notebook), Ok(Format::Notebook));
        let sealed = "{\n  \"version\": \"1.0\", \"format\" : \"holdfast-sealed\"";
        assert_eq!(is(sealed), Ok(Format::Sealed));
        let named = "{\"format\": \"holdfast\", \"name\": \"holdfast-sealed\"}";
        assert_eq!(is(named), Ok(Format::Workspace));
        let kev = "{\"title\": \"x\", \"vulnerabilities\": [{\"cveID\": \"CVE-2024-1\"}]}";
        assert_eq!(is(kev), Ok(Format::Vulnerabilities));
        let csaf = "{\"document\": {\"csaf_version\": \"2.0\"}}";
        assert_eq!(is(csaf), Ok(Format::Vulnerabilities));
        let ours = format!("{{\"format\": \"holdfast\", \"x\": {kev}}}");
        assert_eq!(is(&ours), Ok(Format::Workspace));
        let told = "{\"format\": \"holdfast\", \"x\": {\"cells\": 1, \"nbformat\": 4}}";
        assert_eq!(is(told), Ok(Format::Workspace));
        for text in [
            "{{AUTHOR_NAME}}\n\nmore",
            "{% include x %}",
            "{: .note}",
            "[a](b)\n",
            "# A",
        ] {
            assert_eq!(is(text), Ok(Format::Markdown), "{text}");
        }
    }

    #[test]
    fn other_files_are_named() {
        let utf16: Vec<u8> = "# Plan".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
        let ods = crate::codec::sheet::zip::write(&[(
            "mimetype".to_owned(),
            b"application/vnd.oasis.opendocument.spreadsheet".to_vec(),
        )]);
        let cases: [(&str, &[u8], &str); 12] = [
            ("a.md", b" \n", "empty"),
            ("a.json", b"\x89PNG\r\n\x1a\n", "picture"),
            ("a.md", b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
            ("a.md", b"PK\x03\x04\x14", "ZIP"),
            ("a.md", b"%PDF-1.7 ", "PDF"),
            ("a.md", &marked, "UTF-16"),
            ("a.md", &utf16, "UTF-16"),
            ("a.json", b"\x01\x00\x02abc", "binary"),
            (
                "a.md",
                b"# A\n\nCaf\xe9\n",
                "Line 3: this text is not UTF-8",
            ),
            ("a.html", b"<!DOCTYPE html><p>", "web page"),
            ("a.json", b"[1, 2]", "JSON, but not"),
            ("a.ods", &ods, "Save it as an Excel workbook"),
        ];
        for (name, bytes, words) in cases {
            let refused = sniff(name, bytes).expect_err(words);
            assert!(refused.contains(words), "{name}: {refused}");
        }
    }
    #[test]
    fn tables_are_told_from_text() {
        let is = |name: &str, text: &str| sniff(name, text.as_bytes());
        for (name, text) in [
            ("Risks.CSV", "title,owner\nFlood,Ada\n"),
            ("a.csv", "Name\nAda\n"),
            ("a.tsv", "Name\tPhone\n"),
            ("a.txt", "cveID,vendorProject,dateAdded\nx"),
            (
                "a.txt",
                "#model_version:v1,score_date:2026-01-01\ncve,epss,percentile\n",
            ),
            ("a.txt", "Name;Phone;Mail\nAda;1;a\nBob;2;b\n"),
            ("a", "Holdfast id (risk),Code\n"),
        ] {
            assert_eq!(is(name, text), Ok(Format::Table), "{name} {text}");
        }
        let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n";
        assert_eq!(is("a.csv", calendar), Ok(Format::Calendar));
        for (name, text) in [
            ("a.csv", "# A plan\n\n- Call\n"),
            ("a.md", "Name;Phone;Mail\nAda;1;a\nBob;2;b\n"),
            (
                "a.txt",
                "First, call, them.\nThen, wait, here.\nThen, go, home.\n",
            ),
            ("a.txt", "| a | b |\n|---|---|\n| 1 | 2 |\n"),
            ("a.txt", "Call the desk.\n"),
        ] {
            assert_eq!(is(name, text), Ok(Format::Markdown), "{name} {text}");
        }
        let book = crate::codec::sheet::xlsx::write(&crate::codec::sheet::Grid::default());
        assert_eq!(sniff("a.json", &book), Ok(Format::Workbook));
    }
}
