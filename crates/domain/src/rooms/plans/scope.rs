//! What a plan brings back, in which order, and whether that is soon enough.

use super::describe::{ORDER, STRATEGY_LIST};
use super::held::{self, Held};
use super::order::{against, among, involved, placed};
use super::stages::{self, Planned};
use crate::rooms::changes::plans::ids;
use crate::rooms::services::blast::{self, Effect};
use crate::rooms::services::capability::Runbooks;
use crate::rooms::services::catalogue::Catalogue;
use crate::rooms::services::net::Net;
use crate::rooms::services::order::chain;
use crate::value::list_in_conflict;
use crate::view::View;
use holdfast_ledger::record::Item;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::sync::Arc;

/// What says how long the recovery of a service takes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A runbook of the plan.
    Runbook(Id),
    /// The plan's strategy.
    Strategy,
    /// What is known of the service whatever the plan.
    Service,
    /// Nothing.
    Nothing,
}

/// A strategy as it is written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strategy {
    /// For what.
    pub service: Option<Id>,
    /// A key of [`super::STRATEGIES`]; empty where nobody chose.
    pub how: String,
    /// Minutes from the activation until it works.
    pub implement: Option<f64>,
    /// For how many minutes one can live with it.
    pub lasts: Option<f64>,
    /// How much of the usual work it carries, 0 to 100.
    pub percent: Option<f64>,
    /// What else is said.
    pub note: String,
}

/// The strategies of a plan, in order.
pub fn strategies(plan: &Record) -> Vec<Strategy> {
    let minutes = |item: &Item<'_>, field| item.get::<f64>(field).filter(|minutes| *minutes >= 0.0);
    let read = |item: &Item<'_>| Strategy {
        service: item.text("service").parse().ok(),
        how: item.text("how").into_owned(),
        implement: minutes(item, "implement"),
        lasts: minutes(item, "lasts"),
        percent: item.get("percent"),
        note: item.text("note").into_owned(),
    };
    plan.items(STRATEGY_LIST).iter().map(read).collect()
}

/// A service that a plan brings back.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The service.
    pub service: Id,
    /// Whether the plan names it; else something that the plan names needs it.
    pub named: bool,
    /// The wave that follows from the graph, from 1.
    pub derived: u32,
    /// The wave that it comes back in.
    pub wave: u32,
    /// Whether that was set by hand.
    pub by_hand: bool,
    /// Why, where it was set by hand and somebody said so.
    pub reason: String,
    /// The minutes that its own recovery takes once all that it needs is there, and whether all of that is
    /// known: else "at least".
    pub own: Option<(f64, bool)>,
    /// What says so.
    pub source: Source,
    /// Minutes from the event until it is back; "at least" where they are not whole.
    pub minutes: f64,
    /// Whether all that they are made of is known.
    pub whole: bool,
    /// What it waits for, from what is first to the service itself.
    pub chain: Vec<Id>,
    /// What has it come back later than what it waits for would.
    pub held: Option<Held>,
    /// Within how many minutes it must be back: the lowest of its own RTO and what it inherits.
    pub rto: Option<f64>,
    /// What it needs that does not come back in an earlier wave.
    pub against: Vec<Id>,
}

impl Row {
    /// Minutes to spare between being back and the RTO; below zero where it comes too late. None while
    /// one of them is not known; too late is too late all the same.
    pub fn spare(&self) -> Option<f64> {
        let spare = self.rto? - self.minutes;
        (self.whole || spare < 0.0).then_some(spare)
    }
}

/// What a plan brings back.
pub struct Scope {
    /// All services.
    pub catalogue: Arc<Catalogue>,
    /// What comes back, by wave, in a wave the soonest first.
    pub rows: Vec<Row>,
    /// What it needs that the loss leaves as it is.
    pub stays: Vec<Id>,
    /// Minutes from the event until recovery begins.
    pub activation: f64,
    /// What runs elsewhere or is done by hand, and so waits for nothing that is lost.
    pub free: Vec<Id>,
    /// The services named in the order by hand that the plan does not bring back.
    pub strangers: Vec<Id>,
    /// Whether people disagree about lists that this follows from.
    pub disputed: bool,
    // For each node of the catalogue whether the loss takes it down; none: all is lost.
    down: Option<Vec<bool>>,
}

