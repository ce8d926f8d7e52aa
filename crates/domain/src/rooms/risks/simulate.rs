//! Monte Carlo over risks in money: for each year the number of events is drawn, then the loss of
//! each. Runs in slices; the same seed gives the same numbers everywhere.

use super::quant::{Model, Side, model};
use super::tail::{self, Tail};
use crate::rooms::workspace::workspaces;
use crate::stats::compound::Years;
use crate::stats::random::split_mix;
use crate::stats::sample;
use crate::value::part;
use crate::view::View;
use holdfast_ledger::{Id, Path, Record, Text};

/// How many trials are run unless told otherwise.
pub const USUAL_TRIALS: usize = 100_000;
/// The most trials that can be asked for: their losses take 80 MB.
pub const MOST_TRIALS: usize = 10_000_000;
/// How many points the curve of an outcome has at most, and how many more its last part has.
const POINTS: usize = 160;
const LATE_POINTS: usize = 40;
/// Where the last part of the curve begins: rare years are few among points that are evenly spread.
const LATE: f64 = 0.98;
/// The shares of the percentiles that an outcome tells.
pub const SHARES: [f64; 5] = [0.1, 0.5, 0.9, 0.95, 0.99];

/// The risks that are simulated together, and what is left out.
#[derive(Debug, Default)]
pub struct Selection {
    /// The risks with their models.
    pub models: Vec<(Id, Model)>,
    /// The risks without, each with the reason.
    pub left_out: Vec<(Id, String)>,
}

impl Selection {
    /// The models of risks before or after their treatment. After it, what no treatment changes
    /// is as before.
    pub fn of<'a>(risks: impl Iterator<Item = &'a Record>, side: Side) -> Self {
        let mut selection = Self::default();
        for risk in risks {
            let side = if side.is_told(risk) {
                side
            } else {
                Side::Before
            };
            match model(risk, side) {
                Ok(model) => selection.models.push((risk.id, model)),
                Err(why) => selection.left_out.push((risk.id, why)),
            }
        }
        selection
    }
}

// Each risk has numbers of its own, whatever is simulated beside it and in which order: a risk's
// curve is the same alone and in the register.
pub(super) fn seed_of(id: Id, seed: u64) -> u64 {
    let id = u128::from_be_bytes(id.0);
    let mut state = seed ^ (id as u64);
    let first = split_mix(&mut state);
    state = first ^ (id >> 64) as u64;
    split_mix(&mut state)
}

/// A simulation under way.
pub struct Simulation {
    models: Vec<(Id, Model)>,
    years: Option<Years>,
    seed: u64,
    /// The losses of each year, over all risks so far.
    losses: Vec<f64>,
    done_years: usize,
    parts: Vec<Part>,
    /// The same losses in order, once all are drawn.
    sorted: Vec<f64>,
    /// Begun once all are drawn; a single risk has all of the tail.
    tail: Option<Tail>,
}

/// What one risk contributes to the whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// The risk.
    pub risk: Id,
    /// Its mean loss a year.
    pub mean: f64,
    /// The share of the years in which it happens at all.
    pub chance: f64,
    /// Its share of what the worst 5 % of the years cost.
    pub tail: f64,
}

impl Simulation {
    /// Begins a simulation of so many years of each risk.
    pub fn new(models: &[(Id, Model)], trials: usize, seed: u64) -> Self {
        let trials = trials.clamp(1, MOST_TRIALS);
        Self {
            models: models.to_vec(),
            years: None,
            seed,
            losses: vec![0.0; trials],
            done_years: 0,
            parts: Vec::new(),
            sorted: Vec::new(),
            tail: None,
        }
    }

    /// Goes on until about so many numbers were drawn; whether all is done. Dropping the simulation
    /// is how it is cancelled.
    pub fn step(&mut self, draws: usize) -> bool {
        let mut left = draws;
        while left > 0 && !self.all_drawn() {
            let (id, model) = self.models[self.parts.len()];
            let years = self.years.get_or_insert_with(|| {
                Years::new(model.frequency, model.loss, seed_of(id, self.seed))
            });
            let drawn = years.add_to(&mut self.losses[self.done_years..], left);
            self.done_years += drawn.years;
            left = left.saturating_sub(drawn.work);
            if self.done_years == self.losses.len() {
                self.close_risk(id);
            }
        }
        if !self.all_drawn() {
            return false;
        }
        if self.sorted.is_empty() {
            self.put_in_order();
        }
        let tail = self.tail.as_mut();
        tail.is_none_or(|tail| tail.step(&self.models, &self.losses, left))
    }

    fn all_drawn(&self) -> bool {
        self.parts.len() == self.models.len()
    }

    fn close_risk(&mut self, risk: Id) {
        let trials = self.losses.len() as f64;
        if let Some(years) = self.years.take() {
            let (mean, chance) = (years.sum / trials, years.hit as f64 / trials);
            let tail = 0.0;
            self.parts.push(Part {
                risk,
                mean,
                chance,
                tail,
            });
        }
        self.done_years = 0;
    }

    fn put_in_order(&mut self) {
        self.sorted = self.losses.clone();
        sample::sort(&mut self.sorted);
        if self.models.len() > 1 {
            let threshold = sample::percentile(&self.sorted, tail::BELOW).unwrap_or_default();
            self.tail = Some(Tail::new(threshold, self.losses.len(), self.seed));
        }
    }

