//! The clocks of a run and how far it has come.

use super::RunPage;
use super::standing::class;
use crate::edge::clock;
use holdfast_domain::rooms::runbooks::run::{State, took};
use leptos::prelude::*;

/// The clocks and the progress, above the steps.
pub fn head(page: RunPage) -> AnyView {
    view! {
        <div class="run-head">
            <div class="clocks">{main(page)}{beside(page)}{forecast(page)}</div>
            {progress(page)}
        </div>
    }
    .into_any()
}

/// The clock since the run was started.
fn started(page: RunPage, class: &'static str) -> AnyView {
    let times = Memo::new(move |_| {
        page.now.with(|now| {
            now.run()
                .map_or((None, None), |run| (run.started, run.ended))
        })
    });
    ticking(page, times, class, "since start")
}

fn has_occurred(page: RunPage) -> Memo<bool> {
    Memo::new(move |_| {
        page.now
            .with(|now| now.run().is_some_and(|run| run.occurred.is_some()))
    })
}

/// The clock that counts: since it occurred, where somebody said when.
pub fn main(page: RunPage) -> AnyView {
    let known = has_occurred(page);
    let shown = move || {
        if known.get() {
            occurred(page)
        } else {
            started(page, "clock")
        }
    };
    view! { {shown} }.into_any()
}

// The other one, where there are two.
fn beside(page: RunPage) -> AnyView {
    let known = has_occurred(page);
    let shown = move || known.get().then(|| started(page, "clock minor"));
    view! { {shown} }.into_any()
}

fn occurred(page: RunPage) -> AnyView {
    let times = Memo::new(move |_| {
        page.now.with(|now| {
            now.run()
                .map_or((None, None), |run| (run.occurred, run.ended))
        })
    });
    ticking(page, times, "clock", "since it occurred")
}

// Only its text changes each second.
fn ticking(
    page: RunPage,
    times: Memo<(Option<i64>, Option<i64>)>,
    class: &'static str,
    label: &'static str,
) -> AnyView {
    let text = Memo::new(move |_| {
        let (from, until) = times.get();
        from.map_or_else(
            || "–".to_owned(),
            |from| hms(until.unwrap_or_else(|| page.tick.get()) - from),
        )
    });
    view! { <div class=class role="timer" aria-live="off"><b>{text}</b><span>{label}</span></div> }
        .into_any()
}

// The end follows from what is left, so it moves a few times a minute and with each step.
fn forecast(page: RunPage) -> AnyView {
    let parts = Memo::new(move |_| {
        let now_ms = page.workspace.now().get();
        page.now.with(|now| {
            let run = now.run()?;
            if run.state.is_over() {
                return run.ended.map(|ended| (at(page, ended), "ended".to_owned()));
            }
            let clock = run.clock(now_ms);
            // With nothing left, or no estimate of it, there is nothing to foretell.
            if clock.remaining == Some(0.0) {
                return None;
            }
            let least = if clock.unestimated > 0 {
                "forecast end at the earliest"
            } else {
                "forecast end"
            };
            let label = format!("{least}, {} to go", took(clock.remaining?));
            clock.forecast.map(|end| (at(page, end), label))
        })
    });
    let shown = move || {
        parts.get().map(
            |(at, label)| view! { <div class="clock minor"><b>{at}</b><span>{label}</span></div> },
        )
    };
    view! { {shown} }.into_any()
}

/// The time of day of an instant, without seconds; with its date where that is not today.
pub fn at(page: RunPage, ms: i64) -> String {
    dated(page, ms, clock::time_short)
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

fn progress(page: RunPage) -> AnyView {
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
fn hms(ms: i64) -> String {
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
