//! What taking a file in would do, record by record, before anything is done (M12).

use crate::conflict::is_flagged;
use crate::file::{Loose, Received, Why};
use crate::id::Id;
use crate::ledger::{Edit, Ledger};
use crate::merge::join;
use crate::path::{Key, PLACE, Path};
use crate::record::{Record, Slot};
use crate::sort::{Arrange, Ordered};
use crate::text::Text;
use std::collections::BTreeSet;

/// What a record that came in means here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is not here yet.
    New,
    /// Everything in it is here already.
    Same,
    /// It is newer than what is here in these registers; nothing here is touched that
    /// the other side had not seen (M4).
    Changed(Vec<Path>),
    /// Both sides changed these registers: both values are kept (M5). A tombstone stands for
    /// what one side deleted and the other edited: it is kept and flagged (M7).
    Conflicting(Vec<Path>),
    /// The other side deleted it.
    Deleted,
    /// The other side purged values of it: they go here too, for good (M17). These registers
    /// look otherwise then; none where only history loses something.
    Purging(Vec<Path>),
    /// Values without stamps that differ from what is here (M10).
    Proposed(Vec<Proposal>),
    /// The same id is a record of another kind here; it cannot be taken in.
    OtherKind(Key),
}

/// One difference that a person accepts or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The register.
    pub path: Path,
    /// What is here.
    pub ours: Option<Text>,
    /// What is proposed; `None` clears it.
    pub theirs: Option<Text>,
    /// Whether something that stood there was purged (M17): it may be this.
    pub purged: bool,
    /// Whether people disagree about it here (M5): accepting it decides.
    pub disputed: bool,
}

impl Proposal {
    /// Whether accepting it takes something away.
    pub const fn empties(&self) -> bool {
        self.ours.is_some() && self.theirs.is_none()
    }

    /// Whether it is only accepted when a person asks for it: it takes something away, may bring
    /// back what was purged, or decides what people disagree about (M10.1).
    pub const fn is_risky(&self) -> bool {
        self.empties() || self.purged || self.disputed
    }
}

/// One line of the plan.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The record's id here.
    pub id: Id,
    /// Its kind.
    pub kind: Key,
    /// What it means.
    pub verdict: Verdict,
    /// What came in.
    pub received: Received,
}

/// Says what each record means. `mint` gives ids to records that have none.
pub fn plan(ledger: &Ledger, records: Vec<Received>, mint: &mut dyn FnMut() -> Id) -> Vec<Planned> {
    records
        .into_iter()
        .map(|received| plan_one(ledger, received, mint))
        .collect()
}

/// Says what one record means.
pub fn plan_one(ledger: &Ledger, received: Received, mint: &mut dyn FnMut() -> Id) -> Planned {
    let (id, kind) = match &received {
        Received::Stamped(record) => (record.id, record.kind),
        Received::Loose(loose) => (loose.id.unwrap_or_else(mint), loose.kind),
    };
    let verdict = match (ledger.record(id), &received) {
        (Some(ours), _) if ours.kind != kind => Verdict::OtherKind(ours.kind),
        (None, Received::Stamped(record)) if record.is_deleted() => Verdict::Deleted,
        (None, _) => Verdict::New,
        (Some(ours), Received::Stamped(theirs)) => judge(ours, theirs),
        (Some(ours), Received::Loose(loose)) => {
            let differences = differences(ours, loose);
            if differences.is_empty() {
                Verdict::Same
            } else {
                Verdict::Proposed(differences)
            }
        }
    };
    Planned {
        id,
        kind,
        verdict,
        received,
    }
}

fn judge(ours: &Record, theirs: &Record) -> Verdict {
    if ours == theirs {
        return Verdict::Same;
    }
    let joined = join(ours, theirs);
    if joined == *ours {
        return Verdict::Same;
    }
    let purging = joined.purged() != ours.purged();
    if !purging && joined.is_deleted() && !ours.is_deleted() {
        return Verdict::Deleted;
    }
    let both = joined
        .slots()
        .iter()
        .filter(|slot| is_contested(ours, &joined, slot));
    let both: Vec<Path> = both.map(|slot| slot.path).collect();
    if !both.is_empty() {
        return Verdict::Conflicting(both);
    }
    if purging {
        return Verdict::Purging(changes(ours, &joined));
    }
    // Without a visible difference, what remains is knowledge (M6): it is taken in unseen.
    Verdict::Changed(changes(ours, &joined))
}

