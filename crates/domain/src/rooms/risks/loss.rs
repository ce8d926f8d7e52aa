//! The loss of a year as a job: which risks are asked about, what goes to the worker, and what
//! comes back. Numbers travel as their bits, so nothing is rounded on the way.

use super::figures::is_closed;
use super::quant::{self, Model, Side};
use super::simulate::{
    Against, Borne, MOST_TRIALS, Outcome, Part, Selection, Simulation, tolerance,
};
use crate::describe::{Cell, Tone};
use crate::stats::compound::{Amount, Often};
use crate::stats::draw::{Lognormal, Pert};
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

/// How many years somebody typed; blanks and commas between digits are nothing.
///
/// # Errors
/// What is wrong with it, as a sentence.
pub fn read_trials(typed: &str) -> Result<usize, String> {
    let digits: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ',')
        .collect();
    let trials = digits.parse().ok();
    let trials = trials.filter(|trials| (LEAST_TRIALS..=MOST_TRIALS).contains(trials));
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

/// One side of an answer.
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

/// Numbers as a text: each as its bits, written to base 16, with blanks between.
#[derive(Default)]
struct Out(String);

impl Out {
    fn bits(&mut self, bits: u64) {
        self.0.push_str(&format!("{bits:x} "));
    }

    fn count(&mut self, count: usize) {
        self.bits(count as u64);
    }

    fn number(&mut self, number: f64) {
        self.bits(number.to_bits());
    }

    fn numbers(&mut self, numbers: &[f64]) {
        numbers.iter().for_each(|number| self.number(*number));
    }

    fn id(&mut self, id: Id) {
        let id = u128::from_be_bytes(id.0);
        self.bits((id >> 64) as u64);
        self.bits(id as u64);
    }

    fn models(&mut self, models: &[(Id, Model)]) {
        self.count(models.len());
        for (id, model) in models {
            self.id(*id);
            let pert = |pert: &Pert| [pert.min, pert.mode, pert.max, pert.gamma];
            let (form, numbers) = match &model.frequency {
                Often::Rate(rate) => (0, [*rate, 0.0, 0.0, 0.0]),
                Often::Pert(given) => (1, pert(given)),
            };
            self.count(form);
            self.numbers(&numbers);
            let (form, numbers) = match &model.loss {
                Amount::Lognormal(law) => (0, [law.mu, law.sigma, 0.0, 0.0]),
                Amount::Pert(given) => (1, pert(given)),
            };
            self.count(form);
            self.numbers(&numbers);
        }
    }

    fn told(&mut self, told: &Told) {
        self.numbers(&[told.mean, told.standard_error, told.worst, told.any]);
        self.numbers(&told.percentiles);
        self.count(told.curve.len());
        for (loss, chance) in &told.curve {
            self.numbers(&[*loss, *chance]);
        }
        self.count(told.parts.len());
        for part in &told.parts {
            self.id(part.risk);
            self.numbers(&[part.mean, part.chance, part.tail]);
        }
        self.count(told.against.len());
        for point in &told.against {
            self.numbers(&[point.borne.chance, point.borne.loss, point.chance]);
            self.count(usize::from(point.kept));
        }
    }
}

struct In<'a>(std::str::SplitAsciiWhitespace<'a>);

impl In<'_> {
    fn bits(&mut self) -> Option<u64> {
        u64::from_str_radix(self.0.next()?, 16).ok()
    }

    // A list is never longer than what is left, so a damaged text takes no memory.
    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.bits()?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(read(self)?);
        }
        Some(list)
    }

    fn number(&mut self) -> Option<f64> {
        self.bits().map(f64::from_bits)
    }

    fn numbers<const N: usize>(&mut self) -> Option<[f64; N]> {
        let mut numbers = [0.0; N];
        for number in &mut numbers {
            *number = self.number()?;
        }
        Some(numbers)
    }

    fn id(&mut self) -> Option<Id> {
        let (high, low) = (self.bits()?, self.bits()?);
        let id = (u128::from(high) << 64) | u128::from(low);
        Some(Id(id.to_be_bytes()))
    }

    fn model(&mut self) -> Option<(Id, Model)> {
        let pert = |[min, mode, max, gamma]: [f64; 4]| Pert {
            min,
            mode,
            max,
            gamma,
        };
        let id = self.id()?;
        let frequency = match (self.bits()?, self.numbers::<4>()?) {
            (0, [rate, ..]) => Often::Rate(rate),
            (_, numbers) => Often::Pert(pert(numbers)),
        };
        let loss = match (self.bits()?, self.numbers::<4>()?) {
            (0, [mu, sigma, ..]) => Amount::Lognormal(Lognormal { mu, sigma }),
            (_, numbers) => Amount::Pert(pert(numbers)),
        };
        Some((id, Model { frequency, loss }))
    }

    fn told(&mut self) -> Option<Told> {
        let [mean, standard_error, worst, any] = self.numbers()?;
        Some(Told {
            mean,
            standard_error,
            worst,
            any,
            percentiles: self.numbers()?,
            curve: self.list(|from| from.numbers().map(|[loss, chance]| (loss, chance)))?,
            parts: self.list(|from| {
                let risk = from.id()?;
                let [mean, chance, tail] = from.numbers()?;
                Some(Part {
                    risk,
                    mean,
                    chance,
                    tail,
                })
            })?,
            against: self.list(|from| {
                let [borne, loss, chance] = from.numbers()?;
                let borne = Borne {
                    chance: borne,
                    loss,
                };
                let kept = from.bits()? == 1;
                Some(Against {
                    borne,
                    chance,
                    kept,
                })
            })?,
        })
    }
}

impl Request {
    /// The request as a text.
    pub fn print(&self) -> String {
        let mut out = Out::default();
        out.count(self.trials);
        out.bits(self.seed);
        out.models(&self.before);
        out.models(&self.after);
        out.count(self.tolerance.len());
        for point in &self.tolerance {
            out.numbers(&[point.chance, point.loss]);
        }
        out.0
    }

    /// Reads what [`Self::print`] wrote. None where the text is damaged.
    pub fn read(text: &str) -> Option<Self> {
        let mut from = In(text.split_ascii_whitespace());
        Some(Self {
            trials: from.bits()? as usize,
            seed: from.bits()?,
            before: from.list(In::model)?,
            after: from.list(In::model)?,
            tolerance: from
                .list(|from| from.numbers().map(|[chance, loss]| Borne { chance, loss }))?,
        })
    }
}

impl Answer {
    /// The answer as a text.
    pub fn print(&self) -> String {
        let mut out = Out::default();
        out.told(&self.before);
        out.count(usize::from(self.after.is_some()));
        self.after.iter().for_each(|after| out.told(after));
        out.0
    }

    /// Reads what [`Self::print`] wrote. None where the text is damaged.
    pub fn read(text: &str) -> Option<Self> {
        let mut from = In(text.split_ascii_whitespace());
        let before = from.told()?;
        let after = match from.bits()? {
            0 => None,
            _ => Some(from.told()?),
        };
        Some(Self { before, after })
    }
}
