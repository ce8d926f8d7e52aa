//! One change to one record: who, when, what was there, what is there now.

use crate::hash::fingerprint;
use crate::id::{Dot, Id};
use crate::path::{Key, Path};
use crate::purge::Purged;
use crate::scan::{Scan, ScanError, Scanned};
use crate::sort::Arrange;
use crate::text::{self, Text};
use crate::time;
use std::sync::Arc;

/// One register that a change writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// What is written.
    pub path: Path,
    /// The changes whose values stood there for the author, and are replaced.
    pub over: Vec<Dot>,
    /// The new value; `None` once purged (M17).
    pub value: Option<Text>,
}

/// One change: the atom of saving, history, undo and merge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The change's name.
    pub dot: Dot,
    /// The record it changes.
    pub record: Id,
    /// The record's kind.
    pub kind: Key,
    /// Wall time, milliseconds since 1970: for people to read, never to decide (M3).
    pub at: i64,
    /// Who was using the device, as it was called then.
    pub by: Arc<str>,
    /// What the change was part of, if that is worth a word ("Undo", "Import of x.json").
    pub note: Option<Arc<str>>,
    /// The newest changes to the record that the author had seen.
    pub after: Vec<Dot>,
    /// What it writes.
    pub writes: Vec<Write>,
    /// What it purges of what was written before (M17).
    pub purges: Purged,
    /// The hash of the replica's previous change; empty for its first.
    pub prev: String,
    /// Random, so that the hash of a purged value tells nothing; empty once purged.
    pub salt: String,
    /// The hash as it was before a purge; empty otherwise.
    pub kept_hash: String,
}

impl Change {
    /// The change's hash: what the replica's next change names as `prev`.
    pub fn hash(&self) -> String {
        // Only of a change that lost a value the hash does not follow from what it says.
        if !self.kept_hash.is_empty() && self.writes.iter().any(|write| write.value.is_none()) {
            self.kept_hash.clone()
        } else {
            fingerprint(self.print().as_bytes())
        }
    }

    /// The change as one line of JSON.
    pub fn print(&self) -> String {
        let mut out = String::with_capacity(256);
        out.push_str("{\"dot\":");
        text::quote(&self.dot.to_string(), &mut out);
        out.push_str(&format!(",\"record\":\"{}\",\"kind\":", self.record));
        text::quote(self.kind.as_str(), &mut out);
        out.push_str(&format!(",\"at\":\"{}\",\"by\":", time::print(self.at)));
        text::quote(&self.by, &mut out);
        if let Some(note) = &self.note {
            out.push_str(",\"note\":");
            text::quote(note, &mut out);
        }
        out.push_str(",\"after\":");
        print_dots(&self.after, &mut out);
        out.push_str(",\"writes\":[");
        for (n, write) in self.writes.iter().enumerate() {
            out.push_str(if n == 0 { "[" } else { ",[" });
            write.path.quote(&mut out);
            out.push(',');
            print_dots(&write.over, &mut out);
            if let Some(value) = &write.value {
                out.push(',');
                out.push_str(value.as_str());
            }
            out.push(']');
        }
        out.push(']');
        if !self.purges.is_empty() {
            out.push_str(",\"purges\":");
            self.purges.print(&mut out);
        }
        for (key, value) in [
            ("prev", &self.prev),
            ("salt", &self.salt),
            ("hash", &self.kept_hash),
        ] {
            if !value.is_empty() {
                out.push_str(&format!(",\"{key}\":"));
                text::quote(value, &mut out);
            }
        }
        out.push('}');
        out
    }

    /// Reads one change from JSON.
    ///
    /// # Errors
    /// When a part is missing, malformed or of the wrong type.
    pub fn read(scan: &mut Scan<'_>) -> Scanned<Self> {
        let mut draft = Draft::default();
        scan.object(|scan, key| draft.entry(scan, &key))?;
        draft
            .finish()
            .ok_or_else(|| scan.fail("a change lacks its dot, record, kind or time"))
    }

    /// Reads one change that fills the text.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn parse(json: &str) -> Result<Self, ScanError> {
        let mut scan = Scan::new(json);
        let change = Self::read(&mut scan)?;
        scan.end()?;
        Ok(change)
    }
}

