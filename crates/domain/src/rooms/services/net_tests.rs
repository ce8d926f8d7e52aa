//! The algorithms against plain ones, on random graphs with circles.

#![allow(
    clippy::needless_range_loop,
    clippy::float_cmp,
    reason = "plain versions are as plain as can be"
)]

use super::blast::{Effect, Way, blast_radius, fall, loss};
use super::needed::Inherited;
use super::net::{Given, Kinds, Needs, Net};
use super::order::{Back, NONE, chain, order, waves};
use super::points::points;
use holdfast_ledger::sort::Arrange;
use proptest::prelude::*;

const NODES: usize = 12;
const NAMES: [&str; 3] = ["", "a", "b"];

#[derive(Clone, Debug)]
struct Case {
    deps: Vec<(u32, u32, Needs, usize)>,
    own: Vec<Option<f64>>,
}

impl Case {
    fn net(&self) -> Net {
        let given = self.deps.iter().map(|&(from, to, kind, name)| Given {
            from,
            to,
            kind,
            any_of: NAMES[name],
        });
        Net::new(NODES, &given.collect::<Vec<_>>())
    }

    // The dependencies of a node as a person reads them: of each group one is enough.
    fn groups(&self, node: u32, kinds: Kinds) -> Vec<Vec<u32>> {
        let mut groups: Vec<((Needs, usize), Vec<u32>)> = Vec::new();
        for &(from, to, kind, name) in &self.deps {
            if from != node || to == node || !kinds.has(kind) {
                continue;
            }
            let known = groups
                .iter_mut()
                .find(|(key, _)| name > 0 && *key == (kind, name));
            match known {
                Some((_, members)) => members.push(to),
                None => groups.push(((kind, name), vec![to])),
            }
        }
        groups.into_iter().map(|(_, members)| members).collect()
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let kind = prop_oneof![
        5 => Just(Needs::Hard),
        1 => Just(Needs::Degraded),
        2 => Just(Needs::Recovery),
    ];
    let node = 0..NODES as u32;
    let dep = (node.clone(), node, kind, 0..NAMES.len());
    let own = prop::collection::vec(prop::option::weighted(0.9, 0_u16..300), NODES);
    (prop::collection::vec(dep, 0..30), own).prop_map(|(mut deps, own)| {
        deps.arrange_by_key(|dep| dep.0);
        let own = own.into_iter().map(|own| own.map(f64::from)).collect();
        Case { deps, own }
    })
}

// Down is what is lost, and what has a hard dependency all of whose alternatives are down; again
// until nothing is new.
fn plain_down(case: &Case, lost: u32) -> Vec<bool> {
    let mut down = vec![false; NODES];
    down[lost as usize] = true;
    for _ in 0..=NODES {
        for node in 0..NODES as u32 {
            let groups = case.groups(node, Kinds::HARD);
            let gone = |group: &Vec<u32>| group.iter().all(|to| down[*to as usize]);
            if groups.iter().any(gone) {
                down[node as usize] = true;
            }
        }
    }
    down
}

// The definition, again and again from "never" until nothing changes; then all circles that wait
// for nothing else at once, by looking at what each can reach.
fn plain_order(case: &Case, activation: f64) -> Vec<(bool, f64)> {
    const NEVER: (bool, f64) = (true, f64::INFINITY);
    let own: Vec<f64> = case.own.iter().map(|own| own.unwrap_or(0.0)).collect();
    let mut back = vec![NEVER; NODES];
    let earlier = |a: &(bool, f64), b: &(bool, f64)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1));
    let start = |node: usize, back: &[(bool, f64)]| {
        let mut start = (case.own[node].is_none(), activation);
        for group in case.groups(node as u32, Kinds::FIRST) {
            let best = group.iter().map(|to| back[*to as usize]).min_by(earlier);
            let best = best.unwrap_or(NEVER);
            start = (start.0 || best.0, start.1.max(best.1));
        }
        start
    };
    let mut settled = [false; NODES];
    loop {
        // Times only get earlier, so this comes to an end.
        for _ in 0..=NODES * NODES {
            for node in (0..NODES).filter(|node| !settled[*node]) {
                let (open, minutes) = start(node, &back);
                if minutes.is_finite() {
                    back[node] = (open, minutes + own[node]);
                }
            }
        }
        // What needs no circle to be opened does not wait for one.
        (0..NODES).for_each(|node| settled[node] = back[node] != NEVER);
        let waits = |node: usize, back: &[(bool, f64)]| -> Vec<usize> {
            let groups = case.groups(node as u32, Kinds::FIRST).into_iter();
            let waiting = groups.filter(|group| group.iter().all(|to| back[*to as usize] == NEVER));
            waiting.flatten().map(|to| to as usize).collect()
        };
        let reach = |node: usize, back: &[(bool, f64)]| {
            let mut seen = [false; NODES];
            let mut open = waits(node, back);
            while let Some(next) = open.pop() {
                if !std::mem::replace(&mut seen[next], true) {
                    open.extend(waits(next, back));
                }
            }
            seen
        };
        let left: Vec<usize> = (0..NODES).filter(|node| back[*node] == NEVER).collect();
        if left.is_empty() {
            return back;
        }
        let before = back.clone();
        for &node in &left {
            let circle = reach(node, &before);
            let closed = left
                .iter()
                .all(|&other| !circle[other] || reach(other, &before)[node]);
            if !closed {
                continue;
            }
            let members: Vec<usize> = left.iter().copied().filter(|&n| circle[n]).collect();
            let mut begin = (false, activation);
            for &member in &members {
                begin.0 |= case.own[member].is_none();
                for group in case.groups(member as u32, Kinds::FIRST) {
                    let best = group.iter().map(|to| before[*to as usize]).min_by(earlier);
                    let best = best.filter(|best| *best != NEVER).unwrap_or((false, 0.0));
                    begin = (begin.0 || best.0, begin.1.max(best.1));
                }
            }
            let longest = members.iter().map(|&n| own[n]).fold(0.0, f64::max);
            back[node] = (begin.0, begin.1 + longest);
            settled[node] = true;
        }
    }
}

