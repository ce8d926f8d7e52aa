//! A row for each data set: 3-2-1-1-0 with what is missing, how old copies can be and are against the
//! RPO, and restore tests.

use super::{Named, no_data_set};
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::services::long::{FIRST, Frame, Long};
use crate::ui::cell::badge;
use crate::workspace::Workspace;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::backups::{Backups, MARKS, Mark};
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::Id;

/// What a row says.
#[derive(Clone, PartialEq)]
struct Row {
    service: Named,
    held: usize,
    missing: Vec<String>,
    rpo: Option<f64>,
    worst: Option<f64>,
    age: Option<f64>,
    tested: Option<String>,
    due: Result<(String, bool), &'static str>,
}

/// The rows that belong in the page, and from which place on they stand.
#[derive(Clone, Default, PartialEq)]
struct Read {
    from: usize,
    rows: Vec<Row>,
    total: usize,
}

/// The view of the room.
pub fn coverage(workspace: Workspace) -> AnyView {
    let long = Long::new(FIRST);
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| {
            let backups = Backups::of(view);
            let sets = backups.data_sets();
            let (from, to) = long.range(sets.len());
            let shown = sets.get(from..to).unwrap_or_default().iter();
            Read {
                from,
                rows: shown.map(|set| row_of(*set, &backups, view)).collect(),
                total: sets.len(),
            }
        })
    });
    let none = Memo::new(move |_| read.with(|read| read.total == 0));
    view! { {move || if none.get() { no_data_set() } else { table(read, long) }} }.into_any()
}

fn row_of(service: Id, backups: &Backups, view: &View<'_>) -> Row {
    let covered = backups.coverage(service, view);
    let due = backups.due(service, view);
    let tested = due.as_ref().and_then(|due| due.last);
    Row {
        service: Named::of(service, view),
        held: covered
            .marks
            .iter()
            .filter(|mark: &&Mark| mark.held())
            .count(),
        missing: covered.missing().map(str::to_owned).collect(),
        rpo: covered.rpo,
        worst: covered.feasible.map(|feasible| feasible.worst),
        age: covered.age.map(|age| age.minutes),
        tested: tested.map(|(day, _)| day.to_string()),
        due: due.map_or(Err("unknown: it has no tier"), |due| {
            Ok((due.day.to_string(), due.day <= view.today()))
        }),
    }
}

fn table(read: Memo<Read>, long: Long) -> AnyView {
    let at = move |at: usize| {
        let row = Memo::new(move |_| {
            read.with(|read| read.rows.get(at.checked_sub(read.from)?).cloned())
        });
        view! { {move || row.get().map(drawn)} }.into_any()
    };
    let heads = ["RPO", "Can lose", "Last good"];
    let heads = heads.map(|name| view! { <th scope="col" class="num">{name}</th> });
    let head = view! { <tr><th scope="col" class="title">"Data set"</th><th scope="col">"3-2-1-1-0"</th>{heads.collect_view()}<th scope="col">"Tested"</th></tr> };
    let frame = Frame {
        names: ("Coverage", "How data sets are covered by their backups"),
        wrap: "table-wrap",
        class: "table folds",
        columns: 6,
        head: head.into_any(),
    };
    let count = Signal::derive(move || read.with(|read| read.total));
    let asks = MARKS.join(", ");
    view! {
        <div class="stack">
            {long.table(frame, count, at)}
            <p class="help">{format!("3-2-1-1-0 asks for {asks}; the data set itself is the first copy, on disk. RPO: the lowest of its own and of all that hard-depend on it. Can lose: interval, what jobs took and the time on the way. Last good: how old the last backup is now. Tested: when a restore was tested last, and by when the next is due.")}</p>
        </div>
    }
    .into_any()
}

fn drawn(row: Row) -> AnyView {
    let tone = if row.held == MARKS.len() {
        Tone::Good
    } else {
        Tone::Warn
    };
    let missing = row.missing.into_iter();
    let missing = missing.map(|why| view! { <li>{why}</li> }).collect_view();
    let over = |shown: Option<f64>, why: &'static str| match shown {
        None => view! { <span class="muted">{why}</span> }.into_any(),
        Some(shown) if row.rpo.is_some_and(|rpo| shown > rpo) => badge(minutes(shown), Tone::Bad),
        Some(shown) => view! { <span>{minutes(shown)}</span> }.into_any(),
    };
    let due = match row.due {
        Ok((day, true)) => badge(clock::calendar_date(&day), Tone::Warn),
        Ok((day, false)) => view! { <span>{clock::calendar_date(&day)}</span> }.into_any(),
        Err(why) => view! { <span class="muted">{why}</span> }.into_any(),
    };
    let rpo = row
        .rpo
        .map_or_else(|| "unknown: none is set".to_owned(), minutes);
    let tested = row
        .tested
        .map_or_else(|| "never".to_owned(), |day| clock::calendar_date(&day));
    view! {
        <tr>
            <th scope="row" class="title">{row.service.link()}</th>
            <td data-l="3-2-1-1-0">{badge(format!("{} of {}", row.held, MARKS.len()), tone)}<ul class="muted">{missing}</ul></td>
            <td class="num" data-l="RPO">{rpo}</td>
            <td class="num" data-l="Can lose">{over(row.worst, "unknown: no policy says")}</td>
            <td class="num" data-l="Last good">{over(row.age, "unknown: no job")}</td>
            <td data-l="Tested">{tested}<p class="muted">"due "{due}</p></td>
        </tr>
    }
    .into_any()
}
