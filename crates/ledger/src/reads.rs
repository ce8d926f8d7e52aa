//! What is read of a ledger while something is worked out, so that it can be worked out again when that
//! changed, and only then.
//!
//! A thing that can be read has a sign: a record, a kind as a whole, who claims a code, who mentions a
//! record. Two things may share a sign (they are 64 bits); then one is worked out once too often.

use crate::id::Id;
use crate::index;
use crate::path::{Key, Path};
use crate::record::Record;
use crate::text::Text;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};

/// What stands for something that can be read.
pub type Sign = u64;

/// Everything: what looks at all records, of whatever kind.
pub const ALL: Sign = 1;

#[derive(Default)]
struct Open {
    /// What was read.
    read: Vec<Sign>,
    /// The kinds whose revisions were asked for.
    asked: Vec<Sign>,
}

thread_local! {
    static NOTES: Cell<bool> = const { Cell::new(false) };
    static OPEN: RefCell<Open> = RefCell::default();
}

/// Does something and gives the signs of all that was read meanwhile, rising, each once.
pub fn noted<T>(work: impl FnOnce() -> T) -> (T, Box<[Sign]>) {
    let outer = OPEN.take();
    let was = NOTES.replace(true);
    let done = work();
    NOTES.set(was);
    let Open { mut read, asked } = OPEN.replace(outer);
    read.extend(asked);
    crate::sort::Arrange::arrange(&mut *read);
    read.dedup();
    (done, read.into())
}

/// Does something without noting what it reads: for what is kept, and noted by another sign.
pub fn unnoted<T>(work: impl FnOnce() -> T) -> T {
    let was = NOTES.replace(false);
    let done = work();
    NOTES.set(was);
    done
}

/// Notes one sign instead of the kinds whose revisions were asked for just now.
pub fn instead(sign: Sign) {
    if NOTES.get() {
        OPEN.with_borrow_mut(|open| open.asked.clear());
        note(sign);
    }
}

/// What was asked for until now is noted, whatever comes [`instead`].
pub fn settle() {
    if NOTES.get() {
        OPEN.with_borrow_mut(|open| {
            let Open { read, asked } = open;
            read.append(asked);
        });
    }
}

/// Notes that something was read.
pub fn note(sign: Sign) {
    if NOTES.get() {
        OPEN.with_borrow_mut(|open| {
            if open.read.last() != Some(&sign) {
                open.read.push(sign);
            }
        });
    }
}

pub(crate) fn note_record(id: Id) {
    if NOTES.get() {
        note(of_record(id));
    }
}

pub(crate) fn note_kind(kind: Key) {
    if NOTES.get() {
        note(of_kind(kind));
    }
}

pub(crate) fn note_claims(kind: Key, code: &Text) {
    if NOTES.get() {
        note(of_claims(kind, code));
    }
}

pub(crate) fn note_mentions(id: Id) {
    if NOTES.get() {
        note(of_mentions(id));
    }
}

// A revision that was asked for: of a whole that is kept, or by who looks himself.
pub(crate) fn note_revision(kind: Key) {
    if NOTES.get() {
        OPEN.with_borrow_mut(|open| open.asked.push(of_kind(kind)));
    }
}

// Mixed as in FNV-1a, eight bytes at a time.
#[derive(Clone, Copy)]
struct Mix(u64);

impl Hasher for Mix {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for part in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..part.len()].copy_from_slice(part);
            self.0 = (self.0.rotate_left(23) ^ u64::from_le_bytes(eight))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
}

/// The sign of something, of a sort of its own.
pub fn sign(sort: u8, of: &impl Hash) -> Sign {
    let mut mix = Mix(0xcbf2_9ce4_8422_2325 ^ u64::from(sort));
    of.hash(&mut mix);
    // The first few stand for themselves.
    mix.finish() | 16
}

/// The sign of a record.
pub fn of_record(id: Id) -> Sign {
    sign(1, &id.0)
}

/// The sign of all records of a kind.
pub fn of_kind(kind: Key) -> Sign {
    sign(2, &kind.as_str())
}

pub(crate) fn of_claims(kind: Key, code: &Text) -> Sign {
    sign(3, &(kind.as_str(), code.as_str()))
}

pub(crate) fn of_mentions(id: Id) -> Sign {
    sign(4, &id.0)
}

/// How many signs are remembered.
const REMEMBERED: usize = 16_384;

/// The signs of what was written, with the records by which, once somebody wants to know.
#[derive(Default)]
pub(crate) struct Journal {
    wanted: AtomicBool,
    count: u64,
    last: VecDeque<(Sign, Id)>,
}

impl Journal {
    // How much was written; from now on it is remembered.
    pub(crate) fn begin(&self) -> u64 {
        self.wanted.store(true, Ordering::Relaxed);
        self.count
    }

