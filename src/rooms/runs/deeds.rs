//! What people do in a run, from a button to the log.

pub use super::deed::Deed;
use super::said::Said;
use super::standing::Now;
use super::{KIND, RunPage, drafts, place, times, told};
use crate::edge::{dom, slices};
use crate::prelude::*;
use holdfast_domain::rooms::people::rules::named;
use holdfast_domain::rooms::runbooks::act::{Act, Acted, Outcome, Post};
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::{order, values};
use holdfast_ledger::{Edit, Id};
use leptos::ev::MouseEvent;
use leptos::task::spawn_local;

impl Deed {
    /// Whether something has to be said first.
    pub fn asks(self, page: RunPage) -> bool {
        match self {
            Self::Start(_) | Self::Resume | Self::Note(Some(_)) => false,
            Self::Done(step) | Self::Decide(step, _) => {
                let needed = page.now.with_untracked(|now| {
                    let run = now.run();
                    let open = matches!(self, Self::Done(_));
                    run.is_some_and(|run| {
                        run.wants_evidence(step) || (open && !run.answers(step).is_empty())
                    }) || told::is_telling(now, step)
                        || self.approves(now)
                });
                needed || !wanted(page, step).is_empty()
            }
            _ => true,
        }
    }

    fn perform(self, act: &mut Act<'_>, said: &Said) -> Acted {
        let text = &*said.text_with_files();
        let person = named(&act.view, &said.to);
        match self {
            Self::Start(step) => act
                .start_step(step)
                .map(|edits| with_note(edits, text, act, step)),
            Self::Done(step) | Self::Decide(step, _) => {
                let outcome = Outcome {
                    text,
                    answer: &said.answer,
                    value: &said.value,
                    template: &said.template,
                    approved_by: &said.approved_by,
                };
                act.complete(step, outcome)
            }
            Self::Fail(step) => act.fail(step, text),
            Self::Skip(step) => act.skip(step, text),
            Self::Block(step) => act.block(step, text),
            Self::Redo(step) => act.redo(step, text),
            Self::Reset(step) => act.reset(step, text),
            Self::Note(step) => act.note(step, text),
            Self::HandStep(step) => act.hand_over(Post::Step(step), &said.to, person, text),
            Self::HandLead => act.hand_over(Post::Lead, &said.to, person, text),
            Self::HandRole => match said.role {
                Some(role) => act.hand_over(Post::Role(role), &said.to, person, text),
                None => Err("Say which role.".to_owned()),
            },
            Self::AddStep(after) => act.add_step(after, &said.title, text),
            Self::Pause => act.pause(text),
            Self::Resume => act.resume(text),
            Self::Finish => act.finish(text),
            Self::Abandon => act.abandon(text),
        }
    }
}

// A start says nothing by itself; what somebody wrote with it is a note.
fn with_note(mut edits: Vec<Edit>, text: &str, act: &mut Act<'_>, step: Id) -> Vec<Edit> {
    edits.extend(act.note(Some(step), text).unwrap_or_default());
    edits
}

/// The variable whose value a step finds out; empty for none.
pub fn wanted(page: RunPage, step: Id) -> String {
    page.workspace.read(|view| {
        let record = view.ledger.record(page.id);
        record
            .map(|run| values::wanted(run, step, view))
            .unwrap_or_default()
    })
}

/// Someone clicked on a button that had not just taken another's place.
pub fn clicked(page: RunPage, deed: Deed, event: &MouseEvent) {
    if page.settle.takes(event) {
        press(page, deed);
    }
}

/// Someone pressed a button: asks who they are if nobody knows, then what has to be said, and
/// does it.
pub fn press(page: RunPage, deed: Deed) {
    if nobody(page) {
        page.live.more.set(false);
        page.unnamed.set(Some(deed));
    } else if deed.asks(page) {
        page.asked.set(Some(deed));
    } else {
        let mut said = match deed {
            Deed::Start(_) => Said::default(),
            deed => Said::of(draft(page, deed)),
        };
        said.answer = answer(page, deed);
        if let Err(why) = perform(page, deed, &said) {
            page.workspace.alarm(why);
        }
    }
}

/// Someone wants to say more about it than its button needs: a note, files, an earlier time.
pub fn press_with_more(page: RunPage, deed: Deed) {
    if nobody(page) {
        page.live.more.set(true);
        page.unnamed.set(Some(deed));
    } else {
        page.asked.set(Some(deed));
    }
}

fn nobody(page: RunPage) -> bool {
    let user = page.workspace.user();
    user.with_untracked(|user| user.name.trim().is_empty())
}

