//! What a row says, for searching: all its fields and list items in lower case.

use super::sort::title;
use crate::describe::{Field, Kind, Type};
use crate::value::choice_of;
use crate::view::View;
use holdfast_ledger::path::{DELETED, Key, PLACE, REMOVED};
use holdfast_ledger::record::Slot;
use holdfast_ledger::{Id, Record, Text};
use std::collections::HashMap;

/// The fields of a kind by list and name.
pub struct Fields(HashMap<(Key, Key), &'static Field>);

impl Fields {
    /// The fields of a kind and of its lists.
    pub fn of(kind: &'static Kind) -> Self {
        let own = kind
            .all_fields()
            .map(|field| ((Key::NONE, Key::new(field.key)), field));
        let in_lists = kind.all_lists().flat_map(|list| {
            list.fields
                .iter()
                .map(|field| ((Key::new(list.key), Key::new(field.key)), field))
        });
        Self(own.chain(in_lists).collect())
    }

    /// What a record says, in lower case, one line for each value.
    pub fn text_of(&self, record: &Record, view: &View<'_>) -> Box<str> {
        let mut out = String::new();
        for slot in record.slots() {
            self.add(slot, record, view, &mut out);
        }
        // Most texts are in small letters and need no second copy.
        if out
            .bytes()
            .any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
        {
            out = out.to_lowercase();
        }
        out.into_boxed_str()
    }

    fn add(&self, slot: &Slot, record: &Record, view: &View<'_>, out: &mut String) {
        if [PLACE, DELETED, REMOVED].contains(&slot.path.field)
            || slot.path.is_item() && !record.has_item(slot.path.list, slot.path.item)
        {
            return;
        }
        let Some(text) = slot.shown().filter(|text| !text.is_null()) else {
            return;
        };
        let mut line = |text: &str| {
            out.push_str(text);
            out.push('\n');
        };
        match self
            .0
            .get(&(slot.path.list, slot.path.field))
            .map(|field| field.ty)
        {
            Some(Type::Link(_)) => line(&title(&text.plain(), view)),
            Some(Type::Links(_)) => text
                .get::<Vec<String>>()
                .unwrap_or_default()
                .iter()
                .for_each(|id| line(&title(id, view))),
            Some(Type::Choice(choices)) => {
                line(choice_of(choices, text).map_or(&text.plain(), |choice| choice.label))
            }
            Some(Type::Flag | Type::Minutes | Type::Estimate) => {}
            _ => words(text, &mut line),
        }
    }
}

/// The texts in a value; ids are none.
fn words(text: &Text, line: &mut impl FnMut(&str)) {
    fn walk(value: &serde_json::Value, line: &mut impl FnMut(&str)) {
        match value {
            serde_json::Value::String(text) if text.parse::<Id>().is_err() => line(text),
            serde_json::Value::Array(items) => items.iter().for_each(|item| walk(item, line)),
            serde_json::Value::Object(parts) => parts.values().for_each(|part| walk(part, line)),
            _ => {}
        }
    }
    if text.as_str().starts_with(['[', '{']) {
        if let Some(value) = text.get::<serde_json::Value>() {
            walk(&value, line);
        }
    } else {
        line(&text.plain());
    }
}
