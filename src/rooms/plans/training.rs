//! What the people of a plan lack: role by role the competences that are needed and who has them.

use crate::edge::clock::calendar_date;
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::form::record_link;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::training::COMPETENCE;
use holdfast_domain::rooms::training::gaps::{self, Need};
use holdfast_domain::rooms::training::held::Standing;
use holdfast_ledger::Id;

/// The card.
pub fn card(page: RecordPage) -> AnyView {
    let needs = Memo::new(move |_| {
        page.workspace.now().track();
        page.watch_settled(gaps::of_plan)
    });
    let roles = Memo::new(move |_| page.watch_settled(|plan, view| gaps::roles(plan, view).len()));
    let none = move || {
        let text = match roles.get() {
            0 => "No role is named under Teams and roles, or under Who may activate.",
            _ => {
                "No competence is needed by these roles. Competences say under Needed by which roles need them."
            }
        };
        needs
            .with(Vec::is_empty)
            .then(|| view! { <p class="muted">{text}</p> })
    };
    let rows = move || {
        needs
            .get()
            .iter()
            .map(|need| row(page, need))
            .collect_view()
    };
    let of = page.id.to_string();
    let to = |view: &str, of: &str| {
        Route::to(Page::Room(COMPETENCE.room))
            .with("view", view)
            .with("of", of)
            .href()
    };
    view! {
        <section class="card stack" aria-label="Training">
            <div class="card-head"><h2>"Training"</h2></div>
            {none}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Who lacks what" hidden=move || needs.with(Vec::is_empty)>
                <table class="table folds">
                    <thead><tr><th scope="col">"Role"</th><th scope="col">"Competence"</th><th scope="col">"Missing"</th><th scope="col">"Have it"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <div class="btns">
                <a class="btn" href=to("tonight", &of)>"Who can carry it out tonight"</a>
                <a class="btn" href=to("matrix", &of)>"Matrix of its people"</a>
                <a class="btn" href=Route::to(Page::Simulation).with("plan", &of).href()>"Simulate the recovery"</a>
            </div>
        </section>
    }
    .into_any()
}

fn row(page: RecordPage, need: &Need) -> AnyView {
    let named = |id: Id| record_link(page.workspace, id);
    let lacks = |(id, standing): &(Id, Standing)| {
        let said = match standing {
            Standing::Expired(on) => format!(" ran out {}", calendar_date(&on.to_string())),
            _ => String::new(),
        };
        view! { <li>{named(*id)}<span class="muted">{said}</span></li> }
    };
    let (have, missing): (Vec<_>, Vec<_>) = need
        .people
        .iter()
        .partition(|(_, standing)| standing.counts());
    let mark = match (need.people.is_empty(), missing.is_empty(), have.is_empty()) {
        (true, ..) => badge("Nobody holds the role", Tone::Bad),
        (_, true, _) => badge("Nobody", Tone::Good),
        (.., true) => badge("All of them", Tone::Bad),
        _ => badge(missing.len().to_string(), Tone::Warn),
    };
    view! {
        <tr>
            <th scope="row">{named(need.role)}</th>
            <td data-l="Competence">{named(need.competence)}</td>
            <td data-l="Missing">{mark}<ul class="list">{missing.into_iter().map(lacks).collect_view()}</ul></td>
            <td data-l="Have it"><ul class="list">{have.into_iter().map(|(id, _)| view! { <li>{named(*id)}</li> }).collect_view()}</ul></td>
        </tr>
    }
    .into_any()
}
