//! The calendar as a table of weeks, and as a list of days.

use super::asked::{Asked, Way};
use super::calendar::{Day, SORTS};
use crate::edge::{clock, dom, location, slices};
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::empty::empty;
use chrono::{Datelike, NaiveDate};
use holdfast_domain::rooms::changes::calendar::{Entry, Sort};
use leptos::ev;
use leptos::task::spawn_local;

/// How many entries a day of a month shows; a day of a week shows more.
const FEW: usize = 4;
const MANY: usize = 40;
/// How many entries of a day are listed below the table, and how many an agenda has.
const LISTED: usize = 100;
const LINES: usize = 400;

fn day_id(day: NaiveDate) -> String {
    format!("cal-{day}")
}

/// The table. Arrow keys move the day, page keys the month.
pub fn grid(asked: Memo<Asked>, days: Memo<Vec<Day>>) -> AnyView {
    let key = move |event: ev::KeyboardEvent| {
        if event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || !dom::is_in(&event, ".cal-day")
        {
            return;
        }
        let now = asked.get_untracked();
        let Some(day) = now.key(&event.key()) else {
            return;
        };
        event.prevent_default();
        // The days passed over are no places to go back to.
        let to = Asked { day, ..now }.route().to_string();
        if location::replace_hash(&to).is_ok() {
            spawn_local(async move {
                slices::yield_now().await;
                slices::yield_now().await;
                dom::focus(&day_id(day));
            });
        }
    };
    let heads = move || {
        let first = days.with(|days| days.iter().take(7).map(|day| day.date).collect::<Vec<_>>());
        let head = |day: NaiveDate| {
            let name = clock::weekday(&day.to_string());
            view! { <th scope="col">{name}</th> }
        };
        first.into_iter().map(head).collect_view()
    };
    let weeks = move || {
        let (now, today) = (asked.get(), clock::today());
        days.with(|days| {
            let week = |week: &[Day]| {
                let cells = week.iter().map(|day| cell(now, day, &today)).collect_view();
                view! { <tr>{cells}</tr> }
            };
            days.chunks(7).map(week).collect_view()
        })
    };
    let chosen = move || {
        let now = asked.get();
        days.with(|days| days.iter().find(|day| day.date == now.day).map(list))
    };
    view! {
        <div class="table-wrap card" tabindex="-1">
            <table class="table cal" on:keydown=key>
                <caption class="sr">{move || format!("{}. Arrow keys move the day, page keys the month, Enter opens the day.", super::calendar::title(asked.get()))}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{weeks}</tbody>
            </table>
        </div>
        <section class="card screen-only" aria-label="The day" aria-live="polite">{chosen}</section>
    }
    .into_any()
}

fn mark(sort: Sort) -> String {
    let class = SORTS
        .iter()
        .find(|(known, _)| *known == sort)
        .map_or("", |(_, class)| *class);
    ["cal-mark ", class].concat()
}

fn cell(now: Asked, day: &Day, today: &str) -> AnyView {
    let most = if now.way == Way::Week { MANY } else { FEW };
    let is_today = day.date.to_string() == today;
    let outside = now.way == Way::Month && day.date.month() != now.day.month();
    let here = day.date == now.day;
    let count = day.entries.len();
    let words = match count {
        0 => "nothing".to_owned(),
        1 => "1 entry".to_owned(),
        n => format!("{n} entries"),
    };
    let label = format!("{}, {words}", clock::calendar_date(&day.date.to_string()));
    let open = Asked {
        way: Way::Agenda,
        day: day.date,
    }
    .route()
    .href();
    let one = |entry: &Entry| {
        let time = (entry.time.start >= day.from).then(|| time_of(entry.time.start));
        let title = said(entry);
        let class = mark(entry.sort);
        view! { <li><a href=href(entry) title=title tabindex="-1"><span class=class aria-hidden="true"></span><span class="sr">{entry.sort.label()}" "</span>{time.map(|time| view! { <time>{time}</time>" " })}{entry.title.clone()}</a></li> }
    };
    let entries = day.entries.iter().take(most).map(one).collect_view();
    let left = count.saturating_sub(most);
    let more = (left > 0).then(|| view! { <li class="muted">{format!("{left} more")}</li> });
    let tab = if here { "0" } else { "-1" };
    view! {
        <td class:out=outside class:today=is_today class:here=here>
            <a class="cal-day" id=day_id(day.date) href=open tabindex=tab aria-label=label aria-current=is_today.then_some("date")><b>{day.date.day()}</b><i hidden=count == 0>{count}</i></a>
            <ul>{entries}{more}</ul>
        </td>
    }
    .into_any()
}

fn time_of(at_ms: i64) -> String {
    u64::try_from(at_ms)
        .map(clock::time_short)
        .unwrap_or_default()
}

fn href(entry: &Entry) -> String {
    Route::to(Page::Record(entry.room, entry.id)).href()
}

// From when until when it is, and how it stands.
fn said(entry: &Entry) -> String {
    let at = |ms: i64| u64::try_from(ms).map(clock::date_time).unwrap_or_default();
    let day = |ms: i64| u64::try_from(ms).map(clock::date).unwrap_or_default();
    let (start, end) = (entry.time.start, entry.time.end);
    let facts = if entry.facts.is_empty() {
        String::new()
    } else {
        format!(", {}", entry.facts)
    };
    let end = if day(start) == day(end) {
        time_of(end)
    } else {
        at(end)
    };
    format!("{} – {end}{facts}", at(start))
}

fn list(day: &Day) -> AnyView {
    let title = clock::calendar_date(&day.date.to_string());
    let weekday = clock::weekday(&day.date.to_string());
    let line = |entry: &Entry| {
        let class = mark(entry.sort);
        view! { <li><span><span class=class aria-hidden="true"></span><span class="badge">{entry.sort.label()}</span>" "<a href=href(entry)>{entry.name.clone()}</a></span><span class="muted">{said(entry)}</span></li> }
    };
    let none = day
        .entries
        .is_empty()
        .then(|| view! { <p class="muted">"Nothing takes place."</p> });
    let left = day.entries.len().saturating_sub(LISTED);
    let more = (left > 0).then(|| view! { <p class="muted">{format!("… and {left} more.")}</p> });
    let lines = day.entries.iter().take(LISTED).map(line).collect_view();
    view! {
        <h3>{weekday}", "{title}</h3>
        {none}
        <ul class="list">{lines}</ul>
        {more}
    }
    .into_any()
}

/// The days with something on them, as a list.
pub fn agenda(days: Memo<Vec<Day>>) -> AnyView {
    let shown = move || {
        days.with(|days| {
            // What lasts for days is told where it begins, or first lasts.
            let begins = |(n, day): (usize, &Day)| {
                let told = day.entries.iter().filter(|entry| n == 0 || entry.time.start >= day.from);
                Day {
                    entries: told.cloned().collect(),
                    ..*day
                }
            };
            let all = days.iter().enumerate().map(begins);
            let filled: Vec<Day> = all.filter(|day| !day.entries.is_empty()).collect();
            if filled.is_empty() {
                let more = view! { <p>"Windows of changes, freezes, maintenance windows, meetings of the board and exercises stand here."</p> };
                return empty("clock", "Nothing takes place in these thirty days", more.into_any());
            }
            let mut left = LINES;
            let mut parts = Vec::new();
            for day in &filled {
                if left == 0 {
                    break;
                }
                left = left.saturating_sub(day.entries.len());
                parts.push(list(day));
            }
            view! { <section class="card cal-agenda" aria-label="Agenda">{parts}</section> }.into_any()
        })
    };
    view! { {shown} }.into_any()
}
