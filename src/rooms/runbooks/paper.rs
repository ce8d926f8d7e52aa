//! A runbook to be worked through on paper: boxes to tick, room for times and names.

use super::paper_step::{Steps, band, body};
use super::preview::{defaults, parts};
use super::sheet::{Identity, columns, sign, tick};
use crate::edge::print;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::ui::markdown::{markdown, whole};
use crate::ui::menu;
use holdfast_domain::rooms::runbooks::steps;
use holdfast_domain::rooms::runbooks::tag::{approval_in_words, version_in_words};
use holdfast_domain::rooms::runbooks::variables::VARIABLES;
use holdfast_domain::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Record};
use leptos::prelude::*;

/// How many lines stand at the end for steps that nobody planned.
const UNPLANNED: usize = 5;

/// The menu of what a runbook has to do with paper. `short` says whether only titles are printed.
pub fn menu(page: RecordPage, short: RwSignal<bool>) -> AnyView {
    let press = move |titles: bool| {
        short.set(titles);
        let name = page.read(|record, view| view.name(record));
        if let Err(why) = print::print(Some(&name)) {
            page.workspace.alarm(format!("Nothing was printed: {why}."));
        }
    };
    let enter = Route::to(Page::Record("runbooks", page.id)).with("enter", "paper");
    let label = view! { {icon("print")}"Paper" };
    menu::menu(label, move || {
        view! {
            <button type="button" on:click=move |_| press(false)>"Print the runbook"</button>
            <button type="button" on:click=move |_| press(true)>"Print a checklist"</button>
            <a href=enter.href()>"Enter a paper run…"</a>
        }
        .into_any()
    })
}

/// The sheet that is printed instead of the page: all of it, or the steps' titles only.
pub fn sheet(page: RecordPage, short: bool) -> AnyView {
    let sheet = page.read(|record, view| {
        let (version, approval) = (version_in_words(record), approval_in_words(record));
        let identity = Identity::of(record, view, version, approval);
        identity.label();
        Some(if short {
            checklist(record, &identity)
        } else {
            whole_runbook(record, view, &identity)
        })
    });
    view! { <section class="page print-only paper">{sheet}</section> }.into_any()
}

fn whole_runbook(record: &Record, view: &View<'_>, identity: &Identity) -> AnyView {
    let part = |(heading, text): (&'static str, String)| view! { <section><h2>{heading}</h2>{markdown(&text)}</section> };
    let values = defaults(record);
    let steps = Steps {
        record,
        view,
        values: &values,
        list: steps::read(record),
    };
    // A section's name stays with its first step.
    let mut bands = Vec::new();
    let rows = (0..steps.list.len()).map(|n| {
        if steps.list[n].is_worked() {
            body(&steps, n, std::mem::take(&mut bands))
        } else {
            bands.push(band(&steps, n));
            ().into_any()
        }
    });
    let rows = rows.collect_view();
    // Sections without a step.
    let rest = (!bands.is_empty()).then(|| view! { <tbody>{bands}</tbody> });
    view! {
        {identity.head()}
        {parts(record).into_iter().map(part).collect_view()}
        {roles(&steps)}
        {asked(record)}
        <table class="table steps-sheet to-fill">
            <caption class="sr">"Steps"</caption>
            {columns(&["c-tick", "c-step", "c-role", "c-plan", "c-time", "c-time", "c-by"])}
            <thead>
                {identity.row(7)}
                <tr><th>"✓"</th><th>"Step"</th><th>"Role"</th><th class="num">"Planned"</th><th>"Start"</th><th>"End"</th><th>"Initials"</th></tr>
            </thead>
            {rows}
            {rest}
            {unplanned()}
        </table>
        {signed()}
    }
    .into_any()
}

fn unplanned() -> AnyView {
    let row = |_| view! { <tr class="free"><td><span class="tick"></span></td><td></td><td></td><td></td><td></td><td></td><td></td></tr> };
    view! {
        <tbody class="keep">
            <tr class="section"><th colspan="7">"Steps that nobody planned"</th></tr>
            {(0..UNPLANNED).map(row).collect_view()}
        </tbody>
    }
    .into_any()
}

fn signed() -> AnyView {
    view! {
        <div class="keep">
            <p class="boxes">{tick("Finished")}{tick("Given up")}" How it ended:"</p>
            {sign(&["Lead: name and signature", "Started, date and time", "Ended, date and time"])}
            {sign(&["Entered into Holdfast by", "Date and time", "As RUN-…"])}
        </div>
    }
    .into_any()
}

// Who is needed, with room for who it is this time.
fn roles(steps: &Steps<'_>) -> AnyView {
    let mut roles: Vec<Id> = Vec::new();
    for role in steps.list.iter().filter_map(|step| step.role) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let named = roles
        .into_iter()
        .filter_map(|id| steps.view.ledger.record(id));
    let row =
        |name: String| view! { <tr><th scope="row">{name}</th><td></td><td></td><td></td></tr> };
    let rows = named
        .map(|role| row(role.text("title").into_owned()))
        .collect_view();
    view! {
        <section class="keep">
            <h2>"People"</h2>
            <table class="table fill">
                <thead><tr><th>"Role"</th><th>"Name"</th><th class="write">"Initials"</th><th>"How to reach them"</th></tr></thead>
                <tbody>{row("Lead of the run".to_owned())}{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

// The variables, with room for the values of this run.
fn asked(record: &Record) -> AnyView {
    let items = record.items(VARIABLES);
    let row = |item: &Item<'_>| {
        let text = |field| item.text(field).into_owned();
        let secret = item.get("secret") == Some(true);
        let default = if secret {
            "Secret: never written down".to_owned()
        } else {
            text("default")
        };
        let code = ["{{", &text("name"), "}}"].concat();
        view! { <tr><th scope="row" class="code">{code}</th><td>{whole(&text("description"))}</td><td>{default}</td><td></td></tr> }
    };
    let rows = items.iter().map(row).collect_view();
    let some = !items.is_empty();
    some.then(|| {
        view! {
            <section class="keep">
                <h2>"Values"</h2>
                <table class="table fill"><thead><tr><th>"Name"</th><th>"What it is"</th><th>"Usually"</th><th>"This time"</th></tr></thead><tbody>{rows}</tbody></table>
            </section>
        }
    })
    .into_any()
}

// Titles only, in two columns: for those who know the runbook.
fn checklist(record: &Record, identity: &Identity) -> AnyView {
    let values = defaults(record);
    let one = |step: &steps::Step| {
        let title = holdfast_domain::rooms::runbooks::variables::fill(&step.title, &values);
        let text = [&step.number, " ", &title].concat();
        if step.is_worked() {
            view! { <li><span class="tick"></span>" "{whole(&text)}</li> }.into_any()
        } else {
            view! { <li class="part"><b>{text}</b></li> }.into_any()
        }
    };
    let rows = steps::read(record).iter().map(one).collect_view();
    view! {
        {identity.head()}
        <ol class="checklist">{rows}</ol>
        {sign(&["Lead: name and signature", "Started, date and time", "Ended, date and time"])}
    }
    .into_any()
}
