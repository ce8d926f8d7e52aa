//! Which records share a row of storage: segments of up to 256 records, so that
//! reading all is a few large reads and an edit rewrites little.
//!
//! An import that changes a record here and there would rewrite most segments. It writes
//! what changed into *patches* instead: segments that hold newer states of records whose
//! home is elsewhere. Records join (M1), so the order of reading does not matter; folding
//! brings them home in the background.

use crate::id::Id;
use crate::ledger::Ledger;
use crate::line;
use crate::record::Record;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many records share a segment.
pub const SIZE: usize = 256;

/// The name of a segment: unique in its store, never used again for other content
/// while an import is staged.
pub type Name = String;

/// Where each record is kept.
#[derive(Default, Debug)]
pub struct Layout {
    of: HashMap<Id, Name>,
    members: BTreeMap<Name, BTreeSet<Id>>,
    patches: BTreeMap<Name, Vec<Id>>,
    open: Option<Name>,
}

/// The name of the n-th new segment of a rewrite.
pub fn home_name(generation: u32, n: usize) -> Name {
    format!("s{generation}-{n}")
}

/// The name of the n-th patch of a rewrite.
pub fn patch_name(generation: u32, n: usize) -> Name {
    format!("p{generation}-{n}")
}

impl Layout {
    /// Notes that a segment holds the record. A patch is nobody's home.
    pub fn place(&mut self, name: &str, record: Id) {
        if name.starts_with('p') {
            self.patches
                .entry(name.to_owned())
                .or_default()
                .push(record);
            return;
        }
        if let Some(old) = self.of.insert(record, name.to_owned())
            && let Some(members) = self.members.get_mut(&old)
        {
            members.remove(&record);
        }
        self.members
            .entry(name.to_owned())
            .or_default()
            .insert(record);
    }

    /// Forgets segments that are gone.
    pub fn keep_only(&mut self, live: impl Fn(&str) -> bool) {
        self.members.retain(|name, _| live(name));
        self.patches.retain(|name, _| live(name));
        self.of.retain(|_, name| live(name));
        self.open = None;
    }

    /// The segment that holds the record, if one does.
    pub fn segment_of(&self, record: Id) -> Option<&str> {
        self.of.get(&record).map(String::as_str)
    }

    /// The names of all segments.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.members.keys().map(String::as_str)
    }

    /// The patches, each with the records that it holds newer states of.
    pub const fn patches(&self) -> &BTreeMap<Name, Vec<Id>> {
        &self.patches
    }

    /// Gives each record a segment if it has none (`fresh` names new ones), and
    /// says which segments must be written for these records.
    pub fn assign(
        &mut self,
        records: impl IntoIterator<Item = Id>,
        mut fresh: impl FnMut() -> Name,
    ) -> BTreeSet<Name> {
        let mut dirty = BTreeSet::new();
        for record in records {
            let known = self.of.get(&record).cloned();
            let name = known.unwrap_or_else(|| {
                let name = self.open_segment(&mut fresh);
                self.place(&name, record);
                name
            });
            dirty.insert(name);
        }
        dirty
    }

    fn open_segment(&mut self, fresh: &mut impl FnMut() -> Name) -> Name {
        let full = |name: &Name| {
            self.members
                .get(name)
                .is_some_and(|members| members.len() >= SIZE)
        };
        match &self.open {
            Some(name) if !full(name) => name.clone(),
            _ => {
                let roomy = self
                    .members
                    .iter()
                    .rev()
                    .find(|(_, members)| members.len() < SIZE);
                let name = roomy.map_or_else(fresh, |(name, _)| name.clone());
                self.open = Some(name.clone());
                name
            }
        }
    }

    /// A segment's text, as the records stand now.
    pub fn print(&self, name: &str, ledger: &Ledger) -> String {
        let members = self.members.get(name).into_iter().flatten();
        print(members.filter_map(|id| ledger.record(*id)))
    }
}

/// A segment's text: a line for each record.
pub fn print<'a>(records: impl IntoIterator<Item = &'a Record>) -> String {
    let mut out = String::new();
    for record in records {
        line::write_line(record, &mut out);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Key, id::Id};

    fn id(n: u8) -> Id {
        Id::mint(1, [n; 16])
    }

    #[test]
    fn a_patch_is_nobodys_home_and_is_told_until_it_is_folded() {
        let mut layout = Layout::default();
        layout.place(&patch_name(2, 1), id(1));
        layout.place(&home_name(1, 1), id(1));
        assert_eq!(layout.segment_of(id(1)), Some("s1-1"));
        assert_eq!(layout.names().collect::<Vec<_>>(), ["s1-1"]);
        assert_eq!(layout.patches()["p2-1"], [id(1)]);
        layout.keep_only(|name| name != "p2-1");
        assert!(layout.patches().is_empty());
        assert_eq!(layout.segment_of(id(1)), Some("s1-1"));
    }

    #[test]
    fn a_line_tells_its_record_and_whether_it_is_equal() {
        let record = Record::new(id(7), Key::new("risk"));
        let text = line::print(&record);
        assert_eq!(line::id_of(&text), Some(id(7)));
        assert!(line::is(&record, &text));
        assert!(!line::is(&Record::new(id(7), Key::new("change")), &text));
        assert_eq!(line::id_of("{}"), None);
    }
}
