//! The recovery order on random graphs with circles and alternatives.

use super::super::held;
use super::super::order::{against, among, involved, placed, waits_for};
use crate::graph::components::Components;
use crate::rooms::services::net::{Given, Kinds, Needs, Net};
use crate::rooms::services::order::order;
use holdfast_ledger::sort::Arrange;
use proptest::prelude::*;

const NODES: usize = 10;
const NAMES: [&str; 3] = ["", "a", "b"];

fn nets() -> impl Strategy<Value = Net> {
    let kind =
        prop_oneof![4 => Just(Needs::Hard), 1 => Just(Needs::Degraded), 2 => Just(Needs::Recovery)];
    let need = (0..NODES as u32, 0..NODES as u32, kind, 0..NAMES.len());
    prop::collection::vec(need, 0..24).prop_map(|mut needs| {
        needs.arrange_by_key(|need| need.0);
        let given: Vec<Given<'_>> = needs
            .iter()
            .map(|&(from, to, kind, name)| Given {
                from,
                to,
                kind,
                any_of: NAMES[name],
            })
            .collect();
        Net::new(NODES, &given)
    })
}

fn some() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), NODES)
}

fn chosen(which: &[bool]) -> Vec<u32> {
    (0..NODES as u32)
        .filter(|node| which[*node as usize])
        .collect()
}

proptest! {
    /// What is needed comes back in an earlier wave, but for what waits for each other: the order is a
    /// topological order of the condensed graph. Nothing that is up is brought back unless it is asked for.
    #[test]
    fn the_order_is_topological(net in nets(), scope in some(), is_up in some(), is_free in some()) {
        let scope = chosen(&scope);
        let up = |node: u32| is_up[node as usize];
        let free = |node: u32| is_free[node as usize];
        let nodes = involved(&net, &scope, &up, &free);
        let own = among(&net, &nodes, &free);
        let back = order(&own, &vec![Some(5.0); nodes.len()], 0.0);
        let circles = Components::find(&own.adjacency(Kinds::FIRST));
        for (at, &node) in nodes.iter().enumerate() {
            prop_assert!(scope.contains(&node) || !up(node));
            if free(node) {
                prop_assert_eq!(back[at].wave, 1, "it waits for nothing");
                continue;
            }
            for group in waits_for(&net, node).filter(|group| !group.iter().any(|edge| up(edge.to))) {
                let first = group.iter().any(|edge| {
                    let to = nodes.binary_search(&edge.to).expect("what is needed is there");
                    back[to].wave < back[at].wave || circles.of[to] == circles.of[at]
                });
                prop_assert!(first, "{node} of {nodes:?}: {back:?}");
            }
        }
        prop_assert!(scope.iter().all(|node| nodes.contains(node)));
        prop_assert_eq!(against(&own, &placed(&back, &[])), vec![], "the derived order stands against nothing");
    }

    /// Each is in one wave, whatever was set by hand, also for nodes that are not there.
    #[test]
    fn waves_by_hand_lose_and_double_nothing(
        net in nets(),
        scope in some(),
        by_hand in prop::collection::vec((0_u32..30, 0_u32..9), 0..9),
    ) {
        let nodes = involved(&net, &chosen(&scope), &|_| false, &|_| false);
        let own = among(&net, &nodes, &|_| false);
        let back = order(&own, &vec![None; nodes.len()], 0.0);
        let waves = placed(&back, &by_hand);
        prop_assert_eq!(waves.len(), nodes.len());
        for (at, wave) in waves.iter().enumerate() {
            let set = by_hand.iter().rfind(|(node, _)| *node as usize == at);
            prop_assert_eq!(*wave, set.map_or(back[at].wave, |(_, wave)| (*wave).max(1)));
        }
        // Only what was moved, or needs something that was, can stand against the graph.
        for (node, needed) in against(&own, &waves) {
            let moved = |at: u32| by_hand.iter().any(|(node, _)| *node == at);
            let near = waits_for(&own, node).flatten().any(|edge| moved(edge.to));
            prop_assert!(moved(node) || near, "{} needs {}", node, needed);
        }
    }

    /// Nothing is back before its floor, or before it would be without floors; where there are none, nothing changes.
    #[test]
    fn what_is_held_up_is_later_and_never_sooner(
        net in nets(),
        own in prop::collection::vec(0_u32..60, NODES),
        stages in prop::collection::vec(prop::option::of(0_u32..200), NODES),
        by_hand in prop::collection::vec((0..NODES as u32, 1_u32..6), 0..4),
    ) {
        // All is known: of alternatives what is known counts before what is not, sooner or later.
        let own: Vec<Option<f64>> = own.into_iter().map(|own| Some(f64::from(own))).collect();
        let stages: Vec<Option<(f64, bool)>> =
            stages.into_iter().map(|told| told.map(|minutes| (f64::from(minutes), true))).collect();
        let free = order(&net, &own, 20.0);
        let (same, none) = held::order(&net, &own, &[true; NODES], 20.0, vec![None; NODES], &[]);
        prop_assert_eq!(&same, &free);
        prop_assert!(none.iter().all(Option::is_none));
        let (back, held) = held::order(&net, &own, &[true; NODES], 20.0, stages.clone(), &by_hand);
        for node in 0..NODES {
            prop_assert!(back[node].minutes >= free[node].minutes);
            if let Some((minutes, _)) = stages[node] {
                prop_assert!(back[node].minutes >= 20.0 + minutes);
            }
            if held[node].is_some() {
                prop_assert!(back[node].minutes > free[node].minutes);
            }
        }
    }
}
