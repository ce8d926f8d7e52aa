//! Strongly connected components: what can be reached from each other.
//!
//! Tarjan, *Depth-first search and linear graph algorithms* (1972), without recursion.

/// For each node the nodes that its edges lead to, in one array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjacency {
    start: Vec<u32>,
    to: Vec<u32>,
}

impl Adjacency {
    /// The edges of `nodes` nodes, given in order of the node that they come from.
    pub fn of(nodes: usize, edges: impl Iterator<Item = (u32, u32)>) -> Self {
        let mut made = Self {
            start: vec![0; nodes + 1],
            to: Vec::new(),
        };
        for (from, to) in edges {
            made.start[from as usize + 1] += 1;
            made.to.push(to);
        }
        for node in 0..nodes {
            made.start[node + 1] += made.start[node];
        }
        made
    }

    /// Where the edges of a node lead.
    pub fn of_node(&self, node: u32) -> &[u32] {
        let (from, to) = (self.start[node as usize], self.start[node as usize + 1]);
        &self.to[from as usize..to as usize]
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.start.len().saturating_sub(1)
    }
}

/// The components of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Components {
    /// For each node its component.
    pub of: Vec<u32>,
    /// The nodes of all components, component by component: those that edges lead to come before
    /// those that they come from.
    order: Vec<u32>,
    start: Vec<u32>,
}

impl Components {
    /// The components of a graph.
    pub fn find(graph: &Adjacency) -> Self {
        const UNSEEN: u32 = u32::MAX;
        let nodes = graph.nodes();
        let mut number = vec![UNSEEN; nodes];
        let mut low = vec![0_u32; nodes];
        let mut of = vec![UNSEEN; nodes];
        let mut found = Self {
            start: vec![0],
            ..Self::default()
        };
        let (mut stack, mut trail) = (Vec::new(), Vec::<(u32, u32)>::new());
        let mut count = 0;
        for root in 0..nodes as u32 {
            if number[root as usize] != UNSEEN {
                continue;
            }
            trail.push((root, 0));
            while let Some((node, walked)) = trail.pop() {
                let at = node as usize;
                if walked == 0 {
                    (number[at], low[at]) = (count, count);
                    count += 1;
                    stack.push(node);
                } else {
                    let child = graph.of_node(node)[walked as usize - 1] as usize;
                    low[at] = low[at].min(low[child]);
                }
                let edges = graph.of_node(node).iter().enumerate();
                let mut down = None;
                for (n, &to) in edges.skip(walked as usize) {
                    let child = to as usize;
                    if number[child] == UNSEEN {
                        down = Some((n as u32 + 1, to));
                        break;
                    }
                    if of[child] == UNSEEN {
                        low[at] = low[at].min(number[child]);
                    }
                }
                if let Some((walked, child)) = down {
                    trail.push((node, walked));
                    trail.push((child, 0));
                } else if low[at] == number[at] {
                    let component = found.start.len() as u32 - 1;
                    while let Some(member) = stack.pop() {
                        of[member as usize] = component;
                        found.order.push(member);
                        if member == node {
                            break;
                        }
                    }
                    found.start.push(found.order.len() as u32);
                }
            }
        }
        found.of = of;
        found
    }

    /// How many components there are.
    pub fn len(&self) -> usize {
        self.start.len() - 1
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The nodes of a component; what is reached from others stands mostly before them.
    pub fn members(&self, component: u32) -> &[u32] {
        let component = component as usize;
        &self.order[self.start[component] as usize..self.start[component + 1] as usize]
    }

    /// The nodes that reach each other with this one; itself alone where none does.
    pub fn with(&self, node: u32) -> &[u32] {
        self.members(self.of[node as usize])
    }
}

#[cfg(test)]
#[allow(
    clippy::needless_range_loop,
    reason = "plain versions are as plain as can be"
)]
mod tests {
    use super::*;
    use holdfast_ledger::sort::Arrange;
    use proptest::prelude::*;

    proptest! {
        /// Two nodes are in one component if each can be reached from the other, and components
        /// come in order.
        #[test]
        fn components_are_what_reaches_each_other(
            edges in prop::collection::vec((0_u32..14, 0_u32..14), 0..40),
        ) {
            let mut edges = edges;
            edges.arrange();
            let graph = Adjacency::of(14, edges.iter().copied());
            let found = Components::find(&graph);
            let mut reach = [[false; 14]; 14];
            for n in 0..14 { reach[n][n] = true; }
            for &(a, b) in &edges { reach[a as usize][b as usize] = true; }
            for k in 0..14 { for a in 0..14 { for b in 0..14 {
                reach[a][b] |= reach[a][k] && reach[k][b];
            } } }
            for a in 0..14 { for b in 0..14 {
                let same = found.of[a] == found.of[b];
                prop_assert_eq!(same, reach[a][b] && reach[b][a]);
                prop_assert!(same || !reach[a][b] || found.of[b] < found.of[a]);
            } }
            let mut all: Vec<u32> = (0..found.len() as u32).flat_map(|c| found.members(c)).copied().collect();
            all.arrange();
            prop_assert_eq!(all, (0..14).collect::<Vec<u32>>());
        }
    }
}