// Whether people disagree in a register of the joined record who did not before.
fn is_contested(ours: &Record, joined: &Record, slot: &Slot) -> bool {
    let path = slot.path;
    if path.is_tombstone() {
        let flagged = |record: &Record| is_flagged(record, path);
        return flagged(joined) && !flagged(ours);
    }
    let news = || ours.slot(path).is_none_or(|own| own.values != slot.values);
    slot.in_conflict() && news()
}

/// The registers that look otherwise in the joined record, without those in conflict. What was
/// purged is among them.
pub fn changes(ours: &Record, joined: &Record) -> Vec<Path> {
    let gone = ours.slots().iter().map(|slot| slot.path);
    let gone = gone.filter(|path| joined.slot(*path).is_none());
    let differs = |slot: &&Slot| {
        let same = ours.slot(slot.path).and_then(Slot::shown) == slot.shown();
        !same && !is_contested(ours, joined, slot)
    };
    let other = joined.slots().iter().filter(differs);
    other.map(|slot| slot.path).chain(gone).collect()
}

fn differences(ours: &Record, loose: &Loose) -> Vec<Proposal> {
    let mut paths = loose.values.keys().copied().into_set();
    if loose.why == Why::HandEdited {
        // An edited export is whole: what it no longer says was taken out.
        let visible = |slot: &&Slot| {
            let path = slot.path;
            !path.is_tombstone() && (!path.is_item() || ours.has_item(path.list, path.item))
        };
        paths.extend(ours.slots().iter().filter(visible).map(|slot| slot.path));
    }
    let proposal = |path: Path| {
        let own = ours.value(path).cloned();
        let theirs = loose
            .values
            .get(&path)
            .filter(|text| !text.is_null())
            .cloned();
        (own != theirs).then_some(Proposal {
            path,
            ours: own,
            theirs,
            purged: ours.purged().touches(path),
            disputed: ours.slot(path).is_some_and(Slot::in_conflict),
        })
    };
    paths.into_iter().filter_map(proposal).collect()
}

/// The proposals that a person decides one by one: an item that goes is one of them.
pub fn offered(proposals: &[Proposal]) -> Vec<&Proposal> {
    let goes = |proposal: &&Proposal| proposal.path.field == PLACE && proposal.empties();
    let gone: BTreeSet<(Key, Id)> = proposals
        .iter()
        .filter(goes)
        .map(|proposal| (proposal.path.list, proposal.path.item))
        .into_set();
    let own = |path: Path| path.field == PLACE || !gone.contains(&(path.list, path.item));
    proposals
        .iter()
        .filter(|proposal| own(proposal.path))
        .collect()
}

/// The edits that accept a record without stamps: all of a new one, or the accepted
/// differences of one that is here.
pub fn accept(planned: &Planned, accepted: impl Fn(Path) -> bool) -> Vec<Edit> {
    let Received::Loose(loose) = &planned.received else {
        return Vec::new();
    };
    let edit = |path: Path, value: Text| Edit {
        record: planned.id,
        kind: planned.kind,
        path,
        value,
    };
    match &planned.verdict {
        Verdict::New => loose
            .values
            .iter()
            .map(|(path, text)| edit(*path, text.clone()))
            .collect(),
        Verdict::Proposed(differences) => accept_differences(planned, differences, accepted),
        _ => Vec::new(),
    }
}

// An item whose every value would go is removed whole, so that it can come back whole.
fn accept_differences(
    planned: &Planned,
    differences: &[Proposal],
    accepted: impl Fn(Path) -> bool,
) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut removed: BTreeSet<(Key, Id)> = BTreeSet::new();
    for proposal in differences
        .iter()
        .filter(|proposal| accepted(proposal.path))
    {
        let path = proposal.path;
        if path.is_item() && proposal.theirs.is_none() && path.field == PLACE {
            removed.insert((path.list, path.item));
            edits.push(Ledger::remove_item(
                planned.id,
                planned.kind,
                path.list,
                path.item,
            ));
        }
    }
    for proposal in differences
        .iter()
        .filter(|proposal| accepted(proposal.path))
    {
        if !removed.contains(&(proposal.path.list, proposal.path.item)) {
            edits.push(Edit {
                record: planned.id,
                kind: planned.kind,
                path: proposal.path,
                value: proposal.theirs.clone().unwrap_or_else(Text::null),
            });
        }
    }
    edits
}

