//! Who can run a runbook or carry out a plan at some time: for each of its roles who is trained for it and at work.

use super::gaps;
use super::held::{Held, demanded, demands, holders};
use crate::rooms::changes::wall;
use crate::rooms::people::hours::{self, Now};
use crate::rooms::plans::{PLAN, stages};
use crate::rooms::runbooks::{RUNBOOK, posts};
use crate::view::View;
use chrono::{Datelike, Timelike};
use holdfast_ledger::{Id, Record};

/// Somebody who may have a role.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The person.
    pub person: Id,
    /// Whether they are a deputy.
    pub deputy: bool,
    /// How many competences the role asks for.
    pub asked: usize,
    /// Those of them that they lack then.
    pub lacks: Vec<Id>,
    /// Whether they are at work then.
    pub at_work: Now,
}

impl Candidate {
    /// Whether they can do it.
    pub fn able(&self) -> Able {
        match (self.lacks.is_empty(), &self.at_work) {
            (false, _) => Able::Untrained,
            (true, Now::Works(_)) => Able::Now,
            (true, Now::Off(_)) => Able::Called,
            (true, Now::Unknown(_)) => Able::Unknown,
        }
    }
}

/// Whether somebody can have a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Able {
    /// They are trained, and at work.
    Now,
    /// They are trained, and not at work: somebody has to call them.
    Called,
    /// They lack a competence.
    Untrained,
    /// Nobody knows whether they are at work.
    Unknown,
}

/// A role of a runbook and who may have it.
#[derive(Clone, Debug, PartialEq)]
pub struct Post {
    /// The role.
    pub role: Id,
    /// Primary first, then the deputies in order.
    pub candidates: Vec<Candidate>,
}

// Of a plan its own roles, then those of the runbooks that an activation goes through.
fn roles(record: &Record, view: &View<'_>) -> Vec<Id> {
    let of_runbook = |runbook: &Record| {
        let parts = posts::parts(runbook, view).into_iter();
        parts.map(|part| part.role).collect::<Vec<_>>()
    };
    if record.kind != PLAN.key() {
        return of_runbook(record);
    }
    let mut roles = gaps::roles(record, view);
    let stages = stages::to_run(&stages::of_plan(record)).into_iter();
    let runbooks = stages.filter_map(|stage| view.there(stage.runbook?));
    for role in runbooks
        .filter(|record| record.kind == RUNBOOK.key())
        .flat_map(of_runbook)
    {
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// The roles of a runbook, with those of the runbooks in it, or of a plan, and who may have them at a moment
/// in milliseconds since 1970. Working hours are read by the clock on the wall of each person.
pub fn tonight(record: &Record, at: i64, view: &View<'_>) -> Vec<Post> {
    let held = Held::of(view);
    let then = View { now: at, ..*view };
    let today = then.today();
    let competences = demands(view);
    let posts = roles(record, view).into_iter().map(|role| {
        let needed = demanded(role, &competences);
        let people = view.there(role).map(|role| holders(role, view));
        let candidates = people.unwrap_or_default().into_iter().enumerate();
        let candidate = |(n, person): (usize, Id)| {
            let lacks = |competence: &&Id| !held.standing(person, **competence, today).counts();
            Candidate {
                person,
                deputy: n > 0,
                asked: needed.len(),
                lacks: needed.iter().filter(lacks).copied().collect(),
                at_work: view.there(person).map_or_else(
                    || Now::Unknown("not here".to_owned()),
                    |person| works(person, at, view),
                ),
            }
        };
        Post {
            role,
            candidates: candidates.map(candidate).collect(),
        }
    });
    posts.collect()
}

fn works(person: &Record, at: i64, view: &View<'_>) -> Now {
    let zone = person.text("time_zone");
    let known = wall::is_utc(&zone) || view.zones.find(zone.trim()).is_ok();
    let minute = wall::local(at, &zone, view).filter(|_| known).map(|shown| {
        let days = shown.weekday().num_days_from_monday();
        (days * 1440 + shown.hour() * 60 + shown.minute()) as u16
    });
    hours::now(person, minute)
}
