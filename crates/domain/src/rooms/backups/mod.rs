//! What is copied, how often, and where the copies are.

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
    fields: &[
        NAME,
        field("service", "Data set", Type::Link(&["service"]))
            .help("What is copied.")
            .column(),
        field("interval", "Every", Type::Minutes)
            .help("From the start of one copy to the start of the next.")
            .column(),
        field("job_time", "Takes", Type::Minutes).help("From the start of a copy to its end."),
        field("transfer_lag", "On its way", Type::Minutes)
            .help("From the end of a copy until it is where it is kept."),
        field("location", "Kept at", Type::Link(&["service"]))
            .help("The site where the copy is.")
            .column(),
    ],
    lists: &[],
    figures: &[],
    actions: no_actions,
    findings: no_findings,
};
