//! What was purged of a record (M17): values that are gone for good, told by the changes that
//! wrote them. It only ever grows, so that a copy that still has a value loses it when it hears.

use crate::change::Change;
use crate::context::Context;
use crate::id::{Dot, Id};
use crate::line;
use crate::path::{Key, Path};
use crate::record::{Record, Slot};
use crate::scan::{Scan, Scanned};
use crate::sort::Arrange;
use crate::text::{self, Text};

/// Stands for all fields of a record or of an item. No register has this name.
const ALL: Key = Key::new("~all");

/// What is purged of a record: for each register the changes whose values are gone; for a
/// whole record or item, the newest change of each replica up to which all of it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged(Vec<(Path, Vec<Dot>)>);

/// What a person purges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purge {
    /// The record.
    pub record: Id,
    pub(crate) path: Path,
    pub(crate) dots: Vec<Dot>,
}

impl Purge {
    /// All that was ever written into a record, as far as it is known here.
    pub const fn record(record: Id) -> Self {
        Self {
            record,
            path: Path::field(ALL),
            dots: Vec::new(),
        }
    }

    /// All that was ever written into an item of a list, as far as it is known here.
    pub const fn item(record: Id, list: Key, item: Id) -> Self {
        Self {
            record,
            path: Path::item(list, item, ALL),
            dots: Vec::new(),
        }
    }

    /// What some changes wrote into a register.
    pub const fn values(record: Id, path: Path, dots: Vec<Dot>) -> Self {
        Self { record, path, dots }
    }

    /// Whether it takes a whole record or item.
    pub(crate) fn is_whole(&self) -> bool {
        self.path.field == ALL
    }
}

impl Purged {
    /// Nothing.
    pub const fn none() -> Self {
        Self(Vec::new())
    }

    /// Whether nothing is purged.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether what a change wrote into a register is purged.
    pub fn has(&self, path: Path, dot: Dot) -> bool {
        if self.0.is_empty() {
            return false;
        }
        let upto = |whole: Path| {
            let dots = self.dots(whole).iter();
            let mut same = dots.filter(|upto| upto.replica == dot.replica);
            same.any(|upto| upto.counter >= dot.counter)
        };
        self.dots(path).binary_search(&dot).is_ok()
            || upto(Path::field(ALL))
            || path.is_item() && upto(Path::item(path.list, path.item, ALL))
    }

    /// Whether something of a register is purged.
    pub fn touches(&self, path: Path) -> bool {
        let whole = Path::item(path.list, path.item, ALL);
        [path, whole, Path::field(ALL)]
            .iter()
            .any(|path| !self.dots(*path).is_empty())
    }

    /// Whether the whole record was purged at some time.
    pub fn is_whole(&self) -> bool {
        !self.dots(Path::field(ALL)).is_empty()
    }

    /// Whether items of a list, or the record with all its lists, were purged whole.
    pub fn takes_items(&self, list: Key) -> bool {
        let mut wholes = self.0.iter().filter(|(path, _)| path.field == ALL);
        wholes.any(|(path, _)| path.list == list || !path.is_item())
    }

    /// The registers of which single values are purged, in order.
    pub fn registers(&self) -> impl Iterator<Item = Path> {
        let paths = self.0.iter().map(|(path, _)| *path);
        paths.filter(|path| path.field != ALL)
    }

    fn dots(&self, path: Path) -> &[Dot] {
        let found = self.0.binary_search_by(|entry| entry.0.cmp(&path));
        found.map_or(&[], |at| &self.0[at].1)
    }

    /// Takes more in.
    pub(crate) fn add(&mut self, path: Path, dots: impl IntoIterator<Item = Dot>) {
        let found = self.0.binary_search_by(|entry| entry.0.cmp(&path));
        let mut all: Vec<Dot> = dots.into_iter().collect();
        if all.is_empty() {
            return;
        }
        let at = found.unwrap_or_else(|at| {
            self.0.insert(at, (path, Vec::new()));
            at
        });
        let own = &mut self.0[at].1;
        all.append(own);
        *own = if path.field == ALL {
            all.into_iter().collect::<Context>().entries().collect()
        } else {
            all.arrange();
            all.dedup();
            all
        };
    }

