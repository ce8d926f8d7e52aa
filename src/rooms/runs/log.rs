//! The log of a run, newest first: what happened, to which step, by whom; chosen by step or kind.

use super::RunPage;
use super::clocks::at_second;
use super::standing::Now;
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::icon::icon;
use crate::ui::markdown::markdown;
use holdfast_domain::rooms::runbooks::event_words;
use holdfast_domain::rooms::runbooks::log::{Event, What, skewed};
use holdfast_ledger::Id;

/// How many entries are shown until more are asked for.
const SHOWN: usize = 200;

/// What entries are about, to choose from.
const KINDS: [(&str, &str, &[What]); 5] = [
    (
        "states",
        "How it stands",
        &[
            What::Started,
            What::Done,
            What::Failed,
            What::Skipped,
            What::Blocked,
            What::Reset,
            What::Paused,
            What::Resumed,
            What::Finished,
            What::Abandoned,
        ],
    ),
    (
        "trouble",
        "What went wrong",
        &[What::Failed, What::Blocked, What::Skipped, What::Abandoned],
    ),
    ("notes", "Notes", &[What::Note]),
    ("values", "Values", &[What::Captured]),
    (
        "people",
        "Hand-overs and added steps",
        &[What::HandedOver, What::Added],
    ),
];

/// An entry as it is shown.
struct Entry {
    id: Id,
    time: String,
    iso: String,
    class: &'static str,
    what: String,
    step: Option<(Id, String)>,
    by: String,
    more: String,
    text: String,
    trail: Vec<String>,
}

/// Which entries are shown.
#[derive(Clone, Copy)]
struct Choice {
    limit: RwSignal<usize>,
    /// The id of a step, `run` for the run itself; empty for all.
    step: RwSignal<String>,
    /// A key of [`KINDS`]; empty for all.
    kind: RwSignal<String>,
}

impl Choice {
    fn has(self, event: &Event) -> bool {
        let step = self.step.with(|step| match (&**step, event.step) {
            ("", _) => true,
            ("run", of) => of.is_none(),
            (id, of) => of.is_some_and(|of| of.to_string() == id),
        });
        let kind = self.kind.with(|kind| {
            let known = KINDS.iter().find(|(key, ..)| key == kind);
            known.is_none_or(|(_, _, whats)| event.what.is_some_and(|what| whats.contains(&what)))
        });
        step && kind
    }
}

/// The log.
pub fn log(page: RunPage) -> AnyView {
    let choice = Choice {
        limit: RwSignal::new(SHOWN),
        step: RwSignal::new(String::new()),
        kind: RwSignal::new(String::new()),
    };
    let count = Memo::new(move |_| {
        page.now.with(|now| {
            let events = now.run().map_or(&[][..], |run| &run.events);
            events.iter().filter(|event| choice.has(event)).count()
        })
    });
    let entries = move || page.now.with(|now| entries(page, now, choice));
    let none = move || {
        (count.get() == 0)
            .then(|| view! { <p class="muted">"Nothing of this kind in the log."</p> })
    };
    let more = move || {
        (count.get() > choice.limit.get()).then(|| {
            let all = move |_| choice.limit.set(usize::MAX);
            view! { <button type="button" class="btn small" on:click=all>{format!("Show all {} entries", count.get())}</button> }
        })
    };
    view! {
        {bar(page, choice)}
        {none}
        <ol class="timeline" aria-label="Log, newest first">{move || entries().into_iter().map(|entry| shown(page, entry)).collect_view()}</ol>
        {more}
    }
    .into_any()
}

// Chosen by the step that something happened to, and by what happened.
fn bar(page: RunPage, choice: Choice) -> AnyView {
    let steps = Memo::new(move |_| page.now.with(steps_with_events));
    let option = |(id, name): (String, String)| view! { <option value=id>{name}</option> };
    let kind = |(key, label, _): &(&'static str, &'static str, &[What])| view! { <option value=*key>{*label}</option> };
    let (of, what) = (next_id("log-step"), next_id("log-kind"));
    view! {
        <div class="log-bar">
            <div class="field"><label for=of.clone()>"Step"</label>
                <select id=of on:change:target=move |event| choice.step.set(event.target().value())>
                    <option value="">"All"</option><option value="run">"The run itself"</option>
                    {move || steps.get().into_iter().map(option).collect_view()}
                </select></div>
            <div class="field"><label for=what.clone()>"Entries"</label>
                <select id=what on:change:target=move |event| choice.kind.set(event.target().value())>
                    <option value="">"All"</option>{KINDS.iter().map(kind).collect_view()}
                </select></div>
        </div>
    }
    .into_any()
}

