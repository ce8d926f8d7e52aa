//! Which way risks go over the matrix: arrows over the heat map, and the table that says the same.

use super::heat;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::chart::percent;
use crate::ui::dialog::next_id;
use crate::workspace::Workspace;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::legs::{Leg, legs};
use holdfast_domain::rooms::risks::matrix::{self, Matrix};
use holdfast_domain::rooms::risks::scoring::{Way, Which, highest, ways};
use holdfast_domain::view::View;
use holdfast_ledger::Id;

/// Ways of more risks than this are a tangle.
const DRAWN: usize = 30;
/// Rows of the table.
const LISTED: usize = 200;

/// The ways of risks, and the arrows that are drawn of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ways {
    /// The arrows.
    pub legs: Vec<Leg>,
    /// The ways that are listed, by name.
    listed: Vec<(String, Way)>,
    /// How many risks there are.
    all: usize,
}

impl Ways {
    /// The ways of the risks with the highest scores, or of those that were chosen.
    pub fn of(view: &View<'_>, matrix: &Matrix, chosen: &[Id]) -> Self {
        let (mut ids, all) = highest(view.live(RISK.id), matrix, LISTED);
        // What was chosen is there, whatever its score.
        for id in chosen {
            if !ids.contains(id) {
                ids.insert(0, *id);
            }
        }
        let records = ids.iter().filter_map(|id| view.there(*id));
        let found = ways(records, matrix);
        let drawn = found
            .iter()
            .filter(|way| chosen.is_empty() || chosen.contains(&way.risk));
        let drawn: Vec<Way> = drawn.take(DRAWN.max(chosen.len())).cloned().collect();
        let named = |way: Way| {
            let record = view.ledger.record(way.risk);
            let name = record.map(|record| view.name(record));
            (name.unwrap_or_default(), way)
        };
        Self {
            legs: legs(&drawn, matrix.size),
            listed: found.into_iter().map(named).collect(),
            all,
        }
    }
}

/// The risks whose arrows an address asks for; none for the highest.
pub fn chosen(route: &Route) -> Vec<Id> {
    let named = route.query.iter().filter(|(key, _)| key == "risk");
    named.filter_map(|(_, id)| id.parse().ok()).collect()
}

/// The arrows, over the cells of the matrix. Each leads to its risks.
pub fn draw(legs: &[Leg], matrix: &Matrix) -> AnyView {
    drawn(legs, &|leg| {
        let (from, to) = ends(leg);
        let register = heat::filtered(Route::to(Page::Room(RISK.room)), from, leg.from);
        let count = leg.risks.len();
        let score = |(l, i): (u32, u32)| matrix::number(matrix.score(l, i));
        let words = format!(
            "{count} {} from {} {} × {} (score {}) to {} {} × {} (score {})",
            if count == 1 { "risk" } else { "risks" },
            from.field(),
            leg.from.0,
            leg.from.1,
            score(leg.from),
            to.field(),
            leg.to.0,
            leg.to.1,
            score(leg.to),
        );
        Some((heat::filtered(register, to, leg.to).href(), words))
    })
}

/// The arrows for paper, where nothing leads anywhere.
pub fn on_paper(legs: &[Leg]) -> AnyView {
    drawn(legs, &|_| None)
}

// Which assessments an arrow goes between.
fn ends(leg: &Leg) -> (Which, Which) {
    if leg.ahead {
        (Which::Current, Which::Target)
    } else {
        (Which::Inherent, Which::Current)
    }
}

