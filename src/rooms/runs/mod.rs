//! A live run: for the lead a table of all steps with the clocks, beside the step at hand; on a
//! phone one step fills the screen; a wall shows clocks, streams, what is stuck, and what is next.

mod ask;
mod buttons;
mod choose;
mod clocks;
mod deed;
mod deeds;
mod dialogs;
mod drafts;
mod export;
mod gantt;
mod given;
mod keys;
mod log;
mod occurred;
mod one;
mod paper;
mod place;
mod reach;
mod said;
mod standing;
mod step;
mod sun;
mod table;
mod times;
mod told;
pub mod values;
mod waits;
mod wall;
mod window;

pub use clocks::hms;

use crate::edge::{clock, dom, print};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::rooms::runbooks::versions;
use crate::route::{Page, Route};
use crate::ui::form::record_link;
use crate::ui::page::keep;
use crate::ui::settle::Settle;
use crate::ui::shell::Shell;
use crate::ui::tabs;
use crate::ui::wall as ui_wall;
use crate::workspace::{Workspace, now_ms};
use deeds::Deed;
use holdfast_domain::rooms::plans::{ACTIVATION, track};
use holdfast_domain::rooms::runbooks::listed::Wanted;
use holdfast_domain::rooms::runbooks::recovery::Recovery;
use holdfast_domain::rooms::runbooks::run::{RunState, State};
use holdfast_domain::rooms::runbooks::{MODES, RUN};
use holdfast_domain::value;
use holdfast_ledger::{Id, Path};
use standing::Now;
use std::collections::HashMap;

/// What is open beside the steps.
#[derive(Clone, Copy)]
struct Live {
    /// Whether the dialog of values is.
    values: RwSignal<bool>,
    /// Whether the dialog of when it occurred is.
    occurred: RwSignal<bool>,
    /// The log entry whose time is being put right.
    timed: RwSignal<Option<Id>>,
    /// The part of the page.
    tab: RwSignal<&'static str>,
    /// Whether what waits for a name wants more words, too.
    more: RwSignal<bool>,
}

/// What the parts of a run's page share.
#[derive(Clone, Copy)]
struct RunPage {
    workspace: Workspace,
    id: Id,
    /// The run as it stands.
    now: Memo<Now>,
    /// The time, each second.
    tick: RwSignal<i64>,
    /// The step that someone chose to look at; without one, the step at hand shows.
    chosen: RwSignal<Option<Id>>,
    /// The step that a note is being written on, and how it stood when that began: it shows while
    /// the run goes on elsewhere.
    held: RwSignal<Option<(Id, State)>>,
    /// What a dialog asks about before it is done.
    asked: RwSignal<Option<Deed>>,
    /// What waits until someone said who they are.
    unnamed: RwSignal<Option<Deed>>,
    /// Notes that are being written, by step; kept on this device until they are added.
    notes: RwSignal<HashMap<Option<Id>, String>>,
    /// Today's date here: what is said of another day says which.
    today: Memo<String>,
    /// Whether a phone shows all steps.
    all: Memo<bool>,
    /// How it stands against its RTO: with each change, and a few times a minute.
    recovery: Memo<Option<Recovery>>,
    /// Which steps the table shows.
    wanted: RwSignal<Wanted>,
    /// The sections of the table that are closed.
    closed: RwSignal<Vec<Id>>,
    /// Whether buttons have changed places just now.
    settle: Settle,
    /// What is open beside the steps.
    live: Live,
}

impl RunPage {
    /// The step that is shown large.
    fn current(self) -> Option<Id> {
        let (chosen, held) = (self.chosen.get(), self.held.get());
        let held = held.map(|(step, _)| step);
        self.now.with(|now| {
            let here = |id: &Id| now.find(*id).is_some();
            chosen
                .filter(here)
                .or_else(|| held.filter(here))
                .or_else(|| now.at_hand())
        })
    }

    // What the places of buttons follow from: which step is shown, how it stands, and what covers
    // it.
    fn places(self) -> (Option<Id>, Option<State>, [bool; 2]) {
        let step = self.current();
        let state = step.and_then(|step| self.state(step));
        let covered = self.asked.with(Option::is_some) || self.unnamed.with(Option::is_some);
        (step, state, [covered, self.all.get()])
    }

    // How a step stands.
    fn state(self, step: Id) -> Option<State> {
        self.now.with(|now| Some(now.step(step)?.1.state))
    }

    /// Shows the step at hand again.
    fn go_on(self) {
        self.chosen.set(None);
        self.held.set(None);
        deeds::focus_step();
    }

