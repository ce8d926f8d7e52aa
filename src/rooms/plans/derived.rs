//! What follows from a plan and the services: the waves, whether that is soon enough, how long its runbooks
//! take, and when it was carried out.

use super::{href, training};
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::record::RecordPage;
use crate::ui::form::record_link;
use holdfast_domain::describe::Tone;
use holdfast_domain::rooms::plans::document::{in_time, source};
use holdfast_domain::rooms::plans::scope::{Row, Scope};
use holdfast_domain::rooms::plans::stages::{self, QUIET};
use holdfast_domain::rooms::plans::{ACTIVATION, PHASES, track};
use holdfast_domain::value::minutes;
use holdfast_domain::view::View;
use holdfast_ledger::{Id, Record};

/// A row of the table of waves.
#[derive(Clone, PartialEq)]
struct Line {
    row: Row,
    source: String,
    waits: Option<Id>,
    in_time: String,
}

#[derive(Clone, Default, PartialEq)]
struct Told {
    lines: Vec<Line>,
    stays: Vec<Id>,
    activation: f64,
}

fn told(plan: &Record, view: &View<'_>) -> Told {
    let scope = Scope::of(plan, view);
    let line = |row: &Row| Line {
        source: source(row, view),
        waits: row.chain.iter().rev().nth(1).copied(),
        in_time: in_time(row),
        row: row.clone(),
    };
    Told {
        lines: scope.rows.iter().map(line).collect(),
        stays: scope.stays,
        activation: scope.activation,
    }
}

/// The part.
pub fn tab(page: RecordPage) -> AnyView {
    view! { <div class="stack">{waves(page)}{phases(page)}{training::card(page)}{activations(page)}</div> }.into_any()
}

fn waves(page: RecordPage) -> AnyView {
    let told = Memo::new(move |_| page.watch_settled(told));
    let line = move |line: Line| row(page, line);
    let rows = move || {
        let lines = told.get().lines;
        let waves = lines.chunk_by(|a, b| a.row.wave == b.row.wave);
        waves
            .map(|wave| {
                let head = format!("Wave {}", wave[0].row.wave);
                view! { <tr class="section"><th colspan="6" scope="colgroup">{head}</th></tr>{wave.iter().cloned().map(line).collect_view()} }
            })
            .collect_view()
    };
    let none = move || {
        told.with(|told| told.lines.is_empty()).then(|| {
            view! { <p class="muted">"Choose the services that the plan brings back: their order and times follow."</p> }
        })
    };
    let stays = move || {
        let stays = told.get().stays;
        (!stays.is_empty()).then(|| {
            let each = stays.into_iter().enumerate().map(|(n, id)| {
                view! { {(n > 0).then_some(", ")}{record_link(page.workspace, id)} }
            });
            view! { <p class="help">"Needed, and not taken down by the loss: "{each.collect_view()}</p> }
        })
    };
    let begins = move || {
        told.with(|told| {
            format!(
                "Recovery begins {} after the event.",
                minutes(told.activation)
            )
        })
    };
    view! {
        <section class="card stack" aria-label="Recovery order">
            <h2>"Recovery order"</h2>
            <p>{begins}" A wave says the order: what is needed comes back in an earlier one. The times say how long after the event, all that comes first included. Another wave, with the reason, is set on the plan: a later one begins when all of the waves before are back."</p>
            {none}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Waves" hidden=move || told.with(|told| told.lines.is_empty())>
                <table class="table folds">
                    <thead><tr><th scope="col">"Service"</th><th scope="col">"Takes by itself"</th><th scope="col">"Waits longest for"</th><th scope="col" class="num">"Back after"</th><th scope="col" class="num">"RTO"</th><th scope="col">"In time"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {stays}
        </section>
    }
    .into_any()
}

fn row(page: RecordPage, line: Line) -> AnyView {
    let Line {
        row,
        source,
        waits,
        in_time,
    } = line;
    let least = if row.whole { "" } else { "at least " };
    let class = match row.spare() {
        Some(spare) if spare < 0.0 => "status tone-error",
        Some(_) => "status tone-ok",
        None => "muted",
    };
    let hand = row.by_hand.then(|| {
        let why = if row.reason.is_empty() {
            "no reason given".to_owned()
        } else {
            row.reason.clone()
        };
        view! { <p class="help">{format!("By hand, else wave {}: {why}", row.derived)}</p> }
    });
    let against = row.against.first().copied().map(|needed| {
        view! { <p class="status tone-error">"Before what it needs: "{record_link(page.workspace, needed)}</p> }
    });
    let waits = match row.held {
        Some(held) => view! { <span>{held.words()}</span> }.into_any(),
        None => view! { {waits.map(|id| record_link(page.workspace, id))} }.into_any(),
    };
    let named = (!row.named).then(|| view! { " "<span class="badge">"needed"</span> });
    let in_time = if row.named || row.rto.is_some() {
        in_time
    } else {
        String::new()
    };
    view! {
        <tr>
            <th scope="row">{record_link(page.workspace, row.service)}{named}{hand}{against}</th>
            <td data-l="Takes">{source}</td>
            <td data-l="Waits for">{waits}</td>
            <td data-l="Back after" class="num">{format!("{least}{}", minutes(row.minutes))}</td>
            <td data-l="RTO" class="num">{row.rto.map(minutes)}</td>
            <td data-l="In time"><span class=class>{in_time}</span></td>
        </tr>
    }
    .into_any()
}

