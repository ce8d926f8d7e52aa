//! What was read of records as they stand, kept for whoever asks for the same next.
//!
//! After an edit several parts of a page ask for the same thing: rows, findings and figures of a
//! runbook all begin with its plan. The first reads it, the others get what it read.

use holdfast_ledger::reads::{self, Sign};
use holdfast_ledger::{Id, Key, Slot};
use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// As many as the parts of a page ask for between them; it stays bounded in long lists.
const KEPT: usize = 8;

/// The last few things that were read.
#[derive(Default)]
pub struct Recent {
    records: RefCell<VecDeque<Entry>>,
    kinds: RefCell<Vec<Whole>>,
}

/// What was made of all records of some kinds.
struct Whole {
    revision: u64,
    made: Arc<dyn Any + Send + Sync>,
    told: Told,
}

/// How what is made of all records of some kinds differs from what was made before, for who read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Nothing that anybody reads.
    Nothing,
    /// What records of a kind read of it, these records; and what all others do.
    Of(Key, BTreeSet<Id>),
    /// All of it, for all that anybody knows.
    All,
}

impl Differs {
    /// Of what is compared as a whole.
    pub fn of<T: PartialEq>(before: &T, now: &T) -> Self {
        if before == now {
            Self::Nothing
        } else {
            Self::All
        }
    }
}

/// How often a whole was made, and how each differed from the one before, the last few.
#[derive(Clone, Default)]
struct Told {
    count: u64,
    last: VecDeque<Differs>,
}

/// How many are remembered.
const TOLD: usize = 32;

/// The sign of a whole that tells how it differs.
pub fn sign_of<T: Any>() -> Sign {
    reads::sign(9, &TypeId::of::<T>())
}

struct Entry {
    record: Id,
    print: u64,
    read: Arc<dyn Any + Send + Sync>,
}

impl Recent {
    /// What is read of some registers of a record: what is kept, if they are as they were, else
    /// what `read` makes of them and of what it made before.
    pub fn read<T: Any + Send + Sync>(
        &self,
        record: Id,
        slots: &[Slot],
        read: impl FnOnce(Option<&T>) -> T,
    ) -> Arc<T> {
        let print = print_of(slots);
        let before = self.take::<T>(record);
        let now = match before {
            Some((same, before)) if same == print => before,
            before => Arc::new(read(before.as_ref().map(|(_, before)| &**before))),
        };
        self.keep(Entry {
            record,
            print,
            read: now.clone(),
        });
        now
    }

    /// What is made of all records of some kinds, one of each type: what is kept, if no such record
    /// changed since (their revisions add up to the same), else what `make` makes of them and of
    /// what it made before.
    pub fn whole<T: Any + Send + Sync>(
        &self,
        revision: u64,
        make: impl FnOnce(Option<&T>) -> T,
    ) -> Arc<T> {
        let mine = |whole: &Whole| Some((whole.revision, whole.made.clone().downcast::<T>().ok()?));
        // The kinds whose revisions were asked for are what it follows from.
        reads::settle();
        let kept = self.kinds.borrow().iter().find_map(mine);
        let made = match kept {
            Some((same, made)) if same == revision => return made,
            before => {
                reads::unnoted(|| Arc::new(make(before.as_ref().map(|(_, before)| &**before))))
            }
        };
        self.put(revision, made.clone());
        made
    }

    /// The same, where it can be told how one differs from the one before: whoever noted that it read it
    /// looks again only where that concerns it.
    pub fn whole_told<T: Any + Send + Sync>(
        &self,
        revision: u64,
        make: impl FnOnce(Option<&T>) -> T,
        differs: impl FnOnce(&T, &T) -> Differs,
    ) -> Arc<T> {
        reads::instead(sign_of::<T>());
        let mut kinds = self.kinds.borrow_mut();
        let at = kinds.iter().position(|whole| whole.made.is::<T>());
        let before = at.map(|at| kinds[at].made.clone().downcast::<T>().ok());
        if let (Some(at), Some(Some(before))) = (at, &before)
            && kinds[at].revision == revision
        {
            return before.clone();
        }
        let mut told = at.map_or_else(Told::default, |at| kinds.swap_remove(at).told);
        drop(kinds);
        let before = before.flatten();
        let made = reads::unnoted(|| Arc::new(make(before.as_deref())));
        told.count += 1;
        told.last.truncate(TOLD - 1);
        let differ = before.map_or(Differs::All, |before| {
            reads::unnoted(|| differs(&before, &made))
        });
        told.last.push_front(differ);
        self.kinds.borrow_mut().push(Whole {
            revision,
            made: made.clone(),
            told,
        });
        made
    }

    /// How often a whole was made that tells how it differs.
    pub fn told<T: Any>(&self) -> u64 {
        self.with_told::<T, _>(|told| told.map_or(0, |told| told.count))
    }

    /// How a whole differs from what it was when it had been made so often, each time one.
    pub fn told_since<T: Any>(&self, count: u64) -> Vec<Differs> {
        self.with_told::<T, _>(|told| {
            let now = told.map_or(0, |told| told.count);
            let missed = now.checked_sub(count).and_then(|n| usize::try_from(n).ok());
            let last = told.map(|told| &told.last);
            match (missed, last) {
                (Some(0), _) => Vec::new(),
                (Some(missed), Some(last)) if missed <= last.len() => {
                    last.iter().take(missed).cloned().collect()
                }
                _ => vec![Differs::All],
            }
        })
    }

