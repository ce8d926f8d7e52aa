//! The log of a run: events that only add up, and what they say together.
//!
//! An event names the events of the same step (or of the run) that its author knew
//! as the latest. Those that no other names are the frontier, and the frontier is
//! the state: whoever merged first, and whatever the clocks said (M15).

use super::describe::EVENTS as CHOICES;
use crate::describe::Choice;
use crate::recent::print_of;
use crate::skew;
use crate::value;
use holdfast_ledger::path::REMOVED;
use holdfast_ledger::sort::Arrange;
use holdfast_ledger::{Id, Key, Path, Record, Slot, Text};
use std::collections::{HashMap, HashSet};

/// The list of events in a run.
pub const EVENTS: Key = Key::new("events");

/// What an event says happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// Something worth writing down; changes no state.
    Note,
    /// A variable got a value; changes no state.
    Captured,
    /// A step was added that nobody had planned; changes no state.
    Added,
    /// A step, a role or the lead of the run went to another person; changes no state.
    HandedOver,
    /// The step is as if it had never been started.
    Reset,
    /// The run goes on after a pause, or after its end.
    Resumed,
    /// Work began.
    Started,
    /// The run waits.
    Paused,
    /// The step cannot go on until something else happens.
    Blocked,
    /// The step was done.
    Done,
    /// The step was tried and did not work.
    Failed,
    /// The step was left out.
    Skipped,
    /// The run is over.
    Finished,
    /// The run was given up.
    Abandoned,
}

impl What {
    const ALL: [Self; 14] = [
        Self::Note,
        Self::Captured,
        Self::Added,
        Self::HandedOver,
        Self::Reset,
        Self::Resumed,
        Self::Started,
        Self::Paused,
        Self::Blocked,
        Self::Done,
        Self::Failed,
        Self::Skipped,
        Self::Finished,
        Self::Abandoned,
    ];

    /// Its name in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Captured => "captured",
            Self::Added => "added",
            Self::HandedOver => "handed_over",
            Self::Reset => "reset",
            Self::Resumed => "resumed",
            Self::Started => "started",
            Self::Paused => "paused",
            Self::Blocked => "blocked",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
            Self::Finished => "finished",
            Self::Abandoned => "abandoned",
        }
    }

    /// What it is called on screen.
    pub fn choice(self) -> Option<&'static Choice> {
        CHOICES.iter().find(|choice| choice.key == self.key())
    }

    fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.key() == key)
    }

    /// Whether it says how a step or the run stands; the others are beside that.
    pub fn tells(self) -> bool {
        self >= Self::Reset
    }

    /// Whether it ends a step or a run.
    pub fn is_end(self) -> bool {
        self >= Self::Done
    }
}

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: Id,
    /// The step that it is about; `None` for the whole run.
    pub step: Option<Id>,
    /// What happened; `None` when another version wrote a word unknown to this one.
    pub what: Option<What>,
    /// The word in the file.
    pub word: String,
    /// When, in milliseconds since 1970, as last put right.
    pub at: Option<i64>,
    /// Who wrote it down.
    pub by: String,
    /// The note, or the reason.
    pub text: String,
    /// The events of the same step that its author knew as the latest.
    pub after: Vec<Id>,
    /// What was decided; empty where nothing was.
    pub answer: String,
    /// The variable that got a value, and the value.
    pub captured: Option<(String, String)>,
    /// The role that was handed over.
    pub role: Option<Id>,
    /// Who has it now.
    pub to: String,
    /// Whether that was so from the start on: nobody handed it over.
    pub at_start: bool,
    /// Whether it was entered afterwards from a paper run.
    pub paper: bool,
    /// Who put the time right last, and when; `None` while it stands as first written.
    pub corrected: Option<(String, i64)>,
    /// The time that was written first, where it was put right since.
    pub first: Option<i64>,
    /// When its author wrote it down, where that was later than it happened.
    pub entered: Option<i64>,
}

/// What the events of one step, or of the run, say together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Nothing happened yet.
    Nothing,
    /// One thing is so.
    So(What),
    /// Two people say different things and neither knew of the other.
    Disputed,
}

/// The events of a run in order of their times; those without a time come last.
pub fn read(run: &Record) -> Vec<Event> {
    read_again(run, &[], &[]).0
}

/// An item of a log that was read: what its registers held, and where its event stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    id: Id,
    print: u64,
    at: Option<usize>,
}

