//! The matrix of people and competences.

use super::none;
use crate::edge::clock::calendar_date;
use crate::prelude::*;
use crate::rooms::services::long::{FIRST, Frame, Long};
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::shell::Shell;
use crate::workspace::Workspace;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::training::COMPETENCE;
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

fn read(view: &View<'_>, long: Long) -> Read {
    let named = |id: Id| Some((id, view.name(view.there(id)?)));
    let held = Held::of(view);
    let competences: Vec<Named> = view
        .live(COMPETENCE.id)
        .map(|record| (record.id, view.name(record)))
        .collect();
    let people = held.people(view);
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
pub fn matrix(workspace: Workspace, _: Shell) -> AnyView {
    let long = Long::new(FIRST);
    let read = Memo::new(move |_| {
        workspace.now().track();
        workspace.watch_settled(|view| read(view, long))
    });
    let competences = Memo::new(move |_| read.with(|read| read.competences.clone()));
    let body = move || {
        let all = competences.get();
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
        {body}
        <p class="help">"Needed by: primaries and deputies of the roles that a competence names. Of several trainings the one that counts longest. What was failed or is disputed counts for nothing."</p>
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
