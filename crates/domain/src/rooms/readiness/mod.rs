//! Readiness: the continuity checks over all rooms, and the score that follows from them. It holds no
//! records of its own.

pub mod across;
pub mod checks;
pub mod device;
mod document;
pub mod kept;
pub mod mute;
#[cfg(test)]
mod mute_tests;
#[cfg(test)]
mod pairs;
mod plans;
pub mod score;
#[cfg(test)]
mod tests;
pub mod trend;

pub use document::document;

use crate::describe::{Finding, Kind};
use crate::rooms::changes::plans::ids;
use crate::rooms::services::SERVICE;
use crate::rooms::services::catalogue::Catalogue;
use crate::view::View;
use checks::{Check, Severity};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};
use mute::Mute;
use score::{Overall, Tally};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is wrong with a record, by its own room and between rooms, each with its mute where somebody muted
/// it. A mute that ended or that people disagree about mutes nothing, and the sentence says so.
pub fn findings(kind: &Kind, record: &Record, view: &View<'_>) -> Vec<(Finding, Option<Mute>)> {
    let mut found = (kind.findings)(record, view);
    found.extend(across::across(record, view));
    let told = found.into_iter().map(|mut finding| {
        let mute = Mute::of(record, finding.rule, view);
        if let Some(words) = mute.as_ref().and_then(Mute::ended) {
            finding.text += &format!(" {words}");
        }
        (finding, mute.filter(Mute::holds))
    });
    told.collect()
}

/// A check that a record fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// The check.
    pub check: &'static Check,
    /// The record.
    pub record: Id,
    /// The room that the record is in.
    pub room: &'static str,
    /// What is wrong, with the figures.
    pub text: String,
    /// The field or list where it is mended, if it is one.
    pub field: Option<&'static str>,
    /// Why it does not count now, where somebody muted it.
    pub muted: Option<Mute>,
    /// The services that it is about.
    pub services: Vec<Id>,
}

/// A service and how ready it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The service.
    pub service: Id,
    /// Its tier.
    pub tier: Option<u8>,
    /// What failed: its own checks, and those of what names it.
    pub failed: Tally,
    /// Those of what names it.
    pub of_others: Vec<Arc<Failed>>,
}

/// What the checks say, gathered record by record, so that the shell can do it in slices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readiness {
    /// What failed, the gravest first, by check and record.
    pub failed: Vec<Arc<Failed>>,
    /// The services, those with the fewest points first.
    pub services: Vec<Scored>,
    /// The score of all; none without a service.
    pub overall: Option<Overall>,
    /// How many live records were looked at.
    pub records: usize,
    counted: BTreeMap<Id, (Tally, Vec<Arc<Failed>>)>,
}

impl Readiness {
    /// Takes what a live record fails.
    fn take(&mut self, id: Id, kind: &Kind, found: &[Arc<Failed>]) {
        self.records += 1;
        if kind.id == SERVICE.id {
            self.counted.entry(id).or_default();
        }
        for failed in found {
            let counted = failed.muted.is_none().then_some(&failed.services);
            for service in counted.into_iter().flatten() {
                let (tally, of_others) = self.counted.entry(*service).or_default();
                tally.add(failed.check);
                if *service != id {
                    of_others.push(failed.clone());
                }
            }
            self.failed.push(failed.clone());
        }
    }

    /// Counts and puts all in order, once every record was looked at.
    pub fn finish(&mut self, view: &View<'_>) {
        let all = Catalogue::kept(view);
        let counted = std::mem::take(&mut self.counted).into_iter();
        // Not those that are archived or gone, nor those that nobody uses yet or any more.
        let used = |id: Id| {
            let lifecycle = view.there(id).map(|record| record.text("lifecycle"));
            !matches!(lifecycle.as_deref(), Some("planned" | "retired"))
        };
        let live = counted.filter(|(id, _)| all.find(*id).is_some() && used(*id));
        let scored = live.map(|(service, (failed, of_others))| Scored {
            service,
            tier: across::tier(service, &all),
            failed,
            of_others,
        });
        self.services = scored.collect();
        let order = |one: &Scored| {
            (
                one.failed.points(),
                one.tier.unwrap_or(u8::MAX),
                one.service,
            )
        };
        self.services.arrange_by_key(order);
        let place = |one: &Arc<Failed>| (one.check.severity, one.check.id, one.record);
        self.failed.arrange_by_key(place);
        let points = self
            .services
            .iter()
            .map(|one| (one.tier, one.failed.points()));
        self.overall = Overall::of(points, self.count(Severity::Critical));
    }

    /// How many of a severity failed and are not muted.
    pub fn count(&self, severity: Severity) -> usize {
        let same = |one: &&Arc<Failed>| one.check.severity == severity && one.muted.is_none();
        self.failed.iter().filter(same).count()
    }
}

/// Which checks a live record fails.
fn look(record: &Record, kind: &'static Kind, view: &View<'_>) -> Vec<Arc<Failed>> {
    let told = |(finding, muted): (Finding, Option<Mute>)| {
        let check = checks::find(finding.rule)?;
        Some(Failed {
            check,
            record: record.id,
            room: kind.room,
            text: finding.text,
            field: finding.field,
            muted,
            services: finding
                .about
                .map_or_else(|| concerned(record, kind), |one| vec![one]),
        })
    };
    // A plan that is only being written holds nobody up; its own page says what is missing.
    if record.kind == "plan" && !matches!(&*record.text("status"), "approved" | "active") {
        return Vec::new();
    }
    let found = findings(kind, record, view).into_iter().filter_map(told);
    // What a check says of several parts of a record counts once.
    let mut failed: Vec<Failed> = Vec::new();
    for one in found {
        match failed
            .iter_mut()
            .find(|known| known.check.id == one.check.id)
        {
            Some(known) => {
                if known.text != one.text {
                    known.text += &format!(" {}", one.text);
                }
                known.services.extend(one.services);
                known.services.arrange();
                known.services.dedup();
            }
            None => failed.push(one),
        }
    }
    failed.into_iter().map(Arc::new).collect()
}

// The services that a record is about: itself, or those that it names.
fn concerned(record: &Record, kind: &Kind) -> Vec<Id> {
    if kind.id == SERVICE.id {
        return vec![record.id];
    }
    let mut named = ids(record, "services");
    let one = record.value(Path::of("service"));
    named.extend(one.and_then(|one| one.plain().parse::<Id>().ok()));
    named.arrange();
    named.dedup();
    named
}
