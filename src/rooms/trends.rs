//! How improvements and reviews go: what is open, overdue, old, and what was closed month by month.

use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::reviews::once_read;
use crate::route::{Page, Route};
use crate::ui::chart::steps::{Steps, steps};
use crate::ui::empty::empty;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::ROOMS;
use holdfast_domain::rooms::improvements::trends::{AGES, Month, Trends};
use holdfast_domain::rooms::improvements::{IMPROVEMENT, PRIORITIES};
use holdfast_domain::rooms::review::queue::{Reviews, Wanted, overdue_by_room};

/// The states of an improvement that is neither verified nor dropped; empty for one that nobody began.
const OPEN: [&str; 4] = ["", "open", "in_progress", "done"];

/// The view of the room.
pub fn trends(workspace: Workspace, _: Shell) -> AnyView {
    once_read(workspace, move || cards(workspace))
}

fn cards(workspace: Workspace) -> AnyView {
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| {
            let queue = Reviews::kept(view).queue(&Wanted::default(), view);
            (Trends::of(view), overdue_by_room(&queue))
        })
    });
    let body = move || {
        let (trends, reviews) = read.get();
        let closed = trends.months.iter().any(|month| month.closed > 0);
        let improvements = if trends.open == 0 && trends.unknown == 0 && !closed {
            empty(
                "check",
                "No improvement yet",
                view! { <p>{IMPROVEMENT.purpose}</p> }.into_any(),
            )
        } else {
            view! { {closings(&trends)}{ages(&trends)} }.into_any()
        };
        view! { <div class="stack">{improvements}{overdue(reviews)}</div> }
    };
    view! { {body} }.into_any()
}

fn register() -> Route {
    Route::to(Page::Room(IMPROVEMENT.room))
}

fn still_open() -> Route {
    OPEN.iter()
        .fold(register(), |to, state| to.with("f.state", state))
}

fn linked(count: usize, to: Route) -> AnyView {
    match count {
        0 => view! { <span class="muted">"0"</span> }.into_any(),
        count => view! { <a href=to.href()>{count}</a> }.into_any(),
    }
}

fn closings(trends: &Trends) -> AnyView {
    let late = OPEN[..3]
        .iter()
        .fold(register(), |to, state| to.with("f.state", state))
        .with("f.due", "..today-1");
    let unknown = (trends.unknown > 0).then(|| {
        let words = format!(
            "Verified or dropped on a day that nobody noted: {}. They stand in no month.",
            trends.unknown
        );
        view! { <p class="help">{words}</p> }
    });
    let disputed = (trends.disputed > 0).then(|| {
        let words = format!(
            "In conflict: {}. Counted as lists show them.",
            trends.disputed
        );
        view! { <p class="status tone-warn">{words}</p> }
    });
    let row = |month: &Month| {
        let to = register().with("f.ended", &format!("{}..{}", month.first, month.last));
        view! { <tr><th scope="row" class="title">{clock::calendar_date(&month.first.to_string())}</th><td class="num" data-l="Closed">{linked(month.closed, to)}</td></tr> }
    };
    let rows = trends.months.iter().rev().map(row).collect_view();
    view! {
        <section class="card" aria-label="Open and closed">
            <h2>"Open and closed"</h2>
            <p>"Open: "{linked(trends.open, still_open())}". Overdue: "{linked(trends.overdue, late)}"."</p>
            {chart(&trends.months)}
            {unknown}
            {disputed}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Closed by month">
                <table class="table folds">
                    <caption class="sr">"Improvements that were verified or dropped, by month"</caption>
                    <thead><tr><th scope="col" class="title">"Month from"</th><th scope="col" class="num">"Closed"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn chart(months: &[Month]) -> Option<AnyView> {
    let (first, last) = (months.first()?, months.last()?);
    let since = |day: chrono::NaiveDate| (day - first.first).num_days() as f64;
    let most = months
        .iter()
        .map(|month| month.closed)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let sum: usize = months.iter().map(|month| month.closed).sum();
    let day = |month: &Month| clock::calendar_date(&month.first.to_string());
    let chart = Steps {
        words: format!("Closed month by month: {sum} in {} months", months.len()),
        points: months
            .iter()
            .map(|month| (since(month.first), Some(month.closed as f64)))
            .collect(),
        span: since(last.last) + 1.0,
        range: (0.0, most),
        across: None,
        ticks: vec![(0.0, day(first)), (since(last.first), day(last))],
        marks: vec![(0.0, "0".to_owned()), (most, most.to_string())],
    };
    Some(steps(&chart))
}

fn ages(trends: &Trends) -> AnyView {
    let heads = AGES.map(|(_, name)| view! { <th scope="col" class="num">{name}</th> });
    let row = |(key, counts): &(&'static str, [usize; AGES.len()])| {
        let known = PRIORITIES.iter().find(|priority| priority.key == *key);
        let name = known.map_or("No priority", |priority| priority.label);
        let cells = counts.iter().zip(AGES).map(|(count, (_, age))| {
            let to = still_open()
                .with("f.priority", key)
                .with("f.age_level", age);
            view! { <td class="num" data-l=age>{linked(*count, to)}</td> }
        });
        view! { <tr><th scope="row" class="title">{name}</th>{cells.collect_view()}</tr> }
    };
    let rows = trends.ages.iter().map(row).collect_view();
    let median = match trends.median {
        Some(1) => "The median age of those that are open: 1 day.".to_owned(),
        Some(days) => format!("The median age of those that are open: {days} days."),
        None => "The median age is unknown: none that is open says when it was made.".to_owned(),
    };
    let ageless = (trends.ageless > 0).then(|| format!(" Age unknown: {}.", trends.ageless));
    view! {
        <section class="card" aria-label="Ages">
            <h2>"How long they have been open"</h2>
            <p>{median}{ageless}</p>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Ages by priority">
                <table class="table folds">
                    <caption class="sr">"Open improvements by priority and age"</caption>
                    <thead><tr><th scope="col" class="title">"Priority"</th>{heads.into_iter().collect_view()}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn overdue(reviews: Vec<(&'static str, usize)>) -> AnyView {
    if reviews.is_empty() {
        return view! { <section class="card" aria-label="Reviews"><h2>"Reviews overdue"</h2><p class="muted">"None in any room."</p></section> }.into_any();
    }
    let row = |(room, count): (&'static str, usize)| {
        let name = ROOMS.iter().find(|known| known.id == room);
        let name = name.map_or(room, |known| known.name);
        let to = register().with("view", "reviews").with("room", room);
        view! { <tr><th scope="row" class="title">{name}</th><td class="num" data-l="Overdue">{linked(count, to)}</td></tr> }
    };
    view! {
        <section class="card" aria-label="Reviews">
            <h2>"Reviews overdue"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Reviews overdue by room">
                <table class="table folds">
                    <caption class="sr">"Reviews that are overdue, by room"</caption>
                    <thead><tr><th scope="col" class="title">"Room"</th><th scope="col" class="num">"Overdue"</th></tr></thead>
                    <tbody>{reviews.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
