//! What holds the end of a run up: the steps that it waits for now, and how.

use super::recovery::{Ahead, after, open};
use super::run::{RunState, RunView, State, minutes_between, took};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// Something that holds the end of a run up now.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The step; `None` for the run as a whole.
    pub step: Option<Id>,
    /// How it does.
    pub why: Why,
    /// What was said about it.
    pub reason: String,
}

/// How something holds a run up; the worst first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Why {
    /// The whole run waits.
    Paused,
    /// People say different things about it.
    Disputed,
    /// It did not work.
    Failed,
    /// It cannot go on.
    Blocked,
    /// It runs longer than planned, by so many minutes.
    Late(f64),
    /// It begins at a moment that is still to come.
    Until(i64),
    /// It waits for somebody's approval.
    Approval,
    /// Nothing is in its way, and nobody is at it.
    Ready,
    /// It is being worked on; the planned minutes that are left, if known.
    Running(Option<f64>),
}

impl Why {
    /// Whether somebody has to step in.
    pub const fn is_trouble(self) -> bool {
        !matches!(self, Self::Until(_) | Self::Ready | Self::Running(_))
    }

    const fn rank(self) -> u8 {
        match self {
            Self::Paused => 0,
            Self::Disputed => 1,
            Self::Failed => 2,
            Self::Blocked => 3,
            Self::Late(_) => 4,
            Self::Approval => 5,
            Self::Until(_) => 6,
            Self::Ready => 7,
            Self::Running(_) => 8,
        }
    }

    /// It in words; `time` says a moment.
    pub fn words(self, time: impl Fn(i64) -> String) -> String {
        match self {
            Self::Paused => "the run is paused".to_owned(),
            Self::Disputed => "people disagree about it".to_owned(),
            Self::Failed => "failed".to_owned(),
            Self::Blocked => "blocked".to_owned(),
            Self::Late(over) => format!("{} longer than planned", took(over)),
            Self::Until(at) => format!("waits until {}", time(at)),
            Self::Approval => "waits for approval".to_owned(),
            Self::Ready => "ready, nobody has started it".to_owned(),
            Self::Running(Some(left)) => format!("running, {} to go", took(left)),
            Self::Running(None) => "running".to_owned(),
        }
    }
}

/// Of the steps whose delay delays the end, those that the end waits for now; the worst first.
pub(super) fn holds(run: &RunView, ahead: &Ahead) -> Vec<Hold> {
    let mut found: Vec<Hold> = open(run)
        .filter(|&at| ahead.schedule.times[at].is_critical())
        .filter_map(|at| {
            Some(Hold {
                step: Some(run.steps[at].id),
                why: why(run, ahead, at)?,
                reason: run.steps[at].reason.clone(),
            })
        })
        .collect();
    if run.state == RunState::Paused {
        found.push(Hold {
            step: None,
            why: Why::Paused,
            reason: run.paused_for(),
        });
    }
    found.arrange_by_key(|hold| hold.why.rank());
    found
}

fn why(run: &RunView, ahead: &Ahead, at: usize) -> Option<Why> {
    let (step, view) = (&run.plan.steps[at], &run.steps[at]);
    // A time that is further away than what comes before takes.
    let wait = ahead.wait[at];
    let waits = wait > 0.0 && ahead.schedule.times[at].earliest_start <= wait;
    let approval = step.kind == "approval";
    Some(match view.state {
        State::Disputed => Why::Disputed,
        State::Failed => Why::Failed,
        State::Blocked => Why::Blocked,
        _ if waits => Why::Until(after(ahead.now, wait)),
        State::Running => match late(run, ahead, at) {
            Some(over) => Why::Late(over),
            None if approval => Why::Approval,
            None => Why::Running(ahead.own(run, at)),
        },
        State::Ready if approval => Why::Approval,
        State::Ready => Why::Ready,
        _ => return None,
    })
}

// By how many minutes a running step is over its plan.
fn late(run: &RunView, ahead: &Ahead, at: usize) -> Option<f64> {
    ahead.own(run, at)?;
    let planned = run.plan.steps[at].estimate?.mean();
    let spent = minutes_between(run.steps[at].began?, ahead.now);
    (spent > planned).then_some(spent - planned)
}
