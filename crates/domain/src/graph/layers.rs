//! A drawing of a graph in layers, each edge from an earlier layer to a later one.
//!
//! After Sugiyama, Tagawa and Toda, *Methods for Visual Understanding of Hierarchical System
//! Structures* (1981): edges that close a circle are set aside, layers follow from the longest
//! path, places within a layer from the average of the neighbours' places (barycenter), then
//! nodes move as near to their neighbours as their distance allows.

use holdfast_ledger::sort::Arrange;

/// Where an edge goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The node that it comes from.
    pub from: usize,
    /// The node that it leads to.
    pub to: usize,
    /// The places between: for each layer that it passes, how far to the right.
    pub via: Vec<f64>,
    /// Whether it closes a circle, so that it leads back.
    pub back: bool,
    /// Whether it is part of a circle.
    pub in_circle: bool,
}

/// A drawing. Nodes are one wide, so are layers high.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// For each node its layer, from 0.
    pub layer: Vec<usize>,
    /// For each node how far to the right its left edge is.
    pub x: Vec<f64>,
    /// The edges in the order that they were given.
    pub routes: Vec<Route>,
    /// The nodes in drawing order: layer by layer, from left to right.
    pub order: Vec<usize>,
    /// How many layers there are.
    pub layers: usize,
    /// How wide it is.
    pub width: f64,
    /// Some circles, each in the direction of its edges.
    pub circles: Vec<Vec<usize>>,
}

/// The room that a passing edge takes beside nodes.
const EDGE_ROOM: f64 = 0.25;
/// More bends than these help nobody; then long edges go straight.
const MOST_BENDS: usize = 20_000;
/// The most circles that are named.
const MOST_CIRCLES: usize = 20;
/// How often places are improved, down and up.
const SWEEPS: usize = 6;

/// Draws a graph. Edges name nodes from 0 to `nodes`.
pub fn draw(nodes: usize, edges: &[(usize, usize)]) -> Drawing {
    let circles = Circles::of(nodes, edges);
    let layer = layers(nodes, edges, &circles.back);
    let mut slots = Slots::new(nodes, edges, &layer, &circles.back);
    slots.arrange();
    slots.place();
    let least = slots.x.iter().copied().fold(f64::INFINITY, f64::min);
    slots.x.iter_mut().for_each(|x| *x -= least);
    let ends = slots.x.iter().zip(&slots.room).map(|(x, room)| x + room);
    let width = ends.fold(0.0, f64::max);
    let routes = edges.iter().enumerate().map(|(n, &(from, to))| Route {
        from,
        to,
        via: slots.bends[n]
            .iter()
            .map(|&bend| slots.x[bend] + EDGE_ROOM / 2.0)
            .collect(),
        back: circles.back[n],
        in_circle: circles.member[n],
    });
    let routes = routes.collect();
    let order = slots
        .rows
        .iter()
        .flatten()
        .copied()
        .filter(|&slot| slot < nodes);
    Drawing {
        routes,
        order: order.collect(),
        layers: slots.rows.len(),
        width,
        x: slots.x[..nodes].to_vec(),
        layer,
        circles: circles.named,
    }
}

// What a walk through all edges, depth first, finds of circles.
struct Circles {
    back: Vec<bool>,
    member: Vec<bool>,
    named: Vec<Vec<usize>>,
}

impl Circles {
    fn of(nodes: usize, edges: &[(usize, usize)]) -> Self {
        let mut out = vec![Vec::new(); nodes];
        for (n, &(from, _)) in edges.iter().enumerate() {
            out[from].push(n);
        }
        let mut found = Self {
            back: vec![false; edges.len()],
            member: vec![false; edges.len()],
            named: Vec::new(),
        };
        // 0: not seen, 1: on the trail, 2: done.
        let mut state = vec![0_u8; nodes];
        for root in 0..nodes {
            if state[root] > 0 {
                continue;
            }
            state[root] = 1;
            // Each node of the trail, the edge that led to it, and how many of its edges were walked.
            let mut trail: Vec<(usize, usize, usize)> = vec![(root, usize::MAX, 0)];
            while let Some((node, _, walked)) = trail.last_mut() {
                let Some(&edge) = out[*node].get(*walked) else {
                    state[*node] = 2;
                    trail.pop();
                    continue;
                };
                *walked += 1;
                let to = edges[edge].1;
                match state[to] {
                    0 => {
                        state[to] = 1;
                        trail.push((to, edge, 0));
                    }
                    1 => found.close(edge, to, &trail),
                    _ => {}
                }
            }
        }
        found
    }

    // The edge leads back to a node of the trail.
    fn close(&mut self, edge: usize, to: usize, trail: &[(usize, usize, usize)]) {
        self.back[edge] = true;
        self.member[edge] = true;
        let from = trail.iter().position(|(node, ..)| *node == to).unwrap_or(0);
        let circle = &trail[from..];
        for (_, led, _) in circle.iter().skip(1) {
            self.member[*led] = true;
        }
        if self.named.len() < MOST_CIRCLES {
            self.named
                .push(circle.iter().map(|(node, ..)| *node).collect());
        }
    }
}

