//! The loss of a year as a job: which risks are asked about, what goes to the worker, and what
//! comes back. Numbers travel as their bits, so nothing is rounded on the way.

mod bits;

use super::figures::is_closed;
use super::quant::{self, Model, Side};
use super::simulate::{
    Against, Borne, MOST_TRIALS, Outcome, Part, Selection, Simulation, tolerance,
};
use crate::describe::{Cell, Tone};
use crate::view::View;
use holdfast_ledger::{Id, Record};

/// What the worker is asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// How many years.
    pub trials: usize,
    /// With it the same numbers come again.
    pub seed: u64,
    /// The risks as they are.
    pub before: Vec<(Id, Model)>,
    /// The same risks after their treatment; empty where nothing treats any of them.
    pub after: Vec<(Id, Model)>,
    /// What is borne.
    pub tolerance: Vec<Borne>,
}

/// The fewest years that say anything about rare ones.
const LEAST_TRIALS: usize = 1_000;

/// The whole number that somebody typed; blanks and commas between digits are nothing. None where it is no
/// number, or one beyond the limits.
pub fn read_count(typed: &str, limits: std::ops::RangeInclusive<usize>) -> Option<usize> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    digits.parse().ok().filter(|count| limits.contains(count))
}

/// How many years somebody typed.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read_trials(typed: &str) -> Result<usize, String> {
    let trials = read_count(typed, LEAST_TRIALS..=MOST_TRIALS);
    trials.ok_or_else(|| "Simulate 1,000 to 10,000,000 years.".to_owned())
}

/// The seed that somebody typed.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read_seed(typed: &str) -> Result<u64, String> {
    let seed = typed.trim().parse();
    seed.map_err(|_| "A seed is a whole number from 0 on.".to_owned())
}

/// What is asked about some risks, and what the answer will not say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chosen {
    /// The question.
    pub request: Request,
    /// The risks without a model, each with the reason.
    pub left_out: Vec<(Id, String)>,
    /// Risks about which people disagree: the alternative that lists show is simulated.
    pub disputed: Vec<Id>,
    /// Why the tolerance curve cannot be used.
    pub unsound: Option<String>,
    /// What the treatments cost a year together.
    pub cost: f64,
    /// Treated risks whose treatment has no cost.
    pub without_cost: Vec<Id>,
}

impl Chosen {
    /// What is asked about these risks.
    pub fn of(risks: &[&Record], trials: usize, seed: u64, view: &View<'_>) -> Self {
        let (closed, open): (Vec<&Record>, Vec<&Record>) =
            risks.iter().partition(|risk| is_closed(risk));
        let Selection {
            models,
            mut left_out,
        } = Selection::of(open.iter().copied(), Side::Before);
        left_out.extend(
            closed
                .iter()
                .map(|risk| (risk.id, "it is closed".to_owned())),
        );
        // Models stand in the order of their risks.
        let mut known = models.iter().map(|(id, _)| *id).peekable();
        let asked: Vec<&Record> = open
            .into_iter()
            .filter(|risk| known.next_if_eq(&risk.id).is_some())
            .collect();
        let treated: Vec<&&Record> = asked
            .iter()
            .filter(|risk| Side::After.is_told(risk))
            .collect();
        let after = Selection::of(asked.iter().copied(), Side::After);
        let (mut cost, mut without_cost) = (0.0, Vec::new());
        for risk in &treated {
            match quant::cost(risk) {
                Some(amount) => cost += amount,
                None => without_cost.push(risk.id),
            }
        }
        // What cannot be read after the treatment would be missing on one side only.
        let comparable = !treated.is_empty() && after.left_out.is_empty();
        left_out.extend(after.left_out);
        let (tolerance, unsound) = match tolerance(view) {
            Ok(points) => (points, None),
            Err(why) => (Vec::new(), Some(why)),
        };
        let disputed = asked.iter().filter(|risk| quant::is_disputed(risk));
        Self {
            disputed: disputed.map(|risk| risk.id).collect(),
            request: Request {
                trials,
                seed,
                before: models,
                after: if comparable { after.models } else { Vec::new() },
                tolerance,
            },
            left_out,
            unsound,
            cost,
            without_cost,
        }
    }