/// The same where most of it was read before: only what changed since is read anew.
pub(super) fn read_again(run: &Record, before: &[Event], seen: &[Seen]) -> (Vec<Event>, Vec<Seen>) {
    // Straight from the registers, which stand together by item: a log may be long,
    // and its events have no places to be arranged by.
    let slots = run.list_slots(EVENTS);
    let mut known = seen.iter().peekable();
    let mut now: Vec<Seen> = Vec::with_capacity(seen.len() + 1);
    let mut events: Vec<(usize, Event)> = Vec::with_capacity(before.len() + 1);
    for item in slots.chunk_by(|a, b| a.path.item == b.path.item) {
        let (id, print) = (item[0].path.item, print_of(item));
        while known.next_if(|seen| seen.id < id).is_some() {}
        let same = known.next_if(|seen| seen.id == id && seen.print == print);
        let event = match same {
            Some(seen) => seen.at.and_then(|at| before.get(at)).cloned(),
            None => read_one(run, item),
        };
        if let Some(event) = event {
            events.push((now.len(), event));
        }
        now.push(Seen {
            id,
            print,
            at: None,
        });
    }
    // What was so from the start on stands behind the start.
    let starts = |event: &Event| event.step.is_none() && event.what == Some(What::Started);
    events.arrange_by_key(|(_, event)| (event.at.unwrap_or(i64::MAX), !starts(event), event.id));
    let begins = events
        .iter()
        .map(|(_, event)| event)
        .filter(|event| starts(event));
    let begins: Vec<(Id, Option<i64>)> = begins.map(|event| (event.id, event.at)).collect();
    for (_, event) in &mut events {
        // Runs of older versions say it by the time alone.
        let with = |(id, at): &(Id, Option<i64>)| match &*event.after {
            [] => at.is_some() && event.at == *at,
            after => after.contains(id),
        };
        let is_post = event.what == Some(What::HandedOver) && event.step.is_none();
        event.at_start = is_post && begins.iter().any(with);
    }
    for (at, (item, _)) in events.iter().enumerate() {
        now[*item].at = Some(at);
    }
    (events.into_iter().map(|(_, event)| event).collect(), now)
}

/// A fingerprint of what a list of a record holds: it changes with each write.
pub(super) fn print_of_list(run: &Record, list: Key) -> u64 {
    print_of(run.list_slots(list))
}

fn read_one(run: &Record, slots: &[Slot]) -> Option<Event> {
    let id = slots.first()?.path.item;
    let slot = |field: &str| slots.iter().find(|slot| slot.path.field == field);
    let value = |field| {
        slot(field)
            .and_then(Slot::shown)
            .filter(|text| !text.is_null())
    };
    let text = |field| {
        value(field)
            .map(|text| text.plain().into_owned())
            .unwrap_or_default()
    };
    let word = text("what");
    let removed = slot(REMOVED.as_str()).is_some() && !run.has_item(EVENTS, id);
    if word.is_empty() || removed {
        return None;
    }
    let at = value::instant(value("at"));
    let after: Vec<String> = value("after").and_then(Text::get).unwrap_or_default();
    Some(Event {
        id,
        // A name that is no id names no step, and not the run either.
        step: value("step").map(|step| step.plain().parse().unwrap_or(Id::NONE)),
        what: What::of(&word),
        word,
        at,
        by: text("by"),
        text: text("text"),
        after: after.iter().filter_map(|id| id.parse().ok()).collect(),
        answer: text("answer"),
        captured: value("name").map(|name| (name.plain().into_owned(), text("value"))),
        role: value("role").and_then(|role| role.plain().parse().ok()),
        to: text("to"),
        at_start: false,
        paper: value("paper").and_then(Text::get) == Some(true),
        first: value::instant(value("first_at")),
        corrected: slot("at")
            .zip(slot("what"))
            .and_then(|(at, what)| corrected(run, at, what)),
        entered: slot("what").and_then(|what| entered(run, what, at?)),
    })
}

// The time was put right when another change than the one that wrote the event has it.
fn corrected(run: &Record, at: &Slot, what: &Slot) -> Option<(String, i64)> {
    let (at, what) = (at.values.first()?.dot, what.values.first()?.dot);
    let mark = (at != what).then(|| run.mark(at))??;
    Some((mark.by.to_string(), mark.at))
}

