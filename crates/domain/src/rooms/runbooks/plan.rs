//! What comes before what, and how long it takes.
//!
//! A step begins when the step before it among its siblings, with all that stands
//! under that, is done; or when its predecessors are, where it names them (none, if
//! it names none). In either case what it stands under has begun. Steps side by side come
//! after what the first of them comes after, and what follows them waits for all. An estimate
//! covers the steps below, so estimates of those are not added to it; that of a decision is for
//! deciding.
//!
//! Steps for different answers to a decision are different ways: none waits for another,
//! and what follows them waits for all. So a plan takes as long as its longest way.

use super::start::{MOST_NESTED, inner_runbook};
use super::steps::{self, Known, STEPS, Step};
use crate::graph::{self, Circle, Schedule};
use crate::value::Estimate;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::collections::HashMap;
use std::sync::Arc;

/// The steps as a network.
///
/// Each of the n steps is two activities: number i is the work of step i itself,
/// number n + i is the end of all that stands under it and takes no time.
#[derive(Debug, Default, PartialEq)]
pub struct Plan {
    /// The steps in the order of the outline.
    pub steps: Vec<Step>,
    /// For each activity, those that come first.
    pub before: Vec<Vec<usize>>,
    /// For each step, whether it is worked side by side with the sibling before it.
    pub beside: Vec<bool>,
    /// For each step, the step whose estimate covers it: its own or one that it stands under.
    pub covered_by: Vec<Option<usize>>,
    /// For each step, the runbook that it was taken in from; none for the plan's own steps.
    pub taken_from: Vec<Option<Id>>,
}

/// More steps than anybody plans; runbooks in runbooks must not fill the memory.
const MOST_STEPS: usize = 20_000;

/// Steps that are being put together from several runbooks.
#[derive(Default)]
struct Gathered {
    steps: Vec<Step>,
    /// For each step, the step that took its runbook in: ids are unique within one of these only.
    taken_by: Vec<Option<usize>>,
    taken_from: Vec<Option<Id>>,
}

/// A plan that is kept until the steps change, and what the next one need not read again.
struct Kept {
    plan: Arc<Plan>,
    known: Known,
}

impl Kept {
    fn of(record: &Record, before: Option<&Self>) -> Self {
        let none = Known::default();
        let (steps, known) = steps::read_after(record, before.map_or(&none, |kept| &kept.known));
        let plan = Arc::new(Plan::new(steps));
        Self { plan, known }
    }
}

/// How long a plan takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Length {
    /// The expected minutes until the end of the critical path, with the time that holds its first.
    pub minutes: f64,
    /// Its variance along the critical path, in square minutes.
    pub variance: f64,
    /// How many steps are worked.
    pub steps: usize,
    /// How many of them have no estimate, nor stand under one that has.
    pub unestimated: usize,
    /// The steps on the critical path that take time, in order, from the start or from what a time
    /// holds.
    pub path: Vec<usize>,
    /// The milestone that it leads to; none: to the end of all.
    pub milestone: Option<usize>,
}

/// How many steps have no duration, in words: `1 step has no duration`.
pub fn without_duration(steps: usize) -> String {
    match steps {
        1 => "1 step has no duration".to_owned(),
        n => format!("{n} steps have no duration"),
    }
}

impl Plan {
    /// The plan of a runbook or a run.
    pub fn of(record: &Record) -> Self {
        Self::new(steps::read(record))
    }

    /// The same, read once for all who ask for it while the steps stand as they do.
    pub fn kept(record: &Record, view: &View<'_>) -> Arc<Self> {
        let Some(recent) = view.recent else {
            return Arc::new(Self::of(record));
        };
        let read = |before: Option<&Kept>| Kept::of(record, before);
        let kept = recent.read(record.id, record.list_slots(STEPS), read);
        kept.plan.clone()
    }

    /// The plan of a runbook with the steps of the runbooks that are worked through in it, as a
    /// run takes them in.
    pub fn whole(record: &Record, view: &View<'_>) -> Arc<Self> {
        let own = Self::kept(record, view);
        if own.steps.iter().all(|step| step.kind != "runbook") {
            return own;
        }
        let mut gathered = Gathered::default();
        gathered.take(record, None, &mut vec![record.id], view);
        Arc::new(Self::joined(gathered))
    }

