//! What a runbook says, as a fingerprint: what is approved, and what a run froze.

use super::steps::STEPS;
use super::variables::VARIABLES;
use crate::value;
use holdfast_ledger::hash::fingerprint;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Key, Path, Record};

/// The fields that are approved with the steps and the variables.
pub(super) const FIELDS: [&str; 6] = [
    "title",
    "purpose",
    "trigger",
    "scenario",
    "preconditions",
    "services",
];

/// Names the way in which the fingerprint is made, so that a later way does not make
/// every approval look outdated (M16).
const WAY: &str = "1";

/// The fingerprint of what a runbook says now: its head, its variables, its steps
/// with their order and whatever fields they have. Where people disagree, both count.
pub fn content(runbook: &Record) -> String {
    let mut out = String::new();
    for field in FIELDS {
        put(runbook, Path::of(field), field, &mut out);
    }
    for list in [VARIABLES, STEPS] {
        out.push_str(list.as_str());
        out.push('\n');
        for item in runbook.items(list) {
            put_item(&item, &mut out);
        }
    }
    format!("{WAY}:{}", fingerprint(out.as_bytes()))
}

fn put_item(item: &Item<'_>, out: &mut String) {
    out.extend([&item.id.to_string(), " ", &item.depth.to_string(), "\n"]);
    for field in fields_of(item) {
        // The order of the items says where they stand; the keys behind it may change.
        if field != PLACE {
            put(
                item.record,
                Path::item(item.list, item.id, field),
                field.as_str(),
                out,
            );
        }
    }
}

fn put(record: &Record, path: Path, name: &str, out: &mut String) {
    let values = record
        .slot(path)
        .map(|slot| slot.values.as_slice())
        .unwrap_or_default();
    let mut texts: Vec<&str> = values
        .iter()
        .filter(|value| !value.text.is_null())
        .map(|value| value.text.as_str())
        .collect();
    texts.arrange();
    texts.dedup();
    for text in texts {
        // Values are JSON on one line, so lines cannot be mistaken for one another.
        out.extend([name, " ", text, "\n"]);
    }
}

/// The fingerprint that was approved; empty when nothing was.
pub fn approved(runbook: &Record) -> String {
    let approval = runbook.value(Path::of("approval"));
    let content = approval.and_then(|approval| value::part(approval, "content"));
    content
        .map(|content| content.plain().into_owned())
        .unwrap_or_default()
}

/// Whether what a runbook says now is what was approved.
pub fn is_approved(runbook: &Record) -> bool {
    let status = runbook.text("status");
    status == "approved" && approved(runbook) == content(runbook)
}

/// Whether it was approved and says something else now.
pub fn changed_since_approval(runbook: &Record) -> bool {
    runbook.text("status") == "approved" && approved(runbook) != content(runbook)
}

/// The names of an item's fields, its place among them, sorted.
pub fn fields_of(item: &Item<'_>) -> Vec<Key> {
    let slots = item.record.slots();
    let own = (item.list, item.id);
    let from = slots.partition_point(|slot| (slot.path.list, slot.path.item) < own);
    let mine = slots[from..]
        .iter()
        .take_while(|slot| (slot.path.list, slot.path.item) == own);
    mine.filter(|slot| !slot.path.is_tombstone())
        .map(|slot| slot.path.field)
        .collect()
}
