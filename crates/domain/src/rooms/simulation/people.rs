//! Who has the roles, and when they are at work after the loss.

use super::Outside;
use crate::rooms::changes::wall;
use crate::rooms::people::hours::Week;
use crate::rooms::training::held::holders;
use crate::stats::recovery::{Clock, Shift};
use crate::view::View;
use chrono::{Datelike, Timelike};
use holdfast_ledger::{Id, Record};

const WEEK: u32 = 7 * 24 * 60;

/// The roles that are needed and the people who have them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// The roles.
    pub roles: Vec<Id>,
    /// For each role its people, the primary first, as places in [`Self::who`].
    pub has: Vec<Vec<u32>>,
    /// The people; none for one who is supposed.
    pub who: Vec<Option<Id>>,
    /// When they are at work.
    pub clocks: Vec<Clock>,
    /// Whose working hours nobody knows: they count as there at any time.
    pub unclear: Vec<Id>,
    /// Who is on call for a rota, whatever the hour.
    pub on_call: Vec<Id>,
    // The rotas that somebody is on call for.
    rotas: Vec<String>,
}

impl People {
    /// The place of a role, with its people, who work by their hours from a moment on as is asked.
    pub fn role(&mut self, role: Id, when: (Outside, Option<i64>), view: &View<'_>) -> u32 {
        if let Some(known) = self.roles.iter().position(|other| *other == role) {
            return known as u32;
        }
        let people = view.there(role).map(|role| holders(role, view));
        let mut has = Vec::new();
        for person in people.unwrap_or_default() {
            let known = self.who.iter().position(|other| *other == Some(person));
            let place = known.unwrap_or_else(|| self.add(person, when, view));
            has.push(place as u32);
        }
        self.roles.push(role);
        self.has.push(has);
        self.roles.len() as u32 - 1
    }

    fn add(&mut self, person: Id, (outside, at): (Outside, Option<i64>), view: &View<'_>) -> usize {
        let record = view.there(person);
        let clock = match (outside, at) {
            (Outside::Called, _) | (_, None) => Clock::Always,
            (_, Some(_)) if outside == Outside::Rota && self.takes_rota(person, view) => {
                Clock::Always
            }
            (_, Some(at)) => record
                .and_then(|person| clock(person, at, view))
                .unwrap_or_else(|| {
                    self.unclear.push(person);
                    Clock::Always
                }),
        };
        self.who.push(Some(person));
        self.clocks.push(clock);
        self.who.len() - 1
    }

    // Nobody wrote down who of a rota is on call in which week: whoever is asked first is, and one for each.
    fn takes_rota(&mut self, person: Id, view: &View<'_>) -> bool {
        let record = view.there(person);
        let week = record.and_then(|person| Week::read(&person.text("working_hours")).ok());
        let rota = week.and_then(|week| week.rota().map(str::to_lowercase));
        let Some(rota) = rota.filter(|rota| !self.rotas.contains(rota)) else {
            return false;
        };
        self.rotas.push(rota);
        self.on_call.push(person);
        true
    }

    /// One more person, who is there at any time, has a role, if it is needed.
    pub fn add_holder(&mut self, role: Id) {
        // The first is no role.
        let known = self.roles.iter().skip(1).position(|other| *other == role);
        if let Some(known) = known.map(|known| known + 1) {
            self.has[known].push(self.who.len() as u32);
            self.who.push(None);
            self.clocks.push(Clock::Always);
        }
    }
}

// Working hours as minutes after a moment; none where they or the time zone cannot be read. A change to
// summer time or back within the weeks after it is left out.
fn clock(person: &Record, at: i64, view: &View<'_>) -> Option<Clock> {
    let week = Week::read(&person.text("working_hours")).ok()?;
    let zone = person.text("time_zone");
    let known = wall::is_utc(&zone) || view.zones.find(zone.trim()).is_ok();
    let shown = wall::local(at, &zone, view).filter(|_| known && !week.spans.is_empty())?;
    let now = shown.weekday().num_days_from_monday() * 1440 + shown.hour() * 60 + shown.minute();
    let shift = week.spans.iter().map(|span| {
        let from = (u32::from(span.from) + WEEK - now) % WEEK;
        Shift {
            from: from.into(),
            to: (from + u32::from(span.to - span.from)).into(),
        }
    });
    Some(Clock::At(shift.collect()))
}
