//! How far a run is on its way to its RTO: words for what is left, and a bar.

use super::clocks::{brief, hms, is_long};
use super::{RunPage, occurred};
use crate::prelude::*;
use holdfast_domain::rooms::runbooks::recovery::{
    NEITHER, NO_BASE, NO_RTO, Recovery, Why, chance_words, spare_words,
};
use holdfast_domain::rooms::runbooks::run::{minutes_between, took};
use holdfast_domain::rooms::runbooks::start::stated_by;
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;

/// What is left of the RTO: a clock, the words below it, and the class for how loud it is.
#[derive(Clone, PartialEq)]
pub struct Left {
    /// The clock: `0:47:12`.
    pub clock: String,
    /// What it counts.
    pub label: String,
    /// Until when.
    pub until: String,
    /// The service whose RTO it is; empty where nothing says so.
    pub whose: String,
    /// How loud it is.
    pub tone: &'static str,
}

/// What is left of the RTO at each second; `None` while nobody can say.
pub fn left(page: RunPage) -> Memo<Option<Left>> {
    let known = Memo::new(move |_| {
        page.recovery.with(|recovery| {
            let recovery = recovery.as_ref()?;
            let late = matches!(&recovery.forecast, Ok(forecast) if forecast.spare.is_some_and(|spare| spare < 0.0));
            Some((recovery.due?, late, recovery.recovered))
        })
    });
    let run = Memo::new(move |_| {
        page.now.with(|now| {
            let Some(run) = now.run() else {
                return (None, String::new(), String::new());
            };
            let rto = run.rto.unwrap_or_default();
            let whose = page.workspace.watch_settled(|view| {
                let service = stated_by(&run.services, rto, view)?;
                Some(view.there(service)?.text("title").into_owned())
            });
            (run.ended, minutes(rto), whose.unwrap_or_default())
        })
    });
    Memo::new(move |_| {
        let ((due, late, recovered), (ended, rto, whose)) = (known.get()?, run.get());
        // It stops when all is back, whatever is still to be done.
        let ended = recovered.or(ended);
        let left = due - ended.unwrap_or_else(|| page.tick.get());
        let (tone, label) = match (left < 0, ended.is_some()) {
            (true, _) => ("tone-error", format!("over RTO {rto}")),
            (false, true) => ("tone-ok", format!("of RTO {rto} was left")),
            (false, false) => {
                let tone = if late { "tone-warn" } else { "tone-ok" };
                (tone, format!("left of RTO {rto}"))
            }
        };
        Some(Left {
            clock: hms(left.abs()),
            label,
            until: [
                if left < 0 { ", due " } else { ", until " },
                &brief(page, due),
            ]
            .concat(),
            whose,
            tone,
        })
    })
}

/// The clock of what is left, or why there is none.
pub fn left_clock(page: RunPage) -> AnyView {
    let left = left(page);
    let class = Memo::new(move |_| left.with(|left| left.as_ref().map(|left| left.tone)));
    let part = move |part: fn(&Left) -> &String| {
        Memo::new(move |_| left.with(|left| left.as_ref().map(|left| part(left).clone())))
    };
    let shown = move || match class.get() {
        Some(tone) => {
            let clock = part(|left| &left.clock);
            let (label, until) = (part(|left| &left.label), part(|left| &left.until));
            let whose = part(|left| &left.whose);
            let whose = move || {
                let named = whose.get().filter(|name| !name.is_empty());
                named.map(|name| format!("The RTO of {name}"))
            };
            let long =
                move || clock.with(|clock| clock.as_ref().is_some_and(|clock| is_long(clock)));
            view! {
                <div class=format!("clock left {tone}") class:long=long role="timer" aria-live="off" title=whose>
                    <b>{clock}</b><span class="status"><span>{label}<span class="until">{until}</span></span></span>
                </div>
            }
            .into_any()
        }
        None => unknown(page),
    };
    view! { {shown} }.into_any()
}

// The RTO is one thing, from when it counts another.
fn unknown(page: RunPage) -> AnyView {
    let rto = Memo::new(move |_| page.now.with(|now| now.run().and_then(|run| run.rto)));
    let shown = move || match rto.get() {
        None => {
            let known = |recovery: &Recovery| recovery.base.is_some();
            let base = page
                .recovery
                .with(|recovery| recovery.as_ref().is_some_and(known));
            let why = if base { NO_RTO } else { NEITHER };
            view! { <b>"RTO"</b><span>"unknown: "{why}</span> }.into_any()
        }
        Some(rto) => {
            view! { <b>{format!("RTO {}", minutes(rto))}</b><span>{NO_BASE}</span> }.into_any()
        }
    };
    view! { <div class="clock left none">{shown}{occurred::button(page)}</div> }.into_any()
}

