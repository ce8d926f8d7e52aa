//! The desk of who facilitates: the clocks, injects with one button and one key for each step, and what is
//! seen, written down on the spot.

use super::{AT_DESK, Table, clocks, keys, notes, pacing, participants_href};
use crate::edge::dom;
use crate::prelude::*;
use crate::rooms::record;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::form::{Asked, tone_class};
use crate::ui::icon::icon;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::exercises::injects::{self, Inject, log};
use holdfast_domain::rooms::exercises::{INJECT_STATES, msel};
use holdfast_domain::rooms::flow::WHY;
use holdfast_domain::rooms::incidents::timeline;
use holdfast_domain::rooms::runbooks::run::RunView;
use holdfast_ledger::Id;
use std::sync::Arc;

/// The tab.
pub fn tab(table: Table) -> AnyView {
    let page = table.page;
    view! {
        <div class="war">
            {clocks::clocks(table, true)}
            <div class="btns">
                <span class="btns" id=DEEDS>{record::action_buttons_beside(page, |key| AT_DESK.contains(&key), back)}</span>
                <a class="btn" href=participants_href(page.id)>{icon("eye")}"Participants’ view"</a>
            </div>
            {pacing::pacing(table)}
            <div class="record">
                <div class="stack">{list(table)}{lines(table)}</div>
                <div class="panel stack">
                    {notes::observation(table)}
                    {notes::hot_wash(table)}
                    {runs(table)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

/// The element of what is done with the clocks.
const DEEDS: &str = "desk-deeds";

// Who paused goes on from there.
fn back() {
    if !dom::focus_first(&format!("#{DEEDS} .btn.primary, #{DEEDS} .btn")) {
        dom::focus_heading();
    }
}

#[derive(Clone, PartialEq)]
struct Row {
    inject: Inject,
    /// Whether the scenario has come to it.
    due: bool,
    /// Keys and names of the steps that it can take.
    steps: Vec<(&'static str, &'static str)>,
}

fn list(table: Table) -> AnyView {
    let page = table.page;
    let clock = clocks::standing(table);
    let read = Memo::new(move |_| {
        page.watch(|record, _| {
            let all = injects::injects(record).into_iter();
            let all = all.map(|inject| {
                let steps = injects::steps(record, &inject).into_iter();
                let steps = steps.map(|step| (step.key, step.label)).collect();
                Row {
                    due: false,
                    inject,
                    steps,
                }
            });
            all.collect::<Vec<Row>>()
        })
    });
    // A row is drawn anew when it changes or falls due, not each second.
    let rows = Memo::new(move |_| {
        let clock = clock.get();
        let mut rows = read.get();
        for row in &mut rows {
            row.due = row.inject.is_due(&clock);
        }
        rows
    });
    let begun = Memo::new(move |_| clock.get().began.is_some());
    let none = move || {
        rows.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"No inject yet. Write them in Injects."</p> })
    };
    let early = move || {
        (!begun.get())
            .then(|| view! { <p class="help">"Injects go out once the exercise is started."</p> })
    };
    view! {
        <section class="card" aria-label="Injects">
            <h2>"Injects"</h2>
            {early}{none}
            <ol class="injects">{move || rows.get().into_iter().map(|row| inject(table, row)).collect_view()}</ol>
            <p class="help">{keys::HELP}</p>
        </section>
    }
    .into_any()
}

fn inject(table: Table, row: Row) -> AnyView {
    let Row { inject, due, steps } = row;
    let id = inject.id;
    let state = INJECT_STATES.iter().find(|state| state.key == inject.state);
    let state = state.map(|state| badge(state.label, state.tone));
    let due = due.then(|| badge("Due", Tone::Warn));
    let way = inject.way();
    let title = inject.title.clone();
    let button = move |(key, label): (&'static str, &'static str)| {
        let name = format!("{label}: {title}");
        let class = match key {
            "release" | "act" => "btn small primary",
            _ => "btn small",
        };
        view! { <button type="button" class=class aria-label=name on:click=move |_| step(table, id, key)>{label}</button> }
    };
    let buttons = steps.into_iter().map(button).collect_view();
    let chosen = move || table.chosen.get() == Some(id);
    let about = format!("Note on this: {}", inject.title);
    let expected = (!inject.expected.is_empty())
        .then(|| view! { <p class="help"><b>"Expected: "</b>{inject.expected}</p> });
    let why = (!inject.skipped_why.is_empty())
        .then(|| view! { <p class="help">{inject.skipped_why}</p> });
    view! {
        <li class="inject" id=pacing::row_id(id) aria-current=move || chosen().then_some("true")>
            <div class="inject-head">
                <span class="no">{msel::offset_text(inject.offset)}</span>
                <b>{inject.title}</b>{due}{state}
            </div>
            <p class="muted">{way}</p>
            <p>{inject.text}</p>
            {expected}{why}
            <div class="btns">{buttons}
                <button type="button" class="btn small quiet" aria-label=about aria-pressed=move || chosen().to_string()
                    on:click=move |_| note_on(table, id)>"Note on this"</button>
            </div>
        </li>
    }
    .into_any()
}

// Whoever chooses an inject begins to write; pressed again, it is no longer the one.
fn note_on(table: Table, id: Id) {
    let chosen = table.chosen.get_untracked() != Some(id);
    table.chosen.set(chosen.then_some(id));
    if chosen {
        dom::focus(notes::OBSERVE);
    }
}

/// Takes an inject a step further; to skip one asks why first.
pub fn step(table: Table, inject: Id, key: &'static str) {
    if key != "skip" {
        table.try_put("Inject moved on", |record, view, mint| {
            injects::take(record, inject, key, "", view, mint)
        });
        return;
    }
    let perform = move |answers: Answers| {
        let why = answers.get("why").map(|why| why.plain().into_owned());
        table.put("Inject skipped", |record, view, mint| {
            injects::take(record, inject, key, &why.unwrap_or_default(), view, mint)
        })
    };
    table.page.asked.set(Some(Asked {
        title: "Skip the inject".to_owned(),
        fields: WHY,
        about: String::new(),
        given: Answers::new(),
        perform: Arc::new(perform),
    }));
}

// What happened, the newest first.
fn lines(table: Table) -> AnyView {
    let all = Memo::new(move |_| table.page.watch(|record, _| log(record)));
    let line = |(at, what, text, by): (i64, String, String, String)| {
        let iso = holdfast_ledger::time::print(at);
        let time = crate::edge::clock::time(u64::try_from(at).unwrap_or_default());
        let by = (!by.is_empty()).then(|| format!(" · {by}"));
        view! { <li class=tone_class(Tone::Plain)><time datetime=iso>{time}</time><div class="entry"><div><p><b>{what}</b>{by}</p>{(!text.is_empty()).then(|| view! { <p>{text}</p> })}</div></div></li> }
    };
    let none = move || {
        all.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"Nothing has happened yet."</p> })
    };
    view! {
        <section class="card" aria-label="Log">
            <h2>"Log"</h2>
            {none}
            <ol class="timeline" aria-label="Log, newest first">{move || all.get().into_iter().rev().map(line).collect_view()}</ol>
        </section>
    }
    .into_any()
}

