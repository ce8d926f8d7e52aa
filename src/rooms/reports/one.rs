//! One report: on screen, on paper, as a file.

use super::choose::{FROM, OF, chosen};
use crate::edge::{clipboard, clock, print, slices};
use crate::prelude::*;
use crate::rooms::service_levels::once_read;
use crate::rooms::sweep::sweep;
use crate::route::{Page, Route};
use crate::ui::chart::counts;
use crate::ui::empty::within;
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::markdown::document as document_text;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::workspace::{Workspace, now_ms};
use holdfast_domain::rooms;
use holdfast_domain::rooms::reports::{Asked, Document, Gravest, Of, Part, Topic, Writing};
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_ledger::Id;
use leptos::task::spawn_local;

/// How long after a change all records are looked at again, in milliseconds.
const SETTLE_MS: i32 = 500;

/// The page of a report.
pub fn page(topic: &'static Topic) -> AnyView {
    let workspace = Workspace::of_page();
    // What outages say is read in parts before it is asked for.
    if topic.sweeps || topic.of == Of::Past {
        once_read(workspace, move || shown(workspace, topic))
    } else {
        shown(workspace, topic)
    }
}

fn shown(workspace: Workspace, topic: &'static Topic) -> AnyView {
    let shell = Shell::of_page();
    let asked = move |key: &str| shell.route.with(|route| route.get(key).map(str::to_owned));
    let of = Memo::new(move |_| {
        let named = asked(OF).and_then(|id| id.parse::<Id>().ok());
        named.or_else(|| workspace.watch_all(|view| topic.usual(view)))
    });
    let stretch = Memo::new(move |_| {
        let named = asked(FROM).and_then(|key| Stretch::read(&key));
        named.unwrap_or_else(|| workspace.read(|view| Stretch::with(view.today(), 1)))
    });
    let gravest = gravest(workspace, topic);
    let looks = move || topic.sweeps && gravest.with(Option::is_none);
    let draft = written_in_parts(workspace, topic, of, stretch, gravest);
    let document = Memo::new(move |_| draft.get().flatten());
    let paper = RwSignal::new(false);
    keep(print::around(move |now| paper.set(now)));
    let body = move || {
        if looks() || draft.with(Option::is_none) {
            let words = if looks() {
                "Looking at all records…"
            } else {
                "Writing it…"
            };
            return view! { <p class="muted" aria-busy="true">{words}</p> }.into_any();
        }
        document.with(|document| match document {
            Some(document) => view! { <article class="card report-text" aria-label=topic.name>{written(document)}</article> }.into_any(),
            None => none(topic),
        })
    };
    let sheet = move || {
        let now = paper.get().then(|| document.get()).flatten();
        now.map(|document| sheet(workspace, &document))
    };
    view! {
        <section class="page" class:screen-only=move || paper.get() && document.with(Option::is_some)>
            <div class="head">
                <div>
                    <p class="crumb"><a href=Route::to(Page::Reports).href()>"Reports"</a></p>
                    <h1 tabindex="-1">{move || document.with(|document| document.as_ref().map_or_else(|| topic.name.to_owned(), |document| document.title.clone()))}</h1>
                    <p class="sub">{move || document.with(|document| document.as_ref().map_or_else(|| topic.about.to_owned(), |document| document.version.clone()))}</p>
                </div>
                {buttons(workspace, document, of)}
            </div>
            {chosen(workspace, topic, of, stretch)}
            {body}
        </section>
        {sheet}
    }
    .into_any()
}

// The report, written part by part, again after each change; none while it is written for the first time or for
// another choice.
fn written_in_parts(
    workspace: Workspace,
    topic: &'static Topic,
    of: Memo<Option<Id>>,
    stretch: Memo<Stretch>,
    gravest: RwSignal<Option<Gravest>>,
) -> RwSignal<Option<Option<Document>>> {
    let written = RwSignal::new(None);
    let turn = StoredValue::new(0_u32);
    Effect::new(move |before: Option<(Option<Id>, Stretch)>| {
        let chosen = (of.get(), stretch.get());
        workspace.watch_settled(|_| ());
        turn.update_value(|turn| *turn += 1);
        let own = turn.get_value();
        if before.is_some_and(|before| before != chosen) {
            written.set(None);
        }
        if topic.sweeps && gravest.with(Option::is_none) {
            return chosen;
        }
        spawn_local(async move {
            let mut writing = Writing::default();
            let mut more = true;
            while more {
                // What changes on the way has another turn begin, which begins anew.
                if turn.try_get_value() != Some(own) {
                    return;
                }
                more = gravest.with_untracked(|gravest| {
                    workspace.read(|view| {
                        let asked = Asked {
                            record: chosen.0.and_then(|id| view.there(id)),
                            stretch: chosen.1,
                            gravest: gravest.as_ref(),
                            said: &said,
                        };
                        writing.go_on(topic, &asked, view)
                    })
                });
                if more {
                    slices::yield_now().await;
                }
            }
            written.try_set(Some(writing.document));
        });
        chosen
    });
    written
}

