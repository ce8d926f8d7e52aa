//! What is copied, how often, where the copies are, and whether they can be restored.

mod coverage;
mod deeds;
mod describe;
mod due;
mod figures;
mod jobs;
mod policies;
mod restores;
mod rules;
mod slots;
mod survivors;
#[cfg(test)]
mod tests;

pub use coverage::{Age, Backups, Coverage, Feasible, MARKS, Mark};
pub use describe::{INTEGRITY, MEDIA, METHODS, RESULTS, SCOPES, VERDICTS};
pub use due::{Day, Due, Missing};
pub use jobs::{Job, Jobs, Outcome};
pub use policies::{Place, Policies, Policy};
pub use restores::{Restore, Restores, Shown, Tried};
pub(super) use rules::of_data_set;
pub use slots::{DAYS, Slots};
pub use survivors::{Copied, Survivor};

use crate::prelude::*;

/// How one data set is copied.
pub static BACKUP_POLICY: Kind = Kind {
    id: "backup_policy",
    room: "backups",
    code: "BKP",
    one: "Backup policy",
    many: "Backup policies",
    icon: "archive",
    purpose: "How each data set is copied. How old the data of a copy can be follows from how \
              often it is made, how long that takes and how long it is on its way.",
    sort: "title",
    fields: describe::POLICY,
    lists: &[list("copies", "Copies", "Copy", describe::COPY)],
    figures: figures::POLICY,
    actions: deeds::policy,
    findings: rules::policy,
};

/// What one run of a backup gave.
pub static BACKUP_JOB: Kind = Kind {
    id: "backup_job",
    room: "backups",
    code: "JOB",
    one: "Backup job",
    many: "Backup jobs",
    icon: "clock",
    purpose: "What each run of a backup gave: by hand, or from the backup program as CSV under \
              Data. What a policy expects and nobody logged is missed.",
    sort: "-started",
    fields: describe::JOB,
    lists: &[],
    figures: figures::JOB,
    actions: no_actions,
    findings: rules::job,
};

/// A test whether a copy can be restored.
pub static RESTORE_TEST: Kind = Kind {
    id: "restore_test",
    room: "backups",
    code: "RST",
    one: "Restore test",
    many: "Restore tests",
    icon: "check",
    purpose: "Whether copies can be restored, how long that takes and how old the data is. A test \
              that passed is proof on its services until the proof has run out.",
    sort: "-started",
    fields: describe::TEST,
    lists: &[],
    figures: figures::TEST,
    actions: no_actions,
    findings: rules::restore,
};
