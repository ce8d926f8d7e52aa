//! Taking steps of one runbook into another, with ids of their own.

use super::outline::{self, Outline};
use super::steps::{PREDECESSORS, STEPS, is_beside};
use super::variables::{self, FILLED, VARIABLES};
use super::version;
use holdfast_ledger::path::PLACE;
use holdfast_ledger::record::{Item, Place};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text, place};
use std::collections::{BTreeMap, BTreeSet};

/// The edits that put all steps of a runbook into another, behind a step (at the end after
/// none), with the variables that they use and that are not there yet. Gives the first new
/// step too; `None` when there is no step to take.
pub fn insert(
    from: &Record,
    into: &Record,
    after: Option<Id>,
    mint: &mut dyn FnMut() -> Id,
) -> Option<(Vec<Edit>, Id)> {
    let items = from.items(STEPS);
    let first = mint();
    let spot = outline::add(into, after, first);
    let spot: Place = spot.first()?.value.get()?;
    // What stands next in the same row, so that all copies fit before it.
    let siblings = into.items(STEPS).into_iter().filter(|item| {
        let under = item.parent.map(|parent| parent.to_string());
        under == spot.under
    });
    let keys = siblings.map(|item| item.place().key);
    let next = keys.filter(|key| *key > spot.key).min();
    let mut copier = Copier::new(into.id, into, mint);
    copier
        .copies
        .extend(items.first().map(|item| (item.id, first)));
    copier.steps(from, &items, &spot, next.as_deref());
    copier.variables(from, &items, &into.items(VARIABLES));
    copier.edits.extend(Outline::of(into).parted(after));
    (!items.is_empty()).then_some((copier.edits, first))
}

/// The edits that fill the runbook `new` with a step and all below it, as a snippet; `None`
/// when the step is not there.
pub fn save(
    from: &Record,
    step: Id,
    title: &str,
    new: Id,
    mint: &mut dyn FnMut() -> Id,
) -> Option<Vec<Edit>> {
    let items = with_all_below(from, step)?;
    let mut copier = Copier::new(new, from, mint);
    copier.write(Path::of("title"), Text::string(title));
    copier.write(Path::of("use"), Text::string("snippet"));
    copier.steps(from, &items, &Place::default(), None);
    copier.variables(from, &items, &[]);
    Some(copier.edits)
}

fn with_all_below(runbook: &Record, step: Id) -> Option<Vec<Item<'_>>> {
    let mut items = runbook.items(STEPS);
    let at = items.iter().position(|item| item.id == step)?;
    let mut items = items.split_off(at);
    let depth = items.first()?.depth;
    let below = |item: &Item<'_>| item.depth > depth;
    let count = items.iter().skip(1).take_while(|item| below(item)).count();
    items.truncate(count + 1);
    Some(items)
}

struct Copier<'a> {
    record: Id,
    kind: Key,
    copies: BTreeMap<Id, Id>,
    edits: Vec<Edit>,
    mint: &'a mut dyn FnMut() -> Id,
}

impl<'a> Copier<'a> {
    fn new(record: Id, like: &Record, mint: &'a mut dyn FnMut() -> Id) -> Self {
        Self {
            record,
            kind: like.kind,
            copies: BTreeMap::new(),
            edits: Vec::new(),
            mint,
        }
    }

    fn write(&mut self, path: Path, value: Text) {
        self.edits.push(Edit {
            record: self.record,
            kind: self.kind,
            path,
            value,
        });
    }

    // The outermost ones stand under and from `spot` on, before `next`.
    fn steps(&mut self, from: &Record, items: &[Item<'_>], spot: &Place, next: Option<&str>) {
        for item in items {
            let mint = &mut self.mint;
            self.copies.entry(item.id).or_insert_with(mint);
        }
        let mut last = (!spot.key.is_empty()).then(|| spot.key.clone());
        for (n, item) in items.iter().enumerate() {
            let Some(&copy) = self.copies.get(&item.id) else {
                continue;
            };
            let parent = item.parent.and_then(|parent| self.copies.get(&parent));
            let at = match parent {
                Some(parent) => Place {
                    key: item.place().key,
                    under: Some(parent.to_string()),
                },
                None if n == 0 && last.is_some() => spot.clone(),
                None => Place {
                    key: place::between(last.as_deref(), next, copy),
                    under: spot.under.clone(),
                },
            };
            if parent.is_none() {
                last = Some(at.key.clone());
            }
            self.write(Path::item(STEPS, copy, PLACE), at.to_text());
            self.fields(from, item, copy);
        }
    }

    // Whatever fields a step has come along, those too that this version does not know.
    fn fields(&mut self, from: &Record, item: &Item<'_>, copy: Id) {
        for field in version::fields_of(item) {
            let value = from.value(Path::item(item.list, item.id, field));
            let value = match (field.as_str(), value) {
                ("place" | "origin", _) | (_, None) => continue,
                (PREDECESSORS, Some(value)) => self.predecessors(value),
                (_, Some(value)) => Some(value.clone()),
            };
            if let Some(value) = value {
                self.write(Path::item(item.list, copy, field), value);
            }
        }
        if item.list == STEPS {
            let origin = Text::string(&item.id.to_string());
            self.write(Path::item(STEPS, copy, Key::new("origin")), origin);
        }
    }

    // By their new ids. What stays behind is not waited for; a step that waited for nothing
    // else then comes after the one before it.
    fn predecessors(&self, ids: &Text) -> Option<Text> {
        if is_beside(Some(ids)) {
            return Some(ids.clone());
        }
        let ids: Vec<String> = ids.get()?;
        let copy = |id: &String| Some(self.copies.get(&id.parse().ok()?)?.to_string());
        let mut copies: Vec<String> = ids.iter().filter_map(copy).collect();
        if copies.is_empty() && !ids.is_empty() {
            return None;
        }
        copies.arrange();
        Text::of(&copies).ok()
    }

    fn variables(&mut self, from: &Record, items: &[Item<'_>], there: &[Item<'_>]) {
        let mut wanted = names(items);
        for item in there {
            wanted.remove(&*item.text("name"));
        }
        let mut last = there.last().map(|item| item.place().key);
        for variable in from.items(VARIABLES) {
            if !wanted.remove(&*variable.text("name")) {
                continue;
            }
            let copy = (self.mint)();
            let key = place::between(last.as_deref(), None, copy);
            let at = Place {
                key: key.clone(),
                under: None,
            };
            self.write(Path::item(VARIABLES, copy, PLACE), at.to_text());
            self.fields(from, &variable, copy);
            last = Some(key);
        }
    }
}

// The variables that some steps use or find out.
fn names(items: &[Item<'_>]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for item in items {
        for field in FILLED {
            let text = item.text(field);
            names.extend(variables::uses(&text).map(|(_, name)| name.to_owned()));
        }
        names.insert(item.text("captures").trim().to_owned());
    }
    names.remove("");
    names
}
