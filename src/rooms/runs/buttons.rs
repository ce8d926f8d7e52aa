//! The buttons of a step and of the run: the likely deeds first, the rare ones in a menu.

use super::RunPage;
use super::deeds::{self, Deed};
use super::step::{button, label};
use super::told;
use crate::ui::menu::menu;
use holdfast_domain::rooms::runbooks::run::State;
use holdfast_ledger::Id;
use leptos::prelude::*;

/// What the buttons of a step follow from.
#[derive(Clone, PartialEq)]
struct Standing {
    state: State,
    kind: String,
    answers: Vec<String>,
    /// Whether something has to be said before it is done.
    asks: bool,
    title: String,
}

/// The buttons of a step, the likely one first. Their names begin with the word on them.
pub fn buttons(page: RunPage, id: Id, big: bool) -> AnyView {
    let standing = Memo::new(move |_| {
        page.now.with(|now| {
            let over = now.run().is_none_or(|run| run.state.is_over());
            let row = now.row(id).filter(|row| row.worked && !over)?;
            let (step, _) = now.step(id)?;
            let answers = now.run().map(|run| run.answers(id).to_vec());
            Some(Standing {
                state: row.state,
                kind: step.kind.clone(),
                answers: answers.unwrap_or_default(),
                asks: row.evidence
                    || told::is_telling(now, id)
                    || !deeds::wanted(page, id).is_empty(),
                title: row.title,
            })
        })
    });
    let shown = move || {
        standing.get().map(|standing| {
            let one = |(n, deed): (usize, Deed)| {
                let label = label_of(deed, &standing);
                button(page, deed, label, &standing.title, n == 0, big)
            };
            let likely = likely(&standing, id).into_iter().enumerate();
            let likely = likely.map(one).collect_view();
            view! { {likely}{rest(page, id, &standing)} }
        })
    };
    view! { {shown} }.into_any()
}

fn label_of(deed: Deed, standing: &Standing) -> String {
    let known = label(deed, standing.state, standing.asks);
    let after = match (deed, &*standing.kind) {
        (Deed::Decide(_, n), _) => standing.answers.get(n).map_or("", String::as_str),
        (Deed::Done(_), "approval") => "approved",
        (Deed::Done(_), "validation") => "passed",
        (Deed::Fail(_), "approval") => "not approved",
        (Deed::Fail(_), "validation") => "not passed",
        (Deed::Skip(_), "validation") => "not tested",
        _ => return known.to_owned(),
    };
    let more = if known.ends_with('…') || (standing.asks && deed.is_done()) {
        "…"
    } else {
        ""
    };
    format!("{}: {after}{more}", known.trim_end_matches('…'))
}

// What can be said of a step that stands so, the likely first.
fn likely(standing: &Standing, id: Id) -> Vec<Deed> {
    let done = || -> Vec<Deed> {
        match standing.answers.len() {
            0 => vec![Deed::Done(id)],
            n => (0..n).map(|n| Deed::Decide(id, n)).collect(),
        }
    };
    let (start, fail, skip) = (Deed::Start(id), Deed::Fail(id), Deed::Skip(id));
    let mut deeds = Vec::new();
    match standing.state {
        State::Pending | State::Ready | State::NotApplicable => {
            deeds.push(start);
            deeds.extend(done());
            deeds.extend([fail, skip]);
        }
        State::Running | State::Disputed => {
            deeds.extend(done());
            deeds.extend([fail, skip]);
        }
        State::Failed | State::Blocked => {
            deeds.push(start);
            deeds.extend(done());
            deeds.push(skip);
        }
        State::Skipped => {
            deeds.push(start);
            deeds.extend(done());
            deeds.push(fail);
        }
        State::Done => deeds.push(Deed::Redo(id)),
    }
    deeds
}

// What is rarely wanted, or wants more words.
fn rest(page: RunPage, id: Id, standing: &Standing) -> AnyView {
    let state = standing.state;
    let open = !matches!(state, State::Done);
    let started = matches!(state, State::Running | State::Disputed | State::Done);
    let untouched = matches!(state, State::Pending | State::Ready | State::NotApplicable);
    let all = [
        (!started, Deed::Start(id), "Started earlier…"),
        (open, Deed::Done(id), "Done with details…"),
        (open && state != State::Blocked, Deed::Block(id), "Block…"),
        (state == State::Blocked, Deed::Fail(id), "Failed…"),
        (!untouched, Deed::Reset(id), "Set back…"),
        (true, Deed::HandStep(id), "Hand over…"),
        (true, Deed::AddStep(Some(id)), "Add a step after this…"),
    ];
    let label = format!(": {}", standing.title);
    let label = view! { "More"<span class="sr">{label}</span> };
    let inside = move || {
        let entries = all.into_iter().filter(|(wanted, ..)| *wanted);
        let entries = entries.map(|(_, deed, label)| entry(page, deed, label));
        view! { {entries.collect_view()}{values(page)} }.into_any()
    };
    menu(label, inside)
}

fn entry(page: RunPage, deed: Deed, label: &'static str) -> AnyView {
    view! { <button type="button" on:click=move |_| deeds::press_with_more(page, deed)>{label}</button> }
        .into_any()
}

fn values(page: RunPage) -> AnyView {
    view! { <button type="button" on:click=move |_| page.live.values.set(true)>"Values…"</button> }
        .into_any()
}

/// The rare deeds of the run as a whole.
pub fn of_run(page: RunPage) -> AnyView {
    let over = Memo::new(move |_| {
        page.now
            .with(|now| now.run().is_none_or(|run| run.state.is_over()))
    });
    let deeds = [Deed::HandLead, Deed::HandRole, Deed::AddStep(None)];
    let label = view! { "More"<span class="sr">" for the run"</span> };
    menu(label, move || {
        let entries = deeds.into_iter().filter(|_| !over.get());
        let entries = entries.map(|deed| entry(page, deed, deed.button()));
        view! { {entries.collect_view()}{values(page)} }.into_any()
    })
}
