//! The graph of services to look at: what depends at the top, what it depends on below.

use super::blast::{Blast, Way, blast_radius};
use super::catalogue::Catalogue;
use super::net::{Kinds, Needs, Net};
use super::report::is_point;
use crate::graph::layers::{self, Drawing};
use holdfast_ledger::sort::Arrange;

/// The most nodes that are drawn at once: more cannot be read.
pub const MOST: usize = 500;
/// How many nodes that stand alone are beside each other at least.
const ROW: usize = 6;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The node that all is seen from; none for all nodes.
    pub centre: Option<u32>,
    /// How many steps up, to what depends on the centre.
    pub up: usize,
    /// How many steps down, to what the centre depends on.
    pub down: usize,
    /// The kinds of dependencies that count.
    pub kinds: Kinds,
}

/// An edge, beside its route in the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// How the one depends on the other; of several the gravest.
    pub kind: Needs,
    /// Whether something else can stand in for it.
    pub alternative: bool,
}

/// A drawing of services.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Graph {
    /// For each node of the drawing its number in the catalogue.
    pub nodes: Vec<u32>,
    /// For each route of the drawing, what it is.
    pub links: Vec<Link>,
    /// Where nodes and edges stand.
    pub drawing: Drawing,
    /// How many nodes the scope holds, drawn or not.
    pub total: usize,
    /// Whether these are too many to draw without a centre.
    pub too_many: bool,
}

/// What is said of a node beside its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A single point of failure.
    Point,
    /// It waits for others that wait for it.
    Circle,
    /// It cannot be back within its RTO.
    Late,
}

impl Mark {
    /// All, in the order of the legend.
    pub const ALL: [Self; 3] = [Self::Point, Self::Circle, Self::Late];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Point => "Single point of failure",
            Self::Circle => "In a circle",
            Self::Late => "RTO not achievable",
        }
    }

    /// What is said of a node.
    pub fn of(all: &Catalogue, node: u32) -> Vec<Self> {
        let at = node as usize;
        let late = all.nodes[at]
            .rto
            .is_some_and(|rto| all.back[at].minutes > rto);
        let holds = |mark: &Self| match mark {
            Self::Point => is_point(all, node),
            Self::Circle => all.circles.with(node).len() > 1,
            Self::Late => late,
        };
        Self::ALL.into_iter().filter(holds).collect()
    }
}

/// What is reached from a centre both ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// What depends on it.
    pub up: Blast,
    /// What it depends on.
    pub down: Blast,
}

impl Around {
    /// What is reached from a node.
    pub fn of(net: &Net, node: u32, up: usize, down: usize, kinds: Kinds) -> Self {
        Self {
            up: blast_radius(net, node, Way::Up, up, kinds),
            down: blast_radius(net, node, Way::Down, down, kinds),
        }
    }

    // The centre and what is near it, the nearest first, in circles each once.
    fn nodes(&self, centre: u32) -> Vec<u32> {
        let mut nodes = vec![centre];
        let depth = self.up.layers.len().max(self.down.layers.len());
        for layer in 0..depth {
            for blast in [&self.up, &self.down] {
                let reached = blast.layers.get(layer).into_iter().flatten();
                nodes.extend(reached.map(|reached| reached.node));
            }
        }
        let mut seen = Vec::with_capacity(nodes.len());
        let mut known = nodes.clone();
        known.arrange();
        known.dedup();
        let mut taken = vec![false; known.len()];
        for node in nodes {
            if let Ok(at) = known.binary_search(&node)
                && !std::mem::replace(&mut taken[at], true)
            {
                seen.push(node);
            }
        }
        seen
    }
}

impl Graph {
    /// Draws what a scope holds, at most [`MOST`] nodes.
    pub fn of(all: &Catalogue, scope: Scope) -> Self {
        let net = &all.net;
        let mut nodes = match scope.centre {
            None => (0..net.nodes() as u32).collect(),
            Some(centre) => {
                let around = Around::of(net, centre, scope.up, scope.down, scope.kinds);
                around.nodes(centre)
            }
        };
        let total = nodes.len();
        if total > MOST {
            if scope.centre.is_none() {
                return Self {
                    total,
                    too_many: true,
                    ..Self::default()
                };
            }
            nodes.truncate(MOST);
        }
        nodes.arrange();
        let mut graph = Self::draw(net, nodes, scope.kinds);
        graph.total = total;
        graph
    }

    // `nodes` rising.
    fn draw(net: &Net, nodes: Vec<u32>, kinds: Kinds) -> Self {
        let mut found: Vec<(u32, u32, Link)> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let first = found.len();
            for edge in net.down(*node).iter().filter(|edge| kinds.has(edge.kind)) {
                let Ok(to) = nodes.binary_search(&edge.to) else {
                    continue;
                };
                let link = Link {
                    kind: edge.kind,
                    alternative: net.is_alternative(edge),
                };
                match found[first..].iter_mut().find(|known| known.1 == to as u32) {
                    Some(known) if link.kind < known.2.kind => known.2 = link,
                    Some(_) => {}
                    None => found.push((at as u32, to as u32, link)),
                }
            }
        }
        let mut joined = vec![false; nodes.len()];
        for (from, to, _) in &found {
            joined[*from as usize] = true;
            joined[*to as usize] = true;
        }
        // What stands alone would make the first layer as wide as there are such nodes.
        let drawn: Vec<usize> = (0..nodes.len()).filter(|at| joined[*at]).collect();
        let place = |at: u32| drawn.binary_search(&(at as usize)).unwrap_or_default();
        let edges: Vec<(usize, usize)> = found
            .iter()
            .map(|(from, to, _)| (place(*from), place(*to)))
            .collect();
        let mut drawing = layers::draw(drawn.len(), &edges);
        let alone = (0..nodes.len()).filter(|at| !joined[*at]);
        let order: Vec<usize> = drawn.iter().copied().chain(alone).collect();
        append(&mut drawing, nodes.len());
        Self {
            nodes: order.into_iter().map(|at| nodes[at]).collect(),
            links: found.into_iter().map(|(.., link)| link).collect(),
            drawing,
            ..Self::default()
        }
    }

    /// The node of the drawing that a node of the catalogue is.
    pub fn place(&self, node: u32) -> Option<usize> {
        self.nodes.iter().position(|known| *known == node)
    }
}

