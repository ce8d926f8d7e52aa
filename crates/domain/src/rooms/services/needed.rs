//! The objective that a node inherits: the lowest of all that depend on it, hard and at any
//! distance.
//!
//! What something else can stand in for inherits nothing: there one of several is enough.

use super::net::{Needs, Net};
use holdfast_ledger::sort::Arrange;

/// The lowest objective of all that depend on a node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Needed {
    /// In minutes.
    pub minutes: f64,
    /// Whose objective it is.
    pub source: u32,
    /// What depends on the node itself, on the way from there; itself where that is the source.
    pub via: u32,
}

/// The lowest objectives that reach each node, its own among them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Inherited {
    /// Two each, of different nodes: in a circle the lowest may be a node's own.
    lowest: Vec<[Option<Needed>; 2]>,
}

impl Inherited {
    /// What objectives make of a graph. Of equals, that of the first node counts.
    pub fn of(net: &Net, own: &[Option<f64>]) -> Self {
        let mut sources: Vec<(f64, u32)> = own
            .iter()
            .enumerate()
            .filter_map(|(node, minutes)| Some(((*minutes)?, node as u32)))
            .collect();
        // Lowest first, so the first to reach a node are those that count.
        sources.arrange_by(|a, b| a.0.total_cmp(&b.0));
        let mut found = Self {
            lowest: vec![[None; 2]; net.nodes()],
        };
        let mut open: Vec<(u32, u32)> = Vec::new();
        for (minutes, source) in sources {
            open.push((source, source));
            while let Some((node, via)) = open.pop() {
                let arrived = Needed {
                    minutes,
                    source,
                    via,
                };
                if !found.take(node, arrived) {
                    continue;
                }
                let passes = net.down(node).iter();
                let passes =
                    passes.filter(|edge| edge.kind == Needs::Hard && !net.is_alternative(edge));
                open.extend(passes.map(|edge| (edge.to, node)));
            }
        }
        found
    }

    // Whether this is new to the node, and low enough.
    fn take(&mut self, node: u32, arrived: Needed) -> bool {
        for slot in &mut self.lowest[node as usize] {
            match slot {
                Some(known) if known.source == arrived.source => return false,
                Some(_) => {}
                None => {
                    *slot = Some(arrived);
                    return true;
                }
            }
        }
        false
    }

    /// What a node inherits, if anything that depends on it has an objective.
    pub fn by(&self, node: u32) -> Option<Needed> {
        let known = self.lowest[node as usize].into_iter().flatten();
        known.into_iter().find(|needed| needed.source != node)
    }

    /// From whose objective it is, to the node; the node alone where it inherits none.
    pub fn chain(&self, node: u32) -> Vec<u32> {
        let mut chain = vec![node];
        let Some(Needed { source, .. }) = self.by(node) else {
            return chain;
        };
        let mut at = node;
        while at != source {
            let known = self.lowest[at as usize].into_iter().flatten();
            let Some(needed) = known.into_iter().find(|needed| needed.source == source) else {
                break;
            };
            at = needed.via;
            chain.push(at);
        }
        chain.reverse();
        chain
    }
}
