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

#[cfg(test)]
mod tests {
    use super::super::tests::{look, vital};
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    fn point(world: &World) -> Point {
        Point::of(&look(world), &world.view())
    }

    #[test]
    fn former_days_lie_a_week_or_a_month_apart_and_end_before_today() {
        let day = |text: &str| -> NaiveDate { text.parse().expect("a day") };
        let weeks = Every::Week.days(day("2026-11-28"));
        assert_eq!(
            (weeks.len(), weeks[0], weeks[11]),
            (12, day("2026-09-05"), day("2026-11-21"))
        );
        let months = Every::Month.days(day("2026-03-31"));
        assert_eq!(
            (months[0], months[11]),
            (day("2025-03-31"), day("2026-02-28"))
        );
    }

    #[test]
    fn what_came_and_what_was_mended_is_counted_by_check_and_record() {
        let mut world = World::new();
        let service = vital(&mut world);
        let before = point(&world);
        assert!(before.points.is_some());
        assert!(before.services.contains_key(&service));
        assert_eq!(before.since(&before), (0, 0));
        // Without an owner one more fails.
        world.set(service, "owner", json!(null));
        let after = point(&world);
        assert_eq!(after.since(&before), (1, 0));
        assert_eq!(before.since(&after), (0, 1));
        assert!(after.points < before.points);
    }
}
