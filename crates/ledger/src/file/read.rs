//! Reading the file. Everything in it is hostile until checked.

use super::{MAJOR, Shape};
use crate::change::Change;
use crate::context::Context;
use crate::id::{Dot, Id, ReplicaId};
use crate::line::{dots, hash};
use crate::path::{Key, PLACE, Path};
use crate::purge::Purged;
use crate::record::{Mark, Place, Record, Slot, Value};
use crate::scan::{Scan, ScanError, Scanned, line_of};
use crate::sort::Arrange;
use crate::text::{MAX_FIELD, Text};
use crate::time;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;

/// Why a file cannot be taken in. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// The JSON or its content is wrong, at a line.
    Wrong(ScanError),
    /// It is JSON of something else.
    NotHoldfast,
    /// It was written by a newer major version.
    Newer(String),
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wrong(error) => write!(out, "The file is damaged or was cut off, at {error}."),
            Self::NotHoldfast => out.write_str("The file is JSON, but not a Holdfast workspace."),
            Self::Newer(version) => write!(
                out,
                "The file was written by a newer Holdfast (format {version}). Open it with that version."
            ),
        }
    }
}

impl std::error::Error for FileError {}

impl From<ScanError> for FileError {
    fn from(error: ScanError) -> Self {
        Self::Wrong(error)
    }
}

/// Why values have no stamps that can be trusted (M10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Another tool or a person wrote it.
    Unstamped,
    /// It was exported, then edited by hand.
    HandEdited,
}

/// A record as values without stamps: each difference is a proposal (M10).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loose {
    /// Its id; `None` when the file gives none.
    pub id: Option<Id>,
    /// Its kind.
    pub kind: Key,
    /// What it says.
    pub values: BTreeMap<Path, Text>,
    /// The items of each list, in the order of the file.
    pub order: Vec<(Key, Id)>,
    /// Why there are no stamps.
    pub why: Why,
}

/// A record that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// With stamps whose hash is right: it merges.
    Stamped(Record),
    /// Without: a proposal.
    Loose(Loose),
}

/// What a file holds.
#[derive(Clone, Debug, Default)]
pub struct Incoming {
    /// The workspace's id, if it says one.
    pub workspace: Option<Id>,
    /// The workspace's name.
    pub name: String,
    /// What the file covers, in its own words.
    pub scope: String,
    /// The records.
    pub records: Vec<Received>,
    /// The changes.
    pub history: Vec<Change>,
    /// Attachments: (SHA-256, Base64), not yet checked.
    pub attachments: Vec<(String, String)>,
    /// Sections that this version does not know and leaves out.
    pub unknown: Vec<String>,
}

/// Whether the text begins like a workspace file (for telling formats apart).
pub fn looks_like_workspace(text: &str) -> bool {
    let head: String = text.chars().take(400).collect();
    head.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('{')
        && head.contains("\"format\"")
        && head.contains("\"holdfast\"")
}

/// Reads a file. `mint` gives ids for items that have none.
///
/// # Errors
/// What is wrong and at which line; nothing was changed.
pub fn read(
    text: &str,
    shape: &dyn Shape,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Incoming, FileError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut file = File {
        text,
        ..File::default()
    };
    let mut scan = Scan::new(text);
    scan.object(|scan, key| file.section(scan, &key))?;
    scan.end()?;
    if file.format.as_deref() != Some("holdfast") {
        return Err(FileError::NotHoldfast);
    }
    let major = file
        .version
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    match major {
        Some(major) if major > MAJOR => return Err(FileError::Newer(file.version)),
        Some(_) => {}
        None => return Err(FileError::NotHoldfast),
    }
    Ok(file.finish(shape, mint)?)
}

#[derive(Default)]
struct File<'a> {
    text: &'a str,
    format: Option<String>,
    version: String,
    replicas: Vec<ReplicaId>,
    lists: HashSet<(Key, Key)>,
    raw: Vec<Raw>,
    /// Each record's stamps and where they stand.
    stamps: HashMap<Id, (Text, usize)>,
    out: Incoming,
}

/// A record as it stands in the readable part.
struct Raw {
    kind: Key,
    at: usize,
    id: Option<Id>,
    fields: Vec<(Key, Text)>,
}

