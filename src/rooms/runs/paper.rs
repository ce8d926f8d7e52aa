//! The record of a run on paper: what was planned, what was done, by whom and when.

use super::RunPage;
use super::standing::Now;
use crate::edge::files::Picture;
use crate::edge::{clock, print};
use crate::rooms::runbooks::sheet::{Identity, columns, fact, sign};
use crate::ui::markdown::{markdown, whole};
use holdfast_domain::rooms::runbooks::log::{Event, What};
use holdfast_domain::rooms::runbooks::run::{RunView, State, took};
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::{MODES, RUN, rules, tag, variables};
use holdfast_domain::value::{self, minutes};
use holdfast_domain::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::RefCell;

thread_local! {
    /// The pictures kept with a run, read before it is printed: the browser's own print command
    /// leaves no time to.
    static PICTURES: RefCell<Vec<(Id, String, Picture)>> = const { RefCell::new(Vec::new()) };
}

/// How many pictures are printed; the others are named.
const MOST_PICTURES: usize = 24;

/// Prints the record, with the pictures that are kept with it.
pub fn print(page: RunPage) {
    let named = page.workspace.read(|view| {
        let record = view.ledger.record(page.id)?;
        Some((view.name(record), kept(record)))
    });
    let Some((name, kept)) = named else { return };
    spawn_local(async move {
        let mut pictures = Vec::new();
        let shown = kept
            .into_iter()
            .filter(|file| PICTURE_TYPES.contains(&&*file.mime));
        for file in shown.take(MOST_PICTURES) {
            // One that is not in this copy is named on the sheet like any other file.
            let Ok(bytes) = page.workspace.attachment(&file.sha256).await else {
                continue;
            };
            if let Ok(picture) = Picture::new(&bytes, &file.mime) {
                picture.ready().await;
                pictures.push((page.id, file.name, picture));
            }
        }
        PICTURES.set(pictures);
        if let Err(why) = print::print(Some(&name)) {
            page.workspace.alarm(format!("Nothing was printed: {why}."));
        }
    });
}

/// Types that are printed as pictures. Not SVG: it is a document.
const PICTURE_TYPES: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// A file kept with the run.
struct Kept {
    name: String,
    mime: String,
    sha256: String,
}

fn kept(record: &Record) -> Vec<Kept> {
    let items = record.items(Key::new("attachments"));
    let one = |item: &Item<'_>| Kept {
        name: item.text("name").into_owned(),
        mime: item.text("type").into_owned(),
        sha256: item.text("sha256").into_owned(),
    };
    items.iter().map(one).collect()
}

/// The sheet that is printed instead of the page.
pub fn sheet(page: RunPage) -> AnyView {
    let sheet = page.workspace.read(|view| {
        let record = view.ledger.record(page.id)?;
        page.now.with_untracked(|now| {
            let run = now.run()?;
            Some(whole_record(record, view, now, run))
        })
    });
    view! { <section class="page print-only paper">{sheet}</section> }.into_any()
}

fn whole_record(record: &Record, view: &View<'_>, now: &Now, run: &RunView) -> AnyView {
    let version = ["Version ", &tag::short(&record.text("runbook_version"))].concat();
    let approval = match rules::approval_in_words(record) {
        none if none.is_empty() => "Not approved".to_owned(),
        approval => ["Approved: ", &approval].concat(),
    };
    let identity = Identity::of(record, view, version, approval);
    identity.label();
    let rows = (0..run.steps.len())
        .map(|n| step(record, view, now, run, n))
        .collect_view();
    view! {
        {identity.head()}
        {facts(record, view, run)}
        {values(record)}
        <table class="table steps-sheet">
            <caption class="sr">"Steps"</caption>
            {columns(&["c-step", "c-role", "c-state", "c-who", "c-when", "c-when", "c-plan"])}
            <thead>
                {identity.row(7)}
                <tr><th>"Step"</th><th>"Role"</th><th>"State"</th><th>"Who"</th><th>"Start"</th><th>"End"</th><th class="num">"Took (planned)"</th></tr>
            </thead>
            {rows}
        </table>
        {log(now, run)}
        {attachments(record)}
        {attention(record, view)}
        {sign(&["Lead: name and signature", "Date and time", "Approved by"])}
    }
    .into_any()
}

