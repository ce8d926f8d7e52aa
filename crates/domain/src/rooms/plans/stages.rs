//! The stages of a plan: its runbooks by phase, what comes before what, and how long all of it takes.

use super::describe::{PHASES, RUNBOOKS, USUAL_PHASE};
use crate::graph::{self, Circle, Schedule};
use crate::rooms::runbooks::RUNBOOK;
use crate::rooms::runbooks::plan::Plan;
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};

/// The phase whose runbooks are for quiet days: an activation does not begin with them.
pub const QUIET: usize = 0;

/// A runbook in a phase of a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// The entry's id.
    pub id: Id,
    /// Its phase, as a place in [`PHASES`].
    pub phase: usize,
    /// The runbook.
    pub runbook: Option<Id>,
    /// Those that come first, as places in the list that this is in.
    pub after: Vec<usize>,
    /// Whether somebody wrote down what comes first.
    pub explicit: bool,
    /// Whether that names entries that are not there.
    pub astray: bool,
    /// What else is said.
    pub note: String,
}

/// The place of a phase that a value names; that of the usual one where it names none.
pub fn phase(key: &str) -> usize {
    let place = |key: &str| PHASES.iter().position(|phase| phase.key == key);
    place(key)
        .or_else(|| place(USUAL_PHASE))
        .unwrap_or_default()
}

/// The runbooks of a plan, phase by phase, in a phase in the order of the list. What says nothing of
/// what comes first comes after all of the phases before, and after the one before it in its phase.
pub fn of_plan(plan: &Record) -> Vec<Planned> {
    let mut items = plan.items(RUNBOOKS);
    items.arrange_by_key(|item| phase(&item.text("phase")));
    let read = |(n, item): (usize, &Item<'_>)| {
        let own = phase(&item.text("phase"));
        let named: Option<Vec<String>> = item.get("after");
        let place = |id: &String| {
            let at = items.iter().position(|other| other.id.to_string() == *id);
            at.filter(|at| *at != n)
        };
        let before = |other: &usize| {
            let of = phase(&items[*other].text("phase"));
            of < own || (of == own && other + 1 == n)
        };
        Planned {
            id: item.id,
            phase: own,
            runbook: item.text("runbook").parse().ok(),
            after: match &named {
                Some(named) => named.iter().filter_map(place).collect(),
                None => (0..n).filter(before).collect(),
            },
            explicit: named.is_some(),
            astray: named.iter().flatten().any(|id| place(id).is_none()),
            note: item.text("note").into_owned(),
        }
    };
    items.iter().enumerate().map(read).collect()
}

/// The stages that an activation goes through: all but those for quiet days, with what comes first
/// among them.
pub fn to_run(planned: &[Planned]) -> Vec<Planned> {
    let place: Vec<Option<usize>> = planned
        .iter()
        .scan(0, |next, stage| {
            let at = (stage.phase != QUIET).then_some(*next);
            *next += usize::from(at.is_some());
            Some(at)
        })
        .collect();
    let run = planned.iter().filter(|stage| stage.phase != QUIET);
    let moved = run.map(|stage| Planned {
        after: stage.after.iter().filter_map(|at| place[*at]).collect(),
        ..stage.clone()
    });
    moved.collect()
}

/// The expected minutes of a runbook along its critical path, and whether all of its steps have a
/// duration; none where no step has.
pub fn length(runbook: Option<Id>, view: &View<'_>) -> Option<(f64, bool)> {
    let record = view.there(runbook?)?;
    if record.kind != RUNBOOK.key() {
        return None;
    }
    let plan = Plan::whole(record, view);
    if plan.steps.iter().all(|step| step.estimate.is_none()) {
        return None;
    }
    let (length, _) = plan.lengths().ok()?;
    Some((length.minutes, length.unestimated == 0))
}

/// How long the stages of a plan take one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Length {
    /// When each begins and ends, in minutes after the activation.
    pub schedule: Schedule,
    /// For each whether all of its steps have a duration.
    pub known: Vec<bool>,
    /// How many have no duration, or not for all their steps: with any it is "at least".
    pub unknown: usize,
}

/// The critical path over the stages that are carried out, from the activation on.
///
/// # Errors
/// The stages that wait for each other, where some do.
pub fn lengths(stages: &[Planned], view: &View<'_>) -> Result<Length, Circle> {
    let known: Vec<Option<(f64, bool)>> = stages
        .iter()
        .map(|stage| length(stage.runbook, view))
        .collect();
    let minutes: Vec<f64> = known
        .iter()
        .map(|known| known.map_or(0.0, |known| known.0))
        .collect();
    let before: Vec<Vec<usize>> = stages.iter().map(|stage| stage.after.clone()).collect();
    let known = known.iter().map(|known| known.is_some_and(|known| known.1));
    let known: Vec<bool> = known.collect();
    Ok(Length {
        schedule: graph::schedule(&minutes, &before)?,
        unknown: known.iter().filter(|known| !**known).count(),
        known,
    })
}
