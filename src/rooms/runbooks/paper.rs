//! A runbook to be worked through on paper: boxes to tick, room for times and names.

use super::preview::{defaults, parts};
use super::words::Words;
use crate::rooms::record::RecordPage;
use crate::ui::markdown::markdown;
use holdfast_domain::rooms::runbooks::rules::approval_in_words;
use holdfast_domain::rooms::runbooks::steps::{self, Step};
use holdfast_domain::rooms::runbooks::variables::{self, VARIABLES};
use holdfast_domain::rooms::runbooks::version;
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::Record;
use leptos::prelude::*;

/// The sheet that is printed instead of the page.
pub fn sheet(page: RecordPage) -> AnyView {
    let sheet = page.read(|record, view| Some(read(record, view)));
    view! { <section class="page print-only">{sheet}</section> }.into_any()
}

fn read(record: &Record, view: &View<'_>) -> AnyView {
    let values = defaults(record);
    let approval = if version::is_approved(record) {
        format!("Approved: {}", approval_in_words(record))
    } else if version::changed_since_approval(record) {
        "Changed since it was approved.".to_owned()
    } else {
        "Not approved.".to_owned()
    };
    let part = |(heading, text): (&'static str, String)| view! { <section><h2>{heading}</h2>{markdown(&text)}</section> };
    let rows = steps::read(record);
    let rows = rows.iter().map(|step| {
        let words = Words::of(record, step.id, &values, view);
        row(step, &variables::fill(&step.title, &values), &words)
    });
    let rows = rows.collect_view();
    view! {
        <h1>{view.name(record)}</h1>
        <p>{approval}</p>
        {parts(record).into_iter().map(part).collect_view()}
        {asked(record)}
        <h2>"Steps"</h2>
        <table class="table">
            <thead><tr><th>"✓"</th><th>"Step"</th><th>"Role"</th><th class="num">"Planned"</th><th class="write">"Start"</th><th class="write">"End"</th><th class="write">"Initials"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
        <div class="sign"><p>"Lead: name and signature"</p><p>"Started, date and time"</p><p>"Ended, date and time"</p></div>
    }
    .into_any()
}

fn row(step: &Step, title: &str, words: &Words) -> AnyView {
    let text = |label: &'static str, text: &str| {
        let text = text.to_owned();
        (!text.is_empty()).then(|| view! { <p class="muted">{label}</p><pre>{text}</pre> })
    };
    let tick = step
        .is_worked()
        .then(|| view! { <span class="tick"></span> });
    let no_return = words
        .irreversible
        .then(|| view! { <p><b>"Point of no return."</b></p> });
    let rollback = (!words.rollback.is_empty())
        .then(|| view! { <p class="muted">"How to take it back"</p>{markdown(&words.rollback)} });
    view! {
        <tr>
            <td>{tick}</td>
            <th scope="row" class="title">
                <p>{format!("{} {title}", step.number)}</p>
                {no_return}
                {words.facts.iter().map(|(label, said)| view! { <p><span class="muted">{*label}": "</span>{said.clone()}</p> }).collect_view()}
                {(!words.instructions.is_empty()).then(|| markdown(&words.instructions))}
                {text("Message", &words.message)}
                {text("Run", &words.command)}
                {text("Expected", &words.expected)}
                {rollback}
            </th>
            <td>{words.role.clone()}</td>
            <td class="num">{step.estimate.map(|estimate| minutes(estimate.mean()))}</td>
            <td></td><td></td><td></td>
        </tr>
    }
    .into_any()
}

// The variables, with room for the values of this run.
fn asked(record: &Record) -> AnyView {
    let items = record.items(VARIABLES);
    let row = |item: &holdfast_ledger::record::Item<'_>| {
        let (name, about) = (
            item.text("name").into_owned(),
            item.text("description").into_owned(),
        );
        let default = item.text("default").into_owned();
        view! { <tr><th scope="row">{name}</th><td>{about}</td><td>{default}</td><td></td></tr> }
    };
    let rows = items.iter().map(row).collect_view();
    let some = !items.is_empty();
    some.then(|| {
        view! {
            <h2>"Values"</h2>
            <table class="table"><thead><tr><th>"Name"</th><th>"What it is"</th><th>"Default"</th><th class="write">"This time"</th></tr></thead><tbody>{rows}</tbody></table>
        }
    })
    .into_any()
}
