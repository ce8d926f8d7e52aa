//! A risk in money (FAIR): how often a year its event happens, what one event costs, and what
//! follows without simulating.

use crate::describe::{Cell, Tone};
use crate::rooms::workspace::workspaces;
use crate::stats::compound::{Amount, Often};
use crate::stats::draw::{Lognormal, Pert};
use crate::value::outcomes;
use crate::view::View;
use holdfast_ledger::{Path, Record, Text};
use serde::Deserialize;

/// The greatest frequency that can be written, a year. What happens more often is told better as
/// a whole: a day of phishing, not a message.
pub const MOST_A_YEAR: f64 = 1000.0;

/// A risk in money: events a year, each with its own loss.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// How often.
    pub frequency: Often,
    /// How much each time.
    pub loss: Amount,
}

#[derive(Deserialize)]
struct Parts {
    how: Option<String>,
    min: Option<f64>,
    most_likely: Option<f64>,
    max: Option<f64>,
    gamma: Option<f64>,
    rate: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

impl Parts {
    fn read(value: Option<&Text>, what: &str) -> Result<Self, String> {
        let value = value.ok_or_else(|| format!("no {what}"))?;
        value
            .get()
            .ok_or_else(|| format!("the {what} cannot be read"))
    }

    fn pert(&self, what: &str, most: f64) -> Result<Pert, String> {
        let (Some(min), Some(mode), Some(max)) = (self.min, self.most_likely, self.max) else {
            return Err(format!("the {what} needs least, most likely and most"));
        };
        let gamma = self.gamma.unwrap_or(4.0);
        if !(0.0..=100.0).contains(&gamma) {
            return Err(format!(
                "the weight of the most likely {what} is not 0 to 100"
            ));
        }
        if min < 0.0 || max > most {
            return Err(format!("the {what} is not between 0 and {most}"));
        }
        if min > mode || mode > max {
            return Err(format!(
                "the {what} must rise from least over most likely to most"
            ));
        }
        Ok(Pert {
            min,
            mode,
            max,
            gamma,
        })
    }
}

/// Reads a frequency.
///
/// # Errors
/// What is missing or makes no sense, as a part of a sentence.
pub fn frequency(value: Option<&Text>) -> Result<Often, String> {
    let parts = Parts::read(value, "frequency")?;
    let by_rate = match parts.how.as_deref() {
        Some("rate") => true,
        Some("pert") => false,
        Some(other) => return Err(format!("the frequency is given as “{other}”")),
        None => parts.rate.is_some() && parts.most_likely.is_none(),
    };
    if !by_rate {
        return parts.pert("frequency", MOST_A_YEAR).map(Often::Pert);
    }
    let rate = parts.rate.ok_or("the frequency has no rate")?;
    if !(0.0..=MOST_A_YEAR).contains(&rate) {
        return Err(format!("the rate is not between 0 and {MOST_A_YEAR}"));
    }
    Ok(Often::Rate(rate))
}

/// Reads a loss.
///
/// # Errors
/// As [`frequency`].
pub fn loss(value: Option<&Text>) -> Result<Amount, String> {
    let parts = Parts::read(value, "loss")?;
    let interval = match parts.how.as_deref() {
        Some("interval") => true,
        Some("pert") => false,
        Some(other) => return Err(format!("the loss is given as “{other}”")),
        None => parts.low.is_some() && parts.most_likely.is_none(),
    };
    if !interval {
        return parts.pert("loss", super::MOST_MONEY).map(Amount::Pert);
    }
    let (Some(low), Some(high)) = (parts.low, parts.high) else {
        return Err("the loss needs both ends of its interval".to_owned());
    };
    if !(low > 0.0 && low < high && high <= super::MOST_MONEY) {
        return Err("the interval of the loss must begin above 0 and rise".to_owned());
    }
    Ok(Amount::Lognormal(Lognormal::of_interval(low, high)))
}

impl Model {
    /// The expected loss a year: mean frequency × mean loss. It needs no simulation.
    pub fn expected(self) -> f64 {
        self.frequency.mean() * self.loss.mean()
    }
}

/// Before or after the treatment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// As things are.
    Before,
    /// When the treatment is done: what it does not change is as before.
    After,
}

impl Side {
    fn values(self, risk: &Record, after: &'static str, before: &'static str) -> Vec<Option<Text>> {
        let own = |field| {
            let values = outcomes(risk, field).into_iter();
            values.map(Option::<&Text>::cloned).collect::<Vec<_>>()
        };
        let chosen = if self == Self::After {
            own(after)
        } else {
            vec![None]
        };
        // Where somebody cleared it, it is as before.
        let mut found: Vec<Option<Text>> = Vec::new();
        for value in chosen {
            match value {
                Some(value) => found.push(Some(value)),
                None => found.extend(own(before)),
            }
        }
        found
    }

