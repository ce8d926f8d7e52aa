//! A runbook to be worked through on paper: boxes to tick, room for times and names.

use super::paper_step::{MILESTONE, NO_RETURN, Steps, band, body, line};
use super::preview::parts;
use super::sheet::{Identity, columns, sign, tick};
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::route::{Page, Route};
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::markdown::{markdown, whole};
use crate::ui::menu;
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::steps::Step;
use holdfast_domain::rooms::runbooks::tag::{approval_in_words, version_in_words};
use holdfast_domain::rooms::runbooks::variables::VARIABLES;
use holdfast_domain::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::{Id, Path, Record};
use std::borrow::Cow;

/// How many lines stand at the end for steps that nobody planned.
const UNPLANNED: usize = 5;

/// What is printed of a runbook.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Print {
    /// All of it.
    #[default]
    Whole,
    /// All of it, and behind it the runbooks that are worked through in it.
    Along,
    /// The steps' titles only.
    Checklist,
}

/// The menu of what a runbook has to do with paper. `what` says what is printed.
pub fn menu(page: RecordPage, what: RwSignal<Print>) -> AnyView {
    let press = move |chosen: Print| {
        what.set(chosen);
        let name = page.read(|record, view| view.name(record));
        handed::paper(page.workspace, Some(&name));
    };
    let enter = Route::to(Page::Record("runbooks", page.id)).with("enter", "paper");
    let label = view! { {icon("print")}"Paper" };
    menu::menu(label, move || {
        let others = page.read(|record, view| Some(!inner(record, view).is_empty()));
        let along = (others == Some(true)).then(|| {
            view! { <button type="button" on:click=move |_| press(Print::Along)>"Print with the runbooks in it"</button> }
        });
        view! {
            <button type="button" on:click=move |_| press(Print::Whole)>"Print the runbook"</button>
            {along}
            <button type="button" on:click=move |_| press(Print::Checklist)>"Print a checklist"</button>
            <a href=enter.href()>"Enter a paper run…"</a>
        }
        .into_any()
    })
}

/// The sheet that is printed instead of the page.
pub fn sheet(page: RecordPage, what: Print) -> AnyView {
    let sheet = page.read(|record, view| {
        let identity = identity(record, view);
        identity.label();
        Some(match what {
            Print::Checklist => checklist(record, view, &identity),
            Print::Whole => whole_runbook(record, view, &identity, false, None),
            Print::Along => with_inner(record, view, &identity),
        })
    });
    view! { <section class="page print-only paper">{sheet}</section> }.into_any()
}

/// What the sheets of a runbook say of it.
pub fn identity(record: &Record, view: &View<'_>) -> Identity {
    let (version, approval) = (version_in_words(record), approval_in_words(record));
    Identity::of(record, view, version, approval)
}

// The runbooks whose steps are worked through in a runbook, in their order, each once, with the
// numbers that the steps have that take them in.
fn inner(record: &Record, view: &View<'_>) -> Vec<(Id, Vec<String>)> {
    let plan = Plan::whole(record, view);
    let mut found: Vec<(Id, Vec<String>)> = Vec::new();
    for (step, from) in plan.steps.iter().zip(&plan.taken_from) {
        let taker = step
            .parent
            .filter(|&parent| plan.taken_from[parent] != *from);
        let (Some(from), Some(taker)) = (from, taker) else {
            continue;
        };
        let number = plan.steps[taker].number.clone();
        match found.iter_mut().find(|(id, _)| id == from) {
            Some((_, numbers)) if numbers.contains(&number) => {}
            Some((_, numbers)) => numbers.push(number),
            None => found.push((*from, vec![number])),
        }
    }
    found
}

// Each from a page of its own, with its own head: it may go to somebody else.
fn with_inner(record: &Record, view: &View<'_>, own: &Identity) -> AnyView {
    let sheet = |(id, numbers): (Id, Vec<String>)| {
        let record = view.ledger.record(id)?;
        let numbers = numbers.join(", ");
        let place = ["Worked through in ", &numbers, " of ", &own.name, "."].concat();
        let sheet = inside(record, view, place);
        Some(view! { <div class="page-break">{sheet}</div> })
    };
    let behind = inner(record, view).into_iter().filter_map(sheet);
    let behind = behind.collect_view();
    view! { {whole_runbook(record, view, own, true, None)}{behind} }.into_any()
}

/// A runbook's steps behind another document, with its own head; `place` says what it belongs to.
pub fn inside(record: &Record, view: &View<'_>, place: String) -> AnyView {
    whole_runbook(record, view, &identity(record, view), true, Some(place))
}

