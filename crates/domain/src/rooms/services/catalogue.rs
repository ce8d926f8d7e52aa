//! All services at once: the graph, and what follows from it for each. Made once, kept while no
//! record that it is made of changes, so that each row of a register is a look-up.

use super::SERVICE;
use super::capability::{self, Copy, Runbooks, Runs};
use super::impact::{Mtpd, mtpd};
use super::needed::Inherited;
use super::net::{Given, Kinds, Net};
use super::node::{Node, Proof};
use super::order::{Back, Floor, order_above};
use super::points::{Takes, points};
use crate::each::Each;
use crate::graph::components::Components;
use crate::recent::Differs;
use crate::rooms::backups::{BACKUP_JOB, BACKUP_POLICY, RESTORE_TEST};
use crate::rooms::exercises::EXERCISE;
use crate::rooms::runbooks::{RUN, RUNBOOK};
use crate::rooms::workspace::{Settings, WORKSPACE};
use crate::value::minutes;
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use std::sync::{Arc, OnceLock};

/// Up to how many minutes a service may be away in tiers 1, 2 and 3: 4 h, 24 h, 3 d.
pub const TIERS: [f64; 3] = [240.0, 1440.0, 4320.0];
/// The last tier that is critical.
pub const CRITICAL: u8 = 2;

/// All services at once. Nodes are numbered in order of their ids.
pub struct Catalogue {
    /// The settings that it was made with.
    pub settings: Settings,
    /// For each node its id, rising.
    pub ids: Vec<Id>,
    /// For each node what was read of it.
    pub nodes: Vec<Arc<Node>>,
    /// Who depends on whom.
    pub net: Net,
    /// Which nodes have to be back before each other in a circle.
    pub circles: Components,
    /// For each node from when on its outage is intolerable.
    pub mtpd: Vec<Mtpd>,
    /// For each node its own recovery path.
    pub own: Vec<Own>,
    /// For each node when it is back.
    pub back: Vec<Back>,
    /// The recovery times that nodes inherit.
    pub rto: Inherited,
    /// The recovery points that nodes inherit.
    pub rpo: Inherited,
    /// For each node its tier, 1 to 4; none where nothing says how long it may be away.
    pub tier: Vec<Option<u8>>,
    read: Arc<Each<Node>>,
    runs: Arc<Runs>,
    copies: Vec<Copy>,
    points: OnceLock<Vec<Takes>>,
}

/// A node's own recovery path: from when all that it needs is there until it is back.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Own {
    /// In minutes; none where nobody said. "At least" where they are not whole.
    pub minutes: Option<f64>,
    /// Whether all that it takes is known: a runbook may have steps without a duration.
    pub whole: bool,
    /// The approved runbook that says so; none where it was written down with the service.
    pub runbook: Option<Id>,
}

impl Own {
    /// How long it takes, in words; none where nobody said.
    pub fn words(&self) -> Option<String> {
        let least = if self.whole { "" } else { "at least " };
        Some(format!("{least}{}", minutes(self.minutes?)))
    }
}

