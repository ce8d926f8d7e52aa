//! How soon a service can be back: what comes back before it, one after the other.

use super::href;
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use holdfast_domain::rooms::services::catalogue::{Catalogue, Own};
use holdfast_domain::rooms::services::order;
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::Id;

/// How long a service takes by itself, and which runbook says so.
pub fn own_words(own: Own, view: &View<'_>) -> (String, Option<(Id, String)>) {
    let runbook = own.runbook.and_then(|id| view.there(id));
    let runbook = runbook.map(|runbook| (runbook.id, view.code(runbook)));
    let words = own.words().unwrap_or_else(|| "unknown".to_owned());
    (words, runbook)
}

/// The same on screen.
pub fn own_view((words, runbook): (String, Option<(Id, String)>)) -> AnyView {
    let by = runbook.map(|(id, code)| {
        let to = Route::to(Page::Record("runbooks", id)).href();
        view! { " by "<a href=to>{code}</a> }
    });
    let unknown = words == "unknown";
    view! { <span class:muted=unknown>{words}</span>{by} }.into_any()
}

/// When something is back.
pub fn back_words(back: &order::Back) -> String {
    let least = if back.whole { "" } else { "at least " };
    format!("{least}{}", minutes(back.minutes))
}

#[derive(Clone, Default, PartialEq)]
struct Step {
    id: Id,
    name: String,
    own: (String, Option<(Id, String)>),
    back: String,
    in_circle: bool,
}

/// The chain of a service, as a table.
pub fn chain(page: RecordPage) -> AnyView {
    let steps = Memo::new(move |_| {
        page.watch_all(|record, view| {
            let all = Catalogue::kept(view);
            let at = all.find(record.id)?;
            let step = |node: &u32| {
                let at = *node as usize;
                let name = view.there(all.ids[at]).map(|record| view.name(record));
                Step {
                    id: all.ids[at],
                    name: name.unwrap_or_default(),
                    own: own_words(all.own[at], view),
                    back: back_words(&all.back[at]),
                    in_circle: all.back[at].in_circle,
                }
            };
            let steps = order::chain(&all.back, at)
                .iter()
                .map(step)
                .collect::<Vec<_>>();
            Some((all.settings.activation, steps))
        })
    });
    let body = move || {
        let (activation, steps) = steps.get()?;
        let row = |step: Step| {
            let circle = step
                .in_circle
                .then(|| view! { " "<span class="muted">"in a circle"</span> });
            view! {
                <tr><th scope="row" class="title"><a href=href(step.id)>{step.name}</a>{circle}</th><td>{own_view(step.own)}</td><td class="num">{step.back}</td></tr>
            }
        };
        Some(view! {
            <table class="table compact">
                <caption class="sr">"What comes back before it"</caption>
                <thead><tr><th scope="col">"Comes back"</th><th scope="col">"Takes by itself"</th><th scope="col" class="num">"Back after"</th></tr></thead>
                <tbody>
                    {(activation > 0.0).then(|| view! { <tr><th scope="row">"Until recovery begins"</th><td>{minutes(activation)}</td><td class="num">{minutes(activation)}</td></tr> })}
                    {steps.into_iter().map(row).collect_view()}
                </tbody>
            </table>
        })
    };
    let together = move || {
        let circle = steps.with(|steps| {
            let steps = steps.iter().flat_map(|(_, steps)| steps);
            steps.clone().any(|step| step.in_circle)
        });
        circle.then(|| view! { <p class="help">"Services in a circle wait for each other, so they come back together, after the longest of their own recoveries. Their times do not add up one by one."</p> })
    };
    view! {
        <section class="card stack" aria-label="How soon it can be back">
            <h2>"How soon it can be back"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="The longest chain">{body}</div>
            {together}
            <p class="help">"The longest chain of hard and recovery-only dependencies, as if all were lost at once. To be back sooner, shorten one of these, or let something stand in for it."</p>
        </section>
    }
    .into_any()
}
