//! The page of a change: while it is being implemented its clock and its run, then the form.

use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::cell;
use holdfast_domain::describe::{Cell, Tone};
use holdfast_domain::rooms::changes::{CHANGE, reach, rules, run};
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

type Told = (Cell, Cell, Vec<(Id, String)>);

// Nothing while it is not being implemented.
fn told(page: RecordPage) -> Option<Told> {
    page.watch_all(|change, view| {
        if rules::state(change) != "implementing" {
            return None;
        }
        let figure = |key| CHANGE.figures.iter().find(|figure| figure.key == key);
        let (latest, points) = (figure("latest_back_out")?, figure("points_of_no_return")?);
        let runs = run::runs(change, view).into_iter();
        let runs = runs.map(|run| (run.id, view.name(run))).collect();
        Some((latest.show(change, view), points.show(change, view), runs))
    })
}

fn clock(page: RecordPage) -> AnyView {
    let told = Memo::new(move |_| told(page));
    let shown = move || {
        let (latest, points, runs) = told.get()?;
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
        let marked = points.rank.is_some_and(|count| count > 0.0);
        let points = marked.then(|| view! { <p>"Points of no return: "{points.inputs}"."</p> });
        let runs = runs.into_iter().map(link).collect_view();
        let inputs = crate::edge::clock::with_dates(&latest.inputs);
        Some(view! {
            <section class=tone aria-label="Latest back-out start" role="status">
                <div>
                    <h2>"Latest back-out start"</h2>
                    <p><b>{crate::edge::clock::with_dates(&latest.text)}</b></p>
                    <p class="help">{inputs}</p>
                    {points}
                    <ul class="list" hidden=!some>{runs}</ul>
                </div>
            </section>
        })
    };
    view! { {shown} }.into_any()
}

type Touched = Vec<(String, Vec<(Id, String)>, usize)>;

/// How many services of a sort are named.
const NAMED: usize = 20;

/// What else is hit if the services of the change fail, below them.
pub fn blast_radius(page: RecordPage) -> AnyView {
    let read = move || {
        page.watch_settled(|change, view| {
            let reach = reach::reach(change, view)?;
            let part = |word: &str, hit: &[(Id, Id)]| {
                let named = hit.iter().take(NAMED);
                let named = named.filter_map(|(id, _)| Some((*id, view.name(view.there(*id)?))));
                let more = hit.len().saturating_sub(NAMED);
                (word.to_owned(), named.collect(), more)
            };
            let parts = [part("Down", &reach.down), part("Reduced", &reach.reduced)];
            let parts = parts
                .into_iter()
                .filter(|(_, named, _): &(String, Vec<_>, usize)| !named.is_empty());
            Some(parts.collect::<Touched>())
        })
    };
    let touched = Memo::new(move |_| read());
    let part = |(word, named, more): (String, Vec<(Id, String)>, usize)| {
        let link = |(id, name): (Id, String)| {
            let href = Route::to(Page::Record("services", id)).href();
            view! { <li><a href=href>{name}</a></li> }
        };
        let named = named.into_iter().map(link).collect_view();
        let more =
            (more > 0).then(|| view! { <li class="muted">{format!("and {more} more")}</li> });
        view! { <h3>{word}</h3><ul class="list">{named}{more}</ul> }
    };
    let shown = move || match touched.get() {
        Some(parts) if parts.is_empty() => {
            view! { <p class="muted">"Nothing else is hit if its services fail."</p> }.into_any()
        }
        Some(parts) => parts.into_iter().map(part).collect_view().into_any(),
        None => ().into_any(),
    };
    let none = move || touched.with(Option::is_none);
    view! {
        <section class="card stack" aria-label="Blast radius" hidden=none>
            <div class="card-head"><h2>"Blast radius"</h2></div>
            <p class="help">"What else is hit if all services of the change fail at once."</p>
            {shown}
        </section>
    }
    .into_any()
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
