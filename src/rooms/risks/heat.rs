//! The heat map: how many risks stand where on the matrix. Each count leads to those risks.

use crate::edge::location;
use crate::route::{Page, Route};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::matrix::{self, Configured, Level, Matrix, number};
use holdfast_domain::rooms::risks::scoring::{HeatMap, Which, unsound};
use leptos::prelude::*;

/// The heat map of the risks in use.
pub fn heat_map(workspace: Workspace, shell: Shell) -> AnyView {
    let which = Memo::new(move |_| shell.route.with(of_route));
    let map = Memo::new(move |_| {
        workspace.watch_kind(RISK.key(), |view| {
            let configured = matrix::matrix(view);
            let map = match configured.as_ref() {
                Ok(matrix) => HeatMap::of(view.live(RISK.id), which.get(), matrix),
                Err(_) => HeatMap::default(),
            };
            Drawn { configured, map }
        })
    });
    let choice = move |one: Which| {
        let choose = move |_| {
            let to = here().with("of", one.field());
            if let Err(error) = location::replace_hash(&to.to_string()) {
                workspace.alarm(format!("The other assessment is not shown: {error}."));
            }
        };
        view! { <label><input type="radio" name="assessment" prop:checked=move || which.get() == one on:change=choose/><span>{one.label()}</span></label> }
    };
    view! {
        <div class="card">
            <div class="head">
                <h2>{move || format!("{} likelihood and impact", which.get().label())}</h2>
                <div class="seg" role="radiogroup" aria-label="Assessment">{Which::ALL.map(choice).collect_view()}</div>
            </div>
            {move || map.with(|drawn| match drawn.configured.as_ref() {
                Ok(matrix) => whole(matrix, &drawn.map, which.get()),
                Err(why) => view! { <p class="error">{format!("Nothing can be placed: {}.", unsound(why))}</p> }.into_any(),
            })}
        </div>
    }
    .into_any()
}

/// The map, and the matrix that it is drawn on.
#[derive(PartialEq)]
struct Drawn {
    configured: Configured,
    map: HeatMap,
}

fn whole(matrix: &Matrix, map: &HeatMap, which: Which) -> AnyView {
    let levels = (0..matrix.levels.len())
        .map(|n| legend(matrix, n))
        .collect_view();
    let appetite = number(matrix.appetite);
    view! {
        <div class="heat-wrap" tabindex="0" role="region" aria-label="Heat map">{cells(matrix, map, which)}</div>
        <ul class="legend" aria-label="Levels">{levels}</ul>
        <p class="help">{format!("The thick line is the appetite: scores up to {appetite} are within it. A score is {}.", matrix.rule())}</p>
        {beside(map, which)}
    }
    .into_any()
}

fn here() -> Route {
    Route::to(Page::Room(RISK.room)).with("view", "heatmap")
}

fn of_route(route: &Route) -> Which {
    let named = |which: &Which| route.get("of") == Some(which.field());
    Which::ALL.into_iter().find(named).unwrap_or(Which::Current)
}

fn cells(matrix: &Matrix, map: &HeatMap, which: Which) -> AnyView {
    let size = matrix.size;
    let row = |likelihood: u32| {
        let cells = (1..=size)
            .map(|impact| cell(matrix, map, which, (likelihood, impact)))
            .collect_view();
        view! { <tr><th scope="row">{format!("{} {likelihood}", matrix.likelihoods[likelihood as usize - 1])}</th>{cells}</tr> }
    };
    let heads = matrix
        .impacts
        .iter()
        .enumerate()
        .map(|(n, name)| view! { <th scope="col">{format!("{} {}", n + 1, soft(name))}</th> });
    view! {
        <table class="heat">
            <caption class="sr">{format!("Number of risks by {} likelihood and impact", which.label().to_lowercase())}</caption>
            <colgroup>{(0..=size).map(|_| view! { <col/> }).collect_view()}</colgroup>
            <tbody>{(1..=size).rev().map(row).collect_view()}</tbody>
            <tfoot><tr><th>"Likelihood ↑ Impact →"</th>{heads.collect_view()}</tr></tfoot>
        </table>
    }
    .into_any()
}

