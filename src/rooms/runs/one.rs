//! One step on a phone: it fills the screen, with buttons for thumbs.

use super::deeds::STEP_TITLE;
use super::{RunPage, buttons, clocks, step};
use crate::ui::icon::icon;
use holdfast_ledger::Id;
use leptos::prelude::*;

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
    let place = move || {
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
                <button type="button" class="btn icon quiet" aria-label="All steps" on:click=move |_| page.all.set(true)>{icon("section")}</button>
                {turn(page, id, -1)}
                <p>{place}</p>
                {turn(page, id, 1)}
                <p class="what">{super::mode(page)}" "{name}</p>
                {clocks::main(page)}
                {clocks::tally(page)}
            </header>
            <div class="run-body" tabindex="0" role="region" aria-label="Step">
                <p class="btns"><span class="code">{number}</span>{step::status(page, id)}</p>
                <h1 id=STEP_TITLE tabindex="-1">{title}</h1>
                {step::finish(page)}
                {step::content(page, id)}
                {step::notes(page, id)}
                <p class="help">{super::zone()}</p>
            </div>
            <footer class="run-foot">
                {buttons::buttons(page, id, true)}
            </footer>
        </section>
    }
    .into_any()
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