// What another wrote into this copy (an import without stamps) says nothing of its author.
fn entered(run: &Record, what: &Slot, at: i64) -> Option<i64> {
    let mark = run.mark(what.values.first()?.dot)?;
    let by = Path::item(EVENTS, what.path.item, Key::new("by"));
    let own = run.value(by).is_some_and(|by| by.plain() == *mark.by);
    (own && mark.at.saturating_sub(at) > A_WHILE_MS).then_some(mark.at)
}

/// What was entered so much later was entered afterwards.
const A_WHILE_MS: i64 = 60_000;

/// What is wrong with the clock by which an event was written down, in words: it lies ahead, or
/// before what its author knew. `now` in milliseconds since 1970.
pub fn skewed(run: &Record, event: &Event, now: i64) -> Option<String> {
    let written = |id: Id| {
        let what = run.slot(Path::item(EVENTS, id, Key::new("what")))?;
        run.mark(what.values.first()?.dot)
    };
    // What another wrote into this copy says nothing of its author's clock.
    let own = written(event.id).filter(|mark| *mark.by == *event.by)?;
    let seen = event.after.iter().filter_map(|id| written(*id));
    skew::words(own.at, seen.map(|mark| (mark.at, &*mark.by)), now)
}

/// The events of each step, and of the run (`None`), as indexes.
pub fn by_step(events: &[Event]) -> HashMap<Option<Id>, Vec<usize>> {
    let mut groups: HashMap<Option<Id>, Vec<usize>> = HashMap::new();
    for (n, event) in events.iter().enumerate() {
        groups.entry(event.step).or_default().push(n);
    }
    groups
}

/// Of the events of one step (or of the run), those that say how it stands: that no
/// other of them was written in knowledge of.
pub fn frontier(events: &[Event], group: &[usize]) -> Vec<usize> {
    let tells = |n: &usize| events[*n].what.is_some_and(What::tells);
    let telling: Vec<usize> = group.iter().copied().filter(tells).collect();
    latest(events, telling)
}

/// Of some events of a step (or of the run), those that no other of them was written in
/// knowledge of.
pub fn latest(events: &[Event], telling: Vec<usize>) -> Vec<usize> {
    // Of one event, or none, nothing else was known.
    if telling.len() < 2 {
        return telling;
    }
    let known: HashSet<Id> = telling
        .iter()
        .flat_map(|&n| {
            events[n]
                .after
                .iter()
                .copied()
                .filter(move |id| *id != events[n].id)
        })
        .collect();
    let frontier: Vec<usize> = telling
        .iter()
        .copied()
        .filter(|&n| !known.contains(&events[n].id))
        .collect();
    // Only a forged log names itself in a circle; nothing of it is hidden.
    if frontier.is_empty() {
        telling
    } else {
        frontier
    }
}

/// What a frontier says.
///
/// One person's end stands against another's start, as it does not deny it. Two
/// different ends, two answers, or an end and a setting back, are disputed.
pub fn settle(events: &[Event], frontier: &[usize]) -> Settled {
    let mut whats: Vec<What> = frontier.iter().filter_map(|&n| events[n].what).collect();
    whats.arrange();
    whats.dedup();
    let mut answers = frontier
        .iter()
        .filter(|&&n| events[n].what == Some(What::Done))
        .map(|&n| &events[n].answer);
    let answer = answers.next();
    if answers.any(|other| Some(other) != answer) {
        return Settled::Disputed;
    }
    let ends = whats.iter().filter(|what| what.is_end()).count();
    match whats.last() {
        None => Settled::Nothing,
        Some(_) if ends > 1 || (ends == 1 && whats.contains(&What::Reset)) => Settled::Disputed,
        Some(&strongest) => Settled::So(strongest),
    }
}

/// When the work that led to this frontier began: the earliest start that it was
/// written in knowledge of, with no other start between.
pub fn began(events: &[Event], group: &[usize], frontier: &[usize]) -> Option<i64> {
    let by_id: HashMap<Id, usize> = group.iter().map(|&n| (events[n].id, n)).collect();
    let mut seen: HashSet<usize> = frontier.iter().copied().collect();
    let mut open: Vec<usize> = frontier.to_vec();
    let mut earliest: Option<i64> = None;
    while let Some(n) = open.pop() {
        match events[n].what {
            Some(What::Started) => {
                earliest = earliest.into_iter().chain(events[n].at).min();
            }
            Some(What::Reset) => {}
            _ => {
                let earlier = events[n]
                    .after
                    .iter()
                    .filter_map(|id| by_id.get(id).copied());
                open.extend(earlier.filter(|&n| seen.insert(n)));
            }
        }
    }
    earliest
}