    /// Takes in what is purged elsewhere.
    pub(crate) fn join(&mut self, other: &Self) {
        for (path, dots) in &other.0 {
            self.add(*path, dots.iter().copied());
        }
    }

    /// As JSON: `{"title":["<replica>:<n>",…],"steps/<id>/~all":[…]}`.
    pub(crate) fn print(&self, out: &mut String) {
        out.push('{');
        for (n, (path, dots)) in self.0.iter().enumerate() {
            out.push_str(if n == 0 { "" } else { "," });
            text::quote(&name(*path), out);
            out.push_str(":[");
            for (n, dot) in dots.iter().enumerate() {
                out.push_str(if n == 0 { "\"" } else { ",\"" });
                out.push_str(&dot.to_string());
                out.push('"');
            }
            out.push(']');
        }
        out.push('}');
    }

    /// Reads what [`Self::print`] writes.
    pub(crate) fn read(scan: &mut Scan<'_>) -> Scanned<Self> {
        let mut purged = Self::none();
        scan.object(|scan, name| {
            let path = parse(&name).ok_or_else(|| scan.fail("not a field's path"))?;
            let dots = crate::change::read_dots(scan)?;
            purged.add(path, dots);
            Ok(())
        })?;
        Ok(purged)
    }
}

// A path ends in the name of its field, and a whole record's or item's in `~all` as it is.
fn name(path: Path) -> String {
    if path.field != ALL {
        return path.to_string();
    }
    let field = Key::new("x");
    let mut name = Path { field, ..path }.to_string();
    name.pop();
    name.push_str(ALL.as_str());
    name
}

fn parse(name: &str) -> Option<Path> {
    let Some(front) = name.strip_suffix(ALL.as_str()) else {
        return name.parse().ok();
    };
    let path: Path = format!("{front}x").parse().ok()?;
    let whole = if path.is_item() {
        path.field == "x"
    } else {
        front.is_empty()
    };
    whole.then_some(Path { field: ALL, ..path })
}

impl Record {
    /// What is purged of it.
    pub const fn purged(&self) -> &Purged {
        &self.purged
    }

    /// Whether it was purged whole, and nobody wrote anything into it since.
    pub fn is_purged(&self) -> bool {
        let gone = |slot: &Slot| slot.path.is_tombstone() || slot.values.is_empty();
        self.purged.is_whole() && self.slots.iter().all(gone)
    }

    /// Takes values out for good. Gives whether anything more is purged now than before.
    pub fn purge(&mut self, more: &Purged) -> bool {
        let before = self.purged.clone();
        self.purged.join(more);
        self.drop_purged();
        self.purged != before
    }

    /// Keeps the rule that no purged value stands in a register.
    pub(crate) fn drop_purged(&mut self) {
        if self.purged.is_empty() {
            return;
        }
        let purged = &self.purged;
        for slot in &mut self.slots {
            slot.values
                .retain(|value| !purged.has(slot.path, value.dot));
        }
        self.slots
            .retain(|slot| !slot.values.is_empty() || slot.known.is_some());
        self.tidy_marks();
    }
}

impl Change {
    /// Takes out what is purged of the record that it belongs to. Its dot stays, and what it
    /// was called by the next change of its chain: its former hash. Gives whether it changed.
    pub fn purge(&mut self, purged: &Purged) -> bool {
        let dot = self.dot;
        let hit =
            |write: &crate::change::Write| write.value.is_some() && purged.has(write.path, dot);
        if !self.writes.iter().any(hit) {
            return false;
        }
        self.kept_hash = self.hash();
        self.salt.clear();
        for write in self.writes.iter_mut().filter(|write| hit(write)) {
            write.value = None;
        }
        true
    }
}