// `place` says where it is worked through.
fn whole_runbook(
    record: &Record,
    view: &View<'_>,
    identity: &Identity,
    along: bool,
    place: Option<String>,
) -> AnyView {
    let part = |(heading, text): (&'static str, String)| view! { <section><h2>{heading}</h2>{markdown(&text)}</section> };
    let steps = Steps {
        record,
        view,
        plan: Plan::kept(record, view),
        along,
    };
    let inside = place.is_some();
    // A section's name stays with its first step.
    let mut bands = Vec::new();
    let rows = (0..steps.plan.steps.len()).map(|n| {
        if steps.plan.steps[n].is_worked() {
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
        {place.map(|place| view! { <p><b>{place}</b></p> })}
        {parts(record).into_iter().map(part).collect_view()}
        {roles(&steps)}
        {asked(record)}
        <table class="table steps-sheet to-fill">
            <caption class="sr">"Steps"</caption>
            {columns(&["c-tick", "c-step", "c-role", "c-plan", "c-time", "c-time", "c-by"])}
            <thead>
                {identity.row(7, inside)}
                <tr><th>"✓"</th><th>"Step"</th><th>"Role"</th><th class="num">"Planned"</th><th>"Start"</th><th>"End"</th><th>"Initials"</th></tr>
            </thead>
            {rows}
            {rest}
            {last_rows()}
        </table>
    }
    .into_any()
}

// Room for what nobody planned, and who answers for it all. The signatures are of the table: a
// page of their own would say nothing of what was signed.
fn last_rows() -> AnyView {
    let row = |_| view! { <tr class="free"><td><span class="tick"></span></td><td></td><td></td><td></td><td></td><td></td><td></td></tr> };
    view! {
        <tbody class="keep">
            <tr class="section"><th colspan="7">"Steps that nobody planned"</th></tr>
            {(0..UNPLANNED).map(row).collect_view()}
            <tr class="signed"><td colspan="7">
                <p class="boxes">{tick("Finished")}{tick("Given up")}" How it ended:"</p>
                {sign(&["Lead: name and signature", "Started, date and time", "Ended, date and time"])}
                {sign(&["Entered into Holdfast by", "Date and time", "As RUN-…"])}
            </td></tr>
        </tbody>
    }
    .into_any()
}

// Who has a role and the numbers to call; empty where nobody is known.
fn usually(role: &Record, view: &View<'_>) -> (String, String) {
    let primary = view.linked(role.value(Path::of("primary")));
    let primary = primary.filter(|person| View::is_live(person));
    let name = primary.map(|person| person.text("title").into_owned());
    let numbers = primary.map(|person| ["phone", "alternate"].map(|field| person.text(field)));
    let numbers: Vec<String> = numbers
        .into_iter()
        .flatten()
        .filter(|number| !number.is_empty())
        .map(Cow::into_owned)
        .collect();
    (name.unwrap_or_default(), numbers.join(", "))
}

// Who is needed, with room for who it is this time.
fn roles(steps: &Steps<'_>) -> AnyView {
    let mut roles: Vec<Id> = Vec::new();
    for role in steps.plan.steps.iter().filter_map(|step| step.role) {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let named = roles
        .into_iter()
        .filter_map(|id| steps.view.ledger.record(id));
    let row = |role: String, (name, reach): (String, String)| view! { <tr><th scope="row">{role}</th><td>{name}</td><td></td><td>{reach}</td></tr> };
    let rows = named
        .map(|role| row(role.text("title").into_owned(), usually(role, steps.view)))
        .collect_view();
    view! {
        <section class="keep">
            <h2>"People"</h2>
            <table class="table fill">
                <thead><tr><th>"Role"</th><th>"Name"</th><th class="write">"Initials"</th><th>"How to reach them"</th></tr></thead>
                <tbody>{row("Lead of the run".to_owned(), Default::default())}{rows}</tbody>
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
                <p>"A name in braces stands for its value of this time, in commands too."</p>
                <table class="table fill"><thead><tr><th>"Name"</th><th>"What it is"</th><th>"Usually"</th><th>"This time"</th></tr></thead><tbody>{rows}</tbody></table>
            </section>
        }
    })
    .into_any()
}

// Titles and marks only, in two columns: for those who know the runbook.
fn checklist(record: &Record, view: &View<'_>, identity: &Identity) -> AnyView {
    let steps = Steps {
        record,
        view,
        plan: Plan::kept(record, view),
        along: false,
    };
    let all = &steps.plan.steps;
    let is_worked = |step: &&Step| step.is_worked();
    let signs = [
        (
            all.iter().any(|step| step.irreversible),
            NO_RETURN,
            " point of no return",
        ),
        (
            all.iter()
                .filter(is_worked)
                .any(|step| step.kind == "milestone"),
            MILESTONE,
            " milestone",
        ),
    ];
    let used = signs.into_iter().filter(|(used, ..)| *used);
    let legend: Vec<String> = used
        .map(|(_, sign, means)| [sign, means].concat())
        .collect();
    let rows = (0..all.len()).map(|n| line(&steps, n)).collect_view();
    view! {
        {identity.head()}
        {(!legend.is_empty()).then(|| view! { <p>{legend.join(" · ")}</p> })}
        <ol class="checklist">{rows}</ol>
        {sign(&["Lead: name and signature", "Started, date and time", "Ended, date and time"])}
    }
    .into_any()
}
