//! Records as they stand in the readable part of a file, before their stamps are looked at.

use super::Shape;
use super::read::{Loose, Why};
use crate::id::Id;
use crate::path::{Key, PLACE, Path};
use crate::record::Place;
use crate::scan::{Scan, Scanned};
use crate::sort::{Arrange, Ordered};
use crate::text::{MAX_FIELD, Text};
use std::collections::HashMap;

/// What is a list of items, as far as the kinds that are known here tell; asked once for each name.
pub(super) struct Lists<'a> {
    shape: &'a dyn Shape,
    known: HashMap<(Key, Key), bool>,
}

impl<'a> Lists<'a> {
    pub(super) fn of(shape: &'a dyn Shape) -> Self {
        let known = HashMap::new();
        Self { shape, known }
    }

    fn has(&mut self, kind: Key, list: Key) -> bool {
        let shape = self.shape;
        let fresh = || shape.item_keys(kind, list).is_some();
        *self.known.entry((kind, list)).or_insert_with(fresh)
    }
}

/// A record as it stands in the readable part.
pub(super) struct Raw {
    pub(super) kind: Key,
    /// Where it begins.
    pub(super) at: usize,
    pub(super) id: Option<Id>,
    /// What it says, in the order of the paths once it is read.
    pub(super) values: Vec<(Path, Text)>,
    order: Vec<(Key, Id)>,
}

impl Raw {
    /// Reads a record. Lists that are known here are taken apart into their items.
    pub(super) fn read(
        scan: &mut Scan<'_>,
        kind: Key,
        lists: &mut Lists<'_>,
        mint: &mut dyn FnMut() -> Id,
    ) -> Scanned<Self> {
        scan.peek();
        let mut raw = Self {
            kind,
            at: scan.position(),
            id: None,
            values: Vec::with_capacity(16),
            order: Vec::new(),
        };
        let mut known: Vec<Key> = Vec::new();
        scan.object(|scan, key| {
            if key == "id" {
                raw.id = Some(read_id(scan)?);
                return Ok(());
            }
            let key = own_key(scan, &key)?;
            if scan.peek() == Some(b'[') && lists.has(kind, key) {
                if known.contains(&key) {
                    return Err(scan.fail(twice(Path::field(key))));
                }
                known.push(key);
                return raw.items(scan, key, mint);
            }
            raw.values.push((Path::field(key), scan.value()?));
            Ok(())
        })?;
        raw.settle(scan)?;
        let both = |list: &&Key| raw.value(Path::field(**list)).is_some();
        match known.iter().find(both) {
            Some(list) => Err(scan.fail(twice(Path::field(*list)))),
            None => Ok(raw),
        }
    }

    // Reads the items of a list.
    fn items(
        &mut self,
        scan: &mut Scan<'_>,
        list: Key,
        mint: &mut dyn FnMut() -> Id,
    ) -> Scanned<()> {
        let mut ids = Vec::new();
        let all = scan.array(|scan| {
            let (mut id, from) = (None, self.values.len());
            scan.object(|scan, key| {
                if key == "id" {
                    id = Some(read_id(scan)?);
                    return Ok(());
                }
                let key = own_key(scan, &key)?;
                let value = scan.value()?;
                if value.as_str().len() > MAX_FIELD {
                    return Err(scan.fail("a text is longer than 1 MB"));
                }
                self.values.push((Path::item(list, Id::NONE, key), value));
                Ok(())
            })?;
            let id = id.unwrap_or_else(&mut *mint);
            let own = self.values[from..].iter_mut();
            own.for_each(|(path, _)| path.item = id);
            ids.push(id);
            Ok(())
        });
        all.map_err(|mut error| {
            error.reason = format!("in “{list}”: {}", error.reason).into();
            error
        })?;
        self.order.extend(ids.iter().map(|id| (list, *id)));
        ids.arrange();
        if ids.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(scan.fail(format!("in “{list}”: an item stands there twice")));
        }
        Ok(())
    }

    // Puts the values in order. Texts of one item that share a name are refused.
    fn settle(&mut self, scan: &Scan<'_>) -> Scanned<()> {
        if !self.values.is_sorted_by(|a, b| a.0 < b.0) {
            self.values.arrange_by(|a, b| a.0.cmp(&b.0));
        }
        let mut pairs = self.values.windows(2);
        match pairs.find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(scan.fail(twice(pair[0].0))),
            None => Ok(()),
        }
    }

    fn value(&self, path: Path) -> Option<usize> {
        let found = self.values.binary_search_by(|(own, _)| own.cmp(&path));
        found.ok()
    }

    /// Takes a list apart that only the file itself knows for one.
    ///
    /// # Errors
    /// What is wrong with it, as half a sentence.
    pub(super) fn part(&mut self, list: Key, mint: &mut dyn FnMut() -> Id) -> Result<(), String> {
        let Some(at) = self.value(Path::field(list)) else {
            return Ok(());
        };
        let (_, text) = self.values.remove(at);
        let mut scan = Scan::new(text.as_str());
        let read = self.items(&mut scan, list, mint);
        read.and_then(|()| self.settle(&scan))
            .map_err(|error| error.reason.into_owned())
    }

    /// What it says, without stamps.
    pub(super) fn loose(self, why: Why) -> Loose {
        let values = self.values.into_iter().into_map();
        Loose {
            id: self.id,
            kind: self.kind,
            values,
            order: self.order,
            why,
        }
    }
}

fn twice(path: Path) -> String {
    format!("“{path}” is named twice")
}

pub(super) fn own_key(scan: &Scan<'_>, name: &str) -> Scanned<Key> {
    if name.starts_with('~') || name.is_empty() {
        return Err(
            scan.fail("a name is empty or begins with “~”, which this format keeps for itself")
        );
    }
    Ok(Key::of(name))
}

pub(super) fn read_id(scan: &mut Scan<'_>) -> Scanned<Id> {
    let text = scan.string()?;
    text.parse().map_err(|_| {
        scan.fail(format!(
            "“{}” is not an id (a UUID in lower case)",
            clip(&text)
        ))
    })
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Items of a file that knows no places stand in the order of the file. One that says that it has
/// none, as an entry of a log, gets none.
pub(super) fn place_items(loose: &mut Loose) {
    let mut before: Option<(Key, String)> = None;
    for &(list, id) in &loose.order {
        let path = Path::item(list, id, PLACE);
        if loose.values.get(&path).is_some_and(Text::is_null) {
            loose.values.remove(&path);
            continue;
        }
        let given = loose.values.get(&path).and_then(Text::get::<Place>);
        let key = given.map_or_else(
            || {
                let last = before
                    .as_ref()
                    .filter(|(of, _)| *of == list)
                    .map(|(_, key)| key.as_str());
                let key = crate::place::between(last, None, id);
                let place = Place {
                    key: key.clone(),
                    under: None,
                };
                loose.values.insert(path, place.to_text());
                key
            },
            |place| place.key,
        );
        before = Some((list, key));
    }
}
