//! How the score went: what the checks say of former days, as a chart and a table.

use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::data::under_way;
use crate::rooms::reviews::chooser;
use crate::ui::chart::steps::{Steps, steps};
use crate::workspace::Workspace;
use crate::workspace::exchange::Watch;
use chrono::NaiveDate;
use holdfast_domain::pace::CANCELLED;
use holdfast_domain::rooms::readiness::checks::SEVERITIES;
use holdfast_domain::rooms::readiness::score::Tally;
use holdfast_domain::rooms::readiness::trend::{Every, Point};
use holdfast_domain::view::View;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use leptos::task::spawn_local;

/// With more records than these it is worked out when somebody asks: it takes seconds.
const AT_ONCE: usize = 2_000;
const BUTTON: &str = "readiness-trend";
const MONTHS: &str = "months";

/// What the part holds on to.
#[derive(Clone, Copy)]
struct Trend {
    workspace: Workspace,
    every: RwSignal<Every>,
    // Whose points are shown; empty: of all together.
    of: RwSignal<String>,
    watch: Watch,
    before: RwSignal<Option<Vec<Point>>>,
    failed: RwSignal<Option<String>>,
}

impl Trend {
    fn look(self) {
        self.failed.set(None);
        let run = self.watch.begin();
        spawn_local(async move {
            let every = self.every.get_untracked();
            let days = self.workspace.read(|view| every.days(view.today()));
            let ends: Vec<i64> = days.iter().filter_map(|day| end_of(*day)).collect();
            let looked = self.workspace.readiness_at(&ends, run).await;
            run.end();
            match looked {
                Ok(points) => drop(self.before.try_set(Some(points))),
                Err(why) if why == CANCELLED => {}
                Err(why) => drop(self.failed.try_set(Some(why))),
            }
        });
    }
}

// The last minute of a day on this device.
fn end_of(day: NaiveDate) -> Option<i64> {
    let ms = clock::from_local_text(&format!("{day}T23:59"))?;
    i64::try_from(ms).ok()
}

/// The part of the page.
pub fn card(workspace: Workspace) -> AnyView {
    let trend = Trend {
        workspace,
        every: RwSignal::new(Every::default()),
        of: RwSignal::new(String::new()),
        watch: Watch::new(),
        before: RwSignal::new(None),
        failed: RwSignal::new(None),
    };
    let asks = workspace.records_here() > AT_ONCE;
    Effect::new(move || {
        trend.every.track();
        let looked = untrack(|| trend.before.with(Option::is_some) || trend.watch.is_on());
        if !asks || looked {
            trend.before.set(None);
            trend.look();
        }
    });
    let today = Memo::new(move |_| {
        workspace.checked(|kept, view| Point::of(&kept.readiness(None, view), view))
    });
    let main = move || match trend.before.get() {
        Some(mut points) => {
            points.extend(today.get());
            told(trend, &points)
        }
        None if asks || trend.failed.with(Option::is_some) => offer(trend),
        None => view! { <p class="muted" aria-busy="true">"Looking back…"</p> }.into_any(),
    };
    view! {
        <section class="card stack" aria-label="Trend">
            <h2>"Trend"</h2>
            {choosers(trend, today)}
            {main}
            {move || trend.failed.get().map(|why| view! { <p class="callout tone-warn" role="alert">{why}</p> })}
            <p class="help">"What the checks of today say of the records as they were at the end of those days, by their history. The device is left out. Where a file came without its history, what was replaced since counts as not filled in before."</p>
        </section>
    }
    .into_any()
}

// Worked out when somebody asks, or asks again.
fn offer(trend: Trend) -> AnyView {
    let busy = move || trend.watch.is_on().to_string();
    view! {
        <div class="btns screen-only">
            <button type="button" class="btn" id=BUTTON aria-busy=busy on:click=move |_| trend.look()>"Work out the trend"</button>
        </div>
        {under_way(trend.watch, "Looking back", "Cancel", BUTTON)}
    }
    .into_any()
}

fn choosers(trend: Trend, today: Memo<Option<Point>>) -> AnyView {
    let services = Memo::new(move |_| {
        let named = |id: &Id| {
            let name = |view: &View<'_>| view.there(*id).map(|service| view.name(service));
            Some((id.to_string(), trend.workspace.read(name)?))
        };
        let mut all: Vec<(String, String)> = today.with(|today| {
            let ids = today.iter().flat_map(|today| today.services.keys());
            ids.filter_map(named).collect()
        });
        all.arrange_by_key(|(_, name)| name.clone());
        all
    });
    let months = Memo::new(|_| vec![(MONTHS.to_owned(), "Month by month".to_owned())]);
    let of = Memo::new(move |_| trend.of.get());
    let every = Memo::new(move |_| match trend.every.get() {
        Every::Week => String::new(),
        Every::Month => MONTHS.to_owned(),
    });
    let turn = move |value: String| {
        let every = if value == MONTHS {
            Every::Month
        } else {
            Every::Week
        };
        trend.every.set(every);
    };
    view! {
        <div class="toolbar screen-only" role="group" aria-label="Which trend">
            {chooser("trend-every", "Every", "Week by week", months, every, turn)}
            {chooser("trend-of", "Of", "All services", services, of, move |value| trend.of.set(value))}
        </div>
    }
    .into_any()
}