// Without what is not known, alternatives differ in nothing but their times, and the definition
// says all.
fn whole(mut case: Case) -> Case {
    case.own
        .iter_mut()
        .for_each(|own| *own = Some(own.unwrap_or(7.0)));
    case
}

proptest! {
    #[test]
    fn times_are_those_of_the_definition(case in cases()) {
        let case = whole(case);
        let back = order(&case.net(), &case.own, 15.0);
        let plain = plain_order(&case, 15.0);
        for node in 0..NODES {
            // What a circle opens may be an alternative for what was settled before it.
            prop_assert!((back[node].minutes - plain[node].1).abs() < 1e-9, "{} {:?} {:?}", node, back, plain);
        }
    }

    /// A chain begins with what waits for nothing, and what is not known is never called known.
    #[test]
    fn chains_add_up(case in cases()) {
        let back = order(&case.net(), &case.own, 15.0);
        for node in 0..NODES as u32 {
            let Back { minutes, whole, via, .. } = back[node as usize];
            prop_assert!(minutes.is_finite() && minutes >= 15.0);
            prop_assert!(!whole || case.own[node as usize].is_some());
            if via != NONE {
                prop_assert!(back[via as usize].minutes <= minutes);
            }
            let chain = chain(&back, node);
            prop_assert!(chain.len() <= NODES);
            let along: f64 = chain.iter().map(|n| match back[*n as usize] {
                // In a circle all wait for the one that takes longest, which is in the chain.
                Back { in_circle: true, via, .. } if via != NONE && back[via as usize].in_circle
                    && back[via as usize].minutes == back[*n as usize].minutes => 0.0,
                _ => case.own[*n as usize].unwrap_or(0.0),
            }).sum();
            prop_assert!((15.0 + along - minutes).abs() < 1e-9, "{:?}", chain);
        }
    }

    /// Whoever waits for others comes in a later wave than the first of each alternative, unless
    /// they wait for each other.
    #[test]
    fn waves_follow_dependencies(case in cases()) {
        let back = order(&case.net(), &case.own, 0.0);
        for node in 0..NODES as u32 {
            for group in case.groups(node, Kinds::FIRST) {
                let own = back[node as usize];
                let fine = group.iter().any(|to| {
                    let other = back[*to as usize];
                    other.wave < own.wave || own.in_circle && other.in_circle
                });
                prop_assert!(fine, "{} {:?}", node, back);
            }
        }
        let all: usize = waves(&back).iter().map(Vec::len).sum();
        prop_assert_eq!(all, NODES);
    }

    #[test]
    fn what_is_down_is_what_the_definition_says(case in cases(), lost in 0..NODES as u32) {
        let net = case.net();
        let loss = loss(&net, &[lost]);
        let plain = plain_down(&case, lost);
        for node in 0..NODES {
            prop_assert_eq!(loss.effect[node] == Effect::Down, plain[node]);
            if plain[node] {
                let chain = loss.chain(node as u32);
                prop_assert_eq!((chain[0], chain[chain.len() - 1]), (lost, node as u32));
            }
            let first = fall(&net, lost, node as u32)[0];
            prop_assert_eq!(first == lost, plain[node]);
        }
    }

    #[test]
    fn reduced_is_what_the_definition_says(case in cases(), lost in 0..NODES as u32) {
        let loss = loss(&case.net(), &[lost]);
        let down = plain_down(&case, lost);
        let mut touched = down.clone();
        let degraded = Kinds { degraded: true, hard: false, recovery: false };
        for _ in 0..=NODES {
            for node in 0..NODES as u32 {
                let gone = |group: &Vec<u32>, of: &[bool]| group.iter().all(|to| of[*to as usize]);
                let hard = case.groups(node, Kinds::HARD).iter().any(|group| gone(group, &touched));
                let less = case.groups(node, degraded).iter().any(|group| gone(group, &down));
                touched[node as usize] |= hard || less;
            }
        }
        let recovery = Kinds { recovery: true, hard: false, degraded: false };
        for node in 0..NODES {
            prop_assert_eq!(loss.effect[node] != Effect::None, touched[node]);
            let groups = case.groups(node as u32, recovery);
            let hampered = groups.iter().any(|group| group.iter().all(|to| down[*to as usize]));
            prop_assert_eq!(loss.hampered[node], hampered);
        }
    }

    #[test]
    fn single_points_are_those_whose_loss_takes_it_down(case in cases()) {
        let important: Vec<u32> = vec![3, 7, 0, 5];
        let points = points(&case.net(), &important);
        for node in 0..NODES as u32 {
            let down = plain_down(&case, node);
            let taken: Vec<u32> = important.iter().copied()
                .filter(|other| *other != node && down[*other as usize]).collect();
            prop_assert_eq!(points[node as usize].count as usize, taken.len());
            if let Some(first) = taken.first() {
                prop_assert_eq!(points[node as usize].first, *first);
            }
        }
    }

    #[test]
    fn the_inherited_objective_is_the_lowest_of_all_that_depend(case in cases()) {
        let net = case.net();
        let found = Inherited::of(&net, &case.own);
        for node in 0..NODES as u32 {
            // All that depend on it, by going up until nothing is new.
            let mut above = [false; NODES];
            for _ in 0..=NODES {
                for other in 0..NODES as u32 {
                    let alone = |group: &Vec<u32>| group.iter().all(|to| *to == group[0]);
                    let needs = case.groups(other, Kinds::HARD).into_iter().filter(alone);
                    if needs.into_iter().any(|group| group[0] == node || above[group[0] as usize]) {
                        above[other as usize] = true;
                    }
                }
            }
            above[node as usize] = false;
            let lowest = (0..NODES).filter(|n| above[*n]).filter_map(|n| case.own[n]).reduce(f64::min);
            prop_assert_eq!(found.by(node).map(|needed| needed.minutes), lowest);
            if let Some(needed) = found.by(node) {
                let chain = found.chain(node);
                prop_assert_eq!((chain[0], chain[chain.len() - 1]), (needed.source, node));
                for pair in chain.windows(2) {
                    prop_assert!(net.down(pair[0]).iter().any(|edge| edge.to == pair[1]));
                }
            }
        }
    }

    #[test]
    fn layers_are_distances(case in cases(), from in 0..NODES as u32, depth in 0_usize..4) {
        let net = case.net();
        for (way, kinds) in [(Way::Up, Kinds::ALL), (Way::Down, Kinds::FIRST), (Way::Up, Kinds::HARD)] {
            let mut distance = [usize::MAX; NODES];
            distance[from as usize] = 0;
            for _ in 0..=NODES {
                for &(a, b, kind, _) in &case.deps {
                    let (a, b) = if way == Way::Down { (a, b) } else { (b, a) };
                    let next = distance[a as usize].saturating_add(1);
                    if kinds.has(kind) && next < distance[b as usize] {
                        distance[b as usize] = next;
                    }
                }
            }
            let blast = blast_radius(&net, from, way, depth, kinds);
            for far in 1..NODES {
                let there = distance.iter().filter(|d| **d == far).count();
                let found = match far.checked_sub(depth + 1) {
                    None => blast.layers.get(far - 1).map_or(0, Vec::len),
                    Some(beyond) => blast.beyond.get(beyond).copied().unwrap_or(0),
                };
                prop_assert_eq!(found, there);
            }
            for (n, reached) in blast.layers.iter().enumerate().flat_map(|(n, l)| l.iter().map(move |r| (n, r))) {
                prop_assert_eq!(distance[reached.node as usize], n + 1);
                prop_assert_eq!(distance[reached.via as usize], n);
            }
        }
    }
}

/// Sets are worked out so many at a time: a chain that is longer than that.
#[test]
fn single_points_of_a_long_chain() {
    let nodes = 2100;
    let given: Vec<Given<'_>> = (1..nodes)
        .map(|to| Given {
            from: to - 1,
            to,
            kind: Needs::Hard,
            any_of: "",
        })
        .collect();
    let found = points(&Net::new(nodes as usize, &given), &[1050, 0]);
    for node in 0..nodes {
        let (count, first) = match node {
            0 => (0, 0),
            1..=1050 => (1, 0),
            _ => (2, 1050),
        };
        assert_eq!(
            (found[node as usize].count, found[node as usize].first),
            (count, first)
        );
    }
}
