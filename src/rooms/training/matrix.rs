//! The matrix of people and competences.

use super::none;
use crate::edge::{clock::calendar_date, location};
use crate::prelude::*;
use crate::rooms::services::long::{FIRST, Frame, Long};
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::plans::PLAN;
use holdfast_domain::rooms::training::COMPETENCE;
use holdfast_domain::rooms::training::gaps;
use holdfast_domain::rooms::training::held::{Held, Standing};
use holdfast_domain::view::View;
use holdfast_ledger::Id;

type Named = (Id, String);

/// How a person stands with a competence, and whether one of their roles needs it.
type Mark = (Standing, bool);

#[derive(Clone, Default, PartialEq)]
struct Read {
    competences: Vec<Named>,
    from: usize,
    rows: Vec<(Named, Vec<Mark>)>,
    total: usize,
}

fn read(view: &View<'_>, long: Long, plan: Option<Id>) -> Read {
    let named = |id: Id| Some((id, view.name(view.there(id)?)));
    let held = Held::of(view);
    let mut competences: Vec<Named> = view
        .live(COMPETENCE.id)
        .map(|record| (record.id, view.name(record)))
        .collect();
    let mut people = held.people(view);
    let plan = plan.and_then(|id| view.there(id));
    if let Some(plan) = plan.filter(|record| record.kind == PLAN.key()) {
        let needs = gaps::of_plan(plan, view);
        let holds = |id: &Id| {
            needs
                .iter()
                .any(|need| need.people.iter().any(|(person, _)| person == id))
        };
        competences.retain(|(id, _)| needs.iter().any(|need| need.competence == *id));
        people.retain(holds);
    }
    let (from, to) = long.range(people.len());
    let shown = people.get(from..to).unwrap_or_default();
    let row = |person: &Id| {
        let mark = |(id, _): &Named| {
            let needs = held.needed_by(*id).binary_search(person).is_ok();
            (held.standing(*person, *id, view.today()), needs)
        };
        Some((named(*person)?, competences.iter().map(mark).collect()))
    };
    Read {
        from,
        rows: shown.iter().filter_map(row).collect(),
        total: people.len(),
        competences,
    }
}

/// The view of the room.
pub fn matrix(workspace: Workspace, shell: Shell) -> AnyView {
    let long = Long::new(FIRST);
    let plan = Memo::new(move |_| {
        shell
            .route
            .with(|route| route.get("of")?.parse::<Id>().ok())
    });
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| read(view, long, plan.get()))
    });
    let competences = Memo::new(move |_| read.with(|read| read.competences.clone()));
    let body = move || {
        let all = competences.get();
        if all.is_empty() && plan.get().is_some() {
            let text = "The roles of this plan need no competence. Competences say under Needed by which roles need them.";
            return view! { <p class="muted">{text}</p> }.into_any();
        }
        if all.is_empty() {
            return none();
        }
        let at = {
            let all = all.clone();
            move |at: usize| {
                let row = Memo::new(move |_| {
                    read.with(|read| read.rows.get(at.checked_sub(read.from)?).cloned())
                });
                let all = all.clone();
                view! { {move || row.get().map(|row| drawn(row, &all))} }.into_any()
            }
        };
        let head = all
            .iter()
            .map(|(id, name)| view! { <th scope="col"><a href=href(*id)>{name.clone()}</a></th> });
        let frame = Frame {
            names: ("Training matrix", "Who has which competence"),
            wrap: "table-wrap",
            class: "table folds",
            columns: all.len() + 1,
            head: view! { <tr><th scope="col">"Person"</th>{head.collect_view()}</tr> }.into_any(),
        };
        let count = Signal::derive(move || read.with(|read| read.total));
        long.table(frame, count, at)
    };
    view! {
        {of_plan(workspace, plan)}
        {body}
        <p class="help">"Needed by: primaries and deputies of the roles that a competence names. Of several trainings the one that counts longest. What was failed or is disputed counts for nothing."</p>
    }
    .into_any()
}

// Narrows it to the people of a plan, and to what its roles need.
fn of_plan(workspace: Workspace, chosen: Memo<Option<Id>>) -> AnyView {
    let plans = Memo::new(move |_| {
        workspace.watch_kind(PLAN.key(), |view| {
            let all = view.live(PLAN.id);
            let all = all.filter(|record| record.text("status") != "retired");
            all.map(|record| (record.id, view.name(record)))
                .collect::<Vec<Named>>()
        })
    });
    let options = move || {
        let chosen = chosen.get();
        let option = |(id, name): Named| view! { <option value=id.to_string() selected=chosen == Some(id)>{name}</option> };
        plans.get().into_iter().map(option).collect_view()
    };
    let choose = move |event: leptos::ev::Targeted<web_sys::Event, web_sys::HtmlSelectElement>| {
        let mut to = Route::to(Page::Room(COMPETENCE.room)).with("view", "matrix");
        let value = event.target().value();
        if !value.is_empty() {
            to = to.with("of", &value);
        }
        if let Err(error) = location::replace_hash(&to.to_string()) {
            workspace.alarm(format!("That cannot be shown: {error}."));
        }
    };
    view! {
        <div class="form halves card" hidden=move || plans.with(Vec::is_empty)>
            <div class="field"><label for="matrix-of">"People of"</label>
                <select id="matrix-of" on:change:target=choose><option value="">"Everybody"</option>{options}</select></div>
        </div>
    }
    .into_any()
}

fn href(id: Id) -> String {
    Route::to(Page::Record(COMPETENCE.room, id)).href()
}

fn drawn((person, marks): (Named, Vec<Mark>), competences: &[Named]) -> AnyView {
    let cell = |((standing, needs), (_, name)): (Mark, &Named)| {
        let day = |day: chrono::NaiveDate| calendar_date(&day.to_string());
        let shown = match standing {
            Standing::Missing if !needs => view! { <span class="muted">"–"</span> }.into_any(),
            Standing::Missing => badge("Missing", Tone::Bad),
            Standing::Expired(on) => {
                let tone = if needs { Tone::Bad } else { Tone::Plain };
                badge(["Ran out ", &day(on)].concat(), tone)
            }
            Standing::Soon(on) => badge(["Until ", &day(on)].concat(), Tone::Warn),
            Standing::Valid(Some(on)) => badge(["Until ", &day(on)].concat(), Tone::Good),
            Standing::Valid(None) => badge("For good", Tone::Good),
        };
        view! { <td data-l=name.clone()>{shown}</td> }
    };
    let cells = marks.into_iter().zip(competences).map(cell);
    let to = Route::to(Page::Record("people", person.0)).href();
    view! { <tr><th scope="row" class="title"><a href=to>{person.1}</a></th>{cells.collect_view()}</tr> }.into_any()
}
