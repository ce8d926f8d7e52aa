//! All changes at once, and what they may collide with. Read once and kept while none of it changes,
//! so that each row of a register is a look-up.

use super::occurrences::Rule;
use super::read::{drill, exercise, held, incident};
use super::rules::state;
use super::window::{PLANNED, Window};
use super::{CALENDAR_WINDOW, CHANGE, STATES};
use crate::each::Each;
use crate::recent::{Differs, Recent};
use crate::rooms::exercises::EXERCISE;
use crate::rooms::runbooks::RUN;
use crate::value::{instant, links, part};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Text};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What an incident is in files; its room describes it.
const INCIDENT: Key = Key::new("incident");

/// What is read of a change.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Planned {
    /// Its state's key.
    pub state: &'static str,
    /// When it takes place; none where that says nothing.
    pub window: Option<Window>,
    /// What it changes, rising.
    pub services: Vec<Id>,
    /// Who has it and who carries it out.
    pub people: Vec<Id>,
    /// What it links to.
    pub links: Vec<Id>,
    /// The runbooks that it names, whatever for.
    pub runbooks: Vec<Id>,
    /// When it was closed, in milliseconds since 1970; none while it is not.
    pub closed: Option<i64>,
}

/// What is read of an incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incident {
    /// Whether it is a major one that is still open.
    pub raging: bool,
    /// What it affects, rising.
    pub services: Vec<Id>,
    /// The change that caused it.
    pub caused_by: Option<Id>,
    /// When it was over, in milliseconds since 1970, of one that says something about plans and runbooks:
    /// a major one or one that was reviewed, and that figures count.
    pub over: Option<i64>,
}

/// What is read of an exercise, or of a run that is one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Exercise {
    /// When it began and when it was over; none where it never began, and nobody planned when it is to.
    pub time: Option<(i64, Option<i64>)>,
    /// Whether that is still to come.
    pub planned: bool,
    /// What it is about, rising.
    pub services: Vec<Id>,
}

// A run that is an exercise, and what it is part of.
#[derive(PartialEq)]
pub(super) struct Drill {
    pub(super) subject: Option<Id>,
    pub(super) exercise: Exercise,
}

/// What is read of a window of the calendar.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Its record.
    pub id: Id,
    /// When it holds.
    pub rule: Rule,
    /// For what, rising; empty for everything.
    pub services: Vec<Id>,
    /// Whether it is a freeze.
    pub freeze: bool,
    /// Whether what falls into it is not scheduled.
    pub blocks: bool,
}

impl Held {
    /// Whether it is about one of these services.
    pub fn concerns(&self, services: &[Id]) -> bool {
        self.services.is_empty() || common(&self.services, services).next().is_some()
    }
}

/// All changes, windows, incidents and exercises.
pub struct Plans {
    changes: Arc<Changes>,
    windows: Vec<Held>,
    incidents: Arc<Each<Incident>>,
    caused: HashMap<Id, Vec<Id>>,
    // For each service: the incident that was over last.
    over: HashMap<Id, (i64, Id)>,
    exercises: Arc<Each<Exercise>>,
    runs: Arc<Each<Drill>>,
    // The places in `runs` of those that are exercises by themselves.
    drills: Vec<usize>,
}

// All changes, and what is looked up in them.
struct Changes {
    each: Arc<Each<Planned>>,
    // Of those with a window: start, and the place in `each`; by start.
    timed: Vec<(i64, usize)>,
    longest: i64,
    // For each runbook or service: the change that was closed last.
    closed: HashMap<Id, (i64, Id)>,
}

