//! Single points of failure: what takes something important down alone.
//!
//! For each node, the set of nodes whose loss alone takes it down is itself, with what does so to
//! all alternatives of one of its hard dependencies. The sets are bits, so many at a time that
//! they fit the memory of any device; in circles they grow until nothing is new.

use super::net::{Kinds, Needs, Net};
use crate::graph::components::Components;

const WORDS: usize = 16;
const BITS: usize = WORDS * 64;
type Set = [u64; WORDS];

/// How much a node takes down alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Takes {
    /// How many of the important nodes, itself not counted.
    pub count: u32,
    /// The first of these in the order of importance.
    pub first: u32,
}

/// For each node, what of `important` its loss alone takes down; the most important first.
pub fn points(net: &Net, important: &[u32]) -> Vec<Takes> {
    let components = Components::find(&net.adjacency(Kinds::HARD));
    let mut found = vec![Takes::default(); net.nodes()];
    let mut sets: Vec<Set> = vec![[0; WORDS]; net.nodes()];
    for from in (0..net.nodes()).step_by(BITS) {
        sets.fill([0; WORDS]);
        let here = BITS.min(net.nodes() - from);
        for bit in 0..here {
            sets[from + bit][bit / 64] |= 1 << (bit % 64);
        }
        for component in 0..components.len() as u32 {
            // What a circle holds may grow with each round, alone a node is done with the first.
            let members = components.members(component);
            let mut grew = true;
            while std::mem::replace(&mut grew, false) {
                for &node in members {
                    grew |= grow(net, node, &mut sets) && members.len() > 1;
                }
            }
        }
        for &target in important {
            count(&sets[target as usize], from, target, &mut found);
        }
    }
    found
}

// Adds to a node's set what its dependencies say; gives whether anything was new.
fn grow(net: &Net, node: u32, sets: &mut [Set]) -> bool {
    let mut own = sets[node as usize];
    for group in net.down(node).chunk_by(|a, b| a.group == b.group) {
        if group[0].kind != Needs::Hard {
            continue;
        }
        let mut all = sets[group[0].to as usize];
        for other in &group[1..] {
            let other = &sets[other.to as usize];
            all.iter_mut()
                .zip(other)
                .for_each(|(all, other)| *all &= other);
        }
        own.iter_mut().zip(&all).for_each(|(own, all)| *own |= all);
    }
    std::mem::replace(&mut sets[node as usize], own) != own
}

fn count(set: &Set, from: usize, target: u32, found: &mut [Takes]) {
    for (word, bits) in set.iter().enumerate() {
        let mut bits = *bits;
        while bits != 0 {
            let node = from + word * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if node == target as usize {
                continue;
            }
            let takes = &mut found[node];
            if takes.count == 0 {
                takes.first = target;
            }
            takes.count += 1;
        }
    }
}
