//! An incident in the making: values without stamps, under ids that follow from the source's own.

use crate::codec::advisory::kept;
use crate::codec::sheet::{Order, dates};
use crate::rooms::incidents::import::id_of;
use crate::value::instant_text;
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use holdfast_ledger::file::{Incoming, Loose, Why};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::text::MAX_FIELD;
use holdfast_ledger::{Id, Key, Path, Text, hash, place};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// An incident in the making.
pub struct Draft {
    id: Id,
    values: BTreeMap<Path, Text>,
    // The last place of each list, and how often each name of an item was given.
    last: BTreeMap<Key, String>,
    times: BTreeMap<String, u32>,
    items: usize,
}

/// The most items that an incident may hold, so that a file of empty ones does not fill the memory.
const ITEMS: usize = 10_000;

impl Draft {
    /// One whose id follows from its source and its own name there.
    pub fn new(source: &str, name: &str) -> Self {
        Self {
            id: id_of(source, name),
            values: BTreeMap::new(),
            last: BTreeMap::new(),
            times: BTreeMap::new(),
            items: 0,
        }
    }

    /// Sets a field.
    pub fn set(&mut self, field: &'static str, value: Text) {
        self.values.insert(Path::of(field), value);
    }

    /// Sets a field to a text, if there is one.
    pub fn text(&mut self, field: &'static str, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            self.set(field, Text::string(text));
        }
    }

    /// Sets a field to a time, in milliseconds since 1970.
    pub fn time(&mut self, field: &'static str, at: i64) {
        self.set(field, instant_text(at));
    }

    /// Sets parts of a group; none sets nothing.
    pub fn group(&mut self, field: &'static str, parts: &Map<String, Value>) {
        if let (false, Ok(value)) = (parts.is_empty(), Text::of(parts)) {
            self.set(field, value);
        }
    }

    /// Adds an item after the others of its list. Its id follows from its name in the incident and from how
    /// often that was given before.
    pub fn item(&mut self, list: &'static str, name: &str, fields: &[(&'static str, Text)]) {
        self.items += 1;
        if self.items > ITEMS {
            return;
        }
        let list = Key::new(list);
        let name = format!("holdfast incident/{list}\n{}\n{name}", self.id);
        let time = self.times.entry(name.clone()).or_default();
        *time += 1;
        let id = Id::named(&format!("{name}\n{time}"));
        let key = place::between(self.last.get(&list).map(String::as_str), None, id);
        let place = Place {
            key: key.clone(),
            under: None,
        };
        self.last.insert(list, key);
        self.values
            .insert(Path::item(list, id, PLACE), place.to_text());
        for (field, value) in fields {
            let path = Path::item(list, id, Key::new(field));
            self.values.insert(path, value.clone());
        }
    }

    /// Adds an outage for each of what was hit; one that names nothing where nobody said what.
    pub fn outages(
        &mut self,
        mut names: Vec<&str>,
        kind: &'static str,
        (from, to): (i64, Option<i64>),
    ) {
        names.arrange();
        names.dedup();
        if names.is_empty() {
            names.push("");
        }
        for name in names {
            let mut fields = vec![("kind", Text::string(kind)), ("from", instant_text(from))];
            fields.extend(to.map(|to| ("to", instant_text(to))));
            if !name.is_empty() {
                fields.push(("note", Text::string(name)));
            }
            self.item("outages", name, &fields);
        }
    }

    /// The incident, with what has no field and the fingerprint of all that its source says.
    ///
    /// # Errors
    /// When a text is too long to be a field, or there is too much of it, as a sentence.
    pub fn finish(
        mut self,
        rest: Map<String, Value>,
        whole: &[u8],
        incoming: &mut Incoming,
    ) -> Result<Loose, String> {
        self.text("fingerprint", &hash::fingerprint(whole));
        let title = self.values.get(&Path::of("title"));
        let title = title.map(Text::plain).unwrap_or_default();
        let title: String = title.chars().take(100).collect();
        if !rest.is_empty() {
            let what = format!("what the source says besides of “{title}”");
            let more = kept(&Value::Object(rest), &what, incoming);
            self.text("more", &more.unwrap_or_default());
        }
        let mut texts = self.values.values();
        if texts.any(|text| text.as_str().len() > MAX_FIELD) {
            return Err(format!(
                "A text of “{title}” is longer than 1 MB. Nothing was changed."
            ));
        }
        if self.items > ITEMS {
            return Err(format!(
                "“{title}” has more than {ITEMS} updates and outages. Nothing was changed."
            ));
        }
        Ok(Loose {
            id: Some(self.id),
            kind: Key::new("incident"),
            values: self.values,
            order: Vec::new(),
            why: Why::Unstamped,
        })
    }
}

/// A moment as other tools write it, in milliseconds since 1970. One without a zone is in UTC, a day begins
/// at midnight.
pub fn moment(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.timestamp_millis());
    }
    let read = dates::moment(text, Order::Day)?;
    let local = NaiveDateTime::new(read.day, read.time.unwrap_or_default());
    let offset = i64::from(read.zone.unwrap_or_default());
    let utc = local.checked_sub_signed(TimeDelta::minutes(offset))?;
    Some(utc.and_utc().timestamp_millis())
}

/// Takes a text out of what is not told yet; one of white space only is gone.
pub fn take(rest: &mut Map<String, Value>, key: &str) -> Option<String> {
    let text = rest.get(key)?.as_str()?.trim().to_owned();
    rest.remove(key);
    (!text.is_empty()).then_some(text)
}

/// Takes a time out of what is not told yet. What is none stays.
pub fn take_time(rest: &mut Map<String, Value>, key: &str) -> Option<i64> {
    let at = moment(rest.get(key)?.as_str()?)?;
    rest.remove(key);
    Some(at)
}

/// Takes out what says nothing.
pub fn prune(rest: &mut Map<String, Value>) {
    rest.retain(|_, value| match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(entries) => !entries.is_empty(),
        Value::Object(parts) => !parts.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    });
}

/// A word as people write it: `in_progress` as “In progress”.
pub fn label(word: &str) -> String {
    let words = word.replace('_', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
