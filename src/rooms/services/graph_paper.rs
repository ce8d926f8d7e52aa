//! The drawing on paper: as large as it can be read, on as many sheets beside and below each other as
//! that takes; no node is cut on all of them.

use super::drawn::Drawn;
use super::graph::GraphPage;
use super::graph_table;
use super::marks::{legend, line, mark_short};
use crate::edge::print;
use crate::prelude::*;
use crate::ui::chart::net::Sizes;
use crate::ui::chart::px;

/// The room on a page that lies on its side below its heading, in CSS pixels.
const PAGE: (f64, f64) = (930.0, 490.0);
/// The least and the most that the drawing is made smaller.
const ZOOM: (f64, f64) = (0.58, 0.8);
const PAPER: Sizes = Sizes {
    cell: (180.0, 104.0),
    node: (164.0, 78.0),
};

/// The sheets.
pub fn sheet(page: GraphPage) -> AnyView {
    let name = page.workspace.name();
    print::label_page(&name);
    let parts = page.drawn.with_untracked(sheets);
    let table = page.drawn.with_untracked(graph_table::table);
    view! {
        <section class="page print-only plan-sheet">
            <h1>"Dependencies of services"</h1>
            <p>{page.counted()}</p>
            {parts}
            {legend()}
            <h2 class="page-break">"The same as a table"</h2>
            {table}
        </section>
    }
    .into_any()
}

fn sheets(drawn: &Drawn) -> AnyView {
    let (width, height) = PAPER.whole(&drawn.0.graph.drawing);
    if width < 1.0 {
        return ().into_any();
    }
    let zoom = (PAGE.0 / width).clamp(ZOOM.0, ZOOM.1);
    let (wide, high) = (
        PAGE.0 / zoom,
        (PAGE.1 / zoom / PAPER.cell.1).floor() * PAPER.cell.1,
    );
    // Sheets beside each other share a column, so that what one cuts is whole on the next.
    let step = wide - PAPER.cell.0;
    let columns = (((width - wide) / step).ceil().max(0.0) as usize) + 1;
    let rows = (height / high).ceil().max(1.0) as usize;
    let each = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    let one = |(row, column): (usize, usize)| {
        let (left, top) = (column as f64 * step, row as f64 * high);
        let part = (wide.min(width - left), high.min(height - top));
        let words = match (rows, columns) {
            (1, 1) => String::new(),
            _ => format!(
                "Row {} of {rows}, part {} of {columns}",
                row + 1,
                column + 1
            ),
        };
        let frame = format!("{} {} {} {}", px(left), px(top), px(part.0), px(part.1));
        view! {
            <div class="g-sheet" class:page-break={row + column > 0}><p>{words}</p>
                <svg class="g-page" viewBox=frame width=px(part.0 * zoom) height=px(part.1 * zoom) role="img" aria-label="Dependencies">{inside(drawn, (left, top), part)}</svg>
            </div>
        }
    };
    each.map(one).collect_view().into_any()
}

fn inside(drawn: &Drawn, (left, top): (f64, f64), (wide, high): (f64, f64)) -> AnyView {
    let graph = &drawn.0.graph;
    let place = |node: usize| PAPER.place(&graph.drawing, node);
    let half = (PAPER.node.0 / 2.0, PAPER.node.1 / 2.0);
    let across = |(x0, y0): (f64, f64), (x1, y1): (f64, f64)| {
        x1 >= left && x0 <= left + wide && y1 >= top && y0 <= top + high
    };
    let routes = graph.drawing.routes.iter().enumerate();
    let lines = routes.filter(|(_, route)| {
        let (a, b) = (place(route.from), place(route.to));
        across((a.0.min(b.0), a.1.min(b.1)), (a.0.max(b.0), a.1.max(b.1)))
    });
    let lines = lines.map(|(n, _)| line(&PAPER, graph, n)).collect_view();
    let nodes = (0..graph.nodes.len()).filter(|node| {
        let (x, y) = place(*node);
        across((x - half.0, y - half.1), (x + half.0, y + half.1))
    });
    let node = |node: usize| {
        let label = &drawn.0.labels[node];
        let (x, y) = place(node);
        let (left, top) = (px(x - half.0), px(y - half.1));
        let mut head = vec![label.code.clone()];
        head.extend(label.tier.map(|tier| format!("T{tier}")));
        let marks: Vec<&str> = label.marks.iter().map(|mark| mark_short(*mark)).collect();
        let thick = !marks.is_empty();
        view! {
            <rect class="g-node" class:crit=thick x=left.clone() y=top.clone() width=px(PAPER.node.0) height=px(PAPER.node.1) rx="4"></rect>
            <foreignObject x=left y=top width=px(PAPER.node.0) height=px(PAPER.node.1)>
                <div class="g-text net-text"><b>{head.join(" · ")}</b><span>{label.title.clone()}</span><i>{marks.join(", ")}</i></div>
            </foreignObject>
        }
    };
    view! { {lines}{nodes.map(node).collect_view()} }.into_any()
}