    /// The plan of steps that were read.
    pub fn new(steps: Vec<Step>) -> Self {
        Self::joined(Gathered {
            taken_by: vec![None; steps.len()],
            taken_from: vec![None; steps.len()],
            steps,
        })
    }

    fn joined(gathered: Gathered) -> Self {
        let Gathered {
            steps,
            taken_by,
            taken_from,
        } = gathered;
        let Network { before, beside } = network(&steps, &taken_by);
        let mut covered_by: Vec<Option<usize>> = Vec::with_capacity(steps.len());
        for (n, step) in steps.iter().enumerate() {
            let above = step.parent.and_then(|parent| covered_by[parent]);
            let above = above.filter(|above| steps[*above].kind != "decision");
            covered_by.push(above.or_else(|| step.estimate.map(|_| n)));
        }
        Self {
            steps,
            before,
            beside,
            covered_by,
            taken_from,
        }
    }

    /// Whether steps stand under it.
    pub fn holds_steps(&self, step: usize) -> bool {
        let next = self.steps.get(step + 1);
        next.is_some_and(|next| next.parent == Some(step))
    }

    /// Whether somebody should still say how long it takes. A runbook that is worked through says
    /// it with its own steps.
    pub fn lacks_estimate(&self, step: usize) -> bool {
        self.steps[step].takes_time()
            && self.covered_by[step].is_none()
            && !(self.steps[step].kind == "runbook" && self.holds_steps(step))
    }

    /// Minutes after the start before which each step does not begin.
    pub fn holds(&self) -> Vec<f64> {
        let after = |step: &Step| step.start_after.unwrap_or(0.0).max(0.0);
        self.steps.iter().map(after).collect()
    }

    /// The step whose activity this is.
    pub fn step_of(&self, activity: usize) -> usize {
        activity % self.steps.len().max(1)
    }

    /// Each activity's times when the steps take these minutes.
    ///
    /// # Errors
    /// The steps that wait for each other, where some do.
    pub fn schedule(&self, minutes: &[f64]) -> Result<Schedule, Circle> {
        self.schedule_from(minutes, &self.holds())
    }

    /// The same with other times before which the steps do not begin.
    ///
    /// # Errors
    /// The steps that wait for each other, where some do.
    pub fn schedule_from(&self, minutes: &[f64], not_before: &[f64]) -> Result<Schedule, Circle> {
        let mut durations = minutes.to_vec();
        durations.resize(2 * self.steps.len(), 0.0);
        graph::schedule_from(&durations, &self.before, not_before).map_err(|Circle(activities)| {
            let mut steps: Vec<usize> = activities.iter().map(|&a| self.step_of(a)).collect();
            steps.arrange();
            steps.dedup();
            Circle(steps)
        })
    }

    /// The expected minutes of each step as planned: what its estimate says, nothing
    /// where a step above covers it.
    pub fn minutes(&self) -> Vec<f64> {
        let own = |n: usize| {
            self.steps[n]
                .estimate
                .filter(|_| self.covered_by[n] == Some(n))
        };
        (0..self.steps.len())
            .map(|n| own(n).map_or(0.0, |e| e.mean().max(0.0)))
            .collect()
    }

    /// How long it all takes, steps for one mode only included.
    ///
    /// # Errors
    /// The steps that wait for each other, where some do.
    pub fn length(&self) -> Result<Length, Circle> {
        self.length_of(|_| true)
    }

    /// How long it takes when only some steps are worked. An estimate that covers
    /// several steps counts when any of them is.
    ///
    /// # Errors
    /// The steps that wait for each other, where some do.
    pub fn length_of(&self, applies: impl Fn(usize) -> bool) -> Result<Length, Circle> {
        let (minutes, worked) = self.worked(&applies);
        let schedule = self.schedule(&minutes)?;
        Ok(Length {
            minutes: schedule.finish,
            ..self.along(schedule.path, &minutes, &worked)
        })
    }

