//! How often the events of a risk happen: its estimate, made sharper by what was counted.

use super::events::{Sought, linked};
use super::{Calibration, Counted, Suggestion, is_disputed, rounded, written};
use crate::rooms::risks::figures::is_closed;
use crate::rooms::risks::quant::{MOST_A_YEAR, frequency};
use crate::stats::brier::Forecast;
use crate::stats::compound::Often;
use crate::stats::draw::Pert;
use crate::stats::gamma::Gamma;
use crate::value::links;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use serde_json::json;

const FREQUENCY: &str = "frequency";
const DAY: f64 = 86_400_000.0;
/// A year, in milliseconds: 365.25 days.
pub const YEAR: f64 = 365.25 * DAY;
/// Forecasts are judged over so many days each.
pub const PERIOD_DAYS: i64 = 90;
const PERIOD: i64 = PERIOD_DAYS * 86_400_000;
/// No estimate is judged over more of them: a century.
const MOST_PERIODS: i64 = 400;

/// What a risk estimates.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimated {
    risk: Id,
    often: Result<Often, String>,
    since: Option<i64>,
    disputed: bool,
    links: Vec<Id>,
    services: Vec<Id>,
    scenario: String,
    value: Text,
    kind: Key,
}

impl Estimated {
    /// Reads a risk that is not closed.
    pub fn of(risk: &Record) -> Option<Self> {
        let path = Path::of(FREQUENCY);
        (!is_closed(risk)).then(|| Self {
            risk: risk.id,
            often: frequency(risk.value(path)),
            since: written(risk, path),
            disputed: is_disputed(risk, path),
            links: linked(risk),
            services: links(risk, "services"),
            scenario: risk.text("scenario").into_owned(),
            value: risk.value(path).cloned().unwrap_or_else(Text::null),
            kind: risk.kind,
        })
    }

    fn sought(&self) -> Sought<'_> {
        Sought {
            risk: self.risk,
            links: &self.links,
            services: &self.services,
            scenario: &self.scenario,
        }
    }
}

/// What is known before anything was counted, and why it is that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The law of the rate, in years.
    pub law: Gamma,
    /// Why.
    pub why: &'static str,
}

/// The gamma distribution that an estimate stands for. Of least, most likely and most it has the mean and
/// the variance of their PERT distribution, (μ − a)(b − μ)/(γ + 3). One rate says nothing of doubt: of all
/// laws with that mean the exponential one presumes least (maximum entropy), shape 1.
///
/// # Errors
/// Why nothing can be counted against it, as a part of a sentence.
pub fn prior(often: Often) -> Result<Prior, &'static str> {
    let mean = often.mean();
    if mean <= 0.0 {
        return Err("the estimate is 0, which no count can be weighed against");
    }
    if let Often::Pert(pert) = often {
        let variance = (mean - pert.min) * (pert.max - mean) / (pert.gamma + 3.0);
        if let Some(law) = Gamma::of_moments(mean, variance) {
            let why = "mean and variance of its least, most likely and most";
            return Ok(Prior { law, why });
        }
    }
    Ok(Prior {
        law: Gamma {
            shape: 1.0,
            rate: 1.0 / mean,
        },
        why: "one number says nothing of doubt, so it weighs as one event",
    })
}

/// The estimate with the mean and the variance of what is known now, so that what is applied and then counted on is the same
/// as counting all at once. Three values move and shrink together. One number stays one while it weighs as one event; then
/// three values take its place, as it cannot say how sure it is. None where that is more often than can be written down.
pub fn fitted(often: Often, before: Gamma, after: Gamma) -> Option<Often> {
    let near = |value: f64| rounded(value.max(0.0));
    let scale = (after.variance() / before.variance()).sqrt();
    let moved = |value: f64| near(after.mean() + (value - before.mean()) * scale);
    let (new, most) = match often {
        Often::Pert(pert) if pert.min < pert.max => {
            let new = Pert {
                min: moved(pert.min),
                mode: moved(pert.mode),
                max: moved(pert.max),
                gamma: pert.gamma,
            };
            (Often::Pert(new), new.max)
        }
        _ if after.shape <= before.shape => {
            let rate = near(after.mean());
            (Often::Rate(rate), rate)
        }
        _ => {
            let new = spread(after, near);
            (Often::Pert(new), new.max)
        }
    };
    (most <= MOST_A_YEAR).then_some(new)
}

// Three values with the mean and the variance of a law of a shape from 2 on, and its most likely rate where the least is then not
// below 0, else with a least of 0. With γ = 4 the variance is (μ − a)(b − μ)/7 and the most likely μ + ((μ − a) − (b − μ))/4.
fn spread(law: Gamma, near: impl Fn(f64) -> f64) -> Pert {
    let (mean, variance) = (law.mean(), law.variance());
    let half = 2.0 / law.rate;
    let below = ((half * half + 7.0 * variance).sqrt() - half).min(mean);
    let above = 7.0 * variance / below;
    Pert {
        min: near(mean - below),
        mode: near(mean + (below - above) / 4.0),
        max: near(mean + above),
        gamma: 4.0,
    }
}

// Less than a hundredth of mean and spread is nothing to write down.
fn is_news(before: Gamma, after: Gamma) -> bool {
    let differ = |a: f64, b: f64| (a / b - 1.0).abs() >= 0.01;
    differ(after.mean(), before.mean()) || differ(after.variance().sqrt(), before.variance().sqrt())
}

