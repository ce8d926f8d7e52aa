//! The business impact analysis of all services side by side.

use super::bia::{legend, shade};
use super::long::{FIRST, Frame, Long};
use super::{href, print_button};
use crate::edge::location;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::cell::tone;
use crate::ui::empty::empty;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::{Cell, Finding};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::overview::{
    Line, Worst, in_short, level_words, line, listed, worst,
};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;

/// The lines that belong in the page, and from which place on they stand.
#[derive(Clone, Default, PartialEq)]
struct Read {
    from: usize,
    lines: Vec<Line>,
    total: usize,
}

/// The services whose outages were assessed, with the worst of each time.
#[derive(Clone, Default, PartialEq)]
struct Heat {
    rows: Vec<(Id, String, Vec<Worst>)>,
    bands: Vec<f64>,
    missing: usize,
}

/// The impact of all services.
pub fn impact(workspace: Workspace, shell: Shell) -> AnyView {
    let all = Memo::new(move |_| shell.route.with(|route| route.get("of") == Some("all")));
    let (long, wide) = (Long::new(FIRST), Long::new(FIRST));
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| {
            let catalogue = Catalogue::kept(view);
            let nodes = listed(&catalogue, !all.get());
            let (from, to) = long.range(nodes.len());
            let shown = nodes.get(from..to).unwrap_or_default().iter();
            Read {
                from,
                lines: shown
                    .filter_map(|node| line(&catalogue, *node, view))
                    .collect(),
                total: nodes.len(),
            }
        })
    });
    let map = Memo::new(move |_| {
        workspace.watch_settled(|view| {
            let catalogue = Catalogue::kept(view);
            let mut map = Heat {
                bands: catalogue.settings.bands.clone(),
                ..Heat::default()
            };
            for node in listed(&catalogue, !all.get()) {
                let worst = worst(&catalogue.nodes[node as usize], &catalogue.settings);
                let record = view.there(catalogue.ids[node as usize]);
                match record.filter(|_| worst.iter().any(|worst| worst.level.is_some())) {
                    Some(record) => map.rows.push((record.id, view.name(record), worst)),
                    None => map.missing += 1,
                }
            }
            map
        })
    });
    let none = Memo::new(move |_| read.with(|read| read.total == 0));
    let choice = move |(is_all, name): (bool, &'static str)| {
        let choose = move |_| {
            let mut to = Route::to(Page::Room(SERVICE.room)).with("view", "impact");
            if is_all {
                to = to.with("of", "all");
            }
            if let Err(error) = location::replace_hash(&to.to_string()) {
                workspace.alarm(format!("The others are not shown: {error}."));
            }
        };
        view! { <label><input type="radio" name="which" prop:checked=move || all.get() == is_all on:change=choose/><span>{name}</span></label> }
    };
    let body = move || {
        if none.get() {
            let more = view! { <p>"Say of a service that it is a business process or a business service, and what an outage does, on its page below Impact."</p>{super::all_services()} };
            return empty("heatmap", "Nothing to compare yet", more.into_any());
        }
        view! { {table(read, long)}{heat(map, wide)} }.into_any()
    };
    view! {
        <div class="net">
            <div class="toolbar">
                <div class="seg" role="radiogroup" aria-label="Which">{[(false, "Processes and business services"), (true, "All services")].map(choice).collect_view()}</div>
                {print_button(workspace, "Business impact")}
            </div>
            {body}
        </div>
    }
    .into_any()
}

// What is unknown or unproven says why on the service's page.
fn shown(cell: &Cell) -> AnyView {
    let short = cell.text.split(": ").next().unwrap_or_default().to_owned();
    let class = if cell.text.starts_with("unknown") {
        "muted"
    } else {
        tone(cell.tone)
    };
    let why = [cell.text.as_str(), cell.inputs.as_str()].join(". ");
    view! { <span class=class title=why>{short}</span> }.into_any()
}

