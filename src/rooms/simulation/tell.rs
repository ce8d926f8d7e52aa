//! What a simulation of a recovery said, on paper as on screen.

use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::runner;
use crate::ui::chart::bars::Mark;
use crate::ui::chart::{behind, chance, line};
use crate::ui::form::record_link;
use crate::workspace::Workspace;
use holdfast_domain::chart::{since_start, time_ticks};
use holdfast_domain::rooms::simulation::{Chosen, Model, Row, Why};
use holdfast_domain::stats::recovery::{Outcome, Target, interval};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use leptos::ev;
use std::sync::Arc;

type Done = runner::Done<Chosen>;

/// The most tasks and roles that are listed.
const LISTED: usize = 15;

/// All that a simulation says.
pub fn tell(done: &Arc<Done>, workspace: Workspace) -> AnyView {
    view! {
        {services(done, workspace)}
        {distribution(done, workspace)}
        {valuable(done, workspace)}
    }
    .into_any()
}

fn name(workspace: Workspace, id: Id) -> String {
    let name = workspace.read(|view| view.ledger.record(id).map(|record| view.name(record)));
    name.unwrap_or_default()
}

fn links(workspace: Workspace, ids: &[Id]) -> AnyView {
    let one = |(n, id): (usize, &Id)| {
        let comma = (n > 0).then_some(", ");
        view! { {comma}{record_link(workspace, *id)} }
    };
    ids.iter().enumerate().map(one).collect_view().into_any()
}

// A time of a service; what is missing makes it the least.
fn time(target: &Target, n: usize, row: &Row) -> String {
    let time = target.percentiles[n];
    match (time.is_finite(), row.missing) {
        (false, _) => "not back".to_owned(),
        (true, 0) => minutes(time.round()),
        (true, _) => format!("at least {}", minutes(time.round())),
    }
}

// The probability of being back in time, with its interval.
fn in_time(target: &Target, row: &Row, trials: usize) -> String {
    let Some(met) = target.met else {
        return "unknown: no RTO".to_owned();
    };
    let most = if row.missing > 0 { "at most " } else { "" };
    let (low, high) = interval(met, trials);
    format!(
        "{most}{} ({:.1}–{:.1} %)",
        chance(met as f64 / trials.max(1) as f64),
        low * 100.0,
        high * 100.0
    )
}

fn why(why: Why, workspace: Workspace) -> String {
    match why {
        Why::NoTime(service) => format!(
            "unknown: nobody said how long the recovery of {} takes",
            name(workspace, service)
        ),
        Why::NoHolder(role) => format!(
            "does not come back: nobody has the role {}",
            name(workspace, role)
        ),
    }
}

// When one side has a service back, in three cells.
fn side(
    row: &Row,
    target: Option<&Target>,
    trials: usize,
    (workspace, changed): (Workspace, bool),
) -> AnyView {
    let of = |what: &'static str, with: &'static str| if changed { with } else { what };
    match (row.why, target) {
        (Some(reason), _) => {
            view! { <td colspan="3" data-l=of("Back", "With the change")><span class="status tone-warn">{why(reason, workspace)}</span></td> }
                .into_any()
        }
        (None, Some(target)) => view! {
            <td class="num" data-l=of("P50", "With the change P50")>{time(target, 1, row)}</td>
            <td class="num" data-l="P90">{time(target, 2, row)}</td>
            <td class="num" data-l="Within its RTO">{in_time(target, row, trials)}</td>
        }
        .into_any(),
        (None, None) => view! { <td colspan="3"></td> }.into_any(),
    }
}

