//! What is to be reviewed in all rooms: what was due, what is due soon, what has no day yet.

use super::can_review;
use crate::describe::Kind;
use crate::each::Each;
use crate::recent::Recent;
use crate::rooms::changes::closed::{Cause, Looked, about_runbook, causes};
use crate::rooms::people::rules::named;
use crate::rooms::plans::findings::about as about_plan;
use crate::rooms::{kind, kinds};
use crate::value::day;
use crate::view::View;
use chrono::{Days, NaiveDate};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};
use std::sync::Arc;

/// How many days ahead the queue of reviews looks.
pub const AHEAD_DAYS: u64 = 30;

/// Kinds of what stays until somebody ends it, so that each is to have a day. What happens once is reviewed
/// where somebody gave it one.
const STAYING: &[&str] = &[
    "service",
    "risk",
    "control",
    "service_level",
    "service_calendar",
    "plan",
    "runbook",
    "backup_policy",
    "capability_target",
    "competence",
    "role",
    "team",
    "change_template",
    "message_template",
    "questionnaire",
];

/// What is read of a record that can be reviewed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    next: Option<NaiveDate>,
    looked: Looked,
    owner: Id,
    about: Vec<Id>,
    stays: bool,
}

/// Everything that can be reviewed, by kind.
pub struct Reviews(Vec<(&'static Kind, Arc<Each<Seen>>)>);

/// The kinds that were read ahead.
#[derive(Default)]
struct Begun(Vec<(&'static Kind, Arc<Each<Seen>>)>);

/// Whose reviews are meant, and of which room; of all, where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The room.
    pub room: Option<&'static str>,
    /// Who owns it, [`Id::NONE`] being nobody.
    pub owners: Option<Vec<Id>>,
}

/// A record that is to be reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Due {
    /// By which day, or since when; none where nobody chose one.
    pub day: Option<NaiveDate>,
    /// Its kind.
    pub kind: &'static str,
    /// The record.
    pub id: Id,
    /// Whether its own interval says so.
    pub own: bool,
    /// The change and the incident that say so.
    pub after: [Option<Cause>; 2],
}

/// What is to be reviewed, the earliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// Was due before today, or something happened since the last review.
    pub overdue: Vec<Due>,
    /// Is due within the next days, today included.
    pub soon: Vec<Due>,
    /// Has no day.
    pub undated: Vec<Due>,
}

impl Reviews {
    /// The reviews of a workspace; what nobody wrote to since is not read again.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        let Some(recent) = view.recent else {
            return Arc::new(make(None));
        };
        // Revisions only grow, so a sum that stays means that each did.
        let each = kinds().map(|kind| view.ledger.revision(kind.key()));
        recent.whole(each.sum(), make)
    }

    /// Reads up to `most` further records, so that [`kept`](Self::kept) does not have to read all at once.
    /// Whether there may be more.
    pub fn ahead(view: &View<'_>, most: usize) -> bool {
        let Some(recent) = view.recent else {
            return false;
        };
        let known = recent.known::<Self>();
        let near = |kind: &'static Kind| {
            let known = known.as_ref()?.each(kind.id)?;
            known.is_near(kind.key(), view).then(|| known.clone())
        };
        if kinds().all(|kind| near(kind).is_some()) {
            return false;
        }
        let Begun(mut done) = recent.taken().unwrap_or_default();
        let stays = done
            .iter()
            .take_while(|(kind, each)| each.is_near(kind.key(), view));
        done.truncate(stays.count());
        if let Some(kind) = kinds().nth(done.len()) {
            let read = |record: &Record| seen(kind, record, view);
            let near = near(kind);
            if near.is_some() || !Each::ahead(kind.key(), view, read, most) {
                done.push((kind, Each::of(kind.key(), near.as_ref(), view, read)));
            }
        }
        let more = done.len() < kinds().count();
        recent.put(0, Arc::new(Begun(done)));
        more
    }

    fn each(&self, id: &str) -> Option<&Arc<Each<Seen>>> {
        let mut all = self.0.iter();
        all.find(|(kind, _)| kind.id == id).map(|(_, each)| each)
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let begun = view.recent.and_then(Recent::taken::<Begun>);
        let begun = Self(begun.unwrap_or_default().0);
        // What was read ahead is newer.
        let known = |id: &str| begun.each(id).or_else(|| before?.each(id));
        let read = |kind: &'static Kind| {
            let each = Each::of(kind.key(), known(kind.id), view, |record| {
                seen(kind, record, view)
            });
            (kind, each)
        };
        Self(kinds().map(read).collect())
    }

    /// What of it is wanted and to be reviewed now or soon.
    pub fn queue(&self, wanted: &Wanted, view: &View<'_>) -> Queue {
        let today = view.today();
        let last = today.checked_add_days(Days::new(AHEAD_DAYS));
        let in_room = |kind: &Kind| wanted.room.is_none_or(|room| kind.room == room);
        let theirs = |seen: &Seen| {
            let owners = wanted.owners.as_ref();
            owners.is_none_or(|owners| owners.contains(&seen.owner))
        };
        let mut queue = Queue::default();
        for (kind, each) in self.0.iter().filter(|(kind, _)| in_room(kind)) {
            for (id, seen) in each.iter().filter(|(_, seen)| theirs(seen)) {
                let due = seen.due(kind.id, id, view);
                match due.day {
                    None if seen.stays => queue.undated.push(due),
                    Some(day) if day < today || due.is_after() => queue.overdue.push(due),
                    Some(day) if last.is_none_or(|last| day <= last) => queue.soon.push(due),
                    _ => {}
                }
            }
        }
        queue.overdue.arrange();
        queue.soon.arrange();
        queue
    }

    /// Who owns something that can be reviewed, rising.
    pub fn owners(&self) -> Vec<Id> {
        let all = self.0.iter().flat_map(|(_, each)| each.iter());
        let mut owners: Vec<Id> = all.map(|(_, seen)| seen.owner).collect();
        owners.arrange();
        owners.dedup();
        owners
    }
}

