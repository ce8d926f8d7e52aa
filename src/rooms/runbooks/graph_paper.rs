//! The graph of a plan on paper: as wide as the page, with so many layers a page that no step is cut.

use super::graph::length;
use super::graph_lines::{CELL, NODE, line, place};
use super::plan::Facts;
use crate::ui::chart::px;
use holdfast_domain::rooms::runbooks::drawing::{Graph, usual_scope};
use leptos::prelude::*;

/// The room on a page that lies on its side, in CSS pixels, whichever paper it is.
const PAGE: (f64, f64) = (900.0, 560.0);
/// No larger than on screen: a plan of three steps need not fill the page.
const LARGEST: f64 = 0.8;
/// As many letters of a title as a node has room for; all of it stands in the table behind.
const LETTERS: usize = 22;

/// The graph of the scope that suits the plan; nothing where there is nothing to draw.
pub fn paper(facts: &Facts) -> AnyView {
    let Some(plan) = facts.plan.as_ref() else {
        return ().into_any();
    };
    let graph = Graph::of(plan, facts.chart.as_ref(), usual_scope(plan));
    let (width, layers) = (graph.drawing.width * CELL.0, graph.drawing.layers);
    if layers == 0 {
        return ().into_any();
    }
    let zoom = (PAGE.0 / width).min(LARGEST);
    let on_page = ((PAGE.1 / (CELL.1 * zoom)) as usize).max(1);
    let pages = (0..layers).step_by(on_page);
    let page = |first: usize| {
        one(
            facts,
            &graph,
            (first, (first + on_page).min(layers)),
            (width, zoom),
        )
    };
    let pages = pages.map(page).collect_view();
    view! { <h2 class="page-break">"Graph"</h2><div class="graph-paper">{pages}</div> }.into_any()
}

fn one(
    facts: &Facts,
    graph: &Graph,
    (from, to): (usize, usize),
    (width, zoom): (f64, f64),
) -> AnyView {
    let (top, height) = (from as f64 * CELL.1, (to - from) as f64 * CELL.1);
    let layer = |node: usize| graph.drawing.layer[node];
    let here = |ends: [usize; 2]| ends[0].max(ends[1]) >= from && ends[0].min(ends[1]) < to;
    let routes = graph.drawing.routes.iter().enumerate();
    let lines = routes.filter(|(_, route)| here([layer(route.from), layer(route.to)]));
    let lines = lines.map(|(n, _)| line(graph, n)).collect_view();
    let nodes = (0..graph.nodes.len()).filter(|node| (from..to).contains(&layer(*node)));
    let nodes = nodes.filter_map(|at| node(facts, graph, at)).collect_view();
    let view = format!("0 {} {} {}", px(top), px(width), px(height));
    view! { <svg class="g-page" viewBox=view width=px(width * zoom) height=px(height * zoom) role="img" aria-label="Graph of the steps">{lines}{nodes}</svg> }
        .into_any()
}

fn node(facts: &Facts, graph: &Graph, node: usize) -> Option<AnyView> {
    let step = graph.nodes[node]?;
    let (x, y) = place(graph, node);
    let (left, top) = (x - NODE.0 / 2.0, y - NODE.1 / 2.0);
    let plan = facts.plan.as_ref()?;
    let number = plan.steps[step].number.clone();
    let head = match length(facts, step) {
        Some(length) => format!("{number} · {length}"),
        None => number,
    };
    let title = facts.titles[step].clone();
    let title = if title.chars().count() > LETTERS {
        title.chars().take(LETTERS - 1).chain(['…']).collect()
    } else {
        title
    };
    let critical = facts
        .chart
        .as_ref()
        .is_some_and(|chart| chart.bars[step].critical);
    let round = if plan.steps[step].kind == "milestone" {
        "32"
    } else {
        "4"
    };
    Some(
        view! {
            <rect class="g-node" class:crit=critical x=px(left) y=px(top) width=px(NODE.0) height=px(NODE.1) rx=round></rect>
            <text class="g-text" x=px(left + 12.0) y=px(top + 25.0)>{head}</text>
            <text class="g-text" x=px(left + 12.0) y=px(top + 47.0)>{title}</text>
        }
        .into_any(),
    )
}
