//! Which records share a row of storage: segments of up to 256 records, so that
//! reading all is a few large reads and an edit rewrites little.

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
    open: Option<Name>,
}

impl Layout {
    /// Notes that a segment holds the record.
    pub fn place(&mut self, name: &str, record: Id) {
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
        self.print_with(name, |id| ledger.record(id))
    }

    /// A segment's text, with the records that `find` gives.
    pub fn print_with<'a>(&self, name: &str, find: impl Fn(Id) -> Option<&'a Record>) -> String {
        let mut out = String::new();
        let members = self.members.get(name).into_iter().flatten();
        for record in members.filter_map(|id| find(*id)) {
            line::write_line(record, &mut out);
            out.push('\n');
        }
        out
    }
}
