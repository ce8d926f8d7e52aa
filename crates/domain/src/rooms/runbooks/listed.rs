//! Which steps of a long run are listed: some states, one part or role, some words.

use super::run::{RunView, State};
use super::streams::is_stuck;
use holdfast_ledger::Id;

/// The states of steps that are listed together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    /// All steps.
    #[default]
    All,
    /// What is not done, skipped or left out.
    Open,
    /// What is open and for whoever asks.
    Mine,
    /// What is blocked, failed or disputed.
    Stuck,
}

impl Group {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::All, Self::Open, Self::Mine, Self::Stuck];

    /// What it is called on screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Open => "Open",
            Self::Mine => "Mine",
            Self::Stuck => "Blocked or failed",
        }
    }
}

/// One part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What stands under a step, and itself.
    Under(Id),
    /// What a role does.
    Role(Id),
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// In which states.
    pub group: Group,
    /// Of which part; `None` for all.
    pub part: Option<Part>,
    /// Words that the number, title or people hold, in any case.
    pub words: String,
}

impl Wanted {
    /// Whether it leaves any steps out.
    pub fn is_all(&self) -> bool {
        self.group == Group::All && self.part.is_none() && self.words.trim().is_empty()
    }
}

/// The steps that are listed, in order, with the sections that they stand under. What stands
/// under a closed step is left out, unless it was looked for by words. `mine` says whether a step
/// is for whoever asks, `title` what it is called.
pub fn listed(
    run: &RunView,
    wanted: &Wanted,
    closed: &[Id],
    mine: impl Fn(usize) -> bool,
    title: impl Fn(usize) -> String,
) -> Vec<Id> {
    let steps = &run.plan.steps;
    let words = wanted.words.trim().to_lowercase();
    let says = |at: usize| {
        let view = &run.steps[at];
        let holds = |text: &str| text.to_lowercase().contains(&words);
        words.is_empty()
            || steps[at].number.starts_with(&words)
            || [&title(at), &view.by, &view.holder, &view.answer]
                .into_iter()
                .any(|text| holds(text))
    };
    let stands = |at: usize| match wanted.group {
        Group::All => true,
        Group::Open => !run.steps[at].state.is_finished(),
        Group::Mine => !run.steps[at].state.is_finished() && mine(at),
        Group::Stuck => is_stuck(run.steps[at].state),
    };
    let all = wanted.is_all();
    let (mut within, mut hidden) = (vec![false; steps.len()], vec![false; steps.len()]);
    let mut shown = vec![false; steps.len()];
    for (at, step) in steps.iter().enumerate() {
        let above = step.parent;
        within[at] = match wanted.part {
            None => true,
            Some(Part::Role(role)) => step.role == Some(role),
            Some(Part::Under(id)) => step.id == id || above.is_some_and(|above| within[above]),
        };
        hidden[at] = words.is_empty()
            && above.is_some_and(|above| hidden[above] || closed.contains(&steps[above].id));
        let counts = all || (step.is_worked() && within[at] && stands(at) && says(at));
        if !counts {
            continue;
        }
        shown[at] = true;
        let mut up = above;
        while let Some(parent) = up.filter(|&parent| !shown[parent]) {
            shown[parent] = true;
            up = steps[parent].parent;
        }
    }
    let listed = (0..steps.len()).filter(|&at| shown[at] && !hidden[at]);
    listed.map(|at| steps[at].id).collect()
}

/// How many worked steps are in a group.
pub fn count(run: &RunView, group: Group, mine: impl Fn(usize) -> bool) -> usize {
    let worked = run.plan.steps.iter().zip(&run.steps).enumerate();
    let counts = |(at, (step, view)): &(usize, (&super::steps::Step, &super::run::StepView))| {
        step.is_worked()
            && match group {
                Group::All => view.state != State::NotApplicable,
                Group::Open => !view.state.is_finished(),
                Group::Mine => !view.state.is_finished() && mine(*at),
                Group::Stuck => is_stuck(view.state),
            }
    };
    worked.filter(counts).count()
}
