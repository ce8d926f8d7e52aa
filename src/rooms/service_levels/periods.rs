//! What was kept of one service: in short, day by day, and period by period.

use super::{link, named, standing, words};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::chart::days::{Days, Names, Was, days, legend};
use crate::ui::chart::is_narrow;
use chrono::Datelike;
use holdfast_domain::rooms::service_levels::measure::{FAST, Level, used_share};
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_domain::rooms::service_levels::report::{Day, Line, percent};
use holdfast_domain::view::View;
use holdfast_ledger::Id;

/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// What is told of a service.
#[derive(Clone, PartialEq)]
pub struct Told {
    service: Option<(String, Option<String>)>,
    name: String,
    lines: Vec<Line>,
    days: Vec<Day>,
    /// Of the period of today: over how many hours, how fast the budget was used then, and how much of
    /// it that was.
    burns: Vec<(i64, f64, f64)>,
    /// When the budget of the period of today is used up, as a day; empty where it lasts.
    exhausted: String,
    stretch: Stretch,
}

/// Reads it.
pub fn read(level: &Level, service: Id, stretch: Stretch, view: &View<'_>) -> Told {
    let span = level.span(stretch);
    let mut told = Told {
        service: named(service, view),
        name: view
            .there(service)
            .map(|service| view.name(service))
            .unwrap_or_default(),
        lines: level.lines(service, span),
        days: level.days(service, span),
        burns: Vec::new(),
        exhausted: String::new(),
        stretch,
    };
    let current = level
        .current(service)
        .ok()
        .filter(|line| told.lines.last() == Some(line));
    if let Some(line) = current
        && let Some(target) = line.target
    {
        let whole = (line.kept.normal.agreed + line.kept.to_come) as f64;
        told.burns = FAST
            .into_iter()
            .filter_map(|(hours, _)| {
                let last = hours * HOUR;
                let burn = level
                    .burn(service, last, target)
                    .filter(|burn| burn.is_finite())?;
                Some((hours, burn, used_share(burn, last as f64, whole)))
            })
            .collect();
        if let Some(at) = level.exhausted(&line) {
            let zone = &level.held[line.period.terms].hours.calendar.zone;
            told.exhausted = zone.day(at).to_string();
        }
    }
    told
}

/// Draws it.
pub fn card(told: &Told) -> AnyView {
    let name = told.name.clone();
    let body = if told.lines.is_empty() {
        view! { <p class="muted">"Nothing was promised in this time."</p> }.into_any()
    } else {
        view! { {sums(told)}{bars(told)}{table(told)} }.into_any()
    };
    view! {
        <section class="card stack level-of" aria-label=name>
            <h2>{told.service.clone().map(link)}</h2>
            {body}
        </section>
    }
    .into_any()
}

// The last period in short.
fn sums(told: &Told) -> AnyView {
    let Some(line) = told.lines.last() else {
        return ().into_any();
    };
    let sum = |value: String, label: String| view! { <li><b>{value}</b><span>{label}</span></li> };
    let mark = if line.disputed { " (in conflict)" } else { "" };
    let unknown = || "unknown".to_owned();
    let share = line
        .kept
        .normal
        .availability()
        .map_or_else(unknown, percent);
    let target = line.target.map_or_else(unknown, percent);
    let left = line.budget().map(|budget| {
        let all = words(budget.all);
        sum(words(budget.left()), format!("error budget left of {all}"))
    });
    let forecast = (!told.exhausted.is_empty()).then(|| {
        sum(
            clock::calendar_date(&told.exhausted),
            "budget used up, if it goes on so".to_owned(),
        )
    });
    let burns = (!told.burns.is_empty()).then(|| {
        let each = told.burns.iter().map(|(hours, burn, used)| {
            let over = if *hours < 24 { format!("{hours} h") } else { format!("{} d", hours / 24) };
            format!("{} × over {over} ({} of the budget)", rounded(*burn), percent(*used))
        });
        let each = each.collect::<Vec<_>>().join(", ");
        view! { <p class="help">{format!("Burn rate: {each}. At 1 × the budget lasts just to the end of the period.")}</p> }
    });
    let share_label = format!("available, {}", clock::with_dates(&line.period.name));
    view! {
        <ul class="sums">
            {sum(format!("{share}{mark}"), share_label)}
            {sum(target, "target".to_owned())}
            {left}
            {forecast}
            <li class="level-stands">{standing(line.standing)}</li>
        </ul>
        {burns}
    }
    .into_any()
}

fn rounded(burn: f64) -> String {
    ((burn * 10.0).round() / 10.0).to_string()
}