fn services(done: &Arc<Done>, workspace: Workspace) -> AnyView {
    let (before, told) = (&done.chosen.before, &done.answer.before);
    let after = done.chosen.after.as_ref().zip(done.answer.after.as_ref());
    let trials = told.trials;
    let row = |(n, row): (usize, &Row)| {
        let because: Vec<String> = row.because.iter().map(|id| name(workspace, *id)).collect();
        let because = match because.len() {
            0 | 1 => "lost itself".to_owned(),
            n => because[..n - 1].join(" → "),
        };
        let other = after.map(|(model, outcome)| {
            let same = |other: &Row| other.service == row.service;
            match model.rows.iter().position(same) {
                Some(at) => side(&model.rows[at], outcome.targets.get(at), trials, (workspace, true)),
                None => view! { <td colspan="3" data-l="With the change"><span class="status tone-ok">"not down"</span></td> }.into_any(),
            }
        });
        view! {
            <tr>
                <th scope="row" class="title">{record_link(workspace, row.service)}</th>
                <td data-l="Down because of">{because}</td>
                <td class="num" data-l="Wave">{row.wave}</td>
                <td class="num" data-l="RTO">{row.rto.map_or_else(|| "unknown".to_owned(), minutes)}</td>
                {side(row, told.targets.get(n), trials, (workspace, false))}
                {other}
            </tr>
        }
    };
    let heads = || view! { <th scope="col" class="num">"P50"</th><th scope="col" class="num">"P90"</th><th scope="col" class="num">"Within its RTO"</th> };
    let two = after.map(|_| view! { <th scope="colgroup" colspan="3">"With the change"</th> });
    let groups = after.map(|_| view! { <tr><td colspan="4"></td><th scope="colgroup" colspan="3">"As things are"</th>{two}</tr> });
    let more = after.map(|_| heads());
    view! {
        <section class="card loss-part" aria-label="What comes back">
            <h2>"What comes back"</h2>
            <p>{summary(before)}</p>
            {notes(before, workspace)}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Services that are down">
                <table class="table compact folds sim-services">
                    <thead>{groups}<tr><th scope="col">"Service"</th><th scope="col">"Down because of"</th><th scope="col" class="num">"Wave"</th><th scope="col" class="num">"RTO"</th>{heads()}{more}</tr></thead>
                    <tbody>{before.rows.iter().enumerate().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="muted">{said(done)}</p>
        </section>
    }
    .into_any()
}

fn summary(model: &Model) -> String {
    let down = model.rows.len();
    let waves = model
        .rows
        .iter()
        .map(|row| row.wave)
        .max()
        .unwrap_or_default();
    format!(
        "{down} {} down and {} back in {waves} {}; recovery begins after {}.",
        if down == 1 {
            "service is"
        } else {
            "services are"
        },
        if down == 1 { "comes" } else { "come" },
        if waves == 1 { "wave" } else { "waves" },
        minutes(model.activation)
    )
}

// What works less well, and what the figures do not know.
fn notes(model: &Model, workspace: Workspace) -> AnyView {
    let note = |words: &'static str, ids: &[Id]| {
        (!ids.is_empty()).then(|| view! { <p><b>{words}</b>" "{links(workspace, ids)}</p> })
    };
    let disputed = model.disputed.then(|| {
        view! { <p><span class="conflict">"In conflict"</span>" People disagree about what this follows from: it counts as lists show it."</p> }
    });
    view! {
        {note("Works less well:", &model.reduced)}
        {note("Nobody has the role:", &model.empty)}
        {note("Working hours unknown, so there at any time:", &model.unclear)}
        {disputed}
    }
    .into_any()
}

// How it came about, so that whoever reads it can have the same numbers.
fn said(done: &Done) -> String {
    let request = &done.chosen.request;
    format!(
        "{} recoveries, seed {}, {} ({:.1} s). In each a duration is drawn for each step (PERT of low, likely, high); what is ready begins, \
         the longest remaining path first, as soon as what it needs is back and somebody who has its role is free. Nobody does two things at \
         once. P50 and P90: half and nine in ten recoveries are back by then. Within its RTO: the share that is, with its 95 % interval \
         (Wilson). Steps without a duration take no time: “at least”, “at most”. Of a decision’s answers all are worked through. The wave is of the \
         dependencies alone. The same seed and records give the same numbers on every machine.",
        request.trials,
        request.seed,
        clock::date_time(done.at_ms),
        done.took_ms / 1000.0
    )
}

fn distribution(done: &Arc<Done>, workspace: Workspace) -> AnyView {
    let rows = done.chosen.before.rows.iter().enumerate();
    let known: Vec<(usize, String)> = rows
        .filter(|(_, row)| row.why.is_none())
        .map(|(n, row)| (n, name(workspace, row.service)))
        .collect();
    // The one that most depends on: the last wave comes last.
    let Some(first) = known.last().map(|(n, _)| *n) else {
        return ().into_any();
    };
    let shown = RwSignal::new(first);
    let choose = move |event: ev::Targeted<ev::Event, web_sys::HtmlSelectElement>| {
        if let Ok(n) = event.target().value().parse() {
            shown.set(n);
        }
    };
    let options = known.into_iter().map(|(n, name)| {
        view! { <option value=n.to_string() selected=move || shown.get() == n>{name}</option> }
    });
    let options = options.collect_view();
    let chart = {
        let done = done.clone();
        move || one(&done, shown.get(), workspace)
    };
    view! {
        <section class="card loss-part" aria-label="When it is back">
            <h2>"When it is back"</h2>
            <div class="field screen-only"><label class="label" for="sim-service">"Service"</label><select id="sim-service" on:change:target=choose>{options}</select></div>
            {chart}
        </section>
    }
    .into_any()
}

const PERCENTILES: [&str; 4] = ["P10", "P50", "P90", "P95"];

