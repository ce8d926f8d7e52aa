//! What the report of an agreement says: each period of each service, each day, what was missed.

use super::clocks::{Clocks, Timed};
use super::measure::{Budget, Kept, Level, down_within};
use super::outages::Outage;
use super::periods::{Measured, Stretch, period_at, periods};
use super::spans::{Span, long, without};
use super::terms::Period;
use chrono::NaiveDate;
use holdfast_ledger::Id;

/// How a service stands against a target in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The period is over, and it was kept.
    Met,
    /// It goes on, and there is budget left.
    OnCourse,
    /// It goes on, and more is used than the whole budget.
    Gone,
    /// The period is over, and it was missed.
    Missed,
    /// Nothing is promised or nothing can be measured.
    Unknown,
}

impl Standing {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Met => "Met",
            Self::OnCourse => "On course",
            Self::Gone => "Budget gone",
            Self::Missed => "Missed",
            Self::Unknown => "Unknown",
        }
    }

    /// Whether less was kept than promised.
    pub const fn is_breach(self) -> bool {
        matches!(self, Self::Gone | Self::Missed)
    }
}

/// A service in a period.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The service.
    pub service: Id,
    /// The period.
    pub period: Measured,
    /// How it did.
    pub kept: Kept,
    /// What was promised, 0 to 1.
    pub target: Option<f64>,
    /// What was promised for continuity mode, 0 to 1.
    pub continuity: Option<f64>,
    /// How it stands against both.
    pub standing: Standing,
    /// Whether people disagree about what it follows from.
    pub disputed: bool,
}

impl Line {
    /// The error budget of the period; none where no target is written down.
    pub fn budget(&self) -> Option<Budget> {
        self.kept.budget(self.target?)
    }
}

/// A day of a service. In milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// Which day.
    pub day: NaiveDate,
    /// Its agreed service time, as far as it is over.
    pub agreed: i64,
    /// How much of that the service was down as it counts.
    pub down: i64,
    /// How much of it the service was degraded, where that counts as up.
    pub degraded: i64,
    /// The downtime of that day in planned maintenance that is left out.
    pub left_out: i64,
}

/// Something that was promised and not kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Breach {
    /// Availability, with the outages that did it.
    Availability(Line, Vec<Outage>),
    /// A clock.
    Clock(Timed),
}

impl Level {
    /// A service in a period.
    pub fn line(&self, service: Id, period: Measured) -> Line {
        let terms = &self.held[period.terms].terms;
        let kept = self.measure(service, period.span);
        let (target, continuity) = (terms.target, terms.continuity);
        let over = period.span.to < self.now;
        Line {
            standing: standing(&kept, target, continuity, over),
            disputed: self.disputed(service),
            service,
            period,
            kept,
            target,
            continuity,
        }
    }

    /// A service in the period of today.
    ///
    /// # Errors
    /// Why there is none, as the end of a sentence.
    pub fn current(&self, service: Id) -> Result<Line, String> {
        if let Some(period) = period_at(&self.held, self.now) {
            return Ok(self.line(service, period));
        }
        let day = |at: i64, held: &super::terms::Held| held.hours.calendar.zone.day(at);
        let (first, last) = (&self.held[0], &self.held[self.held.len() - 1]);
        Err(if self.now < first.span.from {
            format!("it holds from {} on", day(first.span.from, first))
        } else if self.now >= last.span.to {
            format!("it ended on {}", day(last.span.to - 1, last))
        } else {
            "nobody wrote down how many days it is measured over".to_owned()
        })
    }

    /// A stretch of the calendar as the clocks of the agreement's last terms say.
    pub fn span(&self, stretch: Stretch) -> Span {
        let zone = &self.held[self.held.len() - 1].hours.calendar.zone;
        Span::new(zone.begins(stretch.first), zone.begins(stretch.after()))
    }

    /// A service in each period that has a part within a stretch and has begun.
    pub fn lines(&self, service: Id, stretch: Span) -> Vec<Line> {
        let begun = stretch.common(Span::new(i64::MIN, self.now));
        let all = periods(&self.held, begun, self.now);
        all.into_iter()
            .map(|period| self.line(service, period))
            .collect()
    }

