//! What the rows of the outline show of the steps, read in one go.

use holdfast_domain::rooms::runbooks::plan::Plan;
use holdfast_domain::rooms::runbooks::steps::Step;
use holdfast_domain::value::{minutes, moment};
use holdfast_domain::view::View;
use holdfast_ledger::record::Flag;
use holdfast_ledger::{Id, Record};
use std::collections::HashMap;

/// What a row shows.
#[derive(Clone, PartialEq, Default)]
pub struct Row {
    /// The step.
    pub id: Id,
    /// Its number in the outline.
    pub number: String,
    /// What it is called.
    pub title: String,
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

/// All rows, and where each stands.
#[derive(Default, PartialEq)]
pub struct Rows {
    /// In the order of the outline.
    pub list: Vec<Row>,
    at: HashMap<Id, usize>,
}

impl Rows {
    /// Where a step stands.
    pub fn place(&self, step: Id) -> Option<usize> {
        self.at.get(&step).copied()
    }

    /// The row of a step.
    pub fn row(&self, step: Id) -> Option<&Row> {
        self.list.get(self.place(step)?)
    }
}

/// The rows of a runbook.
pub fn rows(record: &Record, view: &View<'_>) -> Rows {
    let plan = Plan::kept(record, view);
    let steps = &plan.steps;
    let row = |(n, step): (usize, &Step)| {
        let start = match (step.start_at, step.start_after) {
            (Some(at), _) => moment(at, view),
            (None, Some(after)) => format!("+{}", minutes(after)),
            (None, None) => String::new(),
        };
        let duration = step.estimate.map(|estimate| minutes(estimate.mean()));
        Row {
            id: step.id,
            number: step.number.clone(),
            title: step.title.clone(),
            depth: step.depth,
            kind: step.kind.clone(),
            role: step
                .role
                .filter(|_| step.own_role)
                .and_then(|role| view.there(role))
                .map(|role| role.text("title").into_owned())
                .unwrap_or_default(),
            duration: duration.unwrap_or_default(),
            when: step.when.clone(),
            start,
            only: step.only.clone(),
            beside: plan.beside[n],
            irreversible: step.irreversible,
            evidence: step.evidence,
            flag: match step.flag {
                Some(Flag::RemovedButEdited) => "Removed by one, edited by another",
                Some(Flag::Circle) => "Moved below itself by two people",
                None => "",
            },
        }
    };
    let list: Vec<Row> = steps.iter().enumerate().map(row).collect();
    let at = list
        .iter()
        .enumerate()
        .map(|(n, row)| (row.id, n))
        .collect();
    Rows { list, at }
}
