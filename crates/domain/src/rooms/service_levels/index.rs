//! What incidents and changes say of services, kept by service. After an edit only what was written to is
//! read again, and only the services that it names are worked out anew, when somebody asks. Where there
//! are many, they can be read ahead in parts.

use super::outages::{INCIDENT, OfService, Told, change, incident};
use crate::recent::Recent;
use crate::rooms::changes::CHANGE;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Ledger, Record};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

type Tell = fn(&Record) -> Told;

/// What tells of outages, and how it is read.
const KINDS: [(Key, Tell); 2] = [(INCIDENT, incident), (CHANGE.key(), change)];

/// All outages, by service.
#[derive(Default)]
pub struct Outages {
    /// The revisions of [`KINDS`] that they were read at.
    at: [u64; 2],
    of: HashMap<Id, Arc<Lazy>>,
    none: Arc<OfService>,
}

/// What is said of a service, in the order of ids, and what follows from it once somebody asked.
struct Lazy {
    told: Arc<[Arc<Told>]>,
    of: OnceLock<Arc<OfService>>,
}

/// What was read ahead.
#[derive(Default)]
struct Begun {
    /// The revisions of [`KINDS`] when it began.
    at: [u64; 2],
    /// The last record of each kind that was read.
    last: [Option<Id>; 2],
    of: HashMap<Id, Vec<Arc<Told>>>,
}

impl Outages {
    /// What is known of outages in a workspace.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| {
            let known = before.and_then(|before| before.after(view.ledger));
            known.unwrap_or_else(|| Self::of(view.ledger, Begun::taken(view)))
        };
        let revision = revisions(view.ledger).iter().sum();
        match view.recent {
            Some(recent) => recent.whole(revision, make),
            None => Arc::new(make(None)),
        }
    }

    /// Reads up to `most` further records, so that [`kept`](Self::kept) does not have to read all at once.
    /// Whether there may be more; false where nothing can be kept.
    pub fn ahead(view: &View<'_>, most: usize) -> bool {
        let Some(recent) = view.recent else {
            return false;
        };
        let known = recent.known::<Self>();
        if known.is_some_and(|known| is_remembered(known.at, view.ledger)) {
            return false;
        }
        let mut begun = Begun::taken(view);
        let more = begun.read(view.ledger, most);
        recent.put(0, Arc::new(begun));
        more
    }

    /// What is known of a service.
    pub fn of_service(&self, service: Id) -> &Arc<OfService> {
        let known = self.of.get(&service);
        known.map_or(&self.none, |known| {
            let make = || Arc::new(OfService::of(service, known.told.clone()));
            known.of.get_or_init(make)
        })
    }

    // All of them, from what was read ahead and all that was not.
    fn of(ledger: &Ledger, mut begun: Begun) -> Self {
        begun.read(ledger, usize::MAX);
        let of = begun.of.into_iter();
        let read = Self {
            at: begun.at,
            of: of
                .map(|(service, told)| (service, Lazy::of(told)))
                .collect(),
            none: Arc::default(),
        };
        match read.after(ledger) {
            Some(read) => read,
            // More was written meanwhile than anybody remembers.
            None => Self::of(ledger, Begun::new(ledger)),
        }
    }

    // The same after what was written since; none where nobody remembers what that was.
    fn after(&self, ledger: &Ledger) -> Option<Self> {
        let mut changed: Vec<(Id, usize)> = Vec::new();
        for (kind, (key, _)) in KINDS.iter().enumerate() {
            let written = ledger.written_since(*key, self.at[kind])?;
            changed.extend(written.into_iter().map(|id| (id, kind)));
        }
        changed.arrange();
        changed.dedup();
        let told = changed.iter().filter_map(|(id, kind)| {
            let record = ledger.record(*id)?;
            Some(Arc::new(KINDS[*kind].1(record)))
        });
        let mut comes = HashMap::new();
        told.for_each(|told| group(told, &mut comes));
        let is_changed = |told: &Arc<Told>| {
            let at = |id| changed.binary_search_by_key(&id, |(changed, _)| *changed);
            told.id.is_some_and(|id| at(id).is_ok())
        };
        for (service, known) in &self.of {
            if known.knows(&changed, is_changed) {
                comes.entry(*service).or_default();
            }
        }
        let mut of = self.of.clone();
        for (service, mut all) in comes {
            let known = of.remove(&service);
            let stays = known.iter().flat_map(|known| &*known.told);
            all.extend(stays.filter(|told| !is_changed(told)).cloned());
            if !all.is_empty() {
                of.insert(service, Lazy::of(all));
            }
        }
        Some(Self {
            at: revisions(ledger),
            of,
            none: self.none.clone(),
        })
    }
}

