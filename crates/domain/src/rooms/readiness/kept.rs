//! What the checks say of each record, kept between edits: of each record it is noted what was read, and
//! only where that changed it is looked at again.

use super::across::Covered;
use super::device::Device;
use super::score::Tally;
use super::{Failed, Readiness, look};
use crate::describe::Kind;
use crate::recent::{Differs, Recent, sign_of};
use crate::rooms;
use crate::rooms::changes::plans::{Lasts, Plans};
use crate::rooms::services::catalogue::Catalogue;
use crate::rooms::training::held::Held;
use crate::rooms::workspace::Registers;
use crate::view::{NOW, View};
use chrono::NaiveDate;
use holdfast_ledger::reads::{Sign, noted};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key};
use std::any::Any;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

/// How long what follows from the moment stands, in milliseconds: one minute.
const MOMENT: i64 = 60_000;

/// What is kept of a record.
struct Entry {
    id: Id,
    kind: &'static Kind,
    live: bool,
    queued: bool,
    found: Vec<Arc<Failed>>,
    // Where in `reads` begins what was read when it was looked at last.
    from: usize,
}

/// What holds for all of it; where that is another, all is looked at again.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Stands {
    day: NaiveDate,
    offset: i32,
    user: Option<Id>,
}

/// Asks a whole how it differs from what it was when it had been made so often.
type Tell = fn(&mut u64, &View<'_>, &Recent, &mut Dirty);

/// The wholes that tell how they differ (`Recent::whole_told`): each has to be among them.
const WHOLES: [Tell; 6] = [
    |told, view, recent, dirty| differ(told, &Registers::kept(view), recent, dirty),
    |told, view, recent, dirty| differ(told, &Catalogue::kept(view), recent, dirty),
    |told, view, recent, dirty| differ(told, &Plans::kept(view), recent, dirty),
    |told, view, recent, dirty| differ(told, &Lasts::kept(view), recent, dirty),
    |told, view, recent, dirty| differ(told, &Covered::kept(view), recent, dirty),
    |told, view, recent, dirty| differ(told, &Held::of(view), recent, dirty),
];

/// What is kept of all records.
#[derive(Default)]
pub struct Kept {
    stands: Stands,
    // How much was written when it was followed last; none before the first time.
    until: Option<u64>,
    // How often each whole had been made when it was asked last.
    told: [u64; WHOLES.len()],
    // The next whole that is to be asked.
    whole: usize,
    // When what follows from the moment was looked at last.
    moment: i64,
    place: HashMap<Id, u32>,
    entries: Vec<Entry>,
    // What was read, and the entry by which; some of it no longer, until it is packed.
    reads: Vec<(Sign, u32)>,
    packed: usize,
    queue: VecDeque<u32>,
    looks: u64,
    // Whether all was looked at since it was begun anew.
    complete: bool,
}

/// What changed since.
#[derive(Default)]
struct Dirty {
    signs: Vec<Sign>,
    // Of wholes that concern some records of a kind only.
    some: Vec<(Sign, Key, BTreeSet<Id>)>,
}

impl Dirty {
    fn hits(&self, sign: Sign, entry: &Entry) -> bool {
        let of = |(whole, kind, ids): &(Sign, Key, BTreeSet<Id>)| {
            *whole == sign && (entry.kind.key() != *kind || ids.contains(&entry.id))
        };
        self.signs.binary_search(&sign).is_ok() || self.some.iter().any(of)
    }

    // One bit of 64 for each sign: most of what was read is told apart by that.
    fn mask(&self) -> u64 {
        let some = self.some.iter().map(|(sign, ..)| sign);
        self.signs
            .iter()
            .chain(some)
            .fold(0, |mask, sign| mask | bit(*sign))
    }
}

const fn bit(sign: Sign) -> u64 {
    1 << (sign >> 58)
}

impl Kept {
    /// Follows what changed and looks at records while `go_on` says so, those that were written to first.
    /// Whether something is left to look at.
    pub fn work(view: &View<'_>, mut go_on: impl FnMut() -> bool) -> bool {
        let Some(recent) = view.recent else {
            return false;
        };
        let mut kept = recent.taken::<Self>().unwrap_or_default();
        kept.follow(view);
        while kept.left() && go_on() {
            match WHOLES.get(kept.whole) {
                Some(tell) => kept.tell(*tell, view, recent),
                None => kept.next(view),
            }
        }
        kept.pack();
        let more = kept.left();
        kept.complete |= !more;
        recent.put(0, Arc::new(kept));
        more
    }

    /// What is kept; none before something was looked at.
    pub fn known(view: &View<'_>) -> Option<Arc<Self>> {
        view.recent.and_then(Recent::known::<Self>)
    }

    /// Whether all was looked at that changed until it was followed last.
    pub fn is_done(&self) -> bool {
        !self.left()
    }

    fn left(&self) -> bool {
        self.whole < WHOLES.len() || !self.queue.is_empty()
    }

    /// Whether all of it is known: not while all is looked at anew.
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// How often a record was looked at.
    pub fn looks(&self) -> u64 {
        self.looks
    }

    /// What a record fails, and of that also what is muted.
    pub fn of(&self, record: Id) -> &[Arc<Failed>] {
        let at = self.place.get(&record);
        at.map_or(&[], |at| &self.entries[*at as usize].found)
    }

    /// How many checks of each severity a record fails that are not muted.
    pub fn tally(&self, record: Id) -> Tally {
        let mut tally = Tally::default();
        let counts = self.of(record).iter().filter(|one| one.muted.is_none());
        counts.for_each(|one| tally.add(one.check));
        tally
    }

    /// What all of it says, and what is known of this device.
    pub fn readiness(&self, device: Option<Device>, view: &View<'_>) -> Readiness {
        let mut all = Readiness::default();
        for entry in self.entries.iter().filter(|entry| entry.live) {
            all.take(entry.id, entry.kind, &entry.found);
        }
        let here = device.map(|device| device.failed(view));
        all.failed.extend(here.into_iter().flatten());
        all.finish(view);
        all
    }

    fn follow(&mut self, view: &View<'_>) {
        let stands = Stands {
            day: view.today(),
            offset: view.offset_minutes,
            user: view.user_id,
        };
        let until = view.ledger.written_until();
        let signs = self.until.and_then(|until| view.ledger.signs_since(until));
        let signs: Option<Vec<(Sign, Id)>> = signs
            .filter(|_| stands == self.stands)
            .map(Iterator::collect);
        self.until = Some(until);
        let Some(signs) = signs else {
            self.begin(stands, view);
            return;
        };
        let mut dirty = Dirty::default();
        for (sign, record) in signs {
            dirty.signs.push(sign);
            self.written(record, view);
        }
        if !dirty.signs.is_empty() {
            self.whole = 0;
        }
        if view.now >= self.moment + MOMENT || view.now < self.moment {
            self.moment = view.now;
            dirty.signs.push(NOW);
        }
        self.touch(dirty);
    }

    // All anew.
    fn begin(&mut self, stands: Stands, view: &View<'_>) {
        *self = Self {
            stands,
            until: self.until,
            moment: view.now,
            looks: self.looks,
            ..Self::default()
        };
        self.entries.reserve(view.ledger.len());
        self.place.reserve(view.ledger.len());
        for kind in rooms::kinds() {
            for record in view.ledger.of_kind(kind.key()) {
                let at = self.place_of(record.id, kind);
                self.queue_last(at);
            }
        }
    }

    fn place_of(&mut self, id: Id, kind: &'static Kind) -> u32 {
        *self.place.entry(id).or_insert_with(|| {
            self.entries.push(Entry {
                id,
                kind,
                live: false,
                queued: false,
                found: Vec::new(),
                from: 0,
            });
            self.entries.len() as u32 - 1
        })
    }

    // Before what only follows from it.
    fn written(&mut self, record: Id, view: &View<'_>) {
        let kind = view.ledger.record(record);
        let Some(kind) = kind.and_then(|record| rooms::kind(record.kind.as_str())) else {
            return;
        };
        let at = self.place_of(record, kind);
        if !std::mem::replace(&mut self.entries[at as usize].queued, true) {
            self.queue.push_front(at);
        }
    }

    fn queue_last(&mut self, at: u32) {
        if !std::mem::replace(&mut self.entries[at as usize].queued, true) {
            self.queue.push_back(at);
        }
    }

    // A whole is made again where what it is made of was written to, and whoever it concerns looked at.
    fn tell(&mut self, tell: Tell, view: &View<'_>, recent: &Recent) {
        let mut dirty = Dirty::default();
        tell(&mut self.told[self.whole], view, recent, &mut dirty);
        self.whole += 1;
        self.touch(dirty);
    }

    // Whoever read something that changed is looked at again.
    fn touch(&mut self, mut dirty: Dirty) {
        if dirty.signs.is_empty() && dirty.some.is_empty() {
            return;
        }
        dirty.signs.arrange();
        dirty.signs.dedup();
        let mask = dirty.mask();
        let reads = self.reads.iter().enumerate();
        let near = reads.filter(|(_, (sign, _))| mask & bit(*sign) != 0);
        let hits = |(place, (sign, at)): &(usize, &(Sign, u32))| {
            let entry = &self.entries[*at as usize];
            *place >= entry.from && dirty.hits(*sign, entry)
        };
        let hit: Vec<u32> = near.filter(hits).map(|(_, (_, at))| *at).collect();
        for at in hit {
            self.queue_last(at);
        }
    }

    fn next(&mut self, view: &View<'_>) {
        let Some(at) = self.queue.pop_front() else {
            return;
        };
        let entry = &mut self.entries[at as usize];
        entry.queued = false;
        self.looks += 1;
        let record = view.ledger.record(entry.id);
        let live = record.filter(|record| View::is_live(record));
        entry.live = live.is_some();
        let (looked, reads) = noted(|| live.map(|record| look(record, entry.kind, view)));
        entry.found = looked.unwrap_or_default();
        entry.from = self.reads.len();
        self.reads.extend(reads.iter().map(|sign| (*sign, at)));
    }

    // Drops what was read once and is not any more, once that is most of it.
    fn pack(&mut self) {
        if self.reads.len() < 2 * self.packed.max(512) {
            return;
        }
        let mut kept = Vec::with_capacity(self.packed);
        let all = std::mem::take(&mut self.reads).into_iter().enumerate();
        let mut last = None;
        for (place, (sign, at)) in all {
            let entry = &mut self.entries[at as usize];
            if place < entry.from && last != Some(at) {
                continue;
            }
            if last != Some(at) {
                entry.from = kept.len();
                last = Some(at);
            }
            kept.push((sign, at));
        }
        self.packed = kept.len();
        self.reads = kept;
    }
}

fn differ<T: Any>(told: &mut u64, _: &Arc<T>, recent: &Recent, dirty: &mut Dirty) {
    let sign = sign_of::<T>();
    for differs in recent.told_since::<T>(*told) {
        match differs {
            Differs::Nothing => {}
            Differs::Of(kind, ids) => dirty.some.push((sign, kind, ids)),
            Differs::All => dirty.signs.push(sign),
        }
    }
    *told = recent.told::<T>();
}
