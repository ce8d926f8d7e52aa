//! The step at hand: what to do, and the buttons to say how it went.

use super::clocks::at;
use super::deeds::{self, Deed, STEP_TITLE};
use super::dialogs::is_complete;
use super::standing::{Now, Row};
use super::{KIND, RunPage, buttons, drafts, log, told, waits};
use crate::prelude::*;
use crate::rooms::record::{RecordPage, attached_to};
use crate::rooms::runbooks::words::{self, Words};
use crate::ui::dialog::next_id;
use crate::ui::form::record_link;
use crate::ui::icon::icon;
use holdfast_domain::rooms::runbooks::event_words;
use holdfast_domain::rooms::runbooks::log::Event;
use holdfast_domain::rooms::runbooks::run::{State, took};
use holdfast_domain::value::minutes;
use holdfast_ledger::Id;

/// The step at hand beside the table.
pub fn card(page: RunPage) -> AnyView {
    let current = Memo::new(move |_| page.current());
    let shown = move || match current.get() {
        None => view! { <p class="muted">"This run has no steps."</p> }.into_any(),
        Some(id) => one_card(page, id),
    };
    view! { {finish(page)}{shown} }.into_any()
}

fn one_card(page: RunPage, id: Id) -> AnyView {
    let row = Memo::new(move |_| page.now.with(|now| now.row(id)));
    let irreversible = words_of(page, id).irreversible;
    let title = move || row.with(|row| row.as_ref().map(|row| row.title.clone()));
    view! {
        <article class="step" class:irreversible=irreversible aria-labelledby=STEP_TITLE>
            <header>
                <span class="no">{move || row.with(|row| row.as_ref().map(|row| row.number.clone()))}</span>
                <h2 id=STEP_TITLE tabindex="-1">{title}</h2>
                {status(page, id)}
            </header>
            {doer(page, id)}
            {content(page, id)}
            {notes(page, id)}
            <footer class="step-foot btns">{buttons::buttons(page, id, false)}</footer>
        </article>
    }
    .into_any()
}