impl File<'_> {
    fn fail(&self, at: usize, reason: impl Into<Cow<'static, str>>) -> ScanError {
        ScanError {
            line: line_of(self.text, at),
            reason: reason.into(),
        }
    }

    fn section(&mut self, scan: &mut Scan<'_>, key: &str) -> Scanned<()> {
        match key {
            "format" => self.format = Some(scan.string()?.into_owned()),
            "version" => self.version = scan.string()?.into_owned(),
            "scope" => self.out.scope = scan.string()?.into_owned(),
            "workspace" => scan.object(|scan, key| {
                match &*key {
                    "id" => self.out.workspace = Some(read_id(scan)?),
                    "name" => self.out.name = scan.string()?.into_owned(),
                    _ => scan.skip()?,
                }
                Ok(())
            })?,
            "records" | "deleted" => scan.object(|scan, kind| {
                let kind = own_key(scan, &kind)?;
                scan.array(|scan| {
                    self.raw.push(read_raw(scan, kind)?);
                    Ok(())
                })
            })?,
            "attachments" => scan.object(|scan, name| {
                self.out
                    .attachments
                    .push((name.into_owned(), scan.string()?.into_owned()));
                Ok(())
            })?,
            "sync" => scan.object(|scan, key| self.sync(scan, &key))?,
            "history" => scan.array(|scan| {
                self.out.history.push(Change::read(scan)?);
                Ok(())
            })?,
            _ => {
                self.out.unknown.push(key.to_owned());
                scan.skip()?;
            }
        }
        Ok(())
    }

    fn sync(&mut self, scan: &mut Scan<'_>, key: &str) -> Scanned<()> {
        match key {
            "replicas" => scan.array(|scan| {
                let text = scan.string()?;
                self.replicas
                    .push(text.parse().map_err(|_| scan.fail("not a replica's id"))?);
                Ok(())
            }),
            "lists" => scan.object(|scan, kind| {
                let kind = Key::of(&kind);
                scan.array(|scan| {
                    self.lists.insert((kind, Key::of(&scan.string()?)));
                    Ok(())
                })
            }),
            "records" => scan.object(|scan, id| {
                let id = id.parse().map_err(|_| scan.fail("not a record's id"))?;
                scan.peek();
                let at = scan.position();
                if self.stamps.insert(id, (scan.value()?, at)).is_some() {
                    return Err(scan.fail("a record has two sets of stamps"));
                }
                Ok(())
            }),
            _ => scan.skip(),
        }
    }

    fn finish(mut self, shape: &dyn Shape, mint: &mut dyn FnMut() -> Id) -> Scanned<Incoming> {
        let mut seen: HashSet<Id> = HashSet::new();
        for raw in std::mem::take(&mut self.raw) {
            if let Some(id) = raw.id
                && !seen.insert(id)
            {
                return Err(self.fail(raw.at, format!("record {id} stands there twice")));
            }
            let stamps = raw.id.and_then(|id| self.stamps.remove(&id));
            let mut loose = self.loosen(raw, shape, mint)?;
            let stamped = match (&stamps, loose.id) {
                (Some((text, at)), Some(id)) => Some(self.stamp(id, &loose, text, *at)?),
                _ => None,
            };
            self.out.records.push(match stamped {
                Some(Some(record)) => Received::Stamped(record),
                Some(None) => {
                    loose.why = Why::HandEdited;
                    Received::Loose(loose)
                }
                None => {
                    place_items(&mut loose);
                    Received::Loose(loose)
                }
            });
        }
        Ok(self.out)
    }

    // Takes lists apart into their items.
    fn loosen(&self, raw: Raw, shape: &dyn Shape, mint: &mut dyn FnMut() -> Id) -> Scanned<Loose> {
        let mut loose = Loose {
            id: raw.id,
            kind: raw.kind,
            values: BTreeMap::new(),
            order: Vec::new(),
            why: Why::Unstamped,
        };
        for (key, text) in raw.fields {
            let wrong = |reason: String| self.fail(raw.at, reason);
            let list = || {
                self.lists.contains(&(raw.kind, key)) || shape.item_keys(raw.kind, key).is_some()
            };
            if text.as_str().starts_with('[') && list() {
                read_items(key, &text, &mut loose, mint)
                    .map_err(|error| wrong(format!("in “{key}”: {}", error.reason)))?;
            } else if text.as_str().len() > MAX_FIELD {
                return Err(wrong(format!("“{key}” is longer than 1 MB")));
            } else {
                loose.values.insert(Path::field(key), text);
            }
        }
        Ok(loose)
    }

    // Puts values and stamps together. `None`: their hash says that they do not belong together.
    fn stamp(&self, id: Id, loose: &Loose, stamps: &Text, at: usize) -> Scanned<Option<Record>> {
        let mut entry = Entry {
            replicas: &self.replicas,
            ..Entry::default()
        };
        let mut scan = Scan::new(stamps.as_str());
        let at_line = |error: ScanError| self.fail(at, error.reason);
        // Canonical text has its keys sorted, so marks come after what refers to them.
        scan.object(|scan, key| entry.part(scan, &key))
            .map_err(at_line)?;
        let mut record = entry
            .record(id, loose)
            .map_err(|reason| self.fail(at, reason))?;
        let own = hash(&record) == entry.hash;
        record.drop_purged();
        Ok(own.then_some(record))
    }
}