impl Scope {
    /// Reads a plan.
    pub fn of(plan: &Record, view: &View<'_>) -> Self {
        let catalogue = Catalogue::kept(view);
        let node = |id: &Id| catalogue.find(*id);
        let named: Vec<u32> = ids(plan, "services").iter().filter_map(node).collect();
        let lost: Vec<u32> = ids(plan, "lost").iter().filter_map(node).collect();
        let down = (!lost.is_empty()).then(|| {
            let effects = blast::loss(&catalogue.net, &lost).effect.into_iter();
            effects.map(|effect| effect == Effect::Down).collect()
        });
        let up = |node: u32| {
            down.as_ref()
                .is_some_and(|down: &Vec<bool>| !down[node as usize])
        };
        let ways = Ways::of(plan, view);
        let free = |node: u32| ways.is_free(catalogue.ids[node as usize]);
        let nodes = involved(&catalogue.net, &named, &up, &free);
        let net = among(&catalogue.net, &nodes, &free);
        let own = |node: &u32| ways.own(*node, &catalogue);
        let own: Vec<Own> = nodes.iter().map(own).collect();
        let written = plan
            .get::<f64>("activation_time")
            .filter(|minutes| *minutes >= 0.0);
        let activation = written.unwrap_or(catalogue.settings.activation);
        let stays = stays(&catalogue, &nodes, &up);
        let lists = ["strategies", "order", "runbooks"];
        let mut scope = Self {
            rows: Vec::new(),
            free: Vec::new(),
            stays: stays
                .into_iter()
                .map(|node| catalogue.ids[node as usize])
                .collect(),
            strangers: Vec::new(),
            disputed: lists.iter().any(|list| list_in_conflict(plan, list)),
            activation,
            down,
            catalogue,
        };
        let stages = held::by_stages(&nodes, &scope.catalogue, &ways.planned, &ways.told, view);
        scope.fill(plan, &named, &nodes, &net, &own, stages);
        let rows = scope.rows.iter().map(|row| row.service);
        scope.free = rows.filter(|service| ways.is_free(*service)).collect();
        scope
    }

    fn fill(
        &mut self,
        plan: &Record,
        named: &[u32],
        nodes: &[u32],
        net: &Net,
        own: &[Own],
        stages: Vec<Option<(f64, bool)>>,
    ) {
        let id = |at: u32| self.catalogue.ids[nodes[at as usize] as usize];
        let mut by_hand: Vec<(u32, u32, String)> = Vec::new();
        for item in plan.items(ORDER) {
            let service: Option<Id> = item.text("service").parse().ok();
            let (Some(service), Some(wave)) = (service, item.get::<f64>("wave")) else {
                continue;
            };
            let node = self.catalogue.find(service);
            match node.and_then(|node| nodes.binary_search(&node).ok()) {
                Some(at) => {
                    by_hand.push((at as u32, wave as u32, item.text("reason").into_owned()))
                }
                None => self.strangers.push(service),
            }
        }
        let set: Vec<(u32, u32)> = by_hand.iter().map(|(at, wave, _)| (*at, *wave)).collect();
        let paths: Vec<Option<f64>> = own.iter().map(|own| Some(own.lasts?.0)).collect();
        let whole: Vec<bool> = own
            .iter()
            .map(|own| own.lasts.is_none_or(|lasts| lasts.1))
            .collect();
        let (all, holds) = held::order(net, &paths, &whole, self.activation, stages, &set);
        let waves = placed(&all, &set);
        let wrong = against(net, &waves);
        let row = |at: u32| {
            let (back, node) = (all[at as usize], nodes[at as usize]);
            let hand = by_hand.iter().rfind(|(of, ..)| *of == at);
            let needs = wrong.iter().filter(|(of, _)| *of == at);
            Row {
                service: id(at),
                named: named.contains(&node),
                derived: back.wave,
                wave: waves[at as usize],
                by_hand: hand.is_some(),
                reason: hand.map(|(.., reason)| reason.clone()).unwrap_or_default(),
                own: own[at as usize].lasts,
                source: own[at as usize].source,
                minutes: back.minutes,
                whole: back.whole,
                chain: chain(&all, at).into_iter().map(id).collect(),
                held: holds[at as usize],
                rto: self.catalogue.required(
                    node,
                    self.catalogue.nodes[node as usize].rto,
                    &self.catalogue.rto,
                ),
                against: needs.map(|(_, needed)| id(*needed)).collect(),
            }
        };
        self.rows = (0..nodes.len() as u32).map(row).collect();
        self.rows.arrange_by(|a, b| {
            (a.wave.cmp(&b.wave))
                .then(a.minutes.total_cmp(&b.minutes))
                .then(a.service.cmp(&b.service))
        });
    }

