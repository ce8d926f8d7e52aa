//! What is known beside the services of how they come back: recovery paths from runbooks, proof from
//! runs, the age of copies from backup policies.

use super::node::Proof;
use crate::each::Each;
use crate::recent::Recent;
use crate::rooms::backups::{BACKUP_POLICY, Jobs, Policies, RESTORE_TEST, Restores};
use crate::rooms::exercises::{EXERCISE, proofs};
use crate::rooms::runbooks::achieved::{achieved, data_loss};
use crate::rooms::runbooks::crew;
use crate::rooms::runbooks::gantt::Chart;
use crate::rooms::runbooks::plan::Plan;
use crate::rooms::runbooks::run::{RunState, RunView};
use crate::rooms::runbooks::start::recovers;
use crate::rooms::runbooks::{RUN, RUNBOOK, rules};
use crate::view::View;
use chrono::DateTime;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::collections::BTreeSet;
use std::sync::Arc;

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
    revision: u64,
    told: Vec<(Id, Arc<Told>)>,
    /// Of those that are approved and have durations.
    paths: Vec<Path>,
    /// What those that are approved bring back, rising.
    recovered: Vec<Id>,
}

/// What was read ahead: some of them, by their ids.
struct Begun(Runbooks);

impl Runbooks {
    /// What all runbooks say, read once while none of them changes.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        match view.recent {
            Some(recent) => recent.whole(view.ledger.revision(RUNBOOK.key()), make),
            None => Arc::new(make(None)),
        }
    }

    /// Reads up to `most` further runbooks, so that [`kept`](Self::kept) does not have to read all at once.
    /// Whether there may be more; false where nothing can be kept.
    pub fn ahead(view: &View<'_>, most: usize) -> bool {
        let remembered = |all: &Self| touched(all.revision, view).is_some();
        let Some(recent) = view.recent else {
            return false;
        };
        if recent.known::<Self>().is_some_and(|all| remembered(&all)) {
            return false;
        }
        let begun = recent.taken::<Begun>().map(|begun| begun.0);
        let mut all = begun.filter(remembered).unwrap_or_else(|| Self {
            revision: view.ledger.revision(RUNBOOK.key()),
            told: Vec::new(),
            paths: Vec::new(),
            recovered: Vec::new(),
        });
        let last = all.told.last().map(|(id, _)| *id);
        let records = view.ledger.of_kind_after(RUNBOOK.key(), last);
        let to_run = records.filter(|record| is_to_run(record));
        let before = all.told.len();
        all.told.extend(
            to_run
                .take(most)
                .map(|record| (record.id, Arc::new(tell(record, view)))),
        );
        let more = all.told.len() - before == most;
        recent.put(0, Arc::new(Begun(all)));
        more
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let revision = view.ledger.revision(RUNBOOK.key());
        let begun = view.recent.and_then(Recent::taken::<Begun>);
        let mut all = before
            .into_iter()
            .chain(begun.as_ref().map(|begun| &begun.0));
        let known = all.find_map(|all| Some((all, touched(all.revision, view)?)));
        let to_run = view.live(RUNBOOK.id).filter(|record| is_to_run(record));
        let told = to_run.map(|record| {
            let known = known.as_ref();
            let known = known.filter(|(_, touched)| !touched.contains(&record.id));
            let same = known.and_then(|(before, _)| before.find(record.id).cloned());
            (
                record.id,
                same.unwrap_or_else(|| Arc::new(tell(record, view))),
            )
        });
        let told: Vec<(Id, Arc<Told>)> = told.collect();
        let (mut paths, mut recovered) = (Vec::new(), Vec::new());
        for (id, told) in told.iter().filter(|(_, told)| told.approved) {
            paths.extend(told.services.iter().filter_map(|(service, lasts)| {
                let (minutes, whole) = (*lasts)?;
                Some(Path {
                    service: *service,
                    runbook: *id,
                    minutes,
                    whole,
                })
            }));
            recovered.extend(told.services.iter().map(|(service, _)| *service));
        }
        recovered.arrange();
        recovered.dedup();
        paths.arrange_by_key(|path| path.service);
        Self {
            revision,
            told,
            paths,
            recovered,
        }
    }

    fn find(&self, runbook: Id) -> Option<&Arc<Told>> {
        let at = self.told.binary_search_by_key(&runbook, |(id, _)| *id);
        at.ok().map(|at| &self.told[at].1)
    }

    /// The approved runbooks that recover a service, with the minutes until it is back.
    pub fn paths(&self, service: Id) -> &[Path] {
        of_service(&self.paths, service, |path| path.service)
    }

    /// Whether an approved runbook brings a service back, with durations or without.
    pub fn recovers(&self, service: Id) -> bool {
        self.recovered.binary_search(&service).is_ok()
    }

    /// The minutes until a service is back by a runbook, approved or not, and whether all steps that lead
    /// there have a duration; none where that does not say.
    pub fn minutes(&self, runbook: Id, service: Id) -> Option<(f64, bool)> {
        let mut told = self.find(runbook)?.services.iter();
        told.find(|(of, _)| *of == service)?.1
    }

    /// The runbooks that need two roles at the same time.
    pub fn at_once(&self, one: Id, other: Id) -> impl Iterator<Item = Id> {
        let both = move |pair: &(Id, Id)| *pair == (one, other) || *pair == (other, one);
        let needs = move |(_, told): &&(Id, Arc<Told>)| told.at_once.iter().any(both);
        self.told.iter().filter(needs).map(|(id, _)| *id)
    }
}

// Those of a service, where they are sorted by it.
pub(in crate::rooms) fn of_service<T>(all: &[T], service: Id, of: impl Fn(&T) -> Id) -> &[T] {
    let from = all.partition_point(|one| of(one) < service);
    let rest = &all[from..];
    &rest[..rest.partition_point(|one| of(one) == service)]
}

// What is a pattern is not run itself.
fn is_to_run(record: &Record) -> bool {
    View::is_live(record) && rules::pattern(record).is_none()
}

// The runbooks that were written to since, and those that they are included in; none where nobody remembers.
fn touched(since: u64, view: &View<'_>) -> Option<BTreeSet<Id>> {
    let mut open = view.ledger.written_since(RUNBOOK.key(), since)?;
    let mut found = BTreeSet::new();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            let around = view.ledger.mentions(next);
            let is_runbook = |id: &Id| {
                view.ledger
                    .record(*id)
                    .is_some_and(|r| r.kind == RUNBOOK.key())
            };
            open.extend(around.filter(is_runbook));
        }
    }
    Some(found)
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

    /// Whether they proved the same.
    pub fn same(&self, before: &Self) -> bool {
        self.proofs == before.proofs
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
