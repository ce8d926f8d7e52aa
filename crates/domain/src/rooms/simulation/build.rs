//! A loss as tasks that wait for each other.

use super::people::People;
use super::reasons::Reasons;
use super::units::{How, Units, how};
use super::{Scenario, Variant};
use crate::rooms::plans::PLAN;
use crate::rooms::plans::order::among;
use crate::rooms::plans::scope::Scope;
use crate::rooms::runbooks::plan::Plan as Steps;
use crate::rooms::services::blast::{self, Effect, Loss};
use crate::rooms::services::catalogue::Catalogue;
use crate::rooms::services::net::Net;
use crate::rooms::services::order::order;
use crate::stats::draw::Pert;
use crate::stats::random::split_mix;
use crate::stats::recovery::{NONE, Plan, Task};
use crate::value::Estimate;
use crate::view::View;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use std::collections::HashMap;
use std::sync::Arc;

/// What a task is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The step, or the service of which only a whole time is known.
    pub of: Id,
    /// The runbook of a step.
    pub runbook: Option<Id>,
    /// What it is called.
    pub text: String,
}

/// Why a service does not come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nobody said how long the recovery of this service takes.
    NoTime(Id),
    /// Nobody has this role.
    NoHolder(Id),
}

/// A service that is down.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The service.
    pub service: Id,
    /// How the loss came to it: from what is lost to itself.
    pub because: Vec<Id>,
    /// The wave that it comes back in, by the graph alone.
    pub wave: u32,
    /// Within how many minutes it must be back: the lowest of its own RTO and what it inherits.
    pub rto: Option<f64>,
    /// Why it does not come back, if so.
    pub why: Option<Why>,
    /// How many steps that it waits for have no duration: it is back at the earliest then.
    pub missing: usize,
}

/// What a simulation is of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// What is down, by wave; each is a target of the plan.
    pub rows: Vec<Row>,
    /// What works less well.
    pub reduced: Vec<Id>,
    /// For each task of the plan what it is; none for what takes no time.
    pub labels: Vec<Option<Label>>,
    /// The roles.
    pub roles: Vec<Id>,
    /// The roles that nobody has.
    pub empty: Vec<Id>,
    /// Whose working hours nobody knows: they count as there at any time.
    pub unclear: Vec<Id>,
    /// Minutes before any recovery begins.
    pub activation: f64,
    /// Whether people disagree about what this follows from.
    pub disputed: bool,
}

impl Model {
    /// Reads what is lost.
    ///
    /// # Errors
    /// Why there is nothing to simulate, as a sentence.
    pub fn of(
        scenario: &Scenario,
        variant: &Variant,
        view: &View<'_>,
    ) -> Result<(Self, Plan), String> {
        let scope = scenario.plan.and_then(|plan| view.there(plan));
        let scope = scope.filter(|plan| plan.kind == PLAN.key());
        let named = scope.map(|plan| crate::value::links(plan, "lost"));
        let scope = scope.map(|plan| Scope::of(plan, view));
        let catalogue = Catalogue::kept(view);
        let said = scenario.lost.iter().map(|lost| lost.service);
        let all = said.chain(named.into_iter().flatten());
        let all = all.filter(|id| variant.kept != Some(*id));
        let mut lost: Vec<u32> = all.filter_map(|id| catalogue.find(id)).collect();
        lost.arrange();
        lost.dedup();
        if lost.is_empty() && variant.kept.is_none() {
            return Err("Choose what is lost, or a plan that says so.".to_owned());
        }
        let loss = blast::loss(&catalogue.net, &lost);
        let mut nodes = loss.down.clone();
        nodes.arrange();
        let hows: Vec<How> = nodes
            .iter()
            .map(|node| how(*node, &catalogue, scenario, scope.as_ref()))
            .collect();
        let at = |node: u32| nodes.binary_search(&node).ok();
        let free = |node: u32| {
            let by_itself = at(node).is_some_and(|at| matches!(hows[at], How::ByItself(_)));
            let planned = scope.as_ref().map(|scope| &scope.free);
            by_itself || planned.is_some_and(|free| free.contains(&catalogue.ids[node as usize]))
        };
        let net = among(&catalogue.net, &nodes, &free);
        let activation = match &scope {
            Some(scope) => scope.activation,
            None => catalogue.settings.activation,
        };
        let mut build = Build {
            variant,
            hours_from: scenario.in_hours.then_some(scenario.at),
            view,
            catalogue: &catalogue,
            plan: Plan::default(),
            labels: Vec::new(),
            missing: Vec::new(),
            unknown: HashMap::new(),
            people: People::default(),
        };
        let back = build.all(&nodes, &hows, &net, activation);
        let mut model = build.model(&nodes, &net, &loss, &back, activation);
        model.0.disputed = scope.is_some_and(|scope| scope.disputed)
            || nodes
                .iter()
                .any(|node| catalogue.nodes[*node as usize].disputed);
        Ok(model)
    }
}

