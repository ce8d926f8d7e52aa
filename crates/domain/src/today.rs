//! What wants attention across all rooms, gathered record by record, so that the shell can
//! do it in slices.

use crate::describe::{Kind, Tone};
use crate::due::{self, Due};
use crate::rooms::changes::{self, window::Window};
use crate::rooms::incidents;
use crate::rooms::readiness;
use crate::rooms::review::queue::due_of;
use crate::rooms::runbooks::{self, recovery::Recovery, run::RunView};
use crate::value;
use crate::view::View;
use chrono::{Days, NaiveDate};
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};
use std::collections::BTreeSet;

/// How many days ahead is soon.
pub const SOON_DAYS: u64 = 7;
/// How many findings of one loudness are kept to be listed; all are counted.
pub const LISTED: usize = 200;

/// What wants attention.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Today {
    /// What wants action.
    pub bad: Found,
    /// What wants a look.
    pub warn: Found,
    /// Incidents that are not over, the most urgent first.
    pub incidents: Vec<OpenIncident>,
    /// Runs that are not over, the newest first.
    pub runs: Vec<OpenRun>,
    /// Changes whose window is open or opens soon: opens at (ms since 1970), ends at, record.
    pub changes: Vec<(i64, i64, Id)>,
    /// Reviews that are due: day, record. Days in the past are overdue.
    pub reviews: Vec<(NaiveDate, Id)>,
    /// Tests, exercises, approvals, tasks and acceptances that are due within the same time.
    pub due: Vec<Due>,
    /// How many live records were looked at.
    pub records: usize,
}

/// Findings of one loudness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many there are.
    pub count: usize,
    /// The first of them: record and sentence.
    pub listed: Vec<(Id, String)>,
}

/// An incident that is not over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenIncident {
    /// Its priority; what has none comes after those that have one.
    pub priority: u8,
    /// When it was detected, in milliseconds since 1970.
    pub detected: Option<i64>,
    /// The incident.
    pub id: Id,
    /// How it stands, in words.
    pub state: &'static str,
    /// When the next message or report is due, in milliseconds since 1970.
    pub next: Option<i64>,
}

/// A run that is not over.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRun {
    /// The run.
    pub id: Id,
    /// Since when it runs, in milliseconds since 1970.
    pub started: Option<i64>,
    /// How many of its steps are done or skipped.
    pub finished: usize,
    /// Of how many.
    pub total: usize,
    /// How it stands, in words.
    pub state: &'static str,
    /// Minutes that are left of its RTO, as far as it is known; below zero it is over.
    pub left: Option<f64>,
    /// What it is, where it is not in earnest: an exercise, or a test.
    pub practice: Option<&'static str>,
}

impl Today {
    /// Looks at one record; where it is asked `whose` the day is, only at what needs one of these.
    pub fn take(
        &mut self,
        record: &Record,
        kind: &Kind,
        whose: Option<&BTreeSet<Id>>,
        view: &View<'_>,
    ) {
        if !View::is_live(record) {
            return;
        }
        self.records += 1;
        self.take_due(record, kind, whose, view);
        if whose.is_some_and(|who| !due::needs(record, kind, who)) {
            return;
        }
        let told = readiness::findings(kind, record, view).into_iter();
        for (finding, _) in told.filter(|(_, muted)| muted.is_none()) {
            let found = if finding.tone == Tone::Bad {
                &mut self.bad
            } else {
                &mut self.warn
            };
            found.count += 1;
            if found.listed.len() < LISTED {
                found.listed.push((record.id, finding.text));
            }
        }
        self.take_review(record, kind, view);
        if kind.id == runbooks::RUN.id {
            self.take_run(record, view);
        } else if kind.id == incidents::INCIDENT.id {
            self.take_incident(record, view);
        } else if kind.id == changes::CHANGE.id {
            self.take_change(record, view);
        }
    }

