//! A service as the graph sees it: what is read of its record.

use super::impact::{Cell, cells};
use super::net::Needs;
use crate::value::{date, list_in_conflict, outcomes, part};
use chrono::NaiveDate;
use holdfast_ledger::{Id, Key, Path, Record};

/// The list that holds what a service depends on.
pub const DEPENDENCIES: Key = Key::new("dependencies");

/// What is read of a service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// What it is: a key of [`super::NODES`]; empty where nobody said.
    pub sort: String,
    /// The recovery time objective, in minutes.
    pub rto: Option<f64>,
    /// The recovery point objective, in minutes.
    pub rpo: Option<f64>,
    /// The work recovery time, in minutes.
    pub wrt: Option<f64>,
    /// Its own recovery path where no runbook tells, in minutes.
    pub recovery: Option<f64>,
    /// The tier that somebody set, 1 to 4, and why.
    pub tier: Option<(u8, String)>,
    /// What it depends on, by the order of the list's ids.
    pub needs: Vec<Need>,
    /// What an outage does, by time.
    pub impacts: Vec<Cell>,
    /// What showed how soon it comes back.
    pub proofs: Vec<Proof>,
    /// Whether people disagree about its dependencies.
    pub disputed: bool,
}

/// A dependency as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// On what; none where nothing is named.
    pub on: Option<Id>,
    /// How.
    pub kind: Needs,
    /// What those are called of which one is enough.
    pub any_of: String,
}

/// A dated proof of how soon a service comes back, and with how old data.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// When.
    pub date: NaiveDate,
    /// What it was: a key of [`super::PROOFS`].
    pub how: String,
    /// After how many minutes all of it was back.
    pub rto: Option<f64>,
    /// How old the data was that came back, in minutes.
    pub rpo: Option<f64>,
    /// The run, the exercise or the restore test that it is of; none for what was written down.
    pub of: Option<Id>,
}

impl Node {
    /// Reads a service.
    pub fn of(service: &Record) -> Self {
        let time = |field| service.get::<f64>(field).filter(|minutes| *minutes >= 0.0);
        let needs = service.loose_items(DEPENDENCIES).map(|item| Need {
            on: item.text("on").parse().ok(),
            kind: Needs::of(&item.text("kind")),
            any_of: item.text("any_of").trim().to_owned(),
        });
        let proofs = service.loose_items(Key::new("proofs"));
        let proofs = proofs.filter_map(|item| {
            Some(Proof {
                date: date(item.value("date"))?,
                how: item.text("how").into_owned(),
                rto: item.get("rto"),
                rpo: item.get("rpo"),
                of: None,
            })
        });
        let tier = service.value(Path::of("tier")).and_then(|tier| {
            let reason = part(tier, "reason").map(|reason| reason.plain().into_owned());
            let level = part(tier, "tier")?.get::<u8>();
            Some((level?, reason.unwrap_or_default()))
        });
        Self {
            sort: service.text("node").into_owned(),
            rto: time("rto"),
            rpo: time("rpo"),
            wrt: time("wrt"),
            recovery: time("recovery"),
            tier: tier.filter(|(level, _)| (1..=4).contains(level)),
            needs: needs.collect(),
            impacts: cells(service),
            proofs: proofs.collect(),
            disputed: list_in_conflict(service, DEPENDENCIES.as_str()),
        }
    }

    /// Whether it is what people do or rely on, not what that is made of.
    pub fn is_business(&self) -> bool {
        matches!(&*self.sort, "process" | "business_service")
    }
}

/// The alternatives of a field that holds minutes, each once, the one that lists show first.
pub fn alternatives(service: &Record, field: &'static str) -> Vec<Option<f64>> {
    let all = outcomes(service, field).into_iter();
    all.map(|value| value?.get::<f64>()).collect()
}
