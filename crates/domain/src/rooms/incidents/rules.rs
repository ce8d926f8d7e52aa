//! The states of an incident, the steps between them, and what else can be done with one.

use super::deeds;
use super::describe::WAITS;
use super::times::{outages, time};
use crate::ask::Ask;
use crate::describe::{Action, Field, Tone, Type, field};
use crate::rooms::flow::{self, Step, WHY, Written, because, signed, silently, step};
use crate::rooms::review;
use crate::value::{choice_of, instant, instant_text};
use crate::view::View;
use holdfast_ledger::{Edit, Id, Key, Path, Record, Text};
use std::borrow::Cow;

/// The state of an incident that nobody has done anything with.
pub const FIRST: &str = "new";
/// The states in which nothing is to be done any more.
pub const OVER: [&str; 4] = ["resolved", "closed", "cancelled", "duplicate"];

pub(super) const PERSON: Type = Type::Link(&["person"]);
pub(super) const WHEN: Field = field("at", "When", Type::Instant).help("Empty: now.");
pub(super) const ASSIGN: &[Field] = &[
    field("team", "Team", Type::Link(&["team"])),
    field("assignee", "Assigned to", PERSON),
    field("why", "Why?", Type::Prose).help("May stay empty."),
];
const HOLD: &[Field] = &[
    field("reason", "Waits", Type::Choice(WAITS)),
    field("pauses", "Stop the clocks", Type::Flag)
        .help("The time does not count against response and resolution."),
    field("why", "For what?", Type::Prose),
];
const RESOLVE: &[Field] = &[
    field("resolution", "What was done?", Type::Prose).help("And how one saw that it helped."),
    field("at", "When", Type::Instant).help("Empty: now. Outages and pauses that go on end then."),
];
const REOPEN: &[Field] = &[
    field("why", "Why?", Type::Prose),
    field(
        "again",
        "Its services are hit again, from now on",
        Type::Flag,
    ),
];
const DUPLICATE: &[Field] = &[field("of", "Duplicate of", Type::Link(&["incident"]))];
const OPEN: &[&str] = &["new", "assigned", "in_progress", "on_hold", "reopened"];

/// The steps from state to state.
pub static STEPS: [Step; 11] = [
    Step {
        asks: ASSIGN,
        writes: assign,
        ..step("take", "Acknowledge and assign", &["new"], "assigned")
    },
    Step {
        writes: |ask| silently(begin(ask)),
        ..step(
            "start",
            "Start work",
            &["assigned", "reopened"],
            "in_progress",
        )
    },
    Step {
        tone: Tone::Plain,
        asks: HOLD,
        writes: hold,
        ..step("hold", "Put on hold", &["in_progress"], "on_hold")
    },
    Step {
        writes: |ask| silently(ended(ask, "pauses", ask.view.now())),
        ..step("resume", "Resume", &["on_hold"], "in_progress")
    },
    Step {
        asks: RESOLVE,
        writes: resolve,
        ..step(
            "resolve",
            "Resolve",
            &["assigned", "in_progress", "on_hold", "reopened"],
            "resolved",
        )
    },
    Step {
        tone: Tone::Warn,
        asks: REOPEN,
        writes: reopen,
        ..step("reopen", "Reopen", &["resolved"], "reopened")
    },
    Step {
        blocked: close_blocked,
        writes: |ask| silently(vec![ask.set("closed", instant_text(ask.view.now()))]),
        ..step("close", "Close incident", &["resolved"], "closed")
    },
    Step {
        tone: Tone::Bad,
        asks: WHY,
        writes: because,
        ..step(
            "cancel",
            "Cancel incident",
            &["new", "assigned"],
            "cancelled",
        )
    },
    Step {
        tone: Tone::Plain,
        asks: DUPLICATE,
        writes: duplicate,
        ..step("duplicate", "Mark as duplicate", OPEN, "duplicate")
    },
    Step {
        tone: Tone::Plain,
        writes: |ask| silently(vec![ask.set("duplicate_of", Text::null())]),
        ..step(
            "not_duplicate",
            "Not a duplicate",
            &["duplicate"],
            "in_progress",
        )
    },
    Step {
        tone: Tone::Plain,
        asks: WHY,
        writes: because,
        ..step("revive", "Take up again", &["cancelled"], "in_progress")
    },
];

