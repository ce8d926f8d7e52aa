//! Years of events, each with an amount of its own: a compound Poisson distribution.

use crate::draw::{Lognormal, Pert, PertDraw, poisson};
use crate::random::Random;

/// How often a year an event happens on average.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Often {
    /// So often.
    Rate(f64),
    /// So often as is drawn for each year.
    Pert(Pert),
}

/// What one event amounts to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    /// Between a least and a greatest amount.
    Pert(Pert),
    /// Of a lognormal distribution.
    Lognormal(Lognormal),
}

impl Often {
    /// The mean number of events a year.
    pub fn mean(self) -> f64 {
        match self {
            Self::Rate(rate) => rate,
            Self::Pert(pert) => pert.mean(),
        }
    }
}

impl Amount {
    /// The mean amount of one event.
    pub fn mean(self) -> f64 {
        match self {
            Self::Pert(pert) => pert.mean(),
            Self::Lognormal(law) => law.mean(),
        }
    }
}

#[derive(Clone, Debug)]
enum Mean {
    Rate(f64),
    Drawn(PertDraw),
}

#[derive(Clone, Debug)]
enum Each {
    Pert(PertDraw),
    Lognormal(Lognormal),
}

/// Years, ready to be drawn.
#[derive(Clone, Debug)]
pub struct Years {
    mean: Mean,
    /// The greatest mean, and the chance that nothing happens at it.
    most: f64,
    none: f64,
    each: Each,
    random: Random,
    /// The sum over all years so far: added up year by year, so that slices do not matter.
    pub sum: f64,
    /// In how many years anything happened so far.
    pub hit: usize,
}

/// What was drawn together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// How many years and events were drawn: the work that it was.
    pub work: usize,
    /// How many years were drawn.
    pub years: usize,
}

impl Years {
    /// Years of these events, from this seed.
    pub fn new(often: Often, amount: Amount, seed: u64) -> Self {
        let (mean, most) = match often {
            Often::Rate(rate) => (Mean::Rate(rate), rate),
            Often::Pert(pert) => (Mean::Drawn(pert.ready()), pert.max),
        };
        let each = match amount {
            Amount::Pert(pert) => Each::Pert(pert.ready()),
            Amount::Lognormal(law) => Each::Lognormal(law),
        };
        Self {
            mean,
            most,
            none: libm::exp(-most),
            each,
            random: Random::new(seed),
            sum: 0.0,
            hit: 0,
        }
    }

    /// Draws years and adds what they amount to, until about so much work is done or there is no
    /// more year to add to.
    pub fn add_to(&mut self, years: &mut [f64], work: usize) -> Drawn {
        let mut drawn = Drawn::default();
        for year in years {
            if drawn.work >= work {
                break;
            }
            let events = self.events();
            let mut sum = 0.0;
            for _ in 0..events {
                sum += match &self.each {
                    Each::Pert(pert) => pert.draw(&mut self.random),
                    Each::Lognormal(law) => law.draw(&mut self.random),
                };
            }
            *year += sum;
            self.sum += sum;
            self.hit += usize::from(events > 0);
            drawn.work += 1 + events as usize;
            drawn.years += 1;
        }
        drawn
    }

    fn events(&mut self) -> u32 {
        let mean = &self.mean;
        poisson(
            &mut self.random,
            self.most,
            self.none,
            |random| match mean {
                Mean::Rate(rate) => *rate,
                Mean::Drawn(pert) => pert.draw(random),
            },
        )
    }
}
