//! A service with all the others beside it, and how figures and findings speak of them.

use super::catalogue::Catalogue;
use super::net::Kinds;
use super::node::{Node, Proof};
use crate::describe::{Cell, Choice};
use crate::view::View;
use holdfast_ledger::{Id, Record};

/// A service that a figure or a finding is asked of.
pub(super) struct Asked<'a> {
    pub(super) service: &'a Record,
    pub(super) all: &'a Catalogue,
    pub(super) at: u32,
    pub(super) view: &'a View<'a>,
}

impl<'a> Asked<'a> {
    pub(super) fn node(&self) -> &'a Node {
        &self.all.nodes[self.at as usize]
    }

    pub(super) fn name(&self, node: u32) -> String {
        self.name_of(self.all.ids[node as usize])
    }

    pub(super) fn name_of(&self, id: Id) -> String {
        let record = self.view.there(id);
        record.map_or_else(
            || "(no longer there)".to_owned(),
            |record| self.view.name(record),
        )
    }

    /// A chain in words: `SVC-1 Admissions → SVC-2 Patient record`.
    pub(super) fn chain(&self, nodes: &[u32]) -> String {
        let names: Vec<String> = nodes.iter().map(|node| self.name(*node)).collect();
        names.join(" → ")
    }

    /// A figure from values that people disagree on says so (M5).
    pub(super) fn mark(&self, cell: &mut Cell) {
        if self.node().disputed {
            cell.inputs
                .push_str(" People disagree on what it depends on; the values shown were used.");
        }
    }
}

/// What a peak period is called.
pub(super) fn peak_name(service: &Record, peak: Id) -> String {
    let periods = service.loose_items(super::impact::PEAKS);
    let own = periods.filter(|period| period.id == peak);
    let name = own.map(|period| period.text("title").into_owned()).next();
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| "a peak period".to_owned())
}

/// The first node on the way down of whose own recovery not all is known.
pub(super) fn first_unknown(all: &Catalogue, node: u32) -> Option<u32> {
    let mut seen = vec![false; all.ids.len()];
    let mut open = vec![node];
    while let Some(next) = open.pop() {
        if std::mem::replace(&mut seen[next as usize], true) || all.back[next as usize].whole {
            continue;
        }
        if !all.own[next as usize].whole {
            return Some(next);
        }
        let first = all.net.down(next).iter();
        let first = first.filter(|edge| Kinds::FIRST.has(edge.kind));
        open.extend(first.map(|edge| edge.to));
    }
    None
}

/// What a proof was, in words: `Restore test on 2026-05-03`.
pub(super) fn proof_words(proof: &Proof, asked: &Asked<'_>) -> String {
    let how = super::PROOFS
        .iter()
        .find(|choice: &&Choice| choice.key == proof.how);
    let how = how.map_or("Proof", |choice| choice.label);
    let of = proof.of.map(|id| format!(", {}", asked.name_of(id)));
    format!("{how} on {}{}", proof.date, of.unwrap_or_default())
}

/// Whether a proof still holds.
pub(super) fn holds(proof: &Proof, asked: &Asked<'_>) -> bool {
    asked.all.holds(proof, asked.view.today())
}
