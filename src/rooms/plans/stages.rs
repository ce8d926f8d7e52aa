//! The stages of an activation, phase by phase: how each stands, what holds it up, and the deeds.

use super::active::Active;
use crate::edge::{dom, slices};
use crate::prelude::*;
use crate::rooms::incidents::brief;
use crate::route::{Page, Route};
use crate::ui::form::{Asked, record_link};
use holdfast_domain::ask::Answers;
use holdfast_domain::rooms::flow::WHY;
use holdfast_domain::rooms::plans::PHASES;
use holdfast_domain::rooms::plans::deeds::{skip_stage, start_stage, take_in_stage};
use holdfast_domain::rooms::plans::stages::{self, QUIET};
use holdfast_domain::rooms::plans::track::{Stage, StageState};
use holdfast_domain::value::minutes;
use holdfast_ledger::{Id, Path};
use leptos::task::spawn_local;
use std::sync::Arc;

/// The card of stages.
pub fn stages(active: Active) -> AnyView {
    let shown = move || {
        let all = active.track.get().stages;
        let now = active.page.workspace.now().get();
        let phases = all.chunk_by(|a, b| a.phase == b.phase);
        phases
            .map(|own| {
                let each = own.iter().map(|stage| {
                    let waits = stage.after.iter().filter(|at| all[**at].state.is_open());
                    let waits: Vec<String> = waits.map(|at| all[*at].title.clone()).collect();
                    line(active, stage, &waits, now)
                });
                view! { <h3>{PHASES[own[0].phase].label}</h3><ul class="list">{each.collect_view()}</ul> }
            })
            .collect_view()
    };
    let none = move || {
        active.track.with(|track| track.stages.is_empty()).then(|| {
            view! { <p class="muted">"The plan had no runbooks when it was activated."</p> }
        })
    };
    view! { <section class="card stack" id="stages" tabindex="-1" aria-label="Stages"><h2>"Stages"</h2>{quiet(active)}{none}{shown}</section> }
        .into_any()
}

// What the plan does on quiet days is no stage: it is part of being ready.
fn quiet(active: Active) -> AnyView {
    let all = Memo::new(move |_| {
        active.page.watch_all(|record, view| {
            let plan = view.linked(record.value(Path::of("plan")));
            let planned = plan.map(stages::of_plan).unwrap_or_default().into_iter();
            let quiet = planned.filter(|stage| stage.phase == QUIET);
            quiet.filter_map(|stage| stage.runbook).collect::<Vec<Id>>()
        })
    });
    let line = move |id: Id| view! { <li>{record_link(active.page.workspace, id)}<span class="status tone-mute">"part of readiness"</span></li> };
    let shown = move || {
        let all = all.get();
        (!all.is_empty()).then(|| {
            view! {
                <h3>{PHASES[QUIET].label}</h3>
                <p class="help">"Done before, on quiet days: an activation does not start these."</p>
                <ul class="list">{all.into_iter().map(line).collect_view()}</ul>
            }
        })
    };
    view! { {shown} }.into_any()
}

fn element(stage: Id) -> String {
    format!("stage-{stage}")
}

// The button that was pressed is gone once its deed is done: what comes next is the stage's run, the next
// stage that is ready, or the stage itself.
fn go_on(stage: Id, first: &'static str) {
    spawn_local(async move {
        slices::yield_now().await;
        slices::yield_now().await;
        let own = element(stage);
        let ways = [
            format!("#{own} {first}"),
            "#stages .btn.primary".to_owned(),
            format!("#{own} .btn"),
        ];
        if !ways.iter().any(|way| dom::focus_first(way)) {
            dom::focus("stages");
        }
    });
}

const fn class(state: StageState) -> &'static str {
    match state {
        StageState::Waiting => "status st-pending",
        StageState::Ready => "status st-ready",
        StageState::Running => "status st-running",
        StageState::Trouble | StageState::GivenUp => "status st-failed",
        StageState::Finished => "status st-done",
        StageState::Skipped => "status st-skipped",
    }
}

