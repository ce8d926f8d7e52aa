//! What people do in a run, from a button to the log.

use super::{KIND, RunPage};
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
    pub const fn question(self) -> Option<&'static str> {
        match self {
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
    } else if deed.question().is_some() {
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
    let at = deed.step();
    page.notes
        .with_untracked(|notes| notes.get(&at).cloned())
        .unwrap_or_default()
}

/// Writes it into the log. The note that was being written goes with it.
///
/// # Errors
/// Why it was not done, as a sentence.
pub fn perform(page: RunPage, deed: Deed, text: &str) -> Result<(), String> {
    let event = page.workspace.mint()?;
    let now = page.now.get_untracked();
    let edits = page.workspace.read(|view| {
        let record = view
            .ledger
            .record(page.id)
            .filter(|record| record.kind == KIND.key());
        let Some((run, state)) = record.zip(now.run()) else {
            return Err("This run is no longer here.".to_owned());
        };
        let (view, mut mint) = (*view, || event);
        let mut act = Act {
            run,
            state,
            view,
            mint: &mut mint,
        };
        deed.perform(&mut act, text)
    })?;
    let title = deed.step().and_then(|step| now.row(step));
    let label = match title {
        Some(row) => format!("{}: {}", deed.past(), row.title),
        None => deed.past().to_owned(),
    };
    page.workspace.dispatch(&label, &edits)?;
    if !matches!(deed, Deed::Start(_)) {
        page.notes.update(|notes| {
            notes.remove(&deed.step());
        });
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
