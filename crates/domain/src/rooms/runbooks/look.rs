//! How the steps of a run stand by their events: all of them, or those that something happened to.

use super::log::{self, Event, Settled, What};
use super::plan::Plan;
use super::run::{RunView, State, StepView, minutes_between, names};
use super::steps::Step;
use holdfast_ledger::Id;
use std::collections::{HashMap, HashSet};

/// How each step stands, and the events of the run as a whole.
pub(super) fn anew(plan: &Plan, events: &[Event]) -> (Vec<StepView>, Vec<usize>) {
    let mut groups = log::by_step(events);
    let own = groups.remove(&None).unwrap_or_default();
    let mut of = |step: &Step| groups.remove(&Some(step.id)).unwrap_or_default();
    let steps = plan.steps.iter();
    let steps = steps.map(|step| step_view(step.id, events, of(step)));
    (steps.collect(), own)
}

/// The steps whose events changed since; `None` where others moved, as when a time was put right.
pub(super) fn touched(before: &RunView, events: &[Event]) -> Option<HashSet<Id>> {
    let old = &before.events;
    let same = old.len() <= events.len() && old.iter().zip(events).all(|(a, b)| a.id == b.id);
    let changed = old.iter().zip(events).filter(|(a, b)| a != b);
    let changed = changed.flat_map(|(a, b)| [a, b]);
    let new = events.get(old.len()..).unwrap_or_default();
    same.then(|| changed.chain(new).filter_map(|event| event.step).collect())
}

/// The same as [`anew`] where the run was looked at before: steps that nothing happened to stand
/// as they did.
pub(super) fn again(
    plan: &Plan,
    events: &[Event],
    before: &RunView,
    touched: &HashSet<Id>,
) -> (Vec<StepView>, Vec<usize>) {
    let mut groups: HashMap<Option<Id>, Vec<usize>> = HashMap::new();
    for (n, event) in events.iter().enumerate() {
        if event.step.is_none_or(|step| touched.contains(&step)) {
            groups.entry(event.step).or_default().push(n);
        }
    }
    let own = groups.remove(&None).unwrap_or_default();
    let mut of = |(step, known): (&Step, &StepView)| {
        if touched.contains(&step.id) {
            let group = groups.remove(&Some(step.id)).unwrap_or_default();
            return step_view(step.id, events, group);
        }
        StepView {
            state: known.said,
            ..known.clone()
        }
    };
    let steps = plan.steps.iter().zip(&before.steps);
    (steps.map(&mut of).collect(), own)
}

fn step_view(id: Id, events: &[Event], group: Vec<usize>) -> StepView {
    let frontier = log::frontier(events, &group);
    let state = match log::settle(events, &frontier) {
        Settled::So(What::Done) => State::Done,
        Settled::So(What::Failed) => State::Failed,
        Settled::So(What::Skipped) => State::Skipped,
        Settled::So(What::Blocked) => State::Blocked,
        Settled::So(What::Started) => State::Running,
        Settled::Disputed => State::Disputed,
        Settled::So(_) | Settled::Nothing => State::Pending,
    };
    // Of several who say the same, the first; of a start beside an end, the end.
    let strongest = frontier.iter().filter_map(|&n| events[n].what).max();
    let decisive = frontier
        .iter()
        .copied()
        .find(|&n| events[n].what == strongest);
    let since = decisive.and_then(|n| events[n].at);
    let began = log::began(events, &group, &frontier);
    let over = matches!(state, State::Done | State::Failed);
    let took = |(from, to): (i64, i64)| (over && to >= from).then(|| minutes_between(from, to));
    StepView {
        id,
        state,
        since,
        began,
        minutes: began.zip(since).and_then(took),
        by: decisive.map(|n| events[n].by.clone()).unwrap_or_default(),
        answer: decisive
            .map(|n| events[n].answer.clone())
            .unwrap_or_default(),
        reason: decisive.map(|n| events[n].text.clone()).unwrap_or_default(),
        holder: holder(events, &group),
        events: group,
        frontier,
        said: state,
    }
}

// Who a step was handed to last; several where people handed it over without knowing of each other.
fn holder(events: &[Event], group: &[usize]) -> String {
    let handed = group.iter().copied();
    let handed = handed.filter(|&n| events[n].what == Some(What::HandedOver));
    names(events, &log::latest(events, handed.collect()))
}
