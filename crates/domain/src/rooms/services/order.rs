//! In which order all comes back, and when at the earliest.
//!
//! achievable(s) = max(activation, latest achievable of what has to be back first) + the own
//! recovery path of s. Of those that stand in for each other the first that is back is enough. So
//! this is a shortest path over a graph of "all of" and "one of": Knuth, *A generalization of
//! Dijkstra's algorithm*, Information Processing Letters 6 (1977). Nodes that wait for each other in a
//! circle that no alternative opens come back together: when all that the circle waits for is
//! back, and after the longest of their own paths.

use super::net::{Kinds, Net};
use crate::graph::components::{Adjacency, Components};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// No node.
pub const NONE: u32 = u32::MAX;

/// When a node is back, and why not earlier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Back {
    /// Minutes from the outage until it is back; "at least" where it is not whole.
    pub minutes: f64,
    /// Whether the own recovery of it and of all that it waits for is known.
    pub whole: bool,
    /// What it waits for longest: a node that has to be back first, in a circle the one that takes
    /// longest; [`NONE`] where it waits for nothing but the activation.
    pub via: u32,
    /// The wave that it comes back in, from 1: with those that wait for nothing of a later one.
    pub wave: u32,
    /// Whether it is one of several that wait for each other.
    pub in_circle: bool,
}

struct Sweep<'a> {
    net: &'a Net,
    own: &'a [Option<f64>],
    back: Vec<Back>,
    settled: Vec<bool>,
    /// How many groups of each node wait.
    open: Vec<u32>,
    done: Vec<bool>,
    ready: BinaryHeap<Reverse<(bool, u64, u32)>>,
}

/// When each node is back, if all are lost at once and nobody waits for people: `own` holds the
/// minutes of each node's own recovery path, `activation` those before any can begin.
pub fn order(net: &Net, own: &[Option<f64>], activation: f64) -> Vec<Back> {
    let start = |own: &Option<f64>| Back {
        minutes: activation,
        whole: own.is_some(),
        via: NONE,
        wave: 1,
        in_circle: false,
    };
    let mut sweep = Sweep {
        net,
        own,
        back: own.iter().map(start).collect(),
        settled: vec![false; own.len()],
        open: vec![0; own.len()],
        done: vec![false; net.groups()],
        ready: BinaryHeap::new(),
    };
    for group in 0..net.groups() as u32 {
        let edge = net.group(group)[0];
        if Kinds::FIRST.has(edge.kind) {
            sweep.open[edge.from as usize] += 1;
        }
    }
    for node in 0..own.len() as u32 {
        sweep.offer(node);
    }
    loop {
        sweep.settle();
        if !sweep.open_circles() {
            break;
        }
    }
    sweep.back
}

impl Sweep<'_> {
    // A node that waits for nothing can come back after its own path.
    fn offer(&mut self, node: u32) {
        let at = node as usize;
        if self.open[at] == 0 && !self.settled[at] {
            self.back[at].minutes += self.own[at].unwrap_or(0.0).max(0.0);
            self.push(node);
        }
    }

    fn push(&mut self, node: u32) {
        let back = self.back[node as usize];
        // The bits of numbers that are not negative sort as the numbers do.
        let key = (!back.whole, back.minutes.to_bits(), node);
        self.ready.push(Reverse(key));
    }

    fn settle(&mut self) {
        while let Some(Reverse((_, _, node))) = self.ready.pop() {
            self.settled[node as usize] = true;
            let first = self.back[node as usize];
            for edge in self.net.up(node) {
                let group = edge.group as usize;
                if !Kinds::FIRST.has(edge.kind) || std::mem::replace(&mut self.done[group], true) {
                    continue;
                }
                let at = edge.from as usize;
                if self.settled[at] {
                    continue;
                }
                let back = &mut self.back[at];
                if back.minutes < first.minutes || back.via == NONE {
                    (back.minutes, back.via) = (first.minutes.max(back.minutes), node);
                }
                back.whole &= first.whole;
                back.wave = back.wave.max(first.wave + 1);
                self.open[at] -= 1;
                self.offer(edge.from);
            }
        }
    }

    // What still waits does so in circles, or for what does. Those that wait for no other circle
    // come back together. Gives whether there were any.
    fn open_circles(&mut self) -> bool {
        let waits = |settled: &[bool], node: u32| !settled[node as usize];
        let edges = self.net.edges.iter().filter(|edge| {
            let counts = Kinds::FIRST.has(edge.kind) && !self.done[edge.group as usize];
            counts && waits(&self.settled, edge.from)
        });
        let nodes = self.settled.len();
        let graph = Adjacency::of(nodes, edges.map(|edge| (edge.from, edge.to)));
        let found = Components::find(&graph);
        let mut opened = Vec::new();
        for component in 0..found.len() as u32 {
            let members = found.members(component);
            let inside = |to: &u32| found.of[*to as usize] == component;
            let alone = |node: &u32| graph.of_node(*node).iter().all(inside);
            if waits(&self.settled, members[0]) && members.iter().all(alone) {
                self.together(members);
                opened.extend_from_slice(members);
            }
        }
        for &node in &opened {
            self.settled[node as usize] = true;
            self.push(node);
        }
        !opened.is_empty()
    }

    fn together(&mut self, members: &[u32]) {
        let path = |node: u32| self.own[node as usize].unwrap_or(0.0).max(0.0);
        let mut last = members[0];
        let mut longest = members[0];
        let (mut whole, mut wave) = (true, 1);
        for &node in members {
            let back = self.back[node as usize];
            if back.minutes > self.back[last as usize].minutes {
                last = node;
            }
            if path(node) > path(longest) {
                longest = node;
            }
            whole &= back.whole;
            wave = wave.max(back.wave);
        }
        let minutes = self.back[last as usize].minutes + path(longest);
        let via = self.back[last as usize].via;
        for &node in members {
            self.back[node as usize] = Back {
                minutes,
                whole,
                via: if node == longest { via } else { longest },
                wave,
                in_circle: true,
            };
        }
    }
}

/// What a node waits for, back to what is first; itself the last.
pub fn chain(back: &[Back], node: u32) -> Vec<u32> {
    let mut chain = vec![node];
    let mut at = node;
    while back[at as usize].via != NONE && chain.len() <= back.len() {
        at = back[at as usize].via;
        chain.push(at);
    }
    chain.reverse();
    chain
}

/// The nodes of each wave.
pub fn waves(back: &[Back]) -> Vec<Vec<u32>> {
    let mut waves: Vec<Vec<u32>> = Vec::new();
    for (node, back) in back.iter().enumerate() {
        let wave = back.wave as usize;
        if waves.len() < wave {
            waves.resize(wave, Vec::new());
        }
        waves[wave - 1].push(node as u32);
    }
    waves
}
