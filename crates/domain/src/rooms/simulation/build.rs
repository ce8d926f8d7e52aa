//! A loss as tasks that wait for each other.

use super::holds::Holds;
use super::model::{Label, Model, Row};
use super::people::People;
use super::reasons::Reasons;
use super::units::{How, Units};
use super::{Outside, Scenario, Variant};
use crate::rooms::plans::scope::Scope;
use crate::rooms::services::blast::{Effect, Loss};
use crate::rooms::services::catalogue::Catalogue;
use crate::rooms::services::net::Net;
use crate::rooms::services::order::order;
use crate::stats::draw::Pert;
use crate::stats::random::split_mix;
use crate::stats::recovery::{NONE, Plan, Task};
use crate::view::View;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use std::collections::HashMap;

/// What nobody can do, and what of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stuck {
    /// Nobody timed the recovery of this service.
    Untimed(Id),
    /// The steps of this runbook wait for each other.
    Circle(Id),
}

/// Tasks under construction.
pub(super) struct Build<'a> {
    variant: &'a Variant,
    pub(super) outside: Outside,
    pub(super) at: Option<i64>,
    // The services that are down.
    ids: &'a [Id],
    pub(super) view: &'a View<'a>,
    pub(super) plan: Plan,
    pub(super) labels: Vec<Option<Label>>,
    /// For each task whether it is a step without a duration.
    pub(super) missing: Vec<bool>,
    /// The tasks that are never done by anybody, and why.
    pub(super) stuck: HashMap<u32, Stuck>,
    pub(super) people: People,
    /// The runbooks that were read.
    pub(super) runbooks: Vec<Id>,
    /// Whether there are more steps than can be simulated.
    pub(super) is_full: bool,
}

/// The role of what nobody can do: nobody has it. It comes first.
const NOBODY: u32 = 0;

/// The tasks that end a unit: of each of its services, and of all of it.
pub(super) struct Ends {
    pub(super) each: Vec<Vec<u32>>,
    pub(super) all: Vec<u32>,
}

impl<'a> Build<'a> {
    /// Nothing is built yet.
    pub fn new(
        scenario: &Scenario,
        variant: &'a Variant,
        ids: &'a [Id],
        view: &'a View<'a>,
    ) -> Self {
        let mut people = People::default();
        people.roles.push(Id([0; 16]));
        people.has.push(Vec::new());
        Self {
            variant,
            outside: scenario.outside,
            at: scenario.at,
            ids,
            view,
            plan: Plan::default(),
            labels: Vec::new(),
            missing: Vec::new(),
            stuck: HashMap::new(),
            people,
            runbooks: Vec::new(),
            is_full: false,
        }
    }

