//! What is read of restore tests: what they achieved, and what that proves.

use super::{Policies, RESTORE_TEST};
use crate::rooms::services::capability::of_service;
use crate::rooms::services::node::Proof;
use crate::value::{date, instant};
use crate::view::View;
use chrono::{DateTime, NaiveDate};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record, Slot};
use std::sync::Arc;

/// A derived duration in minutes, or why it is unknown.
pub type Shown = Result<f64, &'static str>;

/// What is read of a restore test.
#[derive(Clone, Debug, PartialEq)]
pub struct Restore {
    /// The test.
    pub id: Id,
    /// What it brings back, as it says itself.
    pub services: Vec<Id>,
    /// Whose copy it uses.
    pub policy: Option<Id>,
    /// By which day it is to be done.
    pub due: Option<NaiveDate>,
    /// When it began, in milliseconds since 1970.
    pub started: Option<i64>,
    /// When it ended.
    pub ended: Option<i64>,
    /// The moment whose data came back.
    pub data_as_of: Option<i64>,
    /// How it ended: a key of [`super::VERDICTS`]; empty while nobody said, or people disagree.
    pub result: String,
    /// Whether the data was found not to be whole.
    pub broken: bool,
    /// Whether all was brought back.
    pub whole: bool,
}

impl Restore {
    /// Reads a test.
    pub fn of(test: &Record) -> Self {
        let at = |field| instant(test.value(Path::of(field)));
        let ids: Vec<String> = test.get("services").unwrap_or_default();
        let agreed = |field| !test.slot(Path::of(field)).is_some_and(Slot::in_conflict);
        let result = Some(test.text("result")).filter(|_| agreed("result") && agreed("integrity"));
        Self {
            id: test.id,
            services: ids.iter().filter_map(|id| id.parse().ok()).collect(),
            policy: test
                .value(Path::of("policy"))
                .and_then(|id| id.plain().parse().ok()),
            due: date(test.value(Path::of("due"))),
            started: at("started"),
            ended: at("ended"),
            data_as_of: at("data_as_of"),
            result: result.unwrap_or_default().into_owned(),
            broken: test.text("integrity") == "not_ok",
            whole: !matches!(&*test.text("scope"), "partial" | "files"),
        }
    }

    /// Achieved RTO: ended − started, in minutes.
    ///
    /// # Errors
    /// Why it is unknown.
    pub fn rto(&self) -> Shown {
        let started = self.started.ok_or("nobody wrote down when it started")?;
        let ended = self.ended.ok_or("nobody wrote down when it ended")?;
        let minutes = (ended - started) as f64 / 60_000.0;
        (minutes >= 0.0)
            .then_some(minutes)
            .ok_or("it ended before it started")
    }

    /// Achieved RPO: started − the moment whose data came back, in minutes.
    ///
    /// # Errors
    /// Why it is unknown.
    pub fn rpo(&self) -> Shown {
        let started = self.started.ok_or("nobody wrote down when it started")?;
        let data = self
            .data_as_of
            .ok_or("nobody wrote down how old the data was")?;
        let minutes = (started - data) as f64 / 60_000.0;
        (minutes >= 0.0)
            .then_some(minutes)
            .ok_or("the data is younger than the test")
    }

    /// Whether the data came back, whole as far as anybody knows.
    pub fn passed(&self) -> bool {
        matches!(&*self.result, "passed" | "passed_with_issues") && !self.broken
    }

    /// The day on which it ended, in UTC.
    pub fn day(&self) -> Option<NaiveDate> {
        let ended = DateTime::from_timestamp_millis(self.ended?)?;
        Some(ended.date_naive())
    }

    /// What it brings back: what it names, else the data set of its policy.
    pub fn about(&self, policies: &Policies) -> Vec<Id> {
        let policy = self.policy.filter(|_| self.services.is_empty());
        let alone = policy.and_then(|id| policies.find(id)?.service);
        self.services.iter().copied().chain(alone).collect()
    }

    /// What it proves: only where all came back, how long that takes.
    pub fn proof(&self) -> Option<Proof> {
        let day = self.day().filter(|_| self.passed())?;
        Some(Proof {
            date: day,
            how: "restore_test".to_owned(),
            rto: self.rto().ok().filter(|_| self.whole),
            rpo: self.rpo().ok(),
            of: Some(self.id),
        })
    }
}

/// A test that passed, and how long it took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tried {
    /// The test.
    pub test: Id,
    /// The day on which it ended.
    pub day: NaiveDate,
    /// Its achieved RTO, in minutes.
    pub minutes: f64,
}

/// All restore tests, by what they bring back.
pub struct Restores {
    all: Vec<Arc<Restore>>,
    of: Vec<(Id, Arc<Restore>)>,
}

impl Restores {
    /// All in use, read once while none of them and no policy changes.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| Self::of(view);
        let kinds = [&RESTORE_TEST, &super::BACKUP_POLICY];
        let revision = kinds
            .map(|kind| view.ledger.revision(kind.key()))
            .iter()
            .sum();
        match view.recent {
            Some(recent) => recent.whole(revision, make),
            None => Arc::new(make(None)),
        }
    }

    fn of(view: &View<'_>) -> Self {
        let policies = Policies::kept(view);
        let all = view.live(RESTORE_TEST.id);
        let all: Vec<Arc<Restore>> = all.map(|test| Arc::new(Restore::of(test))).collect();
        let mut of: Vec<(Id, Arc<Restore>)> = Vec::new();
        for test in &all {
            let services = test.about(&policies).into_iter();
            of.extend(services.map(|service| (service, test.clone())));
        }
        of.arrange_by_key(|(service, test)| (*service, test.ended));
        Self { all, of }
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<Restore>] {
        &self.all
    }

    /// Those of a data set or service: first those that have not ended, then by when they ended.
    pub fn of_service(&self, service: Id) -> impl DoubleEndedIterator<Item = &Arc<Restore>> {
        let own = of_service(&self.of, service, |test| test.0).iter();
        own.map(|(_, test)| test)
    }

    /// How long it took to bring a data set or service back whole, test by test: those that passed.
    pub fn trend(&self, service: Id) -> Vec<Tried> {
        let own = self
            .of_service(service)
            .filter(|test| test.passed() && test.whole);
        let tried = own.filter_map(|test| {
            Some(Tried {
                test: test.id,
                day: test.day()?,
                minutes: test.rto().ok()?,
            })
        });
        tried.collect()
    }

    /// What they prove, with what of.
    pub fn proofs(&self) -> impl Iterator<Item = (Id, Proof)> {
        let all = self.of.iter();
        all.filter_map(|(service, test)| Some((*service, test.proof()?)))
    }
}
