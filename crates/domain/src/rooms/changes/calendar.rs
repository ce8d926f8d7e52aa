//! What stands in the calendar between two moments: changes, freezes, maintenance windows, meetings of
//! the board, exercises.

use super::plans::Plans;
use super::window::Window;
use super::{CAB_MEETING, RISK_LEVELS, STATES};
use crate::describe::Tone;
use crate::rooms::exercises::EXERCISE;
use crate::rooms::runbooks::RUN;
use crate::value::{choice_of, instant};
use crate::view::View;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Path, Record};

/// A part of the calendar, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// From when on.
    pub from: i64,
    /// Until when.
    pub until: i64,
}

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// Nothing is to be changed then.
    Freeze,
    /// Things are meant to be changed then.
    Maintenance,
    /// A change.
    Change,
    /// A meeting of the board.
    Meeting,
    /// An exercise.
    Exercise,
}

impl Sort {
    /// What it is called.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Freeze => "Freeze",
            Self::Maintenance => "Maintenance",
            Self::Change => "Change",
            Self::Meeting => "CAB",
            Self::Exercise => "Exercise",
        }
    }
}

/// Something that takes place.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The record.
    pub id: Id,
    /// The room of the record.
    pub room: &'static str,
    /// What it is.
    pub sort: Sort,
    /// When.
    pub time: Window,
    /// What it is called: code and title.
    pub name: String,
    /// Its title alone.
    pub title: String,
    /// How it stands, in words: the state and risk of a change, what a freeze does.
    pub facts: String,
    /// How loud it is.
    pub tone: Tone,
}

/// What takes place between two moments, by when it begins. Changes that were rejected or cancelled do
/// not.
pub fn entries(range: Range, view: &View<'_>) -> Vec<Entry> {
    let plans = Plans::kept(view);
    let span = Window {
        start: range.from,
        end: range.until,
    };
    let mut found = Vec::new();
    for (id, planned) in plans.at(span) {
        let (Some(time), Some(change)) = (planned.window, view.there(id)) else {
            continue;
        };
        let state = STATES.iter().find(|choice| choice.key == planned.state);
        if matches!(planned.state, "rejected" | "cancelled") {
            continue;
        }
        let risk = change.value(Path::of("risk_level"));
        let risk = risk.and_then(|risk| choice_of(RISK_LEVELS, risk));
        let risk = risk.map(|risk| format!(", {} risk", risk.label.to_lowercase()));
        found.push(Entry {
            id,
            room: "changes",
            sort: Sort::Change,
            time,
            name: view.name(change),
            title: title(change),
            facts: format!(
                "{}{}",
                state.map_or("", |state| state.label),
                risk.unwrap_or_default()
            ),
            tone: state.map_or(Tone::Plain, |state| state.tone),
        });
    }
    for held in plans.windows() {
        let Some(window) = view.there(held.id) else {
            continue;
        };
        let (sort, facts, tone) = match (held.freeze, held.blocks) {
            (true, true) => (Sort::Freeze, "blocks changes", Tone::Bad),
            (true, false) => (Sort::Freeze, "warns", Tone::Warn),
            (false, _) => (Sort::Maintenance, "", Tone::Good),
        };
        for time in held.rule.within(range.from, range.until, view) {
            found.push(Entry {
                id: held.id,
                room: "changes",
                sort,
                time,
                name: view.name(window),
                title: title(window),
                facts: facts.to_owned(),
                tone,
            });
        }
    }
    found.extend(meetings(range, view));
    found.extend(exercises(range, &plans, view));
    found.arrange_by_key(|entry| (entry.time.start, entry.sort, entry.id));
    found
}

fn title(record: &Record) -> String {
    let title = record.text("title");
    if title.trim().is_empty() {
        "Untitled".to_owned()
    } else {
        title.into_owned()
    }
}

/// How long a meeting is of which nobody said it, in minutes.
const MEETING: f64 = 60.0;

fn meetings(range: Range, view: &View<'_>) -> Vec<Entry> {
    let read = |meeting: &Record| {
        let start = instant(meeting.value(Path::of("at")))?;
        let minutes = meeting
            .get::<f64>("length")
            .filter(|minutes| *minutes > 0.0);
        let time = Window {
            start,
            end: start + (minutes.unwrap_or(MEETING) * 60_000.0) as i64,
        };
        (time.end > range.from && time.start < range.until).then(|| Entry {
            id: meeting.id,
            room: "changes",
            sort: Sort::Meeting,
            time,
            name: view.name(meeting),
            title: title(meeting),
            facts: meeting.text("location").into_owned(),
            tone: Tone::Plain,
        })
    };
    view.live(CAB_MEETING.id).filter_map(read).collect()
}

// One that is not over has lasted until now.
fn exercises(range: Range, plans: &Plans, view: &View<'_>) -> Vec<Entry> {
    let read = |(id, exercise): (Id, &super::plans::Exercise)| {
        let (start, ended) = exercise.time?;
        let held = view.there(id)?;
        let room = if held.kind == EXERCISE.key() {
            EXERCISE.room
        } else {
            RUN.room
        };
        let end = ended
            .unwrap_or_else(|| view.now().max(start))
            .max(start + 1);
        (end > range.from && start < range.until).then(|| Entry {
            id,
            room,
            sort: Sort::Exercise,
            time: Window { start, end },
            name: view.name(held),
            title: title(held),
            facts: if exercise.planned {
                "planned"
            } else if ended.is_some() {
                "over"
            } else {
                "under way"
            }
            .to_owned(),
            tone: Tone::Busy,
        })
    };
    plans.exercises().filter_map(read).collect()
}
