//! The heat map: how many risks stand where on the matrix, and which way they go. Each count and
//! each arrow leads to its risks.

use super::arrows::{self, Ways};
use crate::edge::{dom, location};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::chart::counts::look;
use crate::ui::chart::save::frame;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::matrix::{self, Configured, Level, Matrix, number};
use holdfast_domain::rooms::risks::scoring::{HeatMap, Which, unsound};

/// The heat map of the risks in use.
pub fn heat_map(workspace: Workspace, shell: Shell) -> AnyView {
    let which = Memo::new(move |_| shell.route.with(of_route));
    // On a phone they would hide what they lie over, so there one asks for them.
    let narrow = dom::media("(max-width: 600px)");
    let with_arrows = Memo::new(move |_| {
        shell.route.with(|route| match route.get("arrows") {
            Some(word) => word == "on",
            None => !narrow || route.get("risk").is_some(),
        })
    });
    let chosen = Memo::new(move |_| shell.route.with(arrows::chosen));
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
    let ways = Memo::new(move |_| {
        workspace.watch_kind(RISK.key(), |view| match matrix::matrix(view).as_ref() {
            Ok(matrix) => Ways::of(view, matrix, &chosen.get()),
            Err(_) => Ways::default(),
        })
    });
    let go = move |to: Route| {
        if let Err(error) = location::replace_hash(&to.to_string()) {
            workspace.alarm(format!("This is not shown: {error}."));
        }
    };
    let choice = move |one: Which| {
        let choose = move |_| go(changed(shell, "of", &[one.field().to_owned()]));
        view! { <label><input type="radio" name="assessment" prop:checked=move || which.get() == one on:change=choose/><span>{one.label()}</span></label> }
    };
    let toggle = move |event| {
        let word = if event_target_checked(&event) {
            "on"
        } else {
            "off"
        };
        go(changed(shell, "arrows", &[word.to_owned()]));
    };
    let whole = move || {
        map.with(|drawn| match drawn.configured.as_ref() {
            Ok(matrix) => {
                let lines = with_arrows
                    .get()
                    .then(|| ways.with(|ways| arrows::draw(&ways.legs, matrix)));
                whole(matrix, &drawn.map, which.get(), lines.into_any())
            }
            Err(why) => {
                view! { <p class="error">{format!("Nothing can be placed: {}.", unsound(why))}</p> }
                    .into_any()
            }
        })
    };
    let choose = Callback::new(move |ids: Vec<String>| go(changed(shell, "risk", &ids)));
    view! {
        <div class="card heat-card">
            <div class="head">
                <h2>{move || format!("{} likelihood and impact", which.get().label())}</h2>
                <div class="btns">
                    <label class="check"><input type="checkbox" prop:checked=with_arrows on:change=toggle/>"Arrows"</label>
                    <div class="seg" role="radiogroup" aria-label="Assessment">{Which::ALL.map(choice).collect_view()}</div>
                </div>
            </div>
            {whole}
        </div>
        {move || with_arrows.get().then(|| arrows::table(ways, chosen, choose))}
    }
    .into_any()
}

/// The map, and the matrix that it is drawn on.
#[derive(PartialEq)]
struct Drawn {
    configured: Configured,
    map: HeatMap,
}

// The address with other values of one word.
fn changed(shell: Shell, key: &str, values: &[String]) -> Route {
    let mut to = shell.route.get_untracked();
    to.query.retain(|(name, _)| name != key);
    for value in values {
        to = to.with(key, value);
    }
    to
}

fn whole(matrix: &Matrix, map: &HeatMap, which: Which, lines: AnyView) -> AnyView {
    let appetite = number(matrix.appetite);
    let caption = format!(
        "Number of risks by {} likelihood and impact",
        which.label().to_lowercase()
    );
    let inside = |place: (u32, u32)| counted(matrix, map, which, place);
    let words = caption.clone();
    let explained = view! {
        <div class="heat-wrap" tabindex="0" role="region" aria-label="Heat map">{drawn(matrix, caption, lines, &inside)}</div>
        {legend(matrix)}
        <p class="muted">{format!("The thick line is the appetite: scores up to {appetite} are within it. A score is {}.", matrix.rule())}</p>
    };
    view! {
        {frame(&words, explained.into_any())}
        {beside(map, which)}
    }
    .into_any()
}