    /// Shows a step large.
    fn choose(self, step: Id) {
        self.chosen.set(Some(step));
        self.held.set(None);
        self.live.tab.set("steps");
        if self.all.get_untracked() {
            place::show_one(self);
        } else {
            deeds::focus_step();
        }
    }
}

/// The page of a run.
pub fn page(record: RecordPage) -> AnyView {
    let (workspace, id, shell) = (record.workspace, record.id, Shell::of_page());
    let now = Memo::new(move |_| {
        workspace.user().track();
        workspace.watch(id, |view| Now::of(view, id))
    });
    let page = RunPage {
        workspace,
        id,
        now,
        tick: RwSignal::new(now_ms()),
        chosen: RwSignal::new(None),
        held: RwSignal::new(None),
        asked: RwSignal::new(None),
        unnamed: RwSignal::new(None),
        notes: RwSignal::new(HashMap::new()),
        today: Memo::new(move |_| {
            workspace.now().track();
            clock::today()
        }),
        all: Memo::new(move |_| shell.route.with(place::is_all)),
        recovery: Memo::new(move |_| {
            workspace.now().track();
            now.with(|now| now.run().map(|run| Recovery::of(run, now_ms())))
        }),
        wanted: RwSignal::new(Wanted::default()),
        closed: RwSignal::new(Vec::new()),
        settle: Settle::default(),
        live: Live {
            values: RwSignal::new(false),
            occurred: RwSignal::new(false),
            timed: RwSignal::new(None),
            tab: RwSignal::new("steps"),
            more: RwSignal::new(false),
        },
    };
    page.settle.follow(move || page.places());
    keys::listen(page);
    keep_time(page);
    drafts::read(page);
    place::follow(page, shell);
    let (small, paper) = (RwSignal::new(dom::media(SMALL)), RwSignal::new(false));
    keep(dom::on_media(SMALL, move |is| small.set(is)));
    keep(print::around(move |now| paper.set(now)));
    let one = Memo::new(move |_| small.get() && !page.all.get());
    let wall = Memo::new(move |_| shell.route.with(ui_wall::is_asked));
    ui_wall::follow(Page::Record(RUN.room, page.id), wall);
    let shown = move || {
        if wall.get() {
            wall::wall(page)
        } else if one.get() {
            one::one(page)
        } else {
            lead(page, record, small.get())
        }
    };
    let sheet = move || paper.get().then(|| paper::sheet(page));
    view! { {shown}{sheet}{dialogs::dialogs(page)} }.into_any()
}

/// A window so narrow, or on its side so low, that one step fills it; style/runs.css says the
/// same. Not a window that is low only while its keyboard is open.
const SMALL: &str = "(max-width: 39.99rem), (max-width: 63.99rem) and (max-height: 29.99rem) and (orientation: landscape)";

// The clocks follow from timestamps; a tick that comes late shows the right time all the same.
fn keep_time(page: RunPage) {
    keep(clock::every(1000, move || page.tick.set(now_ms())));
}

fn lead(page: RunPage, record: RecordPage, small: bool) -> AnyView {
    let steps = move || {
        view! {
            <div class="run-parts">
                <div class="run-main">{table::table(page)}</div>
                <div class="run-side" hidden=small>{step::card(page)}</div>
            </div>
        }
        .into_any()
    };
    let about = move || {
        view! { <div class="record"><div>{record::form_without(record, &["steps", "values", "events"])}</div>{record::panel(record)}</div> }.into_any()
    };
    view! {
        <section class="page run screen-only">
            {record::head_with(record, standing_of(page), buttons(page), Some(ViewFn::from(move || buttons::of_run(page))))}
            {clocks::head(page)}
            {tabs::tabs_at("Run", vec![("steps", "Steps", ViewFn::from(steps)), ("gantt", "Gantt", ViewFn::from(move || gantt::gantt(page))), ("log", "Log", ViewFn::from(move || log::log(page))), ("record", "Record", ViewFn::from(about))], page.live.tab)}
        </section>
    }
    .into_any()
}

