//! When jobs were expected, and which of them nobody logged a result of.

use super::{Jobs, Policy};

/// So many days back are looked at.
pub const DAYS: i64 = 30;
const MINUTE: f64 = 60_000.0;
const DAY: i64 = 86_400_000;

/// The times at which jobs of a policy were expected: anchor + k · interval. A job answers the one
/// at or after which it began, before the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Slots {
    anchor: i64,
    step: f64,
    /// The first and one after the last that a result must be there for.
    range: (i64, i64),
    /// Those that a job answers, rising.
    answered: Vec<i64>,
}

impl Slots {
    /// The expected times of the last [`DAYS`] days for which a result must be there by now; none
    /// where the policy says not when.
    pub fn of(policy: &Policy, jobs: &Jobs, now: i64) -> Option<Self> {
        let (anchor, step) = (policy.anchor?, policy.interval? * MINUTE);
        let number = |at: i64| (at - anchor) as f64 / step;
        let grace = policy.grace.map_or(step, |grace| grace * MINUTE);
        let first = number(now - DAYS * DAY).ceil().max(0.0) as i64;
        // Taken from the time, not from the number: that of a whole one stays whole.
        let last = number(now.saturating_sub(grace as i64)).floor() as i64;
        let mut slots = Self {
            anchor,
            step,
            range: (first, (last + 1).max(first)),
            answered: Vec::new(),
        };
        let (from, to) = (slots.at(slots.range.0), slots.at(slots.range.1));
        for began in jobs
            .between(policy.id, from, to)
            .filter_map(|job| job.began)
        {
            // Jobs come by when they began. A slot begins on a whole millisecond.
            let near = number(began).floor() as i64;
            let slot = if slots.at(near + 1) <= began {
                near + 1
            } else {
                near
            };
            if slots.answered.last() != Some(&slot) {
                slots.answered.push(slot);
            }
        }
        Some(slots)
    }

    fn at(&self, slot: i64) -> i64 {
        self.anchor
            .saturating_add((slot as f64 * self.step).round() as i64)
    }

    /// How many results must be there.
    pub fn expected(&self) -> usize {
        (self.range.1 - self.range.0) as usize
    }

    /// How many of them are there.
    pub fn answered(&self) -> usize {
        self.answered.len()
    }

    /// How many of them are not.
    pub fn missed(&self) -> usize {
        self.expected() - self.answered.len()
    }

    /// When those were expected, the latest first, in milliseconds since 1970.
    pub fn missing(&self) -> impl Iterator<Item = i64> {
        let mut answered = self.answered.iter().rev().peekable();
        let all = (self.range.0..self.range.1).rev();
        let open = all.filter(move |slot| answered.next_if_eq(&slot).is_none());
        open.map(|slot| self.at(slot))
    }
}
