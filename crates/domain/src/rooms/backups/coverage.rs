//! How well a data set is covered by its copies: 3-2-1-1-0, how old they can be and are.

use super::{Jobs, Outcome, Place, Policies, Policy, Restores};
use crate::rooms::services::catalogue::Catalogue;
use crate::value::minutes;
use crate::view::View;
use chrono::NaiveTime;
use holdfast_ledger::Id;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the marks of 3-2-1-1-0 ask for, in that order.
pub const MARKS: [&str; 5] = [
    "3 copies",
    "2 media",
    "1 off site",
    "1 offline or immutable",
    "0 errors",
];

/// Whether something that is asked for is there, and why, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It is.
    Held(String),
    /// It is not.
    Missing(String),
    /// Nobody said.
    Unknown(String),
}

impl Mark {
    /// Whether it is there.
    pub const fn held(&self) -> bool {
        matches!(self, Self::Held(_))
    }

    /// Why.
    pub fn why(&self) -> &str {
        match self {
            Self::Held(why) | Self::Missing(why) | Self::Unknown(why) => why,
        }
    }
}

/// How old the last good backup is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Age {
    /// Minutes since it began.
    pub minutes: f64,
    /// The job.
    pub job: Id,
}

/// How old a copy can be at most, against what may be lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feasible {
    /// interval + job time + lag of the policy whose copies are the newest, in minutes.
    pub worst: f64,
    /// That policy.
    pub policy: Id,
}

/// How well a data set is covered.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The data set.
    pub service: Id,
    /// 3-2-1-1-0, as in [`MARKS`].
    pub marks: [Mark; 5],
    /// How old a copy can be; none where no policy says how often it is made.
    pub feasible: Option<Feasible>,
    /// The lowest RPO of the data set and of all that hard-depend on it, in minutes.
    pub rpo: Option<f64>,
    /// How old the last good backup is now; none where none is logged.
    pub age: Option<Age>,
}

impl Coverage {
    /// What is missing or unknown of 3-2-1-1-0, in words.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let open = self.marks.iter().filter(|mark| !mark.held());
        open.map(Mark::why)
    }
}

/// All that coverage is made of.
pub struct Backups {
    /// The services.
    pub services: Arc<Catalogue>,
    /// The policies.
    pub policies: Arc<Policies>,
    /// The jobs.
    pub jobs: Arc<Jobs>,
    /// The restore tests.
    pub restores: Arc<Restores>,
}

impl Backups {
    /// Those of a workspace.
    pub fn of(view: &View<'_>) -> Self {
        Self {
            services: Catalogue::kept(view),
            policies: Policies::kept(view),
            jobs: Jobs::kept(view),
            restores: Restores::kept(view),
        }
    }

    /// The data sets, and what else has a backup policy, in the order of their ids.
    pub fn data_sets(&self) -> Vec<Id> {
        let nodes = self.services.ids.iter().zip(&self.services.nodes);
        let data = nodes
            .filter(|(_, node)| node.sort == "data")
            .map(|(id, _)| *id);
        let copied = self
            .policies
            .all()
            .iter()
            .filter_map(|policy| policy.service);
        let there = copied.filter(|id| self.services.find(*id).is_some());
        data.chain(there)
            .collect::<BTreeSet<Id>>()
            .into_iter()
            .collect()
    }

    /// How well a data set is covered.
    pub fn coverage(&self, service: Id, view: &View<'_>) -> Coverage {
        let own = self.policies.of_service(service);
        let at = self.services.find(service);
        let feasible = at.and_then(|at| self.services.copy(at));
        Coverage {
            service,
            marks: self.marks(service, own),
            feasible: feasible.map(|copy| Feasible {
                worst: copy.age(),
                policy: copy.policy,
            }),
            rpo: at.and_then(|at| {
                let all = &self.services;
                all.required(at, all.nodes[at as usize].rpo, &all.rpo)
            }),
            age: self.age(own, view.now()),
        }
    }

    fn age(&self, own: &[Arc<Policy>], now: i64) -> Option<Age> {
        let last = own
            .iter()
            .filter_map(|policy| self.jobs.last_good(policy.id));
        let last = last.max_by_key(|job| job.began)?;
        let minutes = (now - last.began?) as f64 / 60_000.0;
        Some(Age {
            minutes: minutes.max(0.0),
            job: last.id,
        })
    }

