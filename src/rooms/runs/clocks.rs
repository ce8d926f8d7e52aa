//! The clocks of a run and how far it has come.

use super::RunPage;
use super::reach::{self, Held};
use super::standing::class;
use crate::edge::clock;
use crate::prelude::*;
use crate::workspace::now_ms;
use holdfast_domain::rooms::runbooks::recovery::{Recovery, is_known};
use holdfast_domain::rooms::runbooks::run::{State, took};
use holdfast_ledger::Id;

/// The clocks, what holds the end up, and the progress, above the steps.
pub fn head(page: RunPage) -> AnyView {
    view! {
        <div class="run-head">
            <div class="clocks">{since(page)}{reach::left_clock(page)}{forecast(page)}{lost(page)}</div>
            {reach::bar(page)}
            <div class="run-rest">{held(page)}{progress(page)}</div>
        </div>
    }
    .into_any()
}

/// The clock that counts: since it occurred; since the start, where nobody said when it did.
pub fn since(page: RunPage) -> AnyView {
    let times = Memo::new(move |_| {
        page.now.with(|now| {
            let run = now.run()?;
            let (base, recovered) = page.recovery.with(|recovery| {
                let recovery = recovery.as_ref()?;
                Some((recovery.base, recovery.recovered))
            })?;
            let (from, label) = match (base, recovered) {
                (Some((from, _)), Some(_)) => (from, "until all was back"),
                (Some((from, counted)), None) => (from, counted.since()),
                (None, _) => (run.started?, "since the run was started"),
            };
            let stopped = recovered.filter(|_| base.is_some());
            Some((from, stopped.or(run.ended), label))
        })
    });
    let text = Memo::new(move |_| match times.get() {
        None => "–".to_owned(),
        Some((from, ended, _)) => hms(ended.unwrap_or_else(|| page.tick.get()) - from),
    });
    let label = move || times.get().map_or("not started", |(.., label)| label);
    // Only its text changes each second.
    view! { <div class="clock since" class:long=move || text.with(|text| is_long(text)) role="timer" aria-live="off"><b>{text}</b><span>{label}</span></div> }
        .into_any()
}

/// Whether a clock shows days, and so wants smaller type.
pub const fn is_long(text: &str) -> bool {
    text.len() > 8
}

// The end follows from what is left, so it moves a few times a minute and with each step.
fn forecast(page: RunPage) -> AnyView {
    let shown = move || {
        let ended = page.now.with(|now| now.run().and_then(|run| run.ended));
        if let Some(ended) = ended {
            return Some(view! { <div class="clock minor"><b>{at(page, ended)}</b><span>"ended"</span></div> }.into_any());
        }
        page.recovery.with(|recovery| {
            let outlook = reach::outlook(page, recovery.as_ref()?);
            Some(match outlook {
                Err(why) => {
                    let unknown = (!is_known(why)).then_some("unknown: ");
                    view! { <div class="clock minor none"><b>"Forecast"</b><span>{unknown}{why}</span></div> }.into_any()
                }
                Ok(outlook) => {
                    let spare = outlook.spare.map(|(words, tone)| view! { <span class=format!("status {tone}")>{words}</span> });
                    view! { <div class="clock minor"><b>{outlook.at}</b><span>"forecast end "{spare}</span><span>{outlook.more}</span></div> }.into_any()
                }
            })
        })
    };
    view! { {shown} }.into_any()
}

// What was gone before anybody began.
fn lost(page: RunPage) -> AnyView {
    let lost = Memo::new(move |_| {
        page.recovery
            .with(|recovery| recovery.as_ref()?.lost.filter(|lost| *lost > 0.0))
    });
    let shown = move || {
        lost.get().map(|lost| {
            view! { <div class="clock minor lost-time"><b>{took(lost)}</b><span>"lost before activation"</span></div> }
        })
    };
    view! { {shown} }.into_any()
}