// What is gravest of all records, where a report tells it; looked for again after each change.
fn gravest(workspace: Workspace, topic: &'static Topic) -> RwSignal<Option<Gravest>> {
    let found = RwSignal::new(None::<Gravest>);
    if !topic.sweeps {
        return found;
    }
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        workspace.watch_all(|_| ());
        turn.update_value(|turn| *turn += 1);
        let own = turn.get_value();
        spawn_local(async move {
            if found.try_with_untracked(Option::is_some) == Some(true) {
                clock::pause(SETTLE_MS).await;
            }
            let mut gravest = Gravest::default();
            let stale = || turn.try_get_value() != Some(own);
            let done = sweep(workspace, stale, |record, kind, view| {
                gravest.take(record, kind, view)
            });
            if done.await {
                found.try_set(Some(gravest));
            }
        });
    });
    found
}

fn written(document: &Document) -> AnyView {
    let part = |part: &Part| match part {
        Part::Text(text) => document_text(&dated(text)),
        Part::Chart(chart) => counts::chart(chart),
    };
    document.parts.iter().map(part).collect_view().into_any()
}

// Days as the person writes them, but where a link names one.
fn dated(text: &str) -> String {
    const LINK: &str = "](";
    let mut parts = text.split(LINK);
    let mut out = parts.next().map(clock::with_dates).unwrap_or_default();
    for part in parts {
        let (address, rest) = part.split_at(part.find(')').unwrap_or(part.len()));
        out.push_str(LINK);
        out.push_str(address);
        out.push_str(&clock::with_dates(rest));
    }
    out
}

fn buttons(
    workspace: Workspace,
    document: Memo<Option<Document>>,
    of: Memo<Option<Id>>,
) -> AnyView {
    let none = move || document.with(Option::is_none);
    let copy = move |_| {
        let Some(document) = document.get_untracked() else {
            return;
        };
        spawn_local(async move {
            match clipboard::copy(&document.markdown()).await {
                Ok(()) => workspace.say("Copied as Markdown"),
                Err(error) => workspace.alarm(format!("Not copied: {error}.")),
            }
        });
    };
    let save = move |_| {
        if let Some(document) = document.get_untracked() {
            handed::markdown(workspace, &document.file, &document.markdown());
        }
    };
    let press = move |_| {
        if let Some(document) = document.get_untracked() {
            handed::paper(workspace, Some(&document.title));
        }
    };
    // A record's own page has more: sheets to fill in, its parts one by one.
    let own = move || {
        let id = of.get()?;
        let href = workspace.read(|view| {
            let kind = rooms::kind(view.there(id)?.kind.as_str())?;
            Some(Route::to(Page::Record(kind.room, id)).href())
        })?;
        Some(view! { <a class="btn" href=href>"Open its page"</a> })
    };
    view! {
        <div class="btns screen-only">
            {own}
            <button type="button" class="btn" disabled=none on:click=copy>{icon("copy")}"Copy"</button>
            <button type="button" class="btn" disabled=none on:click=save>{icon("download")}"Markdown"</button>
            <button type="button" class="btn primary" disabled=none on:click=press>{icon("print")}"Print"</button>
        </div>
    }
    .into_any()
}

fn none(topic: &'static Topic) -> AnyView {
    let Of::Record([kind, ..]) = topic.of else {
        return ().into_any();
    };
    let Some(kind) = rooms::kind(kind) else {
        return ().into_any();
    };
    let href = Route::to(Page::Room(kind.room)).href();
    let more = view! {
        <p>{kind.purpose}</p>
        <p class="btns"><a class="btn" href=href>{format!("To {}", kind.many.to_lowercase())}</a></p>
    };
    let title = format!("No {} to tell of", kind.one.to_lowercase());
    view! { <section class="card">{within(topic.icon, title, more.into_any())}</section> }
        .into_any()
}

// Title and version stand in the margins of every page as well.
fn sheet(workspace: Workspace, document: &Document) -> AnyView {
    let source = format!(
        "{} · printed {}",
        untrack(|| workspace.name()),
        said(now_ms())
    );
    print::label(&document.title, &document.version, &source);
    view! {
        <section class="page print-only paper report-text">
            <header class="sheet-head keep"><div><h1>{document.title.clone()}</h1><p><b>{document.version.clone()}</b></p></div></header>
            {written(document)}
        </section>
    }
    .into_any()
}

fn said(at: i64) -> String {
    clock::date_time(u64::try_from(at).unwrap_or_default())
}