fn facts(record: &Record, view: &View<'_>, run: &RunView) -> AnyView {
    let named = |field| {
        let linked = view.linked(record.value(Path::of(field)));
        linked.map(|linked| view.name(linked)).unwrap_or_default()
    };
    let mode = record.value(Path::of("mode"));
    let mode = mode.and_then(|mode| value::choice_of(MODES, mode));
    let clock = run.clock(view.now);
    let span = |length: Option<f64>| {
        let length = length.filter(|_| run.state.is_over());
        length.map(took).unwrap_or_default()
    };
    let lead = match run.lead() {
        none if none.is_empty() => named("owner"),
        lead => lead,
    };
    let done = [&run.finished.to_string(), " of ", &run.total.to_string()].concat();
    let paper = run.events.iter().any(|event| event.paper);
    let source = if paper {
        "a run on paper; entered afterwards"
    } else {
        ""
    };
    view! {
        <div class="sheet-facts">
            {fact("Runbook", &named("runbook"))}
            {fact("Run for", mode.map_or("", |mode| mode.label))}
            {fact("Carried out for", &named("subject"))}
            {fact("Lead", &lead)}
            {fact("State", run.state.label())}
            {fact("Occurred", &when(run.occurred))}
            {fact("Started", &when(run.started))}
            {fact("Ended", &when(run.ended))}
            {fact("From start to end", &span(clock.since_started))}
            {fact("From occurrence to end", &span(clock.since_occurred))}
            {fact("Within (RTO)", &run.rto.map(minutes).unwrap_or_default())}
            {fact("Steps done or skipped", &done)}
            {fact("Taken from", source)}
            {fact("Times are in", &clock::zone_name())}
        </div>
    }
    .into_any()
}

// With its date: a record is read years later.
fn when(at: Option<i64>) -> String {
    at.and_then(|at| u64::try_from(at).ok())
        .map(clock::date_time)
        .unwrap_or_default()
}

// In a narrow column the line breaks between day and time only.
fn narrow(at: Option<i64>) -> AnyView {
    let parts = at.and_then(|at| u64::try_from(at).ok());
    parts
        .map(|at| {
            view! { <span class="whole">{clock::time_short(at)}</span>" "<span class="whole day">{clock::date(at)}</span> }
        })
        .into_any()
}

fn values(record: &Record) -> AnyView {
    let values = variables::asked(record);
    let row = |(name, value): (String, String)| {
        let value = if value.trim().is_empty() {
            "no value".to_owned()
        } else {
            value
        };
        view! { <tr><th scope="row">{name}</th><td>{whole(&value)}</td></tr> }
    };
    (!values.is_empty())
        .then(|| {
            view! {
                <section><h2>"Values"</h2><table class="table"><thead><tr><th>"Name"</th><th>"Value"</th></tr></thead><tbody>{values.into_iter().map(row).collect_view()}</tbody></table></section>
            }
        })
        .into_any()
}

fn step(record: &Record, view: &View<'_>, now: &Now, run: &RunView, n: usize) -> AnyView {
    let (step, at) = (&run.plan.steps[n], &run.steps[n]);
    let name = [&step.number, " ", &now.fill(&step.title)].concat();
    if !step.is_worked() {
        return view! { <tbody><tr class="section"><th colspan="7">{whole(&name)}</th></tr></tbody> }.into_any();
    }
    let role = step.role.and_then(|id| view.ledger.record(id));
    let role = role.map(|role| role.text("title").into_owned());
    let over = matches!(at.state, State::Done | State::Failed | State::Skipped);
    // It breaks before what was planned only.
    let whole_length = |length: String| length.replace(' ', "\u{a0}");
    let planned = step.estimate.map(|estimate| minutes(estimate.mean()));
    let (planned, spent) = (
        planned.map(whole_length),
        at.minutes.map(took).map(whole_length),
    );
    let length = match (spent, planned) {
        (Some(spent), Some(planned)) => [&spent, " (", &planned, ")"].concat(),
        (Some(spent), None) => spent,
        (None, Some(planned)) => ["(", &planned, ")"].concat(),
        (None, None) => String::new(),
    };
    let flag = |field| {
        let value = record.value(Path::item(STEPS, step.id, Key::new(field)));
        value.and_then(Text::get) == Some(true)
    };
    let no_return = flag("irreversible").then(|| view! { <p><b>"▲ Point of no return"</b></p> });
    let added =
        flag("unplanned").then(|| view! { <p class="cond">"Nobody had planned this step."</p> });
    let said = said(run, n);
    let more = (no_return.is_some() || added.is_some() || said.is_some())
        .then(|| view! { <tr class="more"><td colspan="7">{no_return}{added}{said}</td></tr> });
    view! {
        <tbody class="keep">
            <tr>
                <th scope="row">{whole(&name)}</th>
                <td>{role}</td>
                <td><b>{run.label(at.state)}</b></td>
                <td>{at.by.clone()}</td>
                <td>{narrow(at.began)}</td>
                <td>{narrow(at.since.filter(|_| over))}</td>
                <td class="num">{length}</td>
            </tr>
            {more}
        </tbody>
    }
    .into_any()
}

