//! Reading the file. Everything in it is hostile until checked.

use super::raw::{Lists, Raw, own_key, place_items, read_id};
use super::stamps::Stamps;
use super::{MAJOR, Shape};
use crate::change::Change;
use crate::hash::{DIGITS, fingerprint};
use crate::id::{Id, ReplicaId};
use crate::line::write_line;
use crate::path::{Key, Path};
use crate::record::Record;
use crate::scan::{Scan, ScanError, Scanned, line_of};
use crate::text::{MAX_FIELD, Text};
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::ops::Range;

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
    let file = open(text, shape, mint)?;
    let mut records = Vec::new();
    let mut rest = file.records(Check::Here, mint, &mut |one| {
        records.push(match one {
            One::Stamped(record, _) | One::Claimed(record, ..) => Received::Stamped(record),
            One::Loose(loose) => Received::Loose(loose),
        });
    })?;
    rest.records = records;
    Ok(rest)
}

/// Who compares records with their hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// Whoever reads the file.
    Here,
    /// Whoever has records to compare them with: one that is there, letter by letter, needs no hash.
    Later,
}

/// One record of a file, while it is read.
pub enum One<'a> {
    /// With stamps whose hash is right, and as [a line](crate::line).
    Stamped(Record, &'a str),
    /// With stamps that nobody compared yet: its line and the hash that is claimed for that.
    Claimed(Record, &'a str, String),
    /// Without.
    Loose(Loose),
}

/// A file that is well formed, its records not yet put together.
pub struct Opened<'a>(File<'a>);

/// Takes a file apart. What is wrong with its records may show only when they are read.
///
/// # Errors
/// As [`read`].
pub fn open<'a>(
    text: &'a str,
    shape: &dyn Shape,
    mint: &mut dyn FnMut() -> Id,
) -> Result<Opened<'a>, FileError> {
    open_telling(text, shape, mint, &|_| ())
}

/// As [`open`], and tells how far it is, 0 to 1: bytes of the text's.
///
/// # Errors
/// As [`read`].
pub fn open_telling<'a>(
    text: &'a str,
    shape: &dyn Shape,
    mint: &mut dyn FnMut() -> Id,
    told: &dyn Fn(f64),
) -> Result<Opened<'a>, FileError> {
    let text = text.trim_start_matches('\u{feff}');
    let mut file = File {
        text,
        ..File::default()
    };
    let mut known = Lists::of(shape);
    let mut scan = Scan::new(text);
    let told = |at| told(at as f64 / text.len() as f64);
    scan.object(|scan, key| file.section(scan, &key, &mut known, (mint, &told)))?;
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
    Ok(Opened(file))
}

impl Opened<'_> {
    /// All of it but the records.
    pub const fn about(&self) -> &Incoming {
        &self.0.out
    }

    /// How many records it has.
    pub const fn len(&self) -> usize {
        self.0.raw.len()
    }

    /// Whether it has none.
    pub const fn is_empty(&self) -> bool {
        self.0.raw.is_empty()
    }

    /// Reads the records one by one; gives the rest.
    ///
    /// # Errors
    /// As [`read`]. What was read until then counts for nothing.
    pub fn records(
        self,
        check: Check,
        mint: &mut dyn FnMut() -> Id,
        each: &mut dyn FnMut(One<'_>),
    ) -> Result<Incoming, FileError> {
        Ok(self.0.finish(check, mint, each)?)
    }
}

#[derive(Default)]
struct File<'a> {
    text: &'a str,
    format: Option<String>,
    version: String,
    replicas: Vec<ReplicaId>,
    lists: HashSet<(Key, Key)>,
    raw: Vec<Raw>,
    /// Where each record's stamps stand.
    stamps: HashMap<Id, Range<usize>>,
    out: Incoming,
}

