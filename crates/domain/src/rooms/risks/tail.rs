//! Which risks make the bad years bad: each risk's share of the losses of the worst years.

use super::quant::Model;
use super::simulate::seed_of;
use crate::stats::compound::Years;
use holdfast_ledger::Id;

/// The share of the years that are not among the worst.
pub const BELOW: f64 = 0.95;
/// How many years are looked through: of the 5 % among them the shares follow within a few parts
/// of a hundred, and it costs a fraction of the simulation.
const MOST_YEARS: usize = 10_000;
/// How many years are drawn before they are looked at.
const CHUNK: usize = 512;

/// The same years drawn once more, risk by risk, now that it is known which are bad: keeping what
/// each risk cost in each year would take more memory than a phone has.
pub(super) struct Tail {
    /// A year is bad when it costs more.
    threshold: f64,
    years: usize,
    seed: u64,
    current: Option<Years>,
    at: usize,
    sum: f64,
    sums: Vec<f64>,
    scratch: Vec<f64>,
}

impl Tail {
    /// Begins, where a bad year costs more than the threshold.
    pub fn new(threshold: f64, trials: usize, seed: u64) -> Self {
        Self {
            threshold,
            years: trials.min(MOST_YEARS),
            seed,
            current: None,
            at: 0,
            sum: 0.0,
            sums: Vec::new(),
            scratch: vec![0.0; CHUNK],
        }
    }

    /// Goes on with about so much work; whether all risks are through.
    pub fn step(&mut self, models: &[(Id, Model)], losses: &[f64], work: usize) -> bool {
        let mut left = work;
        while left > 0 {
            let Some((id, model)) = models.get(self.sums.len()) else {
                return true;
            };
            let seed = seed_of(*id, self.seed);
            let years = self
                .current
                .get_or_insert_with(|| Years::new(model.frequency, model.loss, seed));
            let some = CHUNK.min(self.years - self.at);
            let drawn = &mut self.scratch[..some];
            drawn.fill(0.0);
            let drawn_now = years.add_to(drawn, left);
            for (loss, whole) in drawn[..drawn_now.years].iter().zip(&losses[self.at..]) {
                // Added up year by year, so that slices do not matter.
                if *whole > self.threshold {
                    self.sum += loss;
                }
            }
            left = left.saturating_sub(drawn_now.work);
            self.at += drawn_now.years;
            if self.at == self.years {
                self.sums.push(std::mem::take(&mut self.sum));
                self.current = None;
                self.at = 0;
            }
        }
        self.sums.len() == models.len()
    }

    /// How many years of risks were looked through.
    pub fn done(&self) -> usize {
        self.sums.len() * self.years + self.at
    }

    /// How many years are looked through of each risk.
    pub fn years(&self) -> usize {
        self.years
    }

    /// The share of each risk in what the bad years cost, 0 to 1; none where nothing happened.
    pub fn shares(&self) -> Vec<f64> {
        let whole: f64 = self.sums.iter().sum();
        let share = |sum: &f64| if whole > 0.0 { sum / whole } else { 0.0 };
        self.sums.iter().map(share).collect()
    }
}