    /// Puts all in order, once every record was looked at.
    pub fn finish(&mut self) {
        self.runs
            .arrange_by_key(|run| std::cmp::Reverse((run.started, run.id)));
        self.incidents.arrange();
        self.changes.arrange();
        self.reviews.arrange();
        self.due.arrange();
    }

    /// How many reviews are overdue.
    pub fn overdue(&self, today: NaiveDate) -> usize {
        self.reviews.partition_point(|(due, _)| *due < today)
    }

    // What happened since the last review makes it overdue, as in the queue of reviews.
    fn take_review(&mut self, record: &Record, kind: &Kind, view: &View<'_>) {
        let due = due_of(kind, record, view);
        let due = due.and_then(|due| match due.day {
            Some(day) if due.is_after() => Some(view.today().pred_opt()?.min(day)),
            day => day,
        });
        let soon = view.today().checked_add_days(Days::new(SOON_DAYS));
        if let (Some(due), Some(soon)) = (due, soon)
            && due <= soon
        {
            self.reviews.push((due, record.id));
        }
    }

    fn take_due(
        &mut self,
        record: &Record,
        kind: &Kind,
        whose: Option<&BTreeSet<Id>>,
        view: &View<'_>,
    ) {
        let soon = view.today().checked_add_days(Days::new(SOON_DAYS));
        let near = |due: &Due| {
            due.day
                .is_none_or(|day| soon.is_some_and(|soon| day <= soon))
        };
        let due: Vec<Due> = due::due(record, view).into_iter().filter(near).collect();
        let Some(who) = whose.filter(|_| !due.is_empty()) else {
            self.due.extend(due);
            return;
        };
        let of_record = due::needs(record, kind, who);
        let own = |due: &Due| due.who.map_or(of_record, |one| who.contains(&one));
        self.due.extend(due.into_iter().filter(own));
    }

    fn take_incident(&mut self, record: &Record, view: &View<'_>) {
        if !incidents::rules::is_open(record) {
            return;
        }
        let key = incidents::rules::state(record);
        let message = incidents::messages::next_update(record).map(|(_, at)| at);
        let reports = incidents::duties::reports(record, view);
        let report = incidents::duties::next(&reports).map(|(_, at)| at);
        let due = message.into_iter().chain(report);
        let state = incidents::STATES.iter().find(|state| state.key == key);
        self.incidents.push(OpenIncident {
            priority: incidents::priority::priority(record, view).unwrap_or(u8::MAX),
            detected: incidents::times::time(record, "detected"),
            id: record.id,
            state: state.map_or("", |state| state.label),
            next: due.min(),
        });
    }

    fn take_run(&mut self, record: &Record, view: &View<'_>) {
        let run = RunView::kept(record, view);
        if !run.state.is_over() {
            let (started, state) = (run.started, run.state.label());
            self.runs.push(OpenRun {
                id: record.id,
                started,
                finished: run.finished,
                total: run.total,
                state,
                left: Recovery::of(&run, view.now()).left,
                practice: practice(record),
            });
        }
    }

    fn take_change(&mut self, record: &Record, view: &View<'_>) {
        let over = ["closed", "rejected", "cancelled", "review"];
        let soon = view.now() + SOON_DAYS as i64 * 86_400_000;
        if let Ok(window) = Window::of(record)
            && !over.contains(&&*changes::rules::state(record))
            && window.end >= view.now()
            && window.start <= soon
        {
            self.changes.push((window.start, window.end, record.id));
        }
    }
}