/// What makes everything look as it did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollBack {
    /// The edits to make.
    pub edits: Vec<Edit>,
    /// How many records came since, and are deleted.
    pub deleted: usize,
    /// How many entries of logs came since, and stay.
    pub logged: usize,
}

/// The edits that make everything look as it did in these records, `same` naming those
/// that are now as they were: for restore points. What came since is deleted, not
/// destroyed; nothing is overwritten in history. Of lists that `grows` names with their kind, such
/// as logs, what is there now stays as it is (R12).
pub fn roll_back(
    ledger: &Ledger,
    then: &[Record],
    same: BTreeSet<Id>,
    grows: &dyn Fn(Key, Key) -> bool,
) -> RollBack {
    let mut edits = Vec::new();
    let mut logged = 0;
    let mut known = same;
    for old in then {
        known.insert(old.id);
        let Some(now) = ledger.record(old.id).filter(|now| !now.is_purged()) else {
            continue;
        };
        match (old.is_deleted(), now.is_deleted()) {
            (true, false) => edits.push(Ledger::delete(now.id, now.kind)),
            (true, true) => continue,
            (false, true) => edits.push(Ledger::undelete(now.id, now.kind)),
            (false, false) => {}
        }
        if !old.is_deleted() {
            logged += roll_back_record(now, old, &|list| grows(now.kind, list), &mut edits);
        }
    }
    let later = ledger
        .records()
        .filter(|record| !known.contains(&record.id) && !record.is_deleted());
    let mut later: Vec<(Id, Key)> = later.map(|record| (record.id, record.kind)).collect();
    later.arrange();
    let deleted = later.len();
    edits.extend(later.into_iter().map(|(id, kind)| Ledger::delete(id, kind)));
    RollBack {
        edits,
        deleted,
        logged,
    }
}

// Gives how many entries of logs came since, and stay.
pub(crate) fn roll_back_record(
    now: &Record,
    then: &Record,
    grows: &dyn Fn(Key) -> bool,
    edits: &mut Vec<Edit>,
) -> usize {
    let (id, kind) = (now.id, now.kind);
    // What was purged since does not come back (M17): those registers stay as they are.
    let mut old = then.clone();
    old.purge(now.purged());
    let old = &old;
    let purged = |path: Path| then.slot(path).is_some() && old.slot(path).is_none();
    let items = |record: &Record| -> BTreeSet<(Key, Id)> {
        let lists = record.lists().into_iter();
        lists
            .flat_map(|list| {
                record
                    .items(list)
                    .into_iter()
                    .map(move |item| (list, item.id))
                    .collect::<Vec<_>>()
            })
            .into_set()
    };
    let (before, after) = (items(old), items(now));
    for (list, item) in before.difference(&after) {
        edits.push(Ledger::restore_item(id, kind, *list, *item));
    }
    let mut logged = 0;
    for (list, item) in after.difference(&before) {
        if grows(*list) {
            logged += 1;
        } else {
            edits.push(Ledger::remove_item(id, kind, *list, *item));
        }
    }
    let counts = |path: Path| {
        let item = (path.list, path.item);
        let stays = grows(path.list) && after.contains(&item);
        !path.is_tombstone()
            && !purged(path)
            && (!path.is_item() || (before.contains(&item) && !stays))
    };
    let paths: BTreeSet<Path> = now
        .slots()
        .iter()
        .chain(old.slots())
        .map(|slot| slot.path)
        .into_set();
    for path in paths.into_iter().filter(|path| counts(*path)) {
        let value = old.value(path).cloned().unwrap_or_else(Text::null);
        let differs =
            now.value(path) != old.value(path) || now.slot(path).is_some_and(Slot::in_conflict);
        if differs {
            edits.push(Edit {
                record: id,
                kind,
                path,
                value,
            });
        }
    }
    logged
}
