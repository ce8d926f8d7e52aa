//! What follows from a runbook's steps: how long it takes, when each step can run, who is needed.

use super::preview::defaults;
use holdfast_domain::rooms::runbooks::crew::Crew;
use holdfast_domain::rooms::runbooks::gantt::Chart;
use holdfast_domain::rooms::runbooks::plan::{Length, Plan};
use holdfast_domain::rooms::runbooks::start::shortest;
use holdfast_domain::rooms::runbooks::variables;
use holdfast_domain::view::View;
use holdfast_ledger::Record;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What follows from a runbook's steps; cheap to copy. Equal where what it follows from is.
#[derive(Clone, Default)]
pub struct Facts(Arc<Inner>);

/// What the parts of the page read.
#[derive(Default)]
pub struct Inner {
    /// The steps, those of runbooks within too.
    pub plan: Arc<Plan>,
    /// Their times; none where some wait for each other.
    pub chart: Option<Chart>,
    /// How long it all takes.
    pub length: Option<Length>,
    /// Until the last milestone of full recovery: what the RTO is about. None where there is none.
    pub back: Option<Length>,
    /// What it means for people; none where steps wait for each other.
    pub crew: Option<Crew>,
    /// The shortest RTO that it is measured against, in minutes.
    pub rto: Option<f64>,
    // What variables stand for in titles.
    values: BTreeMap<String, String>,
}

impl PartialEq for Facts {
    fn eq(&self, other: &Self) -> bool {
        // Times and lengths follow from the steps.
        Arc::ptr_eq(&self.0, &other.0)
            || (self.values == other.values
                && self.rto == other.rto
                && self.crew == other.crew
                && self.plan == other.plan)
    }
}

impl std::ops::Deref for Facts {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Facts {
    /// What follows from the steps as they stand.
    pub fn of(record: &Record, view: &View<'_>) -> Self {
        let plan = Plan::whole(record, view);
        let chart = Chart::of(&plan).ok();
        let crew = chart.as_ref().map(|chart| Crew::of(&plan, chart, view));
        let (length, back) = plan.lengths().ok().unzip();
        Self(Arc::new(Inner {
            length,
            back: back.flatten(),
            values: defaults(record),
            chart,
            crew,
            rto: shortest(record, "rto", view),
            plan,
        }))
    }

    /// How many steps there are.
    pub fn count(&self) -> usize {
        self.plan.steps.len()
    }

    /// A step's title, with variables filled in.
    pub fn title(&self, step: usize) -> String {
        match &*self.plan.steps[step].title {
            "" => "Untitled".to_owned(),
            title => variables::fill(title, &self.values),
        }
    }

    /// A step's number and title.
    pub fn name(&self, step: usize) -> String {
        [&*self.plan.steps[step].number, " ", &self.title(step)].concat()
    }

    /// Steps by number and title.
    pub fn names(&self, steps: &[usize]) -> String {
        let names: Vec<String> = steps.iter().map(|&step| self.name(step)).collect();
        names.join(", ")
    }

    /// What the RTO, the chances and the path are about: all being back, else the end.
    pub fn goal<'a>(&'a self, length: &'a Length) -> &'a Length {
        self.back.as_ref().unwrap_or(length)
    }

    /// Whether steps without a duration make each length a least.
    pub fn is_at_least(&self) -> bool {
        let length = self.length.as_ref();
        length.is_some_and(|length| length.unestimated > 0)
    }

    /// Whether anybody said how long anything takes.
    pub fn is_estimated(&self) -> bool {
        self.plan.steps.iter().any(|step| step.estimate.is_some())
    }
}
