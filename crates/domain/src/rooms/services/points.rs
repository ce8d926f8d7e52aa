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
        for word in 0..WORDS {
            count(&sets, important, word, from + word * 64, &mut found);
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

/// How many bits a count has at most.
const PLANES: usize = 32;

// Counts for each bit in how many sets of `important` it is, many bits at once: plane n holds the
// bits of value 2^n of all counts, and adding a set is adding with carry.
fn count(sets: &[Set], important: &[u32], word: usize, first: usize, found: &mut [Takes]) {
    let (mut planes, mut seen) = ([0_u64; PLANES], 0_u64);
    for &target in important {
        let mut bits = sets[target as usize][word];
        if (first..first + 64).contains(&(target as usize)) {
            bits &= !(1 << (target as usize - first));
        }
        each_bit(bits & !seen, |bit| found[first + bit].first = target);
        seen |= bits;
        for plane in &mut planes {
            let carry = *plane & bits;
            *plane ^= bits;
            bits = carry;
            if bits == 0 {
                break;
            }
        }
    }
    for (n, plane) in planes.iter().enumerate() {
        each_bit(*plane, |bit| found[first + bit].count += 1 << n);
    }
}

fn each_bit(mut bits: u64, mut each: impl FnMut(usize)) {
    while bits != 0 {
        each(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}