// Whether the ledger still knows what was written since.
fn is_remembered(at: [u64; 2], ledger: &Ledger) -> bool {
    let since = KINDS.iter().zip(at);
    let mut since = since.map(|((key, _), at)| ledger.written_since(*key, at));
    since.all(|written| written.is_some())
}

impl Begun {
    fn new(ledger: &Ledger) -> Self {
        Self {
            at: revisions(ledger),
            ..Self::default()
        }
    }

    // What was begun, unless so much was written since that nobody remembers it.
    fn taken(view: &View<'_>) -> Self {
        let begun = view.recent.and_then(Recent::taken::<Self>);
        let begun = begun.filter(|begun| is_remembered(begun.at, view.ledger));
        begun.unwrap_or_else(|| Self::new(view.ledger))
    }

    // Reads on, in the order of kinds and ids; whether there may be more.
    fn read(&mut self, ledger: &Ledger, most: usize) -> bool {
        let mut left = most;
        for (kind, (key, tell)) in KINDS.iter().enumerate() {
            let last = &mut self.last[kind];
            for record in ledger.of_kind_after(*key, *last).take(left) {
                *last = Some(record.id);
                left -= 1;
                group(Arc::new(tell(record)), &mut self.of);
            }
        }
        left == 0
    }
}

impl Lazy {
    fn of(mut told: Vec<Arc<Told>>) -> Arc<Self> {
        if !told.is_sorted_by_key(|told| told.id) {
            told.arrange_by_key(|told| told.id);
        }
        let (told, of) = (told.into(), OnceLock::new());
        Arc::new(Self { told, of })
    }

    // Whether one of these records said something of the service: the shorter list is looked through.
    fn knows(&self, changed: &[(Id, usize)], is_changed: impl Fn(&Arc<Told>) -> bool) -> bool {
        if changed.len() > self.told.len() {
            return self.told.iter().any(is_changed);
        }
        let has = |id: Id| self.told.binary_search_by_key(&Some(id), |told| told.id);
        changed.iter().any(|(id, _)| has(*id).is_ok())
    }
}

fn group(told: Arc<Told>, groups: &mut HashMap<Id, Vec<Arc<Told>>>) {
    for service in &told.services {
        groups.entry(*service).or_default().push(told.clone());
    }
}

fn revisions(ledger: &Ledger) -> [u64; 2] {
    KINDS.map(|(key, _)| ledger.revision(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;
    use serde_json::json;

    /// What was begun before more came than is remembered is no use: with it all would be read twice.
    #[test]
    fn what_was_begun_before_an_import_is_begun_again() {
        let mut world = World::new();
        let recent = Recent::default();
        let ahead = |world: &World| {
            let view = View {
                recent: Some(&recent),
                ..world.view()
            };
            Outages::ahead(&view, usize::MAX);
            recent.known::<Begun>().map(|begun| begun.at)
        };
        assert_eq!(ahead(&world), Some([0, 0]));
        world.add("incident", &[("title", json!("Down"))]);
        assert_eq!(ahead(&world), Some([0, 0]), "one more is remembered");
        for _ in 0..4_200 {
            world.add("incident", &[("title", json!("Down"))]);
        }
        assert_eq!(ahead(&world), Some(revisions(&world.ledger)));
    }
}