// Where a long name may break on a narrow screen.
fn soft(name: &str) -> String {
    name.replace("gible", "\u{ad}gible")
        .replace("erate", "\u{ad}erate")
}

fn cell(matrix: &Matrix, map: &HeatMap, which: Which, (likelihood, impact): (u32, u32)) -> AnyView {
    let size = matrix.size;
    let outside = |l: u32, i: u32| !matrix.within(matrix.score(l, i));
    let own = matrix.score(likelihood, impact);
    let within = matrix.within(own);
    let (place, level) = (matrix.place(own), matrix.level(own));
    let above = within && likelihood < size && outside(likelihood + 1, impact);
    let beside = within && impact < size && outside(likelihood, impact + 1);
    let count = map.cells[likelihood as usize - 1][impact as usize - 1].len();
    let inside = if count == 0 {
        view! { <span><i>{letter(level)}</i></span> }.into_any()
    } else {
        let words = format!(
            " {}, likelihood {likelihood}, impact {impact}, score {}, {}",
            if count == 1 { "risk" } else { "risks" },
            number(own),
            level.label.to_lowercase()
        );
        let (l, i) = (
            format!("{likelihood}..{likelihood}"),
            format!("{impact}..{impact}"),
        );
        let to = Route::to(Page::Room(RISK.room))
            .with(&format!("f.{}.likelihood", which.field()), &l)
            .with(&format!("f.{}.impact", which.field()), &i);
        view! { <a href=to.href()><b>{count}<span class="sr">{words}</span></b><i aria-hidden="true">{letter(level)}</i></a> }
            .into_any()
    };
    view! { <td class=shade(matrix, place) class:line-t=above class:line-r=beside>{inside}</td> }
        .into_any()
}

// The shade of a level: of five, spread over the levels that there are.
fn shade(matrix: &Matrix, place: usize) -> &'static str {
    const SHADES: [&str; 5] = ["lv-1", "lv-2", "lv-3", "lv-4", "lv-5"];
    match matrix.levels.len() {
        // The usual four leave out the one in the middle.
        4 => [SHADES[0], SHADES[1], SHADES[3], SHADES[4]][place.min(3)],
        count => SHADES[(place * 4 / (count - 1).max(1)).min(4)],
    }
}

// Shades alone do not survive a black and white printer.
fn letter(level: &Level) -> String {
    level.label.chars().take(1).collect()
}

fn legend(matrix: &Matrix, place: usize) -> AnyView {
    let level = &matrix.levels[place];
    let from = number(level.from);
    let words = match matrix.levels.get(place + 1) {
        Some(next) => format!("{}: {from} to below {}", level.label, number(next.from)),
        None => format!("{}: from {from}", level.label),
    };
    let class = format!("level {}", shade(matrix, place));
    view! { <li><span class=class><b>{letter(level)}</b>{words}</span></li> }.into_any()
}

fn beside(map: &HeatMap, which: Which) -> AnyView {
    let count = |n: usize| {
        if n == 1 {
            "1 risk".to_owned()
        } else {
            format!("{n} risks")
        }
    };
    let unrated = (!map.unrated.is_empty()).then(|| {
        let to = Route::to(Page::Room(RISK.room)).with(&format!("f.{}_rating", which.field()), "unknown");
        view! { <p><a href=to.href()>{count(map.unrated.len())}</a>" cannot be placed: not or not fully assessed."</p> }
    });
    let disputed = (!map.disputed.is_empty()).then(|| {
        view! { <p><span class="conflict">{count(map.disputed.len())}</span>" in conflict: each stands in every place that somebody gave it."</p> }
    });
    view! { {unrated} {disputed} }.into_any()
}