    /// 3-2-1-1-0 over all policies of a data set.
    pub fn marks(&self, service: Id, own: &[Arc<Policy>]) -> [Mark; 5] {
        let places: Vec<&Place> = own.iter().flat_map(|policy| &policy.places).collect();
        let copies = places.len() + 1;
        let counted = format!("{copies} of 3 copies");
        let safe = |place: &Place| match (place.offline, place.immutable) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        [
            if copies >= 3 {
                Mark::Held(counted)
            } else {
                Mark::Missing(counted)
            },
            media(&places),
            one(&places, |place| place.offsite, "off site"),
            one(&places, safe, "offline or immutable"),
            self.errors(service, own),
        ]
    }

    // Zero errors at the last verification: a restore test, or a job that read back what it wrote.
    fn errors(&self, service: Id, own: &[Arc<Policy>]) -> Mark {
        let tests = self.restores.of_service(service).rev();
        let mut tests = tests.filter(|test| test.ended.is_some() && !test.result.is_empty());
        let test = tests
            .next()
            .and_then(|test| Some((test.ended?, test.passed())));
        let jobs = own.iter().filter_map(|policy| self.verified(policy.id));
        match jobs.chain(test).chain(self.noted(service)).max() {
            Some((_, true)) => Mark::Held("no errors at the last verification".to_owned()),
            Some((_, false)) => Mark::Missing("the last verification found errors".to_owned()),
            None => Mark::Unknown("nothing was ever verified".to_owned()),
        }
    }

    // A test that is noted with the service only: one that failed is no proof.
    fn noted(&self, service: Id) -> Option<(i64, bool)> {
        let at = self.services.find(service)?;
        let proofs = self.services.nodes[at as usize].proofs.iter();
        let tests = proofs.filter(|proof| proof.how == "restore_test");
        let last = tests.map(|proof| proof.date).max()?;
        let day = last.and_time(NaiveTime::MIN).and_utc();
        Some((day.timestamp_millis(), true))
    }

    /// When a job of a policy last read back what it wrote, and whether it found no error.
    pub fn verified(&self, policy: Id) -> Option<(i64, bool)> {
        let mut jobs = self.jobs.of_policy(policy).rev();
        let job = jobs.find(|job| job.verified)?;
        let good = job.outcome == Outcome::Good && job.errors.unwrap_or(0) == 0;
        Some((job.began?, good))
    }
}

// The data set itself is on disk, and a snapshot beside it is on the same.
fn media(places: &[&Place]) -> Mark {
    let known = places.iter().map(|place| &*place.medium);
    let known = known.filter(|medium| !matches!(*medium, "" | "snapshot"));
    let media: BTreeSet<&str> = known.chain(["disk"]).collect();
    let counted = format!("{} of 2 media", media.len());
    if media.len() >= 2 {
        return Mark::Held(counted);
    }
    match unsaid(places, |place| (!place.medium.is_empty()).then_some(false)) {
        Some(name) => Mark::Unknown(format!("nobody said what {name} is kept on")),
        None => Mark::Missing(counted),
    }
}

fn one(places: &[&Place], is: impl Fn(&Place) -> Option<bool>, what: &str) -> Mark {
    let known = places.iter().find(|place| is(place) == Some(true));
    if let Some(place) = known {
        return Mark::Held(format!("{} is {what}", called(place)));
    }
    match unsaid(places, is) {
        Some(name) => Mark::Unknown(format!("nobody said whether {name} is {what}")),
        None => Mark::Missing(format!("no copy is {what}")),
    }
}

fn unsaid(places: &[&Place], is: impl Fn(&Place) -> Option<bool>) -> Option<String> {
    let place = places.iter().find(|place| is(place).is_none())?;
    Some(called(place))
}

/// What a copy is called.
pub(super) fn called(place: &Place) -> String {
    if place.title.is_empty() {
        "a copy".to_owned()
    } else {
        format!("“{}”", place.title)
    }
}

impl Feasible {
    /// In words: `up to 1 h 20 min`.
    pub fn words(&self) -> String {
        format!("up to {}", minutes(self.worst))
    }
}
