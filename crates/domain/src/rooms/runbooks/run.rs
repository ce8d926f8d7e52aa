//! A run as it stands: the state of each step, and the clock.

use super::log::{self, Event, Settled, What};
use super::plan::Plan;
use super::steps::Step;
use crate::value;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};

/// How a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Something else comes first; it may be started nevertheless.
    Pending,
    /// Nothing is in its way.
    Ready,
    /// Someone is at it.
    Running,
    /// It cannot go on until something else happens.
    Blocked,
    /// Done.
    Done,
    /// Tried, and did not work.
    Failed,
    /// Left out, with a reason.
    Skipped,
    /// Does not belong to runs of this mode.
    NotApplicable,
    /// Two people say different things and neither knew of the other.
    Disputed,
}

impl State {
    /// Whether what comes after it can begin.
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Skipped | Self::NotApplicable)
    }

    /// What it is called on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pending => "Pending",
            Self::Ready => "Ready",
            Self::Running => "Running",
            Self::Blocked => "Blocked",
            Self::Done => "Done",
            Self::Failed => "Failed",
            Self::Skipped => "Skipped",
            Self::NotApplicable => "Not applicable",
            Self::Disputed => "Disputed",
        }
    }
}

/// How a whole run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunState {
    /// Nobody started it (its events were left out, or removed).
    NotStarted,
    /// Under way.
    Running,
    /// Waits.
    Paused,
    /// Over.
    Finished,
    /// Given up.
    Abandoned,
    /// One finished it while another gave it up.
    Disputed,
}

impl RunState {
    /// Whether nothing more is to be done.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Finished | Self::Abandoned)
    }

    /// What it is called on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotStarted => "Not started",
            Self::Running => "Running",
            Self::Paused => "Paused",
            Self::Finished => "Finished",
            Self::Abandoned => "Abandoned",
            Self::Disputed => "Disputed",
        }
    }
}

/// A step in a run.
#[derive(Clone, Debug, PartialEq)]
pub struct StepView {
    /// Its id.
    pub id: Id,
    /// How it stands; of a section: how what is under it stands.
    pub state: State,
    /// When it came to stand so, in milliseconds since 1970.
    pub since: Option<i64>,
    /// When the work on it began.
    pub began: Option<i64>,
    /// How long that took, in minutes, once it is over and if both times make sense.
    pub minutes: Option<f64>,
    /// Who brought it to where it stands.
    pub by: String,
    /// What was decided in it; empty where nothing was.
    pub answer: String,
    /// Why it stands so: the reason or note of what brought it there.
    pub reason: String,
    /// Who it was handed to; empty while it was not.
    pub holder: String,
    /// Its events, notes too, as indexes into [`RunView::events`].
    pub events: Vec<usize>,
    /// The events that say how it stands; several when people disagree.
    pub frontier: Vec<usize>,
}

/// A run as it stands.
pub struct RunView {
    /// How it stands.
    pub state: RunState,
    /// Its steps and what comes before what, in the order of the outline.
    pub plan: Plan,
    /// For each step of the plan: how it stands.
    pub steps: Vec<StepView>,
    /// All events, by time.
    pub events: Vec<Event>,
    /// When it was started, in milliseconds since 1970.
    pub started: Option<i64>,
    /// When it was finished or given up.
    pub ended: Option<i64>,
    /// When the disruption began; in an exercise, the scenario.
    pub occurred: Option<i64>,
    /// When it was noticed.
    pub detected: Option<i64>,
    /// Within how many minutes everything must be back.
    pub rto: Option<f64>,
    /// The steps that someone is at.
    pub current: Vec<usize>,
    /// The first step that is ready.
    pub next: Option<usize>,
    /// How many steps are done, skipped, or to be done.
    pub total: usize,
    /// How many of them are done or skipped.
    pub finished: usize,
}

/// What the clock says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clock {
    /// Minutes since the run was started, up to its end.
    pub since_started: Option<f64>,
    /// Minutes since the disruption began, up to the run's end.
    pub since_occurred: Option<f64>,
    /// Minutes that the steps still take as planned; `None` when the run is over or
    /// its steps wait for each other.
    pub remaining: Option<f64>,
    /// How many steps that are still to be done have no estimate: with any, what
    /// remains is "at least".
    pub unestimated: usize,
    /// When it will be over if the rest goes as planned.
    pub forecast: Option<i64>,
}

