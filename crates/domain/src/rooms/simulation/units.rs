//! What is recovered at once, and how.

use super::Scenario;
use crate::graph::components::{Adjacency, Components};
use crate::rooms::plans::scope::{Row, Source};
use crate::rooms::services::catalogue::Catalogue;
use crate::rooms::services::net::Net;
use holdfast_ledger::Id;
use std::collections::HashMap;

/// How a service comes back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    /// By the steps of a runbook.
    Runbook(Id),
    /// In so many minutes.
    Minutes(f64),
    /// By itself, so many minutes after the loss.
    ByItself(f64),
    /// Nobody said.
    Unknown,
}

/// What a plan brings back, by service.
pub type Planned<'a> = HashMap<Id, &'a Row>;

/// How a service comes back: by itself where the scenario says so, else by the plan, else by what is known of it.
pub fn how(node: u32, catalogue: &Catalogue, scenario: &Scenario, planned: &Planned<'_>) -> How {
    let service = catalogue.ids[node as usize];
    let lost = scenario.lost.iter().find(|lost| lost.service == service);
    if let Some(minutes) = lost.and_then(|lost| lost.back_after) {
        return How::ByItself(minutes);
    }
    let row = planned.get(&service);
    let own = catalogue.own[node as usize];
    match (row.map(|row| (row.source, row.own)), own.runbook) {
        (Some((Source::Strategy, Some((minutes, _)))), _) => How::Minutes(minutes),
        (Some((Source::Runbook(runbook), _)), _) | (_, Some(runbook)) => How::Runbook(runbook),
        (_, None) => own.minutes.map_or(How::Unknown, How::Minutes),
    }
}

/// What is recovered at once: a runbook with its services, or one service.
pub struct Units {
    /// How each is recovered.
    pub how: Vec<How>,
    /// The nodes of each.
    pub members: Vec<Vec<u32>>,
    /// For each node what it is recovered with.
    pub of: Vec<u32>,
    runbooks: HashMap<Id, u32>,
}

impl Units {
    /// Those of nodes that come back in these ways.
    pub fn new(hows: &[How]) -> Self {
        let mut units = Self {
            how: Vec::new(),
            members: Vec::new(),
            of: Vec::new(),
            runbooks: HashMap::new(),
        };
        for (at, how) in hows.iter().enumerate() {
            let next = units.how.len() as u32;
            let unit = match how {
                How::Runbook(runbook) => *units.runbooks.entry(*runbook).or_insert(next),
                _ => next,
            };
            if unit == next {
                units.how.push(*how);
                units.members.push(Vec::new());
            }
            units.members[unit as usize].push(at as u32);
            units.of.push(unit);
        }
        units
    }

    /// The unit of a runbook; one more without nodes where it brings none of them back.
    pub fn of_runbook(&mut self, runbook: Id) -> u32 {
        let next = self.how.len() as u32;
        let unit = *self.runbooks.entry(runbook).or_insert(next);
        if unit == next {
            self.how.push(How::Runbook(runbook));
            self.members.push(Vec::new());
        }
        unit
    }

    /// What a unit is called after: its runbook, else its first node.
    pub fn named(&self, unit: u32, ids: &[Id]) -> Id {
        match (self.how[unit as usize], self.members[unit as usize].first()) {
            (How::Runbook(runbook), _) => runbook,
            (_, at) => at.map(|at| ids[*at as usize]).unwrap_or_default(),
        }
    }

    /// Which needs which.
    pub fn needs(&self, net: &Net) -> Vec<(u32, u32)> {
        let edges = self.members.iter().enumerate().flat_map(|(unit, members)| {
            let needs = members.iter().flat_map(|at| net.down(*at));
            needs.map(move |edge| (unit as u32, self.of[edge.to as usize]))
        });
        edges.collect()
    }

    /// Those that wait for each other.
    pub fn circles(&self, net: &Net) -> Components {
        Components::find(&Adjacency::of(self.how.len(), self.needs(net).into_iter()))
    }
}