fn own_key(scan: &Scan<'_>, name: &str) -> Scanned<Key> {
    if name.starts_with('~') || name.is_empty() {
        return Err(
            scan.fail("a name is empty or begins with “~”, which this format keeps for itself")
        );
    }
    Ok(Key::of(name))
}

fn read_id(scan: &mut Scan<'_>) -> Scanned<Id> {
    let text = scan.string()?;
    text.parse().map_err(|_| {
        scan.fail(format!(
            "“{}” is not an id (a UUID in lower case)",
            clip(&text)
        ))
    })
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}

fn read_raw(scan: &mut Scan<'_>, kind: Key) -> Scanned<Raw> {
    scan.peek();
    let mut raw = Raw {
        kind,
        at: scan.position(),
        id: None,
        fields: Vec::new(),
    };
    let mut names = HashSet::new();
    scan.object(|scan, key| {
        if key == "id" {
            raw.id = Some(read_id(scan)?);
            return Ok(());
        }
        let key = own_key(scan, &key)?;
        if !names.insert(key) {
            return Err(scan.fail(format!("a record names “{key}” twice")));
        }
        raw.fields.push((key, scan.value()?));
        Ok(())
    })?;
    Ok(raw)
}

fn read_items(
    list: Key,
    text: &Text,
    loose: &mut Loose,
    mint: &mut dyn FnMut() -> Id,
) -> Scanned<()> {
    let mut ids = HashSet::new();
    Scan::new(text.as_str()).array(|scan| {
        let mut id = None;
        let mut fields = Vec::new();
        scan.object(|scan, key| {
            if key == "id" {
                id = Some(read_id(scan)?);
                return Ok(());
            }
            let key = own_key(scan, &key)?;
            let value = scan.value()?;
            if value.as_str().len() > MAX_FIELD {
                return Err(scan.fail("a text is longer than 1 MB"));
            }
            fields.push((key, value));
            Ok(())
        })?;
        let id = id.unwrap_or_else(&mut *mint);
        if !ids.insert(id) {
            return Err(scan.fail("an item stands there twice"));
        }
        loose.order.push((list, id));
        loose.values.extend(
            fields
                .into_iter()
                .map(|(key, text)| (Path::item(list, id, key), text)),
        );
        Ok(())
    })
}

// Items of a file that knows no places stand in the order of the file. One that says that it has
// none, as an entry of a log, gets none.
fn place_items(loose: &mut Loose) {
    let mut before: Option<(Key, String)> = None;
    for &(list, id) in &loose.order {
        let path = Path::item(list, id, PLACE);
        if loose.values.get(&path).is_some_and(Text::is_null) {
            loose.values.remove(&path);
            continue;
        }
        let given = loose.values.get(&path).and_then(Text::get::<Place>);
        let key = given.map_or_else(
            || {
                let last = before
                    .as_ref()
                    .filter(|(of, _)| *of == list)
                    .map(|(_, key)| key.as_str());
                let key = crate::place::between(last, None, id);
                let place = Place {
                    key: key.clone(),
                    under: None,
                };
                loose.values.insert(path, place.to_text());
                key
            },
            |place| place.key,
        );
        before = Some((list, key));
    }
}

#[derive(Default)]
struct Entry<'a> {
    replicas: &'a [ReplicaId],
    seen: Vec<Dot>,
    heads: Option<Vec<Dot>>,
    marks: Vec<Mark>,
    fields: BTreeMap<Path, Vec<(usize, Option<Text>)>>,
    known: BTreeMap<Path, Context>,
    purged: Purged,
    omitted: Vec<Path>,
    hash: String,
}

