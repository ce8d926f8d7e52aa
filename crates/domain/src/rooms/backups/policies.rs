//! What is read of backup policies: how often, and where the copies are.

use super::BACKUP_POLICY;
use crate::value::{instant, list_in_conflict};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};
use std::sync::Arc;

/// The list that holds the copies.
const COPIES: Key = Key::new("copies");

/// One copy: where it is and what it withstands. What nobody said is unknown, not "no".
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// What it is called; may be empty.
    pub title: String,
    /// Where it is.
    pub location: Option<Id>,
    /// What it is kept on: a key of [`super::MEDIA`]; empty where nobody said.
    pub medium: String,
    /// Whether it is not where the data set is.
    pub offsite: Option<bool>,
    /// Whether nothing on the network can write to it.
    pub offline: Option<bool>,
    /// Whether nobody can change it.
    pub immutable: Option<bool>,
    /// Whether it is encrypted.
    pub encrypted: Option<bool>,
    /// Minutes from the end of the job until it is there.
    pub lag: f64,
}

/// How one data set is copied.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The policy.
    pub id: Id,
    /// The data set.
    pub service: Option<Id>,
    /// Minutes from the start of one copy to the start of the next.
    pub interval: Option<f64>,
    /// Minutes that a job is to take.
    pub job_time: f64,
    /// When the first job was expected, in milliseconds since 1970.
    pub anchor: Option<i64>,
    /// How many minutes late a result may come.
    pub grace: Option<f64>,
    /// Within how many minutes it is to be verified.
    pub verify_every: Option<f64>,
    /// The copies.
    pub places: Vec<Place>,
    /// Minutes on the way where no copy is named.
    pub lag: f64,
    /// Whether people disagree about the copies.
    pub disputed: bool,
}

impl Policy {
    /// Reads a policy. `location` is a copy of which nothing more is known, unless the list says
    /// more of the one at that place.
    pub fn of(policy: &Record) -> Self {
        let time = |field| policy.get::<f64>(field).filter(|minutes| *minutes >= 0.0);
        let link = |field| policy.value(Path::of(field))?.plain().parse::<Id>().ok();
        let listed = policy.loose_items(COPIES).map(|item| Place {
            title: item.text("title").trim().to_owned(),
            location: item.text("location").parse().ok(),
            medium: item.text("medium").into_owned(),
            offsite: item.get("offsite"),
            offline: item.get("offline"),
            immutable: item.get("immutable"),
            encrypted: item.get("encrypted"),
            lag: item.get::<f64>("lag").unwrap_or(0.0).max(0.0),
        });
        let mut places: Vec<Place> = listed.collect();
        let lag = time("transfer_lag").unwrap_or(0.0);
        let alone = link("location");
        if alone.is_some() && places.iter().all(|place| place.location != alone) {
            places.push(Place {
                location: alone,
                lag,
                ..Place::default()
            });
        }
        Self {
            id: policy.id,
            service: link("service"),
            interval: time("interval").filter(|minutes| *minutes > 0.0),
            job_time: time("job_time").unwrap_or(0.0),
            anchor: instant(policy.value(Path::of("anchor"))),
            grace: time("grace"),
            verify_every: time("verify_every").filter(|minutes| *minutes > 0.0),
            places,
            lag,
            disputed: list_in_conflict(policy, COPIES.as_str()),
        }
    }

    /// Minutes until the first copy is there.
    pub fn first_lag(&self) -> f64 {
        let lags = self.places.iter().map(|place| place.lag);
        lags.reduce(f64::min).unwrap_or(self.lag)
    }
}

/// All policies, by data set.
pub struct Policies(Vec<Arc<Policy>>);

impl Policies {
    /// All policies in use, read once while none of them changes.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| {
            let all = view.live(BACKUP_POLICY.id);
            let mut all: Vec<Arc<Policy>> =
                all.map(|policy| Arc::new(Policy::of(policy))).collect();
            all.arrange_by_key(|policy| policy.service);
            Self(all)
        };
        match view.recent {
            Some(recent) => recent.whole(view.ledger.revision(BACKUP_POLICY.key()), make),
            None => Arc::new(make(None)),
        }
    }

    /// All, by data set.
    pub fn all(&self) -> &[Arc<Policy>] {
        &self.0
    }

    /// Those of a data set.
    pub fn of_service(&self, service: Id) -> &[Arc<Policy>] {
        let service = Some(service);
        let from = self.0.partition_point(|policy| policy.service < service);
        let rest = &self.0[from..];
        &rest[..rest.partition_point(|policy| policy.service == service)]
    }

    /// One of them.
    pub fn find(&self, id: Id) -> Option<&Arc<Policy>> {
        self.0.iter().find(|policy| policy.id == id)
    }
}
