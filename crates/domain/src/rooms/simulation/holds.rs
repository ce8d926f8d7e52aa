//! What a plan has come later than the dependencies would: its runbooks begin one after the other, and who
//! puts a service into a later wave has it wait for the waves before (plans/held.rs says the same of one
//! length).

use super::units::{How, Units};
use crate::graph::components::{Adjacency, Components};
use crate::rooms::plans::scope::Scope;
use crate::rooms::plans::stages::{self, Planned};
use crate::rooms::runbooks::RUNBOOK;
use crate::rooms::runbooks::start::recovers;
use crate::rooms::services::net::Net;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};

/// What waits for what beside what it needs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Holds {
    // Units, and those that have to be over before they begin; rising.
    before: Vec<(u32, u32)>,
    /// Services, as places, that are back only when a unit is over, which is not their own.
    pub also: Vec<(u32, u32)>,
    /// What the plan has come later than what waits for it: the later and the earlier.
    pub against: Vec<(Id, Id)>,
}

impl Holds {
    /// Reads a plan. Its runbooks that bring nothing back that is down become units, too.
    pub fn of(
        plan: &Record,
        scope: &Scope,
        units: &mut Units,
        ids: &[Id],
        net: &Net,
        view: &View<'_>,
    ) -> Self {
        let run = stages::to_run(&stages::of_plan(plan));
        let there = |id: &Id| {
            view.there(*id)
                .filter(|record| record.kind == RUNBOOK.key())
        };
        let own: Vec<Option<u32>> = run
            .iter()
            .map(|stage| Some(units.of_runbook(there(&stage.runbook?)?.id)))
            .collect();
        let mut wanted: Vec<(u32, u32)> = Vec::new();
        for (at, stage) in run.iter().enumerate() {
            if let Some(unit) = own[at] {
                let before = ends(&run, &own, &stage.after);
                wanted.extend(before.into_iter().map(|before| (unit, before)));
            }
        }
        let place = |id: Id| ids.binary_search(&id).ok();
        for row in scope
            .rows
            .iter()
            .filter(|row| row.by_hand && row.wave > row.derived)
        {
            let Some(at) = place(row.service) else {
                continue;
            };
            if matches!(units.how[units.of[at] as usize], How::ByItself(_)) {
                continue;
            }
            let earlier = scope.rows.iter().filter(|other| other.wave < row.wave);
            let earlier = earlier.filter_map(|other| Some(units.of[place(other.service)?]));
            wanted.extend(earlier.map(|before| (units.of[at], before)));
        }
        // A service is back when the last of the plan's runbooks for it is, but for what is back by itself.
        let mut also: Vec<(u32, u32)> = Vec::new();
        for (stage, unit) in run.iter().zip(&own) {
            let record = stage.runbook.as_ref().and_then(there);
            let (Some(record), Some(unit)) = (record, unit) else {
                continue;
            };
            let services = recovers(record).into_iter();
            let places = services.filter_map(|service| place(service.parse().ok()?));
            let other = |(at, unit): &(u32, u32)| {
                let own = units.of[*at as usize];
                own != *unit && !matches!(units.how[own as usize], How::ByItself(_))
            };
            also.extend(places.map(|at| (at as u32, *unit)).filter(other));
        }
        Self::sound(wanted, also, units, ids, net)
    }

    // Without what stands against the dependencies: that would never begin.
    fn sound(
        mut wanted: Vec<(u32, u32)>,
        mut also: Vec<(u32, u32)>,
        units: &Units,
        ids: &[Id],
        net: &Net,
    ) -> Self {
        wanted.retain(|(unit, before)| unit != before);
        for pairs in [&mut wanted, &mut also] {
            pairs.arrange();
            pairs.dedup();
        }
        let needs = units.needs(net);
        // What needs a service that another unit ends waits for that unit.
        let through = |(at, unit): &(u32, u32)| {
            let needing = net.up(*at).map(|edge| units.of[edge.from as usize]);
            needing.map(|from| (from, *unit)).collect::<Vec<_>>()
        };
        let all = needs
            .iter()
            .chain(&wanted)
            .copied()
            .chain(also.iter().flat_map(through));
        let circles = Components::find(&Adjacency::of(units.how.len(), all));
        let apart = |one: u32, other: u32| circles.of[one as usize] != circles.of[other as usize];
        let named = |unit: u32| units.named(unit, ids);
        let against = wanted
            .iter()
            .filter(|(unit, before)| !apart(*unit, *before));
        let mut against: Vec<(Id, Id)> = against
            .map(|(unit, before)| (named(*unit), named(*before)))
            .collect();
        against.retain(|(later, earlier)| later != earlier);
        let sound =
            |pair: &(u32, u32)| through(pair).iter().all(|(from, unit)| apart(*from, *unit));
        also.retain(|pair| sound(pair) && apart(units.of[pair.0 as usize], pair.1));
        wanted.retain(|(unit, before)| apart(*unit, *before));
        Self {
            before: wanted,
            also,
            against,
        }
    }

    /// The units that have to be over before one begins.
    pub fn of_unit(&self, unit: u32) -> impl Iterator<Item = &u32> {
        let from = self.before.partition_point(|(own, _)| *own < unit);
        let own = self.before[from..]
            .iter()
            .take_while(move |(own, _)| *own == unit);
        own.map(|(_, before)| before)
    }
}

// The units with which some stages are over; of a stage without a runbook, those that come first.
fn ends(run: &[Planned], own: &[Option<u32>], stages: &[usize]) -> Vec<u32> {
    let mut seen = vec![false; run.len()];
    let (mut open, mut found) = (stages.to_vec(), Vec::new());
    while let Some(at) = open.pop() {
        if std::mem::replace(&mut seen[at], true) {
            continue;
        }
        match own[at] {
            Some(unit) => found.push(unit),
            None => open.extend(&run[at].after),
        }
    }
    found
}
