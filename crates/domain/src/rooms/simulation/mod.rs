//! What a loss does to the recovery of services: what is down, in which waves it comes back, and by many
//! runs when, with the people there are. It is asked for in an address and stored nowhere.
//!
//! What the figures rest on: a runbook is carried out once and brings back all of its services that are
//! down; it begins when all that these need is back, and when the plan's stages before it are over. Runbooks of the plan that
//! bring nothing back are carried out as well. Services that wait for each other begin and come
//! back together, and an alternative within such a circle does not open it. Of a decision's answers the one
//! that usually takes longest is carried out, as the length of a runbook counts them. Steps without a duration take no time,
//! so what comes of them is "at the earliest". A service whose recovery nobody timed is never back, and
//! neither is what needs it, but where something else can stand in.

mod bits;
mod build;
mod disputed;
mod holds;
mod job;
mod model;
mod people;
mod reasons;
mod steps;
#[cfg(test)]
mod tests;
mod units;

pub use job::{Answer, Chosen, Job, MOST_TRIALS, Request, USUAL_TRIALS, read_trials};
pub use model::{Label, Model, Row, Why};

use holdfast_ledger::Id;

/// What is lost and how it is recovered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scenario {
    /// What is lost.
    pub lost: Vec<Lost>,
    /// The plan that is followed: its runbooks, strategies and activation time; what it says is lost is
    /// lost, too.
    pub plan: Option<Id>,
    /// When, in milliseconds since 1970: it matters for working hours and for steps that begin at a fixed
    /// time.
    pub at: Option<i64>,
    /// What people do outside their working hours.
    pub outside: Outside,
}

/// What people do outside their working hours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Outside {
    /// They come when they are called.
    #[default]
    Called,
    /// One of each rota comes; the others are not there.
    Rota,
    /// They are not there.
    Kept,
}

impl Outside {
    /// All of them, with the word in addresses.
    pub const ALL: [(Self, &'static str); 3] = [
        (Self::Called, "called"),
        (Self::Rota, "rota"),
        (Self::Kept, "kept"),
    ];

    /// Whether the hour matters.
    pub const fn needs_a_moment(self) -> bool {
        !matches!(self, Self::Called)
    }

    /// What an address says.
    pub fn read(word: &str) -> Self {
        let known = Self::ALL.into_iter().find(|(_, known)| *known == word);
        known.map_or_else(Self::default, |(outside, _)| outside)
    }

    /// The same as an address says it.
    pub fn word(self) -> &'static str {
        let known = Self::ALL.into_iter().find(|(outside, _)| *outside == self);
        known.map_or("", |(_, word)| word)
    }
}

/// Something that is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// The service.
    pub service: Id,
    /// After how many minutes it is back by itself; none: when it is recovered.
    pub back_after: Option<f64>,
}

/// What is changed for comparison.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variant {
    /// A step, or a service of which only a whole time is known, and to what share of its time it is cut.
    pub faster: Option<(Id, f64)>,
    /// A role that one more person has, who is there at any time.
    pub holder: Option<Id>,
    /// What is not lost.
    pub kept: Option<Id>,
}

impl Variant {
    /// Whether it changes anything.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// What an address says is lost: ids between commas, each with its minutes behind a colon where it is
/// back by itself. What is none is left out.
pub fn read_lost(text: &str) -> Vec<Lost> {
    let read = |part: &str| {
        let (id, minutes) = part.split_once(':').unwrap_or((part, ""));
        let minutes = minutes.parse().ok();
        Some(Lost {
            service: id.parse().ok()?,
            back_after: minutes.filter(|minutes: &f64| minutes.is_finite() && *minutes >= 0.0),
        })
    };
    text.split(',').filter_map(read).collect()
}

/// The same as an address says it.
pub fn print_lost(lost: &[Lost]) -> String {
    let one = |lost: &Lost| match lost.back_after {
        Some(minutes) => format!("{}:{minutes}", lost.service),
        None => lost.service.to_string(),
    };
    lost.iter().map(one).collect::<Vec<_>>().join(",")
}
