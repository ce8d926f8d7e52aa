//! The devices that people write on, a clock, and names for what was written.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use holdfast_domain::ask::{Answers, Ask};
use holdfast_domain::describe::Type;
use holdfast_domain::rooms;
use holdfast_domain::view::View;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Change, Edit, Id, Key, Ledger, Path, Record, Stamp, Text, place};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// One opening of the app by one person.
struct Desk {
    ledger: Ledger,
    /// How many of the changes it has taken in.
    seen: usize,
    user: String,
    user_id: Option<Id>,
}

/// Everything that was written so far, and who writes now.
pub struct World {
    changes: Vec<Change>,
    desks: Vec<Desk>,
    current: usize,
    now: i64,
    seed: u64,
    counted: u64,
    names: BTreeMap<String, Id>,
    attachments: Vec<(String, String)>,
}

impl World {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            changes: Vec::new(),
            desks: Vec::new(),
            current: 0,
            now: 0,
            seed: 2026,
            counted: 0,
            names: BTreeMap::new(),
            attachments: Vec::new(),
        }
    }

    /// Somebody opens the app: a person by name in the story, at a time in UTC such as
    /// `2026-06-01 09:30`. Gives the desk, to come back to.
    pub fn sit(&mut self, who: &str, when: &str) -> Result<usize, String> {
        let user_id = self.names.get(who).copied();
        self.desks.push(Desk {
            ledger: Ledger::new(),
            seen: 0,
            user: who.to_owned(),
            user_id,
        });
        self.current = self.desks.len() - 1;
        self.catch_up();
        if let Some(person) = user_id {
            self.desks[self.current].user = self.record(person)?.text("title").into_owned();
        }
        self.at(when)?;
        Ok(self.current)
    }

    /// Somebody goes on at a desk that they opened before.
    pub fn back_to(&mut self, desk: usize, when: &str) -> Result<(), String> {
        self.current = desk;
        self.catch_up();
        self.at(when)
    }

    /// Sets the clock, as `2026-06-01 09:30`.
    pub fn at(&mut self, when: &str) -> Result<(), String> {
        self.now = instant(when)?;
        Ok(())
    }

    fn catch_up(&mut self) {
        let desk = &mut self.desks[self.current];
        for change in &self.changes[desk.seen..] {
            desk.ledger.apply(change.clone());
        }
        desk.seen = self.changes.len();
    }

    /// What stands there for whoever writes now.
    pub fn view(&self) -> View<'_> {
        let desk = &self.desks[self.current];
        View {
            ledger: &desk.ledger,
            recent: None,
            now: self.now,
            offset_minutes: 0,
            zones: &holdfast_domain::zone::NO_ZONES,
            user: &desk.user,
            user_id: desk.user_id,
        }
    }

    /// What has a name in the story.
    pub fn id(&self, name: &str) -> Result<Id, String> {
        let known = self.names.get(name).copied();
        known.ok_or_else(|| format!("the story has no “{name}”"))
    }

    /// Gives something a name in the story.
    pub fn call(&mut self, name: &str, id: Id) {
        self.names.insert(name.to_owned(), id);
    }

    /// A record that is there.
    pub fn record(&self, id: Id) -> Result<&Record, String> {
        let record = self.desks[self.current].ledger.record(id);
        record.ok_or_else(|| format!("there is no record {id}"))
    }

    fn random(&mut self) -> u64 {
        // SplitMix64 (Steele, Lea, Flood 2014): the same numbers each time.
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    // Ids, replicas and salts are counted here, not random: the sample is part of every
    // download, and random numbers do not get smaller when it is compressed.
    fn count(&mut self) -> u64 {
        self.counted += 1;
        self.counted
    }

    /// A new id.
    pub fn mint(&mut self) -> Id {
        let mut counted = [0; 16];
        counted[8..].copy_from_slice(&self.count().to_be_bytes());
        Id::mint(self.now, counted)
    }

    /// Makes edits; the clock moves on by some seconds.
    pub fn commit(&mut self, edits: &[Edit]) -> Result<(), String> {
        self.now += 20_000 + i64::from(self.random() as u8) * 400;
        let random = self.count();
        let desk = &mut self.desks[self.current];
        let stamp = Stamp {
            at: self.now,
            by: desk.user.as_str().into(),
            note: None,
            random,
        };
        let changes = desk.ledger.commit(edits, &stamp);
        self.changes
            .extend(changes.map_err(|error| error.to_string())?);
        desk.seen = self.changes.len();
        Ok(())
    }

    /// Writes a new record with the next code. What `@name` stands for is put in its
    /// place; a list's entries become items.
    pub fn add(&mut self, kind: &'static str, name: &str, what: Value) -> Result<Id, String> {
        let (id, edits) = self.draft(kind, name, what)?;
        self.commit(&edits)?;
        Ok(id)
    }

    /// The edits that [`Self::add`] makes, not made yet.
    pub fn draft(
        &mut self,
        kind: &'static str,
        name: &str,
        what: Value,
    ) -> Result<(Id, Vec<Edit>), String> {
        let described = rooms::kind(kind).ok_or_else(|| format!("no kind {kind}"))?;
        let id = self.mint();
        self.call(name, id);
        let ledger = &self.desks[self.current].ledger;
        let mut edits = Vec::new();
        if !described.code.is_empty() {
            let number = ledger.highest_code(described.key()) + 1;
            let code = Text::string(&format!("{}-{number}", described.code));
            edits.push(edit(id, described.key(), Path::of("code"), code));
        }
        edits.extend(self.edits(id, described.key(), what)?);
        Ok((id, edits))
    }

    /// Edits a record: fields, and new items at the end of lists.
    pub fn edit(&mut self, name: &str, what: Value) -> Result<(), String> {
        let id = self.id(name)?;
        let kind = self.record(id)?.kind;
        let edits = self.edits(id, kind, what)?;
        self.commit(&edits)
    }

    fn edits(&mut self, id: Id, kind: Key, what: Value) -> Result<Vec<Edit>, String> {
        let described = rooms::kind(kind.as_str()).ok_or_else(|| format!("no kind {kind}"))?;
        let Value::Object(fields) = self.resolve(what)? else {
            return Err("a record is written as an object".into());
        };
        let mut edits = Vec::new();
        for (field, value) in fields {
            match (described.list(&field), value) {
                (Some(list), Value::Array(items)) => {
                    edits.extend(self.items(id, kind, Key::new(list.key), items)?);
                }
                (_, mut value) => {
                    let words = described.field(&field).map(|field| field.ty);
                    if let (Some(Type::Words), Value::Array(words)) = (words, &mut value) {
                        words.arrange_by_key(ToString::to_string);
                    }
                    let path = Path::field(Key::of(&field));
                    edits.push(edit(id, kind, path, Text::of(&value)?));
                }
            }
        }
        Ok(edits)
    }

    fn items(
        &mut self,
        id: Id,
        kind: Key,
        list: Key,
        items: Vec<Value>,
    ) -> Result<Vec<Edit>, String> {
        let record = self.desks[self.current].ledger.record(id);
        let mut before =
            record.and_then(|record| record.items(list).last().map(|item| item.place().key));
        let mut edits = Vec::new();
        for item in items {
            let Value::Object(fields) = item else {
                return Err(format!("an item of {list} is written as an object"));
            };
            let item = self.mint();
            let key = place::between(before.as_deref(), None, item);
            edits.extend(item_edits(id, kind, list, item, (&key, None), &fields)?);
            before = Some(key);
        }
        Ok(edits)
    }

    /// Changes a field of the item of a list that has this title.
    pub fn edit_item(
        &mut self,
        name: &str,
        list: &'static str,
        title: &str,
        what: Value,
    ) -> Result<(), String> {
        let id = self.id(name)?;
        let record = self.record(id)?;
        let (kind, items) = (record.kind, record.items(Key::new(list)));
        let item = items.iter().find(|item| item.text("title") == title);
        let item = item.ok_or_else(|| format!("no “{title}” in {name}"))?.id;
        let Value::Object(fields) = self.resolve(what)? else {
            return Err("an item is written as an object".into());
        };
        let mut edits = Vec::new();
        for (field, value) in &fields {
            let path = Path::item(Key::new(list), item, Key::of(field));
            edits.push(edit(id, kind, path, Text::of(value)?));
        }
        self.commit(&edits)
    }

    /// Puts the ids in the place of `@name`.
    pub fn resolve(&self, what: Value) -> Result<Value, String> {
        Ok(match what {
            Value::String(text) => match text.strip_prefix('@') {
                Some(name) => Value::String(self.id(name)?.to_string()),
                None => Value::String(text),
            },
            Value::Array(values) => {
                let values = values.into_iter().map(|value| self.resolve(value));
                Value::Array(values.collect::<Result<_, _>>()?)
            }
            Value::Object(fields) => {
                let fields = fields
                    .into_iter()
                    .map(|(key, value)| Ok((key, self.resolve(value)?)));
                Value::Object(fields.collect::<Result<_, String>>()?)
            }
            other => other,
        })
    }

    /// Does what the button does; what is refused ends the story.
    pub fn act(
        &mut self,
        name: &str,
        action: &str,
        answers: &[(&'static str, &str)],
    ) -> Result<(), String> {
        self.act_large(4, name, action, answers)
    }

    /// The same of what makes more than a few items.
    pub fn act_large(
        &mut self,
        items: usize,
        name: &str,
        action: &str,
        answers: &[(&'static str, &str)],
    ) -> Result<(), String> {
        let id = self.id(name)?;
        let mut ids: Vec<Id> = (0..items).map(|_| self.mint()).collect();
        let record = self.record(id)?;
        let kind = rooms::kind(record.kind.as_str()).ok_or("an unknown kind")?;
        let actions = (kind.actions)(record, &self.view());
        let offered = actions.into_iter().find(|offered| offered.key == action);
        let offered = offered.ok_or_else(|| format!("{name} does not offer “{action}”"))?;
        if let Some(why) = offered.refused {
            return Err(format!("{name}, {action}: {why}"));
        }
        let answers: Answers = answers
            .iter()
            .map(|(key, value)| (*key, Text::string(value)))
            .collect();
        let edits = (offered.perform)(Ask {
            action: offered.key,
            record,
            view: self.view(),
            answers: &answers,
            mint: &mut || ids.pop().unwrap_or_default(),
        })?;
        self.commit(&edits)
    }

    /// Approves a runbook, and says what is new in this version.
    pub fn approve(&mut self, name: &str, summary: &str) -> Result<(), String> {
        self.act(name, "approve", &[("summary", summary)])
    }

    /// Attaches a text file; to an item of a list, if one is named.
    pub fn attach(
        &mut self,
        name: &str,
        file: &str,
        content: &str,
        item: Option<Id>,
    ) -> Result<(), String> {
        let sha256 = holdfast_ledger::hash::sha256(content.as_bytes());
        let mut file = serde_json::json!({
            "name": file, "type": "text/plain", "size": content.len(), "sha256": sha256,
        });
        if let Some(item) = item {
            file["item"] = item.to_string().into();
        }
        let item = serde_json::json!({"attachments": [file]});
        self.attachments
            .push((sha256, STANDARD.encode(content.as_bytes())));
        self.edit(name, item)
    }

    /// All records, as a copy that has taken in everything.
    pub fn ledger(&self) -> Result<Ledger, String> {
        let mut ledger = Ledger::new();
        for change in &self.changes {
            ledger.apply(change.clone());
        }
        match ledger.waiting() {
            0 => Ok(ledger),
            n => Err(format!("{n} changes wait for others")),
        }
    }

    /// All changes as text.
    pub fn history(&self) -> Vec<String> {
        self.changes.iter().map(Change::print).collect()
    }

    /// All attachments as (SHA-256, Base64).
    pub fn attachments(&self) -> Vec<(String, String)> {
        self.attachments.clone()
    }
}

/// The edits that write an item at a place (its key, and what it stands under).
pub fn item_edits(
    record: Id,
    kind: Key,
    list: Key,
    item: Id,
    (key, under): (&str, Option<Id>),
    fields: &Map<String, Value>,
) -> Result<Vec<Edit>, String> {
    let place = Place {
        key: key.to_owned(),
        under: under.map(|under| under.to_string()),
    };
    let path = |field| Path::item(list, item, field);
    let mut edits = vec![edit(record, kind, path(PLACE), place.to_text())];
    for (field, value) in fields {
        edits.push(edit(record, kind, path(Key::of(field)), Text::of(value)?));
    }
    Ok(edits)
}

fn edit(record: Id, kind: Key, path: Path, value: Text) -> Edit {
    Edit {
        record,
        kind,
        path,
        value,
    }
}

/// `2026-06-01 09:30` in UTC, in milliseconds since 1970.
pub fn instant(when: &str) -> Result<i64, String> {
    let text = format!("{}:00.000Z", when.replace(' ', "T"));
    holdfast_ledger::time::parse(&text).ok_or_else(|| format!("“{when}” is no time"))
}