/// The record that a change as [`Change::print`] writes it belongs to, found without
/// reading the rest. `None` for text that begins otherwise.
pub fn record_of(line: &str) -> Option<Id> {
    let rest = line.strip_prefix("{\"dot\":\"")?;
    let (_, rest) = rest.split_once("\",\"record\":\"")?;
    rest.get(..36)?.parse().ok()
}

#[derive(Default)]
struct Draft {
    dot: Option<Dot>,
    record: Option<Id>,
    kind: Option<Key>,
    at: Option<i64>,
    by: Arc<str>,
    note: Option<Arc<str>>,
    after: Vec<Dot>,
    writes: Vec<Write>,
    purges: Purged,
    prev: String,
    salt: String,
    kept_hash: String,
}

impl Draft {
    fn entry(&mut self, scan: &mut Scan<'_>, key: &str) -> Scanned<()> {
        match key {
            "dot" => self.dot = Some(read_dot(scan)?),
            "record" => {
                let text = scan.string()?;
                self.record = Some(text.parse().map_err(|_| scan.fail("not a record's id"))?);
            }
            "kind" => self.kind = Some(Key::of(&scan.string()?)),
            "at" => {
                let text = scan.string()?;
                self.at = Some(time::parse(&text).ok_or_else(|| scan.fail("not a time"))?);
            }
            "by" => self.by = (&*scan.string()?).into(),
            "note" => self.note = Some((&*scan.string()?).into()),
            "after" => self.after = read_dots(scan)?,
            "writes" => scan.array(|scan| {
                self.writes.push(read_write(scan)?);
                Ok(())
            })?,
            "purges" => self.purges = Purged::read(scan)?,
            "prev" => self.prev = scan.string()?.into_owned(),
            "salt" => self.salt = scan.string()?.into_owned(),
            "hash" => self.kept_hash = scan.string()?.into_owned(),
            _ => return Err(scan.fail(format!("a change has no part {key:?}"))),
        }
        Ok(())
    }

    fn finish(self) -> Option<Change> {
        Some(Change {
            dot: self.dot?,
            record: self.record?,
            kind: self.kind?,
            at: self.at?,
            by: self.by,
            note: self.note,
            after: self.after,
            writes: self.writes,
            purges: self.purges,
            prev: self.prev,
            salt: self.salt,
            kept_hash: self.kept_hash,
        })
    }
}

fn read_write(scan: &mut Scan<'_>) -> Scanned<Write> {
    scan.expect(b'[')?;
    let text = scan.string()?;
    let path = text.parse().map_err(|_| scan.fail("not a field's path"))?;
    scan.expect(b',')?;
    let over = read_dots(scan)?;
    let value = if scan.take(b',') {
        Some(scan.value()?)
    } else {
        None
    };
    scan.expect(b']')?;
    Ok(Write { path, over, value })
}

fn print_dots(dots: &[Dot], out: &mut String) {
    out.push('[');
    for (n, dot) in dots.iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        out.push_str(&format!("\"{dot}\""));
    }
    out.push(']');
}

fn read_dot(scan: &mut Scan<'_>) -> Scanned<Dot> {
    let text = scan.string()?;
    text.parse().map_err(|_| scan.fail("not a change's name"))
}

pub(crate) fn read_dots(scan: &mut Scan<'_>) -> Scanned<Vec<Dot>> {
    let mut dots = Vec::new();
    scan.array(|scan| {
        dots.push(read_dot(scan)?);
        Ok(())
    })?;
    Ok(dots)
}

/// What is wrong with a replica's chain of changes (SPEC R9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenChain {
    /// The change that names another predecessor than the one that is here.
    pub dot: Dot,
}

/// Checks the hash chains of a set of changes. A predecessor that is not in the
/// set is a gap (left out of an export), not a break.
pub fn check_chains<'a>(changes: impl IntoIterator<Item = &'a Change>) -> Vec<BrokenChain> {
    let mut sorted: Vec<&Change> = changes.into_iter().collect();
    sorted.arrange_by_key(|change| change.dot);
    let follows = |pair: &&[&Change]| {
        // A counter may be forged, and be the largest that there is.
        let next = pair[0].dot.counter.checked_add(1);
        pair[0].dot.replica == pair[1].dot.replica && next == Some(pair[1].dot.counter)
    };
    let pairs = sorted.windows(2).filter(follows);
    pairs
        .filter(|pair| pair[0].hash() != pair[1].prev)
        .map(|pair| BrokenChain { dot: pair[1].dot })
        .collect()
}