// How the run stands, what it is for, and of which runbook it is. Read from what the page holds
// already: the record's figures would each go through the log again.
fn standing_of(page: RunPage) -> AnyView {
    let state = Memo::new(move |_| {
        page.now.with(|now| {
            let run = now.run()?;
            let label = run.state.label();
            let how = match run.state {
                RunState::Running => " since",
                RunState::Finished | RunState::Abandoned => " at",
                _ => ", started at",
            };
            let at = run.ended.or(run.started).map(|ms| clocks::at(page, ms));
            Some((run.state, at.map(|at| format!("{label}{how} {at}"))))
        })
    });
    let mode = mode(page);
    let version = versions::of_run(page.workspace, page.id);
    let facts = Memo::new(move |_| {
        page.workspace.watch(page.id, |view| {
            let record = view.ledger.record(page.id)?;
            let runbook = view.linked(record.value(Path::of("runbook")));
            let approved = record.value(Path::of("approval")).is_some();
            let subject = view.linked(record.value(Path::of("subject")));
            Some((
                runbook.map(|runbook| (runbook.id, view.name(runbook))),
                approved,
                subject.map(|subject| subject.id),
            ))
        })
    });
    let state = move || {
        let (state, words) = state.get()?;
        let class = format!("status {}", standing::run_class(state));
        Some(view! { <span class=class>{words.unwrap_or_else(|| state.label().to_owned())}</span> })
    };
    let facts = move || {
        let (runbook, approved, subject) = facts.get()?;
        let subject =
            subject.map(|id| view! { <span>"For "{record_link(page.workspace, id)}</span> });
        let runbook = runbook.map(|(id, name)| {
            view! { <a href=Route::to(Page::Record("runbooks", id)).href()>{name}</a> }
        });
        let approval = if approved {
            "Approved version"
        } else {
            "Not approved"
        };
        Some(view! { <span>{approval}</span>{runbook}{subject} })
    };
    let decide = record::to_decide(RecordPage::new(page.id, &RUN));
    view! { <p class="sub">{state}{decide}{mode}{facts}{version}{plan(page)}<span>{zone()}</span></p> }
        .into_any()
}

/// The activation of a plan that the run is a stage of, and whether that is over while the run goes on.
fn plan(page: RunPage) -> AnyView {
    let of = Memo::new(move |_| {
        page.workspace.watch_kind(ACTIVATION.key(), |view| {
            let activation = track::of_run(page.id, view)?;
            Some((activation.id, track::goes_on(activation)))
        })
    });
    let goes_on = Memo::new(move |_| {
        page.now
            .with(|now| now.run().is_some_and(|run| !run.state.is_over()))
    });
    let shown = move || {
        let (activation, active) = of.get()?;
        let over = (!active && goes_on.get())
            .then(|| view! { <span class="status tone-warn">"The activation is over, and this run goes on"</span> });
        Some(view! { <span>"Stage of "{record_link(page.workspace, activation)}</span>{over} })
    };
    view! { {shown} }.into_any()
}

/// What the run is for, as a mark.
fn mode(page: RunPage) -> AnyView {
    let mode = Memo::new(move |_| {
        page.workspace.watch(page.id, |view| {
            let mode = view.ledger.record(page.id)?.value(Path::of("mode"))?;
            value::choice_of(MODES, mode).map(|mode| (mode.key == "actual", mode.label))
        })
    });
    let shown = move || {
        mode.get().map(|(earnest, label)| {
            let class = if earnest { "badge earnest" } else { "badge" };
            view! { <span class=class>{label}</span> }
        })
    };
    view! { {shown} }.into_any()
}

/// Says once in which zone the times of the page are.
fn zone() -> String {
    format!("Times are in {}", clock::zone_name())
}

// What can be done with the run as a whole.
fn buttons(page: RunPage) -> AnyView {
    let over = Memo::new(move |_| {
        page.now
            .with(|now| now.run().is_some_and(|run| run.state.is_over()))
    });
    let paused = Memo::new(move |_| page.now.with(Now::is_paused));
    let button = move |deed: Deed, class: &'static str| {
        view! { <button type="button" class=class aria-busy=move || page.settle.busy()
        on:click=move |event| deeds::clicked(page, deed, &event)>{deed.button()}</button> }
    };
    view! {
        <a class="btn to-wall" href=ui_wall::href(Page::Record(RUN.room, page.id))>"Wall screen"</a>
        {export::menu(page)}
        {button(Deed::Note(None), "btn")}
        {move || match (over.get(), paused.get()) {
            (true, _) => button(Deed::Resume, "btn").into_any(),
            (false, true) => button(Deed::Resume, "btn primary").into_any(),
            (false, false) => view! { {button(Deed::Pause, "btn")}{button(Deed::Finish, "btn")} }.into_any(),
        }}
    }
    .into_any()
}

/// The kind of the records that this page shows.
const KIND: &holdfast_domain::describe::Kind = &RUN;
