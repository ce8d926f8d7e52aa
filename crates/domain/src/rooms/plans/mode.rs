//! Continuity mode: while a plan is carried out in earnest, what was promised of its services is measured
//! against the lower level that was agreed for that.

use super::{ACTIVATION, PLAN};
use crate::rooms::changes::plans::{common, ids};
use crate::rooms::service_levels::spans::Span;
use crate::value::instant;
use crate::view::View;
use holdfast_ledger::{Id, Path, Record};
use std::sync::Arc;

/// When which services were in continuity mode.
struct Times(Vec<(Vec<Id>, Span)>);

/// The times in which one of these services was in the scope of a plan that was carried out in earnest:
/// from when that was declared until it was stood down, or [`i64::MAX`] while it goes on.
pub fn spans(services: &[Id], view: &View<'_>) -> Vec<Span> {
    let concerns = |known: &&(Vec<Id>, Span)| common(services, &known.0).next().is_some();
    Times::kept(view)
        .0
        .iter()
        .filter(concerns)
        .map(|known| known.1)
        .collect()
}

impl Times {
    fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| {
            let in_earnest = view.live(ACTIVATION.id).filter(|record| counts(record));
            Self(in_earnest.filter_map(|record| time(record, view)).collect())
        };
        let kinds = [ACTIVATION.key(), PLAN.key()];
        let revision = kinds.map(|kind| view.ledger.revision(kind)).iter().sum();
        match view.recent {
            Some(recent) => recent.whole(revision, make),
            None => Arc::new(make(None)),
        }
    }
}

fn counts(activation: &Record) -> bool {
    activation.text("mode") != "exercise" && activation.text("state") != "cancelled"
}

fn time(activation: &Record, view: &View<'_>) -> Option<(Vec<Id>, Span)> {
    let plan = view.linked(activation.value(Path::of("plan")))?;
    let from = instant(activation.value(Path::of("declared")))?;
    let to = match activation.text("state").as_ref() {
        "stood_down" => instant(activation.value(Path::of("stood_down")))?,
        _ => i64::MAX,
    };
    Some((ids(plan, "services"), Span::new(from, to)))
}
