//! What a plan asks of each role, and what comes of the people there are.

use super::facts::Facts;
use super::plan::PlanPage;
use crate::prelude::*;
use crate::route::{Page, Route};
use holdfast_domain::rooms::runbooks::crew::{Crew, Work};
use holdfast_domain::value::minutes;

/// The roles of a plan.
pub fn people(plan: PlanPage) -> AnyView {
    let shown = move || {
        plan.facts.with(|facts| {
            let (crew, chart) = facts.crew.as_ref().zip(facts.chart.as_ref())?;
            Some(view! { <section class="card" aria-label="People">{words(facts, crew, chart.finish)}{table(facts, crew)}{late(facts, crew)}{how()}</section> })
        })
    };
    view! { {shown} }.into_any()
}

fn words(facts: &Facts, crew: &Crew, free: f64) -> AnyView {
    let more = crew.finish - free;
    let least = if facts.is_at_least() { "at least " } else { "" };
    let length = [least, &minutes(crew.finish)].concat();
    let nobody: Vec<&str> = crew
        .roles
        .iter()
        .filter(|work| work.people == 0)
        .map(|work| &*work.name)
        .collect();
    let missing = !nobody.is_empty();
    let words = match (more > 0.5, missing) {
        (true, _) => format!(
            "With the people there are it takes {length}, {} longer than with as many as the plan wants.",
            minutes(more)
        ),
        (false, true) => format!("With one person in each role that nobody has it takes {length}."),
        (false, false) => format!("The people there are do not make it longer: {length}."),
    };
    let class = if more > 0.5 || missing {
        "status tone-warn"
    } else {
        "status tone-ok"
    };
    let nobody = missing.then(|| {
        view! { <p class="status tone-error">{format!("Nobody has the {}: {}.", if nobody.len() == 1 { "role" } else { "roles" }, nobody.join(", "))}</p> }
    });
    let finish = view! { {nobody}<p class=class>{words}</p> };
    let none = (crew.without_role > 0).then(|| {
        let words = match crew.without_role {
            1 => "1 step has no role.".to_owned(),
            n => format!("{n} steps have no role."),
        };
        view! { <p class="muted">{words}</p> }
    });
    view! { {finish}{none} }.into_any()
}

fn table(facts: &Facts, crew: &Crew) -> AnyView {
    let row = |work: &Work| {
        let href = Route::to(Page::Record("people", work.role)).href();
        let people = match work.people {
            0 => view! { <span class="status tone-error">"nobody"</span> }.into_any(),
            n => n.to_string().into_any(),
        };
        let clash = if work.clash.is_empty() {
            String::new()
        } else {
            facts.names(&work.clash)
        };
        view! {
            <tr><th scope="row"><a href=href>{work.name.clone()}</a></th><td class="num">{work.steps.len()}</td><td class="num">{minutes(work.minutes)}</td>
            <td class="num">{people}</td><td class="num">{work.wanted}</td><td class="waits">{clash}</td></tr>
        }
    };
    view! {
        <div class="table-wrap" tabindex="0" role="region" aria-label="Work by role">
            <table class="table compact plan-table">
                <thead><tr><th scope="col">"Role"</th><th scope="col" class="num">"Steps"</th><th scope="col" class="num">"Work"</th><th scope="col" class="num">"People"</th>
                <th scope="col" class="num">"Most at once"</th><th scope="col">"Steps that clash"</th></tr></thead>
                <tbody>{crew.roles.iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The most steps that are listed as late.
const LISTED: usize = 50;

fn late(facts: &Facts, crew: &Crew) -> AnyView {
    if crew.late.is_empty() {
        return ().into_any();
    }
    let one = |(step, wait): &(usize, f64)| view! { <li>{format!("{} begins {} later", facts.name(*step), minutes(*wait))}</li> };
    let more = crew.late.len().saturating_sub(LISTED);
    let more = (more > 0).then(|| view! { <li>{format!("and {more} others")}</li> });
    view! { <div><h3>"What waits for people"</h3><ul class="plan-path">{crew.late.iter().take(LISTED).map(one).collect_view()}{more}</ul></div> }.into_any()
}

fn how() -> AnyView {
    view! {
        <p class="help">"People: the primary and the deputies of the role, each once. Most at once: if every step begins as early as it can. \
            With the people there are, nobody does two steps of a role at once, and the step that must start first goes first (serial schedule by latest start, Kolisch 1996): \
            a good plan, not always the best. A role that nobody holds counts as one person; who holds two roles counts in both."</p>
    }
    .into_any()
}
