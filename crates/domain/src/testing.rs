//! Small workspaces for tests.

use crate::ask::{Answers, Ask};
use crate::describe::{Cell, Finding};
use crate::rooms;
use crate::view::View;
use crate::zone::{Zones, tests::two_places};
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::Place;
use holdfast_ledger::{Edit, Id, Key, Ledger, Path, Record, Stamp, Text, place};
use serde_json::Value;

static TWO_PLACES: Zones = Zones::new(two_places);

/// A copy of a workspace, with a clock that stands still and somebody at the device.
pub struct World {
    /// The records.
    pub ledger: Ledger,
    /// Milliseconds since 1970.
    pub now: i64,
    /// The device's offset from UTC in minutes.
    pub offset_minutes: i32,
    /// Who uses the device; empty when nobody said.
    pub user: String,
    /// Their person record, if they have one.
    pub user_id: Option<Id>,
    replica: u64,
    minted: u64,
}

impl World {
    /// An empty workspace at noon UTC on 22 November 2026, with nobody named.
    pub fn new() -> Self {
        Self::copy(1)
    }

    fn copy(replica: u64) -> Self {
        let (ledger, user) = (Ledger::new(), String::new());
        let mut world = Self {
            ledger,
            now: 0,
            offset_minutes: 0,
            user,
            user_id: None,
            replica,
            minted: 0,
        };
        world.at("2026-11-22T12:00:00.000Z");
        world
    }

    /// Sets the clock, as `2026-11-22T12:00:00.000Z`.
    pub fn at(&mut self, instant: &str) {
        self.now = holdfast_ledger::time::parse(instant).expect("an instant");
    }