    /// Whether the loss takes a service down; where nobody said what is lost, nobody knows.
    pub fn is_down(&self, service: Id) -> Option<bool> {
        let node = self.catalogue.find(service)?;
        Some(self.down.as_ref()?[node as usize])
    }

    /// The row of a service.
    pub fn row(&self, service: Id) -> Option<&Row> {
        self.rows.iter().find(|row| row.service == service)
    }
}

// The minutes of a node's own recovery, and what says so.
#[derive(Clone, Copy)]
struct Own {
    lasts: Option<(f64, bool)>,
    source: Source,
}

// How a plan brings services back.
struct Ways {
    told: Arc<Runbooks>,
    planned: Vec<Planned>,
    strategies: Vec<Strategy>,
}

impl Ways {
    fn of(plan: &Record, view: &View<'_>) -> Self {
        Self {
            told: Runbooks::kept(view),
            planned: stages::of_plan(plan),
            strategies: strategies(plan),
        }
    }

    fn strategies(&self, service: Id) -> impl Iterator<Item = &Strategy> {
        let own = move |known: &&Strategy| known.service == Some(service);
        self.strategies.iter().filter(own)
    }

    // The longest of the plan's runbooks for a service, as all are carried out.
    fn runbook(&self, service: Id) -> Option<Own> {
        let tells = |stage: &Planned| {
            let runbook = stage.runbook?;
            let (minutes, whole) = self.told.minutes(runbook, service)?;
            Some((minutes, whole, runbook))
        };
        let told = self.planned.iter().filter_map(tells);
        let longest = told.max_by(|a, b| a.0.total_cmp(&b.0));
        longest.map(|(minutes, whole, runbook)| Own {
            lasts: Some((minutes, whole)),
            source: Source::Runbook(runbook),
        })
    }

    // What runs elsewhere, or is done by hand and nothing more, waits for nothing that is lost.
    fn is_free(&self, service: Id) -> bool {
        let mut known = self.strategies(service);
        known.any(|known| match &*known.how {
            "active_active" | "warm_standby" | "pilot_light" => true,
            "manual" => known.implement.is_some() && self.runbook(service).is_none(),
            _ => false,
        })
    }

    // The plan's runbooks come first, then its strategy.
    fn own(&self, node: u32, catalogue: &Catalogue) -> Own {
        let service = catalogue.ids[node as usize];
        if let Some(own) = self.runbook(service) {
            return own;
        }
        let strategies = self.strategies(service);
        let strategy = strategies.filter_map(|known| known.implement);
        if let Some(minutes) = strategy.reduce(f64::max) {
            return Own {
                lasts: Some((minutes, true)),
                source: Source::Strategy,
            };
        }
        let known = catalogue.own[node as usize];
        Own {
            lasts: known.minutes.map(|minutes| (minutes, known.whole)),
            source: known.minutes.map_or(Source::Nothing, |_| Source::Service),
        }
    }
}

// What some nodes need and the loss leaves as it is.
fn stays(catalogue: &Catalogue, nodes: &[u32], up: &dyn Fn(u32) -> bool) -> Vec<u32> {
    let groups = nodes
        .iter()
        .flat_map(|node| super::order::waits_for(&catalogue.net, *node));
    let needed = groups.flatten().map(|edge| edge.to);
    let mut found: Vec<u32> = needed
        .filter(|node| up(*node) && nodes.binary_search(node).is_err())
        .collect();
    found.arrange();
    found.dedup();
    found
}
