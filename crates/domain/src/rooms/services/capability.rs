//! What is known beside the services of how they come back: recovery paths from runbooks, proof from
//! runs, the age of copies from backup policies.

use super::node::Proof;
use crate::each::Each;
use crate::recent::print_of;
use crate::rooms::backups::{BACKUP_POLICY, Jobs, Policies, RESTORE_TEST, Restores};
use crate::rooms::exercises::{EXERCISE, proofs};
use crate::rooms::runbooks::achieved::{achieved, data_loss};
use crate::rooms::runbooks::crew;
use crate::rooms::runbooks::gantt::Chart;
use crate::rooms::runbooks::plan::Plan;
use crate::rooms::runbooks::run::{RunState, RunView};
use crate::rooms::runbooks::start::{included, recovers};
use crate::rooms::runbooks::{RUN, RUNBOOK, rules};
use crate::view::View;
use chrono::DateTime;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::sync::Arc;

/// What is read of one record, and what it was read from.
pub(in crate::rooms) struct Kept<T> {
    pub(in crate::rooms) id: Id,
    print: u64,
    pub(in crate::rooms) read: Arc<T>,
}

// What is read of records in order of their ids: of those that stand as they did, what was read before.
pub(in crate::rooms) fn read_all<'a, T>(
    records: impl Iterator<Item = &'a Record>,
    before: Option<&[Kept<T>]>,
    print: impl Fn(&Record) -> u64,
    read: impl Fn(&Record) -> T,
) -> Vec<Kept<T>> {
    // Both come by their ids, so what is known is met on the way.
    let mut known = before.unwrap_or_default().iter().peekable();
    let each = records.map(|record| {
        let print = print(record);
        while known.next_if(|kept| kept.id < record.id).is_some() {}
        let same = known.next_if(|kept| kept.id == record.id);
        let same = same.filter(|kept| kept.print == print);
        Kept {
            id: record.id,
            print,
            read: same.map_or_else(|| Arc::new(read(record)), |kept| kept.read.clone()),
        }
    });
    each.collect()
}

/// What a runbook says of services and roles.
#[derive(Debug, Default, PartialEq)]
pub struct Told {
    /// For each service that it recovers, the minutes until that is back, and whether all steps that
    /// lead there have a duration; none where it has no durations, or only milestones of other services.
    pub services: Vec<(Id, Option<(f64, bool)>)>,
    /// Whether it is approved and to be run.
    pub approved: bool,
    /// The pairs of roles that it needs at the same time.
    pub at_once: Vec<(Id, Id)>,
}

/// How an approved runbook brings a service back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Path {
    /// The service.
    pub service: Id,
    /// The runbook.
    pub runbook: Id,
    /// The minutes until it is back; "at least" where they are not whole.
    pub minutes: f64,
    /// Whether all steps that lead there have a duration.
    pub whole: bool,
}

/// What all runbooks say.
pub struct Runbooks {
    told: Vec<Kept<Told>>,
    /// Of those that are approved and have durations.
    paths: Vec<Path>,
}

impl Runbooks {
    /// What all runbooks say, read once while none of them changes.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        match view.recent {
            Some(recent) => recent.whole(view.ledger.revision(RUNBOOK.key()), make),
            None => Arc::new(make(None)),
        }
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let to_run = view
            .live(RUNBOOK.id)
            .filter(|record| rules::pattern(record).is_none());
        let print = |record: &Record| {
            let inner = included(record, view).into_iter();
            inner.fold(print_of(record.slots()), |print, inner| {
                print.rotate_left(9) ^ print_of(inner.slots())
            })
        };
        let before = before.map(|before| before.told.as_slice());
        let told = read_all(to_run, before, print, |record| tell(record, view));
        let mut paths = Vec::new();
        for kept in told.iter().filter(|kept| kept.read.approved) {
            let known = kept.read.services.iter();
            paths.extend(known.filter_map(|(service, lasts)| {
                let (minutes, whole) = (*lasts)?;
                Some(Path {
                    service: *service,
                    runbook: kept.id,
                    minutes,
                    whole,
                })
            }));
        }
        paths.arrange_by_key(|path| path.service);
        Self { told, paths }
    }

    /// The approved runbooks that recover a service, with the minutes until it is back.
    pub fn paths(&self, service: Id) -> &[Path] {
        of_service(&self.paths, service, |path| path.service)
    }

    /// The minutes until a service is back by a runbook, approved or not, and whether all steps that lead
    /// there have a duration; none where that does not say.
    pub fn minutes(&self, runbook: Id, service: Id) -> Option<(f64, bool)> {
        let at = self
            .told
            .binary_search_by_key(&runbook, |kept| kept.id)
            .ok()?;
        let mut told = self.told[at].read.services.iter();
        told.find(|(of, _)| *of == service)?.1
    }

    /// The runbooks that need two roles at the same time.
    pub fn at_once(&self, one: Id, other: Id) -> impl Iterator<Item = Id> {
        let both = move |pair: &(Id, Id)| *pair == (one, other) || *pair == (other, one);
        let needs = move |kept: &&Kept<Told>| kept.read.at_once.iter().any(both);
        self.told.iter().filter(needs).map(|kept| kept.id)
    }
}

// Those of a service, where they are sorted by it.
pub(in crate::rooms) fn of_service<T>(all: &[T], service: Id, of: impl Fn(&T) -> Id) -> &[T] {
    let from = all.partition_point(|one| of(one) < service);
    let rest = &all[from..];
    &rest[..rest.partition_point(|one| of(one) == service)]
}

