//! Addresses: one type, printed and parsed. Hash routes work on any static host and on file://.

use holdfast_domain::rooms::{ROOMS, Room};
use holdfast_ledger::Id;
use std::fmt;

/// What the address says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// Which page.
    pub page: Page,
    /// What stands behind the question mark, decoded, in order.
    pub query: Vec<(String, String)>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// What to do now.
    #[default]
    Today,
    /// A room's registers.
    Room(&'static str),
    /// One record.
    Record(&'static str, Id),
    /// What fails the continuity checks, and the score.
    Readiness,
    /// All reports, and one of them.
    Reports,
    /// What comes back when after a loss.
    Simulation,
    /// Estimates held against what happened.
    Calibration,
    /// Import, export, restore points, storage.
    Data,
    /// What people wrote apart and a person has to decide.
    Conflicts,
    /// This device and this workspace.
    Settings,
    /// An address that leads nowhere.
    Unknown(String),
}

impl Route {
    /// A page with nothing behind the question mark.
    pub const fn to(page: Page) -> Self {
        Self {
            page,
            query: Vec::new(),
        }
    }

    /// With one more word behind the question mark.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        self.query.push((key.to_owned(), value.to_owned()));
        self
    }

    /// What stands behind the question mark under a name.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, value)| value.as_str())
    }

    /// Reads an address, with or without its `#`.
    pub fn parse(hash: &str) -> Self {
        let text = hash.trim_start_matches('#');
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decode(key), decode(value))
            });
        Self {
            page: page_of(path),
            query: query.collect(),
        }
    }

    /// The address with its `#`, for links.
    pub fn href(&self) -> String {
        format!("#{self}")
    }
}

fn room(id: &str) -> Option<&'static Room> {
    ROOMS.iter().find(|room| room.id == id)
}

fn page_of(path: &str) -> Page {
    let unknown = || Page::Unknown(path.to_owned());
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => Page::Today,
        (Some("readiness"), None, _) => Page::Readiness,
        (Some("reports"), None, _) => Page::Reports,
        (Some("simulation"), None, _) => Page::Simulation,
        (Some("calibration"), None, _) => Page::Calibration,
        (Some("data"), None, _) => Page::Data,
        (Some("data"), Some("conflicts"), None) => Page::Conflicts,
        (Some("settings"), None, _) => Page::Settings,
        (Some(name), None, _) => room(name).map_or_else(unknown, |room| Page::Room(room.id)),
        (Some(name), Some(id), None) => match (room(name), id.parse()) {
            (Some(room), Ok(id)) => Page::Record(room.id, id),
            _ => unknown(),
        },
        _ => unknown(),
    }
}

impl fmt::Display for Route {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.page {
            Page::Today => out.write_str("/")?,
            Page::Room(room) => write!(out, "/{room}")?,
            Page::Record(room, id) => write!(out, "/{room}/{id}")?,
            Page::Readiness => out.write_str("/readiness")?,
            Page::Reports => out.write_str("/reports")?,
            Page::Simulation => out.write_str("/simulation")?,
            Page::Calibration => out.write_str("/calibration")?,
            Page::Data => out.write_str("/data")?,
            Page::Conflicts => out.write_str("/data/conflicts")?,
            Page::Settings => out.write_str("/settings")?,
            Page::Unknown(path) => out.write_str(path)?,
        }
        for (n, (key, value)) in self.query.iter().enumerate() {
            let sign = if n == 0 { '?' } else { '&' };
            write!(out, "{sign}{}={}", encode(key), encode(value))?;
        }
        Ok(())
    }
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte))
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

fn decode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let (b'%', Some(byte)) = (first, byte) {
            out.push(byte);
            rest = &tail[2..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
