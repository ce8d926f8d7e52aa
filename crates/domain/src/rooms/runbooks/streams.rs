//! What goes on side by side in a run: its parts, with who is at what, and what is stuck.

use super::run::{RunView, State};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// What the steps of a stream have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// They stand under this step, an index into the plan.
    Section(usize),
    /// This role does them; `None`: no role is named.
    Role(Option<Id>),
    /// They stand under nothing.
    Loose,
}

/// Steps that are worked on side by side with others.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// Which steps.
    pub by: By,
    /// How many are done or skipped.
    pub finished: usize,
    /// Of how many.
    pub total: usize,
    /// Those that someone is at or that are stuck, the longest first.
    pub now: Vec<usize>,
    /// The first that nothing is in the way of.
    pub next: Option<usize>,
}

impl Stream {
    /// Whether nothing is left to do in it.
    pub const fn is_over(&self) -> bool {
        self.finished == self.total
    }
}

/// The streams of a run, in order: its top sections, or its roles where it has no two sections.
pub fn streams(run: &RunView) -> Vec<Stream> {
    let steps = &run.plan.steps;
    let mut top: Vec<usize> = Vec::with_capacity(steps.len());
    for (at, step) in steps.iter().enumerate() {
        top.push(step.parent.map_or(at, |parent| top[parent]));
    }
    let holds = |at: usize| {
        steps
            .get(at + 1)
            .is_some_and(|next| next.parent == Some(at))
    };
    let sections = (0..steps.len()).filter(|&at| top[at] == at && holds(at));
    let by_section = sections.count() > 1;
    let mut found: Vec<Stream> = Vec::new();
    for (at, view) in run.steps.iter().enumerate() {
        if !steps[at].is_worked() || view.state == State::NotApplicable {
            continue;
        }
        let by = match top[at] {
            _ if !by_section => By::Role(steps[at].role),
            top if holds(top) => By::Section(top),
            _ => By::Loose,
        };
        let known = found.iter().position(|stream| stream.by == by);
        let stream = known.unwrap_or_else(|| {
            found.push(Stream {
                by,
                finished: 0,
                total: 0,
                now: Vec::new(),
                next: None,
            });
            found.len() - 1
        });
        found[stream].take(at, view.state);
    }
    for stream in &mut found {
        stream
            .now
            .arrange_by_key(|&at| run.steps[at].began.or(run.steps[at].since));
    }
    found
}

impl Stream {
    fn take(&mut self, at: usize, state: State) {
        self.total += 1;
        self.finished += usize::from(state.is_finished());
        match state {
            State::Running => self.now.push(at),
            state if is_stuck(state) => self.now.push(at),
            State::Ready => self.next = self.next.or(Some(at)),
            _ => {}
        }
    }
}

/// Whether a step that stands so goes on only when somebody steps in.
pub const fn is_stuck(state: State) -> bool {
    matches!(state, State::Blocked | State::Failed | State::Disputed)
}

/// The steps that are stuck, the longest first.
pub fn stuck(run: &RunView) -> Vec<usize> {
    let worked = run.plan.steps.iter().zip(&run.steps).enumerate();
    let stuck = worked.filter(|(_, (step, view))| step.is_worked() && is_stuck(view.state));
    let mut stuck: Vec<usize> = stuck.map(|(at, _)| at).collect();
    stuck.arrange_by_key(|&at| run.steps[at].since);
    stuck
}
