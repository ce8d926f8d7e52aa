//! The business impact analysis of all services side by side.

use super::bia::{legend, shade};
use super::{FIRST, all_rows, href, print_button};
use crate::edge::{location, print};
use crate::route::{Page, Route};
use crate::ui::cell::tone;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::{Cell, Finding};
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::overview::{
    Line, Worst, in_short, level_words, line, listed,
};
use holdfast_domain::value::minutes;
use leptos::prelude::*;

#[derive(Clone, Default, PartialEq)]
struct Read {
    lines: Vec<Line>,
    bands: Vec<f64>,
    total: usize,
}

/// The impact of all services.
pub fn impact(workspace: Workspace, shell: Shell) -> AnyView {
    let all = Memo::new(move |_| shell.route.with(|route| route.get("of") == Some("all")));
    let most = RwSignal::new(FIRST);
    keep(print::around(move |now| {
        if now {
            most.set(usize::MAX);
        }
    }));
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| {
            let catalogue = Catalogue::kept(view);
            let nodes = listed(&catalogue, !all.get());
            let shown = nodes.iter().take(most.get());
            Read {
                lines: shown
                    .filter_map(|node| line(&catalogue, *node, view))
                    .collect(),
                bands: catalogue.settings.bands.clone(),
                total: nodes.len(),
            }
        })
    });
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
        read.with(|read| {
            if read.total == 0 {
                return view! { <div class="table-wrap"><div class="empty"><h2>"Nothing to compare yet"</h2><p>"Say of a service that it is a business process or a business service, and what an outage does, on its page below Impact."</p></div></div> }.into_any();
            }
            view! { {table(read)}{all_rows(read.total, most)}{heat(read)} }.into_any()
        })
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

fn table(read: &Read) -> AnyView {
    let breaks = |finding: &Finding| {
        let words = in_short(finding.rule)?;
        let class = tone(finding.tone);
        Some(view! { <li><span class=class title=finding.text.clone()>{words}</span></li> })
    };
    let row = |line: &Line| {
        let [rto, wrt, rpo] = line.claimed.clone();
        let figure = |n: usize| line.figures.get(n).map(shown);
        view! {
            <tr>
                <th scope="row" class="title"><a href=href(line.id)>{line.name.clone()}</a></th>
                <td><ul class="breaks">{line.breaks.iter().filter_map(breaks).collect_view()}</ul></td>
                <td class="num">{figure(0)}</td><td class="num">{figure(1)}</td>
                <td class="num">{rto}</td><td class="num">{wrt}</td><td class="num">{rpo}</td>
                <td class="num">{figure(2)}</td><td>{figure(3)}</td>
            </tr>
        }
    };
    view! {
        <section class="card stack" aria-label="Objectives">
            <h2>"Objectives, and what breaks them"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Objectives of services">
                <table class="table impact-table">
                    <caption class="sr">"Objectives of services"</caption>
                    <thead><tr><th scope="col">"Service"</th><th scope="col">"What breaks"</th><th scope="col" class="num">"Tier"</th><th scope="col" class="num">"MTPD"</th><th scope="col" class="num">"RTO"</th><th scope="col" class="num">"WRT"</th><th scope="col" class="num">"RPO"</th><th scope="col" class="num">"Achievable"</th><th scope="col">"Proven"</th></tr></thead>
                    <tbody>{read.lines.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn heat(read: &Read) -> AnyView {
    let assessed = read
        .lines
        .iter()
        .filter(|line| line.worst.iter().any(|worst| worst.level.is_some()));
    let head = read
        .bands
        .iter()
        .map(|band| view! { <th scope="col">{minutes(*band)}</th> });
    let spot = |worst: &Worst| {
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
        view! { <td class=class title=title><span><b aria-hidden="true">{text}</b><small aria-hidden="true">{short}</small><span class="sr">{words}</span></span></td> }
    };
    let row = |line: &Line| {
        view! { <tr><th scope="row"><a href=href(line.id)>{line.name.clone()}</a></th>{line.worst.iter().map(spot).collect_view()}</tr> }
    };
    let rows: Vec<_> = assessed.map(row).collect();
    let missing = read.lines.len() - rows.len();
    let missing = (missing > 0).then(|| {
        let words = if missing == 1 {
            "1 service is not assessed.".to_owned()
        } else {
            format!("{missing} services are not assessed.")
        };
        view! { <p class="muted">{words}</p> }
    });
    let map = if rows.is_empty() {
        view! { <p class="muted">"No outage was assessed yet. The heat map is filled on a service’s page, below Impact."</p> }.into_any()
    } else {
        view! {
            <div class="heat-wrap wide" tabindex="0" role="region" aria-label="Heat map of services">
                <table class="heat all">
                    <caption class="sr">"The worst impact by service and time"</caption>
                    <thead><tr><th scope="col">"After"</th>{head.collect_view()}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {legend()}
            <p class="help">"The worst impact in any category, in a peak period or out of it. Framed: intolerable."</p>
        }
        .into_any()
    };
    view! { <section class="card stack page-break" aria-label="Heat map"><h2>"Worst impact over time"</h2>{map}{missing}</section> }.into_any()
}
