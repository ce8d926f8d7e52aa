//! The simulation as a job: what goes to the worker, and what comes back.

use super::model::Model;
use super::{Scenario, Variant};
use crate::rooms::risks::loss::read_count;
use crate::stats::recovery::{Outcome, Plan, Simulation};
use crate::view::View;

/// How many runs are usual.
pub const USUAL_TRIALS: usize = 10_000;
/// The most runs.
pub const MOST_TRIALS: usize = 100_000;
const LEAST_TRIALS: usize = 100;
/// The most times that are kept: runs by services, some 80 MB.
const MOST_TIMES: usize = 10_000_000;

/// How many runs somebody typed.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read_trials(typed: &str) -> Result<usize, String> {
    let trials = read_count(typed, LEAST_TRIALS..=MOST_TRIALS);
    trials.ok_or_else(|| "Simulate 100 to 100,000 recoveries.".to_owned())
}

/// What the worker is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// How many runs.
    pub trials: usize,
    /// With it the same numbers come again.
    pub seed: u64,
    /// As things are.
    pub before: Plan,
    /// With the variant.
    pub after: Option<Plan>,
}

/// What is asked, and what its places mean.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// The question.
    pub request: Request,
    /// As things are.
    pub before: Model,
    /// With the variant.
    pub after: Option<Model>,
    /// What is lost, when, and by which plan it is recovered.
    pub scenario: Scenario,
    /// What is changed for comparison.
    pub variant: Variant,
}

impl Chosen {
    /// What is asked about a loss.
    ///
    /// # Errors
    /// Why it cannot be simulated, as a sentence.
    pub fn of(
        scenario: &Scenario,
        variant: &Variant,
        (trials, seed): (usize, u64),
        view: &View<'_>,
    ) -> Result<Self, String> {
        let (before, first) = Model::of(scenario, &Variant::default(), view)?;
        let after = if variant.is_none() {
            None
        } else {
            Some(Model::of(scenario, variant, view)?)
        };
        let (after, second) = after.map_or((None, None), |(model, plan)| (Some(model), Some(plan)));
        let chosen = Self {
            request: Request {
                before: first,
                after: second,
                ..Request::default()
            },
            before,
            after,
            scenario: scenario.clone(),
            variant: variant.clone(),
        };
        chosen.runs(trials, seed)
    }

    /// The same with so many runs of other numbers.
    ///
    /// # Errors
    /// Why so many cannot be simulated, as a sentence.
    pub fn runs(mut self, trials: usize, seed: u64) -> Result<Self, String> {
        let after = self.after.as_ref().map_or(0, |after| after.rows.len());
        let services = (self.before.rows.len() + after).max(1);
        if trials.saturating_mul(services) > MOST_TIMES {
            let most = MOST_TIMES / services;
            return Err(format!("So many services take at most {most} runs."));
        }
        (self.request.trials, self.request.seed) = (trials, seed);
        Ok(self)
    }
}

/// What comes back.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// As things are.
    pub before: Outcome,
    /// With the variant.
    pub after: Option<Outcome>,
}

/// The work of a request.
#[derive(Debug)]
pub struct Job<'a> {
    before: Simulation<'a>,
    after: Option<Simulation<'a>>,
}

impl<'a> Job<'a> {
    /// Begins. None where tasks wait for themselves.
    pub fn new(request: &'a Request) -> Option<Self> {
        let begin = |plan| Simulation::new(plan, request.trials, request.seed);
        Some(Self {
            before: begin(&request.before)?,
            after: match &request.after {
                Some(plan) => Some(begin(plan)?),
                None => None,
            },
        })
    }

    /// Goes on with about so much work; whether all is done.
    pub fn step(&mut self, work: usize) -> bool {
        self.before.step(work) && self.after.as_mut().is_none_or(|after| after.step(work))
    }

    /// How far it is, 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.after {
            None => self.before.progress(),
            Some(after) => f64::midpoint(self.before.progress(), after.progress()),
        }
    }

    /// What came of it.
    pub fn finish(self) -> Answer {
        Answer {
            before: self.before.finish(),
            after: self.after.map(Simulation::finish),
        }
    }
}