fn was(day: &Day) -> Was {
    match day {
        day if day.down > 0 => Was::Down,
        day if day.degraded > 0 || day.left_out > 0 => Was::Reduced,
        day if day.agreed > 0 => Was::Up,
        _ => Was::Off,
    }
}

const NAMES: Names = [
    "nothing promised",
    "no downtime",
    "degraded or in maintenance",
    "down",
];

// What a day was like, in words.
fn said(day: &Day) -> String {
    let part = |ms: i64, what: &str| (ms > 0).then(|| format!("{} {what}", words(ms as f64)));
    let parts = [
        part(day.down, "down"),
        part(day.degraded, "degraded"),
        part(day.left_out, "of planned maintenance, left out"),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() {
        was(day).name(&NAMES).to_owned()
    } else {
        parts.join(", ")
    }
}

fn bars(told: &Told) -> AnyView {
    let date = |day: &Day| clock::calendar_date(&day.day.to_string());
    let bad = told.days.iter().filter(|day| was(day) > Was::Up);
    let many = told.days.iter().filter(|day| day.down > 0).count();
    let chart = Days {
        words: format!(
            "{}, {}: {} days, {many} of them with downtime. The table below says which.",
            told.name,
            told.stretch.name(),
            told.days.len()
        ),
        days: told
            .days
            .iter()
            .map(|day| (was(day), format!("{}: {}", date(day), said(day))))
            .collect(),
        names: &NAMES,
        ticks: ticks(told),
    };
    let row = |day: &Day| view! { <tr><th scope="row">{date(day)}</th><td>{said(day)}</td></tr> };
    let rest = told.days.len() - bad.clone().count();
    let rest = match rest {
        1 => "1 other day had no downtime.".to_owned(),
        rest => format!("{rest} other days had no downtime."),
    };
    let table = view! { <table class="table"><thead><tr><th scope="col">"Day"</th><th scope="col">"What was"</th></tr></thead><tbody>{bad.map(row).collect_view()}<tr><td colspan="2" class="muted">{rest}</td></tr></tbody></table> };
    view! { <figure class="level-days">{days(&chart)}{legend(&chart)}</figure>{crate::ui::chart::behind(table.into_any())} }
        .into_any()
}

// Each week of a month, each month of what is longer.
fn ticks(told: &Told) -> Vec<(usize, String)> {
    let each = told
        .days
        .iter()
        .enumerate()
        .filter(|(n, day)| match told.stretch.months {
            1 => n % 7 == 0,
            12 if is_narrow() => day.day.day() == 1 && day.day.month0() % 3 == 0,
            _ => day.day.day() == 1,
        });
    let label = |day: &Day| match told.stretch.months {
        1 => day.day.day().to_string(),
        _ => Stretch::with(day.day, 1).name()[..3].to_owned(),
    };
    each.map(|(n, day)| (n, label(day))).collect()
}

fn table(told: &Told) -> AnyView {
    let mode = told
        .lines
        .iter()
        .any(|line| line.kept.continuity.agreed > 0);
    let row = |line: &Line| {
        let unknown = || "unknown".to_owned();
        let kept = &line.kept;
        let share = kept.normal.availability().map_or_else(unknown, percent);
        let budget = line
            .budget()
            .map_or_else(unknown, |budget| words(budget.left()));
        let special = kept.continuity.availability().map(|share| {
            let target = line.continuity.map_or_else(
                || "no target".to_owned(),
                |target| format!("of {}", percent(target)),
            );
            format!("{} {target}", percent(share))
        });
        let left_out =
            (kept.left_out > 0).then(|| format!(" ({} left out)", words(kept.left_out as f64)));
        let mark = line.disputed.then_some(" (in conflict)");
        view! {
            <tr>
                <th scope="row" class="title">{clock::with_dates(&line.period.name)}</th>
                <td>{standing(line.standing)}</td>
                <td class="num" data-l="Availability">{share}{mark}</td>
                <td class="num" data-l="Target">{line.target.map_or_else(unknown, percent)}</td>
                <td class="num" data-l="Downtime">{words(kept.normal.down as f64)}{left_out}</td>
                <td class="num" data-l="Budget left">{budget}</td>
                <td class="num" hidden=!mode data-l=special.is_some().then_some("In continuity mode")>{special}</td>
            </tr>
        }
    };
    let special = view! { <th scope="col" class="num" hidden=!mode>"In continuity mode"</th> };
    let name = format!("Periods of {}", told.name);
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label=name>
            <table class="table folds level-table">
                <thead><tr><th scope="col">"Period"</th><th scope="col">"Stands"</th><th scope="col" class="num">"Availability"</th><th scope="col" class="num">"Target"</th><th scope="col" class="num">"Downtime"</th><th scope="col" class="num">"Budget left"</th>{special}</tr></thead>
                <tbody>{told.lines.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