/// Offers to end the run once nothing is left to do.
pub fn finish(page: RunPage) -> AnyView {
    let complete = Memo::new(move |_| page.now.with(is_complete));
    let shown = move || {
        complete.get().then(|| {
            view! {
                <div class="callout tone-ok">
                    <p>"Every step is done or skipped."</p>
                    <div class="btns"><button type="button" class="btn primary" aria-busy=move || page.settle.busy()
                        on:click=move |event| deeds::clicked(page, Deed::Finish, &event)>"Finish run"</button></div>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}

/// How the step stands, in a word.
pub fn status(page: RunPage, id: Id) -> AnyView {
    let text = Memo::new(move |_| {
        let row = page.now.with(|now| now.row(id))?;
        // Only what runs goes on by the second; its words change when they would read otherwise.
        let runs = row.state == State::Running;
        let now_ms = if runs { page.tick.get() } else { 0 };
        Some((standing(&row, now_ms), row.class))
    });
    let shown = move || {
        text.get()
            .map(|(text, class)| view! { <span class=format!("status {class}")>{text}</span> })
    };
    view! { {shown} }.into_any()
}

fn standing(row: &Row, now_ms: i64) -> String {
    let label = row.label;
    let planned = row
        .planned
        .map(|planned| format!(", planned {}", minutes(planned)))
        .unwrap_or_default();
    match (row.state, row.began, row.minutes) {
        // Of a step that is left so when the run ends, nobody knows how long.
        (State::Running, Some(began), _) if label == State::Running.label() => {
            let since = (now_ms.max(began) - began) as f64 / 60_000.0;
            format!("{label} {}{planned}", took(since))
        }
        (_, _, Some(spent)) => format!("{label} in {}{planned}", took(spent)),
        _ => format!("{label}{planned}"),
    }
}

fn words_of(page: RunPage, id: Id) -> Words {
    page.workspace
        .read(|view| page.now.with_untracked(|now| now.words(view, page.id, id)))
}

/// What the step says: instructions, commands with their values, what should be seen, the way back.
pub fn content(page: RunPage, id: Id) -> AnyView {
    let parts = Memo::new(move |_| {
        let now = page.now.get();
        page.workspace.read(|view| now.words(view, page.id, id))
    });
    let shown = move || words::body(&parts.get());
    let missing = Memo::new(move |_| parts.with(|words| !words.missing.is_empty()));
    let give = move || {
        missing.get().then(|| {
            view! { <p><button type="button" class="btn" on:click=move |_| page.live.values.set(true)>"Give values…"</button></p> }
        })
    };
    let mail = move || {
        let telling = page.now.with(|now| told::is_telling(now, id));
        telling.then(|| told::mail(page, id))
    };
    view! { {place(page, id)}{waits::waits(page, id)}{dispute(page, id)}{shown}{give}{mail}{answer(page, id)} }.into_any()
}

// Who is to do it, or did it: the same as its row says.
fn doer(page: RunPage, id: Id) -> AnyView {
    let doer = Memo::new(move |_| page.now.with(|now| now.row(id)?.whose()));
    let doer = move || {
        let doer = doer.get();
        doer.map(|doer| view! { <p class="help">{doer}</p> })
    };
    view! { {doer} }.into_any()
}

// Why it waits, which runbook it was taken from.
fn place(page: RunPage, id: Id) -> AnyView {
    let waits = Memo::new(move |_| {
        page.now.with(|now| {
            let (_, step) = now.step(id)?;
            (step.state == State::Blocked).then(|| step.reason.clone())
        })
    });
    let waits = move || {
        waits.get().map(|why| {
            view! { <div class="callout tone-high"><p><b>"Blocked. "</b>{why}</p></div> }
        })
    };
    let from = page.now.with_untracked(|now| runbook_above(now, id));
    let from = from.and_then(|step| words_of(page, step).runbook);
    let from = from.map(|runbook| {
        view! { <p class="help">"Taken from "{record_link(page.workspace, runbook)}", as it was when the run was started."</p> }
    });
    view! { {from}{waits} }.into_any()
}

// The nearest step above that stands for another runbook.
fn runbook_above(now: &Now, id: Id) -> Option<Id> {
    let steps = &now.run()?.plan.steps;
    let mut at = steps.get(now.find(id)?)?.parent;
    while let Some(step) = at.and_then(|at| steps.get(at)) {
        if step.kind == "runbook" {
            return Some(step.id);
        }
        at = step.parent;
    }
    None
}

fn answer(page: RunPage, id: Id) -> AnyView {
    let answer = Memo::new(move |_| {
        page.now.with(|now| {
            let (_, step) = now.step(id)?;
            (step.state == State::Done && !step.answer.is_empty()).then(|| step.answer.clone())
        })
    });
    let shown = move || {
        answer
            .get()
            .map(|answer| view! { <p><b>"Decided: "</b>{answer}</p> })
    };
    view! { {shown} }.into_any()
}

// Two people said different things and neither knew of the other.
fn dispute(page: RunPage, id: Id) -> AnyView {
    let sides = Memo::new(move |_| {
        page.now.with(|now| {
            let (Some((_, step)), Some(run)) = (now.step(id), now.run()) else {
                return Vec::new();
            };
            if step.state != State::Disputed {
                return Vec::new();
            }
            step.frontier
                .iter()
                .filter_map(|n| run.events.get(*n))
                .map(|event| said(page, event))
                .collect()
        })
    });
    let shown = move || {
        let sides = sides.get();
        (!sides.is_empty()).then(|| {
            view! {
                <div class="callout tone-high">
                    <p><b>"Disputed."</b>" People said different things and had not seen each other’s entry. Find out what is so, then say it with a button below."</p>
                    <ul>{sides.into_iter().map(|side| view! { <li>{side}</li> }).collect_view()}</ul>
                </div>
            }
        })
    };
    view! { {shown} }.into_any()
}

/// An event in words: what, who, when, and what was said.
pub fn said(page: RunPage, event: &Event) -> String {
    let when = event
        .at
        .map(|ms| format!(" at {}", at(page, ms)))
        .unwrap_or_default();
    let mut said = [
        &event_words::what(event),
        " by ",
        event_words::by(event),
        &when,
    ]
    .concat();
    for more in [&*log::more(page, event), &*event.text] {
        if !more.is_empty() {
            said.push_str(": ");
            said.push_str(more);
        }
    }
    said
}

/// What was said about the step so far, and a box to say more.
pub fn notes(page: RunPage, id: Id) -> AnyView {
    let entries = Memo::new(move |_| {
        page.now.with(|now| {
            let (Some((_, step)), Some(run)) = (now.step(id), now.run()) else {
                return Vec::new();
            };
            step.events
                .iter()
                .filter_map(|n| run.events.get(*n))
                .map(|event| said(page, event))
                .collect::<Vec<_>>()
        })
    });
    let list = move || {
        let entries = entries.get();
        (!entries.is_empty()).then(|| {
            view! { <ul class="list">{entries.into_iter().map(|entry| view! { <li><span>{entry}</span></li> }).collect_view()}</ul> }
        })
    };
    let box_id = next_id("note");
    let text = move || drafts::of(page, Some(id));
    let typed = move |text: String| drafts::put(page, Some(id), text);
    let title = page
        .now
        .with_untracked(|now| now.row(id))
        .map(|row| row.title)
        .unwrap_or_default();
    view! {
        {list}
        {changed(page, id)}
        {attached_to(RecordPage::new(page.id, KIND), id)}
        <div class="field">
            <label for=box_id.clone()>"Note on this step"</label>
            <textarea id=box_id rows="2" prop:value=text on:input:target=move |event| typed(event.target().value())></textarea>
            <div class="btns">
                <button type="button" class="btn" aria-label=format!("Add note: {title}") on:click=move |_| deeds::press(page, Deed::Note(Some(id)))>{icon("note")}"Add note"</button>
                <button type="button" class="btn" aria-label=format!("Add evidence: {title}") on:click=move |_| deeds::press_with_more(page, Deed::Note(Some(id)))>{icon("attach")}"Add evidence…"</button>
            </div>
        </div>
    }
    .into_any()
}

// Somebody else did something with the step while a note was written on it.
fn changed(page: RunPage, id: Id) -> AnyView {
    let now = Memo::new(move |_| {
        let then = page.held.get().filter(|(held, _)| *held == id);
        let (then, now) = then.map(|(_, then)| then).zip(page.state(id))?;
        (then != now).then_some(now)
    });
    let shown = move || {
        now.get().map(|state| {
            let words = format!("This step changed while you were writing: it is now “{}”.", state.label());
            view! {
                <div class="callout tone-warn">
                    <p>{words}</p>
                    <div class="btns"><button type="button" class="btn small" on:click=move |_| page.go_on()>"Go to the step at hand"</button></div>
                </div>
            }
        })
    };
    view! { <div role="status">{shown}</div> }.into_any()
}

/// What a step's button says where the step stands so.
pub const fn label(deed: Deed, state: State, evidence: bool) -> &'static str {
    match (deed, state) {
        (Deed::Start(_), State::Failed | State::Skipped | State::Blocked) => "Start step again",
        (Deed::Done(_), _) if evidence => "Done…",
        _ => deed.button(),
    }
}

/// A button that says something of a step. Screen readers hear the step's title behind its word.
pub fn button(
    page: RunPage,
    deed: Deed,
    label: impl Into<String>,
    title: &str,
    first: bool,
    big: bool,
) -> AnyView {
    let label: String = label.into();
    let name = format!("{}: {title}", label.trim_end_matches('…'));
    let class = match deed {
        Deed::Reset(_) | Deed::Redo(_) => "btn",
        Deed::Fail(_) => "btn danger",
        _ if first => "btn primary",
        _ => "btn",
    };
    let icon = match deed {
        Deed::Done(_) | Deed::Decide(..) if big => Some(icon("check")),
        Deed::Start(_) if big => Some(icon("play")),
        _ => None,
    };
    view! {
        <button type="button" class=class aria-label=name aria-busy=move || page.settle.busy()
            on:click=move |event| deeds::clicked(page, deed, &event)>{icon}{label}</button>
    }
    .into_any()
}
