//! How ready all was before: what the checks of today say of the records as they were, by their history
//! ([`holdfast_ledger::past`]). Nothing is written down for it, so a check that is new does not look like a fall.

use super::Readiness;
use super::checks::SEVERITIES;
use super::score::Tally;
use crate::view::View;
use chrono::{Days, Months, NaiveDate};
use holdfast_ledger::Id;
use std::collections::{BTreeMap, BTreeSet};

/// How many former days are looked at.
pub const POINTS: u32 = 12;

/// How far they lie apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Every {
    /// A week.
    #[default]
    Week,
    /// A month.
    Month,
}

impl Every {
    /// The former days to look at before a day, the oldest first.
    pub fn days(self, today: NaiveDate) -> Vec<NaiveDate> {
        let before = |n: u32| match self {
            Self::Week => today.checked_sub_days(Days::new(7 * u64::from(n))),
            Self::Month => today.checked_sub_months(Months::new(n)),
        };
        (1..=POINTS).rev().filter_map(before).collect()
    }
}

/// How ready all was on a day. What depends on the device is no part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Point {
    /// The day.
    pub day: NaiveDate,
    /// Points of 100 of all services together; none without a service.
    pub points: Option<usize>,
    /// What failed and was not muted.
    pub failed: Tally,
    /// What failed of each service.
    pub services: BTreeMap<Id, Tally>,
    each: BTreeSet<(&'static str, Id)>,
}

impl Point {
    /// What the checks say at the view's moment, without the device.
    pub fn of(all: &Readiness, view: &View<'_>) -> Self {
        let counts = all.failed.iter().filter(|one| one.muted.is_none());
        let service = |one: &super::Scored| (one.service, one.failed);
        Self {
            day: view.today(),
            points: all.overall.as_ref().map(|overall| overall.points),
            failed: Tally(SEVERITIES.map(|severity| all.count(severity))),
            services: all.services.iter().map(service).collect(),
            each: counts.map(|one| (one.check.id, one.record)).collect(),
        }
    }

    /// How many checks failed that did not before, and how many did before and do not any more.
    pub fn since(&self, before: &Self) -> (usize, usize) {
        let come = self.each.difference(&before.each).count();
        let gone = before.each.difference(&self.each).count();
        (come, gone)
    }
}
