//! The most valuable minutes: which task and which role to improve first.

use super::tell::{Done, name};
use crate::prelude::*;
use crate::ui::chart::chance;
use crate::workspace::Workspace;
use holdfast_domain::rooms::simulation::Model;
use holdfast_domain::stats::recovery::Outcome;
use holdfast_domain::value::minutes;
use holdfast_ledger::sort::Arrange;
use std::sync::Arc;

/// The most tasks and roles that are listed.
const LISTED: usize = 15;

/// What it would be worth to improve first.
pub fn valuable(done: &Arc<Done>, workspace: Workspace) -> AnyView {
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
                <td class="num" data-l="Less late by about">{few(one.saves)}</td>
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
                    <thead><tr><th scope="col">"What"</th><th scope="col" class="num">"Decided the end"</th><th scope="col" class="num">"Less late by about"</th></tr></thead>
                    <tbody>{all.iter().map(row).collect_view()}</tbody>
                </table>
            </div>
            <p class="muted">"Decided the end: in how many recoveries it was on the path that decided when the last service was back. Less late by about: the minutes \
                by which all services with an RTO together would be less late on average if a task took half its time, or nobody waited for the role. It may be \
                less, where another path is nearly as long, or more, where somebody would still be at work. “Compare with a change” says what comes of it."</p>
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
        what: format!("Nobody waits for the role {}", name(workspace, *role)),
        critical: None,
        saves: *waits,
    });
    told.collect()
}

// Minutes of which the tenths matter while they are few.
fn few(saves: f64) -> String {
    match saves {
        saves if saves < 0.1 => "under 0.1 min".to_owned(),
        saves if saves < 10.0 => format!("{saves:.1} min"),
        saves => minutes(saves.round()),
    }
}
