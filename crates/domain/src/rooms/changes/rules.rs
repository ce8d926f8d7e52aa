//! The states of a change, the steps between them, and why one cannot be taken.

use super::approvals::{self, content, tally};
use super::window::Window;
use super::{OUTCOMES, TYPES};
use super::{conflicts, questions, run, slots, templates};
use crate::ask::Ask;
use crate::describe::{Action, Field, Tone, Type, field};
use crate::rooms::review;
use crate::value::{choice_of, instant_text, moment};
use crate::view::View;
use holdfast_ledger::{Edit, Path, Record, Text};
use std::borrow::Cow;

/// A step from one state to another.
struct Step {
    key: &'static str,
    label: &'static str,
    from: &'static [&'static str],
    to: &'static str,
    tone: Tone,
    asks: &'static [Field],
    /// Why the step cannot be taken now.
    blocked: fn(&Record, &View<'_>) -> Option<String>,
}

const WHY: &[Field] = &[field("why", "Why?", Type::Prose)];
const CLOSING: &[Field] = &[
    field("outcome", "Outcome", Type::Choice(OUTCOMES)),
    field("notes", "Notes", Type::Prose).help("What happened; needed unless all went well."),
];

static STEPS: [Step; 9] = [
    Step {
        key: "submit",
        label: "Submit",
        from: &["draft"],
        to: "submitted",
        tone: Tone::Good,
        asks: &[],
        blocked: submit_blocked,
    },
    Step {
        key: "assess",
        label: "Mark assessed",
        from: &["submitted"],
        to: "assessed",
        tone: Tone::Good,
        asks: &[],
        blocked: assess_blocked,
    },
    Step {
        key: "authorise",
        label: "Authorise",
        from: &["assessed"],
        to: "authorised",
        tone: Tone::Good,
        asks: &[],
        blocked: authorise_blocked,
    },
    Step {
        key: "schedule",
        label: "Schedule",
        from: &["submitted", "authorised"],
        to: "scheduled",
        tone: Tone::Good,
        asks: &[],
        blocked: schedule_blocked,
    },
    Step {
        key: "implement",
        label: "Start implementation",
        from: &["scheduled"],
        to: "implementing",
        tone: Tone::Good,
        asks: &[],
        blocked: implement_blocked,
    },
    Step {
        key: "finish",
        label: "Implementation finished",
        from: &["implementing"],
        to: "review",
        tone: Tone::Good,
        asks: &[],
        blocked: |_, _| None,
    },
    Step {
        key: "close",
        label: "Close change",
        from: &["review"],
        to: "closed",
        tone: Tone::Good,
        asks: CLOSING,
        blocked: |_, _| None,
    },
    Step {
        key: "reject",
        label: "Reject change",
        from: &[
            "submitted",
            "assessed",
            "authorised",
            "scheduled",
            "implementing",
        ],
        to: "rejected",
        tone: Tone::Bad,
        asks: WHY,
        blocked: |_, _| None,
    },
    Step {
        key: "cancel",
        label: "Cancel change",
        from: &[
            "draft",
            "submitted",
            "assessed",
            "authorised",
            "scheduled",
            "implementing",
        ],
        to: "cancelled",
        tone: Tone::Bad,
        asks: WHY,
        blocked: |_, _| None,
    },
];

/// The table of steps: from which state to which.
#[cfg(test)]
pub fn steps() -> Vec<(&'static str, &'static str)> {
    let pairs = |step: &Step| {
        step.from
            .iter()
            .map(|from| (*from, step.to))
            .collect::<Vec<_>>()
    };
    STEPS.iter().flat_map(pairs).collect()
}

/// A change's state; one without is a draft.
pub fn state(change: &Record) -> Cow<'_, str> {
    match change.text("state") {
        state if state.is_empty() => "draft".into(),
        state => state,
    }
}

/// What can be done with a change.
pub fn actions(change: &Record, view: &View<'_>) -> Vec<Action> {
    let state = state(change);
    let steps = STEPS.iter().filter(|step| step.from.contains(&&*state));
    let mut offered: Vec<Action> = steps
        .map(|step| Action {
            key: step.key,
            label: step.label.to_owned(),
            tone: step.tone,
            refused: (step.blocked)(change, view),
            asks: if unapproved(step, change, view) {
                WHY
            } else {
                step.asks
            },
            perform,
        })
        .collect();
    offered.extend(run::action(change, view));
    offered.extend(slots::action(change, view));
    if matches!(&*state, "draft" | "submitted") {
        offered.extend(templates::action(change, view));
    }
    offered.extend(approvals::actions(change, view));
    offered.push(review::action(review::mark_yearly));
    offered
}

/// Whether this step authorises an emergency before it is approved.
fn unapproved(step: &Step, change: &Record, view: &View<'_>) -> bool {
    step.key == "authorise" && is_emergency(change) && !tally(change, view).is_enough()
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
        Ok(window) if window.end < view.now && !is_emergency(change) => {
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
        Ok(window) if view.now < window.start => Some(format!(
            "The window opens on {}.",
            moment(window.start, view)
        )),
        Ok(window) if view.now > window.end => {
            let end = moment(window.end, view);
            Some(format!("The window ended on {end}. Agree on another one."))
        }
        Ok(_) => None,
    };
    window
        .or_else(|| frozen(change, view))
        .or_else(|| unauthorised(change, view))
}

fn perform(mut ask: Ask<'_>) -> Result<Vec<Edit>, String> {
    let (change, view) = (ask.record, ask.view);
    let from = state(change).into_owned();
    let step = STEPS
        .iter()
        .find(|step| step.key == ask.action && step.from.contains(&&*from));
    let step = step.ok_or_else(|| format!("This cannot be done while the change is {from}."))?;
    if let Some(why) = (step.blocked)(change, &view) {
        return Err(why);
    }
    let asks_why =
        step.asks.iter().any(|asked| asked.key == "why") || unapproved(step, change, &view);
    let mut why = ask.answer("why");
    if asks_why && why.is_empty() {
        return Err("Write down why.".to_owned());
    }
    let mut edits = vec![ask.set("state", Text::string(step.to))];
    if step.key == "submit" && change.text("requester").is_empty() {
        let me = view
            .user_id
            .map_or_else(Text::null, |id| Text::string(&id.to_string()));
        edits.push(ask.set("requester", me));
    }
    if step.key == "close" {
        edits.extend(closing(&ask)?);
        why = ask.answer("notes");
    }
    let mut entry = vec![
        ("at", instant_text(view.now)),
        ("by", Text::string(view.user.trim())),
        ("from", Text::string(&from)),
        ("to", Text::string(step.to)),
        ("content", Text::string(&content(change))),
    ];
    if let Some(id) = view.user_id {
        entry.push(("by_id", Text::string(&id.to_string())));
    }
    if !why.is_empty() {
        entry.push(("why", Text::string(&why)));
    }
    edits.extend(ask.add("log", entry));
    Ok(edits)
}

fn closing(ask: &Ask<'_>) -> Result<Vec<Edit>, String> {
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
    Ok(edits)
}
