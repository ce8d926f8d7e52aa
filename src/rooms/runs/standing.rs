//! A run as its page shows it, read once for each change.

use crate::rooms::runbooks::words::Words;
use holdfast_domain::rooms::runbooks::log::What;
use holdfast_domain::rooms::runbooks::posts::{self, Part};
use holdfast_domain::rooms::runbooks::run::{RunState, RunView, State, StepView};
use holdfast_domain::rooms::runbooks::steps::Step;
use holdfast_domain::rooms::runbooks::variables;
use holdfast_domain::value::Estimate;
use holdfast_domain::view::View;
use holdfast_ledger::Id;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A run as it stands; cheap to copy, and equal to itself only.
#[derive(Clone)]
pub struct Now(Option<Arc<Inner>>);

struct Inner {
    run: Arc<RunView>,
    values: BTreeMap<String, String>,
    index: HashMap<Id, usize>,
    title: String,
    /// The roles that steps name, and who has them.
    parts: Vec<Part>,
    user: (String, Option<Id>),
}

impl PartialEq for Now {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            _ => false,
        }
    }
}

/// A step as a row of the table shows it.
#[derive(Clone, PartialEq)]
pub struct Row {
    /// The step.
    pub id: Id,
    /// Its number in the outline.
    pub number: String,
    /// Its title, with variables filled in.
    pub title: String,
    /// How many steps it stands under.
    pub depth: usize,
    /// Whether someone does it; a section is not worked.
    pub worked: bool,
    /// How it stands.
    pub state: State,
    /// How it stands, in words.
    pub label: &'static str,
    /// The class that colours and shapes that.
    pub class: &'static str,
    /// Whether it is done only when someone says what shows that.
    pub evidence: bool,
    /// Who is at it, or brought it there.
    pub by: String,
    /// When the work began, in milliseconds since 1970.
    pub began: Option<i64>,
    /// How long it took, in minutes.
    pub minutes: Option<f64>,
    /// How long it is expected to take, in minutes.
    pub planned: Option<f64>,
    /// Who it is for: who it was handed to, else who has its role; empty when nobody knows.
    pub holder: String,
    /// The role that does it.
    pub role: String,
    /// What was decided in it.
    pub answer: String,
    /// Whether it was added during the run.
    pub added: bool,
    /// What of it was disputed when the run was started; empty for nothing.
    pub disputed: String,
}

impl Row {
    /// Who it concerns: who is or was at it, else who it is for.
    pub fn who(&self) -> &str {
        if self.by.is_empty() || self.state == State::Ready {
            &self.holder
        } else {
            &self.by
        }
    }

    /// The same as a phrase: who did it once it is over, whom it is with while it is open.
    pub fn whose(&self) -> Option<String> {
        let who = self.who();
        let word = if self.state.is_finished() || self.state == State::Failed {
            "By "
        } else {
            "With "
        };
        (!who.is_empty()).then(|| [word, who].concat())
    }
}

impl Now {
    /// The run as its record says now.
    pub fn of(view: &View<'_>, id: Id) -> Self {
        let read = |record| {
            let run = RunView::kept(record, view);
            let index = run
                .steps
                .iter()
                .enumerate()
                .map(|(n, step)| (step.id, n))
                .collect();
            let (values, title) = (variables::values(record), view.name(record));
            Arc::new(Inner {
                parts: posts::in_run(&run, view),
                run,
                values,
                index,
                title,
                user: (view.user.to_owned(), view.user_id),
            })
        };
        Self(view.ledger.record(id).map(read))
    }

    /// The run; `None` when its record is not here.
    pub fn run(&self) -> Option<&RunView> {
        self.0.as_ref().map(|inner| &*inner.run)
    }

    /// Its name.
    pub fn title(&self) -> &str {
        self.0.as_ref().map_or("", |inner| &inner.title)
    }

    /// Where a step stands in the outline.
    pub fn find(&self, step: Id) -> Option<usize> {
        self.0.as_ref()?.index.get(&step).copied()
    }

    /// A step as planned and as it stands.
    pub fn step(&self, step: Id) -> Option<(&Step, &StepView)> {
        let at = self.find(step)?;
        let run = self.run()?;
        Some((run.plan.steps.get(at)?, run.steps.get(at)?))
    }

    /// A text with the values of variables filled in.
    pub fn fill(&self, text: &str) -> String {
        self.0
            .as_ref()
            .map(|inner| variables::fill(text, &inner.values))
            .unwrap_or_default()
    }

    /// Whether the run waits.
    pub fn is_paused(&self) -> bool {
        self.run()
            .is_some_and(|run| matches!(run.state, RunState::Paused | RunState::NotStarted))
    }

    /// All steps, in the order of the outline.
    pub fn ids(&self) -> Vec<Id> {
        let steps = self
            .run()
            .map(|run| run.steps.iter().map(|step| step.id).collect());
        steps.unwrap_or_default()
    }

    /// The steps that someone does, in order.
    pub fn worked(&self) -> Vec<Id> {
        let Some(run) = self.run() else {
            return Vec::new();
        };
        let worked = run.plan.steps.iter().zip(&run.steps);
        let worked =
            worked.filter(|(step, now)| step.is_worked() && now.state != State::NotApplicable);
        worked.map(|(step, _)| step.id).collect()
    }

