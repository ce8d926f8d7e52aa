//! What crosses between the page and its worker: a file's content as lines, so that
//! the page takes it in slice by slice without parsing it whole.
//!
//! Each line begins with a letter: `W` the workspace (JSON), `S` a record with
//! stamps ([`crate::line`]), `L` a record without (JSON), `H` a change, `A` an
//! attachment (JSON).

use crate::file::{Incoming, Loose, Received, Why};
use crate::id::Id;
use crate::line;
use crate::path::Key;
use crate::scan::{Scan, ScanError, Scanned};
use crate::text::{Text, quote};
use std::collections::BTreeMap;

/// Writes a file's content as lines.
pub fn print(incoming: &Incoming) -> String {
    let mut out = String::new();
    out.push_str("W{\"id\":");
    quote(
        &incoming
            .workspace
            .map(|id| id.to_string())
            .unwrap_or_default(),
        &mut out,
    );
    out.push_str(",\"name\":");
    quote(&incoming.name, &mut out);
    out.push_str(",\"scope\":");
    quote(&incoming.scope, &mut out);
    out.push_str(",\"unknown\":[");
    for (n, section) in incoming.unknown.iter().enumerate() {
        out.push_str(if n == 0 { "" } else { "," });
        quote(section, &mut out);
    }
    out.push_str("]}\n");
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
    for change in &incoming.history {
        out.push('H');
        out.push_str(&change.print());
        out.push('\n');
    }
    for (name, base64) in &incoming.attachments {
        out.push_str("A[");
        quote(name, &mut out);
        out.push(',');
        quote(base64, &mut out);
        out.push_str("]\n");
    }
    out
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
    /// A change as text.
    History(String),
    /// An attachment: SHA-256, Base64.
    Attachment(String, String),
}

/// Reads one line.
///
/// # Errors
/// When the line is none of these.
pub fn read(text: &str) -> Result<Line, ScanError> {
    let mut scan = Scan::new(text.get(1..).unwrap_or_default());
    match text.as_bytes().first() {
        Some(b'W') => read_workspace(&mut scan),
        Some(b'S') => Ok(Line::Record(Box::new(Received::Stamped(line::read(
            &mut scan,
        )?)))),
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
