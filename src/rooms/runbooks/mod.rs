//! A runbook: its steps as an outline, what it is for, and how people will read it.

mod after;
mod change;
mod details;
mod difference;
mod drag;
mod editor;
mod facts;
mod find;
mod gantt;
mod graph;
mod graph_lines;
mod graph_paper;
mod outline;
mod outline_keys;
pub mod paper;
pub mod paper_step;
pub mod pattern;
mod people;
mod plan;
mod plan_figures;
mod plan_table;
mod preview;
mod row;
mod rows;
pub mod sheet;
mod snippets;
mod start;
mod transcribe;
mod transcribe_row;
pub mod versions;
pub mod words;

pub use snippets::minting;

use crate::edge::{dom, print, slices};
use crate::prelude::*;
use crate::rooms::record::{self, RecordPage};
use crate::ui::cell::badge;
use crate::ui::handed;
use crate::ui::icon::icon;
use crate::ui::page::keep;
use crate::ui::shell::Shell;
use crate::ui::tabs;
use holdfast_domain::codec::markdown;
use holdfast_domain::describe::{Finding, Tone};
use holdfast_domain::rooms::readiness;
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::{RUNBOOK, rules, variables};
use leptos::task::spawn_local;

/// The page of a runbook.
pub fn page(page: RecordPage) -> AnyView {
    let (starting, paper) = (RwSignal::new(false), RwSignal::new(false));
    let stopped = RwSignal::new(false);
    let printed = RwSignal::new(paper::Print::default());
    keep(print::around(move |now| {
        paper.set(now);
        if !now {
            printed.set(paper::Print::default());
        }
    }));
    // The step that another part of the page leads to.
    let step = RwSignal::new(None);
    let steps = move || view! { {outline::outline(page, step)}{variables_of(page)} }.into_any();
    let about = move || {
        view! { <div class="record"><div>{record::form_without(page, &["steps", "variables", "versions"])}</div>{record::panel(page)}</div> }.into_any()
    };
    // A new one is named first.
    let titled = page.read(|record, _| !record.text("title").is_empty());
    let (chosen, comparing) = versions::Chosen::new(page);
    let open = RwSignal::new(if comparing {
        "versions"
    } else if !titled {
        "about"
    } else if reads_first(page) {
        "preview"
    } else {
        "steps"
    });
    let parts = vec![
        ("steps", "Steps", ViewFn::from(steps)),
        (
            "plan",
            "Plan",
            ViewFn::from(move || plan::plan(page, open, step)),
        ),
        ("about", "About", ViewFn::from(about)),
        (
            "preview",
            "Preview",
            ViewFn::from(move || preview::preview(page)),
        ),
        (
            "versions",
            "Versions",
            ViewFn::from(move || versions::tab(page, chosen, |key| key != "reviewed")),
        ),
    ];
    record::lead(page, open, place_of);
    begin_with_a_step(page, open, titled);
    let screen = move || {
        view! {
            <section class="page screen-only">
                {record::head_with(page, view! { {to_steps(open)}{standing(page)} }.into_any(), buttons(page, starting, stopped, printed), None)}
                {findings(page)}
                {tabs::tabs_at("Runbook", parts.clone(), open)}
                {crate::ui::form::ask(page.asked)}
            </section>
        }
        .into_any()
    };
    // What is on screen is what gets printed: a comparison, the plan, or the runbook.
    let on_paper = move || match open.get_untracked() {
        "plan" => plan::sheet(page),
        "versions" => versions::sheet(page, chosen)
            .unwrap_or_else(|| paper::sheet(page, printed.get_untracked())),
        _ => paper::sheet(page, printed.get_untracked()),
    };
    let sheet = move || paper.get().then(on_paper);
    let shell = Shell::of_page();
    // Who comes from an incident comes to start a run.
    if shell.route.with_untracked(start::for_whom).is_some() {
        spawn_local(async move {
            slices::yield_now().await;
            let _ = starting.try_set(true);
        });
    }
    let entering = Memo::new(move |_| {
        shell
            .route
            .with(|route| route.get("enter") == Some("paper"))
    });
    // The page's address is the same, so nobody else moves the focus.
    Effect::new(move |before: Option<bool>| {
        let now = entering.get();
        if before.is_some_and(|before| before != now) {
            spawn_local(async {
                slices::yield_now().await;
                dom::focus_heading();
            });
        }
        now
    });
    let shown = move || {
        if entering.get() {
            transcribe::page(page)
        } else {
            screen()
        }
    };
    let dialogs =
        view! { {start::dialog(page, starting)}{pattern::dialog(page, stopped, starting)} };
    view! { {shown}{sheet}{dialogs} }.into_any()
}

// Where a field is mended.
fn place_of(field: &'static str) -> (&'static str, String) {
    match field {
        "steps" | "variables" => ("steps", record::element_id(field)),
        // No form has them: they follow from what is done there.
        "status" | "approval" => ("versions", versions::APPROVAL.to_owned()),
        _ => ("about", record::element_id(field)),
    }
}

