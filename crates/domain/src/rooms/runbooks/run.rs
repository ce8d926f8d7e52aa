//! A run as it stands: the state of each step, and the clock.

use super::log::{self, Event, Seen, Settled, What};
use super::look;
use super::plan::Plan;
use super::steps::STEPS;
use crate::value;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};
use std::sync::Arc;

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
    /// How its own events say that it stands.
    pub(super) said: State,
}

/// A run as it stands.
pub struct RunView {
    /// How it stands.
    pub state: RunState,
    /// Its steps and what comes before what, in the order of the outline.
    pub plan: Arc<Plan>,
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
    /// The moment whose data is back.
    pub recovered_to: Option<i64>,
    /// Whether it is carried out in earnest; otherwise what occurred is a scenario.
    pub earnest: bool,
    /// The steps that someone is at.
    pub current: Vec<usize>,
    /// The first step that is ready.
    pub next: Option<usize>,
    /// The services that are to be recovered.
    pub services: Vec<Id>,
    /// How many steps are done, skipped, or to be done.
    pub total: usize,
    /// How many of them are done or skipped.
    pub finished: usize,
    read: Read,
}

/// What was read, so that the next reading can tell what is new.
struct Read {
    steps: u64,
    log: Vec<Seen>,
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

fn services(run: &Record) -> Vec<Id> {
    let ids: Vec<String> = run.get("services").unwrap_or_default();
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}

impl RunView {
    /// The view of a run: one pass over its steps and its events.
    pub fn of(run: &Record) -> Self {
        Self::after(run, None)
    }

    /// The same, read once for all who ask for it while the run stands as it does.
    pub fn kept(run: &Record, view: &View<'_>) -> Arc<Self> {
        let Some(recent) = view.recent else {
            return Arc::new(Self::of(run));
        };
        recent.read(run.id, run.slots(), |before| Self::after(run, before))
    }

    /// The same where the run was looked at before: a long run is read anew only where it changed.
    pub fn after(run: &Record, before: Option<&Self>) -> Self {
        let print = log::print_of_list(run, STEPS);
        let before = before.filter(|before| before.read.steps == print);
        let plan = before.map_or_else(|| Arc::new(Plan::of(run)), |before| before.plan.clone());
        let (events, seen) = before.map_or_else(
            || log::read_again(run, &[], &[]),
            |before| log::read_again(run, &before.events, &before.read.log),
        );
        let (mut steps, own) =
            match before.and_then(|before| Some((before, look::touched(before, &events)?))) {
                Some((before, touched)) => look::again(&plan, &events, before, &touched),
                None => look::anew(&plan, &events),
            };
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
            services: services(run),
            recovered_to: value::instant(run.value(Path::of("recovered_to"))),
            earnest: run.text("mode") == "actual",
            current: Vec::new(),
            next: None,
            total: 0,
            finished: 0,
            plan,
            steps,
            events,
            read: Read {
                steps: print,
                log: seen,
            },
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

    /// Who started the run; empty where the log does not say.
    pub fn started_by(&self) -> &str {
        let starts = |event: &&Event| event.step.is_none() && event.what == Some(What::Started);
        let first = self.events.iter().find(starts);
        first.map_or("", |event| &event.by)
    }

    /// Who has a role in this run, from the start on or since it was handed over; empty while nobody
    /// said so.
    pub fn holder_of(&self, role: Option<Id>) -> String {
        names(&self.events, &self.held_by(role))
    }

    /// Whether who has a role has had it from the start on.
    pub fn held_from_start(&self, role: Id) -> bool {
        let held = self.held_by(Some(role));
        held.iter().all(|&n| self.events[n].at_start)
    }

    // The events that say who has a role, or the lead.
    fn held_by(&self, role: Option<Id>) -> Vec<usize> {
        let handed = self.events.iter().enumerate().filter(|(_, event)| {
            event.what == Some(What::HandedOver) && event.step.is_none() && event.role == role
        });
        log::latest(&self.events, handed.map(|(n, _)| n).collect())
    }

    /// What the run was paused for last.
    pub fn paused_for(&self) -> String {
        let pause = |event: &&Event| event.step.is_none() && event.what == Some(What::Paused);
        let last = self.events.iter().rev().find(pause);
        last.map(|event| event.text.clone()).unwrap_or_default()
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
    to.saturating_sub(from) as f64 / 60_000.0
}
