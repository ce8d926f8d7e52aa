//! A runbook as people will read it: variables hold their defaults.

use super::words::{self, Words, kind_icon};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::icon::icon;
use crate::ui::markdown::markdown;
use holdfast_domain::rooms::runbooks::steps::{self, Step};
use holdfast_domain::rooms::runbooks::variables::{self, VARIABLES};
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::sort::Ordered;
use holdfast_ledger::{Path, Record};
use std::collections::BTreeMap;

/// The defaults of a runbook's variables, by name; those without one stay as they stand.
pub fn defaults(record: &Record) -> BTreeMap<String, String> {
    let items = record.items(VARIABLES);
    let pair = |item: &holdfast_ledger::record::Item<'_>| {
        (
            item.text("name").into_owned(),
            item.text("default").into_owned(),
        )
    };
    items
        .iter()
        .map(pair)
        .filter(|(name, default)| !name.is_empty() && !default.is_empty())
        .into_map()
}

/// The parts above the steps, with their headings.
pub fn parts(record: &Record) -> Vec<(&'static str, String)> {
    let parts = [
        ("Purpose", "purpose"),
        ("Trigger", "trigger"),
        ("Preconditions", "preconditions"),
        ("Notes", "notes"),
    ];
    let read = parts.map(|(heading, field)| {
        (
            heading,
            record
                .value(Path::of(field))
                .map(|text| text.plain().into_owned()),
        )
    });
    read.into_iter()
        .filter_map(|(heading, text)| Some((heading, text?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

/// How many steps are drawn before somebody wants to read on.
const FIRST: usize = 200;

/// The runbook to read.
pub fn preview(page: RecordPage) -> AnyView {
    let shown = RwSignal::new(FIRST);
    let text = move || {
        let shown = shown.get();
        page.watch(|record, view| Some(read(record, view, shown)))
    };
    let total = Memo::new(move |_| page.watch(|record, _| steps::read(record).len()));
    let left = move || total.get().saturating_sub(shown.get());
    view! {
        <div class="reading">
            {text}
            <button type="button" class="btn" hidden=move || left() == 0 on:click=move |_| shown.update(|n| *n *= 4)>
                {move || format!("Read on: {} more steps", left())}
            </button>
        </div>
    }
    .into_any()
}

fn read(record: &Record, view: &View<'_>, shown: usize) -> AnyView {
    let values = defaults(record);
    let part = |(heading, text): (&'static str, String)| view! { <section><h2>{heading}</h2>{markdown(&text)}</section> };
    let steps = steps::read(record);
    let step = |step: &Step| {
        let words = Words::of(record, step.id, &values, view);
        one(step, &variables::fill(&step.title, &values), &words)
    };
    view! {
        {parts(record).into_iter().map(part).collect_view()}
        <h2>"Steps"</h2>
        {steps.iter().take(shown).map(step).collect_view()}
    }
    .into_any()
}

fn one(step: &Step, title: &str, words: &Words) -> AnyView {
    let title = if title.is_empty() {
        "Untitled".to_owned()
    } else {
        title.to_owned()
    };
    if !step.is_worked() {
        let title = format!("{} {title}", step.number);
        return view! { <h3>{title}</h3>{words::body(words)} }.into_any();
    }
    let duration = step
        .estimate
        .map(|estimate| view! { <span class="dur">{minutes(estimate.mean())}</span> });
    view! {
        <article class="step" class:irreversible=words.irreversible>
            <header><span class="no">{step.number.clone()}</span>{icon(kind_icon(&step.kind))}<h3>{title}</h3>{duration}</header>
            {words::body(words)}
        </article>
    }
    .into_any()
}
