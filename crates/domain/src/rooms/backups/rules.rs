//! What does not hold of backups, jobs and restore tests.

use super::coverage::Backups;
use super::{DAYS, Job, Jobs, Outcome, Policies, Policy, Restore, Restores, Slots};
use crate::prelude::*;
use crate::value::{minutes, moment};
use holdfast_ledger::Id;

/// What is wrong with a policy.
pub fn policy(record: &Record, view: &View<'_>) -> Vec<Finding> {
    let policy = Policy::of(record);
    let jobs = Jobs::kept(view);
    let mut found = Vec::new();
    if policy.service.and_then(|id| view.there(id)).is_none() {
        let text = "It names no data set. Say what it copies.".to_owned();
        found.push(Finding::warn("backup-no-data-set", Some("service"), text));
    }
    found.extend(missed(&policy, &jobs, view));
    found.extend(last_failed(&policy, &jobs, view));
    found.extend(unverified(&policy, view));
    found.extend(lost_together(&policy, view));
    review::beside(found, record, view)
}

fn missed(policy: &Policy, jobs: &Jobs, view: &View<'_>) -> Option<Finding> {
    let slots = Slots::of(policy, jobs, view.now())?;
    let last = slots.missing().next()?;
    let text = format!(
        "{} of {} jobs of the last {DAYS} days have no result; the last was due at {}. Find out \
         whether they ran, then log their results.",
        slots.missed(),
        slots.expected(),
        moment(last, view)
    );
    Some(Finding::bad("backup-missed", Some("anchor"), text))
}

fn last_failed(policy: &Policy, jobs: &Jobs, view: &View<'_>) -> Option<Finding> {
    let mut told = jobs.of_policy(policy.id).rev();
    let last = told.find(|job| matches!(job.outcome, Outcome::Good | Outcome::Failed))?;
    (last.outcome == Outcome::Failed).then(|| {
        let text = format!(
            "The last job failed: {}. Mend it before the next.",
            named(last.id, view)
        );
        Finding::bad("backup-failed", None, text)
    })
}

fn unverified(policy: &Policy, view: &View<'_>) -> Option<Finding> {
    let every = policy.verify_every?;
    let backups = Backups::of(view);
    let tests = policy.service.into_iter().flat_map(|service| {
        let tests = backups
            .restores
            .of_service(service)
            .filter(|test| test.passed());
        tests.filter_map(|test| test.ended).collect::<Vec<_>>()
    });
    let last = tests
        .chain(backups.verified(policy.id).map(|last| last.0))
        .max();
    let late = last.is_none_or(|last| (view.now() - last) as f64 / 60_000.0 > every);
    late.then(|| {
        let last = last.map_or_else(|| "never was".to_owned(), |at| format!("last was {}", moment(at, view)));
        let text = format!(
            "It is to be verified every {}, and {last}. Test a restore, or have a job read back what \
             it wrote.",
            minutes(every)
        );
        Finding::warn("backup-unverified", Some("verify_every"), text)
    })
}

// A site on which the data set rests, and with which all copies of all its policies go.
fn lost_together(policy: &Policy, view: &View<'_>) -> Option<Finding> {
    let service = policy.service?;
    let backups = Backups::of(view);
    let all = &backups.services;
    let node = all.find(service)?;
    let places: Vec<Id> = policy
        .places
        .iter()
        .filter_map(|place| place.location)
        .collect();
    let below = |at: u32| {
        use crate::rooms::services::{blast, net::Kinds};
        let radius = blast::blast_radius(&all.net, at, blast::Way::Down, usize::MAX, Kinds::HARD);
        radius
            .layers
            .into_iter()
            .flatten()
            .map(|reached| reached.node)
            .collect::<Vec<u32>>()
    };
    let sites = below(node)
        .into_iter()
        .filter(|at| all.nodes[*at as usize].sort == "site");
    let mut lost = sites.map(|at| all.ids[at as usize]).filter(|site| {
        let survivor = backups.survivor_of(service, &[*site]);
        let gone = survivor.copies.iter().all(|copy| copy.left == Some(false));
        survivor.hit && gone && !places.is_empty()
    });
    let site = lost.next()?;
    let text = format!(
        "All copies are lost with {}, as the data set itself is. Keep one elsewhere.",
        named(site, view)
    );
    Some(Finding::bad("backup-lost-with-site", Some("copies"), text))
}

fn named(id: Id, view: &View<'_>) -> String {
    let record = view.there(id);
    record.map_or_else(
        || "(no longer there)".to_owned(),
        |record| view.name(record),
    )
}

