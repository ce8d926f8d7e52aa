//! What is to be reviewed in all rooms: what was due, what is due soon, what has no day yet.

use super::can_review;
use crate::describe::Kind;
use crate::each::Each;
use crate::rooms::changes::closed::{Cause, about_runbook, causes, looked_at};
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
    looked: Option<NaiveDate>,
    owner: Id,
    about: Vec<Id>,
    stays: bool,
}

/// Everything that can be reviewed, by kind.
pub struct Reviews(Vec<(&'static Kind, Arc<Each<Seen>>)>);

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

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let known = |id: &str| {
            let kept = before?.0.iter().find(|(kind, _)| kind.id == id);
            kept.map(|(_, each)| each)
        };
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

// What it offers follows from the record alone, as far as reviews go.
fn seen(kind: &'static Kind, record: &Record, view: &View<'_>) -> Option<Seen> {
    let next = day(record, "next_review");
    let about = match kind.id {
        "plan" => about_plan(record),
        "runbook" => about_runbook(record),
        _ => Vec::new(),
    };
    let over = matches!(&*record.text("status"), "retired" | "superseded");
    let stays = STAYING.contains(&kind.id) && !over;
    if next.is_none() && about.is_empty() && !stays {
        return None;
    }
    let owner = record.value(Path::of("owner"));
    can_review(kind, record, view).then(|| Seen {
        next,
        looked: looked_at(record, view),
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
mod tests {
    use super::*;
    use crate::recent::Recent;
    use crate::testing::World;
    use serde_json::{Value, json};

    fn queue(wanted: &Wanted, world: &World) -> Queue {
        let view = world.view();
        Reviews::kept(&view).queue(wanted, &view)
    }

    fn ids(due: &[Due]) -> Vec<Id> {
        due.iter().map(|due| due.id).collect()
    }

    #[test]
    fn the_queue_holds_what_is_overdue_or_soon_and_can_be_reviewed() {
        let mut world = World::new();
        let mut risk = |day: &str| match day {
            "" => world.add("risk", &[("title", json!("Flood"))]),
            day => world.add("risk", &[("next_review", json!(day))]),
        };
        // The world's clock stands on 22 November 2026.
        let (late, later) = (risk("2026-11-21"), risk("2026-01-01"));
        let (today, soon) = (risk("2026-11-22"), risk("2026-12-22"));
        let (_, undated, closed) = (risk("2026-12-23"), risk(""), risk("2026-11-01"));
        world.set(closed, "closure", json!({"by": "Ada"}));
        let queue = queue(&Wanted::default(), &world);
        assert_eq!(ids(&queue.overdue), [later, late]);
        assert_eq!(ids(&queue.soon), [today, soon]);
        assert_eq!(ids(&queue.undated), [undated]);
    }

    #[test]
    fn every_kind_that_stays_can_be_reviewed_and_is_asked_for_a_day() {
        for id in STAYING {
            let kind = kind(id).expect("a kind");
            let mut world = World::new();
            let record = world.add(kind.id, &[("title", json!("One"))]);
            assert!(
                can_review(kind, world.record(record), &world.view()),
                "{id}"
            );
            assert_eq!(
                ids(&queue(&Wanted::default(), &world).undated),
                [record],
                "{id}"
            );
        }
    }

    #[test]
    fn what_happens_once_is_reviewed_where_it_has_a_day() {
        let mut world = World::new();
        let incident = world.add("incident", &[("title", json!("Mail is down"))]);
        assert_eq!(queue(&Wanted::default(), &world), Queue::default());
        world.set(incident, "next_review", json!("2026-11-01"));
        let queue = queue(&Wanted::default(), &world);
        assert_eq!(ids(&queue.overdue), [incident]);
        assert_eq!(overdue_by_room(&queue), [("incidents", 1)]);
    }

    #[test]
    fn a_queue_is_of_a_room_and_of_an_owner() {
        let mut world = World::new();
        let ada = world.person("Ada");
        let role = world.add("role", &[("primary", json!(ada.to_string()))]);
        let late = ("next_review", json!("2026-11-01"));
        let mut owned =
            |kind, owner: Id| world.add(kind, &[late.clone(), ("owner", json!(owner.to_string()))]);
        let (risk, control) = (owned("risk", ada), owned("control", role));
        let nobodys = world.add("risk", &[late]);
        world.user_id = Some(ada);
        let of = |room, owners| ids(&queue(&Wanted { room, owners }, &world).overdue);
        assert_eq!(of(Some("risks"), None), [risk, nobodys]);
        assert_eq!(of(None, Some(mine(&world.view()))), [control, risk]);
        assert_eq!(of(None, Some(vec![Id::NONE])), [nobodys]);
        assert_eq!(Reviews::kept(&world.view()).owners(), [Id::NONE, ada, role]);
    }

    // A runbook of a service, and an incident of that service that is over.
    fn after(incident: &[(&'static str, Value)]) -> (World, Id, Id) {
        let mut world = World::new();
        let service = world.add(
            "service",
            &[
                ("title", json!("Mail")),
                ("next_review", json!("2028-01-01")),
            ],
        );
        let services = ("services", json!([service.to_string()]));
        let fields = [services.clone(), ("next_review", json!("2027-11-01"))];
        let runbook = world.add("runbook", &fields);
        let mut all = vec![
            services,
            ("state", json!("resolved")),
            ("resolved", json!("2026-11-20T10:00:00.000Z")),
        ];
        all.extend_from_slice(incident);
        let incident = world.add("incident", &all);
        (world, runbook, incident)
    }

    #[test]
    fn an_incident_that_was_major_or_reviewed_asks_for_a_look_at_plans_and_runbooks() {
        let rule = "runbook-review-after-incident";
        for said in [
            ("major", json!(true)),
            ("summary", json!("A disk was full.")),
        ] {
            let (mut world, runbook, incident) = after(&[said]);
            assert!(world.finds(runbook, rule));
            let found = queue(&Wanted::default(), &world);
            assert_eq!(ids(&found.overdue), [runbook]);
            let due = &found.overdue[0];
            assert_eq!(due.after[1].as_ref().map(|cause| cause.id), Some(incident));
            assert_eq!((due.own, due.day), (false, "2026-11-20".parse().ok()));
            world.set(runbook, "reviewed", json!("2026-11-19"));
            assert!(world.finds(runbook, rule), "that was before");
            world.act(runbook, "reviewed", &[]).expect("reviewed");
            assert!(!world.finds(runbook, rule));
            assert_eq!(queue(&Wanted::default(), &world).overdue, []);
        }
    }

    #[test]
    fn drills_small_ones_open_ones_and_others_ask_for_nothing() {
        let major = ("major", json!(true));
        let none: [&[(&'static str, Value)]; 5] = [
            &[],
            &[major.clone(), ("excluded", json!(true))],
            &[major.clone(), ("state", json!("in_progress"))],
            &[major.clone(), ("state", json!("duplicate"))],
            &[major.clone(), ("services", json!([]))],
        ];
        for said in none {
            let (world, runbook, _) = after(said);
            assert!(
                !world.finds(runbook, "runbook-review-after-incident"),
                "{said:?}"
            );
            assert_eq!(queue(&Wanted::default(), &world).overdue, [], "{said:?}");
        }
    }

    #[test]
    fn a_plan_is_looked_at_after_an_incident_until_it_is_retired() {
        let (mut world, runbook, _) = after(&[("major", json!(true))]);
        let services = world.record(runbook).text("services").into_owned();
        let services: Value = serde_json::from_str(&services).expect("services");
        let plan = world.add("plan", &[("services", services)]);
        assert!(world.finds(plan, "plan-review-after-incident"));
        assert!(ids(&queue(&Wanted::default(), &world).overdue).contains(&plan));
        world.set(plan, "status", json!("retired"));
        assert!(!world.finds(plan, "plan-review-after-incident"));
        assert!(!ids(&queue(&Wanted::default(), &world).overdue).contains(&plan));
    }

    #[test]
    fn what_is_kept_follows_every_edit() {
        let mut world = World::new();
        let recent = Recent::default();
        let risk = world.add("risk", &[("title", json!("Flood"))]);
        for (day, late) in [("2026-11-01", 1), ("2027-11-01", 0), ("2026-11-02", 1)] {
            world.set(risk, "next_review", json!(day));
            let view = View {
                recent: Some(&recent),
                ..world.view()
            };
            let kept = Reviews::kept(&view).queue(&Wanted::default(), &view);
            assert_eq!(kept.overdue.len(), late, "{day}");
            assert_eq!(kept, queue(&Wanted::default(), &world));
        }
    }
}
