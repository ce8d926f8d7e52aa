//! Bringing a version of a runbook back: as new changes, so that nothing is lost by it.

use super::version::covered;
use super::versions::{Contents, Entry};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text, place};
use std::collections::BTreeMap;

/// The edits after which a runbook or a plan says what a version said, as a draft: what came since is
/// removed, what went is back under its own id.
pub fn bring_back(runbook: &Record, contents: &Contents) -> Vec<Edit> {
    let mut writer = Writer {
        runbook,
        edits: Vec::new(),
    };
    let value = |field: &str| {
        let mut fields = contents.fields.iter();
        fields
            .find(|(key, _)| *key == field)
            .map(|(_, value)| value.clone())
    };
    let (fields, lists) = covered(runbook);
    for field in fields {
        writer.write(Path::of(field), value(field).unwrap_or_else(Text::null));
    }
    for &list in lists {
        writer.list(list, contents.list(list));
    }
    writer.write(Path::of("status"), Text::string("draft"));
    writer.edits
}

struct Writer<'a> {
    runbook: &'a Record,
    edits: Vec<Edit>,
}

impl Writer<'_> {
    fn write(&mut self, path: Path, value: Text) {
        self.edits.push(Edit {
            record: self.runbook.id,
            kind: self.runbook.kind,
            path,
            value,
        });
    }

    fn list(&mut self, list: Key, entries: &[Entry]) {
        let (id, kind) = (self.runbook.id, self.runbook.kind);
        let kept = entries.iter().map(|entry| entry.id).into_set();
        let later = self.runbook.items(list).into_iter();
        let later = later.filter(|item| !kept.contains(&item.id));
        self.edits
            .extend(later.map(|item| Ledger::remove_item(id, kind, list, item.id)));
        for entry in entries {
            self.edits
                .push(Ledger::restore_item(id, kind, list, entry.id));
            self.fields(list, entry);
        }
        self.places(list, entries);
    }

    // What the item has beside what the version names is cleared, in removed items too.
    fn fields(&mut self, list: Key, entry: &Entry) {
        let own = self.runbook.item_slots(list, entry.id);
        let slots = own.iter().filter(|slot| {
            !slot.path.is_tombstone()
                && slot.path.field != PLACE
                && entry.value(slot.path.field.as_str()).is_none()
        });
        let gone: Vec<Path> = slots.map(|slot| slot.path).collect();
        for path in gone {
            self.write(path, Text::null());
        }
        for (field, value) in &entry.fields {
            self.write(Path::item(list, entry.id, *field), value.clone());
        }
    }

    // Places that are still right stay, so that less is written against what others do.
    fn places(&mut self, list: Key, entries: &[Entry]) {
        let mut last: BTreeMap<Option<Id>, String> = BTreeMap::new();
        for (entry, parent) in entries.iter().zip(parents(entries)) {
            let under = parent.map(|parent| entries[parent].id);
            let before = last.get(&under).map(String::as_str);
            let path = Path::item(list, entry.id, PLACE);
            let slot = self.runbook.slot(path).filter(|slot| !slot.in_conflict());
            let now = slot
                .and_then(|slot| slot.shown()?.get::<Place>())
                .unwrap_or_default();
            let fits = now.under == under.map(|id| id.to_string())
                && !now.key.is_empty()
                && before.is_none_or(|before| before < now.key.as_str());
            let key = if fits {
                now.key
            } else {
                place::between(before, None, entry.id)
            };
            if !fits {
                let under = under.map(|id| id.to_string());
                let key = key.clone();
                self.write(path, Place { key, under }.to_text());
            }
            last.insert(under, key);
        }
    }
}

/// What each entry stands under, as an index into them.
pub(super) fn parents(entries: &[Entry]) -> Vec<Option<usize>> {
    let mut trail: Vec<usize> = Vec::new();
    let parent = |(n, entry): (usize, &Entry)| {
        trail.truncate(entry.depth);
        let parent = trail.last().copied();
        trail.push(n);
        parent
    };
    entries.iter().enumerate().map(parent).collect()
}
