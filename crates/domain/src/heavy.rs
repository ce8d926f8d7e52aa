//! Heavy work, the same in the worker and, where there is none, on the page:
//! bytes in, lines out (see [`holdfast_ledger::bundle`]).

use crate::codec::json::Described;
use crate::codec::sniff::{Format, not_utf8, sniff};
use crate::codec::{csaf, gzip, ics, incidents, kev};
use crate::rooms::people::rules::is_contact;
use crate::rooms::risks::loss;
use crate::rooms::simulation;
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::file::{self, Check, Export, Incoming, Received};
use holdfast_ledger::sealed::{self, Cost, Fresh};
use holdfast_ledger::{Change, Id, Record, Text};

/// What the worker calls reading a file.
pub const READ: &str = "read";
/// What it calls reading one for somebody who compares hashes where they are needed.
pub const READ_UNCOMPARED: &str = "read, hashes to be compared";

/// Reads a workspace file, a catalogue of vulnerabilities (CISA KEV), an advisory (CSAF), a calendar or incidents of
/// another tool into lines, a part after the other, and tells how far it is, 0 to 1.
///
/// # Errors
/// What is wrong with the file, as a sentence; the parts that came before count for nothing.
pub fn read_file(
    bytes: &[u8],
    check: Check,
    mint: &mut dyn FnMut() -> Id,
    (part, told): (&mut dyn FnMut(String), &dyn Fn(f64)),
) -> Result<(), String> {
    // Its name was asked where its text cannot tell: what came here is no table.
    let foreign = match sniff("file.md", bytes) {
        Ok(Format::Vulnerabilities) => Some(vulnerabilities(utf8(bytes)?)?),
        Ok(Format::Calendar) => Some(ics::read(utf8(bytes)?)?),
        Ok(Format::Incidents) => Some(incidents::read(utf8(bytes)?)?),
        _ => None,
    };
    if let Some(incoming) = foreign {
        part(bundle::print(&incoming));
        return Ok(());
    }
    let passed = bundle::pass(utf8(bytes)?, &Described, check, mint, (part, told));
    passed.map_err(|error| error.to_string())
}

fn vulnerabilities(text: &str) -> Result<Incoming, String> {
    if csaf::is_advisory(text) {
        csaf::read(text)
    } else {
        kev::read(text)
    }
}

/// What a file holds beside the rest of its records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Include {
    /// Who changed what, and when.
    pub history: bool,
    /// How to reach people and teams. Without, these fields are marked as omitted.
    pub contacts: bool,
}

impl Include {
    /// Everything.
    pub const ALL: Self = Self {
        history: true,
        contacts: true,
    };

    const NAMES: [(&'static str, Self); 4] = {
        const fn with(history: bool, contacts: bool) -> Include {
            Include { history, contacts }
        }
        [
            ("write with history", with(true, true)),
            ("write", with(false, true)),
            ("write with history, without contacts", with(true, false)),
            ("write without contacts", with(false, false)),
        ]
    };

    /// What the worker calls writing such a file.
    pub fn op(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, with)| *with == self);
        known.map_or("write", |(name, _)| name)
    }

    /// What writing by this name writes.
    pub fn of(op: &str) -> Option<Self> {
        let known = Self::NAMES.iter().find(|(name, _)| *name == op);
        known.map(|(_, with)| *with)
    }
}

/// Writes lines as a workspace file. Changes that say what is left out are left out whole: they
/// are gaps in the history. Tells how far it is, 0 to 1.
///
/// # Errors
/// When a line is damaged.
pub fn write_file(lines: &str, with: Include, told: &dyn Fn(f64)) -> Result<String, String> {
    let mut incoming = Incoming::default();
    let mut records: Vec<Record> = Vec::new();
    let mut changes: Vec<String> = Vec::new();
    let mut at = 0;
    for text in lines.lines() {
        at += text.len() + 1;
        told(READ_IN * at as f64 / lines.len() as f64);
        match bundle::read(text).map_err(|error| error.to_string())? {
            Line::Workspace(id, name, scope, _) => {
                incoming.workspace = id;
                incoming.name = name;
                incoming.scope = scope;
            }
            Line::Record(received) => match *received {
                Received::Stamped(record) => records.push(record),
                Received::Loose(_) => {
                    return Err("a record without stamps cannot be exported".into());
                }
            },
            Line::History(change) if with.contacts || !tells_contacts(&change)? => {
                changes.push(change)
            }
            Line::History(_) => {}
            Line::Wrong => return Err("a record does not fit its hash".into()),
            Line::Attachment(name, base64) => incoming.attachments.push((name, base64)),
        }
    }
    let export = Export {
        workspace: incoming.workspace,
        name: &incoming.name,
        scope: &incoming.scope,
        records: records.iter().collect(),
        history: with.history.then_some(changes),
        attachments: incoming.attachments,
        omit: &|record, path| !with.contacts && is_contact(record.kind, path),
    };
    let told = |far| told(READ_IN + (1.0 - READ_IN) * far);
    Ok(file::write_telling(export, &Described, &told))
}

/// What share of writing a file it is to read the lines.
const READ_IN: f64 = 0.4;