impl File<'_> {
    fn fail(&self, at: usize, reason: impl Into<Cow<'static, str>>) -> ScanError {
        ScanError {
            line: line_of(self.text, at),
            reason: reason.into(),
        }
    }

    fn section(
        &mut self,
        scan: &mut Scan<'_>,
        key: &str,
        known: &mut Lists<'_>,
        (mint, told): (&mut dyn FnMut() -> Id, &dyn Fn(usize)),
    ) -> Scanned<()> {
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
                    self.raw.push(Raw::read(scan, kind, known, mint)?);
                    told(scan.position());
                    Ok(())
                })
            })?,
            "attachments" => scan.object(|scan, name| {
                self.out
                    .attachments
                    .push((name.into_owned(), scan.string()?.into_owned()));
                Ok(())
            })?,
            "sync" => scan.object(|scan, key| self.sync(scan, &key, told))?,
            "history" => scan.array(|scan| {
                self.out.history.push(Change::read(scan)?);
                told(scan.position());
                Ok(())
            })?,
            _ => {
                self.out.unknown.push(key.to_owned());
                scan.skip()?;
            }
        }
        Ok(())
    }

    fn sync(&mut self, scan: &mut Scan<'_>, key: &str, told: &dyn Fn(usize)) -> Scanned<()> {
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
                told(scan.position());
                if self.stamps.insert(id, scan.extent()?).is_some() {
                    return Err(scan.fail("a record has two sets of stamps"));
                }
                Ok(())
            }),
            _ => scan.skip(),
        }
    }

    fn finish(
        mut self,
        check: Check,
        mint: &mut dyn FnMut() -> Id,
        each: &mut dyn FnMut(One<'_>),
    ) -> Scanned<Incoming> {
        let mut seen: HashSet<Id> = HashSet::new();
        let mut line = String::new();
        for raw in std::mem::take(&mut self.raw) {
            if let Some(id) = raw.id
                && !seen.insert(id)
            {
                return Err(self.fail(raw.at, format!("record {id} stands there twice")));
            }
            let raw = self.take_apart(raw, mint)?;
            let stamps = raw.id.and_then(|id| Some((id, self.stamps.remove(&id)?)));
            let Some((id, stamps)) = stamps else {
                let mut loose = raw.loose(Why::Unstamped);
                place_items(&mut loose);
                each(One::Loose(loose));
                continue;
            };
            line.clear();
            match self.stamp(id, &raw, stamps, (check, &mut line))? {
                Stamped::Right(record) => each(One::Stamped(record, &line)),
                Stamped::Claimed(record, hash) => each(One::Claimed(record, &line, hash)),
                Stamped::Wrong => each(One::Loose(raw.loose(Why::HandEdited))),
            }
        }
        self.check_rest()?;
        Ok(self.out)
    }

    // Lists of kinds that are not known here are named in the file.
    fn take_apart(&self, mut raw: Raw, mint: &mut dyn FnMut() -> Id) -> Scanned<Raw> {
        let plain = raw.values.iter().filter(|(path, _)| !path.is_item());
        let is_list = |(path, text): &&(Path, Text)| {
            text.as_str().starts_with('[') && self.lists.contains(&(raw.kind, path.field))
        };
        let long = |(_, text): &&(Path, Text)| text.as_str().len() > MAX_FIELD;
        if let Some((path, _)) = plain.clone().find(|one| long(one) && !is_list(one)) {
            return Err(self.fail(raw.at, format!("“{path}” is longer than 1 MB")));
        }
        let lists = plain.filter(is_list).map(|(path, _)| path.field);
        let lists: Vec<Key> = lists.collect();
        for list in lists {
            raw.part(list, mint)
                .map_err(|reason| self.fail(raw.at, reason))?;
        }
        Ok(raw)
    }

    // Puts values and stamps together, and writes the line of what that gives.
    fn stamp(
        &self,
        id: Id,
        raw: &Raw,
        stamps: Range<usize>,
        (check, line): (Check, &mut String),
    ) -> Scanned<Stamped> {
        let at = stamps.start;
        let stamps = Stamps::read(&self.text[stamps], &self.replicas);
        let mut stamps = stamps.map_err(|error| self.fail(at, error.reason))?;
        let mut record = stamps
            .record((id, raw.kind), &raw.values)
            .map_err(|reason| self.fail(at, reason))?;
        if stamps.hash.is_empty() {
            return Ok(Stamped::Wrong);
        }
        write_line(&record, line);
        let hash = &stamps.hash;
        let claims = hash.len() == DIGITS && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if check == Check::Later && record.purged().is_empty() && claims {
            return Ok(Stamped::Claimed(record, stamps.hash));
        }
        if fingerprint(line.as_bytes()) != stamps.hash {
            return Ok(Stamped::Wrong);
        }
        if !record.purged().is_empty() {
            record.drop_purged();
            line.clear();
            write_line(&record, line);
        }
        Ok(Stamped::Right(record))
    }

    // Stamps of no record say nothing, but the whole file is well formed or refused.
    fn check_rest(&self) -> Scanned<()> {
        let Some(first) = self.stamps.values().map(|rest| rest.start).min() else {
            return Ok(());
        };
        for rest in self.stamps.values() {
            let text = &self.text[rest.clone()];
            Text::parse(text).map_err(|reason| self.fail(first, reason))?;
        }
        Ok(())
    }
}

// What stamps and values make together.
enum Stamped {
    Right(Record),
    // Not compared with this hash yet.
    Claimed(Record, String),
    // Their hash says that they do not belong together.
    Wrong,
}
