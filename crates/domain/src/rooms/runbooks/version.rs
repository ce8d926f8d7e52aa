//! What a runbook or a DR plan says, as a fingerprint: what is approved, and what a run froze.

use super::steps::STEPS;
use super::variables::VARIABLES;
use crate::rooms::plans;
use crate::value;
use holdfast_ledger::hash::fingerprint;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Key, Mark, Path, Record};

/// The fields that are approved with the steps and the variables.
pub(super) const FIELDS: [&str; 6] = [
    "title",
    "purpose",
    "trigger",
    "scenario",
    "preconditions",
    "services",
];

/// The fields and the lists that an approval covers, by the kind of record.
pub(super) fn covered(record: &Record) -> (&'static [&'static str], &'static [Key]) {
    covered_of(record.kind)
}

/// [`covered`] by the name of the kind.
pub(super) fn covered_of(kind: Key) -> (&'static [&'static str], &'static [Key]) {
    if kind == plans::PLAN.key() {
        (&plans::APPROVED_FIELDS, &plans::APPROVED_LISTS)
    } else {
        (&FIELDS, &[VARIABLES, STEPS])
    }
}

/// Names the way in which the fingerprint is made, so that a later way does not make
/// every approval look outdated (M16).
const WAY: &str = "1";

/// The fingerprint of what a runbook or a plan says now: its head, then its lists (of a runbook
/// variables and steps) with their order and whatever fields they have. Where people disagree, both
/// count.
pub fn content(runbook: &Record) -> String {
    let mut out = String::new();
    let (fields, lists) = covered(runbook);
    for field in fields {
        put(runbook, Path::of(field), field, &mut out);
    }
    for &list in lists {
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
    holds(runbook) && approved(runbook) == content(runbook)
}

/// Whether it was approved and says something else now.
pub fn changed_since_approval(runbook: &Record) -> bool {
    holds(runbook) && approved(runbook) != content(runbook)
}

// A plan that is in force was approved before.
fn holds(runbook: &Record) -> bool {
    matches!(&*runbook.text("status"), "approved" | "active")
}

/// Whether people disagree about anything that an approval covers.
pub fn is_disputed(runbook: &Record) -> bool {
    let mut conflicts = runbook.conflicts();
    conflicts.any(|slot| is_covered(runbook, slot.path) && slot.path.field != PLACE)
}

fn is_covered(record: &Record, path: Path) -> bool {
    let (fields, lists) = covered(record);
    if path.is_item() {
        lists.contains(&path.list)
    } else {
        fields.contains(&path.field.as_str())
    }
}

/// Whether what it says was changed after it was submitted for review.
pub fn changed_since_submitted(runbook: &Record) -> bool {
    let submitted = mark_of(runbook, "status").filter(|_| runbook.text("status") == "in_review");
    submitted.is_some_and(|submitted| changes(runbook).any(|change| is_later(change, submitted)))
}

/// Who approved what they had written last themselves, if that is so.
pub fn approved_own_changes(runbook: &Record) -> Option<&str> {
    let approval = mark_of(runbook, "approval").filter(|_| is_approved(runbook))?;
    let before = changes(runbook).filter(|change| !is_later(change, approval));
    let last = before.max_by_key(|change| (change.at, change.dot))?;
    let own = !approval.by.is_empty() && last.by == approval.by;
    own.then_some(&*approval.by)
}

fn mark_of<'a>(runbook: &'a Record, field: &'static str) -> Option<&'a Mark> {
    let value = runbook.slot(Path::of(field))?.values.first()?;
    runbook.mark(value.dot)
}

// The changes whose values an approval covers; removals and moves are changes too.
fn changes(runbook: &Record) -> impl Iterator<Item = &Mark> {
    let slots = runbook.slots().iter();
    let covered = slots.filter(|slot| is_covered(runbook, slot.path));
    let values = covered.flat_map(|slot| &slot.values);
    values.filter_map(|value| runbook.mark(value.dot))
}

// Of one device by its count; of two, for want of better, by their clocks: this decides nothing,
// it only asks for a look.
fn is_later(change: &Mark, than: &Mark) -> bool {
    if change.dot.replica == than.dot.replica {
        change.dot.counter > than.dot.counter
    } else {
        change.at > than.at
    }
}

/// The names of an item's fields, its place among them, sorted.
pub fn fields_of(item: &Item<'_>) -> Vec<Key> {
    let mine = item.slots().iter();
    mine.filter(|slot| !slot.path.is_tombstone())
        .map(|slot| slot.path.field)
        .collect()
}
