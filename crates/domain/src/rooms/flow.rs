//! Records that go from state to state: the steps that there are, what each asks and writes, and why one
//! cannot be taken now.

use crate::ask::Ask;
use crate::describe::{Action, Field, Tone};
use crate::value::instant_text;
use crate::view::View;
use holdfast_ledger::{Edit, Record, Text};
use std::borrow::Cow;

/// A step from one state to another.
pub struct Step {
    /// Its name, unique in its table.
    pub key: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// The states that it can be taken from.
    pub from: &'static [&'static str],
    /// The state that it leads to.
    pub to: &'static str,
    /// How loud the button is.
    pub tone: Tone,
    /// What is asked first.
    pub asks: &'static [Field],
    /// Why it cannot be taken now.
    pub blocked: fn(&Record, &View<'_>) -> Option<String>,
    /// What else it writes.
    pub writes: fn(&mut Ask<'_>) -> Written,
}

/// What a step writes beside the state: edits, and what the log says of it; or why it cannot be taken.
pub type Written = Result<(Vec<Edit>, String), String>;

/// Edits that need no words.
///
/// # Errors
/// None.
pub fn silently(edits: Vec<Edit>) -> Written {
    Ok((edits, String::new()))
}

/// A step that only needs its state.
pub const fn step(
    key: &'static str,
    label: &'static str,
    from: &'static [&'static str],
    to: &'static str,
) -> Step {
    Step {
        key,
        label,
        from,
        to,
        tone: Tone::Good,
        asks: &[],
        blocked: |_, _| None,
        writes: |_| silently(Vec::new()),
    }
}

/// A record's state; `first` while nobody has taken a step.
pub fn state<'a>(record: &'a Record, first: &'static str) -> Cow<'a, str> {
    match record.text("state") {
        state if state.is_empty() => first.into(),
        state => state,
    }
}

/// The steps that can be taken from a state.
pub fn offered(
    steps: &'static [Step],
    (record, state): (&Record, &str),
    view: &View<'_>,
    perform: fn(Ask<'_>) -> Result<Vec<Edit>, String>,
) -> Vec<Action> {
    let steps = steps.iter().filter(|step| step.from.contains(&state));
    let action = |step: &Step| Action {
        key: step.key,
        label: step.label.to_owned(),
        tone: step.tone,
        refused: (step.blocked)(record, view),
        asks: step.asks,
        perform,
    };
    steps.map(action).collect()
}

/// Takes the step that an action names. `log` writes what happened: from, to, and what is said of it.
///
/// # Errors
/// Why it cannot be taken.
pub fn take(
    steps: &'static [Step],
    first: &'static str,
    mut ask: Ask<'_>,
    log: fn(&mut Ask<'_>, &str, &str, &str) -> Vec<Edit>,
) -> Result<Vec<Edit>, String> {
    let from = state(ask.record, first).into_owned();
    let step = steps
        .iter()
        .find(|step| step.key == ask.action && step.from.contains(&&*from));
    let step = step.ok_or_else(|| format!("This cannot be done while it is “{from}”."))?;
    if let Some(why) = (step.blocked)(ask.record, &ask.view) {
        return Err(why);
    }
    let mut edits = vec![ask.set("state", Text::string(step.to))];
    let (more, said) = (step.writes)(&mut ask)?;
    edits.extend(more);
    edits.extend(log(&mut ask, &from, step.to, &said));
    Ok(edits)
}

/// When something happened and who says so, as the fields of a log entry.
pub fn signed(ask: &Ask<'_>) -> Vec<(&'static str, Text)> {
    let mut entry = vec![
        ("at", instant_text(ask.view.now)),
        ("by", Text::string(ask.view.user.trim())),
    ];
    if let Some(id) = ask.view.user_id {
        entry.push(("by_id", Text::string(&id.to_string())));
    }
    entry
}

/// Every state that can be reached, and those among them from which no step leads on: a state that is
/// described and not reached, or stuck and not an end, is a mistake in a table.
#[cfg(test)]
pub fn reach(steps: &[Step], first: &'static str) -> (Vec<&'static str>, Vec<&'static str>) {
    let mut reached = vec![first];
    let mut at = 0;
    while at < reached.len() {
        let now = reached[at];
        for step in steps.iter().filter(|step| step.from.contains(&now)) {
            if !reached.contains(&step.to) {
                reached.push(step.to);
            }
        }
        at += 1;
    }
    let leads_on = |state: &&str| steps.iter().any(|step| step.from.contains(state));
    let ends = reached.iter().copied().filter(|state| !leads_on(state));
    let ends = ends.collect();
    (reached, ends)
}
