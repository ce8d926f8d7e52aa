//! What incidents and changes say of services, kept by service. After an edit only what changed is
//! read again, and only the services that it names are worked out anew, when somebody asks. Where there
//! are many, they can be read ahead in parts.

use super::outages::{INCIDENT, OfService, Told, change, incident};
use crate::recent::Recent;
use crate::rooms::changes::CHANGE;
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Record};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

/// How many records are kept together: of those of which none changed, none is touched. Few in tests,
/// so that they come upon more than one chunk.
const TOGETHER: usize = if cfg!(test) { 3 } else { 128 };

/// All outages, by service.
#[derive(Default)]
pub struct Outages {
    incidents: Vec<Arc<Chunk>>,
    changes: Vec<Arc<Chunk>>,
    of: HashMap<Id, Arc<Lazy>>,
    none: Arc<OfService>,
}

/// What is said of a service, and what follows from it once somebody asked.
struct Lazy {
    told: Arc<[Arc<Told>]>,
    of: OnceLock<Arc<OfService>>,
}

/// What was read ahead.
#[derive(Default)]
struct Begun {
    incidents: Vec<Arc<Chunk>>,
    changes: Vec<Arc<Chunk>>,
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

    /// Reads up to `most` further records, so that [`kept`](Self::kept) does not have to read all at once.
    /// Whether there may be more; false where nothing can be kept.
    pub fn ahead(view: &View<'_>, most: usize) -> bool {
        let Some(recent) = view.recent else {
            return false;
        };
        if recent.known::<Self>().is_some() {
            return false;
        }
        let begun = recent.known::<Begun>().unwrap_or_default();
        let known = begun.incidents.iter().chain(&begun.changes);
        let known: usize = known.map(|chunk| chunk.kept.len()).sum();
        let mut left = known + most;
        let mut some = |kind: Key| {
            let records: Vec<&Record> = view.ledger.of_kind(kind).take(left).collect();
            left -= records.len();
            records.into_iter()
        };
        let (incidents, changes) = (some(INCIDENT), some(CHANGE.key()));
        let begun = Begun {
            incidents: read(
                incidents,
                &begun.incidents,
                incident,
                &mut Changed::default(),
            ),
            changes: read(changes, &begun.changes, change, &mut Changed::default()),
        };
        recent.put(0, Arc::new(begun));
        left == 0
    }

    /// What is known of a service.
    pub fn of_service(&self, service: Id) -> &Arc<OfService> {
        let known = self.of.get(&service);
        known.map_or(&self.none, |known| {
            let make = || Arc::new(OfService::of(service, known.told.clone()));
            known.of.get_or_init(make)
        })
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let nothing = Self::default();
        let begun = view.recent.filter(|_| before.is_none());
        let begun = begun.and_then(Recent::known::<Begun>).unwrap_or_default();
        let (incidents, changes) = before.map_or((&begun.incidents, &begun.changes), |before| {
            (&before.incidents, &before.changes)
        });
        let before = before.unwrap_or(&nothing);
        let mut changed = Changed::default();
        let all = |kind: Key| view.ledger.of_kind(kind);
        let incidents = read(all(INCIDENT), incidents, incident, &mut changed);
        let changes = read(all(CHANGE.key()), changes, change, &mut changed);
        if before.of.is_empty() {
            changed = Changed::all(&[&incidents, &changes]);
        }
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
            let known = before.of.get(&service).map(|known| &*known.told);
            told.extend(known.unwrap_or_default().iter().filter(stays).cloned());
            told.arrange_by_key(|told| told.id);
            if told.is_empty() {
                of.remove(&service);
            } else {
                let (told, of_it) = (told.into(), OnceLock::new());
                of.insert(service, Arc::new(Lazy { told, of: of_it }));
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

impl Changed {
    fn all(kinds: &[&[Arc<Chunk>]]) -> Self {
        let kept = kinds
            .iter()
            .copied()
            .flatten()
            .flat_map(|chunk| &chunk.kept);
        let told: Vec<Arc<Told>> = kept.map(|kept| kept.told.clone()).collect();
        Self {
            records: told.iter().filter_map(|told| told.id).collect(),
            services: told
                .iter()
                .flat_map(|told| &told.services)
                .copied()
                .collect(),
            told,
        }
    }
}

// What records of a kind say, in the order of their ids.
fn read<'a>(
    records: impl Iterator<Item = &'a Record>,
    before: &[Arc<Chunk>],
    tell: fn(&Record) -> Told,
    changed: &mut Changed,
) -> Vec<Arc<Chunk>> {
    let mut chunks = Vec::with_capacity(before.len() + 1);
    let mut known = before.iter();
    let mut old = known.next();
    let mut some: Vec<&Record> = Vec::with_capacity(TOGETHER);
    for record in records {
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
