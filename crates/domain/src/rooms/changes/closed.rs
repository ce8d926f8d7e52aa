//! What a closed change or an incident that is over leaves behind: runbooks and plans that may no longer say
//! how things are.

use super::plans::{Lasts, ids};
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

/// What a runbook is about: itself and the services that it recovers; nothing once it is superseded.
pub fn about_runbook(runbook: &Record) -> Vec<Id> {
    if runbook.text("status") == "superseded" {
        return Vec::new();
    }
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
pub fn causes(about: &[Id], looked: Looked, view: &View<'_>) -> [Option<Cause>; 2] {
    let (lasts, looked) = (Lasts::kept(view), looked.day(view));
    let each = || about.iter().copied();
    let change = each().filter_map(|about| lasts.closed(about)).max();
    let incident = each().filter_map(|about| lasts.over(about)).max();
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
    let each = causes(about, Looked::of(record), view).into_iter();
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

/// When somebody looked at a record last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The day on which it was reviewed.
    reviewed: Option<NaiveDate>,
    /// When it was approved, in milliseconds since 1970.
    approved: Option<i64>,
}

impl Looked {
    /// Reads it, from the record alone.
    pub fn of(record: &Record) -> Self {
        let approval = record.value(Path::of("approval"));
        Self {
            reviewed: day(record, "reviewed"),
            approved: approval.and_then(|approval| instant(part(approval, "at").as_ref())),
        }
    }

    fn day(self, view: &View<'_>) -> Option<NaiveDate> {
        let approved = self.approved.and_then(|at| view.day_of(at));
        self.reviewed.max(approved)
    }
}
