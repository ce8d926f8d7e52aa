//! A record as it stands: registers, each with the values that no change has replaced.

use crate::context::Context;
use crate::id::{Dot, Id};
use crate::path::{DELETED, Key, PLACE, Path, REMOVED};
use crate::purge::Purged;
use crate::text::Text;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

/// A value and the change that wrote it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value {
    /// The change.
    pub dot: Dot,
    /// What it wrote; `null` for "cleared".
    pub text: Text,
}

/// One register. More than one distinct value is a conflict (M5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Where it stands.
    pub path: Path,
    /// The values that no known change replaced, sorted; never empty.
    pub values: Vec<Value>,
    /// What is known of this register where that is less than the record has seen
    /// (the value was left out of an export that was taken in).
    pub known: Option<Context>,
}

impl Slot {
    /// The value that lists show: the one with the smallest dot (M5).
    pub fn shown(&self) -> Option<&Text> {
        self.values.first().map(|value| &value.text)
    }

    /// The changes whose values stand there.
    pub fn dots(&self) -> Vec<Dot> {
        self.values.iter().map(|value| value.dot).collect()
    }

    /// Whether two people wrote different values without seeing each other (M5, M6).
    pub fn in_conflict(&self) -> bool {
        self.values
            .iter()
            .any(|value| value.text != self.values[0].text)
    }
}

/// When a change that still has a value in the record was made, and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The change.
    pub dot: Dot,
    /// Milliseconds since 1970.
    pub at: i64,
    /// Who was using the device.
    pub by: Arc<str>,
    /// How many values of the record it wrote.
    pub(crate) live: u32,
}

/// The name of an author. Few people write most of a workspace, so the latest few names are kept.
pub(crate) fn author(name: &str) -> Arc<str> {
    const FEW: usize = 8;
    thread_local! {
        static LATEST: RefCell<Vec<Arc<str>>> = const { RefCell::new(Vec::new()) };
    }
    LATEST.with_borrow_mut(|latest| {
        if let Some(known) = latest.iter().find(|known| ***known == *name) {
            return known.clone();
        }
        latest.truncate(FEW - 1);
        let new: Arc<str> = name.into();
        latest.insert(0, new.clone());
        new
    })
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its id.
    pub id: Id,
    /// Its kind, for example `risk`.
    pub kind: Key,
    pub(crate) slots: Vec<Slot>,
    pub(crate) marks: Vec<Mark>,
    pub(crate) seen: Context,
    pub(crate) heads: Vec<Dot>,
    pub(crate) purged: Purged,
}

impl Record {
    /// A record that nothing was written to yet.
    pub const fn new(id: Id, kind: Key) -> Self {
        Self {
            id,
            kind,
            slots: Vec::new(),
            marks: Vec::new(),
            seen: Context::none(),
            heads: Vec::new(),
            purged: Purged::none(),
        }
    }

    /// The registers, in order of their paths.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Which changes this record has seen.
    pub const fn seen(&self) -> &Context {
        &self.seen
    }

    /// The newest changes that it has seen.
    pub fn heads(&self) -> &[Dot] {
        &self.heads
    }

    /// When and by whom a change was made that still has a value here.
    pub fn mark(&self, dot: Dot) -> Option<&Mark> {
        self.marks
            .binary_search_by_key(&dot, |mark| mark.dot)
            .ok()
            .map(|at| &self.marks[at])
    }

    /// The changes that still have a value here, sorted by dot.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The register at a path.
    pub fn slot(&self, path: Path) -> Option<&Slot> {
        self.find(path).ok().map(|at| &self.slots[at])
    }

    pub(crate) fn find(&self, path: Path) -> Result<usize, usize> {
        self.slots.binary_search_by(|slot| slot.path.cmp(&path))
    }

    /// The value shown at a path; `None` when there is none or it was cleared.
    pub fn value(&self, path: Path) -> Option<&Text> {
        self.slot(path)?.shown().filter(|text| !text.is_null())
    }

    /// Whether a register was left out of the file that this copy came from (F3): it has no values,
    /// and only this or that change of it is known.
    pub fn omits(&self, path: Path) -> bool {
        self.slot(path)
            .is_some_and(|slot| slot.values.is_empty() && slot.known.is_some())
    }

    /// The value of a field as a type; `None` when it is missing or of another type.
    pub fn get<T: DeserializeOwned>(&self, field: &'static str) -> Option<T> {
        self.value(Path::of(field))?.get()
    }

