//! Two states side by side, whatever they know of each other, and single records brought back
//! from one of them (R12).

use crate::file::Received;
use crate::id::{Dot, ReplicaId};
use crate::ledger::{Edit, Ledger};
use crate::path::{Key, Path};
use crate::plan::roll_back_record;
use crate::record::{Record, Slot, Value};
use crate::sort::Ordered;
use crate::text::Text;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A register that does not say the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The register.
    pub path: Path,
    /// What it says in the first; `None` where nothing.
    pub first: Option<Text>,
    /// What it says in the second.
    pub second: Option<Text>,
}

/// Whether a record is there for people: not deleted.
pub fn is_there(received: &Received) -> bool {
    match received {
        Received::Stamped(record) => !record.is_deleted(),
        Received::Loose(_) => true,
    }
}

/// What differs between two states of a record, without what either leaves out (F3).
pub fn differences(first: &Received, second: &Received) -> Vec<Difference> {
    let (mut one, mut other) = (visible(first), visible(second));
    let unsaid = |path: &Path| leaves_out(first, *path) || leaves_out(second, *path);
    one.retain(|path, _| !unsaid(path));
    other.retain(|path, _| !unsaid(path));
    let mut found: BTreeMap<Path, (Option<Text>, Option<Text>)> = BTreeMap::new();
    for (path, text) in one {
        found.entry(path).or_default().0 = Some(text);
    }
    for (path, text) in other {
        found.entry(path).or_default().1 = Some(text);
    }
    let all = found.into_iter();
    let differing = all.filter(|(_, (first, second))| first != second);
    differing
        .map(|(path, (first, second))| Difference {
            path,
            first,
            second,
        })
        .collect()
}

/// The edits that make one record look as it did, in new changes: brought back where it is deleted
/// or not here at all, and without what came since. What the old state leaves out stays as it is,
/// and so does all that one without stamps does not say. Of a list that `grows` only, such as a log,
/// what is there now stays as it is; only what is missing comes back.
pub fn bring_back(ledger: &Ledger, old: &Received, grows: &dyn Fn(Key) -> bool) -> Vec<Edit> {
    let (id, kind) = match old {
        Received::Stamped(record) => (record.id, record.kind),
        Received::Loose(loose) => (loose.id.unwrap_or_default(), loose.kind),
    };
    let edit = |(path, value)| Edit {
        record: id,
        kind,
        path,
        value,
    };
    let Some(now) = ledger.record(id) else {
        return visible(old).into_iter().map(edit).collect();
    };
    let mut edits = Vec::new();
    // Of a record that was purged whole nothing comes back, and its shell would be no use (M17).
    if now.kind != kind || now.purged().is_whole() {
        return edits;
    }
    if now.is_deleted() {
        edits.push(Ledger::undelete(id, kind));
    }
    match old {
        Received::Stamped(old) => {
            roll_back_record(now, old, grows, &mut edits);
        }
        Received::Loose(_) => {
            let said = visible(old);
            let items = said.keys().filter(|path| path.is_item());
            let items = items.map(|path| (path.list, path.item)).into_set();
            let gone = items
                .into_iter()
                .filter(|(list, item)| !now.has_item(*list, *item));
            edits.extend(gone.map(|(list, item)| Ledger::restore_item(id, kind, list, item)));
            let differs = |(path, text): &(Path, Text)| now.value(*path) != Some(text);
            edits.extend(said.into_iter().filter(differs).map(edit));
        }
    }
    edits.retain(|edit| {
        let path = edit.path;
        let logged = path.is_item() && grows(path.list) && now.has_item(path.list, path.item);
        !logged && !leaves_out(old, path)
    });
    edits
}

/// A state of a record as a record, also where it came without stamps.
pub fn as_record(state: &Received) -> Cow<'_, Record> {
    over(None, state)
}

/// The same, where one without stamps stands over what is here: what it does not say is as now.
pub fn over<'a>(now: Option<&Record>, state: &'a Received) -> Cow<'a, Record> {
    let loose = match state {
        Received::Stamped(record) => return Cow::Borrowed(record),
        Received::Loose(loose) => loose,
    };
    let dot = Dot {
        replica: ReplicaId(0),
        counter: 0,
    };
    let mut record = now.map_or_else(
        || Record::new(loose.id.unwrap_or_default(), loose.kind),
        Clone::clone,
    );
    for (path, text) in visible(state) {
        let slot = Slot {
            path,
            values: vec![Value { dot, text }],
            known: None,
        };
        match record.find(path) {
            Ok(at) => record.slots[at] = slot,
            Err(at) => record.slots.insert(at, slot),
        }
    }
    Cow::Owned(record)
}

fn visible(state: &Received) -> BTreeMap<Path, Text> {
    match state {
        Received::Stamped(record) => record
            .slots()
            .iter()
            .filter_map(|slot| said(record, slot))
            .into_map(),
        Received::Loose(loose) => {
            let said = loose.values.iter().filter(|(_, text)| !text.is_null());
            said.map(|(path, text)| (*path, text.clone())).into_map()
        }
    }
}

fn said(record: &Record, slot: &Slot) -> Option<(Path, Text)> {
    let path = slot.path;
    let there = !path.is_item() || record.has_item(path.list, path.item);
    let text = slot.shown().filter(|text| !text.is_null())?;
    (!path.is_tombstone() && there).then(|| (path, text.clone()))
}

fn leaves_out(state: &Received, path: Path) -> bool {
    match state {
        Received::Stamped(record) => record.omits(path),
        Received::Loose(_) => false,
    }
}