    /// A service on each day of a stretch that has begun and on which something was promised.
    pub fn days(&self, service: Id, stretch: Span) -> Vec<Day> {
        let of = self.service(service);
        let mut days: Vec<Day> = Vec::new();
        for held in &self.held {
            let part = held
                .span
                .common(stretch)
                .common(Span::new(i64::MIN, self.now));
            let zone = &held.hours.calendar.zone;
            let mut day = zone.day(part.from);
            while !part.is_empty() && zone.begins(day) < part.to {
                let Some(next) = day.succ_opt() else { break };
                let here = Span::new(zone.begins(day), zone.begins(next)).common(part);
                let kept = self.measure(service, here);
                let reduced = held.hours.within(here);
                let reduced =
                    super::spans::common(&reduced, &super::spans::within(&of.reduced, here));
                days.push(Day {
                    day,
                    agreed: kept.normal.agreed + kept.continuity.agreed,
                    down: kept.normal.down + kept.continuity.down,
                    degraded: long(&without(&reduced, &down_within(of, held, here))),
                    left_out: kept.left_out,
                });
                day = next;
            }
        }
        days
    }

    /// What was missed in a stretch: the periods that have a part in it, and the incidents that were
    /// detected in it; the latest first.
    pub fn breaches(&self, stretch: Span) -> Vec<Breach> {
        let mut found = Vec::new();
        for service in &self.agreement.services {
            let lines = self.lines(*service, stretch).into_iter();
            found.extend(lines.filter(|line| line.standing.is_breach()).map(|line| {
                let outages = self.counted(*service, line.period.span);
                Breach::Availability(line, outages)
            }));
        }
        let late = self.clocks(stretch).timed.into_iter();
        found.extend(late.filter(Timed::missed).map(Breach::Clock));
        found
    }

    /// The outages of a service that have a part in a stretch and count as down then.
    pub fn counted(&self, service: Id, stretch: Span) -> Vec<Outage> {
        let counts = |outage: &&Outage| {
            let held = self
                .held
                .iter()
                .filter(|held| !held.span.common(outage.span).is_empty());
            !outage.degraded || held.into_iter().any(|held| held.terms.degraded_is_down)
        };
        let past = stretch.common(Span::new(i64::MIN, self.now));
        let all = self.service(service).within(past);
        all.filter(counts).copied().collect()
    }

    /// When the budget of a line is used up, if it goes on as in the period so far: an instant within
    /// the period (of the last days: within as many to come).
    pub fn exhausted(&self, line: &Line) -> Option<i64> {
        let lasts = line.budget()?.lasts()?;
        let held = &self.held[line.period.terms];
        let at = held.hours.after(self.now, lasts as i64)?;
        let until = match held.terms.period {
            Some(Period::Rolling(days)) => self.now + i64::from(days) * crate::zone::DAY,
            _ => line.period.span.to,
        };
        (at < until).then_some(at)
    }

    /// How the clocks of a stretch did, and whether each was kept by the share that was agreed.
    pub fn tallied(&self, clocks: &Clocks) -> Vec<(usize, Option<bool>)> {
        let each = clocks.tallies.iter().map(|tally| {
            let wanted = self.agreement.clocks[tally.clock].share;
            (tally.clock, tally.share().map(|share| share >= wanted))
        });
        each.collect()
    }
}

fn standing(kept: &Kept, target: Option<f64>, continuity: Option<f64>, over: bool) -> Standing {
    // Compared in milliseconds: what is just enough is enough.
    let short = |sums: super::measure::Sums, whole: i64, target: Option<f64>| {
        let target = target.filter(|_| sums.agreed > 0)?;
        Some(sums.down as f64 > (super::measure::budget(whole as f64, target) + 0.5).floor())
    };
    let to_come = if over { 0 } else { kept.to_come };
    let normal = short(kept.normal, kept.normal.agreed + to_come, target);
    let special = short(kept.continuity, kept.continuity.agreed, continuity);
    match (normal, special) {
        (None, None) => Standing::Unknown,
        (normal, special) if normal == Some(true) || special == Some(true) && over => {
            if over {
                Standing::Missed
            } else {
                Standing::Gone
            }
        }
        _ if over => Standing::Met,
        _ => Standing::OnCourse,
    }
}

/// A share as a percentage, cut after three digits: what falls short of a target never looks like it.
pub fn percent(share: f64) -> String {
    // What a computer cannot write exactly is not cut by it.
    let cut = (share * 100_000.0 + 1e-6).floor() / 1000.0;
    format!("{cut} %")
}

/// Milliseconds as minutes.
pub fn in_minutes(ms: f64) -> f64 {
    ms / 60_000.0
}
