//! What people do in a run, from a button to the log.

use super::said::Said;
use super::standing::Now;
use super::{KIND, RunPage, drafts, told};
use crate::edge::{dom, slices};
use holdfast_domain::rooms::people::rules::named;
use holdfast_domain::rooms::runbooks::act::{Act, Acted, Outcome, Post};
use holdfast_domain::rooms::runbooks::steps::STEPS;
use holdfast_domain::rooms::runbooks::{order, values};
use holdfast_ledger::Id;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Something that is done with a step or with the run.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Begins a step.
    Start(Id),
    /// A step is done.
    Done(Id),
    /// A step is done with the answer of this number.
    Decide(Id, usize),
    /// A step did not work.
    Fail(Id),
    /// A step is left out.
    Skip(Id),
    /// A step cannot go on.
    Block(Id),
    /// A step that was done is begun again.
    Redo(Id),
    /// A step is set back.
    Reset(Id),
    /// A note on a step, or on the run.
    Note(Option<Id>),
    /// A step goes to somebody else.
    HandStep(Id),
    /// The lead goes to somebody else.
    HandLead,
    /// A role goes to somebody else.
    HandRole,
    /// A step that nobody had planned, behind another or at the end.
    AddStep(Option<Id>),
    /// The run waits.
    Pause,
    /// The run goes on.
    Resume,
    /// The run is over.
    Finish,
    /// The run is given up.
    Abandon,
}

impl Deed {
    /// What its button says.
    pub const fn button(self) -> &'static str {
        match self {
            Self::Start(_) => "Start step",
            Self::Done(_) | Self::Decide(..) => "Done",
            Self::Fail(_) => "Fail…",
            Self::Skip(_) => "Skip…",
            Self::Block(_) => "Block…",
            Self::Redo(_) => "Do again…",
            Self::Reset(_) => "Set back…",
            Self::Note(_) => "Note",
            Self::HandStep(_) => "Hand over…",
            Self::HandLead => "Hand over lead…",
            Self::HandRole => "Hand over a role…",
            Self::AddStep(None) => "Add a step…",
            Self::AddStep(_) => "Add a step after this…",
            Self::Pause => "Pause…",
            Self::Resume => "Resume",
            Self::Finish => "Finish run…",
            Self::Abandon => "Abandon…",
        }
    }

    /// What history and messages say about it.
    const fn past(self) -> &'static str {
        match self {
            Self::Start(_) => "Step started",
            Self::Done(_) | Self::Decide(..) => "Step done",
            Self::Fail(_) => "Step failed",
            Self::Skip(_) => "Step skipped",
            Self::Block(_) => "Step blocked",
            Self::Redo(_) => "Step begun again",
            Self::Reset(_) => "Step set back",
            Self::Note(_) => "Note added",
            Self::HandStep(_) => "Step handed over",
            Self::HandLead => "Lead handed over",
            Self::HandRole => "Role handed over",
            Self::AddStep(_) => "Step added",
            Self::Pause => "Run paused",
            Self::Resume => "Run resumed",
            Self::Finish => "Run finished",
            Self::Abandon => "Run abandoned",
        }
    }

    /// The step that it concerns.
    pub const fn step(self) -> Option<Id> {
        match self {
            Self::Start(id)
            | Self::Done(id)
            | Self::Decide(id, _)
            | Self::Fail(id)
            | Self::Skip(id)
            | Self::Block(id)
            | Self::Redo(id)
            | Self::HandStep(id)
            | Self::Reset(id) => Some(id),
            Self::Note(step) => step,
            _ => None,
        }
    }

    /// Whether it says that a step is done.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done(_) | Self::Decide(..))
    }

    /// What its text is, as a question.
    pub fn question(self, now: &Now) -> &'static str {
        let evidence = |step| now.run().is_some_and(|run| run.wants_evidence(step));
        match self {
            Self::Done(step) | Self::Decide(step, _) if told::is_telling(now, step) => {
                "What was sent, and to whom"
            }
            Self::Done(step) | Self::Decide(step, _) if evidence(step) => {
                "What was seen, and where is the evidence kept?"
            }
            Self::Fail(_) => "What went wrong?",
            Self::Skip(_) => "Why is this step skipped?",
            Self::Block(_) => "What does this step wait for?",
            Self::Redo(_) => "Why is this step done again?",
            Self::Reset(_) => "Why is this step set back?",
            Self::Note(None) => "Note on the run",
            Self::HandStep(_) | Self::HandLead | Self::HandRole => {
                "What they should know (may stay empty)"
            }
            Self::AddStep(_) => "Why is it needed? (may stay empty)",
            Self::Pause => "What does the run wait for?",
            Self::Abandon => "Why is the run given up?",
            Self::Finish => "How did it end? (may stay empty)",
            _ => "Note (may stay empty)",
        }
    }

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
                let (answer, value) = (&*said.answer, &*said.value);
                let outcome = Outcome {
                    text,
                    answer,
                    value,
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
fn with_note(
    mut edits: Vec<holdfast_ledger::Edit>,
    text: &str,
    act: &mut Act<'_>,
    step: Id,
) -> Vec<holdfast_ledger::Edit> {
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
        Deed::AddStep(_) => {
            let added = edits.iter().find(|edit| edit.path.list == STEPS);
            page.chosen.set(added.map(|edit| edit.path.item));
        }
        _ => return Ok(()),
    }
    focus_step();
    Ok(())
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
        dom::focus(STEP_TITLE);
    });
}

/// The id of the title of the step that is shown large.
pub const STEP_TITLE: &str = "step-at-hand";
