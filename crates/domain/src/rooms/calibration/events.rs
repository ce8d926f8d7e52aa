//! Which incidents are an event of which risk.

use crate::rooms::incidents::metrics::is_counted;
use crate::rooms::incidents::times::time;
use crate::value::links;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record};
use std::collections::HashMap;

/// An incident that figures count.
#[derive(Clone, Debug, PartialEq)]
struct Seen {
    id: Id,
    // When it occurred, else when it was detected.
    at: i64,
    services: Vec<Id>,
    // Itself and the problem behind it.
    own: Vec<Id>,
    // What it or its problem links to.
    to: Vec<Id>,
}

/// Incidents by time, with what ties them to risks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Events {
    seen: Vec<Seen>,
    // The incidents for which a plan was activated in earnest, and its scenario.
    activated: Vec<(Id, String)>,
    // Places in `seen`.
    own: HashMap<Id, Vec<usize>>,
    to: HashMap<Id, Vec<usize>>,
    by_service: HashMap<Id, Vec<usize>>,
}

/// The records that a record links to.
pub fn linked(record: &Record) -> Vec<Id> {
    let items = record.loose_items(Key::new("links"));
    items
        .filter_map(|item| item.text("to").parse().ok())
        .collect()
}

/// What is looked for: the incidents of a risk.
#[derive(Clone, Copy, Debug)]
pub struct Sought<'a> {
    /// The risk.
    pub risk: Id,
    /// What it links to.
    pub links: &'a [Id],
    /// What it would hit.
    pub services: &'a [Id],
    /// Its scenario; empty for none.
    pub scenario: &'a str,
}

impl Events {
    /// Takes an incident in, if figures count it and it has a time.
    pub fn incident(&mut self, incident: &Record, view: &View<'_>) {
        let at = time(incident, "occurred").or_else(|| time(incident, "detected"));
        let Some(at) = at.filter(|_| is_counted(incident)) else {
            return;
        };
        let problem = view.linked(incident.value(Path::of("problem")));
        let mut own = vec![incident.id];
        let mut to = linked(incident);
        if let Some(problem) = problem {
            own.push(problem.id);
            to.extend(linked(problem));
        }
        self.seen.push(Seen {
            id: incident.id,
            at,
            services: links(incident, "services"),
            own,
            to,
        });
    }

    /// Takes in that a plan was activated for an incident.
    pub fn activation(&mut self, activation: &Record, view: &View<'_>) {
        let of = |field| view.linked(activation.value(Path::of(field)));
        let in_earnest = !matches!(&*activation.text("mode"), "exercise" | "test");
        if let (Some(incident), Some(plan), true) = (of("incident"), of("plan"), in_earnest) {
            let scenario = plan.text("scenario").into_owned();
            self.activated.push((incident.id, scenario));
        }
    }

    /// Puts all in order.
    pub fn finish(&mut self) {
        self.seen.arrange_by_key(|seen| (seen.at, seen.id));
        for (place, seen) in self.seen.iter().enumerate() {
            for (map, ids) in [
                (&mut self.own, &seen.own),
                (&mut self.to, &seen.to),
                (&mut self.by_service, &seen.services),
            ] {
                for id in ids {
                    map.entry(*id).or_default().push(place);
                }
            }
        }
    }

    /// When the first incident happened that anybody wrote down.
    pub fn first(&self) -> Option<i64> {
        self.seen.first().map(|seen| seen.at)
    }

    /// The incidents after a moment that are events of a risk, with their times: it links to them or to
    /// the problem behind them, they or that problem link to it, or a plan for its scenario was activated for them and they hit
    /// one of its services. The second are those that only hit one of its services.
    pub fn of(&self, sought: Sought<'_>, after: i64, until: i64) -> (Vec<(Id, i64)>, Vec<Id>) {
        let mut places: Vec<usize> = Vec::new();
        places.extend(self.to.get(&sought.risk).into_iter().flatten());
        let own = sought.links.iter().filter_map(|id| self.own.get(id));
        places.extend(own.flatten());
        let hit = sought
            .services
            .iter()
            .filter_map(|id| self.by_service.get(id));
        let mut hit: Vec<usize> = hit.flatten().copied().collect();
        let is_scenario = |place: &usize| {
            let activated = self.activated.iter();
            let mut activated = activated.filter(|(id, _)| *id == self.seen[*place].id);
            !sought.scenario.is_empty() && activated.any(|(_, of)| of == sought.scenario)
        };
        places.extend(hit.iter().copied().filter(is_scenario));
        let within = |place: &usize| self.seen[*place].at > after && self.seen[*place].at <= until;
        for all in [&mut places, &mut hit] {
            all.retain(within);
            all.arrange();
            all.dedup();
        }
        hit.retain(|place| !places.contains(place));
        let tied = places.iter().map(|place| &self.seen[*place]);
        (
            tied.map(|seen| (seen.id, seen.at)).collect(),
            hit.iter().map(|place| self.seen[*place].id).collect(),
        )
    }
}
