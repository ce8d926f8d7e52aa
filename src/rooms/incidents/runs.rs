//! The runs that are carried out for an incident, the runbooks that fit it, and known errors.

use super::War;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::markdown::markdown;
use holdfast_domain::rooms::incidents::problems::known_errors;
use holdfast_domain::rooms::incidents::quick::runbooks;
use holdfast_domain::rooms::incidents::timeline;
use holdfast_domain::rooms::runbooks::recovery::{Recovery, left_words};
use holdfast_domain::rooms::runbooks::run::RunView;
use holdfast_domain::rooms::scenarios::SCENARIOS;
use holdfast_ledger::Id;

/// How many runbooks are offered.
const OFFERED: usize = 5;

/// A run or a runbook in a line.
#[derive(Clone, PartialEq)]
pub struct Line {
    id: Id,
    /// What it is called.
    pub name: String,
    /// How it stands.
    pub how: String,
}

/// The runs that are carried out for the incident, the newest first.
pub fn running(war: War) -> Memo<Vec<Line>> {
    let page = war.page;
    Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let runs = timeline::runs(record, view);
            let line = |run: &&holdfast_ledger::Record| {
                let read = RunView::kept(run, view);
                let left = Recovery::of(&read, view.now)
                    .left
                    .filter(|_| !read.state.is_over());
                let mut how = format!(
                    "{}, {} of {}",
                    read.state.label(),
                    read.finished,
                    read.total
                );
                if let Some(left) = left {
                    how.push_str(", ");
                    how.push_str(&left_words(left));
                }
                Line {
                    id: run.id,
                    name: view.name(run),
                    how,
                }
            };
            runs.iter().map(line).collect::<Vec<_>>()
        })
    })
}

/// The card of runs.
pub fn runs(war: War) -> AnyView {
    let page = war.page;
    let scenario = RwSignal::new(String::new());
    let running = running(war);
    let fitting = Memo::new(move |_| {
        let scenario = scenario.get();
        page.watch_settled(|record, view| {
            let services: Vec<String> = record.get("services").unwrap_or_default();
            let found = runbooks(&services, &scenario, view);
            let line = |runbook: &&holdfast_ledger::Record| {
                let approved = runbook.text("status") == "approved";
                let how = if approved { "approved" } else { "not approved" };
                Line {
                    id: runbook.id,
                    name: view.name(runbook),
                    how: how.to_owned(),
                }
            };
            found.iter().take(OFFERED).map(line).collect::<Vec<_>>()
        })
    });
    let run = |line: Line| {
        let to = Route::to(Page::Record("runs", line.id)).href();
        view! { <li><a href=to>{line.name}</a><span class="muted">{line.how}</span></li> }
    };
    let offer = move |line: Line| {
        let to = Route::to(Page::Record("runbooks", line.id))
            .with("for", &page.id.to_string())
            .href();
        let label = format!("Start {}", line.name);
        view! { <li><span>{line.name}</span><span class="muted">{line.how}</span><a class="btn small" href=to aria-label=label>"Start…"</a></li> }
    };
    let none = move || {
        fitting.with(Vec::is_empty).then(|| view! { <p class="muted">"No runbook names these services. Choose what was lost."</p> })
    };
    let option = |choice: &'static holdfast_domain::describe::Choice| view! { <option value=choice.key>{choice.label}</option> };
    view! {
        <section class="card" aria-label="Runs">
            <h2>"Runs"</h2>
            <ul class="list" hidden=move || running.with(Vec::is_empty)>{move || running.get().into_iter().map(run).collect_view()}</ul>
            <h3>"Runbooks that fit"</h3>
            {none}
            <ul class="list">{move || fitting.get().into_iter().map(offer).collect_view()}</ul>
            <div class="field"><label for="lost">"What is lost"</label>
                <select id="lost" on:change:target=move |event| scenario.set(event.target().value())><option value="">"Only what its services say"</option>{SCENARIOS.iter().map(option).collect_view()}</select></div>
        </section>
    }
    .into_any()
}

/// Workarounds of known errors on the same services; nothing where there is none.
pub fn known(war: War) -> AnyView {
    let page = war.page;
    let found = Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let services: Vec<String> = record.get("services").unwrap_or_default();
            let own = record.text("problem").into_owned();
            let found = known_errors(&services, view).into_iter();
            found
                .map(|problem| {
                    let is_own = problem.id.to_string() == own;
                    (
                        problem.id,
                        view.name(problem),
                        problem.text("workaround").into_owned(),
                        is_own,
                    )
                })
                .collect::<Vec<_>>()
        })
    });
    let take = move |id: Id| {
        let problem = holdfast_ledger::Text::string(&id.to_string());
        page.put(
            "Problem named",
            &[page.edit(holdfast_ledger::Path::of("problem"), problem)],
        );
    };
    let one = move |(id, name, text, is_own): (Id, String, String, bool)| {
        let to = Route::to(Page::Record("incidents", id)).href();
        let button = (!is_own).then(|| view! { <button type="button" class="btn small" on:click=move |_| take(id)>"It is this"</button> });
        view! { <li class="stack"><p><a href=to>{name}</a></p>{markdown(&text)}{button}</li> }
    };
    let shown = move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            view! { <section class="card" aria-label="Known errors"><h2>"Known errors"</h2><ul class="stack">{found.into_iter().map(one).collect_view()}</ul></section> }
        })
    };
    view! { {shown} }.into_any()
}