impl Plans {
    /// The plans of a workspace.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |before: Option<&Self>| Self::of(view, before);
        let Some(recent) = view.recent else {
            return Arc::new(make(None));
        };
        recent.whole_told(Self::revision(view), make, |before, now| {
            now.differs(before)
        })
    }

    // Revisions only grow, so a sum that stays means that each did.
    fn revision(view: &View<'_>) -> u64 {
        let of = [
            CHANGE.key(),
            CALENDAR_WINDOW.key(),
            RUN.key(),
            EXERCISE.key(),
            INCIDENT,
        ];
        of.map(|kind| view.ledger.revision(kind)).iter().sum()
    }

    // For the changes that read it: those that were written to, and those at the same time.
    fn differs(&self, before: &Self) -> Differs {
        let beside = self.windows == before.windows
            && self.incidents.same(&before.incidents)
            && self.exercises.same(&before.exercises)
            && self.runs.same(&before.runs)
            && self.drills == before.drills;
        if !beside {
            return Differs::All;
        }
        let differ = self.changes.each.changed(&before.changes.each);
        if differ.was.is_empty() && differ.is.is_empty() {
            return Differs::Nothing;
        }
        let mut all: BTreeSet<Id> = BTreeSet::new();
        for (plans, changed) in [(before, &differ.was), (self, &differ.is)] {
            for (id, planned) in changed {
                all.insert(*id);
                let near = planned.window.map(|window| plans.at(window));
                all.extend(near.into_iter().flatten().map(|(id, _)| id));
            }
        }
        Differs::Of(CHANGE.key(), all)
    }

    /// Reads up to `most` further changes, so that [`kept`](Self::kept) does not have to read all at once.
    /// Whether there may be more.
    pub fn ahead(view: &View<'_>, most: usize) -> bool {
        let known = view.recent.and_then(Recent::known::<Self>);
        let near = |known: Arc<Self>| known.changes.each.is_near(CHANGE.key(), view);
        !known.is_some_and(near)
            && Each::ahead(CHANGE.key(), view, |change| Some(Planned::of(change)), most)
    }

    fn of(view: &View<'_>, before: Option<&Self>) -> Self {
        let known = before.map(|before| &before.incidents);
        let incidents = Each::of(INCIDENT, known, view, incident);
        let known = before.map(|before| &before.exercises);
        let exercises = Each::of(EXERCISE.key(), known, view, |record| Some(exercise(record)));
        let runs = Each::of(RUN.key(), before.map(|before| &before.runs), view, drill);
        // One that is part of an exercise takes place with that.
        let of_exercise = |drill: &Drill| {
            let subject = drill.subject.and_then(|id| view.there(id));
            subject.is_some_and(|subject| subject.kind == EXERCISE.key())
        };
        let places = runs.iter().enumerate();
        let alone = places.filter(|(_, (_, drill))| !of_exercise(drill));
        let drills = alone.map(|(at, _)| at).collect();
        let mut caused: HashMap<Id, Vec<Id>> = HashMap::new();
        let mut over = HashMap::new();
        for (id, incident) in incidents.iter() {
            if let Some(change) = incident.caused_by {
                caused.entry(change).or_default().push(id);
            }
            if let Some(when) = incident.over {
                latest(&mut over, &incident.services, (when, id));
            }
        }
        Self {
            changes: Changes::of(view, before.map(|before| &before.changes)),
            windows: view.live(CALENDAR_WINDOW.id).filter_map(held).collect(),
            incidents,
            caused,
            over,
            exercises,
            runs,
            drills,
        }
    }

    /// All changes, by id.
    pub fn all(&self) -> impl Iterator<Item = (Id, &Planned)> {
        self.changes.each.iter().map(|(id, read)| (id, &**read))
    }

    /// The changes whose windows overlap a time, by when they start; those too that are over.
    pub fn at(&self, time: Window) -> impl Iterator<Item = (Id, &Planned)> {
        let Changes {
            each,
            timed,
            longest,
            ..
        } = &*self.changes;
        let from = time.start.saturating_sub(*longest);
        let first = timed.partition_point(|(start, _)| *start < from);
        let near = timed[first..]
            .iter()
            .take_while(move |(start, _)| *start < time.end);
        let overlaps =
            move |planned: &Planned| planned.window.is_some_and(|own| own.overlaps(time));
        near.filter_map(|(_, at)| each.at(*at))
            .filter(move |(_, planned)| overlaps(planned))
    }

    /// The windows of the calendar that can be read.
    pub fn windows(&self) -> &[Held] {
        &self.windows
    }

    /// The major incidents that are open.
    pub fn raging(&self) -> impl Iterator<Item = (Id, &Incident)> {
        let all = self.incidents.iter().map(|(id, read)| (id, &**read));
        all.filter(|(_, incident)| incident.raging)
    }

    /// The exercises, and the runs that are some and were begun.
    pub fn exercises(&self) -> impl Iterator<Item = (Id, &Exercise)> {
        let held = self.exercises.iter().map(|(id, read)| (id, &**read));
        let drills = self.drills.iter().filter_map(|at| self.runs.at(*at));
        held.chain(drills.map(|(id, drill)| (id, &drill.exercise)))
    }

    /// The incidents that a change caused.
    pub fn caused_by(&self, change: Id) -> &[Id] {
        self.caused.get(&change).map_or(&[], Vec::as_slice)
    }
}

/// What happened last to runbooks and services.
pub struct Lasts(Arc<Plans>);

