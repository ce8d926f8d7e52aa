//! What was kept of an agreement: availability, the error budget, and how fast it is used.

use super::calendar::Calendars;
use super::index::Outages;
use super::maintenance::maintenance;
use super::outages::OfService;
use super::spans::{Span, common, long, union, within, without};
use super::terms::{Agreement, Held};
use crate::prelude::*;
use crate::rooms::incidents::priority::Table;
use crate::rooms::plans;
use holdfast_ledger::Id;
use std::sync::Arc;

/// An agreement with all that it is measured with.
pub struct Level {
    /// What it says.
    pub agreement: Agreement,
    /// Its terms, and when they hold.
    pub held: Vec<Held>,
    /// All outages.
    pub outages: Arc<Outages>,
    /// Now, in milliseconds since 1970.
    pub now: i64,
    /// What impact and urgency make together.
    pub(super) table: Table,
    /// For each service when maintenance was planned.
    planned: Vec<Vec<Span>>,
}

impl Level {
    /// A record of the kind `service_level`.
    ///
    /// # Errors
    /// Why it cannot be measured, as the end of a sentence.
    pub fn of(record: &Record, view: &View<'_>) -> Result<Self, String> {
        let mut agreement = Agreement::of(record);
        let plans = plans::mode::spans(&agreement.services, view);
        agreement.continuity = union([agreement.continuity, plans].concat());
        if agreement.services.is_empty() {
            return Err("it names no service".to_owned());
        }
        let held = agreement.held(&Calendars::kept(view), view)?;
        let outages = Outages::kept(view);
        let past = Span::new(held[0].span.from, view.now());
        let services = agreement.services.iter();
        let planned = services.map(|id| maintenance(*id, outages.of_service(*id), past, view));
        Ok(Self {
            planned: planned.collect(),
            table: Table::of(view),
            now: view.now(),
            held,
            outages,
            agreement,
        })
    }

    /// What is known of the outages of a service.
    pub fn service(&self, service: Id) -> &OfService {
        self.outages.of_service(service)
    }

    /// Whether people disagree about what the figures of a service follow from.
    pub fn disputed(&self, service: Id) -> bool {
        let calendars = self.held.iter().map(|held| held.hours.calendar.disputed);
        self.agreement.disputed
            || self.service(service).disputed
            || calendars.into_iter().any(|is| is)
    }

    /// How a service did in a stretch, as far as it is over: each part by the terms that held then.
    pub fn measure(&self, service: Id, stretch: Span) -> Kept {
        let of = self.service(service);
        let at = self.agreement.services.iter().position(|id| *id == service);
        let planned = at.map_or(&[][..], |at| &self.planned[at]);
        let mut kept = Kept::default();
        for held in &self.held {
            let part = held.span.common(stretch);
            if part.is_empty() {
                continue;
            }
            kept.add(&self.part(of, planned, held, part));
        }
        kept
    }

    fn part(&self, of: &OfService, planned: &[Span], held: &Held, part: Span) -> Kept {
        let past = part.common(Span::new(i64::MIN, self.now));
        let mut open = held.hours.within(past);
        let terms = &held.terms;
        let counts = if terms.degraded_is_down {
            &of.reduced
        } else {
            &of.down
        };
        let mut down = common(&open, &within(counts, past));
        let planned = common(&down, &within(planned, past));
        let mut left_out = 0;
        if terms.leaves_maintenance && !planned.is_empty() {
            // What is left out was neither up nor down: it is no service time either.
            left_out = long(&planned);
            (open, down) = (without(&open, &planned), without(&down, &planned));
        }
        let special = within(&self.agreement.continuity, past);
        let share = |set: &[Span]| {
            if special.is_empty() {
                0
            } else {
                long(&common(set, &special))
            }
        };
        let (open_then, down_then) = (share(&open), share(&down));
        let to_come = part.common(Span::new(self.now, i64::MAX));
        Kept {
            normal: Sums {
                agreed: long(&open) - open_then,
                down: long(&down) - down_then,
            },
            continuity: Sums {
                agreed: open_then,
                down: down_then,
            },
            to_come: held.hours.long(to_come),
            planned: long(&planned),
            left_out,
        }
    }