    /// The text of a field; empty when it is missing.
    pub fn text(&self, field: &'static str) -> Cow<'_, str> {
        self.value(Path::of(field))
            .map(Text::plain)
            .unwrap_or_default()
    }

    /// Whether the record was deleted by someone who had seen all that is in it (M7).
    pub fn is_deleted(&self) -> bool {
        self.grave() == Grave::Closed
    }

    /// Whether the record was deleted by someone who had not seen all that is in it, or not that it
    /// was brought back (M7).
    pub fn deleted_but_edited(&self) -> bool {
        self.grave() == Grave::Open
    }

    fn grave(&self) -> Grave {
        let tomb = self.slot(Path::field(DELETED));
        tomb.map_or(Grave::None, |tomb| grave_of(tomb, &self.slots))
    }

    /// The registers in which people disagree.
    pub fn conflicts(&self) -> impl Iterator<Item = &Slot> {
        self.slots
            .iter()
            .filter(|slot| !slot.path.is_tombstone() && slot.in_conflict())
    }

    /// The lists that have items.
    pub fn lists(&self) -> Vec<Key> {
        let mut lists: Vec<Key> = self
            .slots
            .iter()
            .filter(|slot| slot.path.is_item())
            .map(|slot| slot.path.list)
            .collect();
        lists.dedup();
        lists
    }

    /// The items of a list in the order that people see, parents before children.
    pub fn items(&self, list: Key) -> Vec<Item<'_>> {
        crate::place::arrange(self.loose_items(list).collect())
    }

    /// The items of a list in order of their ids, for those to whom places say nothing.
    pub fn loose_items(&self, list: Key) -> impl Iterator<Item = Item<'_>> {
        let each = self
            .list_slots(list)
            .chunk_by(|a, b| a.path.item == b.path.item);
        each.filter_map(move |slots| {
            let flag = match grave(slots, REMOVED) {
                Grave::Closed => return None,
                Grave::Open => Some(Flag::RemovedButEdited),
                Grave::None => None,
            };
            Some(Item {
                id: slots[0].path.item,
                list,
                record: self,
                slots,
                parent: None,
                depth: 0,
                flag,
            })
        })
    }

    /// Whether an item is in the list and was not removed.
    pub fn has_item(&self, list: Key, item: Id) -> bool {
        let slots = self.item_slots(list, item);
        !slots.is_empty() && grave(slots, REMOVED) != Grave::Closed
    }

    /// The registers of a list, item by item.
    pub fn list_slots(&self, list: Key) -> &[Slot] {
        let from = self.slots.partition_point(|slot| slot.path.list < list);
        let rest = &self.slots[from..];
        &rest[..rest.partition_point(|slot| slot.path.list == list)]
    }

    /// The registers of an item, in order of their fields, of a removed one too.
    pub fn item_slots(&self, list: Key, item: Id) -> &[Slot] {
        let all = self.list_slots(list);
        let from = all.partition_point(|slot| slot.path.item < item);
        let rest = &all[from..];
        &rest[..rest.partition_point(|slot| slot.path.item == item)]
    }
}

/// The register of a field among those of one record or one item, in order of their fields.
fn of_field(slots: &[Slot], field: Key) -> Option<&Slot> {
    let at = slots.binary_search_by(|slot| slot.path.field.cmp(&field));
    at.ok().map(|at| &slots[at])
}

// What the tombstone among these registers says of them.
pub(crate) fn grave(slots: &[Slot], tombstone: Key) -> Grave {
    of_field(slots, tombstone).map_or(Grave::None, |tomb| grave_of(tomb, slots))
}

fn grave_of(tomb: &Slot, under: &[Slot]) -> Grave {
    let Some(seen) = seen_by(tomb) else {
        return Grave::None;
    };
    if !is_held(tomb) && unseen(&seen, under).next().is_none() {
        Grave::Closed
    } else {
        Grave::Open
    }
}

// Whether somebody brought back what is buried there without having seen that it is buried anew.
fn is_held(tomb: &Slot) -> bool {
    tomb.values.iter().any(|value| value.text.is_null())
}

/// What the authors of a tombstone had seen; `None` where it buries nothing.
pub(crate) fn seen_by(tomb: &Slot) -> Option<Context> {
    let mut seen = None;
    for value in tomb.values.iter().filter(|value| !value.text.is_null()) {
        let seen: &mut Context = seen.get_or_insert_default();
        seen.join(&read_tombstone(&value.text));
    }
    seen
}