fn line(active: Active, stage: &Stage, waits: &[String], now: i64) -> AnyView {
    let name = match (stage.run, stage.runbook) {
        (Some(run), _) => {
            let href = Route::to(Page::Record("runs", run)).href();
            view! { <a href=href>{stage.title.clone()}</a> }.into_any()
        }
        (None, Some(runbook)) => record_link(active.page.workspace, runbook),
        (None, None) => view! { <span>{stage.title.clone()}</span> }.into_any(),
    };
    let facts = facts(stage, waits, now);
    let hold = stage
        .holds
        .first()
        .filter(|_| stage.state == StageState::Trouble);
    let hold = hold.map(|(hold, step)| {
        let words = hold.why.words(|at| brief(at, now));
        let what = if step.is_empty() {
            words
        } else {
            format!("{step}: {words}")
        };
        let text = if hold.reason.is_empty() {
            what
        } else {
            format!("{what}. {}", hold.reason)
        };
        view! { <p class="status tone-error">{text}</p> }
    });
    let critical = (stage.critical && stage.state.is_open())
        .then(|| view! { " "<span class="badge">"holds up the end"</span> });
    view! {
        <li id=element(stage.id)><div class="stack"><p>{name}" "<span class=class(stage.state)>{stage.state.label()}</span>{critical}</p>
            <p class="help">{facts}</p>{hold}{deeds(active, stage)}</div></li>
    }
    .into_any()
}

// Progress, what it waits for, how long it takes, when.
fn facts(stage: &Stage, waits: &[String], now: i64) -> String {
    let mut facts: Vec<String> = Vec::new();
    if let Some((finished, total)) = stage.progress {
        facts.push(format!("{finished} of {total} steps"));
    }
    if !stage.skipped.is_empty() {
        facts.push(stage.skipped.clone());
    }
    if stage.state == StageState::Waiting && !waits.is_empty() {
        facts.push(format!("waits for {}", waits.join(", ")));
    }
    if stage.state.is_open() {
        facts.push(match stage.left {
            Some(left) => format!("{} to go", minutes(left)),
            None => "no durations".to_owned(),
        });
        facts.extend(
            stage
                .expected
                .map(|(_, to)| format!("done {}", brief(to, now))),
        );
    }
    facts.join(" · ")
}

fn deeds(active: Active, stage: &Stage) -> AnyView {
    let (id, title) = (stage.id, stage.title.clone());
    let start = move |_| {
        active.press("Run started", |ask| start_stage(ask, id));
        go_on(id, "a");
    };
    let again = move |_| {
        active.press("Stage taken in again", |ask| take_in_stage(ask, id));
        go_on(id, ".btn");
    };
    let (name, called) = (format!("Start {title}"), title.clone());
    let open = stage.state.is_open();
    let can_start = matches!(
        stage.state,
        StageState::Ready | StageState::Waiting | StageState::GivenUp
    );
    let class = if stage.state == StageState::Ready {
        "btn small primary"
    } else {
        "btn small"
    };
    let starts = can_start.then(|| view! { <button type="button" class=class aria-label=name on:click=start>"Start"</button> });
    let skips = open.then(|| {
        let label = format!("Skip: {title}");
        view! { <button type="button" class="btn small quiet" aria-label=label on:click=move |_| skip(active, id, &called)>"Skip"</button> }
    });
    let takes = (stage.state == StageState::Skipped).then(|| {
        let label = format!("Take in again: {title}");
        view! { <button type="button" class="btn small quiet" aria-label=label on:click=again>"Take in again"</button> }
    });
    view! { <div class="btns" hidden=move || !active.goes_on.get()>{starts}{skips}{takes}</div> }
        .into_any()
}

fn skip(active: Active, stage: Id, title: &str) {
    active.page.asked.set(Some(Asked {
        title: format!("Skip {title}"),
        fields: WHY,
        about: String::new(),
        given: Answers::new(),
        perform: Arc::new(move |answers: Answers| {
            let why = answers
                .get("why")
                .map(|why| why.plain().into_owned())
                .unwrap_or_default();
            active.deed("Stage skipped", |ask| skip_stage(ask, stage, &why))?;
            go_on(stage, ".btn.primary");
            Ok(())
        }),
    }));
}
