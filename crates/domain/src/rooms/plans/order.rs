//! In which order a plan brings back what it is about: what has to come back at all, in waves, and
//! what was put into another wave by hand.

use crate::graph::components::Components;
use crate::rooms::services::net::{Edge, Given, Kinds, Net};
use crate::rooms::services::order::Back;
use holdfast_ledger::sort::Arrange;

/// What has to come back: the scope, and what that needs to run or to be recovered, at any distance.
/// What is still `up` needs not, and where that is one of several of which one is enough, none of the
/// others does. What stands in for itself elsewhere (`free`) waits for nothing. Rising.
pub fn involved(
    net: &Net,
    scope: &[u32],
    up: &dyn Fn(u32) -> bool,
    free: &dyn Fn(u32) -> bool,
) -> Vec<u32> {
    let mut seen = vec![false; net.nodes()];
    let mut found: Vec<u32> = Vec::new();
    let mut take = |node: u32, found: &mut Vec<u32>| {
        if !std::mem::replace(&mut seen[node as usize], true) {
            found.push(node);
        }
    };
    scope.iter().for_each(|node| take(*node, &mut found));
    let mut at = 0;
    while let Some(&node) = found.get(at) {
        at += 1;
        if free(node) {
            continue;
        }
        for group in waits_for(net, node).filter(|group| !group.iter().any(|edge| up(edge.to))) {
            group.iter().for_each(|edge| take(edge.to, &mut found));
        }
    }
    found.arrange();
    found
}

/// The groups of dependencies that a node waits for: one of each has to be back first.
pub fn waits_for(net: &Net, node: u32) -> impl Iterator<Item = &[Edge]> {
    let groups = net.down(node).chunk_by(|a, b| a.group == b.group);
    groups.filter(|group| Kinds::FIRST.has(group[0].kind))
}

/// The graph among some nodes, given rising, by their places in that list: what they wait for, but
/// for the groups in which one is not among them, as that is up.
pub fn among(net: &Net, nodes: &[u32], free: &dyn Fn(u32) -> bool) -> Net {
    let place = |node: u32| nodes.binary_search(&node).ok().map(|at| at as u32);
    let mut kept: Vec<(u32, u32, &Edge, String)> = Vec::new();
    let bound = nodes.iter().enumerate().filter(|(_, node)| !free(**node));
    for (from, &node) in bound {
        for group in waits_for(net, node) {
            let inside: Option<Vec<u32>> = group.iter().map(|edge| place(edge.to)).collect();
            for (to, edge) in inside.into_iter().flatten().zip(group) {
                // Groups of one have no name.
                let name = net.is_alternative(edge).then(|| edge.group.to_string());
                kept.push((from as u32, to, edge, name.unwrap_or_default()));
            }
        }
    }
    let given: Vec<Given<'_>> = kept
        .iter()
        .map(|(from, to, edge, any_of)| Given {
            from: *from,
            to: *to,
            kind: edge.kind,
            any_of,
        })
        .collect();
    Net::new(nodes.len(), &given)
}

/// The wave of each node: the one that follows from the graph, or the last that was set by hand, from
/// 1. What was set for nodes that are not there counts for nothing.
pub fn placed(back: &[Back], by_hand: &[(u32, u32)]) -> Vec<u32> {
    let mut waves: Vec<u32> = back.iter().map(|back| back.wave).collect();
    for (node, wave) in by_hand {
        if let Some(known) = waves.get_mut(*node as usize) {
            *known = (*wave).max(1);
        }
    }
    waves
}

/// The pairs that stand against the graph: a node, and what it needs that does not come back in an
/// earlier wave. Those that wait for each other come back together, so they are none.
pub fn against(net: &Net, waves: &[u32]) -> Vec<(u32, u32)> {
    let circles = Components::find(&net.adjacency(Kinds::FIRST));
    let mut found = Vec::new();
    for node in 0..waves.len() as u32 {
        let wave = |node: u32| waves[node as usize];
        for group in waits_for(net, node) {
            let together = |edge: &Edge| {
                circles.of[edge.to as usize] == circles.of[node as usize]
                    && wave(edge.to) <= wave(node)
            };
            let first = |edge: &Edge| wave(edge.to) < wave(node) || together(edge);
            if !group.iter().any(first) {
                found.push((node, group[0].to));
            }
        }
    }
    found
}
