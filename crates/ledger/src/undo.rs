//! Undo and redo: the former values, written as new changes (SPEC R8).

use crate::change::Change;
use crate::commit::buries;
use crate::conflict::is_flagged;
use crate::id::{Dot, Id};
use crate::ledger::{Edit, Ledger};
use crate::path::{Key, PLACE, Path};
use crate::purge::Purged;
use crate::record::{Record, Slot};
use crate::sort::Ordered;
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What one register held before a command and which change holds it since.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Before {
    path: Path,
    value: Text,
    /// The other values, where people disagreed.
    others: Vec<Text>,
    /// The changes that the command replaced.
    over: Vec<Dot>,
    /// The changes by which the register stood before: those, or what it was written beside.
    under: Vec<Dot>,
    /// The changes that hold the register since; after taking back what came later, those
    /// that brought its values back too.
    since: Vec<Dot>,
}

impl Before {
    fn new(path: Path, mut stood: Stood, over: Vec<Dot>, since: Vec<Dot>) -> Self {
        let texts = &mut stood.texts;
        let others = texts.split_off(texts.len().min(1));
        let under = if over.is_empty() {
            stood.dots
        } else {
            over.clone()
        };
        Self {
            path,
            value: texts.pop().unwrap_or_else(Text::null),
            others,
            over,
            under,
            since,
        }
    }

    // Of several values that stood there, one that was purged keeps all of them away: none is to come
    // back, and the others alone would look like a decision.
    fn is_purged(&self, purged: &Purged) -> bool {
        self.over.iter().any(|dot| purged.has(self.path, *dot))
    }
}

// The different values of a register, the one shown first. A tombstone that stood against what
// its author had not seen comes back as it was; any other buries what is there then.
fn stood(record: Option<&Record>, path: Path) -> Stood {
    let slot = record.and_then(|record| record.slot(path));
    let mut texts: Vec<Text> = Vec::new();
    for value in slot.map_or(&[][..], |slot| &slot.values) {
        if !texts.contains(&value.text) {
            texts.push(value.text.clone());
        }
    }
    let open = || record.is_some_and(|record| is_flagged(record, path));
    if path.is_tombstone() && !open() {
        texts.truncate(1);
        texts
            .iter_mut()
            .filter(|text| !text.is_null())
            .for_each(|text| *text = buries());
    }
    let dots = slot.map(Slot::dots).unwrap_or_default();
    Stood { texts, dots }
}

/// What a command did to one record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Deed {
    kind: Key,
    /// Whether the command made the record.
    created: bool,
    steps: Vec<Before>,
}

/// What stood in some registers before a command.
pub type Former = HashMap<(Id, Path), Stood>;

/// What stood in a register: the value shown, then the others; and the changes that wrote them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stood {
    texts: Vec<Text>,
    dots: Vec<Dot>,
}

/// How to take a command back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undo {
    records: BTreeMap<Id, Deed>,
}

/// What undoing does now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Undoing {
    /// The edits to make.
    pub edits: Vec<Edit>,
    /// The edits to make beside these, with [`Ledger::commit_beside`]: the other values of
    /// registers in which people disagreed.
    pub beside: Vec<Edit>,
    /// Registers that someone else changed since: listed, not overwritten.
    pub changed_since: Vec<(Id, Path)>,
    /// Registers whose former value was purged: it does not come back (M17).
    pub purged: Vec<(Id, Path)>,
}

