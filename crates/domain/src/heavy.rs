//! Heavy work, the same in the worker and, where there is none, on the page:
//! bytes in, lines out (see [`holdfast_ledger::bundle`]).

use crate::codec::json::Described;
use crate::codec::sniff::not_utf8;
use holdfast_ledger::bundle::{self, Line};
use holdfast_ledger::file::{self, Export, Incoming, Received};
use holdfast_ledger::{Id, Record};

/// Reads a workspace file into lines.
///
/// # Errors
/// What is wrong with the file, as a sentence; nothing was changed.
pub fn read_file(bytes: &[u8], mint: &mut dyn FnMut() -> Id) -> Result<String, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    let incoming = file::read(text, &Described, mint).map_err(|error| error.to_string())?;
    Ok(bundle::print(&incoming))
}

/// Writes lines as a workspace file, with the history in them or without.
///
/// # Errors
/// When a line is damaged.
pub fn write_file(lines: &str, history: bool) -> Result<String, String> {
    let mut incoming = Incoming::default();
    let mut records: Vec<Record> = Vec::new();
    let mut changes: Vec<String> = Vec::new();
    for text in lines.lines() {
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
            Line::History(change) => changes.push(change),
            Line::Attachment(name, base64) => incoming.attachments.push((name, base64)),
        }
    }
    let export = Export {
        workspace: incoming.workspace,
        name: &incoming.name,
        scope: &incoming.scope,
        records: records.iter().collect(),
        history: history.then_some(changes),
        attachments: incoming.attachments,
        omit: &|_, _| false,
    };
    Ok(file::write(export, &Described))
}