impl RunView {
    /// The view of a run: one pass over its steps and its events.
    pub fn of(run: &Record) -> Self {
        let plan = Plan::of(run);
        let events = log::read(run);
        let mut groups = log::by_step(&events);
        let own = groups.remove(&None).unwrap_or_default();
        let mut steps: Vec<StepView> = Vec::with_capacity(plan.steps.len());
        for step in &plan.steps {
            let group = groups.remove(&Some(step.id)).unwrap_or_default();
            steps.push(step_view(step.id, &events, group));
        }
        super::states::leave_out(&plan, &mut steps, &run.text("mode"));
        super::states::find_ready(&plan, &mut steps);
        super::states::sum_sections(&plan, &mut steps);
        let (state, ended) = run_state(&events, &own);
        let mut view = Self {
            state,
            started: began(&events, &own),
            ended,
            occurred: value::instant(run.value(Path::of("occurred"))),
            detected: value::instant(run.value(Path::of("detected"))),
            rto: run.get("rto"),
            current: Vec::new(),
            next: None,
            total: 0,
            finished: 0,
            plan,
            steps,
            events,
        };
        view.count();
        view
    }

    fn count(&mut self) {
        for (n, step) in self.steps.iter().enumerate() {
            if !self.plan.steps[n].is_worked() || step.state == State::NotApplicable {
                continue;
            }
            self.total += 1;
            self.finished += usize::from(step.state.is_finished());
            match step.state {
                State::Running => self.current.push(n),
                State::Ready => self.next = self.next.or(Some(n)),
                _ => {}
            }
        }
    }

    /// What a state of its steps is called. Once it is over nothing is ready any more.
    pub fn label(&self, state: State) -> &'static str {
        match state {
            State::Pending | State::Ready if self.state.is_over() => "Not done",
            State::Running if self.state.is_over() => "Not finished",
            state => state.label(),
        }
    }

    /// Whether a step is done only when someone says what shows that.
    pub fn wants_evidence(&self, step: Id) -> bool {
        self.find(step)
            .is_some_and(|at| self.plan.steps[at].evidence)
    }

    /// What can be decided in a step; nothing where it decides nothing.
    pub fn answers(&self, step: Id) -> &[String] {
        match self.find(step).map(|at| &self.plan.steps[at]) {
            Some(step) if step.kind == "decision" => &step.answers,
            _ => &[],
        }
    }

    /// Who leads the run since it was handed over; empty while it was not.
    pub fn lead(&self) -> String {
        self.holder_of(None)
    }

    /// Who has a role in this run since it was handed over; empty while it was not.
    pub fn holder_of(&self, role: Option<Id>) -> String {
        let handed = self.events.iter().enumerate().filter(|(_, event)| {
            event.what == Some(What::HandedOver) && event.step.is_none() && event.role == role
        });
        let handed = handed.map(|(n, _)| n).collect();
        names(&self.events, &log::latest(&self.events, handed))
    }

    /// A step by its id.
    pub fn find(&self, step: Id) -> Option<usize> {
        self.steps.iter().position(|view| view.id == step)
    }

    /// What the clock says at `now`, in milliseconds since 1970.
    pub fn clock(&self, now: i64) -> Clock {
        let until = self.ended.unwrap_or(now);
        let since = |from: Option<i64>| from.map(|from| minutes_between(from, until));
        let left = || {
            self.plan
                .schedule_from(&self.minutes_left(now), &self.not_before(now))
                .ok()
        };
        let remaining = if self.state.is_over() {
            None
        } else {
            left().map(|left| left.finish)
        };
        let open = |n: &usize| {
            self.plan.steps[*n].takes_time()
                && !self.steps[*n].state.is_finished()
                && self.plan.covered_by[*n].is_none()
        };
        Clock {
            since_started: since(self.started),
            since_occurred: since(self.occurred),
            remaining,
            unestimated: (0..self.steps.len()).filter(open).count(),
            forecast: remaining.map(|left| now.saturating_add((left * 60_000.0).round() as i64)),
        }
    }

    /// From when recovery is counted: when it occurred, else when it was detected; never the start
    /// of the run.
    pub fn base(&self) -> Option<i64> {
        self.occurred.or(self.detected)
    }

    /// Minutes from `now` before which each step does not begin, for those that wait for a time.
    pub fn not_before(&self, now: i64) -> Vec<f64> {
        let started = self.started.unwrap_or(now);
        let wait = |(step, view): (&Step, &StepView)| {
            if !matches!(view.state, State::Pending | State::Ready) {
                return 0.0;
            }
            let after = step
                .start_after
                .map_or(0.0, |after| after - minutes_between(started, now));
            let at = step.start_at.map_or(0.0, |at| minutes_between(now, at));
            after.max(at).max(0.0)
        };
        self.plan.steps.iter().zip(&self.steps).map(wait).collect()
    }

    /// The planned minutes that are left of each step. An estimate that covers several
    /// steps is used up evenly as they are finished; one that covers a single running
    /// step, as time goes by.
    pub fn minutes_left(&self, now: i64) -> Vec<f64> {
        let n = self.steps.len();
        let (mut total, mut left, mut running) = (vec![0_u32; n], vec![0_u32; n], vec![None; n]);
        for (at, view) in self.steps.iter().enumerate() {
            let Some(cover) = self.plan.covered_by[at] else {
                continue;
            };
            if !self.plan.steps[at].is_worked() || view.state == State::NotApplicable {
                continue;
            }
            total[cover] += 1;
            left[cover] += u32::from(!view.state.is_finished());
            if view.state == State::Running {
                running[cover] = view.began;
            }
        }
        let minutes = |(at, planned): (usize, f64)| match (total[at], left[at], running[at]) {
            (0, ..) | (_, 0, _) => 0.0,
            (1, _, Some(began)) => (planned - minutes_between(began, now).max(0.0)).max(0.0),
            (total, left, _) => planned * f64::from(left) / f64::from(total),
        };
        self.plan
            .minutes()
            .into_iter()
            .enumerate()
            .map(minutes)
            .collect()
    }
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
    }
}