// The longest path from a first node, in edges; first nodes move to where they are needed.
fn layers(nodes: usize, edges: &[(usize, usize)], back: &[bool]) -> Vec<usize> {
    let forward = || {
        edges
            .iter()
            .zip(back)
            .filter(|(_, back)| !**back)
            .map(|(edge, _)| *edge)
    };
    let mut before = vec![Vec::new(); nodes];
    for (from, to) in forward() {
        before[to].push(from);
    }
    let mut layer = vec![0; nodes];
    // Without the edges that lead back there is no circle.
    for node in super::order(&before).unwrap_or_default() {
        layer[node] = before[node]
            .iter()
            .map(|&p| layer[p] + 1)
            .max()
            .unwrap_or(0);
    }
    let mut nearest = vec![usize::MAX; nodes];
    for (from, to) in forward() {
        nearest[from] = nearest[from].min(layer[to]);
    }
    for node in 0..nodes {
        if before[node].is_empty() && nearest[node] != usize::MAX {
            layer[node] = nearest[node] - 1;
        }
    }
    layer
}

// Nodes, and the places where long edges pass a layer.
struct Slots {
    rows: Vec<Vec<usize>>,
    room: Vec<f64>,
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    bends: Vec<Vec<usize>>,
    x: Vec<f64>,
}

impl Slots {
    fn new(nodes: usize, edges: &[(usize, usize)], layer: &[usize], back: &[bool]) -> Self {
        let mut slots = Self {
            rows: vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)],
            room: vec![1.0; nodes],
            above: vec![Vec::new(); nodes],
            below: vec![Vec::new(); nodes],
            bends: vec![Vec::new(); edges.len()],
            x: Vec::new(),
        };
        for (node, &layer) in layer.iter().enumerate() {
            slots.rows[layer].push(node);
        }
        for (n, &(from, to)) in edges.iter().enumerate() {
            if back[n] {
                continue;
            }
            let mut last = from;
            if slots.room.len() - nodes + (layer[to] - layer[from]) < MOST_BENDS {
                for row in layer[from] + 1..layer[to] {
                    let bend = slots.room.len();
                    slots.room.push(EDGE_ROOM);
                    slots.above.push(Vec::new());
                    slots.below.push(Vec::new());
                    slots.rows[row].push(bend);
                    slots.bends[n].push(bend);
                    slots.join(last, bend);
                    last = bend;
                }
            }
            slots.join(last, to);
        }
        slots.x = vec![0.0; slots.room.len()];
        slots
    }

    fn join(&mut self, upper: usize, lower: usize) {
        self.below[upper].push(lower);
        self.above[lower].push(upper);
    }

    // Orders each layer by the average place of the neighbours in the one before.
    fn arrange(&mut self) {
        let mut place = vec![0.0; self.room.len()];
        let renumber = |rows: &[usize], place: &mut [f64]| {
            for (n, &slot) in rows.iter().enumerate() {
                place[slot] = n as f64;
            }
        };
        for row in &self.rows {
            renumber(row, &mut place);
        }
        for sweep in 0..SWEEPS {
            let down = sweep % 2 == 0;
            for n in 0..self.rows.len() {
                let row = if down { n } else { self.rows.len() - 1 - n };
                let near = if down { &self.above } else { &self.below };
                let keys: Vec<f64> = self.rows[row]
                    .iter()
                    .map(|&slot| mean(&near[slot], |n| place[n]).unwrap_or(place[slot]))
                    .collect();
                let mut order: Vec<usize> = (0..keys.len()).collect();
                order.arrange_by(|a, b| keys[*a].total_cmp(&keys[*b]));
                self.rows[row] = order.into_iter().map(|n| self.rows[row][n]).collect();
                renumber(&self.rows[row], &mut place);
            }
        }
    }

    // Moves what stands in each layer to its neighbours, as near as the others allow.
    fn place(&mut self) {
        for row in &self.rows {
            let mut x = 0.0;
            for &slot in row {
                self.x[slot] = x;
                x += self.room[slot];
            }
        }
        for sweep in 0..SWEEPS {
            for n in 0..self.rows.len() {
                let down = sweep % 2 == 0;
                let row = if down { n } else { self.rows.len() - 1 - n };
                self.settle(row, down);
            }
        }
    }

    fn settle(&mut self, row: usize, down: bool) {
        let near = if down { &self.above } else { &self.below };
        let row = &self.rows[row];
        let middle = |slot: usize| self.x[slot] + self.room[slot] / 2.0;
        let mut offset = 0.0;
        let mut offsets = Vec::with_capacity(row.len());
        let mut wished = Vec::with_capacity(row.len());
        for &slot in row {
            let wish = mean(&near[slot], middle).unwrap_or_else(|| middle(slot));
            offsets.push(offset);
            wished.push(wish - self.room[slot] / 2.0 - offset);
            offset += self.room[slot];
        }
        let row = row.clone();
        for ((slot, x), offset) in row.into_iter().zip(rising(&wished)).zip(offsets) {
            self.x[slot] = x + offset;
        }
    }
}

fn mean(of: &[usize], value: impl Fn(usize) -> f64) -> Option<f64> {
    let sum: f64 = of.iter().map(|&n| value(n)).sum();
    (!of.is_empty()).then(|| sum / of.len() as f64)
}

// The values that never fall and are nearest to those wished for, by least squares: neighbours
// that would pass each other meet at their mean (pool adjacent violators).
fn rising(wished: &[f64]) -> Vec<f64> {
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for &wish in wished {
        let mut pool = (wish, 1);
        while let Some(last) = pools.pop_if(|last| last.0 > pool.0) {
            let count = last.1 + pool.1;
            let sum = last.0 * last.1 as f64 + pool.0 * pool.1 as f64;
            pool = (sum / count as f64, count);
        }
        pools.push(pool);
    }
    let pools = pools.into_iter();
    pools
        .flat_map(|(value, count)| std::iter::repeat_n(value, count))
        .collect()
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