    /// Whether the record says anything about this side.
    pub fn is_told(self, risk: &Record) -> bool {
        let fields: &[&str] = match self {
            Self::Before => &["frequency", "loss"],
            Self::After => &["frequency_after", "loss_after"],
        };
        fields
            .iter()
            .any(|field| outcomes(risk, field).iter().any(Option::is_some))
    }
}

/// A risk's model; of a conflict the alternative that lists show.
///
/// # Errors
/// What is missing or makes no sense, as a part of a sentence.
pub fn model(risk: &Record, side: Side) -> Result<Model, String> {
    models(risk, side).swap_remove(0)
}

/// Each model that a risk may turn out to have, where people disagree; at least one.
fn models(risk: &Record, side: Side) -> Vec<Result<Model, String>> {
    if side == Side::After && !side.is_told(risk) {
        return vec![Err("no loss after the treatment".to_owned())];
    }
    let frequencies = side.values(risk, "frequency_after", "frequency");
    let losses = side.values(risk, "loss_after", "loss");
    let model = |frequency: &Option<Text>, loss: &Option<Text>| {
        let frequency = self::frequency(frequency.as_ref())?;
        Ok(Model {
            frequency,
            loss: self::loss(loss.as_ref())?,
        })
    };
    let pairs = frequencies
        .iter()
        .flat_map(|one| losses.iter().map(move |loss| (one, loss)));
    pairs
        .map(|(frequency, loss)| model(frequency, loss))
        .collect()
}

/// The currency of the workspace; empty when it names none.
pub fn currency(view: &View<'_>) -> String {
    let mut workspaces = workspaces(view);
    let named = workspaces.find_map(|record| record.value(Path::of("currency")));
    named
        .map(|text| text.plain().into_owned())
        .unwrap_or_default()
}

/// An amount of money: whole, with commas, from 100 on; with two decimals below.
pub fn money(amount: f64, currency: &str) -> String {
    let text = if amount.abs() < 100.0 {
        format!("{amount:.2}")
    } else {
        let digits = format!("{:.0}", amount.abs());
        let mut text = String::from(if amount < 0.0 { "−" } else { "" });
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    };
    if currency.is_empty() {
        text
    } else {
        format!("{text} {currency}")
    }
}

/// The figure of the expected loss a year.
pub fn expected(risk: &Record, side: Side, view: &View<'_>) -> Cell {
    let currency = currency(view);
    let cells = models(risk, side).into_iter().map(|model| match model {
        Ok(model) => expected_of(model, &currency),
        Err(why) => Cell::unknown(&why),
    });
    Cell::of_outcomes(cells.collect())
}

fn expected_of(model: Model, currency: &str) -> Cell {
    let (frequency, loss) = (model.frequency.mean(), model.loss.mean());
    Cell {
        text: money(model.expected(), currency),
        rank: Some(model.expected()),
        tone: Tone::Plain,
        inputs: format!("{frequency} events a year × {} each", money(loss, currency)),
    }
}

/// What a treatment gives back for each unit of money that it costs.
pub fn return_on_control(before: f64, after: f64, cost: f64) -> f64 {
    (before - after - cost) / cost
}

/// What a risk's treatment costs a year, where it costs anything.
pub fn cost(risk: &Record) -> Option<f64> {
    let cost = risk.get::<f64>("treatment_cost");
    cost.filter(|cost| *cost > 0.0)
}

/// Whether people disagree about what a risk's model is made of.
pub fn is_disputed(risk: &Record) -> bool {
    models(risk, Side::Before).len() > 1
        || (Side::After.is_told(risk) && models(risk, Side::After).len() > 1)
}

/// The return on control as a cell: a share, and what it is made of.
pub fn gain(before: f64, after: f64, cost: f64, currency: &str) -> Cell {
    let value = return_on_control(before, after, cost);
    Cell {
        text: format!("{:.0} %", value * 100.0),
        rank: Some(value),
        tone: if value < 0.0 { Tone::Warn } else { Tone::Good },
        inputs: format!(
            "({} before − {} after − {} cost) / {}",
            money(before, currency),
            money(after, currency),
            money(cost, currency),
            money(cost, currency)
        ),
    }
}

/// The figure of the return on control.
pub fn return_cell(risk: &Record, view: &View<'_>) -> Cell {
    let Some(cost) = cost(risk) else {
        return Cell::unknown("the treatment has no cost");
    };
    let (before, after) = match (model(risk, Side::Before), model(risk, Side::After)) {
        (Ok(before), Ok(after)) => (before.expected(), after.expected()),
        (Err(why), _) | (_, Err(why)) => return Cell::unknown(&why),
    };
    let mut cell = gain(before, after, cost, &currency(view));
    let costs = outcomes(risk, "treatment_cost");
    if costs.len() > 1 || is_disputed(risk) {
        cell.text.push_str(" (in conflict)");
    }
    cell
}
