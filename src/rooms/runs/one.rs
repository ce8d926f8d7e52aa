//! One step on a phone: it fills the screen, with buttons for thumbs, gloves and sunlight.

use super::deeds::STEP_TITLE;
use super::{RunPage, buttons, clocks, place, reach, step, sun};
use crate::prelude::*;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::streams::stuck;
use holdfast_ledger::Id;

/// The step at hand, alone.
pub fn one(page: RunPage) -> AnyView {
    let current = Memo::new(move |_| page.current());
    let shown = move || match current.get() {
        None => {
            view! { <section class="page"><h1>"This run has no steps"</h1></section> }.into_any()
        }
        Some(id) => screen(page, id),
    };
    view! { {shown} }.into_any()
}

fn screen(page: RunPage, id: Id) -> AnyView {
    let row = Memo::new(move |_| page.now.with(|now| now.row(id)));
    let count = move || {
        page.now.with(|now| {
            let worked = now.worked();
            let at = worked
                .iter()
                .position(|known| *known == id)
                .map_or(0, |at| at + 1);
            format!("Step {at} of {}", worked.len())
        })
    };
    let name = move || page.now.with(|now| now.title().to_owned());
    let title = move || row.with(|row| row.as_ref().map(|row| row.title.clone()));
    let number = move || row.with(|row| row.as_ref().map(|row| row.number.clone()));
    view! {
        <section class="run-one screen-only" aria-labelledby=STEP_TITLE>
            <header>
                <button type="button" class="btn icon quiet" aria-label="All steps" on:click=move |_| place::show_all(page)>{icon("section")}</button>
                {turn(page, id, -1)}
                <p>{count}</p>
                {turn(page, id, 1)}
                {sun::switch(page)}
                <div class="one-clocks">{reach::left_clock(page)}{clocks::since(page)}</div>
                {clocks::tally(page)}
            </header>
            <div class="run-body" tabindex="0" role="region" aria-label="Step">
                <p class="btns">{step::status(page, id)}<span><span class="code">{number}</span>{whose(page, id)}</span></p>
                <h1 id=STEP_TITLE tabindex="-1">{title}</h1>
                {others_stuck(page, id)}
                {step::finish(page)}
                {step::content(page, id)}
                {step::notes(page, id)}
                <p class="what">{super::mode(page)}" "{name}" "{super::plan(page)}</p>
                <p class="help">{super::zone()}</p>
            </div>
            <footer class="run-foot">
                {buttons::buttons(page, id, true)}
            </footer>
        </section>
    }
    .into_any()
}

// Whose step it is.
fn whose(page: RunPage, id: Id) -> AnyView {
    let words = Memo::new(move |_| {
        let row = page.now.with(|now| now.row(id))?;
        match (row.role.is_empty(), row.who().is_empty()) {
            (_, false) if row.state.is_finished() => Some(format!(" by {}", row.who())),
            (_, false) => Some(format!(" for {}", row.who())),
            (false, true) => Some(format!(" for {}", row.role)),
            (true, true) => None,
        }
    });
    view! { {move || words.get()} }.into_any()
}

// Steps that wait for somebody to step in lead there, from any step.
fn others_stuck(page: RunPage, id: Id) -> AnyView {
    let others = Memo::new(move |_| {
        page.now.with(|now| {
            let run = now.run()?;
            let others = stuck(run).into_iter().filter(|&at| run.steps[at].id != id);
            let others: Vec<usize> = others.collect();
            let first = *others.first()?;
            let state = run.steps[first].state.label().to_lowercase();
            let words = match others.len() {
                1 => format!("{} is {state}", now.name(first)),
                n => format!("{n} other steps are stuck: {} is {state}", now.name(first)),
            };
            Some((
                run.steps[first].id,
                super::standing::class(run.steps[first].state),
                words,
            ))
        })
    });
    let shown = move || {
        others.get().map(|(step, class, words)| {
            view! { <button type="button" class="btn stuck" on:click=move |_| page.choose(step)><span class=format!("status {class}")>{words}</span></button> }
        })
    };
    view! { {shown} }.into_any()
}

// To the step before or after, without a swipe.
fn turn(page: RunPage, id: Id, by: isize) -> AnyView {
    let next = Memo::new(move |_| {
        page.now.with(|now| {
            let worked = now.worked();
            let at = worked
                .iter()
                .position(|known| *known == id)?
                .checked_add_signed(by)?;
            worked.get(at).copied()
        })
    });
    let go = move |_| {
        if let Some(next) = next.get_untracked() {
            page.choose(next);
        }
    };
    let (name, glyph) = if by < 0 {
        ("Previous step", "chevron-left")
    } else {
        ("Next step", "chevron-right")
    };
    view! {
        <button type="button" class="btn icon quiet" aria-label=name disabled=move || next.with(Option::is_none)
            on:click=go>{icon(glyph)}</button>
    }
    .into_any()
}