// What the end waits for; a step leads to its card.
fn held(page: RunPage) -> AnyView {
    const MOST: usize = 2;
    let holds = Memo::new(move |_| reach::holds(page, MOST));
    let any = Memo::new(move |_| holds.with(|holds| !holds.is_empty()));
    let more = Memo::new(move |_| {
        let count = |recovery: &Recovery| recovery.holds.len().saturating_sub(MOST);
        page.recovery
            .with(|recovery| recovery.as_ref().map_or(0, count))
    });
    let more = move || {
        let more = Some(more.get()).filter(|more| *more > 0)?;
        Some(view! { <li class="muted">{format!("and {more} more")}</li> })
    };
    let steps = move || holds.with(|holds| holds.iter().map(|held| held.step).collect::<Vec<_>>());
    let shown = move || {
        any.get().then(|| {
            view! {
                <div class="held">
                    <h2>"What holds the end"</h2>
                    <ul><For each=steps key=|step| *step let:step>{one_held(page, holds, step)}</For>{more}</ul>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}

// Stays the same element while its words change, so that it keeps the focus.
fn one_held(page: RunPage, holds: Memo<Vec<Held>>, step: Option<Id>) -> AnyView {
    let held = Memo::new(move |_| {
        holds.with(|holds| holds.iter().find(|held| held.step == step).cloned())
    });
    let part = move |part: fn(Held) -> String| move || held.get().map(part);
    let name = part(|held| held.name);
    let name = match step {
        Some(step) => view! { <button type="button" class="figure" on:click=move |_| page.choose(step)>{name}</button> }.into_any(),
        None => view! { <b>{name}</b> }.into_any(),
    };
    let class = move || {
        format!(
            "status {}",
            held.with(|held| held.as_ref().map_or("", |held| held.class))
        )
    };
    view! { <li><span class=class>{name}</span><span class="how">{part(|held| held.how)}</span></li> }.into_any()
}

/// The time of day of an instant, without seconds; with its date where that is not today.
pub fn at(page: RunPage, ms: i64) -> String {
    dated(page, ms, clock::time_short)
}

/// The time of day of an instant, as short as it is clear: of another day with its weekday, of
/// another week with its date.
pub fn brief(page: RunPage, ms: i64) -> String {
    const DAY: u64 = 24 * 3_600_000;
    let (away, text) = (ms.abs_diff(now_ms()), ms.max(0) as u64);
    let today = page
        .today
        .with(|today| clock::local_text(text).starts_with(&**today));
    // Tomorrow's weekday is clear; the one of today in a week is not.
    if today || away > 6 * DAY {
        at(page, ms)
    } else {
        clock::weekday_time(text).replace(' ', "\u{a0}")
    }
}

/// An instant where there is room for a time or a date and not for both.
pub fn short(page: RunPage, ms: i64) -> String {
    const DAY: u64 = 24 * 3_600_000;
    if ms.abs_diff(now_ms()) > 6 * DAY {
        clock::date(ms.max(0) as u64).replace(' ', "\u{a0}")
    } else {
        brief(page, ms)
    }
}

/// The same with seconds.
pub fn at_second(page: RunPage, ms: i64) -> String {
    dated(page, ms, clock::time)
}

fn dated(page: RunPage, ms: i64, time: fn(u64) -> String) -> String {
    let Ok(ms) = u64::try_from(ms) else {
        return String::new();
    };
    // In a narrow column the line breaks between date and time only.
    let whole = |text: String| text.replace(' ', "\u{a0}");
    if page
        .today
        .with(|today| clock::local_text(ms).starts_with(&**today))
    {
        whole(time(ms))
    } else {
        format!("{}, {}", whole(clock::date(ms)), whole(time(ms)))
    }
}

/// How many steps stand how, in words and as a bar.
pub fn progress(page: RunPage) -> AnyView {
    let parts = Memo::new(move |_| {
        page.now.with(|now| {
            let run = now.run();
            let over = run.is_some_and(|run| run.state.is_over());
            let total = run.map_or(0, |run| run.total);
            (total, words(&now.tally(), over))
        })
    });
    let words = move || parts.with(|(_, words)| words.clone());
    let total = move || {
        parts.with(|(total, _)| {
            if *total == 1 {
                "1 step".to_owned()
            } else {
                format!("{total} steps")
            }
        })
    };
    view! { <div class="progress"><div><span>{words}</span><span>{total}</span></div>{tally(page)}</div> }.into_any()
}

fn words(tally: &[(State, usize)], over: bool) -> String {
    let to_go: usize = tally
        .iter()
        .filter(|(state, _)| matches!(state, State::Ready | State::Pending))
        .map(|(_, n)| n)
        .sum();
    let mut parts: Vec<String> = tally
        .iter()
        .filter(|(state, _)| !matches!(state, State::Ready | State::Pending))
        .map(|(state, n)| format!("{n} {}", state.label().to_lowercase()))
        .collect();
    if to_go > 0 {
        let left = if over { "not done" } else { "to go" };
        parts.push(format!("{to_go} {left}"));
    }
    parts.join(", ")
}

/// How far the run has come, as a bar.
pub fn tally(page: RunPage) -> AnyView {
    let parts = Memo::new(move |_| page.now.with(super::standing::Now::tally));
    let label = move || {
        let (done, total) = page
            .now
            .with(|now| now.run().map_or((0, 0), |run| (run.finished, run.total)));
        format!("{done} of {total} done or skipped")
    };
    let part = |(state, n): (State, usize)| view! { <span class=class(state) style:--n=n.to_string()></span> };
    view! { <div class="tally" role="img" aria-label=label>{move || parts.get().into_iter().map(part).collect_view()}</div> }.into_any()
}

/// A length of time as a clock shows it: `1:02:03`, `2 d 01:02:03`.
pub fn hms(ms: i64) -> String {
    let seconds = ms.max(0) / 1000;
    let (days, hours, minutes, seconds) = (
        seconds / 86_400,
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60,
    );
    match days {
        0 => format!("{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{days} d {hours:02}:{minutes:02}:{seconds:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{State, hms, words};

    #[test]
    fn what_is_left_is_to_go_until_the_run_is_over() {
        let tally = [(State::Done, 3), (State::Ready, 1), (State::Pending, 7)];
        assert_eq!(words(&tally, false), "3 done, 8 to go");
        assert_eq!(words(&tally, true), "3 done, 8 not done");
    }

    #[test]
    fn clocks_show_hours_minutes_seconds_and_days_when_there_are_any() {
        assert_eq!(hms(0), "0:00:00");
        assert_eq!(hms(3_723_999), "1:02:03");
        assert_eq!(hms(2 * 86_400_000 + 3_723_000), "2 d 01:02:03");
        assert_eq!(hms(-5), "0:00:00");
    }
}
