//! Requests and answers as texts, so that nothing is rounded on the way to the worker and back.

use super::super::quant::Model;
use super::super::simulate::{Against, Borne, Part};
use super::{Answer, Request, Told};
use crate::bits::{In, Out};
use crate::stats::compound::{Amount, Often};
use crate::stats::draw::{Lognormal, Pert};
use holdfast_ledger::Id;

impl Out {
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

impl In<'_> {
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
