//! Restore tests that are due, and jobs that gave no result.

use super::{Named, no_data_set};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::cell::badge;
use crate::ui::chart::behind;
use crate::ui::chart::days::{Days, Names, Was, days, legend};
use crate::workspace::Workspace;
use chrono::NaiveDate;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::backups::{Backups, DAYS, Day};
use holdfast_domain::view::View;

/// A data set to test: its name and tier, the day, whether that is over, the last test, the next that
/// is planned.
#[derive(Clone, PartialEq)]
struct Test {
    service: Named,
    tier: u8,
    day: String,
    late: bool,
    last: Option<(String, Option<Named>)>,
    planned: Option<(String, Named)>,
}

/// A policy whose jobs gave no result: how many of how many, and when the last were due.
#[derive(Clone, PartialEq)]
struct Missed {
    policy: Named,
    count: String,
    /// How many more than are listed.
    more: usize,
    last: Vec<u64>,
}

/// The view of the room.
pub fn due(workspace: Workspace) -> AnyView {
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| {
            let backups = Backups::of(view);
            (
                tests(&backups, view),
                missed(&backups, view),
                backups.by_day(view),
            )
        })
    });
    let body = move || {
        let (tests, missed, days) = read.get();
        if tests.is_empty() && missed.is_empty() {
            return no_data_set();
        }
        view! { <div class="stack">{days_card(&days)}{missed_card(missed)}{tests_card(tests)}</div> }.into_any()
    };
    view! { {body} }.into_any()
}

fn tests(backups: &Backups, view: &View<'_>) -> Vec<Test> {
    let all = backups.all_due(view).into_iter();
    let test = all.map(|due| Test {
        service: Named::of(due.service, view),
        tier: due.tier,
        day: due.day.to_string(),
        late: due.day <= view.today(),
        last: due
            .last
            .map(|(day, test)| (day.to_string(), test.map(|id| Named::of(id, view)))),
        planned: due
            .planned
            .map(|(day, test)| (day.to_string(), Named::of(test, view))),
    });
    test.collect()
}

fn missed(backups: &Backups, view: &View<'_>) -> Vec<Missed> {
    let all = backups.missed(view.now).into_iter();
    let each = all.map(|missing| Missed {
        policy: Named::of(missing.policy, view),
        count: format!("{} of {}", missing.count, missing.expected),
        more: missing.count - missing.last.len(),
        last: missing
            .last
            .iter()
            .filter_map(|at| u64::try_from(*at).ok())
            .collect(),
    });
    each.collect()
}

const NAMES: Names = [
    "no job",
    "all gave a copy",
    "some gave no result",
    "some failed",
];

const fn was(day: Day) -> Was {
    match (day.failed, day.missed, day.good) {
        (0, 0, 0) => Was::Off,
        (0, 0, _) => Was::Up,
        (0, ..) => Was::Reduced,
        _ => Was::Down,
    }
}

fn days_card(all: &[(NaiveDate, Day)]) -> AnyView {
    if all.iter().all(|(_, day)| was(*day) == Was::Off) {
        return ().into_any();
    }
    let date = |day: &NaiveDate| clock::calendar_date(&day.to_string());
    let said = |day: &Day| {
        let Day {
            good,
            failed,
            missed,
        } = day;
        format!("{good} good, {failed} failed, {missed} without a result")
    };
    let bad = all.iter().filter(|(_, day)| was(*day) > Was::Up).count();
    let chart = Days {
        words: format!(
            "Backup jobs by day: {bad} of the last {DAYS} days had one that failed or gave no result"
        ),
        days: all
            .iter()
            .map(|(own, day)| (was(*day), format!("{}: {}", date(own), said(day))))
            .collect(),
        names: &NAMES,
        ticks: all
            .iter()
            .enumerate()
            .step_by(10)
            .map(|(n, (own, _))| (n, date(own)))
            .collect(),
    };
    let row = |(own, day): &(NaiveDate, Day)| {
        view! { <tr><th scope="row">{date(own)}</th><td class="num">{day.good}</td><td class="num">{day.failed}</td><td class="num">{day.missed}</td></tr> }
    };
    let table = view! {
        <table class="table"><thead><tr><th scope="col">"Day"</th><th scope="col" class="num">"Good"</th><th scope="col" class="num">"Failed"</th><th scope="col" class="num">"No result"</th></tr></thead>
            <tbody>{all.iter().rev().map(row).collect_view()}</tbody></table>
    };
    view! {
        <section class="card stack" aria-label="Jobs by day">
            <h2>{format!("Jobs of the last {DAYS} days")}</h2>
            <figure class="level-days">{days(&chart)}{legend(&chart)}</figure>
            {behind(table.into_any())}
        </section>
    }
    .into_any()
}