/// The changes that wrote a value into a register, as far as record and history know.
pub fn writers(
    record: &Record,
    history: &[Change],
    path: Path,
    is: impl Fn(&Text) -> bool,
) -> Vec<Dot> {
    let now = record.slot(path).map_or(&[][..], |slot| &slot.values);
    let now = now.iter().filter(|value| is(&value.text));
    let mut dots: Vec<Dot> = now.map(|value| value.dot).collect();
    for change in history.iter().filter(|change| change.record == record.id) {
        let writes = change.writes.iter().filter(|write| write.path == path);
        let values = writes.filter_map(|write| write.value.as_ref());
        dots.extend(values.filter(|text| is(text)).map(|_| change.dot));
    }
    dots.arrange();
    dots.dedup();
    dots
}

/// A stored line, a record's or a change's, without what is purged; `None` when nothing of it
/// is. `found` is told each value that goes.
pub fn scrub<'a>(
    line: &str,
    purged: impl Fn(Id) -> Option<&'a Purged>,
    found: &mut dyn FnMut(Path, &Text),
) -> Option<String> {
    let purged = |id: Id| purged(id).filter(|purged| !purged.is_empty());
    if let Some(purged) = crate::change::record_of(line).and_then(purged) {
        let before = Change::parse(line).ok()?;
        let mut after = before.clone();
        if !after.purge(purged) {
            return None;
        }
        for (was, is) in before.writes.iter().zip(&after.writes) {
            if let (Some(text), None) = (&was.value, &is.value) {
                found(was.path, text);
            }
        }
        return Some(after.print());
    }
    let purged = line::id_of(line).and_then(purged)?;
    let before = line::read(&mut Scan::new(line)).ok()?;
    let mut after = before.clone();
    after.purge(purged);
    if after == before {
        return None;
    }
    for slot in before.slots() {
        let gone = slot
            .values
            .iter()
            .filter(|value| purged.has(slot.path, value.dot));
        gone.for_each(|value| found(slot.path, &value.text));
    }
    Some(line::print(&after))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::ReplicaId;

    fn dot(counter: u64) -> Dot {
        let replica = ReplicaId(7);
        Dot { replica, counter }
    }

    #[test]
    fn m17_what_is_purged_prints_and_parses() {
        let item = Id::mint(5, [3; 16]);
        let mut purged = Purged::none();
        purged.add(Path::of("a/b~c"), [dot(2), dot(1), dot(2)]);
        purged.add(Path::of("x~all"), [dot(3)]);
        purged.add(Path::field(ALL), [dot(4), dot(2)]);
        purged.add(Path::item(Key::new("steps"), item, ALL), [dot(9)]);
        let mut out = String::new();
        purged.print(&mut out);
        assert_eq!(Purged::read(&mut Scan::new(&out)), Ok(purged.clone()));
        assert_eq!(purged.dots(Path::field(ALL)), [dot(4)]);
        for bad in ["{\"a/~all\":[]}", "{\"x~all\":[]}", "{\"~all/x\":[]}"] {
            assert!(Purged::read(&mut Scan::new(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn m17_a_whole_takes_all_up_to_a_change_and_a_value_only_itself() {
        let (steps, item) = (Key::new("steps"), Id::mint(5, [3; 16]));
        let mut purged = Purged::none();
        purged.add(Path::of("title"), [dot(2)]);
        purged.add(Path::item(steps, item, ALL), [dot(5)]);
        assert!(purged.has(Path::of("title"), dot(2)));
        assert!(!purged.has(Path::of("title"), dot(1)));
        assert!(!purged.has(Path::of("notes"), dot(2)));
        let text = Path::item(steps, item, Key::new("text"));
        assert!(purged.has(text, dot(5)) && purged.has(text, dot(1)));
        assert!(!purged.has(text, dot(6)));
        let other = Path::item(steps, Id::mint(6, [3; 16]), Key::new("text"));
        assert!(!purged.has(other, dot(1)));
    }
}