// The steps are what most people come for, and a dozen buttons stand before them.
fn to_steps(open: RwSignal<&'static str>) -> AnyView {
    let go = move |_| {
        open.set("steps");
        spawn_local(async {
            slices::yield_now().await;
            if !dom::focus_first(".outline .row > input[type=text]") {
                dom::focus(editor::FIRST);
            }
        });
    };
    view! { <button type="button" class="skip" on:click=go>"Skip to the steps"</button> }.into_any()
}

// Who made a runbook writes its first step next; the heading, where one arrives, is many keys away.
fn begin_with_a_step(page: RecordPage, open: RwSignal<&'static str>, titled: bool) {
    let written = page.read(|record, _| record.loose_items(STEPS).next().is_some());
    if written || !titled || open.get_untracked() != "steps" {
        return;
    }
    spawn_local(async {
        // One turn for the page to be there, one for what moves the focus to its heading.
        slices::yield_now().await;
        slices::yield_now().await;
        dom::focus(editor::FIRST);
    });
}

// On a phone people come to read what to do; writing is a tap away.
fn reads_first(page: RecordPage) -> bool {
    let written = page.read(|record, _| record.loose_items(STEPS).next().is_some());
    written && dom::media("(max-width: 600px)")
}

// The steps are what people come for, so the findings stay folded until they are wanted.
fn findings(page: RecordPage) -> AnyView {
    let counts = Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let found = readiness::findings(page.kind, record, view);
            let open = found.into_iter().filter(|(_, muted)| muted.is_none());
            let found: Vec<Finding> = open.map(|(finding, _)| finding).collect();
            let bad = found
                .iter()
                .filter(|finding| finding.tone == Tone::Bad)
                .count();
            (bad, found.len() - bad)
        })
    });
    let words = move || match counts.get() {
        (0, n) => format!("{n} to look at"),
        (1, 0) => "1 problem".to_owned(),
        (n, 0) => format!("{n} problems"),
        (1, n) => format!("1 problem, {n} to look at"),
        (bad, n) => format!("{bad} problems, {n} to look at"),
    };
    let tone = move || {
        if counts.get().0 > 0 {
            "status tone-error"
        } else {
            "status tone-warn"
        }
    };
    // Nobody waits for a list that is folded.
    let open = RwSignal::new(false);
    let toggled = move |event: leptos::ev::Event| {
        open.set(event_target::<web_sys::HtmlElement>(&event).has_attribute("open"));
    };
    view! {
        <details class="folded" hidden=move || counts.get() == (0, 0) on:toggle=toggled>
            <summary><span class=tone>{words}</span></summary>
            {move || open.get().then(|| record::findings(page))}
        </details>
    }
    .into_any()
}

fn variables_of(page: RecordPage) -> AnyView {
    let list = RUNBOOK
        .list("variables")
        .map(|list| record::list_editor(page, list));
    let missing = Memo::new(move |_| page.watch_settled(|record, _| variables::undeclared(record)));
    let declare = move || {
        let names = missing.get();
        (!names.is_empty()).then(|| {
            view! {
                <p class="btns">
                    <span>{format!("Used by steps and not declared: {}", names.join(", "))}</span>
                    <button type="button" class="btn small" on:click=move |_| declare(page, &names)>"Declare them"</button>
                </p>
            }
        })
    };
    view! { {list}{declare} }.into_any()
}

fn declare(page: RecordPage, names: &[String]) {
    let ids: Result<Vec<_>, _> = names.iter().map(|_| page.workspace.mint()).collect();
    match ids {
        Ok(mut ids) => {
            let mut mint = || ids.pop().unwrap_or_default();
            let edits = page.read(|record, _| variables::declare(record, names, &mut mint));
            page.put("Variables declared", &edits);
            dom::keep_focus();
        }
        Err(why) => page.workspace.alarm(why),
    }
}

fn standing(page: RecordPage) -> AnyView {
    let badges = Memo::new(move |_| page.watch(|record, _| rules::badges(record)));
    let badges = move || {
        badges
            .get()
            .into_iter()
            .map(|(text, tone)| badge(text, tone))
            .collect_view()
    };
    view! { {record::standing(page)}{badges} }.into_any()
}

fn buttons(
    page: RecordPage,
    starting: RwSignal<bool>,
    stopped: RwSignal<bool>,
    printed: RwSignal<paper::Print>,
) -> AnyView {
    let start = move |_| {
        let pattern = page.read(|record, _| rules::pattern(record));
        if pattern.is_some() {
            stopped.set(true);
        } else {
            starting.set(true);
        }
    };
    let export = move |_| {
        let text = page.read(|record, view| {
            Some((
                markdown::write(&markdown::records::draft(record, view)),
                view.code(record),
            ))
        });
        let Some((text, code)) = text else { return };
        handed::markdown(page.workspace, &code, &text);
    };
    view! {
        {paper::menu(page, printed)}
        <button type="button" class="btn" on:click=export>{icon("download")}"Export Markdown"</button>
        <button type="button" class="btn primary" on:click=start>{icon("run")}"Start run"</button>
    }
    .into_any()
}
