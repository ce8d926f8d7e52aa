//! Drafts to runbook records and back.

mod links;
mod read;
mod step;
#[cfg(test)]
mod tests;
mod values;
mod write;

use holdfast_ledger::Record;
use serde_json::Value;

use super::draft::RunbookDraft;
use crate::rooms::runbooks::RUNBOOK;
use crate::view::View;

pub(crate) use links::named;
pub use read::draft;
pub(crate) use step::{Linked, fields, flags, predecessors};
pub(crate) use values::flatten;
pub use write::edits;

/// The file that a draft was read from.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name.
    pub name: &'a str,
    /// The fingerprint of its bytes: the same file again adds nothing.
    pub fingerprint: &'a str,
}

/// The runbook that came from a file with this fingerprint, if it is still there.
pub fn imported<'a>(view: &View<'a>, fingerprint: &str) -> Option<&'a Record> {
    let from = |record: &&Record| {
        let source: Option<Value> = record.get("source");
        source.is_some_and(|source| source["fingerprint"] == fingerprint)
    };
    let of_kind = view.ledger.of_kind(RUNBOOK.key());
    of_kind.filter(|record| !record.is_deleted()).find(from)
}

/// The runbook that a text was exported from, if it is here.
pub fn exported<'a>(view: &View<'a>, draft: &RunbookDraft) -> Option<&'a Record> {
    let record = view.ledger.record(draft.id.as_ref()?.parse().ok()?)?;
    (record.kind == RUNBOOK.key() && !record.is_deleted()).then_some(record)
}