    /// What the treatments give back together, of simulated means.
    pub fn gain(&self, before: f64, after: f64, currency: &str) -> Cell {
        if self.cost <= 0.0 {
            return Cell::unknown("no treatment has a cost");
        }
        quant::gain(before, after, self.cost, currency)
    }
}

/// One side of an answer: what an [`Outcome`] says, without the years that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The mean loss a year.
    pub mean: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The percentiles of [`SHARES`](super::simulate::SHARES).
    pub percentiles: [f64; 5],
    /// The mean of the worst 5 % of the years.
    pub worst: f64,
    /// The loss exceedance curve.
    pub curve: Vec<(f64, f64)>,
    /// What each risk contributes.
    pub parts: Vec<Part>,
    /// The curve against what is borne.
    pub against: Vec<Against>,
    /// The chance that a year costs anything.
    pub any: f64,
}

impl Told {
    fn of(outcome: Outcome, tolerance: &[Borne]) -> Self {
        Self {
            against: outcome.against(tolerance),
            any: outcome.exceedance(0.0),
            mean: outcome.mean,
            standard_error: outcome.standard_error,
            percentiles: outcome.percentiles,
            worst: outcome.worst,
            curve: outcome.curve,
            parts: outcome.parts,
        }
    }

    /// The loss that a year exceeds with a chance: the least point of the curve that is exceeded no
    /// more often.
    pub fn exceeded_at(&self, chance: f64) -> f64 {
        let point = self.curve.partition_point(|(_, above)| *above > chance);
        self.curve.get(point).map_or(0.0, |(loss, _)| *loss)
    }

    /// Where the curve lies against what is borne, in words.
    pub fn verdict(&self) -> (String, Tone) {
        let above = self.against.iter().filter(|point| !point.kept).count();
        match (above, self.against.len()) {
            (_, 0) => (
                "Nobody has said what loss is borne.".to_owned(),
                Tone::Plain,
            ),
            (0, _) => ("Within what is borne at each point.".to_owned(), Tone::Good),
            (1, 1) => ("Above what is borne.".to_owned(), Tone::Bad),
            (above, all) => (
                format!("Above what is borne at {above} of {all} points."),
                Tone::Bad,
            ),
        }
    }
}

/// What comes back.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// As things are.
    pub before: Told,
    /// After the treatment, where anything is treated.
    pub after: Option<Told>,
}

/// The work of a request.
pub struct Job {
    before: Simulation,
    after: Option<Simulation>,
    tolerance: Vec<Borne>,
}

impl Job {
    /// Begins.
    pub fn new(request: &Request) -> Self {
        let begin = |models: &[(Id, Model)]| Simulation::new(models, request.trials, request.seed);
        Self {
            before: begin(&request.before),
            after: (!request.after.is_empty()).then(|| begin(&request.after)),
            tolerance: request.tolerance.clone(),
        }
    }

    /// Goes on until about so many numbers were drawn; whether all is done.
    pub fn step(&mut self, draws: usize) -> bool {
        self.before.step(draws) && self.after.as_mut().is_none_or(|after| after.step(draws))
    }

    /// How far it is, 0 to 1.
    pub fn progress(&self) -> f64 {
        match &self.after {
            None => self.before.progress(),
            Some(after) => f64::midpoint(self.before.progress(), after.progress()),
        }
    }

    /// What came of it. None until all is done.
    pub fn finish(self) -> Option<Answer> {
        let told = |simulation: Simulation| Some(Told::of(simulation.finish()?, &self.tolerance));
        Some(Answer {
            before: told(self.before)?,
            after: match self.after {
                Some(after) => Some(told(after)?),
                None => None,
            },
        })
    }
}
