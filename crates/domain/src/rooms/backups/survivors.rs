//! Which copies are left when something is lost.

use super::{Backups, Place, Policy};
use crate::rooms::services::blast::{Effect, loss};
use holdfast_ledger::Id;
use std::sync::Arc;

/// A copy, and whether it is left.
#[derive(Clone, Debug, PartialEq)]
pub struct Copied {
    /// Its policy.
    pub policy: Id,
    /// The copy.
    pub place: Place,
    /// Whether it is left: what it is kept at is not down. None where nobody said where that is.
    pub left: Option<bool>,
    /// interval + job time + the time on its way, in minutes; none where the policy says no interval.
    pub age: Option<f64>,
}

/// What is left of a data set.
#[derive(Clone, Debug, PartialEq)]
pub struct Survivor {
    /// The data set.
    pub service: Id,
    /// Whether the data set itself is down.
    pub hit: bool,
    /// Its copies.
    pub copies: Vec<Copied>,
}

impl Survivor {
    /// The copies that are left for certain.
    pub fn left(&self) -> impl Iterator<Item = &Copied> {
        self.copies.iter().filter(|copy| copy.left == Some(true))
    }

    /// How old the newest data is at most that is left, in minutes: 0 where the data set is not hit.
    ///
    /// # Errors
    /// Why it is unknown, or that nothing is left.
    pub fn rpo(&self) -> Result<f64, &'static str> {
        if !self.hit {
            return Ok(0.0);
        }
        if let Some(age) = self.left().filter_map(|copy| copy.age).reduce(f64::min) {
            return Ok(age);
        }
        Err(if self.left().next().is_some() {
            "unknown: the policy says no interval"
        } else if self.copies.iter().any(|copy| copy.left.is_none()) {
            "unknown: nobody said where a copy is kept"
        } else if self.copies.is_empty() {
            "nothing is left: there is no copy"
        } else {
            "nothing is left: all copies are lost with it"
        })
    }
}

impl Backups {
    /// What is left of each data set when nodes are lost, with all that hard-depends on them.
    pub fn survivors(&self, lost: &[Id]) -> Vec<Survivor> {
        let down = self.down(lost);
        let sets = self.data_sets().into_iter();
        sets.map(|service| self.survivor(service, &down)).collect()
    }

    /// What is left of one data set.
    pub fn survivor_of(&self, service: Id, lost: &[Id]) -> Survivor {
        self.survivor(service, &self.down(lost))
    }

    /// For each node of the catalogue whether a loss takes it down.
    pub fn down(&self, lost: &[Id]) -> Vec<bool> {
        let nodes = lost.iter().filter_map(|id| self.services.find(*id));
        let nodes: Vec<u32> = nodes.collect();
        let loss = loss(&self.services.net, &nodes);
        loss.effect
            .iter()
            .map(|effect| *effect == Effect::Down)
            .collect()
    }

    /// The same, where it is known what is down.
    pub fn survivor(&self, service: Id, down: &[bool]) -> Survivor {
        let is_down = |id: Id| self.services.find(id).map(|at| down[at as usize]);
        let own = self.policies.of_service(service).iter();
        let copies = own.flat_map(|policy| {
            let places = policy.places.iter();
            places.map(|place| Copied {
                policy: policy.id,
                place: place.clone(),
                left: place.location.and_then(|at| is_down(at).map(|down| !down)),
                age: self.age_at(policy, place),
            })
        });
        Survivor {
            service,
            hit: is_down(service).unwrap_or(false),
            copies: copies.collect(),
        }
    }

    fn age_at(&self, policy: &Arc<Policy>, place: &Place) -> Option<f64> {
        let measured = self.jobs.median(policy.id).map(|(median, _)| median);
        Some(policy.interval? + measured.unwrap_or(policy.job_time) + place.lag)
    }
}
