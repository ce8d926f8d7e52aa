//! A plan as a table: the times of each step, and what it waits for.

use super::facts::Facts;
use super::plan::PlanPage;
use super::sheet::columns;
use crate::prelude::*;
use holdfast_domain::chart::since_start;
use holdfast_domain::rooms::runbooks::gantt::{Form, Limits};
use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::value::minutes;

/// Rows that are drawn at once: all of a long runbook would hold the page up.
const AT_ONCE: usize = 150;

/// The table of a plan.
pub fn table(plan: PlanPage) -> AnyView {
    let shown = RwSignal::new(AT_ONCE);
    let total = move || plan.facts.with(Facts::count);
    let more = move || {
        (total() > shown.get()).then(|| {
        let words = format!("Show more ({})", total().saturating_sub(shown.get()));
        view! { <button type="button" class="btn small" on:click=move |_| shown.update(|shown| *shown += AT_ONCE)>{words}</button> }
    })
    };
    // Rows stay when more are shown; a change of the plan draws those that differ anew.
    let row = move |n: usize| {
        let cells = Memo::new(move |_| plan.facts.with(|facts| cells(facts, n)));
        let button = move || {
            let name = cells.with(|cells| cells.name.clone());
            view! { <button type="button" class="link" on:click=move |_| plan.go_to(n)>{name}</button> }
        };
        view! { <tr><th scope="row" class="title" style:--d=move || cells.with(|cells| cells.depth.to_string())>{button}</th>{move || cells.with(rest)}</tr> }.into_any()
    };
    let places = move || 0..total().min(shown.get());
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Times and floats">
            <table class="table compact plan-table">{head()}<tbody><For each=places key=|n| *n children=row/></tbody></table>
        </div>
        {more}
    }
    .into_any()
}

/// The same for paper, with times that belong together in one column: a page is narrow, and Firefox
/// shrinks what is wider until nobody can read it.
pub fn paper(facts: &Facts) -> AnyView {
    let head = |label: &'static str| view! { <th scope="col">{label}</th> };
    let heads = [
        "Step",
        "Role",
        "Low / likely / high",
        "Earliest",
        "Latest",
        "Float",
        "Waits for",
    ];
    let row = |n: usize| {
        let cells = cells(facts, n);
        let [
            low,
            likely,
            high,
            start,
            finish,
            late_start,
            late_finish,
            float,
        ] = &cells.numbers;
        let all = |texts: &[&String], between: &str| -> String {
            let known = texts.iter().filter(|text| !text.is_empty());
            // A number stays with its unit.
            let known: Vec<String> = known.map(|text| text.replace(' ', "\u{a0}")).collect();
            known.join(between)
        };
        let critical = (cells.critical == "yes").then(|| view! { <b>"critical"</b> });
        view! {
            <tr>
                <th scope="row" class="title" style:--d=cells.depth.to_string()>{cells.name.clone()}</th><td>{cells.role.clone()}</td>
                <td>{all(&[low, likely, high], " / ")}</td><td>{all(&[start, finish], " – ")}</td>
                <td>{all(&[late_start, late_finish], " – ")}</td><td>{critical.is_none().then(|| float.clone())}{critical}</td>
                <td>{cells.waits.clone()}</td>
            </tr>
        }
    };
    let rows = (0..facts.count()).map(row).collect_view();
    view! {
        <table class="table compact plan-times">
            {columns(&["c-step", "c-role", "c-range", "c-span", "c-span", "c-float", "c-waits"])}
            <thead><tr>{heads.map(head).into_iter().collect_view()}</tr></thead><tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn head() -> AnyView {
    let num = |label: &'static str| view! { <th scope="col" class="num">{label}</th> };
    view! {
        <thead><tr>
            <th scope="col" class="title">"Step"</th><th scope="col">"Role"</th>
            {["Low", "Likely", "High", "Earliest start", "Earliest finish", "Latest start", "Latest finish", "Float"].map(num).collect_view()}
            <th scope="col">"Critical"</th><th scope="col">"Waits for"</th>
        </tr></thead>
    }
    .into_any()
}

#[derive(Clone, Default, PartialEq)]
struct Cells {
    name: String,
    depth: usize,
    role: String,
    numbers: [String; 8],
    critical: &'static str,
    waits: String,
}

fn cells(facts: &Facts, n: usize) -> Cells {
    let plan = &facts.plan;
    let Some(step) = plan.steps.get(n) else {
        return Cells::default();
    };
    let bar = facts.chart.as_ref().map(|chart| &chart.bars[n]);
    let estimate = |pick: fn(&holdfast_domain::value::Estimate) -> f64| {
        step.estimate
            .as_ref()
            .map(|estimate| minutes(pick(estimate)))
            .unwrap_or_default()
    };
    let time = |pick: fn(&holdfast_domain::rooms::runbooks::gantt::Bar) -> f64| {
        bar.map(|bar| since_start(pick(bar))).unwrap_or_default()
    };
    Cells {
        name: facts.name(n),
        depth: step.depth,
        role: role(facts, n),
        numbers: [
            estimate(|estimate| estimate.low),
            estimate(|estimate| estimate.likely),
            estimate(|estimate| estimate.high),
            time(|bar| bar.start),
            time(|bar| bar.finish),
            time(|bar| bar.latest_start),
            time(|bar| bar.latest_finish),
            bar.map(|bar| minutes(bar.float)).unwrap_or_default(),
        ],
        critical: bar.map_or("", |bar| if bar.critical { "yes" } else { "no" }),
        waits: match bar.map(|bar| (bar.form, &bar.limits)) {
            Some((Form::Within(cover), _)) => format!("covered by {}", facts.name(cover)),
            Some((_, limits)) => waits(facts, plan, n, limits),
            None => String::new(),
        },
    }
}

fn role(facts: &Facts, n: usize) -> String {
    let role = facts.plan.steps[n].role;
    let crew = facts.crew.as_ref();
    let work = role.and_then(|role| crew?.roles.iter().find(|work| work.role == role));
    work.map(|work| work.name.clone()).unwrap_or_default()
}

fn waits(facts: &Facts, plan: &Plan, n: usize, limits: &Limits) -> String {
    let mut words = match (&*limits.steps, limits.hold) {
        ([], Some(hold)) => format!("{} after the start", minutes(hold)),
        ([], None) => "the start".to_owned(),
        (steps, _) => facts.names(steps),
    };
    if limits.more {
        words.push_str(" and others");
    }
    if plan.steps[n].start_at.is_some() {
        words.push_str("; has a fixed start, which counts in a run only");
    }
    words
}

fn rest(cells: &Cells) -> AnyView {
    let num = |text: &String| view! { <td class="num">{text.clone()}</td> };
    view! {
        <td>{cells.role.clone()}</td>{cells.numbers.iter().map(num).collect_view()}
        <td>{cells.critical}</td><td class="waits">{cells.waits.clone()}</td>
    }
    .into_any()
}
