//! The log of a run, newest first.

use super::RunPage;
use super::clocks::at_second;
use super::standing::Now;
use crate::edge::clock;
use holdfast_domain::rooms::runbooks::log::What;
use leptos::prelude::*;

/// How many entries are shown until more are asked for.
const SHOWN: usize = 200;

/// An entry as it is shown.
struct Entry {
    time: String,
    iso: String,
    class: &'static str,
    head: String,
    text: String,
    corrected: Option<String>,
}

/// The log.
pub fn log(page: RunPage) -> AnyView {
    let limit = RwSignal::new(SHOWN);
    let count = Memo::new(move |_| {
        page.now
            .with(|now| now.run().map_or(0, |run| run.events.len()))
    });
    let entries = move || page.now.with(|now| entries(page, now, limit.get()));
    let entry = |entry: Entry| {
        let Entry {
            time,
            iso,
            class,
            head,
            text,
            corrected,
        } = entry;
        view! {
            <li class=class>
                <time datetime=iso>{time}</time>
                <div><p><b>{head}</b></p>{(!text.is_empty()).then(|| view! { <p>{text}</p> })}{corrected.map(|words| view! { <p class="muted">{words}</p> })}</div>
            </li>
        }
    };
    let more = move || {
        (count.get() > limit.get()).then(|| {
        let all = move |_| limit.set(usize::MAX);
        view! { <button type="button" class="btn" on:click=all>{format!("Show all {} entries", count.get())}</button> }
    })
    };
    view! {
        <ol class="timeline" aria-label="Log, newest first">{move || entries().into_iter().map(entry).collect_view()}</ol>
        {more}
    }
    .into_any()
}

fn entries(page: RunPage, now: &Now, limit: usize) -> Vec<Entry> {
    let Some(run) = now.run() else {
        return Vec::new();
    };
    let entry = |event: &holdfast_domain::rooms::runbooks::log::Event| {
        let what = event
            .what
            .and_then(What::choice)
            .map_or(&*event.word, |choice| choice.label);
        let by = if event.by.is_empty() {
            "somebody unnamed"
        } else {
            &event.by
        };
        let head = match event.step {
            Some(step) => {
                let step = now.step(step).map_or_else(
                    || "a step that is not in this run".to_owned(),
                    |(step, _)| step.name(),
                );
                format!("{what}: {step}")
            }
            None if matches!(event.what, Some(What::Note)) => "Note on the run".to_owned(),
            None => format!("Run {}", what.to_lowercase()),
        };
        Entry {
            time: event
                .at
                .map_or_else(|| "time unknown".to_owned(), |ms| at_second(page, ms)),
            iso: event
                .at
                .map(holdfast_ledger::time::print)
                .unwrap_or_default(),
            class: class(event.what),
            head: format!("{head} · {by}"),
            text: event.text.clone(),
            corrected: event.corrected.as_ref().map(|(by, at)| {
                let at = u64::try_from(*at).map(clock::date_time).unwrap_or_default();
                format!("Time put right by {by}, {at}")
            }),
        }
    };
    run.events.iter().rev().take(limit).map(entry).collect()
}

const fn class(what: Option<What>) -> &'static str {
    match what {
        Some(What::Done | What::Finished) => "st-done",
        Some(What::Failed | What::Abandoned) => "st-failed",
        Some(What::Skipped) => "st-skipped",
        Some(What::Started | What::Resumed) => "st-running",
        Some(What::Paused) => "tone-warn",
        _ => "tone-mute",
    }
}