fn of_route(route: &Route) -> Which {
    let named = |which: &Which| route.get("of") == Some(which.field());
    Which::ALL.into_iter().find(named).unwrap_or(Which::Current)
}

/// A matrix as a table; `over` lies over its cells, `inside` is what stands in each.
pub fn drawn(
    matrix: &Matrix,
    caption: String,
    over: AnyView,
    inside: &dyn Fn((u32, u32)) -> AnyView,
) -> AnyView {
    let size = matrix.size;
    let mut over = Some(over);
    let mut row = |likelihood: u32| {
        let cells = (1..=size)
            .map(|impact| cell(matrix, (likelihood, impact), inside, over.take()))
            .collect_view();
        view! { <tr><th scope="row"><span>{matrix.likelihood_name(likelihood)}</span></th>{cells}</tr> }
    };
    let rows = (1..=size).rev().map(&mut row).collect_view();
    let heads =
        (1..=size).map(|impact| view! { <th scope="col">{soft(&matrix.impact_name(impact))}</th> });
    view! {
        <table class="heat" style:--n=size.to_string()>
            <caption class="sr">{caption}</caption>
            <colgroup>{(0..=size).map(|_| view! { <col/> }).collect_view()}</colgroup>
            <tbody>{rows}</tbody>
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

fn cell(
    matrix: &Matrix,
    (likelihood, impact): (u32, u32),
    inside: &dyn Fn((u32, u32)) -> AnyView,
    over: Option<AnyView>,
) -> AnyView {
    let size = matrix.size;
    let outside = |l: u32, i: u32| !matrix.within(matrix.score(l, i));
    let own = matrix.score(likelihood, impact);
    let within = matrix.within(own);
    let above = within && likelihood < size && outside(likelihood + 1, impact);
    let beside = within && impact < size && outside(likelihood, impact + 1);
    let first = over.is_some();
    view! {
        <td class=shade(matrix, matrix.place(own)) class:line-t=above class:line-r=beside class:under=first>
            {inside((likelihood, impact))}{over}
        </td>
    }
    .into_any()
}

fn counted(
    matrix: &Matrix,
    map: &HeatMap,
    which: Which,
    (likelihood, impact): (u32, u32),
) -> AnyView {
    let own = matrix.score(likelihood, impact);
    let level = matrix.level(own);
    let count = map.cells[likelihood as usize - 1][impact as usize - 1].len();
    if count == 0 {
        return view! { <span><i>{letter(level)}</i></span> }.into_any();
    }
    let words = format!(
        " {}, likelihood {likelihood}, impact {impact}, score {}, {}",
        if count == 1 { "risk" } else { "risks" },
        number(own),
        level.label.to_lowercase()
    );
    let to = filtered(
        Route::to(Page::Room(RISK.room)),
        which,
        (likelihood, impact),
    );
    view! { <a href=to.href()><b>{count}<span class="sr">{words}</span></b><i aria-hidden="true">{letter(level)}</i></a> }
        .into_any()
}

/// The register's address with the risks that stand in a cell.
pub fn filtered(to: Route, which: Which, (likelihood, impact): (u32, u32)) -> Route {
    let one = |step: u32| format!("{step}..{step}");
    to.with(&format!("f.{}.likelihood", which.field()), &one(likelihood))
        .with(&format!("f.{}.impact", which.field()), &one(impact))
}

/// The shade of a level.
pub fn shade(matrix: &Matrix, place: usize) -> &'static str {
    look(Some(matrix.heat(place)))
}

/// A score with its level, in the level's shade.
pub fn level(matrix: &Matrix, score: f64) -> AnyView {
    let place = matrix.place(score);
    let class = ["level ", shade(matrix, place)].concat();
    view! { <span class=class><b>{number(score)}</b>{matrix.level(score).label.clone()}</span> }
        .into_any()
}

// Shades alone do not survive a black and white printer.
fn letter(level: &Level) -> String {
    level.label.chars().take(1).collect()
}

/// The levels of a matrix and their scores.
pub fn legend(matrix: &Matrix) -> AnyView {
    let one = |place: usize| {
        let class = ["level ", shade(matrix, place)].concat();
        let letter = letter(&matrix.levels[place]);
        view! { <li><span class=class><b>{letter}</b>{matrix.level_words(place)}</span></li> }
    };
    let levels = (0..matrix.levels.len()).map(one).collect_view();
    view! { <ul class="legend" aria-label="Levels">{levels}</ul> }.into_any()
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