/// The forecast: when, in time or late, and how sure.
pub struct Outlook {
    /// When.
    pub at: String,
    /// Whether that is in time.
    pub spare: Option<(String, &'static str)>,
    /// The chance to be in time, and what it rests on.
    pub more: String,
}

/// The forecast in words; why there is none, where there is none.
pub fn outlook(page: RunPage, recovery: &Recovery) -> Result<Outlook, &'static str> {
    let forecast = recovery.forecast.as_ref().map_err(|why| *why)?;
    let tone = |spare: f64| if spare < 0.0 { "tone-error" } else { "tone-ok" };
    let mut more = format!("{} to go", took(forecast.remaining));
    if let Some(back) = forecast.back {
        more = format!("all back {}, {more}", brief(page, back));
    }
    if let Some(chance) = forecast.chance {
        more.push_str(&format!(", {} to be in time", chance_words(chance)));
    }
    if forecast.unestimated > 0 {
        more.push_str(", at the earliest");
    }
    Ok(Outlook {
        at: brief(page, forecast.finish),
        spare: forecast
            .spare
            .map(|spare| (spare_words(spare).0, tone(spare))),
        more,
    })
}

/// Something that holds the end up, in words.
#[derive(Clone, PartialEq)]
pub struct Held {
    /// The step; `None` for the run as a whole.
    pub step: Option<Id>,
    /// What it is called.
    pub name: String,
    /// The class for how loud it is.
    pub class: &'static str,
    /// How, and what was said about it.
    pub how: String,
}

/// What holds the end up, the worst first.
pub fn holds(page: RunPage, most: usize) -> Vec<Held> {
    page.recovery.with(|recovery| {
        let holds = recovery.iter().flat_map(|recovery| &recovery.holds);
        page.now.with(|now| {
            let held = holds.take(most).map(|hold| {
                let place = hold.step.and_then(|step| now.find(step));
                let mut how = hold.why.words(|ms| brief(page, ms));
                let said = !matches!(hold.why, Why::Late(_)) && hold.why.is_trouble();
                if said && !hold.reason.is_empty() {
                    how.push_str(": ");
                    how.push_str(&hold.reason);
                }
                Held {
                    step: hold.step,
                    name: place.map_or_else(|| "The run".to_owned(), |place| now.name(place)),
                    class: hold_class(hold.why),
                    how,
                }
            });
            held.collect()
        })
    })
}

const fn hold_class(why: Why) -> &'static str {
    match why {
        Why::Failed => "st-failed",
        Why::Blocked => "st-blocked",
        Why::Disputed => "st-disputed",
        Why::Late(_) | Why::Paused | Why::Approval => "tone-warn",
        Why::Until(_) => "tone-mute",
        Why::Ready => "st-ready",
        Why::Running(_) => "st-running",
    }
}

// A stretch of time on the bar, in percent of all of it.
#[derive(Clone, PartialEq)]
struct Bar {
    lost: f64,
    gone: f64,
    ahead: f64,
    rto: f64,
    words: String,
    from: String,
    due: String,
}

fn bar_of(page: RunPage, recovery: &Recovery) -> Option<Bar> {
    let ((from, counted), due) = (recovery.base?, recovery.due?);
    let (elapsed, rto) = (recovery.elapsed?, minutes_between(from, due));
    let lost = recovery
        .lost
        .unwrap_or_default()
        .clamp(0.0, elapsed.max(0.0));
    let forecast = recovery.forecast.as_ref().ok();
    let end = forecast.map_or(elapsed, |forecast| minutes_between(from, forecast.finish));
    let all = rto.max(end).max(elapsed).max(1.0) * 1.04;
    let part = |minutes: f64| (minutes / all * 100.0).clamp(0.0, 100.0);
    let mut words = format!(
        "{} of {} gone {}",
        took(elapsed.max(0.0)),
        minutes(rto),
        counted.since()
    );
    if let Some(forecast) = forecast {
        words.push_str(&format!(", forecast end {}", brief(page, forecast.finish)));
    }
    Some(Bar {
        lost: part(lost),
        gone: part(elapsed - lost),
        ahead: part(end - elapsed),
        rto: part(rto),
        words,
        from: brief(page, from),
        due: brief(page, due),
    })
}

/// The time since it occurred on its way to the RTO: lost before the start, gone, forecast.
pub fn bar(page: RunPage) -> AnyView {
    let bar = Memo::new(move |_| {
        page.recovery.with(|recovery| {
            recovery
                .as_ref()
                .and_then(|recovery| bar_of(page, recovery))
        })
    });
    let shown = move || {
        bar.get().map(|bar| {
            let percent = |share: f64| format!("{share:.2}");
            let side = if bar.rto > 80.0 { "rto end" } else { "rto" };
            // Far over the RTO, its mark stands where the beginning would be named.
            let from = (bar.rto > 40.0).then(|| view! { <i class="from">{bar.from}</i> });
            view! {
                <div class="reach" role="img" aria-label=bar.words>
                    <div class="track">
                        <span class="lost" style:--n=percent(bar.lost)></span><span class="gone" style:--n=percent(bar.gone)></span><span class="ahead" style:--n=percent(bar.ahead)></span>
                    </div>
                    <i class=side style:--n=percent(bar.rto)>"RTO "{bar.due}</i>
                    {from}
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}
