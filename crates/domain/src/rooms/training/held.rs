//! Who has which competence until when, and who needs it.

use super::{COMPETENCE, TRAINING_RECORD};
use crate::describe::Tone;
use crate::recent::Differs;
use crate::rooms::people::{PERSON, ROLE};
use crate::rooms::review::after;
use crate::value::{day, outcomes};
use crate::view::View;
use chrono::{Days, NaiveDate};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};
use std::collections::HashMap;
use std::sync::Arc;

/// How many days ahead something runs out soon.
pub const SOON_DAYS: u64 = 60;

/// How somebody stands with a competence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Never trained, or failed.
    Missing,
    /// Was trained; it ran out on this day.
    Expired(NaiveDate),
    /// Is trained; it runs out on this day, soon.
    Soon(NaiveDate),
    /// Is trained, until a day or for good.
    Valid(Option<NaiveDate>),
}

impl Standing {
    /// Of a training that runs out on a day. On that day it still counts.
    pub fn until(day: NaiveDate, today: NaiveDate) -> Self {
        if day < today {
            return Self::Expired(day);
        }
        let soon = today.checked_add_days(Days::new(SOON_DAYS));
        if soon.is_some_and(|soon| day <= soon) {
            Self::Soon(day)
        } else {
            Self::Valid(Some(day))
        }
    }

    /// Whether it counts today.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Soon(_) | Self::Valid(_))
    }

    /// How loud it is.
    pub const fn tone(self) -> Tone {
        match self {
            Self::Missing | Self::Expired(_) => Tone::Bad,
            Self::Soon(_) => Tone::Warn,
            Self::Valid(_) => Tone::Good,
        }
    }
}

/// Until when a training counts, that day included; none: for good.
///
/// # Errors
/// Why it is not known.
pub fn until(training: &Record, view: &View<'_>) -> Result<Option<NaiveDate>, &'static str> {
    if let Some(expires) = day(training, "expires") {
        return Ok(Some(expires));
    }
    let date = day(training, "date").ok_or("nobody wrote down when it was")?;
    let competence = view.linked(training.value(Path::of("competence")));
    let competence = competence.ok_or("its competence is not named, or not here")?;
    let valid_for = competence.text("valid_for");
    if valid_for.is_empty() {
        return Ok(None);
    }
    let day = after(date, &valid_for).ok_or("how long its competence is valid cannot be read")?;
    Ok(Some(day))
}

/// The best training of a person in a competence.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Best {
    record: Id,
    until: Option<NaiveDate>,
}

/// The fields that decide who has what, until when.
const DECIDES: [&str; 5] = ["person", "competence", "date", "expires", "result"];

fn pair(training: &Record) -> Option<(Id, Id)> {
    let named = |field| training.text(field).parse().ok();
    named("person").zip(named("competence"))
}

/// Who has which competence, and who needs it.
#[derive(Default, PartialEq)]
pub struct Held {
    best: HashMap<(Id, Id), Best>,
    needed: HashMap<Id, Vec<Id>>,
}

impl Held {
    /// Of a workspace, read once while no training, competence or role changes.
    pub fn of(view: &View<'_>) -> Arc<Self> {
        let kinds = [&TRAINING_RECORD, &COMPETENCE, &ROLE, &PERSON];
        // Revisions only grow, so a sum that stays means that each did.
        let revision = kinds
            .map(|kind| view.ledger.revision(kind.key()))
            .iter()
            .sum();
        match view.recent {
            Some(recent) => {
                recent.whole_told(revision, |_: Option<&Self>| Self::read(view), Differs::of)
            }
            None => Arc::new(Self::read(view)),
        }
    }

    fn read(view: &View<'_>) -> Self {
        let mut held = Self::default();
        for training in view.live(TRAINING_RECORD.id) {
            let (Some(pair), Ok(until)) = (pair(training), until(training, view)) else {
                continue;
            };
            // What people disagree about proves nothing.
            if DECIDES
                .iter()
                .any(|field| outcomes(training, field).len() > 1)
            {
                continue;
            }
            if training.text("result") == "failed" {
                continue;
            }
            let new = Best {
                record: training.id,
                until,
            };
            let best = held.best.entry(pair).or_insert(new);
            // For good is longer than any day.
            let longer = |until: Option<NaiveDate>| (until.is_none(), until);
            if longer(new.until) > longer(best.until) {
                *best = new;
            }
        }
        for competence in view.live(COMPETENCE.id) {
            let roles: Vec<String> = competence.get("roles").unwrap_or_default();
            let roles = roles.iter().filter_map(|id| view.there(id.parse().ok()?));
            let live = roles.filter(|role| View::is_live(role) && role.kind == ROLE.key());
            let mut people: Vec<Id> = live.flat_map(|role| holders(role, view)).collect();
            people.arrange();
            people.dedup();
            held.needed.insert(competence.id, people);
        }
        held
    }

    /// How a person stands with a competence.
    pub fn standing(&self, person: Id, competence: Id, today: NaiveDate) -> Standing {
        match self.best.get(&(person, competence)) {
            None => Standing::Missing,
            Some(Best { until: None, .. }) => Standing::Valid(None),
            Some(Best {
                until: Some(day), ..
            }) => Standing::until(*day, today),
        }
    }

    /// The people who need a competence: primaries and deputies of the roles that it names.
    pub fn needed_by(&self, competence: Id) -> &[Id] {
        self.needed.get(&competence).map_or(&[], Vec::as_slice)
    }

    /// Those who need a competence and do not have it today.
    pub fn lacking(&self, competence: Id, today: NaiveDate) -> Vec<Id> {
        let needed = self.needed_by(competence).iter().copied();
        let lacks = |person: &Id| !self.standing(*person, competence, today).counts();
        needed.filter(lacks).collect()
    }

    /// Whether a training is the one that counts longest of its person and competence.
    pub fn counts(&self, training: &Record) -> bool {
        let best = pair(training).and_then(|pair| self.best.get(&pair));
        best.is_some_and(|best| best.record == training.id)
    }

    /// The people of the matrix: who needs a competence or was trained, in the order of their ids.
    pub fn people(&self, view: &View<'_>) -> Vec<Id> {
        let needed = self.needed.values().flatten().copied();
        let mut people: Vec<Id> = needed.chain(self.best.keys().map(|pair| pair.0)).collect();
        people.arrange();
        people.dedup();
        people.retain(|id| view.there(*id).is_some_and(View::is_live));
        people
    }
}

/// All competences, each with the ids of the roles that need it.
pub fn demands(view: &View<'_>) -> Vec<(Id, Vec<String>)> {
    view.live(COMPETENCE.id)
        .map(|record| (record.id, record.get("roles").unwrap_or_default()))
        .collect()
}

/// The competences among all that a role needs.
pub fn demanded(role: Id, all: &[(Id, Vec<String>)]) -> Vec<Id> {
    let own = role.to_string();
    let needed = all.iter().filter(|(_, roles)| roles.contains(&own));
    needed.map(|(id, _)| *id).collect()
}

/// Primary and deputies of a role, in order, as far as they are people in use.
pub fn holders(role: &Record, view: &View<'_>) -> Vec<Id> {
    let deputies = role.items(Key::new("deputies"));
    let deputies = deputies.iter().map(|item| item.value("person").cloned());
    let all = std::iter::once(role.value(Path::of("primary")).cloned()).chain(deputies);
    let mut people: Vec<Id> = Vec::new();
    for person in all.filter_map(|value| view.linked(value.as_ref())) {
        if View::is_live(person) && person.kind == PERSON.key() && !people.contains(&person.id) {
            people.push(person.id);
        }
    }
    people
}
