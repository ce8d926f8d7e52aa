//! The wall of the room where a run is led from: read from five metres, nothing to press.
//!
//! Everything on it follows from the run; what does not fit is counted, so that nothing scrolls.

use super::clocks::{self, at, brief};
use super::standing::{Now, class, run_class};
use super::{RunPage, reach};
use crate::edge::clock;
use crate::prelude::*;
use crate::route::{Page, Route};
use crate::ui::wall::ways;
use crate::workspace::SaveState;
use holdfast_domain::rooms::runbooks::log::{Event, What};
use holdfast_domain::rooms::runbooks::recovery::Coming;
use holdfast_domain::rooms::runbooks::run::{RunState, State, minutes_between, took};
use holdfast_domain::rooms::runbooks::streams::{By, Stream, is_stuck, streams, stuck};
use holdfast_domain::value::{Estimate, minutes};

/// The most of each that fit.
const STREAMS: usize = 6;
const FEW: usize = 3;
const STUCK: usize = 2;
const COMING: usize = 3;
const SAID: usize = 3;

/// The wall.
pub fn wall(page: RunPage) -> AnyView {
    let name = move || page.now.with(|now| now.title().to_owned());
    view! {
        <section class="wall screen-only">
            <header>
                <h1 tabindex="-1">{name}</h1>
                {super::mode(page)}
                {state(page)}
                {unsaved(page)}
                {day(page)}
                {ways(Route::to(Page::Record("runs", page.id)).href())}
            </header>
            <div class="wall-clocks">
                {clocks::since(page)}
                {reach::left_clock(page)}
                {outlook(page)}
            </div>
            {reach::bar(page)}
            <section class="wall-now"><h2>"Now"</h2>{now(page)}</section>
            <div class="wall-parts">
                <section><h2>"Stuck"</h2>{trouble(page)}</section>
                <section><h2>"Next"</h2>{coming(page)}</section>
                <section><h2>"Last entries"</h2>{said(page)}</section>
            </div>
            <footer>{clocks::progress(page)}</footer>
        </section>
    }
    .into_any()
}

// It runs by the second: where it stands still, so does all the rest.
fn day(page: RunPage) -> AnyView {
    let time = Memo::new(move |_| clock::time(page.tick.get().max(0) as u64));
    view! { <p class="day"><b>{time}</b>" "{clock::zone_name()}</p> }.into_any()
}

fn state(page: RunPage) -> AnyView {
    let state = Memo::new(move |_| {
        page.now
            .with(|now| now.run().map(|run| (run.state, run.paused_for())))
    });
    let shown = move || {
        state.get().map(|(state, why)| {
            let why = if state == RunState::Paused && !why.is_empty() {
                format!(": {why}")
            } else {
                String::new()
            };
            view! { <span class=format!("status state {}", run_class(state))>{state.label()}{why}</span> }
        })
    };
    view! { {shown} }.into_any()
}

fn unsaved(page: RunPage) -> AnyView {
    let state = page.workspace.save_state();
    let shown = move || {
        let state = state.get();
        matches!(state, SaveState::NotSaved(_))
            .then(|| view! { <span class="status tone-error" role="status">{state.words()}</span> })
    };
    view! { {shown} }.into_any()
}

fn outlook(page: RunPage) -> AnyView {
    let shown = move || {
        if let Some(ended) = page.now.with(|now| now.run().and_then(|run| run.ended)) {
            return Some(view! { <div class="clock minor"><b>{brief(page, ended)}</b><span>"ended"</span></div> }.into_any());
        }
        let held = reach::holds(page, 1).into_iter().next();
        let held = held.map(|held| {
            view! { <span class=format!("held status {}", held.class)>{format!("Held by {}: {}", held.name, held.how)}</span> }
        });
        page.recovery.with(|recovery| {
            Some(match reach::outlook(page, recovery.as_ref()?) {
                Err(why) => view! { <div class="clock minor none"><b>"No forecast"</b><span>{why}</span>{held}</div> }.into_any(),
                Ok(outlook) => {
                    let spare = outlook.spare.map(|(words, tone)| view! { <span class=format!("status {tone}")>{words}</span> });
                    view! { <div class="clock minor"><b>{outlook.at}</b><span>"forecast "{spare}</span>{held}</div> }.into_any()
                }
            })
        })
    };
    view! { {shown} }.into_any()
}

/// A step as the wall shows it.
#[derive(Clone, PartialEq)]
struct Line {
    name: String,
    class: &'static str,
    how: String,
}