// What a run is carried out as, if it is not in earnest.
fn practice(run: &Record) -> Option<&'static str> {
    let mode = value::choice_of(runbooks::MODES, run.value(Path::of("mode"))?)?;
    (mode.key != "actual").then_some(mode.label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rooms;
    use crate::testing::World;
    use serde_json::json;

    fn look(world: &World) -> Today {
        look_for(world, None)
    }

    fn look_for(world: &World, whose: Option<Id>) -> Today {
        let whose = whose.map(|id| due::stands_for(id, &world.view()));
        let view = world.view();
        let mut today = Today::default();
        for record in view.ledger.records() {
            if let Some(kind) = rooms::kind(record.kind.as_str()) {
                today.take(record, kind, whose.as_ref(), &view);
            }
        }
        today.finish();
        today
    }

    // The world's clock stands at noon UTC on 22 November 2026.
    #[test]
    fn reviews_that_are_due_within_a_week_are_listed_by_day() {
        let mut world = World::new();
        let soon = world.add("role", &[("next_review", json!("2026-11-29"))]);
        let late = world.add("role", &[("next_review", json!("2026-11-21"))]);
        world.add("role", &[("next_review", json!("2026-11-30"))]);
        world.add(
            "role",
            &[
                ("next_review", json!("2026-11-21")),
                ("archived", json!(true)),
            ],
        );
        let today = look(&world);
        let ids: Vec<Id> = today.reviews.iter().map(|(_, id)| *id).collect();
        assert_eq!(ids, [late, soon]);
        assert_eq!(today.overdue(world.view().today()), 1);
        assert_eq!(today.records, 3);
    }

    #[test]
    fn what_an_incident_makes_due_is_overdue_as_in_the_queue_of_reviews() {
        let mut world = World::new();
        let service = world.add("service", &[("next_review", json!("2028-01-01"))]);
        let services = json!([service.to_string()]);
        let plan = world.add(
            "plan",
            &[
                ("services", services.clone()),
                ("next_review", json!("2027-11-01")),
            ],
        );
        assert_eq!(look(&world).reviews, []);
        let fields = [
            ("services", services),
            ("major", json!(true)),
            ("state", json!("resolved")),
            ("resolved", json!("2026-11-22T10:00:00.000Z")),
        ];
        world.add("incident", &fields);
        let today = look(&world);
        let ids: Vec<Id> = today.reviews.iter().map(|(_, id)| *id).collect();
        assert_eq!((ids, today.overdue(world.view().today())), (vec![plan], 1));
    }

    #[test]
    fn changes_with_a_window_open_or_soon_are_listed_until_they_are_over() {
        let mut world = World::new();
        let window = |start: &str, end: &str| json!({"start": start, "end": end});
        let now = window("2026-11-22T11:00:00.000Z", "2026-11-22T13:00:00.000Z");
        let open = world.add(
            "change",
            &[("state", json!("implementing")), ("window", now.clone())],
        );
        world.add("change", &[("state", json!("closed")), ("window", now)]);
        let next = window("2026-11-29T12:00:00.000Z", "2026-11-29T13:00:00.000Z");
        let next = world.add("change", &[("state", json!("scheduled")), ("window", next)]);
        let past = window("2026-11-20T12:00:00.000Z", "2026-11-22T11:59:00.000Z");
        world.add("change", &[("state", json!("scheduled")), ("window", past)]);
        let later = window("2026-11-29T12:00:00.001Z", "2026-11-29T13:00:00.000Z");
        world.add(
            "change",
            &[("state", json!("scheduled")), ("window", later)],
        );
        let ids: Vec<Id> = look(&world).changes.iter().map(|(_, _, id)| *id).collect();
        assert_eq!(ids, [open, next]);
    }

    #[test]
    fn incidents_are_listed_by_priority_until_they_are_over() {
        let mut world = World::new();
        let rated = |level: &str| json!({"impact": level, "urgency": level});
        let at = |hour: u32| json!(format!("2026-11-22T{hour:02}:00:00.000Z"));
        let unrated = world.add("incident", &[("detected", at(8))]);
        let later = world.add(
            "incident",
            &[("rating", rated("high")), ("detected", at(10))],
        );
        let first = world.add(
            "incident",
            &[("rating", rated("high")), ("detected", at(9))],
        );
        world.add(
            "incident",
            &[("rating", rated("high")), ("state", json!("resolved"))],
        );
        let ids: Vec<Id> = look(&world).incidents.iter().map(|open| open.id).collect();
        assert_eq!(ids, [first, later, unrated]);
    }

    #[test]
    fn findings_are_counted_by_how_loud_they_are() {
        let mut world = World::new();
        let role = world.add("role", &[("title", json!("Duty manager"))]);
        let today = look(&world);
        let expected = world.findings(role);
        let bad = expected
            .iter()
            .filter(|finding| finding.tone == Tone::Bad)
            .count();
        assert!(bad > 0, "a role without a holder wants action");
        assert_eq!(
            (today.bad.count, today.warn.count),
            (bad, expected.len() - bad)
        );
        assert_eq!(today.bad.listed.len(), bad);
        assert!(today.bad.listed.iter().all(|(id, _)| *id == role));
    }

    #[test]
    fn a_day_is_of_a_person_with_the_roles_that_they_hold() {
        let mut world = World::new();
        let (ada, bob) = (world.person("Ada"), world.person("Bob"));
        let lead = world.add(
            "role",
            &[
                ("title", json!("Lead")),
                ("primary", json!(ada.to_string())),
            ],
        );
        let deputy = [("person", json!(bob.to_string()))];
        world.item(lead, "deputies", &deputy);
        let owned = |who: Id, day: &str| {
            [
                ("owner", json!(who.to_string())),
                ("next_review", json!(day)),
            ]
        };
        let of_role = world.add("service", &owned(lead, "2026-11-23"));
        let of_ada = world.add("service", &owned(ada, "2026-11-24"));
        world.add("service", &[("next_review", json!("2026-11-25"))]);
        let reviews = |who: Option<Id>| -> Vec<Id> {
            let today = look_for(&world, who);
            today.reviews.iter().map(|(_, id)| *id).collect()
        };
        assert_eq!(reviews(None).len(), 3);
        assert_eq!(reviews(Some(ada)), [of_role, of_ada]);
        assert_eq!(reviews(Some(bob)), [of_role], "as a deputy");
        assert_eq!(reviews(Some(lead)), [of_role, of_ada]);
    }

    #[test]
    fn what_is_due_is_told_by_day_and_by_whom_it_needs() {
        let mut world = World::new();
        let (ada, bob) = (world.person("Ada"), world.person("Bob"));
        let test = world.add("restore_test", &[("due", json!("2026-11-21"))]);
        world.add("restore_test", &[("due", json!("2026-11-30"))]);
        let risk = world.add(
            "risk",
            &[
                ("owner", json!(ada.to_string())),
                (
                    "acceptance",
                    json!({"approver": "Ada", "date": "2026-01-01", "expires": "2026-11-25", "reason": "Cheap", "score": 1}),
                ),
            ],
        );
        let change = world.add("change", &[("state", json!("submitted"))]);
        for (who, decision) in [(ada, "approve"), (bob, "pending")] {
            let asked = [
                ("asked", json!(who.to_string())),
                ("decision", json!(decision)),
            ];
            world.item(change, "approvals", &asked);
        }
        let due = |world: &World, who: Option<Id>| -> Vec<(Id, String)> {
            let today = look_for(world, who);
            today
                .due
                .into_iter()
                .map(|due| (due.record, due.what))
                .collect()
        };
        let (approval, lapse) = (
            (change, "Approval".to_owned()),
            (risk, "Acceptance lapses".to_owned()),
        );
        let restore = (test, "Restore test".to_owned());
        assert_eq!(
            due(&world, None),
            [approval.clone(), restore, lapse.clone()]
        );
        assert_eq!(due(&world, Some(ada)), [lapse]);
        assert_eq!(due(&world, Some(bob)), [approval]);
        world.set(test, "ended", json!("2026-11-21T10:00:00.000Z"));
        assert!(due(&world, None).iter().all(|(record, _)| *record != test));
    }
}
