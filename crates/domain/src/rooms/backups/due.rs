//! Which restore tests are due, and which jobs were missed.

use super::{Backups, DAYS, Outcome, Slots};
use crate::rooms::review::after;
use crate::view::View;
use crate::zone::DAY as DAY_MS;
use chrono::{Days, NaiveDate};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;

/// When a data set is to be tested next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The data set.
    pub service: Id,
    /// Its tier.
    pub tier: u8,
    /// When a restore of it was last tested, and the test where it is a record of its own.
    pub last: Option<(NaiveDate, Option<Id>)>,
    /// The next by the last and its tier; today where it was never tested.
    pub day: NaiveDate,
    /// A test that is planned and has not ended.
    pub planned: Option<(NaiveDate, Id)>,
}

/// Jobs of a policy with no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The policy.
    pub policy: Id,
    /// How many.
    pub count: usize,
    /// Of how many.
    pub expected: usize,
    /// When the last of them were due, the latest first.
    pub last: Vec<i64>,
}

/// How the jobs of a day went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// How many gave a copy.
    pub good: usize,
    /// How many failed.
    pub failed: usize,
    /// How many were expected and gave no result.
    pub missed: usize,
}

/// As many missed jobs of a policy are counted by day: more than one a minute is no schedule.
const COUNTED: usize = 50_000;
/// As many missed jobs of a policy are listed.
const LISTED: usize = 10;

impl Backups {
    /// When a data set is to be tested next: its last test and the interval of its tier. None where
    /// nothing says how long it may be away.
    pub fn due(&self, service: Id, view: &View<'_>) -> Option<Due> {
        let at = self.services.find(service)?;
        let tier = self.services.tier[at as usize]?;
        let every = self.services.settings.restore_every[usize::from(tier) - 1];
        // What failed is to be tested again: it does not move the day.
        let ended = self
            .restores
            .of_service(service)
            .filter(|test| test.passed());
        let ended = ended.filter_map(|test| Some((test.day()?, Some(test.id))));
        let noted = self.services.nodes[at as usize].proofs.iter();
        let noted = noted.filter(|proof| proof.how == "restore_test");
        let last = ended.chain(noted.map(|proof| (proof.date, None))).max();
        let open = self.restores.of_service(service);
        let planned = open.take_while(|test| test.ended.is_none());
        Some(Due {
            service,
            tier,
            last,
            day: last
                .and_then(|(day, _)| after(day, every))
                .unwrap_or(view.today()),
            planned: planned.filter_map(|test| Some((test.due?, test.id))).min(),
        })
    }

    /// When each data set is to be tested next, the earliest first.
    pub fn all_due(&self, view: &View<'_>) -> Vec<Due> {
        let sets = self.data_sets().into_iter();
        let mut due: Vec<Due> = sets.filter_map(|service| self.due(service, view)).collect();
        due.arrange_by_key(|due| (due.day, due.service));
        due
    }

    /// How the jobs of all policies went in the last [`DAYS`] days, by the day on which they began or were expected to, by
    /// the device's clock; each day is there, today the last.
    pub fn by_day(&self, view: &View<'_>) -> Vec<(NaiveDate, Day)> {
        let today = view.today();
        let first = today.checked_sub_days(Days::new(DAYS as u64 - 1));
        let first = first.unwrap_or(today);
        let mut days: Vec<(NaiveDate, Day)> = first
            .iter_days()
            .take(DAYS as usize)
            .map(|day| (day, Day::default()))
            .collect();
        let place = |at: i64| {
            let since = (view.day_of(at)? - first).num_days();
            usize::try_from(since).ok()
        };
        let from = view.now() - DAYS * DAY_MS;
        for policy in self.policies.all() {
            for job in self.jobs.between(policy.id, from, view.now() + 1) {
                let Some((_, day)) = job.began.and_then(place).and_then(|at| days.get_mut(at))
                else {
                    continue;
                };
                match job.outcome {
                    Outcome::Good => day.good += 1,
                    Outcome::Failed => day.failed += 1,
                    Outcome::Cancelled | Outcome::Unknown => {}
                }
            }
            let slots = Slots::of(policy, &self.jobs, view.now());
            for at in slots.iter().flat_map(Slots::missing).take(COUNTED) {
                if let Some((_, day)) = place(at).and_then(|at| days.get_mut(at)) {
                    day.missed += 1;
                }
            }
        }
        days
    }

    /// The jobs that were missed, by policy.
    pub fn missed(&self, now: i64) -> Vec<Missing> {
        let each = self.policies.all().iter().filter_map(|policy| {
            let slots = Slots::of(policy, &self.jobs, now)?;
            (slots.missed() > 0).then(|| Missing {
                policy: policy.id,
                count: slots.missed(),
                expected: slots.expected(),
                last: slots.missing().take(LISTED).collect(),
            })
        });
        each.collect()
    }
}
