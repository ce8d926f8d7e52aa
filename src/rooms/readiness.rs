//! Readiness: the continuity checks that fail, the gravest first, and the score that follows from them.

mod trend;

use crate::edge::{clock, dom, print, slices};
use crate::prelude::*;
use crate::rooms::device::{self, Here};
use crate::rooms::record::at_field;
use crate::rooms::reviews::chooser;
use crate::rooms::today::line;
use crate::route::{Page, Route};
use crate::ui::cell::badge;
use crate::ui::empty::empty;
use crate::ui::form::{Asked, ask};
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::workspace::Workspace;
use holdfast_domain::ask::Answers;
use holdfast_domain::describe::{Field, MUTE};
use holdfast_domain::rooms;
use holdfast_domain::rooms::ROOMS;
use holdfast_domain::rooms::readiness::checks::{CHECKS, Check, SEVERITIES, Severity};
use holdfast_domain::rooms::readiness::device::{DEVICE, NOT_DRILLED, NOT_KEPT};
use holdfast_domain::rooms::readiness::{Failed, Readiness, Scored, mute};
use holdfast_domain::view::View;
use holdfast_ledger::Id;
use leptos::task::spawn_local;
use std::sync::Arc;

/// So many services, and so many findings of one check, are shown; as many more each time somebody asks.
const SHOWN: usize = 50;
/// What is asked of who mutes a check: all but the check itself.
const ASKED: &[Field] = MUTE.split_at(1).1;

/// What the page holds on to.
#[derive(Clone, Copy)]
struct Desk {
    workspace: Workspace,
    asked: RwSignal<Option<Asked>>,
    most: RwSignal<usize>,
    // Whether it is being printed: paper has no buttons, so all stands on it.
    paper: RwSignal<bool>,
    // Whether a row goes whose button had the focus.
    leaves: StoredValue<bool>,
}

impl Desk {
    // So many rows are shown of each part now.
    fn shown(self) -> usize {
        if self.paper.get() {
            usize::MAX
        } else {
            self.most.get()
        }
    }
}

/// The page `#/readiness`.
pub fn page() -> AnyView {
    let workspace = Workspace::of_page();
    let desk = Desk {
        workspace,
        asked: RwSignal::new(None),
        most: RwSignal::new(SHOWN),
        paper: RwSignal::new(false),
        leaves: StoredValue::new(false),
    };
    keep(print::around(move |now| desk.paper.set(now)));
    let here = Here::new(workspace);
    // Told only of what is another.
    let found = Memo::new(move |_| {
        let device = here.device();
        workspace.checked(|kept, view| kept.readiness(device, view))
    });
    let (room, severity) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        found.track();
        if desk.leaves.get_value() {
            desk.leaves.set_value(false);
            spawn_local(async {
                slices::yield_now().await;
                dom::focus_heading();
            });
        }
    });
    let main = move || {
        found.with(|found| match found {
            None => {
                view! { <p class="muted" aria-busy="true">"Checking all records…"</p> }.into_any()
            }
            Some(all) if all.overall.is_none() && all.failed.is_empty() => empty(
                "eye",
                "Nothing to check yet",
                view! { <p>"The score follows from services, and from the plans, runbooks, backups and people that bring them back. Add a service first."</p> }.into_any(),
            ),
            Some(all) => {
                let shown = room.with(|room| severity.with(|severity| chosen(all, room, severity)));
                view! { {score(all)}{choosers(room, severity)}{failing(desk, &shown)}{muted(desk, &shown)}{services(desk, all)} }
                    .into_any()
            }
        })
    };
    view! {
        <section class="page">
            <div class="head"><div>
                <h1 tabindex="-1">"Readiness"</h1>
                <p class="sub">{format!("What would fail tonight, by {} continuity checks over all rooms.", CHECKS.len())}</p>
            </div>
            <div class="btns screen-only">
                <button type="button" class="btn" on:click=move |_| handed::paper(workspace, Some("Readiness"))>{icon("print")}"Print"</button>
            </div></div>
            <div class="stack">{main}{trend::card(workspace)}{device::card(here)}</div>
            {ask(desk.asked)}
        </section>
    }
    .into_any()
}

// What of it is wanted: of a room, of a severity; all where nothing is chosen.
fn chosen(all: &Readiness, room: &str, severity: &str) -> Vec<Arc<Failed>> {
    let wanted = |one: &&Arc<Failed>| {
        (room.is_empty() || one.room == room)
            && (severity.is_empty() || one.check.severity.label() == severity)
    };
    all.failed.iter().filter(wanted).cloned().collect()
}

