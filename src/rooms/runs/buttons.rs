//! The buttons of a step and of the run: the likely deeds first, the rare ones in a menu.

use super::RunPage;
use super::deeds::{self, Deed};
use super::step::{button, label};
use super::told;
use crate::prelude::*;
use crate::ui::dialog::next_id;
use crate::ui::menu::menu;
use holdfast_domain::rooms::runbooks::run::State;
use holdfast_ledger::Id;

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
                    || Deed::Done(id).approves(now)
                    || !deeds::wanted(page, id).is_empty(),
                title: row.title,
            })
        })
    });
    let shown = move || {
        standing.get().map(|standing| {
            let one = |deed: Deed, first: bool| {
                let label = label_of(deed, &standing);
                button(page, deed, label, &standing.title, first, big)
            };
            let [before, done, after] = likely(&standing, id);
            let first = before.first().copied().or_else(|| done.first().copied());
            let some = |deeds: &[Deed], first: Option<Deed>| {
                let deeds = deeds.iter().map(|deed| one(*deed, Some(*deed) == first));
                deeds.collect_view()
            };
            // No answer is likelier than another.
            let done = match done.as_slice() {
                [Deed::Decide(..), ..] => answers(&standing.title, some(&done, None)),
                done => some(done, first).into_any(),
            };
            view! { {some(&before, first)}{done}{some(&after, first)}{rest(page, id, &standing)} }
        })
    };
    view! { {shown} }.into_any()
}

// The answers of a decision below its question, all of one size.
fn answers(question: &str, buttons: impl IntoAny + 'static) -> AnyView {
    let id = next_id("question");
    view! { <div class="answers" role="group" aria-labelledby=id.clone()><p id=id.clone()>{question.to_owned()}</p>{buttons}</div> }
        .into_any()
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

// What can be said of a step that stands so: what comes before its end, how it ends well, and all
// else.
fn likely(standing: &Standing, id: Id) -> [Vec<Deed>; 3] {
    let done = match standing.answers.len() {
        0 => vec![Deed::Done(id)],
        n => (0..n).map(|n| Deed::Decide(id, n)).collect(),
    };
    let (start, fail, skip) = (Deed::Start(id), Deed::Fail(id), Deed::Skip(id));
    match standing.state {
        State::Pending | State::Ready | State::NotApplicable => {
            [vec![start], done, vec![fail, skip]]
        }
        State::Running | State::Disputed => [Vec::new(), done, vec![fail, skip]],
        State::Failed | State::Blocked => [vec![start], done, vec![skip]],
        State::Skipped => [vec![start], done, vec![fail]],
        State::Done => [vec![Deed::Redo(id)], Vec::new(), Vec::new()],
    }
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
        view! { {entries.collect_view()}{time(page, id)}{values(page)} }.into_any()
    };
    menu(label, inside)
}

fn entry(page: RunPage, deed: Deed, label: &'static str) -> AnyView {
    view! { <button type="button" on:click=move |_| deeds::press_with_more(page, deed)>{label}</button> }
        .into_any()
}

// The time at which it came to stand as it does.
fn time(page: RunPage, step: Id) -> AnyView {
    let last = page.now.with_untracked(|now| {
        let (_, view) = now.step(step)?;
        let last = *view.frontier.last()?;
        now.run()?.events.get(last).map(|event| event.id)
    });
    last.map(|event| {
        view! { <button type="button" on:click=move |_| page.live.timed.set(Some(event))>"Correct time…"</button> }
    })
    .into_any()
}

fn values(page: RunPage) -> AnyView {
    view! { <button type="button" on:click=move |_| page.live.values.set(true)>"Values…"</button> }
        .into_any()
}

/// The rare deeds of the run as a whole, for its menu.
pub fn of_run(page: RunPage) -> AnyView {
    let over = page
        .now
        .with(|now| now.run().is_none_or(|run| run.state.is_over()));
    let deeds = [
        Deed::HandLead,
        Deed::HandRole,
        Deed::AddStep(None),
        Deed::Abandon,
    ];
    let entries = deeds.into_iter().filter(|_| !over);
    let entries = entries.map(|deed| entry(page, deed, deed.button()));
    view! { {entries.collect_view()}{values(page)} }.into_any()
}
