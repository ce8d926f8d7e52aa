//! Which risks are simulated: what an address or a selection asks about, and what a person ticks.

use super::quant::Simulated;
use super::quant_tell::{link, links};
use crate::edge::location;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::workspace::Workspace;
use holdfast_domain::rooms::risks::RISK;
use holdfast_domain::rooms::risks::quant::{Side, model, money};
use holdfast_domain::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Id, Record};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The most risks that the list to choose from shows at once.
const SHOWN: usize = 200;
/// The most risks that an address names; of more, this page alone remembers them.
const NAMED: usize = 40;
/// What an address says instead of their names.
const MANY: &str = "selected";

thread_local! {
    // The selection that was too long for an address.
    static SELECTED: RefCell<BTreeSet<Id>> = const { RefCell::new(BTreeSet::new()) };
}

/// Opens the simulation of these risks.
pub fn simulate(workspace: Workspace, ids: &[Id]) {
    let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let only = if names.len() > NAMED {
        SELECTED.with_borrow_mut(|selected| *selected = ids.iter().copied().collect());
        MANY.to_owned()
    } else {
        names.join(",")
    };
    let to = Route::to(Page::Room(RISK.room)).with("view", "loss");
    let to = to.with("only", &only).to_string();
    if let Err(error) = location::set_hash(&to) {
        workspace.alarm(format!("The simulation was not opened: {error}."));
    }
}

// The risks that an address asks about.
pub(super) fn only(route: &Route) -> Option<BTreeSet<Id>> {
    let only = route.get("only")?;
    let ids: BTreeSet<Id> = match only {
        MANY => SELECTED.with_borrow(Clone::clone),
        only => only.split(',').filter_map(|id| id.parse().ok()).into_set(),
    };
    (!ids.is_empty()).then_some(ids)
}

pub(super) fn quantified(view: &View<'_>) -> impl Iterator<Item = Id> {
    let known = |risk: &&Record| model(risk, Side::Before).is_ok();
    view.live(RISK.id).filter(known).map(|risk| risk.id)
}

/// A risk to tick: its name, its category, what it costs in a year.
type Choice = (Id, String, String, String);

// The risks that can be simulated, as far as they have the words that somebody looks for.
fn choosable(workspace: Workspace, words: RwSignal<String>) -> Memo<Vec<Choice>> {
    Memo::new(move |_| {
        let wanted = words.get().to_lowercase();
        workspace.watch_settled(|view| {
            let known = quantified(view).filter_map(|id| view.ledger.record(id));
            let row = |risk: &Record| {
                let expected = model(risk, Side::Before).map(|model| money(model.expected(), ""));
                let category = RISK.field("category").map(|field| {
                    holdfast_domain::value::show(
                        field,
                        risk.value(holdfast_ledger::Path::of("category")),
                        view,
                    )
                });
                (
                    risk.id,
                    view.name(risk),
                    category.unwrap_or_default(),
                    expected.unwrap_or_default(),
                )
            };
            let fits = |(_, name, category, _): &Choice| {
                let text = [name.as_str(), category].join(" ").to_lowercase();
                wanted.split_whitespace().all(|word| text.contains(word))
            };
            known.map(row).filter(fits).collect::<Vec<_>>()
        })
    })
}

// The risks that can be simulated, to tick.
pub(super) fn choose(simulated: Simulated, without: RwSignal<BTreeSet<Id>>) -> AnyView {
    let workspace = simulated.workspace;
    let words = RwSignal::new(String::new());
    let rows = choosable(workspace, words);
    let tick = move |id: Id, on: bool| {
        without.update(|without| {
            if on {
                without.remove(&id);
            } else {
                without.insert(id);
            }
        })
    };
    let all = move |on: bool| {
        let ids: Vec<Id> = rows.with_untracked(|rows| rows.iter().map(|row| row.0).collect());
        without.update(|without| {
            for id in ids {
                if on {
                    without.remove(&id);
                } else {
                    without.insert(id);
                }
            }
        });
    };
    let row = move |(id, name, category, expected): Choice| {
        let label = name.clone();
        let ticked = move || without.with(|without| !without.contains(&id));
        view! {
            <tr>
                <td class="sel"><input type="checkbox" aria-label=label prop:checked=ticked on:change:target=move |event| tick(id, event.target().checked())/></td>
                <th scope="row" class="title">{name}</th><td>{category}</td><td class="num" data-l="Expected a year">{expected}</td>
            </tr>
        }
    };
    let list = move || {
        let mut rows = rows.get();
        let more = rows.len().saturating_sub(SHOWN);
        rows.truncate(SHOWN);
        let more = (more > 0).then(
            || view! { <p class="muted">{format!("and {more} others; the filter finds them")}</p> },
        );
        view! {
            <div class="table-wrap loss-choice" tabindex="0" role="region" aria-label="Risks to simulate">
                <table class="table compact folds">
                    <thead><tr><th scope="col" class="sel"><span class="sr">"Simulated"</span></th><th scope="col">"Risk"</th><th scope="col">"Category"</th><th scope="col" class="num">"Expected a year"</th></tr></thead>
                    <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            {more}
        }
    };
    let summary = move || {
        let chosen = simulated.chosen.with(|chosen| chosen.request.before.len());
        let of = workspace.watch_settled(|view| quantified(view).count());
        if chosen == of {
            match of {
                1 => "The 1 risk in money".to_owned(),
                of => format!("All {of} risks in money"),
            }
        } else {
            format!("{chosen} of {of} risks in money")
        }
    };
    view! {
        <details class="folded screen-only">
            <summary>{summary}</summary>
            <div class="toolbar">
                <div class="search"><input type="search" aria-label="Search" placeholder="Search by name or category" prop:value=move || words.get() on:input:target=move |event| words.set(event.target().value())/></div>
                <div class="btns">
                    <button type="button" class="btn small" on:click=move |_| all(true)>"Tick these"</button>
                    <button type="button" class="btn small" on:click=move |_| all(false)>"Untick these"</button>
                </div>
            </div>
            {list}
        </details>
    }
    .into_any()
}

// Who is not in it and why; and about whom people disagree.
pub(super) fn left_out(simulated: Simulated) -> AnyView {
    let shown = move || {
        let (out, disputed) = simulated
            .chosen
            .with(|chosen| (chosen.left_out.clone(), chosen.disputed.clone()));
        simulated.workspace.read(|view| {
            let one = |(id, why): &(Id, String)| view! { <li>{link(*id, view)}<span class="muted">{why.clone()}</span></li> };
            let count = out.len();
            let more = count.saturating_sub(SHOWN);
            let more = (more > 0).then(|| view! { <li>{format!("and {more} others")}</li> });
            let list = (count > 0).then(|| {
                let words = if count == 1 { "1 risk is left out".to_owned() } else { format!("{count} risks are left out") };
                view! {
                    <details class="folded" prop:open=move || simulated.printing.get()>
                        <summary>{words}</summary>
                        <ul class="list loss-out">{out.iter().take(SHOWN).map(one).collect_view()}{more}</ul>
                    </details>
                }
            });
            let disputed = (!disputed.is_empty()).then(|| {
                view! { <p><span class="conflict">"In conflict"</span>" "{links(&disputed, view)}": simulated with the value that lists show."</p> }
            });
            let some = list.is_some() || disputed.is_some();
            some.then(|| view! { <section class="card loss-ask" aria-label="Left out">{list}{disputed}</section> })
        })
    };
    view! { {shown} }.into_any()
}