impl Lasts {
    /// Of a workspace. Less changes of it than of all plans.
    pub fn kept(view: &View<'_>) -> Arc<Self> {
        let make = |_: Option<&Self>| Self(Plans::kept(view));
        let Some(recent) = view.recent else {
            return Arc::new(make(None));
        };
        recent.whole_told(Plans::revision(view), make, |before, now| {
            let of = |lasts: &Self| (lasts.0.changes.clone(), lasts.0.clone());
            let ((was, before), (is, now)) = (of(before), of(now));
            Differs::of(&(&was.closed, &before.over), &(&is.closed, &now.over))
        })
    }

    /// The change of a runbook or a service that was closed last, and when.
    pub fn closed(&self, about: Id) -> Option<(i64, Id)> {
        self.0.changes.closed.get(&about).copied()
    }

    /// The incident of a service, major or reviewed, that was over last, and when.
    pub fn over(&self, service: Id) -> Option<(i64, Id)> {
        self.0.over.get(&service).copied()
    }
}

impl Changes {
    fn of(view: &View<'_>, before: Option<&Arc<Self>>) -> Arc<Self> {
        let known = before.map(|before| &before.each);
        let each = Each::of(CHANGE.key(), known, view, |change| {
            Some(Planned::of(change))
        });
        if let Some(before) = before.filter(|before| Arc::ptr_eq(&before.each, &each)) {
            return before.clone();
        }
        let mut timed = Vec::new();
        let mut longest = 0;
        let mut closed: HashMap<Id, (i64, Id)> = HashMap::new();
        for (at, (id, change)) in each.iter().enumerate() {
            if let Some(window) = change.window {
                timed.push((window.start, at));
                longest = longest.max(window.end - window.start);
            }
            let Some(when) = change.closed else {
                continue;
            };
            let about = change.runbooks.iter().chain(&change.services);
            latest(&mut closed, about, (when, id));
        }
        timed.arrange();
        Arc::new(Self {
            each,
            timed,
            longest,
            closed,
        })
    }
}

// For each thing, what happened to it last.
fn latest<'a>(
    all: &mut HashMap<Id, (i64, Id)>,
    about: impl IntoIterator<Item = &'a Id>,
    now: (i64, Id),
) {
    for about in about {
        let last = all.entry(*about).or_insert(now);
        *last = (*last).max(now);
    }
}

impl Planned {
    /// Reads a change.
    pub fn of(change: &Record) -> Self {
        let state = state(change);
        let known = STATES.iter().find(|choice| choice.key == state);
        let link = |field| id_of(change.value(Path::of(field)));
        let mut runbooks = ids(change, "runbooks");
        let parts = [
            "implementation_runbook",
            "test_runbook",
            "back_out_runbook",
            "communications_runbook",
        ];
        runbooks.extend(parts.into_iter().filter_map(link));
        let people = ["owner", "assignee"].into_iter().filter_map(link);
        let key = known.map_or("", |choice| choice.key);
        Self {
            state: key,
            window: Window::of(change).ok(),
            services: ids(change, "services"),
            people: people.collect(),
            links: targets(change).collect(),
            runbooks,
            closed: (key == "closed").then(|| closed_at(change)).flatten(),
        }
    }

    /// Whether its window is spoken for.
    pub fn is_planned(&self) -> bool {
        PLANNED.contains(&self.state)
    }
}

/// When a change was closed: what the log says, else when it was carried out or was to be.
pub fn closed_at(change: &Record) -> Option<i64> {
    let log = change.loose_items(Key::new("log"));
    let closed = log.filter(|entry| entry.text("to") == "closed");
    let said = closed.filter_map(|entry| instant(entry.value("at"))).max();
    let actual = || instant(part(change.value(Path::of("actual"))?, "end").as_ref());
    let window = || Window::of(change).ok().map(|window| window.end);
    said.or_else(actual).or_else(window)
}

pub(super) fn id_of(value: Option<&Text>) -> Option<Id> {
    value?.plain().parse().ok()
}

/// What a field names, rising, each once.
pub fn ids(record: &Record, field: &'static str) -> Vec<Id> {
    let mut ids = links(record, field);
    ids.arrange();
    ids.dedup();
    ids
}

/// What stands in both; the second is rising.
pub fn common<'a>(one: &'a [Id], other: &'a [Id]) -> impl Iterator<Item = Id> + 'a {
    let both = |id: &&Id| other.binary_search(*id).is_ok();
    one.iter().filter(both).copied()
}

/// What a record links to in its list of links.
pub fn targets(record: &Record) -> impl Iterator<Item = Id> + '_ {
    let items = record.loose_items(Key::new("links"));
    items.filter_map(|item| id_of(item.value("to")))
}