// Who a step was handed to last; several where people handed it over without knowing of each other.
fn holder(events: &[Event], group: &[usize]) -> String {
    let handed = group.iter().copied();
    let handed = handed.filter(|&n| events[n].what == Some(What::HandedOver));
    names(events, &log::latest(events, handed.collect()))
}

/// Those to whom events hand something over, each once.
pub(super) fn names(events: &[Event], handed: &[usize]) -> String {
    let mut names: Vec<&str> = handed.iter().map(|&n| events[n].to.as_str()).collect();
    names.arrange();
    names.dedup();
    names.join(" or ")
}

fn run_state(events: &[Event], own: &[usize]) -> (RunState, Option<i64>) {
    let frontier = log::frontier(events, own);
    let state = match log::settle(events, &frontier) {
        Settled::So(What::Paused) => RunState::Paused,
        Settled::So(What::Finished | What::Done) => RunState::Finished,
        Settled::So(What::Abandoned) => RunState::Abandoned,
        Settled::So(What::Started | What::Resumed) => RunState::Running,
        Settled::Disputed => RunState::Disputed,
        Settled::So(_) | Settled::Nothing => RunState::NotStarted,
    };
    let ends = frontier
        .iter()
        .filter(|&&n| events[n].what.is_some_and(What::is_end));
    let at = ends.filter_map(|&n| events[n].at).min();
    (state, at.filter(|_| state.is_over()))
}

fn began(events: &[Event], own: &[usize]) -> Option<i64> {
    let starts = own
        .iter()
        .filter(|&&n| events[n].what == Some(What::Started));
    starts.filter_map(|&n| events[n].at).min()
}

/// A length of time in words, from minutes; below a minute in seconds: `12 s`.
pub fn took(length: f64) -> String {
    if (0.0..1.0).contains(&length) {
        // What took place took some time, however short.
        format!("{} s", (length * 60.0).floor().max(1.0))
    } else {
        value::minutes(length)
    }
}

/// Minutes from one instant to another, both in milliseconds.
pub fn minutes_between(from: i64, to: i64) -> f64 {
    (to - from) as f64 / 60_000.0
}
