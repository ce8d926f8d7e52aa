//! Records by what texts call them: id, code and title, code, title.

use crate::view::View;
use holdfast_ledger::{Id, Key};
use std::collections::BTreeMap;

/// The records that texts may name: those of the workspace, and those of the file that is read.
#[derive(Default)]
pub struct Names {
    by: BTreeMap<(Tier, String), Vec<Named>>,
}

/// A record that has a name.
struct Named {
    kind: Key,
    id: Id,
    /// Whether the file that is read has it.
    of_file: bool,
}

/// What a name is; what comes first is looked for first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tier {
    Whole,
    Code,
    Title,
}

const TIERS: [Tier; 3] = [Tier::Whole, Tier::Code, Tier::Title];

impl Names {
    /// The records of a workspace that are not deleted.
    pub fn of(view: &View<'_>) -> Self {
        let mut names = Self::default();
        for record in view.ledger.records().filter(|record| !record.is_deleted()) {
            let (code, title) = (record.text("code"), record.text("title"));
            names.add(record.kind, record.id, (&code, &title), false);
        }
        names
    }

    /// Adds what a record is called.
    pub fn add(&mut self, kind: Key, id: Id, (code, title): (&str, &str), of_file: bool) {
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
            let same = self.by.entry((tier, name)).or_default();
            match same.iter_mut().find(|named| named.id == id) {
                Some(named) => named.of_file |= of_file,
                None => same.push(Named { kind, id, of_file }),
            }
        }
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
            let same = self.by.get(&(tier, small(text))).into_iter().flatten();
            let fits = |named: &&Named| kinds.is_empty() || kinds.contains(&named.kind.as_str());
            let same: Vec<&Named> = same.filter(fits).collect();
            // A file means its own records by the names in it.
            let own: Vec<&&Named> = same.iter().filter(|named| named.of_file).collect();
            match (own.as_slice(), same.as_slice()) {
                ([only], _) => return Ok(only.id),
                (_, [only]) => return Ok(only.id),
                (_, []) => {}
                _ => return Err(format!("Several records are called “{}”.", text.trim())),
            }
        }
        Err(format!("There is no record called “{}”.", text.trim()))
    }
}

fn small(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