fn steps_with_events(now: &Now) -> Vec<(String, String)> {
    let Some(run) = now.run() else {
        return Vec::new();
    };
    let steps = run.steps.iter().filter(|step| !step.events.is_empty());
    let steps = steps.filter_map(|step| {
        let row = now.row(step.id)?;
        Some((step.id.to_string(), format!("{} {}", row.number, row.title)))
    });
    steps.collect()
}

/// The id of the button that puts an entry's time right.
pub fn time_button(event: Id) -> String {
    format!("time-of-{event}")
}

fn shown(page: RunPage, entry: Entry) -> AnyView {
    let Entry {
        id,
        time,
        iso,
        class,
        what,
        step,
        by,
        more,
        text,
        trail,
    } = entry;
    let about = step
        .as_ref()
        .map_or(String::new(), |(_, name)| format!(": {name}"));
    let name = format!("Correct time: {what}{about}, {time}");
    let step = step.map(|(id, name)| {
        let go = move |_| {
            page.live.tab.set("steps");
            page.choose(id);
        };
        view! { ": "<button type="button" class="figure" on:click=go>{name}</button> }
    });
    let more = (!more.is_empty()).then(|| view! { <p>{more}</p> });
    let trail = trail
        .into_iter()
        .map(|words| view! { <p class="help">{words}</p> });
    view! {
        <li class=class>
            <time datetime=iso>{time}</time>
            <div class="entry">
                <div><p><b>{what}</b>{step}" · "{by}</p>{more}{(!text.is_empty()).then(|| markdown(&text))}{trail.collect_view()}</div>
                <button type="button" class="btn small quiet" id=time_button(id) aria-label=name on:click=move |_| page.live.timed.set(Some(id))>{icon("clock")}"Correct time"</button>
            </div>
        </li>
    }
    .into_any()
}

fn entries(page: RunPage, now: &Now, choice: Choice) -> Vec<Entry> {
    let Some(run) = now.run() else {
        return Vec::new();
    };
    let chosen = run.events.iter().rev().filter(|event| choice.has(event));
    chosen
        .take(choice.limit.get())
        .map(|event| entry(page, now, event))
        .collect()
}

fn entry(page: RunPage, now: &Now, event: &Event) -> Entry {
    let time = |ms| at_second(page, ms);
    Entry {
        id: event.id,
        time: event.at.map_or_else(|| "time unknown".to_owned(), time),
        iso: event
            .at
            .map(holdfast_ledger::time::print)
            .unwrap_or_default(),
        class: class(event.what),
        what: event_words::what(event),
        step: event.step.and_then(|step| {
            let row = now.row(step)?;
            Some((step, format!("{} {}", row.number, row.title)))
        }),
        by: event_words::by(event).to_owned(),
        more: more(page, event),
        text: event.text.clone(),
        trail: trail(page, event),
    }
}

/// An entry in a line: what, which step, who.
pub fn head(now: &Now, event: &Event) -> String {
    let step = event.step.and_then(|step| now.row(step));
    match step {
        Some(row) => format!(
            "{}: {} {} · {}",
            event_words::what(event),
            row.number,
            row.title,
            event_words::by(event)
        ),
        None => format!("{} · {}", event_words::what(event), event_words::by(event)),
    }
}

/// What an event says beside its text: the answer, the value, who has what now.
pub fn more(page: RunPage, event: &Event) -> String {
    page.workspace.read(|view| event_words::more(event, view))
}

// When it was entered, where that was later; who put its time right, and when; whether the clock
// cannot have been right.
fn trail(page: RunPage, event: &Event) -> Vec<String> {
    let when = |ms: i64| u64::try_from(ms).map(clock::date_time).unwrap_or_default();
    let of_time = page.now.with(|now| {
        let said = event_words::of_time(event, now.run()?, &when);
        (!said.is_empty()).then(|| format!("Time {said}"))
    });
    let paper = if event.paper { " from paper" } else { "" };
    let entered = event
        .entered
        .map(|at| format!("Entered{paper} {}", when(at)));
    let skewed = page.workspace.read(|view| {
        let run = view.ledger.record(page.id)?;
        skewed(run, event, view.now)
    });
    let skewed = skewed.map(|words| format!("Written down by a {words}"));
    entered.into_iter().chain(of_time).chain(skewed).collect()
}

const fn class(what: Option<What>) -> &'static str {
    match what {
        Some(What::Done | What::Finished) => "st-done",
        Some(What::Failed | What::Abandoned) => "st-failed",
        Some(What::Skipped) => "st-skipped",
        Some(What::Blocked) => "st-blocked",
        Some(What::Started | What::Resumed) => "st-running",
        Some(What::Paused) => "tone-warn",
        _ => "tone-mute",
    }
}