fn missed_card(missed: Vec<Missed>) -> AnyView {
    let row = |row: Missed| {
        let last = row
            .last
            .into_iter()
            .map(|at| view! { <li>{clock::date_time(at)}</li> });
        let more = (row.more > 0)
            .then(|| view! { <li class="muted">{format!("and {} more", row.more)}</li> });
        view! {
            <tr>
                <th scope="row" class="title">{row.policy.link()}</th>
                <td class="num" data-l="Missed">{badge(row.count, Tone::Bad)}</td>
                <td data-l="Due at"><ul>{last.collect_view()}{more}</ul></td>
            </tr>
        }
    };
    let body = if missed.is_empty() {
        view! { <p class="muted">"Every job that was expected has a result. Expected are those of policies that say when the first is."</p> }.into_any()
    } else {
        view! {
            <div class="table-wrap" tabindex="0" role="region" aria-label="Missed jobs">
                <table class="table folds">
                    <caption class="sr">"Jobs without a result"</caption>
                    <thead><tr><th scope="col" class="title">"Policy"</th><th scope="col" class="num">"Missed"</th><th scope="col">"Due at, the latest first"</th></tr></thead>
                    <tbody>{missed.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! { <section class="card" aria-label="Missed"><h2>{format!("Jobs without a result in the last {DAYS} days")}</h2>{body}</section> }.into_any()
}

fn tests_card(tests: Vec<Test>) -> AnyView {
    let row = |row: Test| {
        let day = clock::calendar_date(&row.day);
        let day = if row.late {
            badge(day, Tone::Warn)
        } else {
            view! { <span>{day}</span> }.into_any()
        };
        let last = match row.last {
            None => view! { <span class="muted">"never"</span> }.into_any(),
            Some((day, test)) => {
                let test = test.map(|test| view! { " "{test.link()} });
                view! { <span>{clock::calendar_date(&day)}{test}</span> }.into_any()
            }
        };
        let planned = match row.planned {
            None => view! { <span class="muted">"none"</span> }.into_any(),
            Some((day, test)) => {
                view! { <span>{clock::calendar_date(&day)}" "{test.link()}</span> }.into_any()
            }
        };
        view! {
            <tr>
                <th scope="row" class="title">{row.service.link()}</th>
                <td class="num" data-l="Tier">{row.tier}</td>
                <td data-l="Due">{day}</td>
                <td data-l="Last">{last}</td>
                <td data-l="Planned">{planned}</td>
            </tr>
        }
    };
    view! {
        <section class="card" aria-label="Restore tests">
            <h2>"Restore tests"</h2>
            <div class="table-wrap" tabindex="0" role="region" aria-label="Restore tests due">
                <table class="table folds">
                    <caption class="sr">"When the restore of each data set is to be tested"</caption>
                    <thead><tr><th scope="col" class="title">"Data set"</th><th scope="col" class="num">"Tier"</th><th scope="col">"Due"</th><th scope="col">"Last"</th><th scope="col">"Planned"</th></tr></thead>
                    <tbody>{tests.into_iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="help">"Due by the last test and the interval of its tier, as the settings say. A data set of which nothing says how long it may be away has no tier and is not listed."</p>
        </section>
    }
    .into_any()
}
