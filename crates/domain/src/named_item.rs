//! Items whose ids follow from what they are about, so that two people who write about the same apart write to
//! one item (docs/FORMAT.md): cells of a business impact analysis, answers, mutes.

use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Text, place};

/// Such an item of a record.
pub struct NamedItem<'a> {
    /// The record.
    pub record: &'a Record,
    /// The list.
    pub list: Key,
    /// The item that is there already, whatever its id.
    pub known: Option<Id>,
    /// The id that follows from what it is about.
    pub named: Id,
}

impl NamedItem<'_> {
    /// The edits that write fields of it. One that is not there is made, with what it is `about`; one that was
    /// removed comes back.
    pub fn write(
        &self,
        about: Vec<(&'static str, Text)>,
        fields: impl IntoIterator<Item = (&'static str, Text)>,
    ) -> Vec<Edit> {
        let (record, list) = (self.record, self.list);
        let item = self.known.unwrap_or(self.named);
        let edit = |field: Key, value: Text| Edit {
            record: record.id,
            kind: record.kind,
            path: Path::item(list, item, field),
            value,
        };
        let set = |(field, value): (&'static str, Text)| edit(Key::new(field), value);
        let mut edits = Vec::new();
        if self.known.is_none() {
            let place = Place {
                key: place::between(None, None, item),
                under: None,
            };
            edits.push(edit(PLACE, place.to_text()));
            edits.extend(about.into_iter().map(set));
            if !record.item_slots(list, item).is_empty() {
                edits.push(Ledger::restore_item(record.id, record.kind, list, item));
            }
        }
        edits.extend(fields.into_iter().map(set));
        edits
    }
}
