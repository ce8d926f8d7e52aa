//! What a simulation of a recovery said, on paper as on screen.

use super::{curve, valuable};
use crate::edge::clock;
use crate::prelude::*;
use crate::rooms::runner;
use crate::ui::chart::chance;
use crate::ui::figure::opens;
use crate::ui::form::record_link;
use crate::workspace::Workspace;
use holdfast_domain::rooms::changes::plans::ids;
use holdfast_domain::rooms::simulation::{Chosen, Lost, Model, Outside, Row, Why};
use holdfast_domain::stats::recovery::{Target, interval};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;
use std::sync::Arc;

pub(super) type Done = runner::Done<Chosen>;

/// All that a simulation says.
pub fn tell(done: &Arc<Done>, workspace: Workspace) -> AnyView {
    view! {
        {services(done, workspace)}
        {curve::distribution(done, workspace)}
        {valuable::valuable(done, workspace)}
    }
    .into_any()
}

pub(super) fn name(workspace: Workspace, id: Id) -> String {
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
pub(super) fn time(target: &Target, n: usize, row: &Row) -> String {
    let time = target.percentiles[n];
    match (time.is_finite(), row.missing) {
        (false, _) => "not back".to_owned(),
        (true, 0) => minutes(time.round()),
        (true, _) => format!("at least {}", minutes(time.round())),
    }
}

// The probability of being back in time, with its interval below it.
fn in_time(target: &Target, row: &Row, trials: usize) -> AnyView {
    let Some(met) = target.met else {
        return view! { <span class="muted">"unknown: no RTO"</span> }.into_any();
    };
    let most = if row.missing > 0 { "at most " } else { "" };
    let (low, high) = interval(met, trials);
    let share = chance(met as f64 / trials.max(1) as f64);
    let text = format!("{most}{share} ({:.1}–{:.1} %)", low * 100.0, high * 100.0);
    let rto = row.rto.map(minutes).unwrap_or_default();
    let from = format!(
        "{met} of {trials} recoveries were back within {rto}, the lowest of its own RTO and of what hard-depends on it"
    );
    opens(
        text,
        "Recoveries in which it was back in time, of all; with the 95 % interval of that share (Wilson 1927).",
        from,
    )
}

// The time by which half of the recoveries had it back.
fn half(target: &Target, row: &Row, activation: f64, workspace: Workspace) -> AnyView {
    let how = "The least time since the loss by which half of the recoveries had it back. In each, durations are drawn (PERT); it is back when its steps are done, \
               which begin when all that it needs is back and the plan’s stages before are over.";
    let mut from = vec![format!("activation: {}", minutes(activation))];
    if row.because.len() > 1 {
        let chain: Vec<String> = row.because.iter().map(|id| name(workspace, *id)).collect();
        from.push(format!("down by {}", chain.join(" → ")));
    }
    if row.missing > 0 {
        from.push(format!(
            "{} steps before it have no duration and take no time",
            row.missing
        ));
    }
    opens(time(target, 1, row), how, from.join("; "))
}

fn why(why: Why, workspace: Workspace) -> String {
    match why {
        Why::NoTime(service) => format!(
            "unknown: nobody said how long the recovery of {} takes",
            name(workspace, service)
        ),
        Why::Circle(runbook) => format!(
            "unknown: the steps of {} wait for each other",
            name(workspace, runbook)
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
    (trials, activation): (usize, f64),
    (workspace, changed): (Workspace, bool),
) -> AnyView {
    let of = |what: &'static str, with: &'static str| if changed { with } else { what };
    match (row.why, target) {
        (Some(reason), _) => {
            view! { <td colspan="3" data-l=of("Back", "With the change")><span class="status tone-warn">{why(reason, workspace)}</span></td> }
                .into_any()
        }
        (None, Some(target)) => view! {
            <td class="num" data-l=of("P50", "With the change P50")>{half(target, row, activation, workspace)}</td>
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
            n => format!("because of {}", because[..n - 1].join(" → ")),
        };
        let other = after.map(|(model, outcome)| {
            let same = |other: &Row| other.service == row.service;
            match model.rows.iter().position(same) {
                Some(at) => side(&model.rows[at], outcome.targets.get(at), (trials, model.activation), (workspace, true)),
                None => view! { <td colspan="3" data-l="With the change"><span class="status tone-ok">"not down"</span></td> }.into_any(),
            }
        });
        view! {
            <tr>
                <th scope="row" class="title">{record_link(workspace, row.service)}<span class="muted because">{because}</span></th>
                <td class="num" data-l="Wave">{row.wave}</td>
                <td class="num" data-l="RTO">{row.rto.map_or_else(|| "unknown".to_owned(), minutes)}</td>
                {side(row, told.targets.get(n), (trials, before.activation), (workspace, false))}
                {other}
            </tr>
        }
    };
    let heads = || view! { <th scope="col" class="num">"P50"</th><th scope="col" class="num">"P90"</th><th scope="col" class="num">"Within its RTO"</th> };
    let two = after.map(|_| view! { <th scope="colgroup" colspan="3">"With the change"</th> });
    let groups = after.map(|_| view! { <tr><td colspan="3"></td><th scope="colgroup" colspan="3">"As things are"</th>{two}</tr> });
    let more = after.map(|_| heads());
    view! {
        <section class="card loss-part" aria-label="What comes back">
            <h2>"What comes back"</h2>
            <p>{asked(&done.chosen, workspace)}</p>
            <p>{summary(before)}</p>
            {untouched(&done.chosen, workspace)}
            {notes(before, workspace)}
            <div class="table-wrap" tabindex="0" role="region" aria-label="Services that are down">
                <table class="table compact folds sim-services">
                    <thead>{groups}<tr><th scope="col">"Service"</th><th scope="col" class="num">"Wave"</th><th scope="col" class="num">"RTO"</th>{heads()}{more}</tr></thead>
                    <tbody>{before.rows.iter().enumerate().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="muted">{said(done)}</p>
        </section>
    }
    .into_any()
}

// What the plan brings back and this loss leaves up: its times are not simulated here.
fn untouched(chosen: &Chosen, workspace: Workspace) -> Option<AnyView> {
    let up: Vec<Id> = workspace.read(|view| {
        let plan = chosen.scenario.plan.and_then(|plan| view.there(plan));
        let named = plan.map_or_else(Vec::new, |plan| ids(plan, "services"));
        let down = |id: &Id| chosen.before.rows.iter().any(|row| row.service == *id);
        named.into_iter().filter(|id| !down(id)).collect()
    });
    (!up.is_empty()).then(|| {
        view! { <p>"Of what the plan brings back, this loss leaves up: "{links(workspace, &up)}". Add them to what is lost to see when they are back."</p> }
            .into_any()
    })
}

// What it is of: who reads it on paper has nothing else.
fn asked(chosen: &Chosen, workspace: Workspace) -> String {
    let (scenario, variant) = (&chosen.scenario, &chosen.variant);
    let lost = |lost: &Lost| {
        let name = name(workspace, lost.service);
        let back = lost
            .back_after
            .map(|after| format!(" (back by itself after {})", minutes(after)));
        name + &back.unwrap_or_default()
    };
    let mut parts = Vec::new();
    let all: Vec<String> = scenario.lost.iter().map(lost).collect();
    if !all.is_empty() {
        parts.push(format!("Lost: {}.", all.join(", ")));
    }
    if let Some(plan) = scenario.plan {
        parts.push(format!(
            "By {}, with what it says is lost.",
            name(workspace, plan)
        ));
    }
    if let Some(at) = scenario.at.and_then(|at| u64::try_from(at).ok()) {
        let outside = match scenario.outside {
            Outside::Called => "come when they are called",
            Outside::Rota => "come if it is their rota",
            Outside::Kept => "are not there",
        };
        parts.push(format!(
            "On {}; outside their working hours people {outside}.",
            clock::date_time(at)
        ));
    }
    let mut changes = Vec::new();
    if let Some((of, share)) = variant.faster {
        let label = chosen
            .before
            .labels
            .iter()
            .flatten()
            .find(|label| label.of == of);
        let text = label.map(|label| label.text.clone()).unwrap_or_default();
        changes.push(format!("{text} takes {:.0} % of its time", share * 100.0));
    }
    if let Some(role) = variant.holder {
        changes.push(format!(
            "one more person has the role {}",
            name(workspace, role)
        ));
    }
    if let Some(kept) = variant.kept {
        changes.push(format!("{} is not lost", name(workspace, kept)));
    }
    if !changes.is_empty() {
        parts.push(format!("With the change: {}.", changes.join("; ")));
    }
    parts.join(" ")
}

fn summary(model: &Model) -> String {
    let down = model.rows.len();
    let back = model.rows.iter().filter(|row| row.why.is_none());
    let (back, waves) = back.fold((0, 0), |(back, waves), row| (back + 1, row.wave.max(waves)));
    let of = |n: usize, one: &str, many: &str| {
        if n == 1 {
            one.to_owned()
        } else {
            many.to_owned()
        }
    };
    let comes = match back {
        0 => "none comes back".to_owned(),
        n if n == down => format!(
            "{} back in {waves} {}",
            of(n, "it comes", "they come"),
            of(waves as usize, "wave", "waves")
        ),
        n => format!(
            "{n} of them {} back in {waves} {}",
            of(n, "comes", "come"),
            of(waves as usize, "wave", "waves")
        ),
    };
    format!(
        "{down} {} down; {comes}. Recovery begins after {}.",
        of(down, "service is", "services are"),
        minutes(model.activation)
    )
}

// What works less well, and what the figures do not know.
fn notes(model: &Model, workspace: Workspace) -> AnyView {
    let note = |words: &'static str, ids: &[Id]| {
        (!ids.is_empty()).then(|| view! { <p><b>{words}</b>" "{links(workspace, ids)}</p> })
    };
    let disputed = (!model.disputed.is_empty()).then(|| {
        view! { <p><span class="conflict">"In conflict"</span>" People disagree about what this follows from, which counts as lists show it: "{links(workspace, &model.disputed)}</p> }
    });
    let pair = |(later, earlier): &(Id, Id)| {
        view! { <li><span>{record_link(workspace, *later)}" after "{record_link(workspace, *earlier)}</span></li> }
    };
    let against = (!model.against.is_empty()).then(|| {
        view! { <p>"The plan’s order stands against the dependencies, which count:"</p><ul class="list">{model.against.iter().map(pair).collect_view()}</ul> }
    });
    view! {
        {note("Works less well:", &model.reduced)}
        {note("Nobody has the role:", &model.empty)}
        {note("Working hours unknown, so there at any time:", &model.unclear)}
        {note("On call outside their hours:", &model.on_call)}
        {against}
        {disputed}
    }
    .into_any()
}

// How it came about, so that whoever reads it can have the same numbers.
fn said(done: &Done) -> String {
    let request = &done.chosen.request;
    format!(
        "{} recoveries, seed {}, {} ({:.1} s). In each a duration is drawn for each step (PERT of low, likely, high); what is ready begins, \
         the longest remaining path first, as soon as what it needs is back, the plan’s stages before are over and somebody who has its role is free. \
         Nobody does two things at once. P50 and P90: half and nine in ten recoveries are back by then. Within its RTO: the share that is, with its \
         95 % interval (Wilson). Steps without a duration take no time: “at least”, “at most”. Of a decision’s answers the longest is carried out. The \
         wave is of the dependencies, or as the plan sets it by hand. The same seed, moment and records give the same numbers on every machine.",
        request.trials,
        request.seed,
        clock::date_time(done.at_ms),
        done.took_ms / 1000.0
    )
}