    fn with_told<T: Any, R>(&self, read: impl FnOnce(Option<&Told>) -> R) -> R {
        let kinds = self.kinds.borrow();
        let whole = kinds.iter().find(|whole| whole.made.is::<T>());
        read(whole.map(|whole| &whole.told))
    }

    /// Keeps what was made of all records of some kinds instead of what was made before.
    pub fn put<T: Any + Send + Sync>(&self, revision: u64, made: Arc<T>) {
        let mut kinds = self.kinds.borrow_mut();
        kinds.retain(|whole| !whole.made.is::<T>());
        kinds.push(Whole {
            revision,
            made,
            told: Told::default(),
        });
    }

    /// What [`whole`](Self::whole) made last, whatever changed since.
    pub fn known<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let kinds = self.kinds.borrow();
        kinds
            .iter()
            .find_map(|whole| whole.made.clone().downcast::<T>().ok())
    }

    /// The same, for whoever goes on with it and gives it back.
    pub fn taken<T: Any + Send + Sync>(&self) -> Option<T> {
        let mut kinds = self.kinds.borrow_mut();
        let at = kinds.iter().position(|whole| whole.made.is::<T>())?;
        let made = kinds.swap_remove(at).made.downcast::<T>().ok()?;
        Arc::try_unwrap(made).ok()
    }

    /// Forgets all of it.
    pub fn clear(&self) {
        self.records.borrow_mut().clear();
        self.kinds.borrow_mut().clear();
    }

    fn take<T: Any + Send + Sync>(&self, record: Id) -> Option<(u64, Arc<T>)> {
        let mut kept = self.records.borrow_mut();
        let mine = |entry: &Entry| entry.record == record && entry.read.is::<T>();
        let at = kept.iter().position(mine)?;
        let entry = kept.remove(at)?;
        Some((entry.print, entry.read.downcast().ok()?))
    }

    fn keep(&self, entry: Entry) {
        let mut kept = self.records.borrow_mut();
        kept.truncate(KEPT - 1);
        kept.push_front(entry);
    }
}

/// A fingerprint of registers: it changes with each write, as each has a dot of its own.
/// Mixed as in FNV-1a. Dots are unique within one workspace only.
pub fn print_of(slots: &[Slot]) -> u64 {
    let dots = slots
        .iter()
        .flat_map(|slot| &slot.values)
        .map(|value| value.dot);
    dots.fold(0xcbf2_9ce4_8422_2325, |print, dot| {
        [dot.replica.0, dot.counter]
            .iter()
            .fold(print, |print: u64, part| {
                (print ^ part).wrapping_mul(0x0100_0000_01b3)
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    #[test]
    fn what_stands_as_it_did_is_read_once_and_what_changed_again() {
        let mut world = World::new();
        let id = world.add("runbook", &[("title", json!("Restore"))]);
        let recent = Recent::default();
        let mut read = Vec::new();
        for title in ["Restore", "Restore", "Rebuild"] {
            if world.record(id).text("title") != title {
                world.set(id, "title", json!(title));
            }
            let record = world.record(id);
            let text = recent.read(id, record.slots(), |before: Option<&String>| {
                read.push(before.cloned());
                record.text("title").into_owned()
            });
            assert_eq!(*text, title);
        }
        assert_eq!(read, [None, Some("Restore".to_owned())]);
    }

    #[test]
    fn what_is_made_of_all_records_of_a_kind_is_made_again_when_one_changed() {
        let mut world = World::new();
        let id = world.person("Ada");
        let recent = Recent::default();
        let count = |world: &World| {
            let revision = world.ledger.revision(holdfast_ledger::Key::new("person"));
            *recent.whole(revision, |before: Option<&u32>| {
                before.map_or(1, |before| before + 1)
            })
        };
        assert_eq!((count(&world), count(&world)), (1, 1));
        world.add("role", &[("title", json!("Scribe"))]);
        assert_eq!(count(&world), 1, "another kind");
        world.set(id, "phone", json!("1"));
        assert_eq!((count(&world), count(&world)), (2, 2));
        let other = world.fork(2);
        world.delete(id);
        assert_eq!(count(&world), 3);
        world.merge(&other);
        assert_eq!(count(&world), 3, "nothing new");
        recent.clear();
        assert_eq!(count(&world), 1);
    }

    #[test]
    fn it_keeps_a_few_and_tells_types_apart() {
        let mut world = World::new();
        let recent = Recent::default();
        let ids: Vec<Id> = (0..20)
            .map(|_| world.add("runbook", &[("title", json!("Restore"))]))
            .collect();
        for id in &ids {
            recent.read(*id, world.record(*id).slots(), |_: Option<&u8>| 1);
        }
        let last = ids[19];
        let slots = world.record(last).slots();
        assert_eq!(
            *recent.read(last, slots, |_: Option<&String>| "text".to_owned()),
            "text"
        );
        assert_eq!(*recent.read(last, slots, |_: Option<&u8>| 2), 1);
        assert_eq!(
            *recent.read(ids[0], world.record(ids[0]).slots(), |_: Option<&u8>| 2),
            2
        );
        assert!(recent.records.borrow().len() <= KEPT);
    }
}