/// A runbook of the plan in its phase.
#[derive(Clone, PartialEq)]
struct Planned {
    phase: usize,
    number: usize,
    runbook: Option<Id>,
    takes: String,
    after: Vec<usize>,
    /// Whether somebody wrote down what comes first.
    explicit: bool,
    times: Option<(f64, f64)>,
    critical: bool,
}

fn planned(plan: &Record, view: &View<'_>) -> Vec<Planned> {
    let all = stages::of_plan(plan);
    let run = stages::to_run(&all);
    let length = stages::lengths(&run, view).ok();
    let one = |(n, stage): (usize, &stages::Planned)| {
        let at = run.iter().position(|other| other.id == stage.id);
        let times = at
            .zip(length.as_ref())
            .map(|(at, length)| length.schedule.times[at]);
        let takes = stages::length(stage.runbook, view);
        Planned {
            phase: stage.phase,
            number: n + 1,
            runbook: stage.runbook,
            takes: takes.map_or_else(
                || "no durations".to_owned(),
                |(length, whole)| [if whole { "" } else { "at least " }, &minutes(length)].concat(),
            ),
            after: stage.after.iter().map(|at| at + 1).collect(),
            explicit: stage.explicit,
            times: times.map(|times| (times.earliest_start, times.earliest_finish)),
            critical: times.is_some_and(holdfast_domain::graph::Times::is_critical),
        }
    };
    all.iter().enumerate().map(one).collect()
}

fn phases(page: RecordPage) -> AnyView {
    let all = Memo::new(move |_| page.watch_settled(planned));
    let line = move |stage: &Planned| {
        let name = match stage.runbook {
            Some(id) => record_link(page.workspace, id),
            None => view! { <span class="muted">"no runbook"</span> }.into_any(),
        };
        let after: Vec<String> = stage.after.iter().map(usize::to_string).collect();
        let after = if stage.explicit && after.is_empty() {
            "nothing: begins at once".to_owned()
        } else {
            after.join(", ")
        };
        let times = stage
            .times
            .map(|(from, to)| format!("{} to {}", minutes(from), minutes(to)));
        let critical = stage
            .critical
            .then(|| view! { " "<span class="badge">"critical"</span> });
        view! {
            <tr><th scope="row">{format!("{} ", stage.number)}{name}{critical}</th>
                <td data-l="Takes" class="num">{stage.takes.clone()}</td>
                <td data-l="After">{after}</td>
                <td data-l="From the activation">{times}</td></tr>
        }
    };
    let rows = move || {
        let all = all.get();
        let phases = all.chunk_by(|a, b| a.phase == b.phase);
        phases
            .map(|own| {
                let quiet = (own[0].phase == QUIET).then_some(" (on quiet days; an activation begins with the next)");
                view! { <tr class="section"><th colspan="4" scope="colgroup">{PHASES[own[0].phase].label}{quiet}</th></tr>{own.iter().map(line).collect_view()} }
            })
            .collect_view()
    };
    let none = move || {
        all.with(Vec::is_empty)
            .then(|| view! { <p class="muted">"No runbook yet."</p> })
    };
    view! {
        <section class="card stack" aria-label="Phases">
            <h2>"Phases"</h2>
            <p class="help" hidden=move || all.with(Vec::is_empty)>"The runbooks in the order of the work. Times are counted from the activation; those above count from the event, and no service is back before its runbook had its turn."</p>
            {none}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Runbooks by phase" hidden=move || all.with(Vec::is_empty)>
                <table class="table folds">
                    <thead><tr><th scope="col">"Runbook"</th><th scope="col" class="num">"Takes"</th><th scope="col">"After"</th><th scope="col">"From the activation"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn activations(page: RecordPage) -> AnyView {
    let all = Memo::new(move |_| {
        page.watch_settled(|record, view| {
            let one = |activation: &&Record| {
                let field = |key| {
                    let field = ACTIVATION.field(key);
                    let value = activation.value(holdfast_ledger::Path::of(key));
                    field
                        .map(|field| holdfast_domain::value::show(field, value, view))
                        .unwrap_or_default()
                };
                let at = holdfast_domain::value::instant(
                    activation.value(holdfast_ledger::Path::of("declared")),
                );
                (
                    activation.id,
                    view.name(activation),
                    at,
                    [field("mode"), field("state")].join(", "),
                )
            };
            track::of_plan(record.id, view)
                .iter()
                .rev()
                .map(one)
                .collect::<Vec<_>>()
        })
    });
    let line = |(id, name, at, how): (Id, String, Option<i64>, String)| {
        let at = at
            .and_then(|at| u64::try_from(at).ok())
            .map(clock::date_time);
        view! { <li><a href=href(id)>{name}</a><span class="muted">{at}</span>{crate::ui::cell::badge(how, Tone::Plain)}</li> }
    };
    let none = move || {
        all.with(Vec::is_empty).then(|| view! { <p class="muted">"Never carried out, neither in earnest nor as an exercise."</p> })
    };
    view! {
        <section class="card stack" aria-label="Activations">
            <h2>"Activations"</h2>
            {none}
            <ul class="list">{move || all.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}
