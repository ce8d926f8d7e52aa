//! When a service is back: the chance by time, as things are and with the change.

use super::tell::{Done, name, time};
use crate::prelude::*;
use crate::ui::chart::bars::Mark;
use crate::ui::chart::{behind, line};
use crate::workspace::Workspace;
use holdfast_domain::chart::{since_start, time_ticks};
use holdfast_domain::rooms::simulation::Row;
use holdfast_domain::stats::recovery::Target;
use holdfast_domain::value::minutes;
use leptos::ev;
use std::sync::Arc;

/// The part.
pub fn distribution(done: &Arc<Done>, workspace: Workspace) -> AnyView {
    let rows = done.chosen.before.rows.iter().enumerate();
    let known: Vec<(usize, String)> = rows
        .filter(|(_, row)| row.why.is_none())
        .map(|(n, row)| (n, name(workspace, row.service)))
        .collect();
    // The one that is least often in time; of several the last, as most depends on it.
    let targets = &done.answer.before.targets;
    let met = |(n, _): &&(usize, String)| targets.get(*n).and_then(|target| target.met);
    let in_time = |known: &&(usize, String)| met(known).unwrap_or(usize::MAX);
    let Some(first) = known.iter().rev().min_by_key(in_time).map(|(n, _)| *n) else {
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
    let changed = changed(done, row);
    let other = changed
        .map(|(target, _)| target.curve.as_slice())
        .unwrap_or_default();
    let rto = row.rto.unwrap_or(most.0);
    let ends = |at: Option<&(f64, f64)>, or: f64| at.map_or(or, |point| point.0);
    let from = least.0.min(rto).min(ends(other.first(), least.0)) * 0.9;
    let to = most.0.max(rto).max(ends(other.last(), most.0)) * 1.05 + 1.0;
    let drawn = |curve: &[(f64, f64)]| {
        let (Some(least), Some(most)) = (curve.first(), curve.last()) else {
            return Vec::new();
        };
        let mut points = vec![(from, 0.0), (least.0, 0.0)];
        points.extend(curve);
        points.push((to, most.1));
        points
    };
    let points = drawn(&target.curve);
    let mut ticks = time_ticks(to - from, 5, from, since_start);
    ticks.iter_mut().for_each(|tick| tick.at += from);
    let curve = line::Curve {
        words: words(&named, (target, row), changed),
        points,
        other: drawn(other),
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
    let second = |n: usize| {
        changed.map(|(target, row)| view! { <td class="num">{time(target, n, row)}</td> })
    };
    let line = |n: usize| view! { <tr><th scope="row">{PERCENTILES[n]}</th><td class="num">{time(target, n, row)}</td>{second(n)}</tr> };
    let late_of = |target: &Target| {
        if target.late.is_finite() {
            minutes(target.late.round())
        } else {
            "not known".to_owned()
        }
    };
    let late = row.rto.map(|_| {
        let second = changed.map(|(target, _)| view! { <td class="num">{late_of(target)}</td> });
        view! { <tr><th scope="row">"Late on average, early ones counting 0"</th><td class="num">{late_of(target)}</td>{second}</tr> }
    });
    let head = changed.map(|_| view! { <th scope="col" class="num">"With the change"</th> });
    let table = view! {
        <table class="table compact"><thead><tr><th scope="col">"Of the recoveries"</th><th scope="col" class="num">"Back within"</th>{head}</tr></thead>
        <tbody>{(0..PERCENTILES.len()).map(line).collect_view()}{late}</tbody></table>
    };
    let legend = changed.map(|_| view! { <ul class="g-legend" aria-label="What the lines are"><li><span class="k-before"></span>"As things are"</li><li><span class="k-after"></span>"With the change"</li></ul> });
    view! {
        <figure class="loss-chart"><figcaption>{format!("Chance that {named} is back, by time since the loss")}</figcaption>{line::line(&curve)}{legend}</figure>
        {behind(table.into_any())}
    }
    .into_any()
}

// What the change makes of a service, where it still goes down and comes back.
fn changed<'a>(done: &'a Done, row: &Row) -> Option<(&'a Target, &'a Row)> {
    let (model, outcome) = done.chosen.after.as_ref().zip(done.answer.after.as_ref())?;
    let at = model
        .rows
        .iter()
        .position(|other| other.service == row.service)?;
    let target = outcome.targets.get(at)?;
    (!target.curve.is_empty()).then_some((target, &model.rows[at]))
}

fn words(named: &str, (target, row): (&Target, &Row), changed: Option<(&Target, &Row)>) -> String {
    let both = |target: &Target, row: &Row| {
        format!("P50 {}, P90 {}", time(target, 1, row), time(target, 2, row))
    };
    let changed =
        changed.map(|(target, row)| format!("; with the change (dashes) {}", both(target, row)));
    format!(
        "Chance that {named} is back by time: {}{}",
        both(target, row),
        changed.unwrap_or_default()
    )
}
