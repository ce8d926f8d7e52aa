//! What people do in a run, from a button to the log.

use super::standing::Now;
use super::{KIND, RunPage, drafts};
use crate::edge::{dom, slices};
use holdfast_domain::rooms::runbooks::act::{Act, Acted};
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
    /// A step did not work.
    Fail(Id),
    /// A step is left out.
    Skip(Id),
    /// A step is set back.
    Reset(Id),
    /// A note on a step, or on the run.
    Note(Option<Id>),
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
            Self::Done(_) => "Done",
            Self::Fail(_) => "Fail…",
            Self::Skip(_) => "Skip…",
            Self::Reset(_) => "Set back…",
            Self::Note(_) => "Note",
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
            Self::Done(_) => "Step done",
            Self::Fail(_) => "Step failed",
            Self::Skip(_) => "Step skipped",
            Self::Reset(_) => "Step set back",
            Self::Note(_) => "Note added",
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
            | Self::Fail(id)
            | Self::Skip(id)
            | Self::Reset(id) => Some(id),
            Self::Note(step) => step,
            _ => None,
        }
    }

    /// What is asked before it is done, if anything.
    pub fn question(self, now: &Now) -> Option<&'static str> {
        match self {
            Self::Done(step) if now.run().is_some_and(|run| run.wants_evidence(step)) => {
                Some("What was seen, and where is the evidence kept?")
            }
            Self::Fail(_) => Some("What went wrong?"),
            Self::Skip(_) => Some("Why is this step skipped?"),
            Self::Reset(_) => Some("Why is this step set back?"),
            Self::Note(None) => Some("Note on the run"),
            Self::Pause => Some("What does the run wait for?"),
            Self::Abandon => Some("Why is the run given up?"),
            Self::Finish => Some("How did it end? (may stay empty)"),
            _ => None,
        }
    }

    fn perform(self, act: &mut Act<'_>, text: &str) -> Acted {
        match self {
            Self::Start(step) => act.start_step(step),
            Self::Done(step) => act.done(step, text),
            Self::Fail(step) => act.fail(step, text),
            Self::Skip(step) => act.skip(step, text),
            Self::Reset(step) => act.reset(step, text),
            Self::Note(step) => act.note(step, text),
            Self::Pause => act.pause(text),
            Self::Resume => act.resume(text),
            Self::Finish => act.finish(text),
            Self::Abandon => act.abandon(text),
        }
    }
}

/// Someone pressed a button: asks who they are if nobody knows, then what has to be said, and
/// does it.
pub fn press(page: RunPage, deed: Deed) {
    if page
        .workspace
        .user()
        .with_untracked(|user| user.name.trim().is_empty())
    {
        page.unnamed.set(Some(deed));
    } else if page.now.with_untracked(|now| deed.question(now).is_some()) {
        page.asked.set(Some(deed));
    } else {
        let note = match deed {
            Deed::Start(_) => String::new(),
            deed => draft(page, deed),
        };
        if let Err(why) = perform(page, deed, &note) {
            page.workspace.alarm(why);
        }
    }
}

/// The note that is being written on what a deed concerns.
pub fn draft(page: RunPage, deed: Deed) -> String {
    untrack(|| drafts::of(page, deed.step()))
}

/// Writes it into the log. The note that was being written goes with it; when the run ends, all
/// that were.
///
/// # Errors
/// Why it was not done, as a sentence.
pub fn perform(page: RunPage, deed: Deed, text: &str) -> Result<(), String> {
    let notes = match deed {
        Deed::Finish | Deed::Abandon => drafts::open(page),
        _ => Vec::new(),
    };
    let mut events = Vec::with_capacity(notes.len() + 1);
    for _ in 0..=notes.len() {
        events.push(page.workspace.mint()?);
    }
    // The newest is taken last.
    events.reverse();
    let now = page.now.get_untracked();
    let edits = page.workspace.read(|view| {
        let record = view
            .ledger
            .record(page.id)
            .filter(|record| record.kind == KIND.key());
        let Some((run, state)) = record.zip(now.run()) else {
            return Err("This run is no longer here.".to_owned());
        };
        let (view, mut mint) = (*view, || events.pop().unwrap_or(Id::NONE));
        let mut act = Act {
            run,
            state,
            view,
            mint: &mut mint,
            paper: None,
        };
        let mut edits = Vec::new();
        for (step, note) in &notes {
            edits.extend(act.note(Some(*step), note)?);
        }
        edits.extend(deed.perform(&mut act, text)?);
        Ok(edits)
    })?;
    let title = deed.step().and_then(|step| now.row(step));
    let label = match title {
        Some(row) => format!("{}: {}", deed.past(), row.title),
        None => deed.past().to_owned(),
    };
    page.workspace.dispatch(&label, &edits)?;
    if !matches!(deed, Deed::Start(_)) {
        drafts::put(page, deed.step(), String::new());
    }
    for (step, _) in notes {
        drafts::put(page, Some(step), String::new());
    }
    match deed {
        Deed::Start(step) | Deed::Fail(step) | Deed::Reset(step) => page.chosen.set(Some(step)),
        Deed::Done(_) | Deed::Skip(_) => page.chosen.set(None),
        _ => return Ok(()),
    }
    focus_step();
    Ok(())
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
