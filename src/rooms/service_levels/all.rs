//! The service report: all agreements side by side in a month, a quarter or a year.

use super::{chooser, link, named, print_button, standing, this_month, words};
use crate::edge::{clock, location};
use crate::prelude::*;
use crate::rooms::services::long::{FIRST, Frame, Long};
use crate::route::{Page, Route};
use crate::ui::empty::empty;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::rooms::service_levels::SERVICE_LEVEL;
use holdfast_domain::rooms::service_levels::overview::{self, COLUMNS, Place, Told};
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_domain::rooms::service_levels::report::percent;
use holdfast_domain::value;

type Named = (String, Option<String>);

/// A row of the table.
#[derive(Clone, PartialEq)]
struct Row {
    level: Option<Named>,
    sort: String,
    service: Option<Named>,
    told: Result<Told, String>,
}

/// The rows that belong in the page, and from which place on they stand.
#[derive(Clone, Default, PartialEq)]
struct Read {
    from: usize,
    rows: Vec<Row>,
    total: usize,
}

/// The view of the room.
pub fn report(workspace: Workspace, shell: Shell) -> AnyView {
    let stretch = Memo::new(move |_| {
        let asked = shell
            .route
            .with(|route| route.get("period").and_then(Stretch::read));
        asked.unwrap_or_else(|| this_month(workspace))
    });
    let choose = Callback::new(move |to: Stretch| {
        let to = Route::to(Page::Room(SERVICE_LEVEL.room))
            .with("view", "report")
            .with("period", &to.key());
        if let Err(error) = location::replace_hash(&to.to_string()) {
            workspace.alarm(format!("The other period is not shown: {error}."));
        }
    });
    let long = Long::new(FIRST);
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_all(|view| {
            let places = overview::places(view);
            let (from, to) = long.range(places.len());
            let shown = places.get(from..to).unwrap_or_default();
            let told = overview::told(shown, stretch.get(), view);
            let rows = shown.iter().zip(told);
            Read {
                from,
                rows: rows
                    .map(|(place, told)| row_of(place, told, view))
                    .collect(),
                total: places.len(),
            }
        })
    });
    let none = Memo::new(move |_| read.with(|read| read.total == 0));
    let body = move || {
        if none.get() {
            let more = view! { <p>{SERVICE_LEVEL.purpose}</p> };
            return empty("success", "No agreement yet", more.into_any());
        }
        table(read, long)
    };
    view! {
        <div class="levels">
            {chooser(workspace, stretch, choose, false, print_button(workspace, "Service report".to_owned()))}
            {body}
        </div>
    }
    .into_any()
}

fn row_of(
    place: &Place,
    told: Result<Told, String>,
    view: &holdfast_domain::view::View<'_>,
) -> Row {
    let field = SERVICE_LEVEL.field("sort");
    let record = view.there(place.level);
    let sort = field.zip(record).map(|(field, record)| {
        value::show(field, record.value(holdfast_ledger::Path::of("sort")), view)
    });
    Row {
        level: named(place.level, view),
        sort: sort.unwrap_or_default(),
        service: place.service.and_then(|service| named(service, view)),
        told,
    }
}

fn table(read: Memo<Read>, long: Long) -> AnyView {
    // A row is drawn anew when what it says changes, and not when the window moves.
    let at = move |at: usize| {
        let row = Memo::new(move |_| {
            read.with(|read| read.rows.get(at.checked_sub(read.from)?).cloned())
        });
        view! { {move || row.get().map(drawn)} }.into_any()
    };
    let heads = COLUMNS.map(|name| view! { <th scope="col" class="num">{name}</th> });
    let head = view! { <tr><th scope="col">"Agreement"</th><th scope="col">"Stands"</th>{heads.collect_view()}</tr> };
    let frame = Frame {
        names: ("Service report", "What was kept of all agreements"),
        wrap: "table-wrap",
        class: "table folds level-table",
        columns: 9,
        head: head.into_any(),
    };
    let count = Signal::derive(move || read.with(|read| read.total));
    view! {
        <section class="levels" aria-label="What was kept">
            {long.table(frame, count, at)}
            <p class="help">"Availability, downtime and incidents are of the time above, as far as it is over; how it stands, target and budget are of its last period. Response and resolution: incidents in time."</p>
        </section>
    }
    .into_any()
}

fn drawn(row: Row) -> AnyView {
    let parts = [
        row.sort,
        row.service.map(|(name, _)| name).unwrap_or_default(),
    ];
    let beside = parts.into_iter().filter(|part| !part.is_empty());
    let beside = beside.collect::<Vec<_>>().join(" · ");
    let title = view! { <th scope="row" class="title">{row.level.map(link)}<p class="muted">{beside}</p></th> };
    let told = match row.told {
        Ok(told) => told,
        Err(why) => {
            let why = format!("unknown: {}", clock::with_dates(&why));
            return view! { <tr>{title}<td colspan="8" class="muted">{why}</td></tr> }.into_any();
        }
    };
    let share = |share: Option<f64>| share.map_or_else(|| "unknown".to_owned(), percent);
    let of = |pair: Option<(usize, usize)>| pair.map(|(kept, all)| format!("{kept} of {all}"));
    let special = told.continuity.map(
        |share| view! { <p class="muted">{format!("{} in continuity mode", percent(share))}</p> },
    );
    let mark = told.disputed.then_some(" (in conflict)");
    let met = of(Some(told.met).filter(|(_, over)| *over > 0));
    let (response, resolution) = (of(told.response), of(told.resolution));
    let left = told.left.map_or_else(|| "unknown".to_owned(), words);
    let named = |value: &Option<String>, name: &'static str| value.is_some().then_some(name);
    let labels = [
        named(&met, "Periods met"),
        named(&response, "Response"),
        named(&resolution, "Resolution"),
    ];
    view! {
        <tr>
            {title}
            <td>{told.last.map(standing)}</td>
            <td class="num" data-l="Availability">{share(told.availability)}{mark}{special}</td>
            <td class="num" data-l="Target">{share(told.target)}</td>
            <td class="num" data-l="Downtime">{words(told.down as f64)}</td>
            <td class="num" data-l="Budget left">{left}</td>
            <td class="num" data-l=labels[0]>{met}</td>
            <td class="num" data-l=labels[1]>{response}</td>
            <td class="num" data-l=labels[2]>{resolution}</td>
        </tr>
    }
    .into_any()
}