fn drawn(legs: &[Leg], link: &dyn Fn(&Leg) -> Option<(String, String)>) -> AnyView {
    let head = next_id("arrow");
    let end = format!("url(#{head})");
    let one = |leg: &Leg| {
        let [x1, y1, x2, y2] = [leg.start.0, leg.start.1, leg.end.0, leg.end.1].map(percent);
        let class = if leg.ahead { "arrow ahead" } else { "arrow" };
        let line = |class: &'static str, end: Option<String>| {
            view! { <line class=class x1=x1.clone() y1=y1.clone() x2=x2.clone() y2=y2.clone() marker-end=end></line> }
        };
        let many = (leg.risks.len() > 1).then(|| {
            let (x, y) = (percent(leg.label.0), percent(leg.label.1));
            view! { <circle cx=x.clone() cy=y.clone() r="8"></circle><text x=x y=y dy="4">{leg.risks.len()}</text> }
        });
        let parts = view! { {line("halo", None)}{line("shaft", Some(end.clone()))}{many} };
        match link(leg) {
            Some((href, words)) => {
                view! { <svg class=class><a href=href aria-label=words>{parts}</a></svg> }
                    .into_any()
            }
            None => view! { <svg class=class>{parts}</svg> }.into_any(),
        }
    };
    let hidden = legs.is_empty().then_some("true");
    view! {
        <svg class="arrows" role="group" aria-label="Ways of risks" aria-hidden=hidden>
            <defs>
                <marker id=head viewBox="0 0 10 10" refX="8" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto">
                    <path class="arrow-tip" d="M0 0L10 5L0 10z"></path>
                </marker>
            </defs>
            {legs.iter().map(one).collect_view()}
        </svg>
    }
    .into_any()
}

/// The ways as a table, where one chooses whose arrows are drawn.
pub fn table(ways: Memo<Ways>, chosen: Memo<Vec<Id>>, choose: Callback<Vec<String>>) -> AnyView {
    let workspace = Workspace::of_page();
    let toggle = move |id: Id, on: bool| {
        let mut ids = chosen.get_untracked();
        ids.retain(|other| *other != id);
        if on {
            ids.push(id);
        }
        choose.run(ids.iter().map(ToString::to_string).collect());
    };
    let row = move |(name, way): (String, Way), matrix: &Matrix| {
        let id = way.risk;
        let label = format!("Arrow of {name}");
        let cells = way.places.map(|place| match place {
            Some((l, i)) => view! { <td>{heat::level(matrix, matrix.score(l, i))}" "<span class="muted whole">{format!("{l} × {i}")}</span></td> }.into_any(),
            None => view! { <td class="muted">"unknown"</td> }.into_any(),
        });
        let href = Route::to(Page::Record(RISK.room, id)).href();
        view! {
            <tr>
                <td class="sel"><input type="checkbox" aria-label=label prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                    on:change=move |event| toggle(id, event_target_checked(&event))/></td>
                <th scope="row" class="title"><a href=href>{name}</a></th>
                {cells}
            </tr>
        }
    };
    let rows = move || {
        let configured = workspace.read(matrix::matrix);
        let Ok(matrix) = configured.as_ref() else {
            return ().into_any();
        };
        let listed = ways.get().listed;
        listed
            .into_iter()
            .map(|one| row(one, matrix))
            .collect_view()
            .into_any()
    };
    let some = Memo::new(move |_| ways.with(|ways| !ways.listed.is_empty()));
    view! {
        <div class="card ways" hidden=move || !some.get()>
            <div class="card-head">
                <h2>"Ways of risks"</h2>
                <button type="button" class="btn small" hidden=move || chosen.with(Vec::is_empty) on:click=move |_| choose.run(Vec::new())>"Arrows of all"</button>
            </div>
            <p class="help">{move || words(&ways.read(), chosen.with(Vec::len))}</p>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Ways of risks">
                <table class="table compact">
                    <thead><tr><th class="sel"><span class="sr">"Arrow"</span></th><th class="title">"Risk"</th><th>"Inherent"</th><th>"Current"</th><th>"Target"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </div>
    }
    .into_any()
}

fn words(ways: &Ways, chosen: usize) -> String {
    const LINES: &str = "A solid arrow leads from inherent to current, a dashed one on to the target. \
                         A number on an arrow says how many risks go that way.";
    let listed = ways.listed.len();
    let whose = match chosen {
        0 if listed <= DRAWN => "Choose risks to see their arrows alone.".to_owned(),
        0 => format!("Drawn are the {DRAWN} with the highest scores; choose others below."),
        1 => "Drawn is the one that was chosen.".to_owned(),
        count => format!("Drawn are the {count} that were chosen."),
    };
    let rest = match ways.all.saturating_sub(listed) {
        0 => String::new(),
        _ if ways.all > LISTED => format!(" Listed are the {listed} highest of {}.", ways.all),
        1 => " One risk has no place on the map yet: it is not assessed.".to_owned(),
        none => format!(" {none} risks have no place on the map yet: they are not assessed."),
    };
    format!("{LINES} {whose}{rest}")
}