    /// The step that wants someone now: one that is disputed, failed, running or ready.
    pub fn at_hand(&self) -> Option<Id> {
        let run = self.run()?;
        let worked = || {
            run.plan
                .steps
                .iter()
                .zip(&run.steps)
                .filter(|(step, _)| step.is_worked())
        };
        let first = |wanted: &[State]| {
            worked()
                .find(|(_, now)| wanted.contains(&now.state))
                .map(|(_, now)| now.id)
        };
        first(&[State::Running])
            .or_else(|| first(&[State::Disputed, State::Failed, State::Ready]))
            .or_else(|| first(&[State::Pending]))
            .or_else(|| worked().next_back().map(|(_, now)| now.id))
    }

    /// A step as a row.
    pub fn row(&self, id: Id) -> Option<Row> {
        let (step, now) = self.step(id)?;
        let run = self.run()?;
        let class = match now.state {
            // Once the run is over, nothing waits for anybody.
            State::Ready | State::Running if run.state.is_over() => class(State::Pending),
            state => class(state),
        };
        let title = self.fill(&step.title);
        Some(Row {
            id,
            number: step.number.clone(),
            title: if title.is_empty() {
                "Untitled".to_owned()
            } else {
                title
            },
            depth: step.depth,
            worked: step.is_worked(),
            state: now.state,
            label: run.label(now.state),
            class,
            evidence: step.evidence,
            by: self.by(self.find(id)?).to_owned(),
            began: now.began.or(now.since),
            minutes: now.minutes,
            planned: step.estimate.map(Estimate::mean),
            holder: posts::doer(step, now, self.parts()).to_owned(),
            role: self.role(step.role),
            answer: now.answer.clone(),
            disputed: step.disputed.clone(),
            added: now
                .events
                .iter()
                .any(|&n| run.events[n].what == Some(What::Added)),
        })
    }

    // Who is at a step, or brought it to where it stands.
    fn by(&self, at: usize) -> &str {
        let run = self.run();
        run.map_or("", |run| match run.steps[at].state {
            State::Running => posts::at_work(run, at),
            _ => &run.steps[at].by,
        })
    }

    /// The roles that steps name, in the order of the steps, and who has them.
    pub fn parts(&self) -> &[Part] {
        self.0.as_ref().map_or(&[], |inner| &inner.parts)
    }

    fn part(&self, role: Option<Id>) -> Option<&Part> {
        self.parts().iter().find(|part| Some(part.role) == role)
    }

    /// What a role is called.
    pub fn role(&self, role: Option<Id>) -> String {
        let part = self.part(role);
        part.map(|part| part.title.clone()).unwrap_or_default()
    }

    /// Whether a step is for whoever uses this device: theirs by name, by their role, or because
    /// they are at it.
    pub fn is_mine(&self, at: usize) -> bool {
        let Some(inner) = &self.0 else {
            return false;
        };
        let (step, now, (user, id)) =
            (&inner.run.plan.steps[at], &inner.run.steps[at], &inner.user);
        let is_me = |name: &str| !user.is_empty() && name == user;
        if now.state == State::Running && is_me(self.by(at)) {
            return true;
        }
        if !now.holder.is_empty() {
            return is_me(&now.holder);
        }
        let part = self.part(step.role);
        part.is_some_and(|part| is_me(&part.name) || (id.is_some() && part.person == *id))
    }

    /// What a step is called, with variables filled in.
    pub fn name(&self, at: usize) -> String {
        self.run()
            .and_then(|run| run.plan.steps.get(at))
            .map(|step| self.fill(&step.title))
            .filter(|title| !title.is_empty())
            .unwrap_or_else(|| "Untitled".to_owned())
    }

    /// What a step says.
    pub fn words(&self, view: &View<'_>, run: Id, id: Id) -> Words {
        let Some((record, inner)) = view.ledger.record(run).zip(self.0.as_ref()) else {
            return Words::default();
        };
        Words::of(record, id, &inner.values, view)
    }

    /// How many steps stand in each state, those that are not worked aside.
    pub fn tally(&self) -> Vec<(State, usize)> {
        const ORDER: [State; 8] = [
            State::Done,
            State::Running,
            State::Blocked,
            State::Failed,
            State::Disputed,
            State::Skipped,
            State::Ready,
            State::Pending,
        ];
        let Some(run) = self.run() else {
            return Vec::new();
        };
        let worked = run
            .plan
            .steps
            .iter()
            .zip(&run.steps)
            .filter(|(step, _)| step.is_worked());
        let states: Vec<State> = worked.map(|(_, now)| now.state).collect();
        let count = |state: State| states.iter().filter(|known| **known == state).count();
        ORDER
            .into_iter()
            .map(|state| (state, count(state)))
            .filter(|(_, n)| *n > 0)
            .collect()
    }
}

/// The class that colours and shapes a state.
pub const fn class(state: State) -> &'static str {
    match state {
        State::Pending => "st-pending",
        State::Ready => "st-ready",
        State::Running => "st-running",
        State::Done => "st-done",
        State::Failed => "st-failed",
        State::Skipped => "st-skipped",
        State::NotApplicable => "st-na",
        State::Disputed => "st-disputed",
        State::Blocked => "st-blocked",
    }
}

/// The class that colours and shapes the state of a whole run.
pub const fn run_class(state: RunState) -> &'static str {
    match state {
        RunState::NotStarted => "st-pending",
        RunState::Running => "st-running",
        RunState::Paused => "tone-warn",
        RunState::Finished => "st-done",
        RunState::Abandoned => "st-failed",
        RunState::Disputed => "st-disputed",
    }
}
