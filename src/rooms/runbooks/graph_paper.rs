//! The graph of a plan on paper: as wide as the page, with so many layers a page that no step is cut.

use super::facts::Facts;
use super::graph::length;
use super::graph_lines::line;
use crate::prelude::*;
use crate::ui::chart::net::Sizes;
use crate::ui::chart::px;
use holdfast_domain::rooms::runbooks::drawing::{Graph, usual_scope};

/// The room on a page that lies on its side below its heading, in CSS pixels, whichever paper it is.
const PAGE: (f64, f64) = (930.0, 600.0);
/// No larger than on screen: a plan of three steps need not fill the page.
const LARGEST: f64 = 0.8;
/// The widths of a node's room between which the page's width is shared, before it is made smaller.
const WIDTHS: (f64, f64) = (190.0, 330.0);
/// The width of a letter and the height of a line, on average; style/print.css sets the text.
const LETTER: (f64, f64) = (7.6, 18.0);
/// Room in a node beside its title.
const AROUND: (f64, f64) = (24.0, 36.0);
/// Room between nodes.
const BETWEEN: (f64, f64) = (24.0, 34.0);

/// The graph of the scope that suits the plan; nothing where there is nothing to draw. `of` says on
/// each page what it is of.
pub fn paper(facts: &Facts, of: &str) -> AnyView {
    let plan = &facts.plan;
    let graph = Graph::of(plan, facts.chart.as_ref(), usual_scope(plan));
    let layers = graph.drawing.layers;
    if layers == 0 {
        return ().into_any();
    }
    let (sizes, zoom) = sizes(facts, &graph);
    let high = ((PAGE.1 / (sizes.cell.1 * zoom)) as usize).max(1);
    // A narrow graph goes on beside itself.
    let width = graph.drawing.width * sizes.cell.0 * zoom;
    let beside = ((PAGE.0 / width) as usize).max(1);
    let on_page = high * beside;
    let pages = layers.div_ceil(on_page);
    let page = |n: usize| {
        let (from, to) = (n * on_page, ((n + 1) * on_page).min(layers));
        let part = |from: usize| one(facts, &graph, &sizes, (from, (from + high).min(to)), zoom);
        let parts = (from..to).step_by(high).map(part).collect_view();
        let of = [of, &format!(" · graph, page {} of {pages}", n + 1)].concat();
        view! { <div class="g-sheet page-break"><h2>"Graph"</h2><p>{of}</p>{parts}</div> }
    };
    (0..pages).map(page).collect_view().into_any()
}

// Nodes as wide as the page allows, with so many lines as their titles take; and how much smaller
// all is drawn.
fn sizes(facts: &Facts, graph: &Graph) -> (Sizes, f64) {
    let columns = graph.drawing.width.max(1.0);
    let width = (PAGE.0 / LARGEST / columns).clamp(WIDTHS.0, WIDTHS.1);
    let node = width - BETWEEN.0;
    let letters = ((node - AROUND.0) / LETTER.0).floor();
    let titles = graph.nodes.iter().flatten().map(|&step| facts.title(step));
    let longest = titles.map(|title| title.chars().count()).max().unwrap_or(0);
    // Words do not break, so a line is seldom full.
    let lines = (longest as f64 * 1.2 / letters).ceil().clamp(1.0, 3.0);
    let height = AROUND.1 + lines * LETTER.1;
    let sizes = Sizes {
        cell: (width, height + BETWEEN.1),
        node: (node, height),
    };
    (sizes, (PAGE.0 / (width * columns)).min(LARGEST))
}

fn one(
    facts: &Facts,
    graph: &Graph,
    sizes: &Sizes,
    (from, to): (usize, usize),
    zoom: f64,
) -> AnyView {
    let width = graph.drawing.width * sizes.cell.0;
    let (top, height) = (
        from as f64 * sizes.cell.1,
        (to - from) as f64 * sizes.cell.1,
    );
    let layer = |node: usize| graph.drawing.layer[node];
    let here = |ends: [usize; 2]| ends[0].max(ends[1]) >= from && ends[0].min(ends[1]) < to;
    let routes = graph.drawing.routes.iter().enumerate();
    let lines = routes.filter(|(_, route)| here([layer(route.from), layer(route.to)]));
    // A step says itself for which answer it is, where no line can cross that.
    let lines = lines.map(|(n, route)| line(sizes, graph, n, graph.nodes[route.to].is_none()));
    let lines = lines.collect_view();
    let nodes = (0..graph.nodes.len()).filter(|node| (from..to).contains(&layer(*node)));
    let nodes = nodes
        .filter_map(|at| node(facts, graph, sizes, at))
        .collect_view();
    let view = format!("0 {} {} {}", px(top), px(width), px(height));
    view! { <svg class="g-page" viewBox=view width=px(width * zoom) height=px(height * zoom) role="img" aria-label="Graph of the steps">{lines}{nodes}</svg> }
        .into_any()
}

fn node(facts: &Facts, graph: &Graph, sizes: &Sizes, node: usize) -> Option<AnyView> {
    let step = graph.nodes[node]?;
    let (x, y) = sizes.place(&graph.drawing, node);
    let (left, top) = (px(x - sizes.node.0 / 2.0), px(y - sizes.node.1 / 2.0));
    let (width, height) = (px(sizes.node.0), px(sizes.node.1));
    let plan = &facts.plan;
    let routes = graph.drawing.routes.iter().zip(&graph.links);
    let mut answers: Vec<&str> = Vec::new();
    for (route, link) in routes {
        if route.to == node && !link.answer.is_empty() && !answers.contains(&&*link.answer) {
            answers.push(&link.answer);
        }
    }
    let mut head = vec![plan.steps[step].number.clone()];
    head.extend((!answers.is_empty()).then(|| ["if ", &answers.join(" or ")].concat()));
    head.extend(length(facts, step));
    let critical = facts
        .chart
        .as_ref()
        .is_some_and(|chart| chart.bars[step].critical);
    let round = if plan.steps[step].kind == "milestone" {
        "16"
    } else {
        "4"
    };
    Some(
        view! {
            <rect class="g-node" class:crit=critical x=left.clone() y=top.clone() width=width.clone() height=height.clone() rx=round></rect>
            <foreignObject x=left y=top width=width height=height>
                <div class="g-text"><b>{head.join(" · ")}</b><span>{facts.title(step)}</span></div>
            </foreignObject>
        }
        .into_any(),
    )
}
