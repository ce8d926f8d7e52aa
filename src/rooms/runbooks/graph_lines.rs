//! Where nodes and edges of a plan's graph stand, and where keys lead.

use crate::ui::chart::px;
use holdfast_domain::rooms::runbooks::drawing::Graph;
use leptos::prelude::*;

/// How large the parts of a graph are drawn, in pixels.
pub struct Sizes {
    /// The room that a node takes, with what is beside it.
    pub cell: (f64, f64),
    /// A node.
    pub node: (f64, f64),
}

/// The sizes on screen; style/plan.css says the same of a node.
pub const SCREEN: Sizes = Sizes {
    cell: (212.0, 104.0),
    node: (188.0, 64.0),
};

impl Sizes {
    /// The middle of a node, in pixels.
    pub fn place(&self, graph: &Graph, node: usize) -> (f64, f64) {
        let drawing = &graph.drawing;
        (
            (drawing.x[node] + 0.5) * self.cell.0,
            (drawing.layer[node] as f64 + 0.5) * self.cell.1,
        )
    }
}

/// The node that a key leads to. Junctions are passed.
pub fn target(graph: &Graph, from: usize, key: &str, on_region: bool) -> Option<usize> {
    let order = &graph.drawing.order;
    let is_step = |node: &usize| graph.nodes[*node].is_some();
    let along = |forward: bool| {
        let mut at = from;
        loop {
            let next = graph.drawing.routes.iter().find_map(|route| {
                let (start, end) = if forward {
                    (route.from, route.to)
                } else {
                    (route.to, route.from)
                };
                (start == at && !route.back).then_some(end)
            })?;
            if graph.nodes[next].is_some() {
                return Some(next);
            }
            at = next;
        }
    };
    let place = || order.iter().position(|node| *node == from);
    match key {
        "ArrowDown" | "ArrowUp" if on_region => Some(from),
        "ArrowDown" => along(true),
        "ArrowUp" => along(false),
        "ArrowRight" => order[place()? + 1..].iter().copied().find(is_step),
        "ArrowLeft" => order[..place()?].iter().copied().rfind(is_step),
        "Home" => order.iter().copied().find(is_step),
        "End" => order.iter().copied().rfind(is_step),
        _ => None,
    }
}

/// An edge: down through the places that it passes, or round the side where it leads back. `says`:
/// whether its answer stands beside it.
pub fn line(sizes: &Sizes, graph: &Graph, n: usize, says: bool) -> AnyView {
    let (cell, size) = (sizes.cell, sizes.node);
    let (route, link) = (&graph.drawing.routes[n], &graph.links[n]);
    let half = |node: usize| {
        if graph.nodes[node].is_some() {
            size.1 / 2.0
        } else {
            0.0
        }
    };
    let ((x1, y1), (x2, y2)) = (sizes.place(graph, route.from), sizes.place(graph, route.to));
    let (y1, end) = (y1 + half(route.from), y2 - half(route.to) - 7.0);
    let mut path = format!("M{} {}", px(x1), px(y1));
    if route.back {
        let side = x1.max(x2) + size.0 / 2.0 + 40.0;
        path.push_str(&format!(
            "C{side} {} {side} {} {} {}",
            px(y1 + 50.0),
            px(end - 50.0),
            px(x2),
            px(end)
        ));
    } else {
        let first = graph.drawing.layer[route.from] as f64;
        let mut at = (x1, y1);
        let bends = route
            .via
            .iter()
            .enumerate()
            .map(|(n, x)| (x * cell.0, (first + 1.0 + n as f64) * cell.1, cell.1));
        for (x, y, passes) in bends.chain([(x2, end, 0.0)]) {
            let middle = f64::midpoint(at.1, y);
            path.push_str(&format!(
                "C{} {} {} {} {} {}",
                px(at.0),
                px(middle),
                px(x),
                px(middle),
                px(x),
                px(y)
            ));
            at = (x, y + passes);
            if passes > 0.0 {
                path.push_str(&format!("V{}", px(at.1)));
            }
        }
    }
    let class = match (route.in_circle, link.critical) {
        (true, _) => "edge circle",
        (_, true) => "edge crit",
        _ => "edge",
    };
    let head = (graph.nodes[route.to].is_some()).then(|| {
        let head = format!("M{} {}l-5-8h10z", px(x2), px(end + 7.0));
        view! { <path class=format!("{class} head") d=head></path> }
    });
    let answer = (says && !link.answer.is_empty()).then(|| {
        let x = route.via.first().map_or(x2, |x| x * cell.0);
        let (x, y) = (px(f64::midpoint(x1, x)), px(y1 + 24.0));
        view! { <text class="answer" x=x y=y>{link.answer.clone()}</text> }
    });
    view! { <path class=class d=path></path>{head}{answer} }.into_any()
}