// What was decided, found out, noted and seen in a step.
fn said(run: &RunView, n: usize) -> Option<AnyView> {
    let at = &run.steps[n];
    let mut parts: Vec<AnyView> = Vec::new();
    if !at.answer.is_empty() {
        parts.push(fact("Decided", &at.answer));
    }
    for event in at.events.iter().filter_map(|n| run.events.get(*n)) {
        if let Some((name, value)) = &event.captured {
            parts.push(view! { <p><b>{name.clone()}": "</b>{whole(value)}</p> }.into_any());
        }
        let evidence = run.plan.steps[n].evidence && event.what == Some(What::Done);
        if !event.text.trim().is_empty() {
            let label = if evidence { "Evidence" } else { what(event) };
            parts.push(
                view! { <div class="said"><b>{label.to_owned()}</b>{markdown(&event.text)}</div> }
                    .into_any(),
            );
        }
    }
    (!parts.is_empty()).then(|| parts.collect_view().into_any())
}

fn what(event: &Event) -> &str {
    let choice = event.what.and_then(What::choice);
    choice.map_or(&*event.word, |choice| choice.label)
}

fn log(now: &Now, run: &RunView) -> AnyView {
    let row = |event: &Event| {
        let step = match event.step {
            Some(id) => now.step(id).map_or_else(
                || "a step that is not in this run".to_owned(),
                |(step, _)| [&step.number, " ", &now.fill(&step.title)].concat(),
            ),
            None => "the run".to_owned(),
        };
        let at = if event.at.is_some() {
            narrow(event.at)
        } else {
            "unknown".into_any()
        };
        let corrected = event.corrected.as_ref().map(|(by, at)| {
            let words = ["Time put right by ", by, ", ", &when(Some(*at))].concat();
            view! { <p class="cond">{words}</p> }
        });
        let paper = event
            .paper
            .then(|| view! { <p class="cond">"From paper"</p> });
        view! {
            <tr><td class="c-when">{at}</td><td>{event.by.clone()}</td><td>{what(event).to_owned()}": "{step}{corrected}{paper}</td><td>{whole(&event.text)}</td></tr>
        }
    };
    let rows = run.events.iter().map(row).collect_view();
    (!run.events.is_empty())
        .then(|| {
            view! {
                <section><h2>"Log"</h2><table class="table"><thead><tr><th class="c-when">"When"</th><th class="c-who">"Who"</th><th>"What"</th><th>"Note"</th></tr></thead><tbody>{rows}</tbody></table></section>
            }
        })
        .into_any()
}

fn attachments(record: &Record) -> AnyView {
    let kept = kept(record);
    let some = !kept.is_empty();
    let row = |file: Kept| view! { <tr><th scope="row">{file.name}</th><td class="code">{file.sha256}</td></tr> };
    let rows = kept.into_iter().map(row).collect_view();
    let picture = |(_, name, picture): &(Id, String, Picture)| {
        view! { <figure><img src=picture.url().to_owned() alt=""/><figcaption>{name.clone()}</figcaption></figure> }
    };
    let pictures = PICTURES.with_borrow(|pictures| {
        let own = pictures.iter().filter(|(run, ..)| *run == record.id);
        own.map(picture).collect_view()
    });
    some.then(|| {
        view! {
            <section><h2>"Files kept with the run"</h2><table class="table"><thead><tr><th>"Name"</th><th>"SHA-256"</th></tr></thead><tbody>{rows}</tbody></table></section>
            <div class="shots">{pictures}</div>
        }
    })
    .into_any()
}

fn attention(record: &Record, view: &View<'_>) -> AnyView {
    let found = (RUN.findings)(record, view);
    (!found.is_empty())
        .then(|| {
            let one = |text: String| view! { <li>{text}</li> };
            view! { <section class="keep"><h2>"Wants attention"</h2><ul>{found.into_iter().map(|finding| one(finding.text)).collect_view()}</ul></section> }
        })
        .into_any()
}
