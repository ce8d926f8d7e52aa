//! A workspace as it was: its records as they stand, and their history, replayed up to a moment.
//!
//! For people to look at, as times are: clocks may be wrong, and what no copy here remembers is missing (M3).

use crate::change::{Change, Write};
use crate::id::Dot;
use crate::ledger::Ledger;
use crate::origin::Changes;
use crate::path::Path;
use crate::purge::Purged;
use crate::record::{Mark, Record, Slot};
use std::collections::{BTreeMap, HashMap};

/// How often times are put in order that contradict each other; forged ones may for ever.
const PASSES: usize = 64;

/// The workspace up to a moment, which only goes on.
pub struct Past {
    from: i64,
    first: Option<i64>,
    ledger: Ledger,
    rest: BTreeMap<(i64, Dot), Change>,
    // Records as they stand, by their last changes: nothing that is not known is missing from then on.
    whole: BTreeMap<(i64, Dot), Record>,
}

impl Past {
    /// One that is looked at from a moment on, in milliseconds since 1970. It is empty.
    pub fn new(from: i64) -> Self {
        Self {
            from,
            first: None,
            ledger: Ledger::new(),
            rest: BTreeMap::new(),
            whole: BTreeMap::new(),
        }
    }

    /// Takes a record that stands now as it stood from the first moment on. `false` where something was
    /// written to it since: then its changes are needed ([`take_changes`](Self::take_changes)).
    pub fn take(&mut self, record: &Record) -> bool {
        let newest = record.marks().iter().map(|mark| mark.at).max();
        let stands = newest.is_some_and(|newest| newest <= self.from);
        if stands {
            self.note(record.marks().iter().map(|mark| mark.at).min());
            self.ledger.join(record.clone());
        }
        stands
    }

    /// Takes a record in by the changes to it that are known here. What stands in it and is in none of them
    /// counts as written when it says, over whatever else was written there.
    pub fn take_changes(&mut self, record: &Record, mut changes: Changes) {
        let bare = unknown(record, &changes);
        changes.extend(bare.into_iter().map(|change| (change.dot, change)));
        let times = times(&changes);
        let mut last = None;
        for (dot, change) in changes {
            let at = times.get(&dot).copied().unwrap_or(change.at);
            self.note(Some(at));
            self.rest.insert((at, dot), change);
            last = last.max(Some((at, dot)));
        }
        self.whole.extend(last.map(|last| (last, record.clone())));
    }

    /// When the first was written of all that was taken in.
    pub const fn first(&self) -> Option<i64> {
        self.first
    }

    /// Goes on to a moment while `go_on` says so; whether something is left to be written until then.
    pub fn go(&mut self, until: i64, mut go_on: impl FnMut() -> bool) -> bool {
        while let Some(next) = self.rest.first_entry() {
            if next.key().0 > until {
                return false;
            }
            if !go_on() {
                return true;
            }
            let (key, change) = next.remove_entry();
            self.ledger.apply_now(&change);
            if let Some(record) = self.whole.remove(&key) {
                self.ledger.join(record);
            }
        }
        false
    }

    /// The workspace as it was then.
    pub const fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn note(&mut self, at: Option<i64>) {
        self.first = self.first.into_iter().chain(at).min();
    }
}

// What stands in a record by changes that are not known, as changes.
fn unknown(record: &Record, changes: &Changes) -> Vec<Change> {
    let mut writes: BTreeMap<Dot, Vec<Write>> = BTreeMap::new();
    let mut wrote: HashMap<Path, Vec<Dot>> = HashMap::new();
    for (dot, change) in changes {
        for write in &change.writes {
            wrote.entry(write.path).or_default().push(*dot);
        }
    }
    let replaced = |slot: &Slot| -> Vec<Dot> {
        let stands = |dot: &Dot| slot.values.iter().any(|value| value.dot == *dot);
        let known = wrote.get(&slot.path).into_iter().flatten().copied();
        known.filter(|dot| !stands(dot)).collect()
    };
    for slot in record.slots() {
        for value in slot
            .values
            .iter()
            .filter(|value| !changes.contains_key(&value.dot))
        {
            writes.entry(value.dot).or_default().push(Write {
                path: slot.path,
                over: replaced(slot),
                value: Some(value.text.clone()),
            });
        }
    }
    let change = |(dot, writes): (Dot, Vec<Write>)| {
        let mark = record.mark(dot)?;
        Some(bare(record, mark, writes))
    };
    writes.into_iter().filter_map(change).collect()
}

fn bare(record: &Record, mark: &Mark, writes: Vec<Write>) -> Change {
    let after = writes.iter().flat_map(|write| write.over.iter().copied());
    Change {
        dot: mark.dot,
        record: record.id,
        kind: record.kind,
        at: mark.at,
        by: mark.by.clone(),
        note: None,
        after: after.collect(),
        writes,
        purges: Purged::none(),
        prev: String::new(),
        salt: String::new(),
        kept_hash: String::new(),
    }
}

// When each change counts as made: when it says, but after those that it was made after, and after those
// before it at its replica, which a context counts as seen with it.
fn times(changes: &Changes) -> HashMap<Dot, i64> {
    let mut times: HashMap<Dot, i64> = changes.iter().map(|(dot, one)| (*dot, one.at)).collect();
    for _ in 0..PASSES {
        let (mut moved, mut before) = (false, None::<Dot>);
        for (dot, change) in changes {
            let own = before
                .replace(*dot)
                .filter(|one| one.replica == dot.replica);
            let seen = change.after.iter().chain(&own);
            let seen = seen.filter_map(|seen| times.get(seen)).max();
            let least = seen.map(|seen| seen.saturating_add(1));
            if let (Some(least), Some(at)) = (least, times.get_mut(dot))
                && *at < least
            {
                *at = least;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    times
}