fn choosers(room: RwSignal<String>, severity: RwSignal<String>) -> AnyView {
    let named = ROOMS
        .iter()
        .map(|room| (room.id.to_owned(), room.name.to_owned()));
    let named: Vec<(String, String)> = named.collect();
    let grave = SEVERITIES.map(|one| (one.label().to_owned(), one.label().to_owned()));
    let (rooms, severities) = (
        Memo::new(move |_| named.clone()),
        Memo::new(move |_| grave.to_vec()),
    );
    let (of, how) = (
        Memo::new(move |_| room.get()),
        Memo::new(move |_| severity.get()),
    );
    view! {
        <div class="toolbar screen-only" role="group" aria-label="Which checks">
            {chooser("checks-room", "Room", "All rooms", rooms, of, move |value| room.set(value))}
            {chooser("checks-severity", "Severity", "All severities", severities, how, move |value| severity.set(value))}
        </div>
    }
    .into_any()
}

fn score(all: &Readiness) -> AnyView {
    let counts = SEVERITIES.map(|severity| {
        let words = format!(
            "{} {}",
            all.count(severity),
            severity.label().to_lowercase()
        );
        badge(words, severity.tone())
    });
    let told = match &all.overall {
        Some(overall) => view! {
            <p><b>{overall.points}" of 100"</b></p>
            <p class="muted">{overall.how.clone()}</p>
        }
        .into_any(),
        None => view! { <p>"Unknown: there is no service yet that a score could follow from."</p> }
            .into_any(),
    };
    view! {
        <section class="card" aria-label="Score">
            <h2>"Score"</h2>
            {told}
            <p><span class="states">{counts.into_iter().collect_view()}</span>" "<span class="muted">{format!("in {} records", all.records)}</span></p>
        </section>
    }
    .into_any()
}

fn failing(desk: Desk, shown: &[Arc<Failed>]) -> AnyView {
    let count = |severity: Severity| -> Vec<&Failed> {
        let own = |one: &&Failed| one.check.severity == severity && one.muted.is_none();
        shown.iter().map(|one| &**one).filter(own).collect()
    };
    let parts = SEVERITIES.iter().filter_map(|severity| {
        let own = count(*severity);
        (!own.is_empty()).then(|| part(desk, severity.label(), &own))
    });
    let parts: Vec<AnyView> = parts.collect();
    if parts.is_empty() {
        return view! { <div class="callout tone-ok"><p><b>"No check fails."</b>" Of those chosen, none that is not muted."</p></div> }.into_any();
    }
    parts.into_any()
}

fn muted(desk: Desk, shown: &[Arc<Failed>]) -> Option<AnyView> {
    let own = shown.iter().map(|one| &**one);
    let own: Vec<&Failed> = own.filter(|one| one.muted.is_some()).collect();
    (!own.is_empty()).then(|| part(desk, "Muted", &own))
}

fn part(desk: Desk, name: &'static str, failed: &[&Failed]) -> AnyView {
    let groups = failed.chunk_by(|one, next| one.check.id == next.check.id);
    let group = |group: &[&Failed]| {
        let check = group.first()?.check;
        let most = desk.shown();
        let rows = group.iter().take(most).map(|one| row(desk, one));
        let rows = rows.collect_view();
        let more = more(desk, group.len(), check.title);
        Some(view! {
            <h3>{check.title}</h3>
            <p class="muted">{check.why}" "{check.clause}"."</p>
            <ul class="list">{rows}</ul>
            {more}
        })
    };
    view! {
        <section class="card" aria-label=name>
            <h2>{name}" "<span class="count">{failed.len()}</span></h2>
            {groups.filter_map(group).collect_view()}
        </section>
    }
    .into_any()
}

// What is not shown yet, and the way to it.
fn more(desk: Desk, all: usize, of: &str) -> Option<AnyView> {
    let rest = all.saturating_sub(desk.shown());
    (rest > 0).then(|| {
        let text = format!("Show more ({rest})");
        let name = format!("{text}: {of}");
        let id = format!("more-{}", of.replace(' ', "-"));
        let own = id.clone();
        // All is drawn anew: the focus goes back to the button, or to the top once all is shown.
        let press = move |_| {
            desk.most.update(|most| *most += SHOWN);
            let own = own.clone();
            spawn_local(async move {
                slices::yield_now().await;
                if !dom::focus(&own) {
                    dom::focus_heading();
                }
            });
        };
        view! { <p class="btns"><button type="button" class="btn small" id=id aria-label=name on:click=press>{text}</button></p> }
            .into_any()
    })
}

// What a record is called: what fails stays while it is renamed.
fn named(desk: Desk, id: Id) -> Memo<String> {
    Memo::new(move |_| {
        let name = |view: &View<'_>| view.ledger.record(id).map(|record| view.name(record));
        desk.workspace.watch(id, name).unwrap_or_default()
    })
}

