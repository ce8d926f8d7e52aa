//! Who depends on whom: numbers instead of ids, and the edges of each node beside each other, both
//! ways.

use crate::graph::components::Adjacency;
use holdfast_ledger::sort::Arrange;

/// What it means for a node when something that it depends on is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// Down means down.
    Hard,
    /// Down means reduced.
    Degraded,
    /// Needed to recover, not to run.
    Recovery,
}

impl Needs {
    /// The name in files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Hard => "hard",
            Self::Degraded => "degraded",
            Self::Recovery => "recovery",
        }
    }

    /// Which one a value names; hard where it names none.
    pub fn of(key: &str) -> Self {
        let known = [Self::Degraded, Self::Recovery];
        let named = known.into_iter().find(|kind| kind.key() == key);
        named.unwrap_or(Self::Hard)
    }
}

/// Which kinds of dependencies count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kinds {
    /// Down means down.
    pub hard: bool,
    /// Down means reduced.
    pub degraded: bool,
    /// Needed to recover, not to run.
    pub recovery: bool,
}

impl Kinds {
    /// All.
    pub const ALL: Self = Self::those(true, true, true);
    /// Those that take down what depends on them.
    pub const HARD: Self = Self::those(true, false, false);
    /// Those that have to be back first.
    pub const FIRST: Self = Self::those(true, false, true);

    const fn those(hard: bool, degraded: bool, recovery: bool) -> Self {
        Self {
            hard,
            degraded,
            recovery,
        }
    }

    /// Whether a kind counts.
    pub const fn has(self, kind: Needs) -> bool {
        match kind {
            Needs::Hard => self.hard,
            Needs::Degraded => self.degraded,
            Needs::Recovery => self.recovery,
        }
    }
}

/// A dependency as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given<'a> {
    /// The node that depends.
    pub from: u32,
    /// The node that it depends on.
    pub to: u32,
    /// How.
    pub kind: Needs,
    /// What those are called of which one is enough; empty: it is needed itself.
    pub any_of: &'a str,
}

/// A dependency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The node that depends.
    pub from: u32,
    /// The node that it depends on.
    pub to: u32,
    /// How.
    pub kind: Needs,
    /// The group of those of which one is enough; one alone is a group, too.
    pub group: u32,
}

/// A graph of dependencies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Net {
    /// All dependencies by the node that depends, group by group.
    pub edges: Vec<Edge>,
    /// For each node where its edges begin; one more than there are nodes.
    first: Vec<u32>,
    /// For each group where its edges begin; one more than there are groups.
    groups: Vec<u32>,
    /// All edges by the node that is depended on.
    back: Vec<u32>,
    back_first: Vec<u32>,
}

impl Net {
    /// The graph of some dependencies, given in order of the node that depends. A node that depends
    /// on itself is no dependency.
    pub fn new(nodes: usize, given: &[Given<'_>]) -> Self {
        let mut net = Self {
            first: vec![0; nodes + 1],
            groups: vec![0],
            back_first: vec![0; nodes + 1],
            ..Self::default()
        };
        for own in given.chunk_by(|a, b| a.from == b.from) {
            net.take(own);
            net.first[own[0].from as usize + 1] = net.edges.len() as u32;
        }
        for node in 0..nodes {
            net.first[node + 1] = net.first[node + 1].max(net.first[node]);
        }
        net.turn();
        net
    }

    // The dependencies of one node: those of which one is enough beside each other.
    fn take(&mut self, own: &[Given<'_>]) {
        let mut own: Vec<&Given<'_>> = own.iter().filter(|dep| dep.from != dep.to).collect();
        if own.iter().any(|dep| !dep.any_of.is_empty()) {
            own.arrange_by_key(|dep| (dep.any_of, dep.kind));
        }
        let alike = |a: &&Given<'_>, b: &&Given<'_>| {
            !a.any_of.is_empty() && (a.any_of, a.kind) == (b.any_of, b.kind)
        };
        for group in own.chunk_by(alike) {
            let number = self.groups.len() as u32 - 1;
            self.edges.extend(group.iter().map(|dep| Edge {
                from: dep.from,
                to: dep.to,
                kind: dep.kind,
                group: number,
            }));
            self.groups.push(self.edges.len() as u32);
        }
    }

    fn turn(&mut self) {
        for edge in &self.edges {
            self.back_first[edge.to as usize + 1] += 1;
        }
        for node in 1..self.back_first.len() {
            self.back_first[node] += self.back_first[node - 1];
        }
        let mut next = self.back_first.clone();
        self.back = vec![0; self.edges.len()];
        for (n, edge) in self.edges.iter().enumerate() {
            let place = &mut next[edge.to as usize];
            self.back[*place as usize] = n as u32;
            *place += 1;
        }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.first.len().saturating_sub(1)
    }

    /// How many groups there are.
    pub fn groups(&self) -> usize {
        self.groups.len() - 1
    }

    /// What a node depends on, group by group.
    pub fn down(&self, node: u32) -> &[Edge] {
        let node = node as usize;
        &self.edges[self.first[node] as usize..self.first[node + 1] as usize]
    }

    /// What depends on a node.
    pub fn up(&self, node: u32) -> impl Iterator<Item = Edge> {
        let node = node as usize;
        let own = &self.back[self.back_first[node] as usize..self.back_first[node + 1] as usize];
        own.iter().map(|edge| self.edges[*edge as usize])
    }

    /// How many depend on a node.
    pub fn ups(&self, node: u32) -> usize {
        let node = node as usize;
        (self.back_first[node + 1] - self.back_first[node]) as usize
    }

    /// Those of a group.
    pub fn group(&self, group: u32) -> &[Edge] {
        let group = group as usize;
        &self.edges[self.groups[group] as usize..self.groups[group + 1] as usize]
    }

    /// For each group how many there are in it.
    pub fn group_sizes(&self) -> Vec<u32> {
        self.groups
            .windows(2)
            .map(|ends| ends[1] - ends[0])
            .collect()
    }

    /// Whether something else can stand in for what an edge leads to.
    pub fn is_alternative(&self, edge: &Edge) -> bool {
        let group = self.group(edge.group);
        group.iter().any(|other| other.to != edge.to)
    }

    /// The edges of some kinds.
    pub fn adjacency(&self, kinds: Kinds) -> Adjacency {
        let some = self.edges.iter().filter(|edge| kinds.has(edge.kind));
        Adjacency::of(self.nodes(), some.map(|edge| (edge.from, edge.to)))
    }
}