/// A number of events a year in words.
pub fn per_year(rate: f64) -> String {
    rounded(rate).to_string()
}

/// A frequency in words: `0.5 to 3, most likely 1 a year`.
pub fn words(often: Often) -> String {
    match often {
        Often::Rate(rate) => format!("{rate} a year"),
        Often::Pert(pert) => format!(
            "{} to {}, most likely {} a year",
            pert.min, pert.max, pert.mode
        ),
    }
}

pub(super) fn text(often: Often) -> Option<Text> {
    let value = match often {
        Often::Rate(rate) => json!({"how": "rate", "rate": rate}),
        Often::Pert(pert) => {
            json!({"how": "pert", "min": pert.min, "most_likely": pert.mode, "max": pert.max, "gamma": pert.gamma})
        }
    };
    Text::of(&value).ok()
}

/// A risk's frequency, held against what was counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The risk.
    pub risk: Id,
    /// What was counted, or why that says nothing.
    pub told: Result<Told, String>,
}

/// What was counted, and what follows.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// The estimate as it stands.
    pub often: Often,
    /// What it stands for.
    pub prior: Prior,
    /// From when on it was watched, in milliseconds since 1970.
    pub since: i64,
    /// For how many years.
    pub years: f64,
    /// The events that were counted, with their times.
    pub events: Vec<(Id, i64)>,
    /// Incidents that hit one of its services and are tied to it by nothing.
    pub others: Vec<Id>,
    /// What is known now.
    pub posterior: Gamma,
    /// What could stand there instead, or why nothing is suggested.
    pub suggestion: Result<Suggestion, String>,
}

impl Calibration {
    /// The risks with a frequency: those with the most to learn from first.
    pub fn risks(&self, counted: Counted) -> Vec<Row> {
        let row = |risk: &Estimated| Row {
            risk: risk.risk,
            told: self.told(risk, counted),
        };
        let mut rows: Vec<Row> = self.risks.iter().map(row).collect();
        let events = |row: &Row| {
            let told = row.told.as_ref().ok();
            told.map(|told| (told.suggestion.is_ok(), told.events.len()))
        };
        rows.arrange_by(|a, b| events(b).cmp(&events(a)).then(a.risk.cmp(&b.risk)));
        rows
    }

    fn since_of(&self, risk: &Estimated) -> Option<i64> {
        let place = (risk.risk, Path::of(FREQUENCY));
        self.since(place, Some(&risk.value), risk.since)
    }

    fn told(&self, risk: &Estimated, counted: Counted) -> Result<Told, String> {
        if risk.disputed {
            return Err("people disagree about the estimate: decide first".to_owned());
        }
        let often = risk.often.clone()?;
        let prior = prior(often)?;
        let since = match counted {
            Counted::Since => self
                .since_of(risk)
                .ok_or("nobody knows when the estimate was written")?,
            // The first incident begins the time that is looked at, so it is not in it.
            Counted::All => self.events.first().ok_or("no incident was written down")?,
        };
        // Whole days, as they are shown: what is shown then changes with the day only.
        let days = (self.now.saturating_sub(since) as f64 / DAY)
            .floor()
            .max(0.0);
        let years = days * DAY / YEAR;
        let (events, others) = self.events.of(risk.sought(), since, self.now);
        let posterior = prior.law.after(events.len(), years);
        let new = fitted(often, prior.law, posterior);
        let too_often = || {
            format!(
                "what follows is more often than {MOST_A_YEAR} times a year, which no estimate says"
            )
        };
        let news = |new: Often| {
            let value = text(new).filter(|_| new != often && is_news(prior.law, posterior));
            Ok((new, value.ok_or("nothing new")?))
        };
        let suggestion = new
            .ok_or_else(too_often)
            .and_then(news)
            .map(|(new, value)| Suggestion {
                words: words(new),
                now: words(often),
                from: risk.value.clone(),
                written: self.since_of(risk),
                edit: Edit {
                    record: risk.risk,
                    kind: risk.kind,
                    path: Path::of(FREQUENCY),
                    value,
                },
            });
        let suggestion = suggestion.and_then(|one| one.where_it_counts(counted));
        Ok(Told {
            often,
            prior,
            since,
            years,
            events,
            others,
            posterior,
            suggestion,
        })
    }

    /// What the estimates said of whole periods after they were written, each with its risk: the chance of at least one event,
    /// 1 − (rate/(rate + t))^shape, and whether there was one.
    pub fn risk_forecasts(&self) -> Vec<(Id, Forecast)> {
        let mut found = Vec::new();
        for risk in self.risks.iter().filter(|risk| !risk.disputed) {
            let often = risk.often.clone().ok();
            let prior = often.and_then(|often| prior(often).ok());
            let (Some(prior), Some(since)) = (prior, self.since_of(risk)) else {
                continue;
            };
            let chance = 1.0 - prior.law.none_within(PERIOD as f64 / YEAR);
            let periods = (self.now.saturating_sub(since).max(0) / PERIOD).min(MOST_PERIODS);
            let (events, _) = self.events.of(risk.sought(), since, self.now);
            for period in 0..periods {
                let from = since.saturating_add(period * PERIOD);
                let within = |(_, at): &(Id, i64)| *at > from && at.saturating_sub(PERIOD) <= from;
                let came = events.iter().any(within);
                found.push((risk.risk, Forecast { chance, came }));
            }
        }
        found
    }
}