fn one(done: &Done, n: usize, workspace: Workspace) -> AnyView {
    let (Some(row), Some(target)) = (
        done.chosen.before.rows.get(n),
        done.answer.before.targets.get(n),
    ) else {
        return ().into_any();
    };
    let named = name(workspace, row.service);
    let (Some(least), Some(most)) = (target.curve.first(), target.curve.last()) else {
        return view! { <p>{format!("{named} does not come back.")}</p> }.into_any();
    };
    let rto = row.rto.unwrap_or(most.0);
    let (from, to) = (least.0.min(rto) * 0.9, most.0.max(rto) * 1.05 + 1.0);
    let mut points = vec![(from, 0.0), (least.0, 0.0)];
    points.extend(&target.curve);
    points.push((to, most.1));
    let mut ticks = time_ticks(to - from, 5, from, since_start);
    ticks.iter_mut().for_each(|tick| tick.at += from);
    let curve = line::Curve {
        words: format!(
            "Chance that {named} is back by time: P50 {}, P90 {}",
            time(target, 1, row),
            time(target, 2, row)
        ),
        points,
        ticks,
        dots: [(1, 0.5), (2, 0.9)]
            .map(|(n, share)| (target.percentiles[n], share))
            .to_vec(),
        marks: row
            .rto
            .map(|rto| Mark {
                class: "g-across g-rto",
                at: rto,
                label: "RTO".to_owned(),
            })
            .into_iter()
            .collect(),
    };
    let line = |n: usize| view! { <tr><th scope="row">{PERCENTILES[n]}</th><td class="num">{time(target, n, row)}</td></tr> };
    let late = row.rto.map(|_| {
        let late = if target.late.is_finite() { minutes(target.late.round()) } else { "not known".to_owned() };
        view! { <tr><th scope="row">"Late on average, early ones counting 0"</th><td class="num">{late}</td></tr> }
    });
    let table = view! {
        <table class="table compact"><thead><tr><th scope="col">"Of the recoveries"</th><th scope="col" class="num">"Back within"</th></tr></thead>
        <tbody>{(0..PERCENTILES.len()).map(line).collect_view()}{late}</tbody></table>
    };
    view! {
        <figure class="loss-chart"><figcaption>{format!("Chance that {named} is back, by time since the loss")}</figcaption>{line::line(&curve)}</figure>
        {behind(table.into_any())}
    }
    .into_any()
}

// What it would be worth to improve first.
fn valuable(done: &Arc<Done>, workspace: Workspace) -> AnyView {
    let (model, told) = (&done.chosen.before, &done.answer.before);
    let mut all = tasks(model, told);
    all.extend(roles(model, told, workspace));
    all.arrange_by(|a, b| {
        (b.saves.total_cmp(&a.saves)).then(
            b.critical
                .unwrap_or(0.0)
                .total_cmp(&a.critical.unwrap_or(0.0)),
        )
    });
    all.truncate(LISTED);
    let row = |one: &Valuable| {
        view! {
            <tr>
                <th scope="row">{one.what.clone()}</th>
                <td class="num" data-l="Decided the end">{one.critical.map(chance)}</td>
                <td class="num" data-l="Less late by at most">{minutes((one.saves * 10.0).round() / 10.0)}</td>
            </tr>
        }
    };
    let none = all
        .is_empty()
        .then(|| view! { <p>"No task and nobody decided when anything came back."</p> });
    view! {
        <section class="card loss-part" aria-label="Most valuable minutes">
            <h2>"Most valuable minutes"</h2>
            {none}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Tasks and roles, the most valuable first" hidden=all.is_empty()>
                <table class="table compact folds">
                    <thead><tr><th scope="col">"What"</th><th scope="col" class="num">"Decided the end"</th><th scope="col" class="num">"Less late by at most"</th></tr></thead>
                    <tbody>{all.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="muted">"Decided the end: in how many recoveries it was on the path that decided when the last service was back. Less late by at most: the minutes \
                by which all services with an RTO together would be less late on average if a task took half its time, or nobody waited for the role. \
                A bound, not a forecast: another path may be nearly as long. “Compare with a change” says what comes of it."</p>
        </section>
    }
    .into_any()
}

struct Valuable {
    what: String,
    critical: Option<f64>,
    saves: f64,
}

fn tasks(model: &Model, told: &Outcome) -> Vec<Valuable> {
    let each = model
        .labels
        .iter()
        .zip(told.critical.iter().zip(&told.saves));
    let told = each.filter_map(|(label, (critical, saves))| {
        (*critical > 0.0 || *saves > 0.0).then_some(Valuable {
            what: label.as_ref()?.text.clone(),
            critical: Some(*critical),
            saves: *saves,
        })
    });
    told.collect()
}

fn roles(model: &Model, told: &Outcome, workspace: Workspace) -> Vec<Valuable> {
    let each = model.roles.iter().zip(&told.waits);
    let waited = each.filter(|(_, waits)| **waits > 0.0);
    let told = waited.map(|(role, waits)| Valuable {
        what: format!("One more person with the role {}", name(workspace, *role)),
        critical: None,
        saves: *waits,
    });
    told.collect()
}
