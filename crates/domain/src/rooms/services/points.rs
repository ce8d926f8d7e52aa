//! Single points of failure: what takes something important down alone.
//!
//! For each node, the set of nodes whose loss alone takes it down is itself, with what does so to
//! all alternatives of one of its hard dependencies. Nodes that reach each other without alternatives
//! have the same set, so it is kept once for them all: a circle of thousands is then one step. The
//! sets are bits, so many at a time that they fit the memory of any device; in circles through
//! alternatives they grow until nothing is new.

use super::net::{Kinds, Needs, Net};
use crate::graph::components::{Adjacency, Components};
use holdfast_ledger::sort::Arrange;

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
    let knots = Knots::of(net);
    let mut found = vec![Takes::default(); net.nodes()];
    let mut sets: Vec<Set> = vec![[0; WORDS]; knots.same.len()];
    for from in (0..net.nodes()).step_by(BITS) {
        sets.fill([0; WORDS]);
        for bit in 0..BITS.min(net.nodes() - from) {
            let own = knots.same.of[from + bit] as usize;
            sets[own][bit / 64] |= 1 << (bit % 64);
        }
        for component in 0..knots.circles.len() as u32 {
            // What a circle holds may grow with each round, one alone is done with the first.
            let members = knots.circles.members(component);
            let mut grew = true;
            while std::mem::replace(&mut grew, false) {
                for &knot in members {
                    grew |= knots.grow(knot, &mut sets) && members.len() > 1;
                }
            }
        }
        (0..WORDS).for_each(|word| {
            let of = |node: u32| sets[knots.same.of[node as usize] as usize][word];
            count(of, important, from + word * 64, &mut found);
        });
    }
    found
}

/// The graph of hard dependencies with all those as one that reach each other without alternatives.
struct Knots {
    /// Which nodes are one.
    same: Components,
    /// For each knot the alternatives of each of its dependencies that lead out of it, as knots.
    needs: Vec<Vec<Vec<u32>>>,
    /// Which knots reach each other.
    circles: Components,
}

impl Knots {
    fn of(net: &Net) -> Self {
        let alone = net
            .edges
            .iter()
            .filter(|edge| edge.kind == Needs::Hard && net.group(edge.group).len() == 1);
        let alone = alone.map(|edge| (edge.from, edge.to));
        let same = Components::find(&Adjacency::of(net.nodes(), alone));
        let mut needs = vec![Vec::new(); same.len()];
        let mut edges = Vec::new();
        for knot in 0..same.len() as u32 {
            let own: &mut Vec<Vec<u32>> = &mut needs[knot as usize];
            let hard = |node: &u32| net.down(*node).chunk_by(|a, b| a.group == b.group);
            for group in same.members(knot).iter().flat_map(hard) {
                if !Kinds::HARD.has(group[0].kind) {
                    continue;
                }
                let mut to: Vec<u32> = group.iter().map(|edge| same.of[edge.to as usize]).collect();
                to.arrange();
                to.dedup();
                // One of a group that is in the knot says nothing that the knot does not hold.
                if !to.contains(&knot) {
                    edges.extend(to.iter().map(|to| (knot, *to)));
                    own.push(to);
                }
            }
            own.arrange();
            own.dedup();
        }
        let circles = Components::find(&Adjacency::of(same.len(), edges.into_iter()));
        Self {
            same,
            needs,
            circles,
        }
    }

    // Adds to a knot's set what its dependencies say; gives whether anything was new.
    fn grow(&self, knot: u32, sets: &mut [Set]) -> bool {
        let mut own = sets[knot as usize];
        for group in &self.needs[knot as usize] {
            let mut all = sets[group[0] as usize];
            for other in &group[1..] {
                let other = &sets[*other as usize];
                all.iter_mut()
                    .zip(other)
                    .for_each(|(all, other)| *all &= other);
            }
            own.iter_mut().zip(&all).for_each(|(own, all)| *own |= all);
        }
        std::mem::replace(&mut sets[knot as usize], own) != own
    }
}

/// How many bits a count has at most.
const PLANES: usize = 32;

// Counts for each bit of a word in how many sets of `important` it is, many bits at once: plane n holds the
// bits of value 2^n of all counts, and adding a set is adding with carry.
fn count(sets: impl Fn(u32) -> u64, important: &[u32], first: usize, found: &mut [Takes]) {
    let (mut planes, mut seen) = ([0_u64; PLANES], 0_u64);
    for &target in important {
        let mut bits = sets(target);
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