/// The points of a day, and what failed.
type Row = (NaiveDate, Option<usize>, Tally);

fn told(trend: Trend, points: &[Point]) -> AnyView {
    let of = trend.of.get().parse::<Id>().ok();
    let row = |point: &Point| -> Row {
        match of {
            Some(service) => {
                let own = point.services.get(&service).copied();
                (point.day, own.map(Tally::points), own.unwrap_or_default())
            }
            None => (point.day, point.points, point.failed),
        }
    };
    let rows: Vec<Row> = points.iter().map(row).collect();
    view! { {charts(&rows)}{table(&rows, points, of.is_none())} }.into_any()
}

// A value of each day, on an axis from 0 to `most`.
fn chart(what: &str, values: &[(NaiveDate, Option<usize>)], most: usize) -> Option<AnyView> {
    let (first, last) = (values.first()?.0, values.last()?.0);
    let since = |day: NaiveDate| (day - first).num_days() as f64;
    let day = |day: NaiveDate| clock::calendar_date(&day.to_string());
    let known = |(on, value): &(NaiveDate, Option<usize>)| {
        value.map(|value| format!("{value} on {}", day(*on)))
    };
    let told = [values.first(), values.last()].map(|value| value.and_then(known));
    let told: Vec<String> = told.into_iter().flatten().collect();
    let span = since(last);
    let drawn = (span > 0.0).then(|| {
        let points = values.iter();
        steps(&Steps {
            words: format!("{what}: {}", told.join(", ")),
            points: points
                .map(|(day, value)| (since(*day), value.map(|value| value as f64)))
                .collect(),
            // Room for today's.
            span: span * 1.02,
            range: (0.0, most as f64),
            across: None,
            ticks: vec![(0.0, day(first)), (span, day(last))],
            marks: [0, most / 2, most]
                .map(|at| (at as f64, at.to_string()))
                .to_vec(),
        })
    });
    drawn.map(|drawn| view! { <h3>{what.to_owned()}</h3>{drawn} }.into_any())
}

// The points, and below them how much fails: a critical check halves the points until it is mended, whatever else is.
fn charts(rows: &[Row]) -> AnyView {
    let points: Vec<_> = rows
        .iter()
        .map(|(day, points, _)| (*day, *points))
        .collect();
    let failed = |(day, points, failed): &Row| (*day, points.map(|_| failed.0.iter().sum()));
    let failed: Vec<_> = rows.iter().map(failed).collect();
    let most: usize = failed
        .iter()
        .filter_map(|(_, failed)| *failed)
        .max()
        .unwrap_or(0);
    let most = most.next_multiple_of(10).max(10);
    view! { {chart("Points of 100", &points, 100)}{chart("Checks that fail", &failed, most)} }
        .into_any()
}

fn table(rows: &[Row], points: &[Point], all: bool) -> AnyView {
    let since = |n: usize| {
        let before = n.checked_sub(1).and_then(|n| points.get(n));
        before
            .zip(points.get(n))
            .map(|(before, now)| now.since(before))
    };
    let row = |(n, (day, points, failed)): (usize, &Row)| {
        let points = points.map_or_else(|| "unknown".to_owned(), |points| points.to_string());
        let counts = SEVERITIES.map(|severity| {
            view! { <td class="num" data-l=severity.label()>{failed.of(severity)}</td> }
        });
        let moved = all.then(|| {
            let (come, gone) = since(n).unzip();
            let cell = |count: Option<usize>| count.map_or_else(|| "–".to_owned(), |count| count.to_string());
            view! { <td class="num" data-l="New">{cell(come)}</td><td class="num" data-l="Mended">{cell(gone)}</td> }
        });
        view! {
            <tr>
                <th scope="row" class="title">{clock::calendar_date(&day.to_string())}</th>
                <td class="num" data-l="Points">{points}</td>
                {counts.into_iter().collect_view()}{moved}
            </tr>
        }
    };
    let rows = rows.iter().enumerate().rev().map(row).collect_view();
    let heads =
        SEVERITIES.map(|severity| view! { <th scope="col" class="num">{severity.label()}</th> });
    let moved = all.then(|| view! { <th scope="col" class="num">"New"</th><th scope="col" class="num">"Mended"</th> });
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Trend, table">
            <table class="table folds">
                <caption class="sr">"Points, and checks that failed, by day"</caption>
                <thead><tr><th scope="col" class="title">"Day"</th><th scope="col" class="num">"Points"</th>{heads.into_iter().collect_view()}{moved}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
