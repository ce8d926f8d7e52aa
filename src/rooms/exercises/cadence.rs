//! How often each sort of exercise is practised: the last, the next, and what is late.

use super::{href, scrolls};
use crate::edge::clock::calendar_date;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use chrono::NaiveDate;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::exercises::cadence::due;
use holdfast_domain::view::View;
use holdfast_ledger::Id;

type Named = Option<(Id, String, String)>;

#[derive(Clone, PartialEq)]
struct Row {
    sort: &'static str,
    every: u32,
    last: Named,
    by: Option<String>,
    planned: Named,
    late: bool,
    open: bool,
}

/// The view of the room.
pub fn cadence(workspace: Workspace, _: Shell) -> AnyView {
    let rows = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_all(rows)
    });
    let settings = Route::to(Page::Settings).href();
    let table = move || {
        let body = rows.get().into_iter().map(row).collect_view();
        let table = view! {
            <table class="table folds">
                <caption class="sr">"Cadence"</caption>
                <thead><tr><th scope="col">"Sort"</th><th scope="col">"Every"</th><th scope="col">"Last"</th><th scope="col">"Due by"</th><th scope="col">"Planned"</th><th scope="col">"Stands"</th></tr></thead>
                <tbody>{body}</tbody>
            </table>
        };
        scrolls("Cadence".to_owned(), table.into_any())
    };
    view! {
        {table}
        <p class="help">"Seminars and workshops teach and do not count. A real activation counts as live once the review of its incident is written. The months are in "<a href=settings>"Settings"</a>"."</p>
    }
    .into_any()
}

fn rows(view: &View<'_>) -> Vec<Row> {
    let today = view.today();
    let named = |of: Option<(Id, NaiveDate)>| {
        let (id, day) = of?;
        Some((
            id,
            view.name(view.there(id)?),
            calendar_date(&day.to_string()),
        ))
    };
    let all = due(view).into_iter();
    all.map(|due| Row {
        sort: due.sort.label(),
        every: due.months,
        last: named(due.last),
        by: due.by.map(|by| calendar_date(&by.to_string())),
        planned: named(due.planned),
        late: due.is_late(today),
        open: due.is_open(today),
    })
    .collect()
}

fn row(row: Row) -> AnyView {
    let link = |named: Named, none: &'static str| match named {
        Some((id, name, day)) => {
            view! { <a href=href(id)>{name}</a><p class="muted">{day}</p> }.into_any()
        }
        None => view! { <span class="muted">{none}</span> }.into_any(),
    };
    let (words, tone) = match (row.late, row.open) {
        (true, true) => ("Late, nothing planned", Tone::Bad),
        (true, false) => ("Late, planned", Tone::Warn),
        (false, true) => ("In time, next not planned", Tone::Plain),
        (false, false) => ("Planned in time", Tone::Good),
    };
    view! {
        <tr>
            <th scope="row" class="title">{row.sort}</th>
            <td data-l="Every">{format!("{} months", row.every)}</td>
            <td data-l="Last">{link(row.last, "never")}</td>
            <td data-l="Due by">{row.by.unwrap_or_else(|| "now".to_owned())}</td>
            <td data-l="Planned">{link(row.planned, "nothing")}</td>
            <td>{badge(words, tone)}</td>
        </tr>
    }
    .into_any()
}
