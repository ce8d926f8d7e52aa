//! The checks as a document: `docs/CHECKS.md` is this.

use super::checks::{CHECKS, SEVERITIES};
use crate::rooms;

/// All checks in Markdown, by kind of record.
pub fn document() -> String {
    let weights: Vec<String> = SEVERITIES
        .iter()
        .map(|severity| format!("{} {}", severity.label().to_lowercase(), severity.points()))
        .collect();
    let mut out = format!(
        "# Continuity checks\n\nWritten from the code by `HOLDFAST_BLESS=1 cargo test -p holdfast-domain --lib readiness`.\n\n\
         The {} checks below are rules of findings: each tells the record, what is wrong, and the figures. What is archived or deleted is not checked, nor a plan that is neither approved nor in force; a service that is planned or retired has no score. What a check finds at several parts of one record counts once.\n\n\
         ## Score\nA service has 100 points, less some for each failed check of its own and of what names it ({}); no less than 0, and half of that while a critical one is among them. \
         The score of all is the mean by weight (tier 1 counts 4, tier 2 counts 3, tier 3 counts 2, the rest 1), and half of that while a critical check fails anywhere.\n",
        CHECKS.len(),
        weights.join(", ")
    );
    let mut last = "";
    for check in CHECKS {
        if check.kind != last {
            last = check.kind;
            let name = rooms::kind(last).map_or(last, |kind| kind.many);
            out += &format!(
                "\n## {name}\n| check | severity | what holds | why | clause |\n| --- | --- | --- | --- | --- |\n"
            );
        }
        out += &format!(
            "| `{}` | {} | {} | {} | {} |\n",
            check.id,
            check.severity.label(),
            check.title,
            check.why,
            check.clause
        );
    }
    out
}
