//! What the rows of the outline show of the steps.

use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::steps::Step;
use holdfast_domain::value::{minutes, moment};
use holdfast_domain::view::View;
use holdfast_ledger::record::Flag;
use holdfast_ledger::{Id, Record};
use std::collections::HashMap;
use std::sync::Arc;

/// What a row shows.
#[derive(Clone, PartialEq, Default)]
pub struct Row {
    /// Its number in the outline.
    pub number: String,
    /// How many steps it stands under.
    pub depth: usize,
    /// The key of its kind.
    pub kind: String,
    /// The name of its role.
    pub role: String,
    /// Its expected duration in words.
    pub duration: String,
    /// The answer that leads to it.
    pub when: String,
    /// What it waits for beside other steps, in words.
    pub start: String,
    /// The only mode that it is for.
    pub only: String,
    /// Whether it is worked side by side with the step before.
    pub beside: bool,
    /// Whether there is no way back after it.
    pub irreversible: bool,
    /// Whether evidence has to be kept.
    pub evidence: bool,
    /// Why it wants a look.
    pub flag: &'static str,
}

/// All rows, and where each stands. What a row says is read when it is drawn: of long runbooks
/// only a few rows are.
#[derive(Default)]
pub struct Rows {
    plan: Arc<Plan>,
    at: HashMap<Id, usize>,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.plan, &other.plan)
    }
}

impl Rows {
    /// The rows of a runbook.
    pub fn of(record: &Record, view: &View<'_>) -> Self {
        let plan = Plan::kept(record, view);
        let places = plan.steps.iter().enumerate();
        let at = places.map(|(n, step)| (step.id, n)).collect();
        Self { plan, at }
    }

    /// The steps, in the order of the outline.
    pub fn steps(&self) -> &[Step] {
        &self.plan.steps
    }

    /// Where a step stands.
    pub fn place(&self, step: Id) -> Option<usize> {
        self.at.get(&step).copied()
    }

    /// A step.
    pub fn step(&self, step: Id) -> Option<&Step> {
        self.plan.steps.get(self.place(step)?)
    }

    /// Whether a step is worked side by side with the sibling before it.
    pub fn is_beside(&self, step: Id) -> bool {
        self.place(step).is_some_and(|at| self.plan.beside[at])
    }

    /// The row of a step.
    pub fn row(&self, step: Id, view: &View<'_>) -> Option<Row> {
        let at = self.place(step)?;
        Some(row(&self.plan.steps[at], self.plan.beside[at], view))
    }
}

fn row(step: &Step, beside: bool, view: &View<'_>) -> Row {
    let start = match (step.start_at, step.start_after) {
        (Some(at), _) => moment(at, view),
        (None, Some(after)) => format!("+{}", minutes(after)),
        (None, None) => String::new(),
    };
    let duration = step.estimate.map(|estimate| minutes(estimate.mean()));
    let role = step.own_role.and_then(|role| view.there(role));
    let role = role.map(|role| role.text("title").into_owned());
    Row {
        number: step.number.clone(),
        depth: step.depth,
        kind: step.kind.clone(),
        role: role.unwrap_or_default(),
        duration: duration.unwrap_or_default(),
        when: step.when.clone(),
        start,
        only: step.only.clone(),
        beside,
        irreversible: step.irreversible,
        evidence: step.evidence,
        flag: match step.flag {
            Some(Flag::RemovedButEdited) => "Removed by one, edited by another",
            Some(Flag::Circle) => "Moved below itself by two people",
            None => "",
        },
    }
}
