//! The record of a run on paper: what was planned, what was done, by whom and when.

use super::RunPage;
use super::standing::Now;
use crate::edge::clock;
use crate::edge::files::Picture;
use crate::prelude::*;
use crate::rooms::runbooks::paper_step::disputed;
use crate::rooms::runbooks::sheet::{Identity, columns, fact, sign};
use crate::ui::handed;
use crate::ui::markdown::{markdown, whole};
use holdfast_domain::rooms::runbooks::disputed;
use holdfast_domain::rooms::runbooks::event_words;
use holdfast_domain::rooms::runbooks::evidence::{self, Fact, Message};
use holdfast_domain::rooms::runbooks::log::{Event, What};
use holdfast_domain::rooms::runbooks::run::{RunView, State, took};
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::telling::Sent;
use holdfast_domain::rooms::runbooks::{RUN, rules, tag, variables};
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Key, Path, Record, Text};
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
        handed::paper(page.workspace, Some(&name));
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
        {pairs("Roles", ["Role", "Held by"], evidence::roles(record, run, view))}
        {pairs("Values", ["Name", "Value"], values(record))}
        <table class="table steps-sheet">
            <caption class="sr">"Steps"</caption>
            {columns(&["c-step", "c-role", "c-state", "c-who", "c-when", "c-when", "c-plan"])}
            <thead>
                {identity.row(7, false)}
                <tr><th>"Step"</th><th>"Role"</th><th>"State"</th><th>"Who"</th><th>"Start"</th><th>"End"</th><th class="num">"Took (planned)"</th></tr>
            </thead>
            {rows}
        </table>
        {messages(record, run)}
        {log(now, run, view)}
        {attachments(record)}
        {attention(record, view)}
        {sign(&["Lead: name and signature", "Date and time", "Approved by"])}
    }
    .into_any()
}

fn facts(record: &Record, view: &View<'_>, run: &RunView) -> AnyView {
    let exact = |at: i64| when(Some(at));
    let facts = evidence::facts(record, run, view, &exact);
    let one = |(label, text): Fact| view! { <p><b>{label}": "</b>{whole(&text)}</p> };
    view! {
        <div class="sheet-facts">
            {facts.into_iter().map(one).collect_view()}
            {fact("Times are in", &clock::zone_name())}
        </div>
    }
    .into_any()
}

// With its date and its seconds: a record is read years later, beside others.
fn when(at: Option<i64>) -> String {
    at.and_then(|at| u64::try_from(at).ok())
        .map(clock::date_time_exact)
        .unwrap_or_default()
}

// In a narrow column the line breaks between day and time only.
fn narrow(at: Option<i64>) -> AnyView {
    let parts = at.and_then(|at| u64::try_from(at).ok());
    parts
        .map(|at| {
            view! { <span class="whole">{clock::time(at)}</span>" "<span class="whole day">{clock::date(at)}</span> }
        })
        .into_any()
}

// Two columns under a heading; nothing where there are no rows.
fn pairs(heading: &'static str, heads: [&'static str; 2], rows: Vec<(String, String)>) -> AnyView {
    let row = |(name, value): (String, String)| view! { <tr><th scope="row">{name}</th><td>{whole(&value)}</td></tr> };
    (!rows.is_empty())
        .then(|| {
            let heads = heads.map(|head| view! { <th>{head}</th> }).collect_view();
            view! {
                <section><h2>{heading}</h2><table class="table"><thead><tr>{heads}</tr></thead><tbody>{rows.into_iter().map(row).collect_view()}</tbody></table></section>
            }
        })
        .into_any()
}

fn values(record: &Record) -> Vec<(String, String)> {
    let said = |(name, value): (String, String)| {
        let none = value.trim().is_empty();
        (name, if none { "no value".to_owned() } else { value })
    };
    variables::asked(record).into_iter().map(said).collect()
}

// What people were told, as it was sent.
fn messages(record: &Record, run: &RunView) -> AnyView {
    let one = |message: Message| {
        let Sent {
            telling,
            as_planned,
        } = message.sent;
        view! {
            <div class="keep">
                <h3>{message.step}</h3>
                <p>{[&when(message.at), " · ", &message.by].concat()}</p>
                {fact("To", &telling.audience)}{fact("By", &telling.channel)}{as_planned.then(|| fact("Words", evidence::AS_PLANNED))}
                <div class="said message">{markdown(&telling.message)}</div>
            </div>
        }
    };
    let sent = evidence::messages(record, run);
    (!sent.is_empty())
        .then(|| view! { <section><h2>"Messages"</h2>{sent.into_iter().map(one).collect_view()}</section> })
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
    let planned = step.estimate.map(|estimate| minutes(estimate.mean()));
    let length = length(at.minutes.map(took), planned);
    let flag = |field| {
        let value = record.value(Path::item(STEPS, step.id, Key::new(field)));
        value.and_then(Text::get) == Some(true)
    };
    let no_return = flag("irreversible").then(|| view! { <p><b>"▲ Point of no return"</b></p> });
    let added =
        flag("unplanned").then(|| view! { <p class="cond">"Nobody had planned this step."</p> });
    let said = said(run, n);
    let disputed = disputed(&disputed::of_step(record, step.id, view));
    let more = (no_return.is_some() || disputed.is_some() || added.is_some() || said.is_some())
        .then(|| view! { <tr class="more"><td colspan="7">{disputed}{no_return}{added}{said}</td></tr> });
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

// `2 h 10 min (2 h)`, in a narrow column: a number stays with its unit.
fn length(spent: Option<String>, planned: Option<String>) -> String {
    let planned = planned.map(|planned| ["(", &planned, ")"].concat());
    let parts: Vec<String> = spent.into_iter().chain(planned).collect();
    let words = parts.join(" ");
    let mut out = String::with_capacity(words.len() + 4);
    let mut last = ' ';
    for c in words.chars() {
        let in_one = c == ' ' && last.is_ascii_digit();
        out.push(if in_one { '\u{a0}' } else { c });
        last = c;
    }
    out
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
            let label = if evidence {
                "Evidence".to_owned()
            } else {
                event_words::what(event)
            };
            parts.push(
                view! { <div class="said"><b>{label}</b>{markdown(&event.text)}</div> }.into_any(),
            );
        }
    }
    (!parts.is_empty()).then(|| parts.collect_view().into_any())
}

fn log(now: &Now, run: &RunView, view: &View<'_>) -> AnyView {
    let row = |event: &Event| {
        let step = event.step.map(|id| match now.step(id) {
            Some((step, _)) => [": ", &step.number, " ", &now.fill(&step.title)].concat(),
            None => ": a step that is not in this run".to_owned(),
        });
        let at = if event.at.is_some() {
            narrow(event.at)
        } else {
            "unknown".into_any()
        };
        let more = event_words::more(event, view);
        let more = (!more.is_empty()).then(|| view! { <p>{whole(&more)}</p> });
        let of_time = event_words::of_time(event, run, &|at| when(Some(at)));
        let of_time = (!of_time.is_empty())
            .then(|| view! { <p class="cond">{["Time ", &of_time].concat()}</p> });
        let paper = event
            .paper
            .then(|| view! { <p class="cond">"From paper"</p> });
        let by = event_words::by(event).to_owned();
        view! {
            <tr><td class="c-when">{at}</td><td>{by}</td><td>{event_words::what(event)}{step}{more}{of_time}{paper}</td><td>{whole(&event.text)}</td></tr>
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
