//! The page of a change: while it is being implemented its clock and its run, then the form.

use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::cell;
use holdfast_domain::describe::{Cell, Tone};
use holdfast_domain::rooms::changes::{CHANGE, rules, run};
use holdfast_ledger::Id;

/// The page.
pub fn page(page: RecordPage) -> AnyView {
    view! {
        <section class="page">
            {record::head(page)}
            {record::findings(page)}
            {clock(page)}
            <div class="record">
                // Answers are shown with their questions.
                <div>{record::form_without(page, &["answers"])}</div>
                {record::panel(page)}
            </div>
            {crate::ui::form::ask(page.asked)}
        </section>
    }
    .into_any()
}

type Told = (Cell, Vec<(Id, String)>);

// Nothing while it is not being implemented.
fn told(page: RecordPage) -> Option<Told> {
    page.watch_all(|change, view| {
        if rules::state(change) != "implementing" {
            return None;
        }
        let figure = CHANGE
            .figures
            .iter()
            .find(|figure| figure.key == "latest_back_out")?;
        let runs = run::runs(change, view).into_iter();
        let runs = runs.map(|run| (run.id, view.name(run))).collect();
        Some((figure.show(change, view), runs))
    })
}

fn clock(page: RecordPage) -> AnyView {
    let told = Memo::new(move |_| told(page));
    let shown = move || {
        let (latest, runs) = told.get()?;
        let tone = match latest.tone {
            Tone::Bad => "callout tone-error",
            Tone::Warn => "callout tone-warn",
            Tone::Good => "callout tone-ok",
            Tone::Plain | Tone::Busy => "callout tone-mute",
        };
        let link = |(id, name): (Id, String)| {
            let href = Route::to(Page::Record("runs", id)).href();
            view! { <li><a href=href>{name}</a></li> }
        };
        let some = !runs.is_empty();
        let runs = runs.into_iter().map(link).collect_view();
        let inputs = crate::edge::clock::with_dates(&latest.inputs);
        Some(view! {
            <section class=tone aria-label="Latest back-out start" role="status">
                <div>
                    <h2>"Latest back-out start"</h2>
                    <p><b>{crate::edge::clock::with_dates(&latest.text)}</b></p>
                    <p class="help">{inputs}</p>
                    <ul class="list" hidden=!some>{runs}</ul>
                </div>
            </section>
        })
    };
    view! { {shown} }.into_any()
}

/// A figure as a cell shows it.
pub fn figure(cell: &Cell) -> AnyView {
    let class = if cell.text.starts_with("unknown:") {
        "muted"
    } else {
        cell::tone(cell.tone)
    };
    view! { <span class=class>{crate::edge::clock::with_dates(&cell.text)}</span> }.into_any()
}
