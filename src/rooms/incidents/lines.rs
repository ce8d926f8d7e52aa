//! The timeline of an incident, newest first: what people wrote, and what happened by itself.

use super::{War, brief};
use crate::edge::clock;
use crate::prelude::*;
use crate::ui::form::{record_link, tone_class};
use crate::ui::markdown::markdown;
use holdfast_domain::rooms::incidents::timeline::{Entry, timeline};
use holdfast_ledger::Id;

/// How many entries are shown until more are asked for.
const SHOWN: usize = 100;

/// The timeline; `correct` is asked to put an entry right.
pub fn lines(war: War, correct: RwSignal<Option<Id>>) -> AnyView {
    let all = Memo::new(move |_| war.page.watch_settled(timeline));
    let limit = RwSignal::new(SHOWN);
    let count = move || all.with(Vec::len);
    let shown = move || {
        let entries = all.get();
        let entries = entries.into_iter().rev().take(limit.get());
        entries
            .map(|entry| line(war, entry, correct))
            .collect_view()
    };
    let more = move || {
        (count() > limit.get()).then(|| {
            view! { <button type="button" class="btn small" on:click=move |_| limit.set(usize::MAX)>{format!("Show all {}", count())}</button> }
        })
    };
    let none = move || {
        (count() == 0).then(|| view! { <p class="muted">"Nothing is written down yet."</p> })
    };
    view! {
        {none}
        <ol class="timeline" aria-label="Timeline, newest first">{shown}</ol>
        {more}
    }
    .into_any()
}

fn line(war: War, entry: Entry, correct: RwSignal<Option<Id>>) -> AnyView {
    let time = entry.at.map_or_else(
        || "no time".to_owned(),
        |at| brief(at, war.page.workspace.now().get_untracked()),
    );
    let iso = entry
        .at
        .map(holdfast_ledger::time::print)
        .unwrap_or_default();
    let source = entry
        .source
        .map(|id| view! { " · "{record_link(war.page.workspace, id)} });
    let by = (!entry.by.is_empty()).then(|| format!(" · {}", entry.by));
    let first = entry.first_at.map(|at| {
        let at = clock::date_time(u64::try_from(at).unwrap_or_default());
        view! { <p class="help">{format!("First written for {at}.")}</p> }
    });
    let corrected = entry
        .corrected
        .then(|| view! { <p class="help">"Put right by a later entry."</p> });
    let id = entry.item;
    let own = entry.written && !entry.corrected;
    let label = format!("Put right: {}, {time}", entry.what);
    let button = own.then(|| {
        view! { <button type="button" class="btn small quiet" aria-label=label on:click=move |_| correct.set(Some(id))>"Put right"</button> }
    });
    let class = tone_class(entry.tone);
    view! {
        <li class=class>
            <time datetime=iso>{time}</time>
            <div class="entry" class:struck=entry.corrected>
                <div><p><b>{entry.what}</b>{by}{source}</p>{(!entry.text.is_empty()).then(|| markdown(&entry.text))}{first}{corrected}</div>
                {button}
            </div>
        </li>
    }
    .into_any()
}
