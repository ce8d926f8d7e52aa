//! When services were down, by what incidents and changes say.

use super::spans::{Span, union};
use crate::prelude::*;
use crate::rooms::changes::window::Window as ChangeWindow;
use crate::rooms::incidents::priority::places;
use crate::value::{instant, links, list_in_conflict};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Text};
use std::sync::Arc;

/// The kind of incidents.
pub(super) const INCIDENT: Key = Key::new("incident");

/// States of a change from which on its window is planned maintenance.
const AGREED: [&str; 5] = [
    "authorised",
    "scheduled",
    "implementing",
    "review",
    "closed",
];

/// A time in which a service did not run as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// When; what goes on still ends at [`i64::MAX`].
    pub span: Span,
    /// Whether it ran, but less well.
    pub degraded: bool,
    /// The incident or change that says so.
    pub of: Id,
}

/// What an incident or a change says of services.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Told {
    /// The record.
    pub id: Option<Id>,
    /// The services that it concerns, each once.
    pub services: Vec<Id>,
    /// Their outages, by service.
    outages: Vec<(Id, Span, bool)>,
    /// The window of a change that was agreed to.
    planned: Option<Span>,
    /// How an incident went; none of changes, and of what is no incident to measure.
    pub course: Option<Course>,
    /// How many outages have no beginning, or end before it.
    unread: usize,
    /// Whether people disagree about what it says.
    pub disputed: bool,
}

/// How an incident went. Instants are in milliseconds since 1970.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// Its impact and urgency, each 1 (high) to 3 (low); none where nobody rated it.
    pub rating: Option<(usize, usize)>,
    /// When somebody noticed.
    pub detected: Option<i64>,
    /// When somebody responded.
    pub acknowledged: Option<i64>,
    /// When it was resolved.
    pub resolved: Option<i64>,
    /// When it waited for somebody else.
    pub pauses: Vec<Span>,
}

/// What is known of the outages of one service.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OfService {
    /// All of them, by their beginning.
    pub outages: Vec<Outage>,
    /// When it was down.
    pub down: Vec<Span>,
    /// When it was down or degraded.
    pub reduced: Vec<Span>,
    /// The windows of changes to it that were agreed to.
    pub planned: Vec<Span>,
    /// The incidents and changes that concern it, in the order of their ids.
    pub told: Arc<[Arc<Told>]>,
    /// How many outages have no beginning, or end before it.
    pub unread: usize,
    /// Whether people disagree about any of it.
    pub disputed: bool,
}

/// What an incident says.
pub(super) fn incident(record: &Record) -> Told {
    let drill = record.get::<bool>("excluded") == Some(true);
    if record.is_deleted() || drill || record.text("state") == "cancelled" {
        return Told::default();
    }
    let at = |field| instant(record.value(Path::of(field)));
    let pauses = record.loose_items(Key::new("pauses")).filter_map(|pause| {
        let to = open_end(pause.value("to"))?;
        Some(Span::new(instant(pause.value("from"))?, to))
    });
    let course = Course {
        rating: rating(record),
        detected: at("detected"),
        acknowledged: at("acknowledged"),
        resolved: at("resolved"),
        pauses: union(pauses.collect()),
    };
    // What is a duplicate is measured where it is told in full; its outages count once anyway.
    let own = record.text("state") != "duplicate";
    Told {
        course: own.then_some(course),
        ..told(record)
    }
}

/// What a change says.
pub(super) fn change(record: &Record) -> Told {
    if record.is_deleted() {
        return Told::default();
    }
    let agreed = AGREED.contains(&&*record.text("state"));
    let window = ChangeWindow::of(record).ok().filter(|_| agreed);
    let planned = window.map(|window| Span::new(window.start, window.end));
    Told {
        planned,
        ..told(record)
    }
}

// What both say in the same way. An outage that names no service is one of all that the record names.
fn told(record: &Record) -> Told {
    let mut told = Told {
        id: Some(record.id),
        services: links(record, "services"),
        disputed: record.conflicts().next().is_some()
            && (list_in_conflict(record, "outages")
                || list_in_conflict(record, "pauses")
                || DECIDES
                    .iter()
                    .any(|field| crate::value::outcomes(record, field).len() > 1)),
        ..Told::default()
    };
    let named = told.services.clone();
    for outage in record.loose_items(Key::new("outages")) {
        let (from, to) = (instant(outage.value("from")), open_end(outage.value("to")));
        let span = from.zip(to).map(|(from, to)| Span::new(from, to));
        let span = span.filter(|span| !span.is_empty());
        let own: Option<Id> = outage.text("service").parse().ok();
        told.unread += usize::from(span.is_none());
        let degraded = outage.text("kind") == "degraded";
        for service in own.as_ref().map_or(named.as_slice(), std::slice::from_ref) {
            told.services.push(*service);
            told.outages
                .extend(span.map(|span| (*service, span, degraded)));
        }
    }
    told.services.arrange();
    told.services.dedup();
    told
}

/// The fields that decide what follows for services.
const DECIDES: [&str; 9] = [
    "services",
    "rating",
    "detected",
    "acknowledged",
    "resolved",
    "excluded",
    "state",
    "window",
    "occurred",
];

// When something ends: what has no end goes on; none where it cannot be read.
fn open_end(value: Option<&Text>) -> Option<i64> {
    value.map_or(Some(i64::MAX), |to| instant(Some(to)))
}

// Impact and urgency as places in the table of priorities; none where it is not rated.
fn rating(record: &Record) -> Option<(usize, usize)> {
    places(record.value(Path::of("rating")))
}

impl OfService {
    /// What is known of a service by all that concerns it.
    pub(super) fn of(service: Id, all: Arc<[Arc<Told>]>) -> Self {
        let mut of = Self::default();
        let mut planned = Vec::new();
        for told in all.iter() {
            let own = told.outages.iter().filter(|outage| outage.0 == service);
            of.outages.extend(own.filter_map(|(_, span, degraded)| {
                Some(Outage {
                    span: *span,
                    degraded: *degraded,
                    of: told.id?,
                })
            }));
            planned.extend(told.planned);
            of.unread += told.unread;
            of.disputed |= told.disputed;
        }
        of.outages.arrange_by_key(|outage| outage.span);
        let spans = |degraded_too: bool| {
            let all = of
                .outages
                .iter()
                .filter(|outage| degraded_too || !outage.degraded);
            union(all.map(|outage| outage.span).collect())
        };
        (of.down, of.reduced) = (spans(false), spans(true));
        of.planned = union(planned);
        of.told = all;
        of
    }

    /// The outages that have a part within a stretch.
    pub fn within(&self, stretch: Span) -> impl Iterator<Item = &Outage> {
        let until = self
            .outages
            .partition_point(|outage| outage.span.from < stretch.to);
        let all = self.outages[..until].iter();
        all.filter(move |outage| outage.span.to > stretch.from)
    }
}
