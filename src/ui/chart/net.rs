//! A graph in layers: where nodes and edges stand, and where keys lead.

use super::px;
use holdfast_domain::graph::layers::Drawing;

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
    pub fn place(&self, drawing: &Drawing, node: usize) -> (f64, f64) {
        (
            (drawing.x[node] + 0.5) * self.cell.0,
            (drawing.layer[node] as f64 + 0.5) * self.cell.1,
        )
    }

    /// How large a drawing is, in pixels.
    pub fn whole(&self, drawing: &Drawing) -> (f64, f64) {
        (
            drawing.width * self.cell.0,
            drawing.layers as f64 * self.cell.1,
        )
    }

    /// The line of an edge: down through the places that it passes, or round the side where it leads
    /// back. `half` says how far a node reaches from its middle.
    pub fn path(&self, drawing: &Drawing, n: usize, half: impl Fn(usize) -> f64) -> String {
        let (cell, route) = (self.cell, &drawing.routes[n]);
        let ((x1, y1), (x2, _)) = (
            self.place(drawing, route.from),
            self.place(drawing, route.to),
        );
        let (y1, end) = (y1 + half(route.from), self.tip(drawing, n, &half).1 - TIP);
        let mut path = format!("M{} {}", px(x1), px(y1));
        if route.back {
            let side = x1.max(x2) + self.node.0 / 2.0 + 40.0;
            path.push_str(&format!(
                "C{side} {} {side} {} {} {}",
                px(y1 + 50.0),
                px(end - 50.0),
                px(x2),
                px(end)
            ));
            return path;
        }
        let first = drawing.layer[route.from] as f64;
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
        path
    }

    // Where an edge ends.
    fn tip(&self, drawing: &Drawing, n: usize, half: &impl Fn(usize) -> f64) -> (f64, f64) {
        let to = drawing.routes[n].to;
        let (x, y) = self.place(drawing, to);
        (x, y - half(to))
    }

    /// The head of an edge.
    pub fn head(&self, drawing: &Drawing, n: usize, half: impl Fn(usize) -> f64) -> String {
        let (x, y) = self.tip(drawing, n, &half);
        format!("M{} {}l-5-8h10z", px(x), px(y))
    }
}

/// How long the head of an edge is.
const TIP: f64 = 7.0;

/// The node that a key leads to: along edges, to the next in drawing order, to the first or the last.
/// Those that `counts` says nothing of are passed.
pub fn target(
    drawing: &Drawing,
    from: usize,
    key: &str,
    on_region: bool,
    counts: impl Fn(usize) -> bool,
) -> Option<usize> {
    let order = &drawing.order;
    let is_there = |node: &usize| counts(*node);
    let along = |forward: bool| {
        let mut at = from;
        loop {
            let next = drawing.routes.iter().find_map(|route| {
                let (start, end) = if forward {
                    (route.from, route.to)
                } else {
                    (route.to, route.from)
                };
                (start == at && !route.back).then_some(end)
            })?;
            if counts(next) {
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
        "ArrowRight" => order[place()? + 1..].iter().copied().find(is_there),
        "ArrowLeft" => order[..place()?].iter().copied().rfind(is_there),
        "Home" => order.iter().copied().find(is_there),
        "End" => order.iter().copied().rfind(is_there),
        _ => None,
    }
}