fn tell(runbook: &Record, view: &View<'_>) -> Told {
    let plan = Plan::whole(runbook, view);
    let chart = Chart::of(&plan).ok();
    let planned = plan.steps.iter().any(|step| step.estimate.is_some());
    // Where milestones say what is back, they say it for all services; else all is at the end.
    let says = plan.steps.iter().any(|step| step.restores.is_some());
    let back = |service: Id| {
        let chart = chart.as_ref().filter(|_| planned)?;
        let restores = |at: &usize| plan.steps[*at].restores == Some(service);
        let milestones: Vec<usize> = (0..plan.steps.len()).filter(restores).collect();
        let last = chart.schedule.last_of(&mut milestones.iter().copied());
        match last.map(|last| chart.schedule.times[last].earliest_finish) {
            Some(minutes) => Some((minutes, plan.is_timed_until(milestones))),
            None => (!says).then(|| (chart.finish, plan.is_timed())),
        }
    };
    let services = recovers(runbook).into_iter();
    let services = services.filter_map(|id| id.parse().ok());
    Told {
        services: services.map(|id| (id, back(id))).collect(),
        approved: runbook.text("status") == "approved",
        at_once: chart.map_or_else(Vec::new, |chart| crew::at_once(&plan, &chart)),
    }
}

/// What all runs, exercises and restore tests proved: service and proof.
pub struct Runs {
    read: Arc<Each<Vec<(Id, Proof)>>>,
    held: Arc<Each<Vec<(Id, Proof)>>>,
    proofs: Vec<(Id, Proof)>,
}

impl Runs {
    /// What all runs, exercises and restore tests proved, read once while none of them changes.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        match view.recent {
            // Revisions only grow, so a sum that stays means that each did.
            Some(recent) => {
                // A test of no service of its own is of its policy's data set.
                let kinds = [&RUN, &EXERCISE, &RESTORE_TEST, &BACKUP_POLICY];
                let revision = kinds.map(|kind| view.ledger.revision(kind.key()));
                recent.whole(revision.iter().sum(), make)
            }
            None => Arc::new(make(None)),
        }
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let some = |proofs: Vec<(Id, Proof)>| Some(proofs).filter(|all| !all.is_empty());
        let known = before.map(|before| &before.read);
        let read = Each::of(RUN.key(), known, view, |run| some(proved(run)));
        let known = before.map(|before| &before.held);
        let held = Each::of(EXERCISE.key(), known, view, |exercise| {
            some(proofs::proved(exercise))
        });
        let mut proofs: Vec<(Id, Proof)> = read
            .iter()
            .chain(held.iter())
            .flat_map(|(_, proofs)| proofs.iter().cloned())
            .chain(Restores::kept(view).proofs())
            .collect();
        proofs.arrange_by_key(|proof| proof.0);
        Self { read, held, proofs }
    }

    /// What they proved of a service.
    pub fn proofs(&self, service: Id) -> &[(Id, Proof)] {
        of_service(&self.proofs, service, |proof| proof.0)
    }
}

// What a run brought back proves how long that takes, in earnest and in an exercise; a test of the
// runbook alone does not, nor what was given up or is disputed.
fn proved(record: &Record) -> Vec<(Id, Proof)> {
    let how = match &*record.text("mode") {
        "actual" => "recovery",
        "exercise" => "exercise",
        _ => return Vec::new(),
    };
    let run = RunView::of(record);
    let counts = [RunState::Running, RunState::Paused, RunState::Finished];
    let Some(base) = run.base().filter(|_| counts.contains(&run.state)) else {
        return Vec::new();
    };
    let lost = data_loss(&run).ok();
    let back = achieved(record, &run).into_iter().filter_map(|achieved| {
        let minutes = achieved.full.ok()?;
        let at = base.saturating_add((minutes * 60_000.0) as i64);
        let proof = Proof {
            date: DateTime::from_timestamp_millis(at)?.date_naive(),
            how: how.to_owned(),
            rto: Some(minutes),
            rpo: lost,
            of: Some(record.id),
        };
        Some((achieved.service, proof))
    });
    back.collect()
}

/// How old the data of a copy is at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Copy {
    /// The data set.
    pub service: Id,
    /// The policy.
    pub policy: Id,
    /// Minutes from the start of one copy to the start of the next.
    pub interval: f64,
    /// Minutes until a copy is made: the median of what the last good jobs took, else as the policy says.
    pub job: f64,
    /// Minutes until it is where it is kept.
    pub lag: f64,
}

impl Copy {
    /// interval + job time + transfer lag, in minutes: what is lost when all is lost just before the
    /// next copy has arrived.
    pub fn age(&self) -> f64 {
        self.interval + self.job + self.lag
    }
}

/// The copies of all data sets, by data set; those of one by how old their data is.
pub fn copies(view: &View<'_>) -> Vec<Copy> {
    let (policies, jobs) = (Policies::kept(view), Jobs::kept(view));
    let read = policies.all().iter().filter_map(|policy| {
        let measured = jobs.median(policy.id).map(|(median, _)| median);
        Some(Copy {
            service: policy.service?,
            policy: policy.id,
            interval: policy.interval?,
            job: measured.unwrap_or(policy.job_time),
            lag: policy.first_lag(),
        })
    });
    let mut copies: Vec<Copy> = read.collect();
    copies.arrange_by(|a, b| a.service.cmp(&b.service).then(a.age().total_cmp(&b.age())));
    copies
}

/// The copy of a data set whose data is the newest.
pub fn best_copy(copies: &[Copy], service: Id) -> Option<&Copy> {
    of_service(copies, service, |copy| copy.service).first()
}
