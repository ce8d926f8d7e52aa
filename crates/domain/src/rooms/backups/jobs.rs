//! What is read of backup jobs, by policy and time.

use super::BACKUP_JOB;
use crate::each::Each;
use crate::recent::Recent;
use crate::value::instant;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};
use std::collections::HashMap;
use std::sync::Arc;

/// As many of the last good jobs say how long a job takes.
const RECENT: usize = 30;

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is a copy.
    Good,
    /// There is none.
    Failed,
    /// Somebody stopped it.
    Cancelled,
    /// Nobody said.
    Unknown,
}

/// What is read of a job.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// The job.
    pub id: Id,
    /// Its policy.
    pub policy: Option<Id>,
    /// When it began, else when it ended, in milliseconds since 1970.
    pub began: Option<i64>,
    /// How many minutes it took; none where a time is missing or they are in the wrong order.
    pub took: Option<f64>,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether it read back what it wrote.
    pub verified: bool,
    /// How many errors it told of; none where it told of none and did not say so.
    pub errors: Option<u64>,
}

impl Job {
    /// Reads a job.
    pub fn of(job: &Record) -> Self {
        let at = |field| instant(job.value(Path::of(field)));
        let (started, ended) = (at("started"), at("ended"));
        let took = started
            .zip(ended)
            .map(|(from, to)| (to - from) as f64 / 60_000.0);
        let policy = job.value(Path::of("policy"));
        Self {
            id: job.id,
            policy: policy.and_then(|id| id.plain().parse().ok()),
            began: started.or(ended),
            took: took.filter(|minutes| *minutes >= 0.0),
            outcome: match &*job.text("result") {
                "success" | "warning" => Outcome::Good,
                "failed" => Outcome::Failed,
                "cancelled" => Outcome::Cancelled,
                _ => Outcome::Unknown,
            },
            verified: job.get("verified").unwrap_or(false),
            errors: job.get("errors"),
        }
    }
}

/// All jobs.
pub struct Jobs {
    each: Arc<Each<Job>>,
    /// Those of each policy, by when they began.
    of: HashMap<Id, Arc<[Arc<Job>]>>,
}

impl Jobs {
    /// All jobs; after an edit only what was written to is read again, and only its policies are sorted anew.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        match view.recent {
            Some(recent) => recent.whole(view.ledger.revision(BACKUP_JOB.key()), make),
            None => Arc::new(make(None)),
        }
    }

    /// Reads up to `most` further jobs, so that [`kept`](Self::kept) does not have to read all at once.
    /// Whether there may be more.
    pub fn ahead(view: &View<'_>, most: usize) -> bool {
        let known = view.recent.and_then(Recent::known::<Self>);
        let near = |known: Arc<Self>| known.each.is_near(BACKUP_JOB.key(), view);
        !known.is_some_and(near)
            && Each::ahead(BACKUP_JOB.key(), view, |job| Some(Job::of(job)), most)
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let known = before.map(|before| &before.each);
        let each = Each::of(BACKUP_JOB.key(), known, view, |job| Some(Job::of(job)));
        let mut of = before.map(|before| before.of.clone()).unwrap_or_default();
        let differ = each.since(known.map(|known| &**known));
        let mut groups: HashMap<Id, Vec<Arc<Job>>> = HashMap::new();
        for (_, job) in &differ.is {
            if let (Some(policy), Some(_)) = (job.policy, job.began) {
                groups.entry(policy).or_default().push(job.clone());
            }
        }
        for (_, job) in &differ.was {
            groups.entry(job.policy.unwrap_or(Id::NONE)).or_default();
        }
        for (policy, mut jobs) in groups {
            let gone = |job: &Arc<Job>| differ.had(job.id);
            let stays = of.remove(&policy);
            let stays = stays.iter().flat_map(|jobs| &**jobs);
            jobs.extend(stays.filter(|job| !gone(job)).cloned());
            jobs.arrange_by_key(|job| (job.began, job.id));
            if !jobs.is_empty() {
                of.insert(policy, jobs.into());
            }
        }
        Self { each, of }
    }

    /// The jobs of a policy, by when they began.
    pub fn of_policy(&self, policy: Id) -> impl DoubleEndedIterator<Item = &Job> {
        self.own(policy).iter().map(|job| &**job)
    }

    /// The jobs of a policy that began in a time, the end excluded.
    pub fn between(&self, policy: Id, from: i64, to: i64) -> impl Iterator<Item = &Job> {
        let own = self.own(policy);
        let at = |began: i64| own.partition_point(|job| job.began < Some(began));
        own[at(from)..at(to).max(at(from))].iter().map(|job| &**job)
    }

    fn own(&self, policy: Id) -> &[Arc<Job>] {
        self.of.get(&policy).map_or(&[], |own| &**own)
    }

    /// How many minutes the last good jobs of a policy took: their median, and of how many it is.
    pub fn median(&self, policy: Id) -> Option<(f64, usize)> {
        let good = self.of_policy(policy).rev();
        let good = good.filter(|job| job.outcome == Outcome::Good);
        let mut took: Vec<f64> = good.filter_map(|job| job.took).take(RECENT).collect();
        took.arrange_by(f64::total_cmp);
        let half = took.len() / 2;
        let middle = match took.len() {
            0 => return None,
            n if n % 2 == 1 => took[half],
            _ => f64::midpoint(took[half - 1], took[half]),
        };
        Some((middle, took.len()))
    }

    /// The last job of a policy that gave a copy.
    pub fn last_good(&self, policy: Id) -> Option<&Job> {
        let mut own = self.of_policy(policy).rev();
        own.find(|job| job.outcome == Outcome::Good)
    }
}
