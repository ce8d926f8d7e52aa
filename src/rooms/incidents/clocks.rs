//! The clocks of an incident: how long it lasts, how long services are down, what is promised and due.

use super::{War, brief};
use crate::prelude::*;
use crate::rooms::runs::hms;
use holdfast_domain::rooms::incidents::duties::{next, reports};
use holdfast_domain::rooms::incidents::messages::next_update;
use holdfast_domain::rooms::incidents::rules::is_open;
use holdfast_domain::rooms::incidents::times::{outages, time};
use holdfast_domain::view::View;
use holdfast_ledger::Record;

/// What the clocks are read from.
#[derive(Clone, Debug, Default, PartialEq)]
struct Times {
    from: Option<(i64, &'static str)>,
    ended: Option<i64>,
    down: Vec<(i64, Option<i64>)>,
    next: Option<(i64, &'static str)>,
    report: Option<(i64, String)>,
}

fn times(incident: &Record, view: &View<'_>) -> Times {
    let from = [
        ("occurred", "since it occurred"),
        ("detected", "since it was detected"),
    ];
    let from = from
        .iter()
        .find_map(|(field, label)| Some((time(incident, field)?, *label)));
    let ended = time(incident, "resolved").filter(|_| !is_open(incident));
    let down = outages(incident)
        .into_iter()
        .filter(|outage| !outage.degraded);
    let reports = reports(incident, view);
    Times {
        from,
        ended,
        down: down.map(|outage| (outage.from, outage.to)).collect(),
        next: next_update(incident).map(|(audience, at)| (at, audience.label)),
        report: next(&reports).map(|(report, due)| (due, report.name.clone())),
    }
}

/// The clocks.
pub fn clocks(war: War) -> AnyView {
    let times = Memo::new(move |_| war.page.watch(times));
    let since = Memo::new(move |_| {
        let times = times.get();
        times
            .from
            .map(|(from, _)| hms(times.ended.unwrap_or_else(|| war.tick.get()) - from))
    });
    let label = move || {
        times.with(|times| {
            times
                .from
                .map_or("nobody wrote down when it began", |(_, label)| label)
        })
    };
    let is_long = move || since.with(|text| text.as_ref().is_some_and(|text| text.len() > 8));
    let text = move || since.get().unwrap_or_else(|| "–".to_owned());
    view! {
        <div class="clocks">
            <div class="clock since" class:long=is_long role="timer" aria-live="off"><b>{text}</b><span>{label}</span></div>
            {down(war, times)}
            {promised(war, times)}
            {due(war, times)}
        </div>
    }
    .into_any()
}

fn down(war: War, times: Memo<Times>) -> AnyView {
    let text = Memo::new(move |_| {
        times.with(|times| {
            let goes_on = times.down.iter().any(|(_, to)| to.is_none());
            let now = if goes_on { war.tick.get() } else { 0 };
            let minutes =
                holdfast_domain::rooms::incidents::times::together(times.down.iter().copied(), now);
            (!times.down.is_empty()).then(|| (hms((minutes * 60_000.0) as i64), goes_on))
        })
    });
    let shown = move || {
        text.get().map(|(text, goes_on)| {
            let tone = if goes_on {
                "clock minor tone-error"
            } else {
                "clock minor"
            };
            let label = if goes_on {
                "down so far"
            } else {
                "down in all"
            };
            view! { <div class=tone><b>{text}</b><span>{label}</span></div> }
        })
    };
    view! { {shown} }.into_any()
}

// How long until, or how long ago, in a clock that says so in words too.
fn until(war: War, at: i64, late: &'static str) -> (String, &'static str) {
    let now = war.tick.get();
    if at < now {
        (
            format!("{late} {}", hms(now - at)),
            "clock minor tone-error",
        )
    } else {
        (hms(at - now), "clock minor")
    }
}

fn promised(war: War, times: Memo<Times>) -> AnyView {
    let shown = move || {
        let (at, audience) = times.with(|times| times.next)?;
        let (text, class) = until(war, at, "late");
        let label = format!(
            "to the next message, {} ({})",
            audience.to_lowercase(),
            brief(at, war.tick.get())
        );
        Some(view! { <div class=class><b>{text}</b><span>{label}</span></div> })
    };
    view! { {shown} }.into_any()
}

fn due(war: War, times: Memo<Times>) -> AnyView {
    let shown = move || {
        let (at, name) = times.with(|times| times.report.clone())?;
        let (text, class) = until(war, at, "late");
        let label = format!("to {name} ({})", brief(at, war.tick.get()));
        Some(view! { <div class=class><b>{text}</b><span>{label}</span></div> })
    };
    view! { {shown} }.into_any()
}
