//! Response and resolution: how soon something was done about incidents, by the clocks of an agreement.

use super::measure::Level;
use super::outages::Told;
use super::spans::{Span, common, long};
use super::terms::{Clock, Held, Measure};
use holdfast_ledger::Id;
use holdfast_ledger::sort::Arrange;
use std::collections::BTreeSet;

/// How an incident stands against a clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timed {
    /// The incident.
    pub incident: Id,
    /// When it was detected, in milliseconds since 1970.
    pub detected: i64,
    /// Its priority.
    pub priority: Option<u8>,
    /// What is measured.
    pub measure: Measure,
    /// The place of the clock in the agreement.
    pub clock: usize,
    /// How long it took, or has taken so far: minutes of service time.
    pub took: f64,
    /// How long it may take.
    pub within: f64,
    /// Whether it is over.
    pub done: bool,
}

impl Timed {
    /// Whether it took too long, or has already.
    pub fn missed(&self) -> bool {
        self.took > self.within
    }
}

/// How the incidents of one clock did.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// The place of the clock in the agreement.
    pub clock: usize,
    /// How many kept it.
    pub kept: usize,
    /// How many did not, those that run on and are late already among them.
    pub missed: usize,
    /// How many run and have time left: they count for nothing yet.
    pub running: usize,
}

impl Tally {
    /// The share that kept it, 0 to 1; none where no incident says.
    pub fn share(&self) -> Option<f64> {
        let all = self.kept + self.missed;
        (all > 0).then(|| self.kept as f64 / all as f64)
    }
}

/// What the incidents of a stretch say, by when they were detected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Clocks {
    /// Each incident by each clock, the latest first.
    pub timed: Vec<Timed>,
    /// For each clock that was asked for by an incident, or holds at the end.
    pub tallies: Vec<Tally>,
    /// How many incidents cannot be measured, as nobody wrote down when they were detected.
    pub undetected: usize,
    /// How many have no priority, where clocks ask for one.
    pub unrated: usize,
}

impl Level {
    /// How soon something was done about the incidents that were detected within a stretch.
    pub fn clocks(&self, stretch: Span) -> Clocks {
        let mut clocks = Clocks::default();
        let mut seen = BTreeSet::new();
        for service in &self.agreement.services {
            for told in self.service(*service).told.iter() {
                if told.id.is_some_and(|id| seen.insert(id)) {
                    self.take(told, stretch, &mut clocks);
                }
            }
        }
        clocks
            .timed
            .arrange_by(|a, b| (b.detected, b.incident).cmp(&(a.detected, a.incident)));
        let mut asked: BTreeSet<usize> = BTreeSet::new();
        asked.extend(clocks.timed.iter().map(|timed| timed.clock));
        let end = stretch.to.min(self.now) - 1;
        asked.extend((0..self.agreement.clocks.len()).filter(|at| self.holds(*at, end)));
        clocks.tallies = asked
            .into_iter()
            .map(|at| tally(at, &clocks.timed))
            .collect();
        clocks
    }

    fn take(&self, told: &Told, stretch: Span, clocks: &mut Clocks) {
        let (Some(id), Some(course)) = (told.id, &told.course) else {
            return;
        };
        let Some(detected) = course.detected else {
            clocks.undetected += usize::from(!self.agreement.clocks.is_empty());
            return;
        };
        let held = self.held.iter().find(|held| held.span.has(detected));
        let Some(held) = held.filter(|_| stretch.has(detected)) else {
            return;
        };
        let priority = course
            .rating
            .and_then(|rating| self.table.of_places(rating));
        let mut asks = false;
        for measure in [Measure::Response, Measure::Resolution] {
            let end = match measure {
                // What was resolved was responded to.
                Measure::Response => course.acknowledged.or(course.resolved),
                Measure::Resolution => course.resolved,
            };
            asks |= self
                .agreement
                .clocks
                .iter()
                .any(|clock| clock.priority.is_some());
            let Some((at, clock)) = self.clock_of(measure, priority, detected) else {
                continue;
            };
            let special = self
                .agreement
                .continuity
                .iter()
                .any(|span| span.has(detected));
            let within = if special {
                clock.continuity.or(clock.within)
            } else {
                clock.within
            };
            if let Some(within) = within {
                let pauses: &[Span] = if clock.pauses { &course.pauses } else { &[] };
                let run = Span::new(detected, end.unwrap_or(self.now).max(detected));
                clocks.timed.push(Timed {
                    incident: id,
                    priority,
                    clock: at,
                    took: took(held, run, pauses),
                    done: end.is_some(),
                    detected,
                    measure,
                    within,
                });
            }
        }
        clocks.unrated += usize::from(asks && priority.is_none());
    }

    /// The clock that holds for an incident: of those that hold on its day, and name its priority or
    /// none, the one that holds since last; one that names it before one that names none.
    fn clock_of(&self, measure: Measure, priority: Option<u8>, at: i64) -> Option<(usize, &Clock)> {
        let all = self.agreement.clocks.iter().enumerate();
        let fits = all.filter(|(n, clock)| {
            clock.measure == measure
                && (clock.priority.is_none() || clock.priority == priority)
                && self.begun(*n, at)
        });
        fits.max_by_key(|(n, clock)| (clock.priority.is_some(), *n))
    }

    fn begun(&self, clock: usize, at: i64) -> bool {
        let held = self.held.iter().rfind(|held| held.span.from <= at);
        let zone = held.map(|held| &held.hours.calendar.zone);
        let from = self.agreement.clocks[clock].from;
        zone.zip(from)
            .is_none_or(|(zone, from)| zone.begins(from) <= at)
    }

    // Whether a clock holds at an instant and no later one of the same has taken its place.
    fn holds(&self, at: usize, instant: i64) -> bool {
        let clock = &self.agreement.clocks[at];
        let later = self.agreement.clocks.iter().enumerate().skip(at + 1);
        let replaced = |(n, other): (usize, &Clock)| {
            (other.measure, other.priority) == (clock.measure, clock.priority)
                && self.begun(n, instant)
        };
        self.begun(at, instant) && !later.into_iter().any(replaced)
    }
}

// Minutes of service time, without pauses: a pause at night or on a weekend takes nothing away.
fn took(held: &Held, run: Span, pauses: &[Span]) -> f64 {
    let open = held.hours.long(run);
    let paused = if pauses.is_empty() {
        0
    } else {
        long(&common(&held.hours.within(run), pauses))
    };
    (open - paused) as f64 / 60_000.0
}

fn tally(clock: usize, timed: &[Timed]) -> Tally {
    let mut tally = Tally {
        clock,
        ..Tally::default()
    };
    for one in timed.iter().filter(|timed| timed.clock == clock) {
        match (one.missed(), one.done) {
            (true, _) => tally.missed += 1,
            (false, true) => tally.kept += 1,
            (false, false) => tally.running += 1,
        }
    }
    tally
}