pub(super) struct Build<'a> {
    variant: &'a Variant,
    hours_from: Option<i64>,
    view: &'a View<'a>,
    catalogue: &'a Catalogue,
    pub(super) plan: Plan,
    labels: Vec<Option<Label>>,
    /// For each task whether it is a step without a duration.
    pub(super) missing: Vec<bool>,
    /// The tasks that nobody timed, and of which service.
    pub(super) unknown: HashMap<u32, Id>,
    pub(super) people: People,
}

/// The role of what nobody timed: nobody has it. It comes first.
const UNKNOWN: u32 = 0;

impl Build<'_> {
    fn task(&mut self, key: u64, length: Option<Pert>, role: u32) -> u32 {
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

    fn after(&mut self, task: u32, before: u32) {
        self.plan.tasks[task as usize].before.push(vec![before]);
    }

    // The tasks; gives for each node the one with which it is back.
    fn all(&mut self, nodes: &[u32], hows: &[How], net: &Net, activation: f64) -> Vec<u32> {
        self.people.roles.push(Id([0; 16]));
        self.people.has.push(Vec::new());
        let units = Units::new(hows);
        let circles = units.circles(net);
        let begun = self.task(0, Some(fixed(activation)), NONE);
        let back: Vec<u32> = nodes.iter().map(|_| self.task(0, None, NONE)).collect();
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
                let own = &units.members[*unit as usize];
                for (at, ends) in own.iter().zip(self.unit(how, own, nodes, start)) {
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
        back
    }

    // The tasks of a unit; gives for each of its nodes those that end it.
    fn unit(&mut self, how: How, own: &[u32], nodes: &[u32], start: u32) -> Vec<Vec<u32>> {
        let id = |at: u32| self.catalogue.ids[nodes[at as usize] as usize];
        let service = id(own[0]);
        let minutes = match how {
            How::Runbook(runbook) => {
                let services: Vec<Id> = own.iter().map(|at| id(*at)).collect();
                if let Some(ends) = self.runbook(runbook, &services, start) {
                    return ends;
                }
                None
            }
            How::Minutes(minutes) | How::ByItself(minutes) => Some(minutes),
            How::Unknown => None,
        };
        let length = minutes.map(|minutes| self.cut(service, fixed(minutes)));
        let role = if minutes.is_some() { NONE } else { UNKNOWN };
        let task = self.task(key(service, 0), length, role);
        self.after(task, start);
        if minutes.is_some() {
            let name = self
                .view
                .ledger
                .record(service)
                .map(|record| self.view.name(record));
            self.labels[task as usize] = Some(Label {
                of: service,
                runbook: None,
                text: format!("Recovery of {}", name.unwrap_or_default()),
            });
        } else {
            self.unknown.insert(task, service);
        }
        vec![vec![task]; own.len()]
    }

    // The steps of a runbook. None where they wait for each other, or the runbook is not there.
    fn runbook(&mut self, runbook: Id, services: &[Id], start: u32) -> Option<Vec<Vec<u32>>> {
        let record = self.view.there(runbook)?;
        let steps: Arc<Steps> = Steps::whole(record, self.view);
        steps.length().ok()?;
        let name = self.view.name(record);
        let n = steps.steps.len();
        let first = self.plan.tasks.len() as u32;
        for at in 0..2 * n {
            self.task(key(runbook, at as u64), None, NONE);
        }
        for (at, before) in steps.before.iter().enumerate() {
            let task = first + at as u32;
            for before in before {
                self.after(task, first + *before as u32);
            }
            if before.is_empty() {
                self.after(task, start);
            }
        }
        let applies =
            |at: &usize| steps.steps[*at].is_worked() && steps.steps[*at].only != "exercise";
        for at in (0..n).filter(applies) {
            let task = first as usize + at;
            let step = &steps.steps[at];
            self.missing[task] = steps.lacks_estimate(at);
            if let Some(cover) = steps.covered_by[at] {
                let covering = first as usize + cover;
                let length = steps.steps[cover].estimate.map(estimated);
                let of = steps.steps[cover].id;
                self.plan.tasks[covering].length = length.map(|law| self.cut(of, law));
                self.labels[covering] = Some(Label {
                    of,
                    runbook: Some(runbook),
                    text: format!("{name}: {}", steps.steps[cover].name()),
                });
                // Whoever does a step that an estimate above covers is at it while that work lasts.
                if cover != at && self.plan.tasks[covering].role == NONE {
                    self.staff(covering, step.role);
                }
            }
            let is_own = steps.covered_by[at].is_none_or(|cover| cover == at);
            if step.takes_time() && step.kind != "wait" && is_own {
                self.staff(task, step.role);
            }
            self.hold(task, step.start_after, start);
        }
        let says = steps.steps.iter().any(|step| step.restores.is_some());
        let ends = |service: &Id| -> Vec<u32> {
            let restores = |at: &usize| steps.steps[*at].restores == Some(*service);
            let milestones: Vec<u32> = (0..n)
                .filter(restores)
                .map(|at| first + at as u32)
                .collect();
            if says && !milestones.is_empty() {
                return milestones;
            }
            let roots = (0..n).filter(|at| steps.steps[*at].parent.is_none());
            roots.map(|at| first + (n + at) as u32).collect()
        };
        Some(services.iter().map(ends).collect())
    }

    fn staff(&mut self, task: usize, role: Option<Id>) {
        if let Some(role) = role {
            self.plan.tasks[task].role = self.people.role(role, self.hours_from, self.view);
        }
    }

    // What does not begin before some minutes after the start waits for a task that takes so long.
    fn hold(&mut self, task: usize, minutes: Option<f64>, start: u32) {
        if let Some(minutes) = minutes.filter(|minutes| *minutes > 0.0) {
            let hold = self.task(0, Some(fixed(minutes)), NONE);
            self.after(hold, start);
            self.after(task as u32, hold);
        }
    }

    fn cut(&self, of: Id, law: Pert) -> Pert {
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

    fn model(
        mut self,
        nodes: &[u32],
        net: &Net,
        loss: &Loss,
        back: &[u32],
        activation: f64,
    ) -> (Model, Plan) {
        if let Some(role) = self.variant.holder {
            self.people.add_holder(role);
        }
        self.plan.roles.clone_from(&self.people.has);
        self.plan.people.clone_from(&self.people.clocks);
        let id = |node: u32| self.catalogue.ids[node as usize];
        let own = |node: &u32| self.catalogue.own[*node as usize].minutes;
        let own: Vec<Option<f64>> = nodes.iter().map(own).collect();
        let waves = order(net, &own, activation);
        let reasons = Reasons::of(&self);
        let row = |at: usize| Row {
            service: id(nodes[at]),
            because: loss.chain(nodes[at]).into_iter().map(id).collect(),
            wave: waves[at].wave,
            rto: self.catalogue.required(
                nodes[at],
                self.catalogue.nodes[nodes[at] as usize].rto,
                &self.catalogue.rto,
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
            activation,
            disputed: false,
        };
        (model, self.plan)
    }
}

const fn fixed(minutes: f64) -> Pert {
    Pert {
        min: minutes,
        mode: minutes,
        max: minutes,
        gamma: 4.0,
    }
}

// What is typed in another order counts in the right one.
fn estimated(estimate: Estimate) -> Pert {
    let mode = estimate.likely.max(0.0);
    Pert {
        min: estimate.low.max(0.0).min(mode),
        mode,
        max: estimate.high.max(mode),
        gamma: 4.0,
    }
}

// The same for the same step, whatever else is simulated.
fn key(id: Id, at: u64) -> u64 {
    let id = u128::from_be_bytes(id.0);
    let mut state = (id >> 64) as u64 ^ (id as u64).rotate_left(32) ^ at.rotate_left(17);
    split_mix(&mut state)
}
