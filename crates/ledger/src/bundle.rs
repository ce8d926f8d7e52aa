//! What crosses between the page and its worker: a file's content as lines, so that
//! the page takes it in slice by slice without parsing it whole.
//!
//! Each line begins with a letter: `W` the workspace (JSON), `S` a record with
//! stamps ([`crate::line`]), `C` one whose hash is still to be compared, which stands before its
//! line, `L` a record without (JSON), `H` a change, `A` an attachment (JSON).

use crate::file::{self, Check, FileError, Incoming, Loose, One, Received, Shape, Why};
use crate::hash::{DIGITS, fingerprint};
use crate::id::Id;
use crate::line;
use crate::path::Key;
use crate::scan::{Scan, ScanError, Scanned};
use crate::text::{Text, quote};
use std::collections::BTreeMap;

/// How long a part of the lines is at least, in bytes, if it is not the last.
const PART: usize = 1 << 20;
const FULL: usize = PART + PART / 8;

/// Writes a file's content as lines.
pub fn print(incoming: &Incoming) -> String {
    let mut out = String::new();
    print_workspace(incoming, &mut out);
    for received in &incoming.records {
        match received {
            Received::Stamped(record) => {
                out.push('S');
                line::write_line(record, &mut out);
            }
            Received::Loose(loose) => {
                out.push('L');
                print_loose(loose, &mut out);
            }
        }
        out.push('\n');
    }
    print_rest(incoming, &mut out, &mut |_| ());
    out
}

/// Reads a file into lines, a part after the other, each of whole lines. With [`Check::Later`]
/// records may come as `C` lines, which name the hash that is claimed for them. Tells how far it is, 0
/// to 1: at half when the file is gone over, and from then on by the records.
///
/// # Errors
/// As [`file::read`]. The parts that were given until then count for nothing.
pub fn pass(
    text: &str,
    shape: &dyn Shape,
    check: Check,
    mint: &mut dyn FnMut() -> Id,
    (part, told): (&mut dyn FnMut(String), &dyn Fn(f64)),
) -> Result<(), FileError> {
    let file = file::open_telling(text, shape, mint, &|far| told(0.5 * far))?;
    let mut out = String::with_capacity(FULL);
    print_workspace(file.about(), &mut out);
    let (mut at, all) = (0_usize, file.len());
    let rest = file.records(check, mint, &mut |one| {
        at += 1;
        told(0.5 + 0.5 * at as f64 / all as f64);
        match one {
            One::Stamped(_, line) => out.extend(["S", line]),
            One::Claimed(_, line, hash) => out.extend(["C", &hash, line]),
            One::Loose(loose) => {
                out.push('L');
                print_loose(&loose, &mut out);
            }
        }
        out.push('\n');
        give(&mut out, part);
    })?;
    print_rest(&rest, &mut out, &mut |out| give(out, part));
    part(out);
    Ok(())
}

// Gives what is long enough to be a part.
fn give(out: &mut String, part: &mut dyn FnMut(String)) {
    if out.len() >= PART {
        part(std::mem::replace(out, String::with_capacity(FULL)));
    }
}

fn print_workspace(incoming: &Incoming, out: &mut String) {
    out.push_str("W{\"id\":");
    let id = incoming.workspace.map(|id| id.to_string());
    quote(&id.unwrap_or_default(), out);
    out.push_str(",\"name\":");
    quote(&incoming.name, out);
    out.push_str(",\"scope\":");
    quote(&incoming.scope, out);
    out.push_str(",\"unknown\":[");
    for (n, section) in incoming.unknown.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { "," });
        quote(section, out);
    }
    out.push_str("]}\n");
}

// After each line of it, `line` may take what there is.
fn print_rest(incoming: &Incoming, out: &mut String, line: &mut dyn FnMut(&mut String)) {
    for change in &incoming.history {
        out.push('H');
        out.push_str(&change.print());
        out.push('\n');
        line(out);
    }
    for (name, base64) in &incoming.attachments {
        out.push_str("A[");
        quote(name, out);
        out.push(',');
        quote(base64, out);
        out.push_str("]\n");
        line(out);
    }
}

