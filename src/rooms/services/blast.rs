//! The tab Dependencies of a service: what goes down with it, what it needs, by steps and kind.

use super::marks::{NEEDS, needs_words, sort_icon};
use super::{chain, href, view_href};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use holdfast_domain::rooms::services::SERVICE;
use holdfast_domain::rooms::services::blast::{Blast, Effect, Way, blast_radius, loss};
use holdfast_domain::rooms::services::catalogue::Catalogue;
use holdfast_domain::rooms::services::net::{Kinds, Needs};
use holdfast_ledger::Id;

/// How many steps away services are named; those beyond are counted.
const DEPTH: usize = 3;
/// How many of a step are named.
const NAMED: usize = 30;

#[derive(Clone, PartialEq)]
struct Named {
    id: Id,
    name: String,
    sort: String,
    kind: Needs,
    /// Whether it is down, or works less well, when the service is lost; of what is needed nothing.
    effect: Option<Effect>,
}

/// What is so many steps away: the first of them, and how many there are by kind.
#[derive(Clone, PartialEq)]
struct Layer {
    named: Vec<Named>,
    kinds: [usize; 3],
}

#[derive(Clone, Default, PartialEq)]
struct Reach {
    layers: Vec<Layer>,
    beyond: usize,
    total: usize,
}

#[derive(Clone, Default, PartialEq)]
struct Both {
    up: Reach,
    down: Reach,
    lost: usize,
    reduced: usize,
}

fn both(page: RecordPage) -> Both {
    page.watch_all(|record, view| {
        let all = Catalogue::kept(view);
        let Some(at) = all.find(record.id) else {
            return Both::default();
        };
        let lost = loss(&all.net, &[at]);
        let reach = |way: Way| {
            let blast: Blast = blast_radius(&all.net, at, way, DEPTH, Kinds::ALL);
            let total = blast.total();
            let beyond = blast.beyond.iter().sum();
            let layers = blast.layers.into_iter().map(|layer| {
                let count = |kind| layer.iter().filter(|reached| reached.kind == kind).count();
                let kinds = NEEDS.map(count);
                let named = layer.into_iter().take(NAMED).filter_map(|reached| {
                    let id = all.ids[reached.node as usize];
                    Some(Named {
                        id,
                        name: view.name(view.there(id)?),
                        sort: all.nodes[reached.node as usize].sort.clone(),
                        kind: reached.kind,
                        effect: (way == Way::Up).then(|| lost.effect[reached.node as usize]),
                    })
                });
                Layer {
                    named: named.collect(),
                    kinds,
                }
            });
            Reach {
                layers: layers.collect(),
                beyond,
                total,
            }
        };
        let count = |effect: Effect| lost.effect.iter().filter(|own| **own == effect).count();
        Both {
            up: reach(Way::Up),
            down: reach(Way::Down),
            lost: count(Effect::Down).saturating_sub(1),
            reduced: count(Effect::Reduced),
        }
    })
}

/// The tab.
pub fn tab(page: RecordPage) -> AnyView {
    let found = Memo::new(move |_| both(page));
    let words = move || {
        found.with(|found| match (found.lost, found.reduced) {
            (0, 0) => "Its loss alone takes nothing else down.".to_owned(),
            (lost, 0) => format!("Its loss alone takes down {}.", counted(lost)),
            (0, reduced) => format!("Its loss alone reduces {}.", counted(reduced)),
            (lost, reduced) => {
                format!(
                    "Its loss alone takes down {} and reduces {}.",
                    counted(lost),
                    counted(reduced)
                )
            }
        })
    };
    let list = SERVICE
        .list("dependencies")
        .map(|list| record::list_editor(page, list));
    let to = view_href("graph", page.id);
    let simulated = Route::to(Page::Simulation)
        .with("lost", &page.id.to_string())
        .href();
    view! {
        <section class="card stack" aria-label="Blast radius">
            <div class="card-head"><h2>"Blast radius"</h2><span class="btns"><a class="btn small" href=simulated>{icon("curve")}"Simulate its loss"</a><a class="btn small" href=to>{icon("sub-runbook")}"Show in the drawing"</a></span></div>
            <p><b>{words}</b></p>
            <div class="net-reach">
                {move || found.with(|found| reach("Depends on it", "Nothing depends on it.", &found.up))}
                {move || found.with(|found| reach("It needs", "It needs nothing that was named.", &found.down))}
            </div>
        </section>
        {list}
        {chain::chain(page)}
    }
    .into_any()
}

fn counted(count: usize) -> String {
    if count == 1 {
        "1 service".to_owned()
    } else {
        format!("{count} services")
    }
}

fn reach(title: &'static str, none: &'static str, reach: &Reach) -> AnyView {
    if reach.total == 0 {
        return view! { <section><h3>{title}</h3><p class="muted">{none}</p></section> }.into_any();
    }
    let layer = |(n, Layer { named, kinds }): (usize, &Layer)| {
        let step = match n {
            0 => "Directly".to_owned(),
            n => format!("In {} steps", n + 1),
        };
        let count: usize = kinds.iter().sum();
        let more = count - named.len();
        let each = kinds.iter().zip(NEEDS).filter(|(count, _)| **count > 0);
        let each: Vec<String> = each
            .map(|(count, kind)| format!("{count} {}", needs_words(kind).to_lowercase()))
            .collect();
        let row = |one: &Named| {
            let effect = one.effect.map(|effect| match effect {
                Effect::Down => view! { <span class="status tone-error">"down"</span> }.into_any(),
                Effect::Reduced => {
                    view! { <span class="status tone-warn">"reduced"</span> }.into_any()
                }
                Effect::None => view! { <span class="muted">"stays up"</span> }.into_any(),
            });
            view! { <li><a href=href(one.id)>{icon(sort_icon(&one.sort))}<span>{one.name.clone()}</span></a><span class="muted">{needs_words(one.kind)}</span>{effect}</li> }
        };
        view! {
            <details class="folded" open=n == 0 || count <= 8>
                <summary>{step}": "<b>{count}</b><span class="muted">{format!(" ({})", each.join(", "))}</span></summary>
                <ul class="list">{named.iter().map(row).collect_view()}</ul>
                {(more > 0).then(|| view! { <p class="muted">{format!("and {more} more")}</p> })}
            </details>
        }
    };
    let beyond = (reach.beyond > 0)
        .then(|| view! { <p class="muted">{format!("Further away: {}", reach.beyond)}</p> });
    view! {
        <section><h3>{title}": "{counted(reach.total)}</h3>{reach.layers.iter().enumerate().map(layer).collect_view()}{beyond}</section>
    }
    .into_any()
}
