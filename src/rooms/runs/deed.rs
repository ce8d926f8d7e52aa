//! What can be done in a run, and what it is called.

use super::standing::Now;
use super::told;
use holdfast_ledger::Id;

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
    pub const fn past(self) -> &'static str {
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

    /// Whether it says that something is approved.
    pub fn approves(self, now: &Now) -> bool {
        let kind = |step| now.step(step).map(|(step, _)| &*step.kind);
        matches!(self, Self::Done(step) if kind(step) == Some("approval"))
    }

    /// What its text is, as a question.
    pub fn question(self, now: &Now) -> &'static str {
        let evidence = |step| now.run().is_some_and(|run| run.wants_evidence(step));
        match self {
            Self::Done(step) if told::is_telling(now, step) && evidence(step) => {
                "What was sent, to whom, and what shows it"
            }
            Self::Done(step) if told::is_telling(now, step) => "What was sent, and to whom",
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
}