/// The answer that a deed gives; empty for none.
pub fn answer(page: RunPage, deed: Deed) -> String {
    let Deed::Decide(step, n) = deed else {
        return String::new();
    };
    let answer = |now: &Now| now.run()?.answers(step).get(n).cloned();
    page.now.with_untracked(answer).unwrap_or_default()
}

/// The note that is being written on what a deed concerns.
pub fn draft(page: RunPage, deed: Deed) -> String {
    untrack(|| drafts::of(page, deed.step()))
}

/// The edits that somebody at work in the run makes.
///
/// # Errors
/// Why it cannot be done, as a sentence.
pub fn acting(page: RunPage, work: &mut dyn FnMut(&mut Act<'_>) -> Acted) -> Acted {
    let mut failed = None;
    let mut mint = || {
        page.workspace.mint().unwrap_or_else(|why| {
            failed = Some(why);
            Id::NONE
        })
    };
    let now = page.now.get_untracked();
    let edits = page.workspace.read(|view| {
        let record = view.ledger.record(page.id);
        let record = record.filter(|record| record.kind == KIND.key());
        let Some((run, state)) = record.zip(now.run()) else {
            return Err("This run is no longer here.".to_owned());
        };
        work(&mut Act {
            run,
            state,
            view: *view,
            mint: &mut mint,
            paper: None,
        })
    })?;
    failed.map_or(Ok(edits), Err)
}

/// What the title of a step that is added says beside the title, in words; empty for nothing.
pub fn understood(page: RunPage, after: Option<Id>, title: &str) -> String {
    let mut words = String::new();
    // Nothing is written, and so nothing can fail.
    let _ = acting(page, &mut |act| {
        words = act.understood(after, title).words();
        Ok(Vec::new())
    });
    words
}

/// Writes it into the log. The note that was being written goes with it; when the run ends, all
/// that were.
///
/// # Errors
/// Why it was not done, as a sentence.
pub fn perform(page: RunPage, deed: Deed, said: &Said) -> Result<(), String> {
    let notes = match deed {
        Deed::Finish | Deed::Abandon => drafts::open(page),
        _ => Vec::new(),
    };
    let edits = acting(page, &mut |act| {
        let mut edits = Vec::new();
        for (step, note) in &notes {
            edits.extend(act.note(Some(*step), note)?);
        }
        let mut own = deed.perform(act, said)?;
        own.extend(act.attach(deed.step(), &said.files));
        edits.extend(match said.at {
            Some(at) => act.earlier(own, at)?,
            None => own,
        });
        Ok(edits)
    })?;
    let now = page.now.get_untracked();
    page.workspace.dispatch(&label(&now, deed), &edits)?;
    if let Some(at) = said.at {
        times::say_if_early(page, at);
    }
    if let (Deed::AddStep(_), Some(added)) = (deed, added(&edits)) {
        let href = place::href_of(page.id, added);
        page.workspace.link_notice("Show it", href);
    }
    if !matches!(deed, Deed::Start(_)) {
        drafts::put(page, deed.step(), String::new());
    }
    for (step, _) in notes {
        drafts::put(page, Some(step), String::new());
    }
    match deed {
        Deed::Start(step)
        | Deed::Fail(step)
        | Deed::Block(step)
        | Deed::Redo(step)
        | Deed::Reset(step) => page.chosen.set(Some(step)),
        Deed::Done(_) | Deed::Decide(..) | Deed::Skip(_) => page.chosen.set(None),
        // Whoever adds a step goes on with the one at hand.
        _ => return Ok(()),
    }
    page.held.set(None);
    focus_step();
    Ok(())
}

fn added(edits: &[Edit]) -> Option<Id> {
    let edit = edits.iter().find(|edit| edit.path.list == STEPS)?;
    Some(edit.path.item)
}

// What messages and history call it. Steps that were overtaken are named.
fn label(now: &Now, deed: Deed) -> String {
    let Some(row) = deed.step().and_then(|step| now.row(step)) else {
        return deed.past().to_owned();
    };
    let early = now
        .run()
        .zip(now.find(row.id))
        .filter(|_| deed.is_done())
        .map(|(run, at)| order::said(run, &order::overtaken(run, at)))
        .unwrap_or_default();
    let early = if early.is_empty() {
        early
    } else {
        format!(" ({early})")
    };
    format!("{}: {}{early}", deed.past(), row.title)
}

/// Moves the focus to the step that is shown large, once it is drawn.
pub fn focus_step() {
    spawn_local(async {
        slices::yield_now().await;
        // It is read from its top, whatever of the step before was in sight.
        dom::scroll_to_top(".run-body, .run-side");
        dom::focus(STEP_TITLE);
    });
}

/// The id of the title of the step that is shown large.
pub const STEP_TITLE: &str = "step-at-hand";
