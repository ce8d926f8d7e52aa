//! What incidents and changes say of services, kept by service. After an edit only what changed is
//! read again, and only the services that it names are worked out anew.

use super::outages::{INCIDENT, OfService, Told, change, incident};
use crate::rooms::changes::CHANGE;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Record};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// How many records are kept together: of those of which none changed, none is touched. Few in tests,
/// so that they come upon more than one chunk.
const TOGETHER: usize = if cfg!(test) { 3 } else { 128 };

/// All outages, by service.
#[derive(Default)]
pub struct Outages {
    incidents: Vec<Arc<Chunk>>,
    changes: Vec<Arc<Chunk>>,
    of: HashMap<Id, Arc<OfService>>,
    none: Arc<OfService>,
}

/// Some records in the order of their ids, and what they say.
struct Chunk {
    last: Id,
    print: u64,
    kept: Vec<Kept>,
}

struct Kept {
    id: Id,
    print: u64,
    told: Arc<Told>,
}

/// What is not as it was.
#[derive(Default)]
struct Changed {
    records: HashSet<Id>,
    services: HashSet<Id>,
    /// What the records say now.
    told: Vec<Arc<Told>>,
}

impl Outages {
    /// What is known of outages in a workspace.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        let revision = view.ledger.revision(INCIDENT) + view.ledger.revision(CHANGE.key());
        match view.recent {
            Some(recent) => recent.whole(revision, make),
            None => Arc::new(make(None)),
        }
    }

    /// What is known of a service.
    pub fn of_service(&self, service: Id) -> &Arc<OfService> {
        self.of.get(&service).unwrap_or(&self.none)
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let nothing = Self::default();
        let before = before.unwrap_or(&nothing);
        let mut changed = Changed::default();
        let incidents = read(view, INCIDENT, &before.incidents, incident, &mut changed);
        let changes = read(view, CHANGE.key(), &before.changes, change, &mut changed);
        let mut groups: HashMap<Id, Vec<Arc<Told>>> = HashMap::new();
        for told in &changed.told {
            for service in &told.services {
                groups.entry(*service).or_default().push(told.clone());
            }
        }
        let mut of = before.of.clone();
        for service in changed.services {
            let mut told = groups.remove(&service).unwrap_or_default();
            let stays = |told: &&Arc<Told>| told.id.is_none_or(|id| !changed.records.contains(&id));
            let known = before.of.get(&service).map(|of| of.told.as_slice());
            told.extend(known.unwrap_or_default().iter().filter(stays).cloned());
            told.arrange_by_key(|told| told.id);
            if told.is_empty() {
                of.remove(&service);
            } else {
                of.insert(service, Arc::new(OfService::of(service, told)));
            }
        }
        Self {
            incidents,
            changes,
            of,
            none: Arc::default(),
        }
    }
}

// What records of a kind say, in the order of their ids.
fn read(
    view: &View<'_>,
    kind: Key,
    before: &[Arc<Chunk>],
    tell: fn(&Record) -> Told,
    changed: &mut Changed,
) -> Vec<Arc<Chunk>> {
    let mut chunks = Vec::with_capacity(before.len() + 1);
    let mut known = before.iter();
    let mut old = known.next();
    let mut some: Vec<&Record> = Vec::with_capacity(TOGETHER);
    for record in view.ledger.of_kind(kind) {
        // What comes after all that was known fills the last chunk, then makes more.
        let fills =
            |left: &[Arc<Chunk>], some: &[&Record]| left.is_empty() && some.len() < TOGETHER;
        while old.is_some_and(|old| old.last < record.id) && !fills(known.as_slice(), &some) {
            close(&mut some, old, tell, changed, &mut chunks);
            old = known.next();
        }
        some.push(record);
        if old.is_none() && some.len() == TOGETHER {
            close(&mut some, None, tell, changed, &mut chunks);
        }
    }
    close(&mut some, old, tell, changed, &mut chunks);
    chunks
}

// Records do not go, so all of an old chunk are among its records now.
fn close(
    some: &mut Vec<&Record>,
    old: Option<&Arc<Chunk>>,
    tell: fn(&Record) -> Told,
    changed: &mut Changed,
    chunks: &mut Vec<Arc<Chunk>>,
) {
    let Some(last) = some.last() else {
        return;
    };
    let mix = |all: u64, record: &&Record| all.rotate_left(7) ^ print(record);
    let whole = some.iter().fold(some.len() as u64, mix);
    if let Some(old) = old.filter(|old| old.print == whole && old.last == last.id) {
        chunks.push(old.clone());
    } else {
        let before = old.map_or(&[][..], |old| &old.kept);
        // Where many came in between, a chunk becomes several.
        for part in some.chunks(2 * TOGETHER) {
            let print = part.iter().fold(part.len() as u64, mix);
            let kept = part
                .iter()
                .map(|record| keep(record, before, tell, changed));
            let (kept, last) = (kept.collect(), part[part.len() - 1].id);
            chunks.push(Arc::new(Chunk { last, print, kept }));
        }
    }
    some.clear();
}

fn keep(
    record: &Record,
    before: &[Kept],
    tell: fn(&Record) -> Told,
    changed: &mut Changed,
) -> Kept {
    let (id, print) = (record.id, print(record));
    let at = before.binary_search_by_key(&id, |kept| kept.id);
    let old = at.ok().map(|at| &before[at]);
    if let Some(old) = old.filter(|old| old.print == print) {
        return Kept {
            id,
            print,
            told: old.told.clone(),
        };
    }
    let told = Arc::new(tell(record));
    let before = old.iter().flat_map(|old| &old.told.services);
    changed.services.extend(before.chain(&told.services));
    changed.records.insert(id);
    changed.told.push(told.clone());
    Kept { id, print, told }
}

// A fingerprint of a record as it stands: of the newest changes that it has seen, and of how much of
// them is here. Looking at each value would take longer than all the rest.
fn print(record: &Record) -> u64 {
    let sizes = [record.slots().len() as u64, record.marks().len() as u64];
    let heads = record
        .heads()
        .iter()
        .flat_map(|dot| [dot.replica.0, dot.counter]);
    heads
        .chain(sizes)
        .fold(0xcbf2_9ce4_8422_2325, |print, part| {
            (print ^ part)
                .wrapping_mul(0x0100_0000_01b3)
                .rotate_left(23)
        })
}