fn line(page: RunPage, at: usize, now_ms: i64) -> Option<Line> {
    page.now.with(|now| {
        let run = now.run()?;
        let (step, view) = (run.plan.steps.get(at)?, run.steps.get(at)?);
        let row = now.row(view.id)?;
        let planned = step.estimate.map(Estimate::mean);
        let (mut how, mut class) = (row.who().to_owned(), class(view.state));
        let mut add = |words: &str| {
            if !how.is_empty() {
                how.push_str(", ");
            }
            how.push_str(words);
        };
        match (view.state, view.began.or(view.since)) {
            (State::Running, Some(began)) => {
                let spent = minutes_between(began, now_ms).max(0.0);
                add(&took(spent));
                if let Some(planned) = planned {
                    add(&format!("planned {}", minutes(planned)));
                    if spent > planned {
                        class = "tone-warn";
                        add("over");
                    }
                }
            }
            (state, _) if is_stuck(state) => {
                add(&state.label().to_lowercase());
                if let Some(since) = view.since {
                    add(&format!(
                        "for {}",
                        took(minutes_between(since, now_ms).max(0.0))
                    ));
                }
                if !view.reason.is_empty() {
                    how.push_str(": ");
                    how.push_str(&view.reason);
                }
            }
            (state, _) => add(&run.label(state).to_lowercase()),
        }
        Some(Line {
            name: named(now, at),
            class,
            how,
        })
    })
}

fn shown(line: Line) -> AnyView {
    view! { <li><b class=format!("status {}", line.class)>{line.name}</b><span>{line.how}</span></li> }.into_any()
}

fn more(count: usize, most: usize) -> Option<AnyView> {
    let more = count.checked_sub(most).filter(|more| *more > 0)?;
    Some(view! { <li class="more">{format!("and {more} more")}</li> }.into_any())
}

fn none(words: &'static str) -> AnyView {
    view! { <p class="none">{words}</p> }.into_any()
}

/// The parts of a run that are not over.
#[derive(Clone, Default, PartialEq)]
struct Parts {
    /// Those at work, then those that could be.
    first: Vec<Stream>,
    /// The names of those that wait for others.
    waiting: Vec<String>,
}

impl Parts {
    fn of(now: &Now) -> Self {
        let mut open = now.run().map(streams).unwrap_or_default();
        open.retain(|stream| !stream.is_over());
        let (busy, idle): (Vec<_>, Vec<_>) =
            open.into_iter().partition(|stream| !stream.now.is_empty());
        let (ready, waits): (Vec<_>, Vec<_>) =
            idle.into_iter().partition(|stream| stream.next.is_some());
        Self {
            first: busy.into_iter().chain(ready).collect(),
            waiting: waits.iter().map(|stream| name(now, stream)).collect(),
        }
    }

    // Steps that nothing is in the way of and that no part shows: others of it are at work.
    fn unseen(&self, now: &Now) -> Vec<String> {
        let Some(run) = now.run() else {
            return Vec::new();
        };
        let shown = self.first.iter().take(STREAMS);
        let shown: Vec<usize> = shown
            .filter(|stream| stream.now.is_empty())
            .filter_map(|stream| stream.next)
            .collect();
        let worked = run.plan.steps.iter().zip(&run.steps).enumerate();
        let ready = worked.filter(|(at, (step, view))| {
            step.is_worked() && view.state == State::Ready && !shown.contains(at)
        });
        let words = ready.filter_map(|(at, (_, view))| {
            let who = now.row(view.id)?.who().to_owned();
            let for_whom = if who.is_empty() {
                who
            } else {
                [" · ", &who].concat()
            };
            Some([now.name(at), for_whom].concat())
        });
        words.collect()
    }

    // What is not shown part by part.
    fn rest(&self) -> String {
        let mut rest = String::new();
        if self.first.len() > STREAMS {
            rest.push_str(&format!(
                "And {} more at work or ready. ",
                self.first.len() - STREAMS
            ));
        }
        if !self.waiting.is_empty() {
            rest.push_str("Waiting for others: ");
            rest.push_str(&self.waiting.join(", "));
        }
        rest
    }
}

fn name(now: &Now, stream: &Stream) -> String {
    match stream.by {
        By::Section(at) => now.name(at),
        By::Role(Some(role)) => now.role(Some(role)),
        By::Role(None) if names_roles(now) => "Nobody named".to_owned(),
        By::Role(None) => "All steps".to_owned(),
        By::Loose => "Other steps".to_owned(),
    }
}

fn names_roles(now: &Now) -> bool {
    let run = now.run();
    run.is_some_and(|run| run.plan.steps.iter().any(|step| step.role.is_some()))
}

fn now(page: RunPage) -> AnyView {
    let found = Memo::new(move |_| page.now.with(Parts::of));
    let list = move || {
        let now_ms = page.workspace.now().get();
        let found = found.get();
        if found == Parts::default() {
            return none("Everything is done or skipped.");
        }
        // Few streams have room for more of their steps, and for long titles.
        let few = found.first.len() <= FEW;
        let lines = if few { 2 } else { 1 };
        let streams = found.first.iter().take(STREAMS);
        let streams = streams.map(|stream| one(page, stream, lines, now_ms));
        view! { <ul class="streams" class:few=few>{streams.collect_view()}</ul><p class="more">{found.rest()}</p> }.into_any()
    };
    view! { {list} }.into_any()
}

