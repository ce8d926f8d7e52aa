//! What a closed change leaves behind: runbooks and plans that may no longer say how things are.

use super::plans::{Plans, ids};
use crate::describe::Finding;
use crate::value::{day, instant, part};
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::{Id, Path, Record};

/// The finding `runbook-review-after-change`: a change of this runbook, or of a service that it
/// recovers, was closed, and nobody has looked at the runbook since.
pub fn of_runbook(runbook: &Record, view: &View<'_>) -> Option<Finding> {
    let services = ids(runbook, "services");
    let about = std::iter::once(runbook.id).chain(services);
    review_due("runbook-review-after-change", runbook, about, view)
}

/// The finding that a change of what a record is about was closed, and nobody has looked at the record
/// since. A review or an approval on the same day counts.
pub fn review_due(
    rule: &'static str,
    record: &Record,
    about: impl IntoIterator<Item = Id>,
    view: &View<'_>,
) -> Option<Finding> {
    let plans = Plans::kept(view);
    let about = about.into_iter();
    let (at, change) = about.filter_map(|about| plans.closed_last(about)).max()?;
    let closed = view.day_of(at)?;
    if looked_at(record, view).is_some_and(|seen| seen >= closed) {
        return None;
    }
    let name = view
        .there(change)
        .map(|change| view.name(change))
        .unwrap_or_default();
    let text = format!(
        "Review due after {name}, closed on {closed}. See whether it still says how things are, then mark it reviewed."
    );
    Some(Finding::warn(rule, None, text))
}

fn looked_at(record: &Record, view: &View<'_>) -> Option<NaiveDate> {
    let approval = record.value(Path::of("approval"));
    let approved = approval.and_then(|approval| instant(part(approval, "at").as_ref()));
    let approved = approved.and_then(|at| view.day_of(at));
    day(record, "reviewed").max(approved)
}
