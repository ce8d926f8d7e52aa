//! The states of a change, the steps between them, and why one cannot be taken.

use super::approvals::{self, content, tally};
use super::window::Window;
use super::{OUTCOMES, TYPES};
use super::{conflicts, questions, run, slots, templates};
use crate::ask::Ask;
use crate::describe::{Action, Field, Tone, Type, field};
use crate::rooms::flow::{self, Step, WHY, Written, because, signed, silently, step};
use crate::rooms::review;
use crate::value::{choice_of, moment};
use crate::view::View;
use holdfast_ledger::{Edit, Path, Record, Text};
use std::borrow::Cow;

const CLOSING: &[Field] = &[
    field("outcome", "Outcome", Type::Choice(OUTCOMES)),
    field("notes", "Notes", Type::Prose).help("What happened; needed unless all went well."),
];

/// The state of a change that nobody has submitted.
pub const FIRST: &str = "draft";

/// The steps from state to state.
pub static STEPS: [Step; 9] = [
    Step {
        blocked: submit_blocked,
        writes: |ask| silently(requested(ask)),
        ..step("submit", "Submit", &["draft"], "submitted")
    },
    Step {
        blocked: assess_blocked,
        ..step("assess", "Mark assessed", &["submitted"], "assessed")
    },
    Step {
        blocked: authorise_blocked,
        writes: authorise,
        ..step("authorise", "Authorise", &["assessed"], "authorised")
    },
    Step {
        blocked: schedule_blocked,
        ..step(
            "schedule",
            "Schedule",
            &["submitted", "authorised"],
            "scheduled",
        )
    },
    Step {
        blocked: implement_blocked,
        ..step(
            "implement",
            "Start implementation",
            &["scheduled"],
            "implementing",
        )
    },
    step(
        "finish",
        "Implementation finished",
        &["implementing"],
        "review",
    ),
    Step {
        asks: CLOSING,
        writes: closing,
        ..step("close", "Close change", &["review"], "closed")
    },
    Step {
        tone: Tone::Bad,
        asks: WHY,
        writes: because,
        ..step(
            "reject",
            "Reject change",
            &[
                "submitted",
                "assessed",
                "authorised",
                "scheduled",
                "implementing",
            ],
            "rejected",
        )
    },
    Step {
        tone: Tone::Bad,
        asks: WHY,
        writes: because,
        ..step(
            "cancel",
            "Cancel change",
            &[
                "draft",
                "submitted",
                "assessed",
                "authorised",
                "scheduled",
                "implementing",
            ],
            "cancelled",
        )
    },
];

/// A change's state; one without is a draft.
pub fn state(change: &Record) -> Cow<'_, str> {
    flow::state(change, FIRST)
}

/// What can be done with a change.
pub fn actions(change: &Record, view: &View<'_>) -> Vec<Action> {
    let state = state(change);
    let mut offered = flow::offered(&STEPS, (change, &state), view, perform);
    for action in offered
        .iter_mut()
        .filter(|action| action.key == "authorise")
    {
        action.asks = if unapproved(change, view) { WHY } else { &[] };
    }
    offered.extend(run::action(change, view));
    offered.extend(slots::action(change, view));
    if matches!(&*state, "draft" | "submitted") {
        offered.extend(templates::action(change, view));
    }
    offered.extend(approvals::actions(change, view));
    offered.push(review::action(review::mark_yearly));
    offered
}

/// Whether it is an emergency that is authorised before it is approved.
fn unapproved(change: &Record, view: &View<'_>) -> bool {
    is_emergency(change) && !tally(change, view).is_enough()
}

fn is_emergency(change: &Record) -> bool {
    change.text("type") == "emergency"
}

fn submit_blocked(change: &Record, view: &View<'_>) -> Option<String> {
    let mut missing = Vec::new();
    let empty = |field| change.text(field).trim().is_empty();
    if empty("title") {
        missing.push("a title");
    }
    let kind = change.value(Path::of("type"));
    if kind.and_then(|kind| choice_of(TYPES, kind)).is_none() {
        missing.push("a type");
    }
    if empty("reason") {
        missing.push("a reason");
    }
    if empty("requester") && view.user_id.is_none() {
        missing.push("who requests it");
    }
    (!missing.is_empty()).then(|| format!("Still missing: {}.", missing.join(", ")))
}

