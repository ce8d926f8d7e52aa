//! What an action is asked to do, and the edits that it writes.

use crate::codes;
use crate::describe::Kind;
use crate::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text, place};
use std::collections::BTreeMap;

/// What a person answered to an action's questions: field key → value.
pub type Answers = BTreeMap<&'static str, Text>;

/// An action that is to be done now.
pub struct Ask<'a> {
    /// The action's key.
    pub action: &'static str,
    /// The record that it is done with.
    pub record: &'a Record,
    /// The workspace, the time and who asks.
    pub view: View<'a>,
    /// The answers to its questions.
    pub answers: &'a Answers,
    /// Mints ids for new items and records.
    pub mint: &'a mut dyn FnMut() -> Id,
}

impl Ask<'_> {
    /// The text that was answered, without white space around it; empty when nothing was.
    pub fn answer(&self, key: &str) -> String {
        self.value(key)
            .map(|text| text.plain().trim().to_owned())
            .unwrap_or_default()
    }

    /// The value that was answered, if one was.
    pub fn value(&self, key: &str) -> Option<&Text> {
        self.answers.get(key).filter(|text| !text.is_null())
    }

    /// An edit of a field.
    pub fn set(&self, field: &'static str, value: Text) -> Edit {
        self.edit(Path::of(field), value)
    }

    /// An edit of a field of an item.
    pub fn set_in(&self, list: &'static str, item: Id, field: &'static str, value: Text) -> Edit {
        self.edit(Path::item(Key::new(list), item, Key::new(field)), value)
    }

    /// Edits that add an item at the end of a list.
    pub fn add(&mut self, list: &'static str, fields: Vec<(&'static str, Text)>) -> Vec<Edit> {
        self.add_all(list, vec![fields])
    }

    /// Edits that add items at the end of a list, in their order.
    pub fn add_all(
        &mut self,
        list: &'static str,
        items: Vec<Vec<(&'static str, Text)>>,
    ) -> Vec<Edit> {
        let mut before = last_key(self.record, list);
        let mut edits = Vec::new();
        for fields in items {
            let item = (self.mint)();
            let key = place::between(before.as_deref(), None, item);
            before = Some(key.clone());
            let place = Place { key, under: None };
            edits.push(self.edit(Path::item(Key::new(list), item, PLACE), place.to_text()));
            let fields = fields.into_iter();
            edits.extend(fields.map(|(field, value)| self.set_in(list, item, field, value)));
        }
        edits
    }

    /// Edits that make a new record of a kind with the next code, which names the record of this
    /// action as what it was made from.
    pub fn create(&mut self, kind: &Kind, fields: Vec<(&'static str, Text)>) -> Vec<Edit> {
        self.create_after(kind, fields, 0)
    }

    /// [`Self::create`] after `others` of the same kind that the same deed makes.
    pub fn create_after(
        &mut self,
        kind: &Kind,
        fields: Vec<(&'static str, Text)>,
        others: u64,
    ) -> Vec<Edit> {
        let (record, link) = ((self.mint)(), (self.mint)());
        let edit = |path: Path, value: Text| Edit {
            record,
            kind: kind.key(),
            path,
            value,
        };
        let mut edits = Vec::new();
        if !kind.code.is_empty() {
            let code = codes::next(kind, self.view.ledger, others);
            edits.push(edit(Path::of("code"), code));
        }
        let own = fields.into_iter();
        edits.extend(own.map(|(field, value)| edit(Path::of(field), value)));
        let at = |field| Path::item(Key::new("links"), link, field);
        let place = Place {
            key: place::between(None, None, link),
            under: None,
        };
        edits.push(edit(at(PLACE), place.to_text()));
        let from = Text::string(&self.record.id.to_string());
        edits.push(edit(at(Key::new("to")), from));
        edits.push(edit(at(Key::new("how")), Text::string("made from")));
        edits
    }

    fn edit(&self, path: Path, value: Text) -> Edit {
        Edit {
            record: self.record.id,
            kind: self.record.kind,
            path,
            value,
        }
    }
}

/// The position of the last item at the root of a list, removed ones too.
fn last_key(record: &Record, list: &'static str) -> Option<String> {
    let list = Key::new(list);
    let slots = record
        .slots()
        .iter()
        .filter(|slot| slot.path.list == list && slot.path.field == PLACE);
    slots
        .filter_map(|slot| Some(slot.shown()?.get::<Place>()?.key))
        .max()
}
