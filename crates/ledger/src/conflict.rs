//! What people disagree about in one record, and a person has to decide (SPEC R11).

use crate::id::Id;
use crate::path::{DELETED, Key, PLACE, Path, REMOVED};
use crate::record::{self, Grave, Item, Record, Slot, Value, grave};
use crate::sort::Arrange;

/// Something in a record that a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// The record was deleted by one, edited or brought back by another who had not seen that (M7).
    Deleted,
    /// A register holds different values (M5).
    Values(Path),
    /// One change wrote different values into a register: a fault or a forgery (M11).
    OneDot(Path),
    /// An item was moved to different places (M8).
    Moved(Key, Id),
    /// An item was removed by one, edited or brought back by another who had not seen that (M7).
    Removed(Key, Id),
    /// These items stand under each other in a circle (R7). In order of their ids.
    Circle(Key, Vec<Id>),
}

/// All conflicts of a record, in the order of its registers. A deleted record has none, a
/// removed item neither.
pub fn of(record: &Record) -> Vec<Conflict> {
    let mut found = Vec::new();
    if record.is_deleted() {
        return found;
    }
    if record.deleted_but_edited() {
        found.push(Conflict::Deleted);
    }
    for list in record.slots().chunk_by(|a, b| a.path.list == b.path.list) {
        let mut nested = false;
        for slots in list.chunk_by(|a, b| a.path.item == b.path.item) {
            nested |= of_group(slots, &mut found);
        }
        if nested {
            circles(record, list[0].path.list, &mut found);
        }
    }
    found
}

// The registers of one item, or the record's own. Gives whether the item stands under another.
fn of_group(slots: &[Slot], found: &mut Vec<Conflict>) -> bool {
    let disputed = |slot: &&Slot| !slot.path.is_tombstone() && slot.in_conflict();
    let buried = slots.iter().any(|slot| slot.path.field == REMOVED);
    let grave = if buried {
        grave(slots, REMOVED)
    } else {
        Grave::None
    };
    let (list, item) = (slots[0].path.list, slots[0].path.item);
    match grave {
        Grave::Closed => return false,
        Grave::Open => found.push(Conflict::Removed(list, item)),
        Grave::None => {}
    }
    found.extend(slots.iter().filter(disputed).map(of_slot));
    let place = slots
        .iter()
        .find(|slot| slot.path.is_item() && slot.path.field == PLACE);
    let under = place.and_then(Slot::shown);
    under.is_some_and(|text| text.as_str().contains("\"under\""))
}

fn of_slot(slot: &Slot) -> Conflict {
    let path = slot.path;
    // Sorted by dot, so the values of one change stand together.
    let forged = slot.values.windows(2).any(|two| two[0].dot == two[1].dot);
    if forged {
        Conflict::OneDot(path)
    } else if path.is_item() && path.field == PLACE {
        Conflict::Moved(path.list, path.item)
    } else {
        Conflict::Values(path)
    }
}

// Who follows the parents of an item of a circle comes back to it.
fn circles(record: &Record, list: Key, found: &mut Vec<Conflict>) {
    let parent = |item: Item<'_>| -> Option<(Id, Id)> {
        let under = item.spot().1?.parse().ok()?;
        (under != item.id).then_some((item.id, under))
    };
    let parents: Vec<(Id, Id)> = record.loose_items(list).filter_map(parent).collect();
    let up = |(_, under): &(Id, Id)| parents.binary_search_by_key(under, |(id, _)| *id).ok();
    let up: Vec<Option<usize>> = parents.iter().map(up).collect();
    // The number of the walk that came by; 0 for none yet.
    let mut walk = vec![0; parents.len()];
    for start in 0..parents.len() {
        let mut at = Some(start);
        while let Some(n) = at.filter(|n| walk[*n] == 0) {
            walk[n] = start + 1;
            at = up[n];
        }
        let Some(first) = at.filter(|n| walk[*n] == start + 1) else {
            continue;
        };
        let mut members = vec![parents[first].0];
        let mut at = up[first];
        while let Some(n) = at.filter(|n| *n != first) {
            members.push(parents[n].0);
            at = up[n];
        }
        members.arrange();
        found.push(Conflict::Circle(list, members));
    }
}

/// The values that the author of the tombstone at `path` had not seen, with their registers.
pub fn unseen(record: &Record, path: Path) -> Vec<(Path, &Value)> {
    let under = if path.is_item() {
        record.item_slots(path.list, path.item)
    } else {
        record.slots()
    };
    let seen = record.slot(path).and_then(record::seen_by);
    seen.map(|seen| record::unseen(&seen, under).collect())
        .unwrap_or_default()
}

/// The record as each of the values of a register alone would have it, in the order of their dots.
pub fn outcomes(record: &Record, path: Path) -> Vec<Record> {
    let Ok(at) = record.find(path) else {
        return Vec::new();
    };
    let values = &record.slots[at].values;
    let alone = |value: &Value| {
        let mut alone = record.clone();
        alone.slots[at].values = vec![value.clone()];
        alone
    };
    values.iter().map(alone).collect()
}

/// Whether the tombstone at `path` stands against values that its author had not seen (M7).
pub fn is_flagged(record: &Record, path: Path) -> bool {
    if path.field == DELETED {
        return record.deleted_but_edited();
    }
    grave(record.item_slots(path.list, path.item), REMOVED) == Grave::Open
}
