//! The edges of a plan's graph.

use crate::prelude::*;
use crate::ui::chart::net::Sizes;
use crate::ui::chart::px;
use holdfast_domain::rooms::runbooks::drawing::Graph;

/// An edge. `says`: whether its answer stands beside it.
pub fn line(sizes: &Sizes, graph: &Graph, n: usize, says: bool) -> AnyView {
    let drawing = &graph.drawing;
    let (route, link) = (&drawing.routes[n], &graph.links[n]);
    let half = |node: usize| {
        if graph.nodes[node].is_some() {
            sizes.node.1 / 2.0
        } else {
            0.0
        }
    };
    let path = sizes.path(drawing, n, half);
    let class = match (route.in_circle, link.critical) {
        (true, _) => "edge circle",
        (_, true) => "edge crit",
        _ => "edge",
    };
    let head = (graph.nodes[route.to].is_some()).then(|| {
        let head = sizes.head(drawing, n, half);
        view! { <path class=format!("{class} head") d=head></path> }
    });
    let answer = (says && !link.answer.is_empty()).then(|| {
        let ((x1, y1), (x2, _)) = (
            sizes.place(drawing, route.from),
            sizes.place(drawing, route.to),
        );
        let x = route.via.first().map_or(x2, |x| x * sizes.cell.0);
        let (x, y) = (px(f64::midpoint(x1, x)), px(y1 + half(route.from) + 24.0));
        view! { <text class="answer" x=x y=y>{link.answer.clone()}</text> }
    });
    view! { <path class=class d=path></path>{head}{answer} }.into_any()
}