/// An incident's state.
pub fn state(incident: &Record) -> Cow<'_, str> {
    flow::state(incident, FIRST)
}

/// Whether something is still to be done.
pub fn is_open(incident: &Record) -> bool {
    !OVER.contains(&&*state(incident))
}

/// What can be done with an incident.
pub fn actions(incident: &Record, view: &View<'_>) -> Vec<Action> {
    let now = state(incident);
    let mut offered = flow::offered(&STEPS, (incident, &now), view, perform);
    offered.extend(deeds::actions(incident));
    offered.push(review::action(review::mark_yearly));
    offered
}

fn perform(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    flow::take(&STEPS, FIRST, ask, |ask, from, to, said| {
        let states = vec![("from", Text::string(from)), ("to", Text::string(to))];
        entry(ask, "state", states, said)
    })
}

/// An entry of the timeline that an action writes.
pub(super) fn entry(
    ask: &mut Ask<'_>,
    what: &'static str,
    more: Vec<(&'static str, Text)>,
    said: &str,
) -> Vec<Edit> {
    let mut fields = signed(ask);
    fields.push(("what", Text::string(what)));
    fields.extend(more);
    if !said.is_empty() {
        fields.push(("text", Text::string(said)));
    }
    ask.add("timeline", fields)
}

// The first who does something with it acknowledges it.
pub(super) fn acknowledged(ask: &Ask<'_>, at: i64) -> Vec<Edit> {
    let known = time(ask.record, "acknowledged").is_some();
    let then = (!known).then(|| ask.set("acknowledged", instant_text(at)));
    then.into_iter().collect()
}

pub(super) fn me(ask: &Ask<'_>) -> Option<Text> {
    ask.view.user_id.map(|id| Text::string(&id.to_string()))
}

fn assign(ask: &mut Ask<'_>) -> Written {
    let mut edits = acknowledged(ask, ask.view.now());
    edits.extend(assignment(ask)?);
    Ok((edits, String::new()))
}

// Who has it now, with an entry of its own.
pub(super) fn assignment(ask: &mut Ask<'_>) -> Result<Vec<Edit>, String> {
    let team = ask.value("team").cloned();
    let own = || if team.is_none() { me(ask) } else { None };
    let person = ask.value("assignee").cloned().or_else(own);
    let Some(who) = person.clone().or_else(|| team.clone()) else {
        return Err(match ask.view.user.trim() {
            "" => "Choose a team or a person, or say in Settings who uses this device.".to_owned(),
            name => format!(
                "Choose a team or a person: “{name}” is nobody’s name in People. Type it, and add them."
            ),
        });
    };
    let mut edits: Vec<Edit> = Vec::new();
    edits.extend(person.map(|person| ask.set("assignee", person)));
    edits.extend(team.map(|team| ask.set("team", team)));
    let why = ask.answer("why");
    edits.extend(entry(ask, "assigned", vec![("who", who)], &why));
    Ok(edits)
}

fn begin(ask: &mut Ask<'_>) -> Vec<Edit> {
    let mut edits = acknowledged(ask, ask.view.now());
    let taken = ["assignee", "team"]
        .iter()
        .any(|field| ask.record.value(Path::of(field)).is_some());
    if let Some(me) = me(ask).filter(|_| !taken) {
        edits.push(ask.set("assignee", me));
    }
    edits
}

fn hold(ask: &mut Ask<'_>) -> Written {
    let reason = ask.value("reason").cloned();
    let label = { reason.as_ref() }.and_then(|value| choice_of(WAITS, value));
    let label = label.ok_or("Choose what it waits for.")?.label;
    let why = ask.answer("why");
    let mut edits = Vec::new();
    if ask
        .value("pauses")
        .is_some_and(|value| value.as_str() == "true")
    {
        let mut pause = vec![("from", instant_text(ask.view.now()))];
        pause.extend(reason.map(|reason| ("reason", reason)));
        if !why.is_empty() {
            pause.push(("note", Text::string(&why)));
        }
        edits = ask.add("pauses", pause);
    }
    let said = if why.is_empty() {
        format!("{label}.")
    } else {
        format!("{label}: {why}")
    };
    Ok((edits, said))
}

// Ends what still goes on in a list of times.
fn ended(ask: &Ask<'_>, list: &'static str, at: i64) -> Vec<Edit> {
    let items = ask.record.items(Key::new(list));
    let open = items.iter().filter(|item| {
        let began = instant(item.value("from")).is_some_and(|from| from <= at);
        began && item.value("to").is_none()
    });
    let ids: Vec<Id> = open.map(|item| item.id).collect();
    ids.into_iter()
        .map(|id| ask.set_in(list, id, "to", instant_text(at)))
        .collect()
}

/// The time that was answered; now where none was.
pub(super) fn answered_time(ask: &Ask<'_>) -> Result<i64, String> {
    let at = instant(ask.value("at")).unwrap_or(ask.view.now());
    if at > ask.view.now() {
        return Err("That is still to come.".to_owned());
    }
    let before = ["detected", "acknowledged", "mitigated"]
        .iter()
        .find(|field| time(ask.record, field).is_some_and(|known| at < known));
    match before {
        Some(field) => Err(format!(
            "That is before it was {field}. Put that time right first."
        )),
        None => Ok(at),
    }
}

fn resolve(ask: &mut Ask<'_>) -> Written {
    let said = ask.answer("resolution");
    if said.is_empty() && ask.record.text("resolution").is_empty() {
        return Err("Write down what was done.".to_owned());
    }
    let at = answered_time(ask)?;
    let mut edits = acknowledged(ask, at);
    edits.push(ask.set("resolved", instant_text(at)));
    if !said.is_empty() {
        edits.push(ask.set("resolution", Text::string(&said)));
    }
    edits.extend(ended(ask, "outages", at));
    edits.extend(ended(ask, "pauses", at));
    Ok((edits, said))
}

// What was over is not: neither resolved nor mitigated, and services may be hit once more.
fn reopen(ask: &mut Ask<'_>) -> Written {
    let (mut edits, why) = because(ask)?;
    edits.push(ask.set("resolved", Text::null()));
    edits.push(ask.set("mitigated", Text::null()));
    if ask
        .value("again")
        .is_some_and(|again| again.as_str() == "true")
    {
        let mut hit: Vec<(Option<Id>, bool)> = Vec::new();
        for outage in outages(ask.record) {
            let one = (outage.service, outage.degraded);
            if !hit.contains(&one) {
                hit.push(one);
            }
        }
        for (service, degraded) in hit {
            let mut fields = vec![
                (
                    "kind",
                    Text::string(if degraded { "degraded" } else { "outage" }),
                ),
                ("from", instant_text(ask.view.now())),
            ];
            fields.extend(service.map(|id| ("service", Text::string(&id.to_string()))));
            edits.extend(ask.add("outages", fields));
        }
    }
    Ok((edits, why))
}

fn close_blocked(incident: &Record, _: &View<'_>) -> Option<String> {
    let open = outages(incident).iter().any(|outage| outage.to.is_none());
    open.then(|| "An outage has no end yet. Write down when it ended.".to_owned())
}

fn duplicate(ask: &mut Ask<'_>) -> Written {
    let of = ask
        .value("of")
        .cloned()
        .ok_or("Choose the incident that it is a duplicate of.")?;
    let other = ask
        .view
        .linked(Some(&of))
        .ok_or("That incident is no longer there.")?;
    if other.id == ask.record.id {
        return Err("An incident is no duplicate of itself.".to_owned());
    }
    if let Some(first) = ask.view.linked(other.value(Path::of("duplicate_of"))) {
        let (other, first) = (ask.view.name(other), ask.view.name(first));
        return Err(format!("{other} is a duplicate itself. Choose {first}."));
    }
    let said = format!("Of {}.", ask.view.name(other));
    let mut edits = ended(ask, "pauses", ask.view.now());
    edits.push(ask.set("duplicate_of", of));
    Ok((edits, said))
}