fn one(page: RunPage, stream: &Stream, lines: usize, now_ms: i64) -> AnyView {
    let name = page.now.with(|now| name(now, stream));
    let next = stream.next.filter(|_| stream.now.is_empty());
    let steps = stream.now.iter().copied().chain(next).take(lines);
    let steps = steps.filter_map(|at| line(page, at, now_ms)).map(shown);
    let count = format!("{} of {}", stream.finished, stream.total);
    view! { <li><h3>{name}" "<span>{count}</span></h3><ul>{steps.collect_view()}{more(stream.now.len(), lines)}</ul></li> }.into_any()
}

fn trouble(page: RunPage) -> AnyView {
    let found = Memo::new(move |_| {
        page.now
            .with(|now| now.run().map(stuck).unwrap_or_default())
    });
    let list = move || {
        let now_ms = page.workspace.now().get();
        let found = found.get();
        if found.is_empty() {
            return none("Nothing is blocked or failed.");
        }
        let lines = found
            .iter()
            .take(STUCK)
            .filter_map(|&at| line(page, at, now_ms));
        // What is said of a single one has room for four lines, of the first of two for two.
        let first = [4, 2].get(found.len() - 1).unwrap_or(&1);
        view! { <ul style:--lines=first.to_string()>{lines.map(shown).collect_view()}{more(found.len(), STUCK)}</ul> }.into_any()
    };
    view! { {list} }.into_any()
}

// Steps that could be begun and stand nowhere else, then milestones ahead with the times at which they are reached if all goes as planned.
fn coming(page: RunPage) -> AnyView {
    let list = move || {
        let coming = page.recovery.with(|recovery| {
            recovery
                .as_ref()
                .map(|recovery| recovery.coming.clone())
                .unwrap_or_default()
        });
        let ready = page.now.with(|now| Parts::of(now).unseen(now));
        if coming.is_empty() && ready.is_empty() {
            return none("Nothing is ready or ahead.");
        }
        let all = ready.len() + coming.len();
        // What is reached next stays in sight.
        let most = if coming.is_empty() {
            COMING
        } else {
            COMING - 1
        };
        let ready = ready.into_iter().take(most);
        let ready = ready.map(|words| ("Ready".to_owned(), words));
        let ahead = coming.iter().map(|next: &Coming| {
            let when = next
                .when
                .map_or_else(|| "–".to_owned(), |ms| brief(page, ms));
            (when, page.now.with(|now| reached(now, next.at)))
        });
        let lines: Vec<(String, String)> = ready.chain(ahead).collect();
        let line = |(when, words): &(String, String)| view! { <li><b>{when.clone()}</b><span>{words.clone()}</span></li> };
        view! { <ol class="coming">{lines.iter().take(COMING).map(line).collect_view()}{more(all, COMING.min(lines.len()))}</ol> }.into_any()
    };
    view! { {list} }.into_any()
}

// A step by its name; where people had not decided what it says, what stands against that.
fn named(now: &Now, at: usize) -> String {
    let name = now.name(at);
    match now.run().and_then(|run| run.plan.steps.get(at)) {
        Some(step) if !step.disputed.is_empty() => {
            [&name, " (disputed: ", &step.disputed, ")"].concat()
        }
        _ => name,
    }
}

// What is reached: a milestone by its name, of a part its end.
fn reached(now: &Now, at: usize) -> String {
    let step = now.run().and_then(|run| run.plan.steps.get(at));
    let name = now.name(at);
    if step.is_some_and(|step| step.kind == "milestone") {
        name
    } else {
        ["End of ", &name].concat()
    }
}

// The last entries of the log: their age says whether news still arrives.
fn said(page: RunPage) -> AnyView {
    let list = move || {
        let lines = page.now.with(|now| {
            let events = now.run().map_or(&[][..], |run| &run.events);
            let last = events.iter().rev().take(SAID);
            last.map(|event| entry(page, now, event))
                .collect::<Vec<_>>()
        });
        let line =
            |(time, words): (String, String)| view! { <li><b>{time}</b><span>{words}</span></li> };
        view! { <ol class="coming said">{lines.into_iter().map(line).collect_view()}</ol> }
            .into_any()
    };
    view! { {list} }.into_any()
}

fn entry(page: RunPage, now: &Now, event: &Event) -> (String, String) {
    let what = event.what.and_then(What::choice);
    let mut words = what.map_or(&*event.word, |choice| choice.label).to_owned();
    let about = event.step.map_or_else(
        || "the run".to_owned(),
        |step| {
            now.find(step)
                .map_or_else(|| "a step".to_owned(), |place| now.name(place))
        },
    );
    // What was noted says more than what it was noted on.
    let parts = match event.what {
        Some(What::Note) => [&event.text, &about, &event.by],
        _ => [&about, &event.by, &event.text],
    };
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    for (n, part) in parts.enumerate() {
        words.push_str(if n == 0 { ": " } else { " · " });
        words.push_str(part);
    }
    (event.at.map(|ms| at(page, ms)).unwrap_or_default(), words)
}