// Adds what stands alone in rows below the rest.
fn append(drawing: &mut Drawing, nodes: usize) {
    let first = drawing.x.len();
    let wide = (drawing.width.floor() as usize).max(ROW);
    for at in first..nodes {
        let (row, column) = ((at - first) / wide, (at - first) % wide);
        drawing.layer.push(drawing.layers + row);
        drawing.x.push(column as f64);
        drawing.order.push(at);
        drawing.width = drawing.width.max(column as f64 + 1.0);
    }
    drawing.layers += (nodes - first).div_ceil(wide);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    const ALL: Scope = Scope {
        centre: None,
        up: 0,
        down: 0,
        kinds: Kinds::ALL,
    };

    // A chain of services, each depending on the next, and one that stands alone.
    fn chain(count: usize) -> (World, Vec<holdfast_ledger::Id>) {
        let mut world = World::new();
        let ids: Vec<_> = (0..count)
            .map(|n| world.add("service", &[("title", json!(format!("Service {n}")))]))
            .collect();
        for pair in ids.windows(2) {
            let on = json!(pair[1].to_string());
            world.item(pair[0], "dependencies", &[("on", on)]);
        }
        world.add("service", &[("title", json!("Alone"))]);
        (world, ids)
    }

    #[test]
    fn what_depends_stands_above_and_what_stands_alone_below_all() {
        let (world, _) = chain(3);
        let all = Catalogue::kept(&world.view());
        let graph = Graph::of(&all, ALL);
        assert_eq!((graph.total, graph.too_many), (4, false));
        assert_eq!(graph.drawing.layer, [0, 1, 2, 3]);
        assert_eq!(graph.links.len(), 2);
        assert_eq!(graph.drawing.layers, 4);
        assert_eq!(graph.drawing.order.len(), graph.nodes.len());
    }

    #[test]
    fn a_scope_is_what_is_near_its_centre() {
        let (world, ids) = chain(6);
        let all = Catalogue::kept(&world.view());
        let centre = all.find(ids[2]);
        let scope = |up, down| Scope {
            centre,
            up,
            down,
            ..ALL
        };
        let names = |scope| -> Vec<usize> {
            let graph = Graph::of(&all, scope);
            let number = |node: &u32| ids.iter().position(|id| *id == all.ids[*node as usize]);
            graph.nodes.iter().filter_map(number).collect()
        };
        assert_eq!(names(scope(1, 2)), [1, 2, 3, 4]);
        assert_eq!(names(scope(0, 1)), [2, 3]);
        assert_eq!(names(scope(9, 0)), [0, 1, 2]);
        let none = Scope {
            kinds: Kinds {
                hard: false,
                ..Kinds::ALL
            },
            ..scope(9, 9)
        };
        assert_eq!(names(none), [2]);
    }

    #[test]
    fn marks_say_what_is_wrong_with_a_node() {
        let mut world = World::new();
        let power = world.add("service", &[("recovery", json!(90))]);
        let fields = [
            ("node", json!("process")),
            ("rto", json!(60)),
            ("recovery", json!(5)),
        ];
        let care = world.add("service", &fields);
        let on = |id: holdfast_ledger::Id| [("on", json!(id.to_string()))];
        world.item(care, "dependencies", &on(power));
        let marks = |world: &World, id| {
            let all = Catalogue::kept(&world.view());
            Mark::of(&all, all.find(id).expect("a service"))
        };
        assert_eq!(marks(&world, power), [Mark::Point]);
        assert_eq!(marks(&world, care), [Mark::Late]);
        world.item(power, "dependencies", &on(care));
        assert_eq!(marks(&world, care), [Mark::Circle, Mark::Late]);
    }

    #[test]
    fn of_two_edges_between_two_nodes_the_gravest_is_drawn() {
        let mut world = World::new();
        let on = world.add("service", &[("title", json!("Power"))]);
        let from = world.add("service", &[("title", json!("Hall"))]);
        for kind in ["recovery", "hard", "degraded"] {
            let fields = [("on", json!(on.to_string())), ("kind", json!(kind))];
            world.item(from, "dependencies", &fields);
        }
        let graph = Graph::of(&Catalogue::kept(&world.view()), ALL);
        assert_eq!(graph.links.len(), 1);
        assert_eq!(graph.links[0].kind, Needs::Hard);
    }

    #[test]
    fn too_many_ask_for_a_centre_and_from_one_the_nearest_are_drawn() {
        let (world, ids) = chain(MOST + 20);
        let all = Catalogue::kept(&world.view());
        assert!(Graph::of(&all, ALL).too_many);
        let scope = Scope {
            centre: all.find(ids[0]),
            down: usize::MAX,
            ..ALL
        };
        let graph = Graph::of(&all, scope);
        assert_eq!((graph.nodes.len(), graph.total), (MOST, MOST + 20));
        assert!(
            all.find(ids[MOST])
                .is_some_and(|far| graph.place(far).is_none())
        );
        assert!(
            all.find(ids[MOST - 1])
                .is_some_and(|near| graph.place(near).is_some())
        );
    }
}