/// The registers and values that somebody who had seen so much had not seen.
pub(crate) fn unseen<'a>(
    seen: &Context,
    under: &'a [Slot],
) -> impl Iterator<Item = (Path, &'a Value)> {
    let live = under.iter().filter(|slot| !slot.path.is_tombstone());
    let values = live.flat_map(|slot| slot.values.iter().map(|value| (slot.path, value)));
    values.filter(|(_, value)| !seen.has(value.dot))
}

/// Whether a tombstone covers what it stands for (M7).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grave {
    /// There is none.
    None,
    /// Its author had seen everything.
    Closed,
    /// Something was written that its author had not seen.
    Open,
}

/// A tombstone says what its author had seen: `{"seen":["<replica>:<n>",…]}`.
pub fn tombstone(seen: &Context) -> Text {
    let dots: Vec<String> = seen.entries().map(|dot| format!("\"{dot}\"")).collect();
    Text::own(&format!("{{\"seen\":[{}]}}", dots.join(",")))
}

fn read_tombstone(text: &Text) -> Context {
    #[derive(serde::Deserialize)]
    struct Tombstone {
        seen: Vec<String>,
    }
    let dots = text
        .get::<Tombstone>()
        .map(|tombstone| tombstone.seen)
        .unwrap_or_default();
    dots.iter().filter_map(|dot| dot.parse().ok()).collect()
}

/// Why an item wants a person's look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Removed by one, edited by another who had not seen that (M7).
    RemovedButEdited,
    /// Its parents form a circle (two concurrent indents); shown at the root.
    Circle,
}

/// An item of a list.
#[derive(Clone, Copy, Debug)]
pub struct Item<'a> {
    /// Its id.
    pub id: Id,
    /// The list it is in.
    pub list: Key,
    /// The record it belongs to.
    pub record: &'a Record,
    /// Its registers, in order of their fields.
    pub(crate) slots: &'a [Slot],
    /// The item that it stands under.
    pub parent: Option<Id>,
    /// How many items it stands under.
    pub depth: usize,
    /// Why it wants a look.
    pub flag: Option<Flag>,
}

impl<'a> Item<'a> {
    /// Its registers, in order of their fields.
    pub const fn slots(&self) -> &'a [Slot] {
        self.slots
    }

    /// The value shown in a field; `None` when there is none or it was cleared.
    pub fn value(&self, field: &'static str) -> Option<&'a Text> {
        let shown = of_field(self.slots, Key::new(field))?.shown();
        shown.filter(|text| !text.is_null())
    }

    /// The value of a field as a type; `None` when it is missing or of another type.
    pub fn get<T: DeserializeOwned>(&self, field: &'static str) -> Option<T> {
        self.value(field)?.get()
    }

    /// The text of a field; empty when it is missing.
    pub fn text(&self, field: &'static str) -> Cow<'a, str> {
        self.value(field).map(Text::plain).unwrap_or_default()
    }

    /// Where the item says it stands.
    pub fn place(&self) -> Place {
        let (key, under) = self.spot();
        Place {
            key: key.into_owned(),
            under: under.map(Cow::into_owned),
        }
    }

    // The same, copied only where it is written in an unusual way: all items of a list are asked for
    // it with each change.
    pub(crate) fn spot(&self) -> (Cow<'a, str>, Option<Cow<'a, str>>) {
        let Some(text) = self.value(PLACE.as_str()) else {
            return (Cow::default(), None);
        };
        if let Some((key, under)) = crate::place::spot_of(text.as_str()) {
            return (Cow::Borrowed(key), under.map(Cow::Borrowed));
        }
        let Place { key, under } = text.get().unwrap_or_default();
        (Cow::Owned(key), under.map(Cow::Owned))
    }
}

/// An item's parent and position: one decision, so one value.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Place {
    /// Its position among its siblings (see [`crate::place`]).
    pub key: String,
    /// The item that it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<String>,
}

impl Place {
    /// The place as a value.
    pub fn to_text(&self) -> Text {
        let mut out = String::from("{\"key\":");
        crate::text::quote(&self.key, &mut out);
        if let Some(under) = &self.under {
            out.push_str(",\"under\":");
            crate::text::quote(under, &mut out);
        }
        out.push('}');
        Text::own(&out)
    }
}
