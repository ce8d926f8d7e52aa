//! The heat map: how many risks stand where on the matrix. Each count leads to those risks.

use crate::edge::location;
use crate::route::{Page, Route};
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::scoring::{
    APPETITE, HeatMap, IMPACTS, LEVELS, LIKELIHOODS, Level, Rating, SIZE, Which, level,
};
use leptos::prelude::*;

/// The heat map of the risks in use.
pub fn heat_map(workspace: Workspace, shell: Shell) -> AnyView {
    let which = Memo::new(move |_| shell.route.with(of_route));
    let map = Memo::new(move |_| {
        workspace.watch_kind(RISK.key(), |view| {
            HeatMap::of(view.live(RISK.id), which.get())
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
            <div class="heat-wrap" tabindex="0" role="region" aria-label="Heat map">{move || map.with(|map| matrix(map, which.get()))}</div>
            <ul class="legend" aria-label="Levels">{LEVELS.iter().enumerate().map(|(n, level)| legend(n, level)).collect_view()}</ul>
            <p class="help">{format!("The thick line is the appetite: scores up to {APPETITE} are within it. A score is likelihood × impact.")}</p>
            {move || map.with(|map| beside(map, which.get()))}
        </div>
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

fn matrix(map: &HeatMap, which: Which) -> AnyView {
    let row = |likelihood: usize| {
        let cells = (1..=SIZE)
            .map(|impact| cell(map, which, likelihood, impact))
            .collect_view();
        view! { <tr><th scope="row">{format!("{} {likelihood}", LIKELIHOODS[likelihood - 1])}</th>{cells}</tr> }
    };
    let heads = IMPACTS
        .iter()
        .enumerate()
        .map(|(n, name)| view! { <th scope="col">{format!("{} {}", n + 1, soft(name))}</th> });
    view! {
        <table class="heat">
            <caption class="sr">{format!("Number of risks by {} likelihood and impact", which.label().to_lowercase())}</caption>
            <colgroup><col/><col/><col/><col/><col/><col/></colgroup>
            <tbody>{(1..=SIZE).rev().map(row).collect_view()}</tbody>
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

fn cell(map: &HeatMap, which: Which, likelihood: usize, impact: usize) -> AnyView {
    let score = |likelihood: usize, impact: usize| {
        Rating {
            likelihood: likelihood as u32,
            impact: impact as u32,
        }
        .score()
    };
    let own = score(likelihood, impact);
    let within = own <= APPETITE;
    let (place, level) = place_of(own);
    let above = within && likelihood < SIZE && score(likelihood + 1, impact) > APPETITE;
    let beside = within && impact < SIZE && score(likelihood, impact + 1) > APPETITE;
    let count = map.cells[likelihood - 1][impact - 1].len();
    let inside = if count == 0 {
        view! { <span><i>{letter(level)}</i></span> }.into_any()
    } else {
        let words = format!(
            " {}, likelihood {likelihood}, impact {impact}, score {own}, {}",
            if count == 1 { "risk" } else { "risks" },
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
    view! { <td class=SHADES[place] class:line-t=above class:line-r=beside>{inside}</td> }
        .into_any()
}

/// The shade of each level.
const SHADES: [&str; 4] = ["lv-1", "lv-2", "lv-4", "lv-5"];

fn place_of(score: u32) -> (usize, &'static Level) {
    let level = level(score);
    (
        LEVELS
            .iter()
            .position(|other| other == level)
            .unwrap_or(0)
            .min(SHADES.len() - 1),
        level,
    )
}

// Shades alone do not survive a black and white printer.
fn letter(level: &Level) -> String {
    level.label.chars().take(1).collect()
}

fn legend(place: usize, level: &'static Level) -> AnyView {
    let next = LEVELS
        .get(place + 1)
        .map_or((SIZE * SIZE) as u32, |next| next.from - 1);
    let class = format!("level {}", SHADES[place.min(SHADES.len() - 1)]);
    view! { <li><span class=class><b>{letter(level)}</b>{format!("{}: {} to {next}", level.label, level.from)}</span></li> }.into_any()
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
