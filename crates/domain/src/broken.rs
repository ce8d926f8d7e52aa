//! Rules that a merge breaks (M13): merging refuses nothing, so what then is wrong with records is
//! told, beside what was wrong with them before.

use crate::describe::{Finding, Tone};
use crate::rooms;
use crate::view::View;
use holdfast_ledger::{Id, Record};
use std::collections::HashMap;

/// A rule that a merge broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The record that breaks it now.
    pub record: Id,
    /// How bad it is.
    pub tone: Tone,
    /// What is wrong and what to do, as a sentence.
    pub text: String,
}

/// What was wrong with records before a merge.
#[derive(Clone, Debug, Default)]
pub struct Before(HashMap<Id, Vec<Finding>>);

impl Before {
    /// Notes what is wrong with a record as it is, with a deleted one too: it may come back.
    pub fn note(&mut self, record: &Record, view: &View<'_>) {
        self.0
            .entry(record.id)
            .or_default()
            .append(&mut findings(record, view));
    }

    /// The rules that a record breaks since. A rule that it broke before as often is none of them,
    /// though its words may have changed.
    pub fn broken(&self, record: &Record, view: &View<'_>) -> Vec<Broken> {
        let before = self.0.get(&record.id).map_or(&[][..], Vec::as_slice);
        if !View::is_live(record) {
            return Vec::new();
        }
        let now = findings(record, view);
        let often = |all: &[Finding], rule: &str| all.iter().filter(|one| one.rule == rule).count();
        let is_new = |one: &&Finding| {
            let same = before
                .iter()
                .any(|old| old.rule == one.rule && old.text == one.text);
            !same && often(&now, one.rule) > often(before, one.rule)
        };
        let told = now.iter().filter(is_new).map(|one| Broken {
            record: record.id,
            tone: one.tone,
            text: one.text.clone(),
        });
        told.collect()
    }
}

// What a person has to decide anyway is listed as a conflict.
fn findings(record: &Record, view: &View<'_>) -> Vec<Finding> {
    let kind = rooms::kind(record.kind.as_str());
    let mut found = kind
        .map(|kind| (kind.findings)(record, view))
        .unwrap_or_default();
    found.retain(|finding| !finding.rule.ends_with("-disputed"));
    found
}

#[cfg(test)]
mod tests {
    use super::Before;
    use crate::testing::World;
    use holdfast_ledger::Ledger;
    use serde_json::json;

    #[test]
    fn m13_what_a_merge_breaks_is_told_and_what_was_broken_before_is_not() {
        let mut here = World::new();
        let person = here.person("Ada");
        let role = here.add("role", &[("title", json!("Duty manager"))]);
        let mut there = here.fork(7);
        there.delete(person);
        here.set(role, "primary", json!(person.to_string()));
        let mut before = Before::default();
        before.note(here.record(role), &here.view());
        let worse = here.findings(role);
        assert!(!worse.is_empty(), "it has no deputy");
        here.merge(&there);
        assert!(here.finds(role, "role-holder-gone"));
        let broken = before.broken(here.record(role), &here.view());
        let texts: Vec<&str> = broken.iter().map(|one| &*one.text).collect();
        assert_eq!(broken.len(), 1, "{texts:?}");
        assert!(worse.iter().all(|old| !texts.contains(&&*old.text)));
        // What was wrong with a record that was deleted is nothing new once it is back.
        let kind = here.record(role).kind;
        here.commit(&[Ledger::delete(role, kind)]);
        let mut gone = Before::default();
        gone.note(here.record(role), &here.view());
        here.commit(&[Ledger::undelete(role, kind)]);
        assert_eq!(gone.broken(here.record(role), &here.view()), []);
        // Noted anew, nothing is broken since.
        let mut since = Before::default();
        since.note(here.record(role), &here.view());
        assert_eq!(since.broken(here.record(role), &here.view()), []);
    }
}
