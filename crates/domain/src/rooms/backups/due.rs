//! Which restore tests are due, and which jobs were missed.

use super::{Backups, Slots};
use crate::rooms::review::after;
use crate::view::View;
use chrono::NaiveDate;
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
