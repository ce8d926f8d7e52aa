//! What stands against a change at its time: other changes of the same things or people, a freeze, a
//! time outside the maintenance windows, a major incident, an exercise.

use super::plans::{Planned, Plans, common, targets};
use super::window::Window;
use crate::rooms::services::catalogue::Catalogue;
use crate::value::{minutes, moment};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Record};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a conflict is with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum With {
    /// Another change at the same time.
    Change,
    /// A freeze.
    Freeze,
    /// The maintenance windows of a service, as it lies outside of them.
    Maintenance,
    /// A major incident that is open.
    Incident,
    /// An exercise that is planned or under way.
    Exercise,
}

/// A conflict of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What it is with.
    pub with: With,
    /// The other change, the freeze, the service, the incident, the run.
    pub other: Id,
    /// What both share, by name; of changes only.
    pub shared: Vec<String>,
    /// What is so, as a sentence.
    pub text: String,
    /// Whether it keeps the change from being scheduled.
    pub blocks: bool,
}

impl With {
    /// The rule that finds it.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Change => "change-overlap",
            Self::Freeze => "change-in-freeze",
            Self::Maintenance => "change-outside-maintenance",
            Self::Incident => "change-major-incident",
            Self::Exercise => "change-exercise",
        }
    }
}

/// A change and what it touches: what it is compared by.
pub struct Own<'v> {
    /// What is read of it.
    pub planned: Planned,
    id: Id,
    // What it shares with whoever links to the same: by id.
    linked: Vec<Id>,
    // Services beside its own by dependency, and which of its own that is.
    near: BTreeMap<Id, Near>,
    view: View<'v>,
}

#[derive(Clone, Copy)]
struct Near {
    own: Id,
    /// Whether its own needs this one.
    needed: bool,
}

impl<'v> Own<'v> {
    /// Reads a change with what lies around it.
    pub fn of(change: &Record, view: &View<'v>) -> Self {
        let planned = Planned::of(change);
        Self {
            id: change.id,
            linked: linked(change.id, &planned, view),
            near: near(&planned.services, view),
            planned,
            view: *view,
        }
    }

    /// What it shares with another change, by name; nothing: they do not collide.
    pub fn shares(&self, id: Id, other: &Planned) -> Vec<String> {
        if id == self.id {
            return Vec::new();
        }
        let view = &self.view;
        let name = |id: Id| view.there(id).map(|record| view.name(record));
        let mut found: Vec<Id> = common(&other.services, &self.planned.services).collect();
        let people = other
            .people
            .iter()
            .filter(|one| self.planned.people.contains(one));
        let mut names: Vec<String> = Vec::new();
        for service in &other.services {
            if let Some(near) = self.near.get(service).filter(|_| !found.contains(service)) {
                let (one, other) = if near.needed {
                    (near.own, *service)
                } else {
                    (*service, near.own)
                };
                if let (Some(one), Some(other)) = (name(one), name(other)) {
                    names.push(format!("{one}, which needs {other}"));
                }
            }
        }
        // Only where there is anything to share: finding out who links to it costs a look-up.
        if !self.linked.is_empty() {
            found.extend(
                linked(id, other, view)
                    .into_iter()
                    .filter(|one| self.linked.binary_search(one).is_ok()),
            );
        }
        found.extend(people);
        let mut told: Vec<Id> = Vec::new();
        let fresh = |one: &Id| {
            !told.contains(one) && {
                told.push(*one);
                true
            }
        };
        let found: Vec<Id> = found.into_iter().filter(fresh).collect();
        let direct = found.into_iter().filter_map(name);
        direct.chain(names).collect()
    }
}

// What a change links to, and what links to it, rising.
fn linked(change: Id, planned: &Planned, view: &View<'_>) -> Vec<Id> {
    let back = view.ledger.mentions(change).filter(|other| {
        let record = view.there(*other).filter(|record| record.kind != "change");
        record.is_some_and(|record| targets(record).any(|to| to == change))
    });
    let mut all: Vec<Id> = planned.links.iter().copied().chain(back).collect();
    all.arrange();
    all.dedup();
    all
}

fn near(services: &[Id], view: &View<'_>) -> BTreeMap<Id, Near> {
    let mut found = BTreeMap::new();
    if services.is_empty() {
        return found;
    }
    let all: Arc<Catalogue> = Catalogue::kept(view);
    for own in services {
        let Some(at) = all.find(*own) else { continue };
        for edge in all.net.down(at) {
            found.insert(
                all.ids[edge.to as usize],
                Near {
                    own: *own,
                    needed: true,
                },
            );
        }
        for edge in all.net.up(at) {
            found.insert(
                all.ids[edge.from as usize],
                Near {
                    own: *own,
                    needed: false,
                },
            );
        }
    }
    found
}