    /// How long it takes until all is back when only some steps are worked: to the last milestone of full recovery among
    /// them, with what comes before that. None where no milestone says so.
    ///
    /// # Errors
    /// The steps that wait for each other, where some do.
    pub fn until_back_of(&self, applies: impl Fn(usize) -> bool) -> Result<Option<Length>, Circle> {
        let (minutes, worked) = self.worked(&applies);
        Ok(self.back(&self.schedule(&minutes)?, &minutes, &worked, &applies))
    }

    /// How long it all takes, and how long until all is back.
    ///
    /// # Errors
    /// The steps that wait for each other, where some do.
    pub fn lengths(&self) -> Result<(Length, Option<Length>), Circle> {
        let (minutes, worked) = self.worked(&|_| true);
        let schedule = self.schedule(&minutes)?;
        let back = self.back(&schedule, &minutes, &worked, &|_| true);
        let whole = Length {
            minutes: schedule.finish,
            ..self.along(schedule.path, &minutes, &worked)
        };
        Ok((whole, back))
    }

    fn back(
        &self,
        schedule: &Schedule,
        minutes: &[f64],
        worked: &[usize],
        applies: &dyn Fn(usize) -> bool,
    ) -> Option<Length> {
        let restores = |at: &usize| self.steps[*at].restores.is_some() && applies(*at);
        let last = schedule.last_of(&mut (0..self.steps.len()).filter(restores))?;
        let first = self.leading_to(vec![last]);
        let worked: Vec<usize> = worked.iter().copied().filter(|&at| first[at]).collect();
        let path = schedule.path_to(last, &self.before);
        Some(Length {
            minutes: schedule.times[last].earliest_finish,
            milestone: Some(last),
            ..self.along(path, minutes, &worked)
        })
    }

    // For each activity whether it is one of these or has to be done before one of them.
    fn leading_to(&self, mut open: Vec<usize>) -> Vec<bool> {
        let mut first = vec![false; self.before.len()];
        while let Some(at) = open.pop() {
            if !std::mem::replace(&mut first[at], true) {
                open.extend(&self.before[at]);
            }
        }
        first
    }

    /// Whether all of its steps have a duration.
    pub fn is_timed(&self) -> bool {
        !(0..self.steps.len()).any(|at| self.is_open(at))
    }

    /// Whether all steps that have to be done before some steps, and those themselves, have a duration.
    pub fn is_timed_until(&self, steps: Vec<usize>) -> bool {
        let first = self.leading_to(steps);
        !(0..self.steps.len()).any(|at| first[at] && self.is_open(at))
    }

    // Whether a step is worked and nobody said how long it takes.
    fn is_open(&self, step: usize) -> bool {
        self.steps[step].is_worked() && self.lacks_estimate(step)
    }

    // The steps that are worked, of those that apply, and the minutes that each adds.
    fn worked(&self, applies: &dyn Fn(usize) -> bool) -> (Vec<f64>, Vec<usize>) {
        let is_worked = |at: &usize| self.steps[*at].is_worked() && applies(*at);
        let worked: Vec<usize> = (0..self.steps.len()).filter(is_worked).collect();
        let mut minutes = vec![0.0; self.steps.len()];
        let planned = self.minutes();
        for cover in worked.iter().filter_map(|&at| self.covered_by[at]) {
            minutes[cover] = planned[cover];
        }
        (minutes, worked)
    }

    fn along(&self, mut path: Vec<usize>, minutes: &[f64], worked: &[usize]) -> Length {
        path.retain(|&at| minutes.get(at).is_some_and(|minutes| *minutes > 0.0));
        let open = |at: &&usize| self.lacks_estimate(**at);
        let estimates = path.iter().filter_map(|&at| self.steps[at].estimate);
        Length {
            minutes: 0.0,
            variance: estimates.map(Estimate::variance).sum(),
            steps: worked.len(),
            unestimated: worked.iter().filter(open).count(),
            path,
            milestone: None,
        }
    }
}