/// What is wrong with the backups of a service; nothing where no policy names it.
pub fn of_data_set(service: Id, view: &View<'_>) -> Vec<Finding> {
    if Policies::kept(view).of_service(service).is_empty() {
        return Vec::new();
    }
    let backups = Backups::of(view);
    let covered = backups.coverage(service, view);
    let mut found = Vec::new();
    let missing: Vec<&str> = covered.missing().collect();
    if !missing.is_empty() {
        let text = format!(
            "Its backups fall short of 3-2-1-1-0: {}.",
            missing.join("; ")
        );
        found.push(Finding::warn("backup-3-2-1-1-0", None, text));
    }
    if let (Some(age), Some(rpo)) = (covered.age, covered.rpo)
        && age.minutes > rpo
    {
        let text = format!(
            "Its last good backup, {}, is {} old, and no more than {} may be lost.",
            named(age.job, view),
            minutes(age.minutes),
            minutes(rpo)
        );
        found.push(Finding::bad("backup-too-old", Some("rpo"), text));
    }
    if let Some(due) = backups.due(service, view)
        && due.planned.is_none()
        && (due.last.is_none() || due.day < view.today())
    {
        let text = if due.last.is_none() {
            "No restore of it was ever tested. Plan a test.".to_owned()
        } else {
            format!("A restore test was due on {}. Plan one.", due.day)
        };
        found.push(Finding::warn("restore-due", None, text));
    }
    found
}

/// What is wrong with a job.
pub fn job(record: &Record, view: &View<'_>) -> Vec<Finding> {
    let job = Job::of(record);
    let mut found = Vec::new();
    if job.policy.and_then(|id| view.there(id)).is_none() {
        let text = "It names no policy, so it counts nowhere. Say which backup it was.".to_owned();
        found.push(Finding::warn("backup-job-no-policy", Some("policy"), text));
    }
    let at = |field| crate::value::instant(record.value(holdfast_ledger::Path::of(field)));
    if at("ended").is_some() && job.outcome == Outcome::Unknown {
        let text = "Nobody said how it ended, so it is neither good nor failed.".to_owned();
        found.push(Finding::warn("backup-job-no-result", Some("result"), text));
    }
    if at("started")
        .zip(at("ended"))
        .is_some_and(|(from, to)| to < from)
    {
        let text = "It ended before it started.".to_owned();
        found.push(Finding::warn("backup-job-order", Some("ended"), text));
    }
    found
}

/// What is wrong with a restore test.
pub fn restore(record: &Record, view: &View<'_>) -> Vec<Finding> {
    let test = Restore::of(record);
    let mut found = Vec::new();
    if test.services.is_empty() && test.policy.is_none() {
        let text = "It names neither a data set nor a policy, so it proves nothing.".to_owned();
        found.push(Finding::warn("restore-of-nothing", Some("services"), text));
    }
    let ordered =
        |first: Option<i64>, then: Option<i64>| first.zip(then).is_none_or(|(a, b)| a <= b);
    if !ordered(test.started, test.ended) {
        let text = "It ended before it started.".to_owned();
        found.push(Finding::bad("restore-order", Some("ended"), text));
    }
    if !ordered(test.data_as_of, test.started) {
        let text = "Its data is younger than the test itself.".to_owned();
        found.push(Finding::bad("restore-order", Some("data_as_of"), text));
    }
    if test.ended.is_some() && record.text("result").is_empty() {
        let text = "It has ended, and nobody wrote down its result.".to_owned();
        found.push(Finding::warn("restore-no-result", Some("result"), text));
    }
    if test.passed() && (test.started.is_none() || test.ended.is_none()) {
        let missing = if test.ended.is_none() {
            "ended"
        } else {
            "started"
        };
        let text = format!(
            "It passed, and nobody wrote down when it {missing}, so it proves no recovery time."
        );
        found.push(Finding::warn("restore-no-times", Some(missing), text));
    }
    if test.broken && matches!(&*test.result, "passed" | "passed_with_issues") {
        let text = "The data was not whole, so it proves nothing although it “passed”.".to_owned();
        found.push(Finding::bad("restore-not-whole", Some("integrity"), text));
    }
    if let Some(due) = test
        .due
        .filter(|due| *due < view.today() && test.ended.is_none())
    {
        let text = format!("It was due on {due}. Do it, or plan it anew.");
        found.push(Finding::warn("restore-overdue", Some("due"), text));
    }
    found.extend(failed(&test, view));
    review::beside(found, record, view)
}

fn failed(test: &Restore, view: &View<'_>) -> Option<Finding> {
    if test.result != "failed" {
        return None;
    }
    let restores = Restores::kept(view);
    let mut services = test.about(&Policies::kept(view)).into_iter();
    let again = |service| {
        let mut tests = restores.of_service(service);
        tests.any(|other| other.passed() && other.ended > test.ended)
    };
    let open = services.find(|service| !again(*service))?;
    let text = format!(
        "The restore failed, and no later test of {} passed. Mend it, then test again.",
        named(open, view)
    );
    Some(Finding::bad("restore-failed", Some("result"), text))
}