    // What follows from some registers of a record: before they change, and after.
    pub(crate) fn add(&mut self, record: &Record, paths: impl Iterator<Item = Path>) {
        if !self.wanted.load(Ordering::Relaxed) {
            return;
        }
        let id = record.id;
        for sign in [of_record(id), of_kind(record.kind), ALL] {
            self.push(sign, id);
        }
        index::signs(record, paths, |sign| self.push(sign, id));
    }

    // The same of a whole record.
    pub(crate) fn add_all(&mut self, record: &Record) {
        self.add(record, record.slots().iter().map(|slot| slot.path));
    }

    fn push(&mut self, sign: Sign, record: Id) {
        self.count += 1;
        if self.last.len() == REMEMBERED {
            self.last.pop_front();
        }
        self.last.push_back((sign, record));
    }

    pub(crate) fn since(&self, count: u64) -> Option<impl Iterator<Item = (Sign, Id)>> {
        let missed = usize::try_from(self.count.checked_sub(count)?).ok()?;
        let from = self.last.len().checked_sub(missed)?;
        Some(self.last.iter().skip(from).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Edit, Ledger, Stamp};

    const RISK: Key = Key::new("risk");
    const TITLE: Path = Path::of("title");

    fn id(n: u8) -> Id {
        Id([n; 16])
    }

    fn write(ledger: &mut Ledger, record: Id, path: Path, text: Text) -> Vec<Sign> {
        let until = ledger.written_until();
        let edit = Edit {
            record,
            kind: RISK,
            path,
            value: text,
        };
        let stamp = Stamp {
            at: 0,
            by: "".into(),
            note: None,
            random: 1,
        };
        ledger.commit(&[edit], &stamp).expect("an edit");
        let signs = ledger.signs_since(until).expect("remembered");
        signs.map(|(sign, _)| sign).collect()
    }

    #[test]
    fn what_was_read_is_told_by_what_is_written() {
        let mut ledger = Ledger::new();
        write(&mut ledger, id(1), TITLE, Text::string("Flood"));
        let link = Path::of("service");
        let other = Text::string(&id(9).to_string());
        let ((), reads) = noted(|| {
            ledger.record(id(1));
            assert_eq!(ledger.mentions(id(9)).count(), 0);
            assert_eq!(ledger.claims(RISK, &Text::string("R-1")).count(), 0);
        });
        let touches =
            |signs: &[Sign], reads: &[Sign]| signs.iter().any(|sign| reads.contains(sign));
        let of_kind = noted(|| ledger.of_kind(RISK).count()).1;
        let quiet = write(&mut ledger, id(2), TITLE, Text::string("Fire"));
        assert!(!touches(&quiet, &reads), "another record");
        assert!(touches(&quiet, &of_kind));
        let named = write(&mut ledger, id(2), link, other);
        assert!(touches(&named, &reads), "it mentions what was asked about");
        let gone = write(&mut ledger, id(2), link, Text::string(""));
        assert!(touches(&gone, &reads), "no longer");
        let code = Path::of("code");
        let claimed = write(&mut ledger, id(3), code, Text::string("R-1"));
        assert!(touches(&claimed, &reads), "it claims that code");
        let left = write(&mut ledger, id(3), code, Text::string("R-2"));
        assert!(touches(&left, &reads), "no longer");
        let own = write(&mut ledger, id(1), TITLE, Text::string("Storm"));
        assert!(touches(&own, &reads));
    }

    #[test]
    fn one_sign_stands_for_what_a_whole_was_made_of_and_nothing_else() {
        let mut ledger = Ledger::new();
        write(&mut ledger, id(1), TITLE, Text::string("Flood"));
        let (whole, looks) = (sign(9, &1_u8), Key::new("service"));
        let ((), reads) = noted(|| {
            ledger.revision(looks);
            settle();
            ledger.revision(RISK);
            instead(whole);
            unnoted(|| ledger.record(id(1)));
        });
        let mut all = [whole, of_kind(looks)];
        crate::sort::Arrange::arrange(&mut all[..]);
        assert_eq!(*reads, all);
        let (inner, outer) = noted(|| noted(|| ledger.record(id(1)).is_some()).1);
        assert_eq!((inner.len(), outer.len()), (1, 0), "each has its own");
    }

    #[test]
    fn what_nobody_remembers_is_not_told() {
        let mut ledger = Ledger::new();
        let until = ledger.written_until();
        for n in 0..=REMEMBERED / 3 {
            write(&mut ledger, id(1), TITLE, Text::string(&n.to_string()));
        }
        assert!(ledger.signs_since(until).is_none());
    }
}