fn print_loose(loose: &Loose, out: &mut String) {
    out.push_str("{\"id\":");
    quote(&loose.id.map(|id| id.to_string()).unwrap_or_default(), out);
    out.push_str(",\"kind\":");
    quote(loose.kind.as_str(), out);
    out.push_str(if loose.why == Why::HandEdited {
        ",\"edited\":1"
    } else {
        ",\"edited\":0"
    });
    out.push_str(",\"values\":{");
    for (n, (path, text)) in loose.values.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { "," });
        path.quote(out);
        out.push(':');
        out.push_str(text.as_str());
    }
    out.push_str("},\"order\":[");
    for (n, (list, id)) in loose.order.iter().enumerate() {
        out.push_str(if n == 0 { "[" } else { ",[" });
        quote(list.as_str(), out);
        out.push_str(&format!(",\"{id}\"]"));
    }
    out.push_str("]}");
}

/// One line, read.
pub enum Line {
    /// The workspace: id, name, scope, unknown sections.
    Workspace(Option<Id>, String, String, Vec<String>),
    /// A record.
    Record(Box<Received>),
    /// A record whose hash was not compared, and is wrong: what the file means has to be found out
    /// with [`Check::Here`].
    Wrong,
    /// A change as text.
    History(String),
    /// An attachment: SHA-256, Base64.
    Attachment(String, String),
}

/// The stamped record of a line, as text, and the hash that is claimed for it if nobody compared that yet.
pub fn stamped(text: &str) -> Option<(&str, Option<&str>)> {
    match text.as_bytes().first()? {
        b'S' => Some((&text[1..], None)),
        b'C' => Some((text.get(1 + DIGITS..)?, text.get(1..=DIGITS))),
        _ => None,
    }
}

/// Reads one line.
///
/// # Errors
/// When the line is none of these.
pub fn read(text: &str) -> Result<Line, ScanError> {
    let mut scan = Scan::new(text.get(1..).unwrap_or_default());
    if let Some((line, claim)) = stamped(text) {
        if claim.is_some_and(|hash| fingerprint(line.as_bytes()) != hash) {
            return Ok(Line::Wrong);
        }
        let record = line::read(&mut Scan::new(line))?;
        return Ok(Line::Record(Box::new(Received::Stamped(record))));
    }
    match text.as_bytes().first() {
        Some(b'W') => read_workspace(&mut scan),
        Some(b'L') => Ok(Line::Record(Box::new(Received::Loose(read_loose(
            &mut scan,
        )?)))),
        Some(b'H') => Ok(Line::History(text[1..].to_owned())),
        Some(b'A') => {
            scan.expect(b'[')?;
            let name = scan.string()?.into_owned();
            scan.expect(b',')?;
            Ok(Line::Attachment(name, scan.string()?.into_owned()))
        }
        _ => Err(scan.fail("an unknown line")),
    }
}

fn read_workspace(scan: &mut Scan<'_>) -> Scanned<Line> {
    let (mut id, mut name, mut scope, mut unknown) =
        (None, String::new(), String::new(), Vec::new());
    scan.object(|scan, key| {
        match &*key {
            "id" => id = scan.string()?.parse().ok(),
            "name" => name = scan.string()?.into_owned(),
            "scope" => scope = scan.string()?.into_owned(),
            _ => scan.array(|scan| {
                unknown.push(scan.string()?.into_owned());
                Ok(())
            })?,
        }
        Ok(())
    })?;
    Ok(Line::Workspace(id, name, scope, unknown))
}

fn read_loose(scan: &mut Scan<'_>) -> Scanned<Loose> {
    let mut loose = Loose {
        id: None,
        kind: Key::NONE,
        values: BTreeMap::new(),
        order: Vec::new(),
        why: Why::Unstamped,
    };
    scan.object(|scan, key| {
        match &*key {
            "id" => loose.id = scan.string()?.parse().ok(),
            "kind" => loose.kind = Key::of(&scan.string()?),
            "edited" => {
                loose.why = if scan.number()? == 1 {
                    Why::HandEdited
                } else {
                    Why::Unstamped
                }
            }
            "values" => scan.object(|scan, path| {
                let path = path.parse().map_err(|_| scan.fail("not a field's path"))?;
                let text: Text = scan.own_value()?;
                loose.values.insert(path, text);
                Ok(())
            })?,
            _ => scan.array(|scan| {
                scan.expect(b'[')?;
                let list = Key::of(&scan.string()?);
                scan.expect(b',')?;
                let id = scan
                    .string()?
                    .parse()
                    .map_err(|_| scan.fail("not an item's id"))?;
                loose.order.push((list, id));
                scan.expect(b']')
            })?,
        }
        Ok(())
    })?;
    Ok(loose)
}