    /// How many services are down.
    pub const fn services(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn task(&mut self, key: u64, length: Option<Pert>, role: u32) -> u32 {
        self.plan.tasks.push(Task {
            key,
            length,
            role,
            before: Vec::new(),
        });
        self.labels.push(None);
        self.missing.push(false);
        self.plan.tasks.len() as u32 - 1
    }

    pub(super) fn after(&mut self, task: u32, before: u32) {
        self.plan.tasks[task as usize].before.push(vec![before]);
    }

    /// The tasks; gives for each service the one with which it is back.
    pub fn all(&mut self, units: &Units, net: &Net, holds: &Holds, activation: f64) -> Vec<u32> {
        let circles = units.circles(net);
        let begun = self.task(0, Some(fixed(activation)), NONE);
        let back: Vec<u32> = self.ids.iter().map(|_| self.task(0, None, NONE)).collect();
        let over: Vec<u32> = units.how.iter().map(|_| self.task(0, None, NONE)).collect();
        for circle in 0..circles.len() as u32 {
            let members = circles.members(circle);
            let start = self.task(0, None, NONE);
            for at in members
                .iter()
                .flat_map(|unit| &units.members[*unit as usize])
            {
                for group in net.down(*at).chunk_by(|a, b| a.group == b.group) {
                    let outside = group
                        .iter()
                        .filter(|edge| circles.of[units.of[edge.to as usize] as usize] != circle);
                    let outside: Vec<u32> = outside.map(|edge| back[edge.to as usize]).collect();
                    if !outside.is_empty() {
                        self.plan.tasks[start as usize].before.push(outside);
                    }
                }
            }
            let all = self.task(0, None, NONE);
            for unit in members {
                let how = units.how[*unit as usize];
                if !matches!(how, How::ByItself(_)) {
                    self.after(start, begun);
                }
                for before in holds.of_unit(*unit) {
                    self.after(start, over[*before as usize]);
                }
                let own = &units.members[*unit as usize];
                let ends = self.unit(how, own, start);
                for end in ends.all {
                    self.after(over[*unit as usize], end);
                }
                for (at, ends) in own.iter().zip(ends.each) {
                    for end in ends {
                        self.after(all, end);
                        if members.len() == 1 {
                            self.after(back[*at as usize], end);
                        }
                    }
                    if members.len() > 1 {
                        self.after(back[*at as usize], all);
                    }
                }
            }
        }
        for (at, unit) in &holds.also {
            self.after(back[*at as usize], over[*unit as usize]);
        }
        back
    }

    // The tasks of a unit.
    fn unit(&mut self, how: How, own: &[u32], start: u32) -> Ends {
        let services: Vec<Id> = own.iter().map(|at| self.ids[*at as usize]).collect();
        let minutes = match how {
            How::Runbook(runbook) => {
                if let Some(ends) = self.runbook(runbook, &services, start) {
                    return ends;
                }
                None
            }
            How::Minutes(minutes) | How::ByItself(minutes) => Some(minutes),
            How::Unknown => None,
        };
        let service = services.first().copied();
        let of = service.unwrap_or_default();
        let length = minutes.map(|minutes| self.cut(of, fixed(minutes)));
        let role = if minutes.is_some() { NONE } else { NOBODY };
        let task = self.task(key(of, 0), length, role);
        self.after(task, start);
        if minutes.is_some() {
            let record = self.view.ledger.record(of);
            let name = record.map(|record| self.view.name(record));
            self.labels[task as usize] = Some(Label {
                of,
                runbook: None,
                text: format!("Recovery of {}", name.unwrap_or_default()),
            });
        } else {
            let why = match how {
                How::Runbook(runbook) => Stuck::Circle(runbook),
                _ => Stuck::Untimed(of),
            };
            self.stuck.insert(task, why);
        }
        Ends {
            each: vec![vec![task]; own.len()],
            all: vec![task],
        }
    }

    pub(super) fn cut(&self, of: Id, law: Pert) -> Pert {
        match self.variant.faster {
            Some((faster, share)) if faster == of => Pert {
                min: law.min * share,
                mode: law.mode * share,
                max: law.max * share,
                gamma: law.gamma,
            },
            _ => law,
        }
    }

    /// What is simulated, and what it means.
    pub fn model(
        mut self,
        catalogue: &Catalogue,
        nodes: &[u32],
        net: &Net,
        loss: &Loss,
        back: &[u32],
        scope: Option<&Scope>,
    ) -> (Model, Plan) {
        if let Some(role) = self.variant.holder {
            self.people.add_holder(role);
        }
        self.plan.roles.clone_from(&self.people.has);
        self.plan.people.clone_from(&self.people.clocks);
        let id = |node: u32| catalogue.ids[node as usize];
        let own = |node: &u32| catalogue.own[*node as usize].minutes;
        let own: Vec<Option<f64>> = nodes.iter().map(own).collect();
        let waves = order(net, &own, 0.0);
        let by_hand = scope.iter().flat_map(|scope| scope.rows.iter());
        let by_hand: HashMap<Id, u32> = by_hand
            .filter(|row| row.by_hand)
            .map(|row| (row.service, row.wave))
            .collect();
        let reasons = Reasons::of(&self);
        let row = |at: usize| Row {
            service: id(nodes[at]),
            because: loss.chain(nodes[at]).into_iter().map(id).collect(),
            wave: by_hand
                .get(&id(nodes[at]))
                .copied()
                .unwrap_or(waves[at].wave),
            rto: catalogue.required(
                nodes[at],
                catalogue.nodes[nodes[at] as usize].rto,
                &catalogue.rto,
            ),
            why: reasons.why(back[at]),
            missing: reasons.missing(back[at]),
        };
        let mut rows: Vec<(Row, u32)> = (0..nodes.len()).map(|at| (row(at), back[at])).collect();
        rows.arrange_by(|(a, _), (b, _)| a.wave.cmp(&b.wave).then(a.service.cmp(&b.service)));
        self.plan.targets = rows.iter().map(|(row, task)| (*task, row.rto)).collect();
        let reduced = (0..loss.effect.len() as u32)
            .filter(|node| loss.effect[*node as usize] == Effect::Reduced);
        let roles = self.people.roles.iter().zip(&self.people.has);
        let empty = roles.skip(1).filter(|(_, has)| has.is_empty());
        let model = Model {
            rows: rows.into_iter().map(|(row, _)| row).collect(),
            reduced: reduced.map(id).collect(),
            empty: empty.map(|(role, _)| *role).collect(),
            labels: self.labels,
            roles: self.people.roles,
            unclear: self.people.unclear,
            on_call: self.people.on_call,
            ..Model::default()
        };
        (model, self.plan)
    }
}

pub(super) const fn fixed(minutes: f64) -> Pert {
    Pert {
        min: minutes,
        mode: minutes,
        max: minutes,
        gamma: 4.0,
    }
}

/// The same for the same step, whatever else is simulated.
pub(super) fn key(id: Id, at: u64) -> u64 {
    let id = u128::from_be_bytes(id.0);
    let mut state = (id >> 64) as u64 ^ (id as u64).rotate_left(32) ^ at.rotate_left(17);
    split_mix(&mut state)
}
