//! What can be reached from a node, layer by layer, and what the loss of nodes does.

use super::net::{Edge, Kinds, Needs, Net};

/// Which way to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// At what depends on a node.
    Up,
    /// At what a node depends on.
    Down,
}

/// A node that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The node.
    pub node: u32,
    /// The node of the layer before from which it was reached first.
    pub via: u32,
    /// How the one depends on the other there.
    pub kind: Needs,
}

/// What can be reached from a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blast {
    /// What was reached in one step, in two, and so on, up to the depth that was asked for.
    pub layers: Vec<Vec<Reached>>,
    /// How many more there are in each layer beyond.
    pub beyond: Vec<usize>,
}

impl Blast {
    /// How many nodes can be reached, whatever the depth.
    pub fn total(&self) -> usize {
        let shown: usize = self.layers.iter().map(Vec::len).sum();
        shown + self.beyond.iter().sum::<usize>()
    }
}

/// What can be reached from a node by dependencies of some kinds, each node once, in the nearest
/// layer. Layers beyond `depth` are only counted, so that one node does not paint all others.
/// Whether something can stand in does not count: this is what may be touched.
pub fn blast_radius(net: &Net, node: u32, way: Way, depth: usize, kinds: Kinds) -> Blast {
    let mut seen = vec![false; net.nodes()];
    seen[node as usize] = true;
    let mut blast = Blast::default();
    let mut layer = vec![node];
    while !layer.is_empty() {
        let mut next: Vec<Reached> = Vec::new();
        for &via in &layer {
            let mut reach = |edge: &Edge, to: u32| {
                if kinds.has(edge.kind) && !std::mem::replace(&mut seen[to as usize], true) {
                    let (node, kind) = (to, edge.kind);
                    next.push(Reached { node, via, kind });
                }
            };
            match way {
                Way::Down => net.down(via).iter().for_each(|edge| reach(edge, edge.to)),
                Way::Up => net.up(via).for_each(|edge| reach(&edge, edge.from)),
            }
        }
        layer = next.iter().map(|reached| reached.node).collect();
        if next.is_empty() {
            break;
        }
        if blast.layers.len() < depth {
            blast.layers.push(next);
        } else {
            blast.beyond.push(next.len());
        }
    }
    blast
}

/// How a node stands when others are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Effect {
    /// As usual.
    #[default]
    None,
    /// It works less well.
    Reduced,
    /// It is down.
    Down,
}

/// What the loss of nodes does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loss {
    /// For each node how it stands.
    pub effect: Vec<Effect>,
    /// For each node, the dependency whose loss was the last straw; itself where it is lost itself.
    pub because: Vec<u32>,
    /// For each node, whether something is down without which it cannot be recovered.
    pub hampered: Vec<bool>,
    /// The nodes that are down, those that are lost first.
    pub down: Vec<u32>,
}

/// What the loss of some nodes does. A node is down when all that can stand in for each other of a
/// hard dependency is down; it is reduced when that is down or reduced, or a degraded dependency
/// is down.
pub fn loss(net: &Net, lost: &[u32]) -> Loss {
    let mut open = net.group_sizes();
    let mut loss = Loss::of(net, lost, None, &mut open);
    loss.reduce(net, &mut open);
    loss
}

/// How the loss of one node takes down another: from the one to the other. The other alone where it
/// does not.
pub fn fall(net: &Net, lost: u32, other: u32) -> Vec<u32> {
    Loss::of(net, &[lost], Some(other), &mut net.group_sizes()).chain(other)
}

impl Loss {
    // What is down, at least until `until` is. `open`: how many of each group are not down.
    fn of(net: &Net, lost: &[u32], until: Option<u32>, open: &mut [u32]) -> Self {
        let nodes = net.nodes();
        let mut loss = Self {
            effect: vec![Effect::None; nodes],
            because: (0..nodes as u32).collect(),
            hampered: vec![false; nodes],
            down: Vec::with_capacity(lost.len()),
        };
        for &node in lost {
            loss.hit(node, node, Effect::Down);
        }
        let mut at = 0;
        while let Some(&node) = loss.down.get(at) {
            if until.is_some_and(|until| loss.effect[until as usize] == Effect::Down) {
                break;
            }
            at += 1;
            for edge in net.up(node) {
                let left = &mut open[edge.group as usize];
                *left -= 1;
                if *left > 0 {
                    continue;
                }
                match edge.kind {
                    Needs::Hard => drop(loss.hit(edge.from, node, Effect::Down)),
                    Needs::Recovery => loss.hampered[edge.from as usize] = true,
                    Needs::Degraded => {}
                }
            }
        }
        loss
    }

    fn hit(&mut self, node: u32, because: u32, effect: Effect) -> bool {
        let own = &mut self.effect[node as usize];
        let worse = *own < effect;
        if worse {
            *own = effect;
            self.because[node as usize] = because;
            if effect == Effect::Down {
                self.down.push(node);
            }
        }
        worse
    }

    // `open`: how many of each group are not down.
    fn reduce(&mut self, net: &Net, open: &mut [u32]) {
        let mut reduced: Vec<u32> = Vec::new();
        for at in 0..self.down.len() {
            let node = self.down[at];
            for edge in net.up(node) {
                let gone = open[edge.group as usize] == 0;
                if gone
                    && edge.kind == Needs::Degraded
                    && self.hit(edge.from, node, Effect::Reduced)
                {
                    reduced.push(edge.from);
                }
            }
        }
        let mut at = 0;
        while let Some(&node) = reduced.get(at) {
            at += 1;
            for edge in net.up(node).filter(|edge| edge.kind == Needs::Hard) {
                let left = &mut open[edge.group as usize];
                *left -= 1;
                if *left == 0 && self.hit(edge.from, node, Effect::Reduced) {
                    reduced.push(edge.from);
                }
            }
        }
    }

    /// How the loss came to a node: from what was lost to itself.
    pub fn chain(&self, node: u32) -> Vec<u32> {
        let mut chain = vec![node];
        let mut at = node;
        while self.because[at as usize] != at {
            at = self.because[at as usize];
            chain.push(at);
        }
        chain.reverse();
        chain
    }
}