fn table(read: Memo<Read>, long: Long) -> AnyView {
    let breaks = |finding: &Finding| {
        let words = in_short(finding.rule)?;
        let class = tone(finding.tone);
        Some(view! { <li><span class=class title=finding.text.clone()>{words}</span></li> })
    };
    let row = move |line: Line| {
        let [rto, wrt, rpo] = line.claimed.clone();
        let figure = |n: usize| line.figures.get(n).map(shown);
        view! {
            <tr>
                <th scope="row" class="title"><a href=href(line.id)>{line.name.clone()}</a></th>
                <td><ul class="breaks">{line.breaks.iter().filter_map(breaks).collect_view()}</ul></td>
                <td class="num" data-l="Tier">{figure(0)}</td><td class="num" data-l="MTPD">{figure(1)}</td>
                <td class="num" data-l="RTO">{rto}</td><td class="num" data-l="WRT">{wrt}</td><td class="num" data-l="RPO">{rpo}</td>
                <td class="num" data-l="Achievable">{figure(2)}</td><td data-l="Proven">{figure(3)}</td>
            </tr>
        }
    };
    // A row is drawn anew when its service changes, and not when the window moves.
    let at = move |at: usize| {
        let line = Memo::new(move |_| {
            read.with(|read| read.lines.get(at.checked_sub(read.from)?).cloned())
        });
        view! { {move || line.get().map(row)} }.into_any()
    };
    let head = view! { <tr><th scope="col">"Service"</th><th scope="col">"What breaks"</th><th scope="col" class="num">"Tier"</th><th scope="col" class="num">"MTPD"</th><th scope="col" class="num">"RTO"</th><th scope="col" class="num">"WRT"</th><th scope="col" class="num">"RPO"</th><th scope="col" class="num">"Achievable"</th><th scope="col">"Proven"</th></tr> };
    let frame = Frame {
        names: ("Objectives of services", "Objectives of services"),
        wrap: "table-wrap",
        class: "table folds impact-table",
        columns: 9,
        head: head.into_any(),
    };
    let count = Signal::derive(move || read.with(|read| read.total));
    view! {
        <section class="card stack" aria-label="Objectives">
            <h2>"Objectives, and what breaks them"</h2>
            {long.table(frame, count, at)}
        </section>
    }
    .into_any()
}

fn spot(worst: &Worst) -> AnyView {
    let class = format!(
        "{}{}",
        shade(worst.level),
        if worst.intolerable { " bad" } else { "" }
    );
    let words = match worst.level {
        Some(0) | None => level_words(worst.level),
        level => format!("{}, {}", level_words(level), worst.category),
    };
    let title = words.clone();
    let text = worst
        .level
        .map_or_else(|| "·".to_owned(), |level| level.to_string());
    let short = worst
        .level
        .filter(|level| *level > 0)
        .map(|_| worst.category.clone());
    view! { <td class=class title=title><span><b aria-hidden="true">{text}</b><small aria-hidden="true">{short}</small><span class="sr">{words}</span></span></td> }.into_any()
}

fn heat(map: Memo<Heat>, wide: Long) -> AnyView {
    let row = move |(id, name, worst): (Id, String, Vec<Worst>)| {
        view! { <tr><th scope="row"><a href=href(id)>{name}</a></th>{worst.iter().map(spot).collect_view()}</tr> }
    };
    let at = move |at: usize| {
        let one = Memo::new(move |_| map.with(|map| map.rows.get(at).cloned()));
        view! { {move || one.get().map(row)} }.into_any()
    };
    let missing = move || {
        let missing = map.with(|map| map.missing);
        (missing > 0).then(|| {
            let words = if missing == 1 {
                "1 service is not assessed.".to_owned()
            } else {
                format!("{missing} services are not assessed.")
            };
            view! { <p class="muted">{words}</p> }
        })
    };
    let bands = Memo::new(move |_| map.with(|map| (map.bands.clone(), map.rows.is_empty())));
    let drawn = move || {
        let (bands, empty) = bands.get();
        if empty {
            return view! { <p class="muted">"No outage was assessed yet. The heat map is filled on a service’s page, below Impact."</p> }.into_any();
        }
        let columns = bands.len() + 1;
        let head = bands
            .iter()
            .map(|band| view! { <th scope="col">{minutes(*band)}</th> });
        let head = view! { <tr><th scope="col">"After"</th>{head.collect_view()}</tr> };
        let frame = Frame {
            names: (
                "Heat map of services",
                "The worst impact by service and time",
            ),
            wrap: "heat-wrap wide",
            class: "heat all",
            columns,
            head: head.into_any(),
        };
        let count = Signal::derive(move || map.with(|map| map.rows.len()));
        view! {
            {wide.table(frame, count, at)}
            {legend()}
            <p class="help">"The worst impact in any category, in a peak period or out of it. Framed: intolerable."</p>
        }
        .into_any()
    };
    view! { <section class="card stack page-break" aria-label="Heat map"><h2>"Worst impact over time"</h2>{drawn}{missing}</section> }.into_any()
}
