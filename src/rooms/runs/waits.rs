//! What a step waits for: other steps, a time, or the end of a wait that runs.

use super::RunPage;
use super::clocks::brief;
use super::standing::Now;
use crate::prelude::*;
use holdfast_domain::rooms::runbooks::order;
use holdfast_domain::rooms::runbooks::run::{State, took};
use holdfast_ledger::Id;

/// How many steps are named.
const NAMED: usize = 3;

/// It in words; nothing for a step that waits for nothing.
pub fn waits(page: RunPage, id: Id) -> AnyView {
    let first = Memo::new(move |_| {
        page.now
            .with(|now| comes_first(now, id))
            .unwrap_or_default()
    });
    let step = move |(step, name): (Id, String)| {
        view! { <li><button type="button" class="figure" on:click=move |_| page.choose(step)>{name}</button></li> }
    };
    let first = move || {
        let (steps, more) = first.get();
        let more = (more > 0).then(|| view! { <li>{format!("and {more} more")}</li> });
        (!steps.is_empty()).then(|| {
            view! { <div class="callout tone-mute"><div><p><b>"Waits for"</b></p><ul>{steps.into_iter().map(step).collect_view()}{more}</ul></div></div> }
        })
    };
    let time = Memo::new(move |_| {
        let now_ms = page.tick.get();
        page.now.with(|now| until(page, now, id, now_ms))
    });
    let time = move || {
        time.get()
            .map(|words| view! { <p class="status tone-info until-when">{words}</p> })
    };
    view! { {first}{time} }.into_any()
}

// The steps that are not over and come before one that nobody could begin yet, and how many more
// there are.
fn comes_first(now: &Now, id: Id) -> Option<(Vec<(Id, String)>, usize)> {
    let (run, at) = (now.run()?, now.find(id)?);
    if run.steps[at].state != State::Pending || run.state.is_over() {
        return None;
    }
    let open = order::overtaken(run, at);
    let name = |&at: &usize| {
        let step = &run.plan.steps[at];
        (step.id, format!("{} {}", step.number, now.name(at)))
    };
    let named = open.iter().take(NAMED).map(name).collect();
    Some((named, open.len().saturating_sub(NAMED)))
}

fn until(page: RunPage, now: &Now, id: Id, now_ms: i64) -> Option<String> {
    let (run, at) = (now.run()?, now.find(id)?);
    if run.state.is_over() {
        return None;
    }
    if let Some(end) = run.wait_ends(at) {
        let left = (end - now_ms) as f64 / 60_000.0;
        let time = brief(page, end);
        return Some(if left > 0.0 {
            format!("Until {time}, {} to go", took(left))
        } else {
            format!("Was to end at {time}")
        });
    }
    let wait = run.not_before(now_ms)[at];
    let begins = now_ms + (wait * 60_000.0) as i64;
    (wait > 0.0).then(|| format!("Not before {}", brief(page, begins)))
}
