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

/// Before when a node is not back, whatever it waits for: people who follow a plan have something else to do first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Floor {
    /// Minutes from the outage.
    pub minutes: f64,
    /// Whether all that they are made of is known.
    pub whole: bool,
}

impl Floor {
    /// Of what nothing holds up.
    pub const NONE: Self = Self {
        minutes: 0.0,
        whole: true,
    };

    /// Of what nothing holds up, and of whose own recovery all is known, or not.
    pub const fn open(whole: bool) -> Self {
        Self {
            whole,
            ..Self::NONE
        }
    }
}

struct Sweep<'a> {
    net: &'a Net,
    own: &'a [Option<f64>],
    floors: &'a [Floor],
    activation: f64,
    back: Vec<Back>,
    settled: Vec<bool>,
    /// How many groups of each node wait.
    open: Vec<u32>,
    /// For each group the first of it that is back; [`NONE`] while none is.
    first: Vec<u32>,
    ready: BinaryHeap<Reverse<(bool, u64, u32)>>,
}

/// When each node is back, if all are lost at once and nobody waits for people: `own` holds the
/// minutes of each node's own recovery path, `activation` those before any can begin.
pub fn order(net: &Net, own: &[Option<f64>], activation: f64) -> Vec<Back> {
    order_above(net, own, activation, &[])
}

/// As [`order`], where each node has a floor besides; those after the last of `floors` have none.
pub fn order_above(net: &Net, own: &[Option<f64>], activation: f64, floors: &[Floor]) -> Vec<Back> {
    let mut sweep = Sweep {
        net,
        own,
        floors,
        activation,
        back: Vec::with_capacity(own.len()),
        settled: vec![false; own.len()],
        open: vec![0; own.len()],
        first: vec![NONE; net.groups()],
        ready: BinaryHeap::new(),
    };
    for group in 0..net.groups() as u32 {
        let edge = net.group(group)[0];
        if Kinds::FIRST.has(edge.kind) {
            sweep.open[edge.from as usize] += 1;
        }
    }
    for node in 0..own.len() as u32 {
        let start = sweep.start(node);
        sweep.back.push(start);
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
    // When the recovery of a node can begin by what is back so far.
    fn start(&self, node: u32) -> Back {
        let mut start = Back {
            minutes: self.activation,
            whole: self.own[node as usize].is_some(),
            via: NONE,
            wave: 1,
            in_circle: false,
        };
        for group in self.net.down(node).chunk_by(|a, b| a.group == b.group) {
            let first = self.first[group[0].group as usize];
            if first == NONE {
                continue;
            }
            let back = self.back[first as usize];
            if start.minutes < back.minutes || start.via == NONE {
                (start.minutes, start.via) = (start.minutes.max(back.minutes), first);
            }
            start.whole &= back.whole;
            start.wave = start.wave.max(back.wave + 1);
        }
        start
    }

    fn path(&self, node: u32) -> f64 {
        self.own[node as usize].unwrap_or(0.0).max(0.0)
    }

    fn floor(&self, node: u32) -> Floor {
        let floor = self.floors.get(node as usize).copied();
        floor.unwrap_or(Floor::NONE)
    }

    // A node that waits for nothing more can come back after its own path.
    fn offer(&mut self, node: u32) {
        if self.open[node as usize] == 0 {
            let (mut back, floor) = (self.start(node), self.floor(node));
            back.minutes = (back.minutes + self.path(node)).max(floor.minutes);
            back.whole &= floor.whole;
            self.back[node as usize] = back;
            self.push(node);
        }
    }

    fn key(&self, node: u32) -> (bool, u64, u32) {
        let back = self.back[node as usize];
        // The bits of numbers that are not negative sort as the numbers do.
        (!back.whole, back.minutes.to_bits(), node)
    }

    fn push(&mut self, node: u32) {
        self.ready.push(Reverse(self.key(node)));
    }

    fn settle(&mut self) {
        while let Some(Reverse((_, _, node))) = self.ready.pop() {
            if std::mem::replace(&mut self.settled[node as usize], true) {
                continue;
            }
            for edge in self.net.up(node) {
                let (group, at) = (edge.group as usize, edge.from as usize);
                let waits = !self.settled[at] && !self.back[at].in_circle;
                if !waits || !Kinds::FIRST.has(edge.kind) {
                    continue;
                }
                let known = self.first[group];
                if known == NONE {
                    self.open[at] -= 1;
                } else if self.key(known) <= self.key(node) {
                    continue;
                }
                // Also where another was first: a circle that was opened since may be quicker.
                self.first[group] = node;
                self.offer(edge.from);
            }
        }
    }

    // What still waits does so in circles, or for what does. Those that wait for no other circle
    // come back together. Gives whether there were any.
    fn open_circles(&mut self) -> bool {
        let waits = |settled: &[bool], node: u32| !settled[node as usize];
        let edges = self.net.edges.iter().filter(|edge| {
            let counts = Kinds::FIRST.has(edge.kind) && self.first[edge.group as usize] == NONE;
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
            self.push(node);
        }
        !opened.is_empty()
    }

    fn together(&mut self, members: &[u32]) {
        let starts: Vec<Back> = members.iter().map(|node| self.start(*node)).collect();
        let mut last = starts[0];
        let mut longest = members[0];
        for (&node, start) in members.iter().zip(&starts) {
            let whole = last.whole && start.whole;
            let wave = last.wave.max(start.wave);
            if start.minutes > last.minutes {
                last = *start;
            }
            (last.whole, last.wave) = (whole, wave);
            if self.path(node) > self.path(longest) {
                longest = node;
            }
        }
        last.minutes += self.path(longest);
        for floor in members.iter().map(|node| self.floor(*node)) {
            last.minutes = last.minutes.max(floor.minutes);
            last.whole &= floor.whole;
        }
        last.in_circle = true;
        for &node in members {
            let via = if node == longest { last.via } else { longest };
            self.back[node as usize] = Back { via, ..last };
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