impl Catalogue {
    /// The catalogue of a workspace.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        let Some(recent) = view.recent else {
            return Arc::new(make(None));
        };
        // Revisions only grow, so a sum that stays means that each did.
        let beside = [&BACKUP_POLICY, &BACKUP_JOB, &RESTORE_TEST, &EXERCISE];
        let of = [&SERVICE, &WORKSPACE, &RUNBOOK, &RUN]
            .into_iter()
            .chain(beside);
        let revision = of.map(|kind| view.ledger.revision(kind.key())).sum();
        recent.whole_told(revision, make, |before, now| now.differs(before))
    }

    // By what it is made of; the rest follows from that.
    fn differs(&self, before: &Self) -> Differs {
        let same = self.settings == before.settings
            && self.ids == before.ids
            && self.nodes == before.nodes
            && self.own == before.own
            && self.copies == before.copies
            && self.runs.same(&before.runs);
        if same { Differs::Nothing } else { Differs::All }
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let settings = Settings::of(view);
        let known = before.map(|before| &before.read);
        let read = Each::of(SERVICE.key(), known, view, |record| Some(Node::of(record)));
        let (ids, nodes): (Vec<Id>, Vec<Arc<Node>>) =
            read.iter().map(|(id, node)| (id, node.clone())).unzip();
        let net = net(&ids, &nodes);
        let runbooks = Runbooks::kept(view);
        let own: Vec<Own> = ids
            .iter()
            .zip(&nodes)
            .map(|(id, node)| own(*id, node, &runbooks))
            .collect();
        let paths: Vec<Option<f64>> = own.iter().map(|own| own.minutes).collect();
        let floors: Vec<Floor> = own.iter().map(|own| Floor::open(own.whole)).collect();
        let objectives = |of: fn(&Node) -> Option<f64>| {
            let own: Vec<Option<f64>> = nodes.iter().map(|node| of(node)).collect();
            Inherited::of(&net, &own)
        };
        let (rto, rpo) = (objectives(|node| node.rto), objectives(|node| node.rpo));
        let limits = nodes
            .iter()
            .map(|node| mtpd(&node.impacts, &settings, true));
        let limits: Vec<Mtpd> = limits.collect();
        let tier = (0..ids.len()).map(|at| {
            let by_hand = nodes[at].tier.as_ref().map(|(tier, _)| *tier);
            let needed = rto.by(at as u32).map(|needed| needed.minutes);
            by_hand.or_else(|| derived_tier(nodes[at].rto, limits[at].minutes(), needed))
        });
        Self {
            tier: tier.collect(),
            back: order_above(&net, &paths, settings.activation, &floors),
            circles: Components::find(&net.adjacency(Kinds::FIRST)),
            mtpd: limits,
            runs: Runs::kept(view),
            copies: capability::copies(view),
            points: OnceLock::new(),
            settings,
            ids,
            nodes,
            net,
            own,
            rto,
            rpo,
            read,
        }
    }

    /// The number of a service, if it is there and not archived.
    pub fn find(&self, service: Id) -> Option<u32> {
        self.ids.binary_search(&service).ok().map(|at| at as u32)
    }

    /// What a node takes down alone of the important ones: business processes and services of tier 1
    /// and 2.
    pub fn takes(&self, node: u32) -> Takes {
        let points = self
            .points
            .get_or_init(|| points(&self.net, &self.important()));
        points[node as usize]
    }

    /// The business processes and services of tier 1 and 2, the most urgent first.
    pub fn important(&self) -> Vec<u32> {
        let critical = |at: &usize| self.tier[*at].is_some_and(|tier| tier <= CRITICAL);
        let all = (0..self.ids.len()).filter(|at| self.nodes[*at].is_business());
        let mut found: Vec<usize> = all.filter(critical).collect();
        let urgent = |at: usize| self.nodes[at].rto.unwrap_or(f64::INFINITY);
        found.arrange_by(|a, b| {
            self.tier[*a]
                .cmp(&self.tier[*b])
                .then(urgent(*a).total_cmp(&urgent(*b)))
        });
        found.into_iter().map(|at| at as u32).collect()
    }

    /// What is proved of a node's recovery: the latest proof that says something of it.
    pub fn proof(&self, node: u32, says: fn(&Proof) -> Option<f64>) -> Option<&Proof> {
        let runs = self
            .runs
            .proofs(self.ids[node as usize])
            .iter()
            .map(|(_, proof)| proof);
        let all = self.nodes[node as usize].proofs.iter().chain(runs);
        all.filter(|proof| says(proof).is_some())
            .max_by_key(|proof| proof.date)
    }

    /// Whether a proof holds on a day: it is not older than the settings allow, and not of a day to come.
    pub fn holds(&self, proof: &Proof, today: NaiveDate) -> bool {
        let age = (today - proof.date).num_days();
        (0..=self.settings.proof_days).contains(&age)
    }

    /// The copy of a node's data that is the newest.
    pub fn copy(&self, node: u32) -> Option<&Copy> {
        capability::best_copy(&self.copies, self.ids[node as usize])
    }

    /// The lowest of a node's own objective and what it inherits, in minutes.
    pub fn required(&self, node: u32, own: Option<f64>, inherited: &Inherited) -> Option<f64> {
        let needed = inherited.by(node).map(|needed| needed.minutes);
        [own, needed].into_iter().flatten().reduce(f64::min)
    }
}

/// The tier that follows from times: by the lowest of a node's own RTO, its MTPD and what it
/// inherits.
pub fn derived_tier(rto: Option<f64>, mtpd: Option<f64>, needed: Option<f64>) -> Option<u8> {
    let away = [rto, mtpd, needed].into_iter().flatten().reduce(f64::min)?;
    let longer = TIERS.iter().filter(|limit| away > **limit).count();
    Some(longer as u8 + 1)
}

fn net(ids: &[Id], nodes: &[Arc<Node>]) -> Net {
    let mut given = Vec::new();
    for (from, node) in nodes.iter().enumerate() {
        let needs = node.needs.iter().filter_map(|need| {
            let to = ids.binary_search(&need.on?).ok()?;
            Some(Given {
                from: from as u32,
                to: to as u32,
                kind: need.kind,
                any_of: &need.any_of,
            })
        });
        given.extend(needs);
    }
    Net::new(ids.len(), &given)
}

// The longest of the approved runbooks' paths: which scenario it will be, nobody knows.
fn own(id: Id, node: &Node, runbooks: &Runbooks) -> Own {
    let paths = runbooks.paths(id).iter();
    let longest = paths.max_by(|a, b| a.minutes.total_cmp(&b.minutes));
    longest.map_or(
        Own {
            minutes: node.recovery,
            whole: node.recovery.is_some(),
            runbook: None,
        },
        |path| Own {
            minutes: Some(path.minutes),
            whole: path.whole,
            runbook: Some(path.runbook),
        },
    )
}
