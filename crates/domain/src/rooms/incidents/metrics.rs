//! What incidents add up to: times to detect, acknowledge, repair and resolve, and times between failures, by
//! service, by category, by month.

use super::INCIDENT;
use super::rules::state;
use super::times::{Measure, outages, time, together};
use crate::rooms::services::SERVICE;
use crate::view::View;
use chrono::{DateTime, Datelike};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::collections::BTreeMap;

/// By what incidents are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// By each service that they name.
    Service,
    /// By category.
    Category,
    /// By the month in which they were detected.
    Month,
}

impl By {
    /// All of them, with their names in addresses and on screen.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Service, "service", "Service"),
        (Self::Category, "category", "Category"),
        (Self::Month, "month", "Month"),
    ];
}

/// A span of time, in milliseconds since 1970; the end does not belong to it.
pub type Span = (i64, i64);

/// What is known of one measure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stat {
    /// Minutes of each incident of which it is known, the shortest first, with the incident.
    pub known: Vec<(f64, Id)>,
}

impl Stat {
    /// The mean, in minutes; none where nothing is known.
    pub fn mean(&self) -> Option<f64> {
        let sum: f64 = self.known.iter().map(|(minutes, _)| minutes).sum();
        (!self.known.is_empty()).then(|| sum / self.known.len() as f64)
    }

    /// The median, in minutes: of an even number the mean of the two in the middle.
    pub fn median(&self) -> Option<f64> {
        let n = self.known.len();
        let at = |at: usize| self.known.get(at).map(|(minutes, _)| *minutes);
        match n % 2 {
            _ if n == 0 => None,
            1 => at(n / 2),
            _ => Some(f64::midpoint(at(n / 2 - 1)?, at(n / 2)?)),
        }
    }
}

/// Incidents that have something in common.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What they have in common; empty for nothing.
    pub label: String,
    /// The service, where they have one in common.
    pub service: Option<Id>,
    /// They, in the order in which they were detected.
    pub incidents: Vec<Id>,
    /// In the order of [`Measure::ALL`].
    pub stats: [Stat; 4],
    /// How often a service went down in the span, and for how many minutes; of services alone.
    pub failures: usize,
    /// The outages within the span, the earliest first: minutes, and the incident that says so.
    pub outages: Vec<(f64, Id)>,
    /// Minutes of outage within the span; what overlaps counts once.
    pub down: f64,
    /// Minutes of the span up to now.
    pub minutes: f64,
}

impl Row {
    /// MTBF: up time / failures, in minutes.
    ///
    /// # Errors
    /// Why it is not known.
    pub fn between_failures(&self) -> Result<f64, &'static str> {
        if self.failures == 0 {
            return Err("it did not fail");
        }
        Ok((self.minutes - self.down).max(0.0) / self.failures as f64)
    }
}

/// The incidents of a span, told apart; the row of all of them first. Left out are those that are left out of
/// all figures, duplicates and cancelled ones.
pub fn metrics(by: By, span: Span, view: &View<'_>) -> Vec<Row> {
    let span = (span.0, span.1.min(view.now()).max(span.0));
    let minutes = (span.1 - span.0) as f64 / 60_000.0;
    let mut all = Row {
        label: "All".to_owned(),
        minutes,
        ..Row::default()
    };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let mut down: BTreeMap<Id, Vec<(Span, Id)>> = BTreeMap::new();
    for incident in counted(view) {
        for outage in outages(incident).iter().filter(|outage| !outage.degraded) {
            let cut = (
                outage.from.max(span.0),
                outage.to.unwrap_or(view.now()).min(span.1),
            );
            if let Some(service) = outage.service.filter(|_| cut.0 < cut.1) {
                down.entry(service).or_default().push((cut, incident.id));
            }
        }
        if !time(incident, "detected").is_some_and(|at| (span.0..span.1).contains(&at)) {
            continue;
        }
        add(&mut all, incident);
        for (key, label, service) in places(by, incident, view) {
            let fresh = || Row {
                label,
                service,
                minutes,
                ..Row::default()
            };
            add(rows.entry(key).or_insert_with(fresh), incident);
        }
    }
    let mut rows: Vec<Row> = rows.into_values().collect();
    for row in &mut rows {
        let mut all = row
            .service
            .and_then(|service| down.remove(&service))
            .unwrap_or_default();
        all.arrange();
        let lasted = |(span, id): &(Span, Id)| ((span.1 - span.0) as f64 / 60_000.0, *id);
        row.outages = all.iter().map(lasted).collect();
        let spans: Vec<Span> = all.into_iter().map(|(span, _)| span).collect();
        row.down = together(
            spans.iter().map(|(from, to)| (*from, Some(*to))),
            view.now(),
        );
        row.failures = begun(spans, span.0);
    }
    rows.insert(0, all);
    for row in &mut rows {
        row.stats.iter_mut().for_each(|stat| {
            stat.known
                .arrange_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        });
    }
    rows
}

/// The incidents that figures count.
pub fn counted<'v>(view: &View<'v>) -> impl Iterator<Item = &'v Record> {
    view.live(INCIDENT.id)
        .filter(|incident| is_counted(incident))
}

/// Whether figures count an incident: not what is left out of them, a duplicate or cancelled.
pub fn is_counted(incident: &Record) -> bool {
    incident.get::<bool>("excluded") != Some(true)
        && !matches!(&*state(incident), "duplicate" | "cancelled")
}

fn add(row: &mut Row, incident: &Record) {
    row.incidents.push(incident.id);
    for (stat, measure) in row.stats.iter_mut().zip(Measure::ALL) {
        if let Ok(minutes) = measure.of(incident) {
            stat.known.push((minutes, incident.id));
        }
    }
}

// Where an incident belongs: what sorts it, what is said, and the service.
fn places(by: By, incident: &Record, view: &View<'_>) -> Vec<(String, String, Option<Id>)> {
    match by {
        By::Service => {
            let ids: Vec<String> = incident.get("services").unwrap_or_default();
            let services = ids.iter().filter_map(|id| view.there(id.parse().ok()?));
            let services = services.filter(|service| service.kind == SERVICE.key());
            let named = services.map(|service| {
                let name = view.name(service);
                (
                    format!("{}{}", service.text("title"), service.id),
                    name,
                    Some(service.id),
                )
            });
            named.collect()
        }
        By::Category => {
            let category = incident.text("category").trim().to_owned();
            vec![(category.to_lowercase(), category, None)]
        }
        By::Month => {
            let local = |at: i64| at + i64::from(view.offset_minutes) * 60_000;
            let day = time(incident, "detected")
                .map(local)
                .and_then(DateTime::from_timestamp_millis);
            let month = day.map(|day| format!("{}-{:02}", day.year(), day.month()));
            month
                .map(|month| (month.clone(), month, None))
                .into_iter()
                .collect()
        }
    }
}

// How many times it went down, by its outages in order: what overlaps or follows at once is one failure, and what began before the
// span is none of it.
fn begun(spans: Vec<Span>, from: i64) -> usize {
    let (mut failures, mut until) = (0, i64::MIN);
    for span in spans {
        if span.0 > until && span.0 > from {
            failures += 1;
        }
        until = until.max(span.1);
    }
    failures
}