fn row(desk: Desk, failed: &Failed) -> AnyView {
    let (check, id) = (failed.check, failed.record);
    let name = named(desk, id);
    let said = failed.muted.as_ref().map(|mute| {
        view! { <br/><span class="muted">{clock::with_dates(&mute.words())}</span> }
    });
    let said = view! { <br/><span>{clock::with_dates(&failed.text)}</span>{said} };
    let is_muted = failed.muted.is_some();
    let deed = if is_muted { "Unmute" } else { "Mute…" };
    let press = move |_| {
        if is_muted {
            unmute(desk, check, id);
        } else {
            ask_mute(desk, check, id);
        }
    };
    let (mend, mute) = (
        move || format!("Mend {}: {}", name.get(), check.title),
        move || format!("{deed} {}: {}", name.get(), check.title),
    );
    let mend = if check.id == NOT_DRILLED {
        let press = move |_| {
            dom::focus(device::BUTTON);
        };
        view! { <button type="button" class="btn small" aria-label=mend on:click=press>"Mend"</button> }.into_any()
    } else {
        let href = if check.id == NOT_KEPT {
            Route::to(Page::Settings).href()
        } else if DEVICE.contains(&check.id) {
            Route::to(Page::Data).href()
        } else {
            at_field(failed.room, id, failed.field)
        };
        view! { <a class="btn small" href=href aria-label=mend>"Mend"</a> }.into_any()
    };
    let after = view! {
        <span class="btns screen-only">
            {mend}
            <button type="button" class="btn small quiet" aria-label=mute on:click=press>{deed}</button>
        </span>
    };
    line(desk.workspace, id, said.into_any(), after.into_any())
}

fn ask_mute(desk: Desk, check: &'static Check, id: Id) {
    let perform = move |answers: Answers| {
        let edits = desk.workspace.read(|view| {
            let record = view.there(id).ok_or("The record is gone.")?;
            let (reason, until) = (answers.get("reason"), answers.get("until"));
            mute::mute(record, check.id, reason, until, view)
        })?;
        desk.workspace.dispatch("Check muted", &edits)?;
        desk.leaves.set_value(true);
        Ok(())
    };
    desk.asked.set(Some(Asked {
        title: "Mute check".to_owned(),
        fields: ASKED,
        about: format!(
            "{}. All that this check finds at this record stays listed, and does not count until that day is over.",
            check.title
        ),
        given: Answers::new(),
        perform: Arc::new(perform),
    }));
}

fn unmute(desk: Desk, check: &'static Check, id: Id) {
    let edits = desk.workspace.read(|view| {
        let record = view.there(id)?;
        Some(mute::unmute(record, check.id))
    });
    match desk
        .workspace
        .dispatch("Check unmuted", &edits.unwrap_or_default())
    {
        Ok(_) => desk.leaves.set_value(true),
        Err(why) => desk.workspace.alarm(why),
    }
}

// What counts here and is found at another record, so that the sum can be followed.
fn others(desk: Desk, scored: &Scored) -> Option<AnyView> {
    let one = |failed: &Arc<Failed>| {
        let name = desk.workspace.read(|view| {
            let record = view.ledger.record(failed.record)?;
            let code = view.code(record);
            Some(if code.is_empty() {
                view.name(record)
            } else {
                code
            })
        });
        let href = at_field(failed.room, failed.record, failed.field);
        view! { <li><a href=href>{name.unwrap_or_default()}</a>": "{failed.check.title}" ("{failed.check.severity.label().to_lowercase()}")"</li> }
    };
    let rows: Vec<_> = scored.of_others.iter().map(one).collect();
    (!rows.is_empty()).then(|| view! { <ul class="muted">{rows}</ul> }.into_any())
}

fn services(desk: Desk, all: &Readiness) -> Option<AnyView> {
    let row = |one: &Scored| {
        desk.workspace
            .read(|view| view.there(one.service).map(drop))?;
        let name = named(desk, one.service);
        let room = rooms::services::SERVICE.room;
        let href = Route::to(Page::Record(room, one.service)).href();
        let tier = one
            .tier
            .map_or_else(|| "unknown".to_owned(), |tier| tier.to_string());
        Some(view! {
            <tr>
                <th scope="row" class="title"><a href=href>{move || name.get()}</a></th>
                <td data-l="Tier">{tier}</td>
                <td class="num" data-l="Points">{one.failed.points()}</td>
                <td>{one.failed.words()}{others(desk, one)}</td>
            </tr>
        })
    };
    let rows = all.services.iter().take(desk.shown()).filter_map(row);
    let rows: Vec<_> = rows.collect();
    let more = more(desk, all.services.len(), "Services by score");
    (!rows.is_empty()).then(|| {
        view! {
            <section class="card" aria-label="Services by score">
                <h2>"Services by score"</h2>
                <div class="table-wrap" tabindex="0" role="region" aria-label="Services by score, table">
                    <table class="table folds">
                        <thead><tr><th class="title">"Service"</th><th>"Tier"</th><th class="num">"Points"</th><th>"Follows from"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                {more}
            </section>
        }
        .into_any()
    })
}