fn tells_contacts(change: &str) -> Result<bool, String> {
    let change = Change::parse(change).map_err(|error| error.to_string())?;
    let mut paths = change.writes.iter().map(|write| write.path);
    Ok(paths.any(|path| is_contact(change.kind, path)))
}

/// A passphrase with the bytes that it seals or opens, as one request: the passphrase as JSON, which
/// has no line break, a line break, the bytes.
pub fn with_passphrase(passphrase: &str, bytes: &[u8]) -> Vec<u8> {
    let quoted = Text::string(passphrase);
    [quoted.as_str().as_bytes(), b"\n", bytes].concat()
}

/// Seals a file that comes [with its passphrase](with_passphrase).
///
/// # Errors
/// Why it cannot be sealed, as a sentence.
pub fn seal(request: &[u8], fresh: &Fresh) -> Result<String, String> {
    let (passphrase, plain) = parts(request)?;
    sealed::seal(plain, &passphrase, fresh, Cost::USUAL).map_err(|error| error.to_string())
}

/// Says what is wrong with a sealed file that no passphrase could help; nothing if nothing is.
///
/// # Errors
/// What is wrong, as a sentence.
pub fn check_sealed(bytes: &[u8]) -> Result<String, String> {
    let checked = sealed::check(utf8(bytes)?);
    checked
        .map(|()| String::new())
        .map_err(|error| error.to_string())
}

/// Opens a sealed file that comes [with its passphrase](with_passphrase).
///
/// # Errors
/// Why it cannot be opened, as a sentence.
pub fn open_sealed(request: &[u8]) -> Result<String, String> {
    let (passphrase, file) = parts(request)?;
    let plain = sealed::open(utf8(file)?, &passphrase).map_err(|error| error.to_string())?;
    String::from_utf8(plain).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        not_utf8(error.as_bytes(), at)
    })
}

/// What the worker calls unpacking.
pub const UNPACK: &str = "unpack";

/// Unpacks a compressed file (gzip).
///
/// # Errors
/// When it is damaged or too large, as a sentence.
pub fn unpack(bytes: &[u8]) -> Result<Vec<u8>, String> {
    gzip::read(bytes).map_err(|error| error.to_string())
}

/// What the worker calls simulating.
pub const SIMULATE: &str = "simulate";
/// How many numbers are drawn between looks at the clock: a few milliseconds of work.
pub const DRAWS: usize = 50_000;

/// Simulates the loss of a year ([`loss::Request`]); tells how far it is, 0 to 1.
///
/// # Errors
/// When the request is damaged.
pub fn simulate(request: &[u8], progress: &dyn Fn(f64)) -> Result<String, String> {
    const DAMAGED: &str = "What to simulate cannot be read.";
    let request = loss::Request::read(utf8(request)?).ok_or(DAMAGED)?;
    let mut job = loss::Job::new(&request);
    while !job.step(DRAWS) {
        progress(job.progress());
    }
    let answer = job.finish().ok_or(DAMAGED)?;
    Ok(answer.print())
}

/// What the worker calls simulating a recovery.
pub const RECOVER: &str = "recover";

/// Simulates the recovery after a loss ([`simulation::Request`]); tells how far it is, 0 to 1.
///
/// # Errors
/// When the request is damaged.
pub fn recover(request: &[u8], progress: &dyn Fn(f64)) -> Result<String, String> {
    const DAMAGED: &str = "What to simulate cannot be read.";
    let request = simulation::Request::read(utf8(request)?).ok_or(DAMAGED)?;
    let mut job = simulation::Job::new(&request).ok_or(DAMAGED)?;
    while !job.step(DRAWS) {
        progress(job.progress());
    }
    Ok(job.finish().print())
}

fn utf8(bytes: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))
}

fn parts(request: &[u8]) -> Result<(String, &[u8]), String> {
    const WRONG: &str = "The request has no passphrase.";
    let end = request
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or(WRONG)?;
    let (quoted, rest) = (utf8(&request[..end])?, &request[end + 1..]);
    let passphrase = Text::parse(quoted).map_err(|_| WRONG)?;
    Ok((passphrase.plain().into_owned(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_carries_any_passphrase_and_any_bytes() {
        let passphrase = "line\nbreak, \"quotes\", Überlauf";
        let request = with_passphrase(passphrase, b"{}\n\xff");
        let got = parts(&request);
        assert_eq!(got, Ok((passphrase.to_owned(), b"{}\n\xff".as_slice())));
        assert!(parts(b"no line").is_err());
    }

    #[test]
    fn what_is_sealed_here_is_opened_here() {
        let fresh = Fresh {
            salt: [1; 16],
            nonce: [2; 12],
        };
        let passphrase = "twelve or more";
        let file = seal(&with_passphrase(passphrase, b"{\"a\": 1}"), &fresh).expect("sealed");
        assert_eq!(check_sealed(file.as_bytes()), Ok(String::new()));
        let opened = open_sealed(&with_passphrase(passphrase, file.as_bytes()));
        assert_eq!(opened.as_deref(), Ok("{\"a\": 1}"));
        let wrong = open_sealed(&with_passphrase("twelve or less", file.as_bytes()));
        assert!(wrong.is_err_and(|why| why.contains("passphrase is wrong")));
    }
}
