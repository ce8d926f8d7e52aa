//! What an agreement says, and when which of its terms hold.

use super::calendar::{Calendars, Hours};
use super::spans::{Span, union};
use crate::prelude::*;
use crate::value::{instant, links, list_in_conflict};
use chrono::NaiveDate;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key};
use std::sync::Arc;

/// Over which time availability is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Period {
    /// A calendar month.
    #[default]
    Month,
    /// Three of them, from January on.
    Quarter,
    /// A calendar year.
    Year,
    /// So many days until now.
    Rolling(u32),
}

/// What holds from a day on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// From which day.
    pub from: Option<NaiveDate>,
    /// On which calendar it is measured.
    pub calendar: Option<Id>,
    /// The target: a share of the agreed service time, 0 to 1.
    pub target: Option<f64>,
    /// The same while continuity mode holds.
    pub continuity: Option<f64>,
    /// Over which time; none where nobody said how many days.
    pub period: Option<Period>,
    /// Whether downtime in planned maintenance is left out.
    pub leaves_maintenance: bool,
    /// Whether a degraded service counts as down.
    pub degraded_is_down: bool,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// From detected to acknowledged.
    Response,
    /// From detected to resolved.
    Resolution,
}

impl Measure {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Response => "Response",
            Self::Resolution => "Resolution",
        }
    }
}

/// How soon something has to be done about incidents, from a day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    /// From which day; none: from the beginning.
    pub from: Option<NaiveDate>,
    /// What.
    pub measure: Measure,
    /// For incidents of this priority; none: of all.
    pub priority: Option<u8>,
    /// How soon, in minutes of service time.
    pub within: Option<f64>,
    /// For which share of the incidents, 0 to 1.
    pub share: f64,
    /// How soon for incidents that are detected in continuity mode.
    pub continuity: Option<f64>,
    /// Whether pauses stop it.
    pub pauses: bool,
}

/// An agreement.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// `sla`, `ola` or `contract`; empty where nobody chose.
    pub sort: String,
    /// Of which services, in the order in which they are written.
    pub services: Vec<Id>,
    /// The first day.
    pub begins: Option<NaiveDate>,
    /// The last day.
    pub ends: Option<NaiveDate>,
    /// Its terms by the day from which they hold, those without a day left out.
    pub terms: Vec<Terms>,
    /// How many terms have no day.
    pub undated: usize,
    /// Its clocks, those that hold later last.
    pub clocks: Vec<Clock>,
    /// When continuity mode held; what goes on still ends at [`i64::MAX`].
    pub continuity: Vec<Span>,
    /// Whether people disagree about any of this that stands in lists.
    pub disputed: bool,
}

impl Agreement {
    /// What a record says.
    pub fn of(record: &Record) -> Self {
        let lists = ["terms", "clocks", "continuity"];
        let begins = day(record, "begins");
        let mut agreement = Self {
            sort: record.text("sort").into_owned(),
            services: links(record, "services"),
            ends: day(record, "ends"),
            disputed: lists.iter().any(|list| list_in_conflict(record, list)),
            continuity: continuity(record),
            clocks: clocks(record),
            begins,
            ..Self::default()
        };
        let items = record.items(Key::new("terms"));
        // The first terms hold from the beginning; later ones say from when.
        let first = begins.filter(|_| items.len() == 1);
        for item in &items {
            let from = date(item.value("from")).or(first);
            let part = |key| item.get::<f64>(key).map(|percent| percent / 100.0);
            let days = item.get::<f64>("days").filter(|days| *days >= 1.0);
            let period = match &*item.text("period") {
                "quarter" => Some(Period::Quarter),
                "year" => Some(Period::Year),
                "rolling" => days.map(|days| Period::Rolling(days as u32)),
                _ => Some(Period::Month),
            };
            agreement.undated += usize::from(from.is_none());
            agreement.terms.push(Terms {
                from,
                calendar: item.text("calendar").parse().ok(),
                target: part("availability"),
                continuity: part("continuity"),
                leaves_maintenance: item.text("maintenance") == "excluded",
                degraded_is_down: item.text("degraded") == "down",
                period,
            });
        }
        agreement.terms.retain(|terms| terms.from.is_some());
        agreement.terms.arrange_by_key(|terms| terms.from);
        let mut before = None;
        for terms in &mut agreement.terms {
            terms.calendar = terms.calendar.or(before);
            before = terms.calendar;
        }
        agreement
    }

    /// Its terms, each with its hours and the stretch in which it holds.
    ///
    /// # Errors
    /// Why it cannot be measured, as the end of a sentence.
    pub fn held(&self, calendars: &Calendars, view: &View<'_>) -> Result<Vec<Held>, String> {
        if self.terms.is_empty() {
            return Err(match self.undated {
                0 => "it has no terms".to_owned(),
                _ => "its terms have no day from which they hold".to_owned(),
            });
        }
        let mut held: Vec<Held> = Vec::with_capacity(self.terms.len());
        for terms in &self.terms {
            let none = || "its terms have no service calendar".to_owned();
            let hours = calendars.hours(terms.calendar.ok_or_else(none)?, view)?;
            let zone = &hours.calendar.zone;
            let first = self.begins.max(terms.from).unwrap_or_default();
            let from = zone.begins(first);
            let last = self.ends.and_then(|day| day.succ_opt());
            let to = last.map_or(i64::MAX, |day| zone.begins(day));
            if let Some(before) = held.last_mut() {
                before.span.to = before.span.to.min(from);
            }
            let terms = terms.clone();
            held.push(Held {
                terms,
                hours,
                span: Span::new(from, to),
            });
        }
        held.retain(|held| !held.span.is_empty());
        if held.is_empty() {
            return Err("it ends before it begins".to_owned());
        }
        Ok(held)
    }
}

/// Terms, and when they hold.
#[derive(Clone, Debug)]
pub struct Held {
    /// The terms.
    pub terms: Terms,
    /// The service time that they promise.
    pub hours: Arc<Hours>,
    /// When they hold; without an end until [`i64::MAX`].
    pub span: Span,
}

fn continuity(record: &Record) -> Vec<Span> {
    let items = record.items(Key::new("continuity")).into_iter();
    let spans = items.filter_map(|item| {
        let to = match item.value("to") {
            None => i64::MAX,
            to => instant(to)?,
        };
        Some(Span::new(instant(item.value("from"))?, to))
    });
    union(spans.collect())
}

fn clocks(record: &Record) -> Vec<Clock> {
    let items = record.items(Key::new("clocks")).into_iter();
    let mut clocks: Vec<Clock> = items
        .filter_map(|item| {
            Some(Clock {
                from: date(item.value("from")),
                measure: match &*item.text("measure") {
                    "response" => Measure::Response,
                    "resolution" => Measure::Resolution,
                    _ => return None,
                },
                priority: item.get::<f64>("priority").map(|priority| priority as u8),
                within: item.get("within"),
                share: item
                    .get::<f64>("share")
                    .map_or(1.0, |percent| percent / 100.0),
                continuity: item.get("continuity"),
                pauses: item.get("pauses") == Some(true),
            })
        })
        .collect();
    clocks.arrange_by_key(|clock| clock.from);
    clocks
}