fn assess_blocked(change: &Record, view: &View<'_>) -> Option<String> {
    if change.text("type") == "standard" {
        return Some("A standard change was approved beforehand: schedule it.".to_owned());
    }
    let unknown = change.value(Path::of("risk_level")).is_none();
    let unknown = unknown.then(|| "Choose the risk level first.".to_owned());
    unknown.or_else(|| questions::unanswered(change, view))
}

fn authorise_blocked(change: &Record, view: &View<'_>) -> Option<String> {
    let tally = tally(change, view);
    if is_emergency(change) || tally.is_enough() {
        return None;
    }
    let changed = match tally.outdated {
        0 => String::new(),
        n => format!(" ({n} were given before the change was edited and no longer count)"),
    };
    Some(format!(
        "{} of {} approvals are there{changed}.",
        tally.given, tally.needed
    ))
}

// What was approved must still be what is done; a standard change was approved beforehand.
fn unauthorised(change: &Record, view: &View<'_>) -> Option<String> {
    if change.text("type") == "standard" {
        return None;
    }
    authorise_blocked(change, view)
}

fn schedule_blocked(change: &Record, view: &View<'_>) -> Option<String> {
    if state(change) == "submitted" && change.text("type") != "standard" {
        return Some(
            "Only a standard change goes straight from submitted to scheduled: this one is \
             assessed and authorised first."
                .to_owned(),
        );
    }
    if change.text("type") == "standard"
        && let Some(why) = templates::unapproved(change, view)
    {
        return Some(why);
    }
    let window = match Window::of(change) {
        // What cannot wait may have no window; one that makes no sense helps nobody.
        Err(why) if is_emergency(change) && why.is_missing() => None,
        Err(why) => Some(format!("{why} Set it first.")),
        Ok(window) if window.end < view.now() && !is_emergency(change) => {
            let end = moment(window.end, view);
            Some(format!("The window ended on {end}. Agree on another one."))
        }
        Ok(_) => None,
    };
    window
        .or_else(|| frozen(change, view))
        .or_else(|| unauthorised(change, view))
}

// What cannot wait does not wait for a freeze to end.
fn frozen(change: &Record, view: &View<'_>) -> Option<String> {
    if is_emergency(change) {
        return None;
    }
    conflicts::blocked(change, view)
}

fn implement_blocked(change: &Record, view: &View<'_>) -> Option<String> {
    if is_emergency(change) {
        return None;
    }
    let window = match Window::of(change) {
        Err(why) => Some(format!("{why} Set it first.")),
        Ok(window) if view.now() < window.start => Some(format!(
            "The window opens on {}.",
            moment(window.start, view)
        )),
        Ok(window) if view.now() > window.end => {
            let end = moment(window.end, view);
            Some(format!("The window ended on {end}. Agree on another one."))
        }
        Ok(_) => None,
    };
    window
        .or_else(|| frozen(change, view))
        .or_else(|| unauthorised(change, view))
}

fn perform(ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    flow::take(&STEPS, FIRST, ask, |ask, from, to, said| {
        let mut entry = signed(ask);
        entry.extend([
            ("from", Text::string(from)),
            ("to", Text::string(to)),
            ("content", Text::string(&content(ask.record))),
        ]);
        if !said.is_empty() {
            entry.push(("why", Text::string(said)));
        }
        ask.add("log", entry)
    })
}

// Who submits what nobody requests requests it.
fn requested(ask: &Ask<'_>) -> Vec<Edit> {
    let nobody = ask.record.text("requester").is_empty();
    let me = ask.view.user_id.filter(|_| nobody);
    let me = me.map(|id| ask.set("requester", Text::string(&id.to_string())));
    me.into_iter().collect()
}

fn authorise(ask: &mut Ask<'_>) -> Written {
    if unapproved(ask.record, &ask.view) {
        because(ask)
    } else {
        silently(Vec::new())
    }
}

fn closing(ask: &mut Ask<'_>) -> Written {
    let outcome = ask
        .value("outcome")
        .and_then(|value| choice_of(OUTCOMES, value));
    let outcome = outcome.ok_or("Choose how it ended.")?;
    let notes = ask.answer("notes");
    if notes.is_empty() && outcome.key != "successful" {
        return Err("Write down what happened.".to_owned());
    }
    let mut edits = vec![ask.set("outcome", Text::string(outcome.key))];
    if !notes.is_empty() {
        edits.push(ask.set("closing_notes", Text::string(&notes)));
    }
    Ok((edits, notes))
}