impl Seen {
    fn due(&self, kind: &'static str, id: Id, view: &View<'_>) -> Due {
        let after = if self.about.is_empty() {
            [None, None]
        } else {
            causes(&self.about, self.looked, view)
        };
        let since = after.iter().flatten().map(|cause| cause.day).min();
        let late = self.next.is_some_and(|next| next < view.today());
        let own = late || since.is_none();
        let day = since.filter(|_| !late);
        Due {
            day: day.or(self.next),
            kind,
            id,
            own,
            after,
        }
    }
}

impl Due {
    /// Whether something happened since the last review.
    pub fn is_after(&self) -> bool {
        self.after.iter().any(Option::is_some)
    }
}

/// When a record is to be reviewed, as the queue of all reviews says it; none where it is not reviewed.
pub fn due_of(kind: &Kind, record: &Record, view: &View<'_>) -> Option<Due> {
    seen(kind, record, view).map(|seen| seen.due(kind.id, record.id, view))
}

// What it offers follows from the record alone, as far as reviews go.
fn seen(kind: &Kind, record: &Record, view: &View<'_>) -> Option<Seen> {
    let next = day(record, "next_review");
    let about = match kind.id {
        "plan" => about_plan(record),
        "runbook" => about_runbook(record),
        _ => Vec::new(),
    };
    let over = matches!(&*record.text("status"), "retired" | "superseded")
        || record.text("lifecycle") == "retired";
    let stays = STAYING.contains(&kind.id) && !over;
    if next.is_none() && about.is_empty() && !stays {
        return None;
    }
    let owner = record.value(Path::of("owner"));
    can_review(kind, record, view).then(|| Seen {
        next,
        looked: Looked::of(record),
        owner: owner
            .and_then(|owner| owner.plain().parse().ok())
            .unwrap_or(Id::NONE),
        about,
        stays,
    })
}

/// The records that stand for who is using the device: the person, and the roles that the person holds.
pub fn mine(view: &View<'_>) -> Vec<Id> {
    let Some(me) = view.user_id.or_else(|| named(view, view.user)) else {
        return Vec::new();
    };
    let held = |role: &&Record| {
        let holder = view.linked(role.value(Path::of("primary")));
        holder.is_some_and(|holder| holder.id == me)
    };
    let roles = view.live("role").filter(held).map(|role| role.id);
    std::iter::once(me).chain(roles).collect()
}

/// How many reviews of each room are overdue, in the order of the rooms; rooms without one are left out.
pub fn overdue_by_room(queue: &Queue) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&'static str, usize)> = Vec::new();
    let rooms = crate::rooms::ROOMS.iter().map(|room| room.id);
    let of = |room: &str| {
        let own = |due: &&Due| kind(due.kind).is_some_and(|kind| kind.room == room);
        queue.overdue.iter().filter(own).count()
    };
    counts.extend(rooms.map(|room| (room, of(room))));
    counts.retain(|(_, count)| *count > 0);
    counts
}

#[cfg(test)]
mod tests;
