//! The page of a meeting of the board: the form, and agenda and minutes on paper.

use crate::edge::{clock, print};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::workspace::now_ms;
use holdfast_domain::rooms::changes::meetings::{Printed, printed};
use holdfast_domain::value;
use holdfast_domain::view::View;
use holdfast_ledger::{Key, Path, Record};

/// The page.
pub fn page(page: RecordPage) -> AnyView {
    let (paper, whole) = (RwSignal::new(false), RwSignal::new(false));
    keep(print::around(move |now| {
        paper.set(now && whole.get_untracked());
        if !now {
            whole.set(false);
        }
    }));
    let entries = ViewFn::from(move || {
        let press = move |_| {
            whole.set(true);
            let name = page.read(|record, view| view.name(record));
            handed::paper(page.workspace, Some(&name));
        };
        view! { <button type="button" on:click=press>{icon("print")}"Print agenda and minutes"</button> }
    });
    let sheet = move || {
        paper
            .get()
            .then(|| page.read(|record, view| Some(sheet(page, record, view))))
    };
    let screen_only = move || paper.get();
    view! {
        <section class="page" class:screen-only=screen_only>
            {record::head_with(page, record::standing(page), ().into_any(), Some(entries))}
            {record::findings(page)}
            <div class="record">
                <div>{record::form(page)}</div>
                {record::panel(page)}
            </div>
            {crate::ui::form::ask(page.asked)}
        </section>
        {sheet}
    }
    .into_any()
}

fn sheet(page: RecordPage, meeting: &Record, view: &View<'_>) -> AnyView {
    let name = view.name(meeting);
    let at = value::instant(meeting.value(Path::of("at"))).and_then(|at| u64::try_from(at).ok());
    let at = at.map_or_else(|| "Time not said".to_owned(), clock::date_time);
    let length = meeting.get::<f64>("length").map(value::minutes);
    let printed_at = u64::try_from(now_ms())
        .map(clock::date_time)
        .unwrap_or_default();
    let workspace = untrack(|| page.workspace.name());
    print::label(
        &name,
        "Change advisory board",
        &[&workspace, " · printed ", &printed_at].concat(),
    );
    let person = |value| view.linked(value).map(|person| view.name(person));
    let chair = person(meeting.value(Path::of("chair")));
    let there = meeting.items(Key::new("attendees"));
    let there: Vec<String> = there
        .iter()
        .filter_map(|item| person(item.value("person")))
        .collect();
    let facts = [
        Some(at),
        length,
        Some(meeting.text("location").into_owned()),
    ];
    let facts: Vec<String> = facts
        .into_iter()
        .flatten()
        .filter(|fact| !fact.is_empty())
        .collect();
    let items = printed(meeting, view)
        .into_iter()
        .enumerate()
        .map(|(n, one)| item(n + 1, one));
    view! {
        <section class="page print-only paper cab-sheet">
            <header class="sheet-head keep"><h1>{name.clone()}</h1></header>
            <p>"Agenda and minutes · "{facts.join(" · ")}</p>
            <p><b>"Chair: "</b>{chair.unwrap_or_else(|| "nobody named".to_owned())}</p>
            <p><b>"Attendees: "</b>{there.join(", ")}</p>
            <p>"A decision here is minuted. Approvals are given one by one in each change, attested on a device, not authenticated."</p>
            {items.collect_view()}
        </section>
    }
    .into_any()
}

fn item(n: usize, one: Printed) -> AnyView {
    let Printed {
        name,
        facts,
        reason,
        against,
        decision,
        minutes,
    } = one;
    let nothing = against.is_empty();
    let against = against
        .into_iter()
        .map(|text| view! { <li>{clock::with_dates(&text)}</li> });
    let minutes = if minutes.trim().is_empty() {
        view! { <p class="write">"Minutes:"</p> }.into_any()
    } else {
        view! { <p><b>"Minutes: "</b>{minutes}</p> }.into_any()
    };
    view! {
        <section class="keep">
            <h2>{format!("{n}. {name}")}</h2>
            <p>{clock::with_dates(&facts)}</p>
            <p>{reason}</p>
            <p hidden=nothing><b>"To be looked at:"</b></p>
            <ul>{against.collect_view()}</ul>
            <p><b>"Decision: "</b>{decision}</p>
            {minutes}
        </section>
    }
    .into_any()
}