impl Entry<'_> {
    fn part(&mut self, scan: &mut Scan<'_>, key: &str) -> Scanned<()> {
        match key {
            "seen" => self.seen = dots(scan, self.replicas)?,
            "heads" => self.heads = Some(dots(scan, self.replicas)?),
            "hash" => self.hash = scan.string()?.into_owned(),
            "marks" => scan.array(|scan| {
                scan.expect(b'[')?;
                self.marks.push(read_mark(scan, self.replicas)?);
                scan.expect(b']')
            })?,
            "fields" => scan.object(|scan, path| {
                let path = path.parse().map_err(|_| scan.fail("not a field's path"))?;
                let values = read_field(scan)?;
                self.fields.insert(path, values);
                Ok(())
            })?,
            "known" => scan.object(|scan, path| {
                let path = path.parse().map_err(|_| scan.fail("not a field's path"))?;
                self.known
                    .insert(path, dots(scan, self.replicas)?.into_iter().collect());
                Ok(())
            })?,
            "purged" => self.purged = Purged::read(scan)?,
            "omitted" => scan.array(|scan| {
                let path = scan.string()?;
                self.omitted
                    .push(path.parse().map_err(|_| scan.fail("not a field's path"))?);
                Ok(())
            })?,
            _ => scan.skip()?,
        }
        Ok(())
    }

    fn record(&mut self, id: Id, loose: &Loose) -> Result<Record, &'static str> {
        let mut record = Record::new(id, loose.kind);
        record.seen = self.seen.iter().copied().collect();
        record.heads = self
            .heads
            .clone()
            .unwrap_or_else(|| record.seen.entries().collect());
        record.marks.clone_from(&self.marks);
        if !record.marks.is_sorted_by(|a, b| a.dot < b.dot) {
            return Err("the marks of a record are out of order");
        }
        if record.marks.iter().any(|mark| !record.seen.has(mark.dot)) {
            return Err("a record holds a change that it has not seen");
        }
        let mut slots: BTreeMap<Path, Slot> = BTreeMap::new();
        let dot = |mark: usize| {
            self.marks
                .get(mark)
                .map(|mark| mark.dot)
                .ok_or("a mark is missing")
        };
        for (path, text) in &loose.values {
            let mut values = Vec::new();
            match self.fields.get(path).map(Vec::as_slice) {
                None => values.push(Value {
                    dot: dot(0)?,
                    text: text.clone(),
                }),
                Some([(mark, None)]) => values.push(Value {
                    dot: dot(*mark)?,
                    text: text.clone(),
                }),
                Some(given) => values = explicit(given, &dot)?,
            }
            // Where alternatives are given, what people read must be the one that is shown.
            if values.first().is_none_or(|value| value.text != *text) {
                self.hash.clear();
            }
            slots.insert(
                *path,
                Slot {
                    path: *path,
                    values,
                    known: None,
                },
            );
        }
        for (path, given) in self
            .fields
            .iter()
            .filter(|(path, _)| !loose.values.contains_key(path))
        {
            slots.insert(
                *path,
                Slot {
                    path: *path,
                    values: explicit(given, &dot)?,
                    known: None,
                },
            );
        }
        let none = |path: &Path| (*path, Context::none());
        let partial = self
            .known
            .iter()
            .map(|(path, known)| (*path, known.clone()));
        for (path, known) in partial.chain(self.omitted.iter().map(none)) {
            let fresh = || Slot {
                path,
                values: Vec::new(),
                known: None,
            };
            slots.entry(path).or_insert_with(fresh).known = Some(known);
        }
        record.slots = slots.into_values().collect();
        record.purged = std::mem::take(&mut self.purged);
        record.count_marks();
        Ok(record)
    }
}

type Given = [(usize, Option<Text>)];

fn explicit(
    given: &Given,
    dot: &impl Fn(usize) -> Result<Dot, &'static str>,
) -> Result<Vec<Value>, &'static str> {
    let value = |(mark, text): &(usize, Option<Text>)| {
        Ok(Value {
            dot: dot(*mark)?,
            text: text.clone().unwrap_or_else(Text::null),
        })
    };
    let mut values = given
        .iter()
        .map(value)
        .collect::<Result<Vec<_>, &'static str>>()?;
    values.arrange();
    Ok(values)
}

fn read_mark(scan: &mut Scan<'_>, replicas: &[ReplicaId]) -> Scanned<Mark> {
    scan.expect(b'[')?;
    let at = scan.number()? as usize;
    let replica = *replicas
        .get(at)
        .ok_or_else(|| scan.fail("a replica is missing"))?;
    scan.expect(b',')?;
    let counter = scan.number()?;
    scan.expect(b']')?;
    scan.expect(b',')?;
    let when = scan.string()?;
    let at = time::parse(&when).ok_or_else(|| scan.fail("not a time"))?;
    scan.expect(b',')?;
    let by = (&*scan.string()?).into();
    Ok(Mark {
        dot: Dot { replica, counter },
        at,
        by,
        live: 0,
    })
}

fn read_field(scan: &mut Scan<'_>) -> Scanned<Vec<(usize, Option<Text>)>> {
    if scan.peek() != Some(b'[') {
        return Ok(vec![(scan.number()? as usize, None)]);
    }
    let mut values = Vec::new();
    scan.array(|scan| {
        scan.expect(b'[')?;
        let mark = scan.number()? as usize;
        scan.expect(b',')?;
        values.push((mark, Some(scan.value()?)));
        scan.expect(b']')
    })?;
    Ok(values)
}
