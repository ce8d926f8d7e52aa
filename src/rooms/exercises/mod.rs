//! An exercise on screen: planned, facilitated, evaluated, told; what participants see of it; beside the
//! register how often it is practised, and drills that are drafted.

mod cadence;
mod clocks;
mod desk;
mod drill;
mod evaluate;
mod keys;
mod msel;
mod notes;
mod pacing;
mod participants;
mod spread;

pub use cadence::cadence;
pub use drill::drill;

use crate::edge::{clock, print};
use crate::prelude::*;
use crate::rooms::record::{self, Document, RecordPage};
use crate::rooms::runbooks::minting;
use crate::route::{Page, Route};
use crate::ui::icon::icon;
use crate::ui::markdown::markdown;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::ui::tabs;
use crate::workspace::now_ms;
use holdfast_domain::rooms::exercises::EXERCISE;
use holdfast_domain::rooms::exercises::{after_action, rules};
use holdfast_domain::view::View;
use holdfast_ledger::{Edit, Id, Record};

/// What the form does not show: it stands in one of the other tabs.
const ELSEWHERE: [&str; 6] = [
    "injects",
    "log",
    "observations",
    "hot_wash",
    "evaluations",
    REPORT,
];
/// The card of fields that stands with the evaluation.
const REPORT: &str = "After-action report";
/// The report as a document.
const REPORT_DOCUMENT: Document = Document {
    file: "after-action",
    label: REPORT,
    signs: &["Facilitator: name and signature", "Date", "Reviewed by"],
    text: after_action::markdown,
};
/// Actions that stand at the desk of who facilitates.
const AT_DESK: [&str; 3] = ["pause", "resume", "pace"];
/// Actions that nobody needs in a hurry.
const RARE: [&str; 3] = ["cancel", "replan", "reviewed"];
const VIEW: &str = "view";

/// What the parts of an exercise's page share.
#[derive(Clone, Copy)]
struct Table {
    page: RecordPage,
    /// The time, each second.
    tick: RwSignal<i64>,
    /// The inject that keys and notes are about.
    chosen: RwSignal<Option<Id>>,
    /// Whether this tab releases injects by the clock, and when it looked last.
    paces: RwSignal<bool>,
    looked: StoredValue<Option<i64>>,
}