impl Undo {
    /// Notes what the edits will replace. Call it before [`Ledger::commit`], and
    /// [`Self::made_by`] with its changes.
    pub fn prepare<'a>(ledger: &Ledger, edits: impl IntoIterator<Item = &'a Edit>) -> Former {
        let shown = |edit: &Edit| {
            let record = ledger.record(edit.record);
            ((edit.record, edit.path), stood(record, edit.path))
        };
        edits.into_iter().map(shown).collect()
    }

    /// How to take back the changes, given what stood there before.
    pub fn made_by(former: &Former, changes: &[Change]) -> Self {
        let mut undo = Self::default();
        for change in changes {
            let entry = undo.records.entry(change.record).or_insert(Deed {
                kind: change.kind,
                created: change.after.is_empty(),
                steps: Vec::new(),
            });
            for write in &change.writes {
                let known = entry.steps.iter_mut().find(|step| step.path == write.path);
                if let Some(step) = known {
                    // What the command wrote beside its own first value.
                    step.since.push(change.dot);
                    continue;
                }
                let stood = former.get(&(change.record, write.path));
                let stood = stood.cloned().unwrap_or_default();
                let (over, mut since) = (write.over.clone(), vec![change.dot]);
                if over.is_empty() {
                    // What stood there stays beside it.
                    since.extend(&stood.dots);
                }
                entry
                    .steps
                    .push(Before::new(write.path, stood, over, since));
            }
        }
        undo
    }

    /// Adds how to take back what joining another state did to a record: call it with
    /// the record as it was (`None`: it was not here) and as it is.
    pub fn note_join(&mut self, before: Option<&Record>, after: &Record) {
        let entry = self.records.entry(after.id).or_insert(Deed {
            kind: after.kind,
            created: before.is_none(),
            steps: Vec::new(),
        });
        let steps = &mut entry.steps;
        let Some(before) = before else {
            // The record as a whole: it is no register, so nothing of it is ever cleared.
            let since = after.marks().iter().map(|mark| mark.dot).collect();
            let whole = Path::field(Key::NONE);
            steps.push(Before::new(whole, Stood::default(), Vec::new(), since));
            return;
        };
        for slot in after.slots() {
            let old = before.slot(slot.path);
            if old.is_none_or(|old| old.values != slot.values) {
                let stood = stood(Some(before), slot.path);
                let over = old.map(Slot::dots).unwrap_or_default();
                steps.push(Before::new(slot.path, stood, over, slot.dots()));
            }
        }
    }

    /// Takes on the next command, if all that it did was to replace what this one wrote: then both
    /// are taken back at once. Says whether it did.
    pub fn take_on(&mut self, next: &Self) -> bool {
        let goes_on = |id: &Id, step: &Before| {
            let steps = self.records.get(id).map_or(&[][..], |deed| &deed.steps);
            let mine = steps.iter().find(|mine| mine.path == step.path);
            !step.over.is_empty()
                && mine.is_some_and(|mine| step.over.iter().all(|dot| mine.since.contains(dot)))
        };
        let mut all = next.records.iter();
        if !all.all(|(id, deed)| deed.steps.iter().all(|step| goes_on(id, step))) {
            return false;
        }
        for (id, deed) in &next.records {
            let own = self.records.get_mut(id).into_iter();
            for mine in own.flat_map(|own| &mut own.steps) {
                let later = deed.steps.iter().filter(|step| step.path == mine.path);
                mine.since.extend(later.flat_map(|step| &step.since));
            }
        }
        true
    }

    /// Learns that another command was taken back by these changes. Where it had replaced what
    /// this command wrote, that is there again, though under other dots.
    pub fn follow(&mut self, taken_back: &Self, changes: &[Change]) {
        for (id, theirs) in &taken_back.records {
            let Some(own) = self.records.get_mut(id) else {
                continue;
            };
            let writes = changes.iter().filter(|change| change.record == *id);
            let writes: Vec<(Path, Dot)> = writes
                .flat_map(|change| change.writes.iter().map(|write| (write.path, change.dot)))
                .collect();
            for step in theirs.steps.iter().filter(|step| !step.under.is_empty()) {
                let written = writes.iter().filter(|(path, _)| *path == step.path);
                let mut there: Vec<Dot> = written.map(|(_, dot)| *dot).collect();
                // Nothing was written where the same value stood there already.
                there.extend(&step.since);
                for mine in own.steps.iter_mut().filter(|mine| mine.path == step.path) {
                    if step.under.iter().all(|dot| mine.since.contains(dot)) {
                        mine.since.extend(&there);
                    }
                }
            }
        }
    }

    /// Forgets the former values that are purged by now. Which they were stays known.
    pub fn forget_purged(&mut self, ledger: &Ledger) {
        for (id, deed) in &mut self.records {
            let Some(purged) = ledger.purged_of(*id) else {
                continue;
            };
            for step in &mut deed.steps {
                if step.is_purged(purged) {
                    step.value = Text::null();
                }
            }
        }
    }

    /// Whether there is nothing to take back.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The edits that take the command back, as things stand now. A record that the
    /// command created is deleted whole; an item that it created is removed whole.
    pub fn edits(&self, ledger: &Ledger) -> Undoing {
        let mut out = Undoing::default();
        for (id, steps) in &self.records {
            if let Some(record) = ledger.record(*id) {
                undo_record(record, steps, &mut out);
            }
        }
        out
    }
}

fn undo_record(record: &Record, did: &Deed, out: &mut Undoing) {
    let (kind, steps) = (did.kind, &did.steps);
    let mine: BTreeSet<Dot> = steps
        .iter()
        .flat_map(|step| step.since.iter().copied())
        .into_set();
    let purged = record.purged();
    let all_mine = |slot: &Slot| slot.values.iter().all(|value| mine.contains(&value.dot));
    // What later commands wrote elsewhere and took back is there still, and empty.
    let is_empty = |slot: &Slot| {
        let path = slot.path;
        steps.iter().all(|step| step.path != path)
            && slot.values.iter().all(|value| value.text.is_null())
    };
    let is_nothing = |slot: &Slot| {
        let path = slot.path;
        all_mine(slot) || is_empty(slot) || path.is_item() && !record.has_item(path.list, path.item)
    };
    if did.created && record.slots().iter().all(is_nothing) {
        // Its fields are not cleared: restoring it brings all of it back.
        out.edits.push(Ledger::delete(record.id, kind));
        return;
    }
    let new_items: BTreeSet<(Key, Id)> = steps
        .iter()
        .filter(|step| step.path.field == PLACE && step.value.is_null() && !step.is_purged(purged))
        .map(|step| (step.path.list, step.path.item))
        .into_set();
    for &(list, item) in &new_items {
        let mut slots = record.item_slots(list, item).iter();
        if slots.all(|slot| all_mine(slot) || is_empty(slot)) {
            out.edits
                .push(Ledger::remove_item(record.id, kind, list, item));
        } else {
            out.changed_since
                .push((record.id, Path::item(list, item, PLACE)));
        }
    }
    for step in steps
        .iter()
        .filter(|step| !new_items.contains(&(step.path.list, step.path.item)))
    {
        let ours = record.slot(step.path).is_some_and(|slot| {
            slot.values
                .iter()
                .all(|value| step.since.contains(&value.dot))
        });
        if step.is_purged(purged) {
            out.purged.push((record.id, step.path));
        } else if ours {
            let edit = |value: &Text| Edit {
                record: record.id,
                kind,
                path: step.path,
                value: value.clone(),
            };
            out.edits.push(edit(&step.value));
            out.beside.extend(step.others.iter().map(edit));
        } else {
            out.changed_since.push((record.id, step.path));
        }
    }
}