/// What stands against a change, other changes first. Nothing once it is over, or its window has
/// passed.
///
/// Only what lies at the same time is looked at, so the cost does not grow with the register.
pub fn conflicts(change: &Record, view: &View<'_>) -> Vec<Conflict> {
    let Ok(window) = Window::of(change) else {
        return Vec::new();
    };
    let state = super::rules::state(change);
    if window.end < view.now() || !(state == "draft" || super::window::PLANNED.contains(&&*state)) {
        return Vec::new();
    }
    let plans = Plans::kept(view);
    let own = Own::of(change, view);
    let mut found = changes(&own, window, &plans);
    found.extend(freezes(&own, window, &plans));
    found.extend(outside(&own, window, &plans));
    found.extend(incidents(&own, &plans));
    found.extend(exercises(&own, window, &plans));
    found
}

fn named(id: Id, view: &View<'_>) -> String {
    view.there(id)
        .map(|record| view.name(record))
        .unwrap_or_default()
}

fn changes(own: &Own<'_>, window: Window, plans: &Plans) -> Vec<Conflict> {
    let planned = plans.at(window).filter(|(_, other)| other.is_planned());
    let clash = |(id, other): (Id, &Planned)| {
        let shared = own.shares(id, other);
        (!shared.is_empty()).then(|| Conflict {
            with: With::Change,
            other: id,
            text: format!(
                "{} takes place at the same time and shares: {}.",
                named(id, &own.view),
                shared.join(", ")
            ),
            shared,
            blocks: false,
        })
    };
    let mut found: Vec<Conflict> = planned.filter_map(clash).collect();
    found.arrange_by_key(|conflict| conflict.other);
    found
}

fn freezes(own: &Own<'_>, window: Window, plans: &Plans) -> Vec<Conflict> {
    let view = &own.view;
    let freezes = plans
        .windows()
        .iter()
        .filter(|held| held.freeze && held.concerns(&own.planned.services));
    let hit = |held: &super::plans::Held| {
        let times = held.rule.within(window.start, window.end, view);
        let first = times.first()?;
        let what = if held.blocks {
            "which no change is scheduled in"
        } else {
            "which wants a good reason"
        };
        Some(Conflict {
            with: With::Freeze,
            other: held.id,
            shared: Vec::new(),
            text: format!(
                "It falls into the freeze {}, {what}: {} to {}.",
                named(held.id, view),
                moment(first.start, view),
                moment(first.end, view)
            ),
            blocks: held.blocks,
        })
    };
    freezes.filter_map(hit).collect()
}

fn outside(own: &Own<'_>, window: Window, plans: &Plans) -> Vec<Conflict> {
    let view = &own.view;
    let mut found = Vec::new();
    for service in &own.planned.services {
        let about = |held: &&super::plans::Held| {
            !held.freeze && held.concerns(std::slice::from_ref(service))
        };
        let mut held = plans.windows().iter().filter(about).peekable();
        if held.peek().is_none() {
            continue;
        }
        let within = |time: &Window| time.start <= window.start && window.end <= time.end;
        if !held.any(|held| {
            held.rule
                .within(window.start, window.end, view)
                .iter()
                .any(within)
        }) {
            found.push(Conflict {
                with: With::Maintenance,
                other: *service,
                shared: Vec::new(),
                text: format!(
                    "It lies outside the maintenance windows of {}.",
                    named(*service, view)
                ),
                blocks: false,
            });
        }
    }
    found
}

fn services(all: &[Id], view: &View<'_>) -> String {
    let names: Vec<String> = all.iter().map(|id| named(*id, view)).collect();
    names.join(", ")
}

fn incidents(own: &Own<'_>, plans: &Plans) -> Vec<Conflict> {
    let view = &own.view;
    let hit = |(id, incident): (Id, &super::plans::Incident)| {
        let shared: Vec<Id> = common(&incident.services, &own.planned.services).collect();
        (!shared.is_empty()).then(|| Conflict {
            with: With::Incident,
            other: id,
            shared: Vec::new(),
            text: format!(
                "The major incident {} is open on {}.",
                named(id, view),
                services(&shared, view)
            ),
            blocks: false,
        })
    };
    plans.raging().filter_map(hit).collect()
}

// An exercise that is not over lasts until somebody says so.
fn exercises(own: &Own<'_>, window: Window, plans: &Plans) -> Vec<Conflict> {
    let view = &own.view;
    let hit = |(id, exercise): (Id, &super::plans::Exercise)| {
        let (started, ended) = exercise.time?;
        let lasts = started < window.end && ended.is_none_or(|ended| ended > window.start);
        let shared: Vec<Id> = common(&exercise.services, &own.planned.services).collect();
        (lasts && !shared.is_empty()).then(|| Conflict {
            with: With::Exercise,
            other: id,
            shared: Vec::new(),
            text: format!(
                "The exercise {} takes place on {}.",
                named(id, view),
                services(&shared, view)
            ),
            blocks: false,
        })
    };
    plans.exercises().filter_map(hit).collect()
}

/// Why a change cannot be scheduled at its time, if something blocks it.
pub fn blocked(change: &Record, view: &View<'_>) -> Option<String> {
    let found = conflicts(change, view)
        .into_iter()
        .find(|conflict| conflict.blocks)?;
    Some(format!("{} Agree on another window.", found.text))
}

/// A time in words: from when on, for how long.
pub fn words(window: Window, view: &View<'_>) -> String {
    format!(
        "{} for {}",
        moment(window.start, view),
        minutes(window.minutes())
    )
}
