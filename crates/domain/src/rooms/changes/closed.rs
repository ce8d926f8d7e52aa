//! What a closed change or an incident that is over leaves behind: runbooks and plans that may no longer say
//! how things are.

use super::plans::{Plans, ids};
use crate::describe::Finding;
use crate::value::{day, instant, part};
use crate::view::View;
use chrono::NaiveDate;
use holdfast_ledger::{Id, Path, Record};

/// The findings `runbook-review-after-change` and `runbook-review-after-incident`: a change of this runbook,
/// or of a service that it recovers, was closed, or an incident of such a service was over, and nobody
/// has looked at the runbook since.
pub fn of_runbook(runbook: &Record, view: &View<'_>) -> Vec<Finding> {
    let rules = [
        "runbook-review-after-change",
        "runbook-review-after-incident",
    ];
    review_due(rules, runbook, &about_runbook(runbook), view)
}

/// What a runbook is about: itself and the services that it recovers.
pub fn about_runbook(runbook: &Record) -> Vec<Id> {
    let services = ids(runbook, "services");
    std::iter::once(runbook.id).chain(services).collect()
}

/// What happened that asks for a look at a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cause {
    /// When a change was closed, or an incident was over.
    pub day: NaiveDate,
    /// The change or the incident.
    pub id: Id,
}

/// The change and the incident that happened last to what a record is about, where nobody has looked at the
/// record since. A review or an approval on the same day counts.
pub fn causes(about: &[Id], looked: Option<NaiveDate>, view: &View<'_>) -> [Option<Cause>; 2] {
    let plans = Plans::kept(view);
    let each = || about.iter().copied();
    let change = each().filter_map(|about| plans.closed_last(about)).max();
    let incident = each().filter_map(|about| plans.over_last(about)).max();
    [change, incident].map(|last| {
        let (at, id) = last?;
        let day = view.day_of(at)?;
        looked
            .is_none_or(|looked| looked < day)
            .then_some(Cause { day, id })
    })
}

/// The findings of [`causes`], by the rules of the change and the incident.
pub fn review_due(
    rules: [&'static str; 2],
    record: &Record,
    about: &[Id],
    view: &View<'_>,
) -> Vec<Finding> {
    let said = rules.into_iter().zip(["closed", "over"]);
    let each = causes(about, looked_at(record, view), view).into_iter();
    let each = each.zip(said).filter_map(|(cause, (rule, ended))| {
        let Cause { day, id } = cause?;
        let name = view.there(id).map(|record| view.name(record));
        let name = name.unwrap_or_default();
        let text = format!(
            "Review due after {name}, {ended} on {day}. See whether it still says how things are, then mark it reviewed."
        );
        Some(Finding::warn(rule, None, text))
    });
    each.collect()
}

/// The day on which somebody looked at a record last: reviewed or approved it.
pub fn looked_at(record: &Record, view: &View<'_>) -> Option<NaiveDate> {
    let approval = record.value(Path::of("approval"));
    let approved = approval.and_then(|approval| instant(part(approval, "at").as_ref()));
    let approved = approved.and_then(|at| view.day_of(at));
    day(record, "reviewed").max(approved)
}