impl Table {
    /// Writes what a function of the domain gives; says why not, if not.
    fn put(
        self,
        label: &str,
        deed: impl FnOnce(&Record, View<'_>, &mut dyn FnMut() -> Id) -> Result<Vec<Edit>, String>,
    ) -> Result<(), String> {
        let page = self.page;
        let edits = minting(page.workspace, |mint| {
            page.read(|record, view| Some(deed(record, *view, mint)))
        })?;
        let edits = edits.ok_or("There is no such exercise any more.")??;
        page.workspace.dispatch(label, &edits).map(drop)
    }

    fn try_put(
        self,
        label: &str,
        deed: impl FnOnce(&Record, View<'_>, &mut dyn FnMut() -> Id) -> Result<Vec<Edit>, String>,
    ) -> bool {
        let done = self.put(label, deed);
        done.map_err(|why| self.page.workspace.alarm(why)).is_ok()
    }
}

/// The page of an exercise.
pub fn page(page: RecordPage) -> AnyView {
    let table = Table {
        page,
        tick: RwSignal::new(now_ms()),
        chosen: RwSignal::new(None),
        paces: RwSignal::new(pacing::took_over(page)),
        looked: StoredValue::new(None),
    };
    pacing::keep_through(table);
    keep(clock::every(1000, move || table.tick.set(now_ms())).map(clock::Interval::keep));
    let (paper, whole) = (RwSignal::new(false), RwSignal::new(false));
    keep(print::around(move |now| {
        paper.set(now && whole.get_untracked());
        if !now {
            whole.set(false);
        }
    }));
    let shell = Shell::of_page();
    let asked = Memo::new(move |_| shell.route.with(|route| route.get(VIEW).map(str::to_owned)));
    let screen = move || match asked.get().as_deref() {
        Some("participants") => participants::screen(table),
        _ => whole_page(table, whole, paper),
    };
    let sheet = move || paper.get().then(|| REPORT_DOCUMENT.sheet(page));
    view! { {screen}{sheet} }.into_any()
}

fn whole_page(table: Table, whole: RwSignal<bool>, paper: RwSignal<bool>) -> AnyView {
    let page = table.page;
    let shell = Shell::of_page();
    let wanted = shell
        .route
        .with_untracked(|route| route.get(VIEW) == Some("facilitate"));
    let first = match &*page.read(|record, _| rules::state(record).into_owned()) {
        _ if wanted => "desk",
        "conduct" => "desk",
        "evaluation" => "rate",
        _ => "plan",
    };
    let open = RwSignal::new(first);
    record::lead(page, open, |field| {
        (place_of(field), record::element_id(field))
    });
    keys::listen(table, open);
    let plan = move || {
        view! {
            <div class="record">
                <div>{record::form_without(page, &ELSEWHERE)}</div>
                {record::panel(page)}
            </div>
        }
        .into_any()
    };
    let parts = vec![
        ("plan", "Plan", ViewFn::from(plan)),
        ("injects", "Injects", ViewFn::from(move || msel::tab(table))),
        ("desk", "Facilitate", ViewFn::from(move || desk::tab(table))),
        (
            "rate",
            "Evaluate",
            ViewFn::from(move || evaluate::tab(table)),
        ),
        ("report", "Report", ViewFn::from(move || report(page))),
    ];
    let entries = ViewFn::from(move || {
        let press = move |_| {
            whole.set(true);
            REPORT_DOCUMENT.print(page);
        };
        view! {
            {record::action_entries(page, |key| RARE.contains(&key))}
            <a href=participants_href(page.id)>{icon("eye")}"Participants’ view"</a>
            <button type="button" on:click=move |_| REPORT_DOCUMENT.export(page)>{icon("download")}"Report as Markdown"</button>
            <button type="button" on:click=press>{icon("print")}"Print the report"</button>
        }
    });
    let shown = |key: &str| !RARE.contains(&key) && !AT_DESK.contains(&key);
    view! {
        <section class="page" class:screen-only=move || paper.get()>
            {record::head_of(page, record::standing(page), shown, ().into_any(), Some(entries))}
            {move || (open.get() != "desk").then(|| record::findings(page))}
            {tabs::tabs_at("Exercise", parts, open)}
            {crate::ui::form::ask(page.asked)}
        </section>
    }
    .into_any()
}

fn report(page: RecordPage) -> AnyView {
    let text = Memo::new(move |_| REPORT_DOCUMENT.follow(page));
    view! {
        <div class="btns"><button type="button" class="btn" on:click=move |_| REPORT_DOCUMENT.export(page)>{icon("download")}"Report as Markdown"</button></div>
        <section class="card" aria-label=REPORT>{move || text.with(|text| markdown(text))}</section>
    }
    .into_any()
}

// The tab on which a field or list is mended.
fn place_of(field: &'static str) -> &'static str {
    let told = EXERCISE
        .field(field)
        .is_some_and(|field| field.group == REPORT);
    match field {
        "injects" => "injects",
        "evaluations" => "rate",
        "log" | "observations" | "hot_wash" => "desk",
        _ if told => "rate",
        _ => "plan",
    }
}

/// The address of what participants see.
fn participants_href(id: Id) -> String {
    Route::to(Page::Record(EXERCISE.room, id))
        .with(VIEW, "participants")
        .href()
}

/// The address of an exercise.
fn href(id: Id) -> String {
    Route::to(Page::Record(EXERCISE.room, id)).href()
}

/// An area that scrolls sideways when a table does not fit.
fn scrolls(name: String, table: AnyView) -> AnyView {
    view! { <div class="table-wrap" tabindex="0" role="region" aria-label=name>{table}</div> }
        .into_any()
}
