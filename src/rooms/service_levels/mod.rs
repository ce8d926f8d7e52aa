//! Service levels beside their form: what was kept of an agreement, and of all of them.

mod all;
mod clocks;
mod one;
mod periods;

use crate::prelude::*;
use crate::rooms::once;
use crate::rooms::record::{self, RecordPage};
use crate::route::{Page, Route};
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::shell::Shell;
use crate::ui::tabs;
use crate::workspace::Workspace;
use holdfast_domain::rooms;
use holdfast_domain::rooms::service_levels::index::Outages;
use holdfast_domain::rooms::service_levels::periods::Stretch;
use holdfast_domain::rooms::service_levels::report::Standing;
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::Id;

/// The report over all agreements.
pub fn report(workspace: Workspace, shell: Shell) -> AnyView {
    once_read(workspace, move || all::report(workspace, shell))
}

/// The page of an agreement.
pub fn page(page: RecordPage) -> AnyView {
    let open = RwSignal::new("about");
    let about = move || {
        view! { <div class="record"><div>{record::form(page)}</div>{record::panel(page)}</div> }
            .into_any()
    };
    let parts = vec![
        ("about", "About", ViewFn::from(about)),
        (
            "report",
            "Report",
            ViewFn::from(move || once_read(page.workspace, move || one::tab(page))),
        ),
    ];
    record::lead(page, open, |field| ("about", record::element_id(field)));
    view! {
        <section class="page">
            {record::head(page)}
            {record::findings(page)}
            {tabs::tabs_at("Service level agreement", parts, open)}
            {crate::ui::form::ask(page.asked)}
        </section>
    }
    .into_any()
}

/// Draws what follows from outages once they are read.
pub fn once_read(workspace: Workspace, draw: impl Fn() -> AnyView + 'static) -> AnyView {
    once::once_read(workspace, Outages::ahead, "Reading all incidents…", draw)
}

/// The month of today.
fn this_month(workspace: Workspace) -> Stretch {
    workspace.read(|view| Stretch::with(view.today(), 1))
}

/// How long a stretch may be.
const LENGTHS: [(u32, &str); 3] = [(1, "Month"), (3, "Quarter"), (12, "Year")];

/// Which month, quarter or year is told; unless `ahead`, none that has not begun. `end` stands at the end.
pub fn chooser(
    workspace: Workspace,
    stretch: Memo<Stretch>,
    choose: Callback<Stretch>,
    ahead: bool,
    end: AnyView,
) -> AnyView {
    let length = move |(months, name): (u32, &'static str)| {
        let press = move |_| {
            // A shorter one within it: the last that has begun.
            let last = stretch.get_untracked().after().pred_opt();
            let within = workspace.read(|view| {
                let today = view.today();
                last.map_or(today, |last| last.min(today))
            });
            choose.run(Stretch::with(within, months));
        };
        view! { <label><input type="radio" name="level-length" prop:checked=move || stretch.get().months == months on:change=press/><span>{name}</span></label> }
    };
    let turn = move |glyph: &'static str, name: &'static str, to: fn(Stretch) -> Stretch| {
        let to_come = Memo::new(move |_| {
            workspace.now().track();
            !ahead && workspace.read(|view| to(stretch.get()).first > view.today())
        });
        let press = move |_| choose.run(to(stretch.get_untracked()));
        view! { <button type="button" class="btn icon small" aria-label=name title=name disabled=move || to_come.get() on:click=press>{icon(glyph)}</button> }
    };
    view! {
        <p class="print-only">{move || stretch.get().name()}</p>
        <div class="level-when screen-only">
            <div class="seg" role="radiogroup" aria-label="How long">{LENGTHS.map(length).collect_view()}</div>
            <div class="btns" role="group" aria-label="Which">
                {turn("chevron-left", "Earlier", Stretch::before)}
                <strong class="level-name" role="status">{move || stretch.get().name()}</strong>
                {turn("chevron-right", "Later", Stretch::next)}
            </div>
            {end}
        </div>
    }
    .into_any()
}

/// A button at the end of the chooser that prints; `title` is what paper is called.
fn print_button(workspace: Workspace, title: String) -> AnyView {
    let press = move |_| handed::paper(workspace, Some(&title));
    view! { <button type="button" class="btn small push" on:click=press>{icon("print")}"Print"</button> }.into_any()
}

/// How something stands, with the mark of its tone.
fn standing(standing: Standing) -> AnyView {
    let class = match standing {
        Standing::Met => "status tone-ok",
        Standing::OnCourse => "status tone-info sh-half",
        Standing::Gone | Standing::Missed => "status tone-error",
        Standing::Unknown => "status tone-mute",
    };
    view! { <span class=class>{standing.words()}</span> }.into_any()
}

/// Milliseconds in words; what is less than a minute is said to be.
fn words(ms: f64) -> String {
    if ms.abs() > 0.0 && ms.abs() < 30_000.0 {
        return "under 1 min".to_owned();
    }
    minutes(ms / 60_000.0)
}

/// A record by its name, with the way to it where this version has a page for it.
fn named(id: Id, view: &View<'_>) -> Option<(String, Option<String>)> {
    let record = view.there(id)?;
    let room = rooms::kind(record.kind.as_str()).map(|kind| kind.room);
    let href = room.map(|room| Route::to(Page::Record(room, id)).href());
    Some((view.name(record), href))
}

/// The same on screen.
fn link((name, href): (String, Option<String>)) -> AnyView {
    match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => view! { <span>{name}</span> }.into_any(),
    }
}
