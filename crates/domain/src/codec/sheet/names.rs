//! Records by what texts call them: id, code and title, code, title.

use crate::rooms;
use crate::view::View;
use holdfast_ledger::{Id, Key};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The records that texts may name: those of the file that is read, and those of the workspace. What is
/// here is indexed when a text first may name a record of its kind, as few columns name any.
#[derive(Default)]
pub struct Names<'a> {
    view: Option<&'a View<'a>>,
    file: Index,
    here: RefCell<BTreeMap<Key, Index>>,
}

/// The records of one name, by it.
type Index = BTreeMap<(Tier, String), Vec<(Key, Id)>>;

/// What a name is; what comes first is looked for first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Whole,
    Code,
    Title,
}

const TIERS: [Tier; 3] = [Tier::Whole, Tier::Code, Tier::Title];

impl<'a> Names<'a> {
    /// The records of a workspace that are not deleted.
    pub fn of(view: &'a View<'a>) -> Self {
        Self {
            view: Some(view),
            ..Self::default()
        }
    }

    /// Adds what a record of the file is called.
    pub fn add(&mut self, kind: Key, id: Id, code: &str, title: &str) {
        add(&mut self.file, (kind, id), code, title);
    }

    /// The record of one of these kinds (none given: of any) that a text names.
    ///
    /// # Errors
    /// When it names none or several, as a sentence.
    pub fn find(&self, text: &str, kinds: &[&str]) -> Result<Id, String> {
        if let Ok(id) = text.trim().parse() {
            return Ok(id);
        }
        for tier in TIERS {
            let name = (tier, small(text));
            let fits = |kind: Key| kinds.is_empty() || kinds.contains(&kind.as_str());
            let own = self.file.get(&name).into_iter().flatten();
            let own = own.filter(|(kind, _)| fits(*kind)).map(|(_, id)| *id);
            let own: Vec<Id> = own.collect();
            // A file means its own records by the names in it.
            if let [only] = own.as_slice() {
                return Ok(*only);
            }
            let mut same = own;
            for kind in rooms::kinds().filter(|kind| fits(kind.key())) {
                self.here(kind.key(), &name, &mut same);
            }
            match same.as_slice() {
                [only] => return Ok(*only),
                [] => {}
                _ => return Err(format!("Several records are called “{}”.", text.trim())),
            }
        }
        Err(format!("There is no record called “{}”.", text.trim()))
    }

    // Adds the records of a kind that are here and have a name.
    fn here(&self, kind: Key, name: &(Tier, String), same: &mut Vec<Id>) {
        let Some(view) = self.view else { return };
        let mut here = self.here.borrow_mut();
        let index = here.entry(kind).or_insert_with(|| {
            let mut index = Index::new();
            let records = view.ledger.of_kind(kind);
            for record in records.filter(|record| !record.is_deleted()) {
                let (code, title) = (record.text("code"), record.text("title"));
                add(&mut index, (kind, record.id), &code, &title);
            }
            index
        });
        for (_, id) in index.get(name).into_iter().flatten() {
            if !same.contains(id) {
                same.push(*id);
            }
        }
    }
}

fn add(index: &mut Index, named: (Key, Id), code: &str, title: &str) {
    let whole = format!("{code} {title}");
    let both = !code.trim().is_empty() && !title.trim().is_empty();
    for (tier, name) in [
        (Tier::Whole, if both { &*whole } else { "" }),
        (Tier::Code, code),
        (Tier::Title, title),
    ] {
        let name = small(name);
        if name.is_empty() {
            continue;
        }
        let same = index.entry((tier, name)).or_default();
        if !same.contains(&named) {
            same.push(named);
        }
    }
}

fn small(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