impl Gathered {
    // `chain` names the runbooks that are being taken in, so that none is taken into itself.
    fn take(
        &mut self,
        record: &Record,
        under: Option<usize>,
        chain: &mut Vec<Id>,
        view: &View<'_>,
    ) {
        let items = record.items(STEPS);
        let mut places: Vec<usize> = Vec::with_capacity(items.len());
        for (item, mut step) in items.iter().zip(steps::read_items(&items)) {
            let place = self.steps.len();
            if place >= MOST_STEPS {
                return;
            }
            places.push(place);
            step.parent = step.parent.map(|parent| places[parent]).or(under);
            if let Some(above) = under.map(|under| &self.steps[under]) {
                step.depth += above.depth + 1;
                step.number = format!("{}.{}", above.number, step.number);
                step.role = step.role.or(above.role);
            }
            self.steps.push(step);
            self.taken_by.push(under);
            self.taken_from.push(under.map(|_| record.id));
            let inner = inner_runbook(item, view)
                .filter(|inner| chain.len() <= MOST_NESTED && !chain.contains(&inner.id));
            if let Some(inner) = inner {
                chain.push(inner.id);
                self.take(inner, Some(place), chain, view);
                chain.pop();
            }
        }
    }
}

/// No plan has more steps side by side, and a hostile file must not fill the memory with lines
/// between them: the next ones come after these.
const MOST_BESIDE: usize = 100;

fn network(steps: &[Step], taken_by: &[Option<usize>]) -> Network {
    let n = steps.len();
    let named = taken_by.iter().zip(steps).enumerate();
    let named = named.map(|(at, (taken_by, step))| ((*taken_by, step.id), at));
    // Hardly a step names others, and most plans have none that does.
    let names = |step: &Step| step.predecessors.iter().any(|ids| !ids.is_empty());
    let by_id: HashMap<(Option<usize>, Id), usize> = if steps.iter().any(names) {
        named.collect()
    } else {
        HashMap::new()
    };
    let mut made = Network {
        before: vec![Vec::new(); 2 * n],
        beside: vec![false; n],
    };
    // Under each parent, the last steps of each way that is open there; the last place is for
    // the root.
    let mut ways: Vec<Vec<Way>> = vec![Vec::new(); n + 1];
    for (at, step) in steps.iter().enumerate() {
        let ways = &mut ways[step.parent.unwrap_or(n)];
        let mut first = if let Some(before) = beside(steps, ways, at) {
            made.beside[at] = true;
            made.before[before].clone()
        } else {
            let previous = previous(steps, ways, at);
            let named = step.predecessors.as_ref().map(|ids| {
                let here = ids.iter().filter_map(|id| by_id.get(&(taken_by[at], *id)));
                here.copied().collect()
            });
            let first: Vec<usize> = named.unwrap_or(previous);
            first.into_iter().map(|p| n + p).collect()
        };
        first.extend(step.parent);
        first.arrange();
        first.dedup();
        made.before[at] = first;
        made.before[n + at].push(at);
        if let Some(parent) = step.parent {
            made.before[n + parent].push(n + at);
        }
    }
    made
}

struct Network {
    before: Vec<Vec<usize>>,
    beside: Vec<bool>,
}

/// Steps that are worked side by side, the last of their way: what comes next waits for all.
type Way = Vec<usize>;

// The sibling right before a step, if it is worked side by side with that; it joins its way.
fn beside(steps: &[Step], ways: &mut [Way], at: usize) -> Option<usize> {
    let step = &steps[at];
    let last = ways.iter().filter_map(|way| way.last().copied()).max()?;
    let way = ways.iter_mut().find(|way| way.last() == Some(&last))?;
    let joins = step.beside && steps[last].when == step.when && way.len() < MOST_BESIDE;
    joins.then(|| {
        way.push(at);
        last
    })
}

// The siblings that a step comes after where it names none, and itself as the last of its way.
// `ways` holds what the next step may come after: what stood before the ways parted, and the
// last steps of each.
fn previous(steps: &[Step], ways: &mut Vec<Way>, at: usize) -> Vec<usize> {
    let when = &steps[at].when;
    let is = |way: &Way, when: &str| steps[way[0]].when == when;
    if when.is_empty() {
        return std::mem::replace(ways, vec![vec![at]]).concat();
    }
    if let Some(same) = ways.iter_mut().find(|way| is(way, when)) {
        return std::mem::replace(same, vec![at]);
    }
    let common = ways.iter().find(|way| is(way, "")).cloned();
    ways.push(vec![at]);
    common.unwrap_or_default()
}