    /// How far it is, 0 to 1.
    pub fn progress(&self) -> f64 {
        let (risks, trials) = (self.models.len(), self.losses.len());
        if risks == 0 {
            return 1.0;
        }
        let again = match (&self.tail, risks) {
            (_, 1) => (0, 0),
            (Some(tail), _) => (tail.done(), risks * tail.years()),
            (None, _) => (0, risks * Tail::new(0.0, trials, 0).years()),
        };
        let done = self.parts.len() * trials + self.done_years + again.0;
        done as f64 / (risks * trials + again.1) as f64
    }

    /// What came of it. None until all is done.
    pub fn finish(mut self) -> Option<Outcome> {
        if !self.step(1) {
            return None;
        }
        let shares = match &self.tail {
            Some(tail) => tail.shares(),
            None => vec![1.0],
        };
        for (part, share) in self.parts.iter_mut().zip(shares) {
            part.tail = if part.mean > 0.0 { share } else { 0.0 };
        }
        let sorted = self.sorted;
        let n = sorted.len() as f64;
        let mean = sorted.iter().sum::<f64>() / n;
        let square = |loss: &f64| (loss - mean) * (loss - mean);
        let variance = sorted.iter().map(square).sum::<f64>() / (n - 1.0).max(1.0);
        let percentile = |share| sample::percentile(&sorted, share).unwrap_or_default();
        let bad = percentile(tail::BELOW);
        let worst = &sorted[sorted.partition_point(|loss| *loss <= bad)..];
        Some(Outcome {
            mean,
            standard_error: (variance / n).sqrt(),
            percentiles: SHARES.map(percentile),
            worst: worst.iter().sum::<f64>() / (worst.len() as f64).max(1.0),
            curve: curve(&sorted),
            parts: self.parts,
            sorted,
            seed: self.seed,
        })
    }
}

// Evenly over the years, and more closely over the rare ones.
fn curve(sorted: &[f64]) -> Vec<(f64, f64)> {
    let from = (sorted.len() as f64 * LATE) as usize;
    let (early, late) = sorted.split_at(from);
    let mut points = sample::curve(early, POINTS);
    points.extend(sample::curve(late, LATE_POINTS));
    points.dedup_by(|later, before| later.0 <= before.0);
    for (loss, chance) in &mut points {
        *chance = sample::exceedance(sorted, *loss);
    }
    points
}

/// What a simulation gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The mean loss a year.
    pub mean: f64,
    /// How far the mean may be off: its standard error.
    pub standard_error: f64,
    /// The losses that a share of the years of [`SHARES`] stays below.
    pub percentiles: [f64; 5],
    /// The mean of the worst 5 % of the years (expected shortfall); 0 where the years are all alike.
    pub worst: f64,
    /// The loss exceedance curve: a loss, and the chance that a year exceeds it.
    pub curve: Vec<(f64, f64)>,
    /// What each risk contributes, in the order given.
    pub parts: Vec<Part>,
    /// With it the same numbers come again.
    pub seed: u64,
    sorted: Vec<f64>,
}

impl Outcome {
    /// How many years were simulated.
    pub fn trials(&self) -> usize {
        self.sorted.len()
    }

    /// The chance that a year exceeds a loss.
    pub fn exceedance(&self, loss: f64) -> f64 {
        sample::exceedance(&self.sorted, loss)
    }

    /// The curve against what is borne.
    pub fn against(&self, tolerance: &[Borne]) -> Vec<Against> {
        let against = |borne: &Borne| {
            let chance = self.exceedance(borne.loss);
            Against {
                borne: *borne,
                chance,
                kept: chance <= borne.chance,
            }
        };
        tolerance.iter().map(against).collect()
    }
}

/// A point of the tolerance curve: the greatest loss that is borne at a chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Borne {
    /// The chance that a year may exceed the loss.
    pub chance: f64,
    /// The loss.
    pub loss: f64,
}

/// A point of the tolerance curve beside what was simulated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Against {
    /// What is borne.
    pub borne: Borne,
    /// The simulated chance that a year exceeds that loss.
    pub chance: f64,
    /// Whether it is no greater than what is borne.
    pub kept: bool,
}

/// The parts of the field `tolerance` and the chances that they stand for.
pub const TOLERANCE: [(&str, f64); 5] = [
    ("one_in_2", 0.5),
    ("one_in_5", 0.2),
    ("one_in_10", 0.1),
    ("one_in_20", 0.05),
    ("one_in_100", 0.01),
];

/// The workspace's tolerance curve, the likely first; empty when it has none.
///
/// # Errors
/// When a rarer loss is smaller: then the curve means nothing.
pub fn tolerance(view: &View<'_>) -> Result<Vec<Borne>, String> {
    let mut workspaces = workspaces(view);
    workspaces
        .find_map(|record| record.value(Path::of("tolerance")))
        .map_or_else(|| Ok(Vec::new()), tolerance_of)
}

/// The tolerance curve that a value of the field `tolerance` makes.
///
/// # Errors
/// As [`tolerance`].
pub fn tolerance_of(value: &Text) -> Result<Vec<Borne>, String> {
    let point = |(key, chance): &(&str, f64)| {
        let loss = part(value, key)?.get::<f64>()?;
        Some(Borne {
            chance: *chance,
            loss,
        })
    };
    let points: Vec<Borne> = TOLERANCE.iter().filter_map(point).collect();
    if points.windows(2).any(|pair| pair[0].loss > pair[1].loss) {
        return Err("a loss that is borne in rarer years is smaller".to_owned());
    }
    Ok(points)
}
