//! Figures that follow from policies, jobs and restore tests.

use super::coverage::Backups;
use super::{DAYS, Job, Jobs, Outcome, Policy, Restore, Slots};
use crate::prelude::*;
use crate::value::minutes;
use std::sync::Arc;

fn time(total: f64, inputs: String) -> Cell {
    Cell {
        text: minutes(total),
        rank: Some(total),
        tone: Tone::Plain,
        inputs,
    }
}

// What a policy does not say of when jobs are expected.
fn unsaid(policy: &Policy) -> &'static str {
    match (policy.anchor, policy.interval) {
        (None, Some(_)) => "nobody said when the first job is expected",
        (Some(_), None) => "nobody said how often a job is expected",
        _ => "nobody said when the first job is expected, and how often",
    }
}

/// Figures of a policy.
pub static POLICY: &[Figure] = &[
    Figure {
        key: "last_good",
        label: "Last good",
        how: "Now minus when the last job began that ended well or with warnings: as old is its data.",
        column: true,
        of: |policy, view| {
            let jobs = Jobs::kept(view);
            let last = jobs.last_good(policy.id).and_then(|job| job.began);
            match last {
                Some(at) => time(
                    ((view.now() - at) as f64 / 60_000.0).max(0.0),
                    String::new(),
                ),
                None => Cell::unknown("no good job is logged"),
            }
        },
    },
    Figure {
        key: "missed",
        label: "Missed",
        how: "Jobs that were expected in the last 30 days, by “First at”, “Every” and “Grace”, and \
              have no result.",
        column: true,
        of: |policy, view| match Slots::of(&Policy::of(policy), &Jobs::kept(view), view.now()) {
            Some(slots) => {
                let tone = if slots.missed() > 0 {
                    Tone::Bad
                } else {
                    Tone::Plain
                };
                let inputs = format!(
                    "{} expected, {} with a result",
                    slots.expected(),
                    slots.answered()
                );
                Cell {
                    tone,
                    ..Cell::count(slots.missed() as i64, inputs)
                }
            }
            None => Cell::unknown(unsaid(&Policy::of(policy))),
        },
    },
    Figure {
        key: "error_rate",
        label: "Failed",
        how: "Failed jobs of the last 30 days over those that failed or gave a copy.",
        column: false,
        of: |policy, view| {
            let jobs = Jobs::kept(view);
            let from = view.now() - DAYS * 86_400_000;
            let (mut good, mut failed) = (0_u32, 0_u32);
            for job in jobs.between(policy.id, from, view.now() + 1) {
                match job.outcome {
                    Outcome::Good => good += 1,
                    Outcome::Failed => failed += 1,
                    Outcome::Cancelled | Outcome::Unknown => {}
                }
            }
            if good + failed == 0 {
                return Cell::unknown("no result of the last 30 days is logged");
            }
            let share = f64::from(failed) / f64::from(good + failed) * 100.0;
            Cell {
                text: format!("{share:.1} %"),
                rank: Some(share),
                tone: if failed > 0 { Tone::Warn } else { Tone::Plain },
                inputs: format!("{failed} failed, {good} gave a copy"),
            }
        },
    },
    Figure {
        key: "takes",
        label: "Takes",
        how: "The median of what the last 30 good jobs took; where none is logged, what the policy says.",
        column: false,
        of: |policy, view| match Jobs::kept(view).median(policy.id) {
            Some((median, of)) => time(median, format!("median of {of} jobs")),
            None => match policy.get::<f64>("job_time") {
                Some(said) => time(said, "as the policy says; no job is logged".to_owned()),
                None => Cell::unknown("no job is logged, and the policy does not say"),
            },
        },
    },
    Figure {
        key: "rule_3_2_1_1_0",
        label: "3-2-1-1-0",
        how: "Over all policies of the data set: three copies with the data set itself, on two media \
              (the data set and snapshots beside it are on disk), one off site, one offline or \
              immutable, no error at the last restore test or verified job.",
        column: true,
        of: |record, view| {
            let policy = Policy::of(record);
            let Some(service) = policy.service else {
                return Cell::unknown("it names no data set");
            };
            let backups = Backups::of(view);
            let disputed = policy.disputed;
            let others = backups.policies.of_service(service).iter();
            let mut own: Vec<Arc<Policy>> = others
                .filter(|other| other.id != record.id)
                .cloned()
                .collect();
            own.push(Arc::new(policy));
            let marks = backups.marks(service, &own);
            let held = marks.iter().filter(|mark| mark.held()).count();
            let why: Vec<&str> = marks.iter().map(super::Mark::why).collect();
            let mut cell = Cell {
                text: format!("{held} of 5"),
                rank: Some(held as f64),
                tone: if held == 5 { Tone::Good } else { Tone::Warn },
                inputs: why.join("; "),
            };
            if disputed {
                cell.text.push_str(" (in conflict)");
            }
            cell
        },
    },
];

/// Figures of a job.
pub static JOB: &[Figure] = &[Figure {
    key: "took",
    label: "Took",
    how: "Ended − started.",
    column: true,
    of: |job, _| match Job::of(job).took {
        Some(took) => time(took, String::new()),
        None => Cell::unknown("it takes a start and a later end"),
    },
}];

/// Figures of a restore test.
pub static TEST: &[Figure] = &[
    Figure {
        key: "achieved_rto",
        label: "Back after",
        how: "Achieved RTO: ended − started.",
        column: true,
        of: |test, _| match Restore::of(test).rto() {
            Ok(took) => time(took, String::new()),
            Err(why) => Cell::unknown(why),
        },
    },
    Figure {
        key: "achieved_rpo",
        label: "Data lost",
        how: "Achieved RPO: started − the moment whose data came back.",
        column: true,
        of: |test, _| match Restore::of(test).rpo() {
            Ok(age) => time(age, String::new()),
            Err(why) => Cell::unknown(why),
        },
    },
];
