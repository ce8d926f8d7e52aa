//! Injects that are released by the clock: what is due at each look, what goes out by itself, and what waits
//! for somebody to say so.

use super::clock::Clock;
use super::injects::injects;
use holdfast_ledger::{Id, Record};

/// The longest time on the wall between two looks of somebody who was there, in milliseconds. A page that
/// nobody looks at is woken once a minute only; what was asleep, or loaded anew, was away for longer.
pub const AWAY: i64 = 75_000;

/// What is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Their time came since the last look: they go out by themselves.
    pub now: Vec<Id>,
    /// Their time came while nobody looked, or before the clock led: they go out when somebody says so.
    pub waiting: Vec<Id>,
}

/// What is due at a moment, in milliseconds since 1970, when it was last looked at `seen`; none at the first
/// look. While the clock stands nothing goes out.
pub fn due(exercise: &Record, seen: Option<i64>, now: i64) -> Due {
    let clock = Clock::of(exercise, now);
    if exercise.text("state") != "conduct" {
        return Due::default();
    }
    let there = seen.filter(|seen| now - seen <= AWAY);
    let before = there.map(|seen| Clock::of(exercise, seen));
    let mut due = Due::default();
    for inject in injects(exercise) {
        if !inject.is_due(&clock) {
            continue;
        }
        let came = before.is_some_and(|before| !inject.is_due(&before));
        if clock.runs && came {
            due.now.push(inject.id);
        } else {
            due.waiting.push(inject.id);
        }
    }
    due
}
