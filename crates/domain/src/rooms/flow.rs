//! Records that go from state to state: the steps that there are, what each asks and writes, and why one
//! cannot be taken now.

use crate::ask::Ask;
use crate::describe::{Action, Field, Tone, Type, field};
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
    /// What is told before it is taken.
    pub about: fn(&Record, &View<'_>) -> String,
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
        about: |_, _| String::new(),
        asks: &[],
        blocked: |_, _| None,
        writes: |_| silently(Vec::new()),
    }
}

/// What is asked where a step needs a reason.
pub const WHY: &[Field] = &[field("why", "Why?", Type::Prose)];

/// Writes the reason that was asked for and nothing else.
///
/// # Errors
/// When there is none.
pub fn because(ask: &mut Ask<'_>) -> Written {
    match ask.answer("why") {
        why if why.is_empty() => Err("Write down why.".to_owned()),
        why => Ok((Vec::new(), why)),
    }
}

/// A record's state; `first` while nobody has taken a step.
pub fn state<'a>(record: &'a Record, first: &'static str) -> Cow<'a, str> {
    state_in(record, "state", first)
}

/// [`state`] of records whose state stands in another field.
pub fn state_in<'a>(record: &'a Record, field: &'static str, first: &'static str) -> Cow<'a, str> {
    match record.text(field) {
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
        about: (step.about)(record, view),
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
    ask: Ask<'_>,
    log: fn(&mut Ask<'_>, &str, &str, &str) -> Vec<Edit>,
) -> Result<Vec<Edit>, String> {
    take_in("state", steps, first, ask, log)
}

/// [`take`] for records whose state stands in another field.
///
/// # Errors
/// As [`take`].
pub fn take_in(
    field: &'static str,
    steps: &'static [Step],
    first: &'static str,
    mut ask: Ask<'_>,
    log: fn(&mut Ask<'_>, &str, &str, &str) -> Vec<Edit>,
) -> Result<Vec<Edit>, String> {
    let from = state_in(ask.record, field, first).into_owned();
    let step = steps
        .iter()
        .find(|step| step.key == ask.action && step.from.contains(&&*from));
    let step = step.ok_or_else(|| format!("This cannot be done while it is “{from}”."))?;
    if let Some(why) = (step.blocked)(ask.record, &ask.view) {
        return Err(why);
    }
    let mut edits = vec![ask.set(field, Text::string(step.to))];
    let (more, said) = (step.writes)(&mut ask)?;
    edits.extend(more);
    edits.extend(log(&mut ask, &from, step.to, &said));
    Ok(edits)
}

/// When something happened and who says so, as the fields of a log entry.
pub fn signed(ask: &Ask<'_>) -> Vec<(&'static str, Text)> {
    let mut entry = vec![
        ("at", instant_text(ask.view.now())),
        ("by", Text::string(ask.view.user.trim())),
    ];
    if let Some(id) = ask.view.user_id {
        entry.push(("by_id", Text::string(&id.to_string())));
    }
    entry
}

/// What is wrong with a table of states: those that nothing leads to from the first, those from which no end is
/// reached, and ends that lead on.
#[cfg(test)]
pub fn flaws(
    steps: &[Step],
    (first, ends): (&'static str, &[&'static str]),
    all: &[crate::describe::Choice],
) -> Vec<String> {
    let next = |state: &str| {
        let from = steps.iter().filter(|step| step.from.contains(&state));
        from.map(|step| step.to).collect::<Vec<_>>()
    };
    let reach = |from: &'static str| {
        let mut seen = vec![from];
        let mut at = 0;
        while let Some(state) = seen.get(at).copied() {
            at += 1;
            let new: Vec<_> = next(state)
                .into_iter()
                .filter(|to| !seen.contains(to))
                .collect();
            seen.extend(new);
        }
        seen
    };
    let from_first = reach(first);
    let known = |state: &&str| all.iter().any(|choice| choice.key == *state);
    let strange = from_first.iter().filter(|state| !known(state));
    let mut found: Vec<String> = strange
        .map(|state| format!("{state} is not described"))
        .collect();
    for state in all.iter().map(|choice| choice.key) {
        if !from_first.contains(&state) {
            found.push(format!("{state} is out of reach"));
        }
        if ends.contains(&state) && !next(state).is_empty() {
            found.push(format!("{state} is no end"));
        }
        if !reach(state).iter().any(|reached| ends.contains(reached)) {
            found.push(format!("{state} is stuck"));
        }
    }
    found
}
