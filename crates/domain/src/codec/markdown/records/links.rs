//! Records by the names that texts give them.

use std::collections::BTreeSet;

use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Text};

use crate::view::View;

/// The record of a kind that has this title, without regard to case. What is linked already stays
/// if that is its title; of several others it is none, as nobody said which.
pub fn named(view: &View<'_>, kind: &'static str, title: &str, linked: Option<Id>) -> Option<Id> {
    match titled(view, kind, title).as_slice() {
        _ if linked.is_some_and(|id| bears(view, id, title)) => linked,
        [only] => Some(*only),
        _ => None,
    }
}

/// The records of a kind that have this title, without regard to case.
pub fn titled(view: &View<'_>, kind: &'static str, title: &str) -> Vec<Id> {
    let title = small(title);
    let live = view.live(kind).filter(|_| !title.is_empty());
    let same = live.filter(|record| small(&record.text("title")) == title);
    same.map(|record| record.id).collect()
}

/// The records that a list of names stands for, given those that are linked already, and the names
/// that fit none or several.
pub fn all_named<'n>(
    view: &View<'_>,
    kind: &'static str,
    names: &'n [String],
    linked: &[Id],
) -> (BTreeSet<Id>, Vec<&'n str>) {
    // What has no title was not named, so it was not left out either.
    let unnamed = linked.iter().filter(|id| bears(view, **id, ""));
    let mut found = unnamed.copied().into_set();
    let mut left = Vec::new();
    for name in names {
        let mut same = linked.iter().filter(|id| bears(view, **id, name));
        let held = same.find(|id| !found.contains(id)).copied();
        match held.or_else(|| named(view, kind, name, None)) {
            Some(id) => drop(found.insert(id)),
            None => left.push(name.as_str()),
        }
    }
    (found, left)
}

/// Whether a text that was exported gives this record this name: none where it is gone.
fn bears(view: &View<'_>, id: Id, name: &str) -> bool {
    let record = view.linked(Some(&Text::string(&id.to_string())));
    let title = record.map(|record| small(&record.text("title")));
    title.unwrap_or_default() == small(name)
}

// As the normal form of a draft has it: one line, single spaces.
fn small(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ").to_lowercase()
}