    /// What domain functions see.
    pub fn view(&self) -> View<'_> {
        let (ledger, user, user_id) = (&self.ledger, self.user.as_str(), self.user_id);
        View {
            ledger,
            recent: None,
            now: self.now,
            offset_minutes: self.offset_minutes,
            zones: &TWO_PLACES,
            user,
            user_id,
        }
    }

    /// A record that is there.
    pub fn record(&self, id: Id) -> &Record {
        self.ledger.record(id).expect("a record")
    }

    /// A new id; later ones sort after earlier ones.
    pub fn mint(&mut self) -> Id {
        self.minted += 1;
        let mut random = [0; 16];
        random[..8].copy_from_slice(&self.replica.to_be_bytes());
        random[8..].copy_from_slice(
            &self
                .minted
                .wrapping_mul(0x9e37_79b9_7f4a_7c15)
                .to_be_bytes(),
        );
        Id::mint(self.now + self.minted as i64, random)
    }

    /// A new record.
    pub fn add(&mut self, kind: &'static str, fields: &[(&'static str, Value)]) -> Id {
        let id = self.mint();
        self.add_as(id, kind, fields);
        id
    }

    /// A new record with an id that is known.
    pub fn add_as(&mut self, id: Id, kind: &'static str, fields: &[(&'static str, Value)]) {
        let edits: Vec<Edit> = fields
            .iter()
            .map(|(field, value)| edit(id, Key::new(kind), Path::of(field), value))
            .collect();
        self.commit(&edits);
    }

    /// A new person, by name.
    pub fn person(&mut self, name: &str) -> Id {
        self.add("person", &[("title", name.into())])
    }

    /// Writes a field; `null` clears it.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "tests read better with json!(…) as it is"
    )]
    pub fn set(&mut self, id: Id, field: &'static str, value: Value) {
        let kind = self.record(id).kind;
        self.commit(&[edit(id, kind, Path::of(field), &value)]);
    }

    /// Adds an item at the end of a list.
    pub fn item(&mut self, id: Id, list: &'static str, fields: &[(&'static str, Value)]) -> Id {
        let item = self.mint();
        let (kind, list) = (self.record(id).kind, Key::new(list));
        let before = self
            .record(id)
            .items(list)
            .last()
            .map(|item| item.place().key);
        let place = Place {
            key: place::between(before.as_deref(), None, item),
            under: None,
        };
        let path = |field| Path::item(list, item, field);
        let mut edits = vec![Edit {
            record: id,
            kind,
            path: path(PLACE),
            value: place.to_text(),
        }];
        edits.extend(
            fields
                .iter()
                .map(|(name, value)| edit(id, kind, path(Key::new(name)), value)),
        );
        self.commit(&edits);
        item
    }

    /// Writes a field of an item.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "tests read better with json!(…) as it is"
    )]
    pub fn set_item(
        &mut self,
        id: Id,
        list: &'static str,
        item: Id,
        field: &'static str,
        value: Value,
    ) {
        let kind = self.record(id).kind;
        self.commit(&[edit(
            id,
            kind,
            Path::item(Key::new(list), item, Key::new(field)),
            &value,
        )]);
    }

    /// Deletes a record.
    pub fn delete(&mut self, id: Id) {
        let kind = self.record(id).kind;
        self.commit(&[Ledger::delete(id, kind)]);
    }

    /// Makes edits that somebody prepared.
    ///
    /// # Panics
    /// When the ledger refuses them.
    pub fn commit(&mut self, edits: &[Edit]) {
        let stamp = Stamp {
            at: self.now,
            by: self.user.as_str().into(),
            note: None,
            random: self.replica,
        };
        self.ledger
            .commit(edits, &stamp)
            .expect("edits that can be made");
    }

    /// From now on this person uses the device.
    pub fn act_as(&mut self, person: Id) {
        self.user = self.record(person).text("title").into_owned();
        self.user_id = Some(person);
    }

    /// Does what the button does: refused or performed.
    pub fn act(
        &mut self,
        id: Id,
        action: &str,
        answers: &[(&'static str, Value)],
    ) -> Result<(), String> {
        let mut ids: Vec<Id> = (0..256).map(|_| self.mint()).collect();
        let kind = rooms::kind(self.record(id).kind.as_str()).expect("a known kind");
        let actions = kind.offered(self.record(id), &self.view());
        let found = actions.into_iter().find(|offered| offered.key == action);
        let offered = found.ok_or_else(|| format!("“{action}” is not offered"))?;
        if let Some(why) = offered.refused {
            return Err(why);
        }
        let answers: Answers = answers
            .iter()
            .map(|(key, value)| (*key, text(value)))
            .collect();
        let edits = (offered.perform)(Ask {
            action: offered.key,
            record: self.record(id),
            view: self.view(),
            answers: &answers,
            mint: &mut || ids.pop().expect("enough ids"),
        })?;
        self.commit(&edits);
        Ok(())
    }

    /// What is wrong with a record.
    pub fn findings(&self, id: Id) -> Vec<Finding> {
        let kind = rooms::kind(self.record(id).kind.as_str()).expect("a known kind");
        (kind.findings)(self.record(id), &self.view())
    }

    /// Whether a rule finds fault with a record.
    pub fn finds(&self, id: Id, rule: &str) -> bool {
        self.findings(id).iter().any(|finding| finding.rule == rule)
    }

    /// A figure of a record.
    pub fn figure(&self, id: Id, key: &str) -> Cell {
        let kind = rooms::kind(self.record(id).kind.as_str()).expect("a known kind");
        let figure = kind
            .figures
            .iter()
            .find(|figure| figure.key == key)
            .expect("a known figure");
        figure.show(self.record(id), &self.view())
    }

    /// Another copy with the same records, which then goes its own way.
    pub fn fork(&self, replica: u64) -> Self {
        let mut copy = Self::copy(replica);
        copy.now = self.now;
        copy.merge(self);
        copy
    }

    /// Takes in another copy.
    pub fn merge(&mut self, other: &Self) {
        for record in other.ledger.records() {
            self.ledger.join(record.clone());
        }
    }

    /// Two people give a field different values without seeing each other.
    pub fn conflict(&mut self, id: Id, field: &'static str, one: Value, other: Value) {
        let mut copy = self.fork(self.replica + 100);
        self.set(id, field, one);
        copy.set(id, field, other);
        self.merge(&copy);
    }
}

fn edit(record: Id, kind: Key, path: Path, value: &Value) -> Edit {
    Edit {
        record,
        kind,
        path,
        value: text(value),
    }
}

fn text(value: &Value) -> Text {
    Text::of(value).expect("JSON")
}