    /// How fast a service used its budget in the last so many milliseconds, by a target: 1 uses it up
    /// just at the end of the period. None where there was no service time.
    pub fn burn(&self, service: Id, last: i64, target: f64) -> Option<f64> {
        let kept = self.measure(service, Span::new(self.now - last, self.now));
        Some(burn_rate(kept.normal.error_rate()?, target))
    }
}

/// Service time and downtime, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// The agreed service time, as far as it is over.
    pub agreed: i64,
    /// How much of it the service was down.
    pub down: i64,
}

impl Sums {
    /// (Agreed service time − downtime) / agreed service time, 0 to 1; none without service time.
    pub fn availability(self) -> Option<f64> {
        (self.agreed > 0).then(|| (self.agreed - self.down) as f64 / self.agreed as f64)
    }

    /// Downtime / agreed service time, 0 to 1; none without service time.
    pub fn error_rate(self) -> Option<f64> {
        (self.agreed > 0).then(|| self.down as f64 / self.agreed as f64)
    }
}

/// How a service did in a stretch. In milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Out of continuity mode.
    pub normal: Sums,
    /// In continuity mode.
    pub continuity: Sums,
    /// The service time of the stretch that is still to come.
    pub to_come: i64,
    /// The downtime in planned maintenance.
    pub planned: i64,
    /// How much of that is left out.
    pub left_out: i64,
}

impl Kept {
    fn add(&mut self, other: &Self) {
        self.normal.agreed += other.normal.agreed;
        self.normal.down += other.normal.down;
        self.continuity.agreed += other.continuity.agreed;
        self.continuity.down += other.continuity.down;
        self.to_come += other.to_come;
        self.planned += other.planned;
        self.left_out += other.left_out;
    }

    /// The error budget by a target; none without service time.
    pub fn budget(&self, target: f64) -> Option<Budget> {
        let whole = self.normal.agreed + self.to_come;
        (whole > 0).then(|| Budget {
            all: budget(whole as f64, target),
            used: self.normal.down as f64,
            rate: self.normal.error_rate(),
        })
    }
}

/// An error budget, in milliseconds of downtime (Site Reliability Engineering, Google 2016, chapter 4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// All of it in the period.
    pub all: f64,
    /// How much of it is used.
    pub used: f64,
    /// The error rate of the period so far.
    pub rate: Option<f64>,
}

impl Budget {
    /// What is left; below 0 where more was used.
    pub fn left(self) -> f64 {
        self.all - self.used
    }

    /// After how many milliseconds of service time it is used up, if it goes on as in the period so
    /// far; none where nothing was used, or nothing is left.
    pub fn lasts(self) -> Option<f64> {
        let rate = self.rate.filter(|rate| *rate > 0.0)?;
        (self.left() > 0.0).then(|| self.left() / rate)
    }
}

/// The error budget of a period: (1 − target) · period, in the period's unit.
pub fn budget(period: f64, target: f64) -> f64 {
    (1.0 - target) * period
}

/// How fast a budget is used: error rate / (1 − target). A target of 100 % has no budget, so that any
/// error uses it infinitely fast.
pub fn burn_rate(error_rate: f64, target: f64) -> f64 {
    if error_rate == 0.0 {
        0.0
    } else {
        error_rate / (1.0 - target)
    }
}

/// The share of a period's budget that a burn rate uses in a window: burn · window / period.
pub fn used_share(burn: f64, window: f64, period: f64) -> f64 {
    burn * window / period
}

/// Burn rates that want a look, by the window in which they are measured, in hours (The Site
/// Reliability Workbook, Google 2018, chapter 5, table 5-8).
pub const FAST: [(i64, f64); 3] = [(1, 14.4), (6, 6.0), (72, 1.0)];

/// Downtime as it was agreed to count, within a stretch: for bars and lists.
pub fn down_within(of: &OfService, held: &Held, stretch: Span) -> Vec<Span> {
    let counts = if held.terms.degraded_is_down {
        &of.reduced
    } else {
        &of.down
    };
    union(common(
        &held.hours.within(stretch),
        &within(counts, stretch),
    ))
}
