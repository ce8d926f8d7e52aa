//! What a simulation is of: what is down, who is needed, and what its figures leave out.

use super::build::Build;
use super::disputed::Disputes;
use super::holds::Holds;
use super::units::{How, Planned, Units, how};
use super::{Scenario, Variant};
use crate::rooms::plans::PLAN;
use crate::rooms::plans::order::among;
use crate::rooms::plans::scope::Scope;
use crate::rooms::services::blast;
use crate::rooms::services::catalogue::Catalogue;
use crate::stats::recovery::Plan;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::collections::HashSet;

/// The most tasks of a simulation: more would fill the memory.
pub const MOST_TASKS: usize = 200_000;

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
    /// The steps of this runbook wait for each other.
    Circle(Id),
}

/// A service that is down.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The service.
    pub service: Id,
    /// How the loss came to it: from what is lost to itself.
    pub because: Vec<Id>,
    /// The wave that it comes back in: by the graph, or as the plan sets it by hand.
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
    /// The roles; the first is no role, but what nobody can do.
    pub roles: Vec<Id>,
    /// The roles that nobody has.
    pub empty: Vec<Id>,
    /// Whose working hours nobody knows: they count as there at any time.
    pub unclear: Vec<Id>,
    /// Who is on call outside their hours, where that is asked.
    pub on_call: Vec<Id>,
    /// What the plan has come later than something that waits for it: the later and the earlier, a service or a runbook.
    /// What is needed counts.
    pub against: Vec<(Id, Id)>,
    /// Minutes before any recovery begins.
    pub activation: f64,
    /// The records about which people disagree in what this follows from: what lists show counts.
    pub disputed: Vec<Id>,
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
        if scenario.outside.needs_a_moment() && scenario.at.is_none() {
            return Err("Say when it is lost: who is at work depends on it.".to_owned());
        }
        let record = scenario.plan.and_then(|plan| view.there(plan));
        let record = record.filter(|plan| plan.kind == PLAN.key());
        let scope = record.map(|plan| Scope::of(plan, view));
        let catalogue = Catalogue::kept(view);
        let lost = lost(scenario, variant, (record, scope.as_ref()), &catalogue);
        if lost.is_empty() && variant.kept.is_none() {
            return Err("Choose what is lost, or a plan that says so.".to_owned());
        }
        let loss = blast::loss(&catalogue.net, &lost);
        let mut nodes = loss.down.clone();
        nodes.arrange();
        let rows = scope.iter().flat_map(|scope| scope.rows.iter());
        let rows: Planned<'_> = rows.map(|row| (row.service, row)).collect();
        let hows: Vec<How> = nodes
            .iter()
            .map(|node| how(*node, &catalogue, scenario, &rows))
            .collect();
        let freed: HashSet<Id> = scope
            .iter()
            .flat_map(|scope| scope.free.iter())
            .copied()
            .collect();
        let free = |node: u32| {
            let by_itself = nodes.binary_search(&node);
            by_itself.is_ok_and(|at| matches!(hows[at], How::ByItself(_)))
                || freed.contains(&catalogue.ids[node as usize])
        };
        let net = among(&catalogue.net, &nodes, &free);
        let activation = match &scope {
            Some(scope) => scope.activation,
            None => catalogue.settings.activation,
        };
        let planned = record.zip(scope.as_ref());
        let mut units = Units::new(&hows);
        let service = |at: usize| catalogue.ids[nodes[at] as usize];
        let ids: Vec<Id> = (0..nodes.len()).map(service).collect();
        let holds =
            planned.map(|(plan, scope)| Holds::of(plan, scope, &mut units, &ids, &net, view));
        let holds = holds.unwrap_or_default();
        let mut build = Build::new(scenario, variant, &ids, view);
        let back = build.all(&units, &net, &holds, activation);
        if build.is_full {
            return Err(format!(
                "So many steps cannot be simulated at once: more than {MOST_TASKS}."
            ));
        }
        let disputes = Disputes::of(&build, &catalogue, (&nodes, record), view);
        let mut model = build.model(&catalogue, &nodes, &net, &loss, &back, scope.as_ref());
        model.0.activation = activation;
        model.0.against = holds.against;
        model.0.disputed = disputes.0;
        Ok(model)
    }
}

// What somebody chose and what the plan says; a plan that says nothing is for the loss of all that it brings back.
fn lost(
    scenario: &Scenario,
    variant: &Variant,
    (plan, scope): (Option<&Record>, Option<&Scope>),
    catalogue: &Catalogue,
) -> Vec<u32> {
    let said = scenario.lost.iter().map(|lost| lost.service);
    let named = plan.map(|plan| crate::value::links(plan, "lost"));
    let mut all: Vec<Id> = said.chain(named.into_iter().flatten()).collect();
    if all.is_empty() {
        all.extend(
            scope
                .iter()
                .flat_map(|scope| scope.rows.iter())
                .map(|row| row.service),
        );
    }
    let all = all.into_iter().filter(|id| variant.kept != Some(*id));
    let mut lost: Vec<u32> = all.filter_map(|id| catalogue.find(id)).collect();
    lost.arrange();
    lost.dedup();
    lost
}