type Line = (Id, String, String);

// Runs that are carried out for the exercise, and its runbooks to start.
fn runs(table: Table) -> AnyView {
    let page = table.page;
    let read = Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let runs = timeline::runs(record, view).into_iter();
            let runs = runs.map(|run| {
                let read = RunView::kept(run, view);
                let how = format!(
                    "{}, {} of {}",
                    read.state.label(),
                    read.finished,
                    read.total
                );
                (run.id, view.name(run), how)
            });
            let runs: Vec<Line> = runs.collect();
            let named: Vec<String> = record.get("runbooks").unwrap_or_default();
            let named = named.iter().filter_map(|id| view.there(id.parse().ok()?));
            let named: Vec<(Id, String)> = named.map(|one| (one.id, view.name(one))).collect();
            (runs, named)
        })
    });
    let run = |(id, name, how): Line| {
        let to = Route::to(Page::Record("runs", id)).href();
        view! { <li><a href=to>{name}</a><span class="muted">{how}</span></li> }
    };
    let offer = move |(id, name): (Id, String)| {
        let to = Route::to(Page::Record("runbooks", id))
            .with("for", &page.id.to_string())
            .href();
        let label = format!("Start {name}");
        view! { <li><span>{name}</span><a class="btn small" href=to aria-label=label>"Start…"</a></li> }
    };
    let none = move || {
        read.with(|(runs, named)| runs.is_empty() && named.is_empty())
            .then(|| view! { <p class="muted">"No runbook is part of it."</p> })
    };
    view! {
        <section class="card" aria-label="Runs">
            <h2>"Runs"</h2>
            {none}
            <ul class="list">{move || read.get().0.into_iter().map(run).collect_view()}{move || read.get().1.into_iter().map(offer).collect_view()}</ul>
        </section>
    }
    .into_any()
}
